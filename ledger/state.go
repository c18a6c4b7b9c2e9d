package ledger

import (
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// State is what a set of entries amounts to. Add grows the set; everything else asks. It is not
// safe for use by several goroutines at once.
//
// The state does not check signatures, and it takes entries in any order; Core decides what may
// come in.
type State struct {
	community  entry.Hash
	founding   *entry.Found // nil while the community's Found is not held
	markets    map[entry.MarketID]*market
	nodes      map[entry.Hash]*node
	accounts   map[Ref]*chain
	coupons    map[couponKey]*chain
	series     map[entry.Hash]*series
	returned   map[returned]bool            // coupons given back by the end of a dispute
	waiting    map[CouponRef][]*node        // redemptions certified before their Activate counts
	links      map[Ref]*node                // the Link that binds a key
	open       map[*node]struct{}           // owned entries held and not final
	stirred    []*chain                     // accounts with open entries whose cover or votes changed
	talked     bool                         // something was said that decisions hang on
	steps      uint64                       // rounds of considering
	moves      uint64                       // how often something changed that a batch hangs on
	entries    int                          // entries held
	newest     uint32                       // the latest time on any of them
	couponKeys map[keys.Account][]CouponRef // coupons by their own key, of series that count
	stale      bool                         // a late decision closed over votes that were counted
	graph      graph                        // which entries nothing held points to
	prefer     map[string]preference        // epoch decisions that a reload takes, by market and topic
}

// couponKey tells coupon chains apart. Market and author are part of it, so that a stranger's
// entry in a coupon's name is no fork of the coupon's.
type couponKey struct {
	ref    CouponRef
	author Ref
}

// couponOf is the chain in which a redemption takes its slot.
func couponOf(e *entry.Entry, body *entry.Redeem) couponKey {
	return couponKey{CouponRef{body.Series, body.Serial}, Ref{e.Market, e.Author}}
}

// NewState is the state of the empty set, in the community that this hash names.
func NewState(community entry.Hash) *State {
	return &State{
		community:  community,
		markets:    map[entry.MarketID]*market{},
		nodes:      map[entry.Hash]*node{},
		accounts:   map[Ref]*chain{},
		coupons:    map[couponKey]*chain{},
		series:     map[entry.Hash]*series{},
		returned:   map[returned]bool{},
		waiting:    map[CouponRef][]*node{},
		links:      map[Ref]*node{},
		open:       map[*node]struct{}{},
		couponKeys: map[keys.Account][]CouponRef{},
	}
}

// Add unites the state with one more entry of its community. It says whether the entry is new.
func (s *State) Add(e *entry.Entry) bool {
	n := s.node(e.Hash())
	if n.chain != nil {
		return false
	}
	s.market(e.Market)
	n.entry, n.kind, n.seq = e, e.Kind(), e.Seq
	n.chain = s.chainOf(e)
	n.tally = slices.DeleteFunc(n.tally, func(t tally) bool { return t.epoch.market != e.Market })
	s.entries++
	s.newest = max(s.newest, e.Time)
	if before := n.chain.forked; n.chain.put(n) {
		if before == 0 {
			m := s.market(e.Market)
			m.forked = append(m.forked, n.chain)
		}
		s.stir(n.chain)
		s.talked = true
	}
	if n.seq > 1 {
		n.prev = n.chain.find(n.seq-1, e.Prev)
	}
	n.findRoot()
	s.extend(n)
	if n.kind == entry.KindSeat {
		m := s.market(e.Market)
		m.asked = append(m.asked, n)
		s.moves++
	}
	if n.kind == entry.KindPropose {
		m := s.market(e.Market)
		m.proposed = append(m.proposed, n)
		s.moves++
	}
	if n.kind == entry.KindSeat || n.kind == entry.KindCheckpoint {
		n.chain.service = append(n.chain.service, n)
		s.talked = true
	}
	if n.kind.Owned() {
		s.open[n] = struct{}{}
		n.chain.open++
		s.stir(n.chain)
		s.enter(n)
		s.settle(n)
	} else {
		n.level = Final
		n.chain.settle()
		s.heed(n)
	}
	s.adopt(n)
	return true
}

// adopt finds the entries that came before their predecessor n, and settles them.
func (s *State) adopt(n *node) {
	if n.chain.coupon != nil {
		return
	}
	for c := n.chain.at(n.seq + 1); c != nil; c = c.twin {
		if c.prev == nil && c.root == nil && c.entry.Prev == n.hash {
			c.prev = n
			s.shape(c)
			s.revive(c)
		}
	}
}

// revive settles an entry whose predecessor has come, and all that follow it.
func (s *State) revive(n *node) {
	s.settle(n)
	n.children(s.revive)
}

// node is the node of a hash, made when it is new.
func (s *State) node(h entry.Hash) *node {
	n := s.nodes[h]
	if n == nil {
		n = &node{hash: h}
		s.nodes[h] = n
	}
	return n
}

// held is the node of an entry that is held, or nil.
func (s *State) held(h entry.Hash) *node {
	if n := s.nodes[h]; n != nil && n.chain != nil {
		return n
	}
	return nil
}

// account is the chain of an account, made when it is new.
func (s *State) account(r Ref) *chain {
	c := s.accounts[r]
	if c == nil {
		c = &chain{ref: r}
		s.accounts[r] = c
	}
	return c
}

// look is the chain of an account, to ask and not to change: an empty one when there is none.
func (s *State) look(r Ref) *chain {
	if c := s.accounts[r]; c != nil {
		return c
	}
	return &chain{ref: r}
}

// chainOf is the chain in which an entry takes its slot.
func (s *State) chainOf(e *entry.Entry) *chain {
	body, ok := e.Body.(*entry.Redeem)
	if !ok {
		return s.account(Ref{e.Market, e.Author})
	}
	k := couponOf(e, body)
	c := s.coupons[k]
	if c == nil {
		c = &chain{ref: k.author, coupon: &k.ref}
		s.coupons[k] = c
	}
	return c
}

// stir notes that an account's open entries may get votes now that they could not get before.
func (s *State) stir(c *chain) {
	if c.open > 0 {
		s.stirred = append(s.stirred, c)
	}
}
