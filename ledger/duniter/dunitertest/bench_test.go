package dunitertest_test

import (
	"testing"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/keys"
)

// BenchmarkBlock is one block of a world: 200 accounts, one transfer.
func BenchmarkBlock(b *testing.B) {
	s, err := keys.NewSecret(keys.Ed25519, [32]byte{1})
	if err != nil {
		b.Fatal(err)
	}
	config := dunitertest.Config{Accounts: []dunitertest.Grant{{To: s.Account(), Amount: 1 << 40}}}
	for n := range 200 {
		config.Accounts = append(config.Accounts, dunitertest.Grant{To: keys.Account{1, byte(n)}, Amount: 1000})
	}
	chain := dunitertest.New(config)
	for b.Loop() {
		rt := chain.Runtime()
		call, err := rt.Call("Balances", "transfer_keep_alive", duniter.Fields{"dest": keys.Account{1, 7}, "value": 1})
		if err != nil {
			b.Fatal(err)
		}
		x, err := rt.Sign(s, chain.Intent(s.Account(), call))
		if err != nil {
			b.Fatal(err)
		}
		if err := chain.Submit(x.Bytes); err != nil {
			b.Fatal(err)
		}
		chain.Advance(1)
	}
}

// BenchmarkNew is how a world begins.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		dunitertest.New(dunitertest.Config{})
	}
}
