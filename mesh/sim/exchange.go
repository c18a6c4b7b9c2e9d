package sim

import (
	"encoding/binary"
	"maps"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/mesh"
)

// stream is a conversation with another node, as one end of it sees it. Of two that both ends opened
// the later one is kept. In a frame its number stands first, in 8 bytes, then what the frame is.
type stream struct {
	number uint64
	id     mesh.ID
	held   []mesh.Message // came, and stand in the link until there is room for them
}

// What a frame is.
const (
	frameMessage = iota // a message of the mesh follows
	frameEnd            // whoever sends it has closed the stream
)

// tickEvery is how often a node's mesh is told that time has passed, in ms.
const tickEvery = 50

// meet begins to talk to others, with nothing known of what they hold.
func (n *node) meet() {
	settings := mesh.Settings{Name: n.name, Search: n.search()}
	binary.BigEndian.PutUint64(settings.Seed[:], n.w.rnd.Uint64())
	n.sync, n.streams = mesh.NewSync(settings), map[int]*stream{}
	n.listens()
}

// dial opens a stream to a node that there is none to, when the way is open in both directions.
func (n *node) dial() {
	n.w.in(100+n.w.rnd.Int64N(300), n.dial)
	if !n.ready() {
		return
	}
	to := n.w.rnd.IntN(len(n.w.nodes))
	l, back := &n.w.links[n.at][to], &n.w.links[to][n.at]
	if to == n.at || n.w.apart(n.at, to) || n.streams[to] != nil || l.cuts+l.clogs+back.cuts+back.clogs > 0 || n.w.nodes[to].core == nil {
		return
	}
	n.w.streams++
	n.open(to, n.w.streams)
	n.speak()
}

func (n *node) open(to int, number uint64) {
	n.w.count("stream: opened")
	n.streams[to] = &stream{number: number, id: n.sync.Open(n.core.State, n.w.nodes[to].name)}
}

// hangUp forgets a stream.
func (n *node) hangUp(to int) {
	if x := n.streams[to]; x != nil {
		n.sync.Shut(x.id)
		delete(n.streams, to)
	}
}

// lost says what becomes of a stream when one of its frames is lost: a link that carries a stream
// breaks it on both sides after a while, and one that carries single messages does not know. A
// greeting is never lost without anybody knowing.
func (w *World) lost(from, to int, b []byte) {
	greeting := len(b) > 10 && b[10] == byte(mesh.KindHello)
	if !greeting && w.chance(0.5) {
		return
	}
	w.in(50+w.rnd.Int64N(500), func() {
		w.nodes[from].broken(to, binary.BigEndian.Uint64(b))
		w.nodes[to].broken(from, binary.BigEndian.Uint64(b))
	})
}

// broken closes a stream.
func (n *node) broken(to int, number uint64) {
	if n.core == nil {
		return
	}
	if n.busy {
		n.waiting = append(n.waiting, func() { n.broken(to, number) })
		return
	}
	if x := n.streams[to]; x != nil && x.number == number {
		n.w.count("stream: broken")
		n.hangUp(to)
	}
}

// frame is one frame of a stream.
func frame(number uint64, kind byte, message []byte) []byte {
	return append(append(binary.BigEndian.AppendUint64(nil, number), kind), message...)
}

// hear takes a frame from a link. While a step is being written nobody looks at the state, and the
// frame waits.
func (n *node) hear(from int, b []byte) {
	if n.core == nil || len(b) < 9 {
		n.w.count("link: nobody there")
		return
	}
	if n.busy {
		n.waiting = append(n.waiting, func() { n.take(from, b) })
		return
	}
	n.take(from, b)
	n.goOn()
}

// take finds the stream of a frame, and tells the mesh what it says.
func (n *node) take(from int, b []byte) {
	number, x := binary.BigEndian.Uint64(b), n.streams[from]
	if b[8] == frameEnd {
		if x != nil && x.number == number {
			n.w.count("stream: closed by the other")
			n.hangUp(from)
		}
		return
	}
	switch {
	case number > n.w.streams: // damaged on the way
		n.w.count("stream: there is none such")
		return
	case x != nil && number < x.number:
		n.w.count("stream: of an earlier one")
		return
	case x == nil || number > x.number:
		n.hangUp(from)
		n.open(from, number)
		x = n.streams[from]
	}
	m, err := mesh.Decode(b[9:])
	if err != nil {
		n.w.countError("stream: ", err)
		n.sync.Refuse(x.id, mesh.Malformed)
		return
	}
	x.held = append(x.held, m)
	n.listen(x)
}

// listen hears what stands in a link, as far as there is room for it.
func (n *node) listen(x *stream) {
	for len(x.held) > 0 {
		m := x.held[0]
		if !n.sync.Room(x.id, mesh.Price(m)) {
			n.w.count("stream: waits for room")
			return
		}
		x.held = x.held[1:]
		n.w.count("heard: " + m.Kind().String())
		n.sync.Hear(n.core.State, x.id, m)
		n.fetch()
	}
}

// meshTick tells the mesh that time has passed.
func (n *node) meshTick() {
	n.w.in(tickEvery, n.meshTick)
	switch {
	case n.core == nil:
	case n.busy:
		n.waiting = append(n.waiting, func() { n.sync.Tick(n.core.State); n.airTick() })
	default:
		n.sync.Tick(n.core.State)
		n.airTick()
		for _, to := range slices.Sorted(maps.Keys(n.streams)) {
			if n.core != nil && n.streams[to] != nil {
				n.listen(n.streams[to])
			}
		}
		if n.core != nil {
			n.goOn()
		}
	}
}

// goOn says what is to be said, and brings the core what peers have brought.
func (n *node) goOn() {
	n.speak()
	if n.core != nil {
		n.broadcast()
	}
	if n.core != nil && (n.sync.Waiting() || n.air != nil && n.air.Waiting()) {
		n.work()
	}
}

// speak says to each peer what the mesh has for it. The machine may stop on the way.
func (n *node) speak() {
	for _, to := range slices.Sorted(maps.Keys(n.streams)) {
		x := n.streams[to]
		for n.core != nil {
			m := n.sync.Say(n.core.State, x.id)
			if m == nil {
				break
			}
			n.sayOne(to, x, m)
		}
		if n.core == nil {
			return
		}
		if why, over := n.sync.Parting(x.id); over {
			n.w.count("stream: over, " + why.String())
			n.w.send(n.at, to, frame(x.number, frameEnd, nil))
			n.hangUp(to)
		}
	}
}

// sayOne sends a message. Of entries the mesh has given the names; they are read from the disk.
func (n *node) sayOne(to int, x *stream, m mesh.Message) {
	if part, ok := m.(*mesh.Part); ok {
		m = n.part(part.Asked())
	}
	list, ok := m.(*mesh.Entries)
	if !ok {
		n.transmit(to, x, m)
		return
	}
	var batch mesh.Batch
	for _, h := range list.Names {
		bytes := n.disk.full(h, n.watch)
		if bytes == nil && (n.disk.base == nil || n.core.State.Shows(h)) {
			n.w.fail("mesh", "%s names an entry that is not on its disk: %s", n.name, n.w.called(h))
			return
		}
		if bytes == nil {
			continue
		}
		if full := batch.Add(bytes); full != nil {
			n.transmit(to, x, full)
		}
	}
	if rest := batch.Rest(); rest != nil {
		n.transmit(to, x, rest)
	}
}

func (n *node) transmit(to int, x *stream, m mesh.Message) {
	if _, entries := m.(*mesh.Entries); entries && !n.survives() {
		return
	}
	n.w.send(n.at, to, frame(x.number, frameMessage, mesh.Encode(m)))
}

// fromPeers is what peers have brought for the next step, as far as its signatures hold.
func (n *node) fromPeers() (letters []letter) {
	offered := n.sync.Offers(perStep)
	var bad []*entry.Entry
	for _, e := range offered {
		if n.w.verify(e) {
			letters = append(letters, letter{entry: e, fromPeer: true})
		} else {
			n.w.count("link: bad signature")
			bad = append(bad, e)
		}
	}
	if len(bad) > 0 {
		answers := make([]ledger.Answer, len(bad))
		for i := range answers {
			answers[i].Err = ledger.ErrSignature
		}
		n.sync.Answered(n.core.State, bad, answers)
	}
	if n.air != nil {
		for _, e := range n.air.Offers(perStep) {
			letters = append(letters, letter{entry: e, fromAir: true})
		}
	}
	return letters
}

// tellMesh tells the mesh what became of a step.
func (n *node) tellMesh(made []*entry.Entry, letters []letter, answers []ledger.Answer) {
	var offered, onAir []*entry.Entry
	var became, airBecame []ledger.Answer
	for i, l := range letters {
		switch {
		case l.fromPeer:
			offered, became = append(offered, l.entry), append(became, answers[i])
		case l.fromAir:
			onAir, airBecame = append(onAir, l.entry), append(airBecame, answers[i])
		}
	}
	n.sync.Answered(n.core.State, offered, became)
	n.sync.Grew(n.core.State, made)
	if n.air != nil {
		n.air.Answered(n.core.State, onAir, airBecame)
		n.air.Grew(n.core.State, made)
	}
}
