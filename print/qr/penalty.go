package qr

import "math/bits"

// penalty is how hard a draft is to read, by the library's measure: long runs, squares of one
// shade, marks like those of the corners, and too much of one shade.
func (d *draft) penalty() int {
	turned := d.transpose()
	sum, count := 0, 0
	for y := range d.size {
		sum += runs(d.dark[y], d.size) + runs(turned[y], d.size)
		sum += lookalikes(d.dark[y], d.size) + lookalikes(turned[y], d.size)
		count += bits.OnesCount64(d.dark[y])
		if y > 0 {
			sum += squares(d.dark[y-1], d.dark[y], d.size)
		}
	}
	modules := d.size * d.size
	return sum + 10*(abs(modules/2-count)/(modules/20))
}

// transpose gives the columns as rows.
func (d *draft) transpose() (columns [maxDraft]uint64) {
	for y := range d.size {
		for row := d.dark[y]; row != 0; row &= row - 1 {
			columns[bits.TrailingZeros64(row)] |= 1 << y
		}
	}
	return columns
}

// alike has a 1 where a module and the next are of one shade.
func alike(line uint64, size int) uint64 { return ^(line ^ line>>1) & (1<<(size-1) - 1) }

// runs scores more than five modules of one shade in a line: two less than they are.
func runs(line uint64, size int) (sum int) {
	for same := alike(line, size); same != 0; {
		same >>= bits.TrailingZeros64(same)
		n := bits.TrailingZeros64(^same)
		if n >= 5 {
			sum += n - 1
		}
		same >>= n
	}
	return sum
}

// squares scores two modules by two of one shade.
func squares(above, line uint64, size int) int {
	same := ^(above ^ line) & (1<<size - 1)
	return 3 * bits.OnesCount64(same&(same>>1)&alike(above, size))
}

// lookalikes scores dark, light, three dark, light, dark with four light modules before or after,
// or at the end of the line. A mark that was scored counts as dark for what follows.
func lookalikes(line uint64, size int) (sum int) {
	seen := 0
	for x := range size {
		seen = seen<<1&0x7ff | int(line>>x&1)
		if seen == 0x05d || seen == 0x5d0 || (x == size-1 && seen&0x7f == 0x5d) {
			sum += 40
			seen = 0xff
		}
	}
	return sum
}
