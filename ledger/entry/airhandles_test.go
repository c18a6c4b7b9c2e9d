package entry

import (
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"foirail/ledger/keys"
)

// The numbers of a table, walked by hand: authors, then accounts of bodies, by first appearance;
// a coupon's key gets none.
func TestHandlesNumberByFirstAppearance(t *testing.T) {
	v := newVillage(t, 4)
	ana, bob, cid, dan := key(t, 121), key(t, 122), key(t, 123), key(t, 124)
	s := v.stewards
	pay := v.say(bob, &Pay{Payees: []Payee{{MarketID{5}, cid.Account(), 1}, {v.market.Market, bob.Account(), 1}}})
	link := v.say(ana, &Link{Key: dan.Account(), KeySignature: mustSign(t, dan, LinkMessage(v.market.Community, v.market.Market, ana.Account()))})
	coupon := v.hold(v.redeem(key(t, 150), Hash{3}, 1, v.market.Market, key(t, 125).Account()))
	cancel := v.say(ana, &Cancel{Series: Hash{2}, Ranges: []Range{{1, 1}}})
	out := v.say(cid, &Withdraw{Amount: 1, Address: key(t, 126).Account()})
	proposed := v.say(s[1], &Propose{Topic: Topic{Kind: TopicExpire}, Value: &Expire{}})
	seen := v.say(s[0], &Attest{Facts: []Fact{&Day{Number: 1, Amount: 1}}})
	v.say(s[0], &Votes{Items: []Vote{{Backed, pay.Hash()}, {Proposal, proposed.Hash()}}})
	v.say(s[0], &Votes{Items: []Vote{{QuorumOnly, link.Hash()}, {QuorumOnly, coupon.Hash()}, {QuorumOnly, cancel.Hash()}, {Lock, seen.Hash()}}})
	v.say(s[0], votes(QuorumOnly, out, pay))
	want := []keys.Account{bob.Account(), cid.Account(), ana.Account(), dan.Account(), key(t, 125).Account(), key(t, 126).Account()}
	if !slices.Equal(v.table.keys, want) {
		t.Errorf("keys %v, want %v", v.table.keys, want)
	}
	if series := []Hash{{3}, {2}}; !slices.Equal(v.table.series, series) {
		t.Errorf("series %v, want %v", v.table.series, series)
	}
	if v.table.Seq() != 4 || v.table.Keys() != len(want) || v.table.Series() != 2 {
		t.Errorf("at seq %d with %d keys and %d series", v.table.Seq(), v.table.Keys(), v.table.Series())
	}
	for n, a := range want {
		if got, ok := v.table.keyNumber(a, n+1); !ok || got != n {
			t.Errorf("%v has number %d, want %d", a, got, n)
		}
		if _, ok := v.table.keyNumber(a, n); ok {
			t.Errorf("%v has a number among the first %d", a, n)
		}
	}
}

// What is not the next entry, or votes for what is not held, leaves the table as it was.
func TestHandlesWait(t *testing.T) {
	v := newVillage(t, 4)
	ana, s := key(t, 121), v.stewards[0]
	a1 := v.say(ana, v.pay(key(t, 122).Account(), 1))
	a2 := v.make(ana, v.pay(key(t, 123).Account(), 1))
	waits := v.make(s, votes(QuorumOnly, a1, a2))
	stranger := v.make(v.stewards[1], votes(QuorumOnly, a1))
	elsewhere := v.next(s.Account(), votes(QuorumOnly, a1))
	elsewhere.Market = MarketID{5}
	for name, e := range map[string]*Entry{"one voted for is missing": waits, "another's": stranger, "of another market": signed(t, elsewhere, s)} {
		if err := v.table.Take(e, v.shelf.Entry); !errors.Is(err, ErrAirUnknown) || v.table.Keys() != 0 || v.table.Seq() != 0 {
			t.Errorf("%s: %v, %d keys", name, err, v.table.Keys())
		}
	}
	v.shelf.put(a2)
	if err := v.table.Take(waits, v.shelf.Entry); err != nil || v.table.Keys() != 3 {
		t.Fatalf("with all held: %v, %d keys", err, v.table.Keys())
	}
	again := v.next(s.Account(), votes(QuorumOnly, a1))
	again.Seq, again.Prev = 2, Hash{1}
	for name, e := range map[string]*Entry{"a second time": waits, "of another branch": signed(t, again, s)} {
		if err := v.table.Take(e, v.shelf.Entry); !errors.Is(err, ErrAirUnknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A vote for an entry of another market numbers nothing: what it names is no concern of this one.
func TestHandlesOfOneMarket(t *testing.T) {
	v := newVillage(t, 4)
	other := v.next(key(t, 121).Account(), v.pay(key(t, 122).Account(), 1))
	other.Market = MarketID{5}
	v.hold(signed(t, other, key(t, 121)))
	v.say(v.stewards[0], votes(QuorumOnly, other))
	if v.table.Keys() != 0 || v.table.Seq() != 1 {
		t.Errorf("%d keys at seq %d", v.table.Keys(), v.table.Seq())
	}
}

// A table is bounded: what comes after stands whole.
func TestHandlesAreBounded(t *testing.T) {
	h := NewHandles(MarketID{}, keys.Account{})
	for i := range MaxHandles + 10 {
		var a keys.Account
		binary.BigEndian.PutUint32(a[:], uint32(i))
		h.numberKey(a)
		h.numberSeries(Hash(a))
	}
	if h.Keys() != MaxHandles || h.Series() != MaxSeriesHandles {
		t.Errorf("%d keys, %d series", h.Keys(), h.Series())
	}
	var none *Handles
	if none.Keys() != 0 || none.Series() != 0 {
		t.Error("no table has numbers")
	}
}
