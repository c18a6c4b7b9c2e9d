package ledger

import "foirail/ledger/entry"

// Moment lets look at the state, as View does, and tells the position of the next record: the state
// is what the records before it make. Nothing of the book may be asked meanwhile but the state.
func (b *Book) Moment(look func(s *State, next int64)) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	look(b.core.State, b.next)
}

// Reading lets look at the state, as View does, and read entries of the book meanwhile: nil for what it
// does not hold, for what only a snapshot tells of, and for what the disk does not give.
func (b *Book) Reading(look func(s *State, read func(entry.Hash) *entry.Entry)) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	look(b.core.State, func(h entry.Hash) *entry.Entry {
		e, _ := b.entry(h)
		return e
	})
}
