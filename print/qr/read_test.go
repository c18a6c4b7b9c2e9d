package qr_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"foirail/print/qr"
)

// sheet draws n × rows codes of public length, every second one small, as a
// page scanned with the given pixels to a module.
func sheet(t testing.TB, columns, rows, scale int) (*image.Gray, []string) {
	t.Helper()
	cell := 66 * scale
	page := image.NewGray(image.Rect(0, 0, columns*cell, rows*cell))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	var texts []string
	for i := range columns * rows {
		text, level := fmt.Sprintf("%03d%s", i, publicText[3:]), qr.Quartile
		if i%2 == 1 {
			text, level = fmt.Sprintf("%03d%s", i, hiddenText[3:]), qr.Medium
		}
		texts = append(texts, text)
		img := code(t, text, level).Image(scale, qr.QuietZone)
		at := image.Pt(i%columns*cell+scale*i%7, i/columns*cell)
		draw.Draw(page, img.Rect.Add(at), img, image.Point{}, draw.Src)
	}
	return page, texts
}

// same ends the test unless both lists hold the same texts in any order.
func same(t testing.TB, got, want []string) {
	t.Helper()
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Errorf("read %d codes, want %d", len(got), len(want))
	}
}

func TestReadRoundTrip(t *testing.T) {
	for _, text := range []string{"A", "0123456789", publicText, hiddenText, "Ğ1 ğ œuf à 5 €, ¿qué?", "HTTPS://G1.EXAMPLE/C/7K3M"} {
		for level := qr.Low; level <= qr.High; level++ {
			for _, scale := range []int{1, 2, 3, 8} {
				got, err := qr.Read(code(t, text, level).Image(scale, qr.QuietZone))
				if err != nil || len(got) != 1 || got[0] != text {
					t.Errorf("%q at %v, %d pixels a module: read %q, %v", text, level, scale, got, err)
				}
			}
		}
	}
}

func TestReadSheet(t *testing.T) {
	for _, tt := range []struct{ columns, rows, scale int }{{4, 6, 2}, {4, 6, 3}, {4, 6, 6}, {6, 6, 5}, {1, 12, 4}} {
		page, want := sheet(t, tt.columns, tt.rows, tt.scale)
		got, err := qr.Read(page)
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, want)
	}
}

func TestReadInReadingOrder(t *testing.T) {
	page, want := sheet(t, 3, 2, 4)
	got, err := qr.Read(page)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("read %.3q, %v", got, err)
	}
}

// TestReadPhoto turns, slants, dims and dirties a code as a phone would.
func TestReadPhoto(t *testing.T) {
	const seed = 7
	rnd := rand.New(rand.NewPCG(seed, seed))
	missed := 0
	for i := range 20 {
		c := code(t, publicText, qr.Quartile)
		img := photo(c.Image(8, qr.QuietZone), rnd)
		got, err := qr.Read(img)
		if err != nil || got[0] != publicText {
			missed++
			t.Logf("photo %d (seed %d): %v", i, seed, err)
		}
	}
	if missed > 1 {
		t.Errorf("missed %d of 20 photos", missed)
	}
}

// photo looks at src from a chance angle, with a gradient of light and noise.
func photo(src *image.Paletted, rnd *rand.Rand) image.Image {
	const side = 700
	dst := image.NewRGBA(image.Rect(0, 0, side, side))
	a, slant := rnd.Float64()-0.5, (rnd.Float64()-0.5)*2e-4
	n := float64(src.Rect.Dx())
	for y := range side {
		for x := range side {
			dx, dy := float64(x)-side/2, float64(y)-side/2
			w := (1 + slant*dx + slant*dy) * n / side * 1.35
			u, v := n/2+w*(dx-a*dy), n/2+w*(dy+a*dx)
			light := 120 + 100*float64(x)/side
			if u >= 0 && v >= 0 && u < n && v < n && src.ColorIndexAt(int(u), int(v)) == 1 {
				light *= 0.25
			}
			light += rnd.NormFloat64() * 8
			dst.SetRGBA(x, y, color.RGBA{uint8(light), uint8(light), uint8(light * 0.9), 255})
		}
	}
	return dst
}

func TestReadNothing(t *testing.T) {
	noise := image.NewGray(image.Rect(0, 0, 1200, 900))
	rnd := rand.New(rand.NewPCG(1, 1))
	for i := range noise.Pix {
		noise.Pix[i] = byte(rnd.Uint32())
	}
	for name, img := range map[string]image.Image{
		"blank":     image.NewGray(image.Rect(0, 0, 640, 480)),
		"one pixel": image.NewGray(image.Rect(5, 5, 6, 6)),
		"a line":    image.NewGray(image.Rect(0, 0, 5000, 1)),
		"clear":     image.NewNRGBA(image.Rect(-50, -50, 50, 50)),
		"noise":     noise,
	} {
		if got, err := qr.Read(img); !errors.Is(err, qr.ErrNoCode) {
			t.Errorf("%s: read %q, %v", name, got, err)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for name, img := range map[string]image.Image{
		"empty": image.NewGray(image.Rect(3, 3, 3, 9)),
		"vast":  vast{},
	} {
		if got, err := qr.Read(img); err == nil || errors.Is(err, qr.ErrNoCode) {
			t.Errorf("%s: read %q, %v", name, got, err)
		}
	}
}

// vast is a picture too large to look at, which says so.
type vast struct{}

func (vast) ColorModel() color.Model { return color.GrayModel }
func (vast) Bounds() image.Rectangle { return image.Rect(0, 0, 1<<20, 1<<20) }
func (vast) At(x, y int) color.Color { panic("looked at") }

// TestReadCrowd shows pages tiled with corner marks, made to waste time: each
// three of them might be a code. Unbounded it takes minutes.
func TestReadCrowd(t *testing.T) {
	const module = 4
	for _, tt := range []struct{ marks, cell int }{{6, 21}, {12, 14}, {12, 21}, {24, 21}, {40, 9}} {
		side := tt.marks * tt.cell * module
		page := image.NewGray(image.Rect(0, 0, side, side))
		for y := range side {
			for x := range side {
				r := max(abs(x/module%tt.cell-4), abs(y/module%tt.cell-4))
				if r == 2 || r > 3 {
					page.Pix[y*page.Stride+x] = 255
				}
			}
		}
		if got, err := qr.Read(page); !errors.Is(err, qr.ErrNoCode) {
			t.Errorf("%d × %d marks: read %q, %v", tt.marks, tt.marks, got, err)
		}
	}
}

func abs(n int) int { return max(n, -n) }

func TestReadFile(t *testing.T) {
	page, want := sheet(t, 2, 2, 4)
	var p, j bytes.Buffer
	if err := errors.Join(png.Encode(&p, page), jpeg.Encode(&j, page, nil)); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]*bytes.Buffer{"png": &p, "jpeg": &j} {
		got, err := qr.ReadFile(file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		same(t, got, want)
	}
}

func TestReadFileRefuses(t *testing.T) {
	// The head of a PNG that promises 60,000 × 60,000 pixels.
	bomb := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xea\x60\x00\x00\xea\x60\x08\x00\x00\x00\x00\x4e\xab\x77\xc4"
	for name, file := range map[string]string{
		"nothing": "", "words": "not a picture", "bomb": bomb, "cut": bomb[:20],
	} {
		if got, err := qr.ReadFile(strings.NewReader(file)); err == nil || errors.Is(err, qr.ErrNoCode) {
			t.Errorf("%s: read %q, %v", name, got, err)
		}
	}
	long := bytes.NewReader(make([]byte, qr.MaxFile+1))
	if _, err := qr.ReadFile(long); err == nil {
		t.Error("a file longer than MaxFile was taken")
	}
}

func FuzzEncode(f *testing.F) {
	f.Add("A", 0)
	f.Add(publicText, 2)
	f.Add("Ğ ¿\x00\xff", 3)
	f.Add(strings.Repeat("1", 3000), 1)
	f.Fuzz(func(t *testing.T, text string, level int) {
		c, err := qr.Encode(text, qr.Level(level))
		if err == nil && (c.Size < 21 || c.Size > 177 || c.Size%4 != 1) {
			t.Errorf("a code of %d modules", c.Size)
		}
	})
}

func FuzzReadFile(f *testing.F) {
	small, err := code(f, hiddenText, qr.Low).PNG(2, 2)
	if err != nil {
		f.Fatal(err)
	}
	var j bytes.Buffer
	if err := jpeg.Encode(&j, code(f, "A", qr.Low).Image(2, 2), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(small)
	f.Add(j.Bytes())
	f.Add(small[:40])
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := qr.ReadFile(bytes.NewReader(file))
		if (err == nil) != (len(got) > 0) {
			t.Errorf("%d texts and error %v", len(got), err)
		}
	})
}

func BenchmarkReadSheet(b *testing.B) {
	page, _ := sheet(b, 4, 6, 6)
	for b.Loop() {
		if _, err := qr.Read(page); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadPhoto(b *testing.B) {
	img := photo(code(b, publicText, qr.Quartile).Image(8, qr.QuietZone), rand.New(rand.NewPCG(3, 3)))
	for b.Loop() {
		if _, err := qr.Read(img); err != nil {
			b.Fatal(err)
		}
	}
}
