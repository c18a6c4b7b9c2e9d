package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// status tells how this machine is.
func (t *terminal) status() *cobra.Command {
	return t.command("status", "", func(ctx context.Context, _ []string) error {
		reply, err := ask[node.StatusReply](ctx, t, "status", node.StatusRequest{})
		if err != nil {
			return err
		}
		for _, code := range reply.Warnings {
			t.warn(words.Code(code), "when", t.clock().Format(time.RFC3339))
		}
		return t.answer(reply, func() {
			t.table([]string{t.word("row.community"), reply.Name},
				[]string{t.word("head.market"), reply.Market},
				[]string{t.word("row.chain"), reply.Chain},
				[]string{t.word("head.epoch"), fmt.Sprint(reply.Epoch)},
				[]string{t.word("head.entries"), fmt.Sprint(reply.Entries)},
				[]string{t.word("row.steward"), t.yesNo(reply.Steward)},
				[]string{t.word("row.reach"), t.yesNo(reply.Quorum)},
				[]string{t.word("row.peers"), fmt.Sprint(reply.Peers)})
		})
	})
}

func (t *terminal) yesNo(yes bool) string {
	if yes {
		return t.word("prompt.yes")
	}
	return t.word("prompt.no")
}

// clock is the machine's, unless a test has set another.
func (t *terminal) clock() time.Time {
	if t.now != nil {
		return t.now()
	}
	return time.Now()
}
