// Package sqlite keeps a book on disk, in one SQLite file.
//
// The file is a log of entries, which grows at its end, and one head row for each chain, which together
// cost a tenth of the time and a thirtieth of the wear of rows clustered by account. It is
// written in WAL mode with synchronous FULL: what Append has answered is there after a power
// cut. Each record has a CRC-32C, so that a flipped bit is found when the book is opened and
// not when the money is missed.
//
// Old records are let go of when a base stands for them (forget.go): then the log has gaps, and says
// where.
//
// Store implements ledger.Store. It holds a lock on the file for as long as it is open: a book
// has one writer.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/crc32"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Store is a book's file.
type Store struct {
	db     *sql.DB
	insert *sql.Stmt
	head   *sql.Stmt
	begin  *sql.Stmt
	ask    *sql.Stmt
	replay *sql.Stmt
	chains map[ledger.Ref]*row
	next   int64

	gone sync.RWMutex // guards what follows; held by Replay while it reads
	gaps []gap        // in their order
}

var _ ledger.Store = (*Store)(nil)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Create makes the file of a new book. It fails when the file exists.
func Create(path string, community entry.Hash) (*Store, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	return open(path, community)
}

// Open opens a book's file. It returns fs.ErrNotExist when there is none, and ledger's
// ErrBusy, ErrNewerSchema, ErrDamaged and ErrFull.
func Open(path string) (*Store, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	return open(path, entry.Hash{})
}

func open(path string, community entry.Hash) (*Store, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	query := url.Values{"_txlock": {"immediate"}, "_pragma": {"busy_timeout(800)",
		"locking_mode(EXCLUSIVE)", "journal_mode(WAL)", "synchronous(FULL)", "trusted_schema(0)", "cache_size(-2000)"}}
	source := url.URL{Scheme: "file", Path: filepath.ToSlash(absolute), RawQuery: query.Encode()}
	db, err := sql.Open("sqlite", source.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	s := &Store{db: db}
	if err := s.ready(context.Background(), community); err != nil {
		return nil, errorsJoin(err, db.Close())
	}
	return s, nil
}

// readLog reads records from a position on. It finds each in one step, so that one entry for a peer
// costs the same however long the log is.
const readLog = "SELECT log.pos, log.sum, log.entry, coalesce(question.id, '') FROM log" +
	" LEFT JOIN question ON question.pos = log.pos WHERE log.pos >= ? ORDER BY log.pos"

// ready migrates, prepares and reads the heads.
func (s *Store) ready(ctx context.Context, community entry.Hash) error {
	// With locking_mode EXCLUSIVE the lock that this takes is kept until Close.
	if _, err := s.db.ExecContext(ctx, "BEGIN EXCLUSIVE; COMMIT"); err != nil {
		return told(err)
	}
	if err := migrate(ctx, s.db); err != nil {
		return err
	}
	if !community.IsZero() {
		if _, err := s.db.ExecContext(ctx, "INSERT INTO book (community) VALUES (?)", community[:]); err != nil {
			return told(err)
		}
	}
	for _, p := range []struct {
		to  **sql.Stmt
		sql string
	}{
		{&s.insert, "INSERT INTO log (pos, chain, prev, sum, entry) VALUES (?, ?, ?, ?, ?)"},
		{&s.head, "INSERT OR REPLACE INTO head (chain, seq, pos) VALUES (?, ?, ?)"},
		{&s.begin, "INSERT INTO chain (id, market, author) VALUES (?, ?, ?)"},
		{&s.ask, "INSERT INTO question (pos, id) VALUES (?, ?)"},
		{&s.replay, readLog},
	} {
		prepared, err := s.db.PrepareContext(ctx, p.sql)
		if err != nil {
			return told(err)
		}
		*p.to = prepared
	}
	if err := s.readGaps(ctx); err != nil {
		return err
	}
	return s.readHeads(ctx)
}

// readHeads learns from the file where the log and each chain end.
func (s *Store) readHeads(ctx context.Context) error {
	s.chains = map[ledger.Ref]*row{}
	if err := s.db.QueryRowContext(ctx, "SELECT coalesce(max(pos), 0) + 1 FROM log").Scan(&s.next); err != nil {
		return told(err)
	}
	rows, err := s.db.QueryContext(ctx, "SELECT id, market, author, pos FROM chain JOIN head ON head.chain = chain.id")
	if err != nil {
		return told(err)
	}
	defer rows.Close()
	for rows.Next() {
		var market, author []byte
		var r row
		if err := rows.Scan(&r.id, &market, &author, &r.pos); err != nil {
			return told(err)
		}
		if len(market) != entry.MarketSize || len(author) != keys.AccountSize {
			return fmt.Errorf("%w: head row %d", ledger.ErrDamaged, r.id)
		}
		s.chains[ledger.Ref{Market: entry.MarketID(market), Key: keys.Account(author)}] = &r
	}
	return told(rows.Err())
}

// Community is the community whose book this is. It returns ErrDamaged when the file names none.
func (s *Store) Community() (entry.Hash, error) {
	var b []byte
	if err := s.db.QueryRow("SELECT community FROM book").Scan(&b); err != nil {
		return entry.Hash{}, fmt.Errorf("%w: %w", ledger.ErrDamaged, err)
	}
	if len(b) != entry.HashSize {
		return entry.Hash{}, fmt.Errorf("%w: the community's name", ledger.ErrDamaged)
	}
	return entry.Hash(b), nil
}

// Append writes the records in one transaction, and returns when the disk has them.
func (s *Store) Append(records []ledger.Record) error {
	tx, err := s.db.Begin()
	if err != nil {
		return told(err)
	}
	heads := &heads{old: s.chains, moved: map[ledger.Ref]*row{}}
	err = s.write(tx, heads, records)
	if err == nil {
		err = heads.write(tx.Stmt(s.head), tx.Stmt(s.begin), records)
	}
	if err != nil {
		return told(errorsJoin(err, tx.Rollback()))
	}
	if err := tx.Commit(); err != nil {
		return told(errorsJoin(err, s.recover()))
	}
	for ref, r := range heads.moved {
		s.chains[ref] = r
	}
	s.next += int64(len(records))
	return nil
}

// recover follows a commit that failed: whatever it left open is undone, and what the file has
// now is what counts.
func (s *Store) recover() error {
	_, _ = s.db.Exec("ROLLBACK") // an error says that nothing was open
	return s.readHeads(context.Background())
}

// write writes the log's rows and moves the heads.
func (s *Store) write(tx *sql.Tx, heads *heads, records []ledger.Record) error {
	insert, ask := tx.Stmt(s.insert), tx.Stmt(s.ask)
	for i, r := range records {
		if r.Pos != s.next+int64(i) {
			return fmt.Errorf("record %d where %d is next", r.Pos, s.next+int64(i))
		}
		chain, prev := heads.extend(r)
		sum := int64(crc32.Checksum(r.Full, castagnoli))
		if _, err := insert.Exec(r.Pos, chain, prev, sum, r.Full); err != nil {
			return err
		}
		if r.ID == "" {
			continue
		}
		if _, err := ask.Exec(r.Pos, r.ID); err != nil {
			return err
		}
	}
	return nil
}

// Replay reads the log in order, what was let go of aside.
func (s *Store) Replay(from int64, visit func(ledger.Record) error) error {
	s.gone.RLock()
	defer s.gone.RUnlock()
	rows, err := s.replay.Query(from)
	if err != nil {
		return told(err)
	}
	defer rows.Close()
	next := max(from, 1)
	for rows.Next() {
		var r ledger.Record
		var sum int64
		if err := rows.Scan(&r.Pos, &sum, &r.Full, &r.ID); err != nil {
			return told(err)
		}
		if next = s.behind(next); r.Pos != next || int64(crc32.Checksum(r.Full, castagnoli)) != sum {
			return fmt.Errorf("%w: record %d", ledger.ErrDamaged, next)
		}
		if err := visit(r); err != nil {
			return err
		}
		next++
	}
	return told(rows.Err())
}

// Check has SQLite look through its own structure. It returns ErrDamaged with what it found.
func (s *Store) Check() error {
	var found string
	if err := s.db.QueryRow("PRAGMA quick_check(1)").Scan(&found); err != nil {
		return told(err)
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", ledger.ErrDamaged, found)
	}
	return nil
}

// Close lets go of the file.
func (s *Store) Close() error { return told(s.db.Close()) }

// told turns SQLite's errors into the ledger's.
func told(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	kind := error(nil)
	switch code := e.Code(); code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		kind = ledger.ErrBusy
	case sqlite3.SQLITE_FULL:
		kind = ledger.ErrFull
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		kind = ledger.ErrDamaged
	case sqlite3.SQLITE_IOERR:
		kind = ledger.ErrDisk
		if code == sqlite3.SQLITE_IOERR_SHMSIZE { // room for the log's index, which must come before the log
			kind = ledger.ErrFull
		}
	default:
		return err
	}
	return fmt.Errorf("%w: %w", kind, err)
}

// errorsJoin keeps the first error as it is when there is no second.
func errorsJoin(first, second error) error {
	if second == nil {
		return first
	}
	return errors.Join(first, second)
}
