package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// chain holds what is asked of the road to the chain.
func (t *terminal) chain() *cobra.Command {
	return t.group("chain", t.chainStatus(), t.chainFollow())
}

// chainStatus tells how the road is.
func (t *terminal) chainStatus() *cobra.Command {
	return t.command("chain status", "", func(ctx context.Context, _ []string) error {
		reply, err := ask[node.ChainStatusReply](ctx, t, "chain status", node.ChainStatusRequest{})
		if err != nil {
			return err
		}
		t.noRoad(reply.Problem)
		if len(reply.Endpoints) > 0 && !reply.Attests {
			t.warn(words.FewEndpoints)
		}
		return t.answer(reply, func() { t.chainTable(reply) })
	})
}

// noRoad says why there is no road, where there is none. A market goes on without one.
func (t *terminal) noRoad(p *node.Problem) {
	if p != nil {
		t.warnOf(p)
	}
}

func (t *terminal) chainTable(r node.ChainStatusReply) {
	rows := [][]string{{t.word("row.chain"), r.Chain}, {t.word("chain.genesis"), r.Genesis}}
	for _, url := range r.Endpoints {
		rows = append(rows, []string{t.word("chain.endpoint"), strings.Map(plain, url)})
	}
	rows = append(rows, []string{t.word("chain.trust"), t.trust(r)}, []string{t.word("chain.road"), t.yesNo(r.Road)})
	if r.Finalised > 0 {
		rows = append(rows,
			[]string{t.word("chain.finalised"), t.word("chain.head", "number", fmt.Sprint(r.Finalised), "when", t.when(r.When), "age", t.age(r.Age), "count", fmt.Sprint(r.Seen))},
			[]string{t.word("chain.best"), fmt.Sprint(r.Best)},
			[]string{t.word("chain.read"), t.word("chain.upto", "number", fmt.Sprint(r.Read), "count", fmt.Sprint(r.Behind))},
			[]string{t.word("chain.open"), fmt.Sprint(r.Open)},
			[]string{t.word("chain.version"), t.word("chain.versions", "spec", fmt.Sprint(r.Spec), "tx", fmt.Sprint(r.Tx), "agreed", t.agreed(r.Agreed))},
			[]string{t.word("chain.fees"), fmt.Sprint(r.Fees)})
	}
	t.table(rows...)
}

// trust tells whose word is taken.
func (t *terminal) trust(r node.ChainStatusReply) string {
	text := t.word("chain.trusted", "count", fmt.Sprint(r.Agree))
	if r.Checkpoint != "" {
		text += ", " + t.word("chain.checkpoint", "block", r.Checkpoint)
	}
	return text
}

// agreed is a version of extrinsics that people have agreed to.
func (t *terminal) agreed(version uint32) string {
	if version == 0 {
		return t.word("chain.unagreed")
	}
	return fmt.Sprint(version)
}

// age is how long ago something was.
func (t *terminal) age(seconds int64) string { return (time.Duration(seconds) * time.Second).String() }

// chainFollow reads the chain up to its head, and tells how it gets on.
func (t *terminal) chainFollow() *cobra.Command {
	var from uint32
	c := t.command("chain follow", "", nil)
	c.Flags().Uint32Var(&from, "from", 0, t.word("flag.from-block"))
	c.RunE = func(c *cobra.Command, _ []string) error {
		in := node.ChainFollowRequest{DryRun: t.dryRun}
		if c.Flags().Changed("from") {
			in.From = &from
		}
		return t.follow(c.Context(), in)
	}
	return c
}

func (t *terminal) follow(ctx context.Context, in node.ChainFollowRequest) error {
	for {
		reply, err := ask[node.ChainFollowReply](ctx, t, "chain follow", in)
		if err != nil {
			return err
		}
		if reply.Behind == 0 || t.dryRun {
			t.noRoad(reply.Problem)
			return t.made(reply, "final", func() { t.followed(reply) })
		}
		in.From = nil
		t.note("chain.behind", "count", fmt.Sprint(reply.Behind), "number", fmt.Sprint(reply.Finalised))
	}
}

// followed tells what came of it.
func (t *terminal) followed(r node.ChainFollowReply) {
	t.say("chain.followed", "number", fmt.Sprint(r.Finalised), "count", fmt.Sprint(r.Behind))
	switch {
	case !r.Attests:
		t.warn(words.FewEndpoints)
	case r.Attested > 0:
		t.say("chain.attested", "count", fmt.Sprint(r.Attested))
	}
	if r.Open > 0 {
		t.say("chain.waits", "count", fmt.Sprint(r.Open))
	}
	if r.Short {
		t.warn(words.VaultShort)
	}
}
