package lora

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// parts takes what a module says apart and tells what was found, in order.
func parts(chunks ...string) (found []string) {
	r := reyaxReader{
		received: func(f reyaxReceived) { found = append(found, fmt.Sprintf("%q %d %v", f.data, f.rssi, f.snr)) },
		line:     func(s string) { found = append(found, s) },
		damaged:  func() { found = append(found, "damaged") },
	}
	for _, c := range chunks {
		r.take([]byte(c))
	}
	return found
}

func TestWhatAModuleSays(t *testing.T) {
	for name, c := range map[string]struct{ bytes, want string }{
		"an answer":                    {"+OK\r\n", "[+OK]"},
		"a frame":                      {"+RCV=50,5,HELLO,-99,40\r\n", `["HELLO" -99 40]`},
		"commas and line ends":         {"+RCV=0,6,a,\r\n,b,-99,-4\r\n+OK\r\n", `["a,\r\n,b" -99 -4 +OK]`},
		"a frame that looks like two":  {"+RCV=1,13,+RCV=1,1,a,1,,-1,1\r\n", `["+RCV=1,1,a,1," -1 1]`},
		"noise before an answer":       {"\xff\x00+OK\r\n", "[+OK]"},
		"noise before a frame":         {"xx+RCV=1,1,a,-1,1\r\n", `["a" -1 1]`},
		"a frame within an answer":     {"+O+RCV=1,1,a,-1,1\r\n+OK\r\n", `["a" -1 1 +OK]`},
		"one that is cut by the next":  {"+RCV=1,9,abc+RCV=1,1,a,-1,1\r\n", `[damaged "a" -1 1]`},
		"a length of zero":             {"+RCV=1,0,,-1,1\r\n+OK\r\n", "[damaged RCV=1,0,,-1,1 +OK]"},
		"a length of 241":              {"+RCV=1,241,x\r\n+OK\r\n", "[damaged RCV=1,241,x +OK]"},
		"a length of many digits":      {"+RCV=1,00000001,a,-1,1\r\n", "[damaged RCV=1,00000001,a,-1,1]"},
		"an address that is no number": {"+RCV=x,1,a,-1,1\r\n", "[damaged RCV=x,1,a,-1,1]"},
		"figures that are none":        {"+RCV=1,1,a,far,1\r\n", "[damaged RCV=1,1,a,far,1]"},
		"a tail without an end":        {"+RCV=1,1,a" + strings.Repeat("9", 40) + "\r\n", "[damaged RCV=1,1,a" + strings.Repeat("9", 40) + "]"},
	} {
		if got := fmt.Sprint(parts(c.bytes)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		var single []string
		for i := range len(c.bytes) {
			single = append(single, c.bytes[i:i+1])
		}
		if got := fmt.Sprint(parts(single...)); got != c.want {
			t.Errorf("%s, byte by byte: %s, want %s", name, got, c.want)
		}
	}
}

// FuzzREYAX: whatever comes, little is kept of it, and a frame that follows silence is found.
func FuzzREYAX(f *testing.F) {
	f.Add([]byte("+RCV=1,240,cut"), []byte("hi,\r\n"))
	f.Add([]byte("+ERR=12\r\n+R"), []byte("+RCV=1,1,a,1,1\r\n"))
	f.Fuzz(func(t *testing.T, noise, data []byte) {
		if len(data) == 0 || len(data) > reyaxMost || len(noise) > 4096 {
			return
		}
		var last []byte
		r := reyaxReader{received: func(f reyaxReceived) { last = f.data }, line: func(string) {}, damaged: func() {}}
		r.take(noise)
		if len(r.rest) > reyaxLonger {
			t.Fatalf("%d bytes are kept", len(r.rest))
		}
		for len(r.rest) > 0 {
			r.giveUp()
		}
		r.take(fmt.Appendf(nil, "+RCV=7,%d,%s,-80,9\r\n", len(data), data))
		if !bytes.Equal(last, data) {
			t.Errorf("%q was read as %q", data, last)
		}
	})
}
