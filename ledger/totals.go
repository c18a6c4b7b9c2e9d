package ledger

// Totals is the part of a Summary that money is in: each account with a balance, the live money of
// each series, and what came to each market and left it, in no order. It is what Conserved needs, for
// those who ask after every step; it costs time in proportion to accounts and coupons.
func (s *State) Totals() *Summary {
	sum := &Summary{Community: s.community}
	for _, m := range s.markets {
		sum.Markets = append(sum.Markets, MarketSummary{ID: m.id, Deposits: m.deposits, Withdrawals: m.withdrawals,
			Outward: m.outward, Inward: m.inward})
	}
	for r, c := range s.accounts {
		if c.final != 0 || c.backed != 0 {
			sum.Accounts = append(sum.Accounts, AccountSummary{Ref: r, Final: c.final, Backed: c.backed})
		}
	}
	for h, x := range s.series {
		one := SeriesSummary{Market: x.node.chain.ref.Market, Series: h}
		for i := range x.coupons {
			live, _, _ := x.coupons[i].split()
			one.Live += live
		}
		sum.Series = append(sum.Series, one)
	}
	return sum
}
