package vectors

import (
	"slices"
	"strings"
)

// edgeClass is one line of the table of edge cases. A case may stand in several.
type edgeClass struct {
	name string
	has  func(c oneCase) bool
}

// edgeClasses are the flags of the cases' author, singly, and the mixtures that matter.
var edgeClasses = []edgeClass{
	{"A of small order", flag("LowOrderA")},
	{"R of small order", flag("LowOrderR")},
	{"A and R of small order", both(flag("LowOrderA"), flag("LowOrderR"))},
	{"A mixed (small part on a large key)", both(flag("LowOrderComponentA"), not(flag("LowOrderA")))},
	{"R mixed", both(flag("LowOrderComponentR"), not(flag("LowOrderR")))},
	{"small parts do not cancel", flag("LowOrderResidue")},
	{"small parts cancel", not(flag("LowOrderResidue"))},
	{"A not canonical", flag("NonCanonicalA")},
	{"R not canonical", flag("NonCanonicalR")},
	{"A large and pure", not(either(flag("LowOrderA"), flag("LowOrderComponentA")))},
	{"A and R large and pure", func(c oneCase) bool { return c.class == "" }},
}

func flag(name string) func(oneCase) bool {
	return func(c oneCase) bool { return slices.Contains(strings.Fields(c.class), name) }
}

func not(f func(oneCase) bool) func(oneCase) bool {
	return func(c oneCase) bool { return !f(c) }
}

func both(f, g func(oneCase) bool) func(oneCase) bool {
	return func(c oneCase) bool { return f(c) && g(c) }
}

func either(f, g func(oneCase) bool) func(oneCase) bool {
	return func(c oneCase) bool { return f(c) || g(c) }
}
