package lora

import (
	"bytes"
	"encoding/binary"
)

// What stands around a message on the line.
const (
	meshtasticStart1 = 0x94
	meshtasticStart2 = 0xC3
	meshtasticHead   = 4   // two start bytes and the length
	meshtasticMost   = 512 // bytes of one message
)

// meshtasticWake stirs a board that sleeps, and ends whatever frame it may believe to be in.
var meshtasticWake = bytes.Repeat([]byte{meshtasticStart2}, 32)

// meshtasticFrame puts a message into a frame.
func meshtasticFrame(message []byte) []byte {
	out := binary.BigEndian.AppendUint16([]byte{meshtasticStart1, meshtasticStart2}, uint16(len(message)))
	return append(out, message...)
}

// meshtasticReader finds frames among log text. A board that starts anew may leave half a frame behind, so what looks like a frame
// and is none gives up its first byte alone: a whole frame may stand within.
type meshtasticReader struct {
	frame   func([]byte) bool // false: that was no message
	text    func(byte)        // what stands outside frames
	damaged func()
	backlog // from the first byte that may begin a frame
}

// take reads what came.
func (r *meshtasticReader) take(b []byte) { r.read(b, r.step) }

// step tells how many bytes are done with; none: more have to come first.
func (r *meshtasticReader) step() int {
	n := r.length()
	switch {
	case n == 0:
		return 0
	case n < meshtasticHead:
		r.text(r.rest[0])
		return 1
	case len(r.rest) < n:
		return 0
	case n > meshtasticHead && !r.frame(r.rest[meshtasticHead:n:n]):
		r.damaged()
		return 1
	}
	return n
}

// length is how long the frame is that begins here, with its head; 1 when none does, 0 when that cannot be known yet.
func (r *meshtasticReader) length() int {
	b := r.rest
	switch {
	case len(b) == 0:
		return 0
	case b[0] != meshtasticStart1, len(b) > 1 && b[1] != meshtasticStart2:
		return 1
	case len(b) < meshtasticHead:
		return 0
	}
	n := int(binary.BigEndian.Uint16(b[2:]))
	if n > meshtasticMost {
		return 1
	}
	return meshtasticHead + n
}

// giveUp is told when nothing came for a while: the frame that is under way will not be finished.
func (r *meshtasticReader) giveUp() {
	if len(r.rest) == 0 {
		return
	}
	r.damaged()
	r.rest = r.rest[1:]
	r.take(nil)
}
