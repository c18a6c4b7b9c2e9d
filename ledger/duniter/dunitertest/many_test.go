package dunitertest_test

import (
	"testing"

	"foirail/ledger/keys"
)

// Several accounts are read in one question, as one by one.
func TestManyAtOnce(t *testing.T) {
	w := newTown(t, nil)
	w.chain.Advance(1)
	at, _ := w.chain.Finalised()
	rt := w.chain.Runtime()
	who := []keys.Account{w.who("ann"), w.who("nobody"), w.who("cleo")}
	all, err := w.node.Accounts(t.Context(), rt, at, who...)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range who {
		one, err := w.node.Account(t.Context(), rt, at, a)
		if err != nil || one.Free != all[i].Free || (one.Identity == nil) != (all[i].Identity == nil) {
			t.Errorf("account %d is %+v among many and %+v alone: %v", i, all[i], one, err)
		}
	}
	ids, err := w.node.Items(t.Context(), rt, at, "Identity", "IdentityIndexOf", who[0], who[1])
	if err != nil || ids[0] != uint64(1) || ids[1] != nil {
		t.Errorf("identities are %v, %v", ids, err)
	}
}
