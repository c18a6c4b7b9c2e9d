package lora

import (
	"bytes"
	"time"
)

// Firmware that signs adds 66 bytes to every broadcast that has room for them. So a frame that is just short enough to be signed takes
// longer on the air than one that is just too long for that. Such a frame goes out padded: on a port of its own, as one byte that tells
// its length, the frame, and zeroes up to the shortest payload that is not signed. Beside firmware that signs nothing nobody pads, and
// everybody reads both.

const (
	portPadded       = 258                                       // 257 is another program's
	meshtasticPadded = meshtasticRoom - meshtasticSigned - 8 + 1 // bytes of payload: the fewest that are not signed
	paddedHead       = 1                                         // the length of the frame
)

// signable tells whether a signature has room beside a payload of n bytes.
func signable(n int) bool { return n < meshtasticPadded }

// meshtasticPads tells whether a frame of n bytes is through sooner when it is padded.
func meshtasticPads(m Modulation, n int) bool {
	return signable(n) && MeshtasticAirtime(m, meshtasticPadded) < signedAirtime(m, n)
}

func signedAirtime(m Modulation, n int) time.Duration {
	m.Preamble = meshtasticPreamble
	return m.Airtime(meshtasticHeader + meshtasticWrap(n) + n + meshtasticSigned)
}

// MeshtasticSigningAirtime is what a frame of n bytes costs with firmware that signs, 2.8 and newer: signed, or padded where that is
// sooner through, or as it stands where a signature has no room.
func MeshtasticSigningAirtime(m Modulation, n int) time.Duration {
	switch {
	case meshtasticPads(m, n):
		return MeshtasticAirtime(m, meshtasticPadded)
	case signable(n):
		return signedAirtime(m, n)
	}
	return MeshtasticAirtime(m, n)
}

// pad makes a payload of a frame, and names its port.
func (m meshModem) pad(frame []byte) (port uint32, payload []byte) {
	if !m.signs || !meshtasticPads(m.Modulation, len(frame)) {
		return portPrivate, frame
	}
	payload = make([]byte, meshtasticPadded)
	payload[0] = byte(len(frame))
	copy(payload[paddedHead:], frame)
	return portPadded, payload
}

// unpad takes the frame out of a payload; false: that was none of ours.
func unpad(port uint32, payload []byte) (frame []byte, ours bool) {
	if port == portPrivate {
		return payload, len(payload) > 0
	}
	if port != portPadded || len(payload) != meshtasticPadded || payload[0] == 0 || payload[0] >= meshtasticPadded {
		return nil, false
	}
	end := paddedHead + int(payload[0])
	return payload[paddedHead:end:end], len(bytes.Trim(payload[end:], "\x00")) == 0
}
