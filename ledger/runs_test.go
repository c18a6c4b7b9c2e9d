package ledger_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// worn is a store in memory that counts how often it is read, and has bad records.
type worn struct {
	ledger.Memory
	reads int
	bad   map[int64]bool
}

func (w *worn) Replay(from int64, visit func(ledger.Record) error) error {
	w.reads++
	return w.Memory.Replay(from, func(r ledger.Record) error {
		if w.bad[r.Pos] {
			return ledger.ErrDamaged
		}
		return visit(r)
	})
}

// archive is a book opened on a long log, whose payments are on the disk only, and their names in
// the order of the log.
func archive(t *testing.T, payments int) (*ledger.Book, *worn, []entry.Hash) {
	t.Helper()
	s := newShop(t)
	ana, bob := secret(t, "ana"), secret(t, "bob")
	s.deposit("envelope", ana, 1_000_000)
	for range payments {
		if _, err := s.book.Write(s.draft(ana, s.pay(bob, 1)), ""); err != nil {
			t.Fatal(err)
		}
	}
	list, _, err := s.book.Since(1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	disk := &worn{bad: map[int64]bool{}}
	var names []entry.Hash
	for i, e := range list {
		record := ledger.Record{Pos: int64(i + 1), Ref: ledger.Ref{Market: s.found.Market, Key: e.Author}, Seq: e.Seq, Hash: e.Hash(), Full: e.Full()}
		if err := disk.Append([]ledger.Record{record}); err != nil {
			t.Fatal(err)
		}
		names = append(names, e.Hash())
	}
	book, err := ledger.OpenBook(ledger.Config{Store: disk, Community: names[0]})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	disk.reads = 0
	return book, disk, names
}

// hashesOf are entries' names.
func hashesOf(list []*entry.Entry) (names []entry.Hash) {
	for _, e := range list {
		names = append(names, e.Hash())
	}
	return names
}

// Entries that are asked for together come in the book's order, each once, with few looks at the
// disk, and without those that it does not hold.
func TestEntriesInRuns(t *testing.T) {
	book, disk, names := archive(t, 300)
	asked := slices.Concat(names[200:260], []entry.Hash{{1}}, names[10:60], names[10:20])
	slices.Reverse(asked)
	list, rest, err := book.Entries(asked...)
	if want := slices.Concat(names[10:60], names[200:260]); err != nil || rest != nil || !slices.Equal(hashesOf(list), want) {
		t.Errorf("%d entries of %d, %d left, %v", len(list), len(want), len(rest), err)
	}
	if disk.reads > 2 {
		t.Errorf("%d looks at the disk", disk.reads)
	}
	if list, rest, err := book.Entries(); len(list)+len(rest) > 0 || err != nil {
		t.Errorf("nothing was asked: %v, %v, %v", list, rest, err)
	}
}

// A bad record hides no other.
func TestEntriesAroundABadRecord(t *testing.T) {
	book, disk, names := archive(t, 100)
	one := func(h entry.Hash) bool {
		disk.reads = 0
		_, _, err := book.Entries(h)
		return err == nil && disk.reads > 0
	}
	var onDisk []entry.Hash
	for _, h := range names {
		if one(h) {
			onDisk = append(onDisk, h)
		}
	}
	if len(onDisk) < 50 {
		t.Fatalf("%d entries are on the disk only", len(onDisk))
	}
	for _, at := range []int{0, 20, len(onDisk) - 1} {
		pos := int64(slices.Index(names, onDisk[at]) + 1)
		disk.bad = map[int64]bool{pos: true}
		list, rest, err := book.Entries(onDisk...)
		want := slices.Delete(slices.Clone(onDisk), at, at+1)
		if !errors.Is(err, ledger.ErrDamaged) || rest != nil || !slices.Equal(hashesOf(list), want) {
			t.Errorf("record %d is bad: %d entries of %d, %d left, %v", pos, len(list), len(want), len(rest), err)
		}
		disk.bad = map[int64]bool{pos: true}
		if _, _, err := book.Entries(want...); err != nil {
			t.Errorf("what was not asked for is bad: %v", err)
		}
	}
}

// About a megabyte is read at once; the rest is named.
func TestEntriesAreBounded(t *testing.T) {
	s := newShop(t)
	var facts []entry.Hash
	for i := range 400 {
		body := &entry.Attest{}
		for j := range entry.MaxFacts {
			body.Facts = append(body.Facts, &entry.Deposit{Note: fmt.Sprint(i, j), Account: keys.Account{byte(i), byte(j), 1}, Amount: 1})
		}
		e, err := s.book.Write(s.draft(s.steward, body), "")
		if err != nil {
			t.Fatal(err)
		}
		facts = append(facts, e.Hash())
	}
	var got []entry.Hash
	calls := 0
	for rest := facts; len(rest) > 0; calls++ {
		list, after, err := s.book.Entries(rest...)
		size := 0
		for _, e := range list {
			size += len(e.Full())
		}
		if err != nil || len(list) == 0 || size > 1<<20+entry.MaxSize {
			t.Fatalf("%d entries, %d bytes, %v", len(list), size, err)
		}
		got, rest = append(got, hashesOf(list)...), after
	}
	if !slices.Equal(got, facts) || calls < 2 {
		t.Errorf("%d entries of %d in %d calls", len(got), len(facts), calls)
	}
}
