package ledger

import (
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Place is where an entry that is held stands: its market and slot.
func (s *State) Place(h entry.Hash) (id entry.MarketID, slot entry.Slot, held bool) {
	n := s.held(h)
	if n == nil {
		return id, slot, false
	}
	c := n.chain
	if c.coupon != nil {
		return c.ref.Market, entry.Slot{Series: c.coupon.Series, Serial: c.coupon.Serial}, true
	}
	return c.ref.Market, entry.Slot{Author: c.ref.Key, Seq: n.seq}, true
}

// InSlot lists the entries held in a slot of a market, more than one where it is forked.
func (s *State) InSlot(id entry.MarketID, slot entry.Slot) (list []entry.Hash) {
	c, seq := s.look(Ref{id, slot.Author}), slot.Seq
	if slot.Serial > 0 {
		c, seq = s.couponChain(id, slot.Series, slot.Serial), 1
	}
	if c == nil {
		return nil
	}
	for n := c.at(seq); n != nil; n = n.twin {
		list = append(list, n.hash)
	}
	return list
}

// couponChain is the chain of a coupon in the market of its series, or nil.
func (s *State) couponChain(id entry.MarketID, series entry.Hash, serial int) *chain {
	x := s.series[series]
	if x == nil || x.node.chain.ref.Market != id || serial > len(x.issue.Keys) {
		return nil
	}
	return s.coupons[couponKey{CouponRef{series, serial}, Ref{id, x.issue.Keys[serial-1]}}]
}

// Reach is the highest seq held of an author with all below it; 0 when nothing is held.
func (s *State) Reach(id entry.MarketID, author keys.Account) uint32 {
	if c := s.look(Ref{id, author}); c != nil {
		return uint32(len(c.slots))
	}
	return 0
}
