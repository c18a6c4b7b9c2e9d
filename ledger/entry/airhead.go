package entry

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// airVersion is the version of the air form, the high half of a frame's first byte.
const airVersion = 0

// AirTagSize is the size of a market's tag on air, in bytes.
const AirTagSize = 3

// AirHead begins a frame of records and says in which context they stand. The tag and the low
// bits of the epoch tell a receiver which of the markets and epochs he knows is meant; when he
// takes the wrong one, the signatures fail.
//
//	size  field
//	1     high 4 bits: air version, 0; low 4 bits: seat of the steward whose table is used
//	3     tag of community and market
//	1     epoch, low 8 bits
//	1–3   keys: integer, how many numbers of the table are in use
//	1–2   series: integer, likewise
//	4     since: seconds since 1970, big-endian
type AirHead struct {
	Tag    [AirTagSize]byte
	Epoch  uint8
	Seat   uint8  // 0 to 9
	Keys   int    // 0 to MaxHandles: numbers from here on are not used
	Series int    // 0 to MaxSeriesHandles
	Since  uint32 // times up to 65535 s after it take two bytes, others four
}

// AirTag is the tag of a market: the first bytes of SHA-256 over community and market.
func AirTag(community Hash, market MarketID) (tag [AirTagSize]byte) {
	sum := sha256.Sum256(append(append([]byte(nil), community[:]...), market[:]...))
	copy(tag[:], sum[:])
	return tag
}

// Append appends the head's 11 to 14 bytes. It returns ErrAirNone for figures out of bounds.
func (h AirHead) Append(b []byte) ([]byte, error) {
	if h.Seat >= MaxStewards || h.Keys < 0 || h.Keys > MaxHandles || h.Series < 0 || h.Series > MaxSeriesHandles {
		return b, fmt.Errorf("%w: a head out of bounds", ErrAirNone)
	}
	b = append(b, airVersion<<4|h.Seat)
	b = append(b, h.Tag[:]...)
	b = append(b, h.Epoch)
	b = binary.AppendUvarint(b, uint64(h.Keys))
	b = binary.AppendUvarint(b, uint64(h.Series))
	return binary.BigEndian.AppendUint32(b, h.Since), nil
}

// ReadAirHead takes a head off the front of a frame and gives the records behind it. It returns
// ErrNewer for a version it does not know, else ErrAir.
func ReadAirHead(frame []byte) (h AirHead, records []byte, err error) {
	r := &reader{b: frame, class: ErrAir}
	first := r.byte()
	if version := first >> 4; version > airVersion {
		return h, nil, fmt.Errorf("%w: air version %d", ErrNewer, version)
	}
	h.Seat = first & 15
	r.check(h.Seat < MaxStewards, "no such seat")
	copy(h.Tag[:], r.take(AirTagSize))
	h.Epoch = r.byte()
	h.Keys = int(r.uint(0, MaxHandles))
	h.Series = int(r.uint(0, MaxSeriesHandles))
	h.Since = r.time()
	if r.err != nil {
		return AirHead{}, nil, r.err
	}
	return h, r.b, nil
}
