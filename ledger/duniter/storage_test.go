package duniter_test

import (
	"encoding/hex"
	"errors"
	"reflect"
	"strings"
	"testing"

	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// prefixes are where the Ğ1 keeps what Foirail looks at.
var prefixes = map[string]string{
	"System.Account":                   "26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9",
	"System.Events":                    "26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7",
	"System.Number":                    "26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac",
	"System.BlockHash":                 "26aa394eea5630e07c48ae0c9558cef7a44704b568d21667356a5a050c118746",
	"Identity.Identities":              "2aeddc77fe58c98d50bd37f1b90840f918373f80b4a94950c1f99840fd083e68",
	"Identity.IdentityIndexOf":         "2aeddc77fe58c98d50bd37f1b90840f985e59a2a50ce18df3fa76fe2a650bc1b",
	"Identity.IdentitiesNames":         "2aeddc77fe58c98d50bd37f1b90840f9afe96d8d7b29b6b6645897c890de4da9",
	"Identity.CounterForIdentities":    "2aeddc77fe58c98d50bd37f1b90840f91ecabb5be9481b0bdc115e78a08d8689",
	"UniversalDividend.CurrentUd":      "235cdca73b1fc4b26dd60639fe5bf213e693e94477a5a91aed0757f3de0b8168",
	"UniversalDividend.CurrentUdIndex": "235cdca73b1fc4b26dd60639fe5bf213f3f9ac2e4263ade9597b5eda46bb1b8f",
	"UniversalDividend.MonetaryMass":   "235cdca73b1fc4b26dd60639fe5bf2139593f508433075d9f990fea7fea48d3c",
	"UniversalDividend.NextReeval":     "235cdca73b1fc4b26dd60639fe5bf213510012cc03aa2d41b711cd71b8a63e85",
	"UniversalDividend.NextUd":         "235cdca73b1fc4b26dd60639fe5bf213bc5eb8a3a46385b55ac7045771b1caa5",
	"UniversalDividend.PastReevals":    "235cdca73b1fc4b26dd60639fe5bf213b5d87568e7c741c8ddbe947973a41538",
	"Membership.Membership":            "2ce461329fdf4be12bce01afc0af09bc2ce461329fdf4be12bce01afc0af09bc",
	"Membership.CounterForMembership":  "2ce461329fdf4be12bce01afc0af09bc65cd6a25c6273788a61a301e88039d20",
	"Multisig.Multisigs":               "7474449cca95dc5d0c00e71735a6d17d3cd15a3fd6e04e47bee3922dbfa92c8d",
	"Proxy.Proxies":                    "1809d78346727a0ef58c0fa03bafa3231d885dcfb277f185f2d8e62a5f290c85",
	"Balances.TotalIssuance":           "c2261276cc9d1f8598ea4b6a74b15c2f57c875e4cff74148e4628f264b974c80",
	"Timestamp.Now":                    "f0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb",
	"TransactionPayment.NextFeeMultiplier": "3f1467a096bcd71a5b6a0c8155e20810" +
		"3f2edf3bdf381debe331ab7446addfdc",
}

// realOnly are where the Ğ1 keeps what our own small runtime has not.
var realOnly = map[string]string{
	"Certification.CertsByReceiver":  "cf28a86dca42f8eb29f15755df897e1005246731105984b749eb540961191a53",
	"OneshotAccount.OneshotAccounts": "b74b0519fb039fc0ca57a50c928a437f8e5ef85722834e7745581d1939d524fc",
	"Quota.IdtyQuota":                "4667d2ee1844e39c805ecc422c22fd7f882e52b5eca0b5e55d867c8085c158af",
}

func TestStoragePrefixes(t *testing.T) { checkPrefixes(t, small(t), prefixes) }

func TestStoragePrefixesOfTheRealChain(t *testing.T) {
	checkPrefixes(t, realMetadata(t), prefixes)
	checkPrefixes(t, realMetadata(t), realOnly)
}

func checkPrefixes(t *testing.T, m *duniter.Metadata, want map[string]string) {
	t.Helper()
	for name, prefix := range want {
		pallet, item, _ := strings.Cut(name, ".")
		key, err := m.StorageKey(pallet, item)
		if err != nil || hex.EncodeToString(key) != prefix {
			t.Errorf("%s is at %x, %v, want %s", name, key, err, prefix)
		}
	}
}

func TestStorageKeyAndBack(t *testing.T) {
	m, who := small(t), alice(t, "//Alice").Account()
	call := hashOf(t, checkpoint)
	for _, c := range []struct {
		pallet, item string
		parts        []any
		size         int // of what follows the prefix
	}{
		{"System", "Account", []any{who}, 16 + 32},
		{"Identity", "Identities", []any{uint64(7)}, 8 + 4},
		{"Identity", "IdentitiesNames", []any{[]byte("poka")}, 16 + 5},
		{"Multisig", "Multisigs", []any{who, call[:]}, 8 + 32 + 16 + 32},
	} {
		key, err := m.StorageKey(c.pallet, c.item, c.parts...)
		if err != nil || len(key) != 32+c.size {
			t.Errorf("%s.%s: %x, %v", c.pallet, c.item, key, err)
		}
		back, err := m.KeyParts(c.pallet, c.item, key)
		if err != nil || !reflect.DeepEqual(back, c.parts) {
			t.Errorf("%s.%s: read back as %v, %v", c.pallet, c.item, back, err)
		}
		key[33] ^= 1
		if _, err := m.KeyParts(c.pallet, c.item, key); !errors.Is(err, duniter.ErrForm) {
			t.Errorf("%s.%s with a wrong hash: %v", c.pallet, c.item, err)
		}
	}
}

func TestStorageRefused(t *testing.T) {
	m := small(t)
	for what, err := range map[string]error{
		"a pallet that is not": second(m.StorageKey("Bakery", "Bread")),
		"an item that is not":  second(m.StorageKey("System", "Bread")),
		"a constant":           second(m.Constant("Balances", "Bread")),
	} {
		if !errors.Is(err, duniter.ErrUnknown) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for what, err := range map[string]error{
		"too many parts":       second(m.StorageKey("System", "Number", 1)),
		"a part of other type": second(m.StorageKey("System", "Account", 12)),
		"a number too large":   second(m.StorageKey("Identity", "Identities", uint64(1)<<32)),
	} {
		if !errors.Is(err, duniter.ErrValue) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// An account of the Ğ1 has no flags and may have an identity: 41 bytes or 45. Other chains of the family have other bytes.
func TestAccountInfo(t *testing.T) {
	for name, m := range bothMetadata(t) {
		plain := "0700000000000000010000000000000010270000000000006400000000000000000000000000000000"
		v, err := m.StorageValue("System", "Account", unhex(t, plain))
		data := v.(duniter.Fields)["data"].(duniter.Fields)
		if err != nil || data["free"] != uint64(10000) || data["reserved"] != uint64(100) || data["linked_idty"] != nil {
			t.Errorf("%s: %v, %v", name, v, err)
		}
		v, err = m.StorageValue("System", "Account", unhex(t, plain[:80]+"0105000000"))
		if err != nil || v.(duniter.Fields)["data"].(duniter.Fields)["linked_idty"] != uint64(5) {
			t.Errorf("%s: %v, %v", name, v, err)
		}
		if v, err := m.StorageValue("System", "Account", nil); err != nil || v.(duniter.Fields)["nonce"] != uint64(0) {
			t.Errorf("%s: an account that is not: %v, %v", name, v, err)
		}
	}
}

func TestIdentityLayout(t *testing.T) {
	for name, m := range bothMetadata(t) {
		who := alice(t, "//Alice").Account()
		b := "0300" + "10000000" + "00" + hex.EncodeToString(who[:]) + "20000000" + "02"
		v, err := m.StorageValue("Identity", "Identities", unhex(t, b))
		f, _ := v.(duniter.Fields)
		if err != nil || f["owner_key"] != who || f["status"] != (duniter.Variant{Name: "Member"}) {
			t.Errorf("%s: %v, %v", name, v, err)
		}
		if v, err := m.StorageValue("Identity", "Identities", nil); v != nil || err != nil {
			t.Errorf("%s: an identity that is not: %v, %v", name, v, err)
		}
	}
}

// bothMetadata are ours, and the Ğ1's where it is at hand.
func bothMetadata(t *testing.T) map[string]*duniter.Metadata {
	all := map[string]*duniter.Metadata{"ours": small(t)}
	t.Run("real", func(t *testing.T) { all["real"] = realMetadata(t) })
	return all
}

func TestConstants(t *testing.T) {
	for name, m := range bothMetadata(t) {
		for constant, want := range map[string]uint64{
			"Balances.ExistentialDeposit": 100, "Multisig.DepositBase": 100, "Multisig.DepositFactor": 32, "Multisig.MaxSignatories": 10,
			"Proxy.ProxyDepositBase": 108, "Proxy.ProxyDepositFactor": 33, "System.BlockHashCount": 2400, "Utility.batched_calls_limit": 10922,
			"System.SS58Prefix": 4450, "UniversalDividend.UdCreationPeriod": 86400000,
		} {
			pallet, item, _ := strings.Cut(constant, ".")
			if got, err := m.Amount(pallet, item); err != nil || got != want {
				t.Errorf("%s: %s is %d, %v, want %d", name, constant, got, err, want)
			}
		}
	}
}

func TestMultisigAccount(t *testing.T) {
	five := people(t)
	for _, c := range []struct {
		threshold uint16
		want      string
	}{
		{2, "g1KmZudmzE5YU9Ly4ppzPCa6TLGWs4R4kBpEcJ6Zz3jsNTk1n"},
		{3, "g1QT89o8Nkok3e7gSr6sCDN66HKCbV2GENRXZdXXhQy8uyabb"},
	} {
		got, err := duniter.MultisigAccount(c.threshold, five)
		if err != nil || got.String() != c.want {
			t.Errorf("%d of 5 is %s, %v, want %s", c.threshold, got, err, c.want)
		}
	}
	for what, err := range map[string]error{
		"one of five":     second(duniter.MultisigAccount(1, five)),
		"six of five":     second(duniter.MultisigAccount(6, five)),
		"someone twice":   second(duniter.MultisigAccount(2, append(five, five[0]))),
		"nobody":          second(duniter.MultisigAccount(2, nil)),
		"one alone":       second(duniter.MultisigAccount(2, five[:1])),
		"asked from afar": second(small(t).ApproveAsMulti(duniter.Multisig{Threshold: 2, Signatories: five}, nil, duniter.Hash{})),
	} {
		if !errors.Is(err, duniter.ErrSignatories) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func people(t testing.TB) []keys.Account {
	var all []keys.Account
	for _, name := range []string{"//Alice", "//Bob", "//Charlie", "//Dave", "//Eve"} {
		all = append(all, alice(t, name).Account())
	}
	return all
}

// A pure proxy is no vault (doc/the-chain.md), but its address is a hash of SCALE bytes that others have made too.
func TestPureProxyVector(t *testing.T) {
	who := alice(t, "//Alice").Account()
	var w duniter.Writer
	w.Raw([]byte("modlpy/proxy____"))
	w.Raw(who[:])
	w.U32(100000)
	w.U32(2)
	w.U8(0)
	w.U16(0)
	got := keys.Account(duniter.Call(w.Bytes()).Hash())
	if want := "g1MmdgTnQDmFjRYrxfucieZBXRzfqGoGPNSLsuWokWKT74Jim"; got.String() != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestPlayKeys(t *testing.T) {
	for path, want := range map[string]string{
		"//Alice": "g1N5DYUQpNKB1pezUMxWWR9yv92ckWqsqqtRAyAwRr25GZkxb",
		"//Bob":   "g1PiSWjHqKu36sCkxmjV51brTWRdwkvJFSLh8GoBynaPDne8o",
	} {
		if got := alice(t, path).Account().String(); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
}
