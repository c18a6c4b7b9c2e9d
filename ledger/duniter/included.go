package duniter

import (
	"fmt"

	"foirail/ledger/keys"
)

// Included is an extrinsic as it stands in a block.
type Included struct {
	Hash   Hash
	Signed bool
	Signer keys.Account // zero where it is not signed, or by no plain key
	Nonce  uint32
	Tip    uint64
	Era    Era
	Call   Call
	Opened Opened
}

// The two lowest-numbered forms of version 5: what the chain puts in by itself, and what carries its authority in extensions.
const (
	formBare    = 0x05
	formGeneral = 0x45
)

// ReadExtrinsic reads an extrinsic of version 4 or 5. The calls in its arguments are read too, so it returns ErrForm when any of
// it is not in the runtime's form.
func (m *Metadata) ReadExtrinsic(b []byte) (*Included, error) {
	if len(b) > MaxExtrinsic {
		return nil, fmt.Errorf("%w: extrinsic of %d bytes", ErrForm, len(b))
	}
	r := NewReader(b)
	if n := r.Count(1); r.err == nil && n != r.Left() {
		r.fail("an extrinsic of %d bytes, %d are there", n, r.Left())
	}
	x := &Included{Hash: blake2(b)}
	switch form := r.U8(); form {
	case extrinsicVersion, formBare:
	case extrinsicVersion | markSigned:
		m.readSigner(r, x)
		m.readExtra(r, x)
	case formGeneral:
		r.U8() // version of the extensions
		m.readExtra(r, x)
	default:
		if r.err == nil {
			return nil, fmt.Errorf("%w: extrinsic in form %02x", ErrNewer, form)
		}
	}
	if r.err != nil {
		return nil, fmt.Errorf("extrinsic: %w", r.err)
	}
	x.Call = append(Call{}, r.Take(r.Left())...)
	var err error
	x.Opened, err = m.Open(x.Call)
	return x, err
}

func (m *Metadata) readSigner(r *Reader, x *Included) {
	x.Signed = true
	switch address := m.Read(r, m.parts.address).(type) {
	case keys.Account:
		x.Signer = address
	case Variant:
		x.Signer, _ = address.Value.(keys.Account)
	}
	m.Read(r, m.parts.signature)
}

// readExtra reads what stands beside the call and keeps what has a meaning here.
func (m *Metadata) readExtra(r *Reader, x *Included) {
	for _, e := range m.extensions {
		if e.name == "CheckMortality" {
			x.Era = readEra(r)
			continue
		}
		v := m.Read(r, e.extra)
		n, _ := v.(uint64)
		switch e.name {
		case "CheckNonce":
			x.Nonce = uint32(n)
		case "ChargeTransactionPayment":
			x.Tip = n
		}
	}
}
