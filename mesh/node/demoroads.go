package node

import (
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"foirail/ledger/words"
	"foirail/mesh"
	"foirail/mesh/lan"
)

// DemoHaste is how many times faster a demo lives than a node that serves people. Its beat and its
// tick keep their proportion, so its stewards are as patient as others, counted in beats.
const DemoHaste = 20

const (
	demoBeat = beat / DemoHaste
	demoTick = tick / DemoHaste
)

// DemoRoads joins the nodes of one process that run on it: any two have one stream between them,
// in memory, unless the roads between them are cut. It plays the wires of the demo's village; everything
// that is said on them, and who says it, is real. The zero value is a ground where nobody stands.
type DemoRoads struct {
	carried atomic.Int64 // bytes

	mu     sync.Mutex // guards what follows, and the places'
	places []*demoPlace
	apart  map[string]bool // the names on the far side of the cut
}

// Cut parts the nodes of these names from all others: the streams between the two sides end, and
// what is on its way is lost. With no names all roads are open.
func (r *DemoRoads) Cut(names ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.apart = map[string]bool{}
	for _, name := range names {
		r.apart[name] = true
	}
	for _, p := range r.places {
		for other, stream := range p.streams {
			if r.apart[p.name] != r.apart[other] {
				_ = stream.Close() // it may be closing already
			}
		}
	}
}

// Carried is how many bytes have gone over the roads so far.
func (r *DemoRoads) Carried() int64 { return r.carried.Load() }

// join opens every stream that may be open and is not.
func (r *DemoRoads) join() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, a := range r.places {
		for _, b := range r.places[:i] {
			if a.streams[b.name] == nil && b.streams[a.name] == nil && r.apart[a.name] == r.apart[b.name] {
				there, here := net.Pipe()
				a.open(b.name, there)
				b.open(a.name, here)
			}
		}
	}
}

// demoPlace is where one node stands on the roads while it runs.
type demoPlace struct {
	roads *DemoRoads
	name  string

	life    context.Context // guarded by roads.mu, like the rest
	meet    func(ctx context.Context, peer string, stream io.ReadWriteCloser)
	talking sync.WaitGroup
	streams map[string]io.Closer // by who is at the other end
}

// DemoGround is what the nodes of a demo stand on: roads in memory, or wires on loopback.
type DemoGround interface {
	// Cut parts the nodes of these names from all others. With no names nobody is parted.
	Cut(names ...string)
	// Carried is how many bytes the nodes have sent each other.
	Carried() int64
	place(n *Node, name string) (demoStand, error)
}

// demoStand is where one node stands on it.
type demoStand interface {
	ground
	mesh.Link
}

var (
	_ DemoGround = (*DemoRoads)(nil)
	_ DemoGround = (*DemoWires)(nil)
)

// DemoRun is Run on a demo's ground, under a name that nobody else there has, of visible ASCII. It
// has no socket, and its time passes faster. It returns nil when ctx has ended it.
func (n *Node) DemoRun(ctx context.Context, on DemoGround, name string) error {
	place, err := on.place(n, name)
	if err != nil {
		return n.told(err)
	}
	watch := func(ctx context.Context) error { return n.watchChain(ctx, demoBeat) }
	return n.live(ctx, place, place, demoBeat, demoTick, watch)
}

// place is where a node stands from now on.
func (r *DemoRoads) place(_ *Node, name string) (demoStand, error) {
	return &demoPlace{roads: r, name: name, streams: map[string]io.Closer{}}, nil
}

// DemoChanged is closed when the book appends something, so that the demo need not look all the time.
func (n *Node) DemoChanged() <-chan struct{} { return n.book.Changed() }

// Run meets everybody there until ctx ends.
func (p *demoPlace) Run(ctx context.Context, meet func(ctx context.Context, peer string, stream io.ReadWriteCloser)) error {
	p.roads.mu.Lock()
	p.life, p.meet = ctx, meet
	p.roads.places = append(p.roads.places, p)
	p.roads.mu.Unlock()
	ticker := time.NewTicker(demoTick)
	defer ticker.Stop()
	for ctx.Err() == nil {
		p.roads.join()
		select {
		case <-ticker.C:
		case <-ctx.Done():
		}
	}
	p.leave()
	return nil
}

// leave ends every conversation, and waits until nobody talks any more.
func (p *demoPlace) leave() {
	p.roads.mu.Lock()
	for i, place := range p.roads.places {
		if place == p {
			p.roads.places = append(p.roads.places[:i:i], p.roads.places[i+1:]...)
			break
		}
	}
	for _, stream := range p.streams {
		_ = stream.Close() // it may be closing already
	}
	p.roads.mu.Unlock()
	p.talking.Wait()
}

// open has a conversation on a stream, in a goroutine of its own, until either side ends it. The
// caller holds roads.mu.
func (p *demoPlace) open(peer string, conn net.Conn) {
	stream := &demoStream{conn, &p.roads.carried}
	p.streams[peer] = stream
	p.talking.Go(func() {
		p.meet(p.life, peer, stream)
		_ = stream.Close() // it may have been closed already
		p.roads.mu.Lock()
		delete(p.streams, peer)
		p.roads.mu.Unlock()
	})
}

// ID is the node's name there.
func (p *demoPlace) ID() string { return p.name }

// Addrs is empty: nobody comes to the demo from elsewhere.
func (p *demoPlace) Addrs() []string { return nil }

// Add refuses every address: there is no road to it.
func (p *demoPlace) Add(address string) error {
	return problem(words.BadPeerCode, nil, "name", address)
}

// Seen lists everybody else on the roads.
func (p *demoPlace) Seen() (list []lan.Seen) {
	p.roads.mu.Lock()
	defer p.roads.mu.Unlock()
	for _, other := range p.roads.places {
		if other != p {
			list = append(list, lan.Seen{ID: other.name, How: lan.ByHand, Connected: p.streams[other.name] != nil})
		}
	}
	return list
}

// demoStream counts what is sent on it.
type demoStream struct {
	net.Conn
	carried *atomic.Int64
}

// Write sends, and counts.
func (s *demoStream) Write(b []byte) (int, error) {
	n, err := s.Conn.Write(b)
	s.carried.Add(int64(n))
	return n, err
}
