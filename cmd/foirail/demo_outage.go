package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// How the outage is played.
const (
	outageBefore = 10 * time.Minute // that the chain is older than the village
	outageBlocks = 2400             // that the chain makes meanwhile: four hours
	outageWallet = 500_00           // what each person has on the chain in the morning, in units
	outageKey    = 10_00            // what each steward's vault key has there, for fees and for what is kept back
	outageMake   = "8x5,10x1"
	outageAwake  = "1-12"
	outageAsleep = "13-18"
	outageReport = "report.html"
)

// outage is the drill of a whole outage on play money: what people paid in on the chain comes back to them on the
// chain, to the cent, whatever was cut meanwhile. Four stewards' machines, the streams between them and the
// road to the chain are all real; the chain itself is played, on loopback.
type outage struct {
	*village
	people []*dweller
	series string
	vault  node.VaultReply // once four serve
}

// dweller is somebody of the village, and what became of his money.
type dweller struct {
	node.AccountReply
	at     *house
	brings int64 // what he pays in, in units

	Before, Deposited, Traded, Paid, After int64
}

// demoOutage plays deposit, cut, market, healing and settlement. Its last lines are a table; with --json an object.
func (t *terminal) demoOutage() *cobra.Command {
	return t.played("demo outage", func(ctx context.Context, day *demoDay) (err error) {
		chain := node.NewDemoChain(t.clock().Add(-outageBefore))
		defer chain.Close()
		o := &outage{village: &village{demoDay: day, roads: &node.DemoWires{}, chain: chain, began: time.Now(), address: map[string]string{}}}
		defer func() { err = errors.Join(err, o.village.close()) }()
		return o.play(ctx, o.begin, o.council, o.deposit, o.open, o.paper, o.cutOff, o.market, o.parted, o.healed, o.goHome, o.roadOpens, o.settled, o.account)
	})
}

// begin founds the community on the chain, at Ana's.
func (o *outage) begin(ctx context.Context) error {
	o.tell("outage.intro", "path", o.dir)
	o.act("outage.act.council")
	ana := &house{name: "Ana", place: "ana"}
	in := node.FoundRequest{Name: "Ma vallée", Market: "Le Foirail", Chain: o.chain.Genesis(), Passphrase: node.Hidden(demoPassphrase)}
	if _, err := node.Found(ctx, o.configAt(ana.place), in); err != nil {
		return err
	}
	o.tell("demo.found", "name", in.Name, "market", in.Market)
	return o.opens(ctx, ana)
}

// council seats four stewards, and has their vault keys and the people have something on the chain.
func (o *outage) council(ctx context.Context) error {
	o.tell("demo.haste", "count", fmt.Sprint(node.DemoHaste))
	more := []*house{{name: "Béa", place: "bea"}, {name: "Carl", place: "carl"}, {name: "Dora", place: "dora"}}
	err := o.play(ctx, func(ctx context.Context) error { return o.follow(ctx, more...) }, o.join, o.seat)
	if err != nil {
		return err
	}
	if o.vault, err = askAt[node.VaultReply](ctx, o.founder(), "vault show", node.VaultRequest{}); err != nil {
		return err
	}
	for _, key := range o.vault.Signatories {
		o.chain.Grant(key.Key, outageKey)
	}
	return o.dwellers(ctx)
}

// dwellers are five people, who have the keys of their wallets on somebody's machine.
func (o *outage) dwellers(ctx context.Context) error {
	for _, p := range []struct {
		name, place string
		brings      int64
	}{{"Les Paniers", "ana", 200_00}, {"Léa", "ana", 80_00}, {"Marc", "bea", 50_00}, {"Nina", "carl", 40_00}, {"Rémi", "carl", 30_00}} {
		at := o.at(p.place)
		made, err := askAt[node.AccountReply](ctx, at, "account new", node.AccountNewRequest{Name: p.name, Passphrase: node.Hidden(demoPassphrase)})
		if err != nil {
			return err
		}
		o.chain.Grant(made.Account, outageWallet)
		o.people = append(o.people, &dweller{AccountReply: made, at: at, brings: p.brings, Before: outageWallet})
		o.address[p.name] = made.Account.String()
	}
	o.tell("outage.wallets", "count", fmt.Sprint(len(o.people)), "amount", o.amount(outageWallet))
	return nil
}

// deposit has everybody send money to the vault with his wallet, which the stewards' machines see by themselves.
func (o *outage) deposit(ctx context.Context) error {
	o.act("outage.act.deposit")
	began := time.Now()
	for _, p := range o.people {
		if err := p.at.node.DemoTransfer(ctx, o.chain, p.Name, node.Hidden(demoPassphrase), o.vault.Vault, p.brings); err != nil {
			return err
		}
		o.tell("outage.pays", "name", p.Name, "amount", o.amount(p.brings))
	}
	for _, p := range o.people {
		came := func(h *house) (bool, error) {
			has, err := o.has(ctx, h, p)
			return has == p.brings, err
		}
		if err := until(ctx, p.Name+"'s deposit", came, o.houses...); err != nil {
			return err
		}
		p.Deposited = p.brings
	}
	o.tell("outage.attested", "count", fmt.Sprint(len(o.people)), "seconds", o.since(began))
	return nil
}

// has is what somebody has that is final, as a machine knows it.
func (o *outage) has(ctx context.Context, h *house, p *dweller) (int64, error) {
	reply, err := askAt[node.BalanceReply](ctx, h, "balance", node.BalanceRequest{Account: p.Account.String()})
	return reply.Final, err
}

// open has the stewards' people decide that the vault is opened, and three of them approve it.
func (o *outage) open(ctx context.Context) error {
	for _, h := range o.stewards()[:3] {
		if err := o.alike(ctx); err != nil {
			return err
		}
		if _, err := askAt[node.SettleProposeReply](ctx, h, "settle propose", node.SettleProposeRequest{Act: "open"}); err != nil {
			return err
		}
	}
	if err := o.approvals(ctx); err != nil {
		return err
	}
	o.tell("outage.opened", "amount", o.amount(o.chain.Holds(o.vault.Vault)))
	return nil
}

// approvals has three of the four vault keys approve the batch that waits, one after another, and waits for its
// receipt at every machine that is on.
func (o *outage) approvals(ctx context.Context) error {
	waits := func(h *house) (bool, error) {
		s, err := h.status(ctx)
		return s.WaitsNeeded == 3, err
	}
	if err := until(ctx, "a batch to approve", waits, o.stewards()[:3]...); err != nil {
		return err
	}
	s, err := o.founder().status(ctx)
	if err != nil {
		return err
	}
	o.tell("outage.waits", "names", strings.Join(s.Waits, ", "), "needed", fmt.Sprint(s.WaitsNeeded))
	for _, h := range o.stewards()[:3] {
		if err := o.approve(ctx, h); err != nil {
			return err
		}
	}
	ran := func(h *house) (bool, error) {
		reply, err := askAt[node.SettleStatusReply](ctx, h, "settle status", node.SettleStatusRequest{})
		last := len(reply.Batches) - 1
		return last >= 0 && reply.Batches[last].State == "ran" && reply.Batches[last].Block > 0, err
	}
	return until(ctx, "the receipt of the batch", ran, o.stewards()[:3]...)
}

// approve is what one steward's person does: he looks at what would be signed, and says yes.
func (o *outage) approve(ctx context.Context, h *house) error {
	shown, err := askAt[node.ApproveReply](ctx, h, "settle approve", node.ApproveRequest{DryRun: true})
	if err != nil {
		return err
	}
	in := node.ApproveRequest{Shown: shown.Shown, Passphrase: node.Hidden(demoPassphrase)}
	sent, err := askAt[node.ApproveReply](ctx, h, "settle approve", in)
	if err != nil {
		return err
	}
	if !sent.Sent {
		return fmt.Errorf("%w: an approval that is sent", errTale)
	}
	o.chain.Advance(1)
	o.tell("outage.approves", "name", h.name, "number", sent.Batch, "what", o.word("settle.sign."+sent.Sign))
	return nil
}
