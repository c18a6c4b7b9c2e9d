package duniter

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"foirail/ledger/keys"
)

// Node has the verbs: what can be asked of a chain, whoever answers. What decides about money, and what calls are encoded by, is
// asked through Sure; what proves itself, or is a mere hint, through Quick.
type Node struct {
	quick, sure Caller
	genesis     Hash

	mu       sync.Mutex // guards all below
	right    bool       // the genesis was asked for and is the right one
	runtimes map[string]*Metadata
}

// NewNode asks a chain of this genesis. Of a Client, Sure is Agreeing(2).
func NewNode(genesis Hash, quick, sure Caller) *Node {
	return &Node{quick: quick, sure: sure, genesis: genesis, runtimes: map[string]*Metadata{}}
}

// Runtime is the runtime as it stands after a block. Its metadata is read once for each version.
func (n *Node) Runtime(ctx context.Context, at Hash) (*Runtime, error) {
	if err := n.rightChain(ctx); err != nil {
		return nil, err
	}
	rt, err := n.version(ctx, at)
	if err != nil {
		return nil, err
	}
	rt.Genesis = n.genesis
	if rt.Metadata, err = n.metadata(ctx, at, rt); err != nil {
		return nil, err
	}
	return rt, nil
}

// rightChain holds the genesis of the chain against the one that was asked for, once.
func (n *Node) rightChain(ctx context.Context) error {
	n.mu.Lock()
	right := n.right
	n.mu.Unlock()
	if right {
		return nil
	}
	genesis, err := n.HashAt(ctx, 0)
	if err != nil {
		return err
	}
	if genesis != n.genesis {
		return fmt.Errorf("%w: genesis %s, not %s", ErrOtherChain, genesis, n.genesis)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.right = true
	return nil
}

// version asks the runtime itself for its version: the node's own word for it differs from node to node.
//
//	text   name of the runtime; text  of its makers' program
//	4      version of authoring
//	4      version of the runtime
//	4      version of its making
//	list   of functions, 8 bytes and 4 each
//	4      version of extrinsics
//	0 or 1 version of the state
func (n *Node) version(ctx context.Context, at Hash) (*Runtime, error) {
	b, err := ask[hexBytes](ctx, n.sure, "state_call", "Core_version", "0x", at)
	if err != nil {
		return nil, err
	}
	r := NewReader(b)
	rt := &Runtime{SpecName: r.Text(maxName)}
	r.Text(maxName)
	r.U32()
	rt.SpecVersion = r.U32()
	r.U32()
	for range r.Count(12) {
		r.Take(12)
	}
	rt.TxVersion = r.U32()
	if r.Left() == 1 {
		r.U8()
	}
	if err := r.Close(); err != nil {
		return nil, fmt.Errorf("version of the runtime: %w", err)
	}
	return rt, nil
}

// metadata gives the metadata of a runtime, from memory where it is known.
func (n *Node) metadata(ctx context.Context, at Hash, rt *Runtime) (*Metadata, error) {
	name := fmt.Sprint(rt.SpecName, " ", rt.SpecVersion)
	n.mu.Lock()
	known := n.runtimes[name]
	n.mu.Unlock()
	if known != nil {
		return known, nil
	}
	b, err := n.askMetadata(ctx, at)
	if err != nil {
		return nil, err
	}
	m, err := ReadMetadata(b)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.runtimes) >= keptRuntimes {
		clear(n.runtimes)
	}
	n.runtimes[name] = m
	return m, nil
}

// keptRuntimes bounds how many metadata are kept; a chain changes its runtime a few times a year.
const keptRuntimes = 4

// askMetadata asks for the best version that both sides know. Old runtimes have only the one that needs no asking.
func (n *Node) askMetadata(ctx context.Context, at Hash) ([]byte, error) {
	for _, version := range n.offered(ctx, at) {
		var arg Writer
		arg.U32(uint32(version))
		b, err := ask[hexBytes](ctx, n.sure, "state_call", "Metadata_metadata_at_version", hexOf(arg.Bytes()), at)
		if err != nil {
			return nil, err
		}
		r := NewReader(b)
		if r.Bool() {
			b = r.Blob(MaxMetadata)
			return b, r.Close()
		}
	}
	b, err := ask[hexBytes](ctx, n.sure, "state_getMetadata", at)
	return b, err
}

// offered lists the versions that the runtime offers and that are read here, the best first.
func (n *Node) offered(ctx context.Context, at Hash) []uint8 {
	b, err := ask[hexBytes](ctx, n.sure, "state_call", "Metadata_metadata_versions", "0x", at)
	if err != nil {
		return nil
	}
	r := NewReader(b)
	has := map[uint32]bool{}
	for range r.Count(4) {
		has[r.U32()] = true
	}
	var both []uint8
	for _, v := range versions {
		if has[uint32(v)] {
			both = append(both, v)
		}
	}
	return both
}

// Header is the header of a block, held against its hash.
func (n *Node) Header(ctx context.Context, hash Hash) (*Header, error) {
	return header(ctx, n.quick, hash)
}

// HashAt is the hash of the block at a height.
func (n *Node) HashAt(ctx context.Context, height uint32) (Hash, error) {
	return hashAt(ctx, n.sure, height)
}

// Hashes are the hashes of the blocks from one height to another, both included.
func (n *Node) Hashes(ctx context.Context, from, to uint32) ([]Hash, error) {
	return hashesAt(ctx, n.sure, from, to)
}

// Head is the finalised head, for a Caller that has only one to ask. A Client compares several: Finalised.
func (n *Node) Head(ctx context.Context) (Head, error) {
	hash, err := ask[Hash](ctx, n.quick, "chain_getFinalizedHead")
	if err != nil {
		return Head{}, err
	}
	h, err := n.Header(ctx, hash)
	if err != nil {
		return Head{}, err
	}
	return Head{h.Number, hash, 1}, nil
}

// Best is the height of the newest block, final or not. It is a hint: when it runs away from the finalised head, the chain has
// trouble, and everybody waits.
func (n *Node) Best(ctx context.Context) (uint32, error) {
	h, err := ask[Header](ctx, n.quick, "chain_getHeader")
	return h.Number, err
}

// raw gives what stands in storage at a key after a block, nil for nothing.
func (n *Node) raw(ctx context.Context, at Hash, key []byte) ([]byte, error) {
	return ask[hexBytes](ctx, n.sure, "state_getStorage", hexOf(key), at)
}

// Storage is the value of an item after a block.
func (n *Node) Storage(ctx context.Context, rt *Runtime, at Hash, pallet, item string, parts ...any) (any, error) {
	key, err := rt.StorageKey(pallet, item, parts...)
	if err != nil {
		return nil, err
	}
	b, err := n.raw(ctx, at, key)
	if err != nil {
		return nil, err
	}
	return rt.StorageValue(pallet, item, b)
}

// Account is what the chain holds for an account.
type Account struct {
	Nonce          uint32
	Free, Reserved uint64
	Identity       *uint32 // the identity that it is linked to
}

// Account is an account after a block; one that is not there is empty.
func (n *Node) Account(ctx context.Context, rt *Runtime, at Hash, who keys.Account) (Account, error) {
	v, err := n.Storage(ctx, rt, at, "System", "Account", who)
	if err != nil {
		return Account{}, err
	}
	return accountOf(v)
}

func accountOf(v any) (Account, error) {
	info := fieldsOf(v)
	data := fieldsOf(info["data"])
	nonce, okNonce := info["nonce"].(uint64)
	free, okFree := data["free"].(uint64)
	reserved, okReserved := data["reserved"].(uint64)
	if !okNonce || !okFree || !okReserved {
		return Account{}, fmt.Errorf("%w: an account without nonce, free or reserved", ErrForm)
	}
	a := Account{Nonce: uint32(nonce), Free: free, Reserved: reserved}
	if id, ok := data["linked_idty"].(uint64); ok {
		number := uint32(id)
		a.Identity = &number
	}
	return a, nil
}

// blockJSON is a block as nodes write it, without the proofs of its finality.
type blockJSON struct {
	Block *struct {
		Header     json.RawMessage `json:"header"`
		Extrinsics []string        `json:"extrinsics"`
	} `json:"block"`
}
