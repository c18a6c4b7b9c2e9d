package ledger

import (
	"errors"
	"slices"
	"testing"

	"foirail/ledger/entry"
)

// What people are told of a change of stewards: who sits, who has asked and what he lacks, what has
// been moved, by whom, and how many more it takes.
func TestCouncilIsTold(t *testing.T) {
	c := newCouncil(t, entry.Policy{}, "s1", "s2", "s3", "s4")
	pairs := [][2]string{{"s1'", "vault s1"}, {"s2'", "vault s2"}, {"s3'", "vault s3"}, {"nina", "vault nina"}}
	for _, p := range pairs {
		c.sit(p[0], p[1], 3)
	}
	for _, x := range c.state().Sitting(c.market()) {
		if x.Asked != (x.Voting != c.key("s4").Account()) {
			t.Errorf("%s has asked: %v", x.Name, x.Asked)
		}
	}
	lacks := func(name string) error {
		list := c.state().Candidates(c.market())
		i := slices.IndexFunc(list, func(x Candidate) bool { return x.Name == name })
		if i < 0 || len(list) != 4 || list[i].Serves != (name != "nina") {
			t.Fatalf("%s among %v", name, list)
		}
		return list[i].Lacks
	}
	if err := lacks("nina"); !errors.Is(err, ErrNotInStep) {
		t.Errorf("nina lacks %v", err)
	}
	if err := lacks("s1'"); err != nil {
		t.Errorf("s1' lacks %v", err)
	}
	cut := &entry.Checkpoint{Epoch: 2, Heads: c.state().Cut(c.market()), State: entry.Hash{1}}
	c.say("s1", cut)
	c.tell(c.write("nina", cut))
	if err := lacks("nina"); err != nil {
		t.Errorf("in step nina lacks %v", err)
	}
	if list := c.state().Drawn(c.market()); len(list) != 1 || list[0].By != c.key("s1").Account() || list[0].State != cut.State {
		t.Errorf("drawn: %v", list)
	}
	next := c.seats(entry.Policy{}, pairs...)
	for i, name := range []string{"s1", "s3"} {
		if err := c.move(name, topicEpoch(3), next); err != nil {
			t.Fatal(err)
		}
		list := c.state().Motions(c.market())
		if len(list) != 1 || len(list[0].By) != i+1 || list[0].Needed != 2-i || list[0].Topic != topicEpoch(3) {
			t.Fatalf("after %d: %+v", i+1, list)
		}
	}
}

// A steward draws a cut when a newcomer has asked for a seat, once, and again for the next one; for
// who serves already he draws none.
func TestStewardDrawsForNewcomers(t *testing.T) {
	c := newCouncil(t, entry.Policy{}, "s1", "s2", "s3", "s4")
	b := bookOf(t, c.found.Community, c.pool...)
	st := &Steward{Market: c.market(), Voting: c.key("s1")}
	due := func() (heads []entry.Head) {
		b.View(func(s *State) { heads = st.Draws(s) })
		return heads
	}
	bring := func(list []*entry.Entry) {
		if answers, err := b.Append(list...); err != nil || answers[0].Err != nil {
			t.Fatal(err, answers)
		}
	}
	asks := func(name, vault string) {
		before := len(c.pool)
		c.sit(name, vault, 3)
		bring(c.pool[before:])
	}
	if due() != nil {
		t.Error("with no candidate he draws")
	}
	asks("s2'", "vault s2")
	if due() != nil {
		t.Error("for who serves he draws")
	}
	for _, name := range []string{"nina", "otto"} {
		asks(name, "vault "+name)
		heads := due()
		if len(heads) != 4 {
			t.Fatalf("for %s he draws %v", name, heads)
		}
		before := len(c.pool)
		c.say("s1", &entry.Checkpoint{Epoch: 2, Heads: heads})
		bring(c.pool[before:])
		if due() != nil {
			t.Errorf("for %s he draws twice", name)
		}
	}
}

// A key that comes to serve says at once what decisions ask of it.
func TestServeSaysWhatIsDue(t *testing.T) {
	c, next := refreshed(t, 4)
	if err := c.move("s2", topicEpoch(3), next); err != nil {
		t.Fatal(err)
	}
	old := slices.DeleteFunc(slices.Clone(c.pool), func(e *entry.Entry) bool {
		return e.Author == c.key("s1").Account()
	})
	b := bookOf(t, c.found.Community, old...)
	if err := b.Serve(&Steward{Market: c.market(), Voting: c.key("s2'")}); err != nil {
		t.Fatal(err)
	}
	st := &Steward{Market: c.market(), Voting: c.key("s1")}
	if err := b.Serve(st); err != nil {
		t.Fatal(err)
	}
	b.View(func(s *State) {
		if !st.Closed(s) {
			t.Error("the old key has not closed its chain")
		}
	})
}
