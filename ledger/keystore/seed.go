package keystore

import (
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"log/slog"

	"foirail/ledger/keys"
)

// hidden is what a secret prints instead of itself.
const hidden = "(secret)"

// errHidden is what marshalling a secret gives.
var errHidden = errors.New("a secret is not written out")

// Seed is 32 secret bytes: the seed of a key, or of a sheet of coupons. Its zero value is no
// seed. It never prints itself, not even in a private field of another value: the bytes stand
// behind a function, into which no printer looks (behind a pointer, some verbs do). Copies share
// the bytes.
type Seed struct {
	bytes func() *[keys.SeedSize]byte
}

// NewSeed wraps 32 bytes.
func NewSeed(b [keys.SeedSize]byte) Seed {
	return Seed{func() *[keys.SeedSize]byte { return &b }}
}

// ParseSeed reads 64 hexadecimal figures, with or without 0x in front. It returns ErrKeyFile.
func ParseSeed(text string) (Seed, error) {
	if len(text) == 2+2*keys.SeedSize && text[:2] == "0x" {
		text = text[2:]
	}
	var b [keys.SeedSize]byte
	if len(text) != 2*keys.SeedSize {
		return Seed{}, ErrKeyFile
	}
	if _, err := hex.Decode(b[:], []byte(text)); err != nil {
		return Seed{}, ErrKeyFile
	}
	return NewSeed(b), nil
}

// IsZero says whether there is no seed.
func (s Seed) IsZero() bool { return s.bytes == nil }

// Bytes is the secret itself; zeros if there is none.
func (s Seed) Bytes() [keys.SeedSize]byte {
	if s.bytes == nil {
		return [keys.SeedSize]byte{}
	}
	return *s.bytes()
}

// Equal compares in constant time. Two values that hold no seed are equal.
func (s Seed) Equal(other Seed) bool {
	a, b := s.Bytes(), other.Bytes()
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1 && s.IsZero() == other.IsZero()
}

// String hides the seed.
func (s Seed) String() string { return hidden }

// GoString hides the seed from %#v.
func (s Seed) GoString() string { return hidden }

// LogValue hides the seed from logs.
func (s Seed) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText always fails, so that no encoder writes a seed by accident.
func (s Seed) MarshalText() ([]byte, error) { return nil, errHidden }

// isBlank says whether there is no seed, or one of zeros: what destroy leaves is never a key.
func (s Seed) isBlank() bool { return s.Bytes() == [keys.SeedSize]byte{} }

// copy has bytes of its own.
func (s Seed) copy() Seed {
	if s.bytes == nil {
		return s
	}
	return NewSeed(*s.bytes())
}

// destroy overwrites the seed.
func (s Seed) destroy() {
	if s.bytes != nil {
		clear(s.bytes()[:])
	}
}
