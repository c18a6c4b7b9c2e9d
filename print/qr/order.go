package qr

import (
	"cmp"
	"slices"
)

// inOrder sorts codes as one reads a page: in rows from the top, each row from
// the left. A row is the highest code left and all whose top is above that
// one's bottom.
func inOrder(codes []sight) []sight {
	slices.SortStableFunc(codes, func(a, b sight) int {
		return cmp.Compare(a.quad.centre().y, b.quad.centre().y)
	})
	for rest := codes; len(rest) > 0; {
		_, first := rest[0].quad.bounds(0)
		n := 1
		for n < len(rest) {
			if top, _ := rest[n].quad.bounds(0); top.y >= first.y {
				break
			}
			n++
		}
		slices.SortStableFunc(rest[:n], func(a, b sight) int {
			return cmp.Compare(a.quad.centre().x, b.quad.centre().x)
		})
		rest = rest[n:]
	}
	return codes
}
