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
)

// stuffed is a book's file with n records of some size.
func stuffed(t *testing.T, n int) (path string, store *Store) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "ledger.db")
	store, err := Create(path, entry.Hash{1})
	if err != nil {
		t.Fatal(err)
	}
	list := make([]ledger.Record, n)
	for i := range list {
		list[i] = ledger.Record{Pos: int64(i) + 1, Seq: uint32(i) + 1, Full: bytes.Repeat([]byte{byte(i)}, 300)}
	}
	if err := store.Append(list); err != nil {
		t.Fatal(err)
	}
	return path, store
}

// What was let go of leaves the disk, and the log goes on where it ended.
func TestFileShrinks(t *testing.T) {
	const all = 6000
	path, store := stuffed(t, all)
	var positions []int64
	for pos := int64(1); pos < all; pos++ {
		if pos%100 > 0 {
			positions = append(positions, pos)
		}
	}
	size := func() int64 {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	if err := store.Shrink(); err != nil { // all that is in the log of writes is in the file now
		t.Fatal(err)
	}
	before := size()
	if err := store.Forget(positions); err != nil {
		t.Fatal(err)
	}
	if err := store.Shrink(); err != nil {
		t.Fatal(err)
	}
	if after := size(); after > before/10 {
		t.Errorf("the file had %d bytes and has %d", before, after)
	}
	if err := store.Check(); err != nil {
		t.Error(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	store, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := store.Append([]ledger.Record{{Pos: all + 1, Full: []byte("next")}}); err != nil {
		t.Errorf("the next record: %v", err)
	}
}

// A record that is missing and was not let go of is damage, beside a gap too.
func TestMissingBesideAGap(t *testing.T) {
	path, store := stuffed(t, 50)
	if err := store.Forget([]int64{10, 11, 12}); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err == nil {
		_, err = db.Exec("DELETE FROM log WHERE pos = 13")
	}
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	if store, err = Open(path); err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := store.Replay(1, func(ledger.Record) error { return nil }); !errors.Is(err, ledger.ErrDamaged) {
		t.Errorf("a record is missing: %v", err)
	}
}
