package ledger

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"foirail/ledger/entry"
)

// apart gives some stewards entries that the others do not hear of, with all that they say to it,
// and returns what was said.
func (c *council) apart(names []string, list ...*entry.Entry) (said []*entry.Entry) {
	c.t.Helper()
	for len(list) > 0 {
		said = append(said, list...)
		var next []*entry.Entry
		for _, n := range names {
			for _, e := range list {
				made, answers, err := c.cores[n].Step([]Draft{Offer(e)}, c.steady)
				if err != nil || answers[0].Err != nil {
					c.t.Fatalf("%s does not take %v: %v %v", n, e, err, answers[0].Err)
				}
				next = append(next, own(made, c.cores[n])...)
			}
		}
		list = next
	}
	return said
}

func fourWith(t *testing.T, policy entry.Policy, who string, amount entry.Amount) *council {
	c := newCouncil(t, policy, "s1", "s2", "s3", "s4")
	for i := range 4 {
		c.say(fmt.Sprint("s", i+1), &entry.Attest{Facts: []entry.Fact{
			&entry.Deposit{Note: who, Account: c.key(who).Account(), Amount: amount},
			&entry.Day{Number: 1, Amount: 10},
			&entry.Member{Account: c.key(who).Account(), Day: 1, FirstUD: 1, Name: who},
		}})
	}
	return c
}

// Mal pays twice what she has, on both sides of a cut. Both payees keep it; she owes the fraud,
// gets no more votes, and goes on once she has brought the money.
func TestFraudAcrossACut(t *testing.T) {
	c := fourWith(t, entry.Policy{Line: 1000, Fund: 1000}, "mal", 100)
	one, two := c.after(nil, "mal", c.payBody("ana", 100)), c.after(nil, "mal", c.payBody("bob", 100))
	left, right := c.apart([]string{"s1", "s2"}, one), c.apart([]string{"s3", "s4"}, two)
	if a, b := c.cores["s1"].State.Level(one.Hash()), c.cores["s3"].State.Level(two.Hash()); a != Backed || b != Backed {
		t.Fatalf("while cut: %v and %v", a, b)
	}
	c.tell(append(left, right...)...)
	c.tick(40)
	c.alike()
	s := c.state()
	if a, b, m := s.Balance(c.ref("ana")), s.Balance(c.ref("bob")), s.Balance(c.ref("mal")); a.Backed != 100 || b.Backed != 100 || m.Final+m.Backed != -100 {
		t.Fatalf("after healing ana has %+v, bob %+v, mal %+v", a, b, m)
	}
	d := s.Disputes(c.market())
	if len(d) != 1 || !d[0].Open || d[0].Deficit != 100 || d[0].Lacks != 100 || len(d[0].Guilty) != 0 {
		t.Fatalf("the dispute is told as %+v", d)
	}
	late := c.after(one, "mal", c.payBody("ana", 1))
	c.tell(late)
	if got := c.state().Level(late.Hash()); got != Promised {
		t.Errorf("while disputed her next payment is %v", got)
	}
	for i := range 4 {
		c.say(fmt.Sprint("s", i+1), &entry.Attest{Facts: []entry.Fact{&entry.Deposit{Note: "again", Account: c.key("mal").Account(), Amount: 150}}})
	}
	c.tick(60)
	s = c.state()
	if a, b, m := s.Balance(c.ref("ana")), s.Balance(c.ref("bob")), s.Balance(c.ref("mal")); a.Final != 100 || b.Final != 100 || m.Final != 50 {
		t.Fatalf("when she has paid, ana has %+v, bob %+v, mal %+v", a, b, m)
	}
	if d := s.Disputes(c.market()); len(d) != 1 || d[0].Open || d[0].Deficit != 0 {
		t.Errorf("the dispute is told as %+v", d)
	}
	next := s.Next(c.ref("mal"), c.steady)
	next.Body = c.payBody("cyd", 20)
	c.sign(next, c.key("mal"))
	c.tell(next)
	if got := c.state().Level(next.Hash()); got != Final || next.Seq != 2 {
		t.Errorf("her next payment, at seq %d, is %v", next.Seq, got)
	}
	if got := c.state().Level(late.Hash()); got != Promised {
		t.Errorf("what stood on the old branch is %v", got)
	}
	c.alike()
}

// A phone restored from a backup pays the same again, on a chain of its own. It is paid once, and
// the honest owner goes on.
func TestRestoredPhonePaysOnce(t *testing.T) {
	c := fourWith(t, entry.Policy{Line: 1000, Fund: 1000}, "ana", 100)
	once := c.after(nil, "ana", c.payBody("bob", 30))
	c.steady++
	again := c.after(nil, "ana", c.payBody("bob", 30))
	left, right := c.apart([]string{"s1", "s2"}, once), c.apart([]string{"s3"}, again)
	c.tell(append(left, right...)...)
	c.tick(60)
	s := c.state()
	if a, b := s.Balance(c.ref("ana")), s.Balance(c.ref("bob")); a.Final != 70 || b.Final != 30 {
		t.Fatalf("ana has %+v, bob %+v", a, b)
	}
	next := s.Next(c.ref("ana"), c.steady)
	next.Body = c.payBody("cyd", 20)
	c.sign(next, c.key("ana"))
	c.tell(next)
	if got := c.state().Level(next.Hash()); got != Final {
		t.Errorf("her next payment is %v", got)
	}
	c.alike()
}

// Two people cash one paper at once, and the votes split. The one that more than f stewards voted
// for counts; where nobody has so many, the money goes back to the issuer.
func TestCouponDispute(t *testing.T) {
	for _, split := range []int{1, 2} {
		c := fourWith(t, entry.Policy{Fund: 1000, DisputePart: 500}, "asso", 100)
		issue := c.write("asso", c.issueBody("x", 9, 10))
		c.tell(issue)
		c.tell(c.write("asso", &entry.Activate{Series: issue.Hash(), Ranges: []entry.Range{{From: 1, To: 1}}}))
		a, b := c.redeem(issue, "x", 1, "ana"), c.redeem(issue, "x", 1, "bob")
		var said []*entry.Entry
		if split == 2 {
			said = append(c.apart([]string{"s1", "s2"}, a), c.apart([]string{"s3", "s4"}, b)...)
		} else {
			said = append(c.apart([]string{"s1"}, a), c.apart([]string{"s2"}, b)...)
			c.dead["s1"], c.dead["s2"] = false, false
			said = append(said, c.apart([]string{"s3"}, c.redeem(issue, "x", 1, "cyd"))...)
		}
		c.tell(said...)
		c.tick(60)
		s := c.state()
		has := s.Balance(c.ref("ana")).Final + s.Balance(c.ref("bob")).Final + s.Balance(c.ref("cyd")).Final
		k := s.Coupon(CouponRef{issue.Hash(), 1})
		if split == 2 && (has != 10 || k.State != CouponCashed) {
			t.Errorf("2/2: the coupon is %v and people have %d", k.State, has)
		}
		if split == 1 && (has != 0 || k.State != CouponExpired || s.Balance(c.ref("asso")).Final != 100) {
			t.Errorf("1/1/1: the coupon is %v and people have %d", k.State, has)
		}
		c.alike()
	}
}

// decided has the stewards end a dispute of mal's as they would, by hand: the proposal, and the
// votes of three.
func (c *council) decided(from, attempt uint32, listed ...*entry.Entry) *entry.Entry {
	c.t.Helper()
	value := &entry.ResolveAccount{From: from}
	for _, e := range listed {
		value.Listed = append(value.Listed, e.Hash())
	}
	slices.SortFunc(value.Listed, func(a, b entry.Hash) int { return slices.Compare(a[:], b[:]) })
	p := c.stewardWrites("s1", &entry.Propose{Topic: entry.Topic{Kind: entry.TopicResolveAccount, Account: c.key("mal").Account(),
		Attempt: attempt}, View: 1, Value: value})
	c.tell(p)
	c.votesFor(p, entry.Proposal, "s1", "s2", "s3")
	c.votesFor(p, entry.Lock, "s1", "s2", "s3")
	return p
}

// votesFor has stewards vote for a proposal in one of the two rounds, by hand.
func (c *council) votesFor(p *entry.Entry, round entry.VoteKind, names ...string) (votes []*entry.Entry) {
	c.t.Helper()
	for _, name := range names {
		votes = append(votes, c.stewardWrites(name, &entry.Votes{Items: []entry.Vote{{Kind: round, Entry: p.Hash()}}}))
		c.tell(votes[len(votes)-1])
	}
	return votes
}

// stewardWrites is a word at the head of a steward's chain as the first who lives holds it.
func (c *council) stewardWrites(name string, body entry.Body) *entry.Entry {
	c.t.Helper()
	e := c.state().Next(c.ref(name), c.steady)
	e.Body = body
	c.sign(e, c.key(name))
	return e
}

// A second dispute behind the end of a first: the slots between the two are still ruled by the
// first, and nothing that it left out gets votes in them.
func TestEarlierEndStillRules(t *testing.T) {
	c := fourWith(t, entry.Policy{}, "mal", 1000)
	a1 := c.after(nil, "mal", c.payBody("ana", 1))
	a2 := c.after(a1, "mal", c.payBody("ana", 2))
	b2 := c.after(a1, "mal", c.payBody("bob", 2))
	a3 := c.after(a2, "mal", c.payBody("ana", 3))
	c.tell(a1)
	c.tell(a2, b2)
	c.tell(a3)
	first := c.decided(2, 0, a2)
	x3 := c.after(&entry.Entry{Seq: 2}, "mal", c.payBody("cyd", 3))
	x3.Prev = first.Hash()
	c.sign(x3, c.key("mal"))
	c.tell(x3)
	s := c.state()
	if got := s.Level(x3.Hash()); got != Final {
		t.Fatalf("what goes on from the first end is %v", got)
	}
	x4, y4 := c.after(x3, "mal", c.payBody("cyd", 4)), c.after(x3, "mal", c.payBody("dan", 4))
	c.tell(x4, y4)
	c.tick(60)
	if d := s.Disputes(c.market()); len(d) != 1 || d[0].Open {
		t.Fatalf("the second dispute is told as %+v", d)
	}
	for _, n := range c.living() {
		core := c.cores[n]
		if err := core.Steward.MayVote(core.State, a3.Hash()); !errors.Is(err, ErrForkSeen) {
			t.Errorf("%s would vote for what the first end left out: %v", n, err)
		}
	}
	next := s.Next(c.ref("mal"), c.steady)
	next.Body = c.payBody("eve", 5)
	c.sign(next, c.key("mal"))
	c.tell(next)
	if got := s.Level(next.Hash()); got != Final || next.Seq != 5 {
		t.Errorf("what goes on from the second end, at seq %d, is %v", next.Seq, got)
	}
	if err := s.OnePerSlot(); err != nil {
		t.Error(err)
	}
	if d := s.Disputes(c.market()); len(d[0].Guilty) != 0 {
		t.Errorf("honest stewards are called guilty: %v", d[0].Guilty)
	}
	c.alike()
}

// A dispute of the first slot that ends with nothing listed: the chain goes on at seq 2, as a first
// entry has no prev.
func TestChainGoesOnFromAnEmptyEnd(t *testing.T) {
	c := fourWith(t, entry.Policy{}, "mal", 1000)
	end := c.decided(1, 0)
	c.tell(c.after(nil, "mal", c.payBody("ana", 1)), c.after(nil, "mal", c.payBody("bob", 1)))
	e := c.state().Next(c.ref("mal"), c.steady)
	e.Body = c.payBody("cyd", 3)
	if e.Seq != 2 || e.Prev != end.Hash() {
		t.Fatalf("it goes on at seq %d", e.Seq)
	}
	c.sign(e, c.key("mal"))
	c.tell(e)
	if got := c.state().Level(e.Hash()); got != Final {
		t.Errorf("it is %v", got)
	}
	c.alike()
}

// The same end, decided twice: a chain may go on from either.
func TestOneEndDecidedTwice(t *testing.T) {
	c := fourWith(t, entry.Policy{}, "mal", 1000)
	c.tell(c.after(nil, "mal", c.payBody("ana", 1)))
	ends := []*entry.Entry{c.decided(1, 0), c.decided(1, 0)}
	slices.SortFunc(ends, func(a, b *entry.Entry) int { x, y := a.Hash(), b.Hash(); return slices.Compare(x[:], y[:]) })
	for _, end := range ends[1:] {
		e := c.after(&entry.Entry{Seq: 1}, "mal", c.payBody("cyd", 3))
		e.Prev = end.Hash()
		c.sign(e, c.key("mal"))
		c.tell(e)
		if got := c.state().Level(e.Hash()); got != Final {
			t.Errorf("what goes on from the higher hash is %v", got)
		}
		next := c.state().Next(c.ref("mal"), c.steady)
		if next.Seq != 3 || next.Prev != e.Hash() {
			t.Errorf("the chain goes on at seq %d", next.Seq)
		}
	}
	c.alike()
}

// Whoever signs twice right behind an end that lists nothing has another dispute from the same slot.
// It is ended once, also where it lists nothing again, and the chain goes on from the new end.
func TestSecondDisputeOfOneSlot(t *testing.T) {
	c := fourWith(t, entry.Policy{}, "mal", 1000)
	a1 := c.after(nil, "mal", c.payBody("ana", 1))
	a2, b2 := c.after(a1, "mal", c.payBody("ana", 2)), c.after(a1, "mal", c.payBody("bob", 2))
	c.tell(a1)
	first := c.decided(2, 0)
	c.tell(a2, b2)
	var twice []*entry.Entry
	for _, who := range []string{"cyd", "dan"} {
		e := c.after(a1, "mal", c.payBody(who, 3))
		e.Prev = first.Hash()
		c.sign(e, c.key("mal"))
		twice = append(twice, e)
	}
	second := c.decided(2, 1)
	c.tell(twice...)
	if d := c.state().Disputes(c.market()); len(d) != 1 || d[0].Open {
		t.Fatalf("two disputes of slot 2 that were ended are told as %+v", d)
	}
	next := c.state().Next(c.ref("mal"), c.steady)
	next.Body = c.payBody("eve", 4)
	if next.Seq != 2 || next.Prev != second.Hash() {
		t.Fatalf("the chain goes on at seq %d from %v, and not from %v", next.Seq, next.Prev, second.Hash())
	}
	c.sign(next, c.key("mal"))
	c.tell(next)
	c.tick(60)
	if got := c.state().Level(next.Hash()); got != Final {
		t.Errorf("what goes on from the second end is %v", got)
	}
	for _, e := range append(twice, a2, b2) {
		if got := c.state().Level(e.Hash()); got != Promised {
			t.Errorf("%v was left out, and is %v", e, got)
		}
	}
	c.alike()
}

// What an honest issuer signed before his series expired stops nothing when it comes late.
func TestLateMarkStopsNothing(t *testing.T) {
	c, issue := expiredSeries(t)
	late := c.write("asso", &entry.Activate{Series: issue.Hash(), Ranges: []entry.Range{{From: 1, To: 1}}})
	after := c.pay("asso", "bob", 5)
	c.tell(late, after)
	if a, b := c.state().Level(late.Hash()), c.state().Level(after.Hash()); a != Final || b != Final {
		t.Errorf("the activation is %v, the payment behind it %v", a, b)
	}
	if k := c.state().Coupon(CouponRef{issue.Hash(), 1}); k.State != CouponExpired {
		t.Errorf("the coupon is %v", k.State)
	}
	c.alike()
}
