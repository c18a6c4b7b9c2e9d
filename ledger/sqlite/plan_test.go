package sqlite

import (
	"path/filepath"
	"strings"
	"testing"
)

// One entry is read without going through a table, or making an index of one.
func TestOneEntryIsFoundInOneStep(t *testing.T) {
	s, err := Create(filepath.Join(t.TempDir(), "ledger.db"), community)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rows, err := s.db.Query("EXPLAIN QUERY PLAN "+readLog, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	steps := 0
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		if steps++; !strings.Contains(step, "USING INTEGER PRIMARY KEY") {
			t.Errorf("SQLite would %s", step)
		}
	}
	if err := rows.Err(); err != nil || steps != 2 {
		t.Errorf("%d steps, %v", steps, err)
	}
}
