package ledger

import (
	"errors"
	"fmt"
	"testing"

	"foirail/ledger/entry"
)

// Mal pays all that she has, and two of four vote for it; a third, who cheats, keeps his vote back,
// and votes for one of two payments behind it. The end of the dispute must not let her pay twice what
// she has: what stands open before the forked slot becomes final with it.
func TestEndOfADisputeCountsWhatStandsBefore(t *testing.T) {
	c := fourWith(t, entry.Policy{}, "mal", 100)
	c.dead["s3"], c.dead["s4"] = true, true // one is cut off, the other cheats
	first := c.after(nil, "mal", c.payBody("ana", 100))
	c.tell(first)
	a, b := c.after(first, "mal", c.payBody("bob", 100)), c.after(first, "mal", c.payBody("cyd", 100))
	c.tell(a, b)
	c.tell(c.stewardWrites("s4", &entry.Votes{Items: []entry.Vote{{Entry: a.Hash()}}}))
	topic := entry.Topic{Kind: entry.TopicResolveAccount, Account: c.key("mal").Account()}
	body := &entry.Propose{Topic: topic, View: 1, Value: &entry.ResolveAccount{From: 2, Listed: []entry.Hash{a.Hash()}}}
	s := c.state()
	m := s.markets[c.market()]
	var short *Insufficient
	if err := s.checkAccountEnd(m, m.current(), body, body.Value.(*entry.ResolveAccount)); !errors.As(err, &short) || short.Needs != 200 {
		t.Errorf("to let both count: %v", err)
	}
	if v := s.accountValue(m, topic); v != nil {
		t.Errorf("they would propose %v", v)
	}
	if d := s.Disputes(c.market()); len(d) != 1 || d[0].Lacks != 100 {
		t.Errorf("the dispute is told as %+v", d)
	}
}

// Several coupons are disputed at once. What a steward has voted for, decided or not, counts against
// half of the fund's part for disputes.
func TestCouponDisputesAtOnce(t *testing.T) {
	c := fourWith(t, entry.Policy{Fund: 1000, DisputePart: 50}, "asso", 100)
	issue := c.write("asso", c.issueBody("x", 9, 10, 11, 12, 13, 14))
	c.tell(issue)
	c.tell(c.write("asso", &entry.Activate{Series: issue.Hash(), Ranges: []entry.Range{{From: 1, To: 5}}}))
	var said []*entry.Entry
	for serial := 1; serial <= 5; serial++ {
		for i, who := range []string{"ana", "bob", "cyd"} {
			said = append(said, c.apart([]string{fmt.Sprint("s", i+1)}, c.redeem(issue, "x", serial, who))...)
		}
	}
	c.tell(said...)
	c.tick(100)
	ended := 0
	for serial := 1; serial <= 5; serial++ {
		if c.state().Coupon(CouponRef{issue.Hash(), serial}).State == CouponExpired {
			ended++
		}
	}
	if ended != 2 {
		t.Errorf("with room for two of five, %d disputes were ended", ended)
	}
	c.alike()
}

// A market beyond the border sends more than its line. What was spent of it here stays spent: money
// that comes later with a lower hash does not take its place on the line.
func TestLineAtTheBorderIsSpentOnce(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	north := founds(tw, "nora")
	next := tw.nextEpoch(2, "nina")
	next.Value.(*entry.NextEpoch).Policy.Borders = []entry.Border{{Market: north.Market, Line: 50}}
	c := NewCore(tw.found.Community, []*entry.Entry{tw.found, north, tw.write("steward", next)},
		&Steward{Market: tw.market(), Voting: tw.key("nina")})
	last := north
	nora := func(body entry.Body) {
		last = tw.in(north.Market, last, "nora", body)
		step(t, c, last)
	}
	nora(deposits(tw, "air", "mal", 1000))
	var sent *entry.Entry
	spent := 0
	for _, who := range []string{"ana", "bob", "cyd"} {
		e := tw.in(north.Market, sent, "mal", tw.payBody(who, 50))
		for below := e.Hash(); sent != nil && !lessHash(e.Hash(), sent.Hash()); below = e.Hash() {
			e.Time++
			tw.sign(e, tw.key("mal"))
			if e.Hash() == below {
				t.Fatal("the time makes no other entry")
			}
		}
		sent = e
		step(t, c, sent)
		nora(&entry.Votes{Items: []entry.Vote{{Entry: sent.Hash()}}})
		pay := tw.pay(who, "dan", 50)
		step(t, c, pay)
		if c.State.Level(pay.Hash()) == Final {
			spent += 50
		}
	}
	if spent != 50 {
		t.Errorf("over a line of 50 they have spent %d", spent)
	}
}

// A topic is decided before some, of whom one votes in its second round and shows it to few. When the
// epoch closes, who knows that it is decided names its lock all the same, and nobody takes such a
// closing without the votes that it names: so whoever serves next knows what may have been decided.
func TestClosingsShowWhatWasDecided(t *testing.T) {
	c, next := refreshed(t, 4)
	topic := entry.Topic{Kind: entry.TopicBatch, Number: 1}
	p := c.stewardWrites("s1", &entry.Propose{Topic: topic, Value: &entry.Batch{Act: entry.OpenVault, Call: []byte{1}}})
	c.tell(p)
	hidden := c.votesFor(p, entry.Proposal, "s1", "s2", "s3")[2]
	c.votesFor(p, entry.Lock, "s1", "s2", "s3")
	if !c.state().Decided(c.market(), topic) {
		t.Fatal("it is not decided")
	}
	if err := c.move("s2", topicEpoch(3), next); err != nil {
		t.Fatal(err)
	}
	var closing *entry.Entry
	var fewer []*entry.Entry
	lost := map[entry.Hash]bool{hidden.Hash(): true}
	for _, e := range c.pool {
		if k, ok := e.Body.(*entry.Checkpoint); ok && k.Closing && e.Author == c.key("s1").Account() {
			closing = e
		} else if lost[e.Prev] {
			lost[e.Hash()] = true
		} else if !lost[e.Hash()] {
			fewer = append(fewer, e)
		}
	}
	locks := closing.Body.(*entry.Checkpoint).Locks
	if len(locks) != 1 || locks[0].Topic != topic || locks[0].Proposal != p.Hash() || len(locks[0].Votes) != 3 {
		t.Fatalf("the closing names %+v", locks)
	}
	if err := Load(c.found.Community, fewer).Admit(closing); !errors.Is(err, ErrOutOfOrder) {
		t.Errorf("without the votes that it names: %v", err)
	}
}

// What an honest person has signed, and others see before it has its votes, is not stopped for good by
// a cent paid to a coupon key on it, nor by a series that lists who is to be paid.
func TestNobodyStopsAChainByAKey(t *testing.T) {
	tw, c := opened(t)
	says(t, tw, c, "steward", deposits(tw, "1", "mal", 100))
	issue := tw.write("ana", tw.issueBody("s", 1, 10, 20))
	pay := tw.write("eve", tw.payBody("dan", 30))
	trap := tw.issueBody("trap", 1, 1)
	trap.Keys[0] = tw.key("dan").Account()
	trap.Root = entry.Root(trap.Keys)
	step(t, c, issue, pay) // both wait for cover
	step(t, c, tw.pay("mal", "coupon s1", 1), tw.write("mal", trap))
	says(t, tw, c, "steward", deposits(tw, "2", "ana", 30))
	says(t, tw, c, "steward", deposits(tw, "3", "eve", 30))
	for _, e := range []*entry.Entry{issue, pay} {
		if got := c.State.Level(e.Hash()); got != Final {
			t.Errorf("%v is %v: %v", e, got, c.Steward.MayVote(c.State, e.Hash()))
		}
	}
}

// A dispute is ended from the slot that is known to be forked. Then a lower one comes to light: that is
// the next dispute of the account, it is ended too, and the owner is not stopped for good.
func TestLowerForkComesToLightLater(t *testing.T) {
	c := fourWith(t, entry.Policy{}, "mal", 1000)
	a1 := c.after(nil, "mal", c.payBody("ana", 1))
	a2, b2 := c.after(a1, "mal", c.payBody("ana", 2)), c.after(a1, "mal", c.payBody("bob", 2))
	c.tell(a1)
	c.tell(a2, b2)
	c.tick(60)
	if d := c.state().Disputes(c.market()); len(d) != 1 || d[0].Open {
		t.Fatalf("the first dispute is told as %+v", d)
	}
	c.tell(c.after(nil, "mal", c.payBody("bob", 1)))
	c.tick(60)
	if d := c.state().Disputes(c.market()); len(d) != 1 || d[0].Open {
		t.Fatalf("the second dispute is told as %+v", d)
	}
	next := c.state().Next(c.ref("mal"), c.steady)
	next.Body = c.payBody("cyd", 4)
	c.sign(next, c.key("mal"))
	c.tell(next)
	if got := c.state().Level(next.Hash()); got != Final {
		t.Errorf("her next payment, at seq %d, is %v", next.Seq, got)
	}
	if err := c.state().OnePerSlot(); err != nil {
		t.Error(err)
	}
	c.alike()
}

// While a dispute is being ended a lower fork comes to light, before some and not before others. They
// talk about one topic: whoever knows less is shown what the others know, and one end is decided.
func TestLowerForkComesToLightMeanwhile(t *testing.T) {
	c := fourWith(t, entry.Policy{}, "mal", 1000)
	a1 := c.after(nil, "mal", c.payBody("ana", 1))
	a2, b2 := c.after(a1, "mal", c.payBody("ana", 2)), c.after(a1, "mal", c.payBody("bob", 2))
	lower := c.after(nil, "mal", c.payBody("bob", 1))
	c.tell(a1)
	late := c.apart([]string{"s3", "s4"}, lower)
	c.tell(a2, b2)
	topics := map[string]bool{}
	for _, n := range c.names {
		s := c.cores[n].State
		for _, topic := range s.topicsOfDisputes(s.markets[c.market()]) {
			topics[topic.Key()] = true
		}
	}
	if len(topics) != 1 {
		t.Errorf("they talk about %d topics", len(topics))
	}
	c.tell(late...)
	c.tick(60)
	if d := c.state().Disputes(c.market()); len(d) != 1 || d[0].Open {
		t.Fatalf("the dispute is told as %+v", d)
	}
	c.alike()
}

// A second-round vote is let in with its lock and not before, and from a steward only. So whoever holds
// the closed chain of one who voted to decide something holds its lock, whatever closings name.
func TestSecondRoundVoteCarriesItsLock(t *testing.T) {
	c, _ := refreshed(t, 4)
	p := c.stewardWrites("s1", &entry.Propose{Topic: entry.Topic{Kind: entry.TopicBatch, Number: 1}, Value: &entry.Batch{Act: entry.OpenVault, Call: []byte{1}}})
	c.tell(p)
	lock := &entry.Votes{Items: []entry.Vote{{Kind: entry.Lock, Entry: p.Hash()}}}
	early := c.stewardWrites("s4", lock)
	for _, name := range []string{"s1", "s2", "s3"} {
		if err := c.state().Admit(early); !errors.Is(err, ErrOutOfOrder) {
			t.Errorf("before %s has agreed: %v", name, err)
		}
		c.votesFor(p, entry.Proposal, name)
	}
	if err := c.state().Admit(early); err != nil {
		t.Errorf("with a quorum: %v", err)
	}
	c.sit("eve", "eve's vault", 3)
	if err := c.state().Admit(c.stewardWrites("eve", lock)); !errors.Is(err, ErrOutOfOrder) {
		t.Errorf("from a candidate: %v", err)
	}
}
