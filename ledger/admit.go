package ledger

import (
	"math/bits"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Holds says whether an entry is in the state.
func (s *State) Holds(h entry.Hash) bool { return s.held(h) != nil }

// Admit says whether an entry, whose signatures hold, may be taken in.
func (s *State) Admit(e *entry.Entry) error {
	if e.Community != s.community {
		return ErrCommunity
	}
	if namesWeak(e) {
		return ErrWeakKey
	}
	kind := e.Kind()
	if kind == entry.KindFound {
		return nil
	}
	if body, ok := e.Body.(*entry.Redeem); ok {
		x := s.series[body.Series]
		if x == nil || body.Serial > len(x.coupons) {
			return ErrUnknown
		}
		if x.issue.Keys[body.Serial-1] != e.Author || x.node.chain.ref.Market != e.Market {
			return ErrNotCoupon
		}
		return nil
	}
	r := Ref{e.Market, e.Author}
	if e.Seq > 1 && s.look(r).find(e.Seq-1, e.Prev) == nil && !s.goesOnFrom(e) {
		return ErrOutOfOrder
	}
	if !kind.Owned() && kind != entry.KindSeat && !s.mayServe(r) {
		return ErrStranger
	}
	if votes, ok := e.Body.(*entry.Votes); ok && (!s.holdsAll(votes) || !s.holdsLocks(r, votes)) {
		return ErrOutOfOrder
	}
	if !s.holdsHeads(e.Market, headsOf(e)) || !s.holdsEach(locksOf(e)) {
		return ErrOutOfOrder
	}
	return nil
}

// locksOf are the proposals and votes of the locks that an entry names. So whoever holds it can tell
// whether they are locks, and what an epoch may have decided is known to all who hold its closings.
func locksOf(e *entry.Entry) (list []entry.Hash) {
	var locks []entry.LockOf
	switch body := e.Body.(type) {
	case *entry.Checkpoint:
		locks = body.Locks
	case *entry.Next:
		if body.Lock != nil {
			locks = []entry.LockOf{*body.Lock}
		}
	case *entry.Propose:
		if next, ok := body.Value.(*entry.NextEpoch); ok {
			locks = next.Locks
		}
	}
	for _, l := range locks {
		list = append(append(list, l.Proposal), l.Votes...)
	}
	return list
}

// headsOf are the heads that an entry names: a cut's, or those at which lost chains count as closed.
func headsOf(e *entry.Entry) []entry.Head {
	switch body := e.Body.(type) {
	case *entry.Checkpoint:
		return body.Heads
	case *entry.Propose:
		if next, ok := body.Value.(*entry.NextEpoch); ok {
			return next.Closed
		}
	}
	return nil
}

// goesOnFrom says whether an entry goes on right behind the end of a dispute of its account.
func (s *State) goesOnFrom(e *entry.Entry) bool {
	c := s.look(Ref{e.Market, e.Author})
	for i := range c.endings {
		if c.endings[i].node.hash == e.Prev {
			seq, known := s.goesOn(&c.endings[i])
			return known && e.Seq == seq
		}
	}
	return false
}

// holdsAll says whether everything that a steward votes for is held. So whoever holds a chain
// up to a head holds all that it votes for, and he who votes for what nobody can show has shown
// nothing: his chain ends there for everybody.
func (s *State) holdsAll(votes *entry.Votes) bool {
	for _, v := range votes.Items {
		if !s.Holds(v.Entry) {
			return false
		}
	}
	return true
}

// holdsLocks says whether each second-round vote is for a lock that is held, and by a seat of its epoch.
// So whoever holds the closed chain of an honest steward who voted to decide something holds the lock
// too, and will vote for nothing else in a later epoch, however many topics there are.
func (s *State) holdsLocks(r Ref, votes *entry.Votes) bool {
	for _, v := range votes.Items {
		if v.Kind != entry.Lock {
			continue
		}
		at, seated := s.seatOf(r)
		if !seated || !s.held(v.Entry).lockedIn(at.epoch) {
			return false
		}
	}
	return true
}

// lockedIn says whether an entry is a proposal with a quorum of an epoch's first-round votes.
func (n *node) lockedIn(e *epoch) bool {
	return n.kind == entry.KindPropose && bits.OnesCount16(n.tallyOf(e).first) >= e.quorum()
}

// seatOf is the seat that a key holds or held in its market.
func (s *State) seatOf(r Ref) (at seat, seated bool) {
	if m := s.markets[r.Market]; m != nil {
		at, seated = m.seats[r.Key]
	}
	return at, seated
}

// mayServe says whether a key holds or held a seat, is a steward's vault key, or asks for a seat.
func (s *State) mayServe(r Ref) bool {
	if _, seated := s.seatOf(r); seated {
		return true
	}
	m := s.markets[r.Market]
	if m == nil {
		return false
	}
	for _, e := range m.epochs {
		for _, seated := range e.seats {
			if seated.Vault == r.Key {
				return true
			}
		}
	}
	for n := s.look(r).at(1); n != nil; n = n.twin { // whichever came first, if he forked there
		if n.kind == entry.KindSeat {
			return true
		}
	}
	return false
}

// namesWeak says whether an entry is by a key that anybody can sign for, or gives such a key
// money, a seat, a series or a link. It needs no ledger to tell, so every node refuses the same.
func namesWeak(e *entry.Entry) bool {
	if e.Author.IsWeak() {
		return true
	}
	switch body := e.Body.(type) {
	case *entry.Found:
		return body.Vault.IsWeak()
	case *entry.Seat:
		return body.Vault.IsWeak()
	case *entry.Pay:
		return slices.ContainsFunc(body.Payees, func(p entry.Payee) bool { return p.Account.IsWeak() })
	case *entry.Redeem:
		return body.Account.IsWeak()
	case *entry.Withdraw:
		return body.Address.IsWeak()
	case *entry.Link:
		return body.Key.IsWeak()
	case *entry.Issue:
		return body.SeriesKey.IsWeak() || slices.ContainsFunc(body.Keys, keys.Account.IsWeak)
	case *entry.Attest:
		return slices.ContainsFunc(body.Facts, weakFact)
	case *entry.Propose:
		next, ok := body.Value.(*entry.NextEpoch)
		return ok && slices.ContainsFunc(next.Seats, func(x entry.Seated) bool {
			return x.Voting.IsWeak() || x.Vault.IsWeak()
		})
	}
	return false
}

func weakFact(f entry.Fact) bool {
	switch f := f.(type) {
	case *entry.Deposit:
		return f.Account.IsWeak()
	case *entry.Member:
		return f.Account.IsWeak()
	}
	return false
}
