package coupons

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// SeedSize is the size of the seed of a series, in bytes.
const SeedSize = 32

// What HKDF-SHA256 is told, so that each derived secret is good for one thing.
const (
	makerSalt     = "Foirail coupons 1"
	seriesKeyInfo = "Foirail series key"
	secretInfo    = "Foirail coupon secret" // followed by the serial, two bytes big-endian
)

// Maker makes the coupons of one series from its seed. It is never modified after New, may be
// used by any number of goroutines, and never prints itself.
type Maker struct {
	// Pointers, because fmt prints the fields of another struct without asking their methods.
	prk *[sha256.Size]byte // what HKDF extracted from the seed
	key *keys.Secret
}

// New makes the Maker of a seed of 32 random bytes. One seed serves one series: two series of
// one seed would share their secrets, and whoever cashed a coupon of the one could cash its
// sister. It fails only when the library's hash does.
func New(seed [SeedSize]byte) (*Maker, error) {
	prk, err := hkdf.Extract(sha256.New, seed[:], []byte(makerSalt))
	if err != nil {
		return nil, err
	}
	b, err := hkdf.Expand(sha256.New, prk, seriesKeyInfo, keys.SeedSize)
	if err != nil {
		return nil, err
	}
	defer clear(b)
	key, err := keys.NewSecret(keys.Ed25519, [keys.SeedSize]byte(b))
	if err != nil {
		return nil, err
	}
	return &Maker{prk: (*[sha256.Size]byte)(prk), key: key}, nil
}

// SeriesKey is the public key that signs the series' public sides.
func (m *Maker) SeriesKey() keys.Account { return m.key.Account() }

// String hides the seed.
func (m Maker) String() string { return "coupon maker" }

// Format hides the seed from every verb of fmt.
func (m Maker) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, m.String()) }

// Secret is the hidden side of a serial. It returns ErrForm for a serial that no series has.
func (m *Maker) Secret(serial int) (Secret, error) {
	if serial < 1 || serial > entry.MaxCoupons {
		return Secret{}, fmt.Errorf("%w: no series has serial %d", ErrForm, serial)
	}
	info := binary.BigEndian.AppendUint16([]byte(secretInfo), uint16(serial))
	b, err := hkdf.Expand(sha256.New, m.prk[:], string(info), SecretSize)
	if err != nil {
		return Secret{}, err
	}
	defer clear(b)
	return NewSecret([SecretSize]byte(b)), nil
}

// Public makes the public side of a serial. It returns ErrSeries when the series was not made
// from this maker's seed or has no such serial, so that no paper is printed whose hidden side
// opens nothing.
func (m *Maker) Public(series Series, serial int) (Public, error) {
	if series.Issue == nil || series.Issue.SeriesKey != m.SeriesKey() {
		return Public{}, fmt.Errorf("%w: it was made from another seed", ErrSeries)
	}
	listed, ok := series.key(serial)
	if !ok {
		return Public{}, fmt.Errorf("%w: it has no serial %d", ErrSeries, serial)
	}
	if made, err := m.account(serial); err != nil || made != listed {
		return Public{}, fmt.Errorf("%w: serial %d has another key", ErrSeries, serial)
	}
	p := Public{
		Prefix:     [PrefixSize]byte(series.Hash[:PrefixSize]),
		Serial:     serial,
		Value:      series.Issue.Value(serial),
		LastEpoch:  series.Issue.LastEpoch,
		Commitment: Commit(listed),
	}
	sig, err := m.key.Sign(publicMessage(series, p.signed()))
	if err != nil {
		return Public{}, err
	}
	p.Signature = sig.Bytes
	return p, nil
}
