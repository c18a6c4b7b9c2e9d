package chain

import (
	"foirail/ledger"
	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Watched is what blocks are read for: one market's vaults, and batches that were decided.
type Watched struct {
	Market  entry.MarketID
	Vaults  map[keys.Account]bool           // of the market
	Alone   map[keys.Account]bool           // those of them that are one key's account
	Shared  map[keys.Account]bool           // those that another market has too: what comes to them is nobody's
	Kin     map[keys.Account]entry.MarketID // vaults of the community's other markets, whose keys have asked to be theirs
	Batches map[duniter.Hash]ledger.Batch   // by the hash of their call
}

// Watch is what to read blocks for, as the ledger stands.
func Watch(s *ledger.State, market entry.MarketID) Watched {
	w := Watched{Market: market, Vaults: map[keys.Account]bool{}, Alone: map[keys.Account]bool{}, Shared: map[keys.Account]bool{},
		Kin: map[keys.Account]entry.MarketID{}, Batches: map[duniter.Hash]ledger.Batch{}}
	for _, v := range Vaults(s, market) {
		w.Vaults[v.Account], w.Alone[v.Account], w.Shared[v.Account] = true, v.Alone(), s.VaultTaken(market, v.Signatories)
	}
	for _, m := range s.Markets() {
		for epoch := uint32(1); m.ID != market && epoch <= m.Epoch; epoch++ {
			account, known := marketVault(s, m.ID, epoch)
			if _, taken := w.Kin[account]; known && !taken {
				w.Kin[account] = m.ID
			}
		}
	}
	for _, b := range s.Batches(market) {
		w.Batches[CallHash(b.Value)] = b
	}
	return w
}

// Seen is what a finalised block says of a market's vaults.
type Seen struct {
	Facts  []entry.Fact           // what came in, and receipts of batches that did what they should
	Failed map[entry.Hash]error   // by decision: batches that were run in vain
	Later  []*entry.Stray         // what seems to have come by another market's batch, from a vault that is not known yet
	Moved  map[keys.Account]int64 // by vault of one: what came to it of the market's money, less what left it
}

// Scan reads a finalised block. The name of a deposit is its block and the place of its event there, so
// to read a block twice is to say the same again.
func (w Watched) Scan(rt Runtime, b *duniter.Block) Seen {
	seen := Seen{Failed: map[entry.Hash]error{}, Moved: map[keys.Account]int64{}}
	names := map[int]named{} // of those transfers to the vaults that are to come, by extrinsic
	for i, e := range b.Events {
		w.moved(b, e, &seen)
		if w.isDeposit(e) && names[e.Extrinsic] == nil {
			names[e.Extrinsic] = w.names(b, e)
		}
		switch {
		case w.isDeposit(e):
			w.deposit(b, uint32(i), e, names[e.Extrinsic].next(e), &seen)
		case w.arrives(e):
			w.remitted(b, uint32(i), e, &seen)
		case e.Is("Multisig", "MultisigExecuted"):
			w.executed(rt, b, uint32(i), e, &seen)
		case e.Is("System", "ExtrinsicSuccess"), e.Is("System", "ExtrinsicFailed"):
			w.alone(rt, b, uint32(i), e, &seen)
		}
	}
	return seen
}

// arrives says whether an event is money that came to a vault of this market alone, and not from another of its own.
func (w Watched) arrives(e duniter.Event) bool {
	f := e.Fields()
	from, _ := f["from"].(keys.Account)
	to, _ := f["to"].(keys.Account)
	amount, _ := f["amount"].(uint64)
	return e.Is("Balances", "Transfer") && w.Vaults[to] && !w.Shared[to] && !w.Vaults[from] && amount > 0 && amount <= uint64(entry.MaxAmount)
}

// isDeposit says whether an event is money that came to a vault from outside the community's vaults.
func (w Watched) isDeposit(e duniter.Event) bool {
	from, _ := e.Fields()["from"].(keys.Account)
	_, kin := w.Kin[from]
	return w.arrives(e) && !kin
}

// remitted takes money that came from another market's vault.
func (w Watched) remitted(b *duniter.Block, at uint32, e duniter.Event, seen *Seen) {
	f := e.Fields()
	from, _ := f["from"].(keys.Account)
	amount, _ := f["amount"].(uint64)
	place := entry.Place{Block: b.Header.Number, Event: at}
	seen.Facts = append(seen.Facts, &entry.Remittance{Place: place, From: w.Kin[from], Amount: entry.Amount(amount)})
}

// deposit takes money that came to a vault. It is for the key that the sender named, else for the
// sender, if that is a plain key; else it is a stray. Where another market's batch seems to have paid it, from a
// vault that is not known to be that market's, it is kept aside.
func (w Watched) deposit(b *duniter.Block, at uint32, e duniter.Event, named name, seen *Seen) {
	f := e.Fields()
	from, _ := f["from"].(keys.Account)
	amount, _ := f["amount"].(uint64)
	x := extrinsic(b, e)
	stray := &entry.Stray{Place: entry.Place{Block: b.Header.Number, Event: at}, From: from, Amount: entry.Amount(amount)}
	switch {
	case named.ok:
	case w.batchOfOthers(x, from):
		seen.Later = append(seen.Later, stray)
		return
	case from.IsWeak(), x == nil, !x.Signed, x.Signer != from:
		seen.Facts = append(seen.Facts, stray)
		return
	default:
		named.key = from
	}
	seen.Facts = append(seen.Facts, &entry.Deposit{Block: b.Header.Number, Event: at, Account: named.key, Amount: entry.Amount(amount)})
}

// extrinsic is what made an event, or nil.
func extrinsic(b *duniter.Block, e duniter.Event) *duniter.Included {
	if e.Extrinsic < 0 || e.Extrinsic >= len(b.Extrinsics) {
		return nil
	}
	return b.Extrinsics[e.Extrinsic]
}

// executed takes a batch of a vault of several that was run, on the vault that it acts on: the keys of another can have
// that one do the same, and it says nothing of the batch.
func (w Watched) executed(rt Runtime, b *duniter.Block, at uint32, e duniter.Event, seen *Seen) {
	f := e.Fields()
	vault, _ := f["multisig"].(keys.Account)
	hash, _ := hashOf(f["call_hash"])
	batch, known := w.Batches[hash]
	if !known || !w.Vaults[vault] || !(Vault{Account: vault}).actedOn(batch) {
		return
	}
	w.ran(b, at, batch, rt.Failure(f["result"]), seen)
}

// alone takes a batch that the only key of a vault has run.
func (w Watched) alone(rt Runtime, b *duniter.Block, at uint32, e duniter.Event, seen *Seen) {
	x := extrinsic(b, e)
	if x == nil || !x.Signed || !w.Vaults[x.Signer] {
		return
	}
	batch, known := w.Batches[x.Call.Hash()]
	if !known || !(Vault{Account: x.Signer}).actedOn(batch) {
		return
	}
	var why error
	if e.Name == "ExtrinsicFailed" {
		why = rt.Failure(duniter.Variant{Name: "Err", Value: e.Fields()["dispatch_error"]})
	}
	w.ran(b, at, batch, why, seen)
}

func (w Watched) ran(b *duniter.Block, at uint32, batch ledger.Batch, why error, seen *Seen) {
	if why != nil {
		seen.Failed[batch.Decision] = why
		return
	}
	delete(seen.Failed, batch.Decision)
	seen.Facts = append(seen.Facts, &entry.Receipt{Batch: batch.Topic.Number, Block: b.Header.Number, Event: at, Decision: batch.Decision})
}

func hashOf(v any) (h duniter.Hash, ok bool) {
	switch v := v.(type) {
	case duniter.Hash:
		return v, true
	case []byte:
		ok = len(v) == len(h)
		copy(h[:], v)
	}
	return h, ok
}
