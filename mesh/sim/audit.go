package sim

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"

	"foirail/ledger/chain"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// audit is the world's own reading of the chain: it takes final blocks apart by their events and by the
// words of those who sent them, keeps books of the vaults, and shares nothing with the ledger's reckoning but
// how a vault's address is made.
type audit struct {
	b        *blocks
	height   uint32
	vaults   map[keys.Account]chain.Vault
	order    []chain.Vault
	epochs   int // whose vaults are known
	deposits []*entry.Deposit
	strays   map[entry.Place]*entry.Stray // and not sent back
	paying   map[string]bool              // numbers of batches that have paid
	paid     map[entry.Hash]bool          // withdrawals
	paidOut  uint64
	fees     uint64                // that vaults of one have paid
	opened   map[keys.Account]bool // vaults that were opened, and not handed over
}

func newAudit(b *blocks) *audit {
	return &audit{b: b, vaults: map[keys.Account]chain.Vault{}, paying: map[string]bool{}, paid: map[entry.Hash]bool{}, strays: map[entry.Place]*entry.Stray{}, opened: map[keys.Account]bool{}}
}

// follow reads what has become final.
func (a *audit) follow() {
	a.learnVaults()
	_, head := a.b.chain.Finalised()
	for ; a.height < head && a.b.w.breach == nil; a.height++ {
		hash, err := a.b.node.HashAt(context.Background(), a.height+1)
		if err != nil {
			a.b.w.fail("chain", "%v", err)
			return
		}
		block, err := a.b.block(a.b.node, hash)
		if err != nil {
			a.b.w.fail("chain", "%v", err)
			return
		}
		for i, x := range block.Extrinsics {
			a.take(block, i, x.Opened, x.Signer)
		}
		a.stands(hash)
	}
}

// learnVaults makes the vaults of all epochs that there are.
func (a *audit) learnVaults() {
	w := a.b.w
	for ; a.epochs < len(w.chronicle.epochs); a.epochs++ {
		var seats []entry.Seated
		for _, key := range w.chronicle.epochs[a.epochs].seats {
			seats = append(seats, entry.Seated{Voting: key, Vault: w.seatOf[key].vaultIn(a.epochs + 1).Account()})
		}
		v, err := chain.VaultOf(seats)
		if err != nil {
			w.fail("chain", "%v", err)
			return
		}
		if _, known := a.vaults[v.Account]; !known {
			a.vaults[v.Account] = v
			a.order = append(a.order, v)
			w.names[v.Account] = fmt.Sprint("the vault of epoch ", a.epochs+1)
		}
	}
}

// vaultIn is the node's vault key of an epoch.
func (n *node) vaultIn(epoch int) *keys.Secret {
	if epoch == 1 {
		return n.alone
	}
	return n.vault
}

// movement is what one extrinsic did to one vault.
type movement struct {
	said int // remarks that the vault has left: a batch that is taken back leaves none
	out  map[keys.Account]uint64
	sum  uint64
}

// take reads what one extrinsic did.
func (a *audit) take(block *dunitertest.Block, at int, call dunitertest.Opened, signer keys.Account) {
	moved := map[keys.Account]*movement{}
	for _, v := range a.order {
		moved[v.Account] = &movement{out: map[keys.Account]uint64{}}
	}
	texts := remarks(call)
	for i, e := range block.Events {
		if e.Extrinsic != at {
			continue
		}
		f := e.Fields()
		switch from, _ := f["from"].(keys.Account); {
		case e.Is("Balances", "Transfer"):
			to, _ := f["to"].(keys.Account)
			amount, _ := f["amount"].(uint64)
			a.transfer(&entry.Stray{Place: entry.Place{Block: block.Header.Number, Event: uint32(i)}, From: from, Amount: entry.Amount(amount)},
				to, signer, moved[from], texts)
		case e.Is("System", "Remarked"):
			if sender, _ := f["sender"].(keys.Account); moved[sender] != nil {
				moved[sender].said++
			}
		case e.Is("TransactionPayment", "TransactionFeePaid"):
			if v := a.vaults[signer]; v.Alone() {
				fee, _ := f["actual_fee"].(uint64)
				a.fees += fee
			}
		}
	}
	for _, v := range a.order {
		a.judge(v, moved[v.Account], texts)
	}
}

// transfer takes a movement of money: into a vault it is a deposit, or a stray where its sender did not sign and
// nobody is named, unless it comes from another.
func (a *audit) transfer(x *entry.Stray, to, signer keys.Account, moved *movement, texts []string) {
	_, inside := a.vaults[to]
	if moved != nil {
		if inside && len(texts) == 0 {
			a.b.w.count("chain: a vault swept")
		}
		if !inside {
			moved.out[to] += uint64(x.Amount)
			moved.sum += uint64(x.Amount)
		}
		return
	}
	if !inside {
		return
	}
	who := x.From
	for _, text := range texts {
		if named, err := keys.ParseAccount(text); err == nil {
			who = named
		}
	}
	if who == x.From && signer != x.From {
		a.strays[x.Place] = x
		a.b.w.count("chain: a stray is final")
		return
	}
	a.deposits = append(a.deposits, &entry.Deposit{Block: x.Block, Event: x.Event, Account: who, Amount: x.Amount})
	a.b.w.outside.deposited += int64(x.Amount)
	a.b.w.count("chain: a deposit is final")
}

// remarks are the words in a call, in their order.
func remarks(call dunitertest.Opened) (list []string) {
	for _, c := range dunitertest.Flat(call) {
		if c.Pallet == "System" && c.Name == "remark_with_event" {
			text, _ := c.Args["remark"].([]byte)
			list = append(list, string(text))
		}
	}
	return list
}

// judge is I9: a settlement batch is paid at most once, whatever crashes when. It is asked of each thing that
// one extrinsic did to one vault: money leaves it only by a batch that was decided, each number pays once, and
// each withdrawal.
func (a *audit) judge(v chain.Vault, m *movement, texts []string) {
	w := a.b.w
	if m.said == 0 {
		if m.sum > 0 {
			w.fail("I9", "%d units leave %v by no batch", m.sum, v.Account)
		}
		return
	}
	if len(texts) != 1 || m.said != 1 {
		w.fail("I9", "%v has said %d words: %q", v.Account, m.said, texts)
		return
	}
	number, attempt, ok := a.parse(texts[0])
	decided := w.chronicle.decided[(&entry.Topic{Kind: entry.TopicBatch, Number: number, Attempt: attempt}).Key()]
	if !ok || decided == nil {
		w.fail("I9", "%v has done what nobody decided: %q", v.Account, texts[0])
		return
	}
	batch := decided.Body.(*entry.Propose).Value.(*entry.Batch)
	w.tell("the chain runs batch %s on %v", texts[0], v.Account)
	w.count("chain: batch ran: " + [...]string{"", "open", "pay", "hand over"}[batch.Act])
	switch batch.Act {
	case entry.OpenVault:
		a.opened[v.Account] = true
	case entry.HandOver:
		delete(a.opened, v.Account)
	case entry.PayOut:
		a.pays(fmt.Sprint(number), batch, m)
		return
	}
	if m.sum > 0 {
		w.fail("I9", "%d units leave %v by batch %q, which pays nobody", m.sum, v.Account, texts[0])
	}
}

// parse reads the remark of a batch.
func (a *audit) parse(text string) (number, attempt uint32, ok bool) {
	rest, ok := strings.CutPrefix(text, "foirail:"+hex.EncodeToString(a.b.w.market[:])+":")
	if !ok {
		return 0, 0, false
	}
	n, err := fmt.Sscanf(rest, "%d.%d", &number, &attempt)
	return number, attempt, n == 2 && err == nil
}

// pays holds what a batch has paid against what was asked for.
func (a *audit) pays(number string, batch *entry.Batch, m *movement) {
	w := a.b.w
	if a.paying[number] {
		w.fail("I9", "batch %s is paid twice", number)
	}
	a.paying[number] = true
	want := map[keys.Account]uint64{}
	for _, h := range batch.Paid {
		if a.paid[h] {
			w.fail("I9", "batch %s pays again what was paid: %s", number, w.called(h))
		}
		a.paid[h] = true
		body := w.chronicle.said[h].Body.(*entry.Withdraw)
		want[body.Address] += uint64(body.Amount)
		w.count("chain: a withdrawal is paid")
	}
	for _, p := range batch.Back {
		x := a.strays[p]
		if x == nil {
			w.fail("I9", "batch %s sends back what did not come, or has gone: %v", number, p)
			return
		}
		delete(a.strays, p)
		want[x.From] += uint64(x.Amount)
		w.count("chain: a stray is sent back")
	}
	for to := range want {
		if m.out[to] != want[to] {
			w.fail("I9", "batch %s pays %d to %v, who is owed %d", number, m.out[to], to, want[to])
		}
	}
	if len(m.out) != len(want) {
		w.fail("I9", "batch %s pays %d accounts for %d", number, len(m.out), len(want))
	}
	a.paidOut += m.sum
}

// stands is the end of I9: an open vault never falls below what an account must have.
func (a *audit) stands(hash dunitertest.Hash) {
	for _, v := range a.order {
		if !a.opened[v.Account] {
			continue
		}
		has, err := a.b.node.Account(context.Background(), a.b.rt, hash, v.Account)
		if err != nil || has.Free < existential {
			a.b.w.fail("I9", "%v has %d units and was not handed over: %v", v.Account, has.Free, err)
		}
	}
}
