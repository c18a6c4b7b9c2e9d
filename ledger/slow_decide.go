package ledger

import (
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// seatOf is the first epoch in which a key serves, and its seat there, unless the entry comes
// after the close of a lone steward's chain.
func (w *slow) seatOf(e *told) (*slowEpoch, int) {
	for _, epoch := range w.epochs[e.Market] {
		for i, s := range epoch.seats {
			if s.Voting == e.Author {
				if epoch.closedAt > 0 && e.Seq > epoch.closedAt {
					return nil, 0
				}
				return epoch, i
			}
		}
	}
	return nil, 0
}

// findEpochs begins with each Found and lets every epoch decide the next, and whatever else its
// stewards have decided.
func (w *slow) findEpochs() {
	for _, e := range w.list {
		if b, ok := e.Body.(*entry.Found); ok {
			w.epochs[e.Market] = []*slowEpoch{{number: 1, policy: b.Policy,
				seats: []entry.Seated{{Voting: e.Author, Vault: b.Vault}}}}
		}
	}
	for w.decideOne() {
		w.decided = map[slowTopic]slowDecision{} // a new epoch: look at all again
	}
}

// decideOne goes through the proposals and takes the earliest on each topic. It says whether a
// new epoch came of it.
func (w *slow) decideOne() bool {
	w.countVotes()
	for _, e := range w.list {
		b, ok := e.Body.(*entry.Propose)
		if !ok {
			continue
		}
		in := w.decidedIn(e, b)
		topic := slowTopic{e.Market, b.Topic.Key()}
		if in == nil {
			continue
		}
		next, isEpoch := b.Value.(*entry.NextEpoch)
		if isEpoch && (int(b.Topic.Number) != in.number+1 || w.seatsAgain(e.Market, next, in)) {
			continue
		}
		if old, done := w.decided[topic]; !done || in.number < old.epoch.number {
			w.decided[topic] = slowDecision{e, in}
		}
		if isEpoch && len(w.epochs[e.Market]) == in.number {
			if e.Author == in.seats[0].Voting && len(in.seats) == 1 {
				in.closedAt = e.Seq
			}
			w.epochs[e.Market] = append(w.epochs[e.Market], &slowEpoch{number: in.number + 1,
				seats: next.Seats, policy: next.Policy})
			return true
		}
	}
	return false
}

// recovered says whether a proposal is a vault key's of an epoch, and a quorum of them say the same.
func (w *slow) recovered(e *told, b *entry.Propose, epoch *slowEpoch) bool {
	same := map[keys.Account]bool{}
	for _, other := range w.list {
		c, ok := other.Body.(*entry.Propose)
		if ok && other.Market == e.Market && !w.seated(other) && c.ValueHash() == b.ValueHash() {
			same[other.Author] = true
		}
	}
	count := 0
	for _, s := range epoch.seats {
		if same[s.Vault] {
			count++
		}
	}
	mine := slices.ContainsFunc(epoch.seats, func(s entry.Seated) bool { return s.Vault == e.Author })
	return mine && count >= epoch.quorum()
}

// seated says whether an entry's author has a seat in any epoch that is known.
func (w *slow) seated(e *told) bool {
	for _, epoch := range w.epochs[e.Market] {
		for _, s := range epoch.seats {
			if s.Voting == e.Author {
				return true
			}
		}
	}
	return false
}

// findEndings gathers every decided end of a dispute, those of one topic all.
func (w *slow) findEndings() {
	w.countVotes()
	for _, e := range w.list {
		b, ok := e.Body.(*entry.Propose)
		if !ok || w.decidedIn(e, b) == nil {
			continue
		}
		switch b.Value.(type) {
		case *entry.ResolveAccount, *entry.ResolveCoupon:
			w.endings = append(w.endings, e)
		}
	}
}

// listed says whether the end of a dispute lets an entry count.
func (w *slow) listed(e *told) bool {
	for _, d := range w.endings {
		topic := d.Body.(*entry.Propose).Topic
		switch v := d.Body.(*entry.Propose).Value.(type) {
		case *entry.ResolveAccount:
			if e.Kind() != entry.KindRedeem && d.Market == e.Market && topic.Account == e.Author &&
				e.Seq >= v.From && slices.Contains(v.Listed, e.Hash()) {
				return true
			}
		case *entry.ResolveCoupon:
			b, ok := e.Body.(*entry.Redeem)
			if ok && d.Market == e.Market && b.Series == topic.Series && b.Serial == int(topic.Number) && v.Winner == e.Hash() {
				return true
			}
		}
	}
	return false
}

// goesOn says whether an entry goes on from the end of a dispute of its account.
func (w *slow) goesOn(e *told) bool {
	for _, d := range w.endings {
		body := d.Body.(*entry.Propose)
		v, ok := body.Value.(*entry.ResolveAccount)
		if ok && d.Market == e.Market && body.Topic.Account == e.Author && e.Seq >= v.From && e.Prev == d.Hash() {
			return true
		}
	}
	return false
}

// seatsAgain says whether a seat is given to a key that has served in an epoch up to the given one.
func (w *slow) seatsAgain(market entry.MarketID, next *entry.NextEpoch, upTo *slowEpoch) bool {
	for _, epoch := range w.epochs[market][:upTo.number] {
		for _, old := range epoch.seats {
			for _, seat := range next.Seats {
				if old.Voting == seat.Voting {
					return true
				}
			}
		}
	}
	return false
}

// decidedIn is the epoch whose stewards have decided a proposal, or nil.
func (w *slow) decidedIn(e *told, b *entry.Propose) *slowEpoch {
	for _, epoch := range w.epochs[e.Market] {
		for _, s := range epoch.seats {
			if s.Voting != e.Author {
				continue
			}
			lone := len(epoch.seats) == 1
			v := w.votes[e.Hash()][epoch]
			if lone && (epoch.closedAt == 0 || e.Seq <= epoch.closedAt) ||
				!lone && v != nil && len(v.confirm) >= epoch.quorum() {
				return epoch
			}
			return nil
		}
	}
	next, ok := b.Value.(*entry.NextEpoch)
	for _, epoch := range w.epochs[e.Market] {
		if ok && len(next.Closed) > 0 && epoch.number+1 == int(b.Topic.Number) && w.recovered(e, b, epoch) {
			return epoch
		}
	}
	return nil
}
