package entry

import (
	"bytes"
	"errors"
	"testing"
)

// mustAir writes an entry as it stands on air.
func mustAir(t testing.TB, a *Air, x onAir) []byte {
	t.Helper()
	record, err := a.append(nil, x.entry, x.like)
	if err != nil {
		t.Fatalf("%s: %v", x.about, err)
	}
	return record
}

// mustRead reads the one entry of a record.
func mustRead(t testing.TB, a *Air, record []byte) *Entry {
	t.Helper()
	list, rest, err := a.Read(record)
	if err != nil || len(list) != 1 || len(rest) != 0 {
		t.Fatalf("%x read as %d entries, %d bytes left: %v", record, len(list), len(rest), err)
	}
	return list[0]
}

// onlyGood is the one entry of a list whose signatures hold, or nil.
func onlyGood(list []*Entry) (good *Entry) {
	for _, e := range list {
		if !e.Verify() {
			continue
		}
		if good != nil {
			return nil
		}
		good = e
	}
	return good
}

func TestAirEveryKindThereAndBack(t *testing.T) {
	v, samples := airSamples(t)
	a := v.air()
	kinds := map[Kind]bool{}
	for name, x := range samples {
		record := mustAir(t, a, x)
		kinds[x.entry.Kind()] = true
		list, rest, err := a.Read(append(bytes.Clone(record), 0xaa))
		if err != nil || !bytes.Equal(rest, []byte{0xaa}) {
			t.Errorf("%s: %x left: %v", name, rest, err)
			continue
		}
		if e := onlyGood(list); e == nil || !bytes.Equal(e.Full(), x.entry.Full()) || e.Hash() != x.entry.Hash() {
			t.Errorf("%s: rebuilt as\n%v\nnot\n%x", name, list, x.entry.Full())
		}
		if len(record) >= len(x.entry.Full()) {
			t.Errorf("%s: %d bytes on air, %d in full", name, len(record), len(x.entry.Full()))
		}
		t.Logf("%-20s %4d bytes in full, %4d on air", name, len(x.entry.Full()), len(record))
	}
	for k := KindFound; k <= KindCheckpoint; k++ {
		if !kinds[k] {
			t.Errorf("no %v", k)
		}
	}
}

// No byte of a record can be changed, cut or added so that the same entry is read.
func TestAirEveryByteMatters(t *testing.T) {
	v, samples := airSamples(t)
	a := v.air()
	for name, x := range samples {
		record := mustAir(t, a, x)
		for n := range record {
			if _, _, err := a.Read(record[:n]); !errors.Is(err, ErrAir) {
				t.Errorf("%s: %d of %d bytes read with %v", name, n, len(record), err)
			}
		}
		for i := range record {
			for bit := range 8 {
				changed := bytes.Clone(record)
				changed[i] ^= 1 << bit
				list, _, _ := a.Read(changed)
				for _, e := range list {
					if bytes.Equal(e.Full(), x.entry.Full()) {
						t.Errorf("%s: bit %d of byte %d does not count", name, bit, i)
					}
				}
			}
		}
	}
}

// Only what is written is read: a record that lists what it could say shorter, and flags that no
// writer sets, are refused.
func TestAirOneForm(t *testing.T) {
	v, samples := airSamples(t)
	a := v.air()
	plain := mustAir(t, a, samples["pay-plain"])
	other := append([]byte{byte(KindPay)<<4 | plain[0]&15, 0}, plain[1:6]...) // author 1, prev 2, time 2
	other = append(other, plain[6:]...)
	if _, _, err := a.Read(other); !errors.Is(err, ErrAir) {
		t.Errorf("a plain payment with flags: %v", err)
	}
	whole := bytes.Clone(plain[:1])
	whole = append(append(append(whole, 0), samples["pay-plain"].entry.Author[:]...), plain[2:]...)
	if _, _, err := a.Read(whole); !errors.Is(err, ErrAir) {
		t.Errorf("a key whole that has a number: %v", err)
	}
	fewer := *a
	fewer.Head.Keys = 0
	if got := mustRead(t, a, mustAir(t, a, samples["pay-plain"])); got.Hash() != samples["pay-plain"].entry.Hash() {
		t.Error("another entry")
	}
	if _, _, err := fewer.Read(plain); !errors.Is(err, ErrAir) {
		t.Errorf("a number beyond those in use: %v", err)
	}
	long := mustAir(t, &fewer, samples["pay-plain"])
	if len(long) != len(plain)+2*32 {
		t.Errorf("without numbers %d bytes, with them %d", len(long), len(plain))
	}
	if got := mustRead(t, &fewer, long); got.Hash() != samples["pay-plain"].entry.Hash() {
		t.Error("another entry without numbers")
	}
}

// What the receiver lacks is named ErrAirUnknown, and the record behind can still be read.
func TestAirUnknown(t *testing.T) {
	v, samples := airSamples(t)
	sender := v.air()
	empty := *sender
	empty.Table, empty.Known = nil, newShelf()
	nobody := empty
	nobody.Known = nil
	behind := *sender // holds all but the author's last entry
	shelf := newShelf()
	ana := key(t, 121).Account()
	for _, e := range v.order {
		if e.Author != ana || e.Seq < 4 {
			shelf.put(e)
		}
	}
	behind.Known = shelf
	plain := mustAir(t, sender, samples["pay-plain"])
	found := mustAir(t, sender, samples["found"])
	for name, x := range samples {
		if name == "found" || name == "seat" || name == "cancel" {
			continue // these name nothing, or nothing that is looked up
		}
		record := append(mustAir(t, sender, x), found...)
		for who, a := range map[string]*Air{"who holds nothing": &empty, "who knows nothing": &nobody} {
			_, rest, err := a.Read(record)
			if !errors.Is(err, ErrAirUnknown) || errors.Is(err, ErrAir) {
				t.Errorf("%s, read by one %s: %v", name, who, err)
			}
			if got := mustRead(t, a, rest); got.Hash() != v.market.Hash() {
				t.Errorf("%s, read by one %s: the record behind is lost", name, who)
			}
		}
	}
	if _, _, err := behind.Read(plain); !errors.Is(err, ErrAirUnknown) {
		t.Errorf("without the entry before: %v", err)
	}
}

// A receiver some entries ahead of the sender still finds the place of what was sent.
func TestAirReceiverAhead(t *testing.T) {
	v := newVillage(t, 4)
	ana, bob := key(t, 121), key(t, 122)
	var records [][]byte
	var sent []*Entry
	for i := range 40 {
		e := v.make(ana, v.pay(bob.Account(), Amount(i+1)))
		if i > 0 {
			e.Time = airTime
			e = signed(t, e, ana)
		}
		records = append(records, mustAir(t, v.air(), onAir{"payment", e, nil}))
		sent = append(sent, v.hold(e))
	}
	for i, record := range records {
		list, _, err := v.air().Read(record)
		switch near := i == 0 || len(records)-i < 16; {
		case near && (err != nil || list[0].Hash() != sent[i].Hash()):
			t.Errorf("entry %d of %d is not found: %v", i+1, len(records), err)
		case !near && !errors.Is(err, ErrAirUnknown):
			t.Errorf("entry %d of %d: %v", i+1, len(records), err)
		}
	}
}

// Where hashes of a forked slot begin alike each is tried, up to a bound.
func TestAirForkedSlots(t *testing.T) {
	v, samples := airSamples(t)
	a := v.air()
	x := samples["pay-plain"]
	record := mustAir(t, a, x)
	slot := Slot{Author: x.entry.Author, Seq: x.entry.Seq - 1}
	for n := range MaxRebuilt {
		list, _, err := a.Read(record)
		good := 0
		for _, e := range list {
			if e.Verify() {
				good++
				if e.Hash() != x.entry.Hash() {
					t.Error("another entry verifies")
				}
			}
		}
		if err != nil || len(list) != n+1 || good != 1 {
			t.Errorf("%d twins: %d entries, %d of them good: %v", n, len(list), good, err)
		}
		twin := x.entry.Prev
		twin[31] ^= byte(n + 1)
		v.shelf.slots[slot] = append([]Hash{twin, {0xff, byte(n)}}, v.shelf.slots[slot]...)
	}
	if _, _, err := a.Read(record); !errors.Is(err, ErrAirUnknown) {
		t.Errorf("with more than %d twins: %v", MaxRebuilt-1, err)
	}
	two := v.shelf.order(samples["votes"].entry)
	if two < 2 {
		t.Fatal("the sample names no forked slot")
	}
	if got := mustRead(t, a, mustAir(t, a, samples["votes"])); got.Hash() != samples["votes"].entry.Hash() {
		t.Error("of a forked slot another entry is read")
	}
}

// Where two slots that a record names are forked, all ways are gone, each once.
func TestAirTwoForkedSlots(t *testing.T) {
	v, _ := airSamples(t)
	eve, steward := key(t, 129), v.stewards[1]
	alike := v.shelf.Held(Slot{Author: key(t, 128).Account(), Seq: 1})
	if len(alike) != 2 {
		t.Fatalf("%d twins", len(alike))
	}
	one := alike[1]
	paid := v.say(eve, v.pay(steward.Account(), 1))
	twin := paid.Hash()
	twin[31] ^= 1
	slot := paid.Slot()
	v.shelf.slots[slot] = []Hash{twin, paid.Hash()}
	a := v.air()
	e := v.make(steward, &Votes{Items: []Vote{{QuorumOnly, one}, {Backed, paid.Hash()}}})
	record := mustAir(t, a, onAir{"votes", e, nil})
	v.shelf.entries[twin] = paid // so that its slot is found
	list, _, err := a.Read(record)
	if good := onlyGood(list); err != nil || len(list) != 4 || good == nil || good.Hash() != e.Hash() {
		t.Errorf("%d entries: %v", len(list), err)
	}
	ways := map[Hash]bool{}
	for _, e := range list {
		ways[e.Hash()] = true
	}
	if len(ways) != 4 {
		t.Errorf("%d ways, each should be gone once", len(ways))
	}
	v.shelf.slots[slot] = append(v.shelf.slots[slot], Hash{0: twin[0], 1: twin[1]})
	if _, _, err := a.Read(record); !errors.Is(err, ErrAirUnknown) {
		t.Errorf("six ways: %v", err)
	}
}

// order is the most entries held in a slot that the votes name.
func (s *shelf) order(e *Entry) (most int) {
	for _, item := range e.Body.(*Votes).Items {
		slot, _ := s.Slot(item.Entry)
		most = max(most, len(s.slots[slot]))
	}
	return most
}

func TestAirNone(t *testing.T) {
	v, samples := airSamples(t)
	a := v.air()
	ana, bob, steward := key(t, 121), key(t, 122), v.stewards[1]
	elsewhere := v.next(ana.Account(), v.pay(bob.Account(), 1))
	elsewhere.Market = MarketID{5}
	series := samples["redeem"].entry.Body.(*Redeem).Series
	old := v.say(v.stewards[3], samples["votes"].entry.Body)
	for range 256 {
		v.say(v.stewards[3], votes(QuorumOnly, old))
	}
	alike := v.make(steward, old.Body)
	fork := v.next(v.stewards[2].Account(), old.Body)
	fork.Seq, fork.Prev = 1, Hash{}
	for name, x := range map[string]onAir{
		"nothing":                      {"", &Entry{}, nil},
		"not signed":                   {"", v.next(ana.Account(), v.pay(bob.Account(), 1)), nil},
		"of another market":            {"", signed(t, elsewhere, ana), nil},
		"a coupon of another key":      {"", v.redeem(bob, series, 3, v.market.Market, ana.Account()), nil},
		"a coupon of no serial":        {"", v.redeem(bob, series, 4, v.market.Market, ana.Account()), nil},
		"a coupon of no series":        {"", v.redeem(bob, old.Hash(), 1, v.market.Market, ana.Account()), nil},
		"votes for what is not held":   {"", v.make(steward, &Votes{Items: []Vote{{QuorumOnly, Hash{1}}}}), nil},
		"a head of another place":      {"", v.make(steward, &Checkpoint{Epoch: 2, Heads: []Head{{ana.Account(), 2, old.Hash()}}}), nil},
		"a payment likened":            {"", v.make(ana, v.pay(bob.Account(), 1)), old},
		"likened to what is not alike": {"", samples["votes-ascending"].entry, old},
		"likened to a user's words":    {"", alike, v.say(ana, old.Body)},
		"likened to what is not held":  {"", alike, v.make(v.stewards[0], old.Body)},
		"likened to another in a slot": {"", alike, signed(t, fork, v.stewards[2])},
		"likened to what is too old":   {"", alike, old},
	} {
		b := []byte{1, 2}
		if got, err := a.append(b, x.entry, x.like); !errors.Is(err, ErrAirNone) || !bytes.Equal(got, b) {
			t.Errorf("%s: %x, %v", name, got, err)
		}
	}
	if _, err := a.AppendLike(nil, alike, nil); !errors.Is(err, ErrAirNone) {
		t.Errorf("likened to nothing: %v", err)
	}
	if _, err := a.AppendLike(nil, samples["votes-like"].entry, samples["votes-like"].like); err != nil {
		t.Error(err)
	}
}

func TestAirHeadThereAndBack(t *testing.T) {
	for _, h := range []AirHead{{}, {Tag: [AirTagSize]byte{1, 2, 3}, Epoch: 255, Seat: 9, Keys: MaxHandles, Series: MaxSeriesHandles, Since: 1<<32 - 1}} {
		b, err := h.Append(nil)
		if err != nil {
			t.Fatal(err)
		}
		got, rest, err := ReadAirHead(append(bytes.Clone(b), 7))
		if err != nil || got != h || !bytes.Equal(rest, []byte{7}) {
			t.Errorf("%+v read as %+v, %x left: %v", h, got, rest, err)
		}
		for n := range b {
			if _, _, err := ReadAirHead(b[:n]); !errors.Is(err, ErrAir) {
				t.Errorf("%d of %d bytes: %v", n, len(b), err)
			}
		}
	}
	for _, h := range []AirHead{{Seat: 10}, {Keys: -1}, {Keys: MaxHandles + 1}, {Series: -1}, {Series: MaxSeriesHandles + 1}} {
		if _, err := h.Append(nil); !errors.Is(err, ErrAirNone) {
			t.Errorf("%+v: %v", h, err)
		}
	}
	b, _ := AirHead{}.Append(nil)
	b[0] = (airVersion + 1) << 4
	if _, _, err := ReadAirHead(b); !errors.Is(err, ErrNewer) {
		t.Errorf("a newer version: %v", err)
	}
	b[0] = MaxStewards
	if _, _, err := ReadAirHead(b); !errors.Is(err, ErrAir) {
		t.Errorf("an eleventh seat: %v", err)
	}
}

// Times at both ends of the window, and beyond them.
func TestAirTimes(t *testing.T) {
	v, _ := airSamples(t)
	a := v.air()
	ana, bob := key(t, 121), key(t, 122)
	for _, c := range []struct {
		since, time uint32
		size        int
	}{
		{airTime, airTime, 73}, {airTime, airTime + airWindow - 1, 73}, {airTime, airTime + airWindow, 76}, {airTime, airTime - 1, 76},
		{1<<32 - 1, 1<<32 - 1, 73}, {0, 1<<32 - 1, 76}, {1<<32 - 1, 0, 76},
	} {
		e := v.next(ana.Account(), v.pay(bob.Account(), 1250))
		e.Time, a.Head.Since = c.time, c.since
		record := mustAir(t, a, onAir{"payment", signed(t, e, ana), nil})
		if got := mustRead(t, a, record); got.Time != c.time || len(record) != c.size {
			t.Errorf("since %d, time %d: %d in %d bytes", c.since, c.time, got.Time, len(record))
		}
	}
}
