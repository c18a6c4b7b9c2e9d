package ledger

import (
	"errors"
	"testing"

	"foirail/ledger/entry"
)

// From wherever in a history the slow twin begins, it comes to what it comes to from the first entry.
func TestSlowFromABase(t *testing.T) {
	c := vouched(t)
	for first := 1; first < len(c.pool); first += 1 + first/8 {
		checkSlowOn(t, baseHere(t, Load(c.found.Community, c.pool[:first])), c.pool)
	}
	s := Load(c.found.Community, c.pool)
	b, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := SlowOn(&Base{State: entry.Hash{1}, Snapshot: b}, nil); !errors.Is(err, ErrSnapshot) {
		t.Errorf("another state: %v", err)
	}
}

// baseHere is a base of a state, for which nobody vouches.
func baseHere(t testing.TB, s *State) *Base {
	t.Helper()
	b, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	return &Base{State: s.Summary().Hash(), Snapshot: b}
}

// checkSlowOn holds the slow twin that begins with a base against the one that begins with nothing.
func checkSlowOn(t testing.TB, base *Base, all []*entry.Entry) {
	t.Helper()
	s, err := LoadSnapshot(base.Snapshot, base.State)
	if err != nil {
		t.Fatal(err)
	}
	got, err := SlowOn(base, all)
	if err != nil {
		t.Fatalf("a base by itself: %v\n%s", err, diff(got, s.Summary()))
	}
	if want := Slow(s.community, all); got.Hash() != want.Hash() {
		t.Fatalf("from a base the slow twin comes to another state:\n%s", diff(got, want))
	}
}
