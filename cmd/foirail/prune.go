package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// prune lets go of old entries that a checkpoint stands for.
func (t *terminal) prune() *cobra.Command {
	return t.command("prune", "", func(ctx context.Context, _ []string) error {
		reply, err := ask[node.PruneReply](ctx, t, "prune", node.PruneRequest{DryRun: t.dryRun})
		if err != nil {
			return err
		}
		return t.made(reply, "final", func() {
			if reply.Entries == 0 {
				t.say("done.prune.none")
			} else {
				t.say("done.prune", "count", fmt.Sprint(reply.Entries), "size", t.kilobytes(uint64(reply.Bytes)), "kept", fmt.Sprint(reply.Kept))
			}
			t.table([]string{t.word("mesh.row.from"), t.from(reply.From)})
		})
	})
}
