package print

import "math"

// Turn draws all that draw does turned by degrees, against the clock, around
// the place x, y. What stands upside down inside a flap is turned by 180.
func (s *Sheet) Turn(x, y, degrees float64, draw func()) {
	if !s.ready(x, y, degrees) {
		return
	}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	px, py := x*pt, pageTop-y*pt
	o := s.begin()
	for _, v := range []float64{cos, sin, -sin, cos} {
		o.fine(v)
	}
	o.num(px - cos*px + sin*py).num(py - sin*px - cos*py).op("cm")
	s.flush()
	draw()
	if s.err == nil {
		s.ops.b = append(s.ops.b[:0], 'Q')
		s.flush()
	}
	s.fresh = true
}
