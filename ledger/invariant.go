package ledger

import (
	"errors"
	"fmt"

	"foirail/ledger/entry"
)

// ErrBreach is returned when an invariant of the ledger does not hold: a defect in this program,
// or a disk that lied.
var ErrBreach = errors.New("an invariant is broken")

// Conserved is invariant I1: in each market, balances and live coupons are what was deposited,
// less what was withdrawn, less what left for other markets, with what came from them.
func (sum *Summary) Conserved() error {
	has := map[entry.MarketID]int64{}
	for _, a := range sum.Accounts {
		has[a.Ref.Market] += a.Final + a.Backed
	}
	for _, x := range sum.Series {
		has[x.Market] += x.Live
	}
	var outward, inward int64
	for _, m := range sum.Markets {
		if want := m.Deposits - m.Withdrawals - m.Outward + m.Inward; has[m.ID] != want {
			return fmt.Errorf("%w: I1: market %v holds %d units and should hold %d", ErrBreach, m.ID, has[m.ID], want)
		}
		outward, inward = outward+m.Outward, inward+m.Inward
	}
	if outward != inward {
		return fmt.Errorf("%w: I1: %d units left markets and %d came to others", ErrBreach, outward, inward)
	}
	return nil
}

// OnePerSlot is invariants I2 and I10, as far as the state can show them: no slot has two
// entries with a full certificate, and no coupon was cashed twice.
func (s *State) OnePerSlot() error {
	for _, x := range s.series {
		for i := range x.coupons {
			if len(x.coupons[i].cashed) > 1 {
				return fmt.Errorf("%w: I10: coupon %d of %v was cashed twice", ErrBreach, i+1, x.node.hash)
			}
		}
	}
	for _, c := range s.accounts {
		if c.forked == 0 {
			continue
		}
		for _, first := range c.slots {
			final := 0
			for n := first; n != nil; n = n.twin {
				// The end of a dispute may let both count; it is no certificate.
				if n.level == Final && n.kind.Owned() && (n.tally == nil || n.full()) {
					final++
				}
			}
			if final > 1 {
				return fmt.Errorf("%w: I2: slot %d of %v has two entries that are final", ErrBreach, first.seq, c.ref.Key)
			}
		}
	}
	return nil
}

// NoneBelow is invariant I5: no account that never forked stands below minus the largest advance
// that a policy could have granted it.
func (s *State) NoneBelow() error {
	for r, c := range s.accounts {
		total := c.final + c.backed
		if total >= 0 || c.forked > 0 || r.Key == FundKey(s.community, r.Market) {
			continue
		}
		if total < -s.largestAdvance(r) {
			return fmt.Errorf("%w: I5: account %v stands at %d units", ErrBreach, r.Key, total)
		}
	}
	return nil
}

// largestAdvance is the highest cap of any epoch for an account that was ever called a member.
func (s *State) largestAdvance(r Ref) (largest int64) {
	m := s.markets[r.Market]
	if m == nil || m.members[r.Key].fact == nil {
		return 0
	}
	for _, e := range m.epochs {
		largest = max(largest, int64(e.policy.AdvanceCap))
	}
	return largest
}
