package duniter

import (
	"context"
	"fmt"
)

// Pair is one entry of a map in storage: the parts of its key, and its value.
type Pair struct {
	Parts []any
	Value any
}

// Map reads a whole map after a block, or the part of it whose keys begin with some parts: at most most entries. It asks for keys
// and values by the hundred, so that all members of the Ğ1 are some dozens of questions.
func (n *Node) Map(ctx context.Context, rt *Runtime, at Hash, most int, pallet, item string, parts ...any) ([]Pair, error) {
	prefix, err := rt.StorageKey(pallet, item, parts...)
	if err != nil {
		return nil, err
	}
	keys, err := n.rawKeys(ctx, at, prefix, most)
	if err != nil {
		return nil, err
	}
	all := make([]Pair, 0, len(keys))
	for len(keys) > 0 {
		page := keys[:min(len(keys), keysAtOnce)]
		keys = keys[len(page):]
		values, err := n.rawValues(ctx, at, page)
		if err != nil {
			return nil, err
		}
		for i, key := range page {
			p, err := rt.pair(pallet, item, key, values[i])
			if err != nil {
				return nil, err
			}
			all = append(all, p)
		}
	}
	return all, nil
}

// pair reads one entry from its bytes.
func (rt *Runtime) pair(pallet, item string, key, value []byte) (Pair, error) {
	parts, err := rt.KeyParts(pallet, item, key)
	if err != nil {
		return Pair{}, err
	}
	v, err := rt.StorageValue(pallet, item, value)
	return Pair{parts, v}, err
}

// keysAtOnce is how many keys or values one question asks for.
const keysAtOnce = 500

// rawKeys lists the keys that begin with a prefix, at most most of them.
func (n *Node) rawKeys(ctx context.Context, at Hash, prefix []byte, most int) ([][]byte, error) {
	var all [][]byte
	for from := any(nil); len(all) < most; from = hexOf(all[len(all)-1]) {
		want := min(keysAtOnce, most-len(all))
		page, err := ask[[]hexBytes](ctx, n.sure, "state_getKeysPaged", hexOf(prefix), want, from, at)
		if err != nil {
			return nil, err
		}
		if len(page) > want {
			return nil, fmt.Errorf("%w: %d keys, %d were asked for", ErrAnswer, len(page), want)
		}
		for _, key := range page {
			if len(all) > 0 && string(key) <= string(all[len(all)-1]) {
				return nil, fmt.Errorf("%w: keys out of order", ErrAnswer)
			}
			all = append(all, key)
		}
		if len(page) < want {
			break
		}
	}
	return all, nil
}

// rawValues gives what stands at some keys, in their order, nil for nothing.
func (n *Node) rawValues(ctx context.Context, at Hash, keys [][]byte) ([][]byte, error) {
	texts := make([]string, len(keys))
	for i, key := range keys {
		texts[i] = hexOf(key)
	}
	sets, err := ask[[]struct {
		Block   Hash          `json:"block"`
		Changes [][2]hexBytes `json:"changes"`
	}](ctx, n.sure, "state_queryStorageAt", texts, at)
	if err != nil {
		return nil, err
	}
	if len(sets) != 1 || sets[0].Block != at || len(sets[0].Changes) != len(keys) {
		return nil, fmt.Errorf("%w: values of other keys or of another block", ErrAnswer)
	}
	values := make([][]byte, len(keys))
	for i, change := range sets[0].Changes {
		if string(change[0]) != string(keys[i]) {
			return nil, fmt.Errorf("%w: the value of another key", ErrAnswer)
		}
		values[i] = change[1]
	}
	return values, nil
}
