package print

import "strconv"

// CutMarks draws short lines around a box that is to be cut into columns ×
// rows cards of one size: outside its edges, gap millimetres away and length
// millimetres long, where each cut begins and ends; and a cross of the same
// length where cuts meet inside. One column and one row are the marks of a
// single card.
func (s *Sheet) CutMarks(b Box, columns, rows int, gap, length float64) {
	const most = 100
	if columns < 1 || rows < 1 || columns > most || rows > most ||
		!s.ready(b.X, b.Y, b.W, b.H, gap, length) {
		return
	}
	o := s.begin().pen(Pen{})
	for i := range columns + 1 {
		x := b.X + b.W*float64(i)/float64(columns)
		o.segment(x, b.Y-gap-length, x, b.Y-gap)
		o.segment(x, b.Y+b.H+gap, x, b.Y+b.H+gap+length)
		for j := 1; j < rows && i > 0 && i < columns; j++ {
			o.cross(x, b.Y+b.H*float64(j)/float64(rows), length)
		}
	}
	for j := range rows + 1 {
		y := b.Y + b.H*float64(j)/float64(rows)
		o.segment(b.X-gap-length, y, b.X-gap, y)
		o.segment(b.X+b.W+gap, y, b.X+b.W+gap+length, y)
	}
	o.op("S")
	s.end()
}

// cross adds two lines of the given length that meet in their middles.
func (o *ops) cross(x, y, length float64) *ops {
	return o.segment(x-length/2, y, x+length/2, y).segment(x, y-length/2, x, y+length/2)
}

// rulerLength is the length of a ruler, in millimetres.
const rulerLength = 100

// Ruler draws a ruler of 100 mm from x to the right, its base line at y, with
// a tick for each millimetre and a figure for each centimetre below, in all
// 8 mm high. Whoever lays a real ruler beside it sees whether the page was
// printed at 100 %. The label, if any, stands behind its end.
func (s *Sheet) Ruler(x, y float64, label string) {
	if !s.ready(x, y) {
		return
	}
	o := s.begin().pen(Pen{Width: 0.12}).segment(x, y, x+rulerLength, y)
	for mm := range rulerLength + 1 {
		o.segment(x+float64(mm), y, x+float64(mm), y+tick(mm))
	}
	o.op("S")
	s.end()
	figures := Style{Size: 6, Align: Centre}
	for cm := range rulerLength/10 + 1 {
		s.Text(x+float64(10*cm), y+tick(0)+2.4, strconv.Itoa(cm), figures)
	}
	if label != "" {
		s.Text(x+rulerLength+3, y+tick(0), label, Style{Size: 7})
	}
}

// tick returns how long the tick of a millimetre is.
func tick(mm int) float64 {
	switch {
	case mm%10 == 0:
		return 4
	case mm%5 == 0:
		return 3
	}
	return 2
}
