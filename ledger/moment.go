package ledger

// Moment lets look at the state, as View does, and tells the position of the next record: the state
// is what the records before it make. Nothing of the book may be asked meanwhile but the state.
func (b *Book) Moment(look func(s *State, next int64)) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	look(b.core.State, b.next)
}
