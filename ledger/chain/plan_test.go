package chain_test

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// account is the n-th of some accounts.
func account(n int) (a keys.Account) {
	binary.BigEndian.PutUint32(a[:], uint32(n+1))
	return a
}

func owes(n int, to int, amount entry.Amount, epoch uint32) ledger.Withdrawal {
	var h entry.Hash
	binary.BigEndian.PutUint32(h[:], uint32(n+1))
	return ledger.Withdrawal{Entry: h, To: account(to), Amount: amount, Epoch: epoch}
}

// rich is a chain on which the vault has so much, and the first so many accounts are there.
func rich(free uint64, there int) chain.Ground {
	g := chain.Ground{Existential: 100, MarkerCost: 141, MarkerMore: 33, Free: free, There: map[keys.Account]bool{}}
	for i := range there {
		g.There[account(i)] = true
	}
	return g
}

func planned(owed []ledger.Withdrawal, g chain.Ground) chain.Plan {
	vault := chain.Vault{Account: keys.Account{0xff}}
	return chain.MakePlan(vault, 7, owed, g, func(a keys.Account) bool { return a == keys.Account{0xfe} })
}

// why tells why a withdrawal is held; nil where it is paid.
func why(t *testing.T, p chain.Plan, w ledger.Withdrawal) error {
	t.Helper()
	for _, h := range p.Held {
		if h.Withdrawal.Entry == w.Entry {
			return h.Why
		}
	}
	if !slices.Contains(p.Paid(), w.Entry) {
		t.Errorf("%v is neither paid nor held", w.Entry)
	}
	return nil
}

func TestPlanHoldsBack(t *testing.T) {
	toVault := owes(6, 0, 500, 1)
	toVault.To = keys.Account{0xfe}
	for name, x := range map[string]struct {
		owed []ledger.Withdrawal
		free uint64
		want []error
	}{
		"an account that is there gets any sum":     {[]ledger.Withdrawal{owes(1, 0, 1, 1)}, 1000, []error{nil}},
		"one that is not gets what makes it be":     {[]ledger.Withdrawal{owes(1, 9, 100, 1)}, 1000, []error{nil}},
		"and less waits":                            {[]ledger.Withdrawal{owes(1, 9, 99, 1)}, 1000, []error{chain.ErrNoAccount}},
		"two that are enough together are one":      {[]ledger.Withdrawal{owes(1, 9, 60, 1), owes(2, 9, 40, 1)}, 1000, []error{nil, nil}},
		"unless one of them finds no money":         {[]ledger.Withdrawal{owes(1, 9, 60, 1), owes(2, 9, 40, 2)}, 133 + 70, []error{chain.ErrNoAccount, chain.ErrShort}},
		"the vault goes on being":                   {[]ledger.Withdrawal{owes(1, 0, 1, 1)}, 133, []error{chain.ErrShort}},
		"and pays the rest":                         {[]ledger.Withdrawal{owes(1, 0, 1, 1)}, 134, []error{nil}},
		"an earlier epoch comes first":              {[]ledger.Withdrawal{owes(1, 0, 50, 3), owes(2, 1, 50, 2)}, 133 + 60, []error{chain.ErrShort, nil}},
		"what does not fit does not stop what does": {[]ledger.Withdrawal{owes(1, 0, 500, 1), owes(2, 1, 50, 2)}, 133 + 60, []error{chain.ErrShort, nil}},
		"nothing goes to a vault":                   {[]ledger.Withdrawal{toVault}, 1000, []error{chain.ErrOwnVault}},
	} {
		p := planned(x.owed, rich(x.free, 5))
		for i, w := range x.owed {
			if got := why(t, p, w); !errors.Is(got, x.want[i]) || got == nil != (x.want[i] == nil) {
				t.Errorf("%s: withdrawal %d: %v, want %v", name, i, got, x.want[i])
			}
		}
	}
}

// Of many withdrawals as many are paid as a batch carries, in one transfer for each payee; whoever comes
// first of an epoch nobody can choose, and another batch has another order.
func TestPlanOfMany(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var owed []ledger.Withdrawal
	for i := range 1000 {
		owed = append(owed, owes(i, rnd.IntN(50), entry.Amount(1+rnd.IntN(5000)), uint32(1+rnd.IntN(2))))
	}
	p := planned(owed, rich(1<<40, 50))
	if got := len(p.Paid()); got != entry.MaxPaid || len(p.Payouts) > 50 {
		t.Fatalf("%d are paid by %d transfers", got, len(p.Payouts))
	}
	for _, h := range p.Held {
		if !errors.Is(h.Why, chain.ErrFull) {
			t.Errorf("held: %v", h.Why)
		}
	}
	sum := uint64(0)
	for _, w := range owed {
		if slices.Contains(p.Paid(), w.Entry) {
			sum += uint64(w.Amount)
			if w.Epoch != 1 {
				t.Error("a later epoch is paid while an earlier one waits")
			}
		}
	}
	if sum != p.Total() {
		t.Errorf("it pays %d for %d", p.Total(), sum)
	}
	rnd.Shuffle(len(owed), func(i, j int) { owed[i], owed[j] = owed[j], owed[i] })
	if again := planned(owed, rich(1<<40, 50)); !slices.Equal(again.Paid(), p.Paid()) {
		t.Error("the order in which they are told makes a difference")
	}
	other := chain.MakePlan(chain.Vault{}, 8, owed, rich(1<<40, 50), func(keys.Account) bool { return false })
	if slices.Equal(other.Paid(), p.Paid()) {
		t.Error("another batch has the same order")
	}
}

func BenchmarkPlan(b *testing.B) {
	var owed []ledger.Withdrawal
	for i := range 1000 {
		owed = append(owed, owes(i, i, 500, 1))
	}
	g := rich(1<<40, 1000)
	for b.Loop() {
		planned(owed, g)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "figure:settle.plan.1000:ms")
}
