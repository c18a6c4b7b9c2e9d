package dunitertest

import (
	"encoding/json"
	"slices"

	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// call runs a function of the runtime on the state after a block.
func (v View) call(params []json.RawMessage) (any, *duniter.NodeError) {
	var name string
	args, ok := bytesAt(params, 1)
	b, refused := v.state(params, 2)
	if refused != nil || !ok || !param(params, 0, &name) {
		return nil, orBad(refused)
	}
	r := duniter.NewReader(args)
	var w duniter.Writer
	if !v.function(name, b, r, &w) || r.Close() != nil {
		return nil, refuse(-32000, "Client error: Execution failed: Exported method %s is not found", name)
	}
	return hexOf(w.Bytes()), nil
}

func (v View) function(name string, b *block, r *duniter.Reader, w *duniter.Writer) bool {
	s := &run{chain: v.chain, prog: b.prog, view: b.look()}
	old := !slices.ContainsFunc(b.prog.versions, func(n uint8) bool { return n > 14 })
	switch {
	case name == "Core_version":
		b.prog.version(w)
	case name == "Metadata_metadata_versions" && !old:
		w.Compact(uint64(len(b.prog.versions)))
		for _, n := range b.prog.versions {
			w.U32(uint32(n))
		}
	case name == "Metadata_metadata_at_version" && !old:
		n := r.U32()
		there := n < 256 && slices.Contains(b.prog.versions, uint8(n))
		if w.Bool(there); there {
			w.Blob(Metadata(b.prog.text, uint8(n)))
		}
	case name == "AccountNonceApi_account_nonce":
		w.U32(s.account(keys.Account(r.Hash())).nonce)
	case name == "UniversalDividendApi_account_balances":
		s.balancesOf(keys.Account(r.Hash()), w)
	case name == "TransactionPaymentApi_query_info", name == "DuniterAccountApi_estimate_cost":
		return v.price(name, b, r, w)
	default:
		return false
	}
	return true
}

// version is the runtime's own word on its version.
func (p *program) version(w *duniter.Writer) {
	w.Text("g1")
	w.Text("foirail-test")
	w.U32(1)
	w.U32(p.spec)
	w.U32(1)
	w.Compact(1)
	w.Raw([]byte("corefunc\x04\x00\x00\x00"))
	w.U32(p.tx)
	w.U8(1)
}

func (s *run) balancesOf(who keys.Account, w *duniter.Writer) {
	a := s.account(who)
	unclaimed := uint64(0)
	if m, ok := s.member(who); ok && m.status == isMember {
		_, unclaimed = s.due(m)
	}
	w.U64(a.free + a.reserved + unclaimed)
	w.U64(a.movable(true) + unclaimed)
	w.U64(unclaimed)
}

// price tells the fee of an extrinsic, in the form of either function. Nothing is given back here: quotas are not played.
func (v View) price(name string, b *block, r *duniter.Reader, w *duniter.Writer) bool {
	before := r.Left()
	inner := r.Blob(duniter.MaxExtrinsic)
	var whole duniter.Writer
	whole.Blob(inner)
	fee, weight, ok := v.cost(b, whole.Bytes())
	if name == "DuniterAccountApi_estimate_cost" {
		w.U64(fee)
		w.U64(fee)
		w.U64(0)
		return ok
	}
	w.Compact(weight)
	w.Compact(0)
	w.U8(0)
	w.U64(fee)
	return ok && int(r.U32()) <= before
}
