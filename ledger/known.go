package ledger

import (
	"cmp"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Known is what a peer holds, as far as its frontier tells a state. It is good for that state
// only, and while one conversation lasts: what the peer is given is added to it.
type Known struct {
	state   *State
	nonce   Nonce
	markets map[entry.MarketID]*knownMarket
	tips    map[*chain][]*node // held by the peer, with all that they point to
	ahead   map[*chain]uint32  // seq of a head that is not held here

	// Shared counts the heads of words that are held here too: nobody can tell one who has not seen it.
	Shared int
	// Ahead counts the heads that are not held here: the peer has news.
	Ahead int
	// Apart says that the peer should tell its groups in full: they differ.
	Apart bool
	// Differ lists where the peer has another entry in a slot than those held here.
	Differ []Span
}

// Span is a part of a chain, both ends included.
type Span struct {
	Ref      Ref
	From, To uint32
}

// knownMarket is what a frontier says of a market's words.
type knownMarket struct {
	epoch   uint32
	strange bool    // of an epoch that is not known here: nothing can be said of it
	told    [3]bool // by group: its heads are in tips; else the peer holds the group as it is here
}

// Know reads a frontier.
func (s *State) Know(f *Frontier) *Known {
	k := &Known{state: s, nonce: f.Nonce, markets: map[entry.MarketID]*knownMarket{},
		tips: map[*chain][]*node{}, ahead: map[*chain]uint32{}}
	for i := range f.Markets {
		k.market(&f.Markets[i])
	}
	for _, x := range f.Series {
		for _, h := range x.Heads {
			k.coupon(x.Series, h)
		}
	}
	return k
}

func (k *Known) market(f *MarketFrontier) {
	m := k.state.markets[f.Market]
	km := &knownMarket{epoch: f.Epoch, told: [3]bool{seatGroup: true}}
	k.markets[f.Market] = km
	if m == nil {
		m = &market{id: f.Market}
	}
	if km.strange = int(f.Epoch) > len(m.epochs); km.strange {
		k.Ahead++
	} else if f.Epoch > 0 {
		for _, h := range f.Seats {
			if seats := m.epochs[f.Epoch-1].seats; h.Seat < len(seats) {
				k.claim(Ref{m.id, seats[h.Seat].Voting}, h.Head, len(h.Short))
			}
		}
	}
	km.told[pastGroup] = k.group(m, f.Epoch, pastGroup, &f.Past)
	km.told[otherGroup] = k.group(m, f.Epoch, otherGroup, &f.Others)
	for _, t := range f.Tables {
		k.table(m, &t)
	}
	for _, h := range f.Keys {
		k.claim(Ref{m.id, h.Key}, h.Head, TinySize)
	}
}

// group reads a group that differs, and says whether it was told in full.
func (k *Known) group(m *market, epoch uint32, kind groupKind, g *Group) bool {
	if g.Full {
		for _, h := range g.Heads {
			k.claim(Ref{m.id, h.Key}, h.Head, len(h.Short))
		}
		return true
	}
	var tips []*node
	for _, c := range k.state.graph.speakers {
		if c.ref.Market != m.id {
			continue
		}
		if _, of := m.groupOf(c.ref.Key, epoch); of == kind {
			tips = k.state.tipsOf(c, tips)
		}
	}
	if k.nonce.Short(digestOf(tips)) != g.Digest {
		k.Apart = true
	}
	return false
}

// tipsOf appends the tips of a chain that holds words.
func (s *State) tipsOf(c *chain, list []*node) []*node {
	if c.forked == 0 && len(c.ahead) == 0 {
		return append(list, c.head())
	}
	for n := range s.graph.tips {
		if n.chain == c {
			list = append(list, n)
		}
	}
	return list
}

func (k *Known) table(m *market, t *Table) {
	var accounts []*chain
	if e := m.epoch(t.Epoch); e != nil && t.Seat < len(e.seats) {
		if c := k.state.accounts[Ref{m.id, e.seats[t.Seat].Voting}]; c != nil && c.usable() {
			accounts = c.roll.accounts
		}
	}
	for _, h := range t.Heads {
		if int64(h.Number) >= int64(len(accounts)) {
			k.Ahead++
			continue
		}
		k.claim(accounts[h.Number].ref, h.Head, TinySize)
	}
}

// claim notes that the peer holds an entry, told by its place and the first bytes of its short
// hash.
func (k *Known) claim(r Ref, h Head, size int) {
	c := k.state.accounts[r]
	if c == nil {
		k.Ahead++
		return
	}
	if k.find(c, h, size) {
		if size == len(h.Short) {
			k.Shared++
		}
		return
	}
	k.Ahead++
	k.ahead[c] = max(k.ahead[c], h.Seq)
	if c.at(h.Seq) != nil {
		k.Differ = append(k.Differ, Span{r, h.Seq, h.Seq})
	}
}

func (k *Known) find(c *chain, h Head, size int) bool {
	for n := c.at(h.Seq); n != nil; n = n.twin {
		if short := k.nonce.Short(n.hash); string(short[:size]) == string(h.Short[:size]) {
			k.tips[c] = append(k.tips[c], n)
			return true
		}
	}
	return false
}

func (k *Known) coupon(series entry.Hash, h SerialHead) {
	x := k.state.series[series]
	if x == nil || h.Serial < 1 || h.Serial > len(x.coupons) {
		k.Ahead++
		return
	}
	r := Ref{x.node.chain.ref.Market, x.issue.Keys[h.Serial-1]}
	c := k.state.coupons[couponKey{CouponRef{series, h.Serial}, r}]
	if c == nil || !k.find(c, Head{1, h.Short}, TinySize) {
		k.Ahead++
	}
}

// holds says whether the peer is taken to hold an entry. Where it cannot be told it is taken to:
// the peer tells more when asked, and asks for what it misses.
func (k *Known) holds(n *node) bool {
	c := n.chain
	if !c.speaks {
		return n.carrier != nil && k.holds(n.carrier) || k.below(n)
	}
	if km := k.markets[c.ref.Market]; km != nil {
		if _, kind := k.state.markets[c.ref.Market].groupOf(c.ref.Key, km.epoch); km.strange || !km.told[kind] {
			return true
		}
	}
	return k.below(n) || c.forked == 0 && n.seq <= k.ahead[c]
}

// below says whether an entry is one that the peer holds the end of.
func (k *Known) below(n *node) bool {
	for _, t := range k.tips[n.chain] {
		if n.chain.forked == 0 && n.seq <= t.seq || n.chain.forked > 0 && t.follows(n) {
			return true
		}
	}
	return false
}

// run is the words of one chain that the peer lacks, one after the other.
type run struct {
	chain *chain
	next  uint32  // of a chain that is not forked
	list  []*node // of one that is
}

func (r *run) word() *node {
	if r.list != nil {
		if len(r.list) > 0 {
			return r.list[0]
		}
		return nil
	}
	if int(r.next) <= len(r.chain.slots) {
		return r.chain.slots[r.next-1]
	}
	return nil
}

func (r *run) pass() {
	if r.list != nil {
		r.list = r.list[1:]
	} else {
		r.next++
	}
}

// runs lists the chains of words in which the peer lacks something.
func (k *Known) runs() []*run {
	var list []*run
	for _, c := range k.state.graph.speakers {
		r := &run{chain: c}
		if c.forked > 0 {
			r.list = []*node{}
			c.each(func(n *node) {
				if !k.holds(n) {
					r.list = append(r.list, n)
				}
			})
			slices.SortFunc(r.list, func(a, b *node) int { return cmp.Compare(a.order, b.order) })
		} else {
			if head := c.head(); head == nil || k.holds(head) {
				continue
			}
			r.next = k.ahead[c] + 1
			for _, t := range k.tips[c] {
				r.next = max(r.next, t.seq+1)
			}
		}
		list = append(list, r)
	}
	return list
}

// Give names entries that the peer lacks, of those that came no later than a point in the order of
// their coming (State.Now), and takes it that the peer holds them from then on. They stand in an
// order in which the door lets them in. There are about limit of them, or all that are left; what
// one Votes is first to name is not taken apart. It gives nothing when the state is another than
// the one that read the frontier.
func (s *State) Give(k *Known, upTo uint32, limit int) (list []entry.Hash, more bool) {
	if k.state != s {
		return nil, false
	}
	g := &gift{k: k, taken: map[*node]bool{}}
	more = g.words(upTo, limit) || g.accounts(upTo, limit)
	slices.SortFunc(g.list, func(a, b *node) int { return cmp.Compare(a.order, b.order) })
	for _, n := range g.list {
		list = append(list, n.hash)
	}
	return list, more
}

// Now is the point up to which entries have come.
func (s *State) Now() uint32 { return s.graph.arrived }

// gift is what a peer is to be given.
type gift struct {
	k     *Known
	list  []*node
	taken map[*node]bool
}

// words takes words in the order in which they came, each with what it is the first to name.
func (g *gift) words(upTo uint32, limit int) (more bool) {
	runs := g.k.runs()
	for {
		var first *run
		for _, r := range runs {
			if w := r.word(); w != nil && w.order <= upTo && (first == nil || w.order < first.word().order) {
				first = r
			}
		}
		if first == nil {
			return false
		}
		if len(g.list) >= limit {
			return true
		}
		w := first.word()
		first.pass()
		if w.kind == entry.KindVotes {
			for n := w.carried; n != nil; n = n.carried {
				g.take(n)
			}
		}
		g.take(w)
		if w.chain.forked == 0 {
			g.k.tips[w.chain] = append(g.k.tips[w.chain][:0], w)
		} else {
			g.k.tips[w.chain] = append(g.k.tips[w.chain], w)
		}
	}
}

// take adds an entry, and what the peer lacks of its branch.
func (g *gift) take(n *node) {
	for ; n != nil && !n.bare && !g.taken[n] && !g.k.holds(n); n = n.prev {
		g.taken[n] = true
		g.list = append(g.list, n)
	}
}

// accounts takes what no vote names.
func (g *gift) accounts(upTo uint32, limit int) (more bool) {
	var tips []*node
	for n := range g.k.state.graph.tips {
		if !n.chain.speaks && n.order <= upTo && !g.taken[n] && !g.k.holds(n) {
			tips = append(tips, n)
		}
	}
	slices.SortFunc(tips, func(a, b *node) int { return cmp.Compare(a.order, b.order) })
	for _, n := range tips {
		if len(g.list) >= limit {
			return true
		}
		g.take(n)
		g.k.tips[n.chain] = append(g.k.tips[n.chain], n)
	}
	return false
}

// Missing lists what an entry points to and is not held: the one before it, what it votes for, the
// heads that it names, the locks.
func (s *State) Missing(e *entry.Entry) []entry.Hash {
	return slices.DeleteFunc(PointsTo(e), s.Holds)
}

// PointsTo lists what an entry points to: the door does not let it in without that.
func PointsTo(e *entry.Entry) (list []entry.Hash) {
	if e.Seq > 1 {
		list = append(list, e.Prev)
	}
	if body, ok := e.Body.(*entry.Votes); ok {
		for _, v := range body.Items {
			list = append(list, v.Entry)
		}
	}
	for _, h := range headsOf(e) {
		if h.Seq > 0 {
			list = append(list, h.Hash)
		}
	}
	return append(list, locksOf(e)...)
}

// Shows says whether an entry can be shown: it is held, and not only a snapshot tells of it.
func (s *State) Shows(h entry.Hash) bool {
	n := s.held(h)
	return n != nil && n.shows()
}

// Travels says whether an entry is told to others: it is held, and no unwanted variant of a forked slot.
func (s *State) Travels(h entry.Hash) bool {
	n := s.held(h)
	return n != nil && !n.spare
}

// shows says whether somebody who asks for an entry can be given it.
func (n *node) shows() bool { return !n.bare || n.entry != nil }

// Slice lists the entries in a part of a chain that can be shown, the lower seq first, at most limit of
// them.
func (s *State) Slice(of Span, limit int) []entry.Hash {
	var list []entry.Hash
	c := s.look(of.Ref)
	for seq := max(of.From, 1); seq <= of.To && c.at(seq) != nil; seq++ {
		for n := c.at(seq); n != nil; n = n.twin {
			if len(list) >= limit {
				return list
			}
			if n.shows() {
				list = append(list, n.hash)
			}
		}
	}
	return list
}

// Rival lists the entries of a forked slot that travel, an entry's own among them; nil when its
// slot is not forked, or the entry is one that nobody need keep.
func (s *State) Rival(h entry.Hash) []entry.Hash {
	n := s.held(h)
	if n == nil || n.spare {
		return nil
	}
	kept := n.chain.kept(n.seq)
	if len(kept) < 2 {
		return nil
	}
	var list []entry.Hash
	for _, t := range kept {
		list = append(list, t.hash)
	}
	return list
}

// Knows says whether the ledger has reason to keep what a key writes: it has or had money, or a
// vote, holds or held a seat or a vault key, or is a member's.
func (s *State) Knows(r Ref) bool {
	if c := s.accounts[r]; c != nil && (c.named || c.final != 0 || c.backed != 0 || c.deposited != 0) {
		return true
	}
	if s.links[r] != nil {
		return true
	}
	m := s.markets[r.Market]
	return m != nil && (m.members[r.Key].fact != nil || s.seatedEver(m, r.Key))
}

// seatedEver says whether a key holds or held a seat, or is the vault key of one.
func (s *State) seatedEver(m *market, key keys.Account) bool {
	if _, seated := m.seats[key]; seated {
		return true
	}
	for _, e := range m.epochs {
		if slices.ContainsFunc(e.seats, func(x entry.Seated) bool { return x.Vault == key }) {
			return true
		}
	}
	return false
}

// Heads lists the ends of a chain: its last entry, or one for each branch.
func (s *State) Heads(r Ref) []entry.Head {
	var list []entry.Head
	c := s.accounts[r]
	switch {
	case c == nil || len(c.slots) == 0:
		return nil
	case c.forked == 0:
		return []entry.Head{{Author: r.Key, Seq: c.head().seq, Hash: c.head().hash}}
	}
	c.each(func(n *node) {
		last := true
		n.children(func(*node) { last = false })
		if last {
			list = append(list, entry.Head{Author: r.Key, Seq: n.seq, Hash: n.hash})
		}
	})
	return list
}
