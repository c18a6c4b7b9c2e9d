package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// couponActivate wakes serials at hand-over, and warns while the sheet still lies on the disk.
func (t *terminal) couponActivate() *cobra.Command {
	return t.command("coupon activate", "SERIES [RANGE]", func(ctx context.Context, args []string) error {
		reply, err := t.mark(ctx, "coupon activate", args, "done.activate")
		if reply.Series != "" && !t.dryRun {
			t.warnOfSheets(reply.Series)
		}
		return err
	})
}

// couponCancel takes back serials that are dormant.
func (t *terminal) couponCancel() *cobra.Command {
	return t.command("coupon cancel", "SERIES [RANGE]", func(ctx context.Context, args []string) error {
		_, err := t.mark(ctx, "coupon cancel", args, "done.cancel")
		return err
	})
}

// mark marks serials of a series, all of them where none are named.
func (t *terminal) mark(ctx context.Context, verb string, args []string, done string) (reply node.MarkReply, err error) {
	if err := t.needLedger(); err != nil {
		return reply, err
	}
	in := node.MarkRequest{Series: args[0], DryRun: t.dryRun}
	if len(args) > 1 {
		in.Serials = args[1]
	}
	if in.Passphrase, err = t.passphrase(ctx); err != nil {
		return reply, err
	}
	if reply, err = ask[node.MarkReply](ctx, t, verb, in); err != nil {
		return node.MarkReply{}, err
	}
	t.settle(ctx, &reply.Entry)
	if in.Serials == "" {
		in.Serials = fmt.Sprintf("1-%d", reply.Coupons)
	}
	return reply, t.made(reply, reply.Entry.Level, func() { t.say(done, "range", in.Serials, "amount", t.amount(reply.Total)) })
}

// couponExpire ends a series whose date has come.
func (t *terminal) couponExpire() *cobra.Command {
	return t.command("coupon expire", "SERIES", func(ctx context.Context, args []string) error {
		in := node.ExpireRequest{Series: args[0], DryRun: t.dryRun}
		reply, err := ask[node.MarkReply](ctx, t, "coupon expire", in)
		if err != nil {
			return err
		}
		t.settle(ctx, &reply.Entry)
		return t.made(reply, reply.Entry.Level, func() {
			done := "done.expire"
			if reply.Moved {
				done = "steward.moved.end"
			}
			t.say(done, "series", shortSeries(reply.Series), "amount", t.amount(reply.Total))
		})
	})
}
