package vectors

import (
	"crypto/ed25519"
	"fmt"
	"slices"
)

// figures of one class.
type figures struct{ all, accepted, byAuthor, byStandard int }

func count(tally map[string]*figures, c oneCase, answer bool) {
	classes := []string{c.source + ": all", c.source + ": " + c.class}
	if c.source == "edge" {
		classes = classes[:1]
		for _, flag := range edgeClasses {
			if flag.has(c) {
				classes = append(classes, "edge: "+flag.name)
			}
		}
	}
	for _, class := range classes {
		if tally[class] == nil {
			tally[class] = &figures{}
		}
		f := tally[class]
		f.all++
		f.accepted += asOne(answer)
		f.byAuthor += asOne(c.expect != nil && *c.expect)
		f.byStandard += asOne(len(c.public) == 32 && ed25519.Verify(c.public, c.message, c.signature))
	}
}

func asOne(b bool) int {
	if b {
		return 1
	}
	return 0
}

func report(tally map[string]*figures) {
	var lines []string
	for class, f := range tally {
		lines = append(lines, fmt.Sprintf("%-46s %5d cases, we accept %5d, author %5d, crypto/ed25519 %5d", class, f.all, f.accepted, f.byAuthor, f.byStandard))
	}
	slices.Sort(lines)
	for _, line := range lines {
		fmt.Println(line)
	}
}
