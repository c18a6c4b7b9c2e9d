package sim

import (
	"encoding/binary"
	"slices"
	"time"

	"foirail/ledger/entry"
	"foirail/lora/loratest"
	"foirail/mesh"
)

// air is what joins the villages of a world that have nothing but radios between them: each machine has one.
// Its time runs faster than the world's, for people here pay all the time.
type air struct {
	*loratest.Air
	w        *World
	wave     loratest.Profile
	villages int
	line     bool // they lie in a line: a radio hears its own village and the next ones
	strength map[[2]int]float64
	due      int64 // when the world looks after it next
}

const (
	airPace = 40   // milliseconds on the air in one of the world's
	airLose = 0.15 // of frames on a good day
)

// wave is how the radios of a world send: 10 % of every hour, which is a minute and a half of the world, or less.
func (w *World) wave() loratest.Profile {
	p := loratest.SF8
	switch {
	case w.options.mutant == lawless:
		p.Share /= 10
	case w.chance(0.4):
		w.count("air: a world with less airtime")
		p.Share = p.Share * 2 / 5
	}
	return p
}

// openAir puts a radio on every machine.
func (w *World) openAir() {
	a := &air{w: w, wave: w.wave(), villages: w.options.Villages, strength: map[[2]int]float64{}}
	a.Air = loratest.NewAir(loratest.Config{Seed: w.options.Seed, Told: a.told, Fade: 4})
	w.air = a
	if a.line = w.options.Line; a.line {
		w.count("air: villages in a line")
	}
	for _, n := range w.nodes {
		var err error
		if n.radio, err = a.Wireless(n.name, a.wave); err != nil {
			w.fail("world", "%v", err)
		}
		for to := range n.at {
			a.strength[[2]int{to, n.at}] = -80 - 30*w.rnd.Float64()
		}
	}
	w.tuneAll()
}

// apart says whether two nodes have nothing but radios between them.
func (w *World) apart(a, b int) bool { return w.air != nil && a%w.air.villages != b%w.air.villages }

// beyond says whether two nodes are too far from each other even for radios.
func (a *air) beyond(one, other int) bool {
	far := one%a.villages - other%a.villages
	return a.line && (far > 1 || far < -1)
}

// tuneAll lets each radio hear those that it can hear now, as well as the weather lets it.
func (w *World) tuneAll() {
	for from := range w.links {
		for to := range w.links[from] {
			w.tune(from, to)
		}
	}
}

// tune lets one radio hear another, or not.
func (w *World) tune(from, to int) {
	if w.air == nil || from == to {
		return
	}
	w.air.catchUp()
	one, other := w.nodes[from].radio.Station(), w.nodes[to].radio.Station()
	if w.links[from][to].cuts > 0 || w.air.beyond(from, to) {
		w.air.CutOneWay(one, other)
		return
	}
	w.air.LinkOneWay(one, other, loratest.Path{RSSI: w.air.strength[[2]int{min(from, to), max(from, to)}], Loss: airLose + w.weather.lose})
}

// catchUp lets happen what has happened on the air by now, and plans when to look again. What radios bring
// is heard when that is over, at the same moment.
func (a *air) catchUp() {
	const unit = airPace * time.Millisecond
	a.Until(time.Duration(a.w.now) * unit)
	a.lawful()
	next, more := a.Next()
	if at := int64((next + unit - 1) / unit); more && (a.due <= a.w.now || at < a.due) {
		a.due = at
		a.w.at(at, a.catchUp)
	}
}

// lawful asks that no radio was longer on the air than the law lets it, in any hour.
func (a *air) lawful() {
	if list := a.Breaches(); len(list) > 0 {
		a.w.fail("airtime", "%v", list[0])
	}
}

// told counts what happens on the air.
func (a *air) told(e loratest.Event) {
	a.w.count("air: " + string(e.Kind))
	if e.Kind == loratest.Sent {
		a.w.bytes += len(e.Bytes)
	}
}

// listens makes what a node says on air, with nothing known of others, and turns its radio on.
func (n *node) listens() {
	if n.w.air == nil {
		return
	}
	settings := mesh.AirSettings{Node: [4]byte{byte(n.at + 1)}}
	binary.BigEndian.PutUint64(settings.Seed[:], n.w.rnd.Uint64())
	n.air = mesh.NewAir(settings)
	n.w.air.catchUp()
	n.radio.Listen(func(frame []byte) { n.w.in(0, func() { n.w.arrive(n, frame) }) }, func() { n.w.in(0, n.free) })
}

// fallSilent turns the radio off, with the machine.
func (n *node) fallSilent() {
	if n.w.air != nil {
		n.air = nil
		n.w.air.catchUp()
		n.radio.Listen(nil, nil)
	}
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

// free says the next frame when the radio is done with the last.
func (n *node) free() {
	if n.core != nil && !n.busy {
		n.broadcast()
	}
}

// broadcast gives the radio a frame, when there is one and it takes one.
func (n *node) broadcast() {
	w := n.w
	if n.air == nil || n.busy || n.seeks() {
		return
	}
	if w.air.catchUp(); !n.radio.Free() {
		return
	}
	frame := n.air.Say(n.core.State, n.read, n.airRoom())
	if frame == nil || !n.survives() {
		return
	}
	n.send(frame)
	w.air.catchUp()
}

// airRoom is what the radio has room for. How long a frame takes is told as the node's own clock has it.
func (n *node) airRoom() mesh.Room {
	const tick = airPace * tickEvery * time.Millisecond
	frame := int((n.radio.Airtime(n.radio.MTU()) + tick - 1) / tick)
	return mesh.Room{MTU: n.radio.MTU(), Left: n.radio.Left(), Frame: frame}
}

// send puts a frame on the air. When the hour is used up it is lost, and found by the next comparison.
func (n *node) send(frame []byte) {
	n.countFrame(frame)
	if n.w.options.mutant == lawless {
		p := n.w.air.wave
		if _, err := n.w.air.Send(n.radio.Station(), p.Frequency, p.Modulation, append(make([]byte, p.Around), frame...)); err != nil {
			n.w.fail("world", "%v", err)
		}
		return
	}
	if err := n.radio.Send(frame); err != nil {
		n.w.count("air: no airtime is left")
	}
}

// countFrame counts what frames show of the troubles of their senders.
func (n *node) countFrame(frame []byte) {
	if n.radio.Left() < 300 {
		n.w.count("air: said when little airtime was left")
	}
	const held = 1 + entry.AirTagSize + 4 + 4 + 8 // where a Beacon tells how many are held, and whether numbers lack
	if mesh.AirKind(frame[0]&15) == mesh.AirBeacon && frame[held]&1 == 1 {
		n.w.count("air: a beacon of one that lacks numbers")
	}
}

// arrive takes what a radio has heard: once, or once more later.
func (w *World) arrive(n *node, frame []byte) {
	w.carry(n, frame)
	if w.chance(w.weather.repeat) {
		w.count("air: repeated")
		w.in(w.rnd.Int64N(5000), func() { w.carry(n, frame) })
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
