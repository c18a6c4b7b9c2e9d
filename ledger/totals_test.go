package ledger

import (
	"math/rand/v2"
	"testing"

	"foirail/ledger/entry"
)

// Totals has the same money in it as the whole summary.
func TestTotals(t *testing.T) {
	for seed := range uint64(8) {
		tw := newTown(t, entry.Policy{})
		s := Load(tw.found.Community, hostileSet(tw, rand.New(rand.NewPCG(seed, 1))))
		money := func(sum *Summary) (all [6]int64) {
			for _, a := range sum.Accounts {
				all[0] += a.Final
				all[1] += a.Backed
			}
			for _, x := range sum.Series {
				all[2] += x.Live
			}
			for _, m := range sum.Markets {
				all[3] += m.Deposits - m.Withdrawals
				all[4] += m.Outward
				all[5] += m.Inward
			}
			return all
		}
		want, got := s.Summary(), s.Totals()
		if money(got) != money(want) {
			t.Errorf("seed %d: the totals are %v, and those of the summary %v", seed, money(got), money(want))
		}
		if a, b := got.Conserved(), want.Conserved(); (a == nil) != (b == nil) {
			t.Errorf("seed %d: %v, and by the summary %v", seed, a, b)
		}
	}
}
