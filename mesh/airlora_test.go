package mesh

import (
	"testing"
	"time"

	"foirail/ledger/entry"
	"foirail/lora"
	"foirail/lora/loratest"
)

// tune gives every node with a radio a simulated RNode on one air in virtual time, with its real time on
// air, half duplex, collisions, its wait for a free channel and its budget of airtime.
func (w *valley) tune(seed uint64, loss float64) {
	w.t.Helper()
	w.lora = loratest.NewAir(loratest.Config{Seed: seed})
	var stations []loratest.Station
	for _, c := range w.nodes {
		if c.air == nil {
			continue
		}
		h, err := loratest.NewHandset(w.lora, c.name, lora.Settings{Region: "EU868", Long: true}, func(f lora.Frame) { w.deliver(c, f.Bytes) })
		w.check(err)
		c.handset = h
		for i, other := range stations {
			if w.reaches(w.tuned()[i], c) {
				w.lora.Link(other, h.Station(), loratest.Path{RSSI: -100, Loss: loss})
			}
		}
		stations = append(stations, h.Station())
	}
}

// tuned lists the nodes with a simulated radio.
func (w *valley) tuned() (list []*cabin) {
	for _, c := range w.nodes {
		if c.handset != nil {
			list = append(list, c)
		}
	}
	return list
}

// transmit lets a node hand over a frame, when its radio has none.
func (w *valley) transmit(c *cabin) {
	h := c.handset
	if h == nil || h.Waiting() > 0 || w.lora.Sending(h.Station()) {
		return
	}
	left := 1000 - 1000*w.lora.Used(h.Station())/(loratest.Limit(1000)*9/10)
	room := Room{MTU: h.MTU(), Left: int(max(0, left)), Frame: int(h.Airtime(h.MTU()) / (50 * time.Millisecond))}
	frame := c.air.Say(c.core.State, c.read, room)
	if frame == nil {
		return
	}
	w.count(frame)
	if err := h.Send(frame); err != nil {
		w.refused++
	}
}

// Two villages, with two radios each, by simulated RNodes on SF8: what is paid across becomes final, in
// spite of 15 % loss, and nobody is on the air for longer than the law lets him.
func TestAirByRNodes(t *testing.T) {
	for seed := range uint64(min(*worlds, 4)) {
		w := newValley(t, seed, 2, "haut", "bas")
		w.tune(seed, 0.15)
		w.pass(400)
		var paid []*entry.Entry
		for i := range 20 {
			from := w.villages[i%2]
			paid = append(paid, w.pays(from, i%6, w.villages[(i+1)%2], 6, entry.Amount(1+i)))
			w.pass(w.rnd.IntN(200))
		}
		took := w.agree(40_000)
		w.keepsTheLaw()
		for _, h := range w.villages {
			if !w.final(h, paid...)() {
				t.Errorf("seed %d: not all is final in %s", seed, h.name)
			}
		}
		t.Logf("seed %d: agreed %.0f s after the last payment; %d bytes a payment: %v; %+v", seed, float64(took)/20, w.bytes/len(paid), w.frames, w.lora.Counts)
	}
}

// Five villages in a line by simulated RNodes, which hear only their neighbours: hidden stations collide,
// and all come to hold the same.
func TestAirLineByRNodes(t *testing.T) {
	w := newValley(t, 2, 1, "un", "deux", "trois", "quatre", "cinq")
	w.hears = w.inLine
	w.tune(3, 0.15)
	w.pass(400)
	first, last := w.villages[0], w.villages[4]
	there, back := w.pays(first, 0, last, 1, 700), w.pays(last, 2, first, 3, 800)
	took := w.until("both payments have come", 40_000, func() bool { return w.final(last, there)() && w.final(first, back)() })
	w.agree(40_000)
	w.keepsTheLaw()
	t.Logf("both ends final after %.0f s, %d bytes: %v; %+v", float64(took)/20, w.bytes, w.frames, w.lora.Counts)
}

// A market day: two villages pay so much that it does not go through the air in time. What goes over stays
// within the law, and the rest comes when there is airtime again.
func TestAirBusyDay(t *testing.T) {
	w := newValley(t, 6, 1, "haut", "bas")
	w.tune(6, 0.15)
	w.pass(400)
	up, down := w.villages[0], w.villages[1]
	for i := range 100 {
		w.pays(up, i%25, up, 26, 3)
		w.pass(40)
	}
	abroad := w.pays(up, 27, down, 1, 700)
	took := w.until("what concerns the next village is final there", 20_000, w.final(down, abroad))
	w.keepsTheLaw()
	t.Logf("the payment across is final after %.0f s, %d bytes: %v, %d frames refused", float64(took)/20, w.bytes, w.frames, w.refused)
	rest := w.agree(4 * hour)
	w.keepsTheLaw()
	t.Logf("all is there after %.0f s more, %d bytes: %v, %+v", float64(rest)/20, w.bytes, w.frames, w.lora.Counts)
}

func (w *valley) keepsTheLaw() {
	w.t.Helper()
	for _, b := range w.lora.Breaches() {
		w.t.Error(b)
	}
}
