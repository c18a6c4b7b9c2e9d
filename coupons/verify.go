package coupons

import (
	"crypto/sha256"
	"fmt"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// What is signed and hashed begins with a tag of its own. The first byte of publicTag is no
// pallet of the chain, so that no coupon can be read as an extrinsic.
const (
	publicTag     = "\xffFoirail coupon\n"
	commitmentTag = "Foirail coupon commitment\n"
)

// Commit is the commitment to a coupon's key.
func Commit(key keys.Account) Commitment {
	sum := sha256.Sum256(append([]byte(commitmentTag), key[:]...))
	return Commitment(sum[:CommitmentSize])
}

// Names says whether the public side bears the name of this series. It is how the series is
// found, and proves nothing: the name is eight bytes that anybody can write.
func (p Public) Names(series entry.Hash) bool {
	return p.Prefix == [PrefixSize]byte(series[:PrefixSize])
}

// Verify says whether the paper is what its series made: the series' own signature, for this
// community and this series, and value, last epoch and coupon key as the Issue has them. It
// returns ErrSeries when the paper names another series, and ErrForged when it names this one
// and is not its own. Whether the coupon is active or cashed is for the ledger to say.
func (p Public) Verify(series Series) error {
	if !p.Names(series.Hash) {
		return fmt.Errorf("%w: the coupon names another", ErrSeries)
	}
	if series.Issue == nil {
		return fmt.Errorf("%w: its Issue is missing", ErrSeries)
	}
	sig := keys.Signature{Curve: keys.Ed25519, Bytes: p.Signature}
	if !keys.Verify(series.Issue.SeriesKey, publicMessage(series, p.signed()), sig) {
		return fmt.Errorf("%w: not signed by its series", ErrForged)
	}
	key, ok := series.key(p.Serial)
	switch {
	case !ok:
		return fmt.Errorf("%w: the series has no serial %d", ErrForged, p.Serial)
	case p.Value != series.Issue.Value(p.Serial):
		return fmt.Errorf("%w: serial %d has another value", ErrForged, p.Serial)
	case p.LastEpoch != series.Issue.LastEpoch:
		return fmt.Errorf("%w: the series has another last epoch", ErrForged)
	case p.Commitment != Commit(key):
		return fmt.Errorf("%w: serial %d has another key", ErrForged, p.Serial)
	}
	return nil
}

// Opens says whether a secret is the hidden side of this public side.
func (p Public) Opens(secret Secret) bool {
	key, err := secret.Key()
	return err == nil && Commit(key.Account()) == p.Commitment
}

// publicMessage is what the series key signs: the tag, the community, the whole name of the
// series, and the public side up to its signature.
func publicMessage(series Series, signed []byte) []byte {
	m := append([]byte(publicTag), series.Community[:]...)
	m = append(m, series.Hash[:]...)
	return append(m, signed...)
}
