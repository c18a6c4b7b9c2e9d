package main

import (
	"context"

	"github.com/spf13/cobra"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// balance tells what an account has.
func (t *terminal) balance() *cobra.Command {
	return t.command("balance", "ACCOUNT", func(ctx context.Context, args []string) error {
		return tells(ctx, t, "balance", node.BalanceRequest{Account: args[0]}, func(reply node.BalanceReply) {
			rows := [][]string{{t.level("final"), t.amount(reply.Final)}}
			if reply.Backed != 0 {
				rows = append(rows, []string{t.level("backed"), t.amount(reply.Backed)})
			}
			if reply.Promised != 0 {
				rows = append(rows, []string{t.level("promised"), t.amount(reply.Promised)})
			}
			t.table(rows...)
		})
	})
}

// history tells what has moved an account's money, the newest first.
func (t *terminal) history() *cobra.Command {
	var in node.HistoryRequest
	c := t.command("history", "ACCOUNT", func(ctx context.Context, args []string) error {
		in.Account = args[0]
		return lists(ctx, t, "history", in, func(list []node.HistoryLine) {
			var rows [][]string
			for _, line := range list {
				rows = append(rows, []string{t.when(line.Time), t.amount(line.Amount), t.level(line.Entry.Level),
					t.movement(line), line.Memo})
			}
			if len(rows) == 0 {
				rows = [][]string{{t.word("head.nothing")}}
			}
			t.table(rows...)
			t.tellBefore(ctx)
		})
	})
	c.Flags().IntVar(&in.Limit, "limit", 0, t.word("flag.limit"))
	return c
}

// tellBefore says from when on this machine knows what has moved, if not from the first entry on.
func (t *terminal) tellBefore(ctx context.Context) {
	if s, err := ask[node.StatusReply](ctx, t, "status", node.StatusRequest{}); err == nil && !s.From.First {
		t.note("mesh.from.before", "when", t.when(s.From.Time))
	}
}

// movement says in words what one line of a history was.
func (t *terminal) movement(line node.HistoryLine) string {
	what := line.Kind
	switch {
	case line.Kind == "pay" && line.Amount < 0:
		what = t.word("head.paid")
	case line.Kind == "pay":
		what = t.word("head.received")
	case line.Kind == "redeem":
		what = t.word("head.received.coupon")
	case words.Has("kind." + line.Kind):
		what = t.word("kind." + line.Kind)
	}
	if line.Other != "" {
		what += " " + line.Other
	}
	return what
}
