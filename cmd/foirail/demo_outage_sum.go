package main

import (
	"context"
	"fmt"
	"path/filepath"
)

// settlementSum is the vault on the chain beside what the ledger says that it should hold.
type settlementSum struct {
	Vault      int64 `json:"vault"`      // on the chain, what is kept back too
	Ledger     int64 `json:"ledger"`     // deposits, less what was paid out
	Coupons    int64 `json:"coupons"`    // that are still in people's hands
	Difference int64 `json:"difference"` // between the two: 0
	Unbalanced int64 `json:"unbalanced"` // within the ledger: 0
}

// outageReply is the drill in figures, in units of 0.01 Ğ1.
type outageReply struct {
	People []dwellerReply `json:"people"`
	Sum    settlementSum  `json:"sum"`
	Right  bool           `json:"right"` // to the cent
	Report string         `json:"report"`
}

// dwellerReply is one person's line.
type dwellerReply struct {
	Name      string `json:"name"`
	Before    int64  `json:"before"`    // on the chain, in the morning
	Deposited int64  `json:"deposited"` // into the vault
	Traded    int64  `json:"traded"`    // earned, less spent, without the chain
	Paid      int64  `json:"paid"`      // out of the vault
	After     int64  `json:"after"`     // on the chain, in the evening
	Right     bool   `json:"right"`
}

// reply is what became of somebody's money. It is right when he was paid what he had put in and traded for.
func (p *dweller) reply() dwellerReply {
	return dwellerReply{p.Name, p.Before, p.Deposited, p.Traded, p.Paid, p.After, p.Paid == p.Deposited+p.Traded && p.After == p.Before+p.Traded}
}

func (o *outage) reportPath() string { return filepath.Join(o.dir, outageReport) }

// account closes the drill: who has what, and whether the vault agrees with the ledger.
func (o *outage) account(ctx context.Context) (err error) {
	o.act("outage.act.account")
	if err := o.back(ctx); err != nil {
		return err
	}
	reply := outageReply{Report: o.reportPath()}
	if reply.Sum, err = o.report(ctx); err != nil {
		return err
	}
	sum := reply.Sum
	reply.Right = sum.Difference == 0 && sum.Unbalanced == 0 && sum.Ledger == sum.Coupons
	for _, p := range o.people {
		line := p.reply()
		reply.People, reply.Right = append(reply.People, line), reply.Right && line.Right
	}
	if !reply.Right {
		err = fmt.Errorf("%w: every cent in its place, not %+v", errTale, reply)
	}
	if err == nil {
		err = o.answer(reply, func() { o.outageTable(reply) })
	}
	return err
}

// outageTable shows it to people.
func (o *outage) outageTable(r outageReply) {
	o.tell("outage.vault", "amount", o.amount(r.Sum.Vault), "total", o.amount(r.Sum.Ledger), "coupons", o.amount(r.Sum.Coupons))
	o.tell("outage.report", "path", r.Report)
	rows := [][]string{{"", o.word("outage.head.before"), o.word("outage.head.deposited"), o.word("outage.head.traded"),
		o.word("outage.head.paid"), o.word("outage.head.after"), ""}}
	for _, p := range r.People {
		rows = append(rows, []string{p.Name, o.amount(p.Before), o.amount(p.Deposited), o.amount(p.Traded), o.amount(p.Paid), o.amount(p.After),
			o.word("outage.right")})
	}
	o.table(rows...)
	o.tell("outage.done", "seconds", o.since(o.began))
}
