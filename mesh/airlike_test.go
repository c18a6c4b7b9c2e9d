package mesh

import (
	"testing"

	"foirail/ledger/entry"
)

// A node says words that came before its radio began, and has heard others say the same since: behind a
// Checkpoint that names the first ones. Were these likened to the later ones, neither could be read first.
func TestAirWordsAreLikenedToEarlierOnes(t *testing.T) {
	w := newValley(t, 1, 1, "haut", "bas")
	h := w.villages[0]
	c := h.nodes[0]
	facts := &entry.Attest{}
	for _, person := range w.people(h)[:4] {
		facts.Facts = append(facts.Facts, &entry.Deposit{Note: "late, for " + person, Account: w.key(person).Account(), Amount: 7})
	}
	words := w.in(h, "haut steward 0", facts)
	w.give(c, words)
	c.air = NewAir(AirSettings{Seed: [32]byte{7}, Node: [4]byte{7}})
	cut := w.in(h, "haut steward 1", &entry.Checkpoint{Epoch: 2, State: entry.Hash{1},
		Heads: []entry.Head{{Author: words.Author, Seq: words.Seq, Hash: words.Hash()}}})
	w.give(c, cut, w.in(h, "haut steward 1", facts))
	w.agree(30_000)
}

// A node that only a base tells of old words cannot read what is likened to them: it is told in words of its own.
func TestAirWordsForOneWhoBeganWithABase(t *testing.T) {
	w := newValley(t, 1, 1, "haut", "bas")
	h, bare := w.villages[0], w.villages[1].nodes[0]
	facts := &entry.Attest{}
	for _, person := range w.people(h)[:4] {
		facts.Facts = append(facts.Facts, &entry.Deposit{Note: "late, for " + person, Account: w.key(person).Account(), Amount: 7})
	}
	words := w.in(h, "haut steward 0", facts)
	w.give(bare, words)
	w.give(h.nodes[0], words)
	delete(bare.has, words.Hash())
	bare.air = NewAir(AirSettings{Seed: [32]byte{7}, Node: [4]byte{7}})
	w.give(h.nodes[0], w.in(h, "haut steward 1", facts))
	w.agree(30_000)
}
