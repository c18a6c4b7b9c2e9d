package node

import (
	"context"
	"errors"
	"slices"
	"time"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// VaultShow tells the vault of the home market: whose it is, what stands in it, and what it has to do next.
// Without a road it tells what the ledger knows.
func (n *Node) VaultShow(ctx context.Context, _ VaultRequest) (reply VaultReply, err error) {
	if n.playMoney() {
		return reply, problem(words.NoChain, nil)
	}
	n.look.busy.Lock()
	defer n.look.busy.Unlock()
	_, s, err := n.lookUp(ctx, looking)
	road := err == nil
	if err != nil && !errors.As(n.told(err), &reply.Problem) {
		return reply, err
	}
	st, err := n.standing(&reply)
	if err != nil {
		return reply, err
	}
	if reply.Road = road; road {
		if err := n.holdings(ctx, s, st, &reply); err != nil {
			return reply, err
		}
		reply.Stray = n.strays()
		reply.Aside = n.waiting()
	}
	if b, _, found := n.pending(); found {
		batch := n.batchReply(b)
		reply.Batch = &batch
	}
	return reply, nil
}

// strays is what is to be sent back: what counts, and what was found and does not yet; look.busy is held.
func (n *Node) strays() (list []StrayReply) {
	n.book.View(func(s *ledger.State) {
		for _, f := range s.Strays(n.home) {
			list = append(list, StrayReply{f.Block, f.Event, f.From, int64(f.Amount)})
		}
		for _, x := range n.look.open.facts {
			if f, ok := x.fact.(*entry.Stray); ok && s.Counted(n.home, f) == nil {
				list = append(list, StrayReply{f.Block, f.Event, f.From, int64(f.Amount)})
			}
		}
	})
	return list
}

// waiting is what is kept aside, and nothing is said of yet; look.busy is held.
func (n *Node) waiting() (list []StrayReply) {
	for _, f := range n.aside() {
		if !slices.ContainsFunc(n.look.open.facts, func(x finding) bool { return x.fact.Key() == f.Key() }) {
			list = append(list, StrayReply{f.Block, f.Event, f.From, int64(f.Amount)})
		}
	}
	return list
}

// standing tells of the vault what the ledger knows.
func (n *Node) standing(reply *VaultReply) (st chain.Standing, err error) {
	m := n.market()
	n.book.View(func(s *ledger.State) { st, err = chain.StandingOf(s, n.home) })
	if err != nil {
		return st, err
	}
	reply.Market, reply.Vault, reply.Threshold, reply.Next = m.Name, st.Vault.Account, st.Vault.Threshold, actNames[st.Act]
	for i, name := range n.vaultNames(st.Vault.Signatories) {
		reply.Signatories = append(reply.Signatories, KeyReply{name, st.Vault.Signatories[i]})
	}
	if reply.Open = st.Act != entry.OpenVault; reply.Open {
		reply.Marker = &st.Marker
	}
	if st.Home.Account != st.Vault.Account {
		reply.Home = &st.Home.Account
	}
	reply.Own = n.ownKeys(st.Vault)
	return st, nil
}

// ownKeys are the keys of a vault that this machine has.
func (n *Node) ownKeys(v chain.Vault) (own []keys.Account) {
	list, err := keystore.ReadIndex(n.config.Dir)
	if err != nil {
		return nil
	}
	for _, key := range v.Signatories {
		if slices.ContainsFunc(list, func(e keystore.Entry) bool { return e.Account == key && e.Use != keystore.UseSeries }) {
			own = append(own, key)
		}
	}
	return own
}

// holdings tells what stands on the chain; look.busy is held.
func (n *Node) holdings(ctx context.Context, s sight, st chain.Standing, reply *VaultReply) error {
	who := []keys.Account{st.Vault.Account}
	for _, v := range st.Before {
		if !slices.Contains(who, v.Account) {
			who = append(who, v.Account)
		}
	}
	all, err := n.look.node.Accounts(ctx, s.Runtime, s.Head.Hash, who...)
	if err != nil {
		return err
	}
	reply.Free, reply.Reserved = int64(all[0].Free), int64(all[0].Reserved)
	for i, a := range all[1:] {
		own := max(0, n.own()[who[i+1]])
		reply.Before = append(reply.Before, OldVault{who[i+1], int64(a.Free), int64(a.Reserved), own})
	}
	if !reply.Open {
		return nil
	}
	item, err := n.look.node.Storage(ctx, s.Runtime, s.Head.Hash, "Proxy", "Proxies", st.Vault.Account)
	if err != nil {
		return err
	}
	markers, err := chain.ReadMarkers(item)
	reply.Stands = slices.Contains(markers, st.Vault.Marker(st.Marker))
	return err
}

// onChain is what stands in all vaults of the home market, in units, where there is a road: of a node that
// runs what the last look saw. Nil where it is not known soon.
func (n *Node) onChain(ctx context.Context) *int64 {
	n.look.telling.Lock()
	holds := n.look.holds
	n.look.telling.Unlock()
	if holds != nil || n.run.on.Load() || n.playMoney() || !n.look.busy.TryLock() {
		return holds
	}
	defer n.look.busy.Unlock()
	ctx, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	s, err := n.gaze(ctx)
	if err != nil {
		return nil
	}
	r := &reading{Node: n, ctx: ctx, sight: s}
	n.book.View(func(state *ledger.State) { r.vaults = chain.Vaults(state, n.home) })
	if _, err := r.inVaults(); err != nil {
		return nil
	}
	return n.look.holds
}

// soon is how long is waited for what is told beside other things.
const soon = 5 * time.Second
