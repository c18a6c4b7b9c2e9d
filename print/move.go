package print

import "math"

// Move draws all that draw does with its origin moved to x, y, in millimetres:
// what draw places at 0, 0 stands there. The origin falls on the nearest dot
// of a 300 dot printer, so that codes within keep their place on the dots.
//
// Cards that are drawn so, each at the origin and moved, have the same numbers
// in their drawing, and take a tenth less room in the PDF.
func (s *Sheet) Move(x, y float64, draw func()) {
	if !s.ready(x, y) {
		return
	}
	s.begin().op("1 0 0 1").num(snap(x) * pt).num(-snap(y) * pt).op("cm")
	s.within(draw)
}

// Turn draws all that draw does turned by degrees, against the clock, around
// the place x, y in millimetres. What stands upside down inside a flap is
// turned by 180.
func (s *Sheet) Turn(x, y, degrees float64, draw func()) {
	if !s.ready(x, y, degrees) {
		return
	}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	px, py := x*pt, pageTop-y*pt
	o := s.begin().fine(cos).fine(sin).fine(-sin).fine(cos)
	o.num(px - cos*px + sin*py).num(py - sin*px - cos*py).op("cm")
	s.within(draw)
}

// within draws what draw does in the space that the scratch operators, begun
// before, set up; and leaves that space.
func (s *Sheet) within(draw func()) {
	s.flush()
	s.fresh = true // every card tells its font, as it begins like all others
	page := s.Pages()
	draw()
	s.fresh = true
	if s.err == nil && s.Pages() != page {
		s.err = errTurned
	}
	if s.err == nil {
		s.ops.b = append(s.ops.b[:0], 'Q')
		s.flush()
	}
}
