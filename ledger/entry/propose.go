package entry

import (
	"bytes"
	"crypto/sha256"

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
	MaxReturned = MaxCoupons / 2 // ranges of an Expire: every second coupon of the largest series
)

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
	// topic is the kind of topic that the value answers.
	topic() TopicKind
	write(w *writer)
	read(r *reader)
}

func (b *Propose) write(w *writer, _ MarketID) {
	b.Topic.write(w)
	w.uint(uint64(b.View))
	w.hashes(b.Shown)
	if b.Value == nil || b.Value.topic() != b.Topic.Kind {
		w.check(false, "the value is of another topic")
		return
	}
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
	b.Value = newValue(b.Topic.Kind)
	b.Value.read(r)
}

// ValueHash names what is proposed, whoever proposes it in whatever view: SHA-256 of a tag, the
// topic and the value.
func (b *Propose) ValueHash() Hash {
	w := &writer{b: []byte("Foirail value\n")}
	b.Topic.write(w)
	if b.Value != nil {
		b.Value.write(w)
	}
	return sha256.Sum256(w.b)
}

// newValue makes the empty value of a topic, or nil for a topic that does not exist.
func newValue(k TopicKind) Value {
	switch k {
	case TopicEpoch:
		return new(NextEpoch)
	case TopicBatch:
		return new(Batch)
	case TopicExpire:
		return new(Expire)
	case TopicResolveAccount:
		return new(ResolveAccount)
	case TopicResolveCoupon:
		return new(ResolveCoupon)
	}
	return nil
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

func (*NextEpoch) topic() TopicKind { return TopicEpoch }

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
	var voting, vault []keys.Account
	for range n {
		s := Seated{Voting: r.account(), Vault: r.account()}
		v.Seats = append(v.Seats, s)
		voting, vault = append(voting, s.Voting), append(vault, s.Vault)
	}
	r.check(ascending(voting), "seats out of order")
	r.check(distinct(vault), "a vault key has two seats")
	v.Policy.read(r)
	v.Closed = readHeads(r)
	v.Locks = readLocks(r)
}

// Batch is one settlement: what it does with the vault, for which version of the chain's extrinsics, the
// withdrawals it pays, what it pays besides, and the exact bytes of the call.
type Batch struct {
	Act       BatchAct
	TxVersion uint32
	Paid      []Hash  // withdrawals in the order of payment; of a PayOut only
	Back      []Place // strays that go back to their senders, ascending; of a PayOut only
	Remits    []Remit // by market, ascending; of a PayOut only
	Call      []byte
}

// BatchAct is what a batch does with the vault.
type BatchAct uint8

// The acts.
const (
	OpenVault BatchAct = iota + 1 // leaves the first marker
	PayOut
	HandOver // takes the last marker away, and moves everything to the next vault

	// payBesides stands in the place of PayOut where somebody is paid who has not asked.
	payBesides
)

func (*Batch) topic() TopicKind { return TopicBatch }

func (v *Batch) write(w *writer) {
	v.writeAct(w)
	w.hashes(v.Paid)
	v.writeBesides(w)
	w.uint(uint64(len(v.Call)))
	w.bytes(v.Call)
}

func (v *Batch) writeAct(w *writer) {
	act := v.Act
	if act == PayOut && v.besides() {
		act = payBesides
	}
	w.check(act == payBesides || !v.besides(), "a batch that pays nobody pays besides")
	w.byte(byte(act))
	w.uint(uint64(v.TxVersion))
}

// readAct says whether what is paid besides stands behind the withdrawals.
func (v *Batch) readAct(r *reader) (besides bool) {
	v.Act = BatchAct(r.byte())
	r.check(v.Act >= OpenVault && v.Act <= payBesides, "unknown act of a batch")
	if besides = v.Act == payBesides; besides {
		v.Act = PayOut
	}
	v.TxVersion = uint32(r.uint(0, 1<<32-1))
	return besides
}

func (v *Batch) read(r *reader) {
	besides := v.readAct(r)
	v.Paid = r.hashes(0, MaxPaid)
	r.check(distinct(v.Paid), "a withdrawal stands twice")
	r.check(besides || (len(v.Paid) > 0) == (v.Act == PayOut), "withdrawals of a batch that pays nobody, or none")
	if besides {
		v.readBesides(r)
	}
	v.Call = bytes.Clone(r.take(r.count(1, MaxCall, 1)))
}

// Expire ends a series: the serials whose value goes back to the issuer.
type Expire struct{ Returned []Range }

func (*Expire) topic() TopicKind { return TopicExpire }

func (v *Expire) write(w *writer) { writeRanges(w, v.Returned) }
func (v *Expire) read(r *reader)  { v.Returned = readRanges(r, 0, MaxReturned) }

// ResolveAccount ends the dispute of an account: every entry with a vote, from the first forked
// slot up.
type ResolveAccount struct {
	From   uint32 // that slot
	Listed []Hash // ascending
}

func (*ResolveAccount) topic() TopicKind { return TopicResolveAccount }

func (v *ResolveAccount) write(w *writer) {
	w.uint(uint64(v.From))
	w.hashes(v.Listed)
}

func (v *ResolveAccount) read(r *reader) {
	v.From = uint32(r.uint(1, MaxSeq))
	v.Listed = r.hashes(0, MaxDisputed)
	r.check(ascendingHashes(v.Listed), "entries out of order")
}

// ResolveCoupon ends the dispute of a coupon: the redemption that counts, or zero when the value
// goes back to the issuer.
type ResolveCoupon struct{ Winner Hash }

func (*ResolveCoupon) topic() TopicKind { return TopicResolveCoupon }

func (v *ResolveCoupon) write(w *writer) { w.hash(v.Winner) }
func (v *ResolveCoupon) read(r *reader)  { v.Winner = r.hash() }
