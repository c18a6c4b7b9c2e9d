package node

import (
	"testing"

	"foirail/ledger"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// day lets the chain's time come to so many days since it began, with a dividend for each.
func (m *onChainMarket) day(n uint64) {
	m.server.Do(func(c *dunitertest.Chain) {
		c.Step(dunitertest.Input{Make: &dunitertest.Make{Time: chainBegan + n*86_400_000 + 1000}})
		c.Advance(int(n) + 2)
	})
}

// days are the dividends that count, by number.
func (m *market) days() map[uint32]entry.Amount {
	days := map[uint32]entry.Amount{}
	m.book.View(func(s *ledger.State) {
		for _, c := range s.Facts(m.home) {
			if d, ok := c.Fact.(*entry.Day); ok {
				days[d.Number] = d.Amount
			}
		}
	})
	return days
}

// member is the newest that counts of somebody as a member.
func (m *market) member(who keys.Account) (f *entry.Member) {
	m.book.View(func(s *ledger.State) { f = s.MemberFact(ledger.Ref{Market: m.home, Key: who}) })
	return f
}

// members has ana and cyd be members of the chain's web of trust from the beginning.
func members(t *testing.T) func(*dunitertest.Config) {
	return func(c *dunitertest.Config) {
		c.Members = []dunitertest.Member{{Owner: person(t, "ana").Account(), Name: "Ana"}, {Owner: person(t, "cyd").Account(), Name: "Cyd"}}
	}
}

// The roads of four stewards are open on different days. Each also looks at the days at which those before him have
// looked: what three have said counts.
func TestDaysAtDifferentTimes(t *testing.T) {
	v := newVillageOn(t, members(t), "bea", "carl", "dora")
	ana := v.nodes["ana"]
	v.chain.pays("ana", v.show().Vault, 5000)
	v.look()
	looks := func(name string) {
		t.Helper()
		v.nodes[name].look.quiet = quiet{} // it has not looked for a while
		if _, err := v.nodes[name].lookAround(ctx, windowsAtOnce); err != nil {
			t.Fatal(err)
		}
		v.meet()
	}
	for i, name := range []string{"ana", "bea", "carl"} {
		v.chain.day(uint64(i + 1))
		looks(name)
	}
	if days := ana.days(); days[1] != 1148 || len(days) != 1 {
		t.Errorf("what counts is %v", days)
	}
	if f := ana.member(person(t, "ana").Account()); f == nil || f.Day != 1 || f.FirstUD != 1 {
		t.Errorf("ana is %+v", f)
	}
	looks("dora") // the second has bea, carl and dora, and the third carl and dora
	if days := ana.days(); len(days) != 2 {
		t.Errorf("what counts is %v", days)
	}
	looks("bea")
	if days := ana.days(); len(days) != 3 {
		t.Errorf("what counts is %v", days)
	}
	before := ana.held()
	for _, name := range []string{"ana", "bea", "carl", "dora"} {
		looks(name)
	}
	if ana.held() != before {
		t.Error("what counts is said again")
	}
	v.alike()
}

// After weeks without a road the newest dividend is read, and from which ones on it was another amount: the days
// between are reckoned as the chain does. Who has ceased to be a member meanwhile is none.
func TestWeeksWithoutARoad(t *testing.T) {
	m := newOnChain(t, members(t))
	ana, cyd := person(t, "ana").Account(), person(t, "cyd").Account()
	m.pays("ana", m.vault(), 5000)
	m.pays("cyd", m.vault(), 5000)
	m.day(2)
	m.follows()
	if a, c := m.member(ana), m.member(cyd); a == nil || c == nil || a.FirstUD != 1 || c.FirstUD != 1 {
		t.Fatalf("members are %+v, %+v", a, c)
	}
	m.server.Do(func(c *dunitertest.Chain) {
		c.Step(dunitertest.Input{Order: &dunitertest.Order{Leave: cyd}})
	})
	m.day(12)
	m.day(20)
	m.follows()
	days := m.days()
	revalued := uint32(0)
	for number, amount := range days {
		if amount != 1148 && (revalued == 0 || number < revalued) {
			revalued = number
		}
	}
	if len(days) != 4 || days[1] != 1148 || days[2] != 1148 || revalued != 13 || days[13] != days[20] {
		t.Errorf("what counts is %v", days)
	}
	if f := m.member(cyd); f == nil || f.FirstUD != 0 || f.Day != 20 {
		t.Errorf("who has left is %+v", f)
	}
	if f := m.member(ana); f == nil || f.FirstUD != 1 {
		t.Errorf("who has not is %+v", f)
	}
	m.verified()
}
