package sim

import (
	"context"
	"slices"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/entry"
)

// What a steward who cheats does on the chain, where his vault key is one of several: he signs what has run,
// what is not due, what nobody decided, and late; and says here that things happened there which did not.

// forge has the traitor do one of these now and then.
func (b *traitor) forge() {
	w := b.n.w
	w.in(300+w.rnd.Int64N(600), b.forge)
	if !w.troubled || b.n.core == nil {
		return
	}
	switch w.rnd.IntN(8) {
	case 0:
		b.falseReceipt()
	case 1:
		b.falseDeposit()
	case 2:
		b.steal()
	case 3:
		b.sendLate()
	default:
		b.signAny()
	}
}

// attests has the traitor say a fact, if he has a voice now.
func (b *traitor) attests(f entry.Fact) {
	key := b.n.voting[b.n.w.chronicle.current().number]
	if key != nil && b.n.w.press == nil {
		b.say(key, b.last(key), &entry.Attest{Facts: []entry.Fact{f}})
	}
}

// falseReceipt says that a batch has run which has not.
func (b *traitor) falseReceipt() {
	for _, x := range b.n.core.State.Batches(b.n.w.market) {
		if x.Receipt == nil {
			b.n.w.count("forger: a receipt of what has not run")
			b.attests(&entry.Receipt{Batch: x.Topic.Number, Block: 1, Event: 1, Decision: x.Decision})
			return
		}
	}
}

// falseDeposit says of money that came that it is for somebody else, and more.
func (b *traitor) falseDeposit() {
	w := b.n.w
	if list := w.blocks.audit.deposits; len(list) > 0 {
		d := *list[w.rnd.IntN(len(list))]
		d.Account, d.Amount = w.people[w.rnd.IntN(len(w.people))].account(), d.Amount+50
		w.count("forger: a deposit told wrong")
		b.attests(&d)
	}
}

// signAny signs for some batch, whatever became of it.
func (b *traitor) signAny() {
	w := b.n.w
	list := b.n.core.State.Batches(w.market)
	if len(list) == 0 {
		return
	}
	x := list[w.rnd.IntN(len(list))]
	v, err := chain.VaultOf(b.n.core.State.Seats(w.market, x.Epoch))
	if err != nil {
		return
	}
	w.count(map[bool]string{true: "forger: signed for what has run", false: "forger: signed for what has not run"}[x.Receipt != nil])
	b.signFor(v, x)
}

// steal signs a call that gives all to somebody.
func (b *traitor) steal() {
	w := b.n.w
	st, err := chain.StandingOf(b.n.core.State, w.market)
	if err != nil {
		return
	}
	call := w.blocks.call("Balances", "transfer_allow_death", map[string]any{"dest": w.people[0].account(), "value": uint64(200)})
	w.count("forger: signed what nobody decided")
	b.signFor(st.Vault, ledger.Batch{Value: &entry.Batch{Call: call}})
}

// signFor signs a call as the chain would take it now: first, further or last.
func (b *traitor) signFor(v chain.Vault, x ledger.Batch) {
	w, c := b.n.w, b.n.w.blocks
	if !v.Has(b.n.vault.Account()) || v.Alone() {
		return
	}
	op := b.operation(v, x)
	sign := chain.RunIt
	if w.chance(0.5) {
		sign = chain.ApproveIt
	}
	most := chain.Errand{}.Most
	most.RefTime, most.ProofSize = 1<<40, 1<<20
	call, err := sign.Call(c.rt, v, b.n.vault.Account(), op, dunitertest.Call(x.Value.Call), most)
	if err != nil {
		w.fail("chain", "%v", err)
		return
	}
	bytes := c.sign(b.n.vault, call, nil)
	if w.chance(0.3) {
		b.kept = append(b.kept, bytes)
		return
	}
	c.send(bytes)
}

// operation is what stands open on the chain for a call of a vault, or nil.
func (b *traitor) operation(v chain.Vault, x ledger.Batch) *chain.Operation {
	c := b.n.w.blocks
	hash, _ := c.chain.Finalised()
	item, err := c.node.Storage(context.Background(), c.rt, hash, "Multisig", "Multisigs", v.Account, chain.CallHash(x.Value))
	if err != nil {
		b.n.w.fail("chain", "%v", err)
		return nil
	}
	op, err := chain.ReadOperation(item)
	if err != nil {
		b.n.w.fail("chain", "%v", err)
	}
	return op
}

// sendLate sends what was signed long ago.
func (b *traitor) sendLate() {
	w := b.n.w
	if len(b.kept) > 0 {
		i := w.rnd.IntN(len(b.kept))
		w.count("forger: sent late what was signed")
		w.blocks.send(b.kept[i])
		b.kept = slices.Delete(b.kept, i, i+1)
	}
}
