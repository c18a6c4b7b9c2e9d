package ledger

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"foirail/ledger/entry"
)

// fairSet is a market of four stewards in which people pay and the stewards vote, none of them forking.
func fairSet(tw *town, rnd *rand.Rand) []*entry.Entry {
	set := []*entry.Entry{tw.found, tw.write("steward", tw.nextEpoch(2, "s1", "s2", "s3", "s4"))}
	var paid []*entry.Entry
	voted := map[string]int{}
	for range 100 {
		tw.steady++
		by := fmt.Sprint("s", 1+rnd.IntN(4))
		if n := voted[by]; len(paid) > n && rnd.IntN(2) == 0 {
			voted[by] = len(paid)
			set = append(set, tw.votes(by, entry.QuorumOnly, paid[n:]...))
			continue
		}
		e := tw.pay(fmt.Sprint("p", rnd.IntN(5)), fmt.Sprint("p", rnd.IntN(5)), 1)
		paid, set = append(paid, e), append(set, e)
	}
	return set
}

// A state to which some of the last entries did not come is known by its digest, and by how much it holds.
func TestLatelyTellsWhoLost(t *testing.T) {
	for seed := range *seeds {
		rnd := rand.New(rand.NewPCG(uint64(seed), 12))
		tw := newTown(t, entry.Policy{})
		set := fairSet(tw, rnd)
		s := Load(tw.found.Community, set)
		if s.Held() != len(set) {
			t.Fatalf("seed %d: %d of %d entries are held", seed, s.Held(), len(set))
		}
		last := set[len(set)-20-rnd.IntN(60):]
		l := s.Lately(last)
		var lost []entry.Hash
		for range 1 + rnd.IntN(6) {
			lost = append(lost, last[rnd.IntN(len(last))].Hash())
		}
		other := NewState(tw.found.Community)
		bring(other, slices.DeleteFunc(slices.Clone(set), func(e *entry.Entry) bool { return slices.Contains(lost, e.Hash()) }))
		without := l.Behind(lost)
		if other.Held() != s.Held()-without.Count() || l.Digest(without) != other.Digest() {
			t.Fatalf("seed %d: %d entries of %d are told for %d; digest %v for %v", seed, s.Held()-without.Count(), s.Held(), other.Held(),
				l.Digest(without), other.Digest())
		}
		for _, h := range l.Hashes(without) {
			if other.Holds(h) {
				t.Fatalf("seed %d: %s is there", seed, h)
			}
		}
		if l.Digest(Some{}) != s.Digest() {
			t.Fatalf("seed %d: the digest of all is another", seed)
		}
	}
}

// Where chains are forked the digest may be another, and no more than that.
func TestLatelyOfAHostileSet(t *testing.T) {
	for seed := range *seeds {
		rnd := rand.New(rand.NewPCG(uint64(seed), 13))
		tw := newTown(t, entry.Policy{})
		s := NewState(tw.found.Community)
		var came []*entry.Entry
		for _, e := range hostileSet(tw, rnd) {
			if !s.Holds(e.Hash()) && s.Admit(e) == nil {
				s.Add(e)
				came = append(came, e)
			}
		}
		l := s.Lately(came)
		for _, e := range came {
			l.Digest(l.Behind([]entry.Hash{e.Hash()}))
		}
		if l.Digest(Some{}) != s.Digest() {
			t.Fatalf("seed %d: the digest of all is another", seed)
		}
	}
}

func BenchmarkLately(b *testing.B) {
	tw := newTown(b, entry.Policy{})
	set := fairSet(tw, rand.New(rand.NewPCG(1, 12)))
	s := Load(tw.found.Community, set)
	last := set[len(set)-80:]
	for b.Loop() {
		l := s.Lately(last)
		for _, e := range last[:40] {
			l.Digest(l.Behind([]entry.Hash{e.Hash()}))
		}
	}
}
