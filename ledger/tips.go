package ledger

import (
	"maps"
	"slices"

	"foirail/ledger/entry"
)

// The set of entries is a graph: an entry points to the one before it, a Votes to all that it
// votes for. The door lets nothing in before what it points to, so a set is told by its **tips**,
// the entries that nothing held points to. Here they are kept as the set grows.
//
// Two exceptions keep the tips few and lasting. In a chain that holds words, a vote does not hide
// the last entry: whoever asks how far a steward's chain goes finds its head. And what nobody
// need keep, an unwanted variant of a forked slot, is no tip and hides none (spare).

// graph is what the state knows of the shape of its set.
type graph struct {
	tips     map[*node]struct{}
	speakers []*chain // chains that hold a word, in the order of their first
	arrived  uint32   // the order given last
}

// extend takes a new entry into the graph. It stands in its chain, and knows the one before it.
func (s *State) extend(n *node) {
	if s.graph.tips == nil {
		s.graph.tips = map[*node]struct{}{}
	}
	s.arrive(n)
	if !n.kind.Owned() && !n.chain.speaks {
		n.chain.speaks = true
		for _, seq := range n.chain.seqs(1) {
			for n := n.chain.at(seq); n != nil; n = n.twin {
				n.spare = false
				defer s.edge(n)
			}
		}
		s.graph.speakers = append(s.graph.speakers, n.chain)
	}
	if n.carrier != nil {
		n.carrier.carry(n)
	}
	if body, ok := n.entry.Body.(*entry.Votes); ok {
		for _, v := range body.Items {
			s.name(n, s.node(v.Entry))
		}
	}
	s.shape(n)
	s.enrol(n)
}

// arrive gives an entry its place in the order in which they came in: behind all before it.
func (s *State) arrive(n *node) {
	s.graph.arrived++
	n.order = s.graph.arrived
}

// name notes that a Votes names an entry, held or not.
func (s *State) name(votes, n *node) {
	if n.carrier != nil {
		return
	}
	n.carrier = votes
	if n.chain != nil {
		votes.carry(n)
		s.shape(n)
	}
}

// carry lists an owned entry under the Votes that named it first.
func (n *node) carry(of *node) {
	of.chain.named = true
	if of.kind.Owned() {
		of.carried, n.carried = n.carried, of
	}
}

// shape sees which tips an entry makes and hides, now that it is held, named, or knows the one
// before it.
func (s *State) shape(n *node) {
	if n.chain.forked > 0 && !n.chain.speaks {
		if s.spare(n.chain); n.seq >= n.chain.forked {
			return
		}
	}
	s.edge(n)
	if n.prev != nil {
		s.edge(n.prev)
	}
}

// edge says anew whether an entry is a tip.
func (s *State) edge(n *node) {
	last := !n.spare && (n.carrier == nil || n.chain.speaks)
	n.children(func(c *node) { last = last && c.spare })
	if last {
		s.graph.tips[n] = struct{}{}
	} else {
		delete(s.graph.tips, n)
	}
}

// spare finds what nobody need keep of a forked account or coupon: an entry that no vote names,
// nor one that follows it, and that either is not of the two lowest hashes in its slot, or follows
// a forked entry that no vote names. Such variants do not travel and make no slot forked, so that
// endless ones cost nothing.
func (s *State) spare(c *chain) {
	seqs := c.seqs(c.forked)
	wanted := c.wanted(seqs)
	for _, seq := range seqs {
		c.spareIn(seq, wanted)
	}
	for _, seq := range seqs {
		for n := c.at(seq); n != nil; n = n.twin {
			s.edge(n)
			if n.prev != nil {
				s.edge(n.prev)
			}
		}
	}
}

// spareIn finds what nobody need keep in one slot; the slots below have been gone through.
func (c *chain) spareIn(seq uint32, wanted map[*node]bool) {
	var kept []*node
	for n := c.at(seq); n != nil; n = n.twin {
		n.spare = n.prev != nil && !wanted[n] && (n.prev.spare || !wanted[n.prev] && len(c.kept(n.prev.seq)) > 1)
		if !n.spare {
			kept = append(kept, n)
		}
	}
	slices.SortFunc(kept, byHash)
	for i, n := range kept {
		n.spare = i > 1 && !wanted[n]
	}
}

// kept lists the entries of a slot that travel.
func (c *chain) kept(seq uint32) []*node {
	var list []*node
	for n := c.at(seq); n != nil; n = n.twin {
		if !n.spare {
			list = append(list, n)
		}
	}
	return list
}

// seqs lists the slots taken from one on, those behind a gap too.
func (c *chain) seqs(from uint32) []uint32 {
	var list []uint32
	for seq := from; int(seq) <= len(c.slots); seq++ {
		list = append(list, seq)
	}
	for seq := range c.ahead {
		if seq >= from {
			list = append(list, seq)
		}
	}
	slices.Sort(list)
	return list
}

// Digest names the set of entries, as far as they travel: SHA-256 over the hashes of the tips, in
// ascending order. Two nodes with the same digest have nothing to tell each other. It costs time
// in proportion to the tips.
func (s *State) Digest() entry.Hash { return digestOf(slices.Collect(maps.Keys(s.graph.tips))) }

// digestOf is SHA-256 over the hashes of entries, ascending. It sorts them.
func digestOf(list []*node) entry.Hash {
	slices.SortFunc(list, byHash)
	return digestOfBoth(list, nil, nil)
}
