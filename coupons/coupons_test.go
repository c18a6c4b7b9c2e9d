package coupons

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// issuer is a test key that is the same in every run.
func issuer(t testing.TB) *keys.Secret {
	t.Helper()
	s, err := keys.NewSecret(keys.Ed25519, [keys.SeedSize]byte{'i'})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// made is a maker and the entry of its series, of the given denominations.
func made(t testing.TB, seed byte, denominations ...entry.Denomination) (*Maker, *entry.Entry) {
	t.Helper()
	m, err := New([SeedSize]byte{seed})
	if err != nil {
		t.Fatal(err)
	}
	issue, err := m.Issue(denominations, 4, 21000, "Les Amis du marché")
	if err != nil {
		t.Fatal(err)
	}
	by := issuer(t)
	e := &entry.Entry{Community: entry.Hash{1}, Market: entry.MarketID{2}, Author: by.Account(), Seq: 1, Time: 1795000000, Body: issue}
	if err := e.Sign(by); err != nil {
		t.Fatal(err)
	}
	return m, e
}

// small is a series of three coupons, worth 100, 100 and 500.
func small(t testing.TB) (*Maker, Series) {
	t.Helper()
	m, e := made(t, 1, entry.Denomination{Value: 500, Count: 1}, entry.Denomination{Value: 100, Count: 2})
	s, err := SeriesOf(e)
	if err != nil {
		t.Fatal(err)
	}
	return m, s
}

func publicOf(t testing.TB, m *Maker, s Series, serial int) Public {
	t.Helper()
	p, err := m.Public(s, serial)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func secretOf(t testing.TB, m *Maker, serial int) Secret {
	t.Helper()
	s, err := m.Secret(serial)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFromSeedToCash(t *testing.T) {
	m, series := small(t)
	for serial := 1; serial <= 3; serial++ {
		text := publicOf(t, m, series, serial).Text()
		public, err := ParsePublic(text)
		if err != nil || public.Text() != text || len(text) != PublicText {
			t.Fatalf("serial %d: %v, %d characters", serial, err, len(text))
		}
		if err := public.Verify(series); err != nil {
			t.Errorf("serial %d: %v", serial, err)
		}
		secret, err := ParseSecret(secretOf(t, m, serial).Text())
		if err != nil || !public.Opens(secret) {
			t.Fatalf("serial %d is not opened by its hidden side: %v", serial, err)
		}
		if public.Opens(secretOf(t, m, serial%3+1)) || public.Opens(Secret{}) {
			t.Errorf("serial %d is opened by another secret", serial)
		}
		e, err := Redeem(secret, series.Coupon(serial), Payee{entry.MarketID{2}, keys.Account{9}})
		if err != nil || !e.Verify() {
			t.Fatalf("serial %d: no good redeem: %v", serial, err)
		}
		if got := series.Serial(e.Author); got != serial || series.Issue.Keys[serial-1] != e.Author {
			t.Errorf("serial %d: its redeem is by the key of serial %d", serial, got)
		}
	}
}

func TestRedeemIsTheSameBytes(t *testing.T) {
	m, series := small(t)
	to := Payee{entry.MarketID{5}, keys.Account{9}}
	first, err := Redeem(secretOf(t, m, 2), series.Coupon(2), to)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Redeem(secretOf(t, m, 2), series.Coupon(2), to)
	if err != nil || !bytes.Equal(first.Full(), again.Full()) {
		t.Errorf("the same coupon and payee gave other bytes, %v", err)
	}
	wide := int64(1) << 40 // 0 where an int has 32 bits
	for _, serial := range []int{-1, 0, entry.MaxCoupons + 1, int(wide), math.MaxInt} {
		if _, err := Redeem(secretOf(t, m, 2), series.Coupon(serial), to); !errors.Is(err, entry.ErrForm) {
			t.Errorf("serial %d: got %v", serial, err)
		}
	}
	if _, err := Redeem(Secret{}, series.Coupon(2), to); !errors.Is(err, ErrForm) {
		t.Errorf("no secret: got %v", err)
	}
}

func TestIssueDoesNotDependOnOrder(t *testing.T) {
	_, a := made(t, 7, entry.Denomination{Value: 1000, Count: 40}, entry.Denomination{Value: 100, Count: 200})
	_, b := made(t, 7, entry.Denomination{Value: 100, Count: 150}, entry.Denomination{Value: 1000, Count: 40}, entry.Denomination{Value: 100, Count: 50})
	_, c := made(t, 8, entry.Denomination{Value: 1000, Count: 40}, entry.Denomination{Value: 100, Count: 200})
	if !bytes.Equal(a.Full(), b.Full()) {
		t.Error("the order of denominations changed the series")
	}
	if a.Hash() == c.Hash() {
		t.Error("two seeds made one series")
	}
}

func TestIssueRefuses(t *testing.T) {
	m, err := New([SeedSize]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	const half = math.MaxInt/2 + 1 // as many as 1 << 62 where an int has 64 bits
	var many []entry.Denomination
	for i := range entry.MaxDenominations + 1 {
		many = append(many, entry.Denomination{Value: entry.Amount(i + 1), Count: 1})
	}
	for name, list := range map[string][]entry.Denomination{
		"none": nil, "no value": {{Value: 0, Count: 1}}, "negative": {{Value: 1, Count: -5}}, "many": many,
		"value too large": {{Value: entry.MaxCouponValue + 1, Count: 1}},
		"too many":        {{Value: 1, Count: entry.MaxCoupons}, {Value: 2, Count: 1}},
		"overflow":        {{Value: 1, Count: half}, {Value: 2, Count: half}, {Value: -1 << 63, Count: 2}},
	} {
		if _, err := m.Issue(list, 1, 1, "x"); !errors.Is(err, entry.ErrForm) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestMakerKnowsItsSeries(t *testing.T) {
	m, series := small(t)
	other, otherEntry := made(t, 2, entry.Denomination{Value: 100, Count: 3})
	otherSeries, err := SeriesOf(otherEntry)
	if err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]func() error{
		"other series": func() error { _, err := m.Public(otherSeries, 1); return err },
		"other maker":  func() error { _, err := other.Public(series, 1); return err },
		"serial 0":     func() error { _, err := m.Public(series, 0); return err },
		"serial 4":     func() error { _, err := m.Public(series, 4); return err },
		"no issue":     func() error { _, err := m.Public(Series{}, 1); return err },
	} {
		if err := try(); !errors.Is(err, ErrSeries) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	swapped := *series.Issue
	swapped.Keys = []keys.Account{series.Issue.Keys[1], series.Issue.Keys[0], series.Issue.Keys[2]}
	if _, err := m.Public(Series{series.Community, series.Market, series.Hash, &swapped}, 1); !errors.Is(err, ErrSeries) {
		t.Errorf("keys in another order: got %v", err)
	}
	if _, err := m.Secret(entry.MaxCoupons + 1); !errors.Is(err, ErrForm) {
		t.Errorf("secret beyond the last serial: got %v", err)
	}
	pay := &entry.Entry{Body: &entry.Withdraw{}}
	if _, err := SeriesOf(pay); !errors.Is(err, ErrSeries) {
		t.Errorf("a withdraw is no series: got %v", err)
	}
}

// Whatever verb prints it, alone or inside another value, a secret does not show.
func TestSecretsDoNotShow(t *testing.T) {
	m, _ := small(t)
	bytes16 := [SecretSize]byte{}
	for i := range bytes16 {
		bytes16[i] = 0xAB
	}
	secret := NewSecret(bytes16)
	inside := struct {
		hidden Secret
		maker  *Maker
		Shown  Secret
	}{secret, m, secret}
	var all strings.Builder
	for _, v := range []any{secret, &secret, inside, &inside, []Secret{secret}, m, *m} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "%c"} {
			fmt.Fprintf(&all, verb+"\n", v)
		}
		if b, err := json.Marshal(v); err == nil {
			all.Write(b)
		}
	}
	prk := *m.prk
	for _, trace := range []string{"171 171", "abab", "ABAB", "0xab", secret.Text(), fmt.Sprintf("%x", prk), fmt.Sprint(prk)} {
		if strings.Contains(all.String(), trace) {
			t.Errorf("a printed secret shows %q", trace)
		}
	}
}
