package ledger

import (
	"errors"
	"slices"
	"testing"

	"foirail/ledger/entry"
)

// regulars are the stewards of the council's current epoch in the order of their seats, who draw cuts often.
func (c *council) regulars(every int, names ...string) (list []*Steward) {
	m, _ := c.state().Market(c.market())
	for _, seated := range m.Stewards {
		i := slices.IndexFunc(names, func(name string) bool { return c.key(name).Account() == seated.Voting })
		list = append(list, &Steward{Market: c.market(), Voting: c.key(names[i]), CutEvery: every})
	}
	return list
}

// Without anybody asking, the steward who is least patient draws a cut when much has come; the others
// second him, and then stewards vouch for it and all is quiet again.
func TestStewardsDrawOfThemselves(t *testing.T) {
	c := newCouncil(t, entry.Policy{}, "s1", "s2", "s3", "s4")
	c.deposit("ana", "s1", "s2", "s3", "s4")
	names := []string{"s1", "s2", "s3", "s4"}
	const every = 40
	list := c.regulars(every, names...)
	draws := func() (who []int) {
		b := bookOf(t, c.found.Community, c.pool...)
		b.View(func(s *State) {
			for i, st := range list {
				if st.Draws(s) != nil {
					who = append(who, i)
				}
			}
		})
		return who
	}
	if who := draws(); who != nil {
		t.Fatalf("early %v draw", who)
	}
	for i := 0; draws() == nil; i++ {
		c.trade("ana", entry.Amount(i+1))
	}
	if who := draws(); !slices.Equal(who, []int{0}) {
		t.Fatalf("%v draw", who)
	}
	name := func(st *Steward) string {
		return names[slices.IndexFunc(names, func(n string) bool { return c.key(n).Account() == st.Voting.Account() })]
	}
	c.draws(name(list[0]))
	if _, known := c.state().Vouched(c.market()); known {
		t.Error("one steward of four is enough")
	}
	if due := list[0].Seconds(c.state()); due != nil {
		t.Errorf("he seconds himself: %v", due)
	}
	due := list[2].Seconds(c.state())
	if len(due) != 1 || due[0].By != list[0].Voting.Account() || !c.state().Holds(due[0].Entry) {
		t.Fatalf("to be seconded: %v", due)
	}
	c.say(name(list[2]), &entry.Checkpoint{Epoch: 2, Heads: due[0].Heads, State: due[0].State})
	v, known := c.state().Vouched(c.market())
	if !known || v.State != due[0].State || len(v.By) != 2 || v.Epoch != 2 {
		t.Errorf("vouched: %v %v", v, known)
	}
	if due := list[3].Seconds(c.state()); due != nil || draws() != nil {
		t.Errorf("it goes on: %v %v", due, draws())
	}
}

// An open book that holds nothing begins with a base, and goes on like one that holds everything.
func TestOpenBookBegins(t *testing.T) {
	c := vouched(t)
	all := bookOf(t, c.found.Community, c.pool...)
	base, err := all.BaseOf(c.market())
	if err != nil {
		t.Fatal(err)
	}
	b, err := OpenBook(Config{Store: &Memory{}, Community: c.found.Community})
	if err != nil {
		t.Fatal(err)
	}
	changed := b.Changed()
	worse := *base
	worse.State[0] ^= 1
	if err := b.Begin(&worse); !errors.Is(err, ErrNoVoucher) {
		t.Errorf("with what nobody vouches for: %v", err)
	}
	again, err := ReadBase(base.Bytes())
	if err == nil {
		err = b.Begin(again)
	}
	if err != nil {
		t.Fatal(err)
	}
	<-changed
	if err := b.Begin(base); !errors.Is(err, ErrBegun) {
		t.Errorf("twice: %v", err)
	}
	if err := all.Begin(base); !errors.Is(err, ErrBegun) {
		t.Errorf("where something is: %v", err)
	}
	for range 3 {
		c.trade("ana", 2)
	}
	for _, book := range []*Book{all, b} {
		for _, e := range c.pool {
			if answers, err := book.Append(e); err != nil || answers[0].Err != nil {
				t.Fatal(err, answers)
			}
		}
	}
	alikeBooks(t, all, b)
	if newer, err := b.BaseOf(c.market()); err != nil || newer.State != base.State {
		t.Errorf("it gives another base: %v", err)
	}
}
