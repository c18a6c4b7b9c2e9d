package dunitertest_test

import (
	"testing"

	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// fund gives the vault money.
func (w *town) fund(amount uint64) keys.Account {
	w.Helper()
	vault := w.vaultAccount()
	w.does("dan", w.call("Balances", "transfer_keep_alive", duniter.Fields{"dest": vault, "value": amount})).came("")
	return vault
}

func TestVaultPays(t *testing.T) {
	w := newTown(t, nil)
	vault := w.fund(5000)
	pay := w.batch(w.transfer("eve", 300), w.call("System", "remark_with_event", duniter.Fields{"remark": "b1"}))
	w.does("ann", w.approve("ann", pay)).came("")
	w.holds("ann", 10_000-196, 196)
	w.does("ann", w.approve("ann", pay)).came("Multisig.AlreadyApproved")
	w.does("bob", w.approve("bob", pay)).came("")
	w.does("cleo", w.run("cleo", pay, 1000)).came("Multisig.MaxWeightTooLow")
	w.does("bob", w.approve("bob", pay)).came("Multisig.AlreadyApproved")
	w.does("cleo", w.run("cleo", pay, 1<<40)).came("").inner("Multisig", "MultisigExecuted", "")
	w.holds("ann", 10_000, 0)
	w.holds("eve", 300, 0)
	w.accountHolds(vault, 4700, 0)
}

// The extrinsic is a success though the call within failed; the approvals are used up, and all sign again.
func TestVaultCallFails(t *testing.T) {
	w := newTown(t, nil)
	w.fund(5000)
	pay := w.batch(w.transfer("eve", 300), w.transfer("fay", 99))
	w.together(pay).inner("Multisig", "MultisigExecuted", "Token.BelowMinimum")
	w.holds("eve", 0, 0)
	if w.opened(pay) != nil {
		t.Error("a call that failed still stands open")
	}
}

func TestTimepoints(t *testing.T) {
	w := newTown(t, nil)
	w.fund(5000)
	pay, rt := w.transfer("eve", 300), w.chain.Runtime()
	wrong := &duniter.Timepoint{Height: 1, Index: 9}
	w.does("ann", w.must(rt.ApproveAsMulti(w.vault("ann"), wrong, pay.Hash()))).came("Multisig.UnexpectedTimepoint")
	w.does("ann", w.approve("ann", pay)).came("")
	w.does("bob", w.must(rt.ApproveAsMulti(w.vault("bob"), nil, pay.Hash()))).came("Multisig.NoTimepoint")
	w.does("bob", w.must(rt.ApproveAsMulti(w.vault("bob"), wrong, pay.Hash()))).came("Multisig.WrongTimepoint")
	at := w.opened(pay)
	w.does("bob", w.must(rt.CancelAsMulti(w.vault("bob"), *at, pay.Hash()))).came("Multisig.NotOwner")
	w.does("ann", w.must(rt.CancelAsMulti(w.vault("ann"), *at, pay.Hash()))).came("")
	w.does("ann", w.must(rt.CancelAsMulti(w.vault("ann"), *at, pay.Hash()))).came("Multisig.NotFound")
	w.holds("ann", 10_000, 0)
}

// An opener needs the deposit beside what keeps his account.
func TestDepositOfAnOpener(t *testing.T) {
	w := newTown(t, nil)
	w.fund(5000)
	pay := w.transfer("eve", 300)
	w.does("cleo", w.transfer("ann", 9_705)).came("")
	w.does("cleo", w.approve("cleo", pay)).came("ConsumerRemaining")
	w.does("ann", w.transfer("cleo", 1)).came("")
	w.does("cleo", w.approve("cleo", pay)).came("")
	w.holds("cleo", 100, 196)
}

func (w *town) marker(n byte, call string) duniter.Call {
	w.Helper()
	return w.call("Proxy", call, duniter.Fields{"delegate": keys.Account{0xaa, n}, "proxy_type": duniter.Variant{Name: "CancelProxy"}, "delay": 0})
}

// Markers let the chain itself refuse a batch that runs twice or out of its turn, whatever the stewards sign.
func TestMarkers(t *testing.T) {
	w := newTown(t, nil)
	vault := w.fund(5000)
	batch := func(n byte, calls ...duniter.Call) duniter.Call {
		return w.batch(append([]duniter.Call{w.marker(n, "add_proxy"), w.marker(n-1, "remove_proxy")}, calls...)...)
	}
	w.together(w.batch(w.marker(0, "add_proxy"))).inner("Multisig", "MultisigExecuted", "")
	w.accountHolds(vault, 5000-141, 141)
	one := batch(1, w.transfer("eve", 300))
	w.together(one).inner("Multisig", "MultisigExecuted", "")
	w.accountHolds(vault, 4700-141, 141)
	w.together(one).inner("Multisig", "MultisigExecuted", "Proxy.Duplicate")
	w.together(batch(3)).inner("Multisig", "MultisigExecuted", "Proxy.NotFound")
	w.together(batch(2)).inner("Multisig", "MultisigExecuted", "")
	w.together(one).inner("Multisig", "MultisigExecuted", "Proxy.NotFound")
	w.together(batch(2, w.transfer("eve", 5))).inner("Multisig", "MultisigExecuted", "Proxy.Duplicate")
	w.holds("eve", 300, 0)
	w.accountHolds(vault, 4700-141, 141)
}

// The hand-over: the last marker goes first, then all that is there, to the cent.
func TestHandOver(t *testing.T) {
	w := newTown(t, nil)
	vault := w.fund(5000)
	w.together(w.batch(w.marker(0, "add_proxy"))).inner("Multisig", "MultisigExecuted", "")
	all := w.call("Balances", "transfer_all", duniter.Fields{"dest": w.who("new"), "keep_alive": false})
	w.together(w.batch(w.marker(0, "remove_proxy"), all)).inner("Multisig", "MultisigExecuted", "")
	w.accountHolds(vault, 0, 0)
	w.holds("new", 5000, 0)
}

// The trap that keeps pure proxies from being vaults: through a proxy no proxy can be changed, in a batch neither.
func TestProxyCannotChangeProxies(t *testing.T) {
	w := newTown(t, nil)
	w.does("ann", w.call("Proxy", "add_proxy", duniter.Fields{"delegate": w.who("bob"), "proxy_type": duniter.Variant{Name: "AlmostAny"}, "delay": 0})).came("")
	as := func(call duniter.Call) duniter.Call {
		return w.call("Proxy", "proxy", duniter.Fields{"real": duniter.Variant{Name: "Id", Value: w.who("ann")}, "force_proxy_type": nil, "call": call})
	}
	w.does("bob", as(w.transfer("eve", 100))).came("").inner("Proxy", "ProxyExecuted", "")
	w.holds("eve", 100, 0)
	w.does("bob", as(w.marker(0, "add_proxy"))).came("").inner("Proxy", "ProxyExecuted", "System.CallFiltered")
	w.does("bob", as(w.batch(w.marker(0, "add_proxy")))).came("").inner("Proxy", "ProxyExecuted", "System.CallFiltered")
	w.does("cleo", as(w.transfer("eve", 100))).came("Proxy.NotProxy")
	w.does("ann", w.call("Proxy", "remove_proxies", nil)).came("")
	w.holds("ann", 9900, 0)
}
