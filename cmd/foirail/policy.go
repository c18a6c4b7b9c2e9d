package main

import (
	"context"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// policy holds the limits of the market.
func (t *terminal) policy() *cobra.Command {
	return t.group("policy", t.policyShow(), t.policyPropose())
}

func (t *terminal) policyShow() *cobra.Command {
	return t.command("policy show", "", func(ctx context.Context, _ []string) error {
		return tells(ctx, t, "policy", node.PolicyRequest{}, func(reply node.EpochReply) {
			t.epochTable(reply)
			t.table([]string{t.word("row.line"), t.amount(reply.Line)},
				[]string{t.word("row.fund"), t.amount(reply.Fund)},
				[]string{t.word("row.advance.cap"), t.amount(reply.AdvanceCap)},
				[]string{t.word("row.advance.part"), t.amount(reply.AdvancePart)},
				[]string{t.word("row.dispute.part"), t.amount(reply.DisputePart)},
				[]string{t.word("fund.account"), reply.FundAccount.String()})
			t.borderTable(reply.Borders)
		})
	})
}

func (t *terminal) policyPropose() *cobra.Command {
	var in node.PolicyRequest
	lines := []struct {
		flag string
		to   *string
	}{{"line", &in.Line}, {"fund", &in.Fund}, {"advance-cap", &in.AdvanceCap}, {"advance-part", &in.AdvancePart}, {"dispute-part", &in.DisputePart}}
	c := t.command("policy propose", "", func(ctx context.Context, _ []string) (err error) {
		if err := t.needLedger(); err != nil {
			return err
		}
		if in.Line+in.Fund+in.AdvanceCap+in.AdvancePart+in.DisputePart == "" && len(in.Borders) == 0 {
			return t.usage("usage.needs", "name", "--line")
		}
		in.Propose, in.DryRun = true, t.dryRun
		if in.Passphrase, err = t.passphrase(ctx); err != nil {
			return err
		}
		return t.openEpoch(ctx, "policy", in)
	})
	c.Flags().StringArrayVar(&in.Borders, "border", nil, t.word("flag.border"))
	for _, line := range lines {
		c.Flags().StringVar(line.to, line.flag, "", t.word("flag."+line.flag))
	}
	return c
}
