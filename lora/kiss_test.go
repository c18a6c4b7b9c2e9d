package lora

import (
	"bytes"
	"fmt"
	"testing"
)

// read takes bytes apart and tells what was found, in order.
func read(chunks ...[]byte) (found []string) {
	k := kissReader{
		frame:   func(f kissFrame) { found = append(found, fmt.Sprintf("%02X %x", f.cmd, f.payload)) },
		text:    func(b byte) { found = append(found, string(rune(b))) },
		damaged: func() { found = append(found, "damaged") },
	}
	for _, c := range chunks {
		k.take(c)
	}
	return found
}

func TestKISSTakesApart(t *testing.T) {
	for name, c := range map[string]struct {
		bytes string
		want  string
	}{
		"one command":                {"\xC0\x08\x46\xC0", "[08 46]"},
		"commands that share a C0":   {"\xC0\x08\x46\xC0\x50\x01\x56\xC0\x48\x80\xC0", "[08 46 50 0156 48 80]"},
		"each with its own":          {"\xC0\x08\x46\xC0\xC0\x50\x01\x56\xC0", "[08 46 50 0156]"},
		"data, then text":            {"\xC0\x00\x01\x02\xC0hi", "[00 0102 h i]"},
		"data, then a command":       {"\xC0\x00\x01\xC0\xC0\x06\x01\xC0", "[00 01 06 01]"},
		"a C0 and a DB in the data":  {"\xC0\x00\xDB\xDC\xDB\xDD\xC0", "[00 c0db]"},
		"escapes next to each other": {"\xC0\x00\xDB\xDD\xDC\xDB\xDC\xDD\xC0", "[00 dbdcc0dd]"},
		"an escape of nothing":       {"\xC0\x00\xDB\x41\xC0\xC0\x00\x05\xC0", "[damaged 00 05]"},
		"an escape that is cut off":  {"\xC0\x00\x41\xDB\xC0\xC0\x00\x05\xC0", "[damaged 00 05]"},
		"empty frames":               {"\xC0\xC0\xC0\x00\xC0\xC0\x00\x07\xC0", "[00 07]"},
		"text before the first":      {"ok\xC0\x08\x46\xC0", "[o k 08 46]"},
	} {
		if got := fmt.Sprint(read([]byte(c.bytes))); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		var single [][]byte
		for i := range c.bytes {
			single = append(single, []byte(c.bytes[i:i+1]))
		}
		if got := fmt.Sprint(read(single...)); got != c.want {
			t.Errorf("%s, byte by byte: %s, want %s", name, got, c.want)
		}
	}
}

// What kissutil of Debian's direwolf 1.6 wrote to a port for "F4ABC>WORLD:set apart C0 DB DBDC C0C0 end".
const fromKissutil = "\xc0\x00\xae\x9e\xa4\x98\x88\x40\xe0\x8c\x68\x82\x84\x86\x40\xe1\x03\xf0set apart \xdb\xdc \xdb\xdd \xdb\xdd\xdc \xdb\xdc\xdb\xdc end\xc0"

func TestKISSAsKissutilWritesIt(t *testing.T) {
	payload := []byte("\xae\x9e\xa4\x98\x88\x40\xe0\x8c\x68\x82\x84\x86\x40\xe1\x03\xf0set apart \xc0 \xdb \xdb\xdc \xc0\xc0 end")
	if got := appendKISS(nil, cmdData, payload...); string(got) != fromKissutil {
		t.Errorf("we write %x", got)
	}
	if got, want := fmt.Sprint(read([]byte(fromKissutil))), fmt.Sprintf("[00 %x]", payload); got != want {
		t.Errorf("we read %s", got)
	}
}

func TestKISSIsBounded(t *testing.T) {
	for n, want := range map[int]string{kissMax: fmt.Sprintf("[00 %x]", make([]byte, kissMax)), kissMax + 1: "[damaged]", 1 << 20: "[damaged]"} {
		if got := fmt.Sprint(read(appendKISS(nil, cmdData, make([]byte, n)...))); got != want {
			t.Errorf("%d bytes: %.40s", n, got)
		}
	}
}

// FuzzKISS: whatever comes, a frame sent after two C0 is found, and what we write is read as it was.
func FuzzKISS(f *testing.F) {
	f.Add([]byte("\xC0\x00\xDB"), byte(0), []byte{0xC0, 0xDB})
	f.Add([]byte("boot\r\n\xC0\x25"), byte(6), []byte{1})
	f.Fuzz(func(t *testing.T, noise []byte, cmd byte, payload []byte) {
		if cmd == fend || len(payload) == 0 || len(payload) > kissMax {
			return
		}
		var last kissFrame
		k := kissReader{frame: func(f kissFrame) { last = f }, text: func(byte) {}, damaged: func() {}}
		k.take(noise)
		if len(k.payload) > kissMax {
			t.Fatalf("%d bytes are kept", len(k.payload))
		}
		k.take([]byte{fend, fend})
		k.take(appendKISS(nil, cmd, payload...))
		if last.cmd != cmd || !bytes.Equal(last.payload, payload) {
			t.Errorf("%02X %x was read as %02X %x", cmd, payload, last.cmd, last.payload)
		}
	})
}
