package sim

import (
	"fmt"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// person is somebody with a phone, who stands near some node. What he signs is in his phone before
// it leaves, and he sends the same bytes until they are final.
type person struct {
	w      *World
	name   string
	key    *keys.Secret
	honest bool    // never means to sign two things for one slot
	member bool    // of the web of trust
	hasty  bool    // now and then pays what he does not have yet
	of     *person // whose purse it is, once it is linked

	near   *node
	root   entry.Hash     // the end of a dispute that his chain goes on from, or zero
	first  uint32         // seq at which it does
	chain  []*entry.Entry // the branch that he goes on with, from there
	others []*entry.Entry // what a cheat has signed besides
	final  int            // of the chain, so far as he has seen
	beyond int            // index of the first entry that was beyond his means; -1 for none

	series  []*series
	pocket  []*paper
	cashing []*paper
}

// series is coupons that a person has issued.
type series struct {
	issue  *entry.Entry
	papers []*paper
	next   int // the lowest serial not named yet, less one
}

// paper is one coupon.
type paper struct {
	of        *series
	serial    int
	key       *keys.Secret
	redeemed  []*entry.Entry // by whoever has a copy
	cancelled bool
}

// account is the person's own key.
func (p *person) account() keys.Account { return p.key.Account() }

func (p *person) ref() ledger.Ref { return ledger.Ref{Market: p.w.market, Key: p.account()} }

func (w *World) newPerson(name string) *person {
	p := &person{w: w, name: name, key: w.secret(name), honest: true, beyond: -1}
	w.people = append(w.people, p)
	w.byKey[p.account()] = p
	return p
}

// live has the person do something now and then.
func (p *person) live() {
	p.w.in(100+p.w.rnd.Int64N(500), p.live)
	if p.near == nil || p.w.chance(0.15) {
		p.near = p.w.nodes[p.w.rnd.IntN(len(p.w.nodes))]
	}
	if !p.near.ready() {
		return
	}
	p.look()
	p.startOver()
	if p.w.rnd.IntN(3) == 0 {
		p.sendAgain()
	}
	if p.w.troubled && len(p.chain)-p.final < 5 && p.near.core.State.Founding() != nil && !p.w.hush() {
		p.act()
	}
}

// hush says whether somebody does nothing this time: where radios join the villages and enough was paid, the air
// is to have time for what stewards say to each other.
func (w *World) hush() bool {
	return w.air != nil && w.chronicle.owned >= w.options.Entries && w.chance(0.97)
}

// look sees how far the own chain has come.
func (p *person) look() {
	s := p.near.core.State
	for p.final < len(p.chain) && s.Level(p.chain[p.final].Hash()) == ledger.Final {
		p.final++
	}
}

// startOver goes on from the end of his dispute, as the node that is near knows it.
func (p *person) startOver() {
	if p.honest {
		return
	}
	next := p.near.core.State.Next(p.ref(), 0)
	if end := p.w.chronicle.said[next.Prev]; end == nil || end.Kind() != entry.KindPropose || p.root == next.Prev {
		return
	}
	if next.Seq < 2 {
		p.w.count("people: a chain that cannot go on from the end of its dispute")
		return
	}
	p.w.count("people: went on from the end of a dispute")
	p.w.tell("%s goes on from the end of the dispute at %d", p.name, next.Seq)
	p.others = append(p.others, p.chain...)
	p.root, p.first, p.chain, p.final = next.Prev, next.Seq, nil, 0
}

// sendAgain brings everything that is not known to be final to the node that is near.
func (p *person) sendAgain() {
	for _, e := range p.chain[p.final:] {
		p.bring(p.near, e)
	}
	for _, e := range p.others {
		if p.w.chance(0.2) {
			p.bring(p.near, e)
		}
	}
	open := p.cashing[:0]
	for _, x := range p.cashing {
		switch p.near.core.State.Coupon(ledger.CouponRef{Series: x.of.issue.Hash(), Serial: x.serial}).State {
		case ledger.CouponCashed, ledger.CouponExpired, ledger.CouponCancelled:
			continue
		}
		for _, e := range x.redeemed {
			if e.Body.(*entry.Redeem).Account == p.account() {
				p.bring(p.near, e)
			}
		}
		open = append(open, x)
	}
	p.cashing = open
}

// bring hands an entry to a node; the way there may fail.
func (p *person) bring(to *node, e *entry.Entry) {
	if p.w.chance(p.w.weather.lose) {
		p.w.count("link: a phone out of reach")
		return
	}
	to.bring(e, func(a ledger.Answer) {
		if a.Err != nil {
			p.w.countError("person: ", a.Err)
		}
	})
}

// write signs the next entry of the chain and brings it.
func (p *person) write(body entry.Body) *entry.Entry {
	e := p.sign(p.head(), body)
	if e == nil {
		return nil
	}
	p.chain = append(p.chain, e)
	p.w.tell("%s signs %v at %s", p.name, e, p.near.name)
	p.bring(p.near, e)
	return e
}

// sign makes an entry behind another of the chain; nil is its beginning.
func (p *person) sign(prev *entry.Entry, body entry.Body) *entry.Entry {
	if prev == nil && !p.root.IsZero() {
		return p.w.signAt(p.key, p.first, p.root, body)
	}
	return p.w.sign(p.key, prev, body)
}

func (p *person) head() *entry.Entry {
	if len(p.chain) == 0 {
		return nil
	}
	return p.chain[len(p.chain)-1]
}

// spare is what the node that is near says the person may still spend, in units: what he has, less
// what he has ever signed and does not count there yet.
func (p *person) spare() int64 {
	s := p.near.core.State
	b := s.Balance(p.ref())
	spare := b.Final + b.Backed
	for _, e := range p.chain {
		if s.Level(e.Hash()) < ledger.Backed {
			spare -= cost(e)
		}
	}
	return spare
}

// cost is what an entry takes from its author.
func cost(e *entry.Entry) int64 {
	switch b := e.Body.(type) {
	case *entry.Pay:
		return int64(b.Total())
	case *entry.Issue:
		return int64(b.Total())
	case *entry.Withdraw:
		return int64(b.Amount)
	}
	return 0
}

// act is something that a person does.
func (p *person) act() {
	spare := p.spare()
	switch pick := p.w.rnd.IntN(20); {
	case pick == 0 && spare > 200:
		p.issue()
	case pick == 1 && spare > 150:
		p.write(&entry.Withdraw{Amount: 100 + entry.Amount(p.w.rnd.IntN(50)), Address: p.payTo()})
	case pick == 2 && p.of == nil && p.w.chance(0.3):
		p.link()
	case pick <= 6 && len(p.series) > 0:
		p.mark()
	case pick <= 9 && len(p.pocket) > 0:
		p.cash()
	case pick == 10 && p.hasty && p.beyond < 0:
		p.beyond = len(p.chain)
		p.w.count("people: a payment beyond means")
		p.pay(p.someone(), max(spare, 0)+1+int64(p.w.rnd.IntN(80))) // a node may know of less than nothing
	case pick <= 12 && !p.honest:
		p.cheat(spare)
	default:
		p.payWithin(spare)
	}
}

// payWithin pays one or two people what the person has; a member at times what he is advanced.
func (p *person) payWithin(spare int64) {
	if p.member && spare < 40 {
		if more := p.near.core.State.Advance(p.ref()); more > 0 {
			p.w.count("people: a payment on advance")
			spare += more / 2 // it may shrink when others become members
		}
	}
	if spare < 2 {
		return
	}
	amount := 1 + p.w.rnd.Int64N(min(spare/2, 120))
	p.pay(p.someone(), amount)
}

func (p *person) pay(to *person, amount int64) *entry.Entry {
	return p.write(p.payment(to, amount))
}

func (p *person) payment(to *person, amount int64) *entry.Pay {
	list := []entry.Payee{{Market: p.w.market, Account: to.account(), Amount: entry.Amount(amount)}}
	if other := p.someone(); amount > 10 && p.w.chance(0.2) {
		list[0].Amount -= 5
		list = append(list, entry.Payee{Market: p.w.market, Account: other.account(), Amount: 5})
	}
	return &entry.Pay{Payees: list}
}

// someone is another person.
func (p *person) someone() *person {
	for {
		if other := p.w.people[p.w.rnd.IntN(len(p.w.people))]; other != p {
			return other
		}
	}
}

// link makes a purse and says that it is one's own.
func (p *person) link() {
	purse := p.w.newPerson("purse of " + p.name)
	purse.honest, purse.of = p.honest, p
	p.linkTo(purse)
	p.w.in(p.w.rnd.Int64N(800), purse.live)
}

// linkTo says that another's key is one's own.
func (p *person) linkTo(purse *person) {
	proof, err := purse.key.Sign(entry.LinkMessage(p.w.community, p.w.market, p.account()))
	if err != nil {
		p.w.fail("sign", "%v", err)
		return
	}
	p.write(&entry.Link{Key: purse.account(), KeySignature: proof})
}

// issue makes a series of coupons.
func (p *person) issue() {
	made := &series{}
	epochs := uint32(p.w.rnd.IntN(4))
	body := &entry.Issue{LastEpoch: p.w.chronicle.current().number + epochs, LastDay: 21000, Issuer: p.name,
		SeriesKey: p.w.secret("series of " + p.name).Account()}
	for i, value := range []entry.Amount{5, 10, 20}[:1+p.w.rnd.IntN(3)] {
		count := 1 + p.w.rnd.IntN(3)
		body.Denominations = append(body.Denominations, entry.Denomination{Value: value, Count: count})
		for range count {
			x := &paper{of: made, serial: len(made.papers) + 1, key: p.w.secret(fmt.Sprint("coupon of ", p.name, i))}
			made.papers = append(made.papers, x)
			body.Keys = append(body.Keys, x.key.Account())
		}
	}
	body.Root = entry.Root(body.Keys)
	if made.issue = p.write(body); made.issue != nil {
		p.series = append(p.series, made)
	}
}

// mark wakes the next coupons of a series and hands them out, or takes them back.
func (p *person) mark() {
	x := p.series[p.w.rnd.IntN(len(p.series))]
	if x.next == len(x.papers) {
		return
	}
	from := x.next
	x.next += 1 + p.w.rnd.IntN(len(x.papers)-x.next)
	ranges := []entry.Range{{From: from + 1, To: x.next}}
	if p.w.rnd.IntN(4) == 0 {
		for _, coupon := range x.papers[from:x.next] {
			coupon.cancelled = true
		}
		p.write(&entry.Cancel{Series: x.issue.Hash(), Ranges: ranges})
		return
	}
	p.write(&entry.Activate{Series: x.issue.Hash(), Ranges: ranges})
	for _, coupon := range x.papers[from:x.next] {
		holder := p.someone()
		holder.pocket = append(holder.pocket, coupon)
		if p.w.rnd.IntN(5) == 0 { // somebody has copied it
			other := p.someone()
			other.pocket = append(other.pocket, coupon)
		}
	}
}

// cash redeems a coupon from the pocket.
func (p *person) cash() {
	x := p.pocket[len(p.pocket)-1]
	p.pocket = p.pocket[:len(p.pocket)-1]
	e := p.w.sign(x.key, nil, &entry.Redeem{Series: x.of.issue.Hash(), Serial: x.serial, Market: p.w.market, Account: p.account()})
	if e == nil {
		return
	}
	for _, before := range x.redeemed {
		if before.Hash() != e.Hash() {
			p.w.count("cheat: one coupon cashed by two")
		}
	}
	x.redeemed = append(x.redeemed, e)
	p.cashing = append(p.cashing, x)
	p.w.tell("%s cashes %v at %s", p.name, e, p.near.name)
	p.bring(p.near, e)
}
