package ledger

import (
	"slices"

	"foirail/ledger/entry"
)

// countVotes gathers every vote of every seat.
func (w *slow) countVotes() {
	clear(w.votes)
	w.base.countVotes(w)
	for _, e := range w.list {
		b, ok := e.Body.(*entry.Votes)
		if !ok {
			continue
		}
		epoch, seat := w.seatOf(e)
		if epoch == nil {
			continue
		}
		for _, item := range b.Items {
			if about := w.held[item.Entry]; about == nil || about.Market != e.Market {
				continue
			}
			v := w.votesOf(item.Entry, epoch)
			v.told(e, seat, item.Kind == entry.Proposal)
			switch item.Kind {
			case entry.QuorumOnly:
				v.any[seat] = true
			case entry.Backed:
				v.any[seat], v.backed[seat] = true, true
			case entry.Proposal:
				v.first[seat] = true
			case entry.Lock:
				v.confirm[seat] = true
			}
		}
	}
}

// votesOf is the votes of one epoch for an entry, none at first.
func (w *slow) votesOf(h entry.Hash, epoch *slowEpoch) *slowVotes {
	byEpoch := w.votes[h]
	if byEpoch == nil {
		byEpoch = map[*slowEpoch]*slowVotes{}
		w.votes[h] = byEpoch
	}
	v := byEpoch[epoch]
	if v == nil {
		v = &slowVotes{any: map[int]bool{}, backed: map[int]bool{}, first: map[int]bool{}, confirm: map[int]bool{},
			seqs: map[int]uint32{}, carriers: map[int]entry.Hash{}}
		byEpoch[epoch] = v
	}
	return v
}

// told notes where and when a seat has voted.
func (v *slowVotes) told(e *told, seat int, first bool) {
	if old, known := v.seqs[seat]; !known || e.Seq < old {
		v.seqs[seat] = e.Seq
	}
	if e.Time != 0 && (v.when == 0 || e.Time < v.when) {
		v.when = e.Time
	}
	h, old := e.Hash(), v.carriers[seat]
	if first && (old.IsZero() || slices.Compare(h[:], old[:]) < 0) {
		v.carriers[seat] = h
	}
}

func (w *slow) full(e *told) bool {
	for epoch, v := range w.votes[e.Hash()] {
		if len(v.any) >= epoch.quorum() {
			return true
		}
	}
	return w.base.final[e.Hash()] || w.listed(e)
}

// findFinal takes every entry with a full certificate whose branch is held down to its root, and
// the branch with it.
func (w *slow) findFinal() {
	for _, e := range w.list {
		if !e.Kind().Owned() || e.Kind() == entry.KindRedeem || !w.full(e) {
			continue
		}
		if branch, whole := w.branch(e); whole {
			for _, b := range branch {
				w.final[b.Hash()], w.counted[b.Hash()] = true, true
			}
		}
	}
}

// branch is an entry and those before it, down to the first that is no owned one; whole says
// whether none is missing.
func (w *slow) branch(e *told) (list []*told, whole bool) {
	for e.Kind().Owned() {
		list = append(list, e)
		if e.Seq == 1 || w.goesOn(e) {
			return list, true
		}
		before := w.before(e)
		if before == nil {
			return nil, false
		}
		e = before
	}
	return list, true
}

// before is an entry's predecessor, if it is held and stands in the slot before.
func (w *slow) before(e *told) *told {
	p := w.held[e.Prev]
	if e.Seq == 1 || p == nil || p.Author != e.Author || p.Market != e.Market || p.Seq != e.Seq-1 ||
		p.Kind() == entry.KindRedeem {
		return nil
	}
	return p
}

// findBacked takes the payments with a backed certificate whose predecessor counts. The list is
// by seq, so a predecessor has been looked at before.
func (w *slow) findBacked() {
	for _, e := range w.list {
		pay, ok := e.Body.(*entry.Pay)
		if !ok || pay.Abroad(e.Market) || w.counted[e.Hash()] {
			continue
		}
		if p := w.before(e); e.Seq > 1 && !w.goesOn(e) && (p == nil || p.Kind().Owned() && !w.counted[p.Hash()]) {
			continue
		}
		for epoch, v := range w.votes[e.Hash()] {
			if k := epoch.backers(); k < epoch.quorum() && len(v.backed) >= k {
				w.counted[e.Hash()] = true
			}
		}
	}
}
