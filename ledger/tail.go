package ledger

import (
	"slices"

	"foirail/ledger/entry"
)

// Bounds of a tail: what came last at two thousand payments a second, for two seconds. It takes
// some 3 MB when it is full.
const (
	maxTail     = 4096
	maxTailSize = 1 << 20 // of entries in full form, in bytes
)

// tail is the entries that a book has appended last. Whoever follows it is mostly just behind its
// end, and needs no disk then, which has its hands full with what comes next.
type tail struct {
	list []*entry.Entry
	end  int64 // position behind the last
	size int   // in full form, in bytes
}

// add takes in what was appended, and lets go of the oldest.
func (t *tail) add(entries []*entry.Entry, end int64) {
	for _, e := range entries {
		t.size += len(e.Full())
	}
	t.list, t.end = append(t.list, entries...), end
	gone := 0
	for len(t.list)-gone > maxTail || t.size > maxTailSize {
		t.size -= len(t.list[gone].Full())
		t.list[gone] = nil
		gone++
	}
	t.list = t.list[gone:]
}

// since lists at most limit entries from a position on; held is false when it does not reach back
// so far.
func (t *tail) since(from int64, limit int) (list []*entry.Entry, held bool) {
	back := t.end - from
	if back < 0 || back > int64(len(t.list)) {
		return nil, false
	}
	list = t.list[int64(len(t.list))-back:]
	return slices.Clone(list[:min(len(list), limit)]), true
}
