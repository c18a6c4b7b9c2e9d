package entry

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"

	"foirail/ledger/keys"
)

// How a key stands on air: an integer, which is one of these, or a seat's index and 1, or a
// number of the table and airNumbers.
const (
	airWhole   = 0               // the key follows, 32 bytes
	airCoupon  = MaxStewards + 1 // in the name of an entry: a redemption's series and serial follow
	airNumbers = MaxStewards + 2
)

// airWindow is how many times after the head's since take two bytes.
const airWindow = 1 << 16

// airWriter is a writer that knows the context.
type airWriter struct {
	writer
	air *Air
}

// need is check for what an air form takes: without it there is none.
func (w *airWriter) need(ok bool, why string) {
	if !ok && w.err == nil {
		w.err = fmt.Errorf("%w: %s", ErrAirNone, why)
	}
}

// ref is how a key stands, which is the lowest that names it.
func (w *airWriter) ref(a keys.Account) uint64 {
	if i := slices.Index(w.air.Seats, a); i >= 0 && i < MaxStewards {
		return uint64(i + 1)
	}
	if n, ok := w.air.Table.keyNumber(a, w.air.Head.Keys); ok {
		return uint64(n + airNumbers)
	}
	return airWhole
}

// key writes a key. It hides the writer's account, which is always whole.
func (w *airWriter) key(a keys.Account) {
	v := w.ref(a)
	w.uint(v)
	if v == airWhole {
		w.account(a)
	}
}

// seriesName writes a series: 0 and the hash, or its number and 1.
func (w *airWriter) seriesName(s Hash) {
	if n, ok := w.air.Table.seriesNumber(s, w.air.Head.Series); ok {
		w.uint(uint64(n + 1))
		return
	}
	w.uint(0)
	w.hash(s)
}

// slotOf is where an entry that is named stands, and how its slot's owner is written.
func (w *airWriter) slotOf(h Hash) (s Slot, v uint64) {
	s, ok := w.air.slot(h)
	w.need(ok, "it names an entry that is not held")
	if s.Serial > 0 {
		return s, airCoupon
	}
	return s, w.ref(s.Author)
}

// name writes the name of an entry held.
func (w *airWriter) name(h Hash) {
	s, v := w.slotOf(h)
	w.uint(v)
	w.place(s, v, h)
}

// place writes what follows the integer v in a name.
func (w *airWriter) place(s Slot, v uint64, h Hash) {
	switch v {
	case airCoupon:
		w.seriesName(s.Series)
		w.uint(uint64(s.Serial))
	case airWhole:
		w.account(s.Author)
		fallthrough
	default:
		w.uint(uint64(s.Seq))
	}
	w.bytes(h[:2])
}

func (w *airWriter) names(list []Hash) {
	w.uint(uint64(len(list)))
	for _, h := range list {
		w.name(h)
	}
}

// ranges writes each range as its distance from the first serial that it may have, and how far
// it goes.
func (w *airWriter) ranges(list []Range) {
	w.uint(uint64(len(list)))
	free := 1
	for _, x := range list {
		w.need(x.From >= free && x.To >= x.From, "ranges out of order")
		w.uint(uint64(x.From - free))
		w.uint(uint64(x.To - x.From))
		free = x.To + 2
	}
}

// moment writes a time, in two bytes when it lies in the window.
func (w *airWriter) moment(t uint32) {
	if w.inWindow(t) {
		w.b = binary.BigEndian.AppendUint16(w.b, uint16(t-w.air.Head.Since))
		return
	}
	w.time(t)
}

// inWindow says whether a time takes two bytes.
func (w *airWriter) inWindow(t uint32) bool {
	since := w.air.Head.Since
	return t >= since && t-since < airWindow
}

// airReader is a reader that knows the context. What it reads and does not know it notes in
// lacking and goes on, so that the next record can be found.
type airReader struct {
	reader
	air     *Air
	lacking *AirLack // what is not known here, the first of it
	choice  int      // of the ways to read the record, in the order of the choices
	ways    int      // how many there are, as far as read
}

// AirLack is the ErrAirUnknown that says what a record names and is not known here.
type AirLack struct {
	What   string
	Begins []byte // an entry: the first 2 bytes of its hash; nil: a key or a series
}

func (l *AirLack) Error() string { return fmt.Sprint(ErrAirUnknown, ": ", l.What) }
func (l *AirLack) Unwrap() error { return ErrAirUnknown }

func (r *airReader) lack(what string, begins []byte) {
	if r.lacking == nil {
		r.lacking = &AirLack{what, bytes.Clone(begins)}
	}
}

// pick chooses one of the hashes that begin with the two bytes of check.
func (r *airReader) pick(list []Hash, check []byte, what string) Hash {
	if r.err != nil {
		return Hash{}
	}
	var fit []Hash
	for _, h := range list {
		if h[0] == check[0] && h[1] == check[1] {
			fit = append(fit, h)
		}
	}
	if len(fit) == 0 {
		r.lack(what, check)
		return Hash{}
	}
	n := r.choice % len(fit)
	r.choice /= len(fit)
	r.ways = min(r.ways*len(fit), MaxRebuilt+1)
	return fit[n]
}

// ref reads how a key stands.
func (r *airReader) ref() uint64 { return r.uint(0, airNumbers+MaxHandles-1) }

// keyOf is the key that stands as v.
func (r *airReader) keyOf(v uint64) keys.Account {
	switch {
	case v == airWhole:
		return r.account()
	case v <= MaxStewards:
		r.check(int(v) <= len(r.air.Seats), "no such seat")
		if r.err == nil {
			return r.air.Seats[v-1]
		}
		return keys.Account{}
	case v == airCoupon:
		r.fail("no key")
		return keys.Account{}
	}
	n := int(v - airNumbers)
	r.check(n < r.air.Head.Keys, "a number that is not in use")
	key, ok := r.air.Table.key(n)
	if !ok {
		r.lack("a key of the table", nil)
	}
	return key
}

func (r *airReader) key() keys.Account { return r.keyOf(r.ref()) }

func (r *airReader) seriesName() Hash {
	v := r.uint(0, MaxSeriesHandles)
	if v == 0 {
		return r.hash()
	}
	r.check(int(v) <= r.air.Head.Series, "a number that is not in use")
	s, ok := r.air.Table.seriesOf(int(v - 1))
	if !ok {
		r.lack("a series of the table", nil)
	}
	return s
}

// name reads the name of an entry.
func (r *airReader) name() Hash { return r.place(r.ref()) }

// place reads what follows the integer v in a name.
func (r *airReader) place(v uint64) Hash {
	var s Slot
	if v == airCoupon {
		s.Series = r.seriesName()
		s.Serial = int(r.uint(1, MaxCoupons))
	} else {
		s.Author = r.keyOf(v)
		s.Seq = uint32(r.uint(1, MaxSeq))
	}
	return r.inSlot(s)
}

// inSlot reads two bytes of the hash of an entry that stands in a slot.
func (r *airReader) inSlot(s Slot) Hash {
	check := r.take(2)
	if r.err != nil || r.lacking != nil {
		return Hash{}
	}
	return r.pick(r.air.held(s), check, "an entry that is named")
}

// names reads a list of names, which take at least 4 bytes each.
func (r *airReader) names(least, most int) []Hash {
	n := r.count(least, most, 4)
	list := make([]Hash, 0, n)
	for range n {
		list = append(list, r.name())
	}
	return list
}

// ranges reads what the full form would have.
func (r *airReader) ranges(least, most int) []Range {
	var list []Range
	free := 1
	for range r.count(least, most, 2) {
		from := free + int(r.uint(0, MaxCoupons))
		to := from + int(r.uint(0, MaxCoupons))
		r.check(to <= MaxCoupons, "serial out of range")
		free = to + 2
		list = append(list, Range{from, to})
	}
	return list
}

// moment reads a time, whole or in two bytes.
func (r *airReader) moment(whole bool) uint32 {
	if whole {
		return r.time()
	}
	b := r.take(2)
	if b == nil {
		return 0
	}
	t := uint64(r.air.Head.Since) + uint64(binary.BigEndian.Uint16(b))
	r.check(t < 1<<32, "time out of range")
	return uint32(t)
}

// latest is the highest seq up to most whose low bits are these, by a modulus that is a power of
// two; 0 when there is none.
func latest(most uint64, low byte, modulus uint64) uint64 {
	back := (most - uint64(low)) % modulus
	if back > most {
		return 0
	}
	return most - back
}
