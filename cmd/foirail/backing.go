package main

import (
	"context"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// backing tells where the money of the market is.
func (t *terminal) backing() *cobra.Command {
	return t.command("backing", "", func(ctx context.Context, _ []string) error {
		reply, err := ask[node.BackingReply](ctx, t, "backing", node.BackingRequest{})
		if err != nil {
			return err
		}
		return t.answer(reply, func() { t.backingTable(reply) })
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
}
