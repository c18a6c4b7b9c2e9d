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

func TestAirEveryKindThereAndBack(t *testing.T) {
	v, samples := airSamples(t)
	a := v.air()
	kinds := map[Kind]bool{}
	for name, x := range samples {
		record := mustAir(t, a, x)
		kinds[x.entry.Kind()] = true
		list, rest, err := a.Read(append(bytes.Clone(record), 0xaa))
		if err != nil || len(list) != 1 || !bytes.Equal(rest, []byte{0xaa}) {
			t.Errorf("%s: read as %d entries, %x left: %v", name, len(list), rest, err)
			continue
		}
		if e := list[0]; !bytes.Equal(e.Full(), x.entry.Full()) || e.Hash() != x.entry.Hash() || !e.Verify() {
			t.Errorf("%s: rebuilt as\n%x\nnot\n%x", name, e.Full(), x.entry.Full())
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
