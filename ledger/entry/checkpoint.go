package entry

// Checkpoint is a cut through the stewards' chains and the hash of the state that the votes
// inside it make. A closing one ends its author's part in the epoch.
type Checkpoint struct {
	Epoch   uint32
	Closing bool
	Heads   []Head // by author, ascending
	State   Hash
	Locks   []LockOf // closing only: the highest lock known on each open topic
}

// Kind is KindCheckpoint.
func (*Checkpoint) Kind() Kind { return KindCheckpoint }

func (b *Checkpoint) write(w *writer, _ MarketID) {
	w.uint(uint64(b.Epoch))
	writeHeads(w, b.Heads)
	w.hash(b.State)
	if !b.Closing {
		w.byte(0)
		return
	}
	w.byte(1)
	writeLocks(w, b.Locks)
}

func (b *Checkpoint) read(r *reader, _ MarketID) {
	b.Epoch = uint32(r.uint(1, MaxEpoch))
	b.Heads = readHeads(r)
	b.State = r.hash()
	switch r.byte() {
	case 0:
	case 1:
		b.Closing = true
		b.Locks = readLocks(r)
	default:
		r.fail("bad flag")
	}
}
