package print

import (
	"fmt"
	"math"
	"strings"
)

// An Align says which part of a text stands at its place.
type Align int

// The alignments. The zero Align is Left: the text begins at its place.
const (
	Left Align = iota
	Centre
	Right
)

// A Style says how a text looks. The zero Style is Regular, of 10 points,
// black, beginning at its place.
type Style struct {
	Font   Font
	Size   float64 // in points; 0 stands for 10
	Align  Align
	Colour Colour

	// Leading is the distance between base lines in a paragraph, as a
	// multiple of Size; 0 stands for 1.2.
	Leading float64
}

// maxText bounds the length of one text, in bytes.
const maxText = 1 << 16

// size returns the size in points.
func (t Style) size() float64 {
	if t.Size == 0 {
		return 10
	}
	return t.Size
}

// leading returns the distance between base lines, in millimetres.
func (t Style) leading() float64 {
	if t.Leading == 0 {
		return 1.2 * t.size() / pt
	}
	return t.Leading * t.size() / pt
}

// Text draws one line of text with its base line at y, and at x its beginning,
// middle or end as the style says; in millimetres. Letters that the fonts lack
// are drawn as empty boxes; line ends are drawn as spaces.
func (s *Sheet) Text(x, y float64, text string, t Style) {
	if !s.writable(text, t) || !s.ready(x, y) {
		return
	}
	text = clean(text)
	switch t.Align {
	case Centre:
		x -= s.measure(text, t) / 2
	case Right:
		x -= s.measure(text, t)
	}
	s.write(x, y, text, t)
}

// Width returns how wide a text is on one line, in millimetres. It may be
// asked before the first page is added.
func (s *Sheet) Width(text string, t Style) float64 {
	if !s.writable(text, t) {
		return 0
	}
	return s.measure(clean(text), t)
}

// Fit returns the style with its size lowered, in steps of a tenth of a point
// and no further than to least points, until the text is no wider than width
// millimetres on one line.
func (s *Sheet) Fit(text string, width, least float64, t Style) Style {
	wide := s.Width(text, t)
	if wide <= width || wide == 0 {
		return t
	}
	fit := math.Floor(t.size()*width/wide*10) / 10
	t.Size = max(fit, min(least, t.size()), 0.1)
	return t
}

// writable reports whether a text can be drawn in a style, and keeps the
// mistake otherwise.
func (s *Sheet) writable(text string, t Style) bool {
	if s.face(t.Font) == nil || s.err != nil {
		return false
	}
	switch size := t.size(); {
	case len(text) > maxText:
		s.err = fmt.Errorf("a text of %d bytes is longer than %d", len(text), maxText)
	case !(size >= 0.1 && size <= 1000):
		s.err = fmt.Errorf("letters of %v points cannot be drawn", size)
	case !(t.leading() >= 0 && t.leading() <= far):
		s.err = fmt.Errorf("lines cannot stand %v mm apart", t.leading())
	}
	return s.err == nil
}

// measure returns the width of a cleaned text, in millimetres.
func (s *Sheet) measure(text string, t Style) float64 {
	c := s.fonts[t.Font]
	sum := 0
	for _, r := range text {
		w := c.width(r)
		if w == 0 {
			s.use(t.Font, t.size())
			w = int32(s.pdf.GetStringSymbolWidth(string(r))) + 1
			c.keep(r, w)
		}
		sum += int(w - 1)
	}
	return float64(sum) * t.size() / 1000 / pt
}

// write draws a cleaned text that begins at x, its base line at y.
func (s *Sheet) write(x, y float64, text string, t Style) {
	if text == "" {
		return
	}
	s.use(t.Font, t.size())
	if s.fresh || t.Colour != s.colour {
		s.pdf.SetTextColor(int(t.Colour.R), int(t.Colour.G), int(t.Colour.B))
		s.colour = t.Colour
	}
	s.fresh = false
	s.pdf.Text(x*pt, y*pt, text)
}

// clean makes a text safe for the library, which takes only the letters of
// Unicode's first plane, and for the eye: no control characters, one kind of
// space, one kind of hyphen. The plainest texts come back as they are.
func clean(text string) string {
	for i := 0; i < len(text); i++ {
		if text[i] < ' ' || text[i] > '~' {
			return strings.Map(plain, strings.ToValidUTF8(text, "\ufffd"))
		}
	}
	return text
}

// plain returns the letter to draw for r, or -1 to draw none. The narrow and
// the unbreakable spaces, which French wants and the fonts lack or share a
// letter with, become spaces.
func plain(r rune) rune {
	switch {
	case r < ' ' || r == 0x7f || r == 0xa0 || r >= 0x2000 && r <= 0x200a || r == 0x202f:
		return ' '
	case r >= 0x80 && r < 0xa0 || r == 0xad || r == 0x200b || r == 0xfeff:
		return -1
	case r == 0x2010 || r == 0x2011:
		return '-'
	case r > 0xffff:
		return 0xfffd
	}
	return r
}
