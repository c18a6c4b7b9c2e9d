package entry

import (
	"testing"

	"foirail/ledger/keys"
)

// shelf is a Known of what a test has put on it.
type shelf struct {
	entries map[Hash]*Entry
	slots   map[Slot][]Hash
}

func newShelf() *shelf { return &shelf{map[Hash]*Entry{}, map[Slot][]Hash{}} }

func (s *shelf) put(e *Entry) {
	if s.entries[e.Hash()] == nil {
		s.entries[e.Hash()] = e
		s.slots[e.Slot()] = append(s.slots[e.Slot()], e.Hash())
	}
}

func (s *shelf) Slot(h Hash) (Slot, bool) {
	if e := s.entries[h]; e != nil {
		return e.Slot(), true
	}
	return Slot{}, false
}

func (s *shelf) Held(slot Slot) []Hash { return s.slots[slot] }
func (s *shelf) Entry(h Hash) *Entry   { return s.entries[h] }

func (s *shelf) Head(author keys.Account) (seq uint32) {
	for len(s.slots[Slot{Author: author, Seq: seq + 1}]) > 0 {
		seq++
	}
	return seq
}

// village is a market in which the air tests happen. What is said there is held.
type village struct {
	t        testing.TB
	market   *Entry // its Found
	stewards []*keys.Secret
	shelf    *shelf
	order    []*Entry // all that is held, in the order in which it was said
	table    *Handles // of the first steward
}

const airTime = 1795000000 // when things happen in the village

// newVillage founds one with n stewards in its epoch, whose keys are 101 and on.
func newVillage(t testing.TB, n int) *village {
	t.Helper()
	v := &village{t: t, market: found(t), shelf: newShelf()}
	for i := range n {
		v.stewards = append(v.stewards, key(t, byte(101+i)))
	}
	v.table = NewHandles(v.market.Market, v.stewards[0].Account())
	v.hold(v.market)
	return v
}

func (v *village) hold(e *Entry) *Entry {
	v.shelf.put(e)
	v.order = append(v.order, e)
	if e.Author == v.stewards[0].Account() {
		if err := v.table.Take(e, v.shelf.Entry); err != nil {
			v.t.Fatal(err)
		}
	}
	return e
}

// next makes the next entry of an author's chain, unsigned and not held yet.
func (v *village) next(by keys.Account, body Body) *Entry {
	e := &Entry{Community: v.market.Community, Market: v.market.Market, Author: by, Seq: v.shelf.Head(by) + 1,
		Time: airTime + uint32(len(v.order)), Body: body}
	if e.Seq > 1 {
		e.Prev = v.shelf.slots[Slot{Author: by, Seq: e.Seq - 1}][0]
	}
	return e
}

// make signs the next entry of an author's chain; say also holds it.
func (v *village) make(by *keys.Secret, body Body) *Entry {
	v.t.Helper()
	return signed(v.t, v.next(by.Account(), body), by)
}

func (v *village) say(by *keys.Secret, body Body) *Entry {
	v.t.Helper()
	return v.hold(v.make(by, body))
}

// pay is a payment to one account of the village.
func (v *village) pay(to keys.Account, amount Amount) *Pay {
	return &Pay{Payees: []Payee{{v.market.Market, to, amount}}}
}

// redeem makes a coupon's redemption.
func (v *village) redeem(by *keys.Secret, series Hash, serial int, market MarketID, to keys.Account) *Entry {
	v.t.Helper()
	return signed(v.t, &Entry{Community: v.market.Community, Market: v.market.Market, Seq: 1,
		Body: &Redeem{Series: series, Serial: serial, Market: market, Account: to}}, by)
}

// votes is for a list of entries with one kind.
func votes(kind VoteKind, list ...*Entry) *Votes {
	b := &Votes{}
	for _, e := range list {
		b.Items = append(b.Items, Vote{kind, e.Hash()})
	}
	return b
}

// air is the context in which the first steward's table is in use as far as it goes.
func (v *village) air() *Air {
	a := &Air{Community: v.market.Community, Market: v.market.Market, Table: v.table, Known: v.shelf,
		Head: AirHead{Tag: AirTag(v.market.Community, v.market.Market), Epoch: 2,
			Keys: v.table.Keys(), Series: v.table.Series(), Since: airTime}}
	for _, s := range v.stewards {
		a.Seats = append(a.Seats, s.Account())
	}
	return a
}

// onAir is one entry to be said on air, and the words that it is likened to, if any.
type onAir struct {
	about string
	entry *Entry
	like  *Entry
}

// sr25519Second is the payment after sr25519Pay, signed once with the same key.
const sr25519Second = "00025f7facd7861e53ca1b04ae13a0c7cbb436528d013599c97a5955c19243aa920d5f7facd7861e" +
	"53ca1b04ae1334c67402debfa14a039a116bf830a7e54faa2fe28162719b1eed7d3f8eb5ae6102a0" +
	"cf73c3d3741019e3eb6ee3292afd6b08da7ceae9f743cb2f7143dce18ba2666afd86c700c839fd04" +
	"f984678e5f64a121d957f5b8468d0e6b9fb6d7ae947704c2cda42bace209025a82d3b7a7a39bd56f" +
	"88976926eb2d259966c902f23c947c289d498a8bc9c2035cd1490418b564c0974a2219d3f0ad5348" +
	"306e79e75f0c80bc9ccee18dcd1a89"

// twins are two first payments of one key whose hashes begin with the same two bytes; the
// amounts were looked for.
func (v *village) twins(by *keys.Secret, to keys.Account) (a, b *Entry) {
	v.t.Helper()
	for i, amount := range []Amount{1, 184} {
		e := v.next(by.Account(), v.pay(to, amount))
		e.Seq, e.Prev, e.Time = 1, Hash{}, airTime
		a, b = b, v.hold(signed(v.t, e, by))
		if i > 0 && [2]byte(a.hash[:2]) != [2]byte(b.hash[:2]) {
			v.t.Fatalf("%v and %v do not begin alike", a.Hash(), b.Hash())
		}
	}
	return a, b
}

// airSamples is a village of four in which much has happened, and one entry of each kind that is
// not held yet.
func airSamples(t testing.TB) (*village, map[string]onAir) {
	t.Helper()
	v := newVillage(t, 4)
	ana, bob, cid := key(t, 121), key(t, 122), key(t, 123)
	s := v.stewards
	a1 := v.say(ana, v.pay(bob.Account(), 1250))
	b1 := v.say(bob, v.pay(ana.Account(), 300))
	a2 := v.say(ana, v.pay(cid.Account(), 75))
	coupons := []*keys.Secret{key(t, 150), key(t, 151), key(t, 152)}
	list := []keys.Account{coupons[0].Account(), coupons[1].Account(), coupons[2].Account()}
	issue := &Issue{Denominations: []Denomination{{100, 2}, {500, 1}}, LastEpoch: 4, LastDay: 21000,
		Issuer: "Les Amis du marché", SeriesKey: key(t, 140).Account(), Root: Root(list), Keys: list}
	series := v.say(ana, issue)
	v.say(ana, &Activate{Series: series.Hash(), Ranges: []Range{{1, 2}}})
	cashed := v.hold(v.redeem(coupons[0], series.Hash(), 1, v.market.Market, bob.Account()))
	v.hold(v.redeem(coupons[1], series.Hash(), 2, v.market.Market, bob.Account()))
	twice := v.hold(v.redeem(coupons[1], series.Hash(), 2, v.market.Market, cid.Account()))
	w1 := v.say(bob, &Withdraw{Amount: 10000, Address: bob.Account()})
	first := v.say(s[0], votes(QuorumOnly, a1, b1, a2, series))
	topic := Topic{Kind: TopicExpire, Series: series.Hash()}
	asked := v.say(s[2], &Next{Topic: topic, View: 1})
	proposed := v.say(s[1], &Propose{Topic: topic, Value: &Expire{Returned: []Range{{3, 3}}}})
	batch := v.say(s[1], &Propose{Topic: Topic{Kind: TopicBatch, Number: 1}, Value: &Batch{Act: PayOut, TxVersion: 1, Paid: []Hash{w1.Hash()}, Call: []byte{54, 2}}})
	locking := v.say(s[2], votes(Proposal, proposed))
	lock := LockOf{Topic: topic, Epoch: 2, View: 0, Proposal: proposed.Hash(), Votes: []Hash{locking.Hash()}}
	heads := []Head{}
	for _, i := range ascendingSeats(s) {
		h := Head{Author: s[i].Account(), Seq: v.shelf.Head(s[i].Account())}
		if h.Seq > 0 {
			h.Hash = v.shelf.slots[Slot{Author: h.Author, Seq: h.Seq}][0]
		}
		heads = append(heads, h)
	}
	facts := []Fact{
		&Deposit{Note: "enveloppe 3", Account: ana.Account(), Amount: 5},
		&Deposit{Block: 84128, Event: 2, Account: key(t, 124).Account(), Amount: 5},
		&Member{Account: bob.Account(), Day: 260, FirstUD: 200, Name: "tortue"},
		&Day{Number: 260, Amount: 1148},
		&Receipt{Batch: 1, Block: 5, Event: 6, Decision: batch.Hash()},
		&Stray{Place{84129, 3}, key(t, 133).Account(), 500},
		&Remittance{Place{84130, 200}, MarketID{5}, 1250}}
	seen := v.say(s[2], &Attest{Facts: facts})
	v.hold(mustDecode(t, unhex(t, sr25519Pay)))
	_, twin := v.twins(key(t, 128), bob.Account())
	after := v.next(key(t, 128).Account(), v.pay(bob.Account(), 5))
	after.Prev = twin.Hash()
	late := v.next(ana.Account(), v.pay(bob.Account(), 1))
	late.Time = airTime - 1
	seated := &Seat{Epoch: 3, Name: "Jeanne", Vault: key(t, 131).Account()}
	seated.VaultSignature = mustSign(t, key(t, 131), SeatMessage(v.market.Market, 3, key(t, 130).Account()))
	linked := &Link{Key: key(t, 125).Account()}
	linked.KeySignature = mustSign(t, key(t, 125), LinkMessage(v.market.Community, v.market.Market, ana.Account()))
	propose := func(topic Topic, value Value) *Entry {
		return v.make(s[3], &Propose{Topic: topic, View: 1, Shown: []Hash{asked.Hash()}, Value: value})
	}
	return v, map[string]onAir{
		"found":             {"a founding travels as in full behind its header", v.market, nil},
		"pay-plain":         {"12.50 Ğ1 between two keys of the table: 73 bytes", v.make(ana, v.pay(bob.Account(), 1250)), nil},
		"pay-first":         {"the first entry of a key that no table has, so without prev, to a key of the table", v.make(key(t, 126), v.pay(bob.Account(), 1250)), nil},
		"pay-before-window": {"a second before the window of two bytes, so that the time stands whole", signed(t, late, ana), nil},
		"pay-steward":       {"to a voting key, which stands as its seat", v.make(ana, v.pay(s[3].Account(), 1250)), nil},
		"pay-sr25519":       {"a plain payment signed with sr25519, by a key that no table has", mustDecode(t, unhex(t, sr25519Second)), nil},
		"pay-after-a-fork":  {"two entries before it begin with the same two bytes: two entries are rebuilt, and the signature tells", signed(t, after, key(t, 128)), nil},
		"pay-many-abroad":   {"two payees, one in another market, and a memo", v.make(ana, &Pay{Memo: "œufs, 12 ğ", Payees: []Payee{{v.market.Market, bob.Account(), 1}, {MarketID{5}, key(t, 127).Account(), 2}}}), nil},
		"link":              {"a purse of a key that no table has", v.make(ana, linked), nil},
		"issue":             {"the key list stands in the place of the root", v.make(ana, issue), nil},
		"activate":          {"two ranges, as distances", v.make(ana, &Activate{Series: series.Hash(), Ranges: []Range{{1, 1}, {3, 3}}}), nil},
		"cancel":            {"a series that the table does not number", v.make(ana, &Cancel{Series: Hash{9}, Ranges: []Range{{4, 4000}}}), nil},
		"redeem":            {"a coupon whose key the receiver's list has", v.redeem(coupons[2], series.Hash(), 3, v.market.Market, bob.Account()), nil},
		"redeem-abroad":     {"to a key that no table has, in another market", v.redeem(coupons[2], series.Hash(), 3, MarketID{5}, key(t, 127).Account()), nil},
		"withdraw":          {"to one's own address", v.make(ana, &Withdraw{Amount: 10000, Address: ana.Account()}), nil},
		"votes":             {"a run of each kind; the second is of a coupon's slot that is forked", v.make(s[1], &Votes{Items: []Vote{{QuorumOnly, w1.Hash()}, {QuorumOnly, a2.Hash()}, {QuorumOnly, twice.Hash()}, {Backed, a1.Hash()}, {Proposal, proposed.Hash()}, {Lock, proposed.Hash()}}}), nil},
		"votes-ascending":   {"owners that ascend stand as distances", v.make(s[1], votes(QuorumOnly, a1, a2, b1)), nil},
		"votes-like":        {"the same items as the first steward's Votes", v.make(s[1], votes(QuorumOnly, a1, b1, a2, series)), first},
		"attest":            {"a fact of each kind", v.make(s[1], &Attest{Facts: facts}), nil},
		"attest-like":       {"the same facts as another steward's", v.make(s[0], &Attest{Facts: facts}), seen},
		"seat":              {"a candidate's first entry", v.make(key(t, 130), seated), nil},
		"propose-epoch":     {"one of the stewards and a candidate's keys, heads of chains and a lock", propose(Topic{Kind: TopicEpoch, Number: 3}, &NextEpoch{Seats: []Seated{{Voting: s[3].Account(), Vault: key(t, 132).Account()}}, Closed: heads, Locks: []LockOf{lock}}), nil},
		"propose-batch":     {"a withdrawal by its slot", propose(Topic{Kind: TopicBatch, Number: 2, Attempt: 1}, &Batch{Act: PayOut, TxVersion: 1, Paid: []Hash{w1.Hash()}, Call: []byte{54, 2}}), nil},
		"propose-besides": {"strays and markets as in full", propose(Topic{Kind: TopicBatch, Number: 3}, &Batch{Act: PayOut, TxVersion: 1, Back: []Place{{7, 300}, {8, 2}},
			Remits: []Remit{{MarketID{5}, 2, 1250}}, Call: []byte{54, 2}}), nil},
		"propose-expire":     {"serials as distances", propose(topic, &Expire{Returned: []Range{{1, 1}, {3, 3}}}), nil},
		"propose-account":    {"two entries of a disputed account", propose(Topic{Kind: TopicResolveAccount, Account: ana.Account()}, &ResolveAccount{From: 1, Listed: sortedHashes(a1, a2)}), nil},
		"propose-coupon":     {"a redemption by its slot", propose(Topic{Kind: TopicResolveCoupon, Series: series.Hash(), Number: 1}, &ResolveCoupon{Winner: cashed.Hash()}), nil},
		"propose-no-coupon":  {"no redemption counts", propose(Topic{Kind: TopicResolveCoupon, Series: series.Hash(), Number: 1}, &ResolveCoupon{}), nil},
		"next":               {"a lock, whose topic does not stand twice", v.make(s[3], &Next{Topic: topic, View: 2, Lock: &lock}), nil},
		"next-no-lock":       {"no lock is known", v.make(s[3], &Next{Topic: topic, View: 2}), nil},
		"checkpoint":         {"heads by seq and two bytes of the hash", v.make(s[3], &Checkpoint{Epoch: 2, Heads: heads, State: Hash{8}}), nil},
		"checkpoint-closing": {"with one lock", v.make(s[3], &Checkpoint{Epoch: 2, Closing: true, Heads: heads, State: Hash{8}, Locks: []LockOf{lock}}), nil},
	}
}

// ascendingSeats is the order of the stewards by key.
func ascendingSeats(list []*keys.Secret) []int {
	var order []int
	for i := range list {
		at := 0
		for at < len(order) && ascending([]keys.Account{list[order[at]].Account(), list[i].Account()}) {
			at++
		}
		order = append(order[:at], append([]int{i}, order[at:]...)...)
	}
	return order
}

// sortedHashes is the hashes of entries, ascending.
func sortedHashes(a, b *Entry) []Hash {
	if list := []Hash{a.Hash(), b.Hash()}; ascendingHashes(list) {
		return list
	}
	return []Hash{b.Hash(), a.Hash()}
}
