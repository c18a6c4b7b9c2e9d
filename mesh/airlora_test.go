package mesh

import (
	"testing"
	"time"

	"foirail/ledger/entry"
	"foirail/lora/loratest"
)

// frequency is that of the air, in Hz; share is 10 % of an hour, in hundredths of a percent.
const (
	frequency = 869_525_000
	share     = 1000
	longest   = 254 // bytes of a frame, besides one that the radio adds
)

// tune gives every node with a radio a station on one air in virtual time: SF8 at 125 kHz, half duplex,
// with its real time on air and collisions. The air watches that nobody sends more than 10 % of an hour.
func (w *valley) tune(seed uint64, loss float64) {
	w.lora = loratest.NewAir(loratest.Config{Seed: seed})
	for _, c := range w.nodes {
		if c.air == nil {
			continue
		}
		m := modulated(w.lora.Send)
		m.Bandwidth, m.Spreading, m.Coding, m.Preamble = 125_000, 8, 5, 18
		station := w.lora.Add(c.name, share)
		w.lora.Listen(station, loratest.ChannelOf(frequency, m), func(p loratest.Packet) { w.deliver(c, p.Bytes[1:]) })
		for _, other := range w.nodes {
			if other.antenna != nil && w.reaches(other, c) {
				w.lora.Link(other.antenna.station, station, loratest.Path{RSSI: -100, Loss: loss})
			}
		}
		c.antenna = &antenna{station, func(frame []byte) error {
			_, err := w.lora.Send(station, frequency, m, append([]byte{0}, frame...))
			return err
		}, func(bytes int) time.Duration { return m.Airtime(1 + bytes) }}
	}
}

// modulated is how LoRa is sent, for the air's Send.
func modulated[M any](func(loratest.Station, int64, M, []byte) (time.Duration, error)) (m M) {
	return m
}

// antenna is a node's place on such an air.
type antenna struct {
	station loratest.Station
	send    func(frame []byte) error
	airtime func(bytes int) time.Duration
}

// transmit lets a node begin a frame, when it hears nobody and has airtime left.
func (w *valley) transmit(c *cabin) {
	if c.antenna == nil || w.lora.Busy(c.antenna.station) || w.rnd.IntN(2) > 0 {
		return
	}
	used, limit := w.lora.Used(c.antenna.station), loratest.Limit(share)*9/10
	if used+c.antenna.airtime(longest) > limit {
		return
	}
	room := Room{MTU: longest, Left: int(1000 - 1000*used/limit), Frame: int(c.antenna.airtime(longest) / (50 * time.Millisecond))}
	if frame := c.air.Say(c.core.State, c.read, room); frame != nil {
		w.count(frame)
		w.check(c.antenna.send(frame))
	}
}

// Two villages, with two radios each, by LoRa on SF8: what is paid across becomes final, in
// spite of 15 % loss, and nobody is on the air for longer than the law lets him.
func TestAirByLoRa(t *testing.T) {
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

// Five villages in a line by LoRa, which hear only their neighbours: hidden stations collide,
// and all come to hold the same.
func TestAirLineByLoRa(t *testing.T) {
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
	t.Logf("the payment across is final after %.0f s, %d bytes: %v", float64(took)/20, w.bytes, w.frames)
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
