package main

import (
	"context"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// backing tells where the money of the market is.
func (t *terminal) backing() *cobra.Command {
	return t.command("backing", "", func(ctx context.Context, _ []string) error {
		return tells(ctx, t, "backing", node.BackingRequest{}, t.backingTable)
	})
}

func (t *terminal) backingTable(b node.BackingReply) {
	t.table([]string{t.word("head.issued"), t.amount(b.Issued)},
		[]string{t.word("head.dormant"), t.amount(b.Dormant)},
		[]string{t.word("head.active"), t.amount(b.Active)},
		[]string{t.word("head.cashed"), t.amount(b.Cashed)},
		[]string{t.word("head.cancelled"), t.amount(b.Cancelled)},
		[]string{t.word("head.expired"), t.amount(b.Expired)},
		[]string{t.word("head.vault"), t.amount(b.Vault)})
	if b.OnChain != nil {
		t.table([]string{t.word("vault.onchain"), t.amount(*b.OnChain)})
	}
	t.fundTable(b.Fund)
	t.borderTable(b.Borders)
}

// fundTable tells how the guarantee fund stands, and what stands open against it.
func (t *terminal) fundTable(f node.FundReply) {
	rows := [][]string{{t.word("fund.held"), t.amount(f.Held)}, {t.word("fund.stands"), t.amount(f.Stands)}}
	for _, row := range []struct {
		key    string
		amount int64
	}{
		{"fund.missing", max(0, f.Stands-f.Held)}, {"fund.borne", f.Borne}, {"fund.open", f.Open},
		{"fund.advanced", f.Advanced}, {"fund.owed", f.Owed},
	} {
		if row.amount != 0 {
			rows = append(rows, []string{t.word(row.key), t.amount(row.amount)})
		}
	}
	t.table(append(rows, []string{t.word("fund.account"), f.Account.String()})...)
}

// borderTable tells what has crossed to and from other markets, and who owes whom.
func (t *terminal) borderTable(list []node.BorderReply) {
	if len(list) == 0 {
		return
	}
	rows := [][]string{t.words("market.border", "market.in", "market.out", "market.got", "market.sent", "market.net", "market.line")}
	for _, b := range list {
		key, owed := "market.net.owed", b.Owed
		switch {
		case owed == 0:
			key = "market.net.square"
		case owed < 0:
			key, owed = "market.net.owing", -owed
		}
		rows = append(rows, []string{t.nameless(b.Market), t.amount(b.In), t.amount(b.Out), t.amount(b.Got), t.amount(b.Sent), t.word(key, "amount", t.amount(owed)), t.amount(b.Line)})
	}
	t.table(rows...)
}
