package loratest

import (
	"encoding/binary"
	"math"
)

// The form of Meshtastic's messages, written once more: a simulator that took it from the driver would repeat its mistakes. What
// judges this one is Meshtastic's own client.

// message is a message that is being written.
type message []byte

func (m message) tag(number, wire int) message {
	return binary.AppendUvarint(m, uint64(number)<<3|uint64(wire))
}

// num writes a number; zero is left out, as the firmware does.
func (m message) num(number int, value uint64) message {
	if value == 0 {
		return m
	}
	return binary.AppendUvarint(m.tag(number, 0), value)
}

func (m message) signed(number, value int) message { return m.num(number, uint64(int64(value))) }

func (m message) fixed(number int, value uint32) message {
	if value == 0 {
		return m
	}
	return binary.LittleEndian.AppendUint32(m.tag(number, 5), value)
}

func (m message) float(number int, value float64) message {
	return m.fixed(number, math.Float32bits(float32(value)))
}

// bytes writes bytes, or a message within, empty or not.
func (m message) bytes(number int, value []byte) message {
	return append(binary.AppendUvarint(m.tag(number, 2), uint64(len(value))), value...)
}

func (m message) text(number int, value string) message {
	if value == "" {
		return m
	}
	return m.bytes(number, []byte(value))
}

// fields are the fields of a message that was read: the last value of each.
type fields struct {
	numbers map[int]uint64
	bytes   map[int][]byte
}

// readFields takes a message apart; false: it is none.
func readFields(b []byte) (fields, bool) {
	f := fields{numbers: map[int]uint64{}, bytes: map[int][]byte{}}
	for len(b) > 0 {
		tag, n := binary.Uvarint(b)
		if n <= 0 || tag>>3 == 0 || tag>>3 > 1<<29-1 {
			return f, false
		}
		n = f.read(int(tag>>3), int(tag&7), b[n:], n)
		if n < 0 {
			return f, false
		}
		b = b[n:]
	}
	return f, true
}

// read reads one value and tells where the next field begins; less than zero: nowhere.
func (f fields) read(number, wire int, b []byte, at int) int {
	switch wire {
	case 0:
		value, n := binary.Uvarint(b)
		if n <= 0 {
			return -1
		}
		f.numbers[number] = value
		return at + n
	case 5:
		if len(b) < 4 {
			return -1
		}
		f.numbers[number] = uint64(binary.LittleEndian.Uint32(b))
		return at + 4
	case 2:
		size, n := binary.Uvarint(b)
		if n <= 0 || size > uint64(len(b)-n) {
			return -1
		}
		f.bytes[number] = b[n : n+int(size)]
		return at + n + int(size)
	}
	return -1
}

// has tells whether a part is there, empty or not.
func (f fields) has(number int) bool {
	_, ok := f.bytes[number]
	return ok
}

// streamParser finds the frames of a program.
type streamParser struct{ rest []byte }

const (
	start1     = 0x94
	start2     = 0xC3
	streamMost = 512
)

// take gives every whole frame; everything else is passed over.
func (p *streamParser) take(b []byte, frame func([]byte)) {
	for _, c := range b {
		p.rest = append(p.rest, c)
		switch n := len(p.rest); {
		case n == 1 && c != start1, n == 2 && c != start2, n == 4 && p.size() > streamMost:
			p.rest = nil
		case n >= 4 && n == 4+p.size():
			whole := p.rest[4:]
			p.rest = nil
			frame(whole)
		}
	}
}

func (p *streamParser) size() int { return int(binary.BigEndian.Uint16(p.rest[2:])) }

func streamFrame(m []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{start1, start2}, uint16(len(m))), m...)
}
