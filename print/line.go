package print

// A Pen draws lines. The zero Pen is solid, black and as thin as paper bears.
type Pen struct {
	// Width is the thickness in millimetres; 0 stands for 0.1.
	Width float64

	// Colour is the colour of the line.
	Colour Colour

	// On and Off are the lengths of a dash and of the gap after it, in
	// millimetres. The line is solid unless both are above 0.
	On, Off float64
}

// foldPen draws the lines along which paper is folded.
var foldPen = Pen{Width: 0.15, Colour: Colour{110, 110, 110}, On: 1.6, Off: 1.2}

// pen adds the operators that make p the pen of the lines that follow.
func (o *ops) pen(p Pen) *ops {
	width := p.Width
	if width <= 0 {
		width = 0.1
	}
	o.stroke(p.Colour).num(width * pt).op("w")
	if p.On > 0 && p.Off > 0 {
		o.op("[").num(p.On * pt).num(p.Off * pt).op("] 0 d")
	}
	return o
}

// Line draws a line between two places, in millimetres.
func (s *Sheet) Line(x1, y1, x2, y2 float64, p Pen) {
	if !s.ready(x1, y1, x2, y2, p.Width, p.On, p.Off) {
		return
	}
	s.begin().pen(p).segment(x1, y1, x2, y2).op("S")
	s.end()
}

// segment adds one straight line to the path being drawn.
func (o *ops) segment(x1, y1, x2, y2 float64) *ops {
	return o.at(x1, y1).op("m").at(x2, y2).op("l")
}

// Fold draws a dashed grey line along which the paper shall be folded.
func (s *Sheet) Fold(x1, y1, x2, y2 float64) {
	s.Line(x1, y1, x2, y2, foldPen)
}
