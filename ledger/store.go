package ledger

import (
	"errors"
	"slices"
	"sync"

	"foirail/ledger/entry"
)

// Store is a book's disk: a log of entries that grows at its end.
// Append is called by one goroutine at a time, Replay by several, beside an Append too.
type Store interface {
	// Append makes records durable, all of them or none, before it returns. Their positions
	// continue those that were there. A record that does not extend the head of its chain, or
	// begins a chain that exists, is kept like any other: forks are news too.
	Append(records []Record) error
	// Replay visits the records from a position on, in order, until visit returns an error,
	// which it then returns. It returns ErrDamaged for a record that is not what was appended.
	Replay(from int64, visit func(Record) error) error
	// Close lets go of the disk.
	Close() error
}

// Keeper is a Store that keeps snapshots beside the log, one of each kind. Keep is called by one
// goroutine at a time, beside an Append and a Replay.
type Keeper interface {
	Store
	// Keep makes a snapshot durable in the place of the one of its kind before. It stands for the
	// records below a position. Should it fail, the one before is still there. It must not hold an
	// Append up for long.
	Keep(kind Kept, before int64, snapshot []byte) error
	// Kept gives the snapshot of a kind that was kept last, and its position: 0 when there is none. It
	// returns ErrDamaged for one that is not what was kept.
	Kept(kind Kept) (before int64, snapshot []byte, err error)
}

// Kept is a kind of snapshot that a store keeps.
type Kept uint8

// The kinds.
const (
	KeptOwn  Kept = iota + 1 // the book's own, that spares it reading the log
	KeptBase                 // what stands for entries that the log does not have
)

// Record is one entry in the log.
type Record struct {
	Pos  int64 // 1 for the first
	Ref  Ref
	Seq  uint32     // 0 for a redemption, which has no chain
	Hash entry.Hash // not kept: the entry's bytes tell it; zero from Replay
	Full []byte     // the entry in full form
	ID   string     // the question that made it: a repeated one gets the same answer; mostly empty
}

// Errors of stores, which wrap them.
var (
	// ErrDamaged is returned when what the disk gives is not what it was given.
	ErrDamaged = errors.New("the book on disk is damaged")
	// ErrFull is returned when the disk has no room.
	ErrFull = errors.New("the disk is full")
	// ErrDisk is returned when the disk did not do what was asked of it.
	ErrDisk = errors.New("the disk failed")
	// ErrNewerSchema is returned when a newer program has written the book.
	ErrNewerSchema = errors.New("the book was written by a newer program")
	// ErrBusy is returned when another process has the book.
	ErrBusy = errors.New("another process has the book open")
)

// Memory is a Store that forgets. It is for tests, rehearsals and the seeded world.
type Memory struct {
	mu      sync.RWMutex // guards what follows
	records []Record
	kept    map[Kept]snapshotAt
}

type snapshotAt struct {
	before int64
	bytes  []byte
}

var _ Pruner = (*Memory)(nil)

// Append keeps the records.
func (m *Memory) Append(records []Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, r := range records {
		if r.Pos != int64(len(m.records)+i)+1 {
			return errors.New("position out of order")
		}
	}
	for _, r := range records {
		r.Full = append([]byte(nil), r.Full...)
		m.records = append(m.records, r)
	}
	return nil
}

// Replay visits what was kept.
func (m *Memory) Replay(from int64, visit func(Record) error) error {
	m.mu.RLock()
	records := m.records
	m.mu.RUnlock()
	for i := max(from, 1) - 1; i < int64(len(records)); i++ {
		if records[i].Full == nil {
			continue // it was let go of
		}
		if err := visit(records[i]); err != nil {
			return err
		}
	}
	return nil
}

// Forget lets go of records.
func (m *Memory) Forget(positions []int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.records = slices.Clone(m.records) // somebody may be reading the old ones
	for _, pos := range positions {
		m.records[pos-1] = Record{Pos: pos}
	}
	return nil
}

// Shrink has nothing to do.
func (m *Memory) Shrink() error { return nil }

// Keep keeps the snapshot.
func (m *Memory) Keep(kind Kept, before int64, snapshot []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil {
		m.kept = map[Kept]snapshotAt{}
	}
	m.kept[kind] = snapshotAt{before, append([]byte(nil), snapshot...)}
	return nil
}

// Kept gives what was kept last.
func (m *Memory) Kept(kind Kept) (before int64, snapshot []byte, err error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.kept[kind].before, m.kept[kind].bytes, nil
}

// Close does nothing.
func (m *Memory) Close() error { return nil }
