package qr

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"strings"
)

// maxPictureSide bounds the side of a picture made by Image, in pixels.
const maxPictureSide = 8192

// Image returns the code as a picture of two colours, 0 white and 1 black,
// with scale pixels to a module and quiet light modules on each side. A scale
// below 1 counts as 1, a quiet below 0 as 0, and a picture of more than 8,192
// pixels on a side is made at the largest scale that fits.
func (c Code) Image(scale, quiet int) *image.Paletted {
	quiet = min(max(quiet, 0), 64)
	modules := c.Size + 2*quiet
	scale = min(max(scale, 1), maxPictureSide/max(modules, 1))
	img := image.NewPaletted(image.Rect(0, 0, modules*scale, modules*scale),
		color.Palette{color.White, color.Black})
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride:]
		for x := range img.Rect.Dx() {
			if c.Dark(x/scale-quiet, y/scale-quiet) {
				row[x] = 1
			}
		}
	}
	return img
}

// PNG returns the picture of Image as the bytes of a PNG file. It returns an
// error for the zero Code with no quiet zone, which has no pixels.
func (c Code) PNG(scale, quiet int) ([]byte, error) {
	img := c.Image(scale, quiet)
	if img.Rect.Empty() {
		return nil, errors.New("a QR without modules has no picture")
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Terminal returns the code as lines of half-block characters, one character
// wide and half a line high to a module, with quiet light modules on each
// side. Light modules are drawn and dark ones left out: it reads well in light
// letters on a dark ground, and most readers take the reverse too.
func (c Code) Terminal(quiet int) string {
	quiet = min(max(quiet, 0), 64)
	var b strings.Builder
	for y := -quiet; y < c.Size+quiet; y += 2 {
		for x := -quiet; x < c.Size+quiet; x++ {
			b.WriteString(halves(!c.Dark(x, y), !c.Dark(x, y+1) && y+1 < c.Size+quiet))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// halves returns the character whose upper and lower halves are lit as told.
func halves(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	}
	return " "
}
