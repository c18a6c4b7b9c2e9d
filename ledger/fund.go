package ledger

import (
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Fund is a market's guarantee fund: what it holds, what the policy has it stand for, and what
// stands open against it. Sums are in units.
type Fund struct {
	Account  keys.Account // nobody has its key
	Held     int64        // what was paid into it, less what it has borne; below zero, it owes
	Borne    int64        // what it has borne: coupons that were paid twice
	Stands   int64        // what the policy has it stand for, in all: the next three
	Backed   int64        // the line F, for backed payments
	Advances int64        // the part for advances
	Disputes int64        // the part for ends of disputes
	Open     int64        // backed payments that are not final
	Advanced int64        // how far below zero those are who have not signed twice: members, by their advances
	Owed     int64        // how far below zero those are who have
}

// Fund asks how a market's guarantee fund stands. It goes through all accounts and all that is not
// final.
func (s *State) Fund(id entry.MarketID) Fund {
	f := Fund{Account: FundKey(s.community, id)}
	m := s.markets[id]
	if m == nil || m.current() == nil {
		return f
	}
	p := m.current().policy
	f.Stands, f.Backed, f.Advances, f.Disputes = int64(p.Fund), fundLine(p), int64(p.AdvancePart), int64(p.DisputePart)
	for r, c := range s.accounts {
		total := c.final + c.backed
		switch {
		case r.Market != id:
		case r.Key == f.Account:
			f.Held = total
		case total < 0 && c.forked > 0:
			f.Owed -= total
		case total < 0:
			f.Advanced -= total
		}
	}
	for n := range s.open {
		if n.level == Backed && n.chain.ref.Market == id {
			f.Open += cost(n.entry)
		}
	}
	for _, x := range s.series {
		if x.node.chain.ref.Market == id {
			for i := range x.coupons {
				_, _, fund := x.coupons[i].split()
				f.Borne -= fund
			}
		}
	}
	return f
}
