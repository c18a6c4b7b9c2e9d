package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// settlement holds what pays out on the chain.
func (t *terminal) settlement() *cobra.Command {
	return t.group("settle", t.settlePlan(), t.settleProposeAs("settle propose", ""), t.settleApproveAs("settle approve"), t.settleStatus())
}

// settlePlan tells who would be paid now, and who would wait.
func (t *terminal) settlePlan() *cobra.Command {
	return t.command("settle plan", "", func(ctx context.Context, _ []string) error {
		return tells(ctx, t, "settle plan", node.SettlePlanRequest{}, t.planTable)
	})
}

func (t *terminal) planTable(r node.SettlePlanReply) {
	t.say("settle.plan", "number", r.Batch, "what", t.act(r.Act), "amount", t.amount(r.Free))
	var rows [][]string
	for _, p := range r.Pays {
		rows = append(rows, []string{t.word(paysFor(p.For)), p.To.String(), t.amount(p.Amount), ""})
	}
	for _, h := range r.Held {
		rows = append(rows, []string{t.word("settle.holds"), h.To.String(), t.amount(h.Amount), t.word("settle.held." + h.Why)})
	}
	if len(rows) > 0 {
		t.table(rows...)
		t.say("settle.total", "amount", t.amount(r.Total))
	}
	if !r.Calm {
		t.warn(words.ChainBusy)
	}
}

// settleProposeAs moves the batch that comes next, if it does what the command is for.
func (t *terminal) settleProposeAs(name, act string) *cobra.Command {
	return t.command(name, "", func(ctx context.Context, _ []string) error {
		if err := t.needLedger(); err != nil {
			return err
		}
		reply, err := ask[node.SettleProposeReply](ctx, t, "settle propose", node.SettleProposeRequest{Act: act, DryRun: t.dryRun})
		if err != nil {
			return err
		}
		return t.made(reply, "final", func() { t.proposed(reply) })
	})
}

// proposed tells what became of a batch that was moved.
func (t *terminal) proposed(r node.SettleProposeReply) {
	t.say("settle.moves", "number", r.Batch, "what", t.act(r.Act), "tx", fmt.Sprint(r.Tx))
	t.payTable(r.Pays)
	switch {
	case r.ByItself:
		t.say("settle.itself")
	case r.Decided:
		t.say("settle.decided", "number", r.Batch)
	case r.Motion != "":
		t.say("steward.moved", "motion", r.Motion)
		t.needed(r.Needed, r.Motion)
	}
}

// paysFor is the word for a transfer: who has asked is paid, a stray goes back, a market is paid its due.
func paysFor(what string) string {
	if what == "" {
		return "settle.pays"
	}
	return "settle.pays." + what
}

func (t *terminal) payTable(pays []node.PayoutReply) {
	var rows [][]string
	for _, p := range pays {
		rows = append(rows, []string{t.word(paysFor(p.For)), p.To.String(), t.amount(p.Amount)})
	}
	if len(rows) > 0 {
		t.table(rows...)
	}
}

// settleApproveAs has the vault key of this machine approve the batch that was decided. The person sees
// first what the key would sign.
func (t *terminal) settleApproveAs(name string) *cobra.Command {
	var in node.ApproveRequest
	c := t.command(name, "", func(ctx context.Context, _ []string) error {
		if err := t.needLedger(); err != nil {
			return err
		}
		look := in
		look.DryRun = true
		shown, err := ask[node.ApproveReply](ctx, t, "settle approve", look)
		if err != nil {
			return err
		}
		if t.dryRun {
			return t.made(shown, "final", func() { t.approvalTable(shown) })
		}
		if !t.json {
			t.approvalTable(shown)
		}
		in.Shown = shown.Shown
		return t.approveNow(ctx, in)
	})
	c.Flags().BoolVar(&in.Looked, "looked", false, t.word("flag.looked"))
	return c
}

// approveNow signs what was shown, once the person has said yes.
func (t *terminal) approveNow(ctx context.Context, in node.ApproveRequest) (err error) {
	if err := t.sure(ctx, "settle.ask"); err != nil {
		return err
	}
	if in.Passphrase, err = t.passphrase(ctx); err != nil {
		return err
	}
	reply, err := ask[node.ApproveReply](ctx, t, "settle approve", in)
	if err != nil {
		return err
	}
	return t.made(reply, "final", func() {
		if reply.Sent {
			t.say("settle.sent", "number", reply.Batch, "hash", reply.Hash)
			return
		}
		t.say("settle.kept", "number", reply.Batch)
	})
}

// approvalTable shows what would be signed, and what it costs.
func (t *terminal) approvalTable(r node.ApproveReply) {
	t.say("settle.batch", "number", r.Batch, "what", t.act(r.Act), "state", t.word("settle.state."+r.State), "count", fmt.Sprint(r.Payments))
	t.payTable(r.Pays)
	t.signTable(r)
}

// signTable shows which key signs what for which vault, and what it costs.
func (t *terminal) signTable(r node.ApproveReply) {
	sign := t.word("settle.sign." + r.Sign)
	if r.Again {
		sign = t.word("settle.again")
	}
	rows := [][]string{{t.word("vault.account"), r.Vault.String()}, {t.word("vault.key"), r.Key.String()}, {t.word("settle.signs"), sign},
		{t.word("settle.fee"), t.amount(r.Fee)}}
	if r.Deposit > 0 {
		rows = append(rows, []string{t.word("settle.deposit"), t.amount(r.Deposit)})
	}
	if r.Own > 0 {
		rows = append(rows, []string{t.word("settle.own"), t.amount(r.Own)})
	}
	if len(r.Approved) > 0 {
		rows = append(rows, []string{t.word("settle.approved"), strings.Map(plain, strings.Join(r.Approved, ", "))})
	}
	t.table(rows...)
}

// settleStatus tells how far the batches are.
func (t *terminal) settleStatus() *cobra.Command {
	return t.command("settle status", "", func(ctx context.Context, _ []string) error {
		reply, err := ask[node.SettleStatusReply](ctx, t, "settle status", node.SettleStatusRequest{})
		if err != nil {
			return err
		}
		t.noRoad(reply.Problem)
		return t.answer(reply, func() {
			t.say("settle.owed", "count", fmt.Sprint(reply.Asked), "amount", t.amount(reply.Owed), "what", t.act(reply.Next))
			for _, b := range reply.Batches {
				t.batchLine(b)
			}
			for _, a := range reply.Acts {
				t.say("settle.act", "number", a.Batch, "what", t.word("settle.sign."+a.Sign), "state", t.word("settle.fate."+a.State))
			}
		})
	})
}
