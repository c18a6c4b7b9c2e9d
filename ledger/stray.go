package ledger

import (
	"cmp"
	"slices"

	"foirail/ledger/entry"
)

// note keeps what a fact that counts says of batches, strays and remittances, or with times -1 takes it back.
// None of it is anybody's balance.
func (s *State) note(m *market, f entry.Fact, times int64) {
	switch f := f.(type) {
	case *entry.Receipt:
		if delete(m.receipts, f.Batch); times > 0 {
			m.receipts[f.Batch] = f
		}
	case *entry.Stray:
		if delete(m.strays, f.Place); times > 0 {
			m.strays[f.Place] = f
		}
	case *entry.Remittance:
		if f.From != m.id {
			m.border(f.From).got += times * int64(f.Amount)
		}
	default:
		return
	}
	s.moves++
}

// Stray is the stray that counts of an event; nil without one.
func (s *State) Stray(id entry.MarketID, by entry.Place) *entry.Stray {
	if m := s.markets[id]; m != nil {
		return m.strays[by]
	}
	return nil
}

// Strays lists what came to a market's vaults, is nobody's deposit, and no batch that has run has sent back:
// as it stands on the chain.
func (s *State) Strays(id entry.MarketID) []*entry.Stray { return s.strays(id, false) }

// SentBack lists the strays of a market that batches that have run have sent back, as they stand on the chain.
func (s *State) SentBack(id entry.MarketID) []*entry.Stray { return s.strays(id, true) }

func (s *State) strays(id entry.MarketID, sent bool) (list []*entry.Stray) {
	m := s.markets[id]
	if m == nil {
		return nil
	}
	back := map[entry.Place]bool{}
	for _, b := range s.run(m) {
		for _, p := range b.Value.Back {
			back[p] = true
		}
	}
	for p, f := range m.strays {
		if back[p] == sent {
			list = append(list, f)
		}
	}
	slices.SortFunc(list, func(a, b *entry.Stray) int {
		return cmp.Or(cmp.Compare(a.Block, b.Block), cmp.Compare(a.Event, b.Event))
	})
	return list
}

// owesBesides says whether a market owes all that a batch pays besides withdrawals.
func (s *State) owesBesides(m *market, batch *entry.Batch) bool {
	if len(batch.Back)+len(batch.Remits) == 0 {
		return true
	}
	strays := s.Strays(m.id)
	for _, p := range batch.Back {
		if !slices.ContainsFunc(strays, func(f *entry.Stray) bool { return f.Place == p }) {
			return false
		}
	}
	borders := s.Borders(m.id)
	for _, x := range batch.Remits {
		if !slices.ContainsFunc(borders, func(b Border) bool { return b.With == x.To && int64(x.Amount) <= -b.Owed }) {
			return false
		}
	}
	return true
}
