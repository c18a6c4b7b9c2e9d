package ledger

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"foirail/ledger/entry"
)

// bookOn opens a book on a store, with a snapshot every few records.
func bookOn(t *testing.T, store Store, tw *town, every int64) *Book {
	t.Helper()
	b, err := OpenBook(Config{Store: store, Community: tw.found.Community, Every: every,
		Steward: &Steward{Market: tw.market(), Voting: tw.key("steward")}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// trades has people pay each other through a book, some with a question's id.
func trades(t *testing.T, b *Book, tw *town, n int) {
	t.Helper()
	if _, err := b.Append(tw.found); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		id := ""
		if i%3 == 0 {
			id = fmt.Sprint("question ", b.Next())
		}
		body := entry.Body(tw.payBody("bob", 1))
		who := []string{"ana", "bob", "steward"}[i%3]
		if who == "steward" {
			body = depositsOf(tw, fmt.Sprint("note ", b.Next()), 10)
		}
		if _, err := b.Write(func(s *State) (*entry.Entry, error) {
			e := s.Next(tw.ref(who), tw.steady)
			e.Body = body
			return e, e.Sign(tw.key(who))
		}, id); err != nil {
			t.Fatal(err)
		}
	}
}

// A book that opens from its snapshot and the records since is the one that reads everything, in all
// that it holds; and the records that the snapshot stands for are not read.
func TestOpenFromOwnSnapshot(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	store := &counting{}
	b := bookOn(t, store, tw, 40)
	trades(t, b, tw, 90)
	b.snapshots.Wait()
	if before, _, _ := store.Kept(KeptOwn); before < 40 {
		t.Fatalf("in the background a snapshot of %d records was kept", before)
	}
	trades(t, b, tw, 7)
	all := b.Next() - 1
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	plain := bookOn(t, bare{store}, tw, 40)
	store.read = 0
	b = bookOn(t, store, tw, 40)
	if store.read > all/4 {
		t.Errorf("%d of %d records were read", store.read, all)
	}
	renumber(plain.core.State)
	renumber(b.core.State)
	if diff := stateDiff(plain.core.State, b.core.State); diff != "" {
		t.Errorf("the states differ: %s", diff)
	}
	if fmt.Sprint(plain.Asked()) != fmt.Sprint(b.Asked()) || plain.Next() != b.Next() {
		t.Errorf("answers or positions differ: %d and %d", plain.Next(), b.Next())
	}
	for h := range plain.core.State.nodes {
		want, err := plain.Entry(h)
		if got, err2 := b.Entry(h); err != nil || err2 != nil || got.Hash() != want.Hash() {
			t.Fatalf("entry %v: %v %v", h, err, err2)
		}
	}
	trades(t, b, tw, 30)
	b.Close()
	if again := bookOn(t, bare{store}, tw, 40); again.core.State.Summary().Hash() != b.core.State.Summary().Hash() {
		t.Error("after more the states differ")
	}
}

// renumber numbers the entries of a state anew, in the order in which they came.
func renumber(s *State) {
	for i, n := range slices.SortedFunc(maps.Values(s.nodes), byOrder) {
		n.order = uint32(i + 1)
	}
}

// counting is a Memory that counts the records that it gives.
type counting struct {
	Memory
	read int64
}

func (c *counting) Replay(from int64, visit func(Record) error) error {
	return c.Memory.Replay(from, func(r Record) error { c.read++; return visit(r) })
}

// bare is a store that keeps no snapshots.
type bare struct{ Store }

// A snapshot that does not fit, whatever is wrong with it, is passed over.
func TestSnapshotThatDoesNotFit(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	store := &Memory{}
	b := bookOn(t, store, tw, 20)
	trades(t, b, tw, 60)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	want := b.core.State.Summary().Hash()
	before, good, _ := store.Kept(KeptOwn)
	stranger := newTown(t, entry.Policy{Line: 7})
	other := &Memory{}
	ob := bookOn(t, other, stranger, 20)
	trades(t, ob, stranger, 60)
	ob.Close()
	_, foreign, _ := other.Kept(KeptOwn)
	cases := map[string]func() (int64, []byte){
		"none":      func() (int64, []byte) { return 0, nil },
		"empty":     func() (int64, []byte) { return before, nil },
		"cut short": func() (int64, []byte) { return before, good[:len(good)-1] },
		"too far":   func() (int64, []byte) { return before + 1000, good },
		"too early": func() (int64, []byte) { return before - 1, good },
		"another's": func() (int64, []byte) { return before, foreign },
	}
	rnd := rand.New(rand.NewPCG(1, 1))
	for i := range 40 {
		cases[fmt.Sprint("flipped ", i)] = func() (int64, []byte) {
			b := append([]byte(nil), good...)
			b[rnd.IntN(len(b))] ^= 1 << rnd.IntN(8)
			return before, b
		}
	}
	for name, spoil := range cases {
		at, bytes := spoil()
		if err := store.Keep(KeptOwn, at, bytes); err != nil {
			t.Fatal(err)
		}
		if again := bookOn(t, store, tw, -1); again.core.State.Summary().Hash() != want || again.Next() != b.Next() {
			t.Errorf("%s: another state", name)
		}
	}
}

// A disk without room for a snapshot harms nothing; the book says so.
func TestSnapshotWithoutRoom(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	b := bookOn(t, &full{}, tw, 20)
	trades(t, b, tw, 60)
	b.snapshots.Wait()
	if records, err := b.Unkept(); !errors.Is(err, ErrFull) || records != b.Next()-1 {
		t.Errorf("%d records, %v", records, err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}

// full is a Memory that keeps no snapshot.
type full struct{ Memory }

func (*full) Keep(Kept, int64, []byte) error { return ErrFull }
