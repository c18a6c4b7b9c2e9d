package duniter_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
)

func council(t testing.TB) duniter.Multisig {
	return duniter.Multisig{Threshold: 3, Signatories: people(t), Me: alice(t, "//Bob").Account()}
}

// The same three calls in the runtimes of 2022 and of today: other arguments, other bytes, one way to ask.
func TestMultisigCallsOldAndNew(t *testing.T) {
	who := council(t)
	call := transferCall(t, small(t), who.Me, 5)
	others := othersInHex(t, who)
	hash, at := call.Hash(), &duniter.Timepoint{Height: 12, Index: 3}
	most := duniter.Weight{RefTime: 1000, ProofSize: 64}
	for _, c := range []struct {
		name, table string
		call        func(*duniter.Metadata) (duniter.Call, error)
		want        string
	}{
		{"open, new", dunitertest.G1, func(m *duniter.Metadata) (duniter.Call, error) { return m.ApproveAsMulti(who, nil, hash) },
			"3302 0300 " + others + " 00 HASH 00 00"},
		{"approve, new", dunitertest.G1, func(m *duniter.Metadata) (duniter.Call, error) { return m.ApproveAsMulti(who, at, hash) },
			"3302 0300 " + others + " 01 0c00000003000000 HASH 00 00"},
		{"run, new", dunitertest.G1, func(m *duniter.Metadata) (duniter.Call, error) { return m.AsMulti(who, at, call, most) },
			"3301 0300 " + others + " 01 0c00000003000000 CALL a10f 0101"},
		{"cancel, new", dunitertest.G1, func(m *duniter.Metadata) (duniter.Call, error) { return m.CancelAsMulti(who, *at, hash) },
			"3303 0300 " + others + " 0c00000003000000 HASH"},
		{"approve, old", dunitertest.Old(), func(m *duniter.Metadata) (duniter.Call, error) { return m.ApproveAsMulti(who, at, hash) },
			"3302 0300 " + others + " 01 0c00000003000000 HASH 0000000000000000"},
		{"run, old", dunitertest.Old(), func(m *duniter.Metadata) (duniter.Call, error) { return m.AsMulti(who, at, call, most) },
			"3301 0300 " + others + " 01 0c00000003000000 90CALL 00 e803000000000000"},
	} {
		for _, version := range []uint8{14, 15, 16} {
			m := smallIn(t, c.table, version)
			got, err := c.call(m)
			want := strings.NewReplacer(" ", "", "HASH", hex.EncodeToString(hash[:]), "CALL", hex.EncodeToString(call)).Replace(c.want)
			if err != nil || hex.EncodeToString(got) != want {
				t.Errorf("%s, metadata %d: %v\n%x\n%s", c.name, version, err, got, want)
			}
			checkReopened(t, m, got)
		}
	}
}

func othersInHex(t testing.TB, who duniter.Multisig) string {
	all := "10"
	for _, name := range []string{"//Alice", "//Charlie", "//Dave", "//Eve"} {
		a := alice(t, name).Account()
		all += "|" + hex.EncodeToString(a[:])
	}
	parts := strings.Split(all, "|")
	slices.Sort(parts[1:])
	return strings.Join(parts, "")
}

// checkReopened holds that a call that was read back is written in the same bytes.
func checkReopened(t *testing.T, m *duniter.Metadata, c duniter.Call) {
	t.Helper()
	o, err := m.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	again, err := m.Close(o)
	if err != nil || !bytes.Equal(again, c) {
		t.Errorf("read as %+v and written as %x, %v, not %x", o, again, err, c)
	}
}

func TestInnerCalls(t *testing.T) {
	m := small(t)
	bob := alice(t, "//Bob").Account()
	batch, err := m.Batch(transferCall(t, m, bob, 5), transferCall(t, m, bob, 6))
	if err != nil {
		t.Fatal(err)
	}
	o, err := m.Open(batch)
	if err != nil || o.Pallet != "Utility" || o.Name != "batch_all" {
		t.Fatalf("%+v, %v", o, err)
	}
	inner, ok := duniter.Inner(o.Args["calls"].([]any)[1])
	want := duniter.Opened{Pallet: "Balances", Name: "transfer_keep_alive",
		Args: duniter.Fields{"dest": duniter.Variant{Name: "Id", Value: bob}, "value": uint64(6)}}
	if !ok || !reflect.DeepEqual(inner, want) {
		t.Errorf("%+v", inner)
	}
}

func TestCallsRefused(t *testing.T) {
	m, bob := small(t), alice(t, "//Bob").Account()
	for _, c := range []struct {
		what, pallet, name string
		args               duniter.Fields
		want               error
	}{
		{"no such pallet", "Bakery", "bake", nil, duniter.ErrUnknown},
		{"no such call", "Balances", "bake", nil, duniter.ErrUnknown},
		{"a pallet without calls", "Treasury", "bake", nil, duniter.ErrUnknown},
		{"an argument missing", "Balances", "transfer_keep_alive", duniter.Fields{"dest": bob}, duniter.ErrValue},
		{"one too many", "Balances", "transfer_keep_alive", duniter.Fields{"dest": bob, "value": 1, "tip": 1}, duniter.ErrValue},
		{"another name", "Balances", "transfer_keep_alive", duniter.Fields{"to": bob, "value": 1}, duniter.ErrValue},
		{"less than nothing", "Balances", "transfer_keep_alive", duniter.Fields{"dest": bob, "value": -1}, duniter.ErrValue},
		{"an address that is text", "Balances", "transfer_keep_alive", duniter.Fields{"dest": bob.String(), "value": 1}, duniter.ErrValue},
		{"a call that is none", "Utility", "batch_all", duniter.Fields{"calls": []any{duniter.Call{0xfe, 1}}}, duniter.ErrValue},
		{"a call with more behind it", "Utility", "batch_all", duniter.Fields{"calls": []any{duniter.Call{0x1e, 0, 0}}}, duniter.ErrValue},
		{"a call where none belongs", "System", "remark", duniter.Fields{"remark": duniter.Call{0x1e, 0}}, duniter.ErrValue},
		{"31 bytes of 32", "Multisig", "cancel_as_multi", duniter.Fields{"threshold": 2, "other_signatories": []any{},
			"timepoint": duniter.Fields{"height": 1, "index": 1}, "call_hash": make([]byte, 31)}, duniter.ErrValue},
		{"an alternative that is not", "Proxy", "add_proxy", duniter.Fields{"delegate": bob, "proxy_type": duniter.Variant{Name: "Any"}, "delay": 0}, duniter.ErrUnknown},
		{"a threshold too high", "Multisig", "cancel_as_multi", duniter.Fields{"threshold": 1 << 16, "other_signatories": []any{},
			"timepoint": duniter.Fields{"height": 1, "index": 1}, "call_hash": make([]byte, 32)}, duniter.ErrValue},
	} {
		if got, err := m.Call(c.pallet, c.name, c.args); !errors.Is(err, c.want) {
			t.Errorf("%s: %x, %v", c.what, got, err)
		}
	}
}

// A batch of batches of batches is refused before it can exhaust the stack, and so is a list of a billion nothings.
func TestBombs(t *testing.T) {
	m := small(t)
	deep := append(bytes.Repeat([]byte{54, 2, 4}, 100000), 0x1e, 0)
	if _, err := m.Open(deep); !errors.Is(err, duniter.ErrForm) {
		t.Errorf("a deep call: %v", err)
	}
	fair, err := m.Batch(duniter.Call{0x1e, 0})
	for range 5 {
		if err == nil {
			fair, err = m.Batch(fair)
		}
	}
	if _, errOpen := m.Open(fair); err != nil || errOpen != nil {
		t.Errorf("five batches in one another: %v, %v", err, errOpen)
	}
	wide := append([]byte{54, 2, 0x03}, 0xff, 0xff, 0xff, 0xff)
	if _, err := m.Open(wide); !errors.Is(err, duniter.ErrForm) {
		t.Errorf("a wide call: %v", err)
	}
	table := strings.Replace(dunitertest.G1, "call 0 remark(remark: Vec<u8>)", "call 0 remark(remark: Vec<()>)", 1)
	empty := smallIn(t, table, 16)
	if _, err := empty.Open(append([]byte{0, 0, 0x03}, 0xff, 0xff, 0xff, 0xff)); !errors.Is(err, duniter.ErrForm) {
		t.Errorf("four billion nothings: %v", err)
	}
	if o, err := empty.Open([]byte{0, 0, 8}); err != nil || len(o.Args["remark"].([]any)) != 2 {
		t.Errorf("two nothings: %+v, %v", o, err)
	}
}
