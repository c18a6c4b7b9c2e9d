package ledger

import (
	"fmt"
	"testing"

	"foirail/ledger/entry"
)

// withdraw is a withdrawal of somebody to his own address.
func (tw *town) withdraw(who string, amount entry.Amount) *entry.Entry {
	return tw.write(who, &entry.Withdraw{Amount: amount, Address: tw.key(who).Account()})
}

// batch has three stewards decide a batch by hand.
func (c *council) batch(topic entry.Topic, paid ...*entry.Entry) *entry.Entry {
	c.t.Helper()
	value := &entry.Batch{Act: entry.PayOut, TxVersion: 1, Call: []byte{1}}
	for _, e := range paid {
		value.Paid = append(value.Paid, e.Hash())
	}
	p := c.stewardWrites("s1", &entry.Propose{Topic: topic, Value: value})
	for leader(topic, 4)(p.Body.(*entry.Propose).View) != 0 {
		p.Body.(*entry.Propose).View++
	}
	c.sign(p, c.key("s1"))
	c.tell(p)
	c.votesFor(p, entry.Proposal, "s1", "s2", "s3")
	c.votesFor(p, entry.Lock, "s1", "s2", "s3")
	return p
}

// A withdrawal is owed until a receipt that a quorum attests names the batch that lists it.
func TestWithdrawalIsOwedUntilItsReceipt(t *testing.T) {
	c := fourWith(t, entry.Policy{}, "ana", 1000)
	one, two := c.withdraw("ana", 300), c.withdraw("ana", 200)
	c.tell(one)
	c.tell(two)
	owed := func() (text string) {
		for _, w := range c.state().Withdrawals(c.market()) {
			text += fmt.Sprintf("%d ", w.Amount)
		}
		return text
	}
	next := func(want string) {
		t.Helper()
		topic := c.state().NextBatch(c.market())
		if got := fmt.Sprintf("%d/%d", topic.Number, topic.Attempt); got != want {
			t.Errorf("the next batch is %s, want %s", got, want)
		}
	}
	if owed() == "" || c.state().Balance(c.ref("ana")).Final != 500 {
		t.Fatalf("owed: %s", owed())
	}
	next("0/0")
	first := c.batch(c.state().NextBatch(c.market()), one)
	next("0/1")
	if got := len(c.state().Withdrawals(c.market())); got != 2 {
		t.Errorf("decided and not run, %d are owed", got)
	}
	failed := c.batch(c.state().NextBatch(c.market()), two)
	receipt := &entry.Receipt{Batch: 0, Block: 7, Event: 2, Decision: first.Hash()}
	for i := range 3 {
		c.say(fmt.Sprint("s", i+1), &entry.Attest{Facts: []entry.Fact{receipt}})
	}
	next("1/0")
	if got := owed(); got != "200 " {
		t.Errorf("owed after the receipt: %s", got)
	}
	batches := c.state().Batches(c.market())
	if len(batches) != 2 || batches[0].Receipt == nil || batches[1].Receipt != nil || batches[1].Decision != failed.Hash() {
		t.Errorf("the batches are %+v", batches)
	}
	c.alike()
}

// A receipt that names another batch than its proposal's topic pays nothing, and neither does one that
// fewer than a quorum attest.
func TestReceiptOfAnotherBatchPaysNothing(t *testing.T) {
	c := fourWith(t, entry.Policy{}, "ana", 1000)
	one := c.withdraw("ana", 300)
	c.tell(one)
	p := c.batch(c.state().NextBatch(c.market()), one)
	for _, n := range []string{"s1", "s2", "s3"} {
		c.say(n, &entry.Attest{Facts: []entry.Fact{&entry.Receipt{Batch: 1, Decision: p.Hash()}}})
	}
	for _, n := range []string{"s1", "s2"} {
		c.say(n, &entry.Attest{Facts: []entry.Fact{&entry.Receipt{Batch: 0, Decision: p.Hash()}}})
	}
	if got := len(c.state().Withdrawals(c.market())); got != 1 {
		t.Errorf("%d are owed", got)
	}
	c.alike()
}

// What is owed is told by the epoch that certified it, whenever its votes come.
func TestWithdrawalsByEpoch(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	early, late := tw.withdraw("ana", 3), tw.withdraw("bob", 4)
	money := tw.write("steward", &entry.Attest{Facts: []entry.Fact{
		&entry.Deposit{Note: "a", Account: tw.key("ana").Account(), Amount: 10}, &entry.Deposit{Note: "b", Account: tw.key("bob").Account(), Amount: 10}}})
	votes := tw.votes("steward", entry.QuorumOnly, early)
	next := tw.write("steward", tw.nextEpoch(2, "s2"))
	set := []*entry.Entry{tw.found, money, early, late, votes, next, tw.votes("s2", entry.QuorumOnly, late, early)}
	for _, at := range [][]int{{0, 1, 2, 3, 4, 5, 6}, {0, 5, 6, 1, 3, 2, 4}, {6, 5, 4, 3, 2, 1, 0}} {
		s := NewState(tw.found.Community)
		for _, i := range at {
			s.Add(set[i])
		}
		list := s.Withdrawals(tw.market())
		if len(list) != 2 || list[0].Entry != early.Hash() || list[0].Epoch != 1 || list[1].Epoch != 2 {
			t.Errorf("in the order %v: %+v", at, list)
		}
		if got := Slow(tw.found.Community, set).Hash(); s.Summary().Hash() != got {
			t.Errorf("in the order %v the slow twin has another state", at)
		}
	}
}
