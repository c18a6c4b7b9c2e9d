package print

import (
	"encoding/hex"
	"math"
	"strconv"

	"foirail/print/qr"
)

// QR draws a code in black with its top left module at x, y and modules of the
// given size, all in millimetres. It covers Size modules; the quiet zone of
// qr.QuietZone modules around it is the caller's to leave white.
//
// The corner is moved to the nearest dot of a 300 dot printer, by at most
// 0.06 mm. When module is a whole number of Dots, every edge falls on a dot: 6
// dots, 0.508 mm, is what worn paper should have.
func (s *Sheet) QR(code qr.Code, x, y, module float64) {
	if code.Size == 0 || !s.ready(x, y, module) {
		return
	}
	side := float64(code.Size) * module
	s.mask(Box{snap(x), snap(y), side, side}, code.Size, code.Size, code.Mask())
}

// snap returns the nearest whole number of dots, in millimetres.
func snap(mm float64) float64 {
	return math.Round(mm/Dot) * Dot
}

// mask paints black where the bits of a picture are 1. Rows go from the top,
// each beginning at a new byte, the leftmost in the highest bit; the picture
// of w × h bits fills the box. It stands in the page itself: the library puts
// images of its own in no steady order.
func (s *Sheet) mask(b Box, w, h int, bits []byte) {
	o := s.begin().fill(Colour{})
	o.num(b.W*pt).op("0 0").num(b.H*pt).at(b.X, b.Y+b.H).op("cm")
	o.op("BI /W").op(strconv.Itoa(w)).op("/H").op(strconv.Itoa(h)).op("/IM true /BPC 1 /D [1 0]")
	if endsEarly(bits) {
		o.op("/F /AHx ID")
		o.b = append(hex.AppendEncode(o.b, bits), '>')
	} else {
		o.op("ID")
		o.b = append(o.b, bits...)
	}
	o.op("\nEI")
	s.end()
}

// endsEarly reports whether picture data, which stands between two spaces,
// holds what a careless reader of the page would take for its end: the letters
// EI between spaces of any kind. It happens to one code in a million.
func endsEarly(bits []byte) bool {
	space := func(i int) bool {
		if i < 0 || i >= len(bits) {
			return true
		}
		switch bits[i] {
		case 0, '\t', '\n', '\f', '\r', ' ':
			return true
		}
		return false
	}
	for i := 0; i+1 < len(bits); i++ {
		if bits[i] == 'E' && bits[i+1] == 'I' && space(i-1) && space(i+2) {
			return true
		}
	}
	return false
}
