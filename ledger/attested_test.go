package ledger

import (
	"errors"
	"testing"

	"foirail/ledger/entry"
)

// A state whose receipts, strays or payments between markets are not those that were attested is found out.
func TestAsAttested(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	place, other := entry.Place{Block: 3, Event: 1}, entry.MarketID{8}
	facts := tw.write("steward", &entry.Attest{Facts: []entry.Fact{&entry.Stray{Place: place, Amount: 500},
		&entry.Remittance{Place: entry.Place{Block: 4}, From: other, Amount: 700}, &entry.Receipt{Batch: 0, Block: 5}}})
	for name, damage := range map[string]func(m *market){
		"nothing":               func(*market) {},
		"a stray is lost":       func(m *market) { delete(m.strays, place) },
		"a stray is larger":     func(m *market) { m.strays[place] = &entry.Stray{Place: place, Amount: 501} },
		"a receipt is lost":     func(m *market) { delete(m.receipts, 0) },
		"a receipt is made up":  func(m *market) { m.receipts[1] = &entry.Receipt{Batch: 1} },
		"a market paid more":    func(m *market) { m.border(other).got++ },
		"another market paid":   func(m *market) { m.border(entry.MarketID{9}).got++ },
		"a market is forgotten": func(m *market) { delete(m.borders, other) },
	} {
		s := grown(tw, []*entry.Entry{tw.found, facts})
		damage(s.market(tw.market()))
		if err := s.AsAttested(); errors.Is(err, ErrBreach) != (name != "nothing") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
