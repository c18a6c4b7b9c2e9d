package duniter

import (
	"context"
	"slices"
)

// Search looks for an extrinsic in the blocks from one height to another, both included, all of them finalised. It returns the
// block and where in it the extrinsic stands, or nil when it is in none of them.
func (n *Node) Search(ctx context.Context, extrinsic Hash, from, to uint32) (*Block, int, error) {
	hashes, err := n.Hashes(ctx, from, to)
	if err != nil {
		return nil, -1, err
	}
	for _, hash := range hashes {
		_, bodies, err := n.body(ctx, hash)
		if err != nil {
			return nil, -1, err
		}
		if at := slices.IndexFunc(bodies, func(x []byte) bool { return blake2(x) == extrinsic }); at >= 0 {
			b, err := n.Block(ctx, nil, hash)
			return b, at, err
		}
	}
	return nil, -1, nil
}
