package entry

import (
	"encoding/hex"
	"errors"
	"reflect"
	"testing"

	"foirail/ledger/keys"
)

func TestIssueValues(t *testing.T) {
	b := &Issue{Denominations: []Denomination{{100, 2}, {500, 1}, {2000, 3}}}
	if n := b.Coupons(); n != 6 {
		t.Errorf("got %d coupons, want 6", n)
	}
	if sum := b.Total(); sum != 6700 {
		t.Errorf("got a total of %d, want 6700", sum)
	}
	for serial, want := range map[int]Amount{-1: 0, 0: 0, 1: 100, 2: 100, 3: 500, 4: 2000, 6: 2000, 7: 0, 1 << 30: 0} {
		if got := b.Value(serial); got != want {
			t.Errorf("serial %d: got %d, want %d", serial, got, want)
		}
	}
}

// What Decode lets through is an amount, so that Total needs no check.
func TestLargestSeriesIsAnAmount(t *testing.T) {
	b := &Issue{Denominations: []Denomination{{MaxCouponValue, MaxCoupons}}}
	want, err := Amount(MaxCouponValue).Times(MaxCoupons)
	if err != nil || b.Total() != want {
		t.Errorf("got %d, want %d, %v", b.Total(), want, err)
	}
}

// leaf is an account of 32 equal bytes.
func leaf(n byte) (a keys.Account) {
	for i := range a {
		a[i] = n
	}
	return a
}

// The roots over leaves 01…01, 02…02 and so on were computed by hand, outside this package:
// SHA-256(00 ‖ leaf), SHA-256(01 ‖ left ‖ right), the left side as large a power of two as is
// smaller than the whole.
func TestRoot(t *testing.T) {
	for n, want := range map[int]string{
		0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		1: "dcffe786ded16d283c663846ad0c4ff26558fccde36ca9d30b2ea19eade9fc0e",
		2: "3a066e0f40c6a1981ebfa60d2411625d0517ae22c2fc8c7c1784ff8a75c78565",
		3: "df896896c799531f1fd1e556cea26a6989ab06853bcbfdd3e4f5097a611f658f",
		7: "a01b0568e97f4a883e53549ff9e936845853334158de367ad483d981b3142f4a",
	} {
		var list []keys.Account
		for i := range n {
			list = append(list, leaf(byte(i+1)))
		}
		if got := Root(list); got.String() != want {
			t.Errorf("%d leaves: got %v, want %s", n, got, want)
		}
	}
}

func TestRanges(t *testing.T) {
	for _, c := range []struct {
		bytes string
		want  []Range
	}{
		{"01 0101", []Range{{1, 1}}},
		{"01 018020", []Range{{1, 4096}}},
		{"02 0101 0303", []Range{{1, 1}, {3, 3}}},
		{"02 0105 0707", []Range{{1, 5}, {7, 7}}},
		{"00", nil},                // none
		{"01 0001", nil},           // from 0
		{"01 0201", nil},           // backwards
		{"01 018120", nil},         // to 4097
		{"02 0101 0202", nil},      // touching: one range in two
		{"02 0103 0305", nil},      // overlapping
		{"02 0303 0101", nil},      // out of order
		{"01 01", nil},             // cut
		{"01 0181 00", nil},        // not minimal
		{"80 02 0101", nil},        // more than there are bytes for
		{"02 0101 0303 0505", nil}, // trailing
	} {
		b := unhex(t, c.bytes)
		r := &reader{b: b}
		got := readRanges(r, 1, MaxRanges)
		r.check(len(r.b) == 0, "trailing bytes")
		if c.want == nil {
			if !errors.Is(r.err, ErrForm) {
				t.Errorf("%s: got %v %v, want ErrForm", c.bytes, got, r.err)
			}
			continue
		}
		if r.err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %v %v, want %v", c.bytes, got, r.err, c.want)
		}
	}
}

// An expiry must be able to return any part of a series, every second coupon included.
func TestExpireReturnsAnySet(t *testing.T) {
	v := &Expire{}
	for serial := 1; serial < MaxCoupons; serial += 2 {
		v.Returned = append(v.Returned, Range{serial, serial})
	}
	e := signed(t, &Entry{Seq: 1, Body: &Propose{Topic: Topic{Kind: TopicExpire}, Value: v}}, key(t, 3))
	if got := e.Body.(*Propose).Value.(*Expire).Returned; len(got) != MaxReturned {
		t.Errorf("got %d ranges, want %d", len(got), MaxReturned)
	}
}

// unhex reads hexadecimal, spaces aside.
func unhex(t testing.TB, text string) []byte {
	t.Helper()
	plain := make([]byte, 0, len(text))
	for i := range len(text) {
		if text[i] != ' ' {
			plain = append(plain, text[i])
		}
	}
	b, err := hex.DecodeString(string(plain))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
