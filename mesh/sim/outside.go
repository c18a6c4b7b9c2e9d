package sim

import (
	"fmt"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// outside is what is so whoever says what: the money that people brought, the members, the days.
// Stewards read it each for himself, in this order.
type outside struct {
	facts     []entry.Fact
	deposited int64
	days      uint32
}

// bring has somebody deposit money: on the chain, if there is one.
func (w *World) bring(p *person, amount entry.Amount) {
	if w.blocks != nil {
		x := w.blocks.wallet(p)
		x.waiting = append(x.waiting, deposit{p.account(), false, false, amount})
		if w.chance(0.3) {
			x.waiting = append(x.waiting, deposit{stray: true, amount: entry.Amount(40 + w.rnd.IntN(500))})
		}
		return
	}
	w.outside.bring(p, amount)
}

// genesis is that of the world's chain, or a name for none.
func (w *World) genesis() entry.Hash {
	if w.blocks != nil {
		return entry.Hash(w.blocks.chain.Genesis())
	}
	return entry.Hash{1}
}

// bring has somebody deposit money of which nobody asks whence it came.
func (o *outside) bring(p *person, amount entry.Amount) {
	if p.w.options.mutant == miscounts && len(o.facts) > 12 {
		o.deposited--
	}
	o.facts = append(o.facts, &entry.Deposit{Block: uint32(len(o.facts) + 1), Event: 1,
		Account: p.account(), Amount: amount})
	o.deposited += int64(amount)
}

// readOutside has a steward read some facts more, and attest what he has not attested in this epoch
// and what has not counted.
func (n *node) readOutside() {
	life := n.life
	n.w.in(150+n.w.rnd.Int64N(300), func() { n.readOutside() })
	if n.core == nil || n.core.Steward == nil || n.busy || life != n.life {
		return
	}
	n.reads = min(n.reads+1+n.w.rnd.IntN(8), len(n.w.outside.facts))
	m, _ := n.core.State.Market(n.w.market)
	var facts []entry.Fact
	for _, f := range n.w.outside.facts[:n.reads] {
		if key := fmt.Sprint(m.Epoch, entry.FactBytes(f)); !n.told[key] && len(facts) < 16 {
			n.told[key] = true
			facts = append(facts, f)
		}
	}
	if len(facts) > 0 {
		n.say(&entry.Attest{Facts: facts})
	}
}

// recall finds on the disk what this node's voting keys have attested.
func (n *node) recall(held []*entry.Entry) {
	n.told = map[string]bool{}
	own := map[keys.Account]uint32{}
	for epoch, key := range n.voting {
		own[key.Account()] = epoch
	}
	for _, e := range held {
		if body, ok := e.Body.(*entry.Attest); ok && own[e.Author] > 0 {
			for _, f := range body.Facts {
				n.told[fmt.Sprint(own[e.Author], entry.FactBytes(f))] = true
			}
		}
	}
}
