package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// demoFraud is what Rémi has, and pays twice, in Ğ1.
const demoFraud = "7"

// copyPlace is where the copy of Rémi's machine stands.
const copyPlace = "remi-copy"

// cut parts the village, two stewards on each side: nothing is final, and everybody is told so.
func (v *village) cut(ctx context.Context) error {
	v.act("demo.act.cut")
	v.roads.Cut("carl", "dora", copyPlace)
	v.tell("demo.cut", "left", "Ana, Béa", "right", "Carl, Dora")
	ana, carl := v.at("ana"), v.at("carl")
	alone := func(h *house) (bool, error) {
		s, err := h.status(ctx)
		return !s.Quorum && s.Reach == 2, err
	}
	if err := until(ctx, "a quorum out of reach", alone, v.stewards()...); err != nil {
		return err
	}
	for _, h := range []*house{ana, carl} {
		s, err := h.status(ctx)
		if err != nil {
			return err
		}
		v.tell("demo.reach", "name", h.name, "reach", fmt.Sprint(s.Reach), "count", fmt.Sprint(s.Stewards), "needed", fmt.Sprint(s.Needed))
	}
	if err := v.waits(ctx, ana, "Léa", "Marc", "5", "backed"); err != nil {
		return err
	}
	v.tell("demo.because", "reason", v.word("level.backed.long"))
	if err := v.waits(ctx, ana, "Léa", "Marc", "5", "promised"); err != nil {
		return err
	}
	v.tell("demo.because", "reason", v.word("demo.beyond", "line", v.typed(demoLine), "amount", v.amount(typedUnits(demoLine)/4)))
	v.tell("demo.because", "reason", v.word("level.promised.long"))
	return v.waits(ctx, carl, "Nina", "Les Paniers", "6", "backed")
}

// waits pays on one side of the cut, and tells how far that comes: no farther, however long one waits.
func (v *village) waits(ctx context.Context, h *house, from, to, amount, want string) error {
	paid, err := h.pay(ctx, from, v.address[to], amount)
	if err != nil {
		return err
	}
	level, err := h.level(ctx, paid.Hash, want, demoPatience)
	if err == nil {
		level, err = h.level(ctx, paid.Hash, "final", demoInVain)
	}
	if err == nil && level != want {
		err = fmt.Errorf("%w: a payment that is %s, not %s", errTale, want, level)
	}
	return v.done(err, "demo.waits", "name", from, "to", to, "amount", v.typed(amount), "level", v.level(level))
}

// fraud copies Rémi's machine, key and all, and has both pay the same money, one on each side.
func (v *village) fraud(ctx context.Context) error {
	v.act("demo.act.fraud")
	remi := v.at("remi")
	has, err := askAt[node.BalanceReply](ctx, remi, "balance", node.BalanceRequest{Account: "Rémi"})
	if err != nil {
		return err
	}
	if err := remi.away(); err != nil {
		return err
	}
	if err := remi.node.Close(); err != nil {
		return err
	}
	remi.node = nil
	twin := &house{name: "Rémi", place: copyPlace}
	if err := copyHouse(filepath.Join(v.dir, remi.place), filepath.Join(v.dir, twin.place)); err != nil {
		return err
	}
	for _, h := range []*house{remi, twin} {
		if err := v.opens(ctx, h); err != nil {
			return err
		}
	}
	v.tell("demo.copy", "name", "Rémi", "amount", v.amount(has.Final))
	if err := v.waits(ctx, remi, "Rémi", "Léa", demoFraud, "backed"); err != nil {
		return err
	}
	if err := v.waits(ctx, twin, "Rémi", "Nina", demoFraud, "backed"); err != nil {
		return err
	}
	v.tell("demo.unseen")
	return nil
}

// healing joins the two sides: what was honest is final, the fraud is proven, and it is told who
// bears it.
func (v *village) healing(ctx context.Context) error {
	v.act("demo.act.healing")
	began, before := time.Now(), v.roads.Carried()
	v.roads.Cut()
	proven := func(h *house) (bool, error) {
		list, err := askAt[[]node.ForkReply](ctx, h, "fork list", node.ForkListRequest{})
		return len(list) == 1 && len(list[0].Entries) == 2, err
	}
	if err := until(ctx, "the proof of the fraud", proven, v.houses...); err != nil {
		return err
	}
	v.tell("demo.proven", "count", fmt.Sprint(len(v.houses)), "name", "Rémi", "seconds", v.since(began))
	// Of all that was paid only the two payments of the fraud are not final now.
	rest := func(h *house) (bool, error) {
		s, err := h.status(ctx)
		return s.Promised == 0 && s.Backed == 2, err
	}
	if err := until(ctx, "what is honest to be final", rest, v.houses...); err != nil {
		return err
	}
	if err := v.alike(ctx); err != nil {
		return err
	}
	v.tell("demo.healed", "seconds", v.since(began), "bytes", v.bytes(v.roads.Carried()-before))
	return v.bears(ctx)
}

// bears tells who has what after the fraud, and that the deficit is exactly what was paid twice.
func (v *village) bears(ctx context.Context) error {
	remi := v.at("remi")
	list, err := askAt[[]node.ForkReply](ctx, remi, "fork list", node.ForkListRequest{})
	if err != nil {
		return err
	}
	v.forkTable(list)
	if list[0].Owes != typedUnits(demoFraud) || list[0].Bears != "owner" {
		return fmt.Errorf("%w: a deficit of %s, not %d", errTale, demoFraud, list[0].Owes)
	}
	for _, p := range []struct{ place, name string }{{"ana", "Léa"}, {"carl", "Nina"}} {
		has, err := askAt[node.BalanceReply](ctx, v.at(p.place), "balance", node.BalanceRequest{Account: p.name})
		if err != nil {
			return err
		}
		if has.Backed != typedUnits(demoFraud) {
			return fmt.Errorf("%w: %s keeps %s, not %d", errTale, p.name, demoFraud, has.Backed)
		}
		v.tell("demo.keeps", "name", p.name, "amount", v.typed(demoFraud), "total", v.amount(has.Final+has.Backed))
	}
	v.tell("demo.deficit", "name", "Rémi", "amount", v.amount(-list[0].Owes))
	v.known["account"] = "Rémi"
	_, err = remi.pay(ctx, "Rémi", v.address["Marc"], "1")
	if err := v.refused(err, words.ForkSeen, "demo.poor", "name", "Rémi", "to", "Marc", "amount", v.amount(1_00)); err != nil {
		return err
	}
	return v.conserved(ctx)
}

// conserved has everything counted again, and tells the sum.
func (v *village) conserved(ctx context.Context) error {
	all, _, err := v.verified(ctx)
	sum := all.Totals
	return v.done(err, "demo.conserved", "deposits", v.amount(sum.Deposits), "withdrawals", v.amount(sum.Withdrawals),
		"balances", v.amount(sum.Balances), "coupons", v.amount(sum.Coupons))
}

// debt has Rémi bring the money that he owes, and more: the stewards end the dispute by themselves,
// and his account goes on.
func (v *village) debt(ctx context.Context) error {
	v.act("demo.act.debt")
	began := time.Now()
	var names []string
	for _, h := range v.stewards()[:3] {
		in := node.AttestDepositRequest{To: v.address["Rémi"], Amount: "10", Ref: "enveloppe"}
		if _, err := askAt[node.EntryReply](ctx, h, "attest deposit", in); err != nil {
			return err
		}
		names = append(names, h.name)
	}
	v.tell("demo.brings", "name", "Rémi", "amount", v.amount(10_00), "names", strings.Join(names, ", "))
	ended := func(h *house) (bool, error) {
		list, err := askAt[[]node.ForkReply](ctx, h, "fork list", node.ForkListRequest{})
		return len(list) == 1 && !list[0].Open && list[0].Owes == 0, err
	}
	if err := until(ctx, "the end of the dispute", ended, v.houses...); err != nil {
		return err
	}
	v.tell("demo.ended", "seconds", v.since(began))
	if err := v.final(ctx, v.at("remi"), "Rémi", "Marc", "2"); err != nil {
		return err
	}
	return v.alike(ctx)
}

// count shows that all machines have come to the same, to the byte, and what it took.
func (v *village) count(ctx context.Context) error {
	v.act("demo.act.count")
	rows := [][]string{}
	for _, h := range v.houses {
		reply, err := askAt[node.VerifyReply](ctx, h, "verify", node.VerifyRequest{})
		if err != nil {
			return err
		}
		rows = append(rows, []string{h.place, v.word("demo.entries", "count", fmt.Sprint(reply.Entries)), reply.State})
	}
	v.table(rows...)
	first, alike, err := v.verified(ctx)
	if err == nil && !alike {
		err = fmt.Errorf("%w: one state", errTale)
	}
	if err != nil {
		return err
	}
	if err := v.conserved(ctx); err != nil {
		return err
	}
	v.tell("demo.sums", "count", fmt.Sprint(len(v.houses)), "entries", fmt.Sprint(first.Entries),
		"bytes", v.bytes(v.roads.Carried()), "seconds", v.since(v.began))
	return nil
}
