package chain_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Four stewards open a vault, five people deposit, trade and ask for their money; three sign, the fourth is
// away. Everybody has what is his, to the cent.
func TestMarketSettles(t *testing.T) {
	v := newVillage(t, 4)
	home := v.standing().Home
	for i, name := range people {
		v.deposit(name, uint64(1000*(i+1)))
	}
	v.look()
	if got := v.state().Totals(); got.Markets[0].Deposits != 15_000 {
		t.Fatalf("deposits are %+v", got.Markets)
	}
	v.settle(0, 1, 2)
	if !v.hasMarker(home, 0) {
		t.Fatal("the vault is not open")
	}
	v.say(v.key("eve"), &entry.Pay{Payees: []entry.Payee{{Market: v.market(), Account: v.who("ana"), Amount: 700}}})
	v.withdraw("ana", 1700, v.who("ana"))
	v.withdraw("bob", 500, v.who("new"))
	v.withdraw("eve", 4000, v.who("eve"))
	b := v.settle(0, 2, 3)
	if len(b.Value.Paid) != 3 {
		t.Errorf("the batch pays %d", len(b.Value.Paid))
	}
	v.holds("ana", v.who("ana"), 100_000-1000+1700)
	v.holds("eve", v.who("eve"), 100_000-5000+4000)
	v.holds("new", v.who("new"), 500)
	v.holds("vault", home.Account, 15_000-1700-500-4000)
	if owed := v.state().Withdrawals(v.market()); len(owed) != 0 {
		t.Errorf("still owed: %+v", owed)
	}
	if v.standing().Marker != 1 {
		t.Errorf("the vault stands at %d", v.standing().Marker)
	}
}

// again has keys sign for a batch as if it were due, and tells whether anything moved.
func (v *village) again(b ledger.Batch, vault chain.Vault, who ...int) (moved bool) {
	v.Helper()
	before, _ := v.chain.Holds(vault.Account)
	rt := v.chain.Runtime()
	for n, i := range who {
		key := v.key(fmt.Sprint("vault ", i))
		hash, _ := v.chain.Finalised()
		item, err := v.node.Storage(v.Context(), rt, hash, "Multisig", "Multisigs", vault.Account, chain.CallHash(b.Value))
		v.check(err)
		op, err := chain.ReadOperation(item)
		v.check(err)
		sign := chain.ApproveIt
		if n == len(who)-1 {
			sign = chain.RunIt
		}
		call, err := sign.Call(rt, vault, key.Account(), op, b.Value.Call, duniter.Weight{RefTime: 1 << 40, ProofSize: 1 << 20})
		v.check(err)
		v.does(key, call)
	}
	after, _ := v.chain.Holds(vault.Account)
	return before != after
}

// traded is a village of four whose vault is open, with money in it, and some of it asked for.
func traded(t *testing.T) *village {
	v := newVillage(t, 4)
	for _, name := range people {
		v.deposit(name, 5000)
	}
	v.settle(0, 1, 2)
	v.withdraw("ana", 1000, v.who("ana"))
	return v
}

// A batch that has run is signed again by everybody, and moves nothing; one before it neither.
func TestBatchRunsOnce(t *testing.T) {
	v := traded(t)
	vault := v.standing().Vault
	first := v.settle(0, 1, 2)
	if v.again(first, vault, 1, 2, 3) {
		t.Error("a batch ran twice")
	}
	v.withdraw("bob", 1000, v.who("bob"))
	v.settle(1, 2, 3)
	if v.again(first, vault, 0, 1, 3) {
		t.Error("a batch ran after the one that follows it")
	}
	me := v.key("vault 0").Account()
	if _, err := chain.Due(vault, me, v.moment(vault, first, me)); !errors.Is(err, chain.ErrRan) {
		t.Errorf("for a batch that has run, and whose marker is gone: %v", err)
	}
	v.look()
	v.holds("ana", v.who("ana"), 100_000-5000+1000)
	v.holds("bob", v.who("bob"), 100_000-5000+1000)
}

// The vault has less than was decided, as somebody who holds a quorum of its keys has taken it: the batch
// fails whole, is seen to have failed, and its withdrawals stay owed and are decided again.
func TestFailedBatchIsDecidedAgain(t *testing.T) {
	v := traded(t)
	vault := v.standing().Vault
	v.withdraw("bob", 4000, v.who("bob"))
	v.look()
	failing := v.decided()
	if len(failing.Value.Paid) != 2 {
		t.Fatalf("decided is %+v", failing)
	}
	theft, err := v.chain.Runtime().Batch(v.transfer(v.who("thief"), 22_000))
	v.check(err)
	stolen := ledger.Batch{Value: &entry.Batch{Call: theft}}
	if !v.again(stolen, vault, 0, 1, 2) {
		t.Fatal("nothing was stolen")
	}
	v.approve(vault, failing, 0, 1, 2)
	v.look()
	if got := len(v.state().Withdrawals(v.market())); got != 2 {
		t.Errorf("%d withdrawals are owed", got)
	}
	if why := v.desks[0].failed[failing.Decision]; why == nil {
		t.Error("nobody saw the batch fail")
	}
	again := v.decided()
	if again.Topic.Number != failing.Topic.Number || again.Topic.Attempt != failing.Topic.Attempt+1 {
		t.Fatalf("decided is %+v", again.Topic)
	}
	if len(again.Value.Paid) != 1 {
		t.Errorf("a vault that is short pays %d", len(again.Value.Paid))
	}
	v.approve(vault, again, 0, 1, 2)
	v.look()
	if got := len(v.state().Withdrawals(v.market())); got != 1 {
		t.Errorf("%d withdrawals are owed", got)
	}
}

// A vault of one is handed over to four, and that to a changed four, to the cent. What comes to the old
// address later is swept.
func TestVaultIsHandedOver(t *testing.T) {
	const fee = 5 // of the hand-over, which is too long to be free, and is signed by the vault itself
	v := newVillage(t, 1)
	v.deposit("ana", 5000)
	v.settle(0)
	old := v.standing().Vault
	v.withdraw("ana", 1500, v.who("ana"))
	v.settle(0)
	v.holds("ana", v.who("ana"), 100_000-5000+1500)
	v.next(2, 4, 1)
	v.look()
	v.settle(0) // the old steward's person signs
	four := v.standing()
	if four.Act != entry.OpenVault || len(four.Before) != 1 || four.Before[0].Account != old.Account {
		t.Fatalf("the vault stands at %+v", four)
	}
	v.holds("the old vault", old.Account, 100)
	v.holds("the vault of four", four.Vault.Account, 100_000+3500-fee-100) // vault 0 had 1,000 Ğ1 of his own in it
	v.settle(1, 2, 3)
	if v.standing().Act != entry.PayOut {
		t.Fatalf("the vault stands at %+v", v.standing())
	}
	v.does(v.key("bob"), v.transfer(old.Account, 700))
	v.look()
	if got := v.state().Balance(ledger.Ref{Market: v.market(), Key: v.who("bob")}).Final; got != 700 {
		t.Errorf("what came to the old address counts for %d", got)
	}
	sweep, err := v.standing().Sweep(v.chain.Runtime(), old)
	v.check(err)
	v.does(v.key("vault 0"), sweep)
	v.look()
	v.holds("the vault of four", four.Vault.Account, 100_000+3500-fee-100+700)
	if got := v.state().Totals().Markets[0].Deposits; got != 5700 {
		t.Errorf("the sweep counts as a deposit: %d", got)
	}
}

// Money is for whom its sender names, by the next remark; else for the sender. Who has no plain key and
// names nobody is to have it back.
func TestDepositsAreCredited(t *testing.T) {
	v := newVillage(t, 4)
	home := v.standing().Home
	rt := v.chain.Runtime()
	remark := func(text string) duniter.Call {
		return v.call("System", "remark_with_event", duniter.Fields{"remark": text})
	}
	v.deposit("ana", 100)
	v.deposit("ana", 200, v.who("bob").String())
	v.deposit("ana", 300, "merci", v.who("bob").String())
	both, err := rt.Batch(v.transfer(home.Account, 1), v.transfer(v.who("dan"), 1), remark("foirail:"+v.who("cyd").String()),
		v.transfer(home.Account, 2), v.transfer(home.Account, 4), remark(" "+v.who("eve").String()+" "))
	v.check(err)
	v.does(v.key("bob"), both)
	v.deposit("bob", 50)
	other, err := duniter.MultisigAccount(2, []keys.Account{v.who("ana"), v.who("bob")})
	v.check(err)
	v.does(v.key("dan"), v.transfer(other, 1000))
	ours := chain.Vault{Account: other, Threshold: 2, Signatories: []keys.Account{v.who("ana"), v.who("bob")}}
	slices.SortFunc(ours.Signatories, func(a, b keys.Account) int { return bytes.Compare(a[:], b[:]) })
	send := v.transfer(home.Account, 500)
	for _, name := range []string{"ana", "bob"} {
		hash, _ := v.chain.Finalised()
		item, err := v.node.Storage(t.Context(), rt, hash, "Multisig", "Multisigs", other, send.Hash())
		v.check(err)
		op, err := chain.ReadOperation(item)
		v.check(err)
		sign := map[string]chain.Sign{"ana": chain.OpenIt, "bob": chain.RunIt}[name]
		call, err := sign.Call(rt, ours, v.who(name), op, send, duniter.Weight{RefTime: 1 << 40, ProofSize: 1 << 20})
		v.check(err)
		v.does(v.key(name), call)
	}
	v.look()
	v.look()
	for name, want := range map[string]int64{"ana": 100 + 300, "bob": 200 + 50, "cyd": 1, "eve": 6} {
		if got := v.state().Balance(ledger.Ref{Market: v.market(), Key: v.who(name)}).Final; got != want {
			t.Errorf("%s has %d, want %d", name, got, want)
		}
	}
	if s := v.desks[1].stray; len(s) != 1 || s[0].From != other || s[0].Amount != 500 {
		t.Errorf("stray money is %+v", s)
	}
	deposits := v.state().Totals().Markets[0].Deposits
	for _, b := range v.desks {
		b.read = 0 // the scanner begins again, after a restore
	}
	v.look()
	if got := v.state().Totals().Markets[0].Deposits; got != deposits {
		t.Errorf("read twice, deposits are %d and not %d", got, deposits)
	}
}

// What a vault of one has signed is known to all. When it was handed over and money comes to it later, its old
// batches are sent again, and nobody is paid twice.
func TestOldBatchesOfAVaultOfOne(t *testing.T) {
	v := newVillage(t, 1)
	v.deposit("ana", 5000)
	v.settle(0)
	v.withdraw("ana", 1500, v.who("ana"))
	v.settle(0)
	old := v.standing().Vault
	v.next(2, 4, 1)
	v.settle(0)
	v.does(v.key("bob"), v.transfer(old.Account, 5000))
	for range 2 {
		for _, x := range v.sent {
			_ = v.chain.Submit(x) // most are refused
			v.chain.Advance(1)
		}
	}
	v.holds("ana", v.who("ana"), 100_000-5000+1500)
}

// Money came to a vault, and others serve before anybody has opened it: it is swept like one that was handed
// over.
func TestVaultThatWasNeverOpened(t *testing.T) {
	v := newVillage(t, 1)
	v.deposit("ana", 5000)
	v.look()
	old := v.standing().Vault
	v.next(2, 4, 1)
	v.look()
	st := v.standing()
	if len(st.Before) != 1 || st.Before[0].Account != old.Account {
		t.Fatalf("the vault stands at %+v", st)
	}
	sweep, err := st.Sweep(v.chain.Runtime(), old)
	v.check(err)
	v.does(v.key("vault 0"), sweep)
	v.settle(1, 2, 3)
	if v.standing().Act != entry.PayOut {
		t.Errorf("the vault stands at %+v", v.standing())
	}
}

// What was to be opened in one epoch is decided in the next, as it was locked before: the vault that its call is
// made for is opened, by its own keys, and handed over.
func TestOpeningThatWasCarriedOver(t *testing.T) {
	v := newVillage(t, 1)
	v.deposit("ana", 5000)
	v.look()
	topic, old := v.state().NextBatch(v.market()), v.standing().Vault
	value := v.desks[0].desk.Propose(v.state(), topic)
	v.next(2, 1, 1)
	v.say(v.key("voting 2 0"), &entry.Propose{Topic: topic, Value: value})
	b := v.decided()
	if got := chain.Opens(v.state(), v.market(), b); b.Epoch != 2 || got.Account != old.Account {
		t.Fatalf("a batch of epoch %d opens %v", b.Epoch, got.Account)
	}
	v.approve(old, b, 0)
	v.look()
	if st := v.standing(); st.Act != entry.HandOver || st.Vault.Account != old.Account {
		t.Fatalf("the vault stands at %+v", st)
	}
	v.settle(0)
	v.settle(1)
	if st := v.standing(); st.Act != entry.PayOut || st.Vault.Account != v.who("vault 1") {
		t.Errorf("the vault stands at %+v", st)
	}
}
