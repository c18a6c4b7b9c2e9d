package entry

import (
	"encoding/binary"
	"strings"
	"testing"

	"foirail/ledger/keys"
)

// crowd gives numbers in the table to n keys, and a chain of so many entries to each of the
// first people, who can sign. Of these entries only the slots are held.
func (v *village) crowd(n, people int, seq uint32) []*keys.Secret {
	v.t.Helper()
	var list []*keys.Secret
	for i := range n {
		a := keys.Account{0: 7, 31: 1}
		if at := n - 1 - i; at < people { // the people have the highest numbers
			s, err := keys.NewSecret(keys.Ed25519, [keys.SeedSize]byte{0: byte(at), 1: byte(at >> 8), 2: 9})
			if err != nil {
				v.t.Fatal(err)
			}
			list = append(list, s)
			a = s.Account()
			for q := uint32(1); q <= seq; q++ {
				slot := Slot{Author: a, Seq: q}
				v.shelf.slots[slot] = []Hash{{0: byte(at), 1: byte(q), 2: 3}}
			}
		} else {
			binary.BigEndian.PutUint32(a[8:], uint32(i))
		}
		v.table.numberKey(a)
	}
	return list
}

// Sizes of a payment on air: the goal is 80 bytes, whatever the amount, between any of 16,372
// keys or, up to 2^35-1 units, of 65,536.
func TestAirSizesOfPayments(t *testing.T) {
	for _, c := range []struct {
		about  string
		keys   int
		amount Amount
		seq    uint32
		size   int
	}{
		{"least: 0.01 Ğ1 in a village of 100 keys", 100, 1, 300, 72},
		{"12.50 Ğ1 in a village of 100 keys", 100, 1250, 300, 73},
		{"typical: 12.50 Ğ1 among 1,000 keys", 1000, 1250, 300, 75},
		{"most: any amount among 16,372 keys", 16372, MaxAmount, 300, 80},
		{"most: 343,597,383.67 Ğ1 among 65,536 keys", MaxHandles, 1<<35 - 1, 300, 80},
		{"any amount among 16,372 keys, the author's first", 16372, MaxAmount, 0, 79},
	} {
		v := newVillage(t, 4)
		people := v.crowd(c.keys, 2, c.seq)
		x := onAir{c.about, v.make(people[0], v.pay(people[1].Account(), c.amount)), nil}
		a := v.air()
		record := mustAir(t, a, x)
		if mustRead(t, a, record).Hash() != x.entry.Hash() {
			t.Errorf("%s: another entry is read", c.about)
		}
		t.Logf("payment, %s: %d bytes", c.about, len(record))
		if len(record) != c.size || len(record) > 80 {
			t.Errorf("%s: %d bytes, not %d", c.about, len(record), c.size)
		}
	}
}

// Whatever of the context is missing, a payment without memo, one with the longest memo between
// keys of the table, and a redemption take at most 160 bytes; all fit a frame.
func TestAirSizesWithEverything(t *testing.T) {
	v, samples := airSamples(t)
	memo := strings.Repeat("x", MaxMemo)
	people := v.crowd(1000, 2, 3)
	ana, stranger := people[0], key(t, 160)
	for q := uint32(1); q <= 3; q++ {
		v.hold(v.make(stranger, v.pay(ana.Account(), 1)))
	}
	abroad := func(by *keys.Secret, to keys.Account, memo string) *Entry {
		e := v.next(by.Account(), &Pay{Memo: memo, Payees: []Payee{{MarketID{5}, to, MaxAmount}}})
		e.Time = airTimeFar
		return signed(t, e, by)
	}
	redeem := samples["redeem-abroad"]
	for _, c := range []struct {
		about string
		most  int
		entry *Entry
		keys  bool
	}{
		{"payment abroad of any amount and time between keys of no table", 160, abroad(stranger, key(t, 161).Account(), ""), true},
		{"the same with the longest memo, between keys of the table", 160, abroad(ana, people[1].Account(), memo), true},
		{"the same with the longest memo, between keys of no table", 224, abroad(stranger, key(t, 161).Account(), memo), true},
		{"redemption abroad, neither payee nor series in the table", 146, redeem.entry, false},
	} {
		a := v.air()
		if !c.keys {
			a.Head.Keys, a.Head.Series = 0, 0
		}
		record := mustAir(t, a, onAir{c.about, c.entry, nil})
		if mustRead(t, a, record).Hash() != c.entry.Hash() {
			t.Errorf("%s: another entry is read", c.about)
		}
		head, err := a.Head.Append(nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d bytes, and %d of head", c.about, len(record), len(head))
		if len(record) > c.most || len(record)+len(head) > 240 {
			t.Errorf("%s: %d bytes", c.about, len(record))
		}
	}
}

const airTimeFar = airTime + 10*365*86400

// certify has q stewards vote for the same list, and gives the bytes of their Votes on air.
func (v *village) certify(q int, list []*Entry) (size int) {
	v.t.Helper()
	a := v.air()
	first := onAir{"votes", v.make(v.stewards[1], votes(QuorumOnly, list...)), nil}
	for i := range q {
		x := first
		if i > 0 {
			x = onAir{"votes alike", v.make(v.stewards[(1+i)%len(v.stewards)], votes(QuorumOnly, list...)), first.entry}
		}
		record := mustAir(v.t, a, x)
		if mustRead(v.t, a, record).Hash() != x.entry.Hash() {
			v.t.Error("other Votes are read")
		}
		size += len(record)
		v.shelf.put(x.entry)
	}
	return size
}

// Sizes of a certificate on air, the share of each payment: at most 50 bytes from batches of 10
// with 4 and 7 stewards, from batches of 12 with 10, and at most 130 together with the payment.
func TestAirSizesOfCertificates(t *testing.T) {
	for _, n := range []int{4, 7, 10} {
		v := newVillage(t, n)
		people := v.crowd(1000, 100, 200)
		for _, s := range v.stewards {
			v.shelf.put(v.make(s, votes(QuorumOnly, v.market)))
		}
		var list []*Entry
		for i := range people {
			p := people[37*i%len(people)] // in no order
			e := v.make(p, v.pay(people[(7*i+1)%len(people)].Account(), Amount(1250+100*i)))
			v.shelf.put(e)
			list = append(list, e)
		}
		q := (n-1)/3*2 + 1
		for _, batch := range []int{1, 10, 12, 50, 100} {
			size := v.certify(q, list[:batch])
			share := float64(size) / float64(batch)
			payment := len(mustAir(t, v.air(), onAir{"payment", list[0], nil}))
			t.Logf("n = %2d, q = %d, batch of %3d: certificate %4d bytes, %5.1f a payment, %5.1f with it", n, q, batch, size, share, share+float64(payment))
			if batch >= 12 || batch == 10 && n <= 7 {
				if share > 50 || share+80 > 130 {
					t.Errorf("n = %d, batch of %d: %.1f bytes a payment", n, batch, share)
				}
			}
		}
	}
}
