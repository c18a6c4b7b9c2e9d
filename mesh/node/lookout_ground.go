package node

import (
	"context"
	"fmt"
	"slices"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// desk is what a steward knows of the chain. While the chain is busy, or what it says does not become
// final, he judges what others propose, and proposes nothing.
type desk struct {
	*chain.Desk
	calm bool
}

// Known is a mark of what is known, and whether the chain is calm.
func (d desk) Known() any {
	return struct {
		ground any
		calm   bool
	}{d.Desk.Known(), d.calm}
}

// Propose is the batch that should come next.
func (d desk) Propose(s *ledger.State, topic entry.Topic) *entry.Batch {
	if !d.calm {
		return nil
	}
	return d.Desk.Propose(s, topic)
}

// maxThere bounds for how many payees it is asked whether they are on the chain. Who is beyond waits for
// those before him.
const maxThere = 1000

// ground is what is known of the finalised chain for the next batch.
func (n *Node) ground(ctx context.Context, s sight) (*chain.Desk, error) {
	d := &chain.Desk{Market: n.home}
	g := &d.Ground
	g.Height, g.Runtime, g.There, g.Failed = s.Head.Number, s.Runtime, map[keys.Account]bool{}, map[entry.Hash]error{}
	g.Existential, g.MarkerCost, g.MarkerMore = s.Prices.Existential, s.Prices.Marker, s.Prices.MarkerMore
	for decision, x := range n.look.open.failed {
		g.Failed[decision] = x.why
	}
	var who, old []keys.Account
	var err error
	n.book.View(func(state *ledger.State) {
		var st chain.Standing
		if st, err = chain.StandingOf(state, n.home); err == nil {
			who = []keys.Account{st.Vault.Account}
		}
		for _, w := range state.Withdrawals(n.home) {
			if len(who) < maxThere && !slices.Contains(who, w.To) {
				who = append(who, w.To)
			}
		}
		for _, v := range chain.Vaults(state, n.home) {
			if v.Account != st.Vault.Account {
				old = append(old, v.Account)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	all, err := n.look.node.Accounts(ctx, s.Runtime, s.Head.Hash, append(slices.Clip(who), old...)...)
	if err != nil {
		return nil, err
	}
	g.Free, g.Reserved, g.Old, g.Own = all[0].Free, all[0].Reserved, map[keys.Account]uint64{}, n.own()
	g.Aside = n.aside()
	for i, a := range all[len(who):] {
		g.Old[old[i]] = a.Free + a.Reserved
	}
	for i, a := range all[:len(who)] {
		g.There[who[i]] = a.Free+a.Reserved > 0
	}
	return d, nil
}

// inVaults is what stands in all vaults of the market, what is kept back too, and what is stewards' own left out.
func (r *reading) inVaults() (sum uint64, err error) {
	var who []keys.Account
	for _, v := range r.vaults {
		who = append(who, v.Account)
	}
	all, err := r.look.node.Accounts(r.ctx, r.sight.Runtime, r.sight.Head.Hash, who...)
	for _, a := range all {
		sum += a.Free + a.Reserved
	}
	for _, v := range r.vaults {
		sum -= min(sum, r.ownIn(v))
	}
	if err == nil {
		units := int64(min(sum, uint64(entry.MaxAmount)))
		r.look.telling.Lock()
		r.look.holds = &units
		r.look.telling.Unlock()
	}
	return sum, err
}

// batchName is a batch as people say it: its number, and of a further attempt how many came before it.
func batchName(t entry.Topic) string {
	if t.Attempt == 0 {
		return fmt.Sprint(t.Number)
	}
	return fmt.Sprintf("%d.%d", t.Number, t.Attempt)
}
