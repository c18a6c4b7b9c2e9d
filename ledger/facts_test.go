package ledger

import (
	"reflect"
	"testing"

	"foirail/ledger/entry"
)

// Only what a quorum of one epoch has said is a fact that counts, once each, and in the epoch that said so.
func TestFactsThatCount(t *testing.T) {
	c := fourWith(t, entry.Policy{}, "ana", 1000)
	before := c.state().Facts(c.market())
	f := &entry.Deposit{Block: 5, Event: 1, Account: c.key("bob").Account(), Amount: 70}
	for i, by := range []string{"s1", "s2", "s3", "s4"} {
		c.say(by, &entry.Attest{Facts: []entry.Fact{f}})
		want := before
		if i >= 2 {
			want = append([]Counted{{f, 2}}, before...)
		}
		if got := c.state().Facts(c.market()); !reflect.DeepEqual(got, want) {
			t.Errorf("with %d words the facts are %+v, want %+v", i+1, got, want)
		}
	}
	if got := c.state().Facts(entry.MarketID{9}); got != nil {
		t.Errorf("of a market that nobody knows: %+v", got)
	}
}

// What was asked for is told whether it is paid or not.
func TestAskedForIsPaidOrOwed(t *testing.T) {
	c := fourWith(t, entry.Policy{}, "ana", 1000)
	one, two := c.withdraw("ana", 300), c.withdraw("ana", 200)
	c.tell(one)
	c.tell(two)
	p := c.batch(c.state().NextBatch(c.market()), one)
	for _, by := range []string{"s1", "s2", "s3"} {
		c.say(by, &entry.Attest{Facts: []entry.Fact{&entry.Receipt{Block: 9, Decision: p.Hash()}}})
	}
	sum := func(list []Withdrawal) (sum int64) {
		for _, w := range list {
			sum += int64(w.Amount)
		}
		return sum
	}
	if asked, owed := sum(c.state().AskedFor(c.market())), sum(c.state().Withdrawals(c.market())); asked != 500 || owed != 200 {
		t.Errorf("asked for are %d, owed %d", asked, owed)
	}
}
