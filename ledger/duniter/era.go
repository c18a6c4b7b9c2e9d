package duniter

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// Era is how long an extrinsic may be included: from the block at which it was born, for a period of blocks. The zero Era is for
// ever. Its bytes:
//
//	1   00: for ever
//	2   lowest four bits: the power of two of the period, less 1; the rest: the phase, in units of period/4096 (at least 1)
//
// The period is a power of two from 4 to 65536, and the phase is birth modulo period.
type Era struct{ period, phase uint32 }

// The shortest and the longest period, in blocks.
const (
	minPeriod = 4
	maxPeriod = 1 << 16
)

// Mortal is the era of something born at a block. Above 4096 the birth must stand on a multiple of period/4096, or the chain
// would read another block.
func Mortal(period, birth uint32) (Era, error) {
	if period < minPeriod || period > maxPeriod || bits.OnesCount32(period) != 1 {
		return Era{}, fmt.Errorf("%w: a period of %d blocks", ErrValue, period)
	}
	e := Era{period, birth % period}
	if e.phase%e.unit() != 0 {
		return Era{}, fmt.Errorf("%w: birth at %d for a period of %d", ErrValue, birth, period)
	}
	return e, nil
}

func (e Era) unit() uint32 { return max(1, e.period>>12) }

// Forever says whether the era never ends.
func (e Era) Forever() bool { return e.period == 0 }

// Bytes are the era's one or two bytes.
func (e Era) Bytes() []byte {
	if e.Forever() {
		return []byte{0}
	}
	n := uint16(bits.TrailingZeros32(e.period)-1) | uint16(e.phase/e.unit())<<4
	return binary.LittleEndian.AppendUint16(nil, n)
}

// Birth is the last block at or before now at which this era can have begun.
func (e Era) Birth(now uint32) uint32 {
	if e.Forever() {
		return 0
	}
	return (max(now, e.phase)-e.phase)/e.period*e.period + e.phase
}

// Death is the first block that may no longer include what was born at a block.
func (e Era) Death(birth uint32) uint64 {
	if e.Forever() {
		return 1 << 32
	}
	return uint64(birth) + uint64(e.period)
}

// readEra takes an era. It refuses a period or a phase that no era has.
func readEra(r *Reader) Era {
	first := r.U8()
	if first == 0 {
		return Era{}
	}
	n := uint32(first) | uint32(r.U8())<<8
	e := Era{period: 2 << (n & 15)}
	e.phase = (n >> 4) * e.unit()
	if e.period < minPeriod || e.phase >= e.period {
		r.fail("no era, %04x", n)
		return Era{}
	}
	return e
}
