package ledger

import (
	"fmt"
	"maps"

	"foirail/ledger/entry"
)

// AsAttested counts again, of the facts that count, what is kept of them for settling: receipts, strays, and what
// other markets have paid. It is part of I1 and I9: by these a batch knows what was paid, and what is owed.
func (s *State) AsAttested() error {
	for id, m := range s.markets {
		again := &market{id: id, receipts: map[uint32]*entry.Receipt{}, strays: map[entry.Place]*entry.Stray{}, borders: map[entry.MarketID]*border{}}
		for _, f := range m.facts {
			if f.counted != nil {
				again.settling(f.counted.fact)
			}
		}
		same := maps.EqualFunc(again.receipts, m.receipts, func(a, b *entry.Receipt) bool { return *a == *b }) &&
			maps.EqualFunc(again.strays, m.strays, func(a, b *entry.Stray) bool { return *a == *b })
		for with, b := range m.borders {
			same = same && b.got == again.border(with).got
		}
		if !same || len(again.borders) > len(m.borders) {
			return fmt.Errorf("%w: I9: what market %v knows of its vaults is not what was attested", ErrBreach, id)
		}
	}
	return nil
}

// settling takes what a fact says of receipts, strays and what other markets have paid.
func (m *market) settling(f entry.Fact) {
	switch f := f.(type) {
	case *entry.Receipt:
		m.receipts[f.Batch] = f
	case *entry.Stray:
		m.strays[f.Place] = f
	case *entry.Remittance:
		if f.From != m.id {
			m.border(f.From).got += int64(f.Amount)
		}
	}
}
