package mesh

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// Frames of yesterday, frames of others, rubbish and damaged frames change nothing, and what was damaged
// comes again.
func TestAirRubbish(t *testing.T) {
	w := newValley(t, 11, 1, "haut", "bas")
	up, down := w.villages[0], w.villages[1]
	w.pays(up, 0, down, 1, 100)
	w.agree(20_000)
	yesterday := w.log
	damaged := 0
	w.tamper = func(frame []byte) []byte {
		if w.rnd.IntN(4) == 0 {
			damaged++
			frame[w.rnd.IntN(len(frame))] ^= 1 << w.rnd.IntN(8)
		}
		return frame
	}
	var paid []*entry.Entry
	for i := range 200 {
		if i%20 == 0 {
			paid = append(paid, w.pays(up, i%7, down, 1, 100))
		}
		for _, c := range []*cabin{up.nodes[0], down.nodes[0]} {
			rubbish := sha256.Sum256(binary.BigEndian.AppendUint32(nil, uint32(i)))
			tag := entry.AirTag(w.found.Hash(), entry.MarketID{})
			foreign := bytes.Clone(yesterday[w.rnd.IntN(len(yesterday))])
			foreign[2]++
			for _, f := range [][]byte{yesterday[w.rnd.IntN(len(yesterday))], rubbish[:w.rnd.IntN(33)],
				append(append([]byte{byte(i % 16)}, tag[:]...), rubbish[:]...), foreign} {
				c.air.Hear(c.core.State, c.read, bytes.Clone(f))
				w.take(c)
			}
		}
		w.pass(10)
	}
	w.tamper = nil
	w.agree(20_000)
	if !w.final(down, paid...)() || damaged < 5 {
		t.Errorf("%d frames were damaged, and not all is final", damaged)
	}
	if c := down.nodes[0].air.Count(); c.Foreign == 0 || c.Malformed == 0 {
		t.Errorf("%+v", c)
	}
}

// flooder says hostile frames of one kind.
type flooder struct {
	name  string
	frame func(w *valley, i int) airFrame
}

func flooders() []flooder {
	draw := func(i, what int) [32]byte {
		return sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(i)<<8|uint64(what)))
	}
	four := func(i, what int) [4]byte { d := draw(i, what); return [4]byte(d[:]) }
	return []flooder{
		{"frontiers of nothing", func(_ *valley, i int) airFrame { return &airFrontier{node: four(i, 1), nonce: four(i, 2), asks: true} }},
		{"a frontier that asks for full form", func(_ *valley, i int) airFrame {
			return &airFrontier{node: [4]byte{7}, nonce: four(i, 2), whole: true}
		}},
		{"beacons of more", func(_ *valley, i int) airFrame {
			d := draw(i, 3)
			return &airBeacon{node: four(i, 1), nonce: four(i, 2), digest: ledger.Short(d[:]), held: 1 << 30}
		}},
		{"beacons of less", func(_ *valley, i int) airFrame {
			d := draw(i, 3)
			return &airBeacon{node: four(i, 1), nonce: four(i, 2), digest: ledger.Short(d[:])}
		}},
		{"parts", func(_ *valley, i int) airFrame {
			d := draw(i, 4)
			return &airPart{id: [2]byte(d[:]), index: i % 200, last: 254, bytes: bytes.Repeat(d[:], 7)}
		}},
		{"parts that are missing", func(w *valley, i int) airFrame {
			if l := w.nodes[0].air.parcels.list; len(l) > 0 {
				return &airMissing{id: l[0].id, last: l[0].last(), list: []int{0, l[0].last()}}
			}
			return &airMissing{last: 3, list: []int{i % 4}}
		}},
		{"entries of strangers", func(w *valley, i int) airFrame {
			d := draw(i, 5)
			key := w.key(string(d[:4]))
			e := &entry.Entry{Community: w.found.Hash(), Market: w.found.Market, Author: key.Account(), Seq: 1, Time: uint32(i),
				Body: w.payBody("haut person 1", 1)}
			w.check(e.Sign(key))
			return &airWhole{e.Full()}
		}},
	}
}

// Whoever floods the air with what he likes takes no more of anybody's memory than there is, and no more
// of the airtime than others' questions may take: the village's own news goes on.
func TestAirFlood(t *testing.T) {
	for _, f := range flooders() {
		w := newValley(t, 21, 1, "haut", "bas")
		up, down := w.villages[0], w.villages[1]
		for _, c := range w.nodes {
			c.budget = 7200 / 4 // so that the flood can show what it costs: a quarter of 10 %
		}
		w.pass(400)
		tag := entry.AirTag(w.found.Hash(), entry.MarketID{})
		var paid []*entry.Entry
		for i := range 8000 {
			frame := encodeAir(tag, f.frame(w, i))
			for _, c := range []*cabin{up.nodes[0], down.nodes[0]} {
				if i%4 == 0 {
					c.air.Hear(c.core.State, c.read, frame)
					w.take(c)
				}
			}
			if i%1500 == 0 {
				paid = append(paid, w.pays(up, i%7, down, 1, 100))
			}
			w.pass(1)
			checkBounds(t, up.nodes[0].air)
		}
		left := up.nodes[0].left()
		t.Logf("%s: %d thousandths left, %d bytes on air: %v", f.name, left, w.bytes, w.frames)
		if left < beaconFloor {
			t.Errorf("%s: %d thousandths of the airtime are left", f.name, left)
		}
		w.until("what was paid is final below in spite of "+f.name, 20_000, w.final(down, paid...))
	}
}

// checkBounds holds an air's memory against its limits.
func checkBounds(t *testing.T, a *Air) {
	t.Helper()
	size := 0
	for _, p := range a.parcels.list {
		for _, part := range p.parts {
			size += len(part)
		}
	}
	if len(a.neighbours) > maxNeighbours || len(a.needs) > maxNeeds || len(a.pen.list) > maxPen || a.pen.size > maxPenBytes ||
		len(a.parcels.list) > maxParcels || size > maxParcels*MaxAirParts*512 || len(a.fresh) > maxAirQueue || len(a.over.entries) > maxAirOffers ||
		len(a.tables.list) > maxTables || len(a.onAir.recent[0]) > memory || len(a.history.points) > maxPoints ||
		len(a.history.list) > 2*maxHistory || len(a.words.order) > maxWords || a.gate.strangers > maxStrangers {
		t.Fatal("a bound is passed")
	}
}

// A record of long ago, heard again, is taken for what it is: it waits for nothing, and nobody is asked.
func TestAirOldRecord(t *testing.T) {
	w := newValley(t, 13, 1, "haut", "bas")
	up, down := w.villages[0], w.villages[1]
	for i := range 60 {
		w.pays(up, i%2, up, 5, 1)
		w.pass(20)
	}
	w.agree(20_000)
	w.pass(2000)
	c, heard := down.nodes[0], 0
	for _, frame := range w.log {
		if AirKind(frame[0]&15) < AirBeacon {
			c.air.Hear(c.core.State, c.read, frame)
			heard++
		}
	}
	if len(c.air.pen.list) > 0 || c.air.unread > 0 || len(c.air.offers) > 0 {
		t.Errorf("of %d old frames %d records wait, %d were not read", heard, len(c.air.pen.list), c.air.unread)
	}
}

// A frame in which no record has room does not wait for the epoch that it tells: there is nothing in it of
// which a frontier could tell.
func TestAirShortFrame(t *testing.T) {
	w := newValley(t, 60, 1, "haut", "bas")
	c := w.villages[0].nodes[0]
	w.pass(10)
	frame, err := entry.AirHead{Tag: entry.AirTag(w.found.Hash(), w.found.Market), Epoch: 77}.Append(nil)
	w.check(err)
	c.air.Hear(c.core.State, c.read, frame)
	w.pass(2000)
	if n := c.air.Count().Malformed; n != 1 {
		t.Errorf("%d frames are malformed", n)
	}
}
