package lora

import (
	"bytes"
	"fmt"
	"testing"
)

// split takes bytes apart and tells what was found, in order. A message is good when it does not begin with an exclamation mark.
func split(chunks ...string) (found []string) {
	r := meshtasticReader{
		frame: func(b []byte) bool {
			if bytes.HasPrefix(b, []byte("!")) {
				return false
			}
			found = append(found, fmt.Sprintf("[%s]", b))
			return true
		},
		text:    func(b byte) { found = append(found, fmt.Sprintf("%q", b)) },
		damaged: func() { found = append(found, "damaged") },
	}
	for _, c := range chunks {
		r.take([]byte(c))
	}
	return found
}

func TestFramesAmongText(t *testing.T) {
	long := string(bytes.Repeat([]byte("x"), 257))
	for name, c := range map[string]struct{ bytes, want string }{
		"one":                      {"\x94\xC3\x00\x02hi", "[[hi]]"},
		"two":                      {"\x94\xC3\x00\x01a\x94\xC3\x00\x01b", "[[a] [b]]"},
		"text around":              {"ok\x94\xC3\x00\x01a\n", "['o' 'k' [a] '\\n']"},
		"wake-up bytes before":     {"\xC3\xC3\x94\xC3\x00\x01a", "['Ã' 'Ã' [a]]"},
		"a start within":           {"\x94\xC3\x00\x04\x94\xC3\x00\x01", "[[\x94\xC3\x00\x01]]"},
		"a start that is none":     {"\x94x\x94\x94\xC3\x00\x01a", "['\\u0094' 'x' '\\u0094' [a]]"},
		"257 bytes":                {"\x94\xC3\x01\x01" + long + "\x94\xC3\x00\x01a", "[[" + long + "] [a]]"},
		"513 bytes":                {"\x94\xC3\x02\x01\x94\xC3\x00\x01a", "['\\u0094' 'Ã' '\\x02' '\\x01' [a]]"},
		"65535 bytes":              {"\x94\xC3\xFF\xFF\x94\xC3\x00\x01a", "['\\u0094' 'Ã' 'ÿ' 'ÿ' [a]]"},
		"an empty one":             {"\x94\xC3\x00\x00\x94\xC3\x00\x01a", "[[a]]"},
		"one whole within one cut": {"\x94\xC3\x00\x09!cut\x94\xC3\x00\x01a", "[damaged 'Ã' '\\x00' '\\t' '!' 'c' 'u' 't' [a]]"},
		"malformed, then more":     {"\x94\xC3\x00\x02!x\x94\xC3\x00\x01a", "[damaged 'Ã' '\\x00' '\\x02' '!' 'x' [a]]"},
	} {
		if got := fmt.Sprint(split(c.bytes)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		var single []string
		for i := range len(c.bytes) {
			single = append(single, c.bytes[i:i+1])
		}
		if got := fmt.Sprint(split(single...)); got != c.want {
			t.Errorf("%s, byte by byte: %q, want %q", name, got, c.want)
		}
	}
}

func TestHalfAFrameIsGivenUp(t *testing.T) {
	var found []string
	r := meshtasticReader{
		frame:   func(b []byte) bool { found = append(found, string(b)); return true },
		text:    func(byte) {},
		damaged: func() { found = append(found, "damaged") },
	}
	r.take([]byte("\x94\xC3\x00\x20cut\x94\xC3\x00\x01a"))
	if found != nil {
		t.Errorf("found %q too early", found)
	}
	r.giveUp()
	r.giveUp()
	if got := fmt.Sprintf("%q", found); got != `["damaged" "a"]` {
		t.Error(got)
	}
}

// FuzzMeshtasticStream: whatever comes, little is kept of it, and a frame that follows silence is found.
func FuzzMeshtasticStream(f *testing.F) {
	f.Add([]byte("\x94\xC3\x00\x20cut"), []byte("hi"))
	f.Add([]byte("boot\r\n\x94\xC3\x94\xC3\x01"), bytes.Repeat([]byte{0x94, 0xC3}, 100))
	f.Fuzz(func(t *testing.T, noise, message []byte) {
		if len(message) == 0 || len(message) > meshtasticMost {
			return
		}
		var last []byte
		r := meshtasticReader{frame: func(b []byte) bool { last = b; return true }, text: func(byte) {}, damaged: func() {}}
		r.take(noise)
		if len(r.rest) >= meshtasticHead+meshtasticMost {
			t.Fatalf("%d bytes are kept", len(r.rest))
		}
		for len(r.rest) > 0 {
			r.giveUp()
		}
		r.take(meshtasticFrame(message))
		if !bytes.Equal(last, message) {
			t.Errorf("%x was read as %x", message, last)
		}
	})
}
