package ledger

import (
	"errors"
	"fmt"

	"foirail/ledger/entry"
)

// A book lets go of old entries once a base stands for them: their bytes leave the disk, and all that
// they amount to is in the base. Each step leaves a book that can be opened and has the same state,
// whenever the machine stops:
//
//  1. the base is kept, beside all records
//  2. the book's own snapshot is kept, which knows which records are about to go
//  3. the records go, some thousands at a time
//  4. the file shrinks
//
// No record goes that the base does not hold.

// ErrKeepsAll is returned by a book whose store cannot let go of anything.
var ErrKeepsAll = errors.New("the store keeps every record")

// Pruner is a Keeper that lets go of records.
type Pruner interface {
	Keeper
	// Forget lets go of records, all or none of them; Replay leaves them out from then on. It is
	// called as Keep is.
	Forget(positions []int64) error
	// Shrink gives the disk back what was let go of. It may hold an Append up.
	Shrink() error
}

// Pruned is what was let go of, or would be.
type Pruned struct {
	Origin  Origin
	Entries int   // that go
	Bytes   int64 // of these, in full form
	Kept    int   // that the base stands for too, and that stay all the same
}

// forgetAtOnce is how many records go in one step: the disk is not held up for long.
const forgetAtOnce = 10_000

// Prune lets go of the entries that the newest base of a market stands for. Those stay that somebody may
// still want to see: what keep says, what has answered a question with an id, and what bears witness (a
// Votes for an entry that is not final, whatever belongs to a fork). With dry nothing changes. It
// returns what BaseOf returns, ErrKeepsAll, and what the store returns.
func (b *Book) Prune(market entry.MarketID, keep func(*entry.Entry) bool, dry bool) (Pruned, error) {
	return b.prune(market, keep, dry, forgetAtOnce)
}

func (b *Book) prune(market entry.MarketID, keep func(*entry.Entry) bool, dry bool, atOnce int) (done Pruned, err error) {
	store, ok := b.store.(Pruner)
	if !ok {
		return done, ErrKeepsAll
	}
	b.keepers.Lock()
	defer b.keepers.Unlock()
	p := &pruning{book: b, keep: keep, top: b.Next() - 1}
	if err := p.begin(market); err != nil {
		return done, err
	}
	if err := p.gather(); err != nil || dry || len(p.positions) == 0 {
		return p.done, err
	}
	if err := b.room(); err != nil { // a base and a snapshot are written before anything goes
		return p.done, err
	}
	if err := store.Keep(KeptBase, p.top, p.base.Bytes()); err != nil {
		return p.done, err
	}
	if err := p.letGo(store); err != nil {
		return p.done, err
	}
	for rest := p.positions; len(rest) > 0; {
		n := min(len(rest), atOnce)
		if err := store.Forget(rest[:n]); err != nil {
			return p.done, err
		}
		rest = rest[n:]
	}
	if err := store.Shrink(); !errors.Is(err, ErrFull) {
		return p.done, err
	}
	return p.done, nil // the file stays as large as it is, and has room in it for what comes
}

// pruning is a book while it lets go of entries.
type pruning struct {
	book *Book
	keep func(*entry.Entry) bool
	base *Base
	told *State // what the base tells
	top  int64  // records from this position on stay

	positions []int64
	hashes    []entry.Hash
	done      Pruned
}

// begin makes the base, and checks it as a newcomer would.
func (p *pruning) begin(market entry.MarketID) (err error) {
	if p.base, err = p.book.BaseOf(market); err != nil {
		return err
	}
	var community entry.Hash
	p.book.View(func(s *State) { community = s.community })
	if p.told, err = p.base.verify(community); err != nil {
		return err
	}
	origin, err := p.base.Origin(community)
	if err == nil {
		p.done.Origin = *origin
	}
	return err
}

// gather finds the records that may go.
func (p *pruning) gather() error {
	return p.book.records(1, p.top, func(r Record) error {
		e, err := entry.Decode(r.Full)
		if err != nil {
			return fmt.Errorf("%w: record %d: %w", ErrDamaged, r.Pos, err)
		}
		switch {
		case p.told.held(e.Hash()) == nil:
		case r.ID != "" || p.keep != nil && p.keep(e) || p.witness(e):
			p.done.Kept++
		default:
			p.positions, p.hashes = append(p.positions, r.Pos), append(p.hashes, e.Hash())
			p.done.Entries, p.done.Bytes = p.done.Entries+1, p.done.Bytes+int64(len(r.Full))
		}
		return nil
	})
}

// witness says whether an entry may still be needed to show who has done what.
func (p *pruning) witness(e *entry.Entry) (yes bool) {
	p.book.View(func(s *State) {
		n := s.held(e.Hash())
		if yes = n == nil || n.chain.forked > 0; yes {
			return
		}
		if votes, ok := e.Body.(*entry.Votes); ok {
			for _, v := range votes.Items {
				of := s.held(v.Entry)
				yes = yes || of == nil || of.kind.Owned() && (of.level != Final || of.chain.forked > 0)
			}
		}
	})
	return yes
}

// letGo makes the book know that the records go, and keeps its own snapshot, which knows it too. The
// book is held for as long as that takes.
func (p *pruning) letGo(store Pruner) error {
	b := p.book
	list, err := SnapshotEntries(p.base.Snapshot)
	if err != nil {
		return err
	}
	b.turn <- struct{}{}
	defer func() { <-b.turn }()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failed != nil {
		return b.failed
	}
	for _, e := range list { // what the base tells in full can still be shown
		if n := b.core.State.held(e.Hash()); n != nil && n.entry == nil {
			n.entry = e
		}
	}
	for _, h := range p.hashes {
		if n := b.core.State.held(h); n != nil {
			n.bare, n.pos = true, 0
		}
	}
	b.origin = &p.done.Origin
	own, err := (&replayed{state: b.core.State, asked: b.asked, next: b.next, origin: b.origin}).own()
	if err == nil {
		err = store.Keep(KeptOwn, b.next, own)
	}
	b.unkept = 0
	b.keepLater()
	return err
}
