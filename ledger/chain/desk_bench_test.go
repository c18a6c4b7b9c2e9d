package chain_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// anew is a desk that never knows the same twice: the steward asks it each time.
type anew struct {
	*chain.Desk
	times int
}

func (a *anew) Known() any { a.times++; return a.times }

// BenchmarkWord is one look of a steward for what to say, while so many have asked for their money and the vault can
// pay: with the plan made at each look, and kept.
func BenchmarkWord(b *testing.B) {
	for _, n := range []int{100, 1000} {
		core := owing(b, n)
		desk := core.Steward.Settling.(*chain.Desk)
		for name, settling := range map[string]ledger.Settling{"anew": &anew{Desk: desk}, "kept": desk} { // in any order
			b.Run(fmt.Sprintf("%d asked/%s", n, name), func(b *testing.B) {
				core.Steward.Settling = settling
				for b.Loop() {
					if _, err := core.Tick(1); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// owing is a market of four whose vault is open, and which owes n people something, as its first steward's machine
// has it, with a desk that knows a rich chain.
func owing(b *testing.B, n int) *ledger.Core {
	b.Helper()
	key := func(name string) *keys.Secret {
		s, err := keys.NewSecret(keys.Ed25519, sha256.Sum256([]byte(name)))
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	proof, err := key("vault").Sign(entry.SeatMessage(entry.MarketID{}, 1, key("voting").Account()))
	if err != nil {
		b.Fatal(err)
	}
	found := &entry.Entry{Author: key("voting").Account(), Seq: 1, Body: &entry.Found{Genesis: entry.Hash{1}, Name: "V", MarketName: "M",
		Vault: key("vault").Account(), VaultSignature: proof}}
	next := &entry.NextEpoch{}
	for i := range 4 {
		next.Seats = append(next.Seats, entry.Seated{Voting: key(fmt.Sprint("voting ", i)).Account(), Vault: key(fmt.Sprint("vault ", i)).Account()})
	}
	slices.SortFunc(next.Seats, func(x, y entry.Seated) int { return bytes.Compare(x.Voting[:], y.Voting[:]) })
	vault, err := chain.VaultOf(next.Seats)
	if err != nil {
		b.Fatal(err)
	}
	heads := map[string]*entry.Entry{}
	var all []*entry.Entry
	write := func(by string, e *entry.Entry) *entry.Entry {
		if before := heads[by]; before != nil {
			e.Seq, e.Prev = before.Seq+1, before.Hash()
		}
		if err := e.Sign(key(by)); err != nil {
			b.Fatal(err)
		}
		heads[by], all = e, append(all, e)
		return e
	}
	write("voting", found)
	say := func(by string, body entry.Body) *entry.Entry {
		return write(by, &entry.Entry{Community: found.Community, Market: found.Market, Author: key(by).Account(), Seq: 1, Body: body})
	}
	marker := vault.Marker(0)
	open := say("voting", &entry.Propose{Topic: entry.Topic{Kind: entry.TopicBatch}, Value: &entry.Batch{Act: entry.OpenVault, TxVersion: 1, Call: marker[:]}})
	say("voting", &entry.Attest{Facts: []entry.Fact{&entry.Receipt{Decision: open.Hash()}}})
	say("voting", &entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: 2}, Value: next})
	votes := &entry.Votes{}
	desk := &chain.Desk{Market: found.Market, Ground: rich(1<<40, 0)}
	desk.Ground.Runtime = dunitertest.New(dunitertest.Config{}).Runtime()
	for i := range n {
		name := fmt.Sprint("person ", i)
		votes.Items = append(votes.Items, entry.Vote{Kind: entry.QuorumOnly, Entry: say(name, &entry.Withdraw{Amount: 500, Address: key(name).Account()}).Hash()})
	}
	for i := range 3 {
		say(fmt.Sprint("voting ", i), votes)
	}
	core := ledger.NewCore(found.Community, all, &ledger.Steward{Market: found.Market, Voting: key("voting 3"), Settling: desk})
	if owed := len(core.State.Withdrawals(found.Market)); owed != n || desk.Propose(core.State, core.State.NextBatch(found.Market)) == nil {
		b.Fatalf("%d are owed, and nothing is proposed", owed)
	}
	return core
}
