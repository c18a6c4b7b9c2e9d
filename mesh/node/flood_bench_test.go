package node_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/mesh"
)

// gate is a link by which others come in too.
type gate struct {
	mesh.Link
	meet  func(peer string, stream io.ReadWriteCloser)
	ready chan struct{} // closed when meet is there
}

// Run keeps meet for those who come by the gate.
func (g *gate) Run(ctx context.Context, meet func(context.Context, string, io.ReadWriteCloser)) error {
	g.meet = func(peer string, stream io.ReadWriteCloser) { meet(ctx, peer, stream) }
	close(g.ready)
	return g.Link.Run(ctx, meet)
}

// cable is what all streams of a flooder share: 100 Mbit/s.
type cable struct {
	mu   sync.Mutex // guards free
	free time.Time  // when what was given to it will have gone
}

const (
	cableSpeed  = 12.5e6  // bytes a second
	openingCost = 1 << 10 // bytes that a new stream takes of it, about, whatever is said there
)

// carry waits until so many bytes have gone, or ctx is over. What is less than a millisecond ahead
// need not wait: a timer would cost the flooder more than it bounds.
func (c *cable) carry(ctx context.Context, bytes int) {
	c.mu.Lock()
	now := time.Now()
	if c.free.Before(now) {
		c.free = now
	}
	c.free = c.free.Add(time.Duration(float64(bytes) / cableSpeed * float64(time.Second)))
	wait := c.free.Sub(now)
	c.mu.Unlock()
	if wait < time.Millisecond {
		return
	}
	select {
	case <-time.After(wait):
	case <-ctx.Done():
	}
}

// attack is one way to flood: what is said after a Hello, frame by frame. All is made in advance, so
// that the flooder himself has hardly any work.
type attack struct {
	frames  [][]byte
	streams int  // at once
	stays   bool // says the first frame only, and waits
}

// patience is how many frames a flooder says on a stream before he tries another.
const patience = 8

// attacks are all of them, on 28 streams of the 32 that one address may have.
func (q *square) attacks() []attack {
	strangers, forged := q.strangers(24), q.forged(8)
	var truncated, random [][]byte
	rnd := rand.New(rand.NewPCG(1, 1))
	for i := range 64 {
		noise := make([]byte, 1000)
		for j := range noise {
			noise[j] = byte(rnd.Uint32())
		}
		random = append(random, framed(noise))
		truncated = append(truncated, framed(strangers[0][4:len(strangers[0])-1-i]))
	}
	return []attack{
		{frames: strangers, streams: 4},
		{frames: forged, streams: 4},
		{frames: truncated, streams: 4},
		{frames: random, streams: 4},
		{frames: [][]byte{binary.BigEndian.AppendUint32(nil, mesh.MaxMessage+1)}, streams: 4}, // oversize
		{frames: [][]byte{{0, 3, 255, 255, 0}}, streams: 8, stays: true},                      // slow-loris
	}
}

func framed(b []byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...)
}

// strangers are payments of authors whom nobody knows, well signed, in frames of 500.
func (q *square) strangers(frames int) (list [][]byte) {
	for i := range frames {
		m := &mesh.Entries{}
		for j := range 500 {
			m.Full = append(m.Full, q.offer(secretOf(q.b, fmt.Sprint("stranger ", i, " ", j)), 1).Full())
		}
		list = append(list, framed(mesh.Encode(m)))
	}
	return list
}

// forged are payments in the names of people with money, whose signatures do not hold.
func (q *square) forged(frames int) (list [][]byte) {
	for i := range frames {
		m := &mesh.Entries{}
		for j := range 500 {
			full := slices.Clone(q.offer(q.people[j%len(q.people)], entry.Amount(2+i*500+j)).Full())
			full[len(full)-1] ^= 1
			m.Full = append(m.Full, full)
		}
		list = append(list, framed(mesh.Encode(m)))
	}
	return list
}

// offer is the first payment of somebody who never handed it in.
func (q *square) offer(by *keys.Secret, amount entry.Amount) *entry.Entry {
	e := &entry.Entry{Community: q.found.Community, Market: q.found.Market, Author: by.Account(), Seq: 1, Time: 1795000000,
		Body: &entry.Pay{Payees: []entry.Payee{{Market: q.found.Market, Account: q.people[0].Account(), Amount: amount}}}}
	q.check(e.Sign(by))
	return e
}

// flooder is one machine that floods whomever it can reach.
type flooder struct {
	cable   cable
	hello   []byte
	attacks []attack
	meet    func(peer string, stream io.ReadWriteCloser)
}

// begin floods until it is stopped: whoever is let go comes again.
func (f *flooder) begin() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for _, a := range f.attacks {
		for range a.streams {
			running.Go(func() {
				for said := 0; ctx.Err() == nil; said += patience {
					f.cable.carry(ctx, openingCost)
					f.try(ctx, a, said)
				}
			})
		}
	}
	return func() {
		cancel()
		running.Wait()
	}
}

// try floods on one stream, from one of the attack's frames on.
func (f *flooder) try(ctx context.Context, a attack, from int) {
	mine, theirs := net.Pipe()
	defer context.AfterFunc(ctx, func() { mine.Close() })()
	var running sync.WaitGroup
	defer running.Wait()
	defer mine.Close()
	running.Go(func() { f.meet("flooder", theirs) })
	running.Go(func() { io.Copy(io.Discard, mine) })
	if _, err := mine.Write(f.hello); err != nil {
		return
	}
	for n := range patience {
		frame := a.frames[(from+n)%len(a.frames)]
		f.cable.carry(ctx, len(frame))
		if _, err := mine.Write(frame); err != nil {
			return
		}
		if a.stays {
			<-ctx.Done()
		}
	}
}

// nobody is whom a flooder talks to when only his own work is to be measured.
func nobody(_ string, stream io.ReadWriteCloser) {
	io.Copy(io.Discard, stream)
	stream.Close()
}

// weather is how payments fare in one of three weathers.
type weather struct {
	name    string
	flooder *flooder // nil: all is quiet
	times   []time.Duration
}

// pay pays in this weather, one payment after the other.
func (w *weather) pay(q *square, payments int) {
	list := q.payments(payments)
	if w.flooder != nil {
		defer w.flooder.begin()()
	}
	w.times = append(w.times, q.together(1, 1, list)...)
}

func (w *weather) p95() float64 {
	return slices.Sorted(slices.Values(w.times))[len(w.times)*19/20].Seconds() * 1e3
}

// BenchmarkFlood is how soon a payment is final that is brought to a steward whom a machine floods
// with all it has, against how soon it is when all is quiet, turn by turn; and when the machine does
// the same work and talks to nobody, which tells what of the difference is its own doing.
func BenchmarkFlood(b *testing.B) {
	const rounds, payments = 40, 30
	q := newSquare(b, 100)
	links := q.wired(0)
	flooded := &gate{Link: links[0], ready: make(chan struct{})}
	links[0] = flooded
	q.join(links)
	<-flooded.ready
	hello, attacks := framed(mesh.Encode(&mesh.Hello{Community: q.found.Community})), q.attacks()
	for b.Loop() {
		q.together(1, 1, q.payments(200))
		quiet, loud := &weather{name: "quiet"}, &weather{name: "flooded"}
		alone := &weather{name: "alone"}
		loud.flooder = &flooder{hello: hello, attacks: attacks, meet: flooded.meet}
		alone.flooder = &flooder{hello: hello, attacks: attacks, meet: nobody}
		for range rounds {
			for _, w := range []*weather{quiet, alone, loud} {
				w.pay(q, payments)
			}
		}
		for _, w := range []*weather{quiet, alone, loud} {
			b.ReportMetric(w.p95(), "figure:flood."+w.name+".p95:ms")
		}
		b.ReportMetric(alone.p95()/quiet.p95(), "figure:flood.alone.p95_ratio:x")
		b.ReportMetric(loud.p95()/quiet.p95(), "figure:flood.p95_ratio:x")
	}
}
