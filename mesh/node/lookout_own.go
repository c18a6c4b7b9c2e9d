package node

import (
	"foirail/ledger/chain"
	"foirail/ledger/keys"
)

// counts begins to count what of each vault of one is its steward's own: with what stood there when reading began. A
// file of a version that did not count has read on without: there it is not known.
func (r *reading) counts() error {
	for _, v := range r.vaults {
		at := r.look.memory.of(v.Account)
		if !v.Alone() || at.Counted || at.Upto > r.look.memory.From {
			continue
		}
		all, err := r.heldAt(r.look.memory.From, v.Account)
		if err != nil {
			return err
		}
		at.Counted, at.Own = true, nil
		at.Own.Set(r.look.memory.From, all[0])
	}
	return nil
}

// owns counts what a block has changed on the accounts of vaults of one that is no business of the vault's.
func (r *reading) owns(height uint32, moved map[keys.Account]int64) error {
	var who []keys.Account
	for _, v := range r.vaults {
		if v.Alone() && r.look.memory.of(v.Account).Counted {
			who = append(who, v.Account)
		}
	}
	if len(who) == 0 || height == 0 {
		return nil
	}
	before, err := r.heldAt(height-1, who...)
	if err != nil {
		return err
	}
	after, err := r.heldAt(height, who...)
	if err != nil {
		return err
	}
	for i, vault := range who {
		r.look.memory.of(vault).Own.Set(height, after[i]-before[i]-moved[vault])
	}
	return nil
}

// heldAt is what accounts had after a block, what is kept back too.
func (r *reading) heldAt(height uint32, who ...keys.Account) (units []int64, err error) {
	hash, err := r.look.node.HashAt(r.ctx, height)
	if err != nil {
		return nil, err
	}
	all, err := r.look.node.Accounts(r.ctx, r.sight.Runtime, hash, who...)
	for _, a := range all {
		units = append(units, int64(a.Free+a.Reserved))
	}
	return units, prunedAt(height, err)
}

// own is what is the steward's own in each vault of one, as far as it is known; look.busy is held.
func (n *Node) own() map[keys.Account]int64 {
	m := n.look.memory
	if m == nil {
		var err error
		if m, err = n.config.remember(n.home); err != nil {
			return nil
		}
	}
	own := map[keys.Account]int64{}
	for _, v := range m.Vaults {
		if v.Counted {
			own[v.Vault] = v.Own.Sum()
		}
	}
	return own
}

// ownIn is how much of what stands in a vault its steward may not be parted from; look.busy is held.
func (n *Node) ownIn(v chain.Vault) uint64 { return uint64(max(0, n.own()[v.Account])) }
