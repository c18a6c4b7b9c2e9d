package sqlite_test

import (
	"flag"
	"path/filepath"
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/sqlite"
)

var million = flag.Bool("million", false, "measure a ledger of a million entries too")

// BenchmarkBegin is a new book that begins with the base of a ledger, against one that takes in every
// entry: both check what they are given as if it came from strangers, and keep it on the disk. Then
// what opening either costs, and what pruning leaves.
func BenchmarkBegin(b *testing.B) {
	sizes := map[string]int{"1e5": 100_000}
	if *million {
		sizes = map[string]int{"1e6": 1_000_000}
	}
	for name, size := range sizes {
		b.Run(name, func(b *testing.B) {
			c := gather(b, 1000)
			c.grow(0, size)
			c.draw()
			base, err := c.book.BaseOf(c.found.Market)
			if err != nil {
				b.Fatal(err)
			}
			kept := base.Bytes()
			for b.Loop() {
				begin, begun := c.timeBegin(kept)
				replay := c.timeReplay()
				b.ReportMetric(begin.Seconds(), "figure:begin.checkpoint:s")
				b.ReportMetric(replay.Seconds(), "figure:begin.replay:s")
				b.ReportMetric(begin.Seconds()/replay.Seconds(), "figure:begin.checkpoint.ratio:ratio")
				b.ReportMetric(float64(len(kept))/float64(begun), "figure:begin.checkpoint.size:B/entry")
			}
		})
	}
}

// draw has the steward draw a cut.
func (c *crowd) draw() {
	var heads []entry.Head
	c.book.View(func(s *ledger.State) { heads = s.Cut(c.found.Market) })
	state, err := c.book.StateAt(c.found.Market, heads)
	if err != nil {
		c.b.Fatal(err)
	}
	_, err = c.book.Write(func(s *ledger.State) (*entry.Entry, error) {
		e := s.Next(ledger.Ref{Market: c.found.Market, Key: c.steward.Account()}, 0)
		e.Body = &entry.Checkpoint{Epoch: 1, Heads: heads, State: state}
		return e, e.Sign(c.steward)
	}, "")
	if err != nil {
		c.b.Fatal(err)
	}
}

// fresh is an empty book on the disk.
func (c *crowd) fresh() *ledger.Book {
	store, err := sqlite.Create(filepath.Join(c.b.TempDir(), "fresh.db"), c.found.Community)
	if err != nil {
		c.b.Fatal(err)
	}
	book, err := ledger.OpenBook(ledger.Config{Store: store, Community: c.found.Community, Every: -1})
	if err != nil {
		c.b.Fatal(err)
	}
	return book
}

// timeBegin is how long it takes a new book to begin, and how many entries it holds then.
func (c *crowd) timeBegin(kept []byte) (took time.Duration, held int) {
	book := c.fresh()
	start := time.Now()
	base, err := ledger.ReadBase(kept)
	if err == nil {
		err = book.Begin(base)
	}
	if took = time.Since(start); err != nil {
		c.b.Fatal(err)
	}
	book.View(func(s *ledger.State) { held = s.Held() })
	if err := book.Close(); err != nil {
		c.b.Fatal(err)
	}
	return took, held
}

// timeReplay is how long it takes a new book to take in everything, in large groups.
func (c *crowd) timeReplay() (took time.Duration) {
	book := c.fresh()
	for from := int64(1); ; {
		list, next, err := c.book.Since(from, 1000)
		if err != nil {
			c.b.Fatal(err)
		}
		if len(list) == 0 {
			break
		}
		from = next
		start := time.Now()
		answers, err := book.Append(list...)
		took += time.Since(start)
		if err != nil || answers[0].Err != nil {
			c.b.Fatal(err, answers[0].Err)
		}
	}
	if err := book.Close(); err != nil {
		c.b.Fatal(err)
	}
	return took
}
