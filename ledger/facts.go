package ledger

import (
	"maps"
	"slices"

	"foirail/ledger/entry"
)

// Counted is a fact that counts, and the first epoch in which a quorum has said so.
type Counted struct {
	Fact  entry.Fact
	Epoch uint32
}

// Facts lists what counts of all that was attested in a market, by name.
func (s *State) Facts(id entry.MarketID) (list []Counted) {
	m := s.markets[id]
	if m == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(m.facts)) {
		if st := m.facts[name].counted; st != nil {
			list = append(list, Counted{st.fact, st.epoch})
		}
	}
	return list
}
