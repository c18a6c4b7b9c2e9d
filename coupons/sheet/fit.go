package sheet

import "foirail/print"

// block is a text broken into lines that fit their place.
type block struct {
	lines []string
	style print.Style
}

// step is by how much letters shrink at a time, in points.
const step = 0.25

// fit breaks a text into lines that fill a place of the given width and height, with letters as
// large as the style says or, where that is too much, smaller, down to least points. What does
// not fit even so ends in an ellipsis.
func fit(s *print.Sheet, text string, width, height, least float64, style print.Style) block {
	for {
		lines := s.Lines(text, width, style)
		room := max(int(height/leading(style)+0.05), 1)
		smaller := style
		smaller.Size -= step
		if len(lines) <= room {
			return block{lines, style}
		}
		if smaller.Size < least {
			lines = lines[:room]
			lines[room-1] = shorten(s, lines[room-1], width, style)
			return block{lines, style}
		}
		style = smaller
	}
}

// shorten cuts the end of a line to make room for an ellipsis.
func shorten(s *print.Sheet, line string, width float64, style print.Style) string {
	letters := []rune(line)
	for len(letters) > 0 && s.Width(string(letters)+"…", style) > width {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "…"
}

// leading is the distance between base lines, in millimetres. Every style of this room sets it.
func leading(style print.Style) float64 { return style.Size * style.Leading * pointMM }

// pointMM is the length of a point, in millimetres.
const pointMM = 25.4 / 72

// draw draws a block with the top of its first line at y, and returns where the next may begin.
func (b block) draw(s *print.Sheet, x, y float64) float64 {
	base := y + 0.78*b.style.Size*pointMM
	for i, line := range b.lines {
		s.Text(x, base+float64(i)*leading(b.style), line, b.style)
	}
	return y + float64(len(b.lines))*leading(b.style)
}

// The styles of text. Terms are the only letters below 8 points, unless a name or an amount is
// too long for its place.
func plain(size float64) print.Style { return print.Style{Size: size, Leading: 1.1} }
func bold(size float64) print.Style  { return print.Style{Font: print.Bold, Size: size, Leading: 1.1} }
func typed(size float64) print.Style {
	return print.Style{Font: print.MonoBold, Size: size, Leading: 1.15}
}

// centred is a style whose texts stand around their place.
func centred(style print.Style) print.Style {
	style.Align = print.Centre
	return style
}

// flushRight is a style whose texts end at their place.
func flushRight(style print.Style) print.Style {
	style.Align = print.Right
	return style
}
