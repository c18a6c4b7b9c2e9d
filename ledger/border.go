package ledger

import (
	"bytes"
	"slices"

	"foirail/ledger/entry"
)

// border is what has crossed between a market and another one.
type border struct {
	in, out int64     // sums in units, for good
	got     int64     // what the other market's vaults have paid to this one's
	came    []arrival // what came in, by hash
}

// arrival is money that came from another market.
type arrival struct {
	by     entry.Hash // the payment or redemption
	at     int        // which of its payees
	to     *chain
	amount int64
}

// border is a market's border with another, made when it is new.
func (m *market) border(with entry.MarketID) *border {
	b := m.borders[with]
	if b == nil {
		b = &border{}
		m.borders[with] = b
	}
	return b
}

// cross moves an amount from one market to an account in another.
func (s *State) cross(home entry.MarketID, by entry.Hash, at int, to *chain, amount int64) {
	away := to.ref.Market
	s.moves++
	s.market(home).outward += amount
	s.market(home).border(away).out += amount
	m := s.market(away)
	m.inward += amount
	b := m.border(home)
	b.in += amount
	a := arrival{by, at, to, amount}
	i, _ := slices.BinarySearchFunc(b.came, a, arrival.compare)
	b.came = slices.Insert(b.came, i, a)
	to.abroad += amount
	s.stirAbroad()
}

// stirAbroad has those who spend what came from abroad considered again, in the order of the
// accounts: what left has made room on a line.
func (s *State) stirAbroad() {
	var list []*chain
	for n := range s.open {
		if n.chain.abroad > 0 {
			list = append(list, n.chain)
		}
	}
	slices.SortFunc(list, func(a, b *chain) int { return a.ref.compare(b.ref) })
	s.stirred = append(s.stirred, slices.Compact(list)...)
}

func (a arrival) compare(other arrival) int {
	if c := bytes.Compare(a.by[:], other.by[:]); c != 0 {
		return c
	}
	return a.at - other.at
}

// borderLine is the line that a policy grants to a market, in units; 0 where it grants none.
func borderLine(p entry.Policy, to entry.MarketID) int64 {
	for _, granted := range p.Borders {
		if granted.Market == to {
			return int64(granted.Line)
		}
	}
	return 0
}

// Border is what has crossed between a market and another one, in units.
type Border struct {
	With      entry.MarketID
	In, Out   int64 // came from there, went there
	Got, Sent int64 // what its vaults have paid to this market's, and this market's to its
	Owed      int64 // what the other market owes this one; below zero, what this one owes
	Line      int64 // how much of what it owes covers spending here
}

// sent is what a market's batches that have run have paid to other markets, in units.
func (s *State) sent(m *market) map[entry.MarketID]int64 {
	sent := map[entry.MarketID]int64{}
	for _, b := range s.run(m) {
		for _, x := range b.Value.Remits {
			sent[x.To] += int64(x.Amount)
		}
	}
	return sent
}

// Borders lists a market's borders, by the other's id.
func (s *State) Borders(id entry.MarketID) []Border {
	m := s.markets[id]
	if m == nil {
		return nil
	}
	with := map[entry.MarketID]*Border{}
	of := func(other entry.MarketID) *Border {
		if with[other] == nil {
			with[other] = &Border{With: other}
		}
		return with[other]
	}
	for other, b := range m.borders {
		x := of(other)
		x.In, x.Out, x.Got = b.in, b.out, b.got
	}
	for other, sent := range s.sent(m) {
		of(other).Sent = sent
	}
	if e := m.current(); e != nil {
		for _, granted := range e.policy.Borders {
			of(granted.Market).Line = int64(granted.Line)
		}
	}
	var list []Border
	for _, x := range with {
		x.Owed = x.In - x.Out - x.Got + x.Sent
		list = append(list, *x)
	}
	slices.SortFunc(list, func(a, b Border) int { return bytes.Compare(a.With[:], b.With[:]) })
	return list
}
