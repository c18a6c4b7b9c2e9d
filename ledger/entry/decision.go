package entry

import (
	"bytes"

	"foirail/ledger/keys"
)

// Bounds of a decision.
const (
	MaxView     = 1<<16 - 1
	MaxShown    = 64
	MaxLocks    = 64
	MaxDisputed = 1024
	MaxPaid     = 100 // transfers of a batch
	MaxCall     = 16 << 10
	MaxStewards = 10
)

// TopicKind is what is to be decided.
type TopicKind uint8

// The topics.
const (
	TopicEpoch          TopicKind = iota + 1 // who serves in epoch Number
	TopicBatch                               // what batch Number pays, at attempt Attempt
	TopicExpire                              // the end of Series
	TopicResolveAccount                      // the end of the dispute of Account, from slot Number
	TopicResolveCoupon                       // the end of the dispute of coupon Number of Series
)

// Topic is decided once. Fields that its kind does not name are zero.
type Topic struct {
	Kind    TopicKind
	Number  uint32 // epoch, batch, first forked seq, or serial
	Attempt uint32
	Series  Hash
	Account keys.Account
}

func (t Topic) write(w *writer) {
	w.byte(byte(t.Kind))
	if t.Kind == TopicExpire || t.Kind == TopicResolveCoupon {
		w.hash(t.Series)
	}
	if t.Kind == TopicResolveAccount {
		w.account(t.Account)
	}
	if t.Kind != TopicExpire {
		w.uint(uint64(t.Number))
	}
	if t.Kind == TopicBatch || t.Kind == TopicResolveAccount || t.Kind == TopicResolveCoupon {
		w.uint(uint64(t.Attempt))
	}
}

func (t *Topic) read(r *reader) {
	t.Kind = TopicKind(r.byte())
	r.check(t.Kind >= TopicEpoch && t.Kind <= TopicResolveCoupon, "unknown topic")
	if t.Kind == TopicExpire || t.Kind == TopicResolveCoupon {
		t.Series = r.hash()
	}
	if t.Kind == TopicResolveAccount {
		t.Account = r.account()
	}
	switch t.Kind {
	case TopicEpoch:
		t.Number = uint32(r.uint(2, MaxEpoch))
	case TopicBatch:
		t.Number = uint32(r.uint(0, 1<<32-1))
	case TopicResolveAccount:
		t.Number = uint32(r.uint(1, MaxSeq))
	case TopicResolveCoupon:
		t.Number = uint32(r.uint(1, MaxCoupons))
	}
	if t.Kind == TopicBatch || t.Kind == TopicResolveAccount || t.Kind == TopicResolveCoupon {
		t.Attempt = uint32(r.uint(0, 1<<32-1))
	}
}

// Propose is a steward's proposal on a topic, in one view of it.
type Propose struct {
	Topic Topic
	View  uint32
	Shown []Hash // the Next or closing Checkpoints that allow it; ascending
	Value Value  // one of the types below, the one of the topic
}

// Kind is KindPropose.
func (*Propose) Kind() Kind { return KindPropose }

// Value is what is proposed: NextEpoch, Batch, Expire, ResolveAccount or ResolveCoupon.
type Value interface {
	write(w *writer)
	read(r *reader)
}

func (b *Propose) write(w *writer, _ MarketID) {
	b.Topic.write(w)
	w.uint(uint64(b.View))
	w.hashes(b.Shown)
	b.Value.write(w)
}

func (b *Propose) read(r *reader, _ MarketID) {
	b.Topic.read(r)
	b.View = uint32(r.uint(0, MaxView))
	b.Shown = r.hashes(0, MaxShown)
	r.check(ascendingHashes(b.Shown), "shown entries out of order")
	if r.err != nil {
		return
	}
	switch b.Topic.Kind {
	case TopicEpoch:
		b.Value = new(NextEpoch)
	case TopicBatch:
		b.Value = new(Batch)
	case TopicExpire:
		b.Value = new(Expire)
	case TopicResolveAccount:
		b.Value = new(ResolveAccount)
	case TopicResolveCoupon:
		b.Value = new(ResolveCoupon)
	}
	b.Value.read(r)
}

// NextEpoch names the stewards of an epoch and its policy. Closed and Locks stand only when
// vault keys name the next stewards in the place of lost voting keys.
type NextEpoch struct {
	Seats  []Seated // 1, 4, 7 or 10; by voting key, ascending
	Policy Policy
	Closed []Head // where each missing chain counts as closed
	Locks  []LockOf
}

// Seated is one steward of an epoch.
type Seated struct{ Voting, Vault keys.Account }

// Head is how far a chain goes: its last seq and that entry's hash; seq 0 is an empty chain.
type Head struct {
	Author keys.Account
	Seq    uint32
	Hash   Hash
}

// LockOf is the highest lock known on a topic.
type LockOf struct {
	Topic    Topic
	Epoch    uint32
	View     uint32
	Proposal Hash
	Votes    []Hash // the Votes that make it; ascending
}

func (v *NextEpoch) write(w *writer) {
	w.uint(uint64(len(v.Seats)))
	for _, s := range v.Seats {
		w.account(s.Voting)
		w.account(s.Vault)
	}
	v.Policy.write(w)
	writeHeads(w, v.Closed)
	writeLocks(w, v.Locks)
}

func (v *NextEpoch) read(r *reader) {
	n := r.count(1, MaxStewards, 2*keys.AccountSize)
	r.check(n%3 == 1, "a market has 1, 4, 7 or 10 stewards")
	var voting []keys.Account
	for range n {
		s := Seated{Voting: r.account(), Vault: r.account()}
		v.Seats = append(v.Seats, s)
		voting = append(voting, s.Voting)
	}
	r.check(ascending(voting), "seats out of order")
	v.Policy.read(r)
	v.Closed = readHeads(r)
	v.Locks = readLocks(r)
}

func writeHeads(w *writer, list []Head) {
	w.uint(uint64(len(list)))
	for _, h := range list {
		w.account(h.Author)
		w.uint(uint64(h.Seq))
		if h.Seq > 0 {
			w.hash(h.Hash)
		}
	}
}

func readHeads(r *reader) []Head {
	var list []Head
	for range r.count(0, MaxStewards, keys.AccountSize+1) {
		h := Head{Author: r.account(), Seq: uint32(r.uint(0, MaxSeq))}
		if h.Seq > 0 {
			h.Hash = r.hash()
		}
		if n := len(list); n > 0 {
			r.check(bytes.Compare(list[n-1].Author[:], h.Author[:]) < 0, "heads out of order")
		}
		list = append(list, h)
	}
	return list
}

func (l *LockOf) write(w *writer) {
	l.Topic.write(w)
	w.uint(uint64(l.Epoch))
	w.uint(uint64(l.View))
	w.hash(l.Proposal)
	w.hashes(l.Votes)
}

func (l *LockOf) read(r *reader) {
	l.Topic.read(r)
	l.Epoch = uint32(r.uint(1, MaxEpoch))
	l.View = uint32(r.uint(0, MaxView))
	l.Proposal = r.hash()
	l.Votes = r.hashes(1, MaxStewards)
	r.check(ascendingHashes(l.Votes), "votes out of order")
}

func writeLocks(w *writer, list []LockOf) {
	w.uint(uint64(len(list)))
	for i := range list {
		list[i].write(w)
	}
}

// readLocks reads locks by topic, each topic once.
func readLocks(r *reader) []LockOf {
	var list []LockOf
	for range r.count(0, MaxLocks, 2+HashSize) {
		var l LockOf
		l.read(r)
		if n := len(list); n > 0 {
			r.check(list[n-1].Topic.Key() < l.Topic.Key(), "locks out of order")
		}
		list = append(list, l)
	}
	return list
}

// Key is the topic's bytes, to order and to compare topics.
func (t Topic) Key() string {
	w := &writer{}
	t.write(w)
	return string(w.b)
}

// Batch is one settlement: the withdrawals it pays and the exact bytes of the call.
type Batch struct {
	Paid []Hash // in the order of payment
	Call []byte
}

func (v *Batch) write(w *writer) {
	w.hashes(v.Paid)
	w.uint(uint64(len(v.Call)))
	w.bytes(v.Call)
}

func (v *Batch) read(r *reader) {
	v.Paid = r.hashes(0, MaxPaid)
	r.check(distinct(v.Paid), "a withdrawal stands twice")
	v.Call = bytes.Clone(r.take(r.count(1, MaxCall, 1)))
}

// Expire ends a series: the serials whose value goes back to the issuer.
type Expire struct{ Returned []Range }

func (v *Expire) write(w *writer) { writeRanges(w, v.Returned) }
func (v *Expire) read(r *reader)  { v.Returned = readRanges(r, 0) }

// ResolveAccount ends the dispute of an account: every entry with a vote, from the first forked
// slot up.
type ResolveAccount struct{ Listed []Hash } // ascending

func (v *ResolveAccount) write(w *writer) { w.hashes(v.Listed) }

func (v *ResolveAccount) read(r *reader) {
	v.Listed = r.hashes(0, MaxDisputed)
	r.check(ascendingHashes(v.Listed), "entries out of order")
}

// ResolveCoupon ends the dispute of a coupon: the redemption that counts, or zero when the value
// goes back to the issuer.
type ResolveCoupon struct{ Winner Hash }

func (v *ResolveCoupon) write(w *writer) { w.hash(v.Winner) }
func (v *ResolveCoupon) read(r *reader)  { v.Winner = r.hash() }

// Next gives up on a view of a topic and asks for the given one, with the highest lock its
// author knows.
type Next struct {
	Topic Topic
	View  uint32
	Lock  *LockOf // nil when there is none; its topic is the Next's
}

// Kind is KindNext.
func (*Next) Kind() Kind { return KindNext }

func (b *Next) write(w *writer, _ MarketID) {
	b.Topic.write(w)
	w.uint(uint64(b.View))
	if b.Lock == nil {
		w.byte(0)
		return
	}
	w.byte(1)
	b.Lock.write(w)
}

func (b *Next) read(r *reader, _ MarketID) {
	b.Topic.read(r)
	b.View = uint32(r.uint(0, MaxView))
	switch r.byte() {
	case 0:
	case 1:
		b.Lock = new(LockOf)
		b.Lock.read(r)
		r.check(b.Lock.Topic == b.Topic, "lock of another topic")
	default:
		r.fail("bad flag")
	}
}

// Checkpoint is a cut through the stewards' chains and the hash of the state that the votes
// inside it make. A closing one ends its author's part in the epoch.
type Checkpoint struct {
	Epoch   uint32
	Closing bool
	Heads   []Head // by author, ascending
	State   Hash
	Locks   []LockOf // closing only: the highest lock known on each open topic
}

// Kind is KindCheckpoint.
func (*Checkpoint) Kind() Kind { return KindCheckpoint }

func (b *Checkpoint) write(w *writer, _ MarketID) {
	w.uint(uint64(b.Epoch))
	writeHeads(w, b.Heads)
	w.hash(b.State)
	if !b.Closing {
		w.byte(0)
		return
	}
	w.byte(1)
	writeLocks(w, b.Locks)
}

func (b *Checkpoint) read(r *reader, _ MarketID) {
	b.Epoch = uint32(r.uint(1, MaxEpoch))
	b.Heads = readHeads(r)
	b.State = r.hash()
	switch r.byte() {
	case 0:
	case 1:
		b.Closing = true
		b.Locks = readLocks(r)
	default:
		r.fail("bad flag")
	}
}
