package node

import (
	"strconv"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/entry"
)

func heightName(height uint32) string { return strconv.FormatUint(uint64(height), 10) }

// feeRoom is what a vault of one may lack for each batch that it has run, in units: it pays the fees itself.
const feeRoom = 100

// claims is what a market's money asks of its vaults: what was attested, strays too, less what has been paid. A
// receipt that was found, and does not count yet, has been paid too.
func claims(s *ledger.State, market entry.MarketID, open findings) (sum int64) {
	paid, back := map[entry.Hash]bool{}, map[entry.Place]bool{}
	room := int64(0)
	for _, b := range s.Batches(market) {
		if v, err := chain.VaultOf(s.Seats(market, b.Epoch)); err == nil && v.Alone() && b.Receipt != nil {
			room += feeRoom
		}
		for _, x := range open.facts {
			if receipt, ok := x.fact.(*entry.Receipt); ok && receipt.Decision == b.Decision {
				for _, h := range b.Value.Paid {
					paid[h] = true
				}
				for _, place := range b.Value.Back {
					back[place] = true
				}
				for _, out := range b.Value.Remits {
					room += int64(out.Amount)
				}
			}
		}
	}
	sum = s.Backing(market).Vault - room
	for _, w := range s.Withdrawals(market) {
		if !paid[w.Entry] {
			sum += int64(w.Amount)
		}
	}
	for _, f := range s.Strays(market) {
		if !back[f.Place] {
			sum += int64(f.Amount)
		}
	}
	return sum
}

// brought is what a fact says came into the vaults.
func brought(f entry.Fact) int64 {
	switch f := f.(type) {
	case *entry.Deposit:
		return int64(f.Amount)
	case *entry.Stray:
		return int64(f.Amount)
	case *entry.Remittance:
		return int64(f.Amount)
	}
	return 0
}

// due are the facts that this steward should say now: receipts, and of what came in, in its order, that which
// what stands in the vaults covers. short says that it does not cover all.
func (f findings) due(s *ledger.State, steward ledger.Ref, holds uint64) (facts []entry.Fact, short bool) {
	covered := int64(holds) - claims(s, steward.Market, f)
	for _, x := range f.facts {
		if s.Counted(steward.Market, x.fact) != nil {
			continue
		}
		if came := brought(x.fact); came > 0 {
			covered -= came
			if short = short || covered < 0; short {
				continue
			}
		}
		if !s.Attested(steward, x.fact) {
			facts = append(facts, x.fact)
		}
	}
	return facts, short
}

// attestFound has the steward of this machine say what was found and he has not said in this epoch. What
// did not reach a quorum in an earlier epoch is so said again.
func (r *reading) attestFound(holds uint64) (count int, short bool, err error) {
	voting, err := r.mayWord()
	if err != nil || !r.votes() || !r.look.settings.enough() {
		return 0, false, nil // others may; this machine may not
	}
	var facts []entry.Fact
	r.book.View(func(s *ledger.State) {
		facts, short = r.look.open.due(s, ledger.Ref{Market: r.home, Key: voting.Account()}, holds)
	})
	err = r.say(facts)
	r.book.View(func(s *ledger.State) { r.look.open.forget(s, r.home) })
	return len(facts), short, err
}

// say writes facts, as many in an entry as go in.
func (r *reading) say(facts []entry.Fact) error {
	for len(facts) > 0 {
		some := facts[:min(len(facts), entry.MaxFacts)]
		if _, err := r.word(&entry.Attest{Facts: some}, false); err != nil {
			return err
		}
		r.logger().Info("attested", "facts", len(some))
		facts = facts[len(some):]
	}
	return nil
}
