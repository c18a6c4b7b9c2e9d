package sqlite

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/ledgertest"
)

var community = entry.Hash{7}

func create(t *testing.T) (path string, s *Store) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "ledger.db")
	s, err := Create(path, community)
	if err != nil {
		t.Fatal(err)
	}
	return path, s
}

func TestSuite(t *testing.T) {
	path, s := create(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	ledgertest.Store(t, func() (ledger.Store, error) { return Open(path) })
}

func TestCommunityIsKept(t *testing.T) {
	path, s := create(t)
	s.Close()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got, err := s.Community(); got != community || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := Create(path, community); err == nil {
		t.Error("a book was made where one is")
	}
}

func TestSecondWriterIsBusy(t *testing.T) {
	path, s := create(t)
	s.Close()
	s, err := Open(path) // which has written nothing
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := Open(path); !errors.Is(err, ledger.ErrBusy) {
		t.Errorf("got %v, want ErrBusy", err)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	path, s := create(t)
	s.Close()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := Open(path); !errors.Is(err, ledger.ErrNewerSchema) {
		t.Errorf("got %v, want ErrNewerSchema", err)
	}
}

// A flipped bit anywhere in a record's bytes is found on replay, wherever SQLite keeps them.
func TestFlippedBitIsFound(t *testing.T) {
	path, s := create(t)
	full := bytes.Repeat([]byte("an entry of some length "), 8)
	if err := s.Append([]ledger.Record{{Pos: 1, Seq: 1, Full: full}}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(file, full)
	if at < 0 {
		t.Fatal("the record is not in the file after Close")
	}
	for _, i := range []int{0, 1, len(full) / 2, len(full) - 1} {
		file[at+i] ^= 4
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(path)
		if err == nil {
			err = s.Replay(1, func(ledger.Record) error { return nil })
			s.Close()
		}
		if !errors.Is(err, ledger.ErrDamaged) {
			t.Errorf("byte %d: got %v, want ErrDamaged", i, err)
		}
		file[at+i] ^= 4
	}
}

func TestNoBookAtAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	if _, err := Open(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want ErrNotExist", err)
	}
	if err := os.WriteFile(path, []byte("this is no database, but a shopping list, long enough to be read"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); !errors.Is(err, ledger.ErrDamaged) {
		t.Errorf("got %v, want ErrDamaged", err)
	}
}

// A disk without room refuses a batch whole, and takes it when there is room again.
func TestFullDisk(t *testing.T) {
	_, s := create(t)
	defer s.Close()
	if _, err := s.db.Exec("PRAGMA max_page_count = 40"); err != nil {
		t.Fatal(err)
	}
	batch := func() (list []ledger.Record) {
		for i := range int64(20) {
			r := ledger.Record{Pos: s.next + i, Seq: 1, Full: bytes.Repeat([]byte{byte(i)}, 300)}
			r.Ref.Key[0], r.Ref.Key[1] = byte(r.Pos), byte(r.Pos>>8)
			list = append(list, r)
		}
		return list
	}
	var err error
	for err == nil {
		err = s.Append(batch())
	}
	if !errors.Is(err, ledger.ErrFull) {
		t.Fatalf("got %v, want ErrFull", err)
	}
	kept := s.next
	if _, err := s.db.Exec("PRAGMA max_page_count = 400"); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(batch()); err != nil {
		t.Fatal(err)
	}
	n := int64(0)
	if err := s.Replay(1, func(ledger.Record) error { n++; return nil }); err != nil || n != kept+19 || len(s.chains) != int(n) {
		t.Errorf("%d records, %d chains, %v", n, len(s.chains), err)
	}
	if err := s.Check(); err != nil {
		t.Error(err)
	}
}

// A commit that failed leaves no transaction open, and the store knows what the file has.
func TestRecover(t *testing.T) {
	_, s := create(t)
	defer s.Close()
	if err := s.Append([]ledger.Record{{Pos: 1, Seq: 1, Full: []byte("one")}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.Exec("BEGIN IMMEDIATE; DELETE FROM log"); err != nil {
		t.Fatal(err)
	}
	s.next, s.chains = 77, nil
	if err := s.recover(); err != nil {
		t.Fatal(err)
	}
	if s.next != 2 || len(s.chains) != 1 {
		t.Errorf("next %d, %d chains", s.next, len(s.chains))
	}
	if err := s.Append([]ledger.Record{{Pos: 2, Seq: 2, Full: []byte("two")}}); err != nil {
		t.Error(err)
	}
}
