package node

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"foirail/ledger/chain"
	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// SettleApprove has a vault key of this machine approve the batch that was decided: the first opens it, the
// last runs it. What it signs is on the disk before it is sent, and the same bytes are sent until it is
// certain what became of them. With DryRun it tells what would be signed, and no key is needed.
func (n *Node) SettleApprove(ctx context.Context, in ApproveRequest) (reply ApproveReply, err error) {
	n.look.busy.Lock()
	defer n.look.busy.Unlock()
	_, s, err := n.lookUp(ctx, attestingUnless(in.DryRun))
	if err != nil {
		return reply, err
	}
	_, w, _ := n.look.seen()
	if w == nil {
		return reply, problem(words.NoBatch, nil)
	}
	me, name, err := n.vaultKeyHere(w)
	if err != nil {
		return reply, err
	}
	errand, err := n.errand(ctx, s, w, me)
	if err != nil {
		return reply, err
	}
	if in.Looked {
		if errand.Kept, err = n.letGo(ctx, s, errand.Kept); err != nil {
			return reply, err
		}
	}
	reply, err = n.approval(w, errand)
	if err != nil || in.DryRun {
		return reply, err
	}
	return n.signs(ctx, s, errand, name, in.Passphrase, in.Shown, reply)
}

// signs signs what the person was shown with a key of this machine, keeps and sends it.
func (n *Node) signs(ctx context.Context, s sight, e chain.Errand, name string, passphrase Hidden, shown string, reply ApproveReply) (ApproveReply, error) {
	if shown != reply.Shown {
		return reply, problem(words.ApprovalChanged, nil)
	}
	secret, err := n.secret(name, passphrase)
	if err != nil {
		return reply, err
	}
	e.Sign = func(i duniter.Intent) (duniter.Extrinsic, error) { return s.Runtime.Sign(secret, i) }
	return n.carryOut(ctx, e, reply)
}

// carryOut signs, keeps and sends.
func (n *Node) carryOut(ctx context.Context, e chain.Errand, reply ApproveReply) (ApproveReply, error) {
	do, err := e.Next()
	if err != nil {
		return reply, err
	}
	if do.Keep != nil {
		if err := n.config.keepAct(*do.Keep); err != nil {
			return reply, err
		}
	}
	reply.Hash, reply.Kept = do.Send.Hash.String(), true
	err = n.look.node.Submit(ctx, duniter.Extrinsic{Bytes: do.Send.Bytes, Hash: do.Send.Hash})
	var refused *duniter.NodeError
	switch {
	case errors.As(err, &refused) && do.Keep == nil:
		return reply, nil // it may be in a block that is not final yet
	case errors.As(err, &refused):
		return reply, problem(words.ChainRefused, err, "reason", refused.Message)
	case err != nil:
		n.logger().Warn("what was signed is kept, and is sent again", "why", err)
		return reply, nil
	}
	reply.Sent = true
	return reply, nil
}

// vaultKeyHere is the key of a vault that this machine's keystore has, and its name there: of several the first
// that has not approved yet.
func (n *Node) vaultKeyHere(w *approvals) (key keys.Account, name string, err error) {
	var list []keystore.Entry
	if HasKeystore(n.config) {
		list, err = keystore.ReadIndex(n.config.Dir)
	}
	for _, e := range list {
		if !w.Vault.Has(e.Account) || e.Use == keystore.UseSeries {
			continue
		}
		if key, name = e.Account, e.Name; !slices.Contains(w.approved(), key) {
			return key, name, nil
		}
	}
	if err == nil && name == "" {
		err = problem(words.NoVaultKey, nil)
	}
	return key, name, err
}

// errand is what a key is asked to sign for the batch that waits; look.busy is held. It signs with nothing
// yet: it drafts.
func (n *Node) errand(ctx context.Context, s sight, w *approvals, me keys.Account) (e chain.Errand, err error) {
	account, err := n.look.node.Account(ctx, s.Runtime, s.Head.Hash, me)
	if err != nil {
		return e, err
	}
	e = chain.Errand{Vault: w.Vault, Batch: w.Batch, Head: s.Head, Nonce: account.Nonce, Found: map[duniter.Hash]bool{}, Me: me, Rt: s.Runtime,
		Moment: chain.Moment{Ran: w.Ran, Operation: w.Operation, Multiplier: s.Multiplier, Free: account.Free,
			Existential: s.Prices.Existential, Deposit: s.Prices.Open + s.Prices.OpenEach*uint64(w.Vault.Threshold)}}
	e.Sign = func(i duniter.Intent) (duniter.Extrinsic, error) { return s.Runtime.Draft(me, keys.Ed25519, i) }
	list, _, err := n.fates(ctx, s)
	if err != nil {
		return e, err
	}
	for _, k := range list {
		if k.Signer == me && !k.Gone {
			e.Kept = append(e.Kept, k.act())
			e.Found[k.Hash] = k.Landed
		}
	}
	if e.Most, err = n.weight(ctx, s, w, me, account.Nonce); err != nil {
		return e, err
	}
	return e, n.price(ctx, s, &e)
}

// price asks for the fee of what is to be signed next, if anything is.
func (n *Node) price(ctx context.Context, s sight, e *chain.Errand) error {
	sign, ok := wouldSign(*e)
	if !ok {
		return nil
	}
	call, err := sign.Call(e.Rt, e.Vault, e.Me, e.Moment.Operation, e.Batch.Value.Call, e.Most)
	if err != nil {
		return err
	}
	draft, err := e.Sign(intentOf(s, e.Batch.Value.TxVersion, call, e.Nonce))
	if err != nil {
		return err
	}
	cost, err := n.look.node.Cost(ctx, s.Runtime, s.Head.Hash, draft)
	e.Moment.Fees[sign] = cost.Fee
	return err
}

// wouldSign is what a key would sign that has money enough.
func wouldSign(e chain.Errand) (chain.Sign, bool) {
	m := e.Moment
	m.Free, m.Fees = math.MaxUint64, chain.Fees{}
	sign, err := chain.Due(e.Vault, e.Me, m)
	return sign, err == nil
}

// weight is what a batch may weigh, with a tenth to spare.
func (n *Node) weight(ctx context.Context, s sight, w *approvals, me keys.Account, nonce uint32) (most duniter.Weight, err error) {
	draft, err := s.Runtime.Draft(me, keys.Ed25519, intentOf(s, w.Batch.Value.TxVersion, w.Batch.Value.Call, nonce))
	if err != nil {
		return most, err
	}
	cost, err := n.look.node.Cost(ctx, s.Runtime, s.Head.Hash, draft)
	most.RefTime, most.ProofSize = cost.Weight.RefTime+cost.Weight.RefTime/10, cost.Weight.ProofSize+cost.Weight.ProofSize/10
	return most, err
}

// letGo forgets what was signed and overtaken, since a person has looked why.
func (n *Node) letGo(ctx context.Context, s sight, kept []chain.Act) ([]chain.Act, error) {
	list, overtaken, err := n.fates(ctx, s)
	if err != nil || overtaken == nil {
		return kept, err
	}
	for i := range list {
		if list[i].Hash == overtaken.Hash {
			list[i].Gone = true
		}
	}
	kept = slices.DeleteFunc(kept, func(a chain.Act) bool { return a.Hash == overtaken.Hash })
	return kept, n.config.keepActs(list)
}

// signNames are what a key signs, as JSON has it.
var signNames = map[chain.Sign]string{chain.OpenIt: "open", chain.ApproveIt: "approve", chain.RunIt: "run"}

// approval tells what would be signed, and what it costs. What cannot be shown whole is not signed.
func (n *Node) approval(w *approvals, e chain.Errand) (reply ApproveReply, err error) {
	pays, whole := n.paidBy(w.Batch.Value)
	reply = ApproveReply{BatchReply: n.batchReply(w.Batch), Vault: w.Vault.Account, Key: e.Me, Pays: pays}
	if !whole {
		return reply, problem(words.BatchUnseen, nil, "number", reply.Batch)
	}
	reply.Approved, reply.Missing, reply.Needed = n.vaultNames(w.approved()), n.vaultNames(w.missing()), w.needed()
	if own := n.ownIn(w.Vault); w.Batch.Value.Act == entry.HandOver && w.Batch.Decision != (entry.Hash{}) {
		reply.Own = int64(own - min(own, e.Moment.Existential))
	}
	do, err := e.Next()
	if errors.Is(err, chain.ErrDeposit) || errors.Is(err, chain.ErrFee) {
		return reply, tooPoor(e)
	}
	if err != nil {
		return reply, err
	}
	reply.Sign, reply.Again = signNames[do.Send.Sign], do.Keep == nil
	reply.Shown = fmt.Sprint(reply.Decision, " ", reply.Sign, " ", reply.Again)
	if do.Keep == nil {
		return reply, nil
	}
	if do.Send.Sign == chain.OpenIt {
		reply.Deposit = int64(e.Moment.Deposit)
	}
	reply.Fee = int64(e.Moment.Fees[do.Send.Sign])
	return reply, nil
}

// tooPoor is the problem of a key whose account has not what it takes to sign.
func tooPoor(e chain.Errand) error {
	sign, _ := wouldSign(e)
	need := e.Moment.Existential + e.Moment.Fees[sign]
	if sign == chain.OpenIt {
		need += e.Moment.Deposit
	}
	return problem(words.ApprovalDeposit, nil, "have", fmt.Sprint(e.Moment.Free), "need", fmt.Sprint(need), "account", e.Me.String())
}
