package sqlite

import (
	"cmp"
	"context"
	"slices"

	"foirail/ledger"
)

var _ ledger.Pruner = (*Store)(nil)

// gap is a run of positions whose records were let go of, both ends included.
type gap struct{ first, last int64 }

// Forget deletes records, and notes that they may be missing, in one transaction.
func (s *Store) Forget(positions []int64) error {
	runs := runsOf(positions)
	s.gone.Lock()
	defer s.gone.Unlock()
	tx, err := s.db.Begin()
	if err != nil {
		return told(err)
	}
	for _, g := range runs {
		if err == nil {
			_, err = tx.Exec("DELETE FROM log WHERE pos BETWEEN ? AND ?", g.first, g.last)
		}
		if err == nil {
			_, err = tx.Exec("INSERT INTO gap (first, last) VALUES (?, ?)", g.first, g.last)
		}
	}
	if err != nil {
		return told(errorsJoin(err, tx.Rollback()))
	}
	if err := tx.Commit(); err != nil {
		return told(errorsJoin(err, s.recover()))
	}
	s.gaps = join(append(s.gaps, runs...))
	return nil
}

// runsOf are the runs that some positions make.
func runsOf(positions []int64) (runs []gap) {
	positions = slices.Clone(positions)
	slices.Sort(positions)
	for _, pos := range positions {
		runs = append(runs, gap{pos, pos})
	}
	return join(runs)
}

// join puts runs in their order, and those together that touch each other.
func join(list []gap) (joined []gap) {
	slices.SortFunc(list, func(a, b gap) int { return cmp.Compare(a.first, b.first) })
	for _, g := range list {
		if n := len(joined); n > 0 && g.first <= joined[n-1].last+1 {
			joined[n-1].last = max(joined[n-1].last, g.last)
			continue
		}
		joined = append(joined, g)
	}
	return joined
}

// behind is the next position, from one on, that was not let go of.
func (s *Store) behind(pos int64) int64 {
	i, _ := slices.BinarySearchFunc(s.gaps, pos, func(g gap, pos int64) int { return cmp.Compare(g.last, pos) })
	if i < len(s.gaps) && s.gaps[i].first <= pos {
		return s.gaps[i].last + 1
	}
	return pos
}

// Shrink rewrites the file without what was let go of, and the log of writes with it. SQLite does it
// whole or not at all.
func (s *Store) Shrink() error {
	if _, err := s.db.Exec("VACUUM"); err != nil {
		return told(err)
	}
	var busy, pages, moved int
	return told(s.db.QueryRow("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved))
}

// readGaps learns from the file what was let go of.
func (s *Store) readGaps(ctx context.Context) error {
	rows, err := s.db.QueryContext(ctx, "SELECT first, last FROM gap")
	if err != nil {
		return told(err)
	}
	defer rows.Close()
	var list []gap
	for rows.Next() {
		var g gap
		if err := rows.Scan(&g.first, &g.last); err != nil {
			return told(err)
		}
		list = append(list, g)
	}
	s.gaps = join(list)
	return told(rows.Err())
}
