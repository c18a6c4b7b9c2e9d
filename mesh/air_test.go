package mesh

import (
	"fmt"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// Two villages on one lossy air: what is paid from one to the other becomes final there, and then both
// hold the same.
func TestAirBetweenTwoVillages(t *testing.T) {
	for seed := range uint64(*worlds) {
		w := newValley(t, seed, 1, "haut", "bas")
		w.lose = 15
		w.agree(10)
		up, down := w.villages[0], w.villages[1]
		w.pass(400)
		before := w.bytes
		paid := w.pays(up, 0, down, 1, 1250)
		took := w.until("the payment is final below", 4000, w.final(down, paid))
		w.agree(20_000)
		t.Logf("seed %d: final after %d ticks, %d bytes on air until all agree: %v", seed, took, w.bytes-before, w.frames)
	}
}

// Three and five villages in a line, each hearing only its neighbours, come to hold the same.
func TestAirLine(t *testing.T) {
	for _, n := range []int{3, 5} {
		names := []string{"un", "deux", "trois", "quatre", "cinq"}[:n]
		w := newValley(t, uint64(n), 1, names...)
		w.lose = 15
		w.hears = w.inLine
		w.pass(400)
		first, last := w.villages[0], w.villages[n-1]
		there, back := w.pays(first, 0, last, 1, 700), w.pays(last, 2, first, 3, 800)
		took := w.until("both payments have come", 20_000, func() bool { return w.final(last, there)() && w.final(first, back)() })
		w.agree(40_000)
		t.Logf("%d villages: both ends final after %d ticks, %d bytes: %v", n, took, w.bytes, w.frames)
	}
}

// inLine says whether two villages are neighbours.
func (w *valley) inLine(from, to *cabin) bool {
	a, b := slices.Index(w.villages, from.village), slices.Index(w.villages, to.village)
	return a-b <= 1 && b-a <= 1
}

// Six nodes of one village with radios, and one of the next: each entry is said about once.
func TestAirManyOfOneVillage(t *testing.T) {
	entries, said := 0, 0
	for seed := range uint64(*worlds) {
		w := newValley(t, seed, 4, "haut", "bas")
		up, down := w.villages[0], w.villages[1]
		for i := range 2 {
			c := w.cabin(up, fmt.Sprint("more", i), nil, w.nodes[0].log)
			c.air = NewAir(AirSettings{Seed: [32]byte{9, byte(i)}, Node: [4]byte{2, byte(i)}})
		}
		for _, c := range down.nodes[1:] {
			c.air = nil
		}
		w.pass(400)
		held := w.nodes[0].core.State.Held()
		for i := range 10 {
			w.pays(up, i, down, 1, 100)
			w.pass(100)
		}
		w.agree(20_000)
		entries += w.nodes[0].core.State.Held() - held
		said += w.said()
	}
	t.Logf("%d entries, %d records", entries, said)
	if said > entries*3/2 {
		t.Errorf("%d entries were said %d times", entries, said)
	}
}

// What an air does to frames changes nothing of what all come to hold once it is good again.
func TestAirTroubles(t *testing.T) {
	for _, lose := range []int{0, 15, 40} {
		for seed := range uint64(*worlds+1) / 2 {
			w := newValley(t, seed, 2, "haut", "bas")
			w.lose, w.twice = lose, 20
			var paid []*entry.Entry
			for i := range 20 {
				from := w.villages[w.rnd.IntN(2)]
				paid = append(paid, w.pays(from, w.rnd.IntN(6), w.villages[w.rnd.IntN(2)], 6+w.rnd.IntN(6), entry.Amount(1+i)))
				w.pass(w.rnd.IntN(200))
			}
			took := w.agree(30_000)
			for _, h := range w.villages {
				if !w.final(h, paid...)() {
					t.Errorf("seed %d: not all is final in %s", seed, h.name)
				}
			}
			if seed < 2 {
				t.Logf("loss %d %%, seed %d: agreed %d ticks after the last payment, %d bytes a payment: %v", lose, seed, took, w.bytes/len(paid), w.frames)
			}
		}
	}
}

// Ten payments in one step and their certificate: what they take on air.
func TestAirBytes(t *testing.T) {
	w := newValley(t, 3, 1, "haut", "bas")
	up := w.villages[0]
	for _, c := range w.nodes {
		c.mtu = 508
	}
	w.pass(200)
	for i := range 20 { // everybody is known
		w.pays(up, i%10, up, (i+1)%10, 1)
	}
	w.agree(10_000)
	w.pass(3000)
	before := w.bytes
	var drafts []ledger.Draft
	for i := range 10 {
		body := &entry.Pay{Payees: []entry.Payee{{Market: up.market, Account: w.key(w.people(up)[(i+3)%10]).Account(), Amount: 1250}}}
		drafts = append(drafts, ledger.Offer(w.in(up, w.people(up)[i], body)))
	}
	w.step(up.nodes[0], drafts...)
	w.agree(10_000)
	said := w.bytes - before
	t.Logf("%d bytes a payment, %v", said/10, w.frames)
	if said > 1300 {
		t.Errorf("ten payments and their certificate, with heads and beacons, take %d bytes", said)
	}
	paid := w.in(up, w.people(up)[1], w.payBody(w.people(up)[2], 99_999))
	w.give(up.nodes[0], paid)
	c := up.nodes[0]
	frame, _ := c.air.pack(&view{c.core.State, c.read}, []entry.Hash{paid.Hash()}, reach{numbers: c.air.believed}, false, 508)
	if _, record, err := entry.ReadAirHead(frame); err != nil || len(record) > 80 {
		t.Errorf("a payment takes %d bytes, %v", len(record), err)
	}
}

// A series of the upper village, too long for a frame, goes by radio in parts; a coupon of it that is
// cashed below becomes final there, and the payment in frames of 160 bytes.
func TestAirCoupon(t *testing.T) {
	w := newValley(t, 5, 1, "haut", "bas")
	w.lose = 15
	for _, c := range w.nodes {
		c.mtu = 160
	}
	up, down := w.villages[0], w.villages[1]
	issue := &entry.Issue{Denominations: []entry.Denomination{{Value: 100, Count: 33}, {Value: 500, Count: 1}}, LastEpoch: 4, LastDay: 21000,
		Issuer: "Les Amis du marché", SeriesKey: w.key("series").Account()}
	for i := range 34 {
		issue.Keys = append(issue.Keys, w.key(fmt.Sprint("coupon ", i)).Account())
	}
	issue.Root = entry.Root(issue.Keys)
	series := w.in(up, w.people(up)[0], issue)
	w.give(up.nodes[0], series)
	w.until("the series is final below", 20_000, w.final(down, series))
	woken := w.in(up, w.people(up)[0], &entry.Activate{Series: series.Hash(), Ranges: []entry.Range{{From: 1, To: 34}}})
	w.give(up.nodes[1], woken)
	w.until("it is awake below", 20_000, w.final(down, woken))
	cashed := &entry.Entry{Community: w.found.Hash(), Market: up.market, Author: issue.Keys[6], Seq: 1,
		Body: &entry.Redeem{Series: series.Hash(), Serial: 7, Market: down.market, Account: w.key(w.people(down)[0]).Account()}}
	w.check(cashed.Sign(w.key("coupon 6")))
	w.give(down.nodes[2], cashed)
	took := w.until("it is cashed below", 20_000, w.final(down, cashed))
	w.agree(20_000)
	t.Logf("cashed after %d ticks, %v", took, w.frames)
}

// Two villages that were apart for a day, with fifty accounts changed, catch up at little cost besides
// what they lack itself.
func TestAirAfterADay(t *testing.T) {
	w := newValley(t, 8, 1, "haut", "bas")
	for _, h := range w.villages { // everybody is known
		w.payAll(h, 0)
	}
	w.agree(20_000)
	w.pass(6000)
	w.hears = func(*cabin, *cabin) bool { return false }
	w.payAll(w.villages[0], 1)
	w.payAll(w.villages[1], 1)
	w.pass(2 * hour / 10)
	w.hears, w.frames = nil, map[AirKind]int{}
	took := w.agree(40_000)
	besides := w.frames[AirBeacon] + w.frames[AirLacking] + w.frames[AirFrontier] + w.frames[AirMissing]
	t.Logf("after %d ticks, %d bytes besides the entries: %v", took, besides, w.frames)
	if besides > 1500 {
		t.Errorf("%d bytes besides the entries", besides)
	}
}

// payAll lets 25 people of a village pay in one step.
func (w *valley) payAll(h *hamlet, to int) {
	var drafts []ledger.Draft
	for i := range 25 {
		body := &entry.Pay{Payees: []entry.Payee{{Market: h.market, Account: w.key(w.people(h)[to]).Account(), Amount: 5}}}
		if i != to {
			drafts = append(drafts, ledger.Offer(w.in(h, w.people(h)[i], body)))
		}
	}
	w.step(h.nodes[0], drafts...)
}

// When airtime is scarce what concerns another village goes first, and what does not waits.
func TestAirScarce(t *testing.T) {
	w := newValley(t, 9, 1, "haut", "bas")
	up, down := w.villages[0], w.villages[1]
	w.agree(100)
	w.pass(2000)
	c := up.nodes[0]
	c.budget = 7200
	c.used = c.budget * hour * 88 / 100
	before := down.nodes[0].core.State.Held()
	abroad := w.pays(up, 11, down, 1, 700)
	w.pass(1)
	for i := range 10 {
		w.pays(up, i, up, 20, 10)
	}
	w.until("the payment is final below", 2000, w.final(down, abroad))
	if n := down.nodes[0].core.State.Held(); n != before+5 {
		t.Errorf("a payment and four votes are %d entries", n-before)
	}
	c.used = 0
	w.agree(20_000)
}

// A machine that began with what others hold no numbers of, and one whose records cannot be read, are
// told in a form that they understand.
func TestAirWholeForm(t *testing.T) {
	w := newValley(t, 10, 1, "haut", "bas")
	up, down := w.villages[0], w.villages[1]
	w.payAll(up, 0)
	w.agree(20_000)
	w.pass(3000)
	for _, x := range down.nodes[0].air.tables.list {
		x.bare = true // as if it had begun with a base
	}
	w.pass(2 * hour / 10)
	w.tamper = func(frame []byte) []byte {
		if AirKind(frame[0]&15) < AirBeacon && w.now < 30_000 {
			frame[len(frame)-1] ^= 1 // signatures fail, whatever is done
		}
		return frame
	}
	paid := w.pays(up, 1, down, 1, 700)
	w.agree(20_000)
	if n := up.nodes[0].air.neighbours; len(n) != 1 || !n[0].plain {
		t.Error("that numbers are not known was not told")
	}
	if !w.final(down, paid)() || w.now > 30_000 {
		t.Error("it came only when it could be read")
	}
}

// A person who wrote one chain in one village and another in the next is found out, however far back the
// two part.
func TestAirFork(t *testing.T) {
	for length := 1; length < 12; length += 5 {
		w := newValley(t, uint64(30+length), 1, "haut", "bas")
		w.lose = 15
		up, down := w.villages[0], w.villages[1]
		w.agree(100)
		w.pass(400)
		w.hears = func(*cabin, *cabin) bool { return false }
		cheater := w.key(w.people(up)[0]).Account()
		for _, at := range []*hamlet{up, down} {
			delete(up.heads, cheater)
			for i := range length {
				body := &entry.Pay{Payees: []entry.Payee{{Market: at.market, Account: w.key(w.people(at)[1]).Account(), Amount: entry.Amount(1 + i)}}}
				w.give(at.nodes[0], w.in(up, w.people(up)[0], body))
			}
		}
		w.pass(200)
		w.hears = nil
		ref := ledger.Ref{Market: up.market, Key: cheater}
		took := w.until("both know the fork", 20_000, func() bool {
			return up.nodes[1].core.State.Forked(ref) && down.nodes[1].core.State.Forked(ref)
		})
		w.agree(40_000)
		t.Logf("%d entries apart: known after %d ticks", length, took)
	}
}
