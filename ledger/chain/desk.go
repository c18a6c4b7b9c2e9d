package chain

import (
	"bytes"
	"errors"
	"slices"

	"foirail/ledger"
	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Why a batch is not fit.
var (
	// ErrAct is returned for a batch that does something else than what comes next.
	ErrAct = errors.New("the vault has to do something else next")
	// ErrVersion is returned for a batch that is for another version of the chain's extrinsics.
	ErrVersion = errors.New("for another version of the chain's extrinsics")
	// ErrCall is returned for a batch whose bytes do not do what it says.
	ErrCall = errors.New("the call does not do what the batch says")
	// ErrMayRun is returned for a further attempt while the one before may still run.
	ErrMayRun = errors.New("the attempt before may still run")
	// ErrOrder is returned for a batch that leaves out somebody whose turn comes before.
	ErrOrder = errors.New("somebody whose turn comes before is left out")
)

// Desk is what a steward's machine knows of the chain, by which it proposes batches and judges those of
// others. It is a ledger.Settling. While its Ground has no Runtime it knows nothing, and proposes nothing.
type Desk struct {
	Market entry.MarketID
	Ground Ground
}

var _ ledger.Settling = (*Desk)(nil)

// groundMark tells two Grounds apart: at one finalised block the chain says one thing, and only more of it may be
// known.
type groundMark struct {
	height                                uint32
	rt                                    Runtime
	existential, marker, markerMore, free uint64
	there, failed                         int
}

// Known is a mark of the Ground.
func (d *Desk) Known() any {
	g := &d.Ground
	return groundMark{g.Height, g.Runtime, g.Existential, g.MarkerCost, g.MarkerMore, g.Free, len(g.There), len(g.Failed)}
}

// Propose is the batch that should come next: what has to be done with the vault, if it can be done. It
// is nil where nothing is owed that can be paid.
func (d *Desk) Propose(s *ledger.State, topic entry.Topic) *entry.Batch {
	st, err := StandingOf(s, d.Market)
	if err != nil || d.Ground.Runtime == nil || d.mayRun(s, topic) {
		return nil
	}
	o := Order{Market: d.Market, Topic: topic, Standing: st}
	b := &entry.Batch{Act: st.Act, TxVersion: d.Ground.Runtime.TxVersion}
	switch st.Act {
	case entry.OpenVault:
		if d.Ground.Free < d.Ground.Existential+d.Ground.MarkerCost {
			return nil
		}
	case entry.PayOut:
		plan := d.plan(s, st, topic)
		if o.Payouts = plan.Transfers(); len(o.Payouts) == 0 {
			return nil
		}
		b.Paid, b.Back, b.Remits = plan.Paid(), plan.places(), plan.Remits
	}
	if b.Call, err = o.Call(d.Ground.Runtime); err != nil {
		return nil
	}
	return b
}

// Plan is who would be paid now, and who would have to wait, and why. It returns ErrAct where something
// else comes first, and ledger.ErrMarket.
func (d *Desk) Plan(s *ledger.State) (Plan, error) {
	st, err := StandingOf(s, d.Market)
	if err == nil && st.Act != entry.PayOut {
		err = ErrAct
	}
	if err != nil {
		return Plan{}, err
	}
	return d.plan(s, st, s.NextBatch(d.Market)), nil
}

func (d *Desk) plan(s *ledger.State, st Standing, topic entry.Topic) Plan {
	own := ownVaults(s, d.Market)
	p := MakePlan(st.Vault, topic.Number, s.Withdrawals(d.Market), d.Ground, own)
	p.besides(s.Strays(d.Market), Debts(s, d.Market), d.Ground, topic.Attempt > 0, own)
	return p
}

// ownVaults says whether an account is a vault of a market.
func ownVaults(s *ledger.State, market entry.MarketID) func(keys.Account) bool {
	own := map[keys.Account]bool{}
	for _, v := range Vaults(s, market) {
		own[v.Account] = true
	}
	return func(a keys.Account) bool { return own[a] }
}

// mayRun says whether an earlier attempt of a batch may still run: no finalised block shows that it
// failed, and the runtime still takes its bytes.
func (d *Desk) mayRun(s *ledger.State, topic entry.Topic) bool {
	return slices.ContainsFunc(s.Batches(d.Market), func(b ledger.Batch) bool {
		return b.Topic.Number == topic.Number && b.Topic.Attempt < topic.Attempt &&
			d.Ground.Failed[b.Decision] == nil && b.Value.TxVersion == d.Ground.Runtime.TxVersion
	})
}

// Judge says what is against a batch. That it pays only what is owed has been asked before.
func (d *Desk) Judge(s *ledger.State, topic entry.Topic, b *entry.Batch) error {
	st, err := StandingOf(s, d.Market)
	switch {
	case err != nil:
		return err
	case d.Ground.Runtime == nil:
		return ledger.ErrNoRoad
	case b.Act != st.Act:
		return ErrAct
	case b.TxVersion != d.Ground.Runtime.TxVersion:
		return ErrVersion
	case d.mayRun(s, topic):
		return ErrMayRun
	}
	o := Order{Market: d.Market, Topic: topic, Standing: st}
	if st.Act == entry.PayOut {
		if o.Payouts, err = d.judgePaid(s, st, topic, b); err != nil {
			return err
		}
	}
	call, err := o.Call(d.Ground.Runtime)
	if err == nil && !bytes.Equal(call, b.Call) {
		err = ErrCall
	}
	return err
}

// judgePaid asks whether just these may be paid: each can be, the vault can, and nobody is left out whose
// turn comes before. Of the current epoch somebody may be left out of whom a leader did not know yet.
func (d *Desk) judgePaid(s *ledger.State, st Standing, topic entry.Topic, b *entry.Batch) ([]Payout, error) {
	owed, list := s.Withdrawals(d.Market), b.Paid
	byHash := map[entry.Hash]ledger.Withdrawal{}
	for _, w := range owed {
		byHash[w.Entry] = w
	}
	var paid []ledger.Withdrawal
	for _, h := range list {
		paid = append(paid, byHash[h])
	}
	outs, own, sum := payouts(paid), ownVaults(s, d.Market), uint64(0)
	for _, out := range outs {
		switch sum += uint64(out.Amount); {
		case own(out.To):
			return nil, ErrOwnVault
		case !d.Ground.There[out.To] && uint64(out.Amount) < d.Ground.Existential:
			return nil, ErrNoAccount
		}
	}
	besides, err := d.judgeBesides(s, b)
	if err != nil {
		return nil, err
	}
	for _, out := range besides {
		sum += uint64(out.Amount)
	}
	plan := d.plan(s, st, topic)
	m, _ := s.Market(d.Market)
	switch outs = append(outs, besides...); {
	case sum > d.Ground.spendable(), len(besides) > 0 && sum+plan.short(m.Epoch) > d.Ground.spendable():
		return nil, ErrShort
	case len(besides) > 0 && len(list) > 0 && topic.Attempt > 0:
		return nil, ErrBesides
	case len(outs) > entry.MaxPaid:
		return nil, ErrFull
	}
	return outs, judgeOrder(m.Epoch, plan.Paid(), inOrder(topic.Number, owed), b)
}

// judgeOrder asks for those whose turn comes before somebody who is paid, and who would be paid here. What is paid
// besides comes last.
func judgeOrder(epoch uint32, mine []entry.Hash, order []ledger.Withdrawal, b *entry.Batch) error {
	last := -1
	for i, w := range order {
		if slices.Contains(b.Paid, w.Entry) {
			last = i
		}
	}
	if len(b.Back)+len(b.Remits) > 0 {
		last = len(order)
	}
	for i, w := range order {
		if i < last && w.Epoch < epoch && slices.Contains(mine, w.Entry) && !slices.Contains(b.Paid, w.Entry) {
			return ErrOrder
		}
	}
	return nil
}

// CallHash is the hash by which a vault's keys approve a batch.
func CallHash(b *entry.Batch) duniter.Hash { return duniter.Call(b.Call).Hash() }
