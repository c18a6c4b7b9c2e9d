package entry

import (
	"errors"
	"math/big"
	"testing"
)

func TestPlus(t *testing.T) {
	for _, c := range []struct {
		a, b, want Amount
		err        error
	}{
		{0, 0, 0, nil},
		{1, 2, 3, nil},
		{MaxAmount, 0, MaxAmount, nil},
		{MaxAmount - 1, 1, MaxAmount, nil},
		{MaxAmount, 1, 0, ErrRange},
		{1, MaxAmount, 0, ErrRange},
		{MaxAmount, MaxAmount, 0, ErrRange},
		{-1, 2, 0, ErrRange},
		{2, -1, 0, ErrRange},
		{1<<63 - 1, 1, 0, ErrRange},
		{-1 << 63, -1 << 63, 0, ErrRange},
	} {
		if got, err := c.a.Plus(c.b); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%d plus %d: got %d %v, want %d %v", c.a, c.b, got, err, c.want, c.err)
		}
	}
}

func TestTimes(t *testing.T) {
	const maxInt = int(^uint(0) >> 1)
	for _, c := range []struct {
		a    Amount
		n    int
		want Amount
		err  error
	}{
		{0, 0, 0, nil},
		{5, 0, 0, nil},
		{0, maxInt, 0, nil},
		{7, 6, 42, nil},
		{MaxAmount, 1, MaxAmount, nil},
		{MaxAmount, 2, 0, ErrRange},
		{MaxAmount / 2, 2, MaxAmount - 1, nil},
		{MaxAmount/2 + 1, 2, 0, ErrRange},
		{MaxAmount + 1, 0, 0, ErrRange},
		{MaxAmount, maxInt, 0, ErrRange},
		{-1, 1, 0, ErrRange},
		{1, -1, 0, ErrRange},
	} {
		if got, err := c.a.Times(c.n); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%d times %d: got %d %v, want %d %v", c.a, c.n, got, err, c.want, c.err)
		}
	}
}

// FuzzAmount holds the checked arithmetic against integers that cannot overflow.
func FuzzAmount(f *testing.F) {
	f.Add(int64(MaxAmount), int64(1))
	f.Add(int64(1)<<62, int64(4))
	f.Fuzz(func(t *testing.T, a, b int64) {
		most := big.NewInt(int64(MaxAmount))
		sound := a >= 0 && b >= 0 && a <= int64(MaxAmount)
		agree := func(verb string, got Amount, err error, want *big.Int, sound bool) {
			if fits := sound && want.Cmp(most) <= 0; fits != (err == nil) || (fits && int64(got) != want.Int64()) {
				t.Errorf("%d %s %d: got %d %v", a, verb, b, got, err)
			}
		}
		sum, err := Amount(a).Plus(Amount(b))
		agree("plus", sum, err, new(big.Int).Add(big.NewInt(a), big.NewInt(b)), sound && b <= int64(MaxAmount))
		if n := int(b); int64(n) == b {
			product, err := Amount(a).Times(n)
			agree("times", product, err, new(big.Int).Mul(big.NewInt(a), big.NewInt(b)), sound)
		}
	})
}
