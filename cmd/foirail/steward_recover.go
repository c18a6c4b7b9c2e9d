package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// stewardRecover has a vault key name the next stewards, where voting keys are gone for good. The
// person sees first what the key would sign.
func (t *terminal) stewardRecover() *cobra.Command {
	var in node.RecoverRequest
	c := t.command("steward recover", "", func(ctx context.Context, _ []string) error {
		if err := t.needLedger(); err != nil {
			return err
		}
		switch {
		case in.Agree != "" && len(in.Seats)+len(in.Lost) > 0:
			return t.usage("usage.choose", "other", "--seat, --lost; --agree")
		case in.Agree == "" && len(in.Seats) == 0:
			return t.usage("usage.needs", "name", "--seat")
		}
		look := in
		look.DryRun = true
		shown, err := ask[node.RecoverReply](ctx, t, "steward recover", look)
		if err != nil || t.dryRun {
			return t.looked(shown, err)
		}
		if !t.json {
			t.recoverTable(shown)
		}
		in.Shown = shown.Hash
		return t.recoverNow(ctx, in, shown)
	})
	c.Flags().StringArrayVar(&in.Seats, "seat", nil, t.word("flag.seat"))
	c.Flags().StringArrayVar(&in.Lost, "lost", nil, t.word("flag.lost"))
	c.Flags().StringVar(&in.Agree, "agree", "", t.word("flag.agree"))
	return c
}

// looked tells what would be signed.
func (t *terminal) looked(shown node.RecoverReply, err error) error {
	if err != nil {
		return err
	}
	return t.made(shown, "final", func() { t.recoverTable(shown) })
}

// recoverNow signs what was shown, once the person has said yes.
func (t *terminal) recoverNow(ctx context.Context, in node.RecoverRequest, shown node.RecoverReply) (err error) {
	if shown.Before != "" {
		if err := t.sure(ctx, "recover.before", "motion", shown.Before); err != nil {
			return err
		}
	}
	if err := t.sure(ctx, "recover.ask"); err != nil {
		return err
	}
	if in.Passphrase, err = t.passphrase(ctx); err != nil {
		return err
	}
	reply, err := ask[node.RecoverReply](ctx, t, "steward recover", in)
	if err != nil {
		return err
	}
	return t.made(reply, "final", func() {
		t.recoverBy(reply)
		t.recoverStands(reply)
	})
}

// recoverTable shows who would serve, and where each old chain counts as closed.
func (t *terminal) recoverTable(r node.RecoverReply) {
	t.say("recover.is", "motion", r.Motion, "market", t.nameless(r.Market), "number", fmt.Sprint(r.Epoch))
	var rows [][]string
	for _, seat := range r.Seats {
		note := ""
		if !seat.Served {
			note = t.word("recover.new")
		}
		rows = append(rows, []string{t.word("recover.seat"), t.nameless(seat.Name), seat.Vault.String(), note})
	}
	for _, l := range r.Lost {
		rows = append(rows, []string{t.word("recover.lost"), t.nameless(l.Name), l.Voting.String(), t.word("recover.ends", "count", fmt.Sprint(l.Seq))})
	}
	for _, name := range r.Alive {
		rows = append(rows, []string{"", t.nameless(name), "", t.word("recover.alive")})
	}
	t.table(rows...)
	if r.Locks > 0 {
		t.say("recover.locks", "count", fmt.Sprint(r.Locks))
	}
	if r.Policy {
		t.say("recover.policy")
	}
	if r.Vault != nil {
		t.say("recover.vault", "account", r.Vault.String())
	}
	t.recoverBy(r)
}

// recoverBy tells whose vault keys have said so.
func (t *terminal) recoverBy(r node.RecoverReply) {
	by := t.word("recover.unheard")
	if len(r.By) > 0 {
		by = strings.Map(plain, strings.Join(r.By, ", "))
	}
	t.say("recover.by", "by", by)
}

// recoverStands tells how many more vault keys it takes.
func (t *terminal) recoverStands(r node.RecoverReply) {
	if r.Decided {
		t.say("recover.done", "number", fmt.Sprint(r.Epoch))
		return
	}
	t.say("recover.needed", "count", fmt.Sprint(r.Needed), "motion", r.Motion)
}
