package duniter_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"foirail/ledger/duniter"
)

// FuzzCall holds that a call that is read is written back in the same bytes.
func FuzzCall(f *testing.F) {
	m := small(f)
	bob := alice(f, "//Bob").Account()
	transfer := transferCall(f, m, bob, 1000)
	batch, _ := m.Batch(transfer, duniter.Call{0x1e, 0})
	run, _ := m.AsMulti(council(f), &duniter.Timepoint{Height: 1, Index: 2}, batch, duniter.Weight{RefTime: 1 << 40, ProofSize: 7})
	for _, c := range []duniter.Call{transfer, batch, run} {
		f.Add([]byte(c))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		o, err := m.Open(b)
		if err != nil {
			return
		}
		again, err := m.Close(o)
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("read as %+v, written as %x, %v:\n%x", o, again, err, b)
		}
	})
}

// FuzzExtrinsic holds that reading an extrinsic never falls, and that its call is the end of it.
func FuzzExtrinsic(f *testing.F) {
	m := small(f)
	rt := runtimeOf(f, m)
	x, err := rt.Sign(alice(f, "//Alice"), intentOf(f, rt, transferCall(f, m, alice(f, "//Bob").Account(), 1000)))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(x.Bytes)
	f.Add([]byte{20, 4, 4, 0, 4})
	f.Add([]byte{16, 5, 4, 0, 4})
	f.Fuzz(func(t *testing.T, b []byte) {
		if x, err := m.ReadExtrinsic(b); err == nil && !bytes.HasSuffix(b, x.Call) {
			t.Errorf("the call of %x is %x", b, x.Call)
		}
	})
}

// FuzzEvents holds that events are written back in the bytes that they were read from.
func FuzzEvents(f *testing.F) {
	m := small(f)
	f.Add(unhex(f, "0400010000000000a10f00000000"))
	f.Add(unhex(f, "08000000000000000b0ce80300010000"+"01"+"0005"+"88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee"+checkpoint+"00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		events, err := m.Events(b)
		if err == nil && b != nil && len(events) == 0 && !bytes.Equal(b, []byte{0}) {
			t.Errorf("no events in %x", b)
		}
		for _, e := range events {
			if e.Pallet == "" || e.Name == "" || e.Extrinsic < -1 {
				t.Errorf("an event %+v", e)
			}
		}
	})
}

// FuzzKeyParts holds that a storage key that is read back is the key of its parts.
func FuzzKeyParts(f *testing.F) {
	m := small(f)
	key, _ := m.StorageKey("Multisig", "Multisigs", alice(f, "//Bob").Account(), make([]byte, 32))
	f.Add(key)
	f.Fuzz(func(t *testing.T, b []byte) {
		parts, err := m.KeyParts("Multisig", "Multisigs", b)
		if err != nil {
			return
		}
		if again, err := m.StorageKey("Multisig", "Multisigs", parts...); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x is the key of %v, which is %x, %v", b, parts, again, err)
		}
	})
}

// FuzzAnswers holds that no answer of a node makes the reader fall, and that a header that is read is written back as itself.
func FuzzAnswers(f *testing.F) {
	f.Add([]byte(`{"parentHash":"0x` + genesis + `","number":"0x2","stateRoot":"0x` + genesis + `","extrinsicsRoot":"0x` + genesis + `","digest":{"logs":["0x06"]}}`))
	f.Add([]byte(`{"inBlock":"0x` + genesis + `"}`))
	f.Add([]byte(`"0x` + genesis + `"`))
	f.Add([]byte(`{"broadcast":["12D3KooW"]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var h, again duniter.Header
		if json.Unmarshal(b, &h) == nil {
			text, err := json.Marshal(h)
			if err != nil || json.Unmarshal(text, &again) != nil || again.Hash() != h.Hash() {
				t.Errorf("%s is written %s, %v", b, text, err)
			}
		}
		var s duniter.Status
		var hash duniter.Hash
		_ = json.Unmarshal(b, &s)
		if json.Unmarshal(b, &hash) == nil && string(b) != "null" && len(hash.String()) != 66 {
			t.Errorf("%s is read as %s", b, hash)
		}
	})
}
