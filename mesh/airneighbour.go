package mesh

import (
	"cmp"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// neighbour is a node that was heard to say who it is.
type neighbour struct {
	node   [4]byte
	heard  int64
	frames int
	held   uint64
	plain  bool // it knows no numbers

	nonce  ledger.Nonce // of its last beacon
	digest ledger.Short // in it
	summed bool         // it has said one
	at     point        // up to here it holds what is held here, by its last digest that was known here
	placed bool         // there was one
	fewer  int64        // entries that it counted than were held here then: a base or a fork is counted in other ways

	unsure  bool       // a beacon is to follow on its last one
	shown   entry.Hash // the digest in the last beacon that followed so
	differs bool       // it may hold what is not held here: the frontier is owed
}

// meetNode is a neighbour, listed when it is new; nil for the node itself. When there are too many, the
// one that was not heard for longest goes.
func (a *Air) meetNode(node [4]byte) *neighbour {
	if node == a.settings.Node {
		return nil
	}
	var n *neighbour
	for _, x := range a.neighbours {
		if x.node == node {
			n = x
		}
	}
	if n == nil {
		if len(a.neighbours) >= maxNeighbours {
			oldest := slices.MinFunc(a.neighbours, func(a, b *neighbour) int { return cmp.Compare(a.heard, b.heard) })
			a.neighbours = slices.DeleteFunc(a.neighbours, func(x *neighbour) bool { return x == oldest })
		}
		n = &neighbour{node: node}
		a.neighbours = append(a.neighbours, n)
	}
	n.heard = a.now
	n.frames++
	return n
}

// forget lets go of neighbours that were not heard for long.
func (a *Air) forget() {
	a.neighbours = slices.DeleteFunc(a.neighbours, func(n *neighbour) bool { return a.now-n.heard > neighbourTicks })
}

// heldAt notes up to where the neighbour holds what is held here, and in how many entries it counts that.
func (n *neighbour) heldAt(p point) {
	n.at, n.placed, n.differs = p, true, false
	n.fewer = int64(p.held) - int64(n.held)
}

// counts is how many entries the neighbour holds, as they are counted here.
func (n *neighbour) counts() int64 { return int64(n.held) + n.fewer }

// believed is how many numbers of a table a neighbour can be believed to hold.
func (n *neighbour) believed(t *table) mark { return n.believedUpTo(t, n.at.now) }

// believedUpTo is the same, of those that there were at a point in the order of coming.
func (n *neighbour) believedUpTo(t *table, now uint32) mark {
	if n.plain || !n.placed {
		return mark{}
	}
	return t.by(min(n.at.now, now))
}

// believed is how many numbers of a table every neighbour can be believed to hold, who was heard lately
// and has shown that he once held what was held here.
func (a *Air) believed(t *table) mark {
	least, known := mark{}, false
	for _, n := range a.neighbours {
		if !n.placed {
			continue
		}
		m := n.believed(t)
		if !known || m.keys < least.keys {
			least.keys = m.keys
		}
		if !known || m.series < least.series {
			least.series = m.series
		}
		known = true
	}
	return least
}

// equal says whether a neighbour held by its last beacon what is held here now.
func (a *Air) equal(n *neighbour) bool {
	return n.summed && n.nonce.Short(a.history.digest.digest) == n.digest
}

// Neighbour is what can be said of a node that was heard on air.
type Neighbour struct {
	Node       [4]byte // how it calls itself
	SinceHeard int64   // ticks
	Equal      bool    // it held by its last beacon what is held here
	Held       uint64  // entries, by its word
	Frames     int     // heard of it that say who says them
	Waiting    bool    // something that it lacks waits to be said
}

// Neighbours lists who was heard on air, the longest known first.
func (a *Air) Neighbours() (list []Neighbour) {
	for _, n := range a.neighbours {
		list = append(list, Neighbour{Node: n.node, SinceHeard: a.now - n.heard, Equal: a.equal(n), Held: n.held,
			Frames: n.frames, Waiting: slices.ContainsFunc(a.needs, func(x *need) bool { return x.node == n.node })})
	}
	return list
}
