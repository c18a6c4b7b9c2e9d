package entry

import (
	"bytes"
	"errors"
	"runtime"
	"slices"
	"testing"

	"foirail/ledger/keys"
)

// within is the village's context with figures from a fuzzer.
func (v *village) within(numbers, series, seats uint8, since uint32) *Air {
	a := v.air()
	a.Head.Keys = int(numbers)
	a.Head.Series = int(series)
	a.Head.Since = since
	a.Seats = a.Seats[:int(seats)%(len(a.Seats)+1)]
	return a
}

// FuzzAirRead: whatever the bytes, what is read is written so and no other way, and what is not
// is refused by name.
func FuzzAirRead(f *testing.F) {
	v, samples := airSamples(f)
	full := v.air()
	for _, x := range samples {
		f.Add(mustAir(f, full, x), uint8(full.Head.Keys), uint8(full.Head.Series), uint8(4), uint32(airTime))
	}
	f.Fuzz(func(t *testing.T, record []byte, numbers, series, seats uint8, since uint32) {
		a := v.within(numbers, series, seats, since)
		list, rest, err := a.Read(record)
		if err != nil {
			if errors.Is(err, ErrAir) == errors.Is(err, ErrAirUnknown) || len(list) > 0 {
				t.Fatalf("%d entries with %v", len(list), err)
			}
			return
		}
		if len(list) < 1 || len(list) > MaxRebuilt || !bytes.HasSuffix(record, rest) {
			t.Fatalf("%d entries, %x left", len(list), rest)
		}
		for _, e := range list {
			again, err := Decode(e.Full())
			if err != nil || again.Hash() != e.Hash() {
				t.Fatalf("no full form: %v", err)
			}
			used := record[:len(record)-len(rest)]
			if made, err := a.Append(nil, e); err != nil || (!bytes.Equal(made, used) && !likened(used)) {
				t.Fatalf("two byte strings for one entry, %v:\n%x\n%x", err, used, made)
			}
		}
	})
}

// likened says whether a record is of words that are likened to others.
func likened(record []byte) bool {
	kind := Kind(record[0] >> 4)
	return (kind == KindVotes || kind == KindAttest) && record[1]&airLike != 0
}

// upTo is a Known that also holds the entry before one entry.
type upTo struct {
	*shelf
	e *Entry
}

func (u upTo) Head(author keys.Account) uint32 {
	if author == u.e.Author {
		return u.e.Seq - 1
	}
	return u.shelf.Head(author)
}

func (u upTo) Held(s Slot) []Hash {
	list := u.shelf.Held(s)
	if s == (Slot{Author: u.e.Author, Seq: u.e.Seq - 1}) && !slices.Contains(list, u.e.Prev) {
		return append([]Hash{u.e.Prev}, list...)
	}
	return list
}

// FuzzAirThereAndBack: every entry that has an air form, in whatever context, comes back from it
// byte for byte.
func FuzzAirThereAndBack(f *testing.F) {
	v, samples := airSamples(f)
	for i := range uint8(3) {
		for _, x := range samples {
			f.Add(x.entry.Full(), i*100, i, i*2, uint32(airTime)*uint32(i))
		}
		for _, s := range acceptScenarios(f) {
			f.Add(s.entry.Full(), i*100, i, i*2, uint32(airTime)*uint32(i))
		}
	}
	f.Fuzz(func(t *testing.T, full []byte, numbers, series, seats uint8, since uint32) {
		e, err := Decode(full)
		if err != nil {
			return
		}
		a := v.within(numbers, series, seats, since)
		if e.Kind() != KindFound {
			a.Community, a.Market = e.Community, e.Market
		}
		a.Known = upTo{v.shelf, e}
		record, err := a.Append([]byte{0xaa}, e)
		if err != nil {
			if !errors.Is(err, ErrAirNone) {
				t.Fatal(err)
			}
			return
		}
		list, rest, err := a.Read(append(record[1:], 0xbb))
		if err != nil || !bytes.Equal(rest, []byte{0xbb}) {
			t.Fatalf("%x left of %x: %v", rest, record, err)
		}
		if !slices.ContainsFunc(list, func(got *Entry) bool { return bytes.Equal(got.Full(), full) }) {
			t.Fatalf("%x on air is not the entry", record)
		}
	})
}

// FuzzAirHead: a head that is read is written so.
func FuzzAirHead(f *testing.F) {
	b, _ := AirHead{Keys: 300, Series: 2, Since: airTime}.Append(nil)
	f.Add(b)
	f.Fuzz(func(t *testing.T, frame []byte) {
		h, rest, err := ReadAirHead(frame)
		if err != nil {
			if errors.Is(err, ErrAir) == errors.Is(err, ErrNewer) {
				t.Fatalf("refused as %v", err)
			}
			return
		}
		again, err := h.Append(nil)
		if err != nil || !bytes.Equal(append(again, rest...), frame) {
			t.Fatalf("%x read as %+v, written as %x: %v", frame, h, again, err)
		}
	})
}

// A batch of records survives what radios do to it: cut, flipped and glued bytes give entries that
// do not verify, or none. The seed is fixed.
func TestAirHostileBytes(t *testing.T) {
	v, samples := airSamples(t)
	a := v.air()
	state := uint64(0x9e3779b97f4a7c15)
	random := func(n int) int {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		return int(state % uint64(n))
	}
	var records [][]byte
	for _, name := range []string{"pay-plain", "votes", "attest", "propose-epoch", "checkpoint-closing", "next", "redeem"} {
		records = append(records, mustAir(t, a, samples[name]))
	}
	for range 20000 {
		b := bytes.Clone(records[random(len(records))])
		for range 1 + random(4) {
			switch at := random(len(b)); random(3) {
			case 0:
				b[at] = byte(random(256))
			case 1:
				b = append(b[:at], b[at+min(1, len(b)-at-1):]...)
			case 2:
				b = slices.Insert(b, at, byte(random(256)))
			}
		}
		list, _, _ := a.Read(b)
		for _, e := range list {
			if e.Verify() && !slices.ContainsFunc(records, func(r []byte) bool { return bytes.HasPrefix(b, r) }) {
				t.Fatalf("%x gives %v, which verifies", b, e)
			}
		}
	}
}

// Records that promise long lists and do not hold them cost no more than they are.
func TestAirNoAllocationBeyondTheBytes(t *testing.T) {
	v, samples := airSamples(t)
	a := v.air()
	promises := [][]byte{{0xff, 0xff, 0x03}, {0xff, 0x0f}, {0x3f, 0xf0, 0x0f}, {0x40}, {0xff, 0x01}, {0x0a}}
	for name, x := range samples {
		record := mustAir(t, a, x)
		for at := 1; at < len(record)-64; at++ {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			for _, promise := range promises {
				_, _, _ = a.Read(append(bytes.Clone(record[:at]), promise...))
			}
			runtime.ReadMemStats(&after)
			if spent := after.TotalAlloc - before.TotalAlloc; spent > uint64(len(promises)*(16*len(record)+4096)) {
				t.Errorf("%s: %d bytes allocated for promises at byte %d of %d", name, spent, at, len(record))
			}
		}
	}
}
