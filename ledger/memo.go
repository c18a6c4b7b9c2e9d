package ledger

import (
	"fmt"
	"maps"
	"slices"

	"foirail/ledger/entry"
)

// memo is what a node tells itself beside a snapshot, and no hash covers: in which order entries
// came and where its own log has them, what no vote names, and what it has worked out from bodies
// that are not in memory.
type memo struct {
	next    int64   // position after the last record that the snapshot stands for
	origin  *Origin // from where the book counts
	arrived uint32
	newest  uint32
	rows    []memoRow // one for each entry, in the order of the snapshot
	extra   []memoExtra
	members []memoMember
	rolls   []memoRoll
	votes   []memoVotes
	asked   []memoAsked
}

type memoRow struct {
	order   uint32
	pos     int64 // -1: bare
	when    uint32
	carrier uint32 // which entry of the snapshot named it first, from 1; 0: none
}

// memoExtra is an entry that the snapshot leaves out.
type memoExtra struct {
	order uint32
	pos   int64
	full  []byte
}

type memoMember struct {
	ref       Ref
	deposited int64
}

type memoRoll struct {
	of       Ref
	upTo     uint32
	broken   bool
	accounts []Ref
}

// memoVotes is what is still known of the votes for a final entry of a forked chain.
type memoVotes struct {
	row   uint32
	votes []EpochVotes
}

type memoAsked struct {
	id   string
	hash entry.Hash
}

// memo draws up what goes beside a snapshot of these nodes.
func (s *State) memo(kept []*node) *memo {
	m := &memo{arrived: s.graph.arrived, newest: s.newest}
	at := make(map[*node]uint32, len(s.graph.speakers))
	for i, n := range kept {
		if !n.kind.Owned() {
			at[n] = uint32(i + 1)
		}
	}
	in := map[*node]bool{}
	if len(kept) < s.entries {
		for _, n := range kept {
			in[n] = true
		}
	}
	for i, n := range kept {
		row := memoRow{order: n.order, pos: n.pos}
		if n.bare {
			row.pos = -1
		}
		if n.kind.Owned() {
			row.when = n.firstVote()
		}
		if n.carrier != nil {
			row.carrier = at[n.carrier]
		}
		m.rows = append(m.rows, row)
		if n.level == Final && n.kind.Owned() && n.tally != nil {
			m.votes = append(m.votes, memoVotes{uint32(i), n.epochVotes()})
		}
	}
	var extra []*node
	if len(kept) < s.entries {
		for _, n := range s.nodes {
			if n.chain != nil && !in[n] {
				extra = append(extra, n)
			}
		}
	}
	slices.SortFunc(extra, byOrder)
	for _, n := range extra {
		m.extra = append(m.extra, memoExtra{n.order, n.pos, n.entry.Full()})
	}
	s.memoMarkets(m)
	return m
}

// memoMarkets adds what a memo says of members and rolls.
func (s *State) memoMarkets(m *memo) {
	for _, x := range s.markets {
		for key, known := range x.members {
			m.members = append(m.members, memoMember{Ref{x.id, key}, known.deposited})
		}
	}
	slices.SortFunc(m.members, func(a, b memoMember) int { return a.ref.compare(b.ref) })
	for _, c := range s.accounts {
		if c.roll == nil {
			continue
		}
		r := memoRoll{of: c.ref, upTo: c.roll.upTo, broken: c.roll.broken}
		for _, of := range c.roll.accounts {
			r.accounts = append(r.accounts, of.ref)
		}
		m.rolls = append(m.rolls, r)
	}
	slices.SortFunc(m.rolls, func(a, b memoRoll) int { return a.of.compare(b.of) })
}

// ask adds the questions that were answered.
func (m *memo) ask(asked map[string]entry.Hash) {
	for _, id := range slices.Sorted(maps.Keys(asked)) {
		m.asked = append(m.asked, memoAsked{id, asked[id]})
	}
}

// recall takes up what a memo tells beyond the snapshot.
func (b *rebuild) recall() error {
	m := b.memo
	if m == nil {
		return nil
	}
	s := b.s
	for _, v := range m.votes {
		n := b.nodes[v.row]
		n.tally = append([]tally{}, s.market(n.chain.ref.Market).tallies(v.votes)...)
	}
	for _, x := range m.members {
		of := s.market(x.ref.Market)
		if known, ok := of.members[x.ref.Key]; ok {
			of.members[x.ref.Key] = member{known.fact, x.deposited}
		}
	}
	for _, x := range m.rolls {
		r := &roll{upTo: x.upTo, broken: x.broken, numbers: map[*chain]uint32{}}
		for _, of := range x.accounts {
			r.enter(s.account(of))
		}
		s.account(x.of).roll = r
	}
	for _, x := range m.extra {
		e, err := entry.Decode(x.full)
		if err != nil || e.Community != s.community {
			return b.wrong("an entry beside it")
		}
		s.Add(e)
		n := s.nodes[e.Hash()]
		n.order, n.pos = x.order, x.pos
		n.chain.restack(n.seq)
	}
	b.sortForked()
	s.graph.arrived, s.newest, s.stirred = m.arrived, m.newest, nil
	return nil
}

// restack puts the entries of one slot as if they had come in their order.
func (c *chain) restack(seq uint32) {
	var list []*node
	for n := c.at(seq); n != nil; n = n.twin {
		list = append(list, n)
	}
	if len(list) < 2 {
		return
	}
	slices.SortFunc(list, byOrder)
	first := list[0]
	first.twin = nil
	for _, n := range list[1:] {
		n.twin, first.twin = first.twin, n
	}
	if int(seq) <= len(c.slots) {
		c.slots[seq-1] = first
	} else {
		c.ahead[seq] = first
	}
}

// memoTag begins a memo. What an older program has written is made anew.
const memoTag = "Foirail memo 2\n"

// bytes writes a memo.
func (m *memo) bytes() []byte {
	d := &digest{}
	d.text(memoTag)
	d.int(m.next, int64(m.arrived), int64(m.newest))
	d.origin(m.origin)
	d.list(len(m.rows))
	for _, r := range m.rows {
		d.int(r.pos)
		d.small(r.order, r.when, r.carrier)
	}
	d.list(len(m.extra))
	for _, x := range m.extra {
		d.int(int64(x.order), x.pos)
		d.text(string(x.full))
	}
	d.list(len(m.members))
	for _, x := range m.members {
		d.ref(x.ref)
		d.int(x.deposited)
	}
	d.list(len(m.rolls))
	for _, r := range m.rolls {
		d.ref(r.of)
		d.int(int64(r.upTo))
		d.bool(r.broken)
		d.list(len(r.accounts))
		for _, of := range r.accounts {
			d.ref(of)
		}
	}
	d.list(len(m.votes))
	for _, v := range m.votes {
		d.int(int64(v.row))
		d.votes(v.votes)
	}
	d.list(len(m.asked))
	for _, a := range m.asked {
		d.text(a.id)
		d.hash(a.hash)
	}
	return d.b
}

// readMemo reads a memo of so many entries. It returns ErrSnapshot for bytes that are none.
func readMemo(b []byte, entries int) (*memo, error) {
	r := &scan{b: b}
	if r.text() != memoTag {
		r.bad = true
	}
	m := &memo{next: r.int(), arrived: r.seq(), newest: r.seq(), origin: r.origin()}
	m.rows = make([]memoRow, r.list(20))
	for i := range m.rows {
		m.rows[i] = memoRow{pos: r.int(), order: r.small(), when: r.small(), carrier: r.small()}
		r.bad = r.bad || int64(m.rows[i].carrier) > int64(entries)
	}
	for range r.list(20) {
		m.extra = append(m.extra, memoExtra{r.seq(), r.int(), []byte(r.text())})
	}
	for range r.list(entry.MarketSize) {
		m.members = append(m.members, memoMember{r.ref(), r.int()})
	}
	for range r.list(entry.MarketSize) {
		x := memoRoll{of: r.ref(), upTo: r.seq(), broken: r.bool()}
		for range r.list(entry.MarketSize) {
			x.accounts = append(x.accounts, r.ref())
		}
		m.rolls = append(m.rolls, x)
	}
	for range r.list(12) {
		v := memoVotes{r.seq(), r.votes()}
		m.votes = append(m.votes, v)
		r.bad = r.bad || int64(v.row) >= int64(entries)
	}
	for range r.list(4 + entry.HashSize) {
		m.asked = append(m.asked, memoAsked{r.text(), r.hash()})
	}
	if r.bad || len(r.b) > 0 || len(m.rows) != entries {
		return nil, fmt.Errorf("%w: its memo", ErrSnapshot)
	}
	return m, nil
}
