package keys

import (
	"github.com/oasisprotocol/curve25519-voi/primitives/merlin"
	"golang.org/x/crypto/blake2b"
)

// ChainCodeSize is the size of what names one child of a key, in bytes.
const ChainCodeSize = 32

// Derive makes the hard child of a key, as Substrate wallets do; who knows a child learns
// nothing of its parent or its sisters. Substrate calls it a hard junction: for ed25519 it is
// blake2b-256(0x2c ‖ "Ed25519HDKD" ‖ seed ‖ chain code), for sr25519 schnorrkel's merlin
// transcript "SchnorrRistrettoHDKD". It fails only as NewSecret does.
func (s *Secret) Derive(chainCode [ChainCodeSize]byte) (*Secret, error) {
	if s.curve == Ed25519 {
		message := append([]byte("\x2cEd25519HDKD"), s.parts().seed[:]...)
		defer clear(message)
		return NewSecret(s.curve, blake2b.Sum256(append(message, chainCode[:]...)))
	}
	expanded, err := s.parts().sr.SecretKey().MarshalBinary()
	if err != nil {
		return nil, err
	}
	defer clear(expanded)
	t := merlin.NewTranscript("SchnorrRistrettoHDKD")
	t.AppendMessage("sign-bytes", nil)
	t.AppendMessage("chain-code", chainCode[:])
	t.AppendMessage("secret-key", expanded[:SeedSize])
	var child [SeedSize]byte
	t.ExtractBytes(child[:], "HDKD-hard")
	return NewSecret(s.curve, child)
}
