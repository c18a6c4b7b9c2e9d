package node

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"foirail/ledger/words"
)

// Limits of the metrics' server.
const (
	metricsPatience = 10 * time.Second
	metricsHeader   = 8 << 10
	metricsPath     = "/metrics"
	healthPath      = "/health"
)

// metricsAddress is where metrics are served: without a host, for this machine alone.
func metricsAddress(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err == nil && host == "" {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return address
}

// listenMetrics takes the port of the metrics, where they are wanted. Its problem is port_taken.
func listenMetrics(address string) (net.Listener, error) {
	if address == "" {
		return nil, nil
	}
	listener, err := net.Listen("tcp", metricsAddress(address))
	if err != nil {
		return nil, problem(words.PortTaken, err, "address", address)
	}
	return listener, nil
}

// serveMetrics answers for metrics and health until ctx ends, where they are wanted.
func (n *Node) serveMetrics(ctx context.Context, listener net.Listener) error {
	if listener == nil {
		return nil
	}
	server := &http.Server{Handler: n.metricsPages(), ReadTimeout: metricsPatience, WriteTimeout: metricsPatience,
		IdleTimeout: metricsPatience, MaxHeaderBytes: metricsHeader}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (n *Node) metricsPages() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(newGauges(n), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	pages := http.NewServeMux()
	pages.Handle("GET "+metricsPath, promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	pages.HandleFunc("GET "+healthPath, n.health)
	return pages
}

// health says ok, or why not: a book that cannot be relied upon, a disk that is nearly full, a
// steward whose key others know more of. A node without peers, or a quorum, is a healthy node; so is one
// whose radio is not there, which stands below.
func (n *Node) health(w http.ResponseWriter, _ *http.Request) {
	reason := ""
	room, _ := n.config.room()
	switch {
	case n.book.Failed() != nil:
		reason = string(words.Damaged)
	case room == RoomNone:
		reason = string(words.DiskFull)
	case room == RoomLow:
		reason = string(words.DiskLow)
	case n.held() == seatRestored:
		reason = string(words.RestoredKey)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if reason != "" {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, reason)
		return
	}
	fmt.Fprintln(w, "ok")
	if trouble := n.radioTrouble(); trouble != nil {
		fmt.Fprintln(w, trouble)
	}
}

// gauge is one figure of a node.
type gauge struct {
	desc  *prometheus.Desc
	kind  prometheus.ValueType
	value func(*figures) float64
}

// gauges reads a node's figures when they are asked for, and keeps none.
type gauges struct {
	node *Node
	list []gauge
	peer *prometheus.Desc
	end  *prometheus.Desc
	air  []radioGauge
}

// figures is what is read once for all of them.
type figures struct {
	StatusReply
	taken   int    // entries taken in since the node was opened
	words   uint32 // entries in the chain of this machine's voting key
	in, out uint64 // bytes
	refused uint64
}

func newGauges(n *Node) *gauges {
	g := &gauges{node: n, peer: prometheus.NewDesc("foirail_peer_behind_entries", "Entries that a connected peer lacks.", []string{"peer"}, nil),
		end: prometheus.NewDesc("foirail_chain_endpoint_age_seconds", "Time since a node of the chain answered last; +Inf where it never has.",
			[]string{"endpoint", "host", "state"}, nil)}
	add := func(name, help string, kind prometheus.ValueType, value func(*figures) float64) {
		g.list = append(g.list, gauge{prometheus.NewDesc("foirail_"+name, help, nil, nil), kind, value})
	}
	const level, total = prometheus.GaugeValue, prometheus.CounterValue
	add("entries", "Entries held.", level, func(f *figures) float64 { return float64(f.Entries) })
	add("promised_entries", "Entries held that wait for votes.", level, func(f *figures) float64 { return float64(f.Promised) })
	add("backed_entries", "Entries held that count and are not final.", level, func(f *figures) float64 { return float64(f.Backed) })
	add("forks", "Slots with two entries.", level, func(f *figures) float64 { return float64(f.Forks) })
	add("appends_total", "Entries taken in since the node was opened.", total, func(f *figures) float64 { return float64(f.taken) })
	add("steward_entries", "Entries in the chain of this machine's voting key.", level, func(f *figures) float64 { return float64(f.words) })
	add("epoch", "Current epoch.", level, func(f *figures) float64 { return float64(f.Epoch) })
	add("steward_votes", "1 where this machine votes.", level, func(f *figures) float64 { return number(f.Votes) })
	add("stewards_in_reach", "Stewards in reach, this one included.", level, func(f *figures) float64 { return float64(f.Reach) })
	add("quorum_in_reach", "1 where a quorum is in reach.", level, func(f *figures) float64 { return number(f.Quorum) })
	add("peers", "Other nodes connected.", level, func(f *figures) float64 { return float64(f.Peers) })
	add("behind_entries", "Entries that others are known to have and this node lacks.", level, func(f *figures) float64 { return float64(f.Behind) })
	add("peer_received_bytes", "Bytes from nodes now connected.", level, func(f *figures) float64 { return float64(f.in) })
	add("peer_sent_bytes", "Bytes to nodes now connected.", level, func(f *figures) float64 { return float64(f.out) })
	add("peer_refused", "What connected nodes said that was refused.", level, func(f *figures) float64 { return float64(f.refused) })
	add("chain_road_open", "1 where the chain is seen.", level, func(f *figures) float64 { return number(f.Road == "open") })
	add("chain_finalised_block", "Newest final block of the chain that was seen.", level, func(f *figures) float64 { return float64(f.Finalised) })
	add("chain_read_block", "Block up to which the vaults were read.", level, func(f *figures) float64 { return float64(f.Read) })
	add("chain_unread_blocks", "Final blocks that are still to be read.", level, func(f *figures) float64 { return float64(f.Unread) })
	add("chain_acts_pending", "Acts of vault keys here that stand in no final block yet.", level, func(f *figures) float64 { return float64(f.Unsettled) })
	add("chain_approvals_needed", "Approvals that the decided batch waits for.", level, func(f *figures) float64 { return float64(f.WaitsNeeded) })
	g.air = radioGauges()
	add("disk_free_bytes", "Free room on the disk of the node's directory.", level, func(f *figures) float64 { return float64(f.DiskFree) })
	return g
}

func number(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// Describe names the figures.
func (g *gauges) Describe(to chan<- *prometheus.Desc) {
	for _, one := range g.list {
		to <- one.desc
	}
	to <- g.peer
	to <- g.end
	for _, one := range g.air {
		to <- one.desc
	}
}

// Collect reads them.
func (g *gauges) Collect(to chan<- prometheus.Metric) {
	f := &figures{words: g.node.words()}
	f.StatusReply, _ = g.node.Status(context.Background(), StatusRequest{})
	f.taken = f.Entries - g.node.opened
	for _, p := range g.node.others() {
		f.in, f.out, f.refused = f.in+p.In, f.out+p.Out, f.refused+p.Refused
		if p.Connected && p.How != ofRadio {
			to <- prometheus.MustNewConstMetric(g.peer, prometheus.GaugeValue, float64(p.Behind), p.Peer)
		}
	}
	for i, e := range g.node.look.ends() {
		age := math.Inf(1)
		if !e.Answered.IsZero() {
			age = g.node.config.now().Sub(e.Answered).Seconds()
		}
		to <- prometheus.MustNewConstMetric(g.end, prometheus.GaugeValue, age, strconv.Itoa(i+1), hostOf(e.URL), g.node.endState(e))
	}
	for _, one := range g.list {
		to <- prometheus.MustNewConstMetric(one.desc, one.kind, one.value(f))
	}
	tellAir(to, g.air, f.Radios)
}
