package ledger

import (
	"errors"
	"sync"
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// step takes entries in through a core, and gives the answers.
func step(t testing.TB, c *Core, entries ...*entry.Entry) []Answer {
	t.Helper()
	var in []Draft
	for _, e := range entries {
		in = append(in, Offer(e))
	}
	_, answers, err := c.Step(in, 1795000001)
	if err != nil {
		t.Fatal(err)
	}
	return answers
}

// opened is a town with a lone steward who votes.
func opened(t testing.TB) (*town, *Core) {
	t.Helper()
	tw := newTown(t, entry.Policy{})
	c := NewCore(tw.found.Community, []*entry.Entry{tw.found}, &Steward{Market: tw.market(), Voting: tw.key("steward")})
	return tw, c
}

// says writes a steward's word at the head of his chain as the core has it.
func says(t testing.TB, tw *town, c *Core, by string, body entry.Body) *entry.Entry {
	t.Helper()
	e := c.State.Next(tw.ref(by), 1795000000)
	e.Body = body
	tw.sign(e, tw.key(by))
	if a := step(t, c, e)[0]; a.Err != nil {
		t.Fatal(a.Err)
	}
	return e
}

func deposits(tw *town, note, to string, amount entry.Amount) *entry.Attest {
	return &entry.Attest{Facts: []entry.Fact{&entry.Deposit{Note: note, Account: tw.key(to).Account(), Amount: amount}}}
}

// founds makes a further market of a stranger, in the town's community.
func founds(tw *town, by string) *entry.Entry {
	proof, err := tw.key(by).Sign(entry.SeatMessage(entry.MarketID{}, 1, tw.key(by).Account()))
	if err != nil {
		tw.t.Fatal(err)
	}
	e := &entry.Entry{Author: tw.key(by).Account(), Seq: 1, Body: &entry.Found{Community: tw.found.Community,
		MarketName: "Nowhere", Vault: tw.key(by).Account(), VaultSignature: proof}}
	tw.sign(e, tw.key(by))
	return e
}

// in writes an entry in another market than the town's.
func (tw *town) in(market entry.MarketID, prev *entry.Entry, by string, body entry.Body) *entry.Entry {
	e := &entry.Entry{Community: tw.found.Community, Market: market, Author: tw.key(by).Account(), Seq: 1, Body: body}
	if prev != nil {
		e.Seq, e.Prev = prev.Seq+1, prev.Hash()
	}
	tw.sign(e, tw.key(by))
	return e
}

// same fails unless the state is its slow twin's.
func same(t testing.TB, tw *town, c *Core, set ...*entry.Entry) {
	t.Helper()
	got, want := c.State.Summary(), Slow(tw.found.Community, set)
	if got.Hash() != want.Hash() {
		t.Errorf("the state is not the slow twin's:\n%s", diff(got, want))
	}
	if err := got.Conserved(); err != nil {
		t.Error(err)
	}
}

// Whoever founds a market of his own must not certify what happens in another's.
func TestVotesOfAnotherMarketCountForNothing(t *testing.T) {
	for _, votesFirst := range []bool{false, true} {
		tw, c := opened(t)
		found := founds(tw, "mal")
		theft := tw.after(nil, "mal", tw.payBody("eve", 1000000))
		vote := tw.in(found.Market, found, "mal", &entry.Votes{Items: []entry.Vote{{Entry: theft.Hash()}}})
		order := []*entry.Entry{found, theft, vote}
		if votesFirst {
			order = []*entry.Entry{found, vote, theft, vote} // the door lets it in the second time
		}
		step(t, c, order...)
		if got := c.State.Level(theft.Hash()); got != Promised {
			t.Errorf("votes first %v: a stranger's vote made it %v", votesFirst, got)
		}
		same(t, tw, c, tw.found, found, theft, vote)
	}
}

// Money that a stranger's market made up is not money here.
func TestMoneyFromAbroadIsNotSpent(t *testing.T) {
	tw, c := opened(t)
	found := founds(tw, "mal")
	deposit := tw.in(found.Market, found, "mal", deposits(tw, "air", "mal", 5000))
	pay := tw.in(found.Market, deposit, "mal", tw.payBody("eve", 5000))
	vote := tw.in(found.Market, pay, "mal", &entry.Votes{Items: []entry.Vote{{Entry: pay.Hash()}}})
	spend := tw.pay("eve", "bob", 5000)
	step(t, c, found, deposit, pay, vote, spend)
	if got := c.State.Level(spend.Hash()); got != Promised {
		t.Errorf("money out of nowhere is %v", got)
	}
	var short *Insufficient
	err := c.Steward.MayVote(c.State, spend.Hash())
	if !errors.As(err, &short) || short.Has != 0 {
		t.Errorf("got %v", err)
	}
	says(t, tw, c, "steward", deposits(tw, "true", "eve", 5000))
	if got := c.State.Level(spend.Hash()); got != Final {
		t.Errorf("his own money is %v", got)
	}
}

// Two people who bring one coupon in the same breath: one is paid, as if they had come in turn.
func TestOneBatchIsLikeTwo(t *testing.T) {
	tw, c := opened(t)
	says(t, tw, c, "steward", deposits(tw, "1", "ana", 100))
	series := tw.write("ana", tw.issueBody("s", 1, 10))
	wake := tw.write("ana", &entry.Activate{Series: series.Hash(), Ranges: []entry.Range{{From: 1, To: 1}}})
	step(t, c, series, wake)
	bob, cyd := tw.redeem(series, "s", 1, "bob"), tw.redeem(series, "s", 1, "cyd")
	step(t, c, bob, cyd)
	if got := c.State.Level(bob.Hash()); got != Final {
		t.Errorf("who came first: %v", got)
	}
	var cashed *Cashed
	if err := c.Steward.MayVote(c.State, cyd.Hash()); !errors.As(err, &cashed) || cashed.To != tw.ref("bob") {
		t.Errorf("who came second: %v", err)
	}
}

// A redemption that came before its coupon was handed over gets its vote afterwards.
func TestEarlyRedemptionIsCashedOnActivation(t *testing.T) {
	tw, c := opened(t)
	says(t, tw, c, "steward", deposits(tw, "1", "ana", 100))
	series := tw.write("ana", tw.issueBody("s", 1, 10))
	early := tw.redeem(series, "s", 1, "bob")
	step(t, c, series)
	step(t, c, early)
	if err := c.Steward.MayVote(c.State, early.Hash()); !errors.Is(err, ErrNotActive) {
		t.Errorf("before: %v", err)
	}
	step(t, c, tw.write("ana", &entry.Activate{Series: series.Hash(), Ranges: []entry.Range{{From: 1, To: 1}}}))
	if got := c.State.Level(early.Hash()); got != Final {
		t.Errorf("after: %v", got)
	}
}

// A redemption in the name of another market is no fork of the true one.
func TestRedemptionInAnotherMarketIsRefused(t *testing.T) {
	tw, c := opened(t)
	says(t, tw, c, "steward", deposits(tw, "1", "ana", 100))
	series := tw.write("ana", tw.issueBody("s", 1, 10))
	wake := tw.write("ana", &entry.Activate{Series: series.Hash(), Ranges: []entry.Range{{From: 1, To: 1}}})
	step(t, c, series, wake)
	good := tw.redeem(series, "s", 1, "bob")
	odd := tw.in(entry.MarketID{9}, nil, "coupon s1", &entry.Redeem{Series: series.Hash(), Serial: 1,
		Market: tw.market(), Account: tw.key("bob").Account()})
	answers := step(t, c, odd, good)
	if !errors.Is(answers[0].Err, ErrNotCoupon) {
		t.Errorf("got %v", answers[0].Err)
	}
	if got := c.State.Level(good.Hash()); got != Final {
		t.Errorf("the true one is %v", got)
	}
	// In a set that holds both, order must not matter either.
	a, b := NewState(tw.found.Community), NewState(tw.found.Community)
	for _, e := range []*entry.Entry{odd, good} {
		a.Add(e)
	}
	for _, e := range []*entry.Entry{good, odd} {
		b.Add(e)
	}
	if a.Summary().Hash() != b.Summary().Hash() || a.Summary().Hash() != Slow(tw.found.Community, []*entry.Entry{odd, good}).Hash() {
		t.Error("the order of two redemptions in two markets matters")
	}
}

// Nobody can freeze an account by putting its key on a coupon list of his own.
func TestListingAKeyDoesNotFreezeIt(t *testing.T) {
	tw, c := opened(t)
	says(t, tw, c, "steward", deposits(tw, "1", "ana", 100))
	says(t, tw, c, "steward", deposits(tw, "2", "mal", 100))
	trap := func(name string) *entry.Issue {
		b := tw.issueBody("trap"+name, 1, 1)
		b.Keys[0] = tw.key(name).Account()
		b.Root = entry.Root(b.Keys)
		return b
	}
	late := tw.after(nil, "mal", trap("ana"))
	if err := c.State.Check(late, 0); !errors.Is(err, ErrKeyReused) {
		t.Errorf("an account with money as a coupon key: %v", err)
	}
	step(t, c, late) // he signs it all the same; ana loses nothing by it

	// dan has nothing yet when his key is listed; his deposit frees him.
	says(t, tw, c, "steward", deposits(tw, "3", "eve", 100))
	early := tw.after(nil, "eve", trap("dan"))
	step(t, c, early)
	toDan := tw.payBody("dan", 1)
	e := c.State.Next(tw.ref("ana"), 0)
	e.Body = toDan
	if err := c.State.Check(e, 0); !errors.Is(err, ErrCouponKey) {
		t.Errorf("a coupon's key may be paid: %v", err)
	}
	says(t, tw, c, "steward", deposits(tw, "4", "dan", 50))
	paid, spent := tw.pay("ana", "dan", 5), tw.pay("dan", "bob", 20)
	step(t, c, paid, spent)
	for _, e := range []*entry.Entry{paid, spent} {
		if got := c.State.Level(e.Hash()); got != Final {
			t.Errorf("%v is %v: %v", e, got, c.Steward.MayVote(c.State, e.Hash()))
		}
	}
}

func TestMayVoteOfAFinalPayment(t *testing.T) {
	tw, c := opened(t)
	says(t, tw, c, "steward", deposits(tw, "1", "ana", 100))
	e := tw.pay("ana", "bob", 1)
	step(t, c, e)
	if err := c.Steward.MayVote(c.State, e.Hash()); err != nil {
		t.Errorf("it has the vote: %v", err)
	}
}

// Readers share the book; nothing that only asks may change the state.
func TestAskingChangesNothing(t *testing.T) {
	tw, c := opened(t)
	says(t, tw, c, "steward", deposits(tw, "1", "ana", 100))
	step(t, c, tw.pay("ana", "bob", 1))
	stuck := tw.pay("ana", "bob", 100000)
	step(t, c, stuck)
	var group sync.WaitGroup
	for i := range 8 {
		group.Add(1)
		go func() {
			defer group.Done()
			for j := range 50 {
				stranger := Ref{tw.market(), keys.Account{byte(i), byte(j), 1}}
				e := c.State.Next(stranger, 0)
				e.Body = tw.payBody("bob", 1)
				c.State.Check(e, c.State.SpokenFor(stranger))
				c.State.Check(stuck, c.State.SpokenFor(tw.ref("ana")))
				c.State.Advance(stranger)
				c.State.Balance(stranger)
				c.Steward.MayVote(c.State, stuck.Hash())
				if err := c.State.NoneBelow(); err != nil {
					t.Error(err)
				}
				c.State.Summary()
			}
		}()
	}
	group.Wait()
	if n := len(c.State.accounts); n > 5 {
		t.Errorf("asking has made accounts: %d", n)
	}
}

// What is refused leaves nothing behind.
func TestRefusingKeepsNothing(t *testing.T) {
	tw, c := opened(t)
	before := len(c.State.accounts)
	for i := range 20 {
		name := string(rune('a' + i))
		first := tw.after(nil, name, tw.payBody("bob", 1))
		if a := step(t, c, tw.after(first, name, tw.payBody("bob", 1)))[0]; !errors.Is(a.Err, ErrOutOfOrder) {
			t.Fatal(a.Err)
		}
	}
	if n := len(c.State.accounts); n != before {
		t.Errorf("%d accounts, there were %d", n, before)
	}
}

// A voting key serves in one epoch. A decision that seats one again would leave a market where
// nobody can vote, and is none.
func TestSeatingAKeyAgainIsNoDecision(t *testing.T) {
	tw, c := opened(t)
	again := says(t, tw, c, "steward", tw.nextEpoch(2, "steward"))
	if epoch, current := c.State.Serves(tw.ref("steward")); epoch != 1 || !current {
		t.Errorf("epoch %d, current %v", epoch, current)
	}
	same(t, tw, c, tw.found, again)
	body := tw.nextEpoch(2, "steward")
	e := c.State.Next(tw.ref("steward"), 0)
	e.Body = body
	if err := c.State.Check(e, 0); !errors.Is(err, ErrSeatUsed) {
		t.Errorf("got %v", err)
	}
}

// A steward says one thing per name, and decides a topic once.
func TestCheckRefusesContradictions(t *testing.T) {
	tw, c := opened(t)
	says(t, tw, c, "steward", deposits(tw, "1", "ana", 100))
	check := func(body entry.Body) error {
		e := c.State.Next(tw.ref("steward"), 0)
		e.Body = body
		return c.State.Check(e, 0)
	}
	if err := check(deposits(tw, "1", "ana", 100)); err != nil {
		t.Errorf("the same again: %v", err)
	}
	if err := check(deposits(tw, "1", "ana", 90)); !errors.Is(err, ErrContradicts) {
		t.Errorf("another amount: %v", err)
	}
	says(t, tw, c, "steward", tw.nextEpoch(2, "s1"))
	if err := check(tw.nextEpoch(2, "s2")); !errors.Is(err, ErrContradicts) {
		t.Errorf("another epoch 2: %v", err)
	}
}

// The least bound of I5 is the largest advance that could have been granted, not today's.
func TestAnAdvanceThatShrankIsNoBreach(t *testing.T) {
	tw := newTown(t, entry.Policy{AdvanceCap: 500, AdvancePart: 5000})
	c := NewCore(tw.found.Community, []*entry.Entry{tw.found}, &Steward{Market: tw.market(), Voting: tw.key("steward")})
	fact := func(f entry.Fact) { says(t, tw, c, "steward", &entry.Attest{Facts: []entry.Fact{f}}) }
	fact(&entry.Member{Account: tw.key("ana").Account(), Day: 10, FirstUD: 1, Name: "Ana"})
	fact(&entry.Day{Number: 10, Amount: 10})
	fact(&entry.Day{Number: 1, Amount: 10})
	e := tw.pay("ana", "bob", 90)
	step(t, c, e)
	if got := c.State.Level(e.Hash()); got != Final {
		t.Fatalf("%v: %v", got, c.Steward.MayVote(c.State, e.Hash()))
	}
	fact(&entry.Member{Account: tw.key("ana").Account(), Day: 11, FirstUD: 0, Name: "Ana"})
	if err := c.State.NoneBelow(); err != nil {
		t.Error(err)
	}
}

// A candidate's word between two payments neither stops the votes nor gets one.
func TestWordsBetweenPayments(t *testing.T) {
	tw, c := opened(t)
	says(t, tw, c, "steward", deposits(tw, "1", "ana", 100))
	sig, err := tw.key("ana").Sign(entry.SeatMessage(tw.market(), 2, tw.key("ana").Account()))
	if err != nil {
		t.Fatal(err)
	}
	seat := tw.write("ana", &entry.Seat{Epoch: 2, Name: "Ana", Vault: tw.key("ana").Account(), VaultSignature: sig})
	big, small := tw.pay("ana", "bob", 150), tw.pay("ana", "bob", 50)
	idle := tw.votes("ana", entry.QuorumOnly, big)
	last := tw.pay("ana", "bob", 1)
	persist, _, err := c.Step([]Draft{Offer(seat), Offer(big), Offer(small), Offer(idle), Offer(last)}, 1)
	if err != nil || len(persist) != 5 {
		t.Fatalf("%d entries, %v: a vote that should not be", len(persist), err)
	}
	says(t, tw, c, "steward", deposits(tw, "2", "ana", 101))
	for _, e := range []*entry.Entry{big, small, last} {
		if got := c.State.Level(e.Hash()); got != Final {
			t.Errorf("%v is %v: %v", e, got, c.Steward.MayVote(c.State, e.Hash()))
		}
	}
	c.State.stirOpen()
	if n := c.State.node(idle.Hash()); len(n.tally) > 0 {
		t.Error("a word got a vote")
	}
}

// What is backed has left the balance already; a steward who votes for it does not count it twice.
func TestBackedIsNotCountedTwice(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	set := []*entry.Entry{tw.found, tw.write("steward", tw.nextEpoch(2, "s1", "s2", "s3", "s4"))}
	for _, s := range []string{"s1", "s2", "s3"} {
		set = append(set, tw.write(s, deposits(tw, "1", "ana", 100)))
	}
	first, second := tw.pay("ana", "bob", 60), tw.pay("ana", "bob", 40)
	set = append(set, first, tw.votes("s1", entry.Backed, first), tw.votes("s2", entry.Backed, first), second)
	c := NewCore(tw.found.Community, set, &Steward{Market: tw.market(), Voting: tw.key("s4")})
	for _, e := range []*entry.Entry{first, second} {
		if err := c.Steward.MayVote(c.State, e.Hash()); e == first && err != nil {
			t.Errorf("%v: %v", e, err)
		}
	}
	persist, _, err := c.Step(nil, 1)
	if err != nil || len(persist) != 1 || len(persist[0].Body.(*entry.Votes).Items) != 2 {
		t.Fatalf("%v, %v", persist, err)
	}
	if got := c.State.Level(first.Hash()); got != Final {
		t.Errorf("it is %v", got)
	}
}

// A steward whose own chain is forked shares his key with somebody: a thief, or his machine of
// before. He votes no more with it.
func TestForkedStewardStops(t *testing.T) {
	tw, c := opened(t)
	says(t, tw, c, "steward", deposits(tw, "1", "ana", 100))
	step(t, c, tw.after(tw.found, "steward", deposits(tw, "2", "eve", 1)))
	e := tw.pay("ana", "bob", 1)
	step(t, c, e)
	if err := c.Steward.MayVote(c.State, e.Hash()); !errors.Is(err, ErrForkSeen) || c.State.Level(e.Hash()) != Promised {
		t.Errorf("got %v, %v", err, c.State.Level(e.Hash()))
	}
}

// A key whose votes were counted may turn up again, as the vault key of another epoch.
func TestVotingKeyAsVaultKeyLater(t *testing.T) {
	tw, c := opened(t)
	says(t, tw, c, "steward", deposits(tw, "1", "ana", 100))
	e := tw.pay("ana", "bob", 1)
	step(t, c, e)
	b := tw.nextEpoch(2, "nina")
	b.Value.(*entry.NextEpoch).Seats[0].Vault = tw.key("steward").Account()
	says(t, tw, c, "steward", b)
	if got := c.State.Level(e.Hash()); got != Final {
		t.Errorf("it is %v", got)
	}
}

// A steward who sits ready when his epoch opens votes for what was waiting.
func TestOpeningAnEpochStirs(t *testing.T) {
	tw, old := opened(t)
	says(t, tw, old, "steward", deposits(tw, "1", "ana", 100))
	ready := NewCore(tw.found.Community, []*entry.Entry{tw.found}, &Steward{Market: tw.market(), Voting: tw.key("nina")})
	facts := old.State.account(tw.ref("steward")).head().entry
	e := tw.pay("ana", "bob", 1)
	step(t, ready, facts, e)
	step(t, ready, tw.after(facts, "steward", tw.nextEpoch(2, "nina")))
	if got := ready.State.Level(e.Hash()); got != Final {
		t.Errorf("it is %v", got)
	}
}
