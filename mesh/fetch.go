package mesh

import (
	"context"
	"errors"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// Shelf has bases for newcomers. Part must be quick: what takes time is answered with Soon.
type Shelf interface {
	Part(market entry.MarketID, name entry.Hash, from int64) *Part
}

// Spool keeps a base that comes part by part, and has the book begin with it.
type Spool interface {
	// Put writes a part down behind those before it; the one at 0 begins anew.
	Put(part *Part) error
	// Begin has the book begin with the base that is whole. It returns ErrBase when that does not
	// hold, whatever a disk may say aside.
	Begin(name entry.Hash) error
}

// ErrBase is returned for a base that is not what its giver said, or that nobody vouches for.
var ErrBase = errors.New("the base does not hold")

// fill puts what the shelf has in the place of what a peer asks for.
func (m *Mesh) fill(part *Part) *Part {
	asked := part.Asked()
	if m.config.Shelf == nil {
		return &Part{Market: asked.Market}
	}
	return m.config.Shelf.Part(asked.Market, asked.Name, asked.From)
}

// fetch writes the parts of a base down as they come, and has it judged when it is whole.
func (m *Mesh) fetch(ctx context.Context) error {
	if m.config.Spool == nil {
		return nil
	}
	for {
		select {
		case <-m.parts:
		case <-ctx.Done():
			return nil
		}
		for ctx.Err() == nil && m.fetchOne() {
		}
	}
}

// fetchOne writes one part down; false: none has come.
func (m *Mesh) fetchOne() bool {
	var part *Part
	m.with(func(_ *ledger.State, y *Sync) { part = y.Fetched() })
	if part == nil {
		return false
	}
	whole := false
	err := m.config.Spool.Put(part)
	if err == nil {
		m.with(func(_ *ledger.State, y *Sync) { whole = y.Spooled() })
	}
	if err == nil && whole {
		if err = m.config.Spool.Begin(part.Name); err == nil || errors.Is(err, ErrBase) {
			m.log.Info("a checkpoint is here", "name", part.Name.String(), "bytes", part.Size, "error", err)
			m.with(func(s *ledger.State, y *Sync) { y.Judged(s, err == nil) })
			return true
		}
	}
	if err != nil {
		m.log.Error("no checkpoint can be begun with: all entries are asked for", "error", err)
		m.with(func(s *ledger.State, y *Sync) { y.EndSearch(s) })
	}
	return true
}

// Searching tells how far a search for a base has come; false: none is under way.
func (m *Mesh) Searching() (p Progress, on bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sync.Searching()
}
