package duniter

import (
	"context"

	"foirail/ledger/keys"
)

// Many gives what stands in storage at several different keys after a block, in their order, nil for nothing.
func (n *Node) Many(ctx context.Context, at Hash, places [][]byte) ([][]byte, error) {
	all := make([][]byte, 0, len(places))
	for len(places) > 0 {
		some := places[:min(keysAtOnce, len(places))]
		values, err := n.rawValues(ctx, at, some)
		if err != nil {
			return nil, err
		}
		all, places = append(all, values...), places[len(some):]
	}
	return all, nil
}

// Items gives several values of one item of storage, a map of one key, after a block, nil where nothing is.
func (n *Node) Items(ctx context.Context, rt *Runtime, at Hash, pallet, item string, parts ...any) ([]any, error) {
	places := make([][]byte, len(parts))
	for i, part := range parts {
		var err error
		if places[i], err = rt.StorageKey(pallet, item, part); err != nil {
			return nil, err
		}
	}
	raw, err := n.Many(ctx, at, places)
	if err != nil {
		return nil, err
	}
	values := make([]any, len(raw))
	for i, b := range raw {
		if values[i], err = rt.StorageValue(pallet, item, b); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// Accounts are several accounts after a block; one that is not there is empty.
func (n *Node) Accounts(ctx context.Context, rt *Runtime, at Hash, who ...keys.Account) ([]Account, error) {
	parts := make([]any, len(who))
	for i, a := range who {
		parts[i] = a
	}
	values, err := n.Items(ctx, rt, at, "System", "Account", parts...)
	if err != nil {
		return nil, err
	}
	list := make([]Account, len(values))
	for i, v := range values {
		if list[i], err = accountOf(v); err != nil {
			return nil, err
		}
	}
	return list, nil
}
