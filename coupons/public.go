package coupons

import (
	"encoding/binary"
	"fmt"

	"foirail/ledger/entry"
)

// Version is the version of the public side that this package writes and reads.
const Version = 1

// Sizes of the public side.
const (
	PublicSize     = 96  // bytes
	PublicText     = 154 // characters, a QR code of 49 modules at level Quartile
	PrefixSize     = 8   // bytes of the series' hash that it carries
	CommitmentSize = 16  // bytes

	signedSize  = PublicSize - 64 // what comes before the signature
	leastPublic = 101             // characters; later versions may be shorter or longer than this one
)

// Commitment stands for a coupon's key on its public side; see Commit.
type Commitment [CommitmentSize]byte

// Public is what the outside of a coupon says. Parsed is not verified: see Verify.
type Public struct {
	Prefix     [PrefixSize]byte // first bytes of the series' hash
	Serial     int              // 1 to entry.MaxCoupons
	Value      entry.Amount     // 1 to entry.MaxCouponValue
	LastEpoch  uint32           // 1 to entry.MaxEpoch
	Commitment Commitment       // to the coupon's key
	Signature  [64]byte         // ed25519, of the series key
}

// ParsePublic reads a public side as the QR code carries it: capitals and figures, nothing
// between. It returns ErrLength, ErrAlphabet (as *Typo), ErrForm, or ErrNewer for a version
// above Version of any length.
func ParsePublic(text string) (Public, error) {
	if KindOf(text) != KindPublic {
		return Public{}, fmt.Errorf("%w for a public side", ErrLength)
	}
	symbols := make([]byte, len(text))
	for i := range symbols {
		s, ok := symbolOf(text[i])
		if !ok {
			return Public{}, &Typo{Err: ErrAlphabet, At: i + 1}
		}
		symbols[i] = s
	}
	b, clean := unpack(symbols)
	switch {
	case b[0] > Version:
		return Public{}, fmt.Errorf("%w: version %d", ErrNewer, b[0])
	case len(text) != PublicText:
		return Public{}, fmt.Errorf("%w: %d where there should be %d", ErrLength, len(text), PublicText)
	case b[0] != Version:
		return Public{}, fmt.Errorf("%w: version %d", ErrForm, b[0])
	case !clean:
		return Public{}, fmt.Errorf("%w: spare bits are set", ErrForm)
	}
	return readPublic(b)
}

// readPublic takes the fields from the bytes and checks their ranges.
func readPublic(b []byte) (Public, error) {
	p := Public{
		Prefix:     [PrefixSize]byte(b[1:9]),
		Serial:     int(binary.BigEndian.Uint16(b[9:11])),
		Value:      entry.Amount(b[11])<<16 | entry.Amount(b[12])<<8 | entry.Amount(b[13]),
		LastEpoch:  uint32(binary.BigEndian.Uint16(b[14:16])),
		Commitment: Commitment(b[16:32]),
		Signature:  [64]byte(b[32:]),
	}
	if p.Serial < 1 || p.Serial > entry.MaxCoupons || p.Value < 1 || p.LastEpoch < 1 {
		return Public{}, fmt.Errorf("%w: serial %d, value %d, epoch %d", ErrForm, p.Serial, p.Value, p.LastEpoch)
	}
	return p, nil
}

// Text is the public side in PublicText characters.
func (p Public) Text() string {
	return spell(pack(append(p.signed(), p.Signature[:]...)))
}

// signed is the first signedSize bytes, those that the signature covers.
func (p Public) signed() []byte {
	b := make([]byte, 0, PublicSize)
	b = append(b, Version)
	b = append(b, p.Prefix[:]...)
	b = binary.BigEndian.AppendUint16(b, uint16(p.Serial))
	b = append(b, byte(p.Value>>16), byte(p.Value>>8), byte(p.Value))
	b = binary.BigEndian.AppendUint16(b, uint16(p.LastEpoch))
	return append(b, p.Commitment[:]...)
}
