package lan

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/sec"
	"github.com/libp2p/go-libp2p/p2p/net/swarm"
	"github.com/libp2p/go-libp2p/p2p/protocol/ping"
	ma "github.com/multiformats/go-multiaddr"
)

// court keeps a stream with a target, for as long as ctx lasts.
func (h *Host) court(ctx context.Context, t *target) {
	var wait backoff
	for {
		h.yield(ctx, t)
		if !h.attended(t) {
			h.note(t, h.reach(ctx, t))
		}
		if h.attend(ctx, t) >= settled {
			wait.reset()
		}
		if !t.pause(ctx, &wait) {
			return
		}
	}
}

// yield lets the lower of two ids dial first, which spares most pairs a second stream.
func (h *Host) yield(ctx context.Context, t *target) {
	id := h.idOf(t)
	if id == "" || h.id < id {
		return
	}
	timer := time.NewTimer(courtesy)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (h *Host) idOf(t *target) peer.ID {
	h.mu.Lock()
	defer h.mu.Unlock()
	return t.id
}

func (h *Host) attended(t *target) bool {
	id := h.idOf(t)
	return id != "" && h.lineWith(id) != nil
}

// attend waits while there is a stream with a target, and tells how long that was.
func (h *Host) attend(ctx context.Context, t *target) time.Duration {
	begin := time.Now()
	for id := h.idOf(t); id != "" && ctx.Err() == nil; {
		l := h.lineWith(id)
		if l == nil {
			break
		}
		l.wait(ctx)
	}
	return time.Since(begin)
}

// note keeps what came of an attempt, for whoever asks why a peer is not there.
func (h *Host) note(t *target, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t.err = err
	if err != nil {
		h.log.Debug("peer not reached", "peer", t.id.String(), "place", t.place.text, "err", err)
	}
}

// reach dials a target and opens a stream with it.
func (h *Host) reach(ctx context.Context, t *target) error {
	id, addrs, err := h.whereabouts(ctx, t)
	if err != nil {
		return err
	}
	if id == h.id {
		return ErrSelf
	}
	if !h.claim(id) {
		return nil
	}
	defer h.unclaim(id)
	if err := h.connect(ctx, id, addrs); err != nil {
		return plain(err)
	}
	ctx, cancel := context.WithTimeout(ctx, dialPatience)
	defer cancel()
	stream, err := h.stack.open(ctx, id)
	if err != nil {
		return fmt.Errorf("opening a stream: %w", err)
	}
	h.admit(newLine(stream, true))
	return nil
}

// claim reports whether a peer is to be dialled now: not when there is a stream, nor when another
// target that turned out to be the same peer is at it.
func (h *Host) claim(id peer.ID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.busy[id] || len(h.open[id]) > 0 {
		return false
	}
	h.busy[id] = true
	return true
}

func (h *Host) unclaim(id peer.ID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.busy, id)
}

func (h *Host) connect(ctx context.Context, id peer.ID, addrs []ma.Multiaddr) error {
	ctx, cancel := context.WithTimeout(ctx, dialPatience)
	defer cancel()
	// libp2p has a patience of its own, which knows nothing of the network having changed.
	ctx = network.WithForceDirectDial(ctx, "foirail keeps its own patience")
	return h.stack.Connect(ctx, peer.AddrInfo{ID: id, Addrs: addrs})
}

// whereabouts says whom to dial and where, asking the place when nobody told its id.
func (h *Host) whereabouts(ctx context.Context, t *target) (peer.ID, []ma.Multiaddr, error) {
	h.mu.Lock()
	id, addrs := t.place.id, t.addrs
	h.mu.Unlock()
	if id != "" {
		return id, addrs, nil
	}
	addrs, err := t.place.resolve(ctx)
	if err != nil {
		return "", nil, err
	}
	id, addr, err := h.stack.who(ctx, addrs)
	if err != nil {
		return "", nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	t.id = id
	return id, []ma.Multiaddr{addr}, nil
}

// who asks which peer answers at one of several addresses. It dials under an id that nobody has:
// the handshake proves who is there before it fails.
func (s *stack) who(ctx context.Context, addrs []ma.Multiaddr) (peer.ID, ma.Multiaddr, error) {
	ctx, cancel := context.WithTimeout(ctx, dialPatience)
	defer cancel()
	nobody, err := peerKey([32]byte{})
	if err != nil {
		return "", nil, err
	}
	stranger, err := peer.IDFromPrivateKey(nobody)
	if err != nil {
		return "", nil, err
	}
	var errs []error
	for _, a := range addrs {
		id, err := s.ask(ctx, a, stranger)
		if err == nil {
			return id, a, nil
		}
		errs = append(errs, fmt.Errorf("%s: %w", a, err))
	}
	return "", nil, errors.Join(errs...)
}

func (s *stack) ask(ctx context.Context, addr ma.Multiaddr, stranger peer.ID) (peer.ID, error) {
	transport := s.swarm.TransportForDialing(addr)
	if transport == nil {
		return "", fmt.Errorf("%w: nothing speaks to it", ErrAddress)
	}
	conn, err := transport.Dial(ctx, addr, stranger)
	if err == nil {
		return "", errors.Join(errors.New("the peer has a key that everybody knows"), conn.Close())
	}
	var other sec.ErrPeerIDMismatch
	if errors.As(err, &other) {
		return other.Actual, nil
	}
	return "", err
}

// plain says on one line why no address of a peer could be dialled.
func plain(err error) error {
	var other sec.ErrPeerIDMismatch
	var all *swarm.DialError
	if !errors.As(err, &all) {
		return err
	}
	var told []string
	for _, e := range all.DialErrors {
		if errors.As(e.Cause, &other) {
			return fmt.Errorf("%w: %s is %s", ErrOtherPeer, e.Address, other.Actual)
		}
		told = append(told, fmt.Sprintf("%s: %v", e.Address, e.Cause))
	}
	if len(told) == 0 {
		return err
	}
	return fmt.Errorf("dialling: %s", strings.Join(told, "; "))
}

// probe finds out whether a peer still answers, and closes its connections if it does not: after a
// change of the network what is dead must not be waited for.
func (s *stack) probe(ctx context.Context, id peer.ID) {
	ctx, cancel := context.WithTimeout(ctx, probePatience)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = s.swarm.ClosePeer(id) })
	defer stop()
	<-ping.Ping(ctx, s, id)
}
