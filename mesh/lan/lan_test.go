package lan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience bounds every wait of these tests: a loopback answers in milliseconds.
const patience = 20 * time.Second

// node is a host on loopback, with all it met.
type node struct {
	*Host
	stop context.CancelFunc
	done chan error

	mu   sync.Mutex // guards the rest
	live map[string]int
	most map[string]int
	all  map[string]int
	news chan struct{} // closed and made anew when something changed
}

func seedOf(n byte) (seed [32]byte) {
	seed[0], seed[31] = 1, n
	return seed
}

// start runs a host. Its meet says hello, then reads until the stream ends.
func start(t *testing.T, cfg Config) *node {
	t.Helper()
	if cfg.Listen == nil {
		cfg.Listen = []string{"127.0.0.1:0"}
	}
	h, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	n := &node{Host: h, stop: cancel, done: make(chan error, 1),
		live: map[string]int{}, most: map[string]int{}, all: map[string]int{}, news: make(chan struct{})}
	go func() { n.done <- h.Run(ctx, n.meet) }()
	t.Cleanup(n.halt)
	for tick := time.NewTicker(time.Millisecond); !n.runs(); {
		<-tick.C
	}
	return n
}

func (n *node) runs() bool {
	n.Host.mu.Lock()
	defer n.Host.mu.Unlock()
	return n.spent
}

func (n *node) halt() {
	n.stop()
	if err, ok := <-n.done; ok && err != nil {
		panic(err)
	} else if ok {
		close(n.done)
	}
}

func (n *node) meet(ctx context.Context, peer string, stream io.ReadWriteCloser) {
	defer context.AfterFunc(ctx, func() { _ = stream.Close() })()
	n.count(peer, 1)
	defer n.count(peer, -1)
	if _, err := io.WriteString(stream, "hello\n"); err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, stream)
}

func (n *node) count(peer string, by int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.live[peer] += by
	n.most[peer] = max(n.most[peer], n.live[peer])
	if by > 0 {
		n.all[peer]++
	}
	close(n.news)
	n.news = make(chan struct{})
}

// until waits until what is true of what the node met.
func (n *node) until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	limit := time.After(patience)
	for {
		n.mu.Lock()
		fine, news := ok(), n.news
		n.mu.Unlock()
		if fine {
			return
		}
		select {
		case <-news:
		case <-limit:
			t.Fatalf("waited in vain: %s; live %v, all %v, seen %+v", what, n.live, n.all, n.Seen())
		}
	}
}

func (n *node) meets(t *testing.T, others ...*node) {
	t.Helper()
	for _, o := range others {
		n.until(t, "a stream with "+o.ID(), func() bool { return n.live[o.ID()] == 1 })
	}
}

// tcpPlace is the host:port of a node.
func tcpPlace(t *testing.T, h *Host) string {
	t.Helper()
	for _, a := range h.stack.swarm.ListenAddresses() {
		if transportOf(a) == overTCP {
			return fmt.Sprintf("127.0.0.1:%d", portOf(a))
		}
	}
	t.Fatal("the node does not listen on TCP")
	return ""
}

func TestTwoByAddress(t *testing.T) {
	a := start(t, Config{Seed: seedOf(1)})
	b := start(t, Config{Seed: seedOf(2), Peers: a.Addrs()})
	a.meets(t, b)
	b.meets(t, a)
	got := b.Seen()
	if len(got) != 1 || got[0].ID != a.ID() || got[0].How != ByHand || !got[0].Connected || got[0].Err != "" {
		t.Errorf("b sees %+v", got)
	}
	if got := a.Seen(); len(got) != 1 || got[0].ID != b.ID() || got[0].How != ByCalling || !got[0].Connected {
		t.Errorf("a sees %+v", got)
	}
}

func TestTwoByHostAndPort(t *testing.T) {
	a := start(t, Config{Seed: seedOf(1)})
	_, port, _ := net.SplitHostPort(tcpPlace(t, a.Host))
	b := start(t, Config{Seed: seedOf(2)})
	if err := b.Add("localhost:" + port); err != nil {
		t.Fatal(err)
	}
	a.meets(t, b)
	b.meets(t, a)
}

// TestAtOnce lets two nodes that do not know each other's id dial at the same moment, again and again.
func TestAtOnce(t *testing.T) {
	for round := range byte(8) {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			hosts := []*Host{}
			for i := range byte(2) {
				h, err := New(Config{Seed: seedOf(10*round + i), Listen: []string{"127.0.0.1:0"}})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = h.Close() })
				hosts = append(hosts, h)
			}
			places := []string{tcpPlace(t, hosts[0]), tcpPlace(t, hosts[1])}
			for _, h := range hosts {
				_ = h.Close()
			}
			a := start(t, Config{Seed: seedOf(10 * round), Listen: []string{places[0]}, Peers: places[1:]})
			b := start(t, Config{Seed: seedOf(10*round + 1), Listen: []string{places[1]}, Peers: places[:1]})
			a.meets(t, b)
			b.meets(t, a)
			echo(t, a, b)
			if a.most[b.ID()] != 1 || b.most[a.ID()] != 1 {
				t.Errorf("streams at one time: %v and %v, want 1", a.most, b.most)
			}
		})
	}
}

// echo waits until both sides agree on one and the same stream.
func echo(t *testing.T, a, b *node) {
	t.Helper()
	limit := time.After(patience)
	for {
		a.mu.Lock()
		news := a.news
		a.mu.Unlock()
		la, lb := a.lineWith(b.id), b.lineWith(a.id)
		if la != nil && lb != nil && la.mine != lb.mine {
			return
		}
		select {
		case <-news:
		case <-limit:
			t.Fatal("the two do not agree on a stream")
		}
	}
}

func TestFive(t *testing.T) {
	var nodes []*node
	for i := range byte(5) {
		n := start(t, Config{Seed: seedOf(i)})
		for _, o := range nodes {
			if err := n.Add(o.Addrs()[i%2]); err != nil {
				t.Fatal(err)
			}
			if err := o.Add(n.Addrs()[0]); err != nil {
				t.Fatal(err)
			}
		}
		nodes = append(nodes, n)
	}
	for _, n := range nodes {
		n.meets(t, slices.DeleteFunc(slices.Clone(nodes), func(o *node) bool { return o == n })...)
	}
}

// TestRestart brings a node back under the same id at the same address: both sides meet again, whoever dialled.
func TestRestart(t *testing.T) {
	a := start(t, Config{Seed: seedOf(1)})
	place := tcpPlace(t, a.Host)
	b := start(t, Config{Seed: seedOf(2), Peers: []string{fmt.Sprintf("/ip4/127.0.0.1/tcp/%s/p2p/%s", place[strings.LastIndex(place, ":")+1:], a.ID())}})
	b.meets(t, a)
	a.halt()
	b.until(t, "the end of the stream", func() bool { return b.live[a.ID()] == 0 })
	again := start(t, Config{Seed: seedOf(1), Listen: []string{place}})
	b.meets(t, again)
	again.meets(t, b)
}

func TestBadAddresses(t *testing.T) {
	h, err := New(Config{Seed: seedOf(1), Listen: []string{"127.0.0.1:0"}})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for _, bad := range []string{"", "  ", "nowhere", ":4450", "host:", "host:0", "host:65536", "host:x", "/ip4/10.0.0.1", "/ip4/10.0.0.1/tcp/0",
		"/ip4/10.0.0.1/udp/4450", "/ip4/10.0.0.300/tcp/1", "/ip4/10.0.0.1/tcp/4450/ws", "/p2p/" + h.ID(), "[fe80::1]:4450", strings.Repeat("a", maxAddress) + ":1"} {
		if err := h.Add(bad); !errors.Is(err, ErrAddress) {
			t.Errorf("Add(%q) = %v, want ErrAddress", bad, err)
		}
		if _, err := New(Config{Seed: seedOf(1), Listen: []string{"127.0.0.1:0"}, Peers: []string{bad}}); !errors.Is(err, ErrAddress) {
			t.Errorf("New with %q: %v, want ErrAddress", bad, err)
		}
	}
	if err := h.Add(h.Addrs()[0]); !errors.Is(err, ErrSelf) {
		t.Errorf("adding itself: %v, want ErrSelf", err)
	}
	for _, bad := range []string{"x", "/ip4/1.2.3.4", "name:1", ":70000", strings.Repeat("1", maxAddress+1)} {
		if _, err := New(Config{Seed: seedOf(1), Listen: []string{bad}}); !errors.Is(err, ErrAddress) {
			t.Errorf("listening on %q: %v, want ErrAddress", bad, err)
		}
	}
}
