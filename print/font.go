package print

import (
	"bytes"
	"fmt"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/goregular"
)

// A Font is one of the four that every sheet has. The zero Font is Regular.
type Font int

// The fonts. The letters of Mono and MonoBold are all of one width, 0.6 of
// their size, and tell 0 from O and 1 from l: they are for codes to be typed.
const (
	Regular Font = iota
	Bold
	Mono
	MonoBold
	fontCount
)

// fontFiles are the names by which the PDF knows the fonts.
var fontFiles = [fontCount]string{"goregular", "gobold", "gomono", "gomonobold"}

// file returns the font in TrueType form, which nobody may write into.
func (f Font) file() []byte {
	switch f {
	case Bold:
		return gobold.TTF
	case Mono:
		return gomono.TTF
	case MonoBold:
		return gomonobold.TTF
	}
	return goregular.TTF
}

// A face is a font at work on one sheet: the widths of its letters, asked of
// the library once each. Widths are thousandths of the size, plus one; 0 is
// a letter not asked for yet.
type face struct {
	latin [0x180]int32
	rest  map[rune]int32
}

// face returns the font at work, and gives it to the library when it is used
// for the first time. It returns nil for a font that does not exist.
func (s *Sheet) face(f Font) *face {
	if f < 0 || f >= fontCount {
		if s.err == nil {
			s.err = fmt.Errorf("no font %d", int(f))
		}
		return nil
	}
	if s.fonts[f] == nil {
		// The library writes into the bytes it is given, which would change the
		// next sheet's font and race with other sheets: it gets a copy.
		s.pdf.AddUTF8FontFromBytes(fontFiles[f], "", bytes.Clone(f.file()))
		s.fonts[f] = &face{rest: map[rune]int32{}}
	}
	return s.fonts[f]
}

// use makes f the font of the text that follows, unless it is so already. The
// face must have been asked for before.
func (s *Sheet) use(f Font, size float64) {
	if s.fresh || f != s.font || size != s.size {
		s.pdf.SetFont(fontFiles[f], "", size)
		s.font, s.size = f, size
	}
}

// width returns the width of r as it was kept.
func (c *face) width(r rune) int32 {
	if int(r) < len(c.latin) {
		return c.latin[r]
	}
	return c.rest[r]
}

// keep remembers the width of r.
func (c *face) keep(r rune, width int32) {
	if int(r) < len(c.latin) {
		c.latin[r] = width
	} else {
		c.rest[r] = width
	}
}
