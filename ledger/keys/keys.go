// Package keys holds what a key is in Foirail, and the one predicate that says whether a
// signature is good.
//
// An account is 32 bytes, the same bytes as on the Duniter chain. They do not tell their curve:
// the curve stands beside each signature. Two curves exist, ed25519 (RFC 8032) and sr25519
// (Schnorr over ristretto255, as Substrate wallets make it).
//
// Signatures are judged here and nowhere else, singly or by the hundred, on the node or in the
// browser: ed25519 by the cofactored rule of ZIP-215, sr25519 by schnorrkel's. Rules that differ
// between two readers of one ledger split it, so nothing in Foirail calls crypto/ed25519.Verify.
//
// An account is shown as its Ğ1 address and read in every form that Duniter wallets write:
// addresses, version 1 keys, links. Hard derivation is here because it needs the curves.
//
// The room knows no entry, no amount and no file. Everyone above calls it.
package keys

import (
	"crypto/rand"
	"errors"

	"github.com/oasisprotocol/curve25519-voi/primitives/ed25519"
	"github.com/oasisprotocol/curve25519-voi/primitives/sr25519"
)

// Sizes in bytes.
const (
	AccountSize   = 32 // a public key of either curve
	SeedSize      = 32 // an ed25519 seed (RFC 8032) or an sr25519 mini-secret
	SignatureSize = 65 // the curve's byte and 64 bytes of signature
)

// Account is a public key of either curve. On the chain it is the AccountId.
type Account [AccountSize]byte

// IsZero says whether no account is named.
func (a Account) IsZero() bool { return a == Account{} }

// Curve tells how a signature is to be read. Its value is the byte on the wire, one more than
// the index of the same variant in Substrate's MultiSignature.
type Curve uint8

// The curves. Zero is none, so that a forgotten field is refused.
const (
	Ed25519 Curve = 1
	Sr25519 Curve = 2
)

// String is the curve's usual name.
func (c Curve) String() string {
	switch c {
	case Ed25519:
		return "ed25519"
	case Sr25519:
		return "sr25519"
	}
	return "unknown curve"
}

// ParseCurve reads the usual name of a curve.
func ParseCurve(name string) (Curve, error) {
	for _, c := range []Curve{Ed25519, Sr25519} {
		if c.String() == name {
			return c, nil
		}
	}
	return 0, ErrCurve
}

// Signature is a curve and its 64 bytes.
type Signature struct {
	Curve Curve
	Bytes [64]byte
}

// ErrCurve is returned when a curve is asked for that Foirail does not know.
var ErrCurve = errors.New("unknown curve")

// signingContext separates our sr25519 signatures from those that a wallet makes for the chain,
// which use the context "substrate". Ed25519 has no contexts: there the signed message itself
// begins with a tag that no extrinsic begins with.
var signingContext = sr25519.NewSigningContext([]byte("foirail"))

// Secret is a key that can sign. It never prints itself, not even in a private field of another
// value: its parts stand behind a function, into which no printer looks (behind a pointer, some
// verbs do).
type Secret struct {
	curve   Curve
	account Account
	parts   func() *parts
}

// parts are what a Secret hides. One of ed and sr is set, after the curve.
type parts struct {
	seed [SeedSize]byte
	ed   ed25519.PrivateKey
	sr   *sr25519.KeyPair
}

// NewSecret makes the key of a 32-byte seed. It returns ErrCurve for a curve it does not know.
func NewSecret(curve Curve, seed [SeedSize]byte) (*Secret, error) {
	p := &parts{seed: seed}
	s := &Secret{curve: curve, parts: func() *parts { return p }}
	switch curve {
	case Ed25519:
		p.ed = ed25519.NewKeyFromSeed(seed[:])
		copy(s.account[:], p.ed[SeedSize:])
	case Sr25519:
		mini, err := sr25519.NewMiniSecretKeyFromBytes(seed[:])
		if err != nil {
			return nil, err
		}
		p.sr = mini.ExpandEd25519().KeyPair()
		public, err := p.sr.PublicKey().MarshalBinary()
		if err != nil {
			return nil, err
		}
		copy(s.account[:], public)
	default:
		return nil, ErrCurve
	}
	return s, nil
}

// Account is the public half.
func (s *Secret) Account() Account { return s.account }

// Curve is the curve of the key.
func (s *Secret) Curve() Curve { return s.curve }

// Seed is the secret half, for a keystore and nobody else.
func (s *Secret) Seed() [SeedSize]byte { return s.parts().seed }

// String hides the secret from logs and from %v.
func (s *Secret) String() string { return "secret key" }

// GoString hides the secret from %#v.
func (s *Secret) GoString() string { return "secret key" }

// Sign signs a message. With ed25519 the same message gives the same bytes; with sr25519 it
// does not, so a signature is kept, never made again. It fails only when the machine has no
// randomness.
func (s *Secret) Sign(message []byte) (Signature, error) {
	sig := Signature{Curve: s.curve}
	if s.curve == Ed25519 {
		copy(sig.Bytes[:], ed25519.Sign(s.parts().ed, message))
		return sig, nil
	}
	made, err := s.parts().sr.Sign(rand.Reader, signingContext.NewTranscriptBytes(message))
	if err != nil {
		return sig, err
	}
	b, err := made.MarshalBinary()
	if err != nil {
		return sig, err
	}
	copy(sig.Bytes[:], b)
	return sig, nil
}
