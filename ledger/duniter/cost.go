package duniter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
)

// Cost is what an extrinsic would cost now.
type Cost struct {
	Fee    uint64
	Weight Weight
}

// Cost asks what an extrinsic would cost after a block. A draft is enough. A chain that is busy asks for more: see Multiplier.
func (n *Node) Cost(ctx context.Context, rt *Runtime, at Hash, x Extrinsic) (Cost, error) {
	var args Writer
	args.Raw(x.Bytes)
	args.U32(uint32(len(x.Bytes)))
	v, err := n.Run(ctx, rt, at, "TransactionPaymentApi", "query_info", args.Bytes())
	if errors.Is(err, ErrUnknown) { // metadata of old says nothing of functions
		return n.queryInfo(ctx, at, x)
	}
	if err != nil {
		return Cost{}, err
	}
	f := fieldsOf(v)
	fee, ok := f["partial_fee"].(uint64)
	if !ok {
		return Cost{}, fmt.Errorf("%w: a fee of %T", ErrForm, f["partial_fee"])
	}
	return Cost{fee, weightOf(f["weight"])}, nil
}

// weightOf reads a weight of today or of old.
func weightOf(v any) Weight {
	if n, ok := v.(uint64); ok {
		return Weight{RefTime: n}
	}
	f := fieldsOf(v)
	time, _ := f["ref_time"].(uint64)
	size, _ := f["proof_size"].(uint64)
	return Weight{time, size}
}

// queryInfo asks the node for the same.
func (n *Node) queryInfo(ctx context.Context, at Hash, x Extrinsic) (Cost, error) {
	j, err := ask[struct {
		Weight     json.RawMessage `json:"weight"`
		PartialFee string          `json:"partialFee"`
	}](ctx, n.sure, "payment_queryInfo", hexOf(x.Bytes), at)
	if err != nil {
		return Cost{}, err
	}
	fee, err := strconv.ParseUint(j.PartialFee, 0, 64)
	if err != nil {
		return Cost{}, fmt.Errorf("%w: a fee of %.30q", ErrAnswer, j.PartialFee)
	}
	var both struct {
		RefTime   uint64 `json:"ref_time"`
		ProofSize uint64 `json:"proof_size"`
	}
	if json.Unmarshal(j.Weight, &both) != nil {
		_ = json.Unmarshal(j.Weight, &both.RefTime) // one number, of old
	}
	return Cost{fee, Weight{both.RefTime, both.ProofSize}}, nil
}

// Run has a node run a function of the runtime on the state after a block.
func (n *Node) Run(ctx context.Context, rt *Runtime, at Hash, apiName, methodName string, args []byte) (any, error) {
	id, err := rt.result(apiName, methodName)
	if err != nil {
		return nil, err
	}
	b, err := ask[hexBytes](ctx, n.sure, "state_call", apiName+"_"+methodName, hexOf(args), at)
	if err != nil {
		return nil, err
	}
	return rt.Decode(id, b)
}

// result is the type of what a function of the runtime gives back.
func (m *Metadata) result(apiName, methodName string) (TypeID, error) {
	for _, a := range m.apis {
		for _, f := range a.methods {
			if a.name == apiName && f.name == methodName {
				return f.output, nil
			}
		}
	}
	return 0, fmt.Errorf("%w: function %s_%s", ErrUnknown, apiName, methodName)
}

// Multiplier is by how much the fee of work is multiplied after a block, rounded down; 1 is a quiet chain, on which short
// extrinsics are free. Whoever has time waits for it.
func (n *Node) Multiplier(ctx context.Context, rt *Runtime, at Hash) (uint64, error) {
	v, err := n.Storage(ctx, rt, at, "TransactionPayment", "NextFeeMultiplier")
	if err != nil {
		return 0, err
	}
	fixed, ok := v.(*big.Int)
	if !ok {
		return 0, fmt.Errorf("%w: a multiplier of %T", ErrForm, v)
	}
	whole := new(big.Int).Div(fixed, big.NewInt(1e18))
	if !whole.IsUint64() {
		return 0, fmt.Errorf("%w: a multiplier of %d", ErrForm, whole)
	}
	return whole.Uint64(), nil
}
