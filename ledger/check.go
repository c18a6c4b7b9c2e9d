package ledger

import (
	"slices"

	"foirail/ledger/entry"
)

// Check asks of an entry, held or not, whether the rules for voters let it count, given what is
// spoken for already. It returns nil, or one of the errors above. Slots and forks are the
// steward's own affair.
func (s *State) Check(e *entry.Entry, spokenFor int64) error {
	if e.Kind() != entry.KindRedeem && s.onlyCoupon(Ref{e.Market, e.Author}) {
		return ErrCouponKey
	}
	c := s.look(Ref{e.Market, e.Author})
	switch body := e.Body.(type) {
	case *entry.Pay:
		for _, p := range body.Payees {
			if err := s.checkPayee(e, Ref{p.Market, p.Account}); err != nil {
				return err
			}
		}
		return s.cover(c, int64(body.Total())+spokenFor, !body.Abroad(e.Market))
	case *entry.Withdraw:
		if body.Amount < ExistentialDeposit && s.founding != nil && !s.founding.Genesis.IsZero() {
			return ErrTooSmall
		}
		return s.cover(c, int64(body.Amount)+spokenFor, false)
	case *entry.Issue:
		return s.checkIssue(e, c, body, spokenFor)
	case *entry.Activate:
		return s.checkMark(e, c, body.Series, body.Ranges)
	case *entry.Cancel:
		return s.checkMark(e, c, body.Series, body.Ranges)
	case *entry.Redeem:
		return s.checkRedeem(e, body)
	case *entry.Link:
		return s.checkLink(e, Ref{e.Market, body.Key})
	case *entry.Attest:
		return s.checkFacts(e, body)
	case *entry.Propose:
		return s.checkProposal(e, body)
	}
	return nil
}

// cover asks whether the certified balance, with an advance where one may be used, covers need.
// Of what came from other markets only that counts which is within the policy's line for each.
func (s *State) cover(c *chain, need int64, advance bool) error {
	has := c.final + c.backed - c.abroad
	if has < need {
		has += s.fromAbroad(c)
	}
	if advance && has < need {
		has += s.Advance(c.ref)
	}
	if has < need {
		return &Insufficient{Has: has, Needs: need}
	}
	return nil
}

// onlyCoupon says whether a key is a coupon's and nothing else. A coupon list proves no
// possession of its keys, so a listed key that has a life of its own keeps it.
func (s *State) onlyCoupon(r Ref) bool {
	_, listed := s.couponKeys[r.Key]
	return listed && !s.lives(r)
}

// lives says whether a key is somebody's: it has or had money, is a member's, linked, or seated.
func (s *State) lives(r Ref) bool {
	if _, seated := s.seatOf(r); seated || s.markets[r.Market] != nil && s.markets[r.Market].members[r.Key].fact != nil {
		return true
	}
	c := s.look(r)
	spent := len(c.slots) > 0 && c.slots[0].counts()
	return spent || c.deposited != 0 || c.final != 0 || c.backed != 0 || s.links[r] != nil
}

// checkPayee asks whether somebody can be paid by an entry. Who was not yet on anybody's coupon list when
// it was signed is paid: else whoever lists his key would stop the payer's chain for good.
func (s *State) checkPayee(e *entry.Entry, payee Ref) error {
	if m := s.markets[payee.Market]; payee.Market != e.Market && (m == nil || m.found == nil) {
		return ErrMarket
	}
	if s.onlyCoupon(payee) && !s.Holds(e.Hash()) {
		return ErrCouponKey
	}
	return nil
}

func (s *State) checkIssue(e *entry.Entry, c *chain, body *entry.Issue, spokenFor int64) error {
	held := s.Holds(e.Hash()) // an honest issuer may have signed before; his chain must not stop there
	if m := s.markets[e.Market]; m != nil && m.current() != nil && m.current().number > body.LastEpoch && !held {
		return ErrExpired
	}
	for _, k := range body.Keys {
		if list := s.couponKeys[k]; len(list) > 0 && list[0].Series != e.Hash() || !held && s.lives(Ref{e.Market, k}) {
			return ErrKeyReused
		}
	}
	return s.cover(c, int64(body.Total())+spokenFor, false)
}

func (s *State) checkLink(e *entry.Entry, key Ref) error {
	if old := s.links[key]; old != nil && old.hash != e.Hash() {
		return ErrLinked
	}
	if s.onlyCoupon(key) {
		return ErrCouponKey
	}
	return nil
}

// checkMark asks about an Activate or Cancel. One of a serial that has expired is not made any more;
// but one that was signed before moves nothing, and must not stop its issuer's chain.
func (s *State) checkMark(e *entry.Entry, c *chain, of entry.Hash, ranges []entry.Range) error {
	x, held := s.series[of], s.Holds(e.Hash())
	switch {
	case x == nil:
		return ErrUnknown
	case x.node.chain != c:
		return ErrIssuer
	}
	for _, r := range ranges {
		for serial := r.From; serial <= r.To; serial++ {
			if serial > len(x.coupons) || len(x.coupons[serial-1].marks) > 0 || x.coupons[serial-1].gone() && !held {
				return ErrNotDormant
			}
		}
	}
	return nil
}

func (s *State) checkRedeem(e *entry.Entry, body *entry.Redeem) error {
	x := s.series[body.Series]
	if x == nil || body.Serial > len(x.coupons) {
		return ErrUnknown
	}
	if x.issue.Keys[body.Serial-1] != e.Author || x.node.chain.ref.Market != e.Market {
		return ErrNotCoupon
	}
	c := &x.coupons[body.Serial-1]
	switch {
	case len(c.cashed) > 0 && c.cashed[0].hash != e.Hash():
		return c.cashedError()
	case c.cancelled:
		return ErrCancelled
	case c.gone() || s.tooLate(x, e):
		return ErrExpired
	case !c.active:
		return ErrNotActive
	}
	return s.checkPayee(e, Ref{body.Market, body.Account})
}

// tooLate says whether the last epoch of a series is over and its end not decided yet. Between the
// two several stewards vote only for redemptions that had a vote before, so that all work out the
// same end; what that does not give back may be cashed again after it.
func (s *State) tooLate(x *series, e *entry.Entry) bool {
	m := s.markets[e.Market]
	if m == nil || m.current() == nil || len(m.current().seats) == 1 || m.current().number <= x.issue.LastEpoch {
		return false
	}
	if _, done := m.topics[entry.Topic{Kind: entry.TopicExpire, Series: x.node.hash}.Key()]; done {
		return false
	}
	if n := s.held(e.Hash()); n != nil {
		return !slices.ContainsFunc(n.tally, func(t tally) bool { return t.epoch != m.current() && t.any != 0 })
	}
	return true
}

// checkFacts asks whether a steward contradicts himself, or what the market has taken as true:
// one thing is said per name, ever.
func (s *State) checkFacts(e *entry.Entry, body *entry.Attest) error {
	m := s.markets[e.Market]
	if m == nil {
		return nil
	}
	at, seated := m.seats[e.Author]
	for _, f := range body.Facts {
		named, wording := m.facts[f.Key()], entry.FactBytes(f)
		if named == nil {
			continue
		}
		if named.counted != nil && named.counted.bytes != wording || seated && named.saidOtherwise(at, wording) {
			return ErrContradicts
		}
	}
	return nil
}

// checkProposal asks whether a proposal may be made: its topic is open, and what it names fits.
func (s *State) checkProposal(e *entry.Entry, body *entry.Propose) error {
	m := s.markets[e.Market]
	if m == nil || m.current() == nil {
		return nil
	}
	if old, done := m.topics[body.Topic.Key()]; done && old.node.hash != e.Hash() {
		return ErrContradicts
	}
	switch value := body.Value.(type) {
	case *entry.NextEpoch:
		if m.seatsAgain(value, body.Topic.Number-1) {
			return ErrSeatUsed
		}
	case *entry.Expire:
		return s.checkExpire(m, body.Topic.Series, value)
	}
	return nil
}

// checkExpire asks whether the serials of a series may go back to their issuer now. A decision
// that came too soon would be void, and leave the series without another.
func (s *State) checkExpire(m *market, series entry.Hash, value *entry.Expire) error {
	x := s.series[series]
	if x == nil || x.node.chain.ref.Market != m.id {
		return ErrUnknown
	}
	if m.current().number <= x.issue.LastEpoch {
		return ErrTooEarly
	}
	for _, r := range value.Returned {
		for serial := r.From; serial <= r.To; serial++ {
			switch {
			case serial > len(x.coupons):
				return ErrUnknown
			case len(x.coupons[serial-1].cashed) > 0:
				return x.coupons[serial-1].cashedError()
			case x.coupons[serial-1].cancelled:
				return ErrCancelled
			}
		}
	}
	return nil
}

// cashedError tells when and to whom; of several redemptions it names the lowest hash.
func (c *coupon) cashedError() *Cashed {
	first := c.cashed[0]
	for _, n := range c.cashed {
		if lessHash(n.hash, first.hash) {
			first = n
		}
	}
	body := first.entry.Body.(*entry.Redeem)
	return &Cashed{When: first.firstVote(), To: Ref{body.Market, body.Account}}
}
