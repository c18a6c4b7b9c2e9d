package coupons

import (
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// writeVectors makes every file of testdata/vectors.
func writeVectors(t *testing.T) {
	t.Helper()
	if err := os.MkdirAll("testdata/vectors", 0o755); err != nil {
		t.Fatal(err)
	}
	writePublic(t)
	writeHidden(t)
	writeLookup(t)
}

// issueOf is the Issue of the small series in hexadecimal.
func issueOf(t *testing.T) string {
	_, e := made(t, 1, entry.Denomination{Value: 500, Count: 1}, entry.Denomination{Value: 100, Count: 2})
	return hex.EncodeToString(e.Full())
}

func writePublic(t *testing.T) {
	m, series := small(t)
	issue := issueOf(t)
	seed := hex.EncodeToString(append([]byte{1}, make([]byte, SeedSize-1)...))
	for serial := 1; serial <= 3; serial++ {
		p := publicOf(t, m, series, serial)
		save(t, vector{Name: fmt.Sprintf("public-good-%d", serial), Want: "accept", Seed: seed, Issue: issue, Public: p.Text(),
			Hidden: secretOf(t, m, serial).Text(), Lookup: LookupCode(series.Hash, serial),
			Serial: serial, Value: int(p.Value), Epoch: int(p.LastEpoch)})
	}
	good := publicOf(t, m, series, 2)
	alter := func(name, want string, change func(p *Public)) {
		p := good
		change(&p)
		save(t, vector{Name: "public-" + name, Want: want, Issue: issue, Public: p.Text()})
	}
	alter("forged-signature", "forged", func(p *Public) { p.Signature[5] ^= 1 })
	alter("altered-value", "forged", func(p *Public) { p.Value = 1000 })
	alter("altered-serial", "forged", func(p *Public) { p.Serial = 1 })
	alter("altered-epoch", "forged", func(p *Public) { p.LastEpoch++ })
	alter("altered-commitment", "forged", func(p *Public) { p.Commitment[0] ^= 1 })
	alter("altered-series", "series", func(p *Public) { p.Prefix[0] ^= 1 })
	alter("value-zero", "form", func(p *Public) { p.Value = 0 })
	alter("serial-zero", "form", func(p *Public) { p.Serial = 0 })
	alter("serial-beyond", "form", func(p *Public) { p.Serial = entry.MaxCoupons + 1 })
	alter("epoch-zero", "form", func(p *Public) { p.LastEpoch = 0 })
	signed := func(name string, s Series, change func(p *Public)) {
		alter(name, "forged", func(p *Public) {
			change(p)
			sig, err := m.key.Sign(publicMessage(s, p.signed()))
			if err != nil {
				t.Fatal(err)
			}
			p.Signature = sig.Bytes
		})
	}
	community, sister := series, series
	community.Community[0]++
	sister.Hash[31]++
	signed("other-community", community, func(*Public) {})
	signed("other-series-same-prefix", sister, func(*Public) {})
	signed("signed-other-value", series, func(p *Public) { p.Value = 500 })
	signed("signed-other-epoch", series, func(p *Public) { p.LastEpoch = 5 })
	signed("signed-other-key", series, func(p *Public) { p.Commitment = Commit(series.Issue.Keys[0]) })
	signed("signed-serial-not-of-series", series, func(p *Public) { p.Serial = 4 })
	text := good.Text()
	for name, c := range map[string][2]string{
		"small-letters": {"alphabet", strings.ToLower(text)}, "letter-o": {"alphabet", text[:9] + "O" + text[10:]},
		"line-end": {"alphabet", text + "\n"}, "short": {"length", text[:153]}, "long": {"length", text + "0"},
		"spare-bits": {"form", text[:153] + string(shift(text[153], 1))}, "version-0": {"form", "00" + text[2:]},
		"version-newer": {"newer", "0" + string(shift(text[1], 4)) + text[2:]}, "version-newer-longer": {"newer", "G" + text[1:] + "000000"},
	} {
		save(t, vector{Name: "public-" + name, Want: c[0], Issue: issue, Public: c[1]})
	}
}

func writeHidden(t *testing.T) {
	m, series := small(t)
	s := secretOf(t, m, 2)
	text, raw := s.Text(), hex.EncodeToString(s.raw())
	good := vector{Want: "accept", Secret: raw, Account: hexOf(series.Issue.Keys[1])}
	for name, text := range map[string]string{
		"good": text, "grouped": strings.Join(Grouped(text), "-"), "small-letters": strings.ToLower(text),
		"misread": strings.NewReplacer("0", "o", "1", "l").Replace(strings.Join(Grouped(text), " ")),
	} {
		v := good
		v.Name, v.Hidden = "hidden-"+name, text
		save(t, v)
	}
	payee := keys.Account{9}
	for name, market := range map[string]entry.MarketID{"home": series.Market, "abroad": {5}} {
		e, err := Redeem(s, series.Coupon(2), Payee{market, payee})
		if err != nil {
			t.Fatal(err)
		}
		v := good
		v.Name, v.Hidden, v.Issue, v.Serial = "redeem-"+name, text, issueOf(t), 2
		v.Market, v.Payee, v.Redeem = hex.EncodeToString(market[:]), hexOf(payee), hex.EncodeToString(e.Full())
		save(t, v)
	}
	message := pack(s.raw())
	message[len(message)-1] |= 1
	for _, v := range typos(text, LookupCode(series.Hash, 2)) {
		v.Name, v.Hidden = "hidden-"+v.Name, v.Lookup
		v.Lookup = ""
		save(t, v)
	}
	save(t, vector{Name: "hidden-spare-bits", Want: "form", Hidden: spell(addCheck(message, secretCheck))})
}

func writeLookup(t *testing.T) {
	_, series := small(t)
	prefix := hex.EncodeToString(series.Hash[:4])
	for name, serial := range map[string]int{"good": 2, "last": entry.MaxCoupons} {
		save(t, vector{Name: "lookup-" + name, Want: "accept", Lookup: strings.Join(Grouped(LookupCode(series.Hash, serial)), "-"), Serial: serial, Prefix: prefix})
	}
	for _, v := range typos(LookupCode(series.Hash, 2), secretOf(t, mustNew(t, 1), 2).Text()) {
		v.Name = "lookup-" + v.Name
		save(t, v)
	}
	save(t, vector{Name: "lookup-serial-zero", Want: "form", Lookup: LookupCode(series.Hash, 0)})
	save(t, vector{Name: "lookup-serial-beyond", Want: "form", Lookup: LookupCode(series.Hash, entry.MaxCoupons+1)})
}

// typos are the ways to mistype a code, in the field Lookup; other is a code of the other kind.
func typos(code, other string) []vector {
	swapped := []byte(code)
	i := 1
	for swapped[i] == swapped[i-1] {
		i++
	}
	swapped[i], swapped[i-1] = swapped[i-1], swapped[i]
	return []vector{
		{Name: "wrong-character", Want: "checksum", At: 6, Lookup: code[:5] + string(shift(code[5], 3)) + code[6:]},
		{Name: "wrong-check-character", Want: "checksum", At: len(code), Lookup: code[:len(code)-1] + string(shift(code[len(code)-1], 1))},
		{Name: "swapped", Want: "checksum", Lookup: string(swapped)},
		{Name: "letter-u", Want: "alphabet", At: 3, Lookup: code[:2] + "-U" + code[3:]},
		{Name: "short", Want: "length", Lookup: code[1:]},
		{Name: "long", Want: "length", Lookup: code + "0"},
		{Name: "other-kind", Want: "length", Lookup: other},
	}
}

func mustNew(t *testing.T, seed byte) *Maker {
	t.Helper()
	m, err := New([SeedSize]byte{seed})
	if err != nil {
		t.Fatal(err)
	}
	return m
}
