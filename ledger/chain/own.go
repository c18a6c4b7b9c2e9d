package chain

import (
	"cmp"
	"slices"

	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// A vault of one is an account that a person has the key of. What he had there before, what he puts there for
// fees, and what he pays for himself is no money of the vault, and no entry tells of it: it is read in blocks.

// Own is how the money of who has the key of a vault of one has changed on its account, in the blocks in which it
// has, ascending.
type Own []OwnChange

// OwnChange is by how many units it changed in a block.
type OwnChange struct {
	Block uint32 `json:"block"`
	Units int64  `json:"units"`
}

// Set says what has changed in a block, in the place of what was said of it before: when more is known, a block is
// read again.
func (o *Own) Set(block uint32, units int64) {
	at, said := slices.BinarySearchFunc(*o, block, func(c OwnChange, block uint32) int { return cmp.Compare(c.Block, block) })
	switch {
	case said && units != 0:
		(*o)[at].Units = units
	case said:
		*o = slices.Delete(*o, at, at+1)
	case units != 0:
		*o = slices.Insert(*o, at, OwnChange{block, units})
	}
}

// Sum is what he has there in all. Below zero he has taken what is the vault's, for fees too.
func (o Own) Sum() (units int64) {
	for _, c := range o {
		units += c.Units
	}
	return units
}

// moved notes what an event moves in or out of a vault of one that is the vault's business: what comes in, what its
// batches pay, and what goes from one vault of the market to another.
func (w Watched) moved(b *duniter.Block, e duniter.Event, seen *Seen) {
	f := e.Fields()
	from, _ := f["from"].(keys.Account)
	to, _ := f["to"].(keys.Account)
	amount, _ := f["amount"].(uint64)
	if !e.Is("Balances", "Transfer") || from == to {
		return
	}
	between := w.Vaults[from] && w.Vaults[to]
	if w.Alone[to] && (between || w.arrives(e)) {
		seen.Moved[to] += int64(amount)
	}
	if w.Alone[from] && (between || w.pays(b, e, from)) {
		seen.Moved[from] -= int64(amount)
	}
}

// pays says whether an event is of a batch that the only key of a vault has signed.
func (w Watched) pays(b *duniter.Block, e duniter.Event, vault keys.Account) bool {
	x := extrinsic(b, e)
	if x == nil || !x.Signed || x.Signer != vault {
		return false
	}
	batch, known := w.Batches[x.Call.Hash()]
	return known && Vault{Account: vault}.actedOn(batch)
}
