package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// epoch tells the current epoch, and opens the next one.
func (t *terminal) epoch() *cobra.Command {
	c := t.command("epoch", "", func(ctx context.Context, _ []string) error {
		return tells(ctx, t, "epoch", node.EpochRequest{}, t.epochTable)
	})
	c.Args = t.chooses
	c.AddCommand(t.command("epoch next", "", func(ctx context.Context, _ []string) (err error) {
		if err := t.needLedger(); err != nil {
			return err
		}
		in := node.EpochRequest{Next: true, DryRun: t.dryRun}
		if in.Passphrase, err = t.passphrase(ctx); err != nil {
			return err
		}
		return t.openEpoch(ctx, "epoch", in)
	}))
	return c
}

// openEpoch asks for the next epoch and tells that it has begun, or what it waits for.
func (t *terminal) openEpoch(ctx context.Context, verb string, in any) error {
	reply, err := ask[node.EpochReply](ctx, t, verb, in)
	if err != nil {
		return err
	}
	if t.dryRun && reply.Decided {
		reply.Epoch++
	}
	return t.made(reply, "final", func() { t.tellMoved(reply.Epoch, reply.Decided, reply.Motion, reply.Needed, reply.Waits) })
}

func (t *terminal) epochTable(reply node.EpochReply) {
	rows := [][]string{{t.word("head.market"), reply.Market}, {t.word("head.epoch"), fmt.Sprint(reply.Epoch)},
		{t.word("row.quorum"), fmt.Sprintf("%d / %d", reply.Quorum, len(reply.Stewards))}}
	for _, steward := range reply.Stewards {
		rows = append(rows, []string{t.word("head.stewards"), steward.String()})
	}
	t.table(rows...)
}
