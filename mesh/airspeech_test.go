package mesh

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// repeats lets somebody say a frame to a node every so many ticks, while time passes.
func (w *valley) repeats(c *cabin, every, ticks int, frame func() []byte) {
	for range ticks / every {
		if b := frame(); b != nil {
			c.air.Hear(c.core.State, c.read, b)
			w.take(c)
		}
		w.pass(every)
	}
}

// Somebody who says over and over what waits here keeps nobody from saying the rest.
func TestAirPoliteToARepeater(t *testing.T) {
	w := newValley(t, 40, 1, "haut", "bas")
	up, down := w.villages[0], w.villages[1]
	w.agree(100)
	w.pass(400)
	mine := w.pays(up, 0, down, 1, 5)
	var paid []*entry.Entry
	for i := range 5 {
		paid = append(paid, w.pays(up, 1+i, down, 1, 5))
	}
	again := encodeAir(up.nodes[0].air.tag, &airWhole{mine.Full()})
	w.repeats(up.nodes[0], 15, 3000, func() []byte { return again })
	if !w.final(down, paid...)() {
		t.Error("what others paid was kept back")
	}
}

// Nor does he who always has something new of it to say.
func TestAirPoliteToATalker(t *testing.T) {
	w := newValley(t, 41, 1, "haut", "bas")
	up, down := w.villages[0], w.villages[1]
	w.agree(100)
	w.pass(400)
	c := up.nodes[0]
	first := w.pays(up, 0, down, 1, 5)
	i := 0
	w.repeats(c, 15, 3000, func() []byte {
		i++
		e := w.pays(up, 4+4*(i%5), up, 25, 1)
		return encodeAir(c.air.tag, &airWhole{e.Full()})
	})
	if !w.final(down, first)() {
		t.Error("what was paid first was kept back")
	}
}

// long is an entry of a village that takes several parts.
func (w *valley) long(h *hamlet) *entry.Entry {
	var payees []entry.Payee
	for i := range 12 {
		payees = append(payees, entry.Payee{Market: h.market, Account: w.key(fmt.Sprint("new ", i)).Account(), Amount: 1})
	}
	return w.in(h, w.people(h)[3], &entry.Pay{Payees: payees})
}

// Who asks for parts while they are being said for the first time does not have them said without end,
// at the price of the village's own news.
func TestAirPartsAskedTooSoon(t *testing.T) {
	w := newValley(t, 42, 1, "haut", "bas")
	up, down := w.villages[0], w.villages[1]
	w.agree(100)
	w.pass(400)
	c := up.nodes[0]
	c.budget, c.mtu = 7200/4, 120
	w.give(c, w.long(up))
	w.repeats(c, 5, 8000, func() []byte {
		for _, p := range c.air.parcels.list {
			if p.complete() && len(p.parts) > 2 {
				m := &airMissing{id: p.id, last: p.last()}
				for i := range p.parts {
					m.list = append(m.list, i)
				}
				return encodeAir(c.air.tag, m)
			}
		}
		return nil
	})
	if left := c.left(); left < freshFloor {
		t.Errorf("%d thousandths of the airtime are left", left)
	}
	paid := w.pays(up, 0, down, 1, 5)
	w.until("a payment is final below", 2000, w.final(down, paid))
}

// A false part takes nothing out of what is being said.
func TestAirFalsePart(t *testing.T) {
	w := newValley(t, 43, 1, "haut", "bas")
	up := w.villages[0]
	w.agree(100)
	w.pass(400)
	c := up.nodes[0]
	c.mtu = 120
	w.hears = func(*cabin, *cabin) bool { return false } // nobody who would ask for what he lacks
	w.give(c, w.long(up))
	told := map[[2]byte]map[int]bool{}
	w.repeats(c, 1, 600, func() []byte {
		for _, p := range c.air.parcels.list {
			if told[p.id] == nil {
				told[p.id] = map[int]bool{}
			}
			for i := range p.parts {
				if !told[p.id][i] {
					told[p.id][i] = true
					return encodeAir(c.air.tag, &airPart{id: p.id, index: i, last: p.last(), bytes: []byte("false")})
				}
			}
		}
		return nil
	})
	said, parts := map[int]bool{}, 0
	for _, frame := range w.log {
		if f, err := decodeAir(frame); err == nil && f.kind() == AirPart {
			said[f.(*airPart).index], parts = true, f.(*airPart).last+1
		}
	}
	if parts == 0 || len(said) != parts {
		t.Errorf("of %d parts %d were said", parts, len(said))
	}
}

// What several have to say that is too long for a frame is cut into the same parts, whatever else each has
// to say and however far he is believed.
func TestAirCommonParts(t *testing.T) {
	w := newValley(t, 44, 2, "haut", "bas")
	up, down := w.villages[0], w.villages[1]
	w.payAll(up, 0)
	w.agree(20_000)
	w.pass(2000)
	long, early := w.long(up), w.in(up, w.people(up)[1], w.payBody(w.people(down)[2], 4))
	w.now += 4000
	for i := range 4 {
		long = w.in(up, w.people(up)[4+i], &entry.Pay{Payees: long.Body.(*entry.Pay).Payees})
		w.give(up.nodes[i], long)
	}
	w.give(up.nodes[0], early)
	w.share(up)
	var ids [][2]byte
	for i, c := range up.nodes[:2] {
		list, to := []entry.Hash{long.Hash()}, reach{numbers: c.air.believed}
		if i == 0 {
			list = append(list, early.Hash())
			to.numbers = func(*table) mark { return mark{} }
		}
		frame, _ := c.air.pack(&view{c.core.State, c.read}, list, to, false, 240)
		if len(frame) <= 240 {
			t.Fatalf("%d bytes are not too long", len(frame))
		}
		ids = append(ids, airID(frame))
	}
	if ids[0] != ids[1] {
		t.Error("the parts of one do not fit the other's")
	}
}

// A stranger's entry that comes to the book by another way, before it went there from the air, is not
// counted for ever.
func TestAirStrangersLeave(t *testing.T) {
	w := newValley(t, 45, 1, "haut", "bas")
	c := w.villages[0].nodes[0]
	w.pass(10)
	for i := range 3 {
		e := w.in(w.villages[0], fmt.Sprint("stranger ", i), w.payBody("haut person 1", 1))
		c.air.Hear(c.core.State, c.read, encodeAir(c.air.tag, &airWhole{e.Full()}))
		c.air.Grew(c.core.State, []*entry.Entry{e})
	}
	if n := c.air.gate.strangers; n != 0 || c.air.Waiting() {
		t.Errorf("%d strangers are on their way", n)
	}
}

// Whoever always says that he has less does not keep a node's own beacons back when airtime is scarce.
func TestAirBeaconInSpiteOfOthers(t *testing.T) {
	w := newValley(t, 46, 1, "haut", "bas")
	up := w.villages[0]
	w.agree(100)
	c := up.nodes[0]
	c.budget = 7200
	w.hears = func(*cabin, *cabin) bool { return false }
	w.pass(200)
	c.air.purse = 0
	n := byte(0)
	before := c.air.Count().Said
	w.repeats(c, 40, 20_000, func() []byte {
		n++
		c.used = c.budget * hour * 80 / 100
		return encodeAir(c.air.tag, &airBeacon{node: [4]byte{7}, nonce: [4]byte{n}, digest: ledger.Short{n}})
	})
	if c.air.Count().Said == before {
		t.Error("none was said")
	}
}

// Whoever always says first what a node would tell keeps it from telling once, not for ever.
func TestAirToldForOnce(t *testing.T) {
	w := newValley(t, 47, 1, "haut", "bas")
	c := w.villages[0].nodes[0]
	w.agree(100)
	w.hears = func(*cabin, *cabin) bool { return false }
	w.pass(400)
	n := byte(0)
	w.repeats(c, 40, 12_000, func() []byte {
		n++
		beacon := &airBeacon{node: [4]byte{8}, nonce: [4]byte{n}, digest: ledger.Short{n}, held: 1 << 20}
		c.air.Hear(c.core.State, c.read, encodeAir(c.air.tag, beacon))
		f := &airFrontier{node: [4]byte{7}, nonce: [4]byte{n}}
		f.told = pieces(c.core.State.Frontier(airNonce(f.node, f.nonce), false), false)[0].Told
		return encodeAir(c.air.tag, f)
	})
	if w.frames[AirFrontier] == 0 {
		t.Error("it never told")
	}
}

// A record that names a number of a table which is made only when it comes is read as soon as that is made.
func TestAirTableComesLate(t *testing.T) {
	w := newValley(t, 48, 1, "haut", "bas")
	up, down := w.villages[0], w.villages[1]
	w.payAll(up, 0)
	w.agree(20_000)
	w.pass(2000)
	a, c := up.nodes[0], down.nodes[0]
	paid := w.in(up, w.people(up)[3], w.payBody(w.people(up)[2], 7))
	w.give(a, paid)
	frame, _ := a.air.pack(&view{a.core.State, a.read}, []entry.Hash{paid.Hash()}, reach{numbers: a.air.believed}, false, 240)
	head, _, err := entry.ReadAirHead(frame)
	if w.check(err); head.Keys == 0 {
		t.Fatal("no number is used")
	}
	c.air.tables.list = nil // as if it had begun just now
	c.air.Hear(c.core.State, c.read, frame)
	if c.air.Waiting() {
		t.Fatal("there was a table")
	}
	for range 3 * retryTicks {
		c.air.Tick(c.core.State, c.read)
	}
	if !c.air.Waiting() || len(c.air.pen.list) > 0 {
		t.Error("the record waits although the table is there")
	}
}

// Records in the worst order do not hold up whoever waits while they are looked through, and all are read.
func TestAirWorstOrder(t *testing.T) {
	w := newValley(t, 49, 1, "haut", "bas")
	up, down := w.villages[0], w.villages[1]
	w.pass(200)
	c := down.nodes[0]
	var list []*entry.Entry
	for range 60 {
		list = append(list, w.in(up, w.people(up)[0], w.payBody(w.people(up)[1], 1)))
	}
	slices.Reverse(list)
	for _, e := range list {
		c.air.Hear(c.core.State, c.read, encodeAir(c.air.tag, &airWhole{e.Full()}))
	}
	if n := len(c.air.over.entries); n > 1+maxRetries {
		t.Errorf("one frame brought %d records, each with a look at all", n)
	}
	for range 60 * retryTicks {
		c.air.Tick(c.core.State, c.read)
	}
	if n := len(c.air.over.entries); n != len(list) {
		t.Errorf("%d of %d were read", n, len(list))
	}
}

// A cheater who forks many slots of his chain has what proves that said first, and without regard to airtime,
// once.
func TestAirManyForks(t *testing.T) {
	w := newValley(t, 50, 1, "haut", "bas")
	up := w.villages[0]
	c := up.nodes[0]
	w.agree(100)
	w.pass(400)
	cheater := w.key(w.people(up)[0]).Account()
	var twins []*entry.Entry
	for range 40 {
		prev := up.heads[cheater]
		twins = append(twins, w.in(up, w.people(up)[0], w.payBody(w.people(up)[2], 2)))
		if up.heads[cheater] = prev; prev == nil {
			delete(up.heads, cheater)
		}
		w.give(c, w.in(up, w.people(up)[0], w.payBody(w.people(up)[1], 1)))
		w.pass(20)
	}
	w.agree(20_000)
	w.pass(2000)
	most := 0
	for _, e := range twins {
		w.give(c, e)
		most = max(most, len(c.air.proofs))
	}
	if ref := (ledger.Ref{Market: up.market, Key: cheater}); !c.core.State.Forked(ref) || most != 2 {
		t.Errorf("%d entries go before all others", most)
	}
	w.agree(40_000)
}

// A digest that was seen before the air was told of the entries is of the moment after them.
func TestAirPointAfterItsEntries(t *testing.T) {
	w := newValley(t, 51, 1, "haut", "bas")
	up := w.villages[0]
	c := up.nodes[0]
	w.pass(20)
	air := c.air
	c.air = nil
	e := w.in(up, w.people(up)[0], w.payBody(w.people(up)[1], 1))
	w.give(c, e)
	air.Tick(c.core.State, c.read)
	air.Grew(c.core.State, []*entry.Entry{e})
	air.Tick(c.core.State, c.read)
	nonce := ledger.Nonce{1}
	p, found := air.history.find(nonce, nonce.Short(c.core.State.Digest()))
	if lacks := air.history.after(p); !found || slices.Contains(lacks, e.Hash()) {
		t.Errorf("who holds all lacks %d entries", len(lacks))
	}
	if bytes.Equal(p.digest[:], make([]byte, 32)) {
		t.Error("no digest")
	}
}

// What the book may take later waits no longer than anything else, whatever comes meanwhile, and has nobody
// tell his frontier without end.
func TestAirWaitsOnce(t *testing.T) {
	w := newValley(t, 52, 1, "haut", "bas")
	up := w.villages[0]
	c := up.nodes[0]
	w.agree(100)
	w.pass(400)
	body := &entry.Votes{Items: []entry.Vote{{Kind: entry.QuorumOnly, Entry: w.found.Hash()}}}
	c.air.Hear(c.core.State, c.read, encodeAir(c.air.tag, &airWhole{w.in(up, "stranger", body).Full()}))
	w.take(c)
	if len(c.air.pen.list) != 1 {
		t.Fatalf("%d entries wait", len(c.air.pen.list))
	}
	w.log = nil
	for i := range penTicks/400 + 10 {
		w.pays(up, i%20, up, 25, 1)
		w.pass(400)
	}
	if n := len(c.air.pen.list); n != 0 {
		t.Errorf("%d entries wait for ever", n)
	}
	told := 0
	for _, frame := range w.log {
		if node, said := AirSender(frame, nil); said && node == c.air.settings.Node && AirKind(frame[0]&15) == AirFrontier {
			told++
		}
	}
	if told > 40 {
		t.Errorf("%d frontiers were told", told)
	}
}

// Where two markets have one tag, a record that waits for another in the one is not lost to the other.
func TestAirTwoOfOneTag(t *testing.T) {
	w := newValley(t, 53, 1, "haut", "bas")
	up, down := w.villages[0], w.villages[1]
	w.agree(100)
	small := &hamlet{name: "petit", heads: map[keys.Account]*entry.Entry{}}
	first := w.founds("founder petit", "petit")
	small.market, small.heads[first.Author] = first.Market, first
	next := w.in(small, "founder petit", w.nextEpoch(2, []string{"alone"}))
	w.give(down.nodes[0], first, next)
	w.agree(20_000)
	a, c := up.nodes[0], down.nodes[0]
	w.hears = func(*cabin, *cabin) bool { return false }
	paid := w.in(up, w.people(up)[1], w.payBody(w.people(up)[2], 7))
	w.give(a, paid)
	w.pass(40)
	last := a.log[len(a.log)-1] // a steward's vote for it
	if last.Kind() != entry.KindVotes {
		t.Fatalf("%v", last)
	}
	frame, _ := a.air.pack(&view{a.core.State, a.read}, []entry.Hash{last.Hash()}, reach{numbers: a.air.believed}, false, 240)
	tag := entry.AirTag(w.found.Hash(), up.market)
	c.air.markets[tag] = append(c.air.markets[tag], small.market)
	c.air.Hear(c.core.State, c.read, frame)
	if len(c.air.pen.list) != 1 {
		t.Errorf("%d records wait", len(c.air.pen.list))
	}
}

// False parts, however many of one frame have come, do not hold the room of a true one.
func TestAirPartsHoldNoRoom(t *testing.T) {
	w := newValley(t, 54, 1, "haut", "bas")
	c := w.villages[1].nodes[0]
	w.pass(20)
	hear := func(f airFrame) {
		c.air.Hear(c.core.State, c.read, encodeAir(c.air.tag, f))
		w.pass(1)
	}
	for i := range maxParcels {
		for j := range 20 {
			hear(&airPart{id: [2]byte{byte(i)}, index: j, last: 200, bytes: []byte("false")})
		}
	}
	long := w.long(w.villages[0])
	whole := encodeAir(c.air.tag, &airWhole{long.Full()})
	half := len(whole) / 2
	hear(&airPart{id: airID(whole), index: 0, last: 1, bytes: whole[:half]})
	hear(&airPart{id: [2]byte{99}, index: 0, last: 200, bytes: []byte("false")})
	hear(&airPart{id: airID(whole), index: 1, last: 1, bytes: whole[half:]})
	if !c.core.State.Holds(long.Hash()) && c.air.over.entries[long.Hash()] == nil {
		t.Error("the parts were let go")
	}
}

// Who says under many names that he lacks much does not have those forgotten who lack little.
func TestAirNeedsGiveWay(t *testing.T) {
	w := newValley(t, 55, 1, "haut", "bas")
	a := w.villages[0].nodes[0].air
	w.pass(20)
	little := make([]entry.Hash, 3)
	a.answer(&need{node: [4]byte{1}, list: little})
	for i := range 2 * maxNeeds {
		a.answer(&need{node: [4]byte{2, byte(i)}, list: make([]entry.Hash, 500)})
	}
	if len(a.needs) != maxNeeds || !slices.ContainsFunc(a.needs, func(n *need) bool { return n.node == [4]byte{1} }) {
		t.Errorf("%d are remembered, without him who lacks little", len(a.needs))
	}
}

// A steward who was the first to vote for one payment in one village and for another in the next, in one slot,
// is found out, and both payments come to both.
func TestAirForkOfVotes(t *testing.T) {
	w := newValley(t, 56, 1, "haut", "bas")
	up := w.villages[0]
	w.agree(100)
	w.pass(400)
	w.hears = func(*cabin, *cabin) bool { return false }
	for _, c := range up.nodes {
		c.core.Steward = nil // nobody else is there to vote
	}
	for i, h := range w.villages {
		delete(up.heads, w.key("haut steward 3").Account())
		paid := w.in(up, w.people(up)[i], w.payBody(w.people(up)[5], 1))
		votes := w.in(up, "haut steward 3", &entry.Votes{Items: []entry.Vote{{Kind: entry.QuorumOnly, Entry: paid.Hash()}}})
		w.give(h.nodes[0], paid, votes)
	}
	w.pass(400)
	w.hears = nil
	w.agree(20_000)
	if !up.nodes[0].core.State.Forked(ledger.Ref{Market: up.market, Key: w.key("haut steward 3").Account()}) {
		t.Error("he is not found out")
	}
}

// A machine that holds nothing is told everything by radio.
func TestAirFromNothing(t *testing.T) {
	w := newValley(t, 49, 1, "haut", "bas")
	w.payAll(w.villages[0], 0)
	w.agree(20_000)
	fresh := w.cabin(&hamlet{name: "neuf"}, "neuf", nil, nil)
	fresh.air = NewAir(AirSettings{Seed: [32]byte{49, 9}, Node: [4]byte{9, 9}})
	took := w.agree(60_000)
	t.Logf("%d entries in %d ticks", fresh.core.State.Held(), took)
}
