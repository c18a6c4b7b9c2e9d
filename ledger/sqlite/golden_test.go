package sqlite

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"foirail/ledger"
)

var update = flag.Bool("update", false, "write the golden book of today's schema anew")

// golden is the book of a released schema, as that release left it.
func golden(schema int) string {
	return filepath.Join("testdata", fmt.Sprintf("schema-%04d.db", schema))
}

// goldenRecords is what every golden book holds.
func goldenRecords() []ledger.Record {
	var list []ledger.Record
	for i := range int64(20) {
		r := ledger.Record{Pos: i + 1, Seq: uint32(i/4) + 1, Full: []byte(fmt.Sprint("entry ", i))}
		r.Ref.Key[0] = byte(i % 4)
		if i%5 == 4 {
			r.Seq, r.ID = 0, fmt.Sprint("question ", i)
		}
		list = append(list, r)
	}
	return list
}

// The book of every schema that was ever released opens, and holds what it held.
func TestGoldenBooksAreRead(t *testing.T) {
	if *update {
		writeGolden(t)
	}
	for schema := 1; schema <= Schema; schema++ {
		file, err := os.ReadFile(golden(schema))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "ledger.db")
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(path)
		if err != nil {
			t.Fatalf("schema %d: %v", schema, err)
		}
		want := goldenRecords()
		err = s.Replay(1, func(r ledger.Record) error {
			if w := want[r.Pos-1]; string(r.Full) != string(w.Full) || r.ID != w.ID {
				t.Errorf("schema %d, record %d: got %q %q", schema, r.Pos, r.Full, r.ID)
			}
			return nil
		})
		if c, errC := s.Community(); err != nil || errC != nil || c != community || s.next != int64(len(want))+1 {
			t.Errorf("schema %d: %v, %v, community %v, next %d", schema, err, errC, c, s.next)
		}
		if err := s.Append([]ledger.Record{{Pos: s.next, Ref: want[0].Ref, Seq: 9, Full: []byte("one more")}}); err != nil {
			t.Errorf("schema %d: cannot be written: %v", schema, err)
		}
		before, kept, err := s.Kept(ledger.KeptOwn)
		if schema >= 2 && (before != 11 || string(kept) != goldenSnapshot) || schema < 2 && before != 0 || err != nil {
			t.Errorf("schema %d: the snapshot is %d %q, %v", schema, before, kept, err)
		}
		if err := s.Keep(ledger.KeptOwn, 22, []byte("a newer one")); err != nil {
			t.Errorf("schema %d: keeps no snapshot: %v", schema, err)
		}
		s.Close()
	}
}

// goldenSnapshot is the snapshot of a golden book, since schema 2.
const goldenSnapshot = "a snapshot of ten records"

func writeGolden(t *testing.T) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	s, err := Create(path, community)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Append(goldenRecords()); err != nil {
		t.Fatal(err)
	}
	if err := s.Keep(ledger.KeptOwn, 11, []byte(goldenSnapshot)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(golden(Schema), file, 0o644); err != nil {
		t.Fatal(err)
	}
}
