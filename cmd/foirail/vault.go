package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// vault holds what is done about the account on the chain that holds the money.
func (t *terminal) vault() *cobra.Command {
	create, rotate := t.settleProposeAs("vault create", "open"), t.settleProposeAs("vault rotate", "hand-over")
	return t.group("vault", t.vaultShow(), create, t.settleApproveAs("vault approve"), rotate, t.vaultSweep())
}

// vaultShow tells whose the vault is, what stands in it, and what it has to do.
func (t *terminal) vaultShow() *cobra.Command {
	return t.command("vault show", "", func(ctx context.Context, _ []string) error {
		reply, err := ask[node.VaultReply](ctx, t, "vault show", node.VaultRequest{})
		if err != nil {
			return err
		}
		t.noRoad(reply.Problem)
		return t.answer(reply, func() { t.vaultTable(reply) })
	})
}

func (t *terminal) vaultTable(r node.VaultReply) {
	rows := [][]string{{t.word("head.market"), t.nameless(r.Market)}, {t.word("vault.account"), r.Vault.String()},
		{t.word("vault.threshold"), fmt.Sprintf("%d / %d", r.Threshold, len(r.Signatories))}}
	for _, s := range r.Signatories {
		where := ""
		if slices.Contains(r.Own, s.Key) {
			where = "  " + t.word("vault.here")
		}
		rows = append(rows, []string{t.word("vault.key"), t.nameless(s.Name) + "  " + s.Key.String() + where})
	}
	if r.Road {
		rows = append(rows, []string{t.word("vault.free"), t.amount(r.Free)}, []string{t.word("vault.reserved"), t.amount(r.Reserved)})
	}
	if r.Marker != nil {
		rows = append(rows, []string{t.word("vault.marker"), fmt.Sprint(*r.Marker)})
	}
	rows = append(rows, []string{t.word("vault.next"), t.act(r.Next)})
	if r.Home != nil {
		rows = append(rows, []string{t.word("vault.home"), r.Home.String()})
	}
	for _, old := range r.Before {
		own := ""
		if old.Own > 0 {
			own = "  " + t.word("vault.own", "amount", t.amount(old.Own))
		}
		rows = append(rows, []string{t.word("vault.before"), old.Vault.String() + "  " + t.amount(old.Free+old.Reserved) + own})
	}
	for _, x := range r.Stray {
		rows = append(rows, []string{t.word("vault.stray"), fmt.Sprintf("%d-%d  %s  %s", x.Block, x.Event, x.From, t.amount(x.Amount))})
	}
	for _, x := range r.Aside {
		rows = append(rows, []string{t.word("vault.aside"), fmt.Sprintf("%d-%d  %s  %s", x.Block, x.Event, x.From, t.amount(x.Amount))})
	}
	t.table(rows...)
	if r.Batch != nil {
		t.batchLine(*r.Batch)
	}
}

// vaultSweep has a vault key of this machine send what lies in an old vault to where it belongs. The person
// sees first what the key would sign.
func (t *terminal) vaultSweep() *cobra.Command {
	return t.command("vault sweep", "", func(ctx context.Context, _ []string) error {
		if err := t.needLedger(); err != nil {
			return err
		}
		shown, err := ask[node.SweepReply](ctx, t, "vault sweep", node.SweepRequest{DryRun: true})
		if err != nil {
			return err
		}
		if t.dryRun {
			return t.made(shown, "final", func() { t.sweepTable(shown) })
		}
		if !t.json {
			t.sweepTable(shown)
		}
		return t.sweepNow(ctx, node.SweepRequest{Vault: shown.Vault, Shown: shown.Shown})
	})
}

// sweepNow signs what was shown, once the person has said yes.
func (t *terminal) sweepNow(ctx context.Context, in node.SweepRequest) (err error) {
	if err := t.sure(ctx, "settle.ask"); err != nil {
		return err
	}
	if in.Passphrase, err = t.passphrase(ctx); err != nil {
		return err
	}
	reply, err := ask[node.SweepReply](ctx, t, "vault sweep", in)
	if err != nil {
		return err
	}
	return t.made(reply, "final", func() {
		if reply.Sent {
			t.say("vault.swept", "hash", reply.Hash, "count", fmt.Sprint(max(0, reply.Needed-1)))
			return
		}
		t.say("vault.sweepkept")
	})
}

func (t *terminal) sweepTable(r node.SweepReply) {
	t.table([]string{t.word("vault.sweep", "account", r.Home.String()), t.amount(r.Moves)})
	t.signTable(r.ApproveReply)
}

// act is what a batch does, in words.
func (t *terminal) act(act string) string { return t.word("settle.act." + act) }

// batchLine tells a batch, and whose approval is waited for.
func (t *terminal) batchLine(b node.BatchReply) {
	t.say("settle.batch", "number", b.Batch, "what", t.act(b.Act), "state", t.word("settle.state."+b.State), "count", fmt.Sprint(b.Payments))
	switch {
	case b.Why != "":
		t.say("settle.why", "reason", strings.Map(plain, b.Why))
	case b.Needed > 0:
		t.say("settle.waits", "count", fmt.Sprint(b.Needed), "names", strings.Map(plain, strings.Join(b.Missing, ", ")))
	}
}
