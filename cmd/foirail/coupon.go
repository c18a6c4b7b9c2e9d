package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// coupon holds what is done with paper.
func (t *terminal) coupon() *cobra.Command {
	return t.group("coupon", t.couponIssue(), t.couponPrint(), t.couponActivate(), t.couponCancel(), t.couponExpire(),
		t.couponCheck(), t.couponRedeem(), t.couponList())
}

// shortSeries is a series as it is called on paper.
func shortSeries(name string) string {
	const letters = 8
	if len(name) < letters {
		return name
	}
	return strings.ToUpper(name[:letters])
}

func (t *terminal) couponIssue() *cobra.Command {
	var in node.IssueRequest
	c := t.command("coupon issue", "", func(ctx context.Context, _ []string) (err error) {
		if err := t.needLedger(); err != nil {
			return err
		}
		in.DryRun, t.known["account"] = t.dryRun, in.From
		if in.Passphrase, err = t.passphrase(ctx); err != nil {
			return err
		}
		reply, err := ask[node.IssueReply](ctx, t, "coupon issue", in)
		if err != nil {
			return err
		}
		t.settle(ctx, &reply.Entry)
		return t.made(reply, reply.Entry.Level, func() {
			t.say("done.issue", "series", shortSeries(reply.Series), "count", fmt.Sprint(reply.Coupons), "amount", t.amount(reply.Total))
		})
	}, "from", "make", "expires")
	f := c.Flags()
	f.StringVar(&in.From, "from", "", t.word("flag.from"))
	f.StringVar(&in.Make, "make", "", t.word("flag.make"))
	f.StringVar(&in.Expires, "expires", "", t.word("flag.expires"))
	f.Uint32Var(&in.LastEpoch, "last-epoch", 0, t.word("flag.last-epoch"))
	f.StringVar(&in.Issuer, "issuer", "", t.word("flag.issuer"))
	return c
}

func (t *terminal) couponList() *cobra.Command {
	return t.command("coupon list", "[SERIES]", func(ctx context.Context, args []string) error {
		var in node.SeriesRequest
		if len(args) > 0 {
			in.Series = args[0]
		}
		return lists(ctx, t, "coupon list", in, t.seriesTable)
	})
}

// states are what a coupon can be in the ledger, as people meet them.
var states = []string{"dormant", "good", "cashed", "cancelled", "expired"}

func (t *terminal) seriesTable(list []node.SeriesReply) {
	head := t.words("head.series", "head.issuer", "head.expiry", "head.total", "row.printed")
	for _, state := range states {
		head = append(head, t.word("state."+state))
	}
	rows := [][]string{head}
	for _, x := range list {
		row := []string{shortSeries(x.Series), x.Issuer, x.Expires, t.amount(x.Total), fmt.Sprintf("%d/%d", x.Printed, x.Coupons)}
		for _, state := range states {
			row = append(row, fmt.Sprint(x.Count[state]))
		}
		rows = append(rows, row)
	}
	t.table(rows...)
}
