package sim

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Counts is how often each thing happened: faults, refusals, branches of the rules.
type Counts map[string]int

// Add adds another world's counts.
func (c Counts) Add(other Counts) {
	for what, n := range other {
		c[what] += n
	}
}

// String lists the counts by name, one a line.
func (c Counts) String() string {
	var b strings.Builder
	for _, what := range slices.Sorted(maps.Keys(c)) {
		fmt.Fprintf(&b, "%9d  %s\n", c[what], what)
	}
	return b.String()
}

// Missing lists what never happened, of what should.
func (c Counts) Missing(wanted []string) (missing []string) {
	for _, what := range wanted {
		if c[what] == 0 {
			missing = append(missing, what)
		}
	}
	return missing
}
