package entry

import "errors"

// Amount is money in units of 0.01 Ğ1, from 0 to MaxAmount. Sums of amounts on one entry are
// checked; the ledger's balances are wider.
type Amount int64

// MaxAmount is the largest amount that one entry can move: 2^49-1 units, some 5.6 thousand
// billion Ğ1, which takes 7 bytes.
const MaxAmount Amount = 1<<49 - 1

// ErrRange is returned when a sum or a product leaves 0 to MaxAmount.
var ErrRange = errors.New("amount out of range")

// Plus adds two amounts, or returns ErrRange.
func (a Amount) Plus(b Amount) (Amount, error) {
	if a < 0 || b < 0 || a > MaxAmount || b > MaxAmount || a+b > MaxAmount {
		return 0, ErrRange
	}
	return a + b, nil
}

// Times multiplies an amount by a count, or returns ErrRange.
func (a Amount) Times(n int) (Amount, error) {
	if a < 0 || n < 0 || a > MaxAmount || (n > 0 && a > MaxAmount/Amount(n)) {
		return 0, ErrRange
	}
	return a * Amount(n), nil
}
