package coupons

import (
	"encoding/binary"
	"fmt"

	"foirail/ledger/entry"
)

// Sizes of the lookup code.
const (
	LookupText  = 12 // characters: three groups of four
	lookupCheck = 3  // of which check characters, the last ones

	prefixBits = 30 // of the series' hash
	serialBits = 15
)

// Lookup is what a lookup code says: it asks for the state of a coupon, and proves nothing about
// any paper, since anybody can write one.
type Lookup struct {
	SeriesPrefix uint32 // the first 30 bits of the series' hash
	Serial       int    // 1 to entry.MaxCoupons
}

// LookupOf is the lookup of a coupon.
func LookupOf(series entry.Hash, serial int) Lookup {
	return Lookup{SeriesPrefix: binary.BigEndian.Uint32(series[:4]) >> (32 - prefixBits), Serial: serial}
}

// LookupCode is the lookup code of a coupon, 12 characters without dashes.
func LookupCode(series entry.Hash, serial int) string { return LookupOf(series, serial).Text() }

// ParseLookup reads a lookup code as people type it, see ParseSecret. It returns ErrLength,
// ErrAlphabet, ErrChecksum (the last two as *Typo) or, for a serial that no series has, ErrForm.
func ParseLookup(text string) (Lookup, error) {
	word, err := typed(text, LookupText)
	if err != nil {
		return Lookup{}, err
	}
	if err := check(word, lookupCheck); err != nil {
		return Lookup{}, err
	}
	bits := uint64(0)
	for _, s := range word[:LookupText-lookupCheck] {
		bits = bits<<symbolBits | uint64(s)
	}
	l := Lookup{SeriesPrefix: uint32(bits >> serialBits), Serial: int(bits & (1<<serialBits - 1))}
	if l.Serial < 1 || l.Serial > entry.MaxCoupons {
		return Lookup{}, fmt.Errorf("%w: no series has serial %d", ErrForm, l.Serial)
	}
	return l, nil
}

// Text is the code, 12 characters without dashes.
func (l Lookup) Text() string {
	bits := uint64(l.SeriesPrefix)<<serialBits | uint64(l.Serial)&(1<<serialBits-1)
	message := make([]byte, LookupText-lookupCheck)
	for i := range message {
		message[i] = byte(bits>>((len(message)-1-i)*symbolBits)) & 31
	}
	return spell(addCheck(message, lookupCheck))
}

// Matches says whether the code may mean this series. Among a thousand series of a community two
// share a prefix once in two thousand communities: who finds two asks which.
func (l Lookup) Matches(series entry.Hash) bool {
	return LookupOf(series, l.Serial) == l
}
