package chain

import (
	"math"

	"foirail/ledger"
	"foirail/ledger/keys"
)

// Sum is the line on which everything must come out: what came in and has not gone is what people have.
// Should it not, Difference says by how much, and the ledger is not to be trusted before it is found.
type Sum struct {
	Deposits int64 `json:"deposits"`
	Paid     int64 `json:"paid"`    // withdrawals that the chain has paid
	Outward  int64 `json:"outward"` // to other markets
	Inward   int64 `json:"inward"`
	Came     int64 `json:"came"` // deposits - paid - outward + inward

	Balances int64 `json:"balances"` // of those above zero
	Below    int64 `json:"below"`    // of those below zero
	Fund     int64 `json:"fund"`
	Coupons  int64 `json:"coupons"`
	Owed     int64 `json:"owed"`
	Has      int64 `json:"has"` // the last five

	Difference int64 `json:"difference"` // came - has: 0
}

// sum adds up one market.
func (b *books) sum(totals *ledger.Summary, m ledger.MarketSummary) Sum {
	x := Sum{Deposits: m.Deposits, Outward: m.Outward, Inward: m.Inward}
	for _, w := range b.asked {
		if by := b.by[w.Entry]; by != nil && by.Receipt != nil {
			x.Paid += int64(w.Amount)
		} else {
			x.Owed += int64(w.Amount)
		}
	}
	fund := ledger.FundKey(b.s.Community(), m.ID)
	for _, a := range totals.Accounts {
		switch total := a.Final + a.Backed; {
		case a.Ref.Market != m.ID:
		case a.Ref.Key == fund:
			x.Fund += total
		case total < 0:
			x.Below += total
		default:
			x.Balances += total
		}
	}
	for _, series := range totals.Series {
		if series.Market == m.ID {
			x.Coupons += series.Live
		}
	}
	x.Came = x.Deposits - x.Paid - x.Outward + x.Inward
	x.Has = x.Balances + x.Below + x.Fund + x.Coupons + x.Owed
	x.Difference = x.Came - x.Has
	return x
}

// VaultReport is the vault on the chain against the ledger.
type VaultReport struct {
	Account    keys.Account `json:"account"`
	Height     uint32       `json:"height"` // the finalised block that was read
	Free       uint64       `json:"free"`
	Kept       uint64       `json:"kept"`       // what the chain keeps back, as while a marker stands
	Old        uint64       `json:"old"`        // in the vaults that the market had before
	Own        int64        `json:"own"`        // and of it the money of those whose key alone is a vault, which is none of the vault's
	Aside      int64        `json:"aside"`      // and what is kept aside, which is nobody's yet
	Should     int64        `json:"should"`     // deposits, strays and what other markets have paid, less what batches have paid
	Difference int64        `json:"difference"` // free + kept + old - own - aside - should
	Twice      int64        `json:"twice"`      // what batches have paid more than once
	Others     int          `json:"others"`     // further vaults of the market, which were not looked into
}

// vault holds the vaults against the ledger; nil while the chain has not been asked. What crosses a border
// stays in the vault into which it came, until it is paid from vault to vault.
func (b *books) vault(m ledger.MarketSummary) *VaultReport {
	st, err := StandingOf(b.s, b.market)
	if b.ground == nil || err != nil {
		return nil
	}
	v := &VaultReport{Account: st.Vault.Account, Height: b.ground.Height, Free: b.ground.Free, Kept: b.ground.Reserved, Should: m.Deposits - b.paidOut() + b.besides()}
	for _, f := range b.aside() {
		v.Aside += int64(f.Amount)
	}
	for _, own := range b.ground.Own {
		v.Own += max(0, own) // who lacks something has no other's to make it up
	}
	for _, w := range b.asked {
		if by := b.by[w.Entry]; by != nil && by.Receipt != nil {
			v.Twice -= int64(w.Amount)
		}
	}
	v.Twice += b.paidOut()
	for _, old := range Vaults(b.s, b.market) {
		if holds, looked := b.ground.Old[old.Account]; looked && old.Account != st.Vault.Account {
			v.Old += holds
		} else if old.Account != st.Vault.Account {
			v.Others++
		}
	}
	v.Difference = int64(min(v.Free+v.Kept+v.Old, math.MaxInt64)) - v.Own - v.Aside - v.Should
	return v
}
