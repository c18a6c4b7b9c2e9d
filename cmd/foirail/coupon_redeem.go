package main

import (
	"context"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// couponRedeem cashes coupons by their hidden side, which is asked for and never an argument.
func (t *terminal) couponRedeem() *cobra.Command {
	var in node.RedeemRequest
	var picture string
	c := t.command("coupon redeem", "", func(ctx context.Context, _ []string) (err error) {
		if err := t.needLedger(); err != nil {
			return err
		}
		in.DryRun = t.dryRun
		if picture != "" {
			in.Picture, err = t.picture(picture)
		} else {
			in.Code, err = t.secretLine(ctx, "prompt.hidden")
		}
		if err != nil {
			return err
		}
		return t.redeem(ctx, in)
	}, "to")
	c.Flags().StringVar(&in.To, "to", "", t.word("flag.to"))
	c.Flags().StringVar(&picture, "picture", "", t.word("flag.picture"))
	return c
}

// redeem tells each coupon by itself, also each that is refused; the first of these gives the exit
// class.
func (t *terminal) redeem(ctx context.Context, in node.RedeemRequest) error {
	list, err := ask[[]node.RedeemReply](ctx, t, "coupon redeem", in)
	if err != nil {
		return err
	}
	for _, r := range list {
		if r.Problem != nil {
			if err == nil {
				err = r.Problem
			} else {
				t.tell(r.Problem)
			}
			continue
		}
		t.settle(ctx, &r.Entry)
		told := t.made(r, r.Entry.Level, func() {
			t.say("done.redeem", "amount", t.amount(r.Value), "to", in.To, "level", t.level(r.Entry.Level))
		})
		if err == nil {
			err = told
		}
	}
	return err
}
