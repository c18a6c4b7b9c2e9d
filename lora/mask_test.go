package lora

import (
	"bytes"
	"testing"
)

func TestMask(t *testing.T) {
	all := make([]byte, 239)
	for i := range all {
		all[i] = byte(i)
	}
	for name, frame := range map[string][]byte{
		"one byte": {0}, "line ends": []byte("\r\n\r\n"), "zeroes": make([]byte, 239), "text": []byte("+OK\r\n"), "nearly all": all, "the rest": all[17:],
	} {
		masked := mask(frame)
		if len(masked) != len(frame)+1 || bytes.ContainsAny(masked, "\x00\r\n") {
			t.Errorf("%s becomes %x", name, masked)
		}
		if back, ok := unmask(masked); !ok || !bytes.Equal(back, frame) {
			t.Errorf("%s comes back as %x", name, back)
		}
	}
}

// The table in SPEC.md.
func TestMasksAsDrawn(t *testing.T) {
	for frame, want := range map[string]string{
		"\x00": "\x01\x01", "\r\n\r\n": "\x01\x0c\x0b\x0c\x0b", "+OK\r\n": "\x01*NJ\x0c\x0b", "\x00\x01\x07\x0c": "\x02\x02\x03\x05\x0e",
	} {
		if got := mask([]byte(frame)); string(got) != want {
			t.Errorf("%x becomes %x, want %x", frame, got, want)
		}
	}
}

func TestWhatHasNoMask(t *testing.T) {
	for _, b := range []string{"", "a", "\x00a", "\ra", "\na"} {
		if frame, ok := unmask([]byte(b)); ok {
			t.Errorf("%q is taken for %x", b, frame)
		}
	}
}

func FuzzMask(f *testing.F) {
	f.Add([]byte{0, 10, 13})
	f.Fuzz(func(t *testing.T, frame []byte) {
		if len(frame) == 0 || len(frame) > reyaxMost-maskBytes {
			return
		}
		if back, ok := unmask(mask(frame)); !ok || !bytes.Equal(back, frame) {
			t.Errorf("%x comes back as %x", frame, back)
		}
	})
}
