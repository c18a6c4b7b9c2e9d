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

// Block reads a block, its extrinsics and its events. The state of the block before has the runtime that it ran under; its events
// are gone from nodes that prune, after some 25 minutes.
func (n *Node) Block(ctx context.Context, hash Hash) (*Block, error) {
	h, err := n.Header(ctx, hash)
	if err != nil {
		return nil, err
	}
	b := &Block{Hash: hash, Header: *h}
	rt, err := n.Runtime(ctx, h.ranUnder(hash))
	if err != nil {
		return nil, err
	}
	if err := n.body(ctx, rt, b); err != nil {
		return nil, err
	}
	b.Events, err = n.Events(ctx, rt, hash)
	return b, err
}

// ranUnder is the block whose state holds the runtime that this one ran under.
func (h *Header) ranUnder(own Hash) Hash {
	if h.Number == 0 {
		return own
	}
	return h.Parent
}

func (n *Node) body(ctx context.Context, rt *Runtime, b *Block) error {
	whole, err := ask[blockJSON](ctx, n.sure, "chain_getBlock", b.Hash)
	if err != nil {
		return err
	}
	if whole.Block == nil {
		return fmt.Errorf("%w: no block %s", ErrAnswer, b.Hash)
	}
	var h Header
	if json.Unmarshal(whole.Block.Header, &h) != nil || h.Hash() != b.Hash {
		return fmt.Errorf("%w: a block that is not %s", ErrAnswer, b.Hash)
	}
	for _, text := range whole.Block.Extrinsics {
		raw, err := unhex(text)
		if err != nil {
			return err
		}
		x, err := rt.ReadExtrinsic(raw)
		if err != nil {
			x = nil // of a kind that is none of ours
		}
		b.Extrinsics = append(b.Extrinsics, x)
	}
	return nil
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
