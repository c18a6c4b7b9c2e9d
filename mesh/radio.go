package mesh

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"sync"
	"sync/atomic"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// Radio carries frames. It is made of built-in types only, so that a leaf satisfies it without
// importing this room. What also tells by Airtime(bytes int) (milliseconds int) how long a frame is on
// air is waited for accordingly. What also waits by Ready(ctx) error until it takes frames, and errs only
// when ctx ends, is not asked to send before: until then nothing counts as said.
type Radio interface {
	// MTU is how many bytes a frame may have.
	MTU() int
	// Left is how many thousandths of the hour's airtime are left.
	Left() int
	// Send puts a frame on air, and returns when another may follow. An error ends nothing: a
	// radio that is unplugged may be plugged in again.
	Send(ctx context.Context, frame []byte) error
	// Receive waits for a frame. It returns an error only when ctx ends, or the radio will never
	// bring anything again.
	Receive(ctx context.Context) ([]byte, error)
}

// slow is a Radio that tells how long a frame is on air.
type slow interface {
	Airtime(bytes int) (milliseconds int)
}

// absent is a Radio that may be unplugged, and waits until it is not.
type absent interface {
	Ready(ctx context.Context) error
}

// tickMilliseconds is about how long a tick is.
const tickMilliseconds = 50

// airing joins the book to one radio: an Air, and the loops around it.
type airing struct {
	book   *ledger.Book
	radio  Radio
	log    *slog.Logger
	veil   *veil         // nil: frames are not hidden
	wake   chan struct{} // holds a token when there is something to say
	offers chan struct{} // and when there is something for the book
	failed atomic.Int64  // frames that the radio did not take
	quiet  func() bool   // a base is being fetched: until the book has begun with it nothing is said nor heard

	mu     sync.Mutex // guards what follows; the book may be looked at under it, never written to
	air    *Air
	nonces chance
	words  map[ledger.Ref]int64 // of stewards, that the book took from this air: the tick of the last
}

// airings makes one for each radio. Their chance is not the same.
func airings(config *Config) (list []*airing) {
	for i, radio := range config.Radios {
		seed := sha256.Sum256(append([]byte{byte(i)}, config.Seed[:]...))
		node := config.Node
		if node == ([4]byte{}) {
			sum := sha256.Sum256(append([]byte("node"), config.Seed[:]...))
			node = [4]byte(sum[:])
		}
		x := &airing{book: config.Book, radio: radio, log: config.Log, air: NewAir(AirSettings{Seed: seed, Node: node}),
			nonces: chance{seed: sha256.Sum256(seed[:])}, wake: make(chan struct{}, 1), offers: make(chan struct{}, 1), words: map[ledger.Ref]int64{}}
		if config.AirKey != nil {
			x.veil = &veil{*config.AirKey}
		}
		list = append(list, x)
	}
	return list
}

// room is what the radio has room for.
func (x *airing) room() Room {
	r := Room{MTU: x.radio.MTU(), Left: x.radio.Left()}
	if s, ok := x.radio.(slow); ok {
		r.Frame = (s.Airtime(r.MTU) + tickMilliseconds - 1) / tickMilliseconds
	}
	if x.veil != nil {
		r.MTU -= veilNonceSize
	}
	return r
}

// with lets look at the state and the air together, and wakes whoever has something to do then.
func (x *airing) with(look func(*ledger.State, Reader, *Air)) {
	room := x.room()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.book.Reading(func(s *ledger.State, read func(entry.Hash) *entry.Entry) {
		look(s, read, x.air)
		if x.air.Pending(s, room) {
			wake(x.wake)
		}
	})
	if len(x.air.offers) > 0 {
		wake(x.offers)
	}
}

// hear takes frames until ctx ends, or the radio brings nothing more.
func (x *airing) hear(ctx context.Context) error {
	for {
		frame, err := x.radio.Receive(ctx)
		if err != nil {
			if ctx.Err() == nil {
				x.log.Warn("a radio brings nothing more", "error", err)
			}
			return nil
		}
		if x.quiet() {
			continue
		}
		if x.veil != nil {
			frame = x.veil.show(frame)
		}
		x.with(func(s *ledger.State, read Reader, a *Air) { a.Hear(s, read, frame) })
	}
}

// say gives the radio frames, one after the other. What it then does not take is lost, as on air.
func (x *airing) say(ctx context.Context) error {
	for {
		select {
		case <-x.wake:
		case <-ctx.Done():
			return nil
		}
		if !x.ready(ctx) {
			return nil
		}
		if x.quiet() {
			continue
		}
		var frame []byte
		room := x.room()
		x.with(func(s *ledger.State, read Reader, a *Air) {
			if frame = a.Say(s, read, room); frame != nil && x.veil != nil {
				sum := x.nonces.draw()
				frame = x.veil.hide([veilNonceSize]byte(sum[:]), frame)
			}
		})
		if frame == nil { // what there is needs airtime: it is looked at again with the next tick
			select {
			case <-x.wake:
			default:
			}
			continue
		}
		if err := x.radio.Send(ctx, frame); err != nil && ctx.Err() == nil {
			x.failed.Add(1)
			x.log.Debug("a radio did not take a frame", "error", err)
		}
	}
}

// ready waits until the radio takes frames, where it can tell; false: ctx has ended. What is to be said is
// chosen then, and not while the radio is unplugged.
func (x *airing) ready(ctx context.Context) bool {
	r, tells := x.radio.(absent)
	return !tells || r.Ready(ctx) == nil
}

// append brings to the book what was heard.
func (x *airing) append(ctx context.Context) error {
	for {
		select {
		case <-x.offers:
		case <-ctx.Done():
			return nil
		}
		var list []*entry.Entry
		x.with(func(_ *ledger.State, _ Reader, a *Air) { list = a.Offers(offeredAtOnce) })
		if len(list) == 0 {
			continue
		}
		answers := bring(x.book, x.log, list)
		x.with(func(s *ledger.State, _ Reader, a *Air) {
			a.Answered(s, list, answers)
			x.spoke(list, answers)
		})
	}
}

// maxSpoke bounds the stewards whose last word is remembered of an air.
const maxSpoke = 256

// spoke remembers whose words as a steward the book took. x.mu must be held.
func (x *airing) spoke(list []*entry.Entry, answers []ledger.Answer) {
	for i, e := range list {
		if !answers[i].New || !stewards(e) {
			continue
		}
		if _, known := x.words[refOf(e)]; !known && len(x.words) >= maxSpoke {
			x.hush()
		}
		x.words[refOf(e)] = x.air.now
	}
}

// stewards says whether an entry is a steward's own word.
func stewards(e *entry.Entry) bool {
	switch e.Body.(type) {
	case *entry.Votes, *entry.Attest, *entry.Next, *entry.Checkpoint:
		return true
	}
	return false
}

// hush forgets whose last word came before all others'. x.mu must be held.
func (x *airing) hush() {
	oldest, since := ledger.Ref{}, int64(-1)
	for r, at := range x.words {
		if since < 0 || at < since {
			oldest, since = r, at
		}
	}
	delete(x.words, oldest)
}

// searches says whether a base is being fetched.
func (m *Mesh) searches() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, on := m.sync.Searching()
	return on
}

// AirStatus is what can be said of one air.
type AirStatus struct {
	AirCount
	Neighbours []Neighbour
	Failed     int64                // frames that the radio did not take
	Words      map[ledger.Ref]int64 // whose words as a steward the book took from this air: ticks since the last
}

// since tells how long ago each steward's last word came. x.mu must be held.
func (x *airing) since() map[ledger.Ref]int64 {
	ago := map[ledger.Ref]int64{}
	for r, at := range x.words {
		ago[r] = x.air.now - at
	}
	return ago
}

// Airs tells of each radio, in the order of Config.Radios.
func (m *Mesh) Airs() (list []AirStatus) {
	for _, x := range m.airs {
		x.mu.Lock()
		list = append(list, AirStatus{x.air.Count(), x.air.Neighbours(), x.failed.Load(), x.since()})
		x.mu.Unlock()
	}
	return list
}
