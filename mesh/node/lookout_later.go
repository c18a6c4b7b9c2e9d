package node

import (
	"cmp"
	"slices"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Bounds of what is kept aside, as it does all that a batch of another market does and comes from a vault that is not
// known. Anybody may do that with money of his own. Where too many do, what is least goes back to who has sent it.
const (
	maxLater = 64   // that wait until it is known whose they are
	maxAside = 1024 // with those that are to go back, and of which a quorum has not said so yet
)

// heldOff is such money. The file has it, so its block is not read again, which endpoints may have forgotten by
// the time at which that market is known.
type heldOff struct {
	Block  uint32       `json:"block"`
	Event  uint32       `json:"event"`
	From   keys.Account `json:"from"`
	Amount entry.Amount `json:"amount"`
	Back   bool         `json:"back,omitempty"` // it waits no more
}

// stray is the same as what it is to be, if nobody knows better.
func (x heldOff) stray() *entry.Stray {
	return &entry.Stray{Place: entry.Place{Block: x.Block, Event: x.Event}, From: x.From, Amount: x.Amount}
}

// holdOff keeps what came, once; of too much that of the least amount waits no more, of equals the newest.
func (m *chainMemory) holdOff(came []*entry.Stray) (fresh bool) {
	for _, f := range came {
		if !slices.ContainsFunc(m.Later, func(old heldOff) bool { return old.Block == f.Block && old.Event == f.Event }) {
			m.Later = append(m.Later, heldOff{Block: f.Block, Event: f.Event, From: f.From, Amount: f.Amount})
			fresh = true
		}
	}
	slices.SortStableFunc(m.Later, func(a, b heldOff) int { return cmp.Compare(b.Amount, a.Amount) })
	waiting := 0
	for i := range m.Later {
		if x := &m.Later[i]; !x.Back {
			waiting++
			x.Back = waiting > maxLater
		}
	}
	m.Later = m.Later[:min(len(m.Later), maxAside)]
	return fresh
}

// known tells what of it is known by now, up to a block, and forgets what counts.
func (m *chainMemory) known(s *ledger.State, w chain.Watched, head uint32) (list []finding) {
	m.Later = slices.DeleteFunc(m.Later, func(x heldOff) bool {
		f := w.Aside(x.stray(), head)
		if f == nil && x.Back {
			f = x.stray()
		}
		if f != nil {
			list = append(list, finding{x.Block, f, true})
		}
		return s.Counted(w.Market, x.stray()) != nil
	})
	return list
}

// aside is what is kept aside, and does not count yet; look.busy is held.
func (n *Node) aside() (list []*entry.Stray) {
	if n.look.memory == nil {
		return nil
	}
	for _, x := range n.look.memory.Later {
		list = append(list, x.stray())
	}
	return list
}
