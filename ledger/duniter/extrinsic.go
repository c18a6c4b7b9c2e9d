package duniter

import (
	"errors"
	"fmt"
	"slices"

	"foirail/ledger/keys"
)

var (
	// ErrOtherChain is returned when a node's genesis is not that of the chain that was asked for.
	ErrOtherChain = errors.New("another chain")
	// ErrOtherRuntime is returned when extrinsics of this runtime are not of the version that was asked for. Who signed for the
	// one has not signed for the other.
	ErrOtherRuntime = errors.New("another version of the runtime")
	// ErrExtension is returned when the runtime wants something beside a call that this program does not know.
	ErrExtension = errors.New("the runtime asks for something that this program does not know")
)

// Runtime is a runtime as a node has it: its metadata, and what every signature is bound to.
type Runtime struct {
	*Metadata
	Genesis     Hash
	SpecName    string
	SpecVersion uint32
	TxVersion   uint32 // goes up whenever the same bytes would mean another thing
}

// Intent is a call that somebody means to sign. It says for which chain and which version of its extrinsics it is meant.
type Intent struct {
	Genesis   Hash
	TxVersion uint32
	Call      Call
	Nonce     uint32
	Tip       uint64
	Period    uint32 // blocks for which it may be included, a power of two; a chain that forgets hashes after 2400 takes 2048
	Born      uint32 // height of a finalised block
	BornHash  Hash   // its hash
}

// Extrinsic is a signed call, in the bytes that are sent.
type Extrinsic struct {
	Bytes []byte
	Hash  Hash // by which it is found in a block
}

// extrinsicVersion is the version that is written. Above it in the first byte stands whether it is signed.
const (
	extrinsicVersion = 4
	markSigned       = 0x80
	longPayload      = 256 // bytes; what is longer is signed as its hash
)

// Draft is an extrinsic whose signature is zero: what a node needs to tell the fee.
func (rt *Runtime) Draft(who keys.Account, curve keys.Curve, i Intent) (Extrinsic, error) {
	return rt.assemble(who, keys.Signature{Curve: curve}, i)
}

// Sign signs an intent. It refuses a runtime that is not the one that was meant.
func (rt *Runtime) Sign(s *keys.Secret, i Intent) (Extrinsic, error) {
	payload, err := rt.Payload(i)
	if err != nil {
		return Extrinsic{}, err
	}
	sig, err := s.SignChain(payload)
	if err != nil {
		return Extrinsic{}, err
	}
	return rt.assemble(s.Account(), sig, i)
}

// Payload is what is signed: the call, what is extra, what is additional; or the hash of it, when it is long.
func (rt *Runtime) Payload(i Intent) ([]byte, error) {
	extra, additional, err := rt.beside(i)
	if err != nil {
		return nil, err
	}
	payload := slices.Concat(i.Call, extra, additional)
	if len(payload) > longPayload {
		sum := blake2(payload)
		return sum[:], nil
	}
	return payload, nil
}

// assemble puts the parts of version 4 together:
//
//	compact  length of all that follows
//	1        84: signed, version 4
//	33       address: 00 and the account
//	65       signature: its curve, 0 or 1, and 64 bytes
//	…        extra: era, compact nonce, compact tip, mode of the metadata hash; whatever the metadata lists
//	…        the call
func (rt *Runtime) assemble(who keys.Account, sig keys.Signature, i Intent) (Extrinsic, error) {
	extra, _, err := rt.beside(i)
	if err != nil {
		return Extrinsic{}, err
	}
	address, err := rt.Encode(rt.parts.address, who)
	if err != nil {
		return Extrinsic{}, err
	}
	signature, err := rt.Encode(rt.parts.signature, Variant{curveNames[sig.Curve], sig.Bytes[:]})
	if err != nil {
		return Extrinsic{}, err
	}
	var w Writer
	w.Blob(slices.Concat([]byte{extrinsicVersion | markSigned}, address, signature, extra, i.Call))
	return Extrinsic{w.Bytes(), blake2(w.Bytes())}, nil
}

// curveNames are the names of the curves in the chain's MultiSignature.
var curveNames = map[keys.Curve]string{keys.Ed25519: "Ed25519", keys.Sr25519: "Sr25519"}

// check refuses what was not meant for this runtime, or is not fit to be signed.
func (rt *Runtime) check(i Intent) error {
	switch {
	case i.Genesis != rt.Genesis:
		return fmt.Errorf("%w: genesis %x, not %x", ErrOtherChain, rt.Genesis, i.Genesis)
	case i.TxVersion != rt.TxVersion:
		return fmt.Errorf("%w: extrinsics of version %d, not %d", ErrOtherRuntime, rt.TxVersion, i.TxVersion)
	case !slices.Contains(rt.extrinsics, extrinsicVersion):
		return fmt.Errorf("%w: extrinsics in form %v", ErrNewer, rt.extrinsics)
	}
	if _, err := rt.Open(i.Call); err != nil {
		return fmt.Errorf("the call: %w", err)
	}
	return nil
}

// beside makes what stands beside a call: extra in the extrinsic, additional only in what is signed.
func (rt *Runtime) beside(i Intent) (extra, additional []byte, err error) {
	if err := rt.check(i); err != nil {
		return nil, nil, err
	}
	era, err := Mortal(i.Period, i.Born)
	if err != nil {
		return nil, nil, err
	}
	for _, x := range rt.extensions {
		both, known := rt.known(x.name, era, i)
		if !known {
			return nil, nil, fmt.Errorf("%w: extension %s", ErrExtension, x.name)
		}
		for n, to := range []*[]byte{&extra, &additional} {
			b, err := rt.Encode([]TypeID{x.extra, x.additional}[n], both[n])
			if err != nil {
				return nil, nil, fmt.Errorf("%w: extension %s: %w", ErrExtension, x.name, err)
			}
			*to = append(*to, b...)
		}
	}
	return extra, additional, nil
}

// known gives what an extension adds, extra and additional. An extension that is not here is not guessed at: it may be anything,
// and what is signed would mean it.
func (rt *Runtime) known(name string, era Era, i Intent) (both [2]any, ok bool) {
	nothing := []any{}
	switch name {
	case "CheckNonZeroSender", "CheckWeight":
		return [2]any{nothing, nothing}, true
	case "CheckSpecVersion":
		return [2]any{nothing, rt.SpecVersion}, true
	case "CheckTxVersion":
		return [2]any{nothing, rt.TxVersion}, true
	case "CheckGenesis":
		return [2]any{nothing, rt.Genesis}, true
	case "CheckMortality":
		return [2]any{era, i.BornHash}, true
	case "CheckNonce":
		return [2]any{i.Nonce, nothing}, true
	case "ChargeTransactionPayment":
		return [2]any{i.Tip, nothing}, true
	case "CheckMetadataHash":
		return [2]any{Fields{"mode": Variant{Name: "Disabled"}}, nil}, true
	}
	return both, false
}
