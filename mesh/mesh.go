package mesh

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Link brings peers. It is made of built-in types only, so that a leaf satisfies it without
// importing this room.
type Link interface {
	// Run meets peers until ctx ends. It calls meet once for each stream that opens, in a
	// goroutine of its own, with the peer's name; when meet returns it closes the stream. A stream
	// may be closed while it is read from and written to, which then fail.
	Run(ctx context.Context, meet func(ctx context.Context, peer string, stream io.ReadWriteCloser)) error
}

// Config is what a Mesh needs. Book and Ticks must be given.
type Config struct {
	Book   *ledger.Book
	Links  []Link
	Radios []Radio           // each is an air of its own
	Node   [4]byte           // how the node calls itself on air; zero: drawn from Seed
	AirKey *[AirKeySize]byte // frames are hidden from who has it not; nil: they are not hidden
	Ticks  <-chan struct{}   // one about every 50 ms
	Name   string            // of the node, for people; cut to MaxName bytes
	Seed   [32]byte          // chance, secret, another at each start
	Peers  int               // streams at once; 0: 96
	Log    *slog.Logger      // nil: nothing is logged

	// Prove signs that a steward serves here, and says with which key; false: none does. It is not
	// called by two goroutines at once, nor under the book's lock. Nil: none ever does.
	Prove func(message []byte) (voting keys.Account, signature keys.Signature, serves bool)

	Shelf  Shelf  // gives bases to newcomers; nil: none
	Search Search // of a base, for a book that holds nothing
	Spool  Spool  // where such a base comes to; must be given with a Search
}

// offeredAtOnce is how many entries of peers go to the book in one append.
const offeredAtOnce = 512

// Mesh joins a Book to its links: it runs one conversation on each stream. A slow peer is never a
// brake on others: what waits for it is bounded, and neither the book nor another peer waits.
type Mesh struct {
	config Config
	log    *slog.Logger
	tick   atomic.Int64
	offers chan struct{} // holds a token when there is something for the book
	proofs chan struct{} // and when there is something for the steward to sign
	parts  chan struct{} // and when a part of a base has come

	mu      sync.Mutex // guards what follows; the book may be looked at under it, never written to
	sync    *Sync
	streams map[ID]*stream
	airs    []*airing
}

// New makes a Mesh, which begins with Run.
func New(config Config) *Mesh {
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if config.Peers == 0 {
		config.Peers = 96
	}
	for len(config.Name) > MaxName {
		runes := []rune(config.Name)
		config.Name = string(runes[:len(runes)-1])
	}
	if len(config.Radios) > 0 {
		config.Search.Alone = aloneTicks
	}
	m := &Mesh{config: config, log: config.Log, offers: make(chan struct{}, 1), proofs: make(chan struct{}, 1),
		parts: make(chan struct{}, 1), streams: map[ID]*stream{}, airs: airings(&config),
		sync: NewSync(Settings{Name: config.Name, Seed: config.Seed, Search: config.Search})}
	for _, x := range m.airs {
		x.quiet = m.searches
	}
	return m
}

// Run meets peers until ctx ends, or a link or the book fails. It returns why.
func (m *Mesh) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var running sync.WaitGroup
	start := func(f func(context.Context) error) {
		running.Go(func() {
			if err := f(ctx); err != nil {
				cancel(err)
			}
		})
	}
	next := m.config.Book.Next()
	start(m.watch(next))
	start(m.append)
	start(m.prove)
	start(m.fetch)
	start(m.count)
	for _, link := range m.config.Links {
		start(func(ctx context.Context) error { return link.Run(ctx, m.meet) })
	}
	for _, x := range m.airs {
		start(x.hear)
		start(x.say)
		start(x.append)
	}
	<-ctx.Done()
	m.closeAll()
	running.Wait()
	return context.Cause(ctx)
}

// with lets look at state and conversations together, and wakes whoever has something to do then.
func (m *Mesh) with(look func(*ledger.State, *Sync)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.config.Book.View(func(s *ledger.State) { look(s, m.sync) })
	for id, x := range m.streams {
		if _, over := m.sync.Parting(id); over || m.sync.Pending(id) {
			wake(x.wake)
		}
		if m.sync.Room(id, x.cost) {
			wake(x.room)
		}
	}
	if m.sync.Waiting() {
		wake(m.offers)
	}
	if m.sync.Challenged() {
		wake(m.proofs)
	}
	if m.sync.Fetched() != nil {
		wake(m.parts)
	}
}

// wake leaves a token, unless there is one.
func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// watch tells the conversations what the book appends, from a position on.
func (m *Mesh) watch(next int64) func(context.Context) error {
	return func(ctx context.Context) error {
		for ctx.Err() == nil {
			changed := m.config.Book.Changed()
			list, after, err := m.config.Book.Since(next, offeredAtOnce)
			if err != nil {
				return err
			}
			if next = after; len(list) > 0 {
				m.with(func(s *ledger.State, y *Sync) { y.Grew(s, list) })
				for _, x := range m.airs {
					x.with(func(s *ledger.State, _ Reader, a *Air) { a.Grew(s, list) })
				}
				continue
			}
			select {
			case <-changed:
			case <-ctx.Done():
			}
		}
		return nil
	}
}

// append brings to the book what peers have brought.
func (m *Mesh) append(ctx context.Context) error {
	for {
		select {
		case <-m.offers:
		case <-ctx.Done():
			return nil
		}
		for ctx.Err() == nil {
			var list []*entry.Entry
			m.with(func(_ *ledger.State, y *Sync) { list = y.Offers(offeredAtOnce) })
			if len(list) == 0 {
				break
			}
			answers := bring(m.config.Book, m.log, list)
			m.with(func(s *ledger.State, y *Sync) { y.Answered(s, list, answers) })
		}
	}
}

// bring offers entries to the book. When it fails they are lost, and the next comparison brings them again.
func bring(book *ledger.Book, log *slog.Logger, list []*entry.Entry) []ledger.Answer {
	answers, err := book.Append(list...)
	if err == nil {
		return answers
	}
	log.Error("the book took nothing in", "entries", len(list), "error", err)
	answers = make([]ledger.Answer, len(list))
	for i := range answers {
		answers[i].Err = err
	}
	return answers
}

// prove has the steward sign for the peers who want to know who serves here.
func (m *Mesh) prove(ctx context.Context) error {
	for {
		select {
		case <-m.proofs:
		case <-ctx.Done():
			return nil
		}
		var list []Challenge
		m.with(func(s *ledger.State, y *Sync) { list = y.Challenges(s) })
		for _, c := range list {
			var voting keys.Account
			var signature keys.Signature
			if m.config.Prove != nil {
				if key, signed, serves := m.config.Prove(c.Message); serves {
					voting, signature = key, signed
				}
			}
			m.with(func(_ *ledger.State, y *Sync) { y.Prove(c.Peer, voting, signature) })
		}
	}
}

// count passes ticks on, and lets go of streams on which nothing moves.
func (m *Mesh) count(ctx context.Context) error {
	for {
		select {
		case <-m.config.Ticks:
		case <-ctx.Done():
			return nil
		}
		now := m.tick.Add(1)
		m.with(func(s *ledger.State, y *Sync) { y.Tick(s) })
		for _, x := range m.airs {
			x.with(func(s *ledger.State, read Reader, a *Air) { a.Tick(s, read) })
		}
		m.mu.Lock()
		for _, x := range m.streams {
			if x.stuck(now) {
				m.log.Info("a peer is too slow", "peer", x.name)
				x.close()
			}
		}
		m.mu.Unlock()
	}
}

func (m *Mesh) closeAll() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, x := range m.streams {
		x.close()
	}
}

// PeerStatus is what can be said of one peer.
type PeerStatus struct {
	Standing
	BytesIn, BytesOut int64
	TheyLack, WeLack  uint64 // entries, by what each holds in all: an estimate
}

// Peers lists the peers, the longest known first.
func (m *Mesh) Peers() []PeerStatus {
	var list []PeerStatus
	m.with(func(s *ledger.State, y *Sync) {
		held := uint64(s.Held())
		for _, p := range y.Peers() {
			st := PeerStatus{Standing: p}
			if x := m.streams[p.ID]; x != nil {
				st.BytesIn, st.BytesOut = x.in.Load(), x.out.Load()
			}
			if p.Greeted && !p.Equal {
				st.TheyLack, st.WeLack = max(held, p.Held)-p.Held, max(held, p.Held)-held
				st.WeLack = max(st.WeLack, uint64(p.Ahead))
			}
			list = append(list, st)
		}
	})
	return list
}

// Settle says that the steward here votes with another key from now on, or with none, or has begun
// to. Prove is asked anew, and the peers are told.
func (m *Mesh) Settle() {
	m.with(func(_ *ledger.State, y *Sync) { y.Settle() })
}

// Enquire asks every peer how far it holds some chains, at most MaxSpans. The answers come to Found.
func (m *Mesh) Enquire(chains ...ledger.Ref) {
	m.with(func(_ *ledger.State, y *Sync) { y.Enquire(chains...) })
}

// Found lists what peers have answered for a chain.
func (m *Mesh) Found(chain ledger.Ref) []Answer {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sync.Found(chain)
}

// errClosed is why reading from a stream ended that was closed here.
var errClosed = errors.New("the stream was closed")
