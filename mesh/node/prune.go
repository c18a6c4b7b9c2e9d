package node

import (
	"context"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
)

// PruneRequest lets go of old entries for which stewards vouch.
type PruneRequest struct{ DryRun bool }

// PruneReply says what went, or would.
type PruneReply struct {
	Entries int       `json:"entries"`
	Bytes   int64     `json:"bytes"` // of these entries
	Kept    int       `json:"kept"`  // old ones that stay all the same: this machine's people's, and what bears witness
	From    FromReply `json:"from"`
}

// Prune lets go of the bytes of entries that the newest checkpoint stands for. What this machine's
// accounts have signed or been paid stays, so that their histories are whole. Its problem is
// not_vouched, where nobody vouches for a checkpoint yet. While it lasts nobody counts again.
func (n *Node) Prune(_ context.Context, in PruneRequest) (reply PruneReply, err error) {
	mine, err := n.mine()
	if err != nil {
		return reply, err
	}
	n.counting.Lock()
	defer n.counting.Unlock()
	done, err := n.book.Prune(n.home, mine.concerns, in.DryRun)
	if err != nil {
		return reply, n.told(err)
	}
	n.logger().Info("let go of old entries", "entries", done.Entries, "bytes", done.Bytes, "dry", in.DryRun)
	return PruneReply{done.Entries, done.Bytes, done.Kept, n.fromOf(done.Origin)}, nil
}

// locals is the accounts whose keys are here.
type locals map[keys.Account]bool

func (n *Node) mine() (locals, error) {
	list, err := keystore.ReadIndex(n.config.Dir)
	mine := locals{}
	for _, e := range list {
		mine[e.Account] = true
	}
	return mine, n.told(err)
}

// concerns says whether an entry is by one of these accounts, or brought it money.
func (l locals) concerns(e *entry.Entry) bool {
	if l[e.Author] && e.Kind() != entry.KindVotes {
		return true
	}
	switch b := e.Body.(type) {
	case *entry.Pay:
		for _, p := range b.Payees {
			if l[p.Account] {
				return true
			}
		}
	case *entry.Redeem:
		return l[b.Account]
	case *entry.Attest:
		for _, f := range b.Facts {
			if d, ok := f.(*entry.Deposit); ok && l[d.Account] {
				return true
			}
		}
	}
	return false
}

// holdsNothing says whether no entry is here yet.
func (n *Node) holdsNothing() (yes bool) {
	n.book.View(func(s *ledger.State) { yes = s.Held() == 0 })
	return yes
}
