package keys

import (
	"crypto/rand"
	"errors"

	"github.com/oasisprotocol/curve25519-voi/primitives/ed25519"
	"github.com/oasisprotocol/curve25519-voi/primitives/sr25519"
)

// chainContext is the signing context of the chain, as its wallets use it.
var chainContext = sr25519.NewSigningContext([]byte("substrate"))

// longestHash is the length above which a message for the chain that begins with our own tag is no hash by chance.
const longestHash = 32

// ErrNotForChain is returned when a message that is to be signed for the chain has the front of one of ours.
var ErrNotForChain = errors.New("this message is not one of the chain's")

// SignChain signs what the chain is to read: an extrinsic's payload, or its hash when it is long. A message in our own form is
// refused, so that nobody can have a payment of ours signed as if it were the chain's: ours begin with ff, which is no pallet,
// and are longer than a hash.
func (s *Secret) SignChain(message []byte) (Signature, error) {
	if len(message) > longestHash && message[0] == 0xff {
		return Signature{}, ErrNotForChain
	}
	if s.curve == Ed25519 {
		return s.Sign(message)
	}
	sig := Signature{Curve: s.curve}
	made, err := s.parts().sr.Sign(rand.Reader, chainContext.NewTranscriptBytes(message))
	if err != nil {
		return sig, err
	}
	b, err := made.MarshalBinary()
	copy(sig.Bytes[:], b)
	return sig, err
}

// VerifyChain says whether a signature is one that the chain takes. Nothing in the ledger rests on it: what counts there is what
// Verify says.
func VerifyChain(account Account, message []byte, sig Signature) bool {
	switch sig.Curve {
	case Ed25519:
		return ed25519.VerifyWithOptions(account[:], message, sig.Bytes[:], zip215)
	case Sr25519:
		public, parsed, ok := parseSr(account, sig)
		return ok && public.Verify(chainContext.NewTranscriptBytes(message), parsed)
	}
	return false
}
