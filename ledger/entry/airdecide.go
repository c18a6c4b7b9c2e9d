package entry

import (
	"bytes"
)

// The bodies of decisions and epochs, on air: keys stand as keys do there, and entries by name.

// airValue is a Value that has an air form. All have.
type airValue interface {
	writeAir(w *airWriter)
	readAir(r *airReader)
}

func (w *airWriter) topic(t Topic) {
	w.byte(byte(t.Kind))
	switch t.Kind {
	case TopicExpire, TopicResolveCoupon:
		w.seriesName(t.Series)
	case TopicResolveAccount:
		w.key(t.Account)
	}
	t.writeNumbers(&w.writer)
}

func (r *airReader) topic() (t Topic) {
	t.readKind(&r.reader)
	switch t.Kind {
	case TopicExpire, TopicResolveCoupon:
		t.Series = r.seriesName()
	case TopicResolveAccount:
		t.Account = r.key()
	}
	t.readNumbers(&r.reader)
	return t
}

func (b *Propose) writeAir(w *airWriter, _ *Entry) {
	w.topic(b.Topic)
	w.uint(uint64(b.View))
	w.names(b.Shown)
	b.Value.(airValue).writeAir(w)
}

func (b *Propose) readAir(r *airReader, _ *Entry, _ byte) {
	b.Topic = r.topic()
	b.View = uint32(r.uint(0, MaxView))
	b.Shown = r.names(0, MaxShown)
	if r.err == nil {
		b.Value = newValue(b.Topic.Kind)
		b.Value.(airValue).readAir(r)
	}
}

func (v *NextEpoch) writeAir(w *airWriter) {
	w.uint(uint64(len(v.Seats)))
	for _, s := range v.Seats {
		w.key(s.Voting)
		w.key(s.Vault)
	}
	v.Policy.write(&w.writer)
	w.heads(v.Closed)
	w.locks(v.Locks)
}

func (v *NextEpoch) readAir(r *airReader) {
	for range r.count(1, MaxStewards, 2) {
		v.Seats = append(v.Seats, Seated{Voting: r.key(), Vault: r.key()})
	}
	v.Policy.read(&r.reader)
	v.Closed = r.heads()
	v.Locks = r.locks()
}

func (v *Batch) writeAir(w *airWriter) {
	v.writeAct(&w.writer)
	w.names(v.Paid)
	v.writeBesides(&w.writer)
	w.uint(uint64(len(v.Call)))
	w.bytes(v.Call)
}

func (v *Batch) readAir(r *airReader) {
	besides := v.readAct(&r.reader)
	v.Paid = r.names(0, MaxPaid)
	if besides {
		v.readBesides(&r.reader)
	}
	v.Call = bytes.Clone(r.take(r.count(1, MaxCall, 1)))
}

func (v *Expire) writeAir(w *airWriter) { w.ranges(v.Returned) }
func (v *Expire) readAir(r *airReader)  { v.Returned = r.ranges(0, MaxReturned) }

func (v *ResolveAccount) writeAir(w *airWriter) {
	w.uint(uint64(v.From))
	w.names(v.Listed)
}

func (v *ResolveAccount) readAir(r *airReader) {
	v.From = uint32(r.uint(1, MaxSeq))
	v.Listed = r.names(0, MaxDisputed)
}

// A winner stands behind a flag; without one, the value goes back.
func (v *ResolveCoupon) writeAir(w *airWriter) {
	if v.Winner.IsZero() {
		w.byte(0)
		return
	}
	w.byte(1)
	w.name(v.Winner)
}

func (v *ResolveCoupon) readAir(r *airReader) {
	if r.flag() {
		v.Winner = r.name()
	}
}

// The lock of a Next is of its topic, which does not stand twice.
func (b *Next) writeAir(w *airWriter, _ *Entry) {
	w.topic(b.Topic)
	w.uint(uint64(b.View))
	if b.Lock == nil {
		w.byte(0)
		return
	}
	w.byte(1)
	w.lock(b.Lock)
}

func (b *Next) readAir(r *airReader, _ *Entry, _ byte) {
	b.Topic = r.topic()
	b.View = uint32(r.uint(0, MaxView))
	if r.flag() {
		b.Lock = r.lock(b.Topic)
	}
}

func (b *Checkpoint) writeAir(w *airWriter, _ *Entry) {
	w.uint(uint64(b.Epoch))
	w.heads(b.Heads)
	w.hash(b.State)
	if !b.Closing {
		w.byte(0)
		return
	}
	w.byte(1)
	w.locks(b.Locks)
}

func (b *Checkpoint) readAir(r *airReader, _ *Entry, _ byte) {
	b.Epoch = uint32(r.uint(1, MaxEpoch))
	b.Heads = r.heads()
	b.State = r.hash()
	if b.Closing = r.flag(); b.Closing {
		b.Locks = r.locks()
	}
}

// flag reads a byte that is 0 or 1.
func (r *airReader) flag() bool {
	b := r.byte()
	r.check(b <= 1, "bad flag")
	return b == 1
}

// heads writes each head as author and seq, and above 0 two bytes of the hash, which must be of
// an entry held there.
func (w *airWriter) heads(list []Head) {
	w.uint(uint64(len(list)))
	for _, h := range list {
		w.key(h.Author)
		w.uint(uint64(h.Seq))
		if h.Seq == 0 {
			continue
		}
		s, _ := w.air.slot(h.Hash)
		w.need(s == Slot{Author: h.Author, Seq: h.Seq}, "a head that is not held")
		w.bytes(h.Hash[:2])
	}
}

func (r *airReader) heads() []Head {
	var list []Head
	for range r.count(0, MaxStewards, 2) {
		h := Head{Author: r.key(), Seq: uint32(r.uint(0, MaxSeq))}
		if h.Seq > 0 {
			h.Hash = r.inSlot(Slot{Author: h.Author, Seq: h.Seq})
		}
		list = append(list, h)
	}
	return list
}

// lock writes a lock without its topic.
func (w *airWriter) lock(l *LockOf) {
	w.uint(uint64(l.Epoch))
	w.uint(uint64(l.View))
	w.name(l.Proposal)
	w.names(l.Votes)
}

func (r *airReader) lock(t Topic) *LockOf {
	l := &LockOf{Topic: t}
	l.Epoch = uint32(r.uint(1, MaxEpoch))
	l.View = uint32(r.uint(0, MaxView))
	l.Proposal = r.name()
	l.Votes = r.names(1, MaxStewards)
	return l
}

func (w *airWriter) locks(list []LockOf) {
	w.uint(uint64(len(list)))
	for i := range list {
		w.topic(list[i].Topic)
		w.lock(&list[i])
	}
}

// locks reads locks, which take at least 13 bytes each: topic 2, epoch, view, two names and a
// length.
func (r *airReader) locks() []LockOf {
	var list []LockOf
	for range r.count(0, MaxLocks, 13) {
		list = append(list, *r.lock(r.topic()))
	}
	return list
}
