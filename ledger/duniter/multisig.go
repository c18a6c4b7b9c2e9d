package duniter

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"foirail/ledger/keys"
)

// ErrSignatories is returned for signatories that can be no multisig: fewer than two, one twice, or a threshold that is not
// between two and their number.
var ErrSignatories = errors.New("not the signatories of a multisig")

// MultisigAccount is the address of so many of these accounts together; nobody has its key. It is the blake2b-256 of
// "modlpy/utilisuba", the accounts in ascending order behind their compact number, and the threshold in two bytes.
func MultisigAccount(threshold uint16, signatories []keys.Account) (keys.Account, error) {
	sorted := sortedAccounts(signatories)
	if err := soundMultisig(threshold, sorted); err != nil {
		return keys.Account{}, err
	}
	var w Writer
	w.Raw([]byte("modlpy/utilisuba"))
	w.Compact(uint64(len(sorted)))
	for _, a := range sorted {
		w.Raw(a[:])
	}
	w.U16(threshold)
	return keys.Account(blake2(w.Bytes())), nil
}

func sortedAccounts(list []keys.Account) []keys.Account {
	sorted := slices.Clone(list)
	slices.SortFunc(sorted, func(a, b keys.Account) int { return bytes.Compare(a[:], b[:]) })
	return sorted
}

func soundMultisig(threshold uint16, sorted []keys.Account) error {
	switch {
	case len(slices.Compact(slices.Clone(sorted))) != len(sorted):
		return fmt.Errorf("%w: one stands twice", ErrSignatories)
	case threshold < 2 || int(threshold) > len(sorted):
		return fmt.Errorf("%w: %d of %d", ErrSignatories, threshold, len(sorted))
	}
	return nil
}

// Timepoint is where a multisig call was opened: the block and the extrinsic in it. Approvals name it.
type Timepoint struct {
	Height, Index uint32
}

func (p *Timepoint) value() any {
	if p == nil {
		return nil
	}
	return Fields{"height": p.Height, "index": p.Index}
}

// Multisig is who may act together, and who of them is asking.
type Multisig struct {
	Threshold   uint16
	Signatories []keys.Account // all of them, in any order
	Me          keys.Account   // one of them
}

// others are the signatories without the one who asks, in ascending order, as the calls want them.
func (s Multisig) others() ([]any, error) {
	sorted := sortedAccounts(s.Signatories)
	if err := soundMultisig(s.Threshold, sorted); err != nil {
		return nil, err
	}
	at := slices.Index(sorted, s.Me)
	if at < 0 {
		return nil, fmt.Errorf("%w: who asks is none of them", ErrSignatories)
	}
	return anys(slices.Delete(sorted, at, at+1)), nil
}

// args are what the multisig's calls take, whichever of them; older runtimes ask whether to keep the call, which costs a deposit
// and is never wanted.
func (s Multisig) args(at *Timepoint, more Fields) (Fields, error) {
	others, err := s.others()
	if err != nil {
		return nil, err
	}
	all := Fields{"threshold": s.Threshold, "other_signatories": others, "maybe_timepoint": at.value(), "timepoint": at.value(), "store_call": false}
	for name, v := range more {
		all[name] = v
	}
	return all, nil
}

// ApproveAsMulti is the call that approves another by its hash, opening it when at is nil. It runs nothing, so its weight is 0.
func (m *Metadata) ApproveAsMulti(s Multisig, at *Timepoint, call Hash) (Call, error) {
	return m.multisig("approve_as_multi", s, at, Fields{"call_hash": call, "max_weight": Weight{}})
}

// AsMulti is the call that approves and, when it is the last approval needed, runs another, which may weigh up to most.
func (m *Metadata) AsMulti(s Multisig, at *Timepoint, call Call, most Weight) (Call, error) {
	return m.multisig("as_multi", s, at, Fields{"call": call, "max_weight": most})
}

// CancelAsMulti is the call by which its opener takes a call back, with his deposit.
func (m *Metadata) CancelAsMulti(s Multisig, at Timepoint, call Hash) (Call, error) {
	return m.multisig("cancel_as_multi", s, &at, Fields{"call_hash": call})
}

func (m *Metadata) multisig(name string, s Multisig, at *Timepoint, more Fields) (Call, error) {
	args, err := s.args(at, more)
	if err != nil {
		return nil, err
	}
	return m.Call("Multisig", name, m.takes("Multisig", name, args))
}
