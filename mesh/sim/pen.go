package sim

import (
	"context"
	"errors"
	"slices"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

const (
	markerCost = 108 + 33 // units, kept back while one marker stands
	markerMore = 33
	openCost   = 100 // units, kept back from who opens, and for each key that must sign
	openEach   = 32
)

var errFailed = errors.New("the chain has run it in vain")

// signDue has the person with the vault key sign what is due, now and then: what was signed is on the disk
// before it is sent, and the machine may stop on each side of that.
func (n *node) signDue(hash dunitertest.Hash, height uint32) error {
	if n.w.rnd.IntN(2) > 0 {
		return nil
	}
	for _, job := range n.jobs() {
		key := n.keyOf(job.vault)
		if key == nil {
			continue
		}
		e, err := n.errand(job, key, hash, height)
		if err != nil {
			return err
		}
		do, err := e.Next()
		switch {
		case errors.Is(err, chain.ErrOvertaken):
			n.letGo(e)
			return nil
		case err != nil:
			n.w.countError("pen: ", err)
			if errors.Is(err, chain.ErrFee) || errors.Is(err, chain.ErrDeposit) {
				n.w.blocks.lend(n)
			}
			continue
		}
		n.carryOut(do)
		return nil
	}
	return nil
}

// job is something that the keys of a vault are to sign for.
type job struct {
	vault chain.Vault
	batch ledger.Batch
	sweep bool
}

// jobs are the last batch that was decided and has not run, as far as is known here, and what is to be swept.
func (n *node) jobs() (list []job) {
	s, market := n.core.State, n.w.market
	st, err := chain.StandingOf(s, market)
	if err != nil {
		return nil
	}
	next := s.NextBatch(market)
	for _, b := range slices.Backward(s.Batches(market)) {
		forgot := n.w.options.mutant == unmarked && b.Value.Act == entry.PayOut
		if !forgot && (b.Receipt != nil || b.Topic.Number != next.Number) {
			continue
		}
		vault := st.Vault
		if b.Value.Act == entry.OpenVault {
			vault = chain.ActsOn(s, market, b)
		}
		list = append(list, job{vault: vault, batch: b})
		break
	}
	for _, v := range st.Before {
		if call, err := st.Sweep(n.w.blocks.rt, v); err == nil {
			value := &entry.Batch{Act: entry.HandOver, TxVersion: n.w.blocks.rt.TxVersion, Call: call}
			list = append(list, job{vault: v, batch: ledger.Batch{Value: value}, sweep: true})
		}
	}
	return list
}

// keyOf is the node's key of a vault, or nil.
func (n *node) keyOf(v chain.Vault) *keys.Secret {
	for _, key := range []*keys.Secret{n.vault, n.alone} {
		if key != nil && v.Has(key.Account()) {
			return key
		}
	}
	return nil
}

// errand is a job as the chain has it.
func (n *node) errand(j job, key *keys.Secret, hash dunitertest.Hash, height uint32) (e chain.Errand, err error) {
	rt := n.w.blocks.rt
	e = chain.Errand{Vault: j.vault, Batch: j.batch, Me: key.Account(), Rt: rt, Found: map[dunitertest.Hash]bool{}}
	e.Head.Number, e.Head.Hash = height, hash
	e.Most.RefTime, e.Most.ProofSize = 1<<40, 1<<20
	e.Sign = func(i dunitertest.Intent) (dunitertest.Extrinsic, error) { return rt.Sign(key, i) }
	me, err := n.look.node.Account(context.Background(), rt, hash, key.Account())
	if err != nil {
		return e, err
	}
	e.Nonce = me.Nonce
	e.Moment = chain.Moment{Multiplier: 1, Existential: existential, Deposit: openCost + openEach*uint64(j.vault.Threshold), Free: me.Free}
	if e.Moment.Operation, err = n.operation(j, hash); err != nil {
		return e, err
	}
	if e.Moment.Ran, err = n.ran(j, hash); err != nil {
		return e, err
	}
	if e.Moment.Fees, err = n.fees(e); err != nil {
		return e, err
	}
	e.Kept, err = n.fates(&e)
	return e, err
}

// operation is what stands open on the chain for a job, or nil.
func (n *node) operation(j job, hash dunitertest.Hash) (*chain.Operation, error) {
	item, err := n.look.node.Storage(context.Background(), n.w.blocks.rt, hash, "Multisig", "Multisigs", j.vault.Account, chain.CallHash(j.batch.Value))
	if err != nil {
		return nil, err
	}
	return chain.ReadOperation(item)
}

// fees are what the chain would ask for each thing that could be signed.
func (n *node) fees(e chain.Errand) (fees chain.Fees, err error) {
	for sign := chain.OpenIt; sign <= chain.RunIt && err == nil; sign++ {
		fees[sign], err = n.fee(e, sign)
	}
	return fees, err
}

func (n *node) fee(e chain.Errand, sign chain.Sign) (uint64, error) {
	call, err := sign.Call(e.Rt, e.Vault, e.Me, e.Moment.Operation, e.Batch.Value.Call, e.Most)
	if err != nil {
		return 0, err
	}
	draft, err := e.Rt.Draft(e.Me, keys.Ed25519, dunitertest.Intent{Genesis: e.Rt.Genesis, TxVersion: e.Rt.TxVersion, Call: call,
		Nonce: e.Nonce, Period: chain.Period, Born: e.Head.Number, BornHash: e.Head.Hash})
	if err != nil {
		return 0, err
	}
	cost, err := n.look.node.Cost(context.Background(), e.Rt, e.Head.Hash, draft)
	return cost.Fee, err
}

// ran says whether a job is done already, as the chain has it.
func (n *node) ran(j job, hash dunitertest.Hash) (bool, error) {
	ctx, rt, node := context.Background(), n.w.blocks.rt, n.look.node
	if j.sweep {
		a, err := node.Account(ctx, rt, hash, j.vault.Account)
		return a.Free <= existential || a.Reserved > 0, err
	}
	item, err := node.Storage(ctx, rt, hash, "Proxy", "Proxies", j.vault.Account)
	if err != nil {
		return false, err
	}
	if n.w.options.mutant == unmarked && j.batch.Value.Act == entry.PayOut {
		return false, nil
	}
	markers, err := chain.ReadMarkers(item)
	return chain.Ran(j.vault, j.batch.Value.Act, j.batch.Topic.Number, n.core.State.NextBatch(n.w.market).Number, markers), err
}

// fates are the acts on the disk of which it is not certain what became; and which of them were found.
func (n *node) fates(e *chain.Errand) ([]chain.Act, error) {
	m := n.disk.memory()
	var open []chain.Act
	for _, a := range m.acts {
		if a.Signer != e.Me {
			open = append(open, a)
			continue
		}
		found, err := n.found(a, e.Head.Number)
		if err != nil {
			return nil, err
		}
		e.Found[a.Hash] = found
		switch a.Fate(e.Head.Number, e.Nonce, found) {
		case chain.Pending, chain.Overtaken:
			open = append(open, a)
		}
	}
	if len(open) < len(m.acts) {
		m.acts = open
		n.disk.remember(m)
	}
	return slices.DeleteFunc(slices.Clone(open), func(a chain.Act) bool { return a.Signer != e.Me }), nil
}

// found says whether an act stands in a final block.
func (n *node) found(a chain.Act, head uint32) (bool, error) {
	if a.Born >= head {
		return false, nil
	}
	hashes, err := n.look.node.Hashes(context.Background(), a.Born+1, head)
	for _, hash := range hashes {
		b, err := n.w.blocks.block(n.look.node, hash)
		if err != nil {
			return false, err
		}
		if b.Find(a.Hash) >= 0 {
			return true, nil
		}
	}
	return false, err
}

// letGo forgets what was overtaken: the disk was rolled back, and a person has looked.
func (n *node) letGo(e chain.Errand) {
	n.w.count("pen: overtaken, and a person has looked")
	m := n.disk.memory()
	m.acts = slices.DeleteFunc(slices.Clone(m.acts), func(a chain.Act) bool {
		return a.Signer == e.Me && a.Fate(e.Head.Number, e.Nonce, e.Found[a.Hash]) == chain.Overtaken
	})
	n.disk.remember(m)
}

// carryOut keeps what was signed, and sends it after that.
func (n *node) carryOut(do chain.Writing) {
	w, life := n.w, n.life
	send := func() {
		if n.life != life {
			return
		}
		if do.Keep != nil && n.stopsHere("crash: with what was signed kept, and not sent") {
			return
		}
		x := dunitertest.Extrinsic{Bytes: do.Send.Bytes, Hash: do.Send.Hash}
		if err := n.look.node.Submit(context.Background(), x); err != nil {
			w.countError("pen: ", err)
		}
		n.stopsHere("crash: with what was signed sent, and nothing heard")
	}
	if do.Keep == nil {
		w.count("pen: sent again")
		send()
		return
	}
	w.in(1+w.rnd.Int64N(w.options.diskDelay()), func() {
		if n.life != life || n.stopsHere("crash: with what was signed not kept") {
			return
		}
		m := n.disk.memory()
		m.acts = append(slices.Clip(m.acts), *do.Keep)
		n.disk.remember(m)
		w.count("pen: " + [...]string{"", "opened", "approved", "ran"}[do.Keep.Sign])
		w.tell("%s signs (%d) for %v", n.name, do.Keep.Sign, do.Keep.Decision)
		send()
	})
}

// stopsHere has the machine stop at a bad moment, seldom.
func (n *node) stopsHere(what string) bool {
	if !n.w.troubled || n.core == nil || !n.w.chance(0.08) {
		return n.core == nil
	}
	n.w.count(what)
	n.crash()
	return true
}
