package entry

// The first byte of a run of votes.
const (
	runKindShift = 6      // the kind of vote, in the high 2 bits
	runAscending = 1 << 5 // owners stand as distances from the one before
	runLast      = 1 << 4 // no run follows
	runLength    = 15     // mask of the length less one; all bits set: less 16, in an integer
)

// Votes are runs of items of one kind, each as long as it can be. An item is a name; where the
// owners of a run's slots ascend, each stands as the distance from the one before.
func (b *Votes) writeAir(w *airWriter, _ *Entry) {
	for left := b.Items; len(left) > 0; {
		n := 1
		for n < len(left) && left[n].Kind == left[0].Kind {
			n++
		}
		w.run(left[:n], n == len(left))
		left = left[n:]
	}
}

// run writes items of one kind.
func (w *airWriter) run(items []Vote, last bool) {
	slots, owners := make([]Slot, len(items)), make([]uint64, len(items))
	ascending := len(items) > 1
	for i, v := range items {
		slots[i], owners[i] = w.slotOf(v.Entry)
		ascending = ascending && (i == 0 || owners[i-1] <= owners[i])
	}
	first := byte(items[0].Kind)<<runKindShift | byte(min(len(items)-1, runLength))
	if ascending {
		first |= runAscending
	}
	if last {
		first |= runLast
	}
	w.byte(first)
	if len(items) > runLength {
		w.uint(uint64(len(items) - runLength - 1))
	}
	before := uint64(0)
	for i, v := range items {
		w.uint(owners[i] - before)
		if ascending {
			before = owners[i]
		}
		w.place(slots[i], owners[i], v.Entry)
	}
}

func (b *Votes) readAir(r *airReader, _ *Entry, _ byte) {
	for last := false; !last && r.err == nil; {
		last = b.readRun(r)
	}
}

// readRun reads items of one kind and says whether they are the last.
func (b *Votes) readRun(r *airReader) (last bool) {
	first := r.byte()
	n := int(first&runLength) + 1
	if n > runLength {
		n += int(r.uint(0, MaxVotes))
	}
	r.check(len(b.Items)+n <= MaxVotes, "too many votes")
	r.check(4*n <= len(r.b), "list longer than its bytes") // an owner, a seq, two of the hash
	before := uint64(0)
	for range n {
		owner := before + r.ref()
		r.check(owner < airNumbers+MaxHandles, "integer out of range")
		if r.err != nil {
			return true
		}
		if first&runAscending != 0 {
			before = owner
		}
		b.Items = append(b.Items, Vote{Kind: VoteKind(first >> runKindShift), Entry: r.place(owner)})
	}
	return first&runLast != 0
}
