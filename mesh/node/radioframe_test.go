package node

import (
	"bytes"
	"testing"

	"foirail/mesh"
)

func TestRadioFrame(t *testing.T) {
	want := radioFrame{tester: [4]byte{1, 2, 3, 4}, index: 2, total: 5, size: 12}
	b := want.encode()
	if text := []byte("\xf0\x7e\x01\x02\x03\x04\x02\x05\x08\x09\x0a\x0b"); !bytes.Equal(b, text) {
		t.Errorf("the frame is %x, want %x", b, text)
	}
	if got, err := decodeRadioFrame(b); err != nil || got != want {
		t.Errorf("%+v comes back as %+v, %v", want, got, err)
	}
	for _, bad := range [][]byte{nil, b[:7], {0xf0, 0x7f, 1, 2, 3, 4, 0, 1}, {0xf0, 0x7e, 1, 2, 3, 4, 1, 1}, append(bytes.Clone(b), 0)} {
		if got, err := decodeRadioFrame(bad); err == nil {
			t.Errorf("%x is taken for %+v", bad, got)
		}
	}
	if _, said := mesh.AirSender(b, nil); said {
		t.Error("the mesh takes a test for one of its own frames")
	}
}

func FuzzRadioFrame(f *testing.F) {
	f.Add(radioFrame{index: 1, total: 2, size: 85}.encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := decodeRadioFrame(b)
		if err == nil && !bytes.Equal(got.encode(), b) {
			t.Errorf("%x is written again as %x", b, got.encode())
		}
	})
}
