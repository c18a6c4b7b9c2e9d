package ledger

import (
	"bytes"
	"slices"

	"foirail/ledger/entry"
)

// crossing is a border as it is looked at: how much room is left on its line, and what of each
// account's arrivals has been taken off it.
type crossing struct {
	from  entry.MarketID
	came  []arrival
	room  int64 // in units; below zero where a line has shrunk
	sums  map[*chain]int64
	taken map[*chain]int64
}

// crossings lists the borders of a market over which something came, by the other market's id.
func (s *State) crossings(m *market) (list []*crossing) {
	sent := s.sent(m)
	for from, b := range m.borders {
		if len(b.came) == 0 {
			continue
		}
		x := &crossing{from: from, came: b.came, room: borderLine(m.current().policy, from) + b.out + b.got - sent[from],
			sums: map[*chain]int64{}, taken: map[*chain]int64{}}
		for _, a := range b.came {
			x.sums[a.to] = min(x.sums[a.to]+a.amount, mostAbroad)
		}
		list = append(list, x)
	}
	slices.SortFunc(list, func(a, b *crossing) int { return bytes.Compare(a.from[:], b.from[:]) })
	return list
}

// mostAbroad bounds the sums here: another market may send whatever it makes up, and a sum that wraps
// would make room. No amount of an entry comes near it.
const mostAbroad = 1 << 61

// take takes at most an amount of an account's arrivals off the line, as much as there is room or,
// when it has been spent, whether there is room or not.
func (x *crossing) take(of *chain, amount int64, spent bool) int64 {
	amount = min(amount, x.sums[of]-x.taken[of])
	if !spent {
		amount = min(amount, max(0, x.room))
	}
	x.room = max(x.room-amount, -mostAbroad)
	x.taken[of] += amount
	return amount
}

// fromAbroad is how much of what came to an account from other markets covers its spending here, up
// to the line that the policy grants each market, if any, beyond what went there. First comes what
// the accounts have spent of it: that is gone, whatever comes later. Then what they have votes for,
// in the order of the accounts; then, in the order of their hashes, each arrival of which the rest
// still fits. So stewards who hold the same count the same.
func (s *State) fromAbroad(c *chain) int64 {
	m := s.markets[c.ref.Market]
	if c.abroad == 0 || m == nil || m.current() == nil {
		return 0
	}
	list := s.crossings(m)
	sum := int64(0)
	for _, of := range accountsOf(list) {
		if took := takeSpent(list, of); of == c {
			sum += took
		}
	}
	for _, of := range accountsOf(list) {
		spoken := of.spentAbroad(s.votedOpen(of)) - of.spentAbroad(0)
		for _, x := range list {
			took := x.take(of, spoken, false)
			if spoken -= took; of == c {
				sum += took
			}
		}
	}
	for _, x := range list {
		sum += x.rest(c)
	}
	return sum
}

// takeSpent takes what an account has spent: off the lines that have room for it, as far as they have.
func takeSpent(list []*crossing, of *chain) (sum int64) {
	spent := of.spentAbroad(0)
	for _, anyway := range []bool{false, true} {
		for _, x := range list {
			sum += x.take(of, spent-sum, anyway)
		}
	}
	return sum
}

// rest is how much an account's arrivals cover, of which nothing was spent yet.
func (x *crossing) rest(c *chain) (sum int64) {
	for _, a := range x.came {
		gone := min(a.amount, x.taken[a.to])
		x.taken[a.to] -= gone
		if left := a.amount - gone; left <= x.room {
			x.room -= left
			if a.to == c {
				sum += left
			}
		}
	}
	return sum
}

// spentAbroad is how much more than its own money an account has spent, or would have after some more:
// its own goes first. The sums wrap, and their difference is right.
func (c *chain) spentAbroad(more int64) int64 {
	return min(max(0, c.abroad-c.final-c.backed+more), mostAbroad)
}

// votedOpen is what an account's entries would take that have a vote and do not count yet.
func (s *State) votedOpen(c *chain) (sum int64) {
	if c.open == 0 {
		return 0
	}
	for seq := s.over(c, c.firstOpen()); s.stands(c, seq) != nil; seq = s.over(c, seq+1) {
		if n := s.stands(c, seq); !n.counts() && n.voices() {
			sum += cost(n.entry)
		}
	}
	return sum
}

// accountsOf lists the accounts to which something came, in order, each once.
func accountsOf(list []*crossing) (accounts []*chain) {
	for _, x := range list {
		for of := range x.sums {
			accounts = append(accounts, of)
		}
	}
	slices.SortFunc(accounts, func(a, b *chain) int { return a.ref.compare(b.ref) })
	return slices.Compact(accounts)
}
