package ledger

import (
	"iter"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// holder is the key on whose line an account's backed payments stand: its own, if it was ever
// attested to be a member; else its member's, if it is linked to one; else its own again, and
// nobody backs it. One who was ever a member stands for himself for good: whatever order
// attestations and Links are heard in, a key with something open only ever leaves a line for one
// of its own.
func (s *State) holder(r Ref) keys.Account {
	if m := s.markets[r.Market]; m != nil && m.lines.proven[r.Key] {
		return r.Key
	}
	if link := s.links[r]; link != nil {
		return link.chain.ref.Key
	}
	return r.Key
}

// member is the holder of an account's line, if he is a member now.
func (s *State) member(r Ref) (holder keys.Account, ok bool) {
	holder = s.holder(r)
	m := s.markets[r.Market]
	if m == nil {
		return holder, false
	}
	known, ok := m.members[holder]
	return holder, ok && known.fact.FirstUD != 0
}

// prove notes that an account was attested to be a member.
func (s *State) prove(m *market, f *entry.Member) {
	if f.FirstUD == 0 || m.lines.proven[f.Account] {
		return
	}
	r := Ref{m.id, f.Account}
	s.rehold(r, func() { m.lines.proven[f.Account] = true })
}

// bind makes a Link the one that binds its key.
func (s *State) bind(r Ref, link *node) {
	s.rehold(r, func() { s.links[r] = link })
	s.stir(s.account(r))
}

// rehold lets a change happen that may put a key under another line, and takes with it what it
// has standing open.
func (s *State) rehold(r Ref, change func()) {
	from := s.holder(r)
	change()
	to, l := s.holder(r), &s.market(r.Market).lines
	own := l.keys[r.Key]
	if from == to || own == nil {
		return
	}
	for e, sums := range own.sums {
		for i, amount := range sums {
			of(l.holders, from).add(e, 1<<i, -amount)
			of(l.holders, to).add(e, 1<<i, amount)
		}
	}
}

// linkedOnce asks whether a steward's vote for a Link would let one key be linked twice: he votes
// for one Link of a key only, and for none beside one that an earlier epoch may have certified.
// So no two of them ever count, and no key takes what it has standing open to a second member.
func (n *node) linkedOnce(s *State, at seat) error {
	body, ok := n.entry.Body.(*entry.Link)
	if !ok {
		return nil
	}
	for _, rival := range s.market(n.chain.ref.Market).lines.claims[body.Key] {
		if rival != n && (rival.voted(at) || rival.votedBefore(at.epoch)) {
			return ErrLinked
		}
	}
	return nil
}

// votedBefore says whether an entry has a vote of an earlier epoch.
func (n *node) votedBefore(e *epoch) bool {
	return slices.ContainsFunc(n.tally, func(t tally) bool { return t.any != 0 && t.epoch.number < e.number })
}

// sortedRefs puts accounts in order.
func sortedRefs(list iter.Seq[Ref]) []Ref { return slices.SortedFunc(list, Ref.compare) }
