package ledger

import "foirail/ledger/entry"

// Holds says whether an entry is in the state.
func (s *State) Holds(h entry.Hash) bool { return s.held(h) != nil }

// Admit says whether an entry, whose signatures hold, may be taken in.
func (s *State) Admit(e *entry.Entry) error {
	if e.Community != s.community {
		return ErrCommunity
	}
	kind := e.Kind()
	if kind == entry.KindFound {
		return nil
	}
	if body, ok := e.Body.(*entry.Redeem); ok {
		x := s.series[body.Series]
		if x == nil || body.Serial > len(x.coupons) {
			return ErrUnknown
		}
		if x.issue.Keys[body.Serial-1] != e.Author {
			return ErrNotCoupon
		}
		return nil
	}
	r := Ref{e.Market, e.Author}
	if e.Seq > 1 && s.account(r).find(e.Seq-1, e.Prev) == nil {
		return ErrOutOfOrder
	}
	if !kind.Owned() && kind != entry.KindSeat && !s.mayServe(r) {
		return ErrStranger
	}
	return nil
}

// mayServe says whether a key holds or held a seat, is a steward's vault key, or asks for a seat.
func (s *State) mayServe(r Ref) bool {
	m := s.markets[r.Market]
	if m == nil {
		return false
	}
	if _, seated := m.seats[r.Key]; seated {
		return true
	}
	for _, e := range m.epochs {
		for _, seated := range e.seats {
			if seated.Vault == r.Key {
				return true
			}
		}
	}
	first := s.account(r).at(1)
	return first != nil && first.kind == entry.KindSeat
}
