package entry

import "foirail/ledger/keys"

// TopicKind is what is to be decided.
type TopicKind uint8

// The topics.
const (
	TopicEpoch          TopicKind = iota + 1 // who serves in epoch Number
	TopicBatch                               // what batch Number pays, at attempt Attempt
	TopicExpire                              // the end of Series
	TopicResolveAccount                      // the end of dispute Attempt of Account
	TopicResolveCoupon                       // the end of the dispute of coupon Number of Series
)

// Topic is decided once. Fields that its kind does not name are zero.
type Topic struct {
	Kind    TopicKind
	Number  uint32 // epoch, batch, or serial
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
	t.writeNumbers(w)
}

// writeNumbers writes what stands behind a topic's kind and its series or account.
func (t Topic) writeNumbers(w *writer) {
	if t.Kind != TopicExpire && t.Kind != TopicResolveAccount {
		w.uint(uint64(t.Number))
	}
	if t.Kind == TopicBatch || t.Kind == TopicResolveAccount || t.Kind == TopicResolveCoupon {
		w.uint(uint64(t.Attempt))
	}
}

func (t *Topic) read(r *reader) {
	t.readKind(r)
	if t.Kind == TopicExpire || t.Kind == TopicResolveCoupon {
		t.Series = r.hash()
	}
	if t.Kind == TopicResolveAccount {
		t.Account = r.account()
	}
	t.readNumbers(r)
}

func (t *Topic) readKind(r *reader) {
	t.Kind = TopicKind(r.byte())
	r.check(t.Kind >= TopicEpoch && t.Kind <= TopicResolveCoupon, "unknown topic")
}

func (t *Topic) readNumbers(r *reader) {
	switch t.Kind {
	case TopicEpoch:
		t.Number = uint32(r.uint(2, MaxEpoch))
	case TopicBatch:
		t.Number = uint32(r.uint(0, 1<<32-1))
	case TopicResolveCoupon:
		t.Number = uint32(r.uint(1, MaxCoupons))
	}
	if t.Kind == TopicBatch || t.Kind == TopicResolveAccount || t.Kind == TopicResolveCoupon {
		t.Attempt = uint32(r.uint(0, 1<<32-1))
	}
}

// Key is the topic's bytes, to order and to compare topics.
func (t Topic) Key() string {
	w := &writer{}
	t.write(w)
	return string(w.b)
}
