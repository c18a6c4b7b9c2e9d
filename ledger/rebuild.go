package ledger

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	"foirail/ledger/entry"
)

// rebuild makes a state of a snapshot's parts. Each entry is put into its slot first, with the level
// that it has. Then words are heeded and coupons marked as when they came, so that the state knows
// from its own rules what they mean; the money that this moves is put right after.
type rebuild struct {
	*parts
	s     *State
	nodes []*node // in the order of the snapshot
	told  []*node // words, and whatever has a body or is not final, in the order of their coming
	words []*node // words with a body, in that order
	memo  *memo   // what only the writer's own snapshot tells; nil: nothing
}

// build makes the state, and looks whether it is the one that the summary draws.
func (p *parts) build() (*State, error) { return p.rebuild(nil) }

func (p *parts) rebuild(memo *memo) (*State, error) {
	b := &rebuild{parts: p, s: NewState(p.sum.Community), memo: memo}
	for _, step := range []func() error{b.place, b.link, b.decide, b.tellVotes, b.tellFacts, b.series, b.links,
		b.money, b.shape, b.check, b.recall} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return b.s, nil
}

func (b *rebuild) wrong(what string) error { return fmt.Errorf("%w: %s", ErrSnapshot, what) }

// place puts every entry into its slot.
func (b *rebuild) place() error {
	past := b.sum.buried()
	slab := make([]node, past+int64(len(b.sum.Loose)))
	b.s.nodes = make(map[entry.Hash]*node, len(slab))
	b.nodes = make([]*node, len(slab))
	for i := range slab {
		b.nodes[i] = &slab[i]
	}
	nodes, rows := b.nodes, b.rows
	for i := range b.sum.Accounts {
		a := &b.sum.Accounts[i]
		c := b.s.account(a.Ref)
		c.slots = slices.Clone(nodes[:a.Height])
		c.settled, c.past = a.Height, a.Past
		nodes = nodes[a.Height:]
		for j, n := range c.slots {
			n.hash, n.kind, n.said = entry.Hash(rows[:entry.HashSize]), entry.Kind(rows[entry.HashSize]), [8]byte(rows[entry.HashSize+1:])
			n.chain, n.seq, n.level = c, uint32(j+1), Final
			if j > 0 {
				n.prev = c.slots[j-1]
			}
			rows = rows[rowSize:]
			if err := b.enter(n); err != nil {
				return err
			}
			if n.kind == entry.KindRedeem || n.entry != nil && (Ref{n.entry.Market, n.entry.Author}) != a.Ref {
				return b.wrong("an entry in another's past")
			}
		}
	}
	for i, n := range nodes {
		if err := b.placeLoose(n, &b.sum.Loose[i]); err != nil {
			return err
		}
	}
	return b.putLoose(nodes)
}

// enter takes a node into the state.
func (b *rebuild) enter(n *node) error {
	b.s.nodes[n.hash] = n
	if b.s.entries++; len(b.s.nodes) != b.s.entries {
		return b.wrong("an entry stands twice")
	}
	if n.kind == entry.KindPay && n.level == Final {
		return nil // its body is not told
	}
	if e := b.bodies[n.hash]; e != nil {
		if e.Community != b.sum.Community || e.Kind() != n.kind || e.Seq != n.seq {
			return b.wrong("an entry in another's place")
		}
		n.entry = e
		b.s.newest = max(b.s.newest, e.Time)
	}
	return nil
}

func (b *rebuild) placeLoose(n *node, l *Loose) error {
	n.hash, n.kind, n.seq, n.level, n.when, n.said = l.Entry, l.Kind, l.Seq, l.Level, l.When, l.Saying
	if err := b.enter(n); err != nil {
		return err
	}
	if n.seq < 1 || n.level < Promised || n.level > Final || n.entry != nil && (Ref{n.entry.Market, n.entry.Author}) != l.Author {
		return b.wrong("a loose entry")
	}
	if n.kind != entry.KindRedeem {
		n.chain = b.s.account(l.Author)
		return nil
	}
	if n.entry == nil {
		return b.wrong("the body of a redemption is missing")
	}
	n.chain = b.s.chainOf(n.entry)
	return nil
}

// putLoose puts the loose entries into their slots in the order in which they came, or by seq and
// hash where that is not told.
func (b *rebuild) putLoose(loose []*node) error {
	b.order()
	for _, n := range slices.SortedFunc(slices.Values(loose), byOrder) {
		if before := n.chain.forked; n.chain.put(n) && before == 0 {
			m := b.s.market(n.chain.ref.Market)
			m.forked = append(m.forked, n.chain)
		}
	}
	for i, n := range loose {
		if n.seq > 1 {
			n.prev = n.chain.find(n.seq-1, b.sum.Loose[i].Prev)
		}
	}
	return nil
}

func byOrder(a, b *node) int { return cmp.Compare(a.order, b.order) }

// order numbers the entries. Where it is not told how they came, those of one seq come after those
// of the one before, and what is owned before words.
func (b *rebuild) order() {
	if b.memo != nil {
		for i, n := range b.nodes {
			row := &b.memo.rows[i]
			n.order, n.pos, n.when, n.bare = row.order, max(row.pos, 0), row.when, row.pos < 0
		}
		return
	}
	all := make([]turn, len(b.nodes))
	for i, n := range b.nodes {
		all[i] = turn{uint64(n.seq), binary.BigEndian.Uint64(n.hash[:]), n}
		if !n.kind.Owned() {
			all[i].at |= 1 << 32
		}
	}
	slices.SortFunc(all, func(x, y turn) int {
		return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.head, y.head), bytes.Compare(x.node.hash[:], y.node.hash[:]))
	})
	for i, x := range all {
		x.node.order, x.node.bare = uint32(i+1), x.node.entry == nil
	}
}

// turn is where an entry stands in the order that is not told: what is sorted by lies together.
type turn struct {
	at   uint64 // its seq; of words, above all that are owned
	head uint64 // the first bytes of its hash
	node *node
}

// link makes the lists of chains and markets that hold entries by kind, and checks that every body
// that matters is there.
func (b *rebuild) link() error {
	s := b.s
	for i := range b.sum.Markets {
		s.market(b.sum.Markets[i].ID)
	}
	for _, n := range b.nodes {
		if !n.kind.Owned() || n.entry != nil || n.level != Final {
			b.told = append(b.told, n)
		}
	}
	slices.SortFunc(b.told, byOrder)
	for _, n := range b.told {
		if n.kind.Owned() {
			if n.level != Final {
				s.open[n] = struct{}{}
				n.chain.open++
			}
			continue
		}
		n.level = Final
		m := s.market(n.chain.ref.Market)
		if !n.chain.speaks {
			n.chain.speaks = true
			s.graph.speakers = append(s.graph.speakers, n.chain)
		}
		if n.entry == nil {
			if n.kind != entry.KindVotes && n.kind != entry.KindAttest {
				return b.wrong("a word's body is missing")
			}
			continue
		}
		b.words = append(b.words, n)
		switch n.kind {
		case entry.KindSeat:
			m.asked = append(m.asked, n)
			n.chain.service = append(n.chain.service, n)
		case entry.KindCheckpoint:
			n.chain.service = append(n.chain.service, n)
		case entry.KindPropose:
			m.proposed = append(m.proposed, n)
		}
	}
	b.sortForked()
	return nil
}

// sortForked puts the forked chains of each market in the order in which it came to light.
func (b *rebuild) sortForked() {
	for _, m := range b.s.markets {
		slices.SortFunc(m.forked, func(x, y *chain) int { return cmp.Compare(x.forkedAt(), y.forkedAt()) })
	}
}

// forkedAt is the place in the order of coming at which a chain forked.
func (c *chain) forkedAt() (at uint32) {
	c.each(func(n *node) {
		for twin := n.twin; twin != nil; twin = twin.twin {
			if second := max(n.order, twin.order); at == 0 || second < at {
				at = second
			}
		}
	})
	return at
}

// decide heeds the words until they open no more epochs. The decisions of which the summary tells
// are preferred, so that what contradicts them changes nothing.
func (b *rebuild) decide() error {
	s := b.s
	s.prefer = map[string]preference{}
	for i := range b.sum.Markets {
		m := &b.sum.Markets[i]
		for _, h := range m.Decided {
			n := s.held(h)
			if n == nil || n.kind != entry.KindPropose {
				return b.wrong("a decision is missing")
			}
			if t := n.entry.Body.(*entry.Propose).Topic; t.Kind == entry.TopicEpoch {
				s.prefer[string(m.ID[:])+t.Key()] = preference{h, n.seq}
			}
		}
	}
	for before := -1; before != b.epochs(); {
		before = b.epochs()
		b.proposalVotes()
		for _, n := range b.words {
			if n.kind != entry.KindVotes && n.kind != entry.KindAttest {
				s.heed(n)
			}
		}
	}
	s.prefer = nil
	if s.stale {
		return b.wrong("its decisions contradict each other")
	}
	return b.heard()
}

// epochs counts the epochs of all markets.
func (b *rebuild) epochs() (n int) {
	for _, m := range b.s.markets {
		n += len(m.epochs)
	}
	return n
}

// proposalVotes gives proposals the votes of the epochs that are known.
func (b *rebuild) proposalVotes() {
	for i := range b.sum.Markets {
		m := b.s.market(b.sum.Markets[i].ID)
		for j := range b.sum.Markets[i].Proposals {
			p := &b.sum.Markets[i].Proposals[j]
			n := b.s.held(p.Entry)
			if n == nil {
				continue
			}
			n.tally = m.tallies(p.Votes)
			for _, c := range p.Carriers { // any seat: who asks, asks for those that exist
				k := carried{p.Entry, c.Epoch}
				if m.carriers[k] == nil {
					m.carriers[k] = map[int]entry.Hash{}
				}
				m.carriers[k][c.Seat] = c.Votes
			}
		}
	}
}

// tallies is votes as the state keeps them, of the epochs that are known.
func (m *market) tallies(votes []EpochVotes) (list []tally) {
	for _, v := range votes {
		e := m.epoch(v.Epoch)
		if e != nil && len(v.Seqs) == len(e.seats) && (v.Any|v.Backed|v.First|v.Confirm)>>len(e.seats) == 0 {
			t := tally{epoch: e, any: v.Any, backed: v.Backed, first: v.First, confirm: v.Confirm}
			copy(t.seq[:], v.Seqs)
			list = append(list, t)
		}
	}
	return list
}

// heard notes how far each lone steward's chain was heeded, and asks for the bodies of votes and
// attestations that were not: they may be one day.
func (b *rebuild) heard() error {
	for _, n := range b.nodes {
		if n.kind.Owned() {
			if n.entry == nil && b.s.speaksFor(n) {
				return b.wrong("an entry's body is missing")
			}
			continue
		}
		at, seated := b.s.markets[n.chain.ref.Market].seats[n.chain.ref.Key]
		if seated && (at.epoch.closedAt == 0 || n.seq <= at.epoch.closedAt) {
			at.epoch.heard = max(at.epoch.heard, n.seq)
		} else if n.entry == nil {
			return b.wrong("a word that was not heeded is missing")
		}
	}
	return nil
}

// tellVotes gives entries that are not final their votes, and has the ends of disputes found again.
func (b *rebuild) tellVotes() error {
	loose := b.nodes[len(b.nodes)-len(b.sum.Loose):]
	for i, n := range loose {
		l := &b.sum.Loose[i]
		switch {
		case n.kind.Owned() && n.level != Final:
			n.tally = b.s.market(l.Author.Market).tallies(l.Votes)
		case n.kind.Owned() && n.decidedToCount():
			n.tally = []tally{} // no certificate of its own is known
		}
		for _, e := range n.chain.endings {
			if n.prev == nil && n.root == nil && e.node.hash == l.Prev && n.seq >= e.from {
				n.root = e.node
			}
		}
	}
	return b.carriers(loose)
}

// carriers finds the Votes by which each entry was named, or takes the memo's word for it.
func (b *rebuild) carriers(loose []*node) error {
	if b.memo != nil {
		for i, n := range b.nodes {
			if at := b.memo.rows[i].carrier; at > 0 {
				n.carrier = b.nodes[at-1]
				n.carrier.carry(n)
			}
		}
		return nil
	}
	for _, n := range b.words {
		if body, ok := n.entry.Body.(*entry.Votes); ok {
			for _, v := range body.Items {
				if of := b.s.held(v.Entry); of != nil && of.carrier == nil {
					of.carrier = n
				}
			}
		}
	}
	for i, n := range loose {
		if l := &b.sum.Loose[i]; l.Named && n.carrier == nil {
			n.carrier = b.carrier(n, l.Votes)
		}
	}
	for _, n := range b.nodes {
		if n.kind.Owned() && n.level == Final && n.carrier == nil {
			n.carrier = b.carrier(n, nil)
		}
		if n.carrier != nil {
			n.chain.named = n.chain.named || n.kind.Owned()
			if n.entry != nil {
				n.carrier.carry(n)
			}
		}
	}
	return nil
}

// carrier is some Votes that names an entry, or where that cannot be told the last word of a
// steward: whoever holds that holds the entry.
func (b *rebuild) carrier(n *node, votes []EpochVotes) *node {
	m := b.s.market(n.chain.ref.Market)
	for _, v := range votes {
		for i, seq := range v.Seqs {
			if e := m.epoch(v.Epoch); seq > 0 && e != nil && i < len(e.seats) {
				if w := b.s.look(Ref{m.id, e.seats[i].Voting}).at(seq); w != nil {
					return w
				}
			}
		}
	}
	for _, c := range b.s.graph.speakers {
		if c.ref.Market == m.id {
			return c.head()
		}
	}
	return n
}

// tellFacts takes the facts, who has said them, and what they say of members and days.
func (b *rebuild) tellFacts() error {
	for i := range b.sum.Markets {
		m := b.s.market(b.sum.Markets[i].ID)
		for _, said := range b.sum.Markets[i].Said {
			f, err := entry.ParseFact(said.Wording)
			if err != nil {
				return b.wrong("a fact: " + err.Error())
			}
			st := &statement{fact: f, bytes: said.Wording}
			for _, by := range said.By {
				if e := m.epoch(by.Epoch); e != nil && by.Seats>>len(e.seats) == 0 {
					t := tally{epoch: e, any: by.Seats}
					st.tally = append(st.tally, t)
					st.reached(&t)
				}
			}
			named := m.facts[f.Key()]
			if named == nil {
				named = &fact{said: map[string]*statement{}}
				m.facts[f.Key()] = named
			}
			if named.said[st.bytes] = st; st.epoch > 0 && (named.counted == nil || st.before(named.counted)) {
				named.counted = st
			}
		}
		b.learn(m)
	}
	return nil
}

// learn counts the deposits of an account, and then what is known of members and days: an account's
// deposits since the last look at the chain are not told, so none count as such.
func (b *rebuild) learn(m *market) {
	var known []*statement
	for _, f := range m.facts {
		for _, st := range f.said {
			if body, ok := st.fact.(*entry.Member); ok && st.epoch > 0 {
				b.s.prove(m, body)
			}
		}
		if f.counted != nil {
			known = append(known, f.counted)
		}
	}
	for _, st := range known {
		if d, ok := st.fact.(*entry.Deposit); ok {
			b.s.account(Ref{m.id, d.Account}).deposited += int64(d.Amount)
		}
	}
	for _, st := range known {
		switch f := st.fact.(type) {
		case *entry.Member:
			if old := m.members[f.Account]; old.fact == nil || old.fact.Day <= f.Day {
				m.members[f.Account] = member{f, b.s.account(Ref{m.id, f.Account}).deposited}
			}
		case *entry.Day:
			m.days[f.Number] = f.Amount
			m.lastDay = max(m.lastDay, f.Number)
		default:
			b.s.note(m, f, 1)
		}
	}
}

// series opens the series, and marks their coupons as their entries did.
func (b *rebuild) series() error {
	s := b.s
	for _, n := range b.told {
		if body, ok := bodyOf[*entry.Issue](n); ok && n.counts() {
			s.openSeries(n, body)
		}
	}
	for _, n := range b.told {
		if body, ok := bodyOf[*entry.Activate](n); ok && n.counts() {
			s.mark(n, body.Series, body.Ranges, true)
		}
		if body, ok := bodyOf[*entry.Cancel](n); ok && n.counts() {
			s.mark(n, body.Series, body.Ranges, false)
		}
	}
	for _, n := range b.told {
		body, ok := bodyOf[*entry.Redeem](n)
		if !ok {
			continue
		}
		x := s.series[body.Series]
		switch {
		case n.level != Final:
			s.settle(n) // it may wait for its Activate
		case x == nil || body.Serial > len(x.coupons):
			return b.wrong("a redemption without its series")
		case !x.cashes(n, body.Serial):
			n.void = true
		default:
			c := &x.coupons[body.Serial-1]
			c.cashed = append(c.cashed, n)
		}
	}
	return nil
}

// bodyOf is the body of an entry that is at hand, if it is of this kind.
func bodyOf[B entry.Body](n *node) (body B, ok bool) {
	if n.entry != nil {
		body, ok = n.entry.Body.(B)
	}
	return body, ok
}

// links binds keys, and counts what stands open on the lines.
func (b *rebuild) links() error {
	s := b.s
	for _, l := range b.sum.Links {
		if s.links[l.Key] = s.held(l.Link); s.links[l.Key] == nil {
			return b.wrong("a link is missing")
		}
	}
	for _, n := range b.told {
		if n.kind.Owned() && n.entry != nil {
			s.enter(n)
		}
	}
	return nil
}

// money sets every balance and sum.
func (b *rebuild) money() error {
	s := b.s
	for _, c := range s.accounts {
		c.final, c.backed, c.abroad = 0, 0, 0
	}
	for i := range b.sum.Accounts {
		a := &b.sum.Accounts[i]
		c := s.account(a.Ref)
		c.final, c.backed = a.Final, a.Backed
	}
	for i := range b.sum.Markets {
		x := &b.sum.Markets[i]
		m := s.market(x.ID)
		if err := b.withdrawn(m, x.Withdrawn); err != nil {
			return err
		}
		m.deposits, m.withdrawals, m.outward, m.inward = x.Deposits, x.Withdrawals, x.Outward, x.Inward
		for _, a := range x.Arrivals {
			to := s.account(Ref{x.ID, a.To})
			to.abroad += a.Amount
			in, out := m.border(a.From), s.market(a.From).border(x.ID)
			in.in += a.Amount
			out.out += a.Amount
			in.came = append(in.came, arrival{a.By, a.At, to, a.Amount})
		}
	}
	return nil
}

// withdrawn lists a market's withdrawals, with who has voted for each.
func (b *rebuild) withdrawn(m *market, list []Withdrawn) error {
	m.withdrawn = nil
	for _, w := range list {
		n := b.s.held(w.Entry)
		if n == nil || n.kind != entry.KindWithdraw || n.entry == nil || n.level != Final || n.chain.ref.Market != m.id {
			return b.wrong("a withdrawal is missing")
		}
		m.withdrawn = append(m.withdrawn, n)
		n.tally = nil
		for _, by := range w.By {
			if e := m.epoch(by.Epoch); e != nil && by.Seats>>len(e.seats) == 0 {
				n.tally = append(n.tally, tally{epoch: e, any: by.Seats})
			}
		}
	}
	return nil
}

// shape finds what nobody need keep and what nothing points to, and where each chain stands.
func (b *rebuild) shape() error {
	s := b.s
	s.graph.tips = map[*node]struct{}{}
	for _, n := range b.nodes {
		s.graph.arrived = max(s.graph.arrived, n.order)
	}
	ends := func(c *chain) {
		c.settle()
		switch {
		case c.forked > 0 && !c.speaks:
			s.spare(c)
		case c.forked > 0 || len(c.ahead) > 0 || len(c.endings) > 0:
			c.each(s.edge)
		case len(c.slots) > 0:
			s.edge(c.head())
		}
	}
	for _, c := range s.accounts {
		ends(c)
	}
	for _, c := range s.coupons {
		ends(c)
	}
	s.stirred, s.talked = nil, true
	return nil
}

// check looks whether the state is the one that its summary draws.
func (b *rebuild) check() error {
	if b.s.Summary().Hash() != b.sum.Hash() {
		return b.wrong("it does not make its own state")
	}
	return nil
}
