// Package qr turns a text into a QR code and a picture into the texts of the
// QR codes seen in it.
//
// Encode is the way out. It is pure: the same text and level give the same
// modules, in any process and on any machine, and any number of goroutines may
// call it at once. What comes back is a Code, a square of dark and light
// modules without the quiet zone; whoever draws it leaves QuietZone light
// modules around it. The paper draws a Code as a bit mask (Mask), a screen as
// a picture (Image, PNG), a terminal as characters (Terminal).
//
// Read and ReadFile are the way in. They find every code in a photograph of
// one coupon or in a scan of a whole sheet, give each text once, and bound the
// work before they begin, because pictures come from strangers.
//
// The unit is the module, the smallest square of a code, or the pixel of a
// picture. This room knows no millimetres, no coupons and no money. It is used
// by the rooms that print, by the command line and by the phone's engine, and
// it imports nothing of ours.
//
// Codes carry the fewest modules when the text is made of digits, capitals and
// the signs " $%*+-./:": one small letter makes the whole of it larger.
package qr

// QuietZone is the width, in modules, of the light border that a reader needs
// on each side of a code.
const QuietZone = 4

// A Code is a square of modules, without its quiet zone. The zero value is an
// empty code of size 0. A Code is never modified after Encode returned it, so
// copies may share it between goroutines.
type Code struct {
	// Size is the number of modules on a side: 21, 25, 29 and so on to 177.
	Size int

	// bits holds the rows from the top, each of stride bytes, the leftmost
	// module in the highest bit, 1 for dark; spare bits are 0.
	bits []byte
}

// Dark reports whether the module in column x and row y is dark, counted in
// modules from the top left. Everything outside the code is light.
func (c Code) Dark(x, y int) bool {
	if x < 0 || y < 0 || x >= c.Size || y >= c.Size {
		return false
	}
	return c.bits[y*stride(c.Size)+x/8]&(0x80>>(x%8)) != 0
}

// Mask returns the modules packed at one bit each, 1 for dark: the rows from
// the top, each row beginning at a new byte, the leftmost module in the
// highest bit, spare bits 0. That is (Size+7)/8 × Size bytes, and the caller's
// to keep.
func (c Code) Mask() []byte {
	return append([]byte(nil), c.bits...)
}

// stride is the number of bytes in a packed row of size modules.
func stride(size int) int {
	return (size + 7) / 8
}

// pack makes a Code of a square of booleans, rows first, true for dark.
func pack(rows [][]bool) Code {
	size := len(rows)
	c := Code{Size: size, bits: make([]byte, size*stride(size))}
	for y, row := range rows {
		line := c.bits[y*stride(size):]
		for x, dark := range row {
			if dark {
				line[x/8] |= 0x80 >> (x % 8)
			}
		}
	}
	return c
}
