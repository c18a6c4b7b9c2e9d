package duniter_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math"
	"testing"

	"foirail/ledger/duniter"
)

func TestCompact(t *testing.T) {
	for _, c := range []struct {
		n    uint64
		want string
	}{
		{0, "00"}, {1, "04"}, {63, "fc"}, {64, "0101"}, {69, "1501"}, {16383, "fdff"}, {16384, "02000100"},
		{65535, "feff0300"}, {1<<30 - 1, "feffffff"}, {1 << 30, "0300000040"}, {1<<32 - 1, "03ffffffff"},
		{1 << 32, "070000000001"}, {100000000000000, "0b00407a10f35a"}, {math.MaxUint64, "13ffffffffffffffff"},
	} {
		var w duniter.Writer
		w.Compact(c.n)
		if got := hex.EncodeToString(w.Bytes()); got != c.want {
			t.Errorf("%d is written %s, want %s", c.n, got, c.want)
		}
		r := duniter.NewReader(w.Bytes())
		if got := r.Compact(math.MaxUint64); got != c.n || r.Close() != nil {
			t.Errorf("%s is read as %d, %v", c.want, got, r.Err())
		}
	}
}

// One value has one byte string: the longer modes are refused where a shorter one does, and so is what is above the bound.
func TestCompactRefused(t *testing.T) {
	for _, c := range []struct {
		bytes string
		most  uint64
	}{
		{"", 9}, {"01", 9}, {"0100", 9}, {"fd00", 99}, {"02000000", 9}, {"fefe0000", 1 << 20}, {"0300000000", 1 << 40}, {"03ffffff3f", 1 << 40},
		{"070000004000", 1 << 40}, {"13ffffffffffffff00", math.MaxUint64}, {"17ffffffffffffffff01", math.MaxUint64}, {"04", 0}, {"0300", 1 << 40},
	} {
		r := duniter.NewReader(unhex(t, c.bytes))
		if n := r.Compact(c.most); !errors.Is(r.Err(), duniter.ErrForm) || n != 0 {
			t.Errorf("%q up to %d: read as %d, %v", c.bytes, c.most, n, r.Err())
		}
	}
}

func TestReaderRefuses(t *testing.T) {
	for name, read := range map[string]func(*duniter.Reader){
		"a bool of 2":           func(r *duniter.Reader) { r.Bool() },
		"bytes that are not":    func(r *duniter.Reader) { r.U8(); r.Blob(100) },
		"more bytes than asked": func(r *duniter.Reader) { r.Take(2); r.Blob(1) },
		"text that is no UTF-8": func(r *duniter.Reader) { r.Take(2); r.Text(9) },
		"a list that is not":    func(r *duniter.Reader) { r.Count(2) },
		"trailing bytes":        func(r *duniter.Reader) { r.U16() },
		"too much":              func(r *duniter.Reader) { r.U64() },
	} {
		r := duniter.NewReader([]byte{2 << 2 >> 2, 0x20, 0x08, 0xff, 0xfe})
		if name == "a list that is not" {
			r = duniter.NewReader([]byte{3 << 2, 1, 2, 3, 4, 5})
		}
		if read(r); !errors.Is(r.Close(), duniter.ErrForm) {
			t.Errorf("%s: %v", name, r.Err())
		}
	}
}

// FuzzScale holds that what is read is written back in the same bytes.
func FuzzScale(f *testing.F) {
	f.Add([]byte("\x01\x00\x04\x08\x0cabc"))
	f.Add([]byte("\x00\x03\xff\xff\xff\xff\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := duniter.NewReader(b)
		var w duniter.Writer
		w.Bool(r.Bool())
		w.Compact(r.Compact(math.MaxUint64))
		w.Compact(r.Compact(math.MaxUint32))
		w.Text(r.Text(100))
		w.U16(r.U16())
		w.Blob(r.Blob(1 << 20))
		if r.Err() == nil && !bytes.Equal(w.Bytes(), b[:len(b)-r.Left()]) {
			t.Errorf("two byte strings for one value:\n%x\n%x", b, w.Bytes())
		}
	})
}
