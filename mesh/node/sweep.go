package node

import (
	"context"
	"fmt"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// SweepRequest has a vault key of this machine send what lies in a vault of stewards before to where it belongs.
type SweepRequest struct {
	Vault      keys.Account // which; zero: the oldest that has something, and of which this machine has a key
	Shown      string       // what the person was shown
	Passphrase Hidden
	DryRun     bool
}

// SweepReply is what is signed. Its Vault is the old one.
type SweepReply struct {
	ApproveReply
	Home  keys.Account `json:"home"`  // where it goes
	Moves int64        `json:"moves"` // as it stands now
}

// VaultSweep has a vault key of this machine approve a sweep: nobody need decide it, as all can only go to the
// vault of the present stewards. The first key opens it, the last runs it. What is signed is kept and sent like
// an approval of a batch. With DryRun it tells what would be signed, and no key is needed.
func (n *Node) VaultSweep(ctx context.Context, in SweepRequest) (reply SweepReply, err error) {
	n.look.busy.Lock()
	defer n.look.busy.Unlock()
	_, s, err := n.lookUp(ctx, attestingUnless(in.DryRun))
	if err != nil {
		return reply, err
	}
	w, name, err := n.sweepDue(ctx, s, in.Vault, &reply)
	if err != nil {
		return reply, err
	}
	errand, err := n.errand(ctx, s, w, reply.Key)
	if err != nil {
		return reply, err
	}
	if reply.ApproveReply, err = n.approval(w, errand); err != nil {
		return reply, err
	}
	reply.BatchReply.Batch, reply.Act, reply.Decision = "", "sweep", ""
	reply.Shown = fmt.Sprint(reply.Vault, " ", reply.Home, " ", reply.Sign, " ", reply.Again)
	if in.DryRun {
		return reply, nil
	}
	reply.ApproveReply, err = n.signs(ctx, s, errand, name, in.Passphrase, in.Shown, reply.ApproveReply)
	return reply, err
}

// sweepDue finds the vault to be swept, with a key of this machine, and looks how far its sweep is; look.busy
// is held. Its problems are nothing_to_sweep and no_vault_key.
func (n *Node) sweepDue(ctx context.Context, s sight, which keys.Account, reply *SweepReply) (w *approvals, name string, err error) {
	var st chain.Standing
	n.book.View(func(state *ledger.State) { st, err = chain.StandingOf(state, n.home) })
	if err != nil {
		return nil, "", err
	}
	var why error = problem(words.NothingToSweep, nil)
	for _, old := range st.Before {
		if which != (keys.Account{}) && which != old.Account {
			continue
		}
		moves, err := n.sweeps(ctx, s, st, old)
		if err != nil {
			return nil, "", err
		}
		if moves == 0 {
			continue
		}
		if w, err = n.sweepOf(ctx, s, st, old, moves); err != nil {
			return nil, "", err
		}
		me, name, err := n.vaultKeyHere(w)
		if err != nil {
			why = err
			continue
		}
		reply.Vault, reply.Key, reply.Home, reply.Moves = old.Account, me, st.Home.Account, moves
		return w, name, nil
	}
	return nil, "", why
}

// signRoom is what an account keeps, in units, beside what is kept back from who opens a call: for fees.
const signRoom = 200

// sweeps is what a sweep of a vault would move, but for fees. The account of a vault of one stays in being, with what
// is its steward's own; and where its key is one of the present vault's, with what it takes to sign.
func (n *Node) sweeps(ctx context.Context, s sight, st chain.Standing, v chain.Vault) (int64, error) {
	a, err := n.look.node.Account(ctx, s.Runtime, s.Head.Hash, v.Account)
	if err != nil {
		return 0, err
	}
	keep := uint64(0)
	if v.Alone() {
		keep = s.Prices.Existential
	}
	if v.Alone() && st.Home.Has(v.Account) {
		keep += s.Prices.Open + s.Prices.OpenEach*uint64(st.Home.Threshold) + signRoom
	}
	keep = max(keep, n.ownIn(v))
	return int64(min(a.Free-min(a.Free, keep), uint64(entry.MaxAmount))), nil
}

// sweepOf is the sweep of a vault as if it were a batch, and who has approved it.
func (n *Node) sweepOf(ctx context.Context, s sight, st chain.Standing, v chain.Vault, moves int64) (*approvals, error) {
	call, err := st.Sweep(s.Runtime, v)
	if v.Alone() && (st.Home.Has(v.Account) || n.ownIn(v) > 0) {
		call, err = st.SweepSome(s.Runtime, uint64(moves))
	}
	if err != nil {
		return nil, err
	}
	w := &approvals{Batch: ledger.Batch{Value: &entry.Batch{TxVersion: s.Runtime.TxVersion, Call: call}}, Vault: v}
	if v.Alone() {
		return w, nil
	}
	item, err := n.look.node.Storage(ctx, s.Runtime, s.Head.Hash, "Multisig", "Multisigs", v.Account, call.Hash())
	if err == nil {
		w.Operation, err = chain.ReadOperation(item)
	}
	return w, err
}
