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
