package ledger

import (
	"slices"
	"testing"

	"foirail/ledger/entry"
)

// Every entry held stands in its slot: a coupon's in that of its serial, and both of a fork in one.
func TestPlaces(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	money := tw.write("steward", deposits(tw, "note", "ana", 1000))
	core := NewCore(tw.found.Community, []*entry.Entry{tw.found, money}, &Steward{Market: tw.market(), Voting: tw.key("steward")})
	series := tw.write("ana", tw.issueBody("sheet", 3, 100, 200))
	second := tw.pay("ana", "bob", 1)
	twin := tw.after(series, "ana", tw.payBody("cyd", 2))
	cashed := tw.redeem(series, "sheet", 2, "bob")
	list := []*entry.Entry{tw.found, money, series, second, twin, cashed}
	for _, e := range list[2:] {
		if _, answers, err := core.Step([]Draft{Offer(e)}, tw.steady); err != nil || answers[0].Err != nil {
			t.Fatal(e, err, answers[0].Err)
		}
	}
	s := core.State
	for _, e := range list {
		market, slot, held := s.Place(e.Hash())
		if !held || market != e.Market || slot != e.Slot() || !slices.Contains(s.InSlot(market, slot), e.Hash()) {
			t.Errorf("%v stands in %v of %v, %v", e, slot, market, held)
		}
	}
	if n := len(s.InSlot(tw.market(), second.Slot())); n != 2 {
		t.Errorf("a forked slot has %d entries", n)
	}
	if n := s.Reach(tw.market(), tw.key("ana").Account()); n != 2 {
		t.Errorf("ana's chain is held up to %d", n)
	}
	if _, _, held := s.Place(entry.Hash{1}); held || s.InSlot(tw.market(), entry.Slot{Series: series.Hash(), Serial: 9}) != nil ||
		s.InSlot(entry.MarketID{9}, cashed.Slot()) != nil || s.Reach(tw.market(), tw.key("nobody").Account()) != 0 {
		t.Error("something is held that is not")
	}
}
