package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// healing joins the two sides: the fraud is proven, and what was honest is final.
func (v *village) healing(ctx context.Context) error {
	v.act("demo.act.healing")
	began, before := time.Now(), v.roads.Carried()
	v.roads.Cut()
	proven := func(h *house) (bool, error) {
		list, err := h.forks(ctx)
		return len(list) == 1 && len(list[0].Entries) == 2, err
	}
	if err := until(ctx, "the proof of the fraud", proven, v.houses...); err != nil {
		return err
	}
	v.tell("demo.proven", "count", fmt.Sprint(len(v.houses)), "name", "Rémi", "seconds", v.since(began))
	// Of all that was paid only the two payments of the fraud are not final then.
	rest := func(h *house) (bool, error) {
		s, err := h.status(ctx)
		return s.Promised == 0 && s.Backed == 2, err
	}
	if err := until(ctx, "what is honest to be final", rest, v.houses...); err != nil {
		return err
	}
	err := v.alike(ctx)
	return v.done(err, "demo.healed", "seconds", v.since(began), "bytes", v.bytes(v.roads.Carried()-before))
}

// bears tells who bears the fraud, and who has what after it.
func (v *village) bears(ctx context.Context) error {
	list, err := v.at("remi").forks(ctx)
	if err != nil {
		return err
	}
	fraud := list[0]
	v.forkTable(list)
	if fraud.Owes != typedUnits(demoFraud) || fraud.Bears != "owner" {
		return fmt.Errorf("%w: a deficit of %s, not %d", errTale, demoFraud, fraud.Owes)
	}
	if err := v.keeps(ctx, v.at("ana"), "Léa"); err != nil {
		return err
	}
	if err := v.keeps(ctx, v.at("carl"), "Nina"); err != nil {
		return err
	}
	v.tell("demo.deficit", "name", "Rémi", "amount", v.amount(-fraud.Owes))
	v.known["account"] = "Rémi"
	_, err = v.at("remi").pay(ctx, "Rémi", v.address["Marc"], "1")
	if err := v.refused(err, words.ForkSeen, "demo.poor", "name", "Rémi", "to", "Marc", "amount", v.amount(1_00)); err != nil {
		return err
	}
	return v.conserved(ctx)
}

// keeps tells that somebody keeps what Rémi has paid, though he has paid it twice.
func (v *village) keeps(ctx context.Context, h *house, name string) error {
	has, err := askAt[node.BalanceReply](ctx, h, "balance", node.BalanceRequest{Account: name})
	if err == nil && has.Backed != typedUnits(demoFraud) {
		err = fmt.Errorf("%w: %s keeps %s, not %d", errTale, name, demoFraud, has.Backed)
	}
	return v.done(err, "demo.keeps", "name", name, "amount", v.amount(has.Backed), "total", v.amount(has.Final+has.Backed))
}

// conserved has every machine count again, and tells the sum.
func (v *village) conserved(ctx context.Context) error {
	list, alike, err := v.counted(ctx, v.houses...)
	if err == nil && !alike {
		err = fmt.Errorf("%w: a single state", errTale)
	}
	if err != nil {
		return err
	}
	sum := list[0].Totals
	v.tell("demo.conserved", "deposits", v.amount(sum.Deposits), "withdrawals", v.amount(sum.Withdrawals),
		"balances", v.amount(sum.Balances), "coupons", v.amount(sum.Coupons))
	return nil
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
		list, err := h.forks(ctx)
		if err != nil || len(list) != 1 || list[0].Open || list[0].Owes != 0 {
			return false, err
		}
		s, err := h.status(ctx)
		return s.Promised == 0 && s.Backed == 0, err // both payments of the fraud are final too
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
	list, _, err := v.counted(ctx, v.houses...)
	if err != nil {
		return err
	}
	var rows [][]string
	for i, h := range v.houses {
		rows = append(rows, []string{h.name, v.word("demo.entries", "count", fmt.Sprint(list[i].Entries)), list[i].State})
	}
	v.table(rows...)
	if err := v.conserved(ctx); err != nil {
		return err
	}
	v.tell("demo.sums", "count", fmt.Sprint(len(v.houses)), "entries", fmt.Sprint(list[0].Entries),
		"bytes", v.bytes(v.roads.Carried()), "seconds", v.since(v.began))
	return nil
}
