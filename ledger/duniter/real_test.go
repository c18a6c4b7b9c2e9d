package duniter_test

import (
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// realMetadata is the Ğ1's own metadata, which is not ours to hand on: FOIRAIL_G1_METADATA names a file with it.
func realMetadata(t testing.TB) *duniter.Metadata {
	t.Helper()
	path := os.Getenv("FOIRAIL_G1_METADATA")
	if path == "" {
		t.Skip("skipped: FOIRAIL_G1_METADATA names no file with the Ğ1's metadata")
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, err := duniter.ReadMetadata(b)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// vectors are calls on the Ğ1 and their bytes, as other programs make them.
func TestCallsOfTheRealChain(t *testing.T) { checkCalls(t, realMetadata(t)) }

func checkCalls(t *testing.T, m *duniter.Metadata) {
	t.Helper()
	bob := alice(t, "//Bob").Account()
	remark := duniter.Fields{"remark": "coupon:batch1"}
	transfer := duniter.Fields{"dest": bob, "value": 1000}
	for _, v := range []struct {
		pallet, name string
		args         duniter.Fields
		want         string
	}{
		{"Balances", "transfer_keep_alive", transfer, "060300BOBa10f"},
		{"UniversalDividend", "claim_uds", nil, "1e00"},
		{"System", "remark_with_event", remark, "000734636f75706f6e3a626174636831"},
		{"UniversalDividend", "transfer_ud", duniter.Fields{"dest": bob, "value": 1500}, "1e0100BOB7117"},
	} {
		got, err := m.Call(v.pallet, v.name, v.args)
		want := strings.ReplaceAll(v.want, "BOB", hex.EncodeToString(bob[:]))
		if err != nil || hex.EncodeToString(got) != want {
			t.Errorf("%s.%s: %x, %v\nwant %s", v.pallet, v.name, got, err, want)
		}
	}
	checkBatch(t, m, transfer, remark)
}

func checkBatch(t *testing.T, m *duniter.Metadata, transfer, remark duniter.Fields) {
	t.Helper()
	a, _ := m.Call("Balances", "transfer_keep_alive", transfer)
	b, _ := m.Call("System", "remark_with_event", remark)
	batch, err := m.Batch(a, b)
	if want := "360208" + hex.EncodeToString(a) + hex.EncodeToString(b); err != nil || hex.EncodeToString(batch) != want {
		t.Errorf("batch: %x, %v\nwant %s", batch, err, want)
	}
}

// alice is a well-known play key of Substrate's, derived from the development phrase's seed.
func alice(t testing.TB, path string) *keys.Secret { return playKey(t, keys.Ed25519, path) }

// playSeed is the mini-secret of the phrase that every Substrate chain is developed with.
const playSeed = "fac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e"

func playKey(t testing.TB, curve keys.Curve, path string) *keys.Secret {
	t.Helper()
	seed, err := hex.DecodeString(playSeed)
	if err != nil {
		t.Fatal(err)
	}
	s, err := keys.NewSecret(curve, [32]byte(seed))
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(strings.TrimPrefix(path, "//"), "//") {
		var code [32]byte
		copy(code[:], append([]byte{byte(len(name) << 2)}, name...))
		if s, err = s.Derive(code); err != nil {
			t.Fatal(err)
		}
	}
	return s
}
