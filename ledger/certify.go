package ledger

import (
	"math/bits"

	"foirail/ledger/entry"
)

// heed takes a steward's word: his votes, what he attests, what he proposes. A word of a key
// that holds no seat waits in its chain until the key is seated.
func (s *State) heed(n *node) {
	m := s.market(n.entry.Market)
	at, seated := m.seats[n.entry.Author]
	if seated && at.epoch.closedAt > 0 && n.seq > at.epoch.closedAt {
		return // a lone steward's decision closed his chain before this
	}
	if seated {
		at.epoch.heard = max(at.epoch.heard, n.seq)
	}
	switch body := n.entry.Body.(type) {
	case *entry.Found:
		s.openMarket(n)
	case *entry.Votes:
		if seated {
			s.heedVotes(m, at, n.entry, body)
			if n.prev != nil || n.seq == 1 {
				n.entry = nil // told in full; the book has it
			}
		}
	case *entry.Attest:
		if seated {
			for _, f := range body.Facts {
				s.attest(m, at, f)
			}
		}
	case *entry.Propose:
		s.heedProposal(m, at, n, body)
	case *entry.Next:
		if seated {
			s.heedNext(m, at, n, body)
		}
	case *entry.Checkpoint:
		if seated {
			s.heedCheckpoint(at, n, body)
			s.heedClosing(m, at, body)
		}
	}
}

// heedVotes counts the items of one Votes, each for its seat and epoch.
func (s *State) heedVotes(m *market, at seat, e *entry.Entry, body *entry.Votes) {
	bit := uint16(1) << at.index
	for _, v := range body.Items {
		n := s.node(v.Entry)
		if n.chain != nil && n.chain.ref.Market != m.id {
			continue // a market certifies what happens in it, and nothing else
		}
		if n.level == Final && n.kind.Owned() {
			n.when = earlier(n.when, e.Time)
			if n.chain.forked > 0 || n.kind == entry.KindWithdraw {
				n.votes(at.epoch).any |= bit // it may convict him, or tell when it is paid
				if at.epoch != m.current() {
					s.moves++
				}
			}
			continue
		}
		t := n.votes(at.epoch)
		t.when = earlier(t.when, e.Time)
		if t.seq[at.index] == 0 || e.Seq < t.seq[at.index] {
			t.seq[at.index] = e.Seq
		}
		switch v.Kind {
		case entry.Backed:
			if n.chain != nil {
				s.stand(n, at.epoch, bit&^t.backed, 1)
			}
			t.backed |= bit
			t.any |= bit
		case entry.QuorumOnly:
			t.any |= bit
		case entry.Proposal:
			t.first |= bit
			if n.chain == nil || n.kind == entry.KindPropose {
				m.heedFirst(at, v.Entry, e.Hash())
			}
			s.talked = true
		case entry.Lock:
			t.confirm |= bit
			s.talked = true
		}
		if n.chain == nil {
			continue
		}
		if n.kind == entry.KindPropose && v.Kind == entry.Lock {
			s.confirm(m, n)
		}
		s.settle(n)
	}
}

// certified says which certificate an entry's own votes make: Final for a full one, Backed for a
// backed one, else Promised. Only a payment that stays at home can be backed.
func (n *node) certified() Level {
	level := Promised
	for i := range n.tally {
		t := &n.tally[i]
		if bits.OnesCount16(t.any) >= t.epoch.quorum() {
			return Final
		}
		if k := t.epoch.backers(); k > 0 && bits.OnesCount16(t.backed) >= k && n.backable() {
			level = Backed
		}
	}
	return level
}

// full says whether an entry's own votes make a full certificate.
func (n *node) full() bool {
	for i := range n.tally {
		if t := &n.tally[i]; bits.OnesCount16(t.any) >= t.epoch.quorum() {
			return true
		}
	}
	return false
}

// backable says whether an entry is of a sort that can be backed.
func (n *node) backable() bool {
	pay, ok := n.entry.Body.(*entry.Pay)
	return ok && !pay.Abroad(n.entry.Market)
}

// settle raises an owned entry to the level that its votes, and those of its branch, give it.
func (s *State) settle(n *node) {
	if !n.kind.Owned() || n.level == Final {
		return
	}
	if n.level == Unknown {
		n.level = Promised
	}
	level := n.certified()
	if n.decidedToCount() {
		level = Final
	}
	switch level {
	case Final:
		s.finalise(n)
	case Backed:
		if n.begins() || n.prev != nil && n.prev.counts() {
			s.raise(n, Backed)
		}
	}
}

// finalise makes an entry with a full certificate final, and with it all earlier entries on its
// branch. It waits for what is not held, and a redemption waits for its Activate.
func (s *State) finalise(n *node) {
	if n.chain.coupon != nil {
		s.cash(n)
		return
	}
	var branch []*node
	for b := n; ; b = b.prev {
		if b == nil {
			return // adopt comes back here
		}
		if b.level == Final {
			break
		}
		branch = append(branch, b)
		if b.begins() {
			break
		}
	}
	for i := len(branch) - 1; i >= 0; i-- {
		s.raise(branch[i], Final)
	}
}

// raise lifts an entry to Backed or Final and moves what it moves.
func (s *State) raise(n *node, to Level) {
	from := n.level
	if from >= to {
		return
	}
	n.level = to
	if from == Backed {
		s.firm(n)
	} else {
		s.count(n)
	}
	if to == Final {
		s.free(n)
		delete(s.open, n)
		n.chain.open--
		switch n.when = n.firstVote(); {
		case n.kind == entry.KindWithdraw:
			n.keepVoters()
		case n.chain.forked == 0:
			n.tally = nil
		}
		if n.said = n.saying(); n.kind == entry.KindPay {
			n.entry = nil
		}
		n.chain.settle()
	}
	s.stir(n.chain)
	if n.chain.forked > 0 && n.carrier == nil {
		s.shape(n) // the end of a dispute lists what no vote names
	}
	if from < Backed {
		n.children(s.settle)
	}
}

// confirm decides a proposal that a quorum of its author's epoch has voted for in round two. A
// lone steward's needs no votes; heedProposal sees to it.
func (s *State) confirm(m *market, n *node) {
	at, seated := m.seats[n.entry.Author]
	if !seated || len(at.epoch.seats) == 1 {
		return
	}
	if bits.OnesCount16(n.votes(at.epoch).confirm) >= at.epoch.quorum() {
		s.decide(m, n, at.epoch)
	}
}
