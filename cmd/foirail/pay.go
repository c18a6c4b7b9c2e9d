package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// pay pays somebody, or many out of a file.
func (t *terminal) pay() *cobra.Command {
	var in node.PayRequest
	var to, csv string
	c := t.command("pay", "[AMOUNT] [MEMO]", func(ctx context.Context, args []string) error {
		in.DryRun, t.known["account"] = t.dryRun, in.From
		if csv != "" {
			return t.payMany(ctx, in, to, csv, args)
		}
		if to == "" {
			return t.usage("usage.needs", "name", "--to")
		}
		if len(args) == 0 {
			return t.usage("usage.needs", "name", "AMOUNT")
		}
		in.To, in.Memo = []node.Payment{{To: to, Amount: args[0]}}, strings.Join(args[1:], "")
		return t.payOne(ctx, in)
	}, "from")
	c.Flags().StringVar(&in.From, "from", "", t.word("flag.from"))
	c.Flags().StringVar(&to, "to", "", t.word("flag.to"))
	c.Flags().StringVar(&in.ID, "id", "", t.word("flag.id"))
	c.Flags().StringVar(&csv, "from-csv", "", t.word("flag.from-csv"))
	return c
}

// payOne makes one payment.
func (t *terminal) payOne(ctx context.Context, in node.PayRequest) (err error) {
	if err := t.needLedger(); err != nil {
		return err
	}
	if in.Passphrase, err = t.passphrase(ctx); err != nil {
		return err
	}
	reply, err := ask[node.EntryReply](ctx, t, "pay", in)
	if err != nil {
		return err
	}
	t.settle(ctx, &reply.Entry)
	return t.made(reply, reply.Entry.Level, func() {
		t.say("done.pay", "amount", t.typed(in.To[0].Amount), "to", in.To[0].To, "level", t.level(reply.Entry.Level))
	})
}

// typed writes an amount that the node has taken, for people.
func (t *terminal) typed(text string) string { return t.amount(typedUnits(text)) }

// typedUnits is an amount that the node has taken, in units of 0.01 Ğ1. The node is who judges
// what people type; nothing is decided by this.
func typedUnits(text string) int64 {
	whole, cents, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(text), ",", "."), ".")
	units, err := strconv.ParseInt(whole+(cents + "00")[:2], 10, 64)
	if err != nil {
		return 0
	}
	return units
}

// withdraw asks for money to be paid out on the chain.
func (t *terminal) withdraw() *cobra.Command {
	var in node.WithdrawRequest
	c := t.command("withdraw", "AMOUNT", func(ctx context.Context, args []string) (err error) {
		if err := t.needLedger(); err != nil {
			return err
		}
		in.Amount, in.DryRun = args[0], t.dryRun
		t.known["account"], t.known["amount"] = in.From, t.typed(in.Amount)
		if in.Passphrase, err = t.passphrase(ctx); err != nil {
			return err
		}
		reply, err := ask[node.EntryReply](ctx, t, "withdraw", in)
		if err != nil {
			return err
		}
		t.settle(ctx, &reply.Entry)
		if in.To == "" {
			in.To = in.From
		}
		return t.made(reply, reply.Entry.Level, func() {
			t.say("done.withdraw", "amount", t.typed(in.Amount), "to", in.To, "level", t.level(reply.Entry.Level))
		})
	}, "from")
	c.Flags().StringVar(&in.From, "from", "", t.word("flag.from"))
	c.Flags().StringVar(&in.To, "to", "", t.word("flag.to.address"))
	c.Flags().StringVar(&in.ID, "id", "", t.word("flag.id"))
	return c
}

// lineID is the id of one line of a file of payments, so that the same file under the same id is
// paid once.
func lineID(id string, line int) string {
	if id == "" {
		return ""
	}
	return fmt.Sprintf("%s/%d", id, line)
}
