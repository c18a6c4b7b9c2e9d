package chain

import (
	"errors"
	"slices"

	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Sign is what somebody with a vault key signs for a batch.
type Sign uint8

// What is signed. The key of a vault of one signs only RunIt.
const (
	OpenIt    Sign = iota + 1 // the first approval, by hash; a deposit is kept back until it has run
	ApproveIt                 // another approval, by hash
	RunIt                     // the last approval, with the whole call, which runs it
)

// Why nothing is to be signed.
var (
	// ErrRan is returned for a batch that has run already.
	ErrRan = errors.New("the batch has run already")
	// ErrWaits is returned where this key has approved, and others have not yet.
	ErrWaits = errors.New("this key has approved, and others are waited for")
	// ErrNoKey is returned for a key that is none of the vault's.
	ErrNoKey = errors.New("none of the vault's keys")
	// ErrBusy is returned while the chain is busy: what is short is free on a quiet one, and dear on a busy one.
	ErrBusy = errors.New("the chain is busy, and dear")
	// ErrDeposit is returned where the key's own account has not what the chain keeps back from who opens.
	ErrDeposit = errors.New("the account of this key has not what is kept back from who opens")
	// ErrFee is returned where the key's own account has not the fee of what it would sign: no block
	// would take it, and nothing else could be signed until its time is over.
	ErrFee = errors.New("the account of this key has not the fee")
)

// Operation is a call of a vault that waits on the chain for approvals.
type Operation struct {
	At        duniter.Timepoint // where it was opened
	Opener    keys.Account
	Approvals []keys.Account
}

// Moment is what the finalised chain says of a batch when somebody is asked to sign for it.
type Moment struct {
	Ran         bool       // its marker stands, or of a hand-over the last marker is gone
	Operation   *Operation // nil while nobody has opened it
	Multiplier  uint64     // of fees; 1 on a quiet chain
	Free        uint64     // of the key's own account
	Existential uint64
	Deposit     uint64 // kept back from who opens
	Fees        Fees
}

// Fees are what the chain asks for an extrinsic that opens, approves or runs. On a quiet chain only a short one
// is free.
type Fees [RunIt + 1]uint64

// Due is what a key of a vault should sign for a batch. It returns ErrRan, ErrWaits, ErrNoKey, ErrBusy,
// ErrDeposit and ErrFee where it should sign nothing now.
func Due(v Vault, me keys.Account, m Moment) (Sign, error) {
	switch {
	case !v.Has(me):
		return 0, ErrNoKey
	case m.Ran:
		return 0, ErrRan
	case m.Multiplier > 1:
		return 0, ErrBusy
	case v.Alone():
		return m.affords(RunIt)
	case m.Operation == nil:
		if m.Free < m.Existential+m.Deposit {
			return 0, ErrDeposit
		}
		return m.affords(OpenIt)
	}
	mine, all := slices.Contains(m.Operation.Approvals, me), len(m.Operation.Approvals)
	switch {
	case all >= v.Threshold || !mine && all == v.Threshold-1:
		return m.affords(RunIt)
	case mine:
		return 0, ErrWaits
	}
	return m.affords(ApproveIt)
}

// affords is what is to be signed, by who can pay for it. The fee is taken before anything is kept back.
func (m Moment) affords(sign Sign) (Sign, error) {
	keep := m.Existential
	if sign == OpenIt {
		keep += m.Deposit
	}
	if m.Free < keep+m.Fees[sign] {
		return 0, ErrFee
	}
	return sign, nil
}

// Call is the call to sign: of a batch's call, or its approval.
func (sign Sign) Call(rt Runtime, v Vault, me keys.Account, op *Operation, batch duniter.Call, most duniter.Weight) (duniter.Call, error) {
	if v.Alone() {
		return batch, nil
	}
	var at *duniter.Timepoint
	if op != nil {
		at = &op.At
	}
	if sign == RunIt {
		return rt.AsMulti(v.multisig(me), at, batch, most)
	}
	return rt.ApproveAsMulti(v.multisig(me), at, batch.Hash())
}

// Period is for how many blocks what is signed may be included: some three hours. The chain forgets the
// hash that it is bound to after 2400.
const Period = 2048

// Act is what was signed for a batch: the exact bytes, which are on the disk before they are sent, and
// are the only ones that are sent until it is certain what became of them.
type Act struct {
	Decision entry.Hash // of the batch; zero for a sweep
	Sign     Sign
	Signer   keys.Account
	Nonce    uint32
	Born     uint32 // the finalised block that it was signed on
	Bytes    []byte
	Hash     duniter.Hash
	Spec, Tx uint32 // versions of the runtime that it was signed for; 0: not known
}

// Outlived says whether the runtime after a finalised block takes an act no more: the versions that it was signed
// for stand under its signature, and a runtime's version only goes up. Where it is so, and the act stands in no
// block up to that one, it can be in none any more.
func (a Act) Outlived(rt Runtime) bool {
	return a.Spec != 0 && (rt.SpecVersion > a.Spec || rt.SpecVersion == a.Spec && rt.TxVersion != a.Tx)
}

// Fate is what became of an act.
type Fate uint8

// The fates.
const (
	Pending   Fate = iota + 1 // it may still be included: the same bytes are sent again
	Landed                    // it stands in a finalised block
	Expired                   // no block can include it any more: another may be signed
	Overtaken                 // another extrinsic has its nonce, and it is in no block: somebody else signs with this key
)

// Fate is what became of an act, as the finalised chain shows it: its head, the number of the signer's
// next extrinsic there, and whether the act was found in a block from Born on.
func (a Act) Fate(head, nonce uint32, found bool) Fate {
	switch {
	case found:
		return Landed
	case nonce > a.Nonce:
		return Overtaken
	case uint64(head) >= uint64(a.Born)+Period:
		return Expired
	}
	return Pending
}
