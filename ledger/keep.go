package ledger

import (
	"errors"
	"fmt"
	"hash/crc32"

	"foirail/ledger/entry"
)

// DefaultEvery is how many records a book appends before it keeps a snapshot of itself: it is read
// again in a tenth of a second.
const DefaultEvery = 20_000

// A book opens from the snapshot that it kept last and the records since. It makes one in the
// background, from the store alone: when as many records as Config.Every have come, and a quarter of
// what there was. So nobody waits for it, and in the long run each record is written down in a
// snapshot five times. Close makes one too.

// replayed is what a store holds.
type replayed struct {
	state  *State
	asked  map[string]entry.Hash
	origin *Origin // nil: from the first entry on
	from   int64   // position behind what came from the snapshot
	next   int64   // position behind the last record
}

// replay makes the state of the records below a position, 0 for all: from the snapshot, if there is
// one that fits, else from the first record.
func (b *Book) replay(community entry.Hash, upTo int64) (*replayed, error) {
	r, err := b.replayKept(community, upTo)
	if err == nil {
		return r, nil
	}
	base, err := b.base()
	if err != nil {
		return nil, err
	}
	r = &replayed{asked: map[string]entry.Hash{}, from: 1, next: 1}
	if base != nil {
		return r, b.replayOn(base, r, community, upTo)
	}
	r.state, err = load(community, b.decoding(r, community, upTo))
	return r, err
}

// decoding is a pass through the records below a position.
func (b *Book) decoding(r *replayed, community entry.Hash, upTo int64) pass {
	return func(wanted func(entry.Kind) bool, visit func(*entry.Entry, int64)) error {
		return b.records(1, upTo, func(record Record) error {
			if len(record.Full) > 1 && !wanted(entry.Kind(record.Full[1])) {
				return nil // its second byte is its kind, as entry's SPEC draws it
			}
			e, err := r.decode(record, community)
			if err == nil {
				visit(e, record.Pos)
			}
			return err
		})
	}
}

// add takes in an entry of the log. One that a snapshot tells of is at hand from then on.
func (r *replayed) add(e *entry.Entry, pos int64) {
	r.state.Add(e)
	n := r.state.nodes[e.Hash()]
	n.pos, n.bare = pos, false
}

// decode reads a record of the book, and notes the question that it answers and what comes next.
func (r *replayed) decode(record Record, community entry.Hash) (*entry.Entry, error) {
	e, err := entry.Decode(record.Full)
	if err != nil {
		return nil, fmt.Errorf("%w: record %d: %w", ErrDamaged, record.Pos, err)
	}
	if e.Community != community {
		return nil, fmt.Errorf("%w: record %d", ErrCommunity, record.Pos)
	}
	if record.ID != "" {
		r.asked[record.ID] = e.Hash()
	}
	r.next = record.Pos + 1
	return e, nil
}

// recordChunk is how many records are read in one go: a store may not write meanwhile.
const recordChunk = 2048

// records visits the records from a position on and below another, 0 for all.
func (b *Book) records(from, upTo int64, visit func(Record) error) error {
	for {
		select {
		case <-b.closing:
			return errClosing
		default:
		}
		n := 0
		err := b.store.Replay(from, func(r Record) error {
			if n == recordChunk || upTo > 0 && r.Pos >= upTo {
				return errStop
			}
			n++
			from = r.Pos + 1
			return visit(r)
		})
		if !errors.Is(err, errStop) || n < recordChunk {
			return ignoreStop(err)
		}
	}
}

func ignoreStop(err error) error {
	if errors.Is(err, errStop) {
		return nil
	}
	return err
}

// replayKept is replay from the snapshot. It fails when there is none that fits the log.
func (b *Book) replayKept(community entry.Hash, upTo int64) (*replayed, error) {
	keeper, ok := b.store.(Keeper)
	if !ok {
		return nil, ErrSnapshot
	}
	before, kept, err := keeper.Kept(KeptOwn)
	if err != nil || before < 2 || upTo > 0 && before > upTo {
		return nil, errors.Join(ErrSnapshot, err)
	}
	s, m, err := readOwn(kept)
	if err != nil {
		return nil, err
	}
	if s.community != community || m.next != before {
		return nil, fmt.Errorf("%w: of another book", ErrSnapshot)
	}
	r := &replayed{state: s, asked: map[string]entry.Hash{}, origin: m.origin, from: before, next: before}
	for _, a := range m.asked {
		r.asked[a.id] = a.hash
	}
	last := false // the last record that it stands for has been seen
	err = b.records(before-1, upTo, func(record Record) error {
		e, err := r.decode(record, community)
		if err != nil {
			return err
		}
		if record.Pos < before {
			n := s.held(e.Hash())
			last = n != nil && n.pos == record.Pos
			return nil
		}
		r.add(e, record.Pos)
		return nil
	})
	if err == nil && (!last || s.stale) {
		err = fmt.Errorf("%w: the log goes on otherwise", ErrSnapshot)
	}
	return r, err
}

// ownTag begins the snapshot that a book keeps of itself.
const ownTag = "Foirail book\n"

// own writes down what a book holds up to a position: the snapshot and the memo, behind a CRC-32C
// of both. Nobody but the disk could have changed it.
func (r *replayed) own() ([]byte, error) {
	sum := r.state.Summary()
	kept := r.state.kept(sum)
	full, err := r.state.snapshot(sum, kept)
	if err != nil {
		return nil, err
	}
	m := r.state.memo(kept)
	m.next, m.origin = r.next, r.origin
	m.ask(r.asked)
	both := &digest{}
	both.text(string(full))
	both.text(string(m.bytes()))
	d := &digest{}
	d.text(ownTag)
	d.int(ownSum(both.b))
	return append(d.b, both.b...), nil
}

// readOwn reads what own wrote. As that is the book's own word, the pasts are not checked one by one.
func readOwn(b []byte) (*State, *memo, error) {
	r := &scan{b: b}
	if r.text() != ownTag || r.int() != ownSum(r.b) {
		r.bad = true
	}
	full := r.take(int64(r.list(1)))
	beside := r.take(int64(r.list(1)))
	if r.bad || len(r.b) > 0 {
		return nil, nil, fmt.Errorf("%w: a book's own", ErrSnapshot)
	}
	p := &parts{}
	if err := p.read(full); err != nil {
		return nil, nil, err
	}
	m, err := readMemo(beside, int(p.sum.buried())+len(p.sum.Loose))
	if err != nil {
		return nil, nil, err
	}
	s, err := p.rebuild(m)
	return s, m, err
}

func ownSum(b []byte) int64 { return int64(crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli))) }

// keepSoon notes that records were appended, and has a snapshot made when there are enough. Its
// caller holds mu.
func (b *Book) keepSoon(records int64) {
	b.unkept += records
	if _, ok := b.store.(Keeper); !ok || b.every < 0 || b.keeping || b.next < b.keepAt {
		return
	}
	b.keeping = true
	b.snapshots.Add(1)
	go b.keep(b.core.State.community, b.next)
}

// errClosing ends the making of a snapshot: Close makes another.
var errClosing = errors.New("the book is being closed")

// keep makes a snapshot of the records below a position, from the store alone.
func (b *Book) keep(community entry.Hash, upTo int64) {
	defer b.snapshots.Done()
	b.keepers.Lock()
	defer b.keepers.Unlock()
	r, err := b.replay(community, upTo)
	if err == nil {
		err = b.keepSnapshot(r)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.keeping, b.keptErr = false, err
	if err == nil {
		b.unkept = b.next - upTo
	}
	b.keepLater()
}

// keepLater says when the next snapshot is due.
func (b *Book) keepLater() {
	b.keepAt = b.next - b.unkept + max(b.every, b.next/4)
	if b.keptErr != nil {
		b.keepAt = b.next + max(b.every, b.next/4)
	}
}

func (b *Book) keepSnapshot(r *replayed) error {
	own, err := r.own()
	if err == nil {
		err = b.room()
	}
	if err == nil {
		err = b.store.(Keeper).Keep(KeptOwn, r.next, own)
	}
	return err
}

// keepNow makes a snapshot of what is in memory, if it is worth it. A book that cannot keep one is
// read from its records the next time.
func (b *Book) keepNow() {
	if _, ok := b.store.(Keeper); !ok || b.every < 0 || b.failed != nil || b.core.Stale() || b.unkept <= b.every/8 {
		return
	}
	b.keptErr = b.keepSnapshot(&replayed{state: b.core.State, asked: b.asked, origin: b.origin, next: b.next})
}

// Unkept is how many records would have to be read, had the book to be opened now, and why the last
// snapshot was not kept, if it was not.
func (b *Book) Unkept() (records int64, err error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.unkept, b.keptErr
}
