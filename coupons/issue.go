package coupons

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Issue makes the body that issues the series, with all its coupons' keys, on all cores. The
// denominations come in any order; those of one value are put together. lastEpoch is the epoch
// after which the series may expire, lastDay the date printed, in days since 1970, issuer the
// name on paper. It returns entry.ErrForm for denominations that no series may have; Entry.Sign
// checks the rest.
func (m *Maker) Issue(denominations []entry.Denomination, lastEpoch, lastDay uint32, issuer string) (*entry.Issue, error) {
	tidy, count, err := tidied(denominations)
	if err != nil {
		return nil, err
	}
	list, err := m.keyList(count)
	if err != nil {
		return nil, err
	}
	return &entry.Issue{
		Denominations: tidy,
		LastEpoch:     lastEpoch,
		LastDay:       lastDay,
		Issuer:        issuer,
		SeriesKey:     m.SeriesKey(),
		Root:          entry.Root(list),
		Keys:          list,
	}, nil
}

// tidied is a copy of the denominations, values ascending and distinct, and how many coupons
// they are.
func tidied(denominations []entry.Denomination) ([]entry.Denomination, int, error) {
	sorted := slices.SortedFunc(slices.Values(denominations), func(a, b entry.Denomination) int {
		return cmp.Compare(a.Value, b.Value)
	})
	var tidy []entry.Denomination
	count := 0
	for _, d := range sorted {
		if d.Value < 1 || d.Value > entry.MaxCouponValue || d.Count < 1 || d.Count > entry.MaxCoupons {
			return nil, 0, fmt.Errorf("%w: %d coupons of %d", entry.ErrForm, d.Count, d.Value)
		}
		if count += d.Count; count > entry.MaxCoupons {
			return nil, 0, fmt.Errorf("%w: more than %d coupons", entry.ErrForm, entry.MaxCoupons)
		}
		if last := len(tidy) - 1; last >= 0 && tidy[last].Value == d.Value {
			tidy[last].Count += d.Count
			continue
		}
		tidy = append(tidy, d)
	}
	if len(tidy) < 1 || len(tidy) > entry.MaxDenominations {
		return nil, 0, fmt.Errorf("%w: %d denominations", entry.ErrForm, len(tidy))
	}
	return tidy, count, nil
}

// keyList derives the coupons' keys, each worker its own serials.
func (m *Maker) keyList(count int) ([]keys.Account, error) {
	list := make([]keys.Account, count)
	workers := min(runtime.GOMAXPROCS(0), count)
	failed := make([]error, workers)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < count && failed[w] == nil; i += workers {
				list[i], failed[w] = m.account(i + 1)
			}
		})
	}
	group.Wait()
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// account is the public key of a serial's coupon.
func (m *Maker) account(serial int) (keys.Account, error) {
	secret, err := m.Secret(serial)
	if err != nil {
		return keys.Account{}, err
	}
	key, err := secret.Key()
	if err != nil {
		return keys.Account{}, err
	}
	return key.Account(), nil
}
