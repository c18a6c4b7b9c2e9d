package node

import (
	"context"
	"io"
	"sync"
	"sync/atomic"

	"foirail/mesh/lan"
)

// demoListen is where the nodes of a demo's wires are met: on this machine alone, at a port that is free.
const demoListen = "/ip4/127.0.0.1/tcp/0"

// DemoWires joins the nodes of one process as a local network does, on loopback: each has a host of its own,
// with its ports and its encryption, and nobody is looked for elsewhere. What a cut takes is the streams between
// its two sides, and every further one. The zero value is a ground where nobody stands.
type DemoWires struct {
	carried atomic.Int64 // bytes, before they are encrypted

	mu    sync.Mutex // guards what follows, and the wires'
	all   []*demoWire
	apart map[string]bool // the names on the far side of the cut
}

// demoWire is a node's place on the wires.
type demoWire struct {
	*lan.Host
	wires   *DemoWires
	name    string
	streams map[string]io.Closer // by the id of who is at the other end
}

// place opens a host for a node.
func (w *DemoWires) place(n *Node, name string) (demoStand, error) {
	alone := false
	host, err := n.host(Settings{Listen: []string{demoListen}, MDNS: &alone}, n.logger())
	if err != nil {
		return nil, err
	}
	return &demoWire{Host: host, wires: w, name: name, streams: map[string]io.Closer{}}, nil
}

// Cut parts the nodes of these names from all others. With no names all wires are whole.
func (w *DemoWires) Cut(names ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.apart = map[string]bool{}
	for _, name := range names {
		w.apart[name] = true
	}
	for _, wire := range w.all {
		for id, stream := range wire.streams {
			if w.parted(wire, id) {
				_ = stream.Close() // it may be closing already
			}
		}
	}
	w.join()
}

// Carried is how many bytes the nodes have sent each other.
func (w *DemoWires) Carried() int64 { return w.carried.Load() }

// parted says whether a node and a peer are on two sides; w.mu is held.
func (w *DemoWires) parted(wire *demoWire, id string) bool {
	for _, other := range w.all {
		if other.ID() == id {
			return w.apart[wire.name] != w.apart[other.name]
		}
	}
	return false
}

// join has everybody look for everybody on his side, now; w.mu is held. Who has a stream already keeps it.
func (w *DemoWires) join() {
	for _, wire := range w.all {
		for _, other := range w.all {
			if wire == other || w.apart[wire.name] != w.apart[other.name] {
				continue
			}
			for _, address := range other.Addrs() {
				_ = wire.Add(address) // it names itself and its port: there is nothing to refuse
			}
		}
	}
}

// Run meets everybody on its side until ctx ends.
func (d *demoWire) Run(ctx context.Context, meet lan.Meet) error {
	w := d.wires
	w.mu.Lock()
	w.all = append(w.all, d)
	w.join()
	w.mu.Unlock()
	defer d.leave()
	return d.Host.Run(ctx, func(ctx context.Context, peer string, stream io.ReadWriteCloser) {
		if !d.opens(peer, stream) {
			return
		}
		defer d.closes(peer, stream)
		meet(ctx, peer, &demoCount{stream, &w.carried})
	})
}

// leave takes a node off the wires.
func (d *demoWire) leave() {
	d.wires.mu.Lock()
	defer d.wires.mu.Unlock()
	for i, wire := range d.wires.all {
		if wire == d {
			d.wires.all = append(d.wires.all[:i:i], d.wires.all[i+1:]...)
			return
		}
	}
}

// opens notes a stream, unless its ends are parted.
func (d *demoWire) opens(peer string, stream io.Closer) bool {
	d.wires.mu.Lock()
	defer d.wires.mu.Unlock()
	if d.wires.parted(d, peer) {
		return false
	}
	d.streams[peer] = stream
	return true
}

func (d *demoWire) closes(peer string, stream io.Closer) {
	d.wires.mu.Lock()
	defer d.wires.mu.Unlock()
	if d.streams[peer] == stream {
		delete(d.streams, peer)
	}
}

// demoCount counts what is sent on a stream.
type demoCount struct {
	io.ReadWriteCloser
	carried *atomic.Int64
}

// Write sends, and counts.
func (c *demoCount) Write(b []byte) (int, error) {
	n, err := c.ReadWriteCloser.Write(b)
	c.carried.Add(int64(n))
	return n, err
}
