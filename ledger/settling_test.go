package ledger

import (
	"errors"
	"slices"
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// plainChain is a chain on which everything can be paid, as one steward knows it.
type plainChain struct{ version uint32 }

var errOtherVersion = errors.New("another version")

func (p plainChain) Known() any { return p }

func (p plainChain) Propose(s *State, topic entry.Topic) *entry.Batch {
	if topic.Attempt > 0 {
		return nil // that the one before did not run is not known
	}
	for _, m := range s.Markets() {
		b := &entry.Batch{Act: entry.PayOut, TxVersion: p.version, Call: []byte{byte(topic.Number)}}
		for _, w := range s.Withdrawals(m.ID) {
			b.Paid = append(b.Paid, w.Entry)
		}
		if len(b.Paid) > 0 {
			return b
		}
	}
	return nil
}

func (p plainChain) Judge(_ *State, _ entry.Topic, b *entry.Batch) error {
	if b.TxVersion != p.version {
		return errOtherVersion
	}
	return nil
}

// settles gives stewards what they know of the chain.
func (c *council) settles(p plainChain, names ...string) {
	for _, n := range names {
		c.cores[n].Steward.Settling = p
	}
}

// Stewards who know the chain decide a batch by themselves when something is owed, once persons have
// agreed for which version of the chain's extrinsics: before that, and for another version, they are asked.
func TestBatchesAreDecided(t *testing.T) {
	c := fourWith(t, entry.Policy{}, "ana", 1000)
	all := slices.Clone(c.names)
	c.settles(plainChain{version: 1}, all...)
	c.tell(c.withdraw("ana", 300))
	c.tick(40)
	topic := c.state().NextBatch(c.market())
	if topic.Attempt != 0 {
		t.Fatal("a first batch was decided, and nobody was asked")
	}
	value := c.cores["s1"].Steward.Settling.Propose(c.state(), topic)
	for i, n := range all[:3] {
		if err := c.move(n, topic, value); err != nil {
			t.Fatal(err)
		}
		if m := c.state().Motions(c.market()); len(m) != 1 || m[0].Needed != 2-i {
			t.Errorf("when %d have agreed the motions are %+v", i+1, m)
		}
	}
	c.tick(40)
	b := c.state().Batches(c.market())
	if len(b) != 1 || len(b[0].Value.Paid) != 1 {
		t.Fatalf("three persons agreed, and decided are %+v", b)
	}
	for _, n := range all[:3] {
		c.say(n, &entry.Attest{Facts: []entry.Fact{&entry.Receipt{Block: 1, Decision: b[0].Decision}}})
	}
	c.tell(c.withdraw("ana", 200))
	c.tick(40)
	if b = c.state().Batches(c.market()); len(b) != 2 || b[1].Topic.Number != 1 {
		t.Fatalf("nobody need be asked again, and decided are %+v", b)
	}
	c.settles(plainChain{version: 2}, all...)
	for _, n := range all[:3] {
		c.say(n, &entry.Attest{Facts: []entry.Fact{&entry.Receipt{Batch: 1, Block: 2, Decision: b[1].Decision}}})
	}
	c.tell(c.withdraw("ana", 100))
	c.tick(40)
	if b = c.state().Batches(c.market()); len(b) != 2 {
		t.Errorf("for another version nobody was asked, and decided are %+v", b)
	}
	c.alike()
}

// A batch that pays what is not owed, or that somebody's chain is against, is not fit.
func TestBatchIsJudged(t *testing.T) {
	c := fourWith(t, entry.Policy{}, "ana", 1000)
	w := c.withdraw("ana", 300)
	c.tell(w)
	topic := c.state().NextBatch(c.market())
	good := &entry.Batch{Act: entry.PayOut, TxVersion: 1, Paid: []entry.Hash{w.Hash()}, Call: []byte{1}}
	next := topic
	next.Attempt++
	st := c.cores["s1"].Steward
	for _, x := range []struct {
		topic entry.Topic
		paid  entry.Hash
		chain Settling
		want  error
	}{
		{topic, w.Hash(), nil, ErrNoRoad},
		{topic, w.Hash(), plainChain{version: 2}, errOtherVersion},
		{topic, c.found.Hash(), plainChain{version: 1}, ErrNotOwed},
		{next, w.Hash(), plainChain{version: 1}, ErrContradicts},
		{topic, w.Hash(), plainChain{version: 1}, nil},
	} {
		batch := *good
		batch.Paid = []entry.Hash{x.paid}
		if st.Settling = x.chain; x.chain == nil {
			st.Settling = nil
		}
		if _, err := st.Motion(c.state(), x.topic, &batch); !errors.Is(err, x.want) {
			t.Errorf("%v is met with %v, want %v", x.topic, err, x.want)
		}
	}
}

// A book whose steward is told what the chain says has its leader propose the batch that is due at once, and
// says nothing more once that is taken away. Without a steward nothing happens.
func TestBookSettles(t *testing.T) {
	c := fourWith(t, entry.Policy{}, "ana", 1000)
	c.settles(plainChain{version: 1}, c.names...)
	c.tell(c.withdraw("ana", 300))
	value := c.cores["s1"].Steward.Settling.Propose(c.state(), c.state().NextBatch(c.market()))
	for _, n := range c.names[:3] {
		if err := c.move(n, c.state().NextBatch(c.market()), value); err != nil {
			t.Fatal(err)
		}
	}
	c.tick(40)
	for _, n := range c.names {
		c.cores[n].Steward.Settling = nil
	}
	receipt := &entry.Receipt{Block: 1, Decision: c.state().Batches(c.market())[0].Decision}
	for _, n := range c.names[:3] {
		c.say(n, &entry.Attest{Facts: []entry.Fact{receipt}})
	}
	c.tell(c.withdraw("ana", 200))
	if got := c.state().Counted(c.market(), &entry.Receipt{}); got == nil || *got.(*entry.Receipt) != *receipt {
		t.Errorf("under the receipt's name counts %+v", got)
	}
	if c.state().Counted(c.market(), &entry.Receipt{Batch: 1}) != nil {
		t.Error("a receipt counts that nobody has seen")
	}
	if !c.state().TakesPersons(c.market(), &entry.Batch{TxVersion: 2}) || c.state().TakesPersons(c.market(), &entry.Batch{TxVersion: 1}) {
		t.Error("the version decides whether people are asked")
	}
	spoke := 0
	for _, n := range c.names {
		b := bookOf(t, c.found.Community, c.pool...)
		if err := b.Settle(plainChain{version: 1}); err != nil {
			t.Fatal(err)
		}
		if err := b.Serve(&Steward{Market: c.market(), Voting: c.key(n)}); err != nil {
			t.Fatal(err)
		}
		before := b.Next()
		if err := b.Settle(plainChain{version: 1}); err != nil {
			t.Fatal(err)
		}
		if b.Next() > before {
			spoke++
		}
		before = b.Next()
		if err := b.Settle(nil); err != nil || b.Next() != before || b.core.Steward.Settling != nil {
			t.Errorf("%s says more when the road is gone: %v", n, err)
		}
	}
	if spoke != 1 {
		t.Errorf("%d propose the batch, want the leader", spoke)
	}
}

// Who is a member, and which accounts there are, is told by their market.
func TestMembersAndAccounts(t *testing.T) {
	c := fourWith(t, entry.Policy{}, "ana", 1000)
	s := c.state()
	if f := s.MemberFact(c.ref("ana")); f == nil || f.Name != "ana" || f.FirstUD != 1 {
		t.Errorf("of ana is known %+v", f)
	}
	if s.MemberFact(c.ref("bob")) != nil || s.MemberFact(Ref{Key: c.ref("ana").Key}) != nil {
		t.Error("something is known of somebody of whom nobody spoke")
	}
	all := s.Accounts(c.market(), keys.Account{}, 100)
	if !slices.Contains(all, c.ref("ana").Key) || !slices.IsSortedFunc(all, func(a, b keys.Account) int { return slices.Compare(a[:], b[:]) }) {
		t.Errorf("accounts are %v", all)
	}
	if rest := s.Accounts(c.market(), all[1], 1); len(rest) != 1 || rest[0] != all[1] {
		t.Errorf("from the second on, one: %v", rest)
	}
}

// countingChain counts how often it is asked for a batch.
type countingChain struct {
	plainChain
	asked *int
}

func (c countingChain) Propose(s *State, topic entry.Topic) *entry.Batch {
	*c.asked++
	return c.plainChain.Propose(s, topic)
}

// A steward asks for the next batch when something has changed that it hangs on, and not each time he hears a word.
func TestPlanIsKept(t *testing.T) {
	c := fourWith(t, entry.Policy{}, "ana", 1000)
	asked := 0
	st := c.cores["s1"].Steward
	st.Settling = countingChain{plainChain{1}, &asked}
	again := func(what string, changed bool) {
		t.Helper()
		for range 3 {
			st.topics(c.cores["s1"].State, c.cores["s1"].State.markets[c.market()])
		}
		if (asked > 0) != changed || asked > 3 {
			t.Errorf("%s: it was asked %d times", what, asked)
		}
		asked = 0
	}
	again("at first", true)
	c.tell(c.pay("ana", "bob", 10))
	again("somebody has paid somebody", false)
	one := c.withdraw("ana", 300)
	c.tell(one)
	again("somebody has asked for his money", true)
	p := c.batch(c.state().NextBatch(c.market()), one)
	again("a batch is decided", true)
	says := func(f entry.Fact) {
		for _, n := range []string{"s1", "s2", "s3"} {
			c.say(n, &entry.Attest{Facts: []entry.Fact{f}})
		}
	}
	says(&entry.Receipt{Batch: 0, Block: 7, Decision: p.Hash()})
	again("it has run", true)
	says(&entry.Stray{Place: entry.Place{Block: 8}, Amount: 500})
	again("a stray has come", true)
	says(&entry.Day{Number: 8, Amount: 500})
	again("a day has come", false)
	st.Settling = countingChain{plainChain{2}, &asked}
	again("the chain is another", true)
}
