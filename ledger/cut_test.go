package ledger

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"foirail/ledger/entry"
)

// bookOf is a book that holds entries.
func bookOf(t *testing.T, community entry.Hash, list ...*entry.Entry) *Book {
	t.Helper()
	b, err := OpenBook(Config{Store: &Memory{}, Community: community})
	if err != nil {
		t.Fatal(err)
	}
	answers, err := b.Append(list...)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range answers {
		if a.Err != nil {
			t.Fatalf("%v is refused: %v", list[i], a.Err)
		}
	}
	return b
}

// trade has somebody pay bob.
func (c *council) trade(from string, amount entry.Amount) {
	c.tell(c.pay(from, "bob", amount))
}

// deposit has stewards attest 10.00 for somebody.
func (c *council) deposit(who string, names ...string) {
	for _, n := range names {
		core := c.cores[n]
		e := core.State.Next(Ref{c.market(), c.key(n).Account()}, c.steady)
		e.Body = &entry.Attest{Facts: []entry.Fact{&entry.Deposit{Note: who, Account: c.key(who).Account(), Amount: 1000}}}
		c.sign(e, c.key(n))
		c.tell(e)
	}
}

// The state at a cut hangs on the heads alone: books that hold more, each something else, in another
// order, give the same hash as a book that holds no more than the cut reaches.
func TestStateAtHangsOnTheHeads(t *testing.T) {
	c := newCouncil(t, entry.Policy{}, "s1", "s2", "s3", "s4")
	c.deposit("ana", "s1", "s2", "s3", "s4")
	c.trade("ana", 30)
	heads := c.state().Cut(c.market())
	if len(heads) != 4 {
		t.Fatalf("a cut of %d heads", len(heads))
	}
	exact := slices.Clone(c.pool)
	want := c.state().Summary().Hash()
	c.trade("ana", 40)
	c.deposit("carl", "s1", "s2", "s3")
	stray := c.write("zoe", &entry.Pay{Payees: []entry.Payee{{Market: c.market(), Account: c.key("ana").Account(), Amount: 1}}})
	fork := c.after(nil, "ana", c.payBody("dora", 5))
	for name, list := range map[string][]*entry.Entry{
		"exact":       exact,
		"more":        c.pool,
		"stray first": append([]*entry.Entry{c.found, stray}, c.pool...),
		"a fork":      append([]*entry.Entry{c.found, fork}, c.pool...),
	} {
		got, err := bookOf(t, c.found.Community, list...).StateAt(c.market(), heads)
		if err != nil || got != want {
			t.Errorf("%s: %v %v, want %v", name, got, err, want)
		}
	}
	if slow := Slow(c.found.Community, exact).Hash(); slow != want {
		t.Errorf("the slow twin has %v, want %v", slow, want)
	}
	later, err := bookOf(t, c.found.Community, c.pool...).StateAt(c.market(), c.state().Cut(c.market()))
	if err != nil || later == want {
		t.Errorf("a later cut: %v %v", later, err)
	}
}

// A book that lacks something of a cut says so, and heads that are no cut are refused.
func TestStateAtSaysWhatIsMissing(t *testing.T) {
	c := newCouncil(t, entry.Policy{}, "s1", "s2", "s3", "s4")
	c.deposit("ana", "s1", "s2", "s3", "s4")
	early := slices.Clone(c.pool)
	c.trade("ana", 30)
	heads := c.state().Cut(c.market())
	if _, err := bookOf(t, c.found.Community, early...).StateAt(c.market(), heads); !errors.Is(err, ErrLacks) {
		t.Errorf("with less: %v", err)
	}
	b := bookOf(t, c.found.Community, c.pool...)
	if _, err := b.StateAt(entry.MarketID{1}, heads); !errors.Is(err, ErrMarket) {
		t.Errorf("another market: %v", err)
	}
	for name, spoil := range map[string]func([]entry.Head) []entry.Head{
		"none":              func([]entry.Head) []entry.Head { return nil },
		"a stranger's":      func(h []entry.Head) []entry.Head { h[0].Author = c.key("zoe").Account(); return h },
		"another's hash":    func(h []entry.Head) []entry.Head { h[0].Hash, h[0].Seq = h[1].Hash, h[1].Seq; return h },
		"another seq":       func(h []entry.Head) []entry.Head { h[0].Seq++; return h },
		"of another epoch":  func(h []entry.Head) []entry.Head { h[0].Author = c.key("steward").Account(); return h },
		"nothing but empty": func(h []entry.Head) []entry.Head { return []entry.Head{{Author: h[0].Author}} },
	} {
		_, err := b.StateAt(c.market(), spoil(slices.Clone(heads)))
		if want := ErrCut; name != "nothing but empty" && !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
		if name == "nothing but empty" && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A lone steward's cut reaches over his earlier epochs by their decisions.
func TestStateAtReachesOverLoneEpochs(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	core := NewCore(tw.found.Community, []*entry.Entry{tw.found}, nil)
	add := func(e *entry.Entry) {
		if _, answers, err := core.Step([]Draft{Offer(e)}, 0); err != nil || answers[0].Err != nil {
			t.Fatal(err, answers[0].Err)
		}
	}
	pool := []*entry.Entry{tw.found}
	for _, e := range []*entry.Entry{tw.write("steward", depositsOf(tw, "ana", 100)), tw.write("steward", tw.nextEpoch(2, "two")),
		tw.write("two", depositsOf(tw, "bob", 50)), tw.write("two", tw.nextEpoch(3, "three")), tw.write("three", depositsOf(tw, "carl", 5))} {
		add(e)
		pool = append(pool, e)
	}
	cut := core.State.Cut(tw.market())
	if len(cut) != 1 || cut[0].Author != tw.key("three").Account() || cut[0].Seq != 1 {
		t.Fatalf("the cut is %v", cut)
	}
	late := tw.after(pool[2], "steward", depositsOf(tw, "zoe", 7)) // after his chain was closed
	got, err := bookOf(t, tw.found.Community, append(pool, late)...).StateAt(tw.market(), cut)
	if want := Slow(tw.found.Community, pool).Hash(); err != nil || got != want {
		t.Errorf("%v %v, want %v", got, err, want)
	}
}

// After an epoch of several the first cuts are drawn through it; when f+1 have, the current one is
// the cut, and it reaches over both.
func TestCutIsAnchoredInTheEpochBefore(t *testing.T) {
	c, next := refreshed(t, 4)
	c.deposit("ana", "s1", "s2", "s3", "s4")
	c.trade("ana", 30)
	if err := c.move("s1", topicEpoch(3), next); err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		c.dead[fmt.Sprint("s", i+1)] = true
		c.join(fmt.Sprint("s", i+1, "'"))
	}
	c.trade("ana", 20)
	old := c.state().Cut(c.market())
	for i, name := range []string{"s3'", "s1'"} {
		cut := c.state().Cut(c.market())
		if !slices.Equal(cut, old) {
			t.Fatalf("after %d have drawn the cut is %v", i, cut)
		}
		if at, _ := c.state().Serves(Ref{c.market(), cut[0].Author}); at != 2 {
			t.Fatalf("the first cut is of epoch %d", at)
		}
		h, err := bookOf(t, c.found.Community, c.pool...).StateAt(c.market(), cut)
		if err != nil {
			t.Fatal(err)
		}
		c.say(name, &entry.Checkpoint{Epoch: 3, Heads: cut, State: h})
	}
	cut := c.state().Cut(c.market())
	if at, _ := c.state().Serves(Ref{c.market(), cut[0].Author}); at != 3 {
		t.Fatalf("the cut is of epoch %d", at)
	}
	if _, err := bookOf(t, c.found.Community, c.pool...).StateAt(c.market(), cut[:2]); err != nil && !errors.Is(err, ErrCut) {
		t.Errorf("half a cut: %v", err)
	}
	got, err := bookOf(t, c.found.Community, c.pool...).StateAt(c.market(), cut)
	if want := c.state().Summary().Hash(); err != nil || got != want {
		t.Errorf("%v %v, want %v", got, err, want)
	}
}

// A Checkpoint whose heads nobody has shown is not let in: no cut could be drawn through its author.
func TestCheckpointOfWhatIsNotHeld(t *testing.T) {
	c := newCouncil(t, entry.Policy{}, "s1", "s2", "s3", "s4")
	e := c.after(nil, "s1", &entry.Checkpoint{Epoch: 2, Heads: []entry.Head{{Author: c.key("s2").Account(), Seq: 9, Hash: entry.Hash{1}}}})
	if err := c.state().Admit(e); !errors.Is(err, ErrOutOfOrder) {
		t.Errorf("it is met with %v", err)
	}
}
