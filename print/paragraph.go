package print

import (
	"strings"
	"unicode/utf8"
)

// ascent is how far the highest letters, capitals with their accents, rise
// above the base line, as a share of their size.
const ascent = 0.95

// Paragraph draws a text in lines no wider than width, the top of the first at
// y and each aligned between x and x + width; in millimetres. It returns the
// height used, in millimetres: that of all lines, 0 for no text. It breaks at
// spaces, at line ends in the text, and in a word that is too wide alone; not
// at spaces that are unbreakable.
func (s *Sheet) Paragraph(x, y, width float64, text string, t Style) float64 {
	lines := s.Lines(text, width, t)
	if len(lines) == 0 || !s.ready(x, y, width) {
		return 0
	}
	switch t.Align {
	case Centre:
		x += width / 2
	case Right:
		x += width
	}
	base := y + ascent*t.size()/pt
	for i, line := range lines {
		s.Text(x, base+float64(i)*t.leading(), line, t)
	}
	return float64(len(lines)) * t.leading()
}

// Lines returns the text as the lines that Paragraph would draw.
func (s *Sheet) Lines(text string, width float64, t Style) []string {
	if text == "" || !s.writable(text, t) {
		return nil
	}
	var lines []string
	for part := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		lines = s.fill(lines, part, width, t)
	}
	return lines
}

// fill breaks one part of a text, which has no line ends, and adds its lines.
// An empty part is an empty line.
func (s *Sheet) fill(lines []string, part string, width float64, t Style) []string {
	space := s.measure(" ", t)
	line, used := "", 0.0
	for word := range strings.SplitSeq(part, " ") {
		if word = clean(word); word == "" {
			continue
		}
		wide := s.measure(word, t)
		if line != "" && used+space+wide <= width {
			line, used = line+" "+word, used+space+wide
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for wide > width && utf8.RuneCountInString(word) > 1 {
			head := s.head(word, width, t)
			lines = append(lines, word[:head])
			word = word[head:]
			wide = s.measure(word, t)
		}
		line, used = word, wide
	}
	return append(lines, line)
}

// head returns how many bytes of a word fit in width; at least one letter.
func (s *Sheet) head(word string, width float64, t Style) int {
	used := 0.0
	for i, r := range word {
		used += s.measure(string(r), t)
		if i > 0 && used > width {
			return i
		}
	}
	return len(word)
}
