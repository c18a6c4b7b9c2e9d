package ledger

import (
	"fmt"
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
