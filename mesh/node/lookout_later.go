package node

import (
	"cmp"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// maxLater bounds how much is kept that came by batches of other markets, as it seems, from vaults that are not
// known. Anybody may write on what he pays what only such a batch should; it is not credited to him, and who pays
// more has his place.
const maxLater = 64

// heldOff is such money. The file has it, so its block is not read again, which endpoints may have forgotten by
// the time at which that market is known.
type heldOff struct {
	Block  uint32       `json:"block"`
	Event  uint32       `json:"event"`
	From   keys.Account `json:"from"`
	Amount entry.Amount `json:"amount"`
}

func (x heldOff) place() entry.Place { return entry.Place{Block: x.Block, Event: x.Event} }

// holdOff keeps what came, once; of too much that of the least amount goes, of equals the newest.
func (m *chainMemory) holdOff(came []*entry.Stray) (fresh bool) {
	for _, f := range came {
		if !slices.ContainsFunc(m.Later, func(old heldOff) bool { return old.place() == f.Place }) {
			m.Later = append(m.Later, heldOff{f.Block, f.Event, f.From, f.Amount})
			fresh = true
		}
	}
	slices.SortStableFunc(m.Later, func(a, b heldOff) int { return cmp.Compare(b.Amount, a.Amount) })
	m.Later = m.Later[:min(len(m.Later), maxLater)]
	return fresh
}

// known tells what of it came from vaults that are known by now to be markets', and forgets what counts.
func (m *chainMemory) known(s *ledger.State, home entry.MarketID, kin map[keys.Account]entry.MarketID) (list []*entry.Remittance) {
	m.Later = slices.DeleteFunc(m.Later, func(x heldOff) bool {
		f := &entry.Remittance{Place: x.place(), From: kin[x.From], Amount: x.Amount}
		if s.Counted(home, f) != nil {
			return true
		}
		if _, vault := kin[x.From]; vault {
			list = append(list, f)
		}
		return false
	})
	return list
}
