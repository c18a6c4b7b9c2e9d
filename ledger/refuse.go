package ledger

import (
	"errors"
	"fmt"

	"foirail/ledger/entry"
)

// Why an entry is not taken in. Core.Step returns these; nothing was kept.
var (
	ErrSignature  = errors.New("a signature does not hold")
	ErrCommunity  = errors.New("entry of another community")
	ErrOutOfOrder = errors.New("the entry before it is missing")
	ErrStranger   = errors.New("a steward's word by a key that is no steward's")
	ErrNotCoupon  = errors.New("redemption by a key that is not the coupon's")
)

// Why an entry gets no vote. The steward's rules return these; the entry may be held all the
// same, and get its vote later.
var (
	ErrNotSteward   = errors.New("no steward's key of the current epoch")
	ErrPredecessor  = errors.New("the entry before it is not certified")
	ErrSlotTaken    = errors.New("this steward has voted for another entry in the slot")
	ErrForkSeen     = errors.New("the account has signed two entries for one slot")
	ErrInsufficient = errors.New("the balance does not cover it")
	ErrUnknown      = errors.New("the series is not known")
	ErrIssuer       = errors.New("the series is another account's")
	ErrNotDormant   = errors.New("a serial named is not dormant")
	ErrNotActive    = errors.New("the coupon is not active")
	ErrCancelled    = errors.New("the coupon is cancelled")
	ErrExpired      = errors.New("the coupon has expired")
	ErrCashed       = errors.New("the coupon is cashed")
	ErrLinked       = errors.New("the key is linked already")
	ErrKeyReused    = errors.New("a coupon key of the series is used already")
	ErrTooSmall     = errors.New("less than the chain lets exist")
	ErrCouponKey    = errors.New("a coupon's key may only redeem its coupon")
)

// Insufficient is ErrInsufficient with its figures, in units.
type Insufficient struct{ Has, Needs int64 }

func (e *Insufficient) Error() string {
	return fmt.Sprintf("%v: %d of %d units", ErrInsufficient, e.Has, e.Needs)
}

// Is makes errors.Is find ErrInsufficient.
func (e *Insufficient) Is(target error) bool { return target == ErrInsufficient }

// Cashed is ErrCashed with when, as the stewards' votes say it, and to whom.
type Cashed struct {
	When uint32 // seconds since 1970
	To   Ref
}

func (e *Cashed) Error() string { return ErrCashed.Error() }

// Is makes errors.Is find ErrCashed.
func (e *Cashed) Is(target error) bool { return target == ErrCashed }

// ExistentialDeposit is the least that a withdrawal may ask for when the community has a chain:
// 1.00 Ğ1, below which the chain lets no account exist.
const ExistentialDeposit entry.Amount = 100

// Check asks of an entry, held or not, whether the rules for voters let it count, given what is
// spoken for already. It returns nil, or one of the errors above. Slots and forks are the
// steward's own affair.
func (s *State) Check(e *entry.Entry, spokenFor int64) error {
	c := s.account(Ref{e.Market, e.Author})
	if _, coupon := s.couponKeys[e.Author]; coupon && e.Kind() != entry.KindRedeem {
		return ErrCouponKey
	}
	switch body := e.Body.(type) {
	case *entry.Pay:
		for _, p := range body.Payees {
			if _, coupon := s.couponKeys[p.Account]; coupon {
				return ErrCouponKey
			}
		}
		return s.cover(c, int64(body.Total())+spokenFor, !body.Abroad(e.Market))
	case *entry.Withdraw:
		if body.Amount < ExistentialDeposit && s.founding != nil && !s.founding.Genesis.IsZero() {
			return ErrTooSmall
		}
		return s.cover(c, int64(body.Amount)+spokenFor, false)
	case *entry.Issue:
		for _, k := range body.Keys {
			if list := s.couponKeys[k]; len(list) > 0 && list[0].Series != e.Hash() {
				return ErrKeyReused
			}
		}
		return s.cover(c, int64(body.Total())+spokenFor, false)
	case *entry.Activate:
		return s.checkMark(c, body.Series, body.Ranges)
	case *entry.Cancel:
		return s.checkMark(c, body.Series, body.Ranges)
	case *entry.Redeem:
		return s.checkRedeem(e, body)
	case *entry.Link:
		if old := s.links[Ref{e.Market, body.Key}]; old != nil && old.hash != e.Hash() {
			return ErrLinked
		}
	}
	return nil
}

// cover asks whether the certified balance, with an advance where one may be used, covers need.
func (s *State) cover(c *chain, need int64, advance bool) error {
	has := c.final + c.backed
	if advance {
		has += s.Advance(c.ref)
	}
	if has < need {
		return &Insufficient{Has: has, Needs: need}
	}
	return nil
}

func (s *State) checkMark(c *chain, of entry.Hash, ranges []entry.Range) error {
	x := s.series[of]
	switch {
	case x == nil:
		return ErrUnknown
	case x.node.chain != c:
		return ErrIssuer
	}
	for _, r := range ranges {
		for serial := r.From; serial <= r.To; serial++ {
			if serial > len(x.coupons) || len(x.coupons[serial-1].marks) > 0 || x.coupons[serial-1].expired {
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
	case c.expired:
		return ErrExpired
	case !c.active:
		return ErrNotActive
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
	return &Cashed{When: first.when, To: Ref{body.Market, body.Account}}
}

// Advance is how far a member may go below zero: the UDs since his last attested state on the
// chain, up to the policy's cap and his share of the fund's part, less what he deposited since.
func (s *State) Advance(r Ref) int64 {
	m := s.markets[r.Market]
	if m == nil || m.current() == nil {
		return 0
	}
	known, ok := m.members[r.Key]
	if !ok || known.fact.FirstUD == 0 {
		return 0
	}
	var sum, daily int64
	for day := known.fact.FirstUD; day <= m.lastDay; day++ {
		if amount, attested := m.days[day]; attested {
			daily = int64(amount)
		}
		sum += daily
	}
	policy := m.current().policy
	limit := min(int64(policy.AdvanceCap), int64(policy.AdvancePart)/int64(max(1, m.memberCount())))
	sum = min(sum, limit) - (s.account(r).deposited - known.deposited)
	return max(sum, 0)
}

// memberCount is how many accounts the newest attested facts call members.
func (m *market) memberCount() int {
	n := 0
	for _, known := range m.members {
		if known.fact.FirstUD != 0 {
			n++
		}
	}
	return n
}
