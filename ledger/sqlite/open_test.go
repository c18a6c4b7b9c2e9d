package sqlite_test

import (
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/sqlite"
)

// BenchmarkOpen opens a book of a hundred thousand payments of a thousand people: from the snapshot
// that it kept when it was closed, and from its records alone.
func BenchmarkOpen(b *testing.B) {
	c := gather(b, 1000)
	for range 100 {
		c.append(c.payments(0, 1000)...)
	}
	if err := c.book.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var snapshot, replay time.Duration
		for range 3 {
			snapshot += c.timeOpen(func(s ledger.Store) ledger.Store { return s })
			replay += c.timeOpen(func(s ledger.Store) ledger.Store { return struct{ ledger.Store }{s} })
		}
		b.ReportMetric(snapshot.Seconds()/3, "figure:open.snapshot:s")
		b.ReportMetric(replay.Seconds()/3, "figure:open.replay:s")
		b.ReportMetric(snapshot.Seconds()/replay.Seconds(), "figure:open.snapshot_ratio:ratio")
	}
	store, err := sqlite.Open(c.path)
	if err != nil {
		b.Fatal(err)
	}
	c.open(store) // gather closes it
}

// timeOpen is how long it takes to open the book, and to know what it holds.
func (c *crowd) timeOpen(as func(ledger.Store) ledger.Store) time.Duration {
	store, err := sqlite.Open(c.path)
	if err != nil {
		c.b.Fatal(err)
	}
	start := time.Now()
	book, err := ledger.OpenBook(ledger.Config{Store: as(store), Community: c.found.Community, Every: -1})
	if err != nil {
		c.b.Fatal(err)
	}
	took := time.Since(start)
	book.View(func(s *ledger.State) {
		if s.Held() < 100_000 {
			c.b.Errorf("the book holds %d entries", s.Held())
		}
	})
	if err := book.Close(); err != nil {
		c.b.Fatal(err)
	}
	return took
}
