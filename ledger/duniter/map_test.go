package duniter_test

import (
	"errors"
	"testing"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/keys"
)

func TestHashes(t *testing.T) {
	r := newRoad(t, 2, nil)
	r.advance(600)
	all, err := r.node.Hashes(t.Context(), 3, 598)
	if err != nil || len(all) != 596 {
		t.Fatalf("%d hashes, %v", len(all), err)
	}
	for i, hash := range all[:len(all)-1] {
		next, err := r.node.Header(t.Context(), all[i+1])
		if err != nil || next.Parent != hash {
			t.Fatalf("block %d does not stand on %d: %v", 4+i, 3+i, err)
		}
	}
	if n := r.ends[0].Asked("chain_getBlockHash"); n > 4 {
		t.Errorf("%d questions", n)
	}
	if all, err := r.node.Hashes(t.Context(), 599, 700); !errors.Is(err, duniter.ErrAnswer) {
		t.Errorf("beyond the end: %d, %v", len(all), err)
	}
}

func TestMap(t *testing.T) {
	config := dunitertest.Config{}
	for n := range 1203 {
		config.Accounts = append(config.Accounts, dunitertest.Grant{To: keys.Account{1, byte(n), byte(n >> 8)}, Amount: 100 + uint64(n)})
	}
	chain := dunitertest.New(config)
	caller := dunitertest.Now{Chain: chain}
	node := duniter.NewNode(chain.Genesis(), caller, caller)
	for most, want := range map[int]int{5000: 1203, 1203: 1203, 1000: 1000, 700: 700, 3: 3, 0: 0} {
		all, err := node.Map(t.Context(), chain.Runtime(), chain.Genesis(), most, "System", "Account")
		if err != nil || len(all) != want {
			t.Errorf("up to %d: %d entries, %v", most, len(all), err)
		}
		for _, p := range all {
			who := p.Parts[0].(keys.Account)
			free := p.Value.(duniter.Fields)["data"].(duniter.Fields)["free"]
			if free != 100+uint64(who[1])+uint64(who[2])<<8 {
				t.Errorf("%s has %v", who, free)
			}
		}
	}
}
