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

// The lengths of a ruler and of its finest line, in millimetres.
const (
	rulerLength = 100.0
	hair        = 0.12
)

// Ruler draws a ruler of 100 mm from x to the right, its base line at y, with
// a tick for each millimetre and a figure for each centimetre below, in all
// 7 mm high. Whoever lays a real ruler beside it sees whether the page was
// printed at 100 %. The label, if any, stands behind its end.
func (s *Sheet) Ruler(x, y float64, label string) {
	if !s.ready(x, y) {
		return
	}
	s.begin().pen(Pen{Width: hair}).segment(x, y, x+rulerLength, y).op("S")
	s.ops.ticks(x, y, 1, 2).ticks(x, y, 5, 3).ticks(x, y, 10, 4)
	s.end()
	figures := Style{Size: 6, Align: Centre}
	for cm := range int(rulerLength)/10 + 1 {
		s.Text(x+float64(10*cm), y+6.4, strconv.Itoa(cm), figures)
	}
	if label != "" {
		s.Text(x+rulerLength+3, y+4, label, Style{Size: 7})
	}
}

// ticks draws the ticks of a ruler that stand every so many millimetres, as
// one broad line with a hair's dash and long gaps.
func (o *ops) ticks(x, y, every, long float64) *ops {
	o.num(long * pt).op("w [").fine(hair * pt).fine((every - hair) * pt).op("] 0 d")
	return o.segment(x-hair/2, y+long/2, x+rulerLength+hair/2, y+long/2).op("S")
}
