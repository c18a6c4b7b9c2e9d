package mesh

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// ether is an air in memory: what one radio sends all others hear, every fifth frame excepted.
type ether struct {
	mu     sync.Mutex // guards what follows
	radios []*memoryRadio
	sent   int
	frames [][]byte
}

type memoryRadio struct {
	*ether
	heard  chan []byte
	broken bool // it takes nothing; guarded by the ether's mu
}

var _ Radio = (*memoryRadio)(nil)

func (e *ether) radio() *memoryRadio {
	r := &memoryRadio{ether: e, heard: make(chan []byte, 1024)}
	e.radios = append(e.radios, r)
	return r
}

func (*memoryRadio) MTU() int        { return 231 }
func (*memoryRadio) Left() int       { return 1000 }
func (*memoryRadio) Airtime(int) int { return 200 }
func (r *memoryRadio) breaks(now bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.broken = now
}

func (r *memoryRadio) Send(_ context.Context, frame []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.broken {
		return errors.New("unplugged")
	}
	r.sent++
	r.frames = append(r.frames, bytes.Clone(frame))
	for _, other := range r.radios {
		if other != r && r.sent%5 > 0 {
			select {
			case other.heard <- bytes.Clone(frame):
			default:
			}
		}
	}
	return nil
}

func (r *memoryRadio) Receive(ctx context.Context) ([]byte, error) {
	select {
	case frame := <-r.heard:
		return frame, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// byRadio runs a node for each book, that only a radio joins to the others.
func byRadio(tw *town, key *[AirKeySize]byte, books ...*ledger.Book) (*village, *ether) {
	v, e := &village{town: tw, books: books}, &ether{}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for i, b := range books {
		ticks := make(chan struct{})
		node := New(Config{Book: b, Radios: []Radio{e.radio()}, Ticks: ticks, Seed: [32]byte{byte(i)}, AirKey: key})
		v.nodes = append(v.nodes, node)
		running.Go(func() {
			ticker := time.NewTicker(time.Millisecond)
			defer ticker.Stop()
			for ctx.Err() == nil {
				select {
				case <-ticker.C:
				case <-ctx.Done():
					return
				}
				select {
				case ticks <- struct{}{}:
				case <-ctx.Done():
				}
			}
		})
		running.Go(func() {
			if err := node.Run(ctx); err != nil && ctx.Err() == nil {
				tw.t.Error(err)
			}
		})
	}
	tw.t.Cleanup(func() { cancel(); running.Wait() })
	return v, e
}

// Four stewards, each with a radio and nothing else: a payment becomes final on all of them, also after a
// radio was unplugged for a while; and with a key nobody else can tell whose frames these are.
func TestRadios(t *testing.T) {
	for _, key := range []*[AirKeySize]byte{nil, {1, 2, 3}} {
		names := []string{"s1", "s2", "s3", "s4"}
		tw := newTown(t, names, []string{"ana", "bob"})
		var books []*ledger.Book
		for _, name := range names {
			books = append(books, tw.book(name, tw.set...))
		}
		v, e := byRadio(tw, key, books...)
		first := tw.pay("ana", "bob", 5)
		tw.append(books[0], first)
		final := func(p *entry.Entry) func() bool {
			return func() bool {
				for _, b := range books {
					if level(b, p) != ledger.Final {
						return false
					}
				}
				return true
			}
		}
		v.eventually("the payment is final", final(first))
		e.radios[1].breaks(true)
		second := tw.pay("bob", "ana", 3)
		tw.append(books[1], second)
		v.eventually("the radio takes nothing", func() bool { return v.nodes[1].Airs()[0].Failed > 0 })
		e.radios[1].breaks(false)
		v.eventually("the second payment is final", final(second))
		v.same()
		v.eventually("the three others are heard", func() bool { return len(v.nodes[0].Airs()[0].Neighbours) == 3 })
		status := v.nodes[0].Airs()[0]
		for i, name := range names {
			if _, spoke := status.Words[tw.ref(name)]; spoke != (i > 0) {
				t.Errorf("%s has spoken on the first one's air: %v", name, spoke)
			}
		}
		if len(status.Neighbours) != 3 || status.Said == 0 || status.Heard == 0 {
			t.Errorf("%+v", status)
		}
		tag := entry.AirTag(tw.found.Community, tw.found.Market)
		e.mu.Lock()
		told := bytes.Contains(bytes.Join(e.frames, nil), tag[:])
		e.mu.Unlock()
		if told == (key != nil) {
			t.Errorf("with a key %v, the market's tag is on air: %v", key != nil, told)
		}
	}
}

// A hidden frame comes out as it was; with another key, or one byte short of a nonce, it does not.
func TestVeil(t *testing.T) {
	v, other := &veil{[AirKeySize]byte{1}}, &veil{[AirKeySize]byte{2}}
	for n := range 40 {
		frame := bytes.Repeat([]byte{byte(n)}, n)
		hidden := v.hide([veilNonceSize]byte{byte(n), 7}, frame)
		if len(hidden) != n+veilNonceSize || !bytes.Equal(v.show(hidden), frame) {
			t.Errorf("%d bytes came out as %x", n, v.show(hidden))
		}
		if n > 4 && (bytes.Contains(hidden, frame) || bytes.Equal(other.show(hidden), frame)) {
			t.Errorf("%x is not hidden", frame)
		}
	}
	if v.show(make([]byte, veilNonceSize-1)) != nil {
		t.Error("something came out of nothing")
	}
}

// patientRadio is a radio that tells when it takes frames.
type patientRadio struct {
	*memoryRadio
	there chan struct{} // closed: it is plugged in
}

func (r patientRadio) Ready(ctx context.Context) error {
	select {
	case <-r.there:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// While a radio is unplugged nothing is said, so nothing is lost: what was appended meanwhile is said as soon as it
// is there, without any comparison.
func TestNothingIsSaidToNobody(t *testing.T) {
	tw := newTown(t, []string{"s1"}, []string{"ana", "bob"})
	book := tw.book("s1", tw.set...)
	e := &ether{}
	r := patientRadio{e.radio(), make(chan struct{})}
	e.radio() // somebody who would hear
	ticks := make(chan struct{})
	node := New(Config{Book: book, Radios: []Radio{r}, Ticks: ticks})
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = node.Run(ctx) })
	defer func() { cancel(); running.Wait() }()
	tick := func(n int) {
		for range n {
			ticks <- struct{}{}
		}
	}
	tick(10)
	pay := tw.pay("ana", "bob", 5)
	tw.append(book, pay)
	tick(3000) // in which it would have been said, and the beacons after it
	if a := node.Airs()[0]; a.Said != 0 || a.Failed != 0 || a.Lost != 0 {
		t.Errorf("while it was unplugged: %+v", a)
	}
	close(r.there)
	for end := time.Now().Add(time.Minute); node.Airs()[0].Records < 2 && time.Now().Before(end); {
		tick(1)
	}
	if a := node.Airs()[0]; a.Records < 2 || a.Failed != 0 { // the payment, and the vote for it
		t.Errorf("when it was there: %+v", a)
	}
}
