package chain_test

import (
	"fmt"
	"testing"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter"
	"foirail/ledger/entry"
)

// names is a remark that names somebody.
func (v *village) names(name string) duniter.Call {
	v.Helper()
	return v.call("System", "remark_with_event", duniter.Fields{"remark": v.who(name).String()})
}

// batch is calls that are done together.
func (v *village) batch(calls ...duniter.Call) duniter.Call {
	v.Helper()
	all, err := v.runtime().Batch(calls...)
	v.check(err)
	return all
}

// lastSigns has the last of a couple approve a call, and do something of his own in the same extrinsic.
func (v *village) lastSigns(c chain.Vault, call duniter.Call, name string, then duniter.Call) {
	v.Helper()
	op := v.operation(c, call.Hash())
	run, err := chain.RunIt.Call(v.runtime(), c, v.who(name), op, call, v.weight(v.who(name), call))
	v.check(err)
	v.does(v.key(name), v.batch(run, then))
}

// approves has the first of a couple approve a call by its hash.
func (v *village) approves(c chain.Vault, call duniter.Call, name string) {
	v.Helper()
	first, err := chain.OpenIt.Call(v.runtime(), c, v.who(name), nil, call, duniter.Weight{})
	v.check(err)
	v.does(v.key(name), first)
}

// Money of several is for whom they name together. Whoever signs last can add what he likes, and gets nothing by it: not
// by a name of his own, nor by another transfer that he only says he makes.
func TestOthersNameNobody(t *testing.T) {
	v := newVillage(t, 4)
	both, home := v.couple([]string{"ana", "bob"}, 9000), v.standing().Vault.Account
	plain, meant := v.transfer(home, 700), v.batch(v.transfer(home, 800), v.names("cyd"))
	v.approves(both, plain, "ana")
	v.lastSigns(both, plain, "bob", v.names("bob"))
	v.approves(both, meant, "ana")
	v.lastSigns(both, meant, "bob", v.names("bob"))
	v.look()
	for name, want := range map[string]int64{"ana": 0, "bob": 0, "cyd": 800} {
		if got := v.state().Balance(ledger.Ref{Market: v.market(), Key: v.who(name)}).Final; got != want {
			t.Errorf("%s has %d, want %d", name, got, want)
		}
	}
	if list := v.state().Strays(v.market()); len(list) != 1 || list[0].From != both.Account || list[0].Amount != 700 {
		t.Errorf("strays are %+v", list)
	}
}

// Who may act for somebody names nobody for him but in his name. Each of several in an extrinsic has his own.
func TestEachNamesForHimself(t *testing.T) {
	v := newVillage(t, 4)
	home := v.standing().Vault.Account
	lets := duniter.Fields{"delegate": v.who("bob"), "proxy_type": duniter.Variant{Name: "AlmostAny"}, "delay": 0}
	v.does(v.key("ana"), v.call("Proxy", "add_proxy", lets))
	as := func(call duniter.Call) duniter.Call {
		return v.call("Proxy", "proxy", duniter.Fields{"real": v.who("ana"), "force_proxy_type": nil, "call": call})
	}
	v.does(v.key("bob"), v.batch(as(v.transfer(home, 100)), v.transfer(home, 200), as(v.batch(v.transfer(home, 400), v.names("cyd"))), v.names("dan")))
	v.does(v.key("bob"), v.batch(as(v.transfer(home, 1000)), v.names("bob")))
	v.look()
	got := fmt.Sprint()
	for _, name := range people {
		got += fmt.Sprint(name, " ", v.state().Balance(ledger.Ref{Market: v.market(), Key: v.who(name)}).Final, ", ")
	}
	var strays []entry.Amount
	for _, f := range v.state().Strays(v.market()) {
		strays = append(strays, f.Amount)
	}
	if got != "ana 0, bob 0, cyd 500, dan 200, eve 0, " || fmt.Sprint(strays) != "[1000]" {
		t.Errorf("%s and strays are %v", got, strays)
	}
}

// Who copies the vault's address into the remark too has named nobody who could ever spend it: the money is his own.
func TestRemarkThatNamesTheVault(t *testing.T) {
	v := newVillage(t, 4)
	for _, vault := range chain.Vaults(v.state(), v.market()) {
		v.deposit("ana", 300, vault.Account.String())
	}
	v.deposit("ana", 50, v.standing().Vault.Account.String(), v.who("bob").String())
	v.look()
	for name, want := range map[string]int64{"ana": 650, "bob": 0} {
		if got := v.state().Balance(ledger.Ref{Market: v.market(), Key: v.who(name)}).Final; got != want {
			t.Errorf("%s has %d, want %d", name, got, want)
		}
	}
}
