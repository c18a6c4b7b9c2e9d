package qr

import (
	"math"

	"github.com/makiuchi-d/gozxing"
)

// A point is a place in a picture, in pixels from the top left.
type point struct{ x, y float64 }

// A mark is a corner mark as the library describes it: unlike other points it
// knows how often it was crossed, and the size of a module, in pixels.
type mark interface {
	gozxing.ResultPoint
	GetCount() int
	GetEstimatedModuleSize() float64
}

// A quad is where a code lies: the middle of its top left corner mark, the
// steps from there to the top right and to the bottom left one, and the size
// of a module, all in pixels. The zero quad is a code whose place is unknown.
type quad struct {
	origin, right, down point
	module              float64
}

// corner makes a quad of the points that the library gives back: bottom left,
// top left, top right.
func corner(points []gozxing.ResultPoint) quad {
	if len(points) < 3 {
		return quad{}
	}
	at := func(p gozxing.ResultPoint) point { return point{p.GetX(), p.GetY()} }
	bl, tl, tr := at(points[0]), at(points[1]), at(points[2])
	q := quad{
		origin: tl,
		right:  point{tr.x - tl.x, tr.y - tl.y},
		down:   point{bl.x - tl.x, bl.y - tl.y},
	}
	if m, ok := points[1].(mark); ok {
		q.module = m.GetEstimatedModuleSize()
	}
	return q
}

// move returns the quad shifted by whole pixels.
func (q quad) move(dx, dy int) quad {
	q.origin.x += float64(dx)
	q.origin.y += float64(dy)
	return q
}

// scale returns the quad in a picture f times as large.
func (q quad) scale(f float64) quad {
	return quad{
		origin: point{q.origin.x * f, q.origin.y * f},
		right:  point{q.right.x * f, q.right.y * f},
		down:   point{q.down.x * f, q.down.y * f},
		module: q.module * f,
	}
}

// centre returns the middle of the code.
func (q quad) centre() point {
	return point{q.origin.x + (q.right.x+q.down.x)/2, q.origin.y + (q.right.y+q.down.y)/2}
}

// erase paints the code white, with a module around it, so that the next look
// meets only what was not read yet.
func (q quad) erase(p plane) {
	side := math.Hypot(q.right.x, q.right.y)
	det := q.right.x*q.down.y - q.right.y*q.down.x
	if side < 1 || math.Abs(det) < 1 || math.IsNaN(det) {
		return
	}
	edge := 4.5 * q.module / side
	lo, hi := q.bounds(edge)
	for y := max(int(lo.y), 0); y <= min(int(hi.y), p.h-1); y++ {
		row := p.row(y)
		for x := max(int(lo.x), 0); x <= min(int(hi.x), p.w-1); x++ {
			dx, dy := float64(x)-q.origin.x, float64(y)-q.origin.y
			u := (dx*q.down.y - dy*q.down.x) / det
			v := (q.right.x*dy - q.right.y*dx) / det
			if u >= -edge && u <= 1+edge && v >= -edge && v <= 1+edge {
				row[x] = 255
			}
		}
	}
}

// bounds returns the upright rectangle around the code, widened by edge times
// its sides.
func (q quad) bounds(edge float64) (lo, hi point) {
	lo, hi = q.origin, q.origin
	for _, u := range []float64{-edge, 1 + edge} {
		for _, v := range []float64{-edge, 1 + edge} {
			x := q.origin.x + u*q.right.x + v*q.down.x
			y := q.origin.y + u*q.right.y + v*q.down.y
			lo = point{min(lo.x, x), min(lo.y, y)}
			hi = point{max(hi.x, x), max(hi.y, y)}
		}
	}
	return lo, hi
}
