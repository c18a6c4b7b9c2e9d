package mesh

import (
	"bytes"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// examples is one message of each kind, and some of the larger shapes.
func examples(tw *town) []Message {
	short := ledger.Short{1, 2, 3, 4, 5, 6, 7, 8}
	tiny := ledger.Short{9, 8, 7}
	head := ledger.Head{Seq: 300, Short: short}
	small := ledger.Head{Seq: 5, Short: tiny}
	key := keys.Account{7}
	ref := ledger.Ref{Market: tw.found.Market, Key: key}
	return []Message{
		&Hello{Community: tw.found.Community, Nonce: ledger.Nonce{1}, Name: "Pré-Haut"},
		&Hello{Community: tw.found.Community, Nonce: ledger.Nonce{2}, Asks: true},
		&Beacon{Digest: short, Held: 1234},
		&Frontier{Last: true},
		&Frontier{Piece: 2, Ask: true, Told: ledger.Frontier{
			Markets: []ledger.MarketFrontier{{Market: tw.found.Market, Epoch: 2,
				Seats:  []ledger.SeatHead{{Seat: 0, Head: head}, {Seat: 3, Head: head}},
				Past:   ledger.Group{Digest: short},
				Others: ledger.Group{Digest: short, Full: true, Heads: []ledger.KeyHead{{Key: key, Head: head}}},
				Tables: []ledger.Table{{Epoch: 2, Seat: 1, Heads: []ledger.NumberHead{{Number: 3, Head: small}, {Number: 200, Head: small}}}},
				Keys:   []ledger.KeyHead{{Key: key, Head: small}}}},
			Series: []ledger.SeriesFrontier{{Series: entry.Hash{1}, Heads: []ledger.SerialHead{{Serial: 4, Short: tiny}, {Serial: 4, Short: ledger.Short{10}}}}}}},
		&Want{Hashes: []entry.Hash{{1}, {2}}},
		&Want{Spans: []ledger.Span{{Ref: ref, From: 3, To: 3}}},
		&Entries{Full: [][]byte{tw.set[0].Full(), tw.set[1].Full()}},
		&Gone{Hashes: []entry.Hash{{3}}},
		&Ask{Chains: []ledger.Ref{ref}},
		&Heads{Chains: []ChainHeads{{Ref: ref, Heads: []entry.Head{{Author: key, Seq: 9, Hash: entry.Hash{5}}}}, {Ref: ref}}},
		&Bye{Reason: Faulty},
		tw.proof("s1", ledger.Nonce{1}, ledger.Nonce{2}),
		&Proof{},
		&Seek{Market: tw.found.Market},
		&Seek{Market: tw.found.Market, Name: entry.Hash{4}, From: 3 * PartSize},
		&Part{Market: tw.found.Market},
		&Part{Market: tw.found.Market, Giving: Soon},
		&Part{Market: tw.found.Market, Giving: Here, Name: entry.Hash{4}, Size: PartSize + 3, From: PartSize, Bytes: []byte("end")},
	}
}

// FuzzDecode holds the decoder against its canon: what it takes it writes again byte for byte.
func FuzzDecode(f *testing.F) {
	for _, m := range examples(newTown(f, nil, []string{"ana"})) {
		f.Add(Encode(m))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Decode(b)
		if err != nil {
			return
		}
		if again := Encode(m); !bytes.Equal(again, b) {
			t.Errorf("%v\nread  %x\nwrote %x", m.Kind(), b, again)
		}
	})
}

// FuzzReadFrame reads frames from any bytes.
func FuzzReadFrame(f *testing.F) {
	f.Add([]byte{0, 0, 0, 2, 0, 9})
	f.Add([]byte{0, 4, 0, 1, 0})
	f.Add([]byte{0, 0, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bytes.NewReader(b)
		message, err := ReadFrame(r)
		if err == nil && len(message) > MaxMessage {
			t.Errorf("%d bytes", len(message))
		}
		if err == nil {
			var w bytes.Buffer
			if WriteFrame(&w, message); !bytes.Equal(w.Bytes(), b[:len(b)-r.Len()]) {
				t.Error("another frame is written than was read")
			}
		}
	})
}

// FuzzConversation lets a hostile peer say what it likes, between honest ticks, to a node that has
// an honest peer too. Nothing panics, no bound is passed, and what is honestly paid arrives.
func FuzzConversation(f *testing.F) {
	tw := newTown(f, []string{"s1", "s2", "s3", "s4"}, []string{"ana", "bob"})
	for _, m := range examples(tw) {
		b := Encode(m)
		f.Add(append([]byte{byte(len(b) >> 8), byte(len(b))}, b...), byte(1))
	}
	var all []byte
	for _, m := range examples(tw) {
		b := Encode(m)
		all = append(append(all, byte(len(b)>>8), byte(len(b))), b...)
	}
	f.Add(all, byte(3))
	set, pay := tw.set, tw.pay("ana", "bob", 1)
	f.Fuzz(func(t *testing.T, script []byte, ticks byte) {
		own := *tw
		own.t = t
		c := newCast(&own, 1)
		node, honest := c.node("node", "s1", set...), c.node("honest", "", set...)
		hostile := node.sync.Open(node.core.State, "hostile")
		node.sync.Hear(node.core.State, hostile, &Hello{Community: tw.found.Community, Asks: true})
		c.meet(node, honest)
		c.carry()
		for len(script) > 2 {
			n := min(int(script[0])<<8|int(script[1]), len(script)-2)
			m, err := Decode(script[2 : 2+n])
			script = script[2+n:]
			if err != nil {
				node.sync.Refuse(hostile, Malformed)
				continue
			}
			node.sync.Hear(node.core.State, hostile, m)
			for m := node.sync.Say(node.core.State, hostile); m != nil; m = node.sync.Say(node.core.State, hostile) {
				for _, part := range node.fill(m) {
					if _, err := Decode(Encode(part)); err != nil {
						t.Fatalf("%v is said and cannot be read: %v", part.Kind(), err)
					}
				}
			}
			c.work(node)
			c.pass(int(ticks % 4))
			node.bounded(t)
		}
		c.offer(honest, pay)
		c.carry()
		if !node.core.State.Holds(pay.Hash()) {
			t.Error("an honest payment did not arrive")
		}
	})
}

// bounded checks what a node keeps for its peers.
func (a *actor) bounded(t *testing.T) {
	in := &a.sync.intake
	if in.size > maxParkedAll || in.strangers > maxStrangers || len(in.later) > maxLater || len(in.asked) > maxQueue || len(in.asked) != len(in.wanted) {
		t.Errorf("parked %d bytes, %d strangers, %d later, %d and %d asked", in.size, in.strangers, len(in.later), len(in.asked), len(in.wanted))
	}
	size, parked := 0, 0
	for _, list := range in.parked {
		for _, x := range list {
			size, parked = size+len(x.entry.Full()), parked+1
		}
	}
	if size != in.size {
		t.Errorf("%d bytes are parked, and counted as %d", size, in.size)
	}
	boxed := 0
	for _, b := range in.boxes {
		boxed += len(b.list) + len(b.paced)
		if len(b.list)+len(b.paced) > maxInbox {
			t.Errorf("a box of %d", len(b.list)+len(b.paced))
		}
	}
	if len(in.places) != boxed+parked+len(in.later) {
		t.Errorf("%d places for %d entries", len(in.places), boxed+parked+len(in.later))
	}
	if a.sync.purse < 0 || a.sync.purse > maxPurse {
		t.Errorf("%d in the purse", a.sync.purse)
	}
	for _, p := range a.sync.peers {
		if p.credit > maxCredit {
			t.Errorf("a credit of %d", p.credit)
		}
		if len(p.seeks) > maxSeeks {
			t.Errorf("%d parts are asked for", len(p.seeks))
		}
		if len(p.speech) > maxSpeech || len(p.fresh)+len(p.proofs) > 2*maxQueue || len(p.recent[0]) > memory {
			t.Errorf("%d messages, %d entries, %d remembered", len(p.speech), len(p.fresh), len(p.recent[0]))
		}
	}
}
