package entry

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"unicode"
	"unicode/utf8"

	"foirail/ledger/keys"
)

// writer appends the wire form of a value. Sign reads back what it wrote, which finds what is
// out of bounds; what could be read back as something else is checked here.
type writer struct {
	b   []byte
	err error
}

func (w *writer) check(ok bool, why string) {
	if !ok && w.err == nil {
		w.err = fmt.Errorf("%w: %s", ErrForm, why)
	}
}

func (w *writer) bytes(b []byte)         { w.b = append(w.b, b...) }
func (w *writer) byte(b byte)            { w.b = append(w.b, b) }
func (w *writer) uint(n uint64)          { w.b = binary.AppendUvarint(w.b, n) }
func (w *writer) amount(a Amount)        { w.uint(uint64(a)) }
func (w *writer) time(t uint32)          { w.b = binary.BigEndian.AppendUint32(w.b, t) }
func (w *writer) text(s string)          { w.uint(uint64(len(s))); w.b = append(w.b, s...) }
func (w *writer) hash(h Hash)            { w.bytes(h[:]) }
func (w *writer) account(a keys.Account) { w.bytes(a[:]) }

func (w *writer) signature(s keys.Signature) {
	w.byte(byte(s.Curve))
	w.bytes(s.Bytes[:])
}

func (w *writer) hashes(list []Hash) {
	w.uint(uint64(len(list)))
	for _, h := range list {
		w.hash(h)
	}
}

func (w *writer) accounts(list []keys.Account) {
	for _, a := range list {
		w.account(a)
	}
}

// reader takes values off the front of b. After the first error it returns zero values and
// keeps that error.
type reader struct {
	b     []byte
	err   error
	class error // what err is, ErrForm when nil
}

func (r *reader) fail(why string) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: %s", cmp.Or(r.class, ErrForm), why)
	}
	r.b = nil
}

func (r *reader) check(ok bool, why string) {
	if !ok {
		r.fail(why)
	}
}

func (r *reader) take(n int) []byte {
	if r.err != nil || len(r.b) < n {
		r.fail("too short")
		return nil
	}
	taken := r.b[:n]
	r.b = r.b[n:]
	return taken
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

// uint reads a minimal unsigned LEB128 integer from least to most, both included.
func (r *reader) uint(least, most uint64) uint64 {
	if r.err != nil {
		return least
	}
	n, size := binary.Uvarint(r.b)
	if size <= 0 || (size > 1 && r.b[size-1] == 0) {
		r.fail("bad integer")
		return least
	}
	r.b = r.b[size:]
	if n < least || n > most {
		r.fail("integer out of range")
		return least
	}
	return n
}

// count reads the length of a list whose elements take at least size bytes each, so that no
// list is made that the bytes at hand cannot fill.
func (r *reader) count(least, most, size int) int {
	n := int(r.uint(uint64(least), uint64(most)))
	if n*size > len(r.b) {
		r.fail("list longer than its bytes")
		return 0
	}
	return n
}

func (r *reader) amount() Amount { return Amount(r.uint(1, uint64(MaxAmount))) }

// anyAmount reads an amount that may be zero.
func (r *reader) anyAmount() Amount { return Amount(r.uint(0, uint64(MaxAmount))) }

func (r *reader) time() uint32 {
	if b := r.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

// text reads UTF-8 without control characters, of least to most bytes.
func (r *reader) text(least, most int) string {
	s := string(r.take(r.count(least, most, 1)))
	if !utf8.ValidString(s) {
		r.fail("text is not UTF-8")
	}
	for _, c := range s {
		if unicode.IsControl(c) {
			r.fail("text has a control character")
		}
	}
	return s
}

func (r *reader) hash() (h Hash)            { copy(h[:], r.take(HashSize)); return h }
func (r *reader) market() (m MarketID)      { copy(m[:], r.take(MarketSize)); return m }
func (r *reader) account() (a keys.Account) { copy(a[:], r.take(keys.AccountSize)); return a }

func (r *reader) signature() (s keys.Signature) {
	s.Curve = keys.Curve(r.byte())
	r.check(s.Curve == keys.Ed25519 || s.Curve == keys.Sr25519, "unknown curve")
	copy(s.Bytes[:], r.take(len(s.Bytes)))
	return s
}

func (r *reader) hashes(least, most int) []Hash {
	n := r.count(least, most, HashSize)
	list := make([]Hash, 0, n)
	for range n {
		list = append(list, r.hash())
	}
	return list
}

func (r *reader) accounts(n int) []keys.Account {
	if n*keys.AccountSize > len(r.b) {
		r.fail("list longer than its bytes")
		return nil
	}
	list := make([]keys.Account, 0, n)
	for range n {
		list = append(list, r.account())
	}
	return list
}

// distinct says whether no element stands twice.
func distinct[T comparable](list []T) bool {
	seen := make(map[T]struct{}, len(list))
	for _, x := range list {
		if _, twice := seen[x]; twice {
			return false
		}
		seen[x] = struct{}{}
	}
	return true
}
