package ledger

import (
	"bytes"
	"crypto/sha256"
	"math/bits"
	"slices"

	"foirail/ledger/entry"
)

// MaxLately is how many entries a Lately looks at.
const MaxLately = 256

// Some are some of the entries that a Lately looks at, a bit each.
type Some [MaxLately / 64]uint64

// Has says whether the entry at a place is one of them.
func (x Some) Has(i int) bool { return x[i/64]>>(i%64)&1 == 1 }

// With are those of both.
func (x Some) With(y Some) Some {
	for i := range x {
		x[i] |= y[i]
	}
	return x
}

// Count is how many they are.
func (x Some) Count() (n int) {
	for _, word := range x {
		n += bits.OnesCount64(word)
	}
	return n
}

func (x *Some) set(i int) { x[i/64] |= 1 << (i % 64) }

// Lately is the entries that came last. It tells by what digest a state would be known to which some of
// them did not come, so that he who lost them on the way is recognised by his.
type Lately struct {
	state  *State
	list   []*entry.Entry
	at     map[entry.Hash]int
	behind []Some               // of each: itself, and all that cannot be there without it
	named  map[entry.Hash][]int // by what they vote for: the Votes among them
	tips   []*node              // of the state, ascending
}

// Lately looks at the last entries that came, at most MaxLately: all of them from the first on, in the order
// of their coming. It stands until the next one comes.
func (s *State) Lately(list []*entry.Entry) *Lately {
	l := &Lately{state: s, list: list, at: map[entry.Hash]int{}, behind: make([]Some, len(list)), named: map[entry.Hash][]int{}}
	for i, e := range list {
		l.at[e.Hash()] = i
	}
	for i := len(list) - 1; i >= 0; i-- { // what points to an entry came after it, and is there already
		l.note(i)
		if s.Travels(list[i].Hash()) {
			l.behind[i].set(i)
		}
		for _, h := range PointsTo(list[i]) {
			if at, among := l.at[h]; among {
				l.behind[at] = l.behind[at].With(l.behind[i])
			}
		}
	}
	for n := range s.graph.tips {
		l.tips = append(l.tips, n)
	}
	slices.SortFunc(l.tips, byHash)
	return l
}

// note lists what a Votes names.
func (l *Lately) note(i int) {
	if votes, ok := l.list[i].Body.(*entry.Votes); ok {
		for _, v := range votes.Items {
			l.named[v.Entry] = append(l.named[v.Entry], i)
		}
	}
}

// Behind are some entries and all that points to them, those among the last ones that travel: what is not there
// where they are not.
func (l *Lately) Behind(list []entry.Hash) (x Some) {
	for _, h := range list {
		if at, among := l.at[h]; among {
			x = x.With(l.behind[at])
		}
	}
	return x
}

// Hashes names some of the entries, in the order of their coming.
func (l *Lately) Hashes(some Some) (list []entry.Hash) {
	for i, e := range l.list {
		if some.Has(i) {
			list = append(list, e.Hash())
		}
	}
	return list
}

// Digest is the digest of the state, had some of the entries not come, and what is behind them. It may be
// another where their chains are forked or begin among them.
func (l *Lately) Digest(without Some) entry.Hash {
	changed := map[*node]bool{} // to whether they are tips
	for i, e := range l.list {
		if !without.Has(i) {
			continue
		}
		if n := l.state.held(e.Hash()); n != nil {
			changed[n] = false
		}
		for _, h := range PointsTo(e) {
			if n := l.state.held(h); n != nil && !l.gone(n, without) {
				changed[n] = l.last(n, without)
			}
		}
	}
	var more []*node
	for n, tip := range changed {
		if tip {
			more = append(more, n)
		}
	}
	slices.SortFunc(more, byHash)
	return digestOfBoth(l.tips, more, changed)
}

func (l *Lately) gone(n *node, without Some) bool {
	at, among := l.at[n.hash]
	return among && without.Has(at)
}

// last says whether an entry is a tip where some are not. It is what edge says of where all are.
func (l *Lately) last(n *node, without Some) bool {
	last := !n.spare && (n.chain.speaks || !l.isNamed(n, without))
	n.children(func(c *node) { last = last && (c.spare || l.gone(c, without)) })
	return last
}

// isNamed says whether a vote for an entry is left. Those that came after the first came lately too.
func (l *Lately) isNamed(n *node, without Some) bool {
	if n.carrier == nil || !l.gone(n.carrier, without) {
		return n.carrier != nil
	}
	return slices.ContainsFunc(l.named[n.hash], func(i int) bool { return !without.Has(i) })
}

// Tips is how many tips the state has: a Digest takes time in proportion.
func (l *Lately) Tips() int { return len(l.tips) }

func byHash(a, b *node) int { return bytes.Compare(a.hash[:], b.hash[:]) }

// digestOfBoth is digestOf over two ascending lists, without those of the first that have changed.
func digestOfBoth(list, more []*node, changed map[*node]bool) entry.Hash {
	h := sha256.New()
	for _, n := range list {
		if _, other := changed[n]; other {
			continue
		}
		for ; len(more) > 0 && byHash(more[0], n) < 0; more = more[1:] {
			h.Write(more[0].hash[:])
		}
		h.Write(n.hash[:])
	}
	for _, n := range more {
		h.Write(n.hash[:])
	}
	return entry.Hash(h.Sum(nil))
}
