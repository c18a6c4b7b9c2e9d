package qr

import (
	"image"
	"image/color"
)

// A plane is a grey picture: w × h pixels in rows from the top, 0 black, 255
// white.
type plane struct {
	w, h int
	pix  []byte
}

// grey copies a picture into a plane. Transparent parts become white.
func grey(img image.Image) plane {
	r := img.Bounds()
	p := plane{w: r.Dx(), h: r.Dy(), pix: make([]byte, r.Dx()*r.Dy())}
	switch img := img.(type) {
	case *image.Gray:
		for y := range p.h {
			copy(p.row(y), img.Pix[img.PixOffset(r.Min.X, r.Min.Y+y):])
		}
	case *image.YCbCr:
		for y := range p.h {
			copy(p.row(y), img.Y[img.YOffset(r.Min.X, r.Min.Y+y):])
		}
	case image.RGBA64Image:
		for y := range p.h {
			row := p.row(y)
			for x := range row {
				row[x] = luminance(img.RGBA64At(r.Min.X+x, r.Min.Y+y))
			}
		}
	default:
		for y := range p.h {
			row := p.row(y)
			for x := range row {
				row[x] = luminance(color.RGBA64Model.Convert(img.At(r.Min.X+x, r.Min.Y+y)).(color.RGBA64))
			}
		}
	}
	return p
}

// luminance is the brightness of a colour laid on white paper.
func luminance(c color.RGBA64) byte {
	y := (19595*uint32(c.R) + 38470*uint32(c.G) + 7471*uint32(c.B)) >> 16
	return byte(min(y+0xffff-uint32(c.A), 0xffff) >> 8)
}

// row returns row y of the plane.
func (p plane) row(y int) []byte {
	return p.pix[y*p.w : (y+1)*p.w]
}

// shrink returns the plane at 1/n of its size, each pixel the mean of n × n.
func (p plane) shrink(n int) plane {
	q := plane{w: p.w / n, h: p.h / n}
	q.pix = make([]byte, q.w*q.h)
	sums := make([]int, q.w)
	for y := range q.h {
		clear(sums)
		for dy := range n {
			row := p.row(y*n + dy)
			for x := range sums {
				for _, v := range row[x*n : (x+1)*n] {
					sums[x] += int(v)
				}
			}
		}
		for x, sum := range sums {
			q.pix[y*q.w+x] = byte(sum / (n * n))
		}
	}
	return q
}

// double returns the plane at twice its size, with the new pixels in between
// as the means of their neighbours.
func (p plane) double() plane {
	q := plane{w: 2 * p.w, h: 2 * p.h, pix: make([]byte, 4*p.w*p.h)}
	for y := range p.h {
		here, below := p.row(y), p.row(min(y+1, p.h-1))
		upper, lower := q.row(2*y), q.row(2*y+1)
		for x := range p.w {
			next := min(x+1, p.w-1)
			a, b, c, d := int(here[x]), int(here[next]), int(below[x]), int(below[next])
			upper[2*x], upper[2*x+1] = byte(a), byte((a+b)/2)
			lower[2*x], lower[2*x+1] = byte((a+c)/2), byte((a+b+c+d)/4)
		}
	}
	return q
}
