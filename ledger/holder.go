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
// attestations and Links are heard in, a key with something open only ever leaves a line for its
// own.
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

// bearers are the keys on whose lines an account's backed payments are counted: its own, and unless
// it was ever a member, that of everyone who has signed a Link of it. A steward may lack the
// certificate of a Link on the strength of which others have backed payments in an earlier epoch; the
// Link itself he holds, as it stands in their chains.
func (s *State) bearers(r Ref) []keys.Account {
	list, l := []keys.Account{r.Key}, &s.market(r.Market).lines
	if !l.proven[r.Key] {
		for by := range l.claimants[r.Key] {
			if by != r.Key {
				list = append(list, by)
			}
		}
	}
	return list
}

// prove notes that an account was attested to be a member.
func (s *State) prove(m *market, f *entry.Member) {
	if f.FirstUD != 0 && !m.lines.proven[f.Account] {
		s.rehold(Ref{m.id, f.Account}, func(l *lines) { l.proven[f.Account] = true })
	}
}

// claim notes that somebody has signed a Link of a key.
func (s *State) claim(n *node, body *entry.Link) {
	s.rehold(Ref{n.chain.ref.Market, body.Key}, func(l *lines) {
		l.claims[body.Key] = append(l.claims[body.Key], n)
		if l.claimants[body.Key] == nil {
			l.claimants[body.Key] = map[keys.Account]bool{}
		}
		l.claimants[body.Key][n.chain.ref.Key] = true
	})
}

// bind makes a Link the one that binds its key. What the key signs may be backed now.
func (s *State) bind(r Ref, link *node) {
	s.links[r] = link
	s.stir(s.account(r))
}

// rehold lets a change happen that may put a key on other lines, and takes with it what it has
// standing open.
func (s *State) rehold(r Ref, change func(*lines)) {
	l := &s.market(r.Market).lines
	own := l.keys[r.Key]
	if own == nil {
		change(l)
		return
	}
	move := func(times int64) {
		for _, key := range s.bearers(r) {
			of(l.holders, key).addAll(own, times)
		}
	}
	move(-1)
	change(l)
	move(1)
}

// linkedOnce asks whether a steward's vote for a Link would let a key be linked to two members: he
// votes for one member's Link of a key only, and for none beside another's that an earlier epoch may
// have certified. So no two of them ever count, and no key takes what it has standing open from one
// member to another.
func (n *node) linkedOnce(s *State, at seat) error {
	body, ok := n.entry.Body.(*entry.Link)
	if !ok {
		return nil
	}
	for _, rival := range s.market(n.chain.ref.Market).lines.claims[body.Key] {
		if rival.chain != n.chain && (rival.voted(at) || rival.votedBefore(at.epoch)) {
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
