// Package ledgertest holds what every implementation of the ledger's interfaces must pass. It is
// imported by tests only.
package ledgertest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"

	"foirail/ledger"
)

// Store holds a ledger.Store against its interface. The function opens the same store each time
// it is called, empty at first, and the suite closes it in between.
func Store(t *testing.T, open func() (ledger.Store, error)) {
	t.Helper()
	s := &suite{t: t, open: open}
	s.reopen()
	s.replays(1, nil)
	first := records(1, 3)
	s.append(first)
	s.replays(1, first)
	s.reopen()
	s.replays(1, first)
	second := records(4, 400)
	s.append(second)
	s.replays(2, append(first[1:], second...))
	s.reopen()
	s.replays(404, nil)
	s.refusesAGap()
	s.stopsWhenTold()
	s.reopen()
	s.replays(1, append(first, second...))
	s.keeps()
	s.replays(1, append(first, second...))
	s.forgets(append(first, second...))
}

type suite struct {
	t     *testing.T
	open  func() (ledger.Store, error)
	store ledger.Store
}

// records makes n records from a position on, of a few chains, some forked, some redemptions.
func records(from int64, n int) []ledger.Record {
	var list []ledger.Record
	for i := range int64(n) {
		pos := from + i
		r := ledger.Record{Pos: pos, Seq: uint32(pos/5) + 1, Full: []byte(fmt.Sprint("record ", pos))}
		r.Ref.Key[0], r.Hash[0] = byte(pos%5), byte(pos)
		if pos%7 == 0 {
			r.Seq = 0
		}
		if pos%3 == 0 {
			r.ID = fmt.Sprint("question ", pos)
		}
		list = append(list, r)
	}
	return list
}

func (s *suite) reopen() {
	s.t.Helper()
	if s.store != nil {
		if err := s.store.Close(); err != nil {
			s.t.Fatal(err)
		}
	}
	var err error
	if s.store, err = s.open(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *suite) append(list []ledger.Record) {
	s.t.Helper()
	if err := s.store.Append(list); err != nil {
		s.t.Fatal(err)
	}
}

// replays checks what a replay visits: position, bytes and question of each record.
func (s *suite) replays(from int64, want []ledger.Record) {
	s.t.Helper()
	err := s.store.Replay(from, func(r ledger.Record) error {
		if len(want) == 0 {
			return errors.New("more than was appended")
		}
		if r.Pos != want[0].Pos || !bytes.Equal(r.Full, want[0].Full) || r.ID != want[0].ID {
			return fmt.Errorf("got %d %q %q, want %d %q %q", r.Pos, r.Full, r.ID, want[0].Pos, want[0].Full, want[0].ID)
		}
		want = want[1:]
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if len(want) > 0 {
		s.t.Fatalf("%d records are missing, the first at %d", len(want), want[0].Pos)
	}
}

// refusesAGap checks that a batch with one bad position leaves nothing behind.
func (s *suite) refusesAGap() {
	s.t.Helper()
	bad := records(404, 3)
	bad[2].Pos++
	if err := s.store.Append(bad); err == nil {
		s.t.Fatal("a gap was accepted")
	}
}

// keeps checks that a store that is a Keeper keeps the last snapshot of each kind, small or large,
// beside its log.
func (s *suite) keeps() {
	s.t.Helper()
	if _, ok := s.store.(ledger.Keeper); !ok {
		return
	}
	s.kept(ledger.KeptOwn, 0, nil)
	s.keep(ledger.KeptBase, 9, []byte("a base"))
	for i, size := range []int{100, 3 << 20, 512 << 10, 0, 77} {
		snapshot := bytes.Repeat([]byte{byte(i + 1)}, size)
		s.keep(ledger.KeptOwn, int64(i+2), snapshot)
		s.kept(ledger.KeptOwn, int64(i+2), snapshot)
		s.reopen()
		s.kept(ledger.KeptOwn, int64(i+2), snapshot)
		s.kept(ledger.KeptBase, 9, []byte("a base"))
	}
}

func (s *suite) keep(kind ledger.Kept, before int64, snapshot []byte) {
	s.t.Helper()
	if err := s.store.(ledger.Keeper).Keep(kind, before, snapshot); err != nil {
		s.t.Fatal(err)
	}
}

func (s *suite) kept(kind ledger.Kept, want int64, snapshot []byte) {
	s.t.Helper()
	before, got, err := s.store.(ledger.Keeper).Kept(kind)
	if err != nil || before != want || !bytes.Equal(got, snapshot) {
		s.t.Fatalf("kind %d: kept %d bytes before %d, %v; want %d before %d", kind, len(got), before, err, len(snapshot), want)
	}
}

// forgets checks that a store that is a Pruner leaves out what it was told to let go of, and nothing
// else, and goes on where it ended.
func (s *suite) forgets(all []ledger.Record) {
	s.t.Helper()
	if _, ok := s.store.(ledger.Pruner); !ok {
		return
	}
	all = slices.Clone(all)
	for _, positions := range [][]int64{{5, 6, 7, 2}, {4, 300, 8}, {1}, {9, 10, 11, 12, 350}} {
		if err := s.store.(ledger.Pruner).Forget(positions); err != nil {
			s.t.Fatal(err)
		}
		all = slices.DeleteFunc(all, func(r ledger.Record) bool { return slices.Contains(positions, r.Pos) })
		s.replays(1, all)
		at := slices.IndexFunc(all, func(r ledger.Record) bool { return r.Pos >= 6 })
		s.replays(6, all[at:])
		s.reopen()
		s.replays(1, all)
	}
	s.kept(ledger.KeptBase, 9, []byte("a base"))
	if err := s.store.(ledger.Pruner).Shrink(); err != nil {
		s.t.Fatal(err)
	}
	s.replays(1, all)
	more := records(all[len(all)-1].Pos+1, 3)
	s.append(more)
	s.reopen()
	s.replays(1, append(all, more...))
}

// stopsWhenTold checks that the visitor's error comes back.
func (s *suite) stopsWhenTold() {
	s.t.Helper()
	stop := errors.New("stop")
	n := 0
	if err := s.store.Replay(1, func(ledger.Record) error { n++; return stop }); !errors.Is(err, stop) || n != 1 {
		s.t.Fatalf("after %d records got %v", n, err)
	}
}
