package sim

import (
	"encoding/binary"
	"slices"

	"foirail/ledger/entry"
	"foirail/mesh"
)

// air is what joins the villages of a world that have nothing but radios between them.
type air struct {
	villages int
	flying   []*flight
}

// flight is a frame on the air.
type flight struct {
	from   *node
	start  int64
	spoilt map[*node]bool // who spoke at the same time, or heard another
}

// What a radio of such a world is like. It is a fast one, for people here pay all the time.
const (
	airMTU   = 240
	airLose  = 0.15
	airDense = 3 // bytes a millisecond
)

// apart says whether two nodes have nothing but radios between them.
func (w *World) apart(a, b int) bool { return w.air != nil && a%w.air.villages != b%w.air.villages }

// listens makes what a node says on air, with nothing known of others.
func (n *node) listens() {
	if n.w.air == nil {
		return
	}
	settings := mesh.AirSettings{Node: [4]byte{byte(n.at + 1)}}
	binary.BigEndian.PutUint64(settings.Seed[:], n.w.rnd.Uint64())
	n.air = mesh.NewAir(settings)
}

// read reads an entry from the disk; nil where only a base tells of it.
func (n *node) read(h entry.Hash) *entry.Entry {
	full := n.disk.full(h, n.watch)
	if full == nil {
		return nil
	}
	e, err := entry.Decode(full)
	if err != nil {
		n.w.fail("mesh", "%s cannot read %s: %v", n.name, n.w.called(h), err)
	}
	return e
}

// airTick tells the air that time has passed.
func (n *node) airTick() {
	if n.air != nil {
		n.air.Tick(n.core.State, n.read)
	}
}

// seeks says whether the node fetches a base: on air it neither speaks nor hears then.
func (n *node) seeks() bool {
	_, on := n.sync.Searching()
	return on
}

// broadcast puts a frame on the air, when there is one and nobody is heard to speak.
func (n *node) broadcast() {
	w := n.w
	if n.air == nil || n.busy || n.seeks() || slices.ContainsFunc(w.air.flying, func(f *flight) bool { return f.from == n || f.start < w.now && w.hears(f.from, n) }) {
		return
	}
	frame := n.air.Say(n.core.State, n.read, mesh.Room{MTU: airMTU, Left: 1000, Frame: 2})
	if frame == nil || !n.survives() {
		return
	}
	w.count("air: a frame")
	w.bytes += len(frame)
	f := &flight{from: n, start: w.now, spoilt: map[*node]bool{n: true}}
	for _, other := range w.air.flying {
		f.clash(other)
	}
	w.air.flying = append(w.air.flying, f)
	w.in(int64(10+len(frame)/airDense), func() { w.land(f, frame) })
}

// clash has two frames spoil each other for whoever hears both, and for who speaks.
func (f *flight) clash(other *flight) {
	for _, n := range f.from.w.nodes {
		if f.from.w.hears(other.from, n) || n == other.from {
			f.spoilt[n] = true
		}
		if f.from.w.hears(f.from, n) || n == f.from {
			other.spoilt[n] = true
		}
	}
}

// hears says whether a frame of one node reaches another.
func (w *World) hears(from, to *node) bool {
	return from != to && w.links[from.at][to.at].cuts == 0
}

// land ends a frame: everybody in reach hears it, or does not.
func (w *World) land(f *flight, frame []byte) {
	w.air.flying = slices.DeleteFunc(w.air.flying, func(x *flight) bool { return x == f })
	for _, n := range w.nodes {
		switch {
		case !w.hears(f.from, n):
		case f.spoilt[n]:
			w.count("air: two at once")
		case w.chance(airLose + w.weather.lose):
			w.count("air: lost")
		default:
			w.carry(n, frame)
			if w.chance(w.weather.repeat) {
				w.in(w.rnd.Int64N(5000), func() { w.carry(n, frame) })
			}
		}
	}
}

// carry brings a frame to a node, perhaps damaged.
func (w *World) carry(n *node, frame []byte) {
	frame = slices.Clone(frame)
	if w.chance(w.weather.garble) {
		w.count("air: garbled")
		frame[w.rnd.IntN(len(frame))] ^= 1 << w.rnd.IntN(8)
	}
	hear := func() {
		if n.air != nil && !n.seeks() {
			n.air.Hear(n.core.State, n.read, frame)
		}
	}
	switch {
	case n.core == nil:
	case n.busy:
		n.waiting = append(n.waiting, hear)
	default:
		hear()
		n.goOn()
	}
}
