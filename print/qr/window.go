package qr

// The sides of pictures and windows that a look is worth, in pixels.
const (
	smallSide  = 300  // below this a picture is not made smaller
	largeSide  = 4200 // above this it is not looked at: A4 at 300 dots has 3,508
	doubleSide = 1000 // below this it is also looked at in double size
	windowSide = 900  // the least side of a window
)

// A window is a part of a plane: its top left pixel, its width and height.
type window struct{ x, y, w, h int }

// whole returns the window that is all of p.
func whole(p plane) window {
	return window{0, 0, p.w, p.h}
}

// windows cuts a plane into parts of half its width and a third of its height
// that overlap by half, so that whatever fits in a sixth of the page lies
// whole in one of them. A small plane has none.
func windows(p plane) []window {
	w, h := max(p.w/2, windowSide), max(p.h/3, windowSide)
	if p.w <= windowSide && p.h <= windowSide {
		return nil
	}
	w, h = min(w, p.w), min(h, p.h)
	var cut []window
	for _, y := range starts(p.h, h) {
		for _, x := range starts(p.w, w) {
			cut = append(cut, window{x, y, w, h})
		}
	}
	return cut
}

// starts returns where parts of the given length begin that cover all and
// overlap their neighbours by half or more.
func starts(all, length int) []int {
	var at []int
	for s := 0; s < all-length; s += max(length/2, 1) {
		at = append(at, s)
	}
	return append(at, all-length)
}

// sizes returns the sizes at which a plane is looked at, 1 being its own, the
// most promising first: near 1,600 pixels, then its own, then smaller, then
// double.
func sizes(p plane) []float64 {
	side := max(p.w, p.h)
	var at []float64
	seen := map[int]bool{}
	add := func(n int) {
		if n >= 1 && !seen[n] && side/n <= largeSide && min(p.w, p.h)/n >= 1 {
			seen[n] = true
			at = append(at, 1/float64(n))
		}
	}
	add((side + 800) / 1600)
	for _, n := range []int{1, 2, 3, 4, 6, 8, 12, 16} {
		if n == 1 || side/n >= smallSide {
			add(n)
		}
	}
	if side < doubleSide {
		at = append(at, 2)
	}
	return at
}

// resize returns the plane at the given size: a whole number of times smaller,
// its own, or twice as large.
func (p plane) resize(size float64) plane {
	switch {
	case size == 1:
		return p
	case size > 1:
		return p.double()
	}
	return p.shrink(int(1/size + 0.5))
}
