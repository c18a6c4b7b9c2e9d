package mesh

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Errors of the wire form. They come wrapped with what was wrong.
var (
	// ErrForm is returned for bytes that are no message.
	ErrForm = errors.New("not a well-formed message")
	// ErrNewer is returned for a message of a version above Version.
	ErrNewer = errors.New("a message of a newer version")
	// ErrTooLong is returned for a message longer than MaxMessage.
	ErrTooLong = errors.New("a message longer than any may be")
)

// writer appends the wire form of a value.
type writer struct{ b []byte }

func (w *writer) bytes(b []byte)    { w.b = append(w.b, b...) }
func (w *writer) byte(b byte)       { w.b = append(w.b, b) }
func (w *writer) uint(n uint64)     { w.b = binary.AppendUvarint(w.b, n) }
func (w *writer) hash(h entry.Hash) { w.b = append(w.b, h[:]...) }
func (w *writer) ref(r ledger.Ref)  { w.b = append(append(w.b, r.Market[:]...), r.Key[:]...) }
func (w *writer) hashes(l []entry.Hash) {
	w.uint(uint64(len(l)))
	for _, h := range l {
		w.hash(h)
	}
}

func (w *writer) flag(on bool) {
	if on {
		w.byte(1)
	} else {
		w.byte(0)
	}
}

// reader takes values off the front of b. After the first error it returns zero values and keeps
// that error.
type reader struct {
	b   []byte
	err error
}

func (r *reader) check(ok bool, why string) {
	if !ok && r.err == nil {
		r.err = fmt.Errorf("%w: %s", ErrForm, why)
		r.b = nil
	}
}

func (r *reader) take(n int) []byte {
	r.check(len(r.b) >= n, "too short")
	if r.err != nil {
		return make([]byte, n&63) // never more than a hash is asked for without looking first
	}
	taken := r.b[:n]
	r.b = r.b[n:]
	return taken
}

func (r *reader) byte() byte { return r.take(1)[0] }

// uint reads a minimal unsigned LEB128 integer from least to most, both included.
func (r *reader) uint(least, most uint64) uint64 {
	if r.err != nil {
		return least
	}
	n, size := binary.Uvarint(r.b)
	r.check(size > 0 && (size == 1 || r.b[size-1] != 0), "bad integer")
	r.check(n >= least && n <= most, "integer out of range")
	if r.err != nil {
		return least
	}
	r.b = r.b[size:]
	return n
}

// count reads the length of a list whose elements take at least size bytes each, so that no list
// is made that the bytes at hand cannot fill.
func (r *reader) count(least, most, size int) int {
	n := int(r.uint(uint64(least), uint64(most)))
	r.check(n*size <= len(r.b), "list longer than its bytes")
	if r.err != nil {
		return 0
	}
	return n
}

func (r *reader) flag() bool {
	b := r.byte()
	r.check(b <= 1, "bad flag")
	return b == 1
}

func (r *reader) hash() entry.Hash       { return entry.Hash(r.take(entry.HashSize)) }
func (r *reader) market() entry.MarketID { return entry.MarketID(r.take(entry.MarketSize)) }
func (r *reader) key() keys.Account      { return keys.Account(r.take(keys.AccountSize)) }
func (r *reader) ref() ledger.Ref        { return ledger.Ref{Market: r.market(), Key: r.key()} }
func (r *reader) short() ledger.Short    { return ledger.Short(r.take(len(ledger.Short{}))) }
func (r *reader) seq() uint32            { return uint32(r.uint(1, entry.MaxSeq)) }

func (r *reader) tiny() (s ledger.Short) {
	copy(s[:], r.take(ledger.TinySize))
	return s
}

// text reads UTF-8 without control characters, of at most that many bytes.
func (r *reader) text(most int) string {
	s := string(r.take(r.count(0, most, 1)))
	r.check(utf8.ValidString(s), "text is not UTF-8")
	for _, c := range s {
		r.check(!unicode.IsControl(c), "text has a control character")
	}
	return s
}

func (r *reader) hashes(least int) []entry.Hash {
	list := make([]entry.Hash, r.count(least, MaxHashes, entry.HashSize))
	for i := range list {
		list[i] = r.hash()
	}
	return list
}
