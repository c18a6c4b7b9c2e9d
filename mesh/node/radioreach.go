package node

import (
	"slices"

	"foirail/ledger"
	"foirail/mesh"
)

// inEarTicks is how long a node that was heard by radio counts as in touch, in ticks: in an idle valley
// one beacon in a quarter of an hour stands for all, and one may be lost.
const inEarTicks = 40 * 60 * 20

// inEar tells which stewards are in reach by radio, as far as a node can know. On air nobody proves who he
// is, and nobody says that he listens; what is known is whose words as a steward came, and when, and who
// is heard. So who spoke lately counts. Who spoke before that counts for as long as nothing waits for votes
// and somebody who is heard holds the same: then there was nothing to say.
func inEar(airs []mesh.AirStatus, waits bool) map[ledger.Ref]bool {
	near := map[ledger.Ref]bool{}
	for _, air := range airs {
		quiet := !waits && slices.ContainsFunc(air.Neighbours, func(n mesh.Neighbour) bool { return n.Equal && n.SinceHeard < inEarTicks })
		for who, since := range air.Words {
			if since < inEarTicks || quiet {
				near[who] = true
			}
		}
	}
	return near
}

// inEar tells which stewards are in reach by radio.
func (n *Node) inEar() map[ledger.Ref]bool {
	n.run.roads.RLock()
	defer n.run.roads.RUnlock()
	if n.run.mesh == nil || n.run.radios == nil {
		return nil
	}
	var promised, backed int
	n.book.View(func(s *ledger.State) { promised, backed = s.Waiting() })
	return inEar(n.run.mesh.Airs(), promised+backed > 0)
}
