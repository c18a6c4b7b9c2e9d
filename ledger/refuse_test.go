package ledger

import (
	"errors"
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// fair is a market day to ask questions of: ana, bob and eve have 1000; ana's sheet of six 10s
// has one coupon cashed, one cancelled, one dormant, and three good; till is linked to ana.
type fair struct {
	*town
	core  *Core
	sheet *entry.Entry
	paid  *entry.Entry // by ana, final
}

func newFair(t *testing.T, genesis entry.Hash) *fair {
	tw := newTown(t, entry.Policy{AdvanceCap: 50, AdvancePart: 1000})
	if !genesis.IsZero() {
		tw = newChainTown(t, genesis)
	}
	f := &fair{town: tw, core: NewCore(tw.found.Community, []*entry.Entry{tw.found},
		&Steward{Market: tw.market(), Voting: tw.key("steward")})}
	for _, name := range []string{"ana", "bob", "eve"} {
		says(t, tw, f.core, "steward", deposits(tw, name, name, 1000))
	}
	f.sheet = f.write("ana", tw.issueBody("sheet", 1, 5, 6, 7, 8, 9, 10))
	f.paid = f.town.pay("ana", "bob", 10)
	step(t, f.core, f.sheet, f.paid,
		f.write("ana", &entry.Activate{Series: f.sheet.Hash(), Ranges: []entry.Range{{From: 1, To: 4}}}),
		f.write("ana", &entry.Cancel{Series: f.sheet.Hash(), Ranges: []entry.Range{{From: 5, To: 5}}}),
		f.write("ana", f.link("ana", "till")))
	step(t, f.core, f.redeem(f.sheet, "sheet", 1, "bob"))
	return f
}

// newChainTown is a town whose community stands on a chain.
func newChainTown(t *testing.T, genesis entry.Hash) *town {
	tw := newTown(t, entry.Policy{})
	body := *tw.found.Body.(*entry.Found)
	body.Genesis = genesis
	tw.found = &entry.Entry{Author: tw.key("steward").Account(), Seq: 1, Time: tw.steady, Body: &body}
	tw.sign(tw.found, tw.key("steward"))
	tw.heads[tw.found.Author] = tw.found
	return tw
}

func (tw *town) link(member, key string) *entry.Link {
	sig, err := tw.key(key).Sign(entry.LinkMessage(tw.found.Community, tw.market(), tw.ref(member).Key))
	if err != nil {
		tw.t.Fatal(err)
	}
	return &entry.Link{Key: tw.ref(key).Key, KeySignature: sig}
}

// next is an entry at the head of a name's chain as the core has it, signed.
func (f *fair) next(by string, body entry.Body) *entry.Entry {
	e := f.core.State.Next(f.ref(by), f.steady)
	e.Body = body
	f.sign(e, f.key(by))
	return e
}

var weakKey = keys.Account{1} // the neutral point

// Every reason not to take an entry in.
func TestAdmit(t *testing.T) {
	f := newFair(t, entry.Hash{})
	other := newTown(t, entry.Policy{Line: 1})
	own := f.redeem(f.sheet, "sheet", 2, "bob")
	weakSeat := f.nextEpoch(2, "nina")
	weakSeat.Value.(*entry.NextEpoch).Seats[0].Voting = weakKey
	weakIssue := f.issueBody("w", 1, 1, 2)
	weakIssue.Keys[1], weakIssue.Root = weakKey, entry.Root([]keys.Account{weakIssue.Keys[0], weakKey})
	weakSeries := f.issueBody("w", 1, 1)
	weakSeries.SeriesKey = keys.Account{}
	notKey := &entry.Entry{Community: f.found.Community, Market: f.market(), Author: f.key("coupon sheet3").Account(), Seq: 1,
		Body: own.Body}
	f.sign(notKey, f.key("coupon sheet3"))
	for _, x := range []struct {
		name string
		e    *entry.Entry
		want error
	}{
		{"good", f.next("ana", f.payBody("bob", 1)), nil},
		{"another community", other.pay("ana", "bob", 1), ErrCommunity},
		{"gap", f.after(f.next("eve", f.payBody("bob", 1)), "eve", f.payBody("bob", 1)), ErrOutOfOrder},
		{"no predecessor", f.after(f.paid, "eve", f.payBody("bob", 1)), ErrOutOfOrder},
		{"a stranger's votes", f.next("mal", &entry.Votes{Items: []entry.Vote{{Entry: f.paid.Hash()}}}), ErrStranger},
		{"a stranger's fact", f.next("ana", deposits(f.town, "mine", "ana", 5)), ErrStranger},
		{"a stranger's proposal", f.next("ana", f.nextEpoch(2, "ana")), ErrStranger},
		{"the vault key's proposal", f.next("vault", f.nextEpoch(2, "nina")), nil},
		{"no series", f.redeem(f.paid, "sheet", 1, "bob"), ErrUnknown},
		{"no such serial", f.redeem(f.sheet, "sheet", 7, "bob"), ErrUnknown},
		{"another coupon's key", notKey, ErrNotCoupon},
		{"true redemption", own, nil},
		{"weak payee", f.next("ana", &entry.Pay{Payees: []entry.Payee{{Market: f.market(), Account: weakKey, Amount: 1}}}), ErrWeakKey},
		{"weak address", f.next("ana", &entry.Withdraw{Amount: 5, Address: keys.Account{}}), ErrWeakKey},
		{"weak voting key", f.next("steward", weakSeat), ErrWeakKey},
		{"weak coupon key", f.next("ana", weakIssue), ErrWeakKey},
		{"weak series key", f.next("ana", weakSeries), ErrWeakKey},
		{"weak depositor", f.next("steward", &entry.Attest{Facts: []entry.Fact{&entry.Deposit{Note: "z", Amount: 1}}}), ErrWeakKey},
		{"weak member", f.next("steward", &entry.Attest{Facts: []entry.Fact{&entry.Member{Account: weakKey, Day: 1}}}), ErrWeakKey},
		{"weak cashier", f.redeemTo(f.sheet, 2, weakKey), ErrWeakKey},
		{"weak link", f.next("ana", &entry.Link{Key: weakKey, KeySignature: keys.Signature{Curve: keys.Ed25519}}), ErrWeakKey},
		{"weak vault", f.next("nina", &entry.Seat{Epoch: 2, Name: "n", Vault: weakKey, VaultSignature: keys.Signature{Curve: keys.Ed25519}}), ErrWeakKey},
		{"weak founder", weakFound(t, f.town), ErrWeakKey},
		{"weak author", weakAuthor(t, f), ErrWeakKey},
	} {
		if err := f.core.State.Admit(x.e); !errors.Is(err, x.want) {
			t.Errorf("%s: got %v, want %v", x.name, err, x.want)
		}
		if a := step(t, f.core, x.e)[0]; x.want != nil && (a.New || !errors.Is(a.Err, x.want) || f.core.State.Holds(x.e.Hash())) {
			t.Errorf("%s: the step took it: %+v", x.name, a)
		}
	}
}

func (f *fair) redeemTo(series *entry.Entry, serial int, to keys.Account) *entry.Entry {
	e := f.redeem(series, "sheet", serial, "bob")
	made := &entry.Entry{Community: e.Community, Market: e.Market, Author: e.Author, Seq: 1,
		Body: &entry.Redeem{Series: series.Hash(), Serial: serial, Market: e.Market, Account: to}}
	f.sign(made, f.key("coupon sheet2"))
	return made
}

func weakFound(t *testing.T, tw *town) *entry.Entry {
	e := &entry.Entry{Author: tw.key("mal").Account(), Seq: 1, Body: &entry.Found{Community: tw.found.Community,
		MarketName: "m", Vault: weakKey, VaultSignature: keys.Signature{Curve: keys.Ed25519}}}
	tw.sign(e, tw.key("mal"))
	return e
}

// weakAuthor is an entry that anybody can write: its author's point is neutral, and so is R.
func weakAuthor(t *testing.T, f *fair) *entry.Entry {
	full := f.next("mal", f.payBody("bob", 1)).Full()
	from := 2 + entry.HashSize + entry.MarketSize
	copy(full[from:], weakKey[:])
	sig := full[len(full)-64:]
	clear(sig)
	sig[0] = 1
	e, err := entry.Decode(full)
	if err != nil || e.Author != weakKey || !e.Verify() {
		t.Fatalf("the example is none: %v, %v", e, err)
	}
	return e
}

// Every reason of the voters' rules, with what is spoken for.
func TestCheck(t *testing.T) {
	f := newFair(t, entry.Hash{})
	serials := func(list ...int) (r []entry.Range) {
		for _, s := range list {
			r = append(r, entry.Range{From: s, To: s})
		}
		return r
	}
	reused := f.issueBody("other", 1, 1)
	reused.Keys[0] = f.key("coupon sheet2").Account()
	reused.Root = entry.Root(reused.Keys)
	abroad := f.payBody("bob", 1)
	abroad.Payees[0].Market = entry.MarketID{9}
	expire := func(series entry.Hash, r ...entry.Range) *entry.Propose {
		return &entry.Propose{Topic: entry.Topic{Kind: entry.TopicExpire, Series: series}, Value: &entry.Expire{Returned: r}}
	}
	sheet := f.sheet.Hash()
	for _, x := range []struct {
		name   string
		e      *entry.Entry
		spoken int64
		want   error
	}{
		{"all she has", f.next("ana", f.payBody("bob", 954)), 0, nil},
		{"one more", f.next("ana", f.payBody("bob", 955)), 0, ErrInsufficient},
		{"promised before", f.next("ana", f.payBody("bob", 900)), 55, ErrInsufficient},
		{"withdraw", f.next("ana", &entry.Withdraw{Amount: 955, Address: f.ref("ana").Key}), 0, ErrInsufficient},
		{"little play money", f.next("ana", &entry.Withdraw{Amount: 1, Address: f.ref("ana").Key}), 0, nil},
		{"issue", f.next("ana", f.issueBody("big", 1, 955)), 0, ErrInsufficient},
		{"a good issue", f.next("ana", f.issueBody("big", 1, 954)), 0, nil},
		{"keys used again", f.next("bob", reused), 0, ErrKeyReused},
		{"to a market nobody founded", f.next("ana", abroad), 0, ErrMarket},
		{"to a coupon's key", f.next("ana", f.payBody("coupon sheet2", 1)), 0, ErrCouponKey},
		{"by a coupon's key", f.next("coupon sheet2", f.payBody("bob", 1)), 0, ErrCouponKey},
		{"link a coupon's key", f.next("ana", f.link("ana", "coupon sheet2")), 0, ErrCouponKey},
		{"linked already", f.next("bob", f.link("bob", "till")), 0, ErrLinked},
		{"no series to wake", f.next("ana", &entry.Activate{Series: f.paid.Hash(), Ranges: serials(1)}), 0, ErrUnknown},
		{"another's series", f.next("bob", &entry.Activate{Series: sheet, Ranges: serials(6)}), 0, ErrIssuer},
		{"awake already", f.next("ana", &entry.Activate{Series: sheet, Ranges: serials(4)}), 0, ErrNotDormant},
		{"cancel what is awake", f.next("ana", &entry.Cancel{Series: sheet, Ranges: serials(2)}), 0, ErrNotDormant},
		{"cancel twice", f.next("ana", &entry.Cancel{Series: sheet, Ranges: serials(5)}), 0, ErrNotDormant},
		{"no such serial", f.next("ana", &entry.Cancel{Series: sheet, Ranges: serials(6, 9)}), 0, ErrNotDormant},
		{"dormant", f.next("ana", &entry.Cancel{Series: sheet, Ranges: serials(6)}), 0, nil},
		{"cashed", f.redeem(f.sheet, "sheet", 1, "eve"), 0, ErrCashed},
		{"cashed, the same", f.redeem(f.sheet, "sheet", 1, "bob"), 0, nil},
		{"not cashed", f.redeem(f.sheet, "sheet", 2, "eve"), 0, nil},
		{"cashed to a coupon's key", f.redeem(f.sheet, "sheet", 2, "coupon sheet3"), 0, ErrCouponKey},
		{"cancelled", f.redeem(f.sheet, "sheet", 5, "eve"), 0, ErrCancelled},
		{"asleep", f.redeem(f.sheet, "sheet", 6, "eve"), 0, ErrNotActive},
		{"unknown series", f.redeem(f.paid, "sheet", 1, "eve"), 0, ErrUnknown},
		{"another key", f.redeem(f.sheet, "till", 2, "eve"), 0, ErrNotCoupon},
		{"too early to end", f.next("steward", expire(sheet, serials(6)...)), 0, ErrTooEarly},
		{"no series to end", f.next("steward", expire(f.paid.Hash())), 0, ErrUnknown},
		{"a seat again", f.next("steward", f.nextEpoch(2, "steward")), 0, ErrSeatUsed},
		{"a deposit altered", f.next("steward", deposits(f.town, "ana", "ana", 999)), 0, ErrContradicts},
		{"a deposit told again", f.next("steward", deposits(f.town, "ana", "ana", 1000)), 0, nil},
	} {
		if err := f.core.State.Check(x.e, x.spoken); !errors.Is(err, x.want) {
			t.Errorf("%s: got %v, want %v", x.name, err, x.want)
		}
	}

	says(t, f.town, f.core, "steward", f.nextEpoch(2, "nina"))
	for _, x := range []struct {
		name string
		e    *entry.Entry
		want error
	}{
		{"a series of an epoch that is over", f.next("ana", f.issueBody("old", 1, 1)), ErrExpired},
		{"epoch 2 decided twice", f.next("nina", f.nextEpoch(2, "omar")), ErrContradicts},
		{"end what is cashed", f.next("nina", expire(sheet, serials(1)...)), ErrCashed},
		{"end what is cancelled", f.next("nina", expire(sheet, serials(5)...)), ErrCancelled},
		{"end what never was", f.next("nina", expire(sheet, serials(7)...)), ErrUnknown},
		{"end the rest", f.next("nina", expire(sheet, entry.Range{From: 2, To: 4})), nil},
	} {
		if err := f.core.State.Check(x.e, 0); !errors.Is(err, x.want) {
			t.Errorf("%s: got %v, want %v", x.name, err, x.want)
		}
	}
	says(t, f.town, f.core, "nina", expire(sheet, serials(2)...))
	if err := f.core.State.Check(f.redeem(f.sheet, "sheet", 2, "eve"), 0); !errors.Is(err, ErrExpired) {
		t.Errorf("expired: got %v", err)
	}
}

// On a chain no withdrawal may be smaller than an account there.
func TestLeastWithdrawal(t *testing.T) {
	f := newFair(t, entry.Hash{1})
	for amount, want := range map[entry.Amount]error{99: ErrTooSmall, 100: nil} {
		e := f.next("eve", &entry.Withdraw{Amount: amount, Address: f.ref("eve").Key})
		if err := f.core.State.Check(e, 0); !errors.Is(err, want) {
			t.Errorf("%d: got %v", amount, err)
		}
	}
}

// Every reason of the steward's own affair: seat, slot, fork, predecessor.
func TestMayVote(t *testing.T) {
	f := newFair(t, entry.Hash{})
	poor := f.next("eve", f.payBody("bob", 5000))
	behind := f.after(poor, "eve", f.payBody("bob", 1))
	twin := f.after(f.sheet, "ana", f.payBody("eve", 11)) // the slot of f.paid
	step(t, f.core, poor, behind, twin)
	fork := f.after(nil, "eve", f.payBody("ana", 1))
	st := f.core.Steward
	check := func(name string, st *Steward, e *entry.Entry, want error) {
		t.Helper()
		if err := st.MayVote(f.core.State, e.Hash()); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", name, err, want)
		}
	}
	check("not held", st, fork, ErrUnknown)
	check("final", st, f.paid, nil)
	check("not covered", st, poor, ErrInsufficient)
	check("behind one without a vote", st, behind, ErrPredecessor)
	check("voted for the other", st, twin, ErrSlotTaken)
	check("no seat", &Steward{Market: f.market(), Voting: f.key("mal")}, poor, ErrNotSteward)
	check("no market", &Steward{Market: entry.MarketID{1}, Voting: f.key("steward")}, poor, ErrNotSteward)
	step(t, f.core, fork)
	check("forked", st, fork, ErrForkSeen)
	check("forked, the first", st, poor, ErrForkSeen)
	check("behind a fork", st, behind, ErrPredecessor)
	says(t, f.town, f.core, "steward", f.nextEpoch(2, "nina"))
	check("the epoch before", st, poor, ErrNotSteward)

	// A steward of a market may not speak in another.
	north := founds(f.town, "nora")
	gift := f.in(north.Market, nil, "ana", &entry.Link{Key: f.ref("x").Key, KeySignature: keys.Signature{Curve: keys.Ed25519}})
	step(t, f.core, north, gift)
	check("another market", &Steward{Market: f.market(), Voting: f.key("nina")}, gift, ErrNotSteward)
}

// Figures of an advance: days, cap, share of the fund's part, deposits since.
func TestAdvance(t *testing.T) {
	tw := newTown(t, entry.Policy{AdvanceCap: 100, AdvancePart: 250})
	c := NewCore(tw.found.Community, []*entry.Entry{tw.found}, &Steward{Market: tw.market(), Voting: tw.key("steward")})
	fact := func(f entry.Fact) { says(t, tw, c, "steward", &entry.Attest{Facts: []entry.Fact{f}}) }
	member := func(name string, day, first uint32) {
		fact(&entry.Member{Account: tw.ref(name).Key, Day: day, FirstUD: first, Name: name})
	}
	want := func(why string, n int64) {
		t.Helper()
		if got := c.State.Advance(tw.ref("ana")); got != n {
			t.Errorf("%s: got %d, want %d", why, got, n)
		}
	}
	want("not a member", 0)
	member("ana", 10, 10)
	want("no day has come", 0)
	fact(&entry.Day{Number: 10, Amount: 11})
	want("one day", 11)
	fact(&entry.Day{Number: 13, Amount: 20})
	want("four days, two of them at the last amount known", 11+11+11+20)
	fact(&entry.Day{Number: 9, Amount: 1000})
	want("a day before his first", 53)
	fact(&entry.Day{Number: 20, Amount: 20})
	want("the cap", 100)
	member("bob", 10, 10)
	member("cyd", 10, 10)
	want("a third of the fund's part", 83)
	member("dan", 10, 0)
	want("who is no member has no share", 83)
	fact(&entry.Deposit{Note: "1", Account: tw.ref("ana").Key, Amount: 30})
	want("less what she deposited since", 53)
	fact(&entry.Deposit{Note: "2", Account: tw.ref("ana").Key, Amount: 300})
	want("never below nothing", 0)
	member("ana", 19, 19)
	want("a newer look at the chain", 40)
	member("ana", 15, 1)
	want("an older look changes nothing", 40)
	fact(&entry.Day{Number: 65535, Amount: entry.MaxAmount})
	want("no number is too large", 83)
	member("ana", 20, 0)
	want("a member no more", 0)
}

// A credit makes the next payment coverable in the same step, down a whole row of people; and the
// same money is not promised twice.
func TestStepOrder(t *testing.T) {
	tw, c := opened(t)
	says(t, tw, c, "steward", deposits(tw, "1", "ana", 100))
	names := []string{"ana", "bob", "cyd", "dan", "eve"}
	var row []*entry.Entry
	for i := len(names) - 2; i >= 0; i-- {
		row = append(row, tw.pay(names[i], names[i+1], 100)) // the last payer comes first
	}
	step(t, c, row...)
	for _, e := range row {
		if got := c.State.Level(e.Hash()); got != Final {
			t.Errorf("%v is %v", e, got)
		}
	}
	several := []*entry.Entry{tw.pay("eve", "ana", 60), tw.pay("eve", "bob", 30), tw.pay("eve", "cyd", 11), tw.pay("eve", "dan", 1)}
	step(t, c, several...)
	for i, want := range []Level{Final, Final, Promised, Promised} {
		if got := c.State.Level(several[i].Hash()); got != want {
			t.Errorf("payment %d is %v, want %v", i+1, got, want)
		}
	}
	if got := c.State.SpokenFor(tw.ref("eve")); got != 12 {
		t.Errorf("spoken for: %d", got)
	}
}

// With several stewards one counts what he has voted for and not yet seen certified.
func TestOneOfFourCountsWhatHeVotedFor(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	set := []*entry.Entry{tw.found, tw.write("steward", tw.nextEpoch(2, "s1", "s2", "s3", "s4"))}
	for _, s := range []string{"s1", "s2", "s3"} {
		set = append(set, tw.write(s, deposits(tw, "1", "ana", 100)))
	}
	c := NewCore(tw.found.Community, set, &Steward{Market: tw.market(), Voting: tw.key("s4")})
	several := []*entry.Entry{tw.pay("ana", "bob", 60), tw.pay("ana", "bob", 40), tw.pay("ana", "bob", 1)}
	persist, _, err := c.Step([]Draft{Offer(several[0]), Offer(several[1]), Offer(several[2])}, 1)
	if err != nil {
		t.Fatal(err)
	}
	votes := persist[len(persist)-1].Body.(*entry.Votes).Items
	if len(persist) != 4 || len(votes) != 2 {
		t.Fatalf("%d entries, %d votes", len(persist), len(votes))
	}
	if err := c.Steward.MayVote(c.State, several[2].Hash()); !errors.Is(err, ErrInsufficient) {
		t.Errorf("got %v", err)
	}
	twin := tw.after(several[0], "ana", tw.payBody("cyd", 40))
	step(t, c, twin)
	if err := c.Steward.MayVote(c.State, twin.Hash()); !errors.Is(err, ErrSlotTaken) {
		t.Errorf("got %v", err)
	}
}
