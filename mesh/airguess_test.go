package mesh

import (
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// loses has some of the frames of records lost, by their number from 0 on, counted over all who speak.
func (w *valley) loses(numbers ...int) {
	n := -1
	w.tamper = func(frame []byte) []byte {
		if AirKind(frame[0]&15) >= AirBeacon {
			return frame
		}
		if n++; slices.Contains(numbers, n) {
			return []byte{0xff, 0xff, 0xff, 0xff} // rubbish
		}
		return frame
	}
}

// fairOf is two villages that have paid for a while and hold the same, with frames in which a payment and the votes
// for it do not fit together.
func fairOf(t *testing.T, seed uint64) *valley {
	w := newValley(t, seed, 1, "haut", "bas")
	for _, c := range w.nodes {
		c.mtu = 200
	}
	for _, h := range w.villages {
		w.payAll(h, 0)
	}
	w.agree(20_000)
	w.pass(8000)
	w.frames = map[AirKind]int{}
	return w
}

// A frame that was lost is said once more, and nothing else: whichever of them it was, and without a frontier.
func TestAirSaysAgainWhatWasLost(t *testing.T) {
	more, frames := 0, 3
	for lost := range frames {
		w := fairOf(t, 70)
		w.loses(lost)
		before := w.said()
		w.pays(w.villages[0], 3, w.villages[1], 4, 7)
		w.pass(40)
		took := w.agree(4000)
		t.Logf("frame %d: %d ticks, %d records, %v", lost, took, w.said()-before, w.frames)
		if w.frames[AirFrontier] > 0 {
			t.Errorf("frame %d is asked for by a frontier", lost)
		}
		more += w.said() - before - 5
	}
	if more != 5 {
		t.Errorf("of a payment and four votes %d were said again, each frame lost once", more)
	}
}

// Two and three frames of those said lately are found as well, and those that each of two has lost of the other.
func TestAirSaysAgainWhatBothLost(t *testing.T) {
	for _, lost := range [][]int{{0, 2}, {1, 4}, {0, 3, 6}, {2, 5}} {
		w := fairOf(t, 71)
		w.loses(lost...)
		before := w.said()
		for i := range 3 {
			w.pays(w.villages[i%2], i, w.villages[1-i%2], 4, 7)
		}
		w.pass(40)
		took := w.agree(8000)
		t.Logf("frames %d: %d ticks, %d records, %v", lost, took, w.said()-before, w.frames)
		if more := w.said() - before - 15; more > 3*len(lost)+3 {
			t.Errorf("frames %d: %d records are said again", lost, more)
		}
	}
}

// It is found too where one of two holds more than travels: variants of a forked slot that nobody need keep.
func TestAirSaysAgainWhereSomeAreSpare(t *testing.T) {
	w := fairOf(t, 75)
	up := w.villages[0]
	cheat := w.people(up)[9]
	before := up.heads[w.key(cheat).Account()]
	for i := range 6 {
		up.heads[w.key(cheat).Account()] = before
		w.step(up.nodes[0], ledger.Offer(w.in(up, cheat, w.payBody(w.people(up)[10], entry.Amount(1+i)))))
	}
	w.agree(8000)
	w.pass(8000)
	if held := up.nodes[0].core.State.Held(); held <= w.villages[1].nodes[0].core.State.Held() {
		t.Fatalf("it holds %d, no more than others", held)
	}
	w.frames = map[AirKind]int{}
	w.loses(2)
	w.pays(up, 3, w.villages[1], 4, 7)
	w.pass(40)
	if w.agree(4000); w.frames[AirFrontier] > 0 {
		t.Error("it is asked for by a frontier")
	}
}

// What keeps all that follows from being read is said again also where the hour is nearly used up.
func TestAirSaysAgainWhenScarce(t *testing.T) {
	w := fairOf(t, 72)
	c := w.villages[0].nodes[0]
	c.budget = 7200
	c.used = c.budget * hour * 9 / 10
	w.loses(0)
	paid := w.pays(w.villages[0], 3, w.villages[1], 4, 7)
	if took := w.until("the payment is final below", 3000, w.final(w.villages[1], paid)); c.left() > freshFloor {
		t.Errorf("after %d ticks %d thousandths are left", took, c.left())
	}
}

// Whoever catches up on a wire does not say it all on air.
func TestAirCatchingUpIsNoNews(t *testing.T) {
	w := fairOf(t, 73)
	w.hears = func(*cabin, *cabin) bool { return false }
	up, down := w.villages[0], w.villages[1].nodes[0]
	for i := range 4 {
		w.payAll(up, i)
	}
	w.pass(100)
	var news []*entry.Entry
	for _, e := range up.nodes[0].log {
		if !down.core.State.Holds(e.Hash()) {
			news = append(news, e)
		}
	}
	if len(news) <= maxBurst {
		t.Fatalf("%d entries are no burst", len(news))
	}
	before := down.air.Count().Records
	w.step(down, judgedAll(news)...)
	w.pass(4000)
	if said := down.air.Count().Records - before; said > maxBurst {
		t.Errorf("it says %d of %d", said, len(news))
	}
}

// A beacon on which guessing is dear costs a bounded time.
func TestAirGuessesAreBounded(t *testing.T) {
	w := fairOf(t, 74)
	c := w.villages[0].nodes[0]
	tried := 0
	w.payAll(w.villages[0], 1)
	w.agree(20_000)
	g := &guesser{lacks: 2, tries: 10, is: func(ledger.Some) bool { tried++; return false }}
	l := c.core.State.Lately(c.air.history.lately)
	for _, e := range c.air.history.lately {
		if lost := l.Behind([]entry.Hash{e.Hash()}); lost.Count() == 1 {
			g.frames = append(g.frames, lost)
		}
	}
	if g.find(ledger.Some{}, 0, mostLost); tried != 10 {
		t.Errorf("it tries %d times", tried)
	}
}
