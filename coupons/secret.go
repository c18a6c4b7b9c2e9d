package coupons

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"io"

	"foirail/ledger/keys"
)

// Sizes of the hidden side.
const (
	SecretSize  = 16 // bytes
	SecretText  = 28 // characters: seven groups of four
	secretCheck = 2  // of which check characters, the last ones
)

// couponKeyTag begins what is hashed into a coupon's key.
const couponKeyTag = "Foirail coupon key\n"

// Secret is the hidden side of a coupon: 128 bits. Whoever has it can cash the coupon. It never
// prints itself, whatever the verb; the zero Secret opens nothing. Compare with Equal.
type Secret struct {
	// A function, because fmt prints the fields of another struct without asking their
	// methods, follows pointers at times, and never calls a function.
	open func() [SecretSize]byte
}

// NewSecret takes the 16 bytes of a secret.
func NewSecret(bytes [SecretSize]byte) Secret {
	return Secret{func() [SecretSize]byte { return bytes }}
}

// ParseSecret reads a hidden code, scanned or typed: letters of either size, O for 0, I and L for
// 1, spaces and dashes anywhere. It returns ErrLength, ErrAlphabet, ErrChecksum (the last two as
// *Typo) or, for spare bits that are set, ErrForm.
func ParseSecret(text string) (Secret, error) {
	word, err := typed(text, SecretText)
	if err != nil {
		return Secret{}, err
	}
	if err := check(word, secretCheck); err != nil {
		return Secret{}, err
	}
	b, ok := unpack(word[:SecretText-secretCheck])
	if !ok {
		return Secret{}, fmt.Errorf("%w: spare bits are set", ErrForm)
	}
	return NewSecret([SecretSize]byte(b)), nil
}

// Text is the hidden code, 28 characters as the QR code carries them. Grouped parts it for
// typing. It is the money itself: it goes on paper, and nowhere else.
func (s Secret) Text() string { return spell(addCheck(pack(s.raw()), secretCheck)) }

// Key is the coupon's own ed25519 key. It returns ErrForm for the zero Secret.
func (s Secret) Key() (*keys.Secret, error) {
	if s.open == nil {
		return nil, fmt.Errorf("%w: no hidden code was given", ErrForm)
	}
	message := append([]byte(couponKeyTag), s.raw()...)
	defer clear(message)
	return keys.NewSecret(keys.Ed25519, sha256.Sum256(message))
}

// Equal says whether two secrets are the same, in a time that does not depend on them.
func (s Secret) Equal(other Secret) bool {
	return (s.open == nil) == (other.open == nil) && subtle.ConstantTimeCompare(s.raw(), other.raw()) == 1
}

// String hides the secret.
func (s Secret) String() string { return "hidden code" }

// Format hides the secret from every verb of fmt.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText hides the secret from JSON and from logs.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// raw is the bytes, zeros for the zero Secret.
func (s Secret) raw() []byte {
	if s.open == nil {
		return make([]byte, SecretSize)
	}
	b := s.open()
	return b[:]
}
