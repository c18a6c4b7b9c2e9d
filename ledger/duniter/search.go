package duniter

import (
	"context"
	"fmt"
)

// Search looks for an extrinsic in the blocks from one height to another, both included, all of them finalised. It returns the
// block and where in it the extrinsic stands, or nil when it is in none of them.
func (n *Node) Search(ctx context.Context, extrinsic Hash, from, to uint32) (*Block, int, error) {
	for height := uint64(from); height <= uint64(to); height++ {
		hash, err := n.HashAt(ctx, uint32(height))
		if err != nil {
			return nil, -1, err
		}
		there, err := n.holds(ctx, hash, extrinsic)
		if err != nil {
			return nil, -1, err
		}
		if there {
			b, err := n.Block(ctx, hash)
			if err != nil {
				return nil, -1, err
			}
			return b, b.Find(extrinsic), nil
		}
	}
	return nil, -1, nil
}

// holds says whether a block has an extrinsic. It reads no more than the bytes.
func (n *Node) holds(ctx context.Context, block, extrinsic Hash) (bool, error) {
	whole, err := ask[blockJSON](ctx, n.sure, "chain_getBlock", block)
	if err != nil {
		return false, err
	}
	if whole.Block == nil {
		return false, fmt.Errorf("%w: no block %s", ErrAnswer, block)
	}
	for _, text := range whole.Block.Extrinsics {
		b, err := unhex(text)
		if err != nil {
			return false, err
		}
		if blake2(b) == extrinsic {
			return true, nil
		}
	}
	return false, nil
}
