package node

import (
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"foirail/ledger/keys"
	"foirail/mesh"
	"foirail/mesh/lan"
)

// How often a node that runs looks after itself, and how often it lets the mesh say something.
const (
	beat = time.Second
	tick = 50 * time.Millisecond
)

// ground is where a node meets others: the local network, or the roads of a demo.
type ground interface {
	ID() string       // of this node
	Addrs() []string  // where it can be met
	Seen() []lan.Seen // whom it knows
	Add(address string) error
}

var _ ground = (*lan.Host)(nil)

// Serving is what a node that runs is given besides its directory.
type Serving struct {
	Settings Settings
	Log      *slog.Logger // nil: nothing is written
	Ready    func(Ready)  // called once, when callers can come; nil: nobody is told

	// Radio is called when a radio begins to need care, once for each reason; nil: only the status tells.
	Radio func(*Problem)
}

// Ready tells where a node that runs can be met.
type Ready struct {
	Ready     bool     `json:"ready"`
	Community string   `json:"community"`
	Market    string   `json:"market"` // by name; empty before it is known
	Socket    string   `json:"socket"`
	Peer      string   `json:"peer,omitempty"` // id
	Addresses []string `json:"addresses,omitempty"`
	Metrics   string   `json:"metrics,omitempty"` // URL
}

// running is what a node has only while Run runs.
type running struct {
	on  atomic.Bool
	log atomic.Pointer[slog.Logger]

	// Only the beat uses these.
	epoch  uint32       // the last whose seats were looked at
	waited int          // beats that somebody has claimed to know more of the steward's chain
	told   keys.Account // the voting key that others are told
	beats  int

	roads  sync.RWMutex // guards what follows
	host   ground
	mesh   *mesh.Mesh
	radios *radios
}

// open gives the node its roads, or takes them away.
func (r *running) open(host ground, mesh *mesh.Mesh) {
	r.roads.Lock()
	defer r.roads.Unlock()
	r.host, r.mesh = host, mesh
}

// tune gives the node its radios, or takes them away.
func (r *running) tune(radios *radios) {
	r.roads.Lock()
	defer r.roads.Unlock()
	r.radios = radios
}

// logger is where a running node writes what it does; elsewhere nothing is written.
func (n *Node) logger() *slog.Logger {
	if log := n.run.log.Load(); log != nil {
		return log
	}
	return slog.New(slog.DiscardHandler)
}

// Run is the life of a node: it answers on its socket, meets others, votes where it is a steward,
// and looks after its disk, until ctx ends. It owns every goroutine that it starts. It returns nil
// when ctx has ended it, and else why it could not go on: port_taken, bad_peer_code, radios that
// cannot be used as the settings say, or what the book's disk says. A radio that is not there, or
// breaks, ends nothing.
func (n *Node) Run(ctx context.Context, s Serving) error {
	if s.Log != nil {
		n.run.log.Store(s.Log)
		defer n.run.log.Store(nil)
	}
	if n.config.Chain == nil {
		n.config.Chain = &s.Settings.Chain
	}
	metrics, err := listenMetrics(s.Settings.Metrics)
	if err != nil {
		return err
	}
	if metrics != nil {
		defer metrics.Close()
	}
	host, err := n.host(s.Settings, n.logger())
	if err != nil {
		return n.told(err)
	}
	defer host.Close()
	radios, err := n.openRadios(s.Settings, n.logger())
	if err != nil {
		return n.told(err)
	}
	defer radios.close()
	n.run.tune(radios)
	defer n.run.tune(nil)
	ready := make(chan struct{})
	return n.live(ctx, host, host, beat, tick, radios.run,
		func(ctx context.Context) error { return n.RunSocket(ctx, ready) },
		func(ctx context.Context) error { return n.tellReady(ctx, ready, s, metrics) },
		func(ctx context.Context) error { return n.serveMetrics(ctx, metrics) },
		func(ctx context.Context) error { return n.watchChain(ctx, beat) },
		func(ctx context.Context) error { return radios.watch(ctx, s.Radio) })
}

// live is what a node does wherever it runs: it meets others on a road, at its beat and its tick, and
// does more beside.
func (n *Node) live(ctx context.Context, host ground, road mesh.Link, beat, tick time.Duration, more ...func(context.Context) error) error {
	ticks := make(chan struct{})
	others, err := n.newMesh(road, ticks)
	if err != nil {
		return n.told(err)
	}
	n.run.open(host, others)
	defer n.run.open(nil, nil)
	n.run.on.Store(true)
	defer n.run.on.Store(false)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return every(ctx, beat, n.pulse) })
	group.Go(func() error { return n.attendOn(ctx, beat) })
	group.Go(func() error { return every(ctx, tick, tickInto(ticks)) })
	group.Go(func() error { return unlessOver(ctx, others.Run(ctx)) })
	group.Go(func() error { return n.shelf.run(ctx) })
	for _, work := range more {
		group.Go(func() error { return work(ctx) })
	}
	return n.told(group.Wait())
}

// tellReady tells where the node can be met, once callers can come.
func (n *Node) tellReady(ctx context.Context, ready <-chan struct{}, s Serving, metrics net.Listener) error {
	select {
	case <-ready:
	case <-ctx.Done():
		return nil
	}
	m := n.market()
	r := Ready{Ready: true, Community: n.communityID().String(), Market: m.Name, Socket: n.config.path(SocketFile)}
	r.Peer, r.Addresses = n.run.host.ID(), n.listening()
	if metrics != nil {
		r.Metrics = "http://" + metrics.Addr().String() + metricsPath
	}
	n.logger().Info("ready", "community", r.Community, "market", r.Market, "epoch", m.Epoch, "steward", n.steward() != nil)
	if s.Ready != nil {
		s.Ready(r)
	}
	return nil
}

// newMesh makes the conversation with others.
func (n *Node) newMesh(road mesh.Link, ticks <-chan struct{}) (*mesh.Mesh, error) {
	config := mesh.Config{Book: n.book, Links: []mesh.Link{road}, Ticks: ticks, Name: "Foirail " + Version(), Log: n.logger(),
		Prove: n.prove, Shelf: n.shelf, Spool: spool{n}, Radios: n.run.radios.air(), Node: n.run.radios.name(), AirKey: n.run.radios.shared()}
	var err error
	if config.Search, err = n.search(); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(n.config.random(), config.Seed[:]); err != nil {
		return nil, err
	}
	n.run.told = keys.Account{}
	if voting := n.steward(); voting != nil {
		n.run.told = voting.Account()
	}
	return mesh.New(config), nil
}

// unlessOver is nil where ctx has ended what ended.
func unlessOver(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// every does something again and again, until ctx ends or it fails.
func every(ctx context.Context, interval time.Duration, do func() error) error {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			if err := do(); err != nil {
				return err
			}
		}
	}
}

// tickInto lets the mesh know that time passes. A tick that nobody waits for is left out.
func tickInto(ticks chan<- struct{}) func() error {
	return func() error {
		select {
		case ticks <- struct{}{}:
		default:
		}
		return nil
	}
}

// pulse is one beat, in which the node looks after itself. What the disk has no room for waits; a book that cannot be read any more ends
// the node.
func (n *Node) pulse() error {
	err := n.takeSeat()
	if err == nil {
		err = n.reseat()
	}
	n.greet()
	if err == nil {
		err = n.compare(n.market(), n.claims())
	}
	if err == nil {
		err = n.book.Tick()
	}
	if failed := n.book.Failed(); failed != nil {
		return failed
	}
	if err != nil {
		n.logger().Error("a beat was missed", "why", err)
	}
	return nil
}
