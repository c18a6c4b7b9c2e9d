package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// accountHome tells the markets of the community, or chooses the one where this directory's
// accounts live.
func (t *terminal) accountHome() *cobra.Command {
	return t.command("account home", "[MARKET]", func(ctx context.Context, args []string) error {
		if err := t.needLedger(); err != nil {
			return err
		}
		if len(args) == 0 {
			return tells(ctx, t, "account home", node.HomeRequest{}, t.homeTable)
		}
		in := node.HomeRequest{Market: args[0], DryRun: t.dryRun}
		reply, err := await(ctx, func() (node.HomeReply, error) { return node.ChooseHome(ctx, t.config(), in) })
		if err != nil {
			return err
		}
		return t.made(reply, "final", func() { t.say("market.home", "market", t.nameless(reply.Market)) })
	})
}

func (t *terminal) homeTable(reply node.HomeReply) {
	rows := [][]string{t.words("head.market", "market.head.home", "head.stewards", "market.head.id")}
	for _, m := range reply.Markets {
		rows = append(rows, []string{t.nameless(m.Name), t.yesNo(m.Home), fmt.Sprint(m.Stewards), m.ID})
	}
	t.table(rows...)
}
