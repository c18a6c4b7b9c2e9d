package qr

import (
	"errors"
	"fmt"
	"image"
	"slices"

	"github.com/makiuchi-d/gozxing"
)

// ErrNoCode is returned when a picture was looked at in every way and no QR
// code was read in it: a blurred, cut or empty picture.
var ErrNoCode = errors.New("no QR code was read in the picture")

// Read returns the texts of all QR codes that it can read in a picture, each
// text once, from the top of the picture to its bottom and from left to right.
// Codes may be turned, slanted and of different sizes; they are dark on light.
//
// It returns ErrNoCode when it read none, and another error when the picture
// has no pixels or more than MaxPixels. A photograph of a single code takes a
// tenth of a second or so, a scan of a whole sheet a second.
func Read(img image.Image) ([]string, error) {
	size := img.Bounds()
	if size.Dx() <= 0 || size.Dy() <= 0 {
		return nil, errors.New("the picture is empty")
	}
	if size.Dx() > MaxPixels/size.Dy() {
		return nil, fmt.Errorf("the picture has more than %d pixels", MaxPixels)
	}
	s := search{page: grey(img), tries: maxTries}
	s.run()
	if len(s.found) == 0 {
		return nil, ErrNoCode
	}
	return s.texts(), nil
}

// A search reads one picture. It looks at it in several sizes, by both
// binarisers, whole and in windows; what was read is erased from the page, so
// that the next look meets less.
type search struct {
	page  plane
	found []sight
	tries int // how many are left
}

// run looks until nothing that might be a code is left, or every way was
// tried.
func (s *search) run() {
	for i, size := range sizes(s.page) {
		left := 0
		for _, dark := range []binariser{gozxing.NewHybridBinarizer, gozxing.NewGlobalHistgramBinarizer} {
			left = max(left, s.pass(size, dark))
			if len(s.found) >= maxTexts || s.tries <= 0 {
				return
			}
		}
		// The first size is the quickest; the second, or the first if it is the
		// picture's own, shows what else there is.
		if len(s.found) > 0 && left < 3 && (i > 0 || size == 1) {
			return
		}
	}
}

// pass looks at the page once in one size and returns how many corner marks
// are left that belong to no code read. When a whole picture shows marks that
// it cannot pair, a pass goes on through its windows.
func (s *search) pass(size float64, dark binariser) int {
	p := s.page.resize(size)
	left := s.look(p, whole(p), dark, size)
	if left < 3 {
		return left
	}
	left = 0
	for _, w := range windows(p) {
		if s.tries <= 0 {
			break
		}
		left = max(left, s.look(p, w, dark, size))
	}
	return left
}

// look searches a window, keeps what it sees, erases it from the page and from
// the resized plane p, and returns how many corner marks are left. A look
// which fails counts as one that left many.
func (s *search) look(p plane, w window, dark binariser, size float64) int {
	seen, corners, err := look(p, w, dark, &s.tries)
	if err != nil {
		return maxCorners
	}
	for _, c := range seen {
		c.quad.erase(p)
		c.quad = c.quad.scale(1 / size)
		c.quad.erase(s.page)
		s.keep(c)
	}
	return max(corners-3*len(seen), 0)
}

// keep remembers a code unless its text was read before.
func (s *search) keep(c sight) {
	if c.text == "" || slices.ContainsFunc(s.found, func(f sight) bool { return f.text == c.text }) {
		return
	}
	s.found = append(s.found, c)
}

// texts returns what was found in reading order.
func (s *search) texts() []string {
	texts := make([]string, len(s.found))
	for i, f := range inOrder(s.found) {
		texts[i] = f.text
	}
	return texts
}
