package lan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/protocol/ping"
	ma "github.com/multiformats/go-multiaddr"
)

// stranger is a libp2p peer that is no host of ours.
func stranger(t *testing.T, n byte) *stack {
	t.Helper()
	s, err := newStack(seedOf(n))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.close() })
	return s
}

func dial(t *testing.T, s *stack, n *node) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := s.Connect(ctx, peer.AddrInfo{ID: n.id, Addrs: n.stack.swarm.ListenAddresses()}); err != nil {
		t.Fatal(err)
	}
}

// greeted opens a stream and hears what the node says first.
func greeted(t *testing.T, s *stack, n *node) (network.Stream, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	out, err := s.open(ctx, n.id)
	if err != nil {
		return nil, err
	}
	_ = out.SetDeadline(time.Now().Add(patience))
	b := make([]byte, 6)
	if _, err := io.ReadFull(out, b); err != nil {
		return nil, err
	}
	if string(b) != "hello\n" {
		t.Errorf("heard %q", b)
	}
	return out, nil
}

// TestStranger is what a program in another language does: dial, open streams, be served, up to two at a time.
func TestStranger(t *testing.T) {
	n := start(t, Config{Seed: seedOf(1)})
	s := stranger(t, 2)
	dial(t, s, n)
	one, err := greeted(t, s, n)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := greeted(t, s, n); err != nil {
		t.Fatal(err)
	}
	if _, err := greeted(t, s, n); err == nil {
		t.Error("a third stream was served")
	}
	if got := n.most[s.ID().String()]; got != maxStreams {
		t.Errorf("%d streams at one time, want %d", got, maxStreams)
	}
	_ = one.Close()
	n.until(t, "the end of the first", func() bool { return n.live[s.ID().String()] == 1 })
	if _, err := greeted(t, s, n); err != nil {
		t.Errorf("after one was closed another was not served: %v", err)
	}
	if res := <-ping.Ping(t.Context(), s, n.id); res.Error != nil {
		t.Errorf("ping: %v", res.Error)
	}
}

// TestStrangerDialsAgain: a new connection of a peer replaces the one that it has lost, which the host does not know to be dead.
func TestStrangerDialsAgain(t *testing.T) {
	n := start(t, Config{Seed: seedOf(1)})
	first, second := stranger(t, 2), stranger(t, 2)
	for _, s := range []*stack{first, second} {
		dial(t, s, n)
		if _, err := greeted(t, s, n); err != nil {
			t.Fatal(err)
		}
	}
	n.until(t, "one stream, the second", func() bool { return n.live[first.ID().String()] == 1 && n.all[first.ID().String()] == 2 })
	if n.most[first.ID().String()] != 1 {
		t.Error("the two streams were met at one time")
	}
}

// TestOtherCommunity: a node of another tag is seen, and not dialled.
func TestOtherCommunity(t *testing.T) {
	other := start(t, Config{Seed: seedOf(1), Tag: "other"})
	same := start(t, Config{Seed: seedOf(2), Tag: "ours"})
	n := start(t, Config{Seed: seedOf(3), Tag: "ours"})
	for round := 1; round < 4; round++ {
		n.sight(round, []card{
			{id: other.id, tag: "other", addrs: other.stack.swarm.ListenAddresses()},
			{id: same.id, tag: "ours", addrs: same.stack.swarm.ListenAddresses()},
		})
	}
	n.meets(t, same)
	for _, s := range n.Seen() {
		switch s.ID {
		case other.ID():
			if s.Connected || s.How != ByMDNS || s.Err != ErrOtherTag.Error() {
				t.Errorf("the other community: %+v", s)
			}
		case same.ID():
			if !s.Connected || s.How != ByMDNS || s.Err != "" {
				t.Errorf("our community: %+v", s)
			}
		default:
			t.Errorf("who is %+v", s)
		}
	}
	if len(other.all) != 0 {
		t.Errorf("the other community met %v", other.all)
	}
}

// TestSightsAreBounded: whoever announces a thousand nodes makes a host keep no more than it may.
func TestSightsAreBounded(t *testing.T) {
	n := start(t, Config{Seed: seedOf(3), Tag: "ours"})
	known := idOf(t, 1)
	for i := range 2 * maxFound {
		id := peer.ID(fmt.Sprintf("%s%04d", string(known)[:len(known)-4], i))
		n.sight(1, []card{{id: id, tag: "other"}})
	}
	if got := len(n.Seen()); got != maxFound {
		t.Errorf("%d are kept, want %d", got, maxFound)
	}
	n.Host.mu.Lock()
	n.forgetSince(time.Now().Add(time.Hour))
	n.Host.mu.Unlock()
	if got := len(n.Seen()); got != 0 {
		t.Errorf("%d are kept after a long silence", got)
	}
}

// TestFoundAndNamed: a peer that is both announced and named by hand is one peer.
func TestFoundAndNamed(t *testing.T) {
	a := start(t, Config{Seed: seedOf(1)})
	b := start(t, Config{Seed: seedOf(2)})
	b.sight(1, []card{{id: a.id, addrs: a.stack.swarm.ListenAddresses()[:1]}})
	for range 2 {
		for _, addr := range a.Addrs() {
			if err := b.Add(addr); err != nil {
				t.Fatal(err)
			}
		}
	}
	b.meets(t, a)
	b.sight(2, []card{{id: a.id, tag: "whatever it says", addrs: a.stack.swarm.ListenAddresses()}})
	if got := b.Seen(); len(got) != 1 || got[0].How != ByHand || len(got[0].Addrs) != 2 {
		t.Errorf("b sees %+v", got)
	}
}

// fails waits until a host has told why it does not reach anyone.
func fails(t *testing.T, n *node) Seen {
	t.Helper()
	limit := time.After(patience)
	for tick := time.NewTicker(5 * time.Millisecond); ; {
		select {
		case <-tick.C:
			if got := n.Seen(); len(got) == 1 && got[0].Err != "" {
				return got[0]
			}
		case <-limit:
			t.Fatalf("no reason told: %+v", n.Seen())
		}
	}
}

func TestReasons(t *testing.T) {
	a := start(t, Config{Seed: seedOf(1)})
	place := tcpPlace(t, a.Host)
	port := place[strings.LastIndex(place, ":")+1:]
	free, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := free.Addr().String()
	free.Close()
	mute := stranger(t, 5)
	if err := mute.listen([]string{"127.0.0.1:0"}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ addr, want string }{
		"another peer there": {"/ip4/127.0.0.1/tcp/" + port + "/p2p/" + idOf(t, 9).String(), ErrOtherPeer.Error()},
		"nobody there":       {closed, "refused"},
		"no such name":       {"nobody.invalid:4450", "nobody.invalid"},
		"another protocol":   {mute.swarm.ListenAddresses()[0].String() + "/p2p/" + mute.ID().String(), "protocol"},
	} {
		n := start(t, Config{Seed: seedOf(2), Peers: []string{c.addr}})
		if got := fails(t, n); !strings.Contains(got.Err, c.want) || strings.Contains(got.Err, "\n") || got.Connected || got.How != ByHand {
			t.Errorf("%s: %+v, want %q", name, got, c.want)
		}
		n.halt()
	}
	if err := a.Add(place); err != nil {
		t.Fatal(err)
	}
	if got := fails(t, a); !strings.Contains(got.Err, ErrSelf.Error()) {
		t.Errorf("itself: %+v", got)
	}
}

// TestPorts: the usual port where it is free, another where it is not, and no way out when it was asked for by hand.
func TestPorts(t *testing.T) {
	first, err := New(Config{Seed: seedOf(1)})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	second, err := New(Config{Seed: seedOf(2)})
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	ports := func(h *Host) map[string]int {
		out := map[string]int{}
		for _, a := range h.stack.swarm.ListenAddresses() {
			out[a[0].Protocol().Name+" "+transportOf(a)] = portOf(a)
		}
		return out
	}
	one, two := ports(first), ports(second)
	for _, way := range []string{"ip4 tcp", "ip4 quic-v1"} {
		if one[way] == 0 || two[way] == 0 || one[way] == two[way] || two[way] == Port {
			t.Errorf("%s: the first on %d, the second on %d", way, one[way], two[way])
		}
	}
	taken := fmt.Sprintf("127.0.0.1:%d", one["ip4 tcp"])
	if h, err := New(Config{Seed: seedOf(3), Listen: []string{taken}}); err == nil {
		t.Errorf("a port that is taken was given out again: %v", h.Addrs())
	}
}

func TestAddrs(t *testing.T) {
	h, err := New(Config{Seed: seedOf(1), Listen: []string{"127.0.0.1:0"}})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if got := h.Addrs(); len(got) != 2 || !strings.HasPrefix(got[0], "/ip4/127.0.0.1/tcp/") || !strings.HasSuffix(got[0], "/p2p/"+h.ID()) {
		t.Errorf("addresses %v", got)
	}
	for _, a := range h.Addrs() {
		if p, err := parsePlace(a); err != nil || p.id != h.id {
			t.Errorf("%s: %v", a, err)
		}
	}
}

func TestRunsOnce(t *testing.T) {
	n := start(t, Config{Seed: seedOf(1)})
	n.halt()
	if err := n.Run(t.Context(), n.meet); !errors.Is(err, ErrRunning) {
		t.Errorf("a second run: %v", err)
	}
	if err := n.Close(); err != nil {
		t.Error(err)
	}
	h, err := New(Config{Seed: seedOf(2), Listen: []string{"127.0.0.1:0"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(h.Close(), h.Close()); err != nil {
		t.Error(err)
	}
	if err := h.Run(t.Context(), n.meet); !errors.Is(err, ErrRunning) {
		t.Errorf("run after close: %v", err)
	}
}

func TestTooManyByHand(t *testing.T) {
	h, err := New(Config{Seed: seedOf(1), Listen: []string{"127.0.0.1:0"}})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for i := range maxStatic {
		if err := h.Add(fmt.Sprintf("10.0.0.1:%d", i+1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Add("10.0.0.2:1"); !errors.Is(err, ErrTooMany) {
		t.Errorf("one too many: %v", err)
	}
	if err := h.Add("10.0.0.1:1"); err != nil {
		t.Errorf("one that is known: %v", err)
	}
}

// TestSilentStreams: a peer that opens as many streams as it may, and never says for what, keeps nobody else out.
func TestSilentStreams(t *testing.T) {
	n := start(t, Config{Seed: seedOf(1)})
	s := stranger(t, 2)
	dial(t, s, n)
	for range 2 * peerStreams {
		if st, err := s.swarm.NewStream(t.Context(), n.id); err == nil {
			_, _ = st.Write([]byte{0x13})
		}
	}
	other := start(t, Config{Seed: seedOf(3), Peers: n.Addrs()})
	other.meets(t, n)
}

func TestTransportOf(t *testing.T) {
	for text, want := range map[string]string{
		"/ip4/1.2.3.4/tcp/1": overTCP, "/ip6/::1/udp/1/quic-v1": overQUIC, "/dns6/x/tcp/1": overTCP, "/ip6zone/e/ip6/fe80::1/tcp/1": overTCP,
		"/ip4/1.2.3.4/udp/1": "", "/ip4/1.2.3.4": "", "/tcp/1": "", "/ip4/1.2.3.4/tcp/1/ws": "", "/ip4/1.2.3.4/udp/1/quic-v1/webtransport": "",
	} {
		if got := transportOf(ma.StringCast(text)); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
