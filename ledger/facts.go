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

// DaysSaid lists the days above the last that counts, which seats of the current epoch have said and a quorum has
// not: whoever looks at the chain at another time has to say one of them too, or none would ever count.
func (s *State) DaysSaid(id entry.MarketID) (list []uint32) {
	m := s.markets[id]
	if m == nil || m.current() == nil {
		return nil
	}
	for _, f := range m.facts {
		for _, st := range f.said {
			d, ok := st.fact.(*entry.Day)
			if ok && f.counted == nil && d.Number > m.lastDay && st.saidIn(m.current()) {
				list = append(list, d.Number)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// saidIn says whether a seat of an epoch has said it.
func (st *statement) saidIn(e *epoch) bool {
	return slices.ContainsFunc(st.tally, func(t tally) bool { return t.epoch == e && t.any != 0 })
}
