package ledger_test

import (
	"errors"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// A book that is told there is no room refuses before anything is written, stands as it stood, and
// takes the same entry when there is room again.
func TestBookWithoutRoom(t *testing.T) {
	s := newShop(t)
	if err := s.book.Close(); err != nil {
		t.Fatal(err)
	}
	var full error
	book, err := ledger.OpenBook(ledger.Config{Store: s.store, Community: s.found.Community, Room: func() error { return full }})
	if err != nil {
		t.Fatal(err)
	}
	e := &entry.Entry{Community: s.found.Community, Market: s.found.Market, Author: s.steward.Account(), Seq: 2, Prev: s.found.Hash(),
		Body: &entry.Attest{Facts: []entry.Fact{&entry.Day{Number: 1, Amount: 1068}}}}
	if err := e.Sign(s.steward); err != nil {
		t.Fatal(err)
	}
	full = ledger.ErrFull
	kept := s.store.durable.Load()
	if _, err := book.Append(e); !errors.Is(err, ledger.ErrFull) {
		t.Errorf("without room: %v", err)
	}
	book.View(func(s *ledger.State) {
		if s.Holds(e.Hash()) {
			t.Error("an entry is held that was refused")
		}
	})
	if s.store.durable.Load() != kept || book.Failed() != nil {
		t.Errorf("%d records where %d were, %v", s.store.durable.Load(), kept, book.Failed())
	}
	full = nil
	if answers, err := book.Append(e); err != nil || answers[0].Err != nil || !answers[0].New {
		t.Errorf("with room again: %v, %v", answers, err)
	}
}
