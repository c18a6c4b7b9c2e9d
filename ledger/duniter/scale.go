package duniter

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"unicode/utf8"
)

// Hash is a blake2b-256 of the chain: of a block's header, an extrinsic, a call.
type Hash [32]byte

// Writer appends values in SCALE, the encoding of Substrate: integers little endian and of fixed size, or compact; lists behind
// their compact length; nothing between fields. The zero Writer is empty.
//
//	compact   bytes, the two lowest bits of the first tell the mode
//	mode 0    1: value·4, up to 63
//	mode 1    2: value·4+1, up to 2^14−1
//	mode 2    4: value·4+2, up to 2^30−1
//	mode 3    1+n: (n−4)·4+3, then n bytes, the last not zero
type Writer struct{ b []byte }

// Bytes is what has been written.
func (w *Writer) Bytes() []byte { return w.b }

// Raw appends bytes as they stand.
func (w *Writer) Raw(b []byte) { w.b = append(w.b, b...) }

// U8 appends a byte.
func (w *Writer) U8(n uint8) { w.b = append(w.b, n) }

// U16 appends two bytes.
func (w *Writer) U16(n uint16) { w.b = binary.LittleEndian.AppendUint16(w.b, n) }

// U32 appends four bytes.
func (w *Writer) U32(n uint32) { w.b = binary.LittleEndian.AppendUint32(w.b, n) }

// U64 appends eight bytes.
func (w *Writer) U64(n uint64) { w.b = binary.LittleEndian.AppendUint64(w.b, n) }

// Bool appends 0 or 1.
func (w *Writer) Bool(yes bool) {
	if yes {
		w.U8(1)
	} else {
		w.U8(0)
	}
}

// Compact appends an integer in the shortest of the four modes.
func (w *Writer) Compact(n uint64) {
	switch {
	case n < 1<<6:
		w.U8(uint8(n) << 2)
	case n < 1<<14:
		w.U16(uint16(n)<<2 | 1)
	case n < 1<<30:
		w.U32(uint32(n)<<2 | 2)
	default:
		size := (bits.Len64(n) + 7) / 8
		w.U8(uint8(size-4)<<2 | 3)
		w.b = append(w.b, binary.LittleEndian.AppendUint64(nil, n)[:size]...)
	}
}

// Blob appends bytes behind their length.
func (w *Writer) Blob(b []byte) {
	w.Compact(uint64(len(b)))
	w.Raw(b)
}

// Text appends a text behind its length in bytes.
func (w *Writer) Text(s string) { w.Blob([]byte(s)) }

// little appends a non-negative integer in a fixed number of bytes, which must hold it.
func (w *Writer) little(n *big.Int, size int) {
	b := n.FillBytes(make([]byte, size))
	for i := range b {
		w.U8(b[size-1-i])
	}
}

// bigCompact appends an integer of any size up to 2^536−1.
func (w *Writer) bigCompact(n *big.Int) {
	if n.IsUint64() {
		w.Compact(n.Uint64())
		return
	}
	size := (n.BitLen() + 7) / 8
	w.U8(uint8(size-4)<<2 | 3)
	w.little(n, size)
}

// Reader takes values off the front of some bytes. After its first error it returns zero values and keeps that error.
type Reader struct {
	b   []byte
	err error
}

// NewReader reads b, which it neither keeps beyond its life nor changes.
func NewReader(b []byte) *Reader { return &Reader{b: b} }

// Err is the first error, or nil.
func (r *Reader) Err() error { return r.err }

// Close says whether everything was read and all of it was well formed.
func (r *Reader) Close() error {
	if r.err == nil && len(r.b) > 0 {
		r.fail("%d trailing bytes", len(r.b))
	}
	return r.err
}

// Left is how many bytes have not been read.
func (r *Reader) Left() int { return len(r.b) }

func (r *Reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: %s", ErrForm, fmt.Sprintf(format, args...))
	}
	r.b = nil
}

// Take takes n bytes; they share memory with what is read.
func (r *Reader) Take(n int) []byte {
	if r.err != nil || n < 0 || n > len(r.b) {
		r.fail("too short")
		return nil
	}
	taken := r.b[:n:n]
	r.b = r.b[n:]
	return taken
}

// U8 takes a byte.
func (r *Reader) U8() uint8 {
	if b := r.Take(1); b != nil {
		return b[0]
	}
	return 0
}

// U16 takes two bytes.
func (r *Reader) U16() uint16 {
	if b := r.Take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

// U32 takes four bytes.
func (r *Reader) U32() uint32 {
	if b := r.Take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// U64 takes eight bytes.
func (r *Reader) U64() uint64 {
	if b := r.Take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// Hash takes 32 bytes.
func (r *Reader) Hash() (h Hash) {
	copy(h[:], r.Take(len(h)))
	return h
}

// Bool takes 0 or 1, and so is the mark in front of an optional value.
func (r *Reader) Bool() bool {
	b := r.U8()
	if b > 1 {
		r.fail("%d is neither true nor false", b)
	}
	return b == 1
}

// Compact takes a compact integer up to most. It refuses one that is not in its shortest mode.
func (r *Reader) Compact(most uint64) uint64 {
	n := r.bigger(8)
	if r.err == nil && n.Uint64() > most {
		r.fail("compact integer %d above %d", n, most)
	}
	if r.err != nil {
		return 0
	}
	return n.Uint64()
}

// bigger takes a compact integer of at most size bytes. It never returns nil.
func (r *Reader) bigger(size int) *big.Int {
	if r.err != nil || len(r.b) == 0 {
		r.fail("too short")
		return new(big.Int)
	}
	switch r.b[0] & 3 {
	case 0:
		return new(big.Int).SetUint64(uint64(r.U8() >> 2))
	case 1:
		return r.small(uint64(r.U16()>>2), 1<<6)
	case 2:
		return r.small(uint64(r.U32()>>2), 1<<14)
	}
	n := int(r.U8()>>2) + 4
	if n > size {
		r.fail("compact integer of %d bytes, at most %d", n, size)
		return new(big.Int)
	}
	b := r.Take(n)
	value := littleInt(b)
	if r.err == nil && (b[n-1] == 0 || value.BitLen() <= 30) {
		r.fail("compact integer longer than it need be")
	}
	return value
}

// small holds that a mode was needed.
func (r *Reader) small(n, least uint64) *big.Int {
	if n < least {
		r.fail("compact integer longer than it need be")
	}
	return new(big.Int).SetUint64(n)
}

// littleInt reads an unsigned integer, lowest byte first.
func littleInt(b []byte) *big.Int {
	turned := make([]byte, len(b))
	for i := range b {
		turned[len(b)-1-i] = b[i]
	}
	return new(big.Int).SetBytes(turned)
}

// Count takes the length of a list of elements of at least size bytes, so that no list is made that the bytes at hand cannot
// fill. With a size of 0 the caller bounds it.
func (r *Reader) Count(size int) int {
	n := r.Compact(math.MaxUint32)
	if size > 0 && n > uint64(len(r.b)/size) {
		r.fail("a list of %d where %d bytes are left", n, len(r.b))
		return 0
	}
	return int(n)
}

// Blob takes bytes behind their length, at most most of them; they share memory with what is read.
func (r *Reader) Blob(most int) []byte {
	n := r.Count(1)
	if n > most {
		r.fail("%d bytes, at most %d", n, most)
	}
	return r.Take(n)
}

// Text takes UTF-8 behind its length in bytes, at most most of them.
func (r *Reader) Text(most int) string {
	b := r.Blob(most)
	if !utf8.Valid(b) {
		r.fail("text is not UTF-8")
		return ""
	}
	return string(b)
}
