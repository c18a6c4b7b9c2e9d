package node

import (
	"context"
	"slices"
	"strings"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// approvals is the batch that was decided and waits for people with vault keys.
type approvals struct {
	Batch     ledger.Batch
	Vault     chain.Vault
	Operation *chain.Operation // nil while nobody has opened it
	Ran       bool             // it has run, and its receipt does not count yet
}

// approved are the keys that have approved it on the chain.
func (w *approvals) approved() []keys.Account {
	if w.Operation == nil {
		return nil
	}
	return w.Operation.Approvals
}

// needed is how many more must approve.
func (w *approvals) needed() int {
	if w.Ran {
		return 0
	}
	return max(0, w.Vault.Threshold-len(w.approved()))
}

// missing are the keys that have not approved.
func (w *approvals) missing() (list []keys.Account) {
	if w.needed() == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(w.Vault.Signatories), func(k keys.Account) bool { return slices.Contains(w.approved(), k) })
}

// pending is the batch of the home market that was decided and has no receipt: of several attempts the last.
func (n *Node) pending() (b ledger.Batch, vault chain.Vault, found bool) {
	n.book.View(func(s *ledger.State) {
		next := s.NextBatch(n.home).Number
		for _, x := range s.Batches(n.home) {
			if x.Receipt == nil && x.Topic.Number == next {
				b, found = x, true
			}
		}
		if st, err := chain.StandingOf(s, n.home); err == nil {
			vault = st.Vault
		}
		if found && b.Value.Act == entry.OpenVault { // it may have been decided again in a later epoch
			vault = chain.ActsOn(s, n.home, b)
		}
	})
	return b, vault, found
}

// approvalsAt looks on the chain how far the pending batch is; look.busy is held. Nil where none is pending, or
// it was run in vain.
func (n *Node) approvalsAt(ctx context.Context, s sight) (*approvals, error) {
	b, vault, found := n.pending()
	if _, failed := n.look.open.failed[b.Decision]; !found || failed {
		return nil, nil
	}
	w := &approvals{Batch: b, Vault: vault}
	var err error
	if w.Ran, err = n.ranAt(ctx, s, vault, b); err != nil || vault.Alone() {
		return w, err
	}
	item, err := n.look.node.Storage(ctx, s.Runtime, s.Head.Hash, "Multisig", "Multisigs", vault.Account, chain.CallHash(b.Value))
	if err == nil {
		w.Operation, err = chain.ReadOperation(item)
	}
	return w, err
}

// ranAt says whether a batch has run on its vault, by the markers that stand there.
func (n *Node) ranAt(ctx context.Context, s sight, vault chain.Vault, b ledger.Batch) (bool, error) {
	item, err := n.look.node.Storage(ctx, s.Runtime, s.Head.Hash, "Proxy", "Proxies", vault.Account)
	if err != nil {
		return false, err
	}
	markers, err := chain.ReadMarkers(item)
	return err == nil && chain.Ran(vault, b.Value.Act, b.Topic.Number, b.Topic.Number, markers), err
}

// approvals is the same for a pass, and says it when it has changed.
func (r *reading) approvals() (*approvals, error) {
	w, err := r.approvalsAt(r.ctx, r.sight)
	if err != nil {
		return nil, err
	}
	_, before, _ := r.look.seen()
	if w != nil && w.needed() > 0 && (before == nil || before.Batch.Decision != w.Batch.Decision || before.needed() != w.needed()) {
		r.logger().Info("a batch waits for approvals", "batch", batchName(w.Batch.Topic), "needed", w.needed(),
			"of", strings.Join(r.vaultNames(w.missing()), ", "))
	}
	return w, nil
}

// vaultNames are how people call the owners of vault keys.
func (n *Node) vaultNames(list []keys.Account) (names []string) {
	n.book.View(func(s *ledger.State) {
		for _, vault := range list {
			names = append(names, called(s, n.home, vault))
		}
	})
	return names
}

// paidBy lists what a batch pays, by payee: what is owed still, and what a receipt answers; then what it pays to
// those who have not asked. It says whether that is all, or this machine does not hold some of what is named.
func (n *Node) paidBy(b *entry.Batch) (list []PayoutReply, whole bool) {
	whole = true
	owed := map[entry.Hash]ledger.Withdrawal{}
	n.book.View(func(s *ledger.State) {
		for _, w := range s.Withdrawals(n.home) {
			owed[w.Entry] = w
		}
	})
	for _, h := range b.Paid {
		w, known := owed[h]
		if e, err := n.book.Entry(h); !known && err == nil && e != nil {
			body, ok := e.Body.(*entry.Withdraw)
			if known = ok; ok {
				w.To, w.Amount = body.Address, body.Amount
			}
		}
		if !known {
			whole = false // or only a snapshot tells of it, once it is paid
			continue
		}
		i := slices.IndexFunc(list, func(p PayoutReply) bool { return p.To == w.To })
		if i < 0 {
			i, list = len(list), append(list, PayoutReply{To: w.To})
		}
		list[i].Amount += int64(w.Amount)
	}
	n.book.View(func(s *ledger.State) {
		back, remits, err := chain.Besides(s, n.home, b)
		whole = whole && err == nil
		list = append(append(list, transfers(back, "stray")...), transfers(remits, "market")...)
	})
	return list, whole
}

// intentOf is a call as it would be signed now.
func intentOf(s sight, txVersion uint32, call duniter.Call, nonce uint32) duniter.Intent {
	return duniter.Intent{Genesis: s.Runtime.Genesis, TxVersion: txVersion, Call: call, Nonce: nonce,
		Period: chain.Period, Born: s.Head.Number, BornHash: s.Head.Hash}
}
