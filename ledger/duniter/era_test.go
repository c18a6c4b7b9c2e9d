package duniter_test

import (
	"encoding/hex"
	"errors"
	"testing"

	"foirail/ledger/duniter"
)

func TestEra(t *testing.T) {
	for _, c := range []struct {
		period, birth uint32
		want          string
	}{
		{64, 84128, "0502"}, {64, 42, "a502"}, {4, 6, "2100"}, {2048, 84128, "0a0a"}, {32768, 20000, "4e9c"}, {65536, 65520, "ffff"},
	} {
		e, err := duniter.Mortal(c.period, c.birth)
		if err != nil || hex.EncodeToString(e.Bytes()) != c.want {
			t.Errorf("%d blocks from %d: %x, %v, want %s", c.period, c.birth, e.Bytes(), err, c.want)
		}
		for after := range min(c.period, 100) {
			if got := e.Birth(c.birth + after); got != c.birth {
				t.Errorf("%d blocks from %d: at %d it was born at %d", c.period, c.birth, c.birth+after, got)
			}
		}
		if got := e.Death(c.birth); got != uint64(c.birth)+uint64(c.period) {
			t.Errorf("%d blocks from %d: it ends at %d", c.period, c.birth, got)
		}
	}
	if e := (duniter.Era{}); hex.EncodeToString(e.Bytes()) != "00" || !e.Forever() || e.Birth(9) != 0 {
		t.Error("the zero era is not for ever")
	}
}

// A period of 8192 counts its phase in steps of two: a birth at an odd block would be read as another block's.
func TestEraRefused(t *testing.T) {
	for _, c := range [][2]uint32{{0, 0}, {2, 0}, {3, 0}, {100, 7}, {1 << 17, 0}, {8192, 1}, {65536, 8}} {
		if e, err := duniter.Mortal(c[0], c[1]); !errors.Is(err, duniter.ErrValue) {
			t.Errorf("%v: %x, %v", c, e.Bytes(), err)
		}
	}
}
