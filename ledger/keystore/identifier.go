package keystore

import (
	"unicode/utf8"

	"golang.org/x/crypto/scrypt"

	"foirail/ledger/keys"
)

// maxIdentifier bounds each half, in bytes.
const maxIdentifier = 1024

// FromIdentifier is the ed25519 seed that version 1 wallets make of a secret identifier and a
// password: scrypt of the password, salted with the identifier, N 4096, r 16, p 1, both as
// UTF-8. There is no checksum: a mistaken letter gives another, empty account. It returns
// ErrIdentifier. It takes 8 MiB and some tens of milliseconds.
func FromIdentifier(identifier, password []byte) (Seed, error) {
	for _, half := range [][]byte{identifier, password} {
		if len(half) == 0 || len(half) > maxIdentifier || !utf8.Valid(half) {
			return Seed{}, ErrIdentifier
		}
	}
	b, err := scrypt.Key(password, identifier, 4096, 16, 1, keys.SeedSize)
	if err != nil {
		return Seed{}, err
	}
	defer clear(b)
	return NewSeed([keys.SeedSize]byte(b)), nil
}
