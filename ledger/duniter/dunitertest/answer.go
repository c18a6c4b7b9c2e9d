package dunitertest

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// View is what one node has of the chain. A node may be behind.
type View struct {
	chain           *Chain
	best, finalised *block
}

// View is the view of a node that is so many blocks behind.
func (c *Chain) View(behind uint32) View {
	v := View{c, c.best, c.finalised}
	if behind > 0 {
		v.best = c.best.at(c.best.number - min(behind, c.best.number))
		v.finalised = c.finalised.at(min(c.finalised.number, v.best.number))
	}
	return v
}

// refuse is a node's word that it does not do that.
func refuse(code int, format string, args ...any) *duniter.NodeError {
	return &duniter.NodeError{Code: code, Message: fmt.Sprintf(format, args...)}
}

var badParams = refuse(-32602, "Invalid params")

// Answer answers one question as a node does. It changes nothing, but for an extrinsic that is sent.
func (v View) Answer(method string, params []json.RawMessage) (any, *duniter.NodeError) {
	answers := map[string]func(View, []json.RawMessage) (any, *duniter.NodeError){
		"chain_getBlockHash": View.blockHash, "chain_getFinalizedHead": View.finalisedHead, "chain_getHeader": View.header,
		"chain_getBlock": View.block, "state_getStorage": View.storage, "state_queryStorageAt": View.storageAt, "state_getKeysPaged": View.keysPaged,
		"state_getMetadata": View.metadata, "state_getRuntimeVersion": View.runtimeVersion, "state_call": View.call,
		"system_accountNextIndex": View.nextIndex, "payment_queryInfo": View.queryInfo, "author_submitExtrinsic": View.submit,
	}
	if fixed, ok := aboutItself[method]; ok {
		return fixed, nil
	}
	answer := answers[method]
	if answer == nil {
		return nil, refuse(-32601, "Method not found")
	}
	return answer(v, params)
}

// aboutItself is what a node says of itself, which other people's clients ask for first.
var aboutItself = map[string]any{
	"system_chain": "Ğ1 of a test", "system_name": "foirail-test", "system_version": "1",
	"system_properties": map[string]any{"ss58Format": 4450, "tokenDecimals": 2, "tokenSymbol": "Ğ1"},
	"system_health":     map[string]any{"peers": 0, "isSyncing": false, "shouldHavePeers": false},
	"rpc_methods": map[string]any{"methods": []string{"chain_getBlockHash", "chain_getFinalizedHead", "chain_getHeader", "chain_getBlock",
		"chain_subscribeFinalizedHeads", "state_getStorage", "state_getKeysPaged", "state_getMetadata", "state_getRuntimeVersion", "state_call",
		"state_queryStorageAt", "state_subscribeStorage", "state_subscribeRuntimeVersion", "system_accountNextIndex", "payment_queryInfo", "author_submitExtrinsic", "author_submitAndWatchExtrinsic"}},
}

// param reads a parameter; one that is missing or null leaves to alone and says no.
func param(params []json.RawMessage, n int, to any) bool {
	return n < len(params) && string(params[n]) != "null" && json.Unmarshal(params[n], to) == nil
}

// at reads which block is meant; the best one when none is named.
func (v View) at(params []json.RawMessage, n int) (*block, *duniter.NodeError) {
	var hash duniter.Hash
	if !param(params, n, &hash) {
		return v.best, nil
	}
	b := v.chain.blocks[hash]
	if b == nil || b.number > v.best.number {
		return nil, refuse(-32000, "Client error: UnknownBlock: Expected header in database, got None: %s", hash)
	}
	return b, nil
}

// state is the same, of a block whose state is still kept.
func (v View) state(params []json.RawMessage, n int) (*block, *duniter.NodeError) {
	b, refused := v.at(params, n)
	if refused == nil && b.state == nil {
		return nil, refuse(4003, "Client error: Api called for an unknown Block: State already discarded for %s", b.hash)
	}
	return b, refused
}

func (v View) blockHash(params []json.RawMessage) (any, *duniter.NodeError) {
	var heights []uint32
	if param(params, 0, &heights) {
		all := []any{}
		for _, height := range heights {
			hash, _ := v.blockHash([]json.RawMessage{fmt.Append(nil, height)})
			all = append(all, hash)
		}
		return all, nil
	}
	height := v.best.number
	param(params, 0, &height)
	if height > v.best.number {
		return nil, nil
	}
	return v.best.at(height).hash, nil
}

func (v View) finalisedHead([]json.RawMessage) (any, *duniter.NodeError) {
	return v.finalised.hash, nil
}

func (v View) header(params []json.RawMessage) (any, *duniter.NodeError) {
	b, refused := v.at(params, 0)
	if refused != nil {
		return nil, nil // a node knows no such header, which is an answer
	}
	return b.header, nil
}

func (v View) block(params []json.RawMessage) (any, *duniter.NodeError) {
	b, refused := v.at(params, 0)
	if refused != nil {
		return nil, nil
	}
	extrinsics := []string{}
	for _, x := range b.extrinsics {
		extrinsics = append(extrinsics, hexOf(x))
	}
	inner := map[string]any{"header": b.header, "extrinsics": extrinsics}
	return map[string]any{"block": inner, "justifications": nil}, nil
}

func hexOf(b []byte) string { return "0x" + hex.EncodeToString(b) }

// bytesAt reads a parameter of hexadecimal digits.
func bytesAt(params []json.RawMessage, n int) ([]byte, bool) {
	var text string
	if !param(params, n, &text) {
		return nil, false
	}
	b, err := hex.DecodeString(strings.TrimPrefix(text, "0x"))
	return b, err == nil
}

func (v View) storage(params []json.RawMessage) (any, *duniter.NodeError) {
	key, ok := bytesAt(params, 0)
	b, refused := v.state(params, 1)
	if refused != nil || !ok {
		return nil, orBad(refused)
	}
	if value, there := b.state[string(key)]; there {
		return hexOf([]byte(value)), nil
	}
	return nil, nil
}

// changes are the values of some keys, as a node tells them together.
func (b *block) changes(keys []string) any {
	all := []any{}
	for _, text := range keys {
		key, err := hex.DecodeString(strings.TrimPrefix(text, "0x"))
		value, there := b.state[string(key)]
		if err != nil || !there {
			all = append(all, []any{text, nil})
			continue
		}
		all = append(all, []any{text, hexOf([]byte(value))})
	}
	return map[string]any{"block": b.hash, "changes": all}
}

func (v View) storageAt(params []json.RawMessage) (any, *duniter.NodeError) {
	var keys []string
	b, refused := v.state(params, 1)
	if refused != nil || !param(params, 0, &keys) {
		return nil, orBad(refused)
	}
	return []any{b.changes(keys)}, nil
}

func orBad(refused *duniter.NodeError) *duniter.NodeError {
	if refused == nil {
		return badParams
	}
	return refused
}

func (v View) keysPaged(params []json.RawMessage) (any, *duniter.NodeError) {
	prefix, ok := bytesAt(params, 0)
	var count int
	param(params, 1, &count)
	from, _ := bytesAt(params, 2)
	b, refused := v.state(params, 3)
	if refused != nil || !ok {
		return nil, orBad(refused)
	}
	var names []string
	for key := range b.state {
		if strings.HasPrefix(key, string(prefix)) && key > string(from) {
			names = append(names, key)
		}
	}
	slices.Sort(names)
	all := []string{}
	for _, key := range names[:min(len(names), count)] {
		all = append(all, hexOf([]byte(key)))
	}
	return all, nil
}

func (v View) metadata(params []json.RawMessage) (any, *duniter.NodeError) {
	b, refused := v.state(params, 0)
	if refused != nil {
		return nil, refused
	}
	return hexOf(Metadata(b.prog.text, 14)), nil
}

func (v View) runtimeVersion(params []json.RawMessage) (any, *duniter.NodeError) {
	b, refused := v.state(params, 0)
	if refused != nil {
		return nil, refused
	}
	return b.prog.spoken(), nil
}

// spoken is a runtime's version as nodes write it.
func (p *program) spoken() map[string]any {
	return map[string]any{"specName": "g1", "implName": "foirail-test", "specVersion": p.spec, "implVersion": 1,
		"transactionVersion": p.tx, "authoringVersion": 1, "stateVersion": 1, "apis": []any{[]any{"0x37e397fc7c91f5e4", 2}}}
}

func (v View) nextIndex(params []json.RawMessage) (any, *duniter.NodeError) {
	var who keys.Account
	if !param(params, 0, &who) {
		return nil, badParams
	}
	return v.chain.nextNonce(v.best, who), nil
}

func (v View) submit(params []json.RawMessage) (any, *duniter.NodeError) {
	b, ok := bytesAt(params, 0)
	if !ok {
		return nil, badParams
	}
	out := v.chain.Step(Input{Submit: b})
	return out.Hash, out.Refused
}

// cost is what an extrinsic would cost after a block.
func (v View) cost(b *block, extrinsic []byte) (fee, weight uint64, ok bool) {
	x, ok := b.prog.takeApart(extrinsic)
	if !ok {
		return 0, 0, false
	}
	s := &run{chain: v.chain, prog: b.prog, view: b.look()}
	weight = s.weigh(x.opened) + weightExtension
	return s.fee(len(extrinsic), weight), weight, true
}

func (v View) queryInfo(params []json.RawMessage) (any, *duniter.NodeError) {
	x, ok := bytesAt(params, 0)
	b, refused := v.state(params, 1)
	if refused != nil || !ok {
		return nil, orBad(refused)
	}
	fee, weight, ok := v.cost(b, x)
	if !ok {
		return nil, badParams
	}
	return map[string]any{"weight": map[string]any{"ref_time": weight, "proof_size": 0}, "class": "normal", "partialFee": fmt.Sprint(fee)}, nil
}
