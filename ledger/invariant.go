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
			full := 0
			for n := first; n != nil; n = n.twin {
				if n.full {
					full++
				}
			}
			if full > 1 {
				return fmt.Errorf("%w: I2: slot %d of %v has two full certificates", ErrBreach, first.seq, c.ref.Key)
			}
		}
	}
	return nil
}

// NoneBelow is invariant I5: no account that never forked stands below minus its advance.
func (s *State) NoneBelow() error {
	for r, c := range s.accounts {
		fund := r.Key == FundKey(s.community, r.Market)
		if total := c.final + c.backed; total < 0 && c.forked == 0 && !fund && total < -s.Advance(r) {
			return fmt.Errorf("%w: I5: account %v stands at %d units", ErrBreach, r.Key, total)
		}
	}
	return nil
}
