package sim

import (
	"fmt"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/keys"
)

// settled says whether nothing is left to be done on the chain; else what. Who can be paid is paid, by what
// the chain itself has.
func (w *World) settled() (left string) {
	b := w.blocks
	if b == nil {
		return ""
	}
	for _, x := range b.wallets {
		if len(x.waiting) > 0 {
			return fmt.Sprintf("%s has a deposit on its way", x.of.name)
		}
	}
	s := w.nodes[w.firstHonest()].core.State
	if has := s.Totals().Markets[0].Deposits; has != w.outside.deposited {
		return fmt.Sprintf("deposits of %d units are attested, and %d are on the chain", has, w.outside.deposited)
	}
	st, err := chain.StandingOf(s, w.market)
	if err != nil {
		return err.Error()
	}
	return w.unsettled(s, st)
}

// unsettled is a batch that has not run, a vault that is not where it belongs, or somebody who could be paid.
func (w *World) unsettled(s *ledger.State, st chain.Standing) string {
	b := w.blocks
	_, free, _ := b.account(st.Vault.Account)
	switch {
	case len(b.audit.opened) > 1:
		return "two vaults are open"
	case len(b.audit.opened) == 1 && !b.audit.opened[st.Vault.Account]:
		return "a vault is open, and the ledger does not know it"
	case st.Vault.Account != st.Home.Account:
		return "the vault is not handed over"
	case !b.audit.opened[st.Home.Account] && free >= existential+markerCost:
		return "the vault is not open"
	case !b.audit.opened[st.Home.Account]:
		w.count("I9: a vault with nothing in it")
	}
	for _, v := range st.Before {
		if _, free, _ := b.account(v.Account); free > existential && v.Account != st.Home.Account {
			return "an old vault is not swept"
		}
	}
	if left := w.unsent(s, free-min(free, existential+markerMore)); left != "" {
		return left
	}
	for _, x := range s.Withdrawals(w.market) {
		_, own := b.audit.vaults[x.To]
		if own || uint64(x.Amount) > free-min(free, existential+markerMore) {
			w.count("I9: want of money, or of somebody to pay")
			continue
		}
		return fmt.Sprintf("%s is not paid: %d units, the vault has %d", w.called(x.Entry), x.Amount, free)
	}
	return ""
}

// unsent is a stray that stewards do not know of, or that could be sent back and is not.
func (w *World) unsent(s *ledger.State, free uint64) string {
	strays := s.Strays(w.market)
	if len(strays) != len(w.blocks.audit.strays) {
		return fmt.Sprintf("%d strays stand in the vaults, and the ledger knows of %d", len(w.blocks.audit.strays), len(strays))
	}
	from, owed := map[keys.Account]uint64{}, uint64(0)
	for _, x := range s.Withdrawals(w.market) {
		owed += uint64(x.Amount)
	}
	for _, f := range strays {
		if from[f.From] += uint64(f.Amount); from[f.From] >= existential && from[f.From]+owed <= free {
			return fmt.Sprintf("%d units of %v are not sent back", from[f.From], f.From)
		}
		w.count("I9: a stray that is too little, or want of money")
	}
	return ""
}

// balanced is the end of I9: what stands in the vaults is what the ledger says, to the cent. In a vault of one
// is what its key had before, less the fees that it has paid.
func (w *World) balanced() {
	if w.breach != nil || w.blocks == nil {
		return
	}
	if left := w.settled(); left != "" {
		w.fail("I9", "%d ms after healing %s%s", healing, left, w.tellBatches())
		return
	}
	a := w.blocks.audit
	var has, own uint64
	for _, v := range a.order {
		_, free, reserved := w.blocks.account(v.Account)
		has += free + reserved
		if v.Alone() {
			own += vaultKeyHas
		}
	}
	s := w.nodes[w.firstHonest()].core.State
	owed := uint64(0)
	for _, x := range s.Withdrawals(w.market) {
		owed += uint64(x.Amount)
	}
	for _, f := range s.Strays(w.market) {
		owed += uint64(f.Amount)
	}
	m := s.Totals().Markets[0]
	if want := uint64(m.Deposits-m.Withdrawals) + owed + own - a.fees; has != want {
		w.fail("I9", "%d units are in the vaults, and the ledger says %d: %d paid, fees %d", has, want, a.paidOut, a.fees)
	}
	w.count("I9: the vaults to the cent")
}

// tellBatches tells the batches that the first honest node knows, and what each node would do for them.
func (w *World) tellBatches() (text string) {
	n := w.nodes[w.firstHonest()]
	for _, b := range n.core.State.Batches(w.market) {
		text += fmt.Sprintf("\nbatch %d.%d, act %d of epoch %d, has run: %v", b.Topic.Number, b.Topic.Attempt, b.Value.Act, b.Epoch, b.Receipt != nil)
	}
	for _, n := range w.nodes {
		if n.core != nil && n.honest() {
			text += n.tellJobs()
		}
	}
	return text
}

// tellJobs tells what a node has to sign, and why it does not.
func (n *node) tellJobs() string {
	m := n.disk.memory()
	text := fmt.Sprintf("\n%s has read %d blocks, %d acts are open and %d batches failed", n.name, m.read, len(m.acts), len(m.failed))
	hash, height := n.w.blocks.chain.Finalised()
	for _, j := range n.jobs() {
		key := n.keyOf(j.vault)
		if key == nil {
			continue
		}
		e, err := n.errand(j, key, hash, height)
		if err == nil {
			_, err = e.Next()
		}
		text += fmt.Sprintf("; batch %d, sweep %v: %v", j.batch.Topic.Number, j.sweep, err)
	}
	return text
}
