package entry

import (
	"bytes"
	"encoding/hex"
	"errors"
	"slices"
	"testing"

	"foirail/ledger/keys"
)

// airWorld is the file of testdata/vectors/air-world: what sender and receiver hold.
type airWorld struct {
	About     string   `json:"about"`
	Community string   `json:"community"`
	Market    string   `json:"market"`
	Seats     []string `json:"seats"`  // voting keys
	Held      []string `json:"held"`   // entries in full form
	Keys      []string `json:"keys"`   // the table of seat 0, which follows from the rest
	Series    []string `json:"series"` // likewise
}

// airAccepted is a file of testdata/vectors/air-accept.
type airAccepted struct {
	About   string `json:"about"`
	Frame   string `json:"frame"`   // a head and one record
	Head    int    `json:"head"`    // bytes of it that are the head
	Like    string `json:"like"`    // hash of the entry that it is likened to, or empty
	Full    string `json:"full"`    // what it is
	Rebuilt int    `json:"rebuilt"` // how many entries it may be; of one all signatures hold
}

// airRejected is a file of testdata/vectors/air-reject.
type airRejected struct {
	About string `json:"about"`
	Class string `json:"class"` // form, unknown, newer or signature
	Frame string `json:"frame"`
}

func hexes[T ~[32]byte](list []T) []string {
	made := []string{}
	for _, x := range list {
		made = append(made, hex.EncodeToString(x[:]))
	}
	return made
}

// airVectors is what testdata/vectors should hold of the air form, by path.
func airVectors(t testing.TB) map[string]any {
	t.Helper()
	v, samples := airSamples(t)
	a := v.air()
	world := airWorld{About: "a village of four stewards in epoch 2, and all that is held there", Community: a.Community.String(),
		Market: a.Market.String(), Seats: hexes(a.Seats), Keys: hexes(v.table.keys), Series: hexes(v.table.series)}
	for _, e := range v.order {
		world.Held = append(world.Held, hex.EncodeToString(e.Full()))
	}
	files := map[string]any{"air-world/village.json": world}
	accept := func(name string, a *Air, x onAir) {
		head := mustHead(t, a.Head)
		record := mustAir(t, a, x)
		list, _, err := a.Read(record)
		if err != nil {
			t.Fatal(err)
		}
		made := airAccepted{About: x.about, Frame: hex.EncodeToString(append(head, record...)), Head: len(head),
			Full: hex.EncodeToString(x.entry.Full()), Rebuilt: len(list)}
		if x.like != nil {
			made.Like = x.like.Hash().String()
		}
		files["air-accept/"+name+".json"] = made
	}
	for name, x := range samples {
		accept(name, a, x)
	}
	for name, few := range map[string]AirHead{"no-numbers": {}, "two-numbers": {Keys: 2, Series: 1}} {
		b := *a
		b.Head.Keys, b.Head.Series = few.Keys, few.Series
		for _, of := range []string{"pay-plain", "votes", "redeem"} {
			x := samples[of]
			x.about += "; here with " + name[:len(name)-len("-numbers")] + " of the table's numbers in use"
			accept(of+"-"+name, &b, x)
		}
	}
	for name, r := range airRejections(t, v, samples) {
		files["air-reject/"+name+".json"] = r
	}
	for name, f := range airFolds(t) {
		files["air-fold/"+name+".json"] = f
	}
	return files
}

func mustHead(t testing.TB, h AirHead) []byte {
	t.Helper()
	b, err := h.Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// loadWorld reads the world from its file, as another implementation would.
func loadWorld(t testing.TB) *Air {
	t.Helper()
	var w airWorld
	load(t, vectorPaths(t, "air-world")[0], &w)
	known := newShelf()
	a := &Air{Community: Hash(unhex(t, w.Community)), Market: MarketID(unhex(t, w.Market)), Known: known}
	for _, s := range w.Seats {
		a.Seats = append(a.Seats, keys.Account(unhex(t, s)))
	}
	for _, full := range w.Held {
		known.put(mustDecode(t, unhex(t, full)))
	}
	a.Table = NewHandles(a.Market, a.Seats[0])
	for seq := uint32(1); seq <= known.Head(a.Seats[0]); seq++ {
		e := known.Entry(known.Held(Slot{Author: a.Seats[0], Seq: seq})[0])
		if err := a.Table.Take(e, known.Entry); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(hexes(a.Table.keys), w.Keys) || !slices.Equal(hexes(a.Table.series), w.Series) {
		t.Error("the table has other numbers")
	}
	return a
}

// hear reads a frame of one record.
func (a *Air) hear(frame []byte) (list []*Entry, err error) {
	head, record, err := ReadAirHead(frame)
	if err != nil {
		return nil, err
	}
	b := *a
	b.Head = head
	list, rest, err := b.Read(record)
	if err == nil && len(rest) > 0 {
		err = ErrAir
	}
	return list, err
}

func TestVectorsOnAirToAccept(t *testing.T) {
	a := loadWorld(t)
	for _, path := range vectorPaths(t, "air-accept") {
		var v airAccepted
		load(t, path, &v)
		frame := unhex(t, v.Frame)
		list, err := a.hear(frame)
		good := onlyGood(list)
		if err != nil || len(list) != v.Rebuilt || good == nil || !bytes.Equal(good.Full(), unhex(t, v.Full)) {
			t.Errorf("%s: %d entries, %v", path, len(list), err)
			continue
		}
		b := *a
		if b.Head, _, err = ReadAirHead(frame); err != nil {
			t.Fatal(err)
		}
		var like *Entry
		if v.Like != "" {
			like = a.Known.Entry(Hash(unhex(t, v.Like)))
		}
		again := append(mustHead(t, b.Head), mustAir(t, &b, onAir{path, good, like})...)
		if !bytes.Equal(again, frame) {
			t.Errorf("%s: written again it differs", path)
		}
	}
}

func TestVectorsOnAirToReject(t *testing.T) {
	a := loadWorld(t)
	for _, path := range vectorPaths(t, "air-reject") {
		var v airRejected
		load(t, path, &v)
		list, err := a.hear(unhex(t, v.Frame))
		ok := false
		switch v.Class {
		case "form":
			ok = errors.Is(err, ErrAir)
		case "unknown":
			ok = errors.Is(err, ErrAirUnknown)
		case "newer":
			ok = errors.Is(err, ErrNewer)
		case "signature":
			ok = err == nil && len(list) > 0 && !slices.ContainsFunc(list, (*Entry).Verify)
		}
		if !ok {
			t.Errorf("%s: not refused as %s, got %d entries and %v", path, v.Class, len(list), err)
		}
	}
}

// airRejections are the frames of testdata/vectors/air-reject by name. Each is a good one with
// one thing changed.
func airRejections(t testing.TB, v *village, samples map[string]onAir) map[string]airRejected {
	t.Helper()
	a := v.air()
	head := mustHead(t, a.Head)
	made := map[string]airRejected{}
	frame := func(name, class, about string, head, record []byte) {
		made[name] = airRejected{about, class, hex.EncodeToString(slices.Concat(head, record))}
	}
	record := func(name, class, about, of string, changes ...edit) {
		b := mustAir(t, a, samples[of])
		for _, change := range changes {
			b = change(b)
		}
		frame(name, class, about, head, b)
	}
	plain := mustAir(t, a, samples["pay-plain"])
	frame("head-newer", "newer", "air version 1", put(0, 0x10)(bytes.Clone(head)), plain)
	frame("head-seat-10", "form", "there are ten seats, 0 to 9", put(0, 10)(bytes.Clone(head)), plain)
	frame("head-keys-not-minimal", "form", "the number of keys in an integer that is not minimal", splice(5, 1, 0x80|head[5], 0)(bytes.Clone(head)), plain)
	frame("head-too-many-keys", "form", "65,537 keys in use", splice(5, 1, 0x81, 0x80, 0x04)(bytes.Clone(head)), plain)
	frame("head-only", "form", "a frame without a record", head, nil)
	frame("head-cut", "form", "the head ends in its time", head[:len(head)-1], nil)

	author := v.table.keys[0]
	record("record-cut", "form", "one byte short", "pay-plain", func(b []byte) []byte { return b[:len(b)-1] })
	record("record-longer", "form", "a byte behind the record that begins no other", "pay-plain", func(b []byte) []byte { return append(b, 0) })
	record("plain-with-flags", "form", "a plain payment that is written as the other kind", "pay-plain", splice(0, 1, byte(KindPay)<<4|plain[0]&15, 0))
	record("key-whole", "form", "a key that has a number stands whole", "pay-plain", splice(1, 1, append([]byte{0}, author[:]...)...))
	record("key-not-in-use", "form", "a number above those that the head says are in use", "pay-plain", put(1, airNumbers+byte(a.Head.Keys)))
	record("key-of-a-coupon", "form", "11 stands in names only", "pay-plain", put(1, airCoupon))
	record("key-no-seat", "form", "seat 4 of four, 0 to 3", "pay-plain", put(1, 5))
	record("key-not-minimal", "form", "the author's number in an integer that is not minimal", "pay-plain", splice(1, 1, 0x80|plain[1], 0))
	record("amount-zero", "form", "nothing is paid", "pay-plain", splice(7, 2, 0))
	record("flag-unknown", "form", "the flag of bit 7", "withdraw", put(1, 0x80))
	record("flag-abroad", "form", "only Pay and Redeem have it", "withdraw", put(1, airAbroad))
	record("pay-one-of-many", "form", "a list of one payee", "pay-first", put(1, airFirst|airMany), splice(1+1+33+2, 0, 1))
	record("pay-nobody-of-many", "form", "a list of no payee", "pay-first", put(1, airFirst|airMany), splice(1+1+33+2, 0, 0))
	record("pay-memo-empty", "form", "a memo of no bytes", "pay-first", put(1, airFirst|airMemo), func(b []byte) []byte { return slices.Insert(b, len(b)-64, 0) })
	record("flag-like-of-a-payment", "form", "only Votes and Attest are likened", "pay-before-window", put(1, airFullTime|airLike))
	record("time-whole-in-window", "form", "a time that two bytes could say in four", "withdraw", put(1, airFullTime), splice(5, 2, 0x6a, 0xfd, 0x86, 0xd3))
	record("first-with-seq-2", "form", "the first entry with the low bits of seq 2", "pay-first", put(0, byte(KindPay)<<4|2))
	record("redeem-with-seq", "form", "a Redeem has no seq", "redeem", put(0, byte(KindRedeem)<<4|1))
	record("redeem-first", "form", "a Redeem has no prev to leave out", "redeem", put(1, airFirst))
	record("redeem-abroad-at-home", "form", "the market stands though it is home", "redeem", put(1, airAbroad), splice(5, 0, a.Market[:]...))
	record("series-whole", "form", "a series that has a number stands whole", "redeem", splice(2, 1, append([]byte{0}, v.table.series[0][:]...)...))
	record("ranges-beyond", "form", "serial 4097", "activate", splice(len(mustAir(t, a, samples["activate"]))-65, 1, 0xfe, 0x1f))

	record("votes-descending-as-distances", "form", "the bit of ascending owners where they do not ascend: the distance is beyond all numbers", "votes", put(7, 0x20|0x02))
	record("votes-ascending-not-so", "form", "owners that ascend and do not stand as distances", "votes-ascending", put(7, 0x12), put(12, 0x0c), put(16, 0x0d))
	record("votes-in-two-runs", "form", "a run that is not as long as it can be", "votes-ascending",
		put(7, 0x00), splice(12, 0, 0x11), put(13, 0x0c), put(17, 0x0d))
	record("votes-no-last", "form", "no run is the last", "votes-ascending", put(7, 0x22))
	record("votes-longer", "form", "a run longer than its bytes", "votes-ascending", splice(7, 1, 0x3f, 0xf0, 0x0f))

	record("like-no-seat", "form", "likened to words of seat 4 of four", "votes-like", put(7, 4))
	record("next-flag-2", "form", "a lock's flag is 0 or 1", "next-no-lock", func(b []byte) []byte { b[len(b)-65] = 2; return b })
	record("topic-0", "form", "topics begin at 1", "next-no-lock", put(5, 0))

	unknown := *a
	unknown.Head.Keys = 500
	more := mustHead(t, unknown.Head)
	frame("key-not-known", "unknown", "a number that the sender's table has and this one not yet", more, splice(1, 1, 0xac, 0x02)(bytes.Clone(plain)))
	record("prev-not-held", "unknown", "the author's entry before this one is not held", "pay-plain", put(2, plain[2]^1))
	record("seq-beyond", "unknown", "an entry is missing between the head held and this one", "pay-plain", put(0, plain[0]+1))
	record("vote-not-held", "unknown", "a vote for an entry of a slot where another is held", "votes-ascending", put(10, 0xee, 0xee))
	record("like-not-held", "unknown", "likened to words that are not held", "votes-like", put(8, 9))
	record("coupon-not-held", "unknown", "a coupon of a series that is not held", "redeem", splice(2, 1, append([]byte{0}, make([]byte, 32)...)...))
	record("coupon-no-serial", "unknown", "a serial that the series does not have", "redeem", put(3, 4))

	record("signature-of-another", "signature", "a byte of the signature is changed", "pay-plain", func(b []byte) []byte { b[len(b)-9] ^= 1; return b })
	record("time-of-another", "signature", "a second later", "pay-plain", put(5, plain[5]^1))
	record("curve-of-another", "signature", "the same 64 bytes, said to be sr25519", "pay-plain", put(0, 0xf0|plain[0]))
	return made
}
