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
func marketSettles(v *village) {
	home := v.standing().Home
	for i, name := range people {
		v.deposit(name, uint64(1000*(i+1)))
	}
	v.look()
	if got := v.state().Totals(); got.Markets[0].Deposits != 15_000 {
		v.Fatalf("deposits are %+v", got.Markets)
	}
	v.settle(0, 1, 2)
	if !v.hasMarker(home, 0) {
		v.Fatalf("the vault is not open: %v", v.desks[0].failed)
	}
	v.say(v.key("eve"), &entry.Pay{Payees: []entry.Payee{{Market: v.market(), Account: v.who("ana"), Amount: 700}}})
	v.withdraw("ana", 1700, v.who("ana"))
	v.withdraw("bob", 1500, v.who("new"))
	v.withdraw("eve", 4000, v.who("eve"))
	little := v.withdraw("cyd", ledger.ExistentialDeposit, v.who("newer"))
	b := v.settle(0, 2, 3)
	paid, newer := 4, uint64(ledger.ExistentialDeposit)
	if v.amount("Balances", "ExistentialDeposit") > newer { // who is not there does not come into being by so little
		paid, newer = 3, 0
	}
	if len(b.Value.Paid) != paid || slices.Contains(b.Value.Paid, little.Hash()) != (newer > 0) {
		v.Errorf("the batch pays %d", len(b.Value.Paid))
	}
	v.advance(2) // on runtimes of old, somebody who is new is charged for it by a later block
	for _, x := range []struct {
		name string
		want uint64
	}{{"ana", pocket - 1000 + 1700}, {"bob", pocket - 2000}, {"cyd", pocket - 3000}, {"dan", pocket - 4000}, {"eve", pocket - 5000 + 4000}, {"new", 1500}, {"newer", newer}} {
		v.holds(x.name, v.who(x.name), x.want)
	}
	v.holds("vault", home.Account, 15_000-1700-1500-4000-newer)
	if owed := v.state().Withdrawals(v.market()); len(owed) != 4-paid {
		v.Errorf("still owed: %+v", owed)
	}
	if v.standing().Marker != 1 {
		v.Errorf("the vault stands at %d", v.standing().Marker)
	}
}

// again has keys sign for a batch as if it were due, and tells whether anything moved.
func (v *village) again(b ledger.Batch, vault chain.Vault, who ...int) (moved bool) {
	v.Helper()
	before, rt := v.account(vault.Account), v.runtime()
	for n, i := range who {
		key := v.key(fmt.Sprint("vault ", i))
		op := v.operation(vault, chain.CallHash(b.Value))
		sign := chain.ApproveIt
		if n == len(who)-1 {
			sign = chain.RunIt
		}
		call, err := sign.Call(rt, vault, key.Account(), op, b.Value.Call, v.weight(key.Account(), b.Value.Call))
		v.check(err)
		v.does(key, call)
	}
	after := v.account(vault.Account)
	return before != after
}

// traded is a village of four whose vault is open, with money in it, and some of it asked for.
func traded(t *testing.T) *village {
	t.Helper()
	v := newVillage(t, 4)
	v.trade()
	return v
}

// trade opens the vault, puts money into it, and has somebody ask for some.
func (v *village) trade() {
	v.Helper()
	for _, name := range people {
		v.deposit(name, 5000)
	}
	v.settle(0, 1, 2)
	v.withdraw("ana", 1000, v.who("ana"))
}

// failed holds that every steward who reads the chain sees why a batch last did nothing.
func (v *village) failed(b ledger.Batch, want string) {
	v.Helper()
	v.look()
	for _, d := range v.desks {
		var why *duniter.DispatchError
		if !errors.As(d.failed[b.Decision], &why) || why.Name != want {
			v.Errorf("%s sees that the batch failed with %v, want %s", d.name, d.failed[b.Decision], want)
		}
	}
}

// A batch that has run is signed again by everybody, and moves nothing; one before it neither.
func batchRunsOnce(v *village) {
	v.trade()
	vault := v.standing().Vault
	first := v.settle(0, 1, 2)
	if v.again(first, vault, 1, 2, 3) {
		v.Error("a batch ran twice")
	}
	v.failed(first, "Proxy.Duplicate")
	v.withdraw("bob", 1000, v.who("bob"))
	v.settle(1, 2, 3)
	if v.again(first, vault, 0, 1, 3) {
		v.Error("a batch ran after the one that follows it")
	}
	v.failed(first, "Proxy.NotFound")
	me := v.key("vault 0").Account()
	if _, err := chain.Due(vault, me, v.moment(vault, first, me)); !errors.Is(err, chain.ErrRan) {
		v.Errorf("for a batch that has run, and whose marker is gone: %v", err)
	}
	v.look()
	v.holds("ana", v.who("ana"), pocket-5000+1000)
	v.holds("bob", v.who("bob"), pocket-5000+1000)
}

// The vault has less than was decided, as somebody who holds a quorum of its keys has taken it: the batch
// fails whole, is seen to have failed, and its withdrawals stay owed and are decided again.
func failedBatchIsDecidedAgain(v *village) {
	v.trade()
	vault := v.standing().Vault
	v.withdraw("bob", 4000, v.who("bob"))
	v.look()
	failing := v.decided()
	if len(failing.Value.Paid) != 2 {
		v.Fatalf("decided is %+v", failing)
	}
	theft, err := v.runtime().Batch(v.transfer(v.who("thief"), 22_000))
	v.check(err)
	stolen := ledger.Batch{Value: &entry.Batch{Call: theft}}
	if !v.again(stolen, vault, 0, 1, 2) {
		v.Fatal("nothing was stolen")
	}
	v.approve(vault, failing, 0, 1, 2)
	v.look()
	if got := len(v.state().Withdrawals(v.market())); got != 2 {
		v.Errorf("%d withdrawals are owed", got)
	}
	if why := v.desks[0].failed[failing.Decision]; why == nil {
		v.Error("nobody saw the batch fail")
	}
	again := v.decided()
	if again.Topic.Number != failing.Topic.Number || again.Topic.Attempt != failing.Topic.Attempt+1 {
		v.Fatalf("decided is %+v", again.Topic)
	}
	if len(again.Value.Paid) != 1 {
		v.Errorf("a vault that is short pays %d", len(again.Value.Paid))
	}
	v.approve(vault, again, 0, 1, 2)
	v.look()
	if got := len(v.state().Withdrawals(v.market())); got != 1 {
		v.Errorf("%d withdrawals are owed", got)
	}
}

// A vault of one is handed over to four, and that to a changed four, to the cent. What comes to the old
// address later is swept.
func vaultIsHandedOver(v *village) {
	v.deposit("ana", 5000)
	v.settle(0)
	old := v.standing().Vault
	v.withdraw("ana", 1500, v.who("ana"))
	v.settle(0)
	v.holds("ana", v.who("ana"), pocket-5000+1500)
	v.next(2, 4, 1)
	v.look()
	v.settle(0) // the old steward's person signs
	four := v.standing()
	if four.Act != entry.OpenVault || len(four.Before) != 1 || four.Before[0].Account != old.Account {
		v.Fatalf("the vault stands at %+v", four)
	}
	fee, kept := uint64(v.took(old.Account)), v.amount("Balances", "ExistentialDeposit") // a vault of one stays, with what keeps it there
	v.holds("the old vault", old.Account, kept+fee)
	v.holds("the vault of four", four.Vault.Account, pocket+3500-fee-kept) // vault 0 had 1,000 Ğ1 of his own in it
	v.settle(1, 2, 3)
	if v.standing().Act != entry.PayOut {
		v.Fatalf("the vault stands at %+v", v.standing())
	}
	v.does(v.key("bob"), v.transfer(old.Account, 700))
	v.look()
	if got := v.state().Balance(ledger.Ref{Market: v.market(), Key: v.who("bob")}).Final; got != 700 {
		v.Errorf("what came to the old address counts for %d", got)
	}
	sweep, err := v.standing().Sweep(v.runtime(), old)
	v.check(err)
	v.does(v.key("vault 0"), sweep)
	v.look()
	v.holds("the old vault", old.Account, kept+uint64(v.took(old.Account)))
	v.holds("the vault of four", four.Vault.Account, pocket+3500+700-uint64(v.took(old.Account))-kept)
	if got := v.state().Totals().Markets[0].Deposits; got != 5700 {
		v.Errorf("the sweep counts as a deposit: %d", got)
	}
}

// left is what stays with a vault that was emptied: nothing, but on runtimes of old, which charge everybody for
// coming into being and let nobody go after that.
func (v *village) left(vault chain.Vault) uint64 {
	v.Helper()
	left := v.account(vault.Account).Free
	if _, err := v.runtime().Amount("Account", "NewAccountPrice"); err != nil && left > 0 {
		v.Errorf("%d stay with the vault", left)
	}
	return left
}

// Of four stewards one leaves and another comes: the old four hand the vault over, sweep what still comes to it,
// and the new four pay.
func fourAreChanged(v *village) {
	v.trade()
	v.settle(0, 1, 2)
	old := v.standing().Vault
	v.change(3, 1)
	v.look()
	v.settle(0, 1, 3) // the old stewards' persons sign
	home := v.standing().Home
	if v.standing().Act != entry.OpenVault || home.Account == old.Account || v.hasMarker(old, 1) {
		v.Fatalf("the vault stands at %+v", v.standing())
	}
	v.holds("the new vault", home.Account, 24_000-uint64(v.took(old.Account))-v.left(old))
	v.does(v.key("bob"), v.transfer(old.Account, 900))
	sweep, err := v.standing().Sweep(v.runtime(), old)
	v.check(err)
	if !v.again(ledger.Batch{Value: &entry.Batch{Call: sweep}}, old, 1, 0, 2) {
		v.Error("the sweep moves nothing")
	}
	v.settle(1, 2, 4)
	v.withdraw("bob", 5900, v.who("bob"))
	v.settle(2, 3, 4)
	v.holds("bob", v.who("bob"), pocket)
	v.holds("the new vault", home.Account, 24_900-5900-uint64(v.took(old.Account))-v.left(old))
}

// Money is for whom its sender names, by the next remark; else for the sender.
func depositsAreCredited(v *village) {
	home, rt := v.standing().Home, v.runtime()
	remark := func(text string) duniter.Call {
		return v.call("System", "remark_with_event", duniter.Fields{"remark": text})
	}
	v.deposit("ana", 1000)
	v.deposit("ana", 200, v.who("bob").String())
	v.deposit("ana", 300, "merci", v.who("bob").String())
	both, err := rt.Batch(v.transfer(home.Account, 1), v.transfer(v.who("dan"), 7), remark("foirail:"+v.who("cyd").String()),
		v.transfer(home.Account, 2), v.transfer(home.Account, 4), remark(" "+v.who("eve").String()+" "))
	v.check(err)
	v.does(v.key("bob"), both)
	v.deposit("bob", 50)
	v.look()
	for name, want := range map[string]int64{"ana": 1000 + 300, "bob": 200 + 50, "cyd": 1, "eve": 6} {
		if got := v.state().Balance(ledger.Ref{Market: v.market(), Key: v.who(name)}).Final; got != want {
			v.Errorf("%s has %d, want %d", name, got, want)
		}
	}
	deposits := v.state().Totals().Markets[0].Deposits
	for _, b := range v.desks {
		b.read = v.from // the scanner begins again, after a restore
	}
	v.look()
	if got := v.state().Totals().Markets[0].Deposits; got != deposits {
		v.Errorf("read twice, deposits are %d and not %d", got, deposits)
	}
}

// Two people together, who have no plain key, pay in and name nobody: they are to have it back.
func strangersPayIn(v *village) {
	home := v.standing().Home
	v.deposit("cyd", 1000)
	other, err := duniter.MultisigAccount(2, []keys.Account{v.who("ana"), v.who("bob")})
	v.check(err)
	v.does(v.key("dan"), v.transfer(other, 2000))
	ours := chain.Vault{Account: other, Threshold: 2, Signatories: []keys.Account{v.who("ana"), v.who("bob")}}
	slices.SortFunc(ours.Signatories, func(a, b keys.Account) int { return bytes.Compare(a[:], b[:]) })
	v.together(ours, v.transfer(home.Account, 500), "ana", "bob")
	v.look()
	s := v.state().Strays(v.market())
	if len(s) != 1 || s[0].From != other || s[0].Amount != 500 {
		v.Fatalf("stray money is %+v", s)
	}
	if got := v.state().Totals().Markets[0].Deposits; got != 1000 {
		v.Errorf("deposits are %d", got)
	}
	v.settle(0, 1, 2)
	v.settle(0, 1, 2) // nobody has asked for anything
	v.holds("the two", other, 2000)
	v.holds("the vault", home.Account, 1000)
	if s := v.state().Strays(v.market()); len(s) != 0 {
		v.Errorf("stray money is %+v", s)
	}
	for _, b := range v.desks {
		b.read = v.from // the scanner begins again, after a restore
	}
	v.look()
	if v.desks[0].desk.Propose(v.state(), v.state().NextBatch(v.market())) != nil {
		v.Error("it is sent back twice")
	}
}

// together has keys of an account of several do something with it.
func (v *village) together(account chain.Vault, call duniter.Call, names ...string) {
	v.Helper()
	for n, name := range names {
		op, sign := v.operation(account, call.Hash()), chain.ApproveIt
		if n == len(names)-1 {
			sign = chain.RunIt
		}
		signed, err := sign.Call(v.runtime(), account, v.who(name), op, call, v.weight(v.who(name), call))
		v.check(err)
		v.does(v.key(name), signed)
	}
}

// A chain that takes no remarks, as that of 2022: the batch that would open the vault fails whole, is seen to
// have failed, and is decided again. Nothing has moved, and who opened it has his deposit back.
func noRemarks(v *village) {
	home := v.standing().Home
	for _, name := range people {
		v.deposit(name, 2000)
	}
	b := v.settle(0, 1, 2)
	v.failed(b, "System.CallFiltered")
	v.moves()
	if again := v.decided(); again.Topic.Number != 0 || again.Topic.Attempt != 1 {
		v.Errorf("decided is %+v", again.Topic)
	}
	v.holds("vault", home.Account, 10_000)
	if a := v.account(v.who("vault 0")); a.Reserved != 0 {
		v.Errorf("%d are kept back", a.Reserved)
	}
}

// What a vault of one has signed is known to all. When it was handed over and money comes to it later, its old
// batches are sent again, and nobody is paid twice.
func oldBatchesAreSent(v *village) {
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
			_ = v.node.Submit(v.Context(), x) // most are refused
			v.advance(1)
		}
	}
	v.holds("ana", v.who("ana"), pocket-5000+1500)
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
	sweep, err := st.Sweep(v.runtime(), old)
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
	if got := chain.ActsOn(v.state(), v.market(), b); b.Epoch != 2 || got.Account != old.Account {
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

// Who served alone has his key still, and can have the vault that he had do what a batch of the present one does: with
// what it takes it pays people out of his pocket, without it fails. Neither is the batch, which runs when its own keys
// want it, and the next after it. Else he could stop the market for ever, for the price of one withdrawal.
func TestBatchOnAnotherVault(t *testing.T) {
	v := traded(t)
	v.look()
	b, four := v.decided(), v.standing().Vault
	founder := v.key("vault 0")
	if block, at := v.tries(founder, b.Value.Call); block.Succeeded(at) {
		t.Fatal("it ran without its marker")
	}
	v.look()
	if len(v.desks[0].failed) > 0 || v.state().NextBatch(v.market()).Attempt != b.Topic.Attempt+1 {
		t.Errorf("the batch failed: %v", v.desks[0].failed)
	}
	before := v.call("Proxy", "add_proxy", duniter.Fields{"delegate": four.Marker(b.Topic.Number - 1), "proxy_type": duniter.Variant{Name: "CancelProxy"}, "delay": 0})
	v.does(founder, before)
	v.does(founder, b.Value.Call)
	v.look()
	if got := v.decided(); got.Decision != b.Decision {
		t.Fatalf("it has run: %+v", got)
	}
	if r := v.reports(0); r.Withdrawals.Owed.Sum != 1000 || r.Vault.Difference != 0 {
		t.Errorf("owed are %+v, the vault is %+v", r.Withdrawals, r.Vault)
	}
	v.approve(four, b, 0, 1, 2)
	v.withdraw("bob", 2000, v.who("bob"))
	v.settle(0, 1, 2)
	v.holds("ana", v.who("ana"), pocket-5000+1000+1000) // the founder has given him as much
	v.holds("bob", v.who("bob"), pocket-5000+2000)
}
