package lora

import (
	"encoding/binary"
	"errors"
	"math"
)

// The form that Meshtastic's messages have: fields one after the other, each with its number and one of four kinds of value. We read
// and write the handful that we need by hand; SPEC.md draws them. What is read stays a part of the bytes that came, so nothing is
// allocated by a length that somebody claims.

// The kinds of value.
const (
	wireVarint = 0
	wireFixed8 = 1 // eight bytes; we read over them
	wireBytes  = 2
	wireFixed4 = 5
)

// errProto is of bytes that are no message of this form, or have another kind of value where we know better.
var errProto = errors.New("malformed message")

// protoField is one field of a message.
type protoField struct {
	number uint64
	wire   int
	value  uint64 // of a varint, and of four bytes
	bytes  []byte
}

// eachField gives the fields of a message in order, until one is refused.
func eachField(message []byte, take func(protoField) error) error {
	for len(message) > 0 {
		f, rest, err := cutField(message)
		if err != nil {
			return err
		}
		if err := take(f); err != nil {
			return err
		}
		message = rest
	}
	return nil
}

// lastField is the highest number that the form allows.
const lastField = 1<<29 - 1

// cutField takes the first field off.
func cutField(b []byte) (f protoField, rest []byte, err error) {
	tag, rest, err := cutVarint(b)
	if err != nil {
		return f, nil, err
	}
	f.number, f.wire = tag>>3, int(tag&7)
	if f.number == 0 || f.number > lastField {
		return f, nil, errProto
	}
	rest, err = f.cutValue(rest)
	return f, rest, err
}

func (f *protoField) cutValue(b []byte) (rest []byte, err error) {
	switch f.wire {
	case wireVarint:
		f.value, rest, err = cutVarint(b)
		return rest, err
	case wireFixed4:
		if len(b) < 4 {
			return nil, errProto
		}
		f.value = uint64(binary.LittleEndian.Uint32(b))
		return b[4:], nil
	case wireFixed8:
		if len(b) < 8 {
			return nil, errProto
		}
		return b[8:], nil
	case wireBytes:
		n, rest, err := cutVarint(b)
		if err != nil || n > uint64(len(rest)) {
			return nil, errProto
		}
		f.bytes = rest[:n:n]
		return rest[n:], nil
	}
	return nil, errProto
}

// cutVarint takes a number off: seven bits a byte, the lowest first, ten bytes at most.
func cutVarint(b []byte) (uint64, []byte, error) {
	value, n := binary.Uvarint(b)
	if n <= 0 {
		return 0, nil, errProto
	}
	return value, b[n:], nil
}

// number32 reads a number of 32 bits. Negative ones come as ten bytes.
func (f protoField) number32(into *uint32) error {
	if f.wire != wireVarint {
		return errProto
	}
	*into = uint32(f.value)
	return nil
}

func (f protoField) signed(into *int) error {
	if f.wire != wireVarint {
		return errProto
	}
	*into = int(int32(f.value))
	return nil
}

func (f protoField) bool(into *bool) error {
	if f.wire != wireVarint {
		return errProto
	}
	*into = f.value != 0
	return nil
}

func (f protoField) fixed(into *uint32) error {
	if f.wire != wireFixed4 {
		return errProto
	}
	*into = uint32(f.value)
	return nil
}

// float reads a number with a fraction. What is none, or endless, is zero.
func (f protoField) float(into *float64) error {
	if f.wire != wireFixed4 {
		return errProto
	}
	*into = float64(math.Float32frombits(uint32(f.value)))
	if math.IsNaN(*into) || math.IsInf(*into, 0) {
		*into = 0
	}
	return nil
}

func (f protoField) blob(into *[]byte) error {
	if f.wire != wireBytes {
		return errProto
	}
	*into = f.bytes
	return nil
}

func (f protoField) text(into *string) error {
	if f.wire != wireBytes {
		return errProto
	}
	*into = plain(f.bytes)
	return nil
}

// message reads a message within.
func (f protoField) message(take func(protoField) error) error {
	if f.wire != wireBytes {
		return errProto
	}
	return eachField(f.bytes, take)
}

// plain is text that may stand on a terminal.
func plain(b []byte) string {
	out := make([]rune, 0, len(b))
	for _, c := range string(b) {
		if c >= ' ' && c != 0x7F && (c < 0x80 || c > 0x9F) && c != '\uFFFD' {
			out = append(out, c)
		}
	}
	return string(out)
}

func appendVarint(out []byte, number int, value uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(out, uint64(number)<<3|wireVarint), value)
}

func appendFixed(out []byte, number int, value uint32) []byte {
	return binary.LittleEndian.AppendUint32(binary.AppendUvarint(out, uint64(number)<<3|wireFixed4), value)
}

func appendBytes(out []byte, number int, value []byte) []byte {
	out = binary.AppendUvarint(out, uint64(number)<<3|wireBytes)
	return append(binary.AppendUvarint(out, uint64(len(value))), value...)
}
