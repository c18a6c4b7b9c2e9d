package ledger

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"foirail/ledger/entry"
)

// bring offers entries at the door, again and again while any gets in.
func bring(s *State, list []*entry.Entry) {
	for again := true; again; {
		again = false
		for _, e := range list {
			if !s.Holds(e.Hash()) && s.Admit(e) == nil {
				s.Add(e)
				again = true
			}
		}
	}
}

// converse lets two states tell each other what they lack, as two nodes would, and says how many
// rounds it took. A state is loaded anew, as a book would, when a decision came late.
func converse(t *testing.T, a, b *State, all map[entry.Hash]*entry.Entry) (int, *State, *State) {
	t.Helper()
	a, b = reloaded(a, all), reloaded(b, all)
	for round := range 12 {
		if a.Digest() == b.Digest() {
			return round, a, b
		}
		full := round > 0
		forA := a.Frontier(Nonce{1}, full)
		forB := b.Frontier(Nonce{2}, full)
		news(t, a, b, forB, all)
		news(t, b, a, forA, all)
		a, b = reloaded(a, all), reloaded(b, all)
	}
	return 12, a, b
}

// news gives a peer what it lacks by its frontier, and what it asks for.
func news(t *testing.T, from, to *State, f *Frontier, all map[entry.Hash]*entry.Entry) {
	t.Helper()
	k := from.Know(f)
	for _, span := range k.Differ {
		for _, h := range to.Slice(span, 10) {
			give(t, to, from, all[h], all)
		}
	}
	for more := true; more; {
		var list []entry.Hash
		list, more = from.Give(k, from.Now(), 3)
		for _, h := range list {
			give(t, from, to, all[h], all)
		}
	}
}

// give brings one entry, and what is missing before it.
func give(t *testing.T, from, to *State, e *entry.Entry, all map[entry.Hash]*entry.Entry) {
	t.Helper()
	if to.Holds(e.Hash()) {
		return
	}
	for _, h := range to.Missing(e) {
		if !from.Holds(h) {
			t.Fatalf("%v is held without %v", e, h)
		}
		give(t, from, to, all[h], all)
	}
	if err := to.Admit(e); err == nil {
		to.Add(e)
	}
}

// reloaded is a state without the traces of a decision that came late.
func reloaded(s *State, all map[entry.Hash]*entry.Entry) *State {
	if !s.stale {
		return s
	}
	var held []*entry.Entry
	for h, e := range all {
		if s.Holds(h) {
			held = append(held, e)
		}
	}
	slices.SortFunc(held, func(a, b *entry.Entry) int {
		return cmp.Compare(s.nodes[a.Hash()].order, s.nodes[b.Hash()].order)
	})
	return Load(s.community, held)
}

// Two nodes that hold any two subsets of any set come to hold the same by telling each other their
// frontiers, and their states are then the same.
func TestFrontiersBringTwoNodesTogether(t *testing.T) {
	most := 0
	for seed := range *seeds {
		rnd := rand.New(rand.NewPCG(uint64(seed), 7))
		tw := newTown(t, entry.Policy{})
		set := hostileSet(tw, rnd)
		all := map[entry.Hash]*entry.Entry{}
		var states [2]*State
		for i := range states {
			part := []*entry.Entry{tw.found}
			keep := 30 + rnd.IntN(70)
			for _, e := range set {
				all[e.Hash()] = e
				if rnd.IntN(100) < keep {
					part = append(part, e)
				}
			}
			rnd.Shuffle(len(part)-1, func(i, j int) { part[i+1], part[j+1] = part[j+1], part[i+1] })
			states[i] = NewState(tw.found.Community)
			bring(states[i], part)
		}
		rounds, a, b := converse(t, states[0], states[1], all)
		if (a != states[0] || b != states[1]) && a.Digest() != b.Digest() {
			continue // a lone steward contradicted himself: whom he had seated before is a stranger now
		}
		most = max(most, rounds)
		if a.Digest() != b.Digest() {
			t.Errorf("seed %d: the two have not come together: %d and %d entries", seed, a.Held(), b.Held())
			continue
		}
		x, y := a.Summary(), b.Summary()
		if !bytes.Equal(x.Bytes(), y.Bytes()) {
			t.Errorf("seed %d: two nodes with the same digest differ:\n%s", seed, diff(x, y))
		}
	}
	t.Log("most rounds:", most)
}

// A frontier costs what is new on it, not what the ledger holds; and what it says of 200 accounts
// that only one side has changed is enough to give the other exactly those.
func TestFrontierOfAPartedMarket(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	facts := &entry.Attest{}
	for i := range 250 {
		facts.Facts = append(facts.Facts, &entry.Deposit{Note: fmt.Sprint(i), Account: tw.key(fmt.Sprint("p", i)).Account(), Amount: 100})
	}
	common := []*entry.Entry{tw.found, tw.write("steward", facts)}
	var first []*entry.Entry
	for i := range 250 {
		first = append(first, tw.pay(fmt.Sprint("p", i), "bob", 1))
	}
	common = append(append(common, first...), tw.votes("steward", entry.QuorumOnly, first...))
	a, b := NewState(tw.found.Community), NewState(tw.found.Community)
	bring(a, common)
	bring(b, common)
	if a.Digest() != b.Digest() {
		t.Fatal("the same set has two digests")
	}
	all := map[entry.Hash]*entry.Entry{}
	for i := range 200 {
		for range 4 {
			e := tw.pay(fmt.Sprint("p", i), "bob", 1)
			all[e.Hash()] = e
			bring(a, []*entry.Entry{e})
		}
	}
	f := a.Frontier(Nonce{}, false)
	if n := len(f.Markets[0].Tables); n != 1 {
		t.Fatalf("%d tables", n)
	}
	if n := len(f.Markets[0].Tables[0].Heads); n != 200 {
		t.Fatalf("%d accounts", n)
	}
	list, more := a.Give(a.Know(b.Frontier(Nonce{}, false)), a.Now(), 10_000)
	if len(list) != 800 || more {
		t.Fatalf("%d entries are given, not 800", len(list))
	}
	for _, h := range list {
		if err := b.Admit(all[h]); err != nil {
			t.Fatal(err)
		}
		b.Add(all[h])
	}
	if a.Digest() != b.Digest() {
		t.Fatal("one round was not enough")
	}
	if k := b.Know(f); k.Ahead != 0 || len(k.Differ) != 0 {
		t.Errorf("the same frontier is said to be ahead: %+v", k)
	}
}

// What is drawn from a set by its order of coming does not hang on the order of a reload.
func TestGiveAfterAReload(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	set := []*entry.Entry{tw.found, tw.write("steward", deposits(tw, "1", "ana", 100)), tw.pay("ana", "bob", 30)}
	set = append(set, tw.votes("steward", entry.QuorumOnly, set[2]))
	set = append(set, tw.write("steward", tw.nextEpoch(2, "s1", "s2", "s3", "s4")))
	s := Load(tw.found.Community, set)
	list, _ := s.Give(s.Know(&Frontier{}), s.Now(), 100)
	if len(list) != len(set) {
		t.Fatalf("%d of %d entries", len(list), len(set))
	}
	for i, e := range set {
		if list[i] != e.Hash() {
			t.Errorf("entry %d is %v", i, list[i])
		}
	}
}
