package entry

import (
	"bytes"

	"foirail/ledger/keys"
)

// The first byte of a record holds one of these or the kind in its high 4 bits, and the low 4
// bits of seq. A plain payment goes to one account of the same market, without memo, at a seq
// above 1 and a time in the window; its curve stands here and it has no flags.
const (
	airPlainEd25519 = 0
	airPlainSr25519 = 15
)

// The flags, second byte of every other record.
const (
	airSr25519  = 1 << iota // curve of the author's signature
	airFirst                // seq 1: no prev
	airFullTime             // time takes four bytes
	airLike                 // the body is that of another steward's words
	airAbroad               // of a Pay or Redeem: the payees' markets stand
	airMemo                 // of a Pay: a memo stands
	airMany                 // of a Pay: there are several payees
	airFlags    = iota      // how many there are
)

// airBody is a body that has an air form. All have.
type airBody interface {
	// writeAir writes the body; e is the entry around it.
	writeAir(w *airWriter, e *Entry)
	// readAir reads it; e has all that stands before the body.
	readAir(r *airReader, e *Entry, flags byte)
}

// record writes one record.
func (w *airWriter) record(e, like *Entry) {
	body, ok := e.Body.(airBody)
	w.need(ok, "no body")
	w.need(e.Signature.Curve == keys.Ed25519 || e.Signature.Curve == keys.Sr25519, "no signature")
	if w.err != nil {
		return
	}
	home := e.Community == w.air.Community && e.Market == w.air.Market
	w.need(home || e.Kind() == KindFound, "it is of another market")
	if p := w.plain(e); p != nil && like == nil {
		w.plainPayment(e, p)
	} else {
		low, flags := w.shape(e, like)
		w.byte(byte(e.Kind())<<4 | low)
		w.byte(flags)
		w.header(e)
		if like != nil {
			w.like(e, like)
		} else {
			body.writeAir(w, e)
		}
	}
	w.bytes(e.Signature.Bytes[:])
}

// plain is the payee of a plain payment, or nil.
func (w *airWriter) plain(e *Entry) *Payee {
	pay, ok := e.Body.(*Pay)
	if !ok || len(pay.Payees) != 1 || pay.Memo != "" || pay.Abroad(e.Market) || e.Seq < 2 || !w.inWindow(e.Time) {
		return nil
	}
	return &pay.Payees[0]
}

func (w *airWriter) plainPayment(e *Entry, p *Payee) {
	form := byte(airPlainEd25519)
	if e.Signature.Curve == keys.Sr25519 {
		form = airPlainSr25519
	}
	w.byte(form<<4 | byte(e.Seq&15))
	w.header(e)
	w.key(p.Account)
	w.amount(p.Amount)
}

// shape is the low 4 bits of seq, none in a Redeem, and the flags.
func (w *airWriter) shape(e, like *Entry) (low, flags byte) {
	flag := func(bit byte, on bool) {
		if on {
			flags |= bit
		}
	}
	flag(airSr25519, e.Signature.Curve == keys.Sr25519)
	flag(airLike, like != nil)
	switch b := e.Body.(type) {
	case *Redeem:
		flag(airAbroad, b.Market != e.Market)
		return 0, flags
	case *Pay:
		flag(airAbroad, b.Abroad(e.Market))
		flag(airMemo, b.Memo != "")
		flag(airMany, len(b.Payees) > 1)
	}
	flag(airFirst, e.Seq == 1)
	flag(airFullTime, !w.inWindow(e.Time))
	return byte(e.Seq & 15), flags
}

// header writes author, prev and time; a Redeem has none of them.
func (w *airWriter) header(e *Entry) {
	if e.Kind() == KindRedeem {
		return
	}
	w.key(e.Author)
	if e.Seq > 1 {
		w.bytes(e.Prev[:2])
	}
	w.moment(e.Time)
}

// like writes which of a steward's words say the same: his seat, the low 8 bits of seq, and two
// bytes of the hash.
func (w *airWriter) like(e, like *Entry) {
	w.need(e.Kind() == KindVotes || e.Kind() == KindAttest, "only Votes and Attest are likened")
	v := w.ref(like.Author)
	w.need(v != airWhole && v <= MaxStewards, "likened to the words of no steward")
	_, held := w.air.slot(like.Hash())
	w.need(held && latest(uint64(w.air.headOf(like.Author)), byte(like.Seq), 256) == uint64(like.Seq),
		"likened to words that are not held, or too old")
	w.need(e.Kind() == like.Kind() && bytes.Equal(e.BodyBytes(), like.BodyBytes()), "they are not alike")
	if w.err != nil {
		return
	}
	h := like.Hash()
	w.byte(byte(v - 1))
	w.byte(byte(like.Seq))
	w.bytes(h[:2])
}

// record reads one record, and what it is likened to if it is.
func (r *airReader) record() (e, like *Entry) {
	e = &Entry{Community: r.air.Community, Market: r.air.Market}
	first := r.byte()
	form, low := first>>4, first&15
	if form == airPlainEd25519 || form == airPlainSr25519 {
		r.plainPayment(e, low)
		e.Signature.Curve = keys.Ed25519
		if form == airPlainSr25519 {
			e.Signature.Curve = keys.Sr25519
		}
	} else {
		like = r.other(e, Kind(form), low)
	}
	copy(e.Signature.Bytes[:], r.take(len(e.Signature.Bytes)))
	return e, like
}

func (r *airReader) plainPayment(e *Entry, low byte) {
	r.header(e, low, 0)
	e.Body = &Pay{Payees: []Payee{{Market: e.Market, Account: r.key(), Amount: r.amount()}}}
}

// other reads a record with flags, up to its signature.
func (r *airReader) other(e *Entry, kind Kind, low byte) (like *Entry) {
	flags := r.byte()
	r.check(flags < 1<<airFlags, "unknown flags")
	e.Signature.Curve = keys.Ed25519
	if flags&airSr25519 != 0 {
		e.Signature.Curve = keys.Sr25519
	}
	e.Seq = 1
	if kind != KindRedeem {
		r.header(e, low, flags)
	}
	if flags&airLike != 0 {
		r.check(kind == KindVotes || kind == KindAttest, "likened")
		return r.like(e, kind)
	}
	body := newBody(kind)
	e.Body = body
	body.(airBody).readAir(r, e, flags)
	return nil
}

// header reads author, prev and time.
func (r *airReader) header(e *Entry, low, flags byte) {
	e.Author = r.key()
	if flags&airFirst != 0 {
		r.check(low == 1, "the first entry with another seq")
		e.Seq = 1
	} else {
		r.prev(e, low)
	}
	e.Time = r.moment(flags&airFullTime != 0)
}

// prev finds the seq that has these low bits, at most one above the head held, and the entry
// before it.
func (r *airReader) prev(e *Entry, low byte) {
	check := r.take(2)
	if r.err != nil || r.lacking != nil {
		return
	}
	seq := latest(uint64(r.air.headOf(e.Author))+1, low, 16)
	if seq < 2 || seq > MaxSeq {
		r.lack("the entry before it", check)
		return
	}
	e.Seq = uint32(seq)
	e.Prev = r.pick(r.air.held(Slot{Author: e.Author, Seq: e.Seq - 1}), check, "the entry before it")
}

// like reads which words say the same, and takes their body.
func (r *airReader) like(e *Entry, kind Kind) *Entry {
	e.Body = newBody(kind)
	seat, low, check := int(r.byte()), r.byte(), r.take(2)
	r.check(seat < len(r.air.Seats), "no such seat")
	if r.err != nil || r.lacking != nil {
		return nil
	}
	s := Slot{Author: r.air.Seats[seat]}
	s.Seq = uint32(latest(uint64(r.air.headOf(s.Author)), low, 256))
	h := r.pick(r.air.held(s), check, "the words that it is likened to")
	if r.lacking != nil {
		return nil
	}
	like := r.air.Known.Entry(h)
	if like == nil || like.Kind() != kind {
		r.lack("the words that it is likened to", check)
		return nil
	}
	e.Body = like.Body
	return like
}
