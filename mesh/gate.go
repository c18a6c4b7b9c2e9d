package mesh

import (
	"foirail/ledger"
	"foirail/ledger/entry"
)

// gate says who may bring how much to the book: an author whom the ledger knows at his pace, and all
// others together what little room is kept for them.
type gate struct {
	paces     map[ledger.Ref]*pace
	unknown   map[ledger.Ref]int // entries held of authors whom the ledger did not know
	strangers int                // their sum, and those of such authors on their way to the book
}

func newGate() gate { return gate{paces: map[ledger.Ref]*pace{}, unknown: map[ledger.Ref]int{}} }

// pace is how many entries without a vote an author may bring, from a tick on.
type pace struct {
	left int
	at   int64
}

// seated says whether an entry is of a chain that holds or held a seat.
func (g *gate) seated(s *ledger.State, e *entry.Entry) bool {
	epoch, _ := s.Serves(refOf(e))
	return epoch > 0
}

// knows says whether there is reason to keep an entry of this author: the ledger knows him, or it is
// the founding, or a redemption, whose author the door holds against the series.
func (g *gate) knows(s *ledger.State, e *entry.Entry) bool {
	return e.Kind() == entry.KindRedeem || e.Hash() == s.Community() || s.Knows(refOf(e))
}

// mayPass takes one entry from an author's pace. Stewards' chains have none.
func (g *gate) mayPass(now int64, s *ledger.State, e *entry.Entry) bool {
	if g.seated(s, e) || e.Kind() == entry.KindFound || e.Kind() == entry.KindRedeem {
		return true
	}
	r := refOf(e)
	at := g.paces[r]
	if at == nil {
		if len(g.paces) >= maxBuckets {
			clear(g.paces) // everybody begins anew, which is fair too
		}
		at = &pace{left: authorBurst, at: now}
		g.paces[r] = at
	}
	at.left = int(min(int64(at.left)+(now-at.at)*authorRate, authorBurst))
	at.at = now
	if at.left == 0 {
		return false
	}
	at.left--
	return true
}

// meet counts an entry that was taken of an author whom the ledger does not know.
func (g *gate) meet(s *ledger.State, e *entry.Entry) {
	if r := refOf(e); !g.knows(s, e) {
		g.unknown[r]++
		g.strangers++
	}
}

// meetStrangers takes those off the count whom the ledger has come to know.
func (g *gate) meetStrangers(s *ledger.State) {
	for r, n := range g.unknown {
		if s.Knows(r) {
			delete(g.unknown, r)
			g.strangers -= n
		}
	}
}
