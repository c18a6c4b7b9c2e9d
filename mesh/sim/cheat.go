package sim

import (
	"slices"

	"foirail/ledger/entry"
)

// cheat signs something for a slot that is taken.
func (p *person) cheat(spare int64) {
	switch p.w.rnd.IntN(4) {
	case 0:
		p.restoredPhone()
	case 1:
		p.turnBack(spare)
	default:
		p.payTwice(spare)
	}
}

// payTwice pays two people the same money, each near another node: across a cut, if there is one.
func (p *person) payTwice(spare int64) {
	if spare < 2 {
		return
	}
	prev := p.head()
	first := p.sign(prev, p.payment(p.someone(), max(1, spare-p.w.rnd.Int64N(5))))
	second := p.sign(prev, p.payment(p.someone(), spare))
	if first == nil || second == nil || first.Hash() == second.Hash() {
		return
	}
	far := p.w.nodes[p.w.rnd.IntN(len(p.w.nodes))]
	for _, n := range p.w.nodes {
		if p.w.links[p.near.at][n.at].cuts > 0 && n.ready() {
			far = n
			p.w.count("cheat: paid twice across a cut")
		}
	}
	p.w.count("cheat: paid twice")
	p.w.tell("%s pays twice: %v at %s, %v at %s", p.name, first, p.near.name, second, far.name)
	p.chain, p.others = append(p.chain, first), append(p.others, second)
	p.bring(p.near, first)
	p.bring(far, second)
}

// restoredPhone signs the last payment again, as a phone does that does not know of it any more.
func (p *person) restoredPhone() {
	last := p.head()
	if last == nil || last.Kind() != entry.KindPay || last.Time == p.w.clock() {
		return
	}
	var prev *entry.Entry
	if len(p.chain) > 1 {
		prev = p.chain[len(p.chain)-2]
	}
	again := p.sign(prev, last.Body)
	if again == nil {
		return
	}
	p.w.count("cheat: the same payment signed again")
	p.w.tell("%s signs again: %v at %s", p.name, again, p.near.name)
	p.others = append(p.others, again)
	p.bring(p.near, again)
}

// turnBack goes on from an old entry, as if what came after had never been. An issuer may so take
// back a coupon that he has woken.
func (p *person) turnBack(spare int64) {
	if len(p.chain) < 2 {
		return
	}
	at := 1 + p.w.rnd.IntN(len(p.chain)-1)
	p.others = append(p.others, p.chain[at:]...)
	for _, e := range p.chain[at:] {
		if b, ok := e.Body.(*entry.Activate); ok {
			p.chain = slices.Clip(p.chain[:at])
			p.final = min(p.final, at)
			p.w.count("cheat: a coupon taken back on another branch")
			p.write(&entry.Cancel{Series: b.Series, Ranges: b.Ranges})
			return
		}
	}
	p.chain = slices.Clip(p.chain[:at])
	p.final = min(p.final, at)
	p.w.count("cheat: another branch")
	p.pay(p.someone(), max(1, spare))
}
