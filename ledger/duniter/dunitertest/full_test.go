package dunitertest_test

import (
	"testing"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/keys"
)

// The fullest block that the chain can make is still read within the bounds: 900 transfers, each to a new account.
func TestFullBlock(t *testing.T) {
	w := newTown(t, func(c *dunitertest.Config) { c.Accounts[0].Amount = 1 << 30 })
	var many []duniter.Call
	for n := range 900 {
		many = append(many, w.call("Balances", "transfer_keep_alive", duniter.Fields{"dest": keys.Account{1, byte(n), byte(n >> 8)}, "value": 100 + n}))
	}
	d := w.does("ann", w.batch(many...)).came("")
	moved := uint64(0)
	for _, e := range d.block.Of(d.at) {
		if e.Is("Balances", "Transfer") {
			moved += e.Fields()["amount"].(uint64)
		}
	}
	if want := uint64(900*100 + 899*900/2); moved != want {
		t.Errorf("%d moved, want %d", moved, want)
	}
}
