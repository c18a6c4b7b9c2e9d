package duniter

import (
	"context"
	"encoding/json"
	"fmt"
)

// Block is a block with what it did.
type Block struct {
	Hash       Hash
	Header     Header
	Extrinsics []*Included // nil where one is in no form that is known
	Events     []Event
}

// Of lists the events that an extrinsic of the block made.
func (b *Block) Of(extrinsic int) []Event {
	var all []Event
	for _, e := range b.Events {
		if e.Extrinsic == extrinsic {
			all = append(all, e)
		}
	}
	return all
}

// Succeeded says whether an extrinsic of the block did what it said. What calls inside it did is told by their own events.
func (b *Block) Succeeded(extrinsic int) bool {
	for _, e := range b.Events {
		if e.Extrinsic == extrinsic && e.Is("System", "ExtrinsicSuccess") {
			return true
		}
	}
	return false
}

// Find is where an extrinsic stands in the block, or -1.
func (b *Block) Find(hash Hash) int {
	for i, x := range b.Extrinsics {
		if x != nil && x.Hash == hash {
			return i
		}
	}
	return -1
}

// Block reads a block, its extrinsics and its events. Who reads one after the other asks for its runtime once, and again after a
// header that ChangesRuntime; with nil it is asked for here. Events are gone from nodes that prune, after some 25 minutes.
func (n *Node) Block(ctx context.Context, rt *Runtime, hash Hash) (*Block, error) {
	b, bodies, err := n.body(ctx, hash)
	if err != nil {
		return nil, err
	}
	if rt == nil {
		if rt, err = n.Runtime(ctx, b.ranUnder()); err != nil {
			return nil, err
		}
	}
	for _, raw := range bodies {
		x, err := rt.ReadExtrinsic(raw)
		if err != nil {
			x = nil // of a kind that is none of ours
		}
		b.Extrinsics = append(b.Extrinsics, x)
	}
	b.Events, err = n.Events(ctx, rt, hash)
	return b, err
}

// ranUnder is the block whose state holds the runtime that this one ran under.
func (b *Block) ranUnder() Hash {
	if b.Header.Number == 0 {
		return b.Hash
	}
	return b.Header.Parent
}

// body reads a block without its events, and its extrinsics as bytes. Its header is held against its hash.
func (n *Node) body(ctx context.Context, hash Hash) (*Block, [][]byte, error) {
	whole, err := ask[blockJSON](ctx, n.sure, "chain_getBlock", hash)
	if err != nil {
		return nil, nil, err
	}
	if whole.Block == nil {
		return nil, nil, fmt.Errorf("%w: no block %s", ErrAnswer, hash)
	}
	b := &Block{Hash: hash}
	if json.Unmarshal(whole.Block.Header, &b.Header) != nil || b.Header.Hash() != hash {
		return nil, nil, fmt.Errorf("%w: a block that is not %s", ErrAnswer, hash)
	}
	var bodies [][]byte
	for _, text := range whole.Block.Extrinsics {
		raw, err := unhex(text)
		if err != nil {
			return nil, nil, err
		}
		bodies = append(bodies, raw)
	}
	return b, bodies, nil
}

// Events reads what happened in a block.
func (n *Node) Events(ctx context.Context, rt *Runtime, at Hash) ([]Event, error) {
	key, err := rt.StorageKey("System", "Events")
	if err != nil {
		return nil, err
	}
	b, err := n.raw(ctx, at, key)
	if err != nil || b == nil {
		return nil, err
	}
	return rt.Events(b)
}
