package ledger

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"foirail/ledger/entry"
)

// council is stewards who each have a core, and hear what the others say.
type council struct {
	*town
	cores map[string]*Core
	names []string
	pool  []*entry.Entry // all that was ever said, in an order that the door lets in
	dead  map[string]bool
}

// newCouncil seats some by the lone steward's decision.
func newCouncil(t *testing.T, policy entry.Policy, names ...string) *council {
	c := &council{town: newTown(t, policy), cores: map[string]*Core{}, dead: map[string]bool{}}
	value := c.nextEpoch(2, names...)
	value.Value.(*entry.NextEpoch).Policy = policy
	c.pool = []*entry.Entry{c.found, c.write("steward", value)}
	for _, n := range names {
		c.join(n)
	}
	t.Cleanup(func() {
		if !t.Failed() {
			checkSnapshots(t, c.found.Community, c.pool, c.desks(c.names...)...)
		}
	})
	return c
}

// join gives a name a core that holds all.
func (c *council) join(name string) {
	c.cores[name] = NewCore(c.found.Community, c.pool, &Steward{Market: c.market(), Voting: c.key(name)})
	c.names = append(c.names, name)
	slices.Sort(c.names)
}

// state is what the first who lives sees.
func (c *council) state() *State { return c.cores[c.living()[0]].State }

func (c *council) living() []string {
	return slices.DeleteFunc(slices.Clone(c.names), func(n string) bool { return c.dead[n] })
}

// tell brings entries to all who live, and what they answer to all, until nobody has news.
func (c *council) tell(list ...*entry.Entry) {
	c.t.Helper()
	for len(list) > 0 {
		c.pool = append(c.pool, list...)
		var next []*entry.Entry
		for _, n := range c.living() {
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
}

// own is what a core's steward said.
func own(made []*entry.Entry, c *Core) []*entry.Entry {
	return slices.DeleteFunc(slices.Clone(made), func(e *entry.Entry) bool { return e.Author != c.Steward.Voting.Account() })
}

// tick lets time pass for all who live.
func (c *council) tick(times int) {
	c.t.Helper()
	for range times {
		for _, n := range c.living() {
			made, err := c.cores[n].Tick(c.steady)
			if err != nil {
				c.t.Fatal(err)
			}
			c.tell(made...)
		}
	}
}

// say has a steward write a word of his own.
func (c *council) say(name string, body entry.Body) {
	c.t.Helper()
	core := c.cores[name]
	e := core.State.Next(Ref{c.market(), c.key(name).Account()}, c.steady)
	e.Body = body
	c.sign(e, c.key(name))
	c.tell(e)
}

// move has a steward's person move that something be decided, or agree to it.
func (c *council) move(name string, topic entry.Topic, value entry.Value) error {
	c.t.Helper()
	core := c.cores[name]
	body, err := core.Steward.Motion(core.State, topic, value)
	if err == nil {
		c.say(name, body)
	}
	return err
}

// sit has a name ask for a seat.
func (c *council) sit(name, vault string, number uint32) {
	c.t.Helper()
	proof, err := c.key(vault).Sign(entry.SeatMessage(c.market(), number, c.key(name).Account()))
	if err != nil {
		c.t.Fatal(err)
	}
	c.tell(c.write(name, &entry.Seat{Epoch: number, Name: name, Vault: c.key(vault).Account(), VaultSignature: proof}))
}

// epoch is the number of the current epoch as somebody sees it.
func (c *council) epoch(name string) uint32 {
	m, _ := c.cores[name].State.Market(c.market())
	return m.Epoch
}

// alike fails the test unless all who live have one state.
func (c *council) alike() {
	c.t.Helper()
	want := c.state().Summary().Hash()
	for _, n := range c.living() {
		if c.cores[n].State.Summary().Hash() != want {
			c.t.Errorf("%s has another state", n)
		}
	}
	if Slow(c.found.Community, c.pool).Hash() != want {
		c.t.Error("the slow twin has another state")
	}
}

// seats makes a NextEpoch of names, whose vault keys are given beside.
func (c *council) seats(policy entry.Policy, pairs ...[2]string) *entry.NextEpoch {
	v := &entry.NextEpoch{Policy: policy}
	for _, p := range pairs {
		v.Seats = append(v.Seats, entry.Seated{Voting: c.key(p[0]).Account(), Vault: c.key(p[1]).Account()})
	}
	sortSeats(v.Seats)
	return v
}

func topicEpoch(number uint32) entry.Topic {
	return entry.Topic{Kind: entry.TopicEpoch, Number: number}
}

// refreshed is n stewards who have asked for seats in epoch 3 with new keys, s1' and so on.
func refreshed(t *testing.T, n int) (*council, *entry.NextEpoch) {
	var names []string
	var pairs [][2]string
	for i := range n {
		names = append(names, fmt.Sprint("s", i+1))
		pairs = append(pairs, [2]string{names[i] + "'", "vault " + names[i]})
	}
	c := newCouncil(t, entry.Policy{}, names...)
	for _, p := range pairs {
		c.sit(p[0], p[1], 3)
	}
	return c, c.seats(entry.Policy{}, pairs...)
}

// The same people go on with new keys: one moves it, and nobody else need be asked. When the old
// stewards have closed, the new ones vote; before, they do not.
func TestEpochIsRefreshed(t *testing.T) {
	for _, n := range []int{4, 7, 10} {
		c, next := refreshed(t, n)
		if err := c.move("s2", topicEpoch(3), next); err != nil {
			t.Fatal(err)
		}
		if got := c.epoch("s1"); got != 3 {
			t.Fatalf("n=%d: epoch %d", n, got)
		}
		for _, name := range c.living() {
			if !c.cores[name].Steward.Closed(c.cores[name].State) {
				t.Errorf("n=%d: %s has not closed", n, name)
			}
		}
		for i := range n {
			c.dead[fmt.Sprint("s", i+1)] = true
			c.join(fmt.Sprint("s", i+1, "'"))
		}
		var deposits []*entry.Entry
		for i := range n {
			deposits = append(deposits, c.after(c.heads[c.key(fmt.Sprint("s", i+1, "'")).Account()], fmt.Sprint("s", i+1, "'"), depositsOf(c.town, "ana", 100)))
		}
		c.tell(deposits...)
		pay := c.pay("ana", "bob", 30)
		c.tell(pay)
		if got := c.state().Level(pay.Hash()); got != Final {
			t.Errorf("n=%d: in the new epoch a payment is %v", n, got)
		}
		c.alike()
	}
}

func depositsOf(tw *town, who string, amount entry.Amount) *entry.Attest {
	return &entry.Attest{Facts: []entry.Fact{&entry.Deposit{Note: who, Account: tw.key(who).Account(), Amount: amount}}}
}

// Nobody votes in an epoch before he holds a quorum of the closed chains of the one before.
func TestNoVoteBeforeTheOldHaveClosed(t *testing.T) {
	c, next := refreshed(t, 4)
	c.dead["s3"], c.dead["s4"] = true, true
	if err := c.move("s1", topicEpoch(3), next); err != nil {
		t.Fatal(err)
	}
	c.tick(40)
	if got := c.epoch("s1"); got != 2 {
		t.Fatalf("two of four have decided epoch %d", got)
	}
	// Two more hear of it. The decision needs three; one of them is lost before he has closed.
	missed := slices.Clone(c.pool)
	c.dead["s3"] = false
	for _, e := range missed {
		if c.cores["s3"].State.Holds(e.Hash()) {
			continue
		}
		made, _, err := c.cores["s3"].Step([]Draft{Offer(e)}, c.steady)
		if err != nil {
			t.Fatal(err)
		}
		c.tell(own(made, c.cores["s3"])...)
	}
	c.tick(40)
	if got := c.epoch("s1"); got != 3 {
		t.Fatalf("three of four are in epoch %d", got)
	}
	open := slices.DeleteFunc(slices.Clone(c.pool), func(e *entry.Entry) bool {
		k, closing := e.Body.(*entry.Checkpoint)
		return closing && k.Closing && e.Author == c.key("s3").Account()
	})
	early := NewCore(c.found.Community, open, &Steward{Market: c.market(), Voting: c.key("s1'")})
	if err := early.Steward.MayVote(early.State, c.found.Hash()); err != nil && !errors.Is(err, ErrUnknown) {
		t.Log(err)
	}
	if _, err := early.Steward.seat(early.State); !errors.Is(err, ErrNotReady) {
		t.Errorf("with two closed chains: %v", err)
	}
	whole := NewCore(c.found.Community, c.pool, &Steward{Market: c.market(), Voting: c.key("s1'")})
	if _, err := whole.Steward.seat(whole.State); err != nil {
		t.Errorf("with three closed chains: %v", err)
	}
}

// Other people, or another policy, take the word of a quorum's persons.
func TestEpochTakesAQuorumOfPersons(t *testing.T) {
	c := newCouncil(t, entry.Policy{}, "s1", "s2", "s3", "s4")
	pairs := [][2]string{{"s1'", "vault s1"}, {"s2'", "vault s2"}, {"s3'", "vault s3"}, {"nina", "vault nina"}}
	next := c.seats(entry.Policy{}, pairs...)
	if err := c.move("s1", topicEpoch(3), next); !errors.Is(err, ErrNoSeat) {
		t.Fatalf("without their asking: %v", err)
	}
	for _, p := range pairs {
		c.sit(p[0], p[1], 3)
	}
	if err := c.move("s1", topicEpoch(3), next); !errors.Is(err, ErrNotInStep) {
		t.Fatalf("with a newcomer who has shown nothing: %v", err)
	}
	cut := &entry.Checkpoint{Epoch: 2, Heads: []entry.Head{{Author: c.key("steward").Account(), Seq: 2, Hash: c.pool[1].Hash()}}, State: entry.Hash{1}}
	c.say("s1", cut)
	c.tell(c.write("nina", cut))
	for i, name := range []string{"s1", "s2", "s3"} {
		if err := c.move(name, topicEpoch(3), next); err != nil {
			t.Fatal(err)
		}
		c.tick(10)
		if got, want := c.epoch("s4"), uint32(2); i < 2 && got != want {
			t.Fatalf("after %d persons: epoch %d", i+1, got)
		}
	}
	c.tick(40)
	if got := c.epoch("s4"); got != 3 {
		t.Errorf("after three persons: epoch %d", got)
	}
	c.alike()
}

// The leaders of the first views are gone: those who wait in vain go on without them.
func TestDeadLeadersAreLeftBehind(t *testing.T) {
	c, next := refreshed(t, 7)
	leads := leader(topicEpoch(3), 7)
	m := c.state().markets[c.market()]
	for view := range uint32(2) {
		for _, name := range c.names {
			if m.seats[c.key(name).Account()].index == leads(view) {
				c.dead[name] = true
			}
		}
	}
	if err := c.move(c.living()[0], topicEpoch(3), next); err != nil {
		t.Fatal(err)
	}
	c.tick(30)
	if got := c.epoch(c.living()[0]); got != 3 {
		t.Errorf("with two dead leaders: epoch %d", got)
	}
	c.alike()
}

// Several stewards end a series by themselves, once one of them says that its time has come: what
// nobody has tried to cash goes back.
func TestSeveralExpireASeries(t *testing.T) {
	c, issue := expiredSeries(t)
	if b := c.state().Balance(c.ref("asso")); b.Final != 100-60+10+20+30-20 {
		t.Errorf("the issuer has %d", b.Final)
	}
	if b := c.state().Balance(c.ref("bob")); b.Final != 20 {
		t.Errorf("bob, who cashed one in time, has %d", b.Final)
	}
	if k := c.state().Coupon(CouponRef{issue.Hash(), 3}); k.State != CouponExpired {
		t.Errorf("one that nobody cashed is %v", k.State)
	}
	c.alike()
}

// expiredSeries is a series of 10, 20 and 30, of which the second was cashed and the first never
// woken, and whose end has been decided.
func expiredSeries(t *testing.T) (*council, *entry.Entry) {
	t.Helper()
	c := newCouncil(t, entry.Policy{}, "s1", "s2", "s3", "s4")
	for i := range 4 {
		c.say(fmt.Sprint("s", i+1), depositsOf(c.town, "asso", 100))
	}
	issue := c.write("asso", c.issueBody("x", 2, 10, 20, 30))
	wake := c.write("asso", &entry.Activate{Series: issue.Hash(), Ranges: []entry.Range{{From: 2, To: 3}}})
	c.tell(issue)
	c.tell(wake)
	c.tell(c.redeem(issue, "x", 2, "bob"))
	topic := entry.Topic{Kind: entry.TopicExpire, Series: issue.Hash()}
	if v := c.state().Returnable(issue.Hash()); v != nil {
		t.Fatalf("in its last epoch it returns %v", v)
	}
	var pairs [][2]string
	for i := range 4 {
		pairs = append(pairs, [2]string{fmt.Sprint("s", i+1, "'"), fmt.Sprint("vault s", i+1)})
		c.sit(pairs[i][0], pairs[i][1], 3)
	}
	if err := c.move("s1", topicEpoch(3), c.seats(entry.Policy{}, pairs...)); err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		c.dead[fmt.Sprint("s", i+1)] = true
		c.join(fmt.Sprint("s", i+1, "'"))
	}
	if err := c.move("s1'", topic, c.state().Returnable(issue.Hash())); err != nil {
		t.Fatal(err)
	}
	c.tick(30)
	if !c.state().Decided(c.market(), topic) {
		t.Fatal("nothing was decided")
	}
	return c, issue
}

// People take their time. However long each of three thinks, and whether the leader of the first view is
// the first to agree or never does, machines do not give up views meanwhile: when the third agrees it is
// decided soon.
func TestPeopleTakeTheirTime(t *testing.T) {
	for lead := range 4 {
		c, next := refreshed(t, 4)
		next.Policy.Line = 7 // it takes persons
		topic := topicEpoch(3)
		first := leader(topic, 4)(0)
		names := []string{"s1", "s2", "s3", "s4"}
		m := c.state().markets[c.market()]
		slices.SortFunc(names, func(a, b string) int { return m.seats[c.key(a).Account()].index - m.seats[c.key(b).Account()].index })
		var order []string // in which they agree; who leads view 0 comes at place lead, the last not at all
		for i := range names {
			order = append(order, names[(first+4-lead+i)%4])
		}
		for i, name := range order[:3] {
			c.tick(500)
			if got := c.epoch(name); got != 2 {
				t.Fatalf("decided after %d of three", i)
			}
			if slices.ContainsFunc(c.pool, func(e *entry.Entry) bool { return e.Kind() == entry.KindNext }) {
				t.Fatalf("a view is given up while the third of %v thinks", order[:3])
			}
			if err := c.move(name, topic, next); err != nil {
				t.Fatal(err)
			}
		}
		c.tick(40)
		if got := c.epoch(order[0]); got != 3 {
			t.Errorf("with %v the epoch is %d", order[:3], got)
		}
	}
}

// The same next epoch, locked in two views: when what decides the earlier one comes late it takes the other's place,
// and nothing has to be loaded anew. Who began with a checkpoint could not.
func TestOneEpochDecidedTwice(t *testing.T) {
	c, next := refreshed(t, 4)
	c.dead["s1"], c.dead["s2"], c.dead["s3"], c.dead["s4"] = true, true, true, true
	s := Load(c.found.Community, c.pool)
	write := func(name string, body entry.Body) *entry.Entry {
		e := s.Next(c.ref(name), c.steady)
		e.Body = body
		c.sign(e, c.key(name))
		s.Add(e)
		c.pool = append(c.pool, e)
		return e
	}
	propose := func(view uint32) *entry.Entry {
		return write("s1", &entry.Propose{Topic: topicEpoch(3), View: view, Value: next})
	}
	first, second := propose(1), propose(2)
	for _, p := range []*entry.Entry{second, first} {
		for _, round := range []entry.VoteKind{entry.Proposal, entry.Lock} {
			for _, name := range []string{"s1", "s2", "s3"} {
				write(name, &entry.Votes{Items: []entry.Vote{{Kind: round, Entry: p.Hash()}}})
			}
		}
		if m, _ := s.Market(c.market()); m.Epoch != 3 || s.stale {
			t.Fatalf("with %v decided it is epoch %d, to be loaded anew: %v", p, m.Epoch, s.stale)
		}
	}
	if got, want := s.Summary().Hash(), Slow(c.found.Community, c.pool).Hash(); got != want {
		t.Errorf("the state is %v, and the slow twin's %v", got, want)
	}
	if s.Conflicts(c.market()) != nil {
		t.Error("one value is told as two")
	}
}
