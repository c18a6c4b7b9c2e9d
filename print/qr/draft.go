package qr

import "math/bits"

// maxDraft is the side of the largest code drawn the quick way, in modules.
const maxDraft = 53

// A draft is a code being drawn: rows from the top, each a word whose lowest bit is the leftmost
// module, 1 for dark.
type draft struct {
	size, version int
	dark          [maxDraft]uint64
	fixed         [maxDraft]uint64 // 1 where no data and no mask go
}

// newDraft draws all that does not depend on the text. Places that the mask decides are taken,
// and light.
func newDraft(version int) *draft {
	d := &draft{size: 17 + 4*version, version: version}
	far := d.size - 7
	for _, at := range [][2]int{{0, 0}, {far, 0}, {0, far}} {
		d.finder(at[0], at[1])
	}
	for i := 8; i < d.size-8; i++ {
		d.set(i, 6, i%2 == 0)
		d.set(6, i, i%2 == 0)
	}
	if version > 1 {
		d.alignments()
	}
	d.format(0)
	d.versionInfo()
	return d
}

// set fixes a module.
func (d *draft) set(x, y int, dark bool) {
	if x < 0 || y < 0 || x >= d.size || y >= d.size {
		return
	}
	d.fixed[y] |= 1 << x
	d.dark[y] &^= 1 << x
	if dark {
		d.dark[y] |= 1 << x
	}
}

// finder draws a corner mark and the light border around it.
func (d *draft) finder(left, top int) {
	for y := -1; y <= 7; y++ {
		for x := -1; x <= 7; x++ {
			ring := max(abs(x-3), abs(y-3))
			d.set(left+x, top+y, ring != 2 && ring != 4)
		}
	}
}

// alignments draws the small marks: versions 2 to 6 have one, 7 to 9 six.
func (d *draft) alignments() {
	last := d.size - 7
	centres := []int{6, last}
	if d.version >= 7 {
		centres = []int{6, (6 + last) / 2, last}
	}
	for _, cy := range centres {
		for _, cx := range centres {
			if (cx == 6 && cy == 6) || (cx == 6 && cy == last) || (cx == last && cy == 6) {
				continue
			}
			for y := -2; y <= 2; y++ {
				for x := -2; x <= 2; x++ {
					d.set(cx+x, cy+y, max(abs(x), abs(y)) != 1)
				}
			}
		}
	}
}

// format draws level Quartile and the mask, twice, and the module that is always dark.
func (d *draft) format(mask int) {
	word := 3<<3 | mask
	rest := word
	for range 10 {
		rest = rest<<1 ^ (rest>>9)*0x537
	}
	word = (word<<10 | rest) ^ 0x5412
	for i := range 15 {
		dark := word>>i&1 == 1
		switch {
		case i < 6:
			d.set(8, i, dark)
		case i < 8:
			d.set(8, i+1, dark)
		case i == 8:
			d.set(7, 8, dark)
		default:
			d.set(14-i, 8, dark)
		}
		if i < 8 {
			d.set(d.size-1-i, 8, dark)
		} else {
			d.set(8, d.size-15+i, dark)
		}
	}
	d.set(8, d.size-8, true)
}

// versionInfo draws the version, twice, from version 7 on.
func (d *draft) versionInfo() {
	if d.version < 7 {
		return
	}
	rest := d.version
	for range 12 {
		rest = rest<<1 ^ (rest>>11)*0x1F25
	}
	word := d.version<<12 | rest
	for i := range 18 {
		dark := word>>i&1 == 1
		d.set(i/3, d.size-11+i%3, dark)
		d.set(d.size-11+i%3, i/3, dark)
	}
}

// finish puts the code words in their places, tries every mask and keeps the best.
func (d *draft) finish(words []byte) Code {
	d.fill(words)
	best, least := *d, -1
	for mask := range 8 {
		try := *d
		try.mask(mask)
		try.format(mask)
		if p := try.penalty(); least < 0 || p < least {
			best, least = try, p
		}
	}
	return best.code()
}

// fill walks the free places, two columns at a time, up and down in turn from the right.
func (d *draft) fill(words []byte) {
	i := 0
	up := true
	for right := d.size - 1; right > 0; right -= 2 {
		if right == 6 {
			right-- // the dotted column
		}
		for n := range d.size {
			y := n
			if up {
				y = d.size - 1 - n
			}
			for x := right; x > right-2; x-- {
				if d.fixed[y]>>x&1 == 1 {
					continue
				}
				if i < 8*len(words) && words[i/8]>>(7-i%8)&1 == 1 {
					d.dark[y] |= 1 << x
				}
				i++
			}
		}
		up = !up
	}
}

// mask turns over the modules that a mask names, the fixed ones left out. Masks repeat after 12
// modules in both directions.
func (d *draft) mask(mask int) {
	for y := range d.size {
		row := uint64(0)
		for x := range 12 {
			if masked(mask, x, y) {
				row |= 1 << x
			}
		}
		row |= row << 12
		row |= row<<24 | row<<48
		d.dark[y] ^= row & (1<<d.size - 1) &^ d.fixed[y]
	}
}

// masked says whether a mask names a module.
func masked(mask, x, y int) bool {
	switch mask {
	case 0:
		return (x+y)%2 == 0
	case 1:
		return y%2 == 0
	case 2:
		return x%3 == 0
	case 3:
		return (x+y)%3 == 0
	case 4:
		return (x/3+y/2)%2 == 0
	case 5:
		return x*y%2+x*y%3 == 0
	case 6:
		return (x*y%2+x*y%3)%2 == 0
	}
	return ((x+y)%2+x*y%3)%2 == 0
}

// code packs the draft.
func (d *draft) code() Code {
	c := Code{Size: d.size, bits: make([]byte, d.size*stride(d.size))}
	for y := range d.size {
		for i := range stride(d.size) {
			c.bits[y*stride(d.size)+i] = bits.Reverse8(byte(d.dark[y] >> (8 * i)))
		}
	}
	return c
}

func abs(n int) int { return max(n, -n) }
