package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"hash/crc32"

	"foirail/ledger"
)

var _ ledger.Keeper = (*Store)(nil)

// partSize is the bytes of a part of a snapshot: what an old SD card writes in a tenth of a second.
const partSize = 512 << 10

// Keep writes a snapshot part by part, lets appends in between, and lets go of the one before in the
// transaction that makes the new one valid.
func (s *Store) Keep(kind ledger.Kept, before int64, snapshot []byte) error {
	var id int64
	err := s.db.QueryRow("SELECT 1 + max((SELECT coalesce(max(id), 0) FROM snapshot), (SELECT coalesce(max(snapshot), 0) FROM part))").Scan(&id)
	if err != nil {
		return told(err)
	}
	parts := 0
	for rest := snapshot; len(rest) > 0; parts++ {
		n := min(len(rest), partSize)
		if _, err := s.db.Exec("INSERT INTO part (snapshot, number, bytes) VALUES (?, ?, ?)", id, parts, rest[:n]); err != nil {
			return told(err)
		}
		rest = rest[n:]
	}
	tx, err := s.db.Begin()
	if err != nil {
		return told(err)
	}
	sum := int64(crc32.Checksum(snapshot, castagnoli))
	_, err = tx.Exec("INSERT INTO snapshot (id, kind, before, parts, sum) VALUES (?, ?, ?, ?, ?)", id, kind, before, parts, sum)
	if err == nil {
		_, err = tx.Exec("DELETE FROM snapshot WHERE kind = ? AND id < ?", kind, id)
	}
	if err == nil {
		_, err = tx.Exec("DELETE FROM part WHERE snapshot NOT IN (SELECT id FROM snapshot)")
	}
	if err != nil {
		return told(errorsJoin(err, tx.Rollback()))
	}
	return told(tx.Commit())
}

// Kept reads the snapshot of a kind that was kept last.
func (s *Store) Kept(kind ledger.Kept) (before int64, snapshot []byte, err error) {
	var id, parts, sum int64
	err = s.db.QueryRow("SELECT id, before, parts, sum FROM snapshot WHERE kind = ? ORDER BY id DESC LIMIT 1", kind).Scan(&id, &before, &parts, &sum)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil, nil
	}
	if err != nil {
		return 0, nil, told(err)
	}
	rows, err := s.db.Query("SELECT bytes FROM part WHERE snapshot = ? ORDER BY number", id)
	if err != nil {
		return 0, nil, told(err)
	}
	defer rows.Close()
	snapshot = make([]byte, 0, min(parts, 1<<10)*partSize)
	found := int64(0)
	for ; rows.Next(); found++ {
		var part sql.RawBytes
		if err := rows.Scan(&part); err != nil {
			return 0, nil, told(err)
		}
		snapshot = append(snapshot, part...)
	}
	if err := rows.Err(); err != nil {
		return 0, nil, told(err)
	}
	if found != parts || int64(crc32.Checksum(snapshot, castagnoli)) != sum {
		return 0, nil, fmt.Errorf("%w: the snapshot", ledger.ErrDamaged)
	}
	return before, snapshot, nil
}
