package node

import (
	"context"
	"errors"
	"fmt"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// lookUp reads the chain up to its head, and gives what is known there; look.busy is held.
func (n *Node) lookUp(ctx context.Context, how zeal) (d desk, s sight, err error) {
	for {
		done, err := n.lookOnce(ctx, windowsAtOnce, how)
		if err != nil {
			n.goBlind(ctx, err)
			return d, s, err
		}
		if done.left == 0 {
			d, _ = n.look.settling().(desk)
			return d, done.sight, nil
		}
	}
}

// attestingUnless is what a command that changes something does besides, and nothing in a dry run.
func attestingUnless(dry bool) zeal {
	if dry {
		return looking
	}
	return attesting
}

// SettlePlan tells who would be paid now, and who would have to wait, and why.
func (n *Node) SettlePlan(ctx context.Context, _ SettlePlanRequest) (reply SettlePlanReply, err error) {
	n.look.busy.Lock()
	defer n.look.busy.Unlock()
	d, s, err := n.lookUp(ctx, looking)
	if err != nil {
		return reply, err
	}
	reply = SettlePlanReply{Pays: []PayoutReply{}, Held: []HeldReply{}, Calm: s.calm(), Free: int64(d.Ground.Free)}
	n.book.View(func(state *ledger.State) {
		var st chain.Standing
		if st, err = chain.StandingOf(state, n.home); err != nil {
			return
		}
		reply.Batch, reply.Act = batchName(state.NextBatch(n.home)), actNames[st.Act]
		if st.Act != entry.PayOut {
			return
		}
		var plan chain.Plan
		plan, err = d.Plan(state)
		reply.tell(plan)
	})
	return reply, err
}

// tell tells a plan.
func (r *SettlePlanReply) tell(plan chain.Plan) {
	back, remits := plan.Besides()
	r.Pays = append(r.Pays, transfers(plan.Payouts, "")...)
	r.Pays = append(append(r.Pays, transfers(back, "stray")...), transfers(remits, "market")...)
	for _, h := range plan.Held {
		r.Held = append(r.Held, HeldReply{To: h.Withdrawal.To, Amount: int64(h.Withdrawal.Amount), Why: heldName(h.Why)})
	}
	for _, h := range plan.Kept {
		r.Held = append(r.Held, HeldReply{To: h.Stray.From, Amount: int64(h.Stray.Amount), Why: heldName(h.Why), For: "stray"})
	}
	r.Total = int64(plan.Total())
}

// transfers tells what is paid for one reason.
func transfers(outs []chain.Payout, why string) (list []PayoutReply) {
	for _, p := range outs {
		list = append(list, PayoutReply{p.To, int64(p.Amount), why})
	}
	return list
}

// heldName is why a withdrawal waits, as JSON has it.
func heldName(why error) string {
	for _, x := range []struct {
		err  error
		name string
	}{{chain.ErrNoAccount, "no_account"}, {chain.ErrShort, "short"}, {chain.ErrOwnVault, "own_vault"}, {chain.ErrFull, "full"}, {chain.ErrBesides, "besides"}} {
		if errors.Is(why, x.err) {
			return x.name
		}
	}
	return "other"
}

// SettlePropose moves the batch that comes next, where people are asked; of a lone steward it is the
// decision. Where nobody need be asked it says so: the stewards' machines decide it by themselves.
func (n *Node) SettlePropose(ctx context.Context, in SettleProposeRequest) (reply SettleProposeReply, err error) {
	n.look.busy.Lock()
	defer n.look.busy.Unlock()
	voting, err := n.mayWord()
	if err != nil {
		return reply, err
	}
	d, _, err := n.lookUp(ctx, attestingUnless(in.DryRun))
	if err != nil {
		return reply, err
	}
	topic, batch, persons, err := n.nextBatch(d, in.Act)
	if err != nil {
		return reply, err
	}
	pays, _ := n.paidBy(batch)
	reply = SettleProposeReply{Batch: batchName(topic), Act: actNames[batch.Act], Pays: pays, Tx: batch.TxVersion}
	if !persons && len(n.market().Stewards) > 1 {
		reply.ByItself = true
		return reply, nil
	}
	if in.DryRun {
		return reply, nil
	}
	done, err := n.move(voting, topic, batch)
	reply.Motion, reply.Decided, reply.Needed = done.Motion, done.Decided, done.Needed
	return reply, err
}

// nextBatch is the batch that comes next: what others have moved already, if it is fit, else what this
// machine makes. It says whether people are asked. Its problems say why there is none.
func (n *Node) nextBatch(d desk, act string) (topic entry.Topic, batch *entry.Batch, persons bool, err error) {
	n.book.View(func(s *ledger.State) {
		var st chain.Standing
		if st, err = chain.StandingOf(s, n.home); err != nil {
			return
		}
		if next := actNames[st.Act]; act != "" && act != next {
			err = problem(words.VaultAct, nil, "act", next)
			return
		}
		topic = s.NextBatch(n.home)
		for _, m := range s.Motions(n.home) {
			if b, ok := m.Value.(*entry.Batch); ok && m.Topic == topic && d.Desk != nil && d.Judge(s, topic, b) == nil {
				batch = b
			}
		}
		if batch == nil && d.Desk != nil {
			batch = d.Propose(s, topic)
		}
		if batch == nil {
			err = n.nothing(s, st, topic, d)
			return
		}
		persons = s.TakesPersons(n.home, batch)
	})
	return topic, batch, persons, err
}

// nothing says why no batch comes next.
func (n *Node) nothing(s *ledger.State, st chain.Standing, topic entry.Topic, d desk) error {
	switch {
	case d.Desk == nil:
		return problem(words.NoRoad, nil)
	case !d.calm:
		return problem(words.ChainBusy, nil)
	case topic.Attempt > 0:
		topic.Attempt--
		return problem(words.BatchMayRun, nil, "number", batchName(topic))
	case st.Act == entry.OpenVault:
		return problem(words.VaultPoor, nil, "have", fmt.Sprint(d.Ground.Free), "need", fmt.Sprint(d.Ground.Existential+d.Ground.MarkerCost),
			"account", st.Vault.Account.String())
	}
	return problem(words.NothingToSettle, nil, "count", fmt.Sprint(len(s.Withdrawals(n.home))))
}

// SettleStatus tells how far the batches are: which have run, which failed and why, and whose approval is
// waited for. Without a road it tells what the ledger knows.
func (n *Node) SettleStatus(ctx context.Context, _ SettleStatusRequest) (reply SettleStatusReply, err error) {
	if n.playMoney() {
		return reply, problem(words.NoChain, nil)
	}
	n.look.busy.Lock()
	defer n.look.busy.Unlock()
	reply.Batches = []BatchReply{}
	_, s, err := n.lookUp(ctx, looking)
	if reply.Road = err == nil; err != nil && !errors.As(n.told(err), &reply.Problem) {
		return reply, err
	}
	var batches []ledger.Batch
	n.book.View(func(s *ledger.State) {
		for _, w := range s.Withdrawals(n.home) {
			reply.Asked++
			reply.Owed += int64(w.Amount)
		}
		if st, err := chain.StandingOf(s, n.home); err == nil {
			reply.Next = actNames[st.Act]
		}
		batches = s.Batches(n.home)
	})
	for _, b := range batches {
		reply.Batches = append(reply.Batches, n.batchReply(b))
	}
	reply.Acts, err = n.actReplies(ctx, s, reply.Road)
	return reply, err
}

// batchReply tells a batch, as far as the last look saw.
func (n *Node) batchReply(b ledger.Batch) BatchReply {
	pays, _ := n.paidBy(b.Value)
	reply := BatchReply{Batch: batchName(b.Topic), Act: actNames[b.Value.Act], Decision: b.Decision.String(), State: "decided", Payments: len(pays)}
	failed, inVain := n.look.open.failed[b.Decision]
	_, w, _ := n.look.seen()
	switch {
	case b.Receipt != nil:
		reply.State, reply.Block = "ran", b.Receipt.Block
	case inVain:
		reply.State, reply.Block, reply.Why = "failed", failed.block, failed.why.Error()
	case w != nil && w.Batch.Decision == b.Decision && w.Ran:
		reply.State = "ran" // and its receipt does not count yet
	case w != nil && w.Batch.Decision == b.Decision:
		reply.Approved, reply.Missing, reply.Needed = n.vaultNames(w.approved()), n.vaultNames(w.missing()), w.needed()
	}
	return reply
}

// actReplies tells what vault keys of this machine have signed.
func (n *Node) actReplies(ctx context.Context, s sight, road bool) (replies []ActReply, err error) {
	list, err := n.config.acts()
	if err == nil && road {
		list, _, err = n.fates(ctx, s)
	}
	for _, k := range list {
		reply := ActReply{Sign: signNames[k.Sign], Key: k.Signer, Hash: k.Hash.String(), State: "sent"}
		switch {
		case k.Landed:
			reply.State = "landed"
		case k.Gone:
			reply.State = "gone"
		}
		n.book.View(func(state *ledger.State) {
			for _, b := range state.Batches(n.home) {
				if b.Decision.String() == k.Decision {
					reply.Batch = batchName(b.Topic)
				}
			}
		})
		replies = append(replies, reply)
	}
	return replies, err
}
