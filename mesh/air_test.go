package mesh

import (
	"testing"
)

// Two villages on one lossy air: what is paid from one to the other becomes final there, and then both
// hold the same.
func TestAirBetweenTwoVillages(t *testing.T) {
	for seed := range uint64(*worlds) {
		w := newValley(t, seed, 1, "haut", "bas")
		w.lose = 15
		w.agree(10)
		up, down := w.villages[0], w.villages[1]
		w.pass(400)
		before := w.bytes
		paid := w.pays(up, 0, down, 1, 1250)
		took := w.until("the payment is final below", 4000, w.final(down, paid))
		w.agree(20_000)
		t.Logf("seed %d: final after %d ticks, %d bytes on air until all agree: %v", seed, took, w.bytes-before, w.frames)
	}
}
