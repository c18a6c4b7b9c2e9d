package dunitertest_test

import (
	"testing"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
)

func TestTransfers(t *testing.T) {
	w := newTown(t, nil)
	w.does("ann", w.transfer("bob", 1000)).came("")
	w.holds("ann", 9000, 0)
	w.holds("bob", 11000, 0)
	w.does("ann", w.transfer("bob", 9000)).came("Token.NotExpendable")
	w.does("ann", w.transfer("bob", 9001)).came("Token.FundsUnavailable")
	w.does("ann", w.transfer("eve", 99)).came("Token.BelowMinimum")
	w.does("ann", w.transfer("eve", 100)).came("")
	w.holds("eve", 100, 0)
	w.holds("ann", 8900, 0)
}

// Who keeps less than an account may have ceases to be, and begins again with nonce 0.
func TestReaping(t *testing.T) {
	w := newTown(t, nil)
	w.does("dan", w.call("Balances", "transfer_allow_death", duniter.Fields{"dest": w.who("ann"), "value": 9950})).came("")
	w.holds("dan", 0, 0)
	w.holds("ann", 19950, 0)
	if err := w.chain.Submit(w.sign("dan", w.transfer("ann", 1)).Bytes); err == nil {
		t.Error("an account that is not has an extrinsic taken")
	}
	w.does("ann", w.transfer("dan", 200)).came("")
	if got := w.chain.Intent(w.who("dan"), nil).Nonce; got != 0 {
		t.Errorf("it begins with nonce %d", got)
	}
	w.does("dan", w.call("Balances", "transfer_all", duniter.Fields{"dest": w.who("ann"), "keep_alive": false})).came("")
	w.holds("dan", 0, 0)
	w.holds("ann", 19950, 0)
}

// A batch is all or nothing, remark included, and may not stand in itself.
func TestBatchAll(t *testing.T) {
	w := newTown(t, nil)
	remark := w.call("System", "remark_with_event", duniter.Fields{"remark": "batch 1"})
	good := w.does("ann", w.batch(w.transfer("bob", 500), w.transfer("eve", 100), remark)).came("")
	if _, ok := good.event("System", "Remarked"); !ok {
		t.Errorf("no remark in %v", good.names())
	}
	w.holds("ann", 9400, 0)
	bad := w.does("ann", w.batch(w.transfer("bob", 500), remark, w.transfer("fay", 99))).came("Token.BelowMinimum")
	if _, ok := bad.event("System", "Remarked"); ok {
		t.Error("a remark of a batch that was taken back")
	}
	w.holds("ann", 9400, 0)
	w.holds("bob", 10500, 0)
	w.does("ann", w.batch(w.batch(w.transfer("bob", 5)))).came("System.CallFiltered")
	some := w.does("ann", w.call("Utility", "batch", duniter.Fields{"calls": []any{w.transfer("bob", 1), w.transfer("fay", 99), w.transfer("bob", 1)}})).came("")
	if e, ok := some.event("Utility", "BatchInterrupted"); !ok || e.Fields()["index"] != uint64(1) || w.reason(e.Fields()["error"]) != "Token.BelowMinimum" {
		t.Errorf("batch: %v", some.names())
	}
	w.holds("bob", 10501, 0)
}

func TestDividends(t *testing.T) {
	w := newTown(t, nil)
	claim := w.call("UniversalDividend", "claim_uds", nil)
	w.does("ann", claim).came("")
	w.holds("ann", 10_000, 0)
	day := func(n uint64) {
		w.chain.Step(dunitertest.Input{Make: &dunitertest.Make{Time: 1_772_906_400_000 + n*86_400_000}})
	}
	for n := range uint64(3) {
		day(n + 1)
	}
	w.chain.Finalise(0)
	got := w.does("ann", claim).came("")
	if e, ok := got.event("UniversalDividend", "UdsClaimed"); !ok || e.Fields()["count"] != uint64(3) || e.Fields()["total"] != uint64(3*1148) {
		t.Errorf("claimed %+v of %v", e, got.names())
	}
	w.holds("ann", 10_000+3*1148, 0)
	w.does("dan", claim).came("UniversalDividend.AccountNotAllowedToClaimUds")
	w.chain.Step(dunitertest.Input{Order: &dunitertest.Order{Leave: w.who("bob")}})
	w.chain.Advance(1)
	w.holds("bob", 10_000+3*1148, 0)
	w.does("bob", claim).came("UniversalDividend.AccountNotAllowedToClaimUds")
}

// A revaluation lets each dividend be worth what it was when it was created.
func TestRevaluation(t *testing.T) {
	w := newTown(t, func(c *dunitertest.Config) {
		c.Accounts = append(c.Accounts, dunitertest.Grant{To: w0(t, "fay"), Amount: 40_000_000})
	})
	for n := range uint64(14) {
		w.chain.Step(dunitertest.Input{Make: &dunitertest.Make{Time: 1_772_906_400_000 + (n+1)*86_400_000}})
	}
	w.chain.Finalise(0)
	at, _ := w.chain.Finalised()
	now, err := w.node.Storage(t.Context(), w.chain.Runtime(), at, "UniversalDividend", "CurrentUd")
	if err != nil || now.(uint64) <= 1148 {
		t.Fatalf("the dividend is %v, %v", now, err)
	}
	got := w.does("ann", w.call("UniversalDividend", "claim_uds", nil)).came("")
	e, _ := got.event("UniversalDividend", "UdsClaimed")
	if want := 12*1148 + 2*now.(uint64); e.Fields()["total"] != want {
		t.Errorf("claimed %v, want %d", e.Fields()["total"], want)
	}
}

// A short extrinsic is free on a quiet chain. A long one costs by its length; after a busy block all cost by their work.
func TestFees(t *testing.T) {
	w := newTown(t, nil)
	w.does("ann", w.transfer("bob", 1)).came("")
	w.holds("ann", 9999, 0)
	long := w.call("System", "remark", duniter.Fields{"remark": make([]byte, 400)})
	w.does("ann", long).came("")
	w.holds("ann", 9993, 0)
	w.accountHolds(treasury(), 6, 0)
	var many []duniter.Call
	for range 300 {
		many = append(many, w.transfer("bob", 1))
	}
	w.does("ann", w.batch(many...)).came("")
	rt, at := w.chain.Runtime(), w.head()
	if n, err := w.node.Multiplier(t.Context(), rt, at); err != nil || n != 2 {
		t.Errorf("after a busy block the multiplier is %d, %v", n, err)
	}
	busy, err := w.node.Cost(t.Context(), rt, at, w.sign("dan", w.transfer("bob", 1)))
	if err != nil || busy.Fee < 400 || busy.Fee > 500 {
		t.Errorf("one transfer costs %+v, %v", busy, err)
	}
	w.chain.Advance(1)
	quiet, err := w.node.Cost(t.Context(), rt, w.head(), w.sign("dan", w.transfer("bob", 1)))
	if err != nil || quiet.Fee != 0 || quiet.Weight.RefTime == 0 {
		t.Errorf("one transfer costs %+v, %v", quiet, err)
	}
}

func (w *town) head() duniter.Hash { h, _ := w.chain.Finalised(); return h }
