package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// attest holds what a steward says he has read on the chain.
func (t *terminal) attest() *cobra.Command {
	return t.group("attest", t.attestDeposit(), t.attestMember(), t.attestDay())
}

func (t *terminal) attestDeposit() *cobra.Command {
	var in node.AttestDepositRequest
	c := t.command("attest deposit", "AMOUNT", func(ctx context.Context, args []string) error {
		in.Amount, in.DryRun, t.known["name"] = args[0], t.dryRun, in.Ref
		return t.attested(ctx, "attest deposit", in, "done.deposit", "amount", t.typed(in.Amount), "account", in.To)
	}, "to", "ref")
	c.Flags().StringVar(&in.To, "to", "", t.word("flag.to"))
	c.Flags().StringVar(&in.Ref, "ref", "", t.word("flag.ref"))
	return c
}

func (t *terminal) attestMember() *cobra.Command {
	var in node.AttestMemberRequest
	c := t.command("attest member", "ACCOUNT", func(ctx context.Context, args []string) error {
		in.Account, in.DryRun, t.known["name"] = args[0], t.dryRun, args[0]
		return t.attested(ctx, "attest member", in, "done.member", "account", in.Account)
	}, "day", "first-ud")
	c.Flags().Uint32Var(&in.Day, "day", 0, t.word("flag.day"))
	c.Flags().Uint32Var(&in.FirstUD, "first-ud", 0, t.word("flag.first-ud"))
	c.Flags().StringVar(&in.Name, "name", "", t.word("flag.name.member"))
	return c
}

func (t *terminal) attestDay() *cobra.Command {
	return t.command("attest day", "NUMBER AMOUNT", func(ctx context.Context, args []string) error {
		number, err := strconv.ParseUint(args[0], 10, 32)
		if err != nil {
			return t.usage("usage.unknown", "name", args[0])
		}
		t.known["name"] = args[0]
		in := node.AttestDayRequest{Number: uint32(number), Amount: args[1], DryRun: t.dryRun}
		return t.attested(ctx, "attest day", in, "done.day", "number", fmt.Sprint(number))
	})
}

// attested sends a fact and tells that it was said.
func (t *terminal) attested(ctx context.Context, verb string, in any, key string, args ...string) error {
	reply, err := ask[node.EntryReply](ctx, t, verb, in)
	if err != nil {
		return err
	}
	t.settle(ctx, &reply.Entry)
	return t.made(reply, reply.Entry.Level, func() { t.say(key, args...) })
}
