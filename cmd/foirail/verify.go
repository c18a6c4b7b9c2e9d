package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// verify has everything counted again. A breach is exit class 10; what was counted is told all
// the same.
func (t *terminal) verify() *cobra.Command {
	return t.command("verify", "", func(ctx context.Context, _ []string) error {
		reply, err := ask[node.VerifyReply](ctx, t, "verify", node.VerifyRequest{})
		if err != nil {
			return err
		}
		err = t.answer(reply, func() {
			if reply.OK {
				t.say("done.verify", "count", fmt.Sprint(reply.Entries), "hash", reply.State)
			}
			t.table([]string{t.word("mesh.row.from"), t.from(reply.From)})
			t.totals(reply.Totals)
		})
		if err == nil && !reply.OK {
			breach := fail(words.Breach, "code", strings.Join(reply.Found, "; "))
			breach.Why = strings.Join(reply.Found, "; ")
			return breach
		}
		return err
	})
}

// from tells from where a ledger counts.
func (t *terminal) from(f node.FromReply) string {
	if f.First || f.State == "" {
		return t.word("mesh.from.first")
	}
	var names []string
	for i, name := range f.Names {
		if name == "" {
			name = f.By[i].String()
		}
		names = append(names, strings.Map(plain, name))
	}
	return t.word("mesh.from.checkpoint", "number", fmt.Sprint(f.Epoch), "when", t.when(f.Time), "name", strings.Join(names, ", "))
}

func (t *terminal) totals(sum node.Totals) {
	t.table([]string{t.word("head.deposits"), t.amount(sum.Deposits)},
		[]string{t.word("head.withdrawals"), t.amount(sum.Withdrawals)},
		[]string{t.word("head.conservation"), t.amount(sum.Deposits - sum.Withdrawals)},
		[]string{t.word("head.balances"), t.amount(sum.Balances)},
		[]string{t.word("head.coupons"), t.amount(sum.Coupons)})
}
