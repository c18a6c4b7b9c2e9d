package entry

import (
	"bytes"
	"encoding/binary"
	"math/big"
	"slices"
	"testing"

	"foirail/ledger/keys"
)

// rejection is bytes that no reader accepts, and the class of the refusal. All but the stated
// defect is in order: where the form is wrong, the signature over it is good.
type rejection struct {
	about, class string
	full         []byte
}

// Where the fields of an entry at seq 1 begin, in its full form.
const (
	atKind = 1
	atSeq  = 78
	atBody = 83
)

// edit changes the unsigned bytes before they are signed.
type edit func([]byte) []byte

// put writes bytes over those at an offset.
func put(at int, b ...byte) edit {
	return func(full []byte) []byte { copy(full[at:], b); return full }
}

// splice puts other bytes in the place of n bytes at an offset.
func splice(at, n int, b ...byte) edit {
	return func(full []byte) []byte { return slices.Replace(full, at, at+n, b...) }
}

// forge writes, changes and signs an entry without looking at its form.
func forge(t testing.TB, e *Entry, edits ...edit) []byte {
	t.Helper()
	by := key(t, 3)
	e.Author = by.Account()
	w := &writer{}
	e.writeUnsigned(w)
	for _, change := range edits {
		w.b = change(w.b)
	}
	w.signature(mustSign(t, by, append([]byte(tag), w.b...)))
	w.accounts(e.keyList())
	return w.b
}

// rejectScenarios are the bytes of testdata/vectors/reject by name.
func rejectScenarios(t testing.TB) map[string]rejection {
	t.Helper()
	made := map[string]rejection{}
	add := func(class string, list map[string]rejection) {
		for name, r := range list {
			if _, twice := made[name]; twice {
				t.Fatalf("two rejections are called %s", name)
			}
			r.class = class
			made[name] = r
		}
	}
	for _, part := range []func(testing.TB) map[string]rejection{badFrames, badMoney, badFoundings, badSeries,
		badStewardWords, badDecisions} {
		add("form", part(t))
	}
	add("newer", newerOnes(t))
	add("signature", badSignatures(t))
	return made
}

// home is an entry of the sample market at seq 1 with a body.
func home(t testing.TB, body Body) *Entry {
	f := found(t)
	return &Entry{Community: f.Community, Market: f.Market, Seq: 1, Time: 1795000003, Body: body}
}

// badBody is the rejection of a body.
func badBody(t testing.TB, about string, body Body, edits ...edit) rejection {
	t.Helper()
	return rejection{about: about, full: forge(t, home(t, body), edits...)}
}

// one is a payment of 12.50 Ğ1 to key 9.
func one(t testing.TB) *Pay {
	return &Pay{Payees: []Payee{{found(t).Market, key(t, 9).Account(), 1250}}}
}

func badFrames(t testing.TB) map[string]rejection {
	good := forge(t, home(t, one(t)))
	curve := len(good) - 65
	withByte := func(at int, b byte) []byte { c := bytes.Clone(good); c[at] = b; return c }
	later := home(t, one(t))
	later.Seq, later.Prev = 2, Hash{7}
	return map[string]rejection{
		"empty":                    {about: "no bytes at all", full: []byte{}},
		"version-alone":            {about: "the version and nothing behind it", full: good[:1]},
		"truncated-in-header":      {about: "cut inside the market's id", full: good[:40]},
		"truncated-in-body":        {about: "cut inside the payee", full: good[:atBody+20]},
		"truncated-signature":      {about: "no signature", full: good[:curve]},
		"truncated-by-one":         {about: "the last byte of the signature is missing", full: good[:len(good)-1]},
		"trailing-byte":            {about: "one byte behind the signature", full: append(bytes.Clone(good), 0)},
		"trailing-key":             {about: "32 bytes behind the signature of an entry that is no Issue", full: append(bytes.Clone(good), make([]byte, 32)...)},
		"unknown-kind-0":           badBody(t, "kind 0", one(t), put(atKind, 0)),
		"unknown-kind-15":          badBody(t, "kind 15", one(t), put(atKind, byte(KindCheckpoint)+1)),
		"unknown-curve-0":          {about: "a signature of no curve", full: withByte(curve, 0)},
		"unknown-curve-3":          {about: "a signature of curve 3", full: withByte(curve, 3)},
		"seq-0":                    badBody(t, "sequence numbers begin at 1", one(t), put(atSeq, 0)),
		"seq-too-large":            badBody(t, "seq 2^32", one(t), splice(atSeq, 1, append([]byte{0x80, 0x80, 0x80, 0x80, 0x10}, make([]byte, 32)...)...)),
		"seq-1-with-prev":          badBody(t, "32 bytes of prev where seq is 1", one(t), splice(atSeq, 1, append([]byte{1}, make([]byte, 32)...)...)),
		"seq-2-without-prev":       {about: "no prev where seq is 2", full: forge(t, later, splice(atSeq+1, 32))},
		"integer-not-minimal":      badBody(t, "seq 1 written in two bytes", one(t), splice(atSeq, 1, 0x81, 0)),
		"integer-zero-in-two":      badBody(t, "an amount of 0 written in two bytes", one(t), splice(atBody+33, 2, 0x80, 0)),
		"integer-over-64-bits":     badBody(t, "an amount of 2^64", one(t), splice(atBody+33, 2, binary.AppendUvarint(nil, 1<<63)[0], 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 2)),
		"integer-that-never-stops": badBody(t, "an amount of twelve bytes", one(t), splice(atBody+33, 2, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1)),
	}
}

func badMoney(t testing.TB) map[string]rejection {
	f := found(t)
	payee := func(n byte, amount Amount) Payee { return Payee{f.Market, key(t, n).Account(), amount} }
	memo := func(text string) *Pay { return &Pay{Payees: []Payee{payee(9, 1)}, Memo: text} }
	redeem := &Redeem{Series: Hash{1}, Serial: 2, Market: f.Market, Account: key(t, 9).Account()}
	const atFlag = 2 + 32 + 12 + 32 + 32 + 1 // of a Redeem whose serial has one byte
	return map[string]rejection{
		"amount-zero":               badBody(t, "a payment of nothing", &Pay{Payees: []Payee{payee(9, 0)}}),
		"amount-too-large":          badBody(t, "2^49 units, one more than an amount can be", &Pay{Payees: []Payee{payee(9, MaxAmount+1)}}),
		"withdraw-zero":             badBody(t, "a withdrawal of nothing", &Withdraw{Address: key(t, 9).Account()}),
		"pay-sum-too-large":         badBody(t, "two amounts in bounds, their sum not", &Pay{Payees: []Payee{payee(9, MaxAmount), payee(10, 1)}}),
		"pay-more-payees-than-are":  badBody(t, "the flags promise two payees", one(t), put(atBody, 1<<payCountShift)),
		"pay-fewer-payees-than-are": badBody(t, "the flags promise one of two payees", &Pay{Payees: []Payee{payee(9, 1), payee(10, 1)}}, put(atBody, 0)),
		"pay-markets-for-nothing":   badBody(t, "the payee's market is written and is the author's own", one(t), put(atBody, payHasMarkets), splice(atBody+33, 0, f.Market[:]...)),
		"pay-memo-empty":            badBody(t, "the flags promise a memo, which is empty", one(t), put(atBody, payHasMemo), splice(atBody+35, 0, 0)),
		"pay-memo-missing":          badBody(t, "a memo stands there without its flag", memo("pain"), put(atBody, 0)),
		"pay-memo-too-long":         badBody(t, "a memo of 65 bytes", memo(string(bytes.Repeat([]byte{'x'}, MaxMemo+1)))),
		"text-newline":              badBody(t, "a line feed in a memo", memo("a\nb")),
		"text-escape":               badBody(t, "an escape character in a memo", memo("a\x1b[2Jb")),
		"text-delete":               badBody(t, "U+007F in a memo", memo("a\x7fb")),
		"text-c1-control":           badBody(t, "U+0085, next line, in a memo", memo("a\u0085b")),
		"text-c1-last":              badBody(t, "U+009F in a memo", memo("a\u009fb")),
		"text-not-utf8":             badBody(t, "a lone continuation byte in a memo", memo("a\x80b")),
		"text-utf8-cut":             badBody(t, "the memo ends within a character", memo("caf\xc3")),
		"text-overlong":             badBody(t, "a slash written in two bytes", memo("\xc0\xaf")),
		"text-surrogate":            badBody(t, "half a surrogate pair", memo("\xed\xa0\x80")),
		"text-above-unicode":        badBody(t, "U+110000", memo("\xf4\x90\x80\x80")),
		"link-unknown-curve":        badBody(t, "the linked key's signature has no curve", &Link{Key: key(t, 8).Account()}),
		"redeem-market-for-nothing": badBody(t, "the payee's market is written and is the coupon's own", redeem, splice(atFlag, 1, append([]byte{1}, f.Market[:]...)...)),
		"redeem-bad-flag":           badBody(t, "a flag of 2", redeem, put(atFlag, 2)),
		"redeem-serial-0":           badBody(t, "serials begin at 1", redeem, put(atFlag-1, 0)),
		"redeem-serial-too-large":   badBody(t, "serial 4097", redeem, splice(atFlag-1, 1, 0x81, 0x20)),
	}
}

func badFoundings(t testing.TB) map[string]rejection {
	vault := key(t, 2)
	word := mustSign(t, vault, SeatMessage(MarketID{}, 1, key(t, 3).Account()))
	bad := func(about string, change func(*Found), edits ...edit) rejection {
		body := &Found{Name: "Vallée", MarketName: "Lamastre", Vault: vault.Account(), VaultSignature: word}
		change(body)
		return badBody(t, about, body, edits...)
	}
	same := func(*Found) {}
	borders := func(list ...Border) func(*Found) { return func(b *Found) { b.Policy.Borders = list } }
	seat := func(epoch uint32, name string) *Seat {
		f := found(t)
		return &Seat{Epoch: epoch, Name: name, Vault: vault.Account(),
			VaultSignature: mustSign(t, vault, SeatMessage(f.Market, epoch, key(t, 3).Account()))}
	}
	const at = 2 + 32 // seq of a Found, which names no community and market in its header
	return map[string]rejection{
		"found-seq-2":              bad("a Found at seq 2", same, splice(at, 1, append([]byte{2}, make([]byte, 32)...)...)),
		"found-no-name":            bad("a community without a name", func(b *Found) { b.Name = "" }),
		"found-no-market-name":     bad("a market without a name", func(b *Found) { b.MarketName = "" }),
		"found-name-too-long":      bad("a name of 65 bytes", func(b *Found) { b.Name = string(bytes.Repeat([]byte{'x'}, MaxName+1)) }),
		"found-further-named":      bad("a further market that names the community", func(b *Found) { b.Community = Hash{1} }),
		"found-further-on-a-chain": bad("a further market that names a chain", func(b *Found) { b.Community, b.Name, b.Genesis = Hash{1}, "", Hash{2} }),
		"policy-extra-votes":       bad("three votes more than f+1", func(b *Found) { b.Policy.ExtraVotes = 3 }),
		"policy-borders-unsorted":  bad("borders not by market", borders(Border{MarketID{2}, 1}, Border{MarketID{1}, 1})),
		"policy-border-twice":      bad("two lines for one market", borders(Border{MarketID{1}, 1}, Border{MarketID{1}, 2})),
		"policy-border-zero":       bad("a line of nothing", borders(Border{MarketID{1}, 0})),
		"policy-line-too-large":    bad("a line of 2^49", func(b *Found) { b.Policy.Line = MaxAmount + 1 }),
		"seat-epoch-0":             badBody(t, "epochs begin at 1", seat(0, "Jeanne")),
		"seat-epoch-too-large":     badBody(t, "epoch 65536", seat(MaxEpoch+1, "Jeanne")),
		"seat-no-name":             badBody(t, "a candidate without a name", seat(2, "")),
	}
}

func badSeries(t testing.TB) map[string]rejection {
	list := []keys.Account{key(t, 50).Account(), key(t, 51).Account(), key(t, 52).Account()}
	bad := func(about string, change func(*Issue)) rejection {
		body := &Issue{Denominations: []Denomination{{100, 2}, {500, 1}}, LastEpoch: 4, LastDay: 21000, Issuer: "Les Amis",
			SeriesKey: key(t, 40).Account(), Root: Root(list), Keys: list}
		change(body)
		return badBody(t, about, body)
	}
	counts := func(list ...Denomination) func(*Issue) { return func(b *Issue) { b.Denominations = list } }
	ranges := func(about string, list ...Range) rejection {
		return badBody(t, about, &Activate{Series: Hash{1}, Ranges: list})
	}
	var many []Range
	for i := range MaxRanges + 1 {
		many = append(many, Range{2*i + 1, 2*i + 1})
	}
	return map[string]rejection{
		"issue-no-denomination":        bad("no denomination and no key", func(b *Issue) { b.Denominations, b.Keys, b.Root = nil, nil, Root(nil) }),
		"issue-denominations-unsorted": bad("values not ascending", counts(Denomination{500, 2}, Denomination{100, 1})),
		"issue-denomination-twice":     bad("one value twice", counts(Denomination{100, 2}, Denomination{100, 1})),
		"issue-value-zero":             bad("coupons worth nothing", counts(Denomination{0, 3})),
		"issue-value-too-large":        bad("a coupon of 2^24 units", counts(Denomination{MaxCouponValue + 1, 3})),
		"issue-count-zero":             bad("a denomination without coupons", counts(Denomination{100, 0}, Denomination{500, 3})),
		"issue-too-many-coupons":       bad("4097 coupons in two denominations", counts(Denomination{100, MaxCoupons}, Denomination{500, 1})),
		"issue-epoch-0":                bad("expiry after epoch 0", func(b *Issue) { b.LastEpoch = 0 }),
		"issue-day-0":                  bad("day 0", func(b *Issue) { b.LastDay = 0 }),
		"issue-no-issuer":              bad("no name on the paper", func(b *Issue) { b.Issuer = "" }),
		"issue-wrong-root":             bad("the root of other keys", func(b *Issue) { b.Root = Root(list[:2]) }),
		"issue-keys-out-of-order":      bad("two keys changed places", func(b *Issue) { b.Keys = []keys.Account{list[1], list[0], list[2]} }),
		"issue-duplicate-key":          bad("one key for two coupons", func(b *Issue) { b.Keys = []keys.Account{list[0], list[1], list[1]}; b.Root = Root(b.Keys) }),
		"issue-key-missing":            bad("two keys for three coupons", func(b *Issue) { b.Keys = list[:2]; b.Root = Root(b.Keys) }),
		"issue-key-too-many":           bad("four keys for three coupons", func(b *Issue) { b.Keys = append(slices.Clone(list), list[0]) }),
		"issue-without-keys":           bad("no key list", func(b *Issue) { b.Keys = nil }),
		"ranges-none":                  ranges("no serial"),
		"ranges-unsorted":              ranges("the later range first", Range{5, 6}, Range{1, 2}),
		"ranges-touching":              ranges("1 to 2 and 3 to 4 are one range", Range{1, 2}, Range{3, 4}),
		"ranges-overlapping":           ranges("serial 2 stands twice", Range{1, 2}, Range{2, 4}),
		"ranges-backwards":             ranges("from 3 to 2", Range{3, 2}),
		"ranges-from-0":                ranges("serials begin at 1", Range{0, 2}),
		"ranges-too-far":               ranges("to serial 4097", Range{1, MaxCoupons + 1}),
		"ranges-too-many":              ranges("257 ranges to activate", many...),
	}
}

func badStewardWords(t testing.TB) map[string]rejection {
	votes := func(about string, list ...Vote) rejection { return badBody(t, about, &Votes{list}) }
	facts := func(about string, list ...Fact) rejection { return badBody(t, about, &Attest{list}) }
	deposit := func(note string, amount Amount) *Deposit {
		return &Deposit{Note: note, Block: 7, Event: 1, Account: keys.Account{3}, Amount: amount}
	}
	heads := func(about string, list ...Head) rejection {
		return badBody(t, about, &Checkpoint{Epoch: 1, Heads: list, State: Hash{1}})
	}
	plain := &Checkpoint{Epoch: 1, State: Hash{1}}
	const atFlag = atBody + 1 + 1 + 32
	var many []Head
	for i := range MaxStewards + 1 {
		many = append(many, Head{Author: keys.Account{byte(i + 1)}})
	}
	return map[string]rejection{
		"votes-none":                 votes("no vote"),
		"votes-twice":                votes("the same vote twice", Vote{Backed, Hash{1}}, Vote{Lock, Hash{1}}, Vote{Backed, Hash{1}}),
		"votes-unknown-kind":         votes("a vote of kind 4", Vote{Lock + 1, Hash{1}}),
		"votes-longer-than-bytes":    badBody(t, "2000 votes promised, one there", &Votes{[]Vote{{Backed, Hash{1}}}}, splice(atBody, 1, 0xd0, 0x0f)),
		"votes-too-many":             badBody(t, "2049 votes promised", &Votes{[]Vote{{Backed, Hash{1}}}}, splice(atBody, 1, 0x81, 0x10)),
		"attest-none":                facts("no fact"),
		"attest-unknown-fact":        badBody(t, "a fact of kind 7", &Attest{[]Fact{&Day{Number: 1, Amount: 1}}}, put(atBody+1, 7)),
		"attest-event-twice":         facts("one event as a deposit and as a stray", deposit("", 5), &Stray{Place{7, 1}, keys.Account{3}, 5}),
		"attest-stray-zero":          facts("a stray of nothing", &Stray{Place{7, 1}, keys.Account{3}, 0}),
		"attest-remittance-zero":     facts("a remittance of nothing", &Remittance{Place{7, 1}, MarketID{5}, 0}),
		"attest-fact-twice":          facts("the same day with two amounts", &Day{Number: 9, Amount: 1}, &Day{Number: 9, Amount: 2}),
		"attest-deposit-zero":        facts("a deposit of nothing", deposit("", 0)),
		"attest-note-too-long":       facts("a note of 65 bytes", deposit(string(bytes.Repeat([]byte{'x'}, MaxNote+1)), 5)),
		"attest-day-0":               facts("days are counted from 1", &Day{Number: 0, Amount: 1}),
		"attest-member-day-0":        facts("days are counted from 1", &Member{Account: keys.Account{3}, Name: "tortue"}),
		"checkpoint-epoch-0":         badBody(t, "epochs begin at 1", &Checkpoint{State: Hash{1}}),
		"checkpoint-bad-flag":        badBody(t, "a flag of 2", plain, put(atFlag, 2)),
		"checkpoint-open-with-locks": badBody(t, "no closing one, and yet a list of locks", plain, splice(atFlag+1, 0, 0)),
		"heads-unsorted":             heads("not by author", Head{Author: keys.Account{2}}, Head{Author: keys.Account{1}}),
		"heads-twice":                heads("two heads of one author", Head{Author: keys.Account{2}}, Head{Author: keys.Account{2}, Seq: 1, Hash: Hash{1}}),
		"heads-too-many":             heads("eleven stewards", many...),
		"head-empty-with-hash":       badBody(t, "a hash behind seq 0", &Checkpoint{Epoch: 1, Heads: []Head{{Author: keys.Account{1}}}, State: Hash{1}}, splice(atBody+2+33, 0, make([]byte, 32)...)),
	}
}

func badDecisions(t testing.TB) map[string]rejection {
	expire := Topic{Kind: TopicExpire, Series: Hash{1}}
	epoch := Topic{Kind: TopicEpoch, Number: 2}
	lock := func(topic Topic, votes ...Hash) LockOf {
		return LockOf{Topic: topic, Epoch: 1, View: 3, Proposal: Hash{2}, Votes: votes}
	}
	propose := func(about string, topic Topic, value Value) rejection {
		return badBody(t, about, &Propose{Topic: topic, Value: value})
	}
	next := func(about string, topic Topic, l LockOf) rejection {
		return badBody(t, about, &Next{Topic: topic, View: 4, Lock: &l})
	}
	closing := func(about string, list ...LockOf) rejection {
		return badBody(t, about, &Checkpoint{Epoch: 1, Closing: true, State: Hash{1}, Locks: list})
	}
	besides := func(about string, spoil func(*Batch)) rejection {
		b := &Batch{Act: PayOut, Back: places(1), Call: []byte{1}}
		spoil(b)
		return propose(about, Topic{Kind: TopicBatch}, b)
	}
	swapped, shared := seats(4), seats(4)
	swapped[1], swapped[2] = swapped[2], swapped[1]
	shared[1].Vault = shared[3].Vault
	bare := &Propose{Topic: expire, Value: &Expire{}}
	return map[string]rejection{
		"topic-unknown-0":              badBody(t, "topic 0", bare, put(atBody, 0)),
		"topic-unknown-6":              badBody(t, "topic 6", bare, put(atBody, 6)),
		"topic-epoch-1":                propose("epoch 1 is founded, not decided", Topic{Kind: TopicEpoch, Number: 1}, &NextEpoch{Seats: seats(1)}),
		"topic-coupon-serial-0":        propose("serials begin at 1", Topic{Kind: TopicResolveCoupon, Series: Hash{1}}, &ResolveCoupon{}),
		"resolve-from-0":               propose("slots begin at 1", Topic{Kind: TopicResolveAccount, Account: keys.Account{1}}, &ResolveAccount{}),
		"view-too-large":               badBody(t, "view 65536", &Propose{Topic: expire, View: MaxView + 1, Value: &Expire{}}),
		"propose-shown-unsorted":       badBody(t, "shown entries not ascending", &Propose{Topic: expire, Shown: []Hash{{2}, {1}}, Value: &Expire{}}),
		"propose-shown-twice":          badBody(t, "one entry shown twice", &Propose{Topic: expire, Shown: []Hash{{1}, {1}}, Value: &Expire{}}),
		"epoch-two-seats":              propose("a market has 1, 4, 7 or 10 stewards", epoch, &NextEpoch{Seats: seats(2)}),
		"epoch-thirteen-seats":         propose("a market has 1, 4, 7 or 10 stewards", epoch, &NextEpoch{Seats: seats(13)}),
		"epoch-no-seat":                propose("a market has 1, 4, 7 or 10 stewards", epoch, &NextEpoch{}),
		"epoch-seats-unsorted":         propose("seats not by voting key", epoch, &NextEpoch{Seats: swapped}),
		"epoch-vault-key-twice":        propose("one vault key on two seats", epoch, &NextEpoch{Seats: shared}),
		"batch-paid-twice":             propose("one withdrawal twice", Topic{Kind: TopicBatch}, &Batch{Act: PayOut, Paid: []Hash{{1}, {2}, {1}}, Call: []byte{1}}),
		"batch-act-0":                  propose("an act that is none", Topic{Kind: TopicBatch}, &Batch{Call: []byte{1}}),
		"batch-act-4":                  propose("an act that pays besides, and nobody is paid besides", Topic{Kind: TopicBatch}, &Batch{Act: 4, Call: []byte{1}}),
		"batch-act-5":                  propose("an act that is none", Topic{Kind: TopicBatch}, &Batch{Act: 5, Call: []byte{1}}),
		"batch-opens-and-sends-back":   besides("an opening that sends back", func(b *Batch) { b.Act = OpenVault }),
		"batch-back-twice":             besides("one stray twice", func(b *Batch) { b.Back = []Place{{7, 1}, {7, 1}} }),
		"batch-back-unsorted":          besides("strays not as on the chain", func(b *Batch) { b.Back = []Place{{7, 2}, {7, 1}} }),
		"batch-back-too-many":          besides("101 strays", func(b *Batch) { b.Back = places(MaxPaid + 1) }),
		"batch-remits-unsorted":        besides("markets not ascending", func(b *Batch) { b.Remits = []Remit{{MarketID{2}, 1, 1}, {MarketID{1}, 1, 1}} }),
		"batch-remits-twice":           besides("one market twice", func(b *Batch) { b.Remits = []Remit{{MarketID{2}, 1, 1}, {MarketID{2}, 2, 1}} }),
		"batch-remit-epoch-0":          besides("epochs begin at 1", func(b *Batch) { b.Remits = []Remit{{MarketID{2}, 0, 1}} }),
		"batch-remit-zero":             besides("nothing is paid to a market", func(b *Batch) { b.Remits = []Remit{{MarketID{2}, 1, 0}} }),
		"batch-pays-nobody":            propose("a payment to nobody", Topic{Kind: TopicBatch}, &Batch{Act: PayOut, Call: []byte{1}}),
		"batch-opens-and-pays":         propose("an opening that pays", Topic{Kind: TopicBatch}, &Batch{Act: OpenVault, Paid: []Hash{{1}}, Call: []byte{1}}),
		"batch-no-call":                propose("a batch without a call", Topic{Kind: TopicBatch}, &Batch{Act: PayOut, Paid: []Hash{{1}}}),
		"expire-ranges-unsorted":       propose("the later range first", expire, &Expire{[]Range{{4, 4}, {1, 2}}}),
		"resolve-list-unsorted":        propose("entries not ascending", Topic{Kind: TopicResolveAccount, Account: keys.Account{1}}, &ResolveAccount{1, []Hash{{2}, {1}}}),
		"next-bad-flag":                badBody(t, "a flag of 2", &Next{Topic: expire, View: 1}, put(atBody+34, 2)),
		"next-lock-of-another-topic":   next("the lock answers another topic", expire, lock(epoch, Hash{1})),
		"lock-no-votes":                next("a lock without votes", expire, lock(expire)),
		"lock-votes-unsorted":          next("votes not ascending", expire, lock(expire, Hash{2}, Hash{1})),
		"lock-epoch-0":                 next("epochs begin at 1", expire, LockOf{Topic: expire, Votes: []Hash{{1}}}),
		"checkpoint-locks-unsorted":    closing("locks not by topic", lock(expire, Hash{1}), lock(epoch, Hash{1})),
		"checkpoint-locks-topic-twice": closing("two locks of one topic", lock(epoch, Hash{1}), lock(epoch, Hash{2})),
	}
}

// places makes n places, ascending.
func places(n int) (list []Place) {
	for i := range n {
		list = append(list, Place{7, uint32(i)})
	}
	return list
}

func newerOnes(t testing.TB) map[string]rejection {
	return map[string]rejection{
		"version-1":       badBody(t, "a payment, said to be of version 1", one(t), put(0, 1)),
		"version-255":     badBody(t, "a payment, said to be of version 255", one(t), put(0, 255)),
		"version-1-alone": {about: "version 1 and nothing that a reader of version 0 knows", full: []byte{1, 200, 7, 7, 7}},
	}
}

func badSignatures(t testing.TB) map[string]rejection {
	f := found(t)
	me := key(t, 3).Account()
	good := forge(t, home(t, one(t)))
	n := len(good)
	changed := func(at int, b byte) []byte { c := bytes.Clone(good); c[at] ^= b; return c }
	link := func(about string, message []byte) rejection {
		return badBody(t, about, &Link{Key: key(t, 8).Account(), KeySignature: mustSign(t, key(t, 8), message)})
	}
	vault := key(t, 2)
	seat := func(about string, message []byte) rejection {
		return badBody(t, about, &Seat{Epoch: 2, Name: "Jeanne", Vault: vault.Account(), VaultSignature: mustSign(t, vault, message)})
	}
	founding := func(about string, message []byte) rejection {
		return badBody(t, about, &Found{Name: "Vallée", MarketName: "Lamastre", Vault: vault.Account(), VaultSignature: mustSign(t, vault, message)})
	}
	sr := unhex(t, sr25519Pay)
	srCurve := bytes.Clone(sr)
	srCurve[len(sr)-65] = byte(keys.Ed25519)
	srBroken := bytes.Clone(sr)
	srBroken[len(sr)-40] ^= 1
	unmarked := bytes.Clone(sr)
	unmarked[len(sr)-1] &= 0x7f
	untagged := append(bytes.Clone(good[:n-65]), 1)
	bare := mustSign(t, key(t, 3), good[:n-65])
	return map[string]rejection{
		"author-wrong-bit":             {about: "one bit of S is wrong", full: changed(n-32, 1)},
		"author-wrong-r":               {about: "one bit of R is wrong", full: changed(n-64, 1)},
		"author-amount-changed":        {about: "the amount was changed after signing", full: changed(atBody+33, 1)},
		"author-another":               {about: "the author was changed after signing", full: changed(atSeq-32, 1)},
		"author-curve-changed":         {about: "an ed25519 signature said to be sr25519", full: changed(n-65, 3)},
		"author-s-not-reduced":         {about: "S plus the group's order: ed25519 wants S below it", full: addOrder(good)},
		"author-without-tag":           {about: "signed without the tag in front", full: append(untagged, bare.Bytes[:]...)},
		"sr25519-wrong-bit":            {about: "one bit of R of an sr25519 signature is wrong", full: srBroken},
		"sr25519-curve-changed":        {about: "an sr25519 signature said to be ed25519", full: srCurve},
		"sr25519-unmarked":             {about: "the top bit, which marks an sr25519 signature, is not set", full: unmarked},
		"link-of-another-community":    link("the linked key's word is for another community", LinkMessage(Hash{9}, f.Market, me)),
		"link-of-another-market":       link("the linked key's word is for another market", LinkMessage(f.Community, MarketID{9}, me)),
		"link-of-another-member":       link("the linked key's word is for another member", LinkMessage(f.Community, f.Market, key(t, 4).Account())),
		"seat-of-another-market":       seat("the vault key's word is for another market", SeatMessage(MarketID{9}, 2, me)),
		"seat-of-another-epoch":        seat("the vault key's word is for another epoch", SeatMessage(f.Market, 3, me)),
		"seat-of-another-voting-key":   seat("the vault key's word is for another voting key", SeatMessage(f.Market, 2, key(t, 4).Account())),
		"seat-with-the-word-of-a-link": seat("the vault key signed a link", LinkMessage(f.Community, f.Market, me)),
		"found-vault-of-another-key":   founding("the vault key's word is for another voting key", SeatMessage(MarketID{}, 1, key(t, 4).Account())),
		"found-vault-names-a-market":   founding("the vault key's word names a market, which a Found does not have yet", SeatMessage(f.Market, 1, me)),
	}
}

// addOrder adds the order of the ed25519 group to S, the last 32 bytes, little-endian.
func addOrder(full []byte) []byte {
	order, _ := new(big.Int).SetString("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16)
	b := bytes.Clone(full)
	s := b[len(b)-32:]
	slices.Reverse(s)
	new(big.Int).Add(new(big.Int).SetBytes(s), order).FillBytes(s)
	slices.Reverse(s)
	return b
}
