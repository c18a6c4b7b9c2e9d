package print

// A Box is an upright rectangle: its top left corner, its width and its
// height, in millimetres.
type Box struct{ X, Y, W, H float64 }

// Inset returns the box with d millimetres taken off on each side; less than
// zero makes it larger. A side never becomes less than zero.
func (b Box) Inset(d float64) Box {
	return Box{b.X + d, b.Y + d, max(b.W-2*d, 0), max(b.H-2*d, 0)}
}

// Centre returns the middle of the box.
func (b Box) Centre() (x, y float64) {
	return b.X + b.W/2, b.Y + b.H/2
}

// Fill covers a box with a colour.
func (s *Sheet) Fill(b Box, c Colour) {
	if !s.ready(b.X, b.Y, b.W, b.H) {
		return
	}
	s.begin().fill(c).rectangle(b).op("f")
	s.end()
}

// Frame draws a line around a box; half the line lies inside it.
func (s *Sheet) Frame(b Box, p Pen) {
	if !s.ready(b.X, b.Y, b.W, b.H, p.Width, p.On, p.Off) {
		return
	}
	s.begin().pen(p).rectangle(b).op("S")
	s.end()
}

// rectangle adds a box to the path being drawn.
func (o *ops) rectangle(b Box) *ops {
	return o.at(b.X, b.Y+b.H).num(b.W * pt).num(b.H * pt).op("re")
}
