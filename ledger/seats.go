package ledger

import (
	"bytes"
	"slices"

	"foirail/ledger/entry"
)

// sortSeats puts seats in the order that a NextEpoch must have them: by voting key.
func sortSeats(seats []entry.Seated) {
	slices.SortFunc(seats, func(a, b entry.Seated) int { return bytes.Compare(a.Voting[:], b.Voting[:]) })
}
