package mesh

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/lora/loratest"
)

// valley is villages, each a market of its own with its nodes, whose nodes hold the same at once, and
// an air between them.
type valley struct {
	*town
	rnd      *rand.Rand
	villages []*hamlet
	nodes    []*cabin
	now      int64
	flying   []*sending
	lose     int                        // percent
	twice    int                        // percent of frames that come a second time, later
	rate     int                        // bytes a tick
	hears    func(from, to *cabin) bool // nil: everybody everybody
	tamper   func(frame []byte) []byte  // sees every frame that is delivered; may be nil
	bytes    int                        // on air
	frames   map[AirKind]int            // bytes by kind; records under 0
	log      [][]byte                   // every frame that was on air
	echoes   []echo
	lora     *loratest.Air // the air, where it is not this one
}

// hamlet is one village.
type hamlet struct {
	name   string
	market entry.MarketID
	heads  map[keys.Account]*entry.Entry
	nodes  []*cabin
}

// cabin is one node, with a radio or without.
type cabin struct {
	name    string
	village *hamlet
	core    *ledger.Core
	log     []*entry.Entry
	has     map[entry.Hash]*entry.Entry
	shared  int // of log, what the village has had
	air     *Air
	on      *sending // what it is saying
	used    int64    // ticks of airtime in about the last hour, times hour
	budget  int64    // 0: as much as it likes
	mtu     int
	antenna *antenna // its place on such an air
}

// sending is a frame on air.
type sending struct {
	from       *cabin
	frame      []byte
	start, end int64
}

// echo is a frame that comes again.
type echo struct {
	to    *cabin
	frame []byte
	at    int64
}

// newValley founds villages of four stewards each, with two people and their money in each. Each
// village's first radios nodes have radios.
func newValley(t testing.TB, seed uint64, radios int, names ...string) *valley {
	t.Helper()
	w := &valley{town: newTown(t, nil, nil), rnd: rand.New(rand.NewPCG(seed, 7)), rate: 25, frames: map[AirKind]int{}}
	set := w.begin(names)
	for i, h := range w.villages {
		for j := range 4 {
			steward := &ledger.Steward{Market: h.market, Voting: w.key(fmt.Sprint(h.name, " steward ", j))}
			c := w.cabin(h, fmt.Sprint(h.name, j), steward, set)
			if j < radios {
				c.air = NewAir(AirSettings{Seed: [32]byte{byte(seed), byte(i), byte(j)}, Node: [4]byte{1, byte(i), byte(j), 9}})
			}
		}
	}
	return w
}

func (w *valley) cabin(h *hamlet, name string, steward *ledger.Steward, set []*entry.Entry) *cabin {
	c := &cabin{name: name, village: h, has: map[entry.Hash]*entry.Entry{}, mtu: 240}
	c.core = ledger.NewCore(w.found.Community, set, steward)
	for _, e := range set {
		c.has[e.Hash()] = e
	}
	c.log = append(c.log, set...)
	c.shared = len(c.log)
	h.nodes = append(h.nodes, c)
	w.nodes = append(w.nodes, c)
	return c
}

// begin writes how the villages came to be.
func (w *valley) begin(names []string) (set []*entry.Entry) {
	set = append(set, w.town.set...)
	for i, name := range names {
		h := &hamlet{name: name, market: w.found.Market, heads: map[keys.Account]*entry.Entry{}}
		founder := "founder"
		if i == 0 {
			h.heads[w.found.Author] = w.found
		} else {
			founder = "founder " + name
			first := w.founds(founder, name)
			h.market = first.Market
			h.heads[first.Author] = first
			set = append(set, first)
		}
		w.villages = append(w.villages, h)
		facts := &entry.Attest{}
		for _, person := range w.people(h) {
			facts.Facts = append(facts.Facts, &entry.Deposit{Note: person, Account: w.key(person).Account(), Amount: 100_000})
		}
		set = append(set, w.in(h, founder, facts))
		var stewards []string
		for j := range 4 {
			stewards = append(stewards, fmt.Sprint(name, " steward ", j))
		}
		set = append(set, w.in(h, founder, w.nextEpoch(2, stewards)))
	}
	return set
}

func (w *valley) people(h *hamlet) (list []string) {
	for i := range 30 {
		list = append(list, fmt.Sprint(h.name, " person ", i))
	}
	return list
}

// founds founds a further market.
func (w *valley) founds(by, name string) *entry.Entry {
	w.t.Helper()
	voting, vault := w.key(by), w.key("vault "+by)
	proof := w.sign(vault, entry.SeatMessage(entry.MarketID{}, 1, voting.Account()))
	e := &entry.Entry{Author: voting.Account(), Seq: 1, Time: 1795000000, Body: &entry.Found{Community: w.found.Hash(), MarketName: name,
		Vault: vault.Account(), VaultSignature: proof}}
	w.check(e.Sign(voting))
	return e
}

// in extends a name's chain in a village.
func (w *valley) in(h *hamlet, by string, body entry.Body) *entry.Entry {
	w.t.Helper()
	prev := h.heads[w.key(by).Account()]
	e := &entry.Entry{Community: w.found.Community, Market: h.market, Author: w.key(by).Account(), Seq: 1, Time: uint32(1795000001 + w.now/20), Body: body}
	if prev != nil {
		e.Seq, e.Prev = prev.Seq+1, prev.Hash()
	}
	w.check(e.Sign(w.key(by)))
	h.heads[e.Author] = e
	return e
}

// pays pays from one village's person to another's, at a node of the payer's.
func (w *valley) pays(from *hamlet, payer int, to *hamlet, payee int, amount entry.Amount) *entry.Entry {
	w.t.Helper()
	body := &entry.Pay{Payees: []entry.Payee{{Market: to.market, Account: w.key(w.people(to)[payee]).Account(), Amount: amount}}}
	e := w.in(from, w.people(from)[payer], body)
	w.give(from.nodes[payer%len(from.nodes)], e)
	return e
}

// give brings an entry to a node, as its book would take it.
func (w *valley) give(c *cabin, list ...*entry.Entry) {
	w.t.Helper()
	for _, e := range list {
		if answer := w.step(c, ledger.Offer(e))[0]; answer.Err != nil {
			w.t.Fatalf("%v at %s: %v", e, c.name, answer.Err)
		}
	}
}

func (w *valley) step(c *cabin, drafts ...ledger.Draft) []ledger.Answer {
	persist, answers, err := c.core.Step(drafts, uint32(1795000002+w.now/20))
	w.check(err)
	for _, e := range persist {
		c.has[e.Hash()] = e
	}
	c.log = append(c.log, persist...)
	if c.core.Stale() {
		c.core = ledger.NewCore(w.found.Community, c.log, c.core.Steward)
	}
	if c.air != nil {
		c.air.Grew(c.core.State, persist)
	}
	return answers
}

func (c *cabin) read(h entry.Hash) *entry.Entry { return c.has[h] }

// share lets all nodes of a village hold the same.
func (w *valley) share(h *hamlet) {
	for again := true; again; {
		again = false
		for _, c := range h.nodes {
			news := c.log[c.shared:]
			c.shared = len(c.log)
			for _, other := range h.nodes {
				lacks := slices.DeleteFunc(slices.Clone(news), func(e *entry.Entry) bool { return other.core.State.Holds(e.Hash()) })
				if len(lacks) > 0 {
					w.step(other, judgedAll(lacks)...)
				}
			}
			again = again || len(news) > 0
		}
	}
}

// pass lets ticks pass.
func (w *valley) pass(ticks int) {
	for range ticks {
		w.now++
		for _, c := range w.nodes {
			if c.air != nil {
				c.air.Tick(c.core.State, c.read)
				w.take(c)
			}
		}
		if w.land(); w.lora != nil {
			w.lora.Until(time.Duration(w.now) * 50 * time.Millisecond)
		}
		for _, h := range w.villages {
			w.share(h)
		}
		for _, i := range w.rnd.Perm(len(w.nodes)) {
			if w.speak(w.nodes[i]); w.lora != nil {
				w.transmit(w.nodes[i])
			}
		}
	}
}

// take brings to a node's book what it has heard.
func (w *valley) take(c *cabin) {
	for list := c.air.Offers(64); len(list) > 0; list = c.air.Offers(64) {
		c.air.Answered(c.core.State, list, w.step(c, judgedAll(list)...))
	}
}

// speak lets a node begin a frame, when it hears nobody.
func (w *valley) speak(c *cabin) {
	c.used = max(0, c.used-c.budget)
	if c.air == nil || c.on != nil || c.antenna != nil {
		return
	}
	for _, s := range w.flying {
		if s.start < w.now && w.reaches(s.from, c) {
			return
		}
	}
	room := Room{MTU: c.mtu, Left: 1000, Frame: w.ticks(c.mtu)}
	if c.budget > 0 {
		room.Left = c.left()
	}
	pending := c.air.Pending(c.core.State, room)
	frame := c.air.Say(c.core.State, c.read, room)
	if frame == nil {
		return
	}
	if !pending {
		w.t.Fatalf("%s said kind %d when nothing was pending", c.name, frame[0]&15)
	}
	if AirKind(frame[0]&15) == AirBeacon && len(frame) > 24 {
		w.t.Fatalf("a beacon of %d bytes", len(frame))
	}
	if len(frame) > c.mtu {
		w.t.Fatalf("%s says %d bytes", c.name, len(frame))
	}
	c.used += int64(w.ticks(len(frame))) * hour
	c.on = &sending{c, frame, w.now, w.now + int64(w.ticks(len(frame)))}
	w.flying = append(w.flying, c.on)
	w.count(frame)
}

// count notes a frame that is on air.
func (w *valley) count(frame []byte) {
	w.bytes += len(frame)
	kind := AirKind(frame[0] & 15)
	if kind < AirBeacon {
		kind = 0
	}
	w.frames[kind] += len(frame)
	w.log = append(w.log, frame)
}

// hour is an hour, in ticks.
const hour = 72000

// left is how many thousandths of the hour's airtime are left.
func (c *cabin) left() int { return int(max(0, 1000-1000*c.used/hour/c.budget)) }

func (w *valley) ticks(bytes int) int { return 2 + bytes/w.rate }

func (w *valley) reaches(from, to *cabin) bool {
	return from != to && (w.hears == nil || w.hears(from, to))
}

// land delivers the frames that are over, where nothing else was heard meanwhile.
func (w *valley) land() {
	for _, s := range slices.Clone(w.flying) {
		if s.end > w.now {
			continue
		}
		s.from.on = nil
		for _, c := range w.nodes {
			if c.air != nil && w.reaches(s.from, c) && w.clear(s, c) && w.rnd.IntN(100) >= w.lose {
				w.deliver(c, s.frame)
			}
		}
	}
	w.flying = slices.DeleteFunc(w.flying, func(s *sending) bool { return s.end <= w.now })
	for _, e := range w.echoes {
		if e.at == w.now {
			e.to.air.Hear(e.to.core.State, e.to.read, e.frame)
		}
	}
	w.echoes = slices.DeleteFunc(w.echoes, func(e echo) bool { return e.at <= w.now })
}

// clear says whether a node could hear a frame: it was silent, and nobody else in its reach spoke.
func (w *valley) clear(s *sending, c *cabin) bool {
	for _, other := range w.flying {
		if other != s && other.start < s.end && s.start < other.end && (other.from == c || w.reaches(other.from, c)) {
			return false
		}
	}
	return true
}

func (w *valley) deliver(c *cabin, frame []byte) {
	frame = bytes.Clone(frame)
	if w.tamper != nil {
		frame = w.tamper(frame)
	}
	if w.rnd.IntN(100) < w.twice {
		w.echoes = append(w.echoes, echo{c, frame, w.now + 1 + int64(w.rnd.IntN(600))})
	}
	c.air.Hear(c.core.State, c.read, frame)
	w.take(c)
}

// same says whether all nodes hold the same.
func (w *valley) same() bool {
	for _, c := range w.nodes[1:] {
		if c.core.State.Digest() != w.nodes[0].core.State.Digest() {
			return false
		}
	}
	return true
}

// until lets time pass until something holds, and says how many ticks it took.
func (w *valley) until(what string, most int, holds func() bool) int {
	w.t.Helper()
	for n := 0; n < most; n += 10 {
		if holds() {
			return n
		}
		w.pass(10)
	}
	for _, c := range w.nodes {
		if c.air != nil {
			w.t.Logf("%s holds %d, %x; %+v; pen %d, fresh %d, needs %d, owed %v, %+v", c.name, c.core.State.Held(), c.core.State.Digest(), c.air.Count(),
				len(c.air.pen.list), len(c.air.fresh), len(c.air.needs), c.air.owed, c.air.Neighbours())
		}
	}
	w.t.Fatalf("not in %d ticks: %s", most, what)
	return 0
}

// agree lets time pass until all hold the same, and holds their states against each other.
func (w *valley) agree(most int) int {
	w.t.Helper()
	n := w.until("all hold the same", most, w.same)
	for _, c := range w.nodes[1:] {
		if c.core.State.Summary().Hash() != w.nodes[0].core.State.Summary().Hash() {
			w.t.Fatalf("%s and %s hold the same and have two states", w.nodes[0].name, c.name)
		}
	}
	return n
}

// final says whether an entry is final on every node of a village.
func (w *valley) final(h *hamlet, list ...*entry.Entry) func() bool {
	return func() bool {
		for _, c := range h.nodes {
			for _, e := range list {
				if c.core.State.Level(e.Hash()) != ledger.Final {
					return false
				}
			}
		}
		return true
	}
}

// said counts the records that were on air.
func (w *valley) said() (n int) {
	for _, c := range w.nodes {
		if c.air != nil {
			n += c.air.Count().Records
		}
	}
	return n
}
