package qr_test

import (
	"bytes"
	"strings"
	"testing"

	"foirail/print/qr"
)

// publicText and hiddenText are as long as what stands on a coupon.
var (
	publicText = strings.Repeat("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 5)[:154]
	hiddenText = "7K3M0Q8RZ5V2X1BD4WEN6TAHJC9G"
)

// code encodes text or ends the test.
func code(t testing.TB, text string, level qr.Level) qr.Code {
	t.Helper()
	c, err := qr.Encode(text, level)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEncodeSizes(t *testing.T) {
	for _, tt := range []struct {
		text  string
		level qr.Level
		size  int
	}{
		{"A", qr.Low, 21},
		{"A", qr.High, 21},
		{hiddenText, qr.Medium, 25},
		{publicText, qr.Low, 37},
		{publicText, qr.Medium, 41},
		{publicText, qr.Quartile, 49},
		{publicText, qr.High, 57},
		{strings.ToLower(publicText), qr.Quartile, 57},
		{strings.Repeat("A", 4296), qr.Low, 177},
		{strings.Repeat("1", 7089), qr.Low, 177},
	} {
		c := code(t, tt.text, tt.level)
		if c.Size != tt.size {
			t.Errorf("%d characters at %v: %d modules, want %d", len(tt.text), tt.level, c.Size, tt.size)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		level      qr.Level
	}{
		{"empty", "", qr.Low},
		{"too long", strings.Repeat("A", 4297), qr.Low},
		{"too long for High", strings.Repeat("A", 2000), qr.High},
		{"far too long", strings.Repeat("1", 1<<20), qr.Low},
		{"no such level", "A", qr.High + 1},
		{"negative level", "A", -1},
	} {
		if c, err := qr.Encode(tt.text, tt.level); err == nil || c.Size != 0 {
			t.Errorf("%s: got %d modules and error %v", tt.name, c.Size, err)
		}
	}
}

// TestEncodeIsPure encodes the same text in many goroutines: one form only.
func TestEncodeIsPure(t *testing.T) {
	want := code(t, publicText, qr.Quartile).Mask()
	got := make(chan []byte)
	for range 16 {
		go func() {
			c, _ := qr.Encode(publicText, qr.Quartile)
			got <- c.Mask()
		}()
	}
	for range 16 {
		if !bytes.Equal(<-got, want) {
			t.Error("the same text gave other modules")
		}
	}
}

func TestMaskAgreesWithDark(t *testing.T) {
	c := code(t, publicText, qr.Quartile)
	mask, row := c.Mask(), (c.Size+7)/8
	if len(mask) != row*c.Size {
		t.Fatalf("mask of %d bytes, want %d", len(mask), row*c.Size)
	}
	for y := range c.Size {
		for x := range row * 8 {
			bit := mask[y*row+x/8]>>(7-x%8)&1 == 1
			if bit != c.Dark(x, y) {
				t.Fatalf("module %d,%d: mask %v, Dark %v", x, y, bit, c.Dark(x, y))
			}
		}
	}
	if c.Dark(-1, 0) || c.Dark(0, -1) || c.Dark(c.Size, 0) || c.Dark(0, c.Size) {
		t.Error("dark outside the code")
	}
	mask[0] = ^mask[0]
	if !c.Dark(0, 0) {
		t.Error("writing into a mask changed the code")
	}
}

func TestImageEdges(t *testing.T) {
	c := code(t, "A", qr.Low)
	if got := c.Image(3, qr.QuietZone).Rect.Dx(); got != (21+8)*3 {
		t.Errorf("picture of %d pixels, want %d", got, (21+8)*3)
	}
	if got := c.Image(-5, -1).Rect.Dx(); got != 21 {
		t.Errorf("picture of %d pixels, want 21", got)
	}
	if got := c.Image(1<<30, 0).Rect.Dx(); got > 8192 {
		t.Errorf("picture of %d pixels, want at most 8192", got)
	}
	if _, err := (qr.Code{}).PNG(4, 0); err == nil {
		t.Error("a picture of nothing was made")
	}
}

func TestTerminal(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(code(t, "A", qr.Low).Terminal(1), "\n"), "\n")
	if len(lines) != 12 {
		t.Fatalf("%d lines, want 12", len(lines))
	}
	for i, l := range lines {
		if n := len([]rune(l)); n != 23 {
			t.Errorf("line %d has %d characters, want 23", i, n)
		}
	}
	if want := "█▀▀▀▀▀▀▀█"; !strings.HasPrefix(lines[0], want) {
		t.Errorf("first line %q, want it to begin with %q", lines[0], want)
	}
}

func TestLevelString(t *testing.T) {
	got := qr.Low.String() + qr.Medium.String() + qr.Quartile.String() + qr.High.String() + qr.Level(7).String()
	if want := "LMQHLevel(7)"; got != want {
		t.Errorf("levels %s, want %s", got, want)
	}
}

func BenchmarkEncodePublic(b *testing.B) {
	for b.Loop() {
		code(b, publicText, qr.Quartile)
	}
}

func BenchmarkEncodeHidden(b *testing.B) {
	for b.Loop() {
		code(b, hiddenText, qr.Medium)
	}
}
