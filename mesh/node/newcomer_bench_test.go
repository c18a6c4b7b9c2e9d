package node_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"sync"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/sqlite"
	"foirail/mesh"
)

// newcomerPayments is how many payments a newcomer finds.
const newcomerPayments = 20_000

// elder is a node with a long history on disk.
type elder struct {
	*square
	book *ledger.Book
	held int
}

// newElder writes payments of four hundred people, a hundred at a time, and four stewards' votes.
func newElder(b *testing.B) *elder {
	q := &square{b: b, heads: make([]*entry.Entry, 400)}
	for i := range q.heads {
		q.people = append(q.people, secretOf(b, fmt.Sprint("person ", i)))
	}
	history := q.history()
	o := &elder{square: q, book: q.onDisk()}
	q.append(o.book, history...)
	var last [seats]*entry.Entry
	for paid := 0; paid < newcomerPayments; paid += 100 {
		var batch []*entry.Entry
		votes := &entry.Votes{}
		for i := paid; i < paid+100; i++ {
			from, to := i%len(q.people), (i*7+1)%len(q.people)
			q.heads[from] = q.write(q.people[from], q.heads[from], &entry.Pay{Payees: []entry.Payee{
				{Market: q.found.Market, Account: q.people[to].Account(), Amount: 1}}})
			batch = append(batch, q.heads[from])
			votes.Items = append(votes.Items, entry.Vote{Kind: entry.QuorumOnly, Entry: q.heads[from].Hash()})
		}
		for i := range last {
			last[i] = q.write(secretOf(b, fmt.Sprint("steward ", i)), last[i], votes)
			batch = append(batch, last[i])
		}
		q.append(o.book, batch...)
	}
	o.book.View(func(s *ledger.State) { o.held = s.Held() })
	return o
}

func (q *square) onDisk() *ledger.Book {
	store, err := sqlite.Create(filepath.Join(q.b.TempDir(), "ledger.db"), q.found.Community)
	q.check(err)
	book, err := ledger.OpenBook(ledger.Config{Store: store, Community: q.found.Community})
	q.check(err)
	q.b.Cleanup(func() { book.Close() })
	return book
}

// write extends a chain.
func (q *square) write(by *keys.Secret, prev *entry.Entry, body entry.Body) *entry.Entry {
	e := &entry.Entry{Community: q.found.Community, Market: q.found.Market, Author: by.Account(), Seq: 1, Body: body}
	if prev != nil {
		e.Seq, e.Prev = prev.Seq+1, prev.Hash()
	}
	q.check(e.Sign(by))
	return e
}

// road is a link that meets who is sent to it.
type road chan io.ReadWriteCloser

func (r road) Run(ctx context.Context, meet func(context.Context, string, io.ReadWriteCloser)) error {
	var talking sync.WaitGroup
	defer talking.Wait()
	for {
		select {
		case stream := <-r:
			talking.Go(func() { meet(ctx, "other", stream) })
		case <-ctx.Done():
			return nil
		}
	}
}

// runs runs a mesh on a book until the benchmark ends.
func (q *square) runs(book *ledger.Book, seed byte) road {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	q.b.Cleanup(func() { cancel(); running.Wait() })
	r, ticks := make(road), make(chan struct{})
	node := mesh.New(mesh.Config{Book: book, Links: []mesh.Link{r}, Ticks: ticks, Seed: [32]byte{seed}})
	running.Go(func() {
		if err := node.Run(ctx); err != nil && ctx.Err() == nil {
			q.b.Error(err)
		}
	})
	running.Go(func() { beat(ctx, ticks) })
	return r
}

// BenchmarkGiveAll is what it costs a node to give all that it holds: its reader only counts.
func BenchmarkGiveAll(b *testing.B) {
	o := newElder(b)
	node := o.runs(o.book, 1)
	for b.Loop() {
		here, there := net.Pipe()
		node <- there
		go func() {
			for _, m := range []mesh.Message{&mesh.Hello{Community: o.found.Community}, &mesh.Frontier{Last: true}} {
				mesh.WriteFrame(here, mesh.Encode(m))
			}
		}()
		for got := 0; got < o.held; {
			frame, err := mesh.ReadFrame(here)
			o.check(err)
			m, err := mesh.Decode(frame)
			o.check(err)
			if list, ok := m.(*mesh.Entries); ok {
				got += len(list.Full)
			}
		}
		here.Close()
	}
	b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(b.N*o.held), "figure:newcomer.given_per_entry:us")
}

// BenchmarkNewcomer is a node that begins with nothing, and its neighbour: both on disk, in one
// process, until they hold the same.
func BenchmarkNewcomer(b *testing.B) {
	o := newElder(b)
	node := o.runs(o.book, 1)
	for b.Loop() {
		b.StopTimer()
		book := o.onDisk()
		other := o.runs(book, 2)
		b.StartTimer()
		here, there := net.Pipe()
		node <- there
		other <- here
		for held := 0; held < o.held; {
			changed := book.Changed()
			if book.View(func(s *ledger.State) { held = s.Held() }); held < o.held {
				<-changed
			}
		}
		here.Close()
	}
	b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(b.N*o.held), "figure:newcomer.time_per_entry:us")
}
