package duniter

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Header is the head of a block. Its hash is the block's, and it names the block before: so from one hash that is believed, all
// before it are certain.
type Header struct {
	Parent         Hash
	Number         uint32
	StateRoot      Hash
	ExtrinsicsRoot Hash
	Logs           [][]byte // what the consensus has written into it, each in its own bytes
}

// Hash is the block's hash:
//
//	32       parent
//	compact  number
//	32       root of the state
//	32       root of the extrinsics
//	…        logs behind their compact number
func (h *Header) Hash() Hash {
	var w Writer
	w.Raw(h.Parent[:])
	w.Compact(uint64(h.Number))
	w.Raw(h.StateRoot[:])
	w.Raw(h.ExtrinsicsRoot[:])
	w.Compact(uint64(len(h.Logs)))
	for _, log := range h.Logs {
		w.Raw(log)
	}
	return blake2(w.Bytes())
}

// logNewRuntime begins the log that says that the runtime is another one after this block.
const logNewRuntime = 0x08

// ChangesRuntime says whether the next block runs under another runtime than this one.
func (h *Header) ChangesRuntime() bool {
	for _, log := range h.Logs {
		if len(log) > 0 && log[0] == logNewRuntime {
			return true
		}
	}
	return false
}

// headerJSON is a header as nodes write it.
type headerJSON struct {
	ParentHash     Hash   `json:"parentHash"`
	Number         string `json:"number"`
	StateRoot      Hash   `json:"stateRoot"`
	ExtrinsicsRoot Hash   `json:"extrinsicsRoot"`
	Digest         struct {
		Logs []string `json:"logs"`
	} `json:"digest"`
}

// UnmarshalJSON reads a header as nodes write it.
func (h *Header) UnmarshalJSON(raw []byte) error {
	var j headerJSON
	if err := json.Unmarshal(raw, &j); err != nil {
		return err
	}
	digits, isHex := strings.CutPrefix(j.Number, "0x")
	number, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || !isHex {
		return fmt.Errorf("%w: block number %.20q", ErrAnswer, j.Number)
	}
	*h = Header{j.ParentHash, uint32(number), j.StateRoot, j.ExtrinsicsRoot, nil}
	for _, log := range j.Digest.Logs {
		b, err := unhex(log)
		if err != nil {
			return err
		}
		h.Logs = append(h.Logs, b)
	}
	return nil
}

// MarshalJSON writes a header as nodes do.
func (h Header) MarshalJSON() ([]byte, error) {
	j := headerJSON{ParentHash: h.Parent, Number: fmt.Sprintf("0x%x", h.Number), StateRoot: h.StateRoot, ExtrinsicsRoot: h.ExtrinsicsRoot}
	j.Digest.Logs = []string{}
	for _, log := range h.Logs {
		j.Digest.Logs = append(j.Digest.Logs, hexOf(log))
	}
	return json.Marshal(j)
}

// header asks for the header of a block and holds that it is that of this hash.
func header(ctx context.Context, c Caller, hash Hash) (*Header, error) {
	h, err := ask[*Header](ctx, c, "chain_getHeader", hash)
	switch {
	case err != nil:
		return nil, err
	case h == nil:
		return nil, fmt.Errorf("%w: no block %s", ErrAnswer, hash)
	case h.Hash() != hash:
		return nil, fmt.Errorf("%w: a header that is not that of %s", ErrAnswer, hash)
	}
	return h, nil
}

// hashesAtOnce is how many hashes one question asks for.
const hashesAtOnce = 256

// hashesAt asks for the hashes of the blocks from one height to another, both included.
func hashesAt(ctx context.Context, c Caller, from, to uint32) ([]Hash, error) {
	var all []Hash
	for next := uint64(from); next <= uint64(to); next = uint64(from) + uint64(len(all)) {
		var heights []uint64
		for h := next; h <= uint64(to) && len(heights) < hashesAtOnce; h++ {
			heights = append(heights, h)
		}
		page, err := ask[[]*Hash](ctx, c, "chain_getBlockHash", heights)
		if err != nil {
			return nil, err
		}
		if len(page) != len(heights) {
			return nil, fmt.Errorf("%w: %d hashes for %d heights", ErrAnswer, len(page), len(heights))
		}
		for i, h := range page {
			if h == nil {
				return nil, fmt.Errorf("%w: no block at %d", ErrAnswer, heights[i])
			}
			all = append(all, *h)
		}
	}
	return all, nil
}

// hashAt asks for the hash of the block at a height.
func hashAt(ctx context.Context, c Caller, height uint32) (Hash, error) {
	h, err := ask[*Hash](ctx, c, "chain_getBlockHash", height)
	if err == nil && h == nil {
		err = fmt.Errorf("%w: no block at %d", ErrAnswer, height)
	}
	if err != nil {
		return Hash{}, err
	}
	return *h, nil
}
