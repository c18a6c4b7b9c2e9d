package mesh

import (
	"bytes"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// airExamples is one frame of each kind that is not of records, and some of the larger shapes.
func airExamples(tw *town) map[string]airFrame {
	told := examples(tw)[4].(*Frontier).Told
	told.Nonce = airNonce([4]byte{1, 2, 3, 4}, [4]byte{5, 6, 7, 8})
	return map[string]airFrame{
		"beacon":           &airBeacon{node: [4]byte{1, 2, 3, 4}, nonce: [4]byte{5, 6, 7, 8}, digest: ledger.Short{9}, held: 1234},
		"beacon, plain":    &airBeacon{node: [4]byte{1, 2, 3, 4}, nonce: [4]byte{5, 6, 7, 9}, digest: ledger.Short{9}, held: 70_000_000, plain: true},
		"frontier":         &airFrontier{node: [4]byte{1, 2, 3, 4}, nonce: [4]byte{5, 6, 7, 8}, told: told, penned: []airMark{{1, 2}, {1, 3}}},
		"frontier, asking": &airFrontier{node: [4]byte{1, 2, 3, 4}, asks: true, whole: true, told: ledger.Frontier{Nonce: ledger.Nonce{1, 2, 3, 4}}},
		"part":             &airPart{id: [2]byte{7, 8}, index: 1, last: 1, bytes: []byte("end")},
		"missing":          &airMissing{id: [2]byte{7, 8}, last: 9, list: []int{0, 8, 9}},
		"whole":            &airWhole{tw.set[0].Full()},
		"lacking":          &airLacking{airBeacon{node: [4]byte{1, 2, 3, 4}, nonce: [4]byte{5, 6, 7, 8}, digest: ledger.Short{9}, held: 1234}, []airMark{{1, 2}, {1, 3}}},
	}
}

// FuzzDecodeAir holds the decoder against its canon: what it takes it writes again byte for byte.
func FuzzDecodeAir(f *testing.F) {
	tw := newTown(f, nil, []string{"ana"})
	tag := entry.AirTag(tw.found.Community, entry.MarketID{})
	for _, x := range airExamples(tw) {
		f.Add(encodeAir(tag, x))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := decodeAir(b)
		if err != nil {
			return
		}
		if again := encodeAir(airTag(b[1:airHeadSize]), x); !bytes.Equal(again, b) {
			t.Errorf("%d\nread  %x\nwrote %x", x.kind(), b, again)
		}
	})
}

// FuzzAir lets anybody say anything on an air, between honest frames. Nothing panics, no bound is passed,
// and what is honestly paid arrives.
func FuzzAir(f *testing.F) {
	start := newValley(f, 1, 1, "haut", "bas")
	tag := entry.AirTag(start.found.Hash(), entry.MarketID{})
	var all []byte
	for _, x := range airExamples(newTown(f, nil, []string{"ana"})) {
		b := encodeAir(tag, x)
		all = append(append(all, byte(len(b)>>8), byte(len(b))), b...)
		f.Add(append([]byte{byte(len(b) >> 8), byte(len(b))}, b...), byte(1))
	}
	start.pays(start.villages[0], 0, start.villages[1], 1, 5)
	start.pass(400)
	for _, b := range start.log {
		all = append(append(all, byte(len(b)>>8), byte(len(b))), b...)
	}
	f.Add(all, byte(3))
	f.Fuzz(func(t *testing.T, script []byte, ticks byte) {
		w := newValley(t, 2, 1, "haut", "bas")
		c := w.villages[1].nodes[0]
		paid := w.pays(w.villages[0], 3, w.villages[1], 1, 5)
		for len(script) > 2 {
			n := min(int(script[0])<<8|int(script[1]), len(script)-2)
			c.air.Hear(c.core.State, c.read, script[2:2+n])
			w.take(c)
			script = script[2+n:]
			w.pass(int(ticks % 8))
			checkBounds(t, c.air)
		}
		w.until("what was paid is final below", 30_000, w.final(w.villages[1], paid))
	})
}
