package entry

import (
	"bytes"
	"errors"
	"fmt"

	"foirail/ledger/keys"
)

// Errors of the air form. None of them is anybody's offence: what is not understood on air is
// asked for in full.
var (
	// ErrAir is returned for bytes that no sender of this context writes.
	ErrAir = errors.New("not of the air form")
	// ErrAirUnknown is returned for a record that names a key, a series or an entry which is not
	// held here, or which may be too many.
	ErrAirUnknown = errors.New("names on air what is not known here")
	// ErrAirNone is returned for an entry that has no air form in this context: it is of another
	// market, or names what its sender does not hold. It travels in full.
	ErrAirNone = errors.New("has no air form here")
)

// MaxRebuilt is the most entries that one record is taken for. There is more than one only where
// a forked slot holds entries whose hashes begin alike.
const MaxRebuilt = 4

// Slot is the place that one entry takes in a market: of an author and seq, or, of a Redeem, of a
// series and serial. The other two fields are zero.
type Slot struct {
	Author keys.Account
	Seq    uint32
	Series Hash
	Serial int
}

// Slot is the entry's place in its market.
func (e *Entry) Slot() Slot {
	if b, ok := e.Body.(*Redeem); ok {
		return Slot{Series: b.Series, Serial: b.Serial}
	}
	return Slot{Author: e.Author, Seq: e.Seq}
}

// Known is what a node holds of one market. Sender and receiver each look at their own; the air
// form goes between them as far as these agree.
type Known interface {
	// Slot is where the entry of a hash stands; false when it is not held in this market.
	Slot(Hash) (Slot, bool)
	// Held lists the entries in a slot, more than one where it is forked, in an order that stays.
	Held(Slot) []Hash
	// Head is the highest seq held of an author with all below it; 0 when nothing is held.
	Head(keys.Account) uint32
	// Entry is an entry held in this market, or nil. Only an Issue, Votes and Attest are asked for.
	Entry(Hash) *Entry
}

// Air is the context in which entries travel by radio: what both ends know and therefore leave
// out. One context and one entry give one byte string, and the bytes give back the full form,
// byte for byte, for the signature covers that. Whoever reads checks the signatures; what fails
// is asked for in full.
//
// A key stands as the seat it has, as its number in the table, or whole. An entry that is named
// stands as its slot and two bytes of its hash. SPEC.md, section 10, draws all of it.
//
// An Air is plain data, changed by nothing here.
type Air struct {
	Community Hash
	Market    MarketID
	Seats     []keys.Account // voting keys of the epoch, in the order of the seats
	Table     *Handles       // numbers of the steward of Head.Seat; nil: none are known
	Head      AirHead
	Known     Known
}

// Append appends the air form of an entry to b. It returns ErrAirNone for an entry that must
// travel in full.
func (a *Air) Append(b []byte, e *Entry) ([]byte, error) { return a.append(b, e, nil) }

// AppendLike appends a Votes or an Attest as "the same as" another of its kind, which a steward
// of this epoch has said and the receiver holds. It returns ErrAirNone when they are not the
// same, or when like is not among the last 256 entries held of its author.
func (a *Air) AppendLike(b []byte, e, like *Entry) ([]byte, error) {
	if like == nil {
		return b, fmt.Errorf("%w: likened to nothing", ErrAirNone)
	}
	return a.append(b, e, like)
}

func (a *Air) append(b []byte, e, like *Entry) ([]byte, error) {
	w := &airWriter{air: a}
	w.record(e, like)
	if w.err != nil {
		return b, w.err
	}
	return append(b, w.b...), nil
}

// Read takes one record off the front of b and gives the entries that it may be, usually one and
// at most MaxRebuilt, with the bytes behind it. The caller takes the one whose signatures hold.
// It returns ErrAirUnknown, with the bytes behind the record, mostly as an *AirLack; or ErrAir without them.
func (a *Air) Read(b []byte) (list []*Entry, rest []byte, err error) {
	for n, ways := 0, 1; n < ways; n++ {
		r := &airReader{reader: reader{b: b, class: ErrAir}, air: a, choice: n, ways: 1}
		e, like := r.record()
		switch {
		case r.err != nil:
			return nil, nil, r.err
		case r.lacking != nil:
			return nil, r.b, r.lacking
		case r.ways > MaxRebuilt:
			return nil, r.b, fmt.Errorf("%w: it may be one of more than %d entries", ErrAirUnknown, MaxRebuilt)
		}
		ways, rest = r.ways, r.b
		if made := a.rebuild(e, like, b[:len(b)-len(rest)]); made != nil {
			list = append(list, made)
		}
	}
	if len(list) == 0 {
		return nil, nil, fmt.Errorf("%w: no entry is written so", ErrAir)
	}
	return list, rest, nil
}

// rebuild makes the full form of what was read, or nil when it is no entry or its air form would
// be another.
func (a *Air) rebuild(e, like *Entry, record []byte) *Entry {
	w := &writer{}
	e.writeUnsigned(w)
	w.signature(e.Signature)
	w.accounts(e.keyList())
	if w.err != nil {
		return nil
	}
	made, err := Decode(w.b)
	if err != nil {
		return nil
	}
	again, err := a.append(nil, made, like)
	if err != nil || !bytes.Equal(again, record) {
		return nil
	}
	return made
}

// slot, and the three after it, ask Known; without one nothing is known.
func (a *Air) slot(h Hash) (Slot, bool) {
	if a.Known == nil {
		return Slot{}, false
	}
	return a.Known.Slot(h)
}

func (a *Air) held(s Slot) []Hash {
	if a.Known == nil {
		return nil
	}
	return a.Known.Held(s)
}

func (a *Air) headOf(author keys.Account) uint32 {
	if a.Known == nil {
		return 0
	}
	return a.Known.Head(author)
}

// couponKey is the key that a series lists for a serial, when its Issue is held.
func (a *Air) couponKey(series Hash, serial int) (key keys.Account, ok bool) {
	if a.Known == nil {
		return key, false
	}
	e := a.Known.Entry(series)
	if e == nil {
		return key, false
	}
	issue, ok := e.Body.(*Issue)
	if !ok || serial < 1 || serial > len(issue.Keys) {
		return key, false
	}
	return issue.Keys[serial-1], true
}
