package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"foirail/ledger/entry"
)

// Bounds of reading entries by name.
const (
	maxRunGap = 16      // records read in vain between two that are wanted, before another run begins
	maxRead   = 1 << 20 // about what is read for one call, in bytes
)

// sought is an entry that is asked for, and where it stands.
type sought struct {
	pos   int64 // 0: in what the book began with
	order uint32
	hash  entry.Hash
	entry *entry.Entry // nil: on the disk only
}

// Entries reads entries that the book holds, about a megabyte of them, in the order in which it took
// them; the rest are those that it has not come to. It leaves out what it does not hold. What stands
// close together on the disk is read in one go, so many that are asked for at once cost much less
// than each for itself. Where something cannot be read it returns what can, and why.
func (b *Book) Entries(names ...entry.Hash) (list []*entry.Entry, rest []entry.Hash, err error) {
	wanted, err := b.seek(names)
	size := 0
	for len(wanted) > 0 && size < maxRead {
		n := 1
		if wanted[0].entry == nil {
			for n < len(wanted) && wanted[n].entry == nil && wanted[n].pos-wanted[n-1].pos <= maxRunGap {
				n++
			}
			var bad error
			if n, bad = b.run(wanted[:n], maxRead-size); bad != nil {
				err = cmp.Or(err, bad)
			}
		}
		for _, w := range wanted[:n] {
			if w.entry != nil {
				list, size = append(list, w.entry), size+len(w.entry.Full())
			}
		}
		wanted = wanted[n:]
	}
	for _, w := range wanted {
		rest = append(rest, w.hash)
	}
	return list, rest, err
}

// seek finds where entries stand, in that order, each once. What is in memory needs no disk.
func (b *Book) seek(names []entry.Hash) (list []sought, err error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, h := range names {
		n := b.core.State.held(h)
		if n == nil || n.pos == 0 && n.entry == nil {
			continue
		}
		w := sought{pos: n.pos, order: n.order, hash: h, entry: n.entry}
		if last, held := b.tail.since(n.pos, 1); held && len(last) > 0 {
			w.entry = last[0]
		}
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b sought) int { return cmp.Or(cmp.Compare(a.pos, b.pos), cmp.Compare(a.order, b.order)) })
	list = slices.CompactFunc(list, func(a, b sought) bool { return a.hash == b.hash })
	return list, b.failed
}

// isBare says whether only a snapshot tells of an entry.
func (b *Book) isBare(h entry.Hash) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	n := b.core.State.held(h)
	return n != nil && n.bare
}

// run reads entries that stand close together, at least one, until it has so many bytes. It says how
// many it has come to. What cannot be read ends a run, and stands first in the next: so it hides
// nothing but itself.
func (b *Book) run(list []sought, most int) (done int, err error) {
	err = b.store.Replay(list[0].pos, func(r Record) error {
		switch {
		case r.Pos < list[done].pos:
			return nil
		case r.Pos > list[done].pos:
			return errStop // it is missing
		}
		e, err := entry.Decode(r.Full)
		if err != nil {
			return fmt.Errorf("%w: record %d: %w", ErrDamaged, r.Pos, err)
		}
		list[done].entry = e
		most -= len(r.Full)
		if done++; done == len(list) || most <= 0 {
			return errStop
		}
		return nil
	})
	switch {
	case done > 0:
		return done, nil
	case b.isBare(list[0].hash):
		return 1, nil // it was let go of meanwhile
	case err == nil || errors.Is(err, errStop):
		err = fmt.Errorf("%w: record %d is missing", ErrDamaged, list[0].pos)
	}
	return 1, err
}
