package qr

import (
	"image"
	"image/color"
	"testing"
)

// TestTriesAreEnough looks how much of the budget a plain page takes.
func TestTriesAreEnough(t *testing.T) {
	page := image.NewPaletted(image.Rect(0, 0, 1600, 1600), color.Palette{color.White, color.Black})
	c, err := Encode("A PLAIN PAGE", Quartile)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 49 {
		img := c.Image(6, QuietZone)
		for y := range img.Rect.Dy() {
			copy(page.Pix[page.PixOffset(i%7*220, i/7*220+y):], img.Pix[y*img.Stride:][:img.Rect.Dx()])
		}
	}
	s := search{page: grey(page), tries: maxTries}
	s.run()
	if len(s.found) != 1 {
		t.Errorf("read %d texts, want 1", len(s.found))
	}
	if s.tries < maxTries/2 {
		t.Errorf("49 codes took %d tries of %d", maxTries-s.tries, maxTries)
	}
	t.Logf("%d tries", maxTries-s.tries)
}
