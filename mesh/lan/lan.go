// Package lan finds other nodes on the local network and hands each stream that opens with one of
// them to its caller. It carries bytes and knows nothing of what they mean.
//
// A [Host] is one libp2p peer: noise and yamux over TCP, QUIC version 1, a peer key of its own,
// and no relay, no DHT, no NAT detection and no pubsub. It learns of others in three ways: by mDNS
// (see below), by addresses that a person wrote ([Config].Peers, [Host.Add]), and by being called.
// Who may be heard is not decided here: whoever knows the address may call, and the caller of this
// package judges by signatures. All that a stranger can make a host hold is bounded in limits.go.
//
// # Streams
//
// The node that dials opens one stream of the protocol [Protocol], and [Host.Run] hands it to
// meet on both sides. There is one stream between two nodes: when both dial at once, the stream
// that the lower peer id opened stays and the other is reset, mostly before anybody saw it; when a
// node that was restarted dials again, its new stream replaces the one that it has lost, and meet
// is called for it once the old meet has returned. A program in another language may dial a node
// and open up to two streams on its connection.
//
// A peer that does not answer is dialled again after a second, then after twice as long each time,
// up to a minute; at once when this machine's network changes, and when mDNS finds a peer that it
// had missed. A link that is dead without saying so (power, a cable, a road open in one direction
// only) is noticed within about 45 seconds, and within 5 after a change of the network.
//
// # mDNS
//
// A node answers for the service [Service] in the domain local, on every multicast interface, over
// IPv4 and IPv6, and asks for it: three times in the first seconds and after a change of the
// network, later as often as once a second per node heard, at least every minute, at most every
// five seconds. The TXT record says id=<peer id>, t=<tag of the community>, and a=<multiaddr> once
// per address. Only nodes of the same tag are dialled.
//
// The library (hashicorp/mdns) answers and asks, and does no more, which is worked around so: it
// never announces itself unasked, so a node that arrives asks at once, and dials; it says no
// goodbye, so a peer is forgotten ten minutes after its last answer; its servers hear the
// questions of every interface, so a machine with two interfaces answers twice, each time with all
// addresses in the TXT record. Over IPv4 it asks only where a route covers 224.0.0.251, if only the
// default route; over IPv6 without any. A node that cannot ask still answers, and logs a warning.
// Peers are dialled on IPv4 and on IPv6, but for link-local IPv6, which libp2p does not dial.
//
// # Direct streams, no gossip
//
// In a market of n nodes every node has a stream with every other, and says what it made to all of
// them, once. So each news crosses each link once: n-1 messages, one hop, no copy twice, and nothing
// at all in a quiet market. Gossip in a mesh of degree 6 would send each news over about five times
// as many links, in two or three hops, wrapped in about 150 bytes of its own signature around
// entries of 224, and beat once a second for ever. Gossip wins when a node cannot afford n-1
// links. At 50 nodes it can: a link costs a node some 0.2 MB of memory, and a
// payment with its votes leaves its maker as some 50 times 0.3 kB, which takes 15 ms at 8 Mbit/s.
// Far beyond that size the answer changes; the streams and what is said on them would not.
package lan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
)

// Config says who a host is and whom it looks for.
type Config struct {
	Seed   [32]byte // ed25519 seed of the node's own peer key; no account's, no steward's
	Listen []string // multiaddrs or IP:PORT; empty: TCP and QUIC on all interfaces, IPv4 and IPv6, port 4450 or a free one
	Peers  []string // multiaddrs, with /p2p/ID or without, or HOST:PORT
	MDNS   bool     // announce this node and look for others
	Tag    string   // of the community, at most 64 bytes: only nodes of the same tag are dialled
	Log    *slog.Logger
}

// Errors of hosts, which wrap them.
var (
	// ErrRunning is returned by Run when the host runs or has run.
	ErrRunning = errors.New("the host has been run already")
	// ErrTooMany is returned when more peers are added by hand than a host keeps.
	ErrTooMany = errors.New("too many peers")
	// ErrSelf is told of an address at which the node meets itself.
	ErrSelf = errors.New("this is the node itself")
	// ErrOtherPeer is told of an address where another peer answers than the one it names.
	ErrOtherPeer = errors.New("another peer answers at this address")
	// ErrOtherTag is told of a node that belongs to another community.
	ErrOtherTag = errors.New("a node of another community")
)

// Meet is called for each stream that opens, in a goroutine of its own. ctx ends when the host
// stops or the stream is given up; the stream is closed when Meet returns.
type Meet = func(ctx context.Context, peer string, stream io.ReadWriteCloser)

// Host is a node's place on the local network. Its methods may be called at any time, from
// anywhere.
type Host struct {
	id    peer.ID
	stack *stack
	tag   string
	mdns  bool
	log   *slog.Logger
	mute  bool // no question can be put by mDNS; only seek touches it

	mu      sync.Mutex // guards all below
	spent   bool       // Run was called, or Close
	running bool
	life    context.Context // from Run; all that it started ends with it
	meet    Meet
	open    map[peer.ID][]*line
	busy    map[peer.ID]bool // being dialled
	targets []*target        // static ones in the order in which they came, then those found by mDNS
	work    sync.WaitGroup
}

// New makes a host and opens its ports, so that its addresses are known before it runs. It returns
// ErrAddress for an address that is none, and what the system says when a port cannot be had.
func New(cfg Config) (*Host, error) {
	if len(cfg.Tag) > maxTag {
		return nil, fmt.Errorf("opening the local network: the tag is longer than %d bytes", maxTag)
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	quietLibp2p(cfg.Log)
	s, err := newStack(cfg.Seed)
	if err != nil {
		return nil, fmt.Errorf("opening the local network: %w", err)
	}
	h := &Host{
		id: s.ID(), stack: s, tag: cfg.Tag, mdns: cfg.MDNS, log: cfg.Log,
		open: map[peer.ID][]*line{}, busy: map[peer.ID]bool{},
	}
	if err := h.prepare(cfg); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the local network: %w", err), s.close())
	}
	return h, nil
}

func (h *Host) prepare(cfg Config) error {
	for _, p := range cfg.Peers {
		if err := h.Add(p); err != nil {
			return err
		}
	}
	return h.stack.listen(cfg.Listen)
}

// ID is the node's peer id, as it stands in multiaddrs.
func (h *Host) ID() string { return h.id.String() }

// Addrs lists the full multiaddrs at which others can reach the node now, for an invitation or a
// QR. Loopback is among them only when there is nothing else.
func (h *Host) Addrs() []string { return whole(h.stack.reachable(), h.id) }

// Run meets peers until ctx ends, then closes every stream and port, waits for every meet to
// return, and returns nil. A host runs once: after that it returns ErrRunning.
func (h *Host) Run(ctx context.Context, meet Meet) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := h.begin(ctx, meet); err != nil {
		return fmt.Errorf("meeting peers: %w", err)
	}
	h.stack.SetStreamHandler(Protocol, h.welcome)
	<-ctx.Done()
	return h.end()
}

func (h *Host) begin(ctx context.Context, meet Meet) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.spent {
		return ErrRunning
	}
	h.spent, h.running, h.meet, h.life = true, true, meet, ctx
	h.spawn(h.watch)
	for _, t := range h.targets {
		h.pursue(t)
	}
	return nil
}

// end gives those who are still talking a moment for a last word, then takes the ports away.
func (h *Host) end() error {
	h.mu.Lock()
	h.running = false
	var talking []*line
	for _, lines := range h.open {
		talking = append(talking, lines...)
	}
	h.mu.Unlock()
	moment, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	for _, l := range talking {
		l.wait(moment)
	}
	err := h.stack.close()
	h.work.Wait()
	if err != nil {
		return fmt.Errorf("leaving the local network: %w", err)
	}
	return nil
}

// Close gives back the ports of a host that is not run. After Run it does nothing.
func (h *Host) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.spent {
		return nil
	}
	h.spent = true
	return h.stack.close()
}

// Add looks for one more peer, from now on and until the host stops. A peer that is known already
// is no error. It returns ErrAddress for a text that names no peer, ErrSelf for the node's own id
// and ErrTooMany beyond 64 peers.
func (h *Host) Add(addr string) error {
	p, err := parsePlace(addr)
	if err != nil {
		return err
	}
	if p.id == h.id {
		return fmt.Errorf("adding %s: %w", p.text, ErrSelf)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	static := 0
	for _, t := range h.targets {
		if t.takes(p) {
			h.adopt(t)
			return nil
		}
		if t.how == ByHand {
			static++
		}
	}
	if static >= maxStatic {
		return fmt.Errorf("adding %s: %w, at most %d", p.text, ErrTooMany, maxStatic)
	}
	t := newTarget(p, ByHand)
	h.targets = append(h.targets, t)
	h.adopt(t)
	return nil
}

// adopt looks after a target that a person named, whoever found it before. h.mu is held.
func (h *Host) adopt(t *target) {
	t.how = ByHand
	if t.pursued {
		t.nudge()
	} else if h.running {
		h.pursue(t)
	}
}

// pursue starts the goroutine that looks after a target, until it is dropped. h.mu is held.
func (h *Host) pursue(t *target) {
	ctx, cancel := context.WithCancel(h.life)
	t.pursued, t.end = true, cancel
	h.work.Go(func() {
		defer cancel()
		h.court(ctx, t)
	})
}

// spawn starts a goroutine that Run waits for. The host runs, and h.mu is held or the caller is
// such a goroutine itself.
func (h *Host) spawn(f func(context.Context)) {
	h.work.Go(func() { f(h.life) })
}

// welcome takes in a stream that a peer opened.
func (h *Host) welcome(stream network.Stream) {
	h.admit(newLine(stream, false))
}

// admit lets a new stream in, or resets it, and hands it to meet. It reports whether it did.
func (h *Host) admit(l *line) bool {
	id := l.stream.Conn().RemotePeer()
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.running {
		_ = l.stream.Reset()
		return false
	}
	keep, drop := settle(h.open[id], l, h.id < id)
	if !keep {
		h.cut(l)
		return false
	}
	for _, old := range drop {
		h.remove(old)
		h.cut(old)
	}
	h.open[id] = append(h.open[id], l)
	h.spawn(func(ctx context.Context) { h.serve(ctx, l, drop) })
	return true
}

// serve calls meet for a stream, once those that it replaces are over.
func (h *Host) serve(ctx context.Context, l *line, before []*line) {
	defer close(l.ended)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	l.onCut(cancel)
	patience, stop := context.WithTimeout(ctx, probePatience)
	defer stop()
	for _, old := range before {
		old.wait(patience)
	}
	id := l.stream.Conn().RemotePeer()
	h.log.Debug("stream opened", "peer", id.String(), "mine", l.mine, "at", l.stream.Conn().RemoteMultiaddr().String())
	h.meet(ctx, id.String(), l)
	_ = l.Close()
	h.log.Debug("stream closed", "peer", id.String(), "mine", l.mine)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.remove(l)
	h.hangUp(l)
}

// remove forgets a stream. h.mu is held.
func (h *Host) remove(l *line) {
	id := l.stream.Conn().RemotePeer()
	left := slices.DeleteFunc(slices.Clone(h.open[id]), func(o *line) bool { return o == l })
	if len(left) == 0 {
		delete(h.open, id)
		return
	}
	h.open[id] = left
}

// cut ends a stream without a word more. h.mu is held.
func (h *Host) cut(l *line) {
	l.cut()
	h.hangUp(l)
}

// hangUp closes a connection that this host dialled once no stream is left on it; one that the
// peer dialled is the peer's to close. h.mu is held.
func (h *Host) hangUp(l *line) {
	conn := l.stream.Conn()
	if conn.Stat().Direction != network.DirOutbound {
		return
	}
	for _, other := range h.open[conn.RemotePeer()] {
		if other.stream.Conn() == conn {
			return
		}
	}
	h.spawn(func(context.Context) { _ = conn.Close() }) // it waits for the network, and h.mu is held
}

// lineWith is a stream that is open with a peer, or nil.
func (h *Host) lineWith(id peer.ID) *line {
	h.mu.Lock()
	defer h.mu.Unlock()
	if lines := h.open[id]; len(lines) > 0 {
		return lines[0]
	}
	return nil
}
