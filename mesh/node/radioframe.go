package node

import (
	"encoding/binary"
	"errors"
)

// radioFrame is one frame of `radio test`. SPEC.md draws its bytes. A node takes it for a frame of a
// version that it does not know, and drops it.
type radioFrame struct {
	tester [4]byte // who tests, drawn anew for each test
	index  uint8   // of the frame, from 0
	total  uint8   // how many the tester sends
	size   int     // bytes of the whole frame
}

// The bytes of a frame of a test.
const (
	radioFrameMark  = 0xF07E // version 15 on air, which no node will ever speak
	radioFrameLeast = 2 + 4 + 1 + 1
)

// errRadioFrame is of bytes that are no frame of a test.
var errRadioFrame = errors.New("no frame of a radio test")

// encode writes the frame, filled up to its size with the low bytes of the places.
func (f radioFrame) encode() []byte {
	b := binary.BigEndian.AppendUint16(nil, radioFrameMark)
	b = append(b, f.tester[:]...)
	b = append(b, f.index, f.total)
	for len(b) < f.size {
		b = append(b, byte(len(b)))
	}
	return b
}

// decodeRadioFrame reads a frame, and refuses one whose filling is not as it was written.
func decodeRadioFrame(b []byte) (f radioFrame, err error) {
	if len(b) < radioFrameLeast || binary.BigEndian.Uint16(b) != radioFrameMark {
		return f, errRadioFrame
	}
	f = radioFrame{tester: [4]byte(b[2:]), index: b[6], total: b[7], size: len(b)}
	if f.index >= f.total {
		return radioFrame{}, errRadioFrame
	}
	for i, x := range b[radioFrameLeast:] {
		if x != byte(radioFrameLeast+i) {
			return radioFrame{}, errRadioFrame
		}
	}
	return f, nil
}
