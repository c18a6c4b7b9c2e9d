package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// fork holds what is done about accounts that have signed two entries for one slot.
func (t *terminal) fork() *cobra.Command {
	return t.group("fork", t.forkList(), t.forkResolve())
}

func (t *terminal) forkList() *cobra.Command {
	return t.command("fork list", "", func(ctx context.Context, _ []string) error {
		return lists(ctx, t, "fork list", node.ForkListRequest{}, t.forkTable)
	})
}

func (t *terminal) forkTable(list []node.ForkReply) {
	if len(list) == 0 {
		t.say("fork.none")
		return
	}
	rows := [][]string{t.words("fork.account", "fork.slot", "fork.owes", "fork.lacks", "fork.bears", "fork.state")}
	for _, f := range list {
		slot, state := fmt.Sprint(f.Seq), "fork.closed"
		if f.Serial > 0 {
			slot = fmt.Sprintf("%.8s %d", f.Series, f.Serial)
		}
		if f.Open {
			state = "fork.open"
		}
		rows = append(rows, []string{f.Name, slot, t.amount(f.Owes), t.amount(f.Lacks), t.word("fork.bears." + f.Bears), t.word(state)})
	}
	t.table(rows...)
}

func (t *terminal) forkResolve() *cobra.Command {
	return t.command("fork resolve", "ACCOUNT", func(ctx context.Context, args []string) error {
		t.known["account"] = args[0]
		reply, err := ask[node.ForkResolveReply](ctx, t, "fork resolve", node.ForkResolveRequest{Account: args[0], DryRun: t.dryRun})
		if err != nil {
			return err
		}
		return t.made(reply, "final", func() {
			if reply.Ended {
				t.say("fork.ended")
			} else {
				t.say("fork.pending")
			}
		})
	})
}
