package chain

import (
	"slices"

	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// What does all that a batch of another market does, and comes from no vault that is known, may be that market's, whose
// stewards are new: then it is settlement, and to credit it to who signed would have it paid twice. It may be anybody's
// too, who took the trouble. So it is kept aside until it is known which; for so long, then it goes back. Should it have
// been that market's all the same, its own books take what goes back for paid, and it owes as before.

// AsideFor is for how many blocks money is kept aside: some thirty days, in which news of another market's stewards
// comes from anywhere.
const AsideFor = 432_000

// Aside is what the steward says of money kept aside, up to a finalised block: nothing while it waits.
func (w Watched) Aside(f *entry.Stray, head uint32) entry.Fact {
	if market, known := w.Kin[f.From]; known {
		return &entry.Remittance{Place: f.Place, From: market, Amount: f.Amount}
	}
	if head >= asideUntil(f) {
		return f
	}
	return nil
}

// asideUntil is the block at which it goes back.
func asideUntil(f *entry.Stray) uint32 { return f.Block + min(AsideFor, 1<<32-1-f.Block) }

// batchOfOthers says whether an account does in an extrinsic what a batch of another market does: it leaves that batch's
// remark, and adds the marker of its number. A remark that somebody has copied says nothing.
func (w Watched) batchOfOthers(x *duniter.Included, from keys.Account) bool {
	if x == nil {
		return false
	}
	added, batches := map[keys.Account]bool{}, []uint32{} // as proxies, and whose remarks are there
	for _, d := range doneBy(x) {
		if d.by != from {
			continue
		}
		if proxy, ok := accountIn(d.call.Args["delegate"]); ok && d.call.Pallet == "Proxy" && d.call.Name == "add_proxy" {
			added[proxy] = true
		}
		text, _ := remark(d.call)
		if market, batch, ours := RemarkOf(text); ours && market != w.Market {
			batches = append(batches, batch.Number)
		}
	}
	return slices.ContainsFunc(batches, func(number uint32) bool { return added[Vault{Account: from}.Marker(number)] })
}
