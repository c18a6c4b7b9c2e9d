package mesh

import (
	"slices"
	"testing"

	"foirail/ledger/entry"
)

// A vote that no steward has signed lets nobody in beyond his pace, whether it comes with what it
// names or after it; the steward's own does.
func TestForgedVotesVouchForNobody(t *testing.T) {
	for _, together := range []bool{true, false} {
		tw := newTown(t, nil, []string{"ana", "bob"})
		c := newCast(tw, 1)
		node, peer := c.node("node", "", tw.set...), c.node("peer", "", tw.set...)
		c.meet(node, peer)
		c.carry()
		var full [][]byte
		var list []*entry.Entry
		for range authorBurst + 100 {
			list = append(list, tw.pay("ana", "bob", 1))
			full = append(full, list[len(list)-1].Full())
		}
		votes := tw.votes("founder", list[authorBurst:]...)
		forged := slices.Clone(votes.Full())
		forged[len(forged)-1] ^= 1
		if e, err := entry.Decode(forged); err != nil || e.Verify() {
			t.Fatalf("not forged: %v", err)
		}
		say := func(full ...[]byte) int {
			id := node.peers[peer]
			for part := range slices.Chunk(full, 200) {
				node.sync.Hear(node.core.State, id, &Entries{Full: part})
				c.work(node)
			}
			return node.core.State.Held() - len(tw.set)
		}
		var held int
		if together {
			say(full[:authorBurst]...)
			held = say(append([][]byte{forged}, full[authorBurst:]...)...)
		} else {
			say(full...)
			held = say(forged)
		}
		if held != authorBurst {
			t.Errorf("together %v: with a forged vote %d are held, not %d", together, held, authorBurst)
		}
		if held = say(votes.Full()); held != authorBurst+101 {
			t.Errorf("together %v: with the steward's vote %d are held, not %d", together, held, authorBurst+101)
		}
	}
}
