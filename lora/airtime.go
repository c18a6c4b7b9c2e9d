package lora

import "time"

// Modulation is how LoRa is sent. The same four numbers must stand at both ends, the preamble need not.
type Modulation struct {
	Bandwidth int // Hz
	Spreading int // the spreading factor, 5 to 12
	Coding    int // 5 to 8 for 4/5 to 4/8
	Preamble  int // symbols, without the 4.25 that the chip adds
}

// Symbol is how long one symbol lasts.
func (m Modulation) Symbol() time.Duration {
	return time.Duration(int64(time.Second) << m.Spreading / int64(m.Bandwidth))
}

// longSymbol is where the chips turn to the low data rate optimisation.
const longSymbol = 16 * time.Millisecond

// Airtime is how long n bytes are on the air, everything counted that is sent as payload: Semtech's formula (AN1200.13), with an
// explicit header and a checksum.
func (m Modulation) Airtime(n int) time.Duration {
	return time.Duration(m.quarters(n)) * time.Second << m.Spreading / time.Duration(4*m.Bandwidth)
}

// quarters counts quarters of a symbol, which makes the preamble's 4.25 a whole number.
func (m Modulation) quarters(n int) int64 {
	begin, header := 4*m.Preamble+17, 8
	if m.Spreading < 7 { // SX126x: a longer preamble, a shorter header
		begin, header = 4*m.Preamble+25, 0
	}
	per := 4 * m.Spreading
	if m.Symbol() >= longSymbol {
		per -= 8
	}
	bits := 8*n - 4*m.Spreading + 28 + 16
	return int64(begin + 4*(header+m.Coding*ceilDiv(max(0, bits), per)))
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }

// What an RNode adds to a frame on the air.
const (
	rnodeHeader   = 1   // one byte before each packet
	rnodePacket   = 254 // bytes of a frame in one packet; longer ones go as two
	rnodePreamble = 18  // symbols at least
	rnodeLead     = 24 * time.Millisecond
)

// RNodeModulation adds the preamble that an RNode sends: 24 ms, and 18 symbols at least.
func RNodeModulation(m Modulation) Modulation {
	m.Preamble = max(rnodePreamble, ceilDiv(int(rnodeLead), int(m.Symbol())))
	return m
}

// rnodeBands are how much of 15 seconds an RNode may have been on the air before it draws from a longer window; what lies
// between the first and the last is taken for the longer one.
const (
	rnodeFirstBand = 0.07
	rnodeLastBand  = 0.85
)

// rnodePatience is how long an RNode waits at the most before it sends on a channel that is free: two slots, and a lot of fifteen in each
// of up to four bands, by the share of 15 seconds that it sent. A slot is twelve symbols, but 24 ms at least and 100 at most.
func rnodePatience(m Modulation, sent float64) time.Duration {
	slots := 2 + 15
	switch {
	case sent >= rnodeLastBand:
		slots = 2 + 4*15
	case sent > rnodeFirstBand:
		slots = 2 + 3*15
	}
	return time.Duration(slots) * min(max(12*m.Symbol(), 24*time.Millisecond), 100*time.Millisecond)
}

// RNodeAirtime is what a frame of n bytes costs on an RNode.
func RNodeAirtime(m Modulation, n int) time.Duration {
	m = RNodeModulation(m)
	if n <= rnodePacket {
		return m.Airtime(n + rnodeHeader)
	}
	return m.Airtime(rnodePacket+rnodeHeader) + m.Airtime(n-rnodePacket+rnodeHeader)
}

// What Meshtastic adds to a payload on the air.
const (
	meshtasticHeader   = 16 // before the encrypted message
	meshtasticPreamble = 16 // symbols
	meshtasticSigned   = 66 // a signature, on broadcasts that have room for it
)

// MeshtasticAirtime is what one transmission of a payload of n bytes costs on a private port (256 and more): two bytes each for the
// port, the length and the bitfield, one each for two tags, and a third for a length of 128 and more.
func MeshtasticAirtime(m Modulation, n int) time.Duration {
	m.Preamble = meshtasticPreamble
	return m.Airtime(meshtasticHeader + meshtasticWrap(n) + n)
}

func meshtasticWrap(n int) int {
	if n < 128 {
		return 7
	}
	return 8
}
