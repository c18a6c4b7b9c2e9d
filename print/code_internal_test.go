package print

import (
	"bytes"
	"testing"
)

func TestEndsEarly(t *testing.T) {
	for bits, want := range map[string]bool{
		"":               false,
		"E":              false,
		"EI":             true,
		"EI\x80":         false,
		"\x80EI":         false,
		"\x80\x00EI\x00": true,
		"\x0aEI ":        true,
		"aEI\nbEIc":      false,
		"aEI \rEI\fx":    true,
	} {
		if got := endsEarly([]byte(bits)); got != want {
			t.Errorf("%q: got %v, want %v", bits, got, want)
		}
	}
}

// TestMaskForms draws one mask in each of the two forms that bits can take.
func TestMaskForms(t *testing.T) {
	for bits, want := range map[string]string{
		"\x12\x34": "ID \x12\x34\nEI Q",
		"EI":       "/F /AHx ID 4549>\nEI Q",
	} {
		s := New(Options{})
		s.AddPage()
		s.mask(Box{1, 1, 1, 1}, 8, 2, []byte(bits))
		if !bytes.HasSuffix(s.ops.b, []byte(want)) {
			t.Errorf("%q is drawn as %q", bits, s.ops.b)
		}
	}
}

func TestNumbers(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0 ", -0.0001: "0 ", 1: "1 ", 100: "100 ", 1.5: "1.5 ", -2.3456: "-2.346 ", 0.0004: "0 ",
	} {
		var o ops
		if got := string(o.num(v).b); got != want {
			t.Errorf("%v is written %q, want %q", v, got, want)
		}
	}
}

// TestScreenIsDense counts the black in the pattern, and looks that no row or
// column of the tile is empty or full.
func TestScreenIsDense(t *testing.T) {
	const w, h = 2*tileGrains + 5, tileGrains
	bits := tiled(w, h)
	black := 0
	for y := range h {
		for x := range ((w + 7) / 8) * 8 {
			set := bits[y*((w+7)/8)+x/8]>>(7-x%8)&1 == 1
			if set && x >= w {
				t.Fatalf("spare bit %d of row %d is set", x, y)
			}
			if set {
				black++
			}
		}
	}
	if share := float64(black) / (w * h); share < 0.7 || share > 0.8 {
		t.Errorf("%.2f of the pattern is black, want three quarters", share)
	}
}
