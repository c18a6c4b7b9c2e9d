package ledger_test

import (
	"errors"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// follow reads a whole book in steps.
func (s *shop) follow(from int64, step int) (list []entry.Hash) {
	s.t.Helper()
	for {
		part, next, err := s.book.Since(from, step)
		if err != nil {
			s.t.Fatal(err)
		}
		if len(part) == 0 {
			if next != from {
				s.t.Fatalf("nothing stands between %d and %d", from, next)
			}
			return list
		}
		for _, e := range part {
			list = append(list, e.Hash())
		}
		if from += int64(len(part)); next != from {
			s.t.Fatalf("after %d entries comes %d", from, next)
		}
	}
}

// Whoever follows a book reads its last entries without the disk, the same ones as from it; what is
// older is on the disk alone.
func TestFollowersNeedNoDisk(t *testing.T) {
	s := newShop(t)
	ana, bob := secret(t, "ana"), secret(t, "bob")
	s.deposit("envelope", ana, 1_000_000)
	pay := s.pay(bob, 1)
	const payments = 2400 // each with its vote, more than is kept
	for range payments {
		if _, err := s.book.Write(s.draft(ana, pay), ""); err != nil {
			t.Fatal(err)
		}
	}
	end := s.book.Next()
	near := s.follow(end-1000, 300)
	last, _, err := s.book.Since(end-1, 1)
	if err != nil || len(near) != 1000 || near[999] != last[0].Hash() {
		t.Fatalf("%d entries, %v", len(near), err)
	}
	s.store.lost.Store(true)
	if again := s.follow(end-1000, 7); len(again) != 1000 || again[0] != near[0] {
		t.Error("without the disk other entries are told")
	}
	if e, err := s.book.Entry(near[500]); err != nil || e.Hash() != near[500] {
		t.Error(err)
	}
	if _, _, err := s.book.Since(1, 10); !errors.Is(err, ledger.ErrDamaged) {
		t.Errorf("the oldest entries are told without the disk: %v", err)
	}
	s.store.lost.Store(false)
	whole := s.follow(1, 512)
	s.reopen()
	if fromDisk := s.follow(1, 1000); len(whole) != len(fromDisk) || int64(len(whole)) != end-1 {
		t.Errorf("%d entries, %d after opening again, %d positions", len(whole), len(fromDisk), end-1)
	}
	for i, h := range s.follow(end-1000, 512) {
		if h != near[i] {
			t.Fatalf("entry %d is another on the disk", i)
		}
	}
}
