package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"foirail/mesh/node"
)

// paper has Les Paniers issue coupons, and hand some of them out.
func (o *outage) paper(ctx context.Context) error {
	pass, ana := node.Hidden(demoPassphrase), o.founder()
	issued, err := askAt[node.IssueReply](ctx, ana, "coupon issue", node.IssueRequest{From: "Les Paniers", Make: outageMake,
		Expires: o.clock().AddDate(1, 0, 0).Format("2006-01-02"), LastEpoch: demoLastEpoch, Passphrase: pass})
	if err != nil {
		return err
	}
	o.series = issued.Series
	o.tell("demo.issue", "name", "Les Paniers", "count", fmt.Sprint(issued.Coupons), "amount", o.amount(issued.Total))
	if err := o.finally(ctx, ana, issued.Entry.Hash); err != nil {
		return err
	}
	for _, mark := range []struct{ verb, serials string }{{"coupon activate", outageAwake}, {"coupon cancel", outageAsleep}} {
		marked, err := askAt[node.MarkReply](ctx, ana, mark.verb, node.MarkRequest{Series: o.series, Serials: mark.serials, Passphrase: pass})
		if err == nil {
			err = o.finally(ctx, ana, marked.Entry.Hash)
		}
		if err != nil {
			return err
		}
	}
	o.tell("demo.activate", "range", outageAwake)
	o.tell("outage.cancelled", "range", outageAsleep)
	return o.alike(ctx)
}

// finally waits until an entry is final.
func (o *outage) finally(ctx context.Context, h *house, hash string) error {
	level, err := h.level(ctx, hash, "final", demoPatience)
	if err == nil && level != "final" {
		err = fmt.Errorf("%w: an entry that is final, not %s", errTale, level)
	}
	return err
}

// cutOff closes the road to the chain. The chain goes on without the village.
func (o *outage) cutOff(ctx context.Context) error {
	o.act("outage.act.cut")
	o.chain.Cut(true)
	o.chain.Advance(outageBlocks)
	closed := func(h *house) (bool, error) {
		s, err := h.status(ctx)
		return s.Road == "closed", err
	}
	err := until(ctx, "a closed road", closed, o.houses...)
	return o.done(err, "outage.cut", "count", fmt.Sprint(len(o.houses)))
}

// market is what goes on without the chain: payments and coupons are final as ever.
func (o *outage) market(ctx context.Context) error {
	if err := o.final(ctx, o.at("ana"), "Léa", "Les Paniers", "12.50"); err != nil {
		return err
	}
	if err := o.final(ctx, o.at("carl"), "Nina", "Marc", "7.25"); err != nil {
		return err
	}
	return o.cashes(ctx, o.at("carl"), "Rémi", 11, "final")
}

// cashes has somebody cash a coupon, which comes as far as it can.
func (o *outage) cashes(ctx context.Context, h *house, name string, serial int, want string) error {
	inside, err := o.founder().node.DemoCode(ctx, node.Hidden(demoPassphrase), o.series, serial)
	if err != nil {
		return err
	}
	list, err := askAt[[]node.RedeemReply](ctx, h, "coupon redeem", node.RedeemRequest{To: o.address[name], Code: inside})
	if err == nil && len(list) != 1 {
		err = fmt.Errorf("%w: one coupon", errTale)
	}
	if err != nil {
		return err
	}
	level, err := h.level(ctx, list[0].Entry.Hash, "final", o.patience(want))
	if err == nil && level != want {
		err = fmt.Errorf("%w: a coupon that is %s, not %s", errTale, want, level)
	}
	return o.done(err, "outage.cashes", "name", name, "amount", o.amount(list[0].Value), "level", o.level(level))
}

// parted cuts the village itself in two, beside the road: on neither side there is a quorum.
func (o *outage) parted(ctx context.Context) error {
	o.act("outage.act.parted")
	o.roads.Cut("carl", "dora")
	o.tell("demo.cut", "left", "Ana, Béa", "right", "Carl, Dora")
	bea, carl := o.at("bea"), o.at("carl")
	if err := o.outOfReach(ctx, bea, carl); err != nil {
		return err
	}
	for _, x := range []struct {
		h                *house
		from, to, amount string
	}{{o.at("ana"), "Léa", "Marc", "10"}, {carl, "Nina", "Rémi", "6.40"}, {bea, "Marc", "Les Paniers", "3.05"}} {
		if err := o.waits(ctx, x.h, x.from, x.to, x.amount, "promised"); err != nil {
			return err
		}
	}
	if err := o.cashes(ctx, bea, "Marc", 12, "promised"); err != nil {
		return err
	}
	if err := o.cashes(ctx, carl, "Nina", 3, "promised"); err != nil {
		return err
	}
	o.tell("demo.because", "reason", o.word("level.promised.long"))
	return nil
}

// healed joins the two sides: what was promised is final, and everybody computes the same.
func (o *outage) healed(ctx context.Context) error {
	o.roads.Cut()
	rest := func(h *house) (bool, error) {
		s, err := h.status(ctx)
		return s.Promised == 0 && s.Backed == 0, err
	}
	if err := until(ctx, "what was promised to be final", rest, o.houses...); err != nil {
		return err
	}
	err := o.alike(ctx)
	return o.done(err, "outage.healed", "count", fmt.Sprint(len(o.houses)))
}

// goHome has everybody ask for all that he has, while the road is closed still.
func (o *outage) goHome(ctx context.Context) error {
	o.act("outage.act.home")
	for _, p := range o.people {
		units, err := o.has(ctx, p.at, p)
		if err != nil {
			return err
		}
		in := node.WithdrawRequest{From: p.Name, Amount: fmt.Sprintf("%d.%02d", units/100, units%100), Passphrase: node.Hidden(demoPassphrase)}
		made, err := askAt[node.EntryReply](ctx, p.at, "withdraw", in)
		if err == nil {
			err = o.finally(ctx, p.at, made.Entry.Hash)
		}
		if err != nil {
			return err
		}
		p.Traded = units - p.Deposited
		o.tell("demo.withdraw", "name", p.Name, "amount", o.amount(units))
	}
	return o.alike(ctx)
}

// roadOpens takes the fourth steward's machine away, and opens the road: the others notice by themselves, and decide who is
// paid.
func (o *outage) roadOpens(ctx context.Context) error {
	o.act("outage.act.settle")
	dora := o.at("dora")
	err := dora.away()
	if err == nil {
		err = dora.node.Close()
	}
	if err != nil {
		return err
	}
	dora.node = nil
	o.tell("outage.off", "name", dora.name)
	o.chain.Cut(false)
	open := func(h *house) (bool, error) {
		s, err := h.status(ctx)
		return s.Road == "open", err
	}
	err = until(ctx, "an open road", open, o.stewards()[:3]...)
	return o.done(err, "outage.road", "names", "Ana, Béa, Carl", "blocks", fmt.Sprint(outageBlocks))
}

// settled has three of four approve the batch, which pays everybody in one go.
func (o *outage) settled(ctx context.Context) error {
	if err := o.approvals(ctx); err != nil {
		return err
	}
	for _, p := range o.people {
		p.After = o.chain.Holds(p.Account)
		p.Paid = p.After - p.Before + p.Deposited
		o.tell("outage.paid", "name", p.Name, "amount", o.amount(p.Paid))
	}
	return nil
}

// patience is how long is waited for a level that must come, or that must not.
func (o *outage) patience(want string) time.Duration {
	if want == "final" {
		return demoPatience
	}
	return demoInVain
}

// back has the fourth steward's machine come back, and catch up.
func (o *outage) back(ctx context.Context) error {
	dora := o.at("dora")
	if err := o.opens(ctx, dora); err != nil {
		return err
	}
	caught := func(h *house) (bool, error) {
		s, err := h.status(ctx)
		return s.Road == "open" && s.WaitsNeeded == 0, err
	}
	if err := until(ctx, "the receipt, at "+dora.name+"'s", caught, dora); err != nil {
		return err
	}
	err := o.alike(ctx)
	return o.done(err, "outage.back", "name", dora.name)
}

// report asks the ledger and the chain where every cent is, and leaves the page in the directory.
func (o *outage) report(ctx context.Context) (sum settlementSum, err error) {
	reply, err := askAt[node.ReportReply](ctx, o.founder(), "report", node.ReportRequest{Form: node.ReportHTML, Lang: string(o.lang)})
	if err != nil {
		return sum, err
	}
	m := reply.Report.Markets[0]
	if m.Vault == nil {
		return sum, errors.New("the report has not asked the chain")
	}
	sum = settlementSum{Vault: o.chain.Holds(o.vault.Vault), Ledger: m.Vault.Should, Coupons: m.Sum.Coupons,
		Difference: m.Vault.Difference, Unbalanced: m.Sum.Difference}
	return sum, about(o.reportPath(), node.ReplaceFile(o.reportPath(), reply.Page))
}
