package print

import (
	"fmt"
	"math"
)

// A Shape is a sign that eyes tell apart without reading and without colours.
type Shape int

// The shapes. Circle, Diamond, Square and Hexagon stand on the middle of what
// they fill; Triangle and Star point up.
const (
	Circle Shape = iota
	Triangle
	Diamond
	Square
	Star
	Hexagon
	shapeCount
)

// shapeNames are the names in the order of the constants.
var shapeNames = [shapeCount]string{"circle", "triangle", "diamond", "square", "star", "hexagon"}

// String returns the name of the shape, or "Shape(n)" for one that does not
// exist.
func (h Shape) String() string {
	if h < 0 || h >= shapeCount {
		return fmt.Sprintf("Shape(%d)", int(h))
	}
	return shapeNames[h]
}

// ParseShape returns the shape of a name as String gives it, and an error when
// there is none.
func ParseShape(name string) (Shape, error) {
	for h, n := range shapeNames {
		if n == name {
			return Shape(h), nil
		}
	}
	return 0, fmt.Errorf("no shape is called %q", name)
}

// Shape fills a shape whose middle is at x, y and whose corners lie on a
// circle of the given radius, in millimetres.
func (s *Sheet) Shape(h Shape, x, y, radius float64, c Colour) {
	if s.known(h) && s.ready(x, y, radius) {
		s.begin().fill(c).shape(h, x, y, radius).op("f")
		s.end()
	}
}

// Outline draws the line around a shape instead of filling it.
func (s *Sheet) Outline(h Shape, x, y, radius float64, p Pen) {
	if s.known(h) && s.ready(x, y, radius, p.Width, p.On, p.Off) {
		s.begin().pen(p).shape(h, x, y, radius).op("s")
		s.end()
	}
}

// known reports whether h is a shape, and keeps the mistake otherwise.
func (s *Sheet) known(h Shape) bool {
	if (h < 0 || h >= shapeCount) && s.err == nil {
		s.err = fmt.Errorf("no shape %d", int(h))
	}
	return s.err == nil
}

// shape adds a shape to the path being drawn.
func (o *ops) shape(h Shape, x, y, r float64) *ops {
	switch h {
	case Triangle:
		return o.polygon(x, y, 3, 90, r)
	case Diamond:
		return o.polygon(x, y, 4, 90, r)
	case Square:
		return o.polygon(x, y, 4, 45, r)
	case Star:
		return o.polygon(x, y, 5, 90, r, r*0.42)
	case Hexagon:
		return o.polygon(x, y, 6, 0, r)
	}
	return o.circle(x, y, r)
}

// polygon adds corners around a middle, the first in the direction of start
// degrees. With two radii the corners are taken in turn from both, so that n
// rays stand out.
func (o *ops) polygon(x, y float64, n int, start float64, radii ...float64) *ops {
	corners := n * len(radii)
	for i := range corners {
		a := (start + 360*float64(i)/float64(corners)) * math.Pi / 180
		r := radii[i%len(radii)]
		o.at(x+r*math.Cos(a), y-r*math.Sin(a))
		if i == 0 {
			o.op("m")
		} else {
			o.op("l")
		}
	}
	return o.op("h")
}

// circle adds a circle of four curves.
func (o *ops) circle(x, y, r float64) *ops {
	const bow = 0.5523 // where the handles of a quarter circle stand
	k := r * bow
	o.at(x+r, y).op("m")
	o.at(x+r, y-k).at(x+k, y-r).at(x, y-r).op("c")
	o.at(x-k, y-r).at(x-r, y-k).at(x-r, y).op("c")
	o.at(x-r, y+k).at(x-k, y+r).at(x, y+r).op("c")
	o.at(x+k, y+r).at(x+r, y+k).at(x+r, y).op("c")
	return o.op("h")
}
