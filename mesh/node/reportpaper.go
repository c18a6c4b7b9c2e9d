package node

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// maxReportRows is how many rows of a list a drawing has; the figures have all of them.
const maxReportRows = 200

// reporter draws a report up as a paper, in one language.
type reporter struct {
	lang  words.Lang
	paper *paper
	names map[string]string // of the market that is being drawn
	play  bool
}

// drawReport draws a report up. Newest is the time of the newest entry, in seconds since 1970.
func drawReport(r chain.Report, newest uint32, lang words.Lang) *paper {
	d := &reporter{lang: lang, paper: &paper{Lang: lang}, play: r.Play}
	d.paper.Title = d.say("report.title", "name", r.Name)
	d.lead(r, newest)
	for _, m := range r.Markets {
		d.market(m, r.Since)
	}
	return d.paper
}

func (d *reporter) say(key string, args ...string) string { return words.Say(d.lang, key, args...) }

func (d *reporter) money(units int64) string { return words.Amount(d.lang, units) }

// part begins a part, or one within it.
func (d *reporter) part(key string, said ...string) *paperPart {
	d.paper.Parts = append(d.paper.Parts, paperPart{Heading: d.say(key), Deep: true, Said: said})
	return &d.paper.Parts[len(d.paper.Parts)-1]
}

// table begins a table in the newest part; a column whose key begins with > stands at the right edge.
func (d *reporter) table(caption string, columns ...string) *paperTable {
	t := &paperTable{Caption: caption}
	for _, c := range columns {
		right := len(c) > 0 && c[0] == '>'
		if right {
			c = c[1:]
		}
		if c != "" {
			c = d.say(c)
		}
		t.Columns = append(t.Columns, paperColumn{c, right})
	}
	d.paper.Parts[len(d.paper.Parts)-1].Table = t
	return t
}

func (t *paperTable) row(cells ...string) { t.Rows = append(t.Rows, paperRow{Cells: cells}) }

func (t *paperTable) total(cells ...string) {
	t.Rows = append(t.Rows, paperRow{Cells: cells, Sum: true})
}

// count writes a number.
func count(n int) string { return strconv.Itoa(n) }

// short is an account as it fits in a row: by its name, or the beginning and the end of its address.
func (d *reporter) short(a keys.Account) string {
	address := a.String()
	return cmp.Or(d.names[address], address[:8]+"…"+address[len(address)-4:])
}

// steward is a steward by his name, or as an account.
func (d *reporter) steward(name string, a keys.Account) string { return cmp.Or(name, d.short(a)) }

func (d *reporter) lead(r chain.Report, newest uint32) {
	lead := []string{d.say("report.lead"), d.from(r.From)}
	if newest > 0 {
		at := time.Unix(int64(newest), 0).UTC()
		lead = append(lead, d.say("report.newest", "when", words.Date(d.lang, at.Year(), int(at.Month()), at.Day())))
	}
	if r.Since > 1 {
		lead = append(lead, d.say("report.since", "number", fmt.Sprint(r.Since)))
	}
	if r.Until > 0 {
		lead = append(lead, d.say("report.until", "number", fmt.Sprint(r.Until)))
	}
	d.paper.Lead = append(lead, d.say("report.lead.verify"))
	if r.Crossing != 0 {
		d.paper.Parts = append(d.paper.Parts, paperPart{Heading: d.say("report.fault"), Loud: true,
			Said: []string{d.say("report.crossing", "amount", d.money(r.Crossing))}})
	}
}

func (d *reporter) from(f chain.From) string {
	if f.First {
		return d.say("report.from.first")
	}
	var names []string
	for i, key := range f.By {
		names = append(names, d.steward(f.Names[i], key))
	}
	return d.say("report.from.checkpoint", "number", fmt.Sprint(f.Epoch), "name", strings.Join(names, ", "))
}

// market draws the part of one market.
func (d *reporter) market(m chain.MarketReport, since uint32) {
	d.names = m.Names
	heading := d.say("report.market", "market", m.Name)
	if m.Epoch == 0 {
		heading = d.say("report.market.nameless", "id", m.ID)
	}
	d.paper.Parts = append(d.paper.Parts, paperPart{Heading: heading, Loud: true, Said: d.verdict(m)})
	d.sum(m.Sum)
	if m.Vault != nil {
		d.vault(*m.Vault)
	}
	d.came(m, since)
	if m.Epoch == 0 {
		return // nothing more can be known of it
	}
	d.paid(m.Withdrawals)
	d.strays(m.Strays)
	d.batches(m.Batches)
	d.forks(m.Forks)
	d.fund(m.Fund)
	d.coupons(m.Coupons)
	d.members(m.Members)
	d.waiting(m.Waiting)
	d.sides(m)
}

// verdict is what everybody wants to know first.
func (d *reporter) verdict(m chain.MarketReport) (said []string) {
	if m.Sum.Difference == 0 {
		said = append(said, d.say("report.verdict.good"))
	} else {
		said = append(said, d.say("report.verdict.bad", "amount", d.money(m.Sum.Difference)))
	}
	v := m.Vault
	switch {
	case v == nil && d.play:
		return append(said, d.say("report.verdict.play"))
	case v == nil:
		return append(said, d.say("report.verdict.unasked"))
	case v.Difference == 0:
		said = append(said, d.say("report.verdict.vault"))
	case v.Difference > 0:
		said = append(said, d.say("report.verdict.more", "amount", d.money(v.Difference)))
	default:
		said = append(said, d.say("report.verdict.less", "amount", d.money(-v.Difference)))
	}
	if v.Twice != 0 {
		said = append(said, d.say("report.verdict.twice", "amount", d.money(v.Twice)))
	}
	if v.Others > 0 {
		said = append(said, d.say("report.verdict.others", "count", count(v.Others)))
	}
	return said
}

func (d *reporter) sum(s chain.Sum) {
	d.part("report.sum")
	t := d.table(d.say("report.sum.caption"), "", ">")
	line := func(key string, units int64) { t.row(d.say("report.sum."+key), d.money(units)) }
	total := func(key string, units int64) { t.total(d.say("report.sum."+key), d.money(units)) }
	line("deposits", s.Deposits)
	line("paid", s.Paid)
	line("outward", s.Outward)
	line("inward", s.Inward)
	total("came", s.Came)
	line("balances", s.Balances)
	line("below", -s.Below)
	line("fund", s.Fund)
	line("coupons", s.Coupons)
	line("owed", s.Owed)
	total("has", s.Has)
	total("difference", s.Difference)
}

func (d *reporter) vault(v chain.VaultReport) {
	d.part("report.vault")
	t := d.table(d.say("report.vault.caption", "account", v.Account.String(), "number", fmt.Sprint(v.Height)), "", ">")
	t.row(d.say("report.vault.free"), d.money(int64(v.Free)))
	t.row(d.say("report.vault.kept"), d.money(int64(v.Kept)))
	if v.Old > 0 {
		t.row(d.say("report.vault.old"), d.money(int64(v.Old)))
	}
	if v.Own != 0 {
		t.row(d.say("report.vault.own"), d.money(v.Own))
	}
	if v.Aside != 0 {
		t.row(d.say("report.vault.aside"), d.money(v.Aside))
	}
	t.row(d.say("report.vault.should"), d.money(v.Should))
	t.total(d.say("report.vault.difference"), d.money(v.Difference))
}

// came tells of deposits, and of what has crossed the borders.
func (d *reporter) came(m chain.MarketReport, since uint32) {
	all, fresh := m.Deposits.All, m.Deposits.Since
	said := d.say("report.came.all", "count", count(all.Count), "amount", d.money(all.Sum))
	if since > 1 {
		said = d.say("report.came.said", "count", count(all.Count), "amount", d.money(all.Sum),
			"number", fmt.Sprint(since), "fresh", count(fresh.Count), "sum", d.money(fresh.Sum))
	}
	part := d.part("report.came", said)
	if len(m.Borders) == 0 {
		part.Said = append(part.Said, d.say("report.border.none"))
		return
	}
	t := d.table(d.say("report.border.caption"), "market.border", ">market.in", ">market.out", ">market.got", ">market.sent", "market.net", ">market.line")
	for _, b := range m.Borders {
		t.row(cmp.Or(b.Name, b.With), d.money(b.In), d.money(b.Out), d.money(b.Got), d.money(b.Sent), d.net(b.Owed), d.money(b.Line))
	}
}

// net tells who owes whom across a border.
func (d *reporter) net(owed int64) string {
	switch {
	case owed > 0:
		return d.say("market.net.owed", "amount", d.money(owed))
	case owed < 0:
		return d.say("market.net.owing", "amount", d.money(-owed))
	}
	return d.say("market.net.square")
}

func (d *reporter) paid(p chain.Payments) {
	d.part("report.paid", d.say("report.paid.said", "count", count(p.Asked.Count), "amount", d.money(p.Asked.Sum),
		"paid", count(p.Paid.Count), "sum", d.money(p.Paid.Sum), "owed", count(p.Owed.Count), "due", d.money(p.Owed.Sum)))
	if len(p.List) == 0 {
		return
	}
	t := d.table(d.say("report.paid.caption"), "report.waiting.who", "report.paid.to", ">report.sides.sum", ">report.paid.epoch", "report.paid.state")
	rows, more := most(p.List)
	for _, w := range rows {
		t.row(d.short(w.By), d.short(w.To), d.money(w.Amount), fmt.Sprint(w.Epoch), d.payment(w))
	}
	d.more(t, more)
}

// strays tells of what came in and is sent back, where there was any.
func (d *reporter) strays(s chain.Strays) {
	if s.All.Count+s.Aside.Count == 0 {
		return
	}
	part := d.part("report.stray", d.say("report.stray.said", "count", count(s.All.Count), "amount", d.money(s.All.Sum), "paid", count(s.Back.Count), "sum", d.money(s.Back.Sum)))
	if s.Aside.Count > 0 {
		part.Said = append(part.Said, d.say("report.stray.aside", "count", count(s.Aside.Count), "amount", d.money(s.Aside.Sum)))
	}
	t := d.table(d.say("report.stray.caption"), "report.stray.event", "report.stray.from", ">report.sides.sum", ">report.paid.epoch", "report.paid.state")
	rows, more := most(s.List)
	for _, x := range rows {
		epoch := ""
		if x.Epoch > 0 {
			epoch = fmt.Sprint(x.Epoch)
		}
		t.row(fmt.Sprintf("%d-%d", x.Block, x.Event), d.short(x.From), d.money(x.Amount), epoch, d.stray(x))
	}
	d.more(t, more)
}

// stray tells how far one of them has come.
func (d *reporter) stray(x chain.StrayReport) string {
	switch {
	case x.State == chain.StrayAside:
		return d.say("report.stray.until", "number", fmt.Sprint(x.Until))
	case x.Why == chain.WhyNoAccount:
		return d.say("report.stray.little")
	}
	return d.payment(chain.Payment{State: x.State, Why: x.Why, Batch: x.Batch, Attempt: x.Attempt, Block: x.Ran})
}

func (d *reporter) payment(w chain.Payment) string {
	reason := ""
	if w.Why != "" {
		reason = d.say("report.why." + w.Why)
	}
	return d.say("report.state."+w.State, "batch", batchName(entry.Topic{Number: w.Batch, Attempt: w.Attempt}), "number", fmt.Sprint(w.Block), "reason", reason)
}

// most is as much of a list as is drawn, and how much is left.
func most[T any](list []T) ([]T, int) {
	n := min(len(list), maxReportRows)
	return list[:n], len(list) - n
}

func (d *reporter) more(t *paperTable, n int) {
	if n > 0 {
		cells := make([]string, len(t.Columns))
		cells[0] = d.say("report.more", "count", count(n))
		t.row(cells...)
	}
}

func (d *reporter) batches(list []chain.BatchReport) {
	part := d.part("report.batch")
	if len(list) == 0 {
		part.Said = append(part.Said, d.say("report.batch.none"))
		return
	}
	t := d.table(d.say("report.batch.caption"), ">report.batch.number", ">report.batch.attempt", "report.batch.act",
		">report.batch.count", ">report.sides.sum", "report.paid.state")
	rows, more := most(list)
	for _, b := range rows {
		state := d.say("report.batch.state."+b.State, "number", fmt.Sprint(b.Block), "reason", b.Why)
		if b.Unheld > 0 {
			state += ". " + d.say("report.batch.unheld", "count", count(b.Unheld))
		}
		if b.Back > 0 {
			state += ". " + d.say("report.batch.back", "count", count(b.Back))
		}
		if b.Remits.Count > 0 {
			state += ". " + d.say("report.batch.remits", "amount", d.money(b.Remits.Sum))
		}
		t.row(fmt.Sprint(b.Number), fmt.Sprint(b.Attempt), d.say("report.act."+b.Act), count(b.Pays.Count), d.money(b.Pays.Sum), state)
	}
	d.more(t, more)
}

func (d *reporter) forks(list []chain.ForkReport) {
	if len(list) == 0 {
		d.part("report.fork", d.say("report.fork.none"))
	}
	rows, more := most(list)
	for i, f := range rows {
		if i == 0 {
			d.part("report.fork", d.fork(f)...)
		} else {
			d.paper.Parts = append(d.paper.Parts, paperPart{Deep: true, Said: d.fork(f)})
		}
		if len(f.Branches) == 0 {
			continue
		}
		t := d.table(d.say("report.fork.caption"), "report.fork.entry", "report.waiting.what", ">report.sides.sum", "report.waiting.level",
			">report.fork.counts", ">report.fork.promise")
		for _, b := range f.Branches {
			t.row(b.Entry[:12], d.kind(b.Kind), d.money(b.Amount), d.say("level."+b.Level), d.money(b.Counts.Sum), d.money(b.Promise.Sum))
		}
	}
	if more > 0 {
		d.paper.Parts = append(d.paper.Parts, paperPart{Deep: true, Said: []string{d.say("report.more", "count", count(more))}})
	}
}

func (d *reporter) kind(kind string) string {
	if key := "report.kind." + kind; words.Has(key) {
		return d.say(key)
	}
	return kind
}

// fork tells of one fork who bears it.
func (d *reporter) fork(f chain.ForkReport) []string {
	what := d.say("report.fork.account", "name", cmp.Or(f.Steward, d.names[f.Author.String()], f.Author.String()), "number", fmt.Sprint(f.Slot))
	if f.Serial > 0 {
		what = d.say("report.fork.coupon", "number", count(f.Serial), "series", f.Series[:12])
	}
	state := map[bool]string{true: "report.fork.open", false: "report.fork.closed"}[f.Open]
	said := []string{what + " " + d.say(state)}
	if f.Owes == 0 {
		said = append(said, d.say("report.fork.square"))
	} else {
		said = append(said, d.say("report.fork.owes", "amount", d.money(f.Owes)))
	}
	if f.Lacks > 0 {
		said = append(said, d.say("report.fork.lacks", "amount", d.money(f.Lacks)))
	}
	var names []string
	for _, g := range f.Guilty {
		names = append(names, d.steward(g.Name, g.Voting))
	}
	switch {
	case len(names) > 0:
		said = append(said, d.say("report.fork.guilty", "name", strings.Join(names, ", ")))
	case f.Owes > 0:
		said = append(said, d.say("report.fork.fund"))
	}
	return said
}

func (d *reporter) fund(f chain.FundReport) {
	part := d.part("report.fund")
	if f.Held < f.Stands {
		part.Said = append(part.Said, d.say("report.fund.short", "amount", d.money(f.Stands-f.Held)))
	}
	t := d.table(d.say("report.fund.caption"), "", ">report.fund.has", ">report.fund.line")
	t.row(d.say("report.fund.held"), d.money(f.Held), d.money(f.Stands))
	t.row(d.say("report.fund.open"), d.money(f.Open), d.money(f.Backed))
	t.row(d.say("report.fund.member"), "", d.money(f.Line))
	t.row(d.say("report.fund.advanced"), d.money(f.Advanced), d.money(f.Advances))
	t.row(d.say("report.fund.disputes"), "", d.money(f.Disputes))
	t.row(d.say("report.fund.owed"), d.money(f.Owed), "")
	t.row(d.say("report.fund.borne"), d.money(f.Borne), "")
}

func (d *reporter) coupons(all map[string]chain.Count) {
	d.part("report.coupons")
	t := d.table(d.say("report.coupons.caption"), "", ">report.coupons.count", ">report.sides.sum")
	for _, state := range []string{"dormant", "good", "cashed", "cancelled", "expired"} {
		t.row(d.say("report.coupons."+state), count(all[state].Count), d.money(all[state].Sum))
	}
	t.total(d.say("report.coupons.issued"), count(all[chain.CouponsIssued].Count), d.money(all[chain.CouponsIssued].Sum))
}

func (d *reporter) members(list []chain.MemberChange) {
	if len(list) == 0 {
		d.part("report.members", d.say("report.members.none"))
		return
	}
	d.part("report.members")
	t := d.table(d.say("report.members.caption"), "report.members.who", "", ">report.members.day", ">report.paid.epoch")
	rows, more := most(list)
	for _, m := range rows {
		what := map[bool]string{true: "report.members.joined", false: "report.members.lost"}[m.Joined]
		t.row(cmp.Or(m.Name, d.short(m.Account)), d.say(what), fmt.Sprint(m.Day), fmt.Sprint(m.Epoch))
	}
	d.more(t, more)
}

func (d *reporter) waiting(list []chain.Unsettled) {
	if len(list) == 0 {
		d.part("report.waiting", d.say("report.waiting.none"))
		return
	}
	var promised, backed chain.Count
	for _, u := range list {
		of := &promised
		if u.Level == ledger.Backed.String() {
			of = &backed
		}
		of.Count, of.Sum = of.Count+1, of.Sum+u.Amount
	}
	d.part("report.waiting", d.say("report.waiting.said", "count", count(promised.Count), "amount", d.money(promised.Sum),
		"backed", count(backed.Count), "sum", d.money(backed.Sum)))
	t := d.table(d.say("report.waiting.caption"), "report.waiting.who", "report.waiting.what", ">report.sides.sum", "report.waiting.level",
		">report.waiting.votes", ">report.paid.epoch")
	rows, more := most(list)
	for _, u := range rows {
		t.row(d.short(u.Author), d.kind(u.Kind), d.money(u.Amount), d.say("level."+u.Level), count(u.Votes), fmt.Sprint(u.Epoch))
	}
	d.more(t, more)
}

// sides tells of each epoch who served, and what was certified with and without him.
func (d *reporter) sides(m chain.MarketReport) {
	part := d.part("report.sides", d.say("report.sides.said"))
	if m.Otherwise.Count > 0 {
		part.Said = append(part.Said, d.say("report.sides.otherwise", "count", count(m.Otherwise.Count), "amount", d.money(m.Otherwise.Sum)))
	}
	for i, e := range slices.Backward(m.Epochs) {
		if i < len(m.Epochs)-1 {
			d.paper.Parts = append(d.paper.Parts, paperPart{Deep: true})
		}
		t := d.table(d.say("report.sides.caption", "number", fmt.Sprint(e.Number), "count", count(e.Certified.Count), "amount", d.money(e.Certified.Sum),
			"quorum", count(e.Quorum), "total", count(len(e.Stewards))),
			"report.sides.steward", ">report.sides.voted", ">report.sides.sum", ">report.sides.without", ">report.sides.sum")
		for _, s := range e.Stewards {
			t.row(d.steward(s.Name, s.Voting), count(s.Voted.Count), d.money(s.Voted.Sum), count(s.Without.Count), d.money(s.Without.Sum))
		}
	}
}
