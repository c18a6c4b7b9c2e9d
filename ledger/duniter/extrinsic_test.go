package duniter_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/keys"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func hashOf(t testing.TB, s string) duniter.Hash { return duniter.Hash(unhex(t, s)) }

const (
	genesis    = "feb770bbb0344dabc8366b0d1f889a8e4e6ca09b914006655fe795920deb6d56"
	checkpoint = "a025bb9b3feb6bf85b154cc03f6535ea548a50941da32159784f0550e7d723ed"
)

func runtimeOf(t testing.TB, m *duniter.Metadata) *duniter.Runtime {
	return &duniter.Runtime{Metadata: m, Genesis: hashOf(t, genesis), SpecName: "g1", SpecVersion: 1100, TxVersion: 1}
}

func intentOf(t testing.TB, rt *duniter.Runtime, c duniter.Call) duniter.Intent {
	return duniter.Intent{Genesis: rt.Genesis, TxVersion: 1, Call: c, Nonce: 7, Period: 64, Born: 84128, BornHash: hashOf(t, checkpoint)}
}

func transferCall(t testing.TB, m *duniter.Metadata, to keys.Account, value uint64) duniter.Call {
	t.Helper()
	c, err := m.Call("Balances", "transfer_keep_alive", duniter.Fields{"dest": to, "value": value})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestExtrinsicOfTheRealChain(t *testing.T) { checkExtrinsic(t, realMetadata(t)) }

// checkExtrinsic holds one whole extrinsic, byte for byte: other programs make the same.
func checkExtrinsic(t *testing.T, m *duniter.Metadata) {
	t.Helper()
	rt, bob := runtimeOf(t, m), alice(t, "//Bob").Account()
	call := transferCall(t, m, bob, 1000)
	intent := intentOf(t, rt, call)
	payload, err := rt.Payload(intent)
	want := hex.EncodeToString(call) + "05021c00004c04000001000000" + genesis + checkpoint + "00"
	if err != nil || hex.EncodeToString(payload) != want {
		t.Fatalf("payload %x, %v\nwant    %s", payload, err, want)
	}
	x, err := rt.Sign(alice(t, "//Alice"), intent)
	want = "350284" + "0088dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee" +
		"0071d57fbbc8aa2bd8efad5a01b0775cb1c9d7b631836c934b0f54ea1dd74a74498e5f2ebbb82bfbb7ca0d2379d00ce6698c4c92331cec87431647ae8e7d204506" +
		"05021c0000" + hex.EncodeToString(call)
	if err != nil || hex.EncodeToString(x.Bytes) != want {
		t.Fatalf("extrinsic %x, %v\nwant      %s", x.Bytes, err, want)
	}
	if x.Hash != hashOf(t, "f28d21a0bc713cebc56fee85bfd64274eb23610b3a060142768b3a7147ac2161") {
		t.Errorf("its hash is %x", x.Hash)
	}
	checkReadBack(t, m, x, intent)
}

func checkReadBack(t *testing.T, m *duniter.Metadata, x duniter.Extrinsic, intent duniter.Intent) {
	t.Helper()
	back, err := m.ReadExtrinsic(x.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	era, _ := duniter.Mortal(intent.Period, intent.Born)
	if back.Hash != x.Hash || !back.Signed || back.Signer != alice(t, "//Alice").Account() || back.Nonce != 7 || back.Era != era || !bytes.Equal(back.Call, intent.Call) {
		t.Errorf("read back as %+v", back)
	}
	if o := back.Opened; o.Pallet != "Balances" || o.Name != "transfer_keep_alive" || o.Args["value"] != uint64(1000) {
		t.Errorf("opened as %+v", o)
	}
}

// A long payload is signed as its hash: the chain takes no other.
func TestLongPayload(t *testing.T) {
	m := small(t)
	rt := runtimeOf(t, m)
	for _, size := range []int{100, 400} {
		c, err := m.Call("System", "remark", duniter.Fields{"remark": make([]byte, size)})
		if err != nil {
			t.Fatal(err)
		}
		payload, err := rt.Payload(intentOf(t, rt, c))
		if err != nil || (len(payload) == 32) != (size > 250) {
			t.Errorf("a remark of %d: %d bytes are signed, %v", size, len(payload), err)
		}
	}
}

// An extrinsic of either curve is verified as the chain does, over what it would read out of it.
func TestBothCurves(t *testing.T) {
	m := small(t)
	rt := runtimeOf(t, m)
	intent := intentOf(t, rt, transferCall(t, m, alice(t, "//Bob").Account(), 1000))
	payload, err := rt.Payload(intent)
	if err != nil {
		t.Fatal(err)
	}
	for curve, mark := range map[keys.Curve]byte{keys.Ed25519: 0, keys.Sr25519: 1} {
		s := playKey(t, curve, "//Alice")
		x, err := rt.Sign(s, intent)
		if err != nil {
			t.Fatal(err)
		}
		body := x.Bytes[2:] // behind the length
		sig := keys.Signature{Curve: curve, Bytes: [64]byte(body[35:])}
		if body[34] != mark || !keys.VerifyChain(s.Account(), payload, sig) {
			t.Errorf("%v: %x", curve, body)
		}
		draft, err := rt.Draft(s.Account(), curve, intent)
		if err != nil || len(draft.Bytes) != len(x.Bytes) || !bytes.Equal(draft.Bytes[101:], x.Bytes[101:]) {
			t.Errorf("%v: the draft is %x, %v", curve, draft.Bytes, err)
		}
	}
}

func TestSignRefused(t *testing.T) {
	m := small(t)
	good := intentOf(t, runtimeOf(t, m), transferCall(t, m, alice(t, "//Bob").Account(), 1000))
	for _, c := range []struct {
		what   string
		table  string
		change func(*duniter.Runtime, *duniter.Intent)
		want   error
	}{
		{"another genesis", "", func(rt *duniter.Runtime, _ *duniter.Intent) { rt.Genesis[0]++ }, duniter.ErrOtherChain},
		{"extrinsics of another version", "", func(rt *duniter.Runtime, _ *duniter.Intent) { rt.TxVersion++ }, duniter.ErrOtherRuntime},
		{"for ever", "", func(_ *duniter.Runtime, i *duniter.Intent) { i.Period = 0 }, duniter.ErrValue},
		{"a call of another runtime", "", func(_ *duniter.Runtime, i *duniter.Intent) { i.Call = duniter.Call{200, 1} }, duniter.ErrForm},
		{"no call", "", func(_ *duniter.Runtime, i *duniter.Intent) { i.Call = nil }, duniter.ErrForm},
		{"an extension more", "extension ChargeAsset Compact<u32> ()", func(*duniter.Runtime, *duniter.Intent) {}, duniter.ErrExtension},
		{"an extension that adds nothing", "extension PayTwice () ()", func(*duniter.Runtime, *duniter.Intent) {}, duniter.ErrExtension},
		{"a known extension of another form", "extension CheckWeight u8 ()", func(*duniter.Runtime, *duniter.Intent) {}, duniter.ErrExtension},
	} {
		rt, intent := runtimeOf(t, smallIn(t, dunitertest.G1+c.table, 16)), good
		c.change(rt, &intent)
		if x, err := rt.Sign(alice(t, "//Alice"), intent); !errors.Is(err, c.want) || x.Bytes != nil {
			t.Errorf("%s: %x, %v", c.what, x.Bytes, err)
		}
	}
}

// What stands in blocks beside signed extrinsics: the chain's own, of version 4 and 5.
func TestReadBare(t *testing.T) {
	m := small(t)
	for _, b := range []string{"1004040004", "1005040004"} {
		x, err := m.ReadExtrinsic(unhex(t, b))
		if err != nil || x.Signed || x.Opened.Name != "set" || x.Opened.Args["now"] != uint64(1) {
			t.Errorf("%s: %+v, %v", b, x, err)
		}
	}
	for b, want := range map[string]error{"1006040004": duniter.ErrNewer, "0c04040004": duniter.ErrForm, "1004040004ff": duniter.ErrForm, "": duniter.ErrForm} {
		if x, err := m.ReadExtrinsic(unhex(t, b)); !errors.Is(err, want) {
			t.Errorf("%q: %+v, %v", b, x, err)
		}
	}
}
