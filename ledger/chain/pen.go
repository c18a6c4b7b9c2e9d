package chain

import (
	"errors"
	"fmt"

	"foirail/ledger"
	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// ErrOvertaken is returned when the number of something that was signed has been used by something else:
// another machine or program signs with this key. Nothing is signed until a person has looked.
var ErrOvertaken = errors.New("something else was signed with this key, elsewhere")

// Errand is what a person with a vault key is asked to sign for, and what the chain says of it.
type Errand struct {
	Vault  Vault
	Batch  ledger.Batch
	Moment Moment
	Head   duniter.Head          // the finalised head
	Nonce  uint32                // of the key's next extrinsic there
	Kept   []Act                 // what this key has signed before, as the disk has it
	Found  map[duniter.Hash]bool // which of these stand in finalised blocks
	Most   duniter.Weight        // that the batch may weigh
	Sign   func(duniter.Intent) (duniter.Extrinsic, error)
	Me     keys.Account
	Rt     Runtime
}

// Writing is what to do, in this order: to put on the disk what Keep has, and to send what Send has.
type Writing struct {
	Keep *Act // nil: it is on the disk
	Send *Act
}

// Next is what to do now. While it is not certain what became of something that this key signed, those
// same bytes are sent again, and nothing else is signed. It returns what Due returns, ErrOvertaken, and
// the errors of the one who signs.
func (e Errand) Next() (Writing, error) {
	for i := range e.Kept {
		a := &e.Kept[i]
		switch a.Fate(e.Head.Number, e.Nonce, e.Found[a.Hash]) {
		case Pending:
			return Writing{Send: a}, nil
		case Overtaken:
			return Writing{}, fmt.Errorf("%w: number %d", ErrOvertaken, a.Nonce)
		}
	}
	sign, err := Due(e.Vault, e.Me, e.Moment)
	if err != nil {
		return Writing{}, err
	}
	call, err := sign.Call(e.Rt, e.Vault, e.Me, e.Moment.Operation, e.Batch.Value.Call, e.Most)
	if err != nil {
		return Writing{}, err
	}
	x, err := e.Sign(duniter.Intent{Genesis: e.Rt.Genesis, TxVersion: e.Batch.Value.TxVersion, Call: call, Nonce: e.Nonce,
		Period: Period, Born: e.Head.Number, BornHash: e.Head.Hash})
	if err != nil {
		return Writing{}, err
	}
	act := &Act{Decision: e.Batch.Decision, Sign: sign, Signer: e.Me, Nonce: e.Nonce, Born: e.Head.Number, Bytes: x.Bytes, Hash: x.Hash,
		Spec: e.Rt.SpecVersion, Tx: e.Rt.TxVersion}
	return Writing{Keep: act, Send: act}, nil
}
