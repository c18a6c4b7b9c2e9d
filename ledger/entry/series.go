package entry

import (
	"crypto/sha256"

	"foirail/ledger/keys"
)

// Bounds of a coupon series. What a coupon is worth fits three bytes of its public side, its
// serial two.
const (
	MaxCoupons       = 4096
	MaxDenominations = 16
	MaxCouponValue   = 1<<24 - 1 // units
	MaxDay           = 1<<16 - 1 // days since 1970
	MaxIssuerName    = 48        // bytes
	MaxRanges        = 256       // of an Activate or a Cancel; more take a second entry
)

// Denomination is a number of coupons of one value.
type Denomination struct {
	Value Amount // 1 to MaxCouponValue
	Count int    // 1 to MaxCoupons
}

// Issue moves money into a series of coupons. The entry's hash names the series. Serials run
// from 1, through the denominations in their order.
type Issue struct {
	Denominations []Denomination // values ascending
	LastEpoch     uint32         // the epoch after which the series may expire
	LastDay       uint32         // the date printed, in days since 1970
	Issuer        string         // name on the paper
	SeriesKey     keys.Account   // ed25519; signs the public sides of this series only
	Root          Hash           // Root of Keys
	Keys          []keys.Account // the coupons' own keys by serial; travels behind the signature
}

// Kind is KindIssue.
func (*Issue) Kind() Kind { return KindIssue }

// Coupons is how many coupons the series has.
func (b *Issue) Coupons() int {
	n := 0
	for _, d := range b.Denominations {
		n += d.Count
	}
	return n
}

// Total is what the whole series is worth. Decode has checked that it is an amount.
func (b *Issue) Total() Amount {
	var sum Amount
	for _, d := range b.Denominations {
		sum += d.Value * Amount(d.Count)
	}
	return sum
}

// Value is what the coupon of a serial is worth, or zero when the series has no such serial.
func (b *Issue) Value(serial int) Amount {
	if serial < 1 {
		return 0
	}
	for _, d := range b.Denominations {
		if serial <= d.Count {
			return d.Value
		}
		serial -= d.Count
	}
	return 0
}

func (b *Issue) write(w *writer, _ MarketID) {
	b.writeTerms(w)
	w.hash(b.Root)
}

func (b *Issue) read(r *reader, _ MarketID) {
	b.readTerms(r)
	b.Root = r.hash()
}

// writeTerms writes all but the root.
func (b *Issue) writeTerms(w *writer) {
	w.uint(uint64(len(b.Denominations)))
	for _, d := range b.Denominations {
		w.amount(d.Value)
		w.uint(uint64(d.Count))
	}
	w.uint(uint64(b.LastEpoch))
	w.uint(uint64(b.LastDay))
	w.text(b.Issuer)
	w.account(b.SeriesKey)
}

func (b *Issue) readTerms(r *reader) {
	for i := range r.count(1, MaxDenominations, 2) {
		d := Denomination{
			Value: Amount(r.uint(1, MaxCouponValue)),
			Count: int(r.uint(1, MaxCoupons)),
		}
		r.check(i == 0 || r.err != nil || b.Denominations[i-1].Value < d.Value, "denominations out of order")
		b.Denominations = append(b.Denominations, d)
	}
	r.check(b.Coupons() <= MaxCoupons, "too many coupons")
	b.LastEpoch = uint32(r.uint(1, MaxEpoch))
	b.LastDay = uint32(r.uint(1, MaxDay))
	b.Issuer = r.text(1, MaxIssuerName)
	b.SeriesKey = r.account()
}

// Range is the serials from From to To, both included.
type Range struct{ From, To int }

// Activate wakes exact serials of a series, for hand-over. Its author is the issuer.
type Activate struct {
	Series Hash
	Ranges []Range
}

// Kind is KindActivate.
func (*Activate) Kind() Kind { return KindActivate }

func (b *Activate) write(w *writer, _ MarketID) { w.hash(b.Series); writeRanges(w, b.Ranges) }
func (b *Activate) read(r *reader, _ MarketID) {
	b.Series = r.hash()
	b.Ranges = readRanges(r, 1, MaxRanges)
}

// Cancel takes back serials that are still dormant. Its author is the issuer.
type Cancel struct {
	Series Hash
	Ranges []Range
}

// Kind is KindCancel.
func (*Cancel) Kind() Kind { return KindCancel }

func (b *Cancel) write(w *writer, _ MarketID) { w.hash(b.Series); writeRanges(w, b.Ranges) }
func (b *Cancel) read(r *reader, _ MarketID) {
	b.Series = r.hash()
	b.Ranges = readRanges(r, 1, MaxRanges)
}

func writeRanges(w *writer, list []Range) {
	w.uint(uint64(len(list)))
	for _, x := range list {
		w.uint(uint64(x.From))
		w.uint(uint64(x.To))
	}
}

// readRanges reads ranges in order, with a gap of at least one serial between them.
func readRanges(r *reader, least, most int) []Range {
	var list []Range
	free := 1
	for range r.count(least, most, 2) {
		from := int(r.uint(1, MaxCoupons))
		to := int(r.uint(1, MaxCoupons))
		r.check(from >= free && to >= from, "ranges out of order")
		free = to + 2
		list = append(list, Range{from, to})
	}
	return list
}

// Redeem moves a coupon's whole value to an account. Its author is the coupon's own key, and it
// has no time: the same coupon and payee give the same bytes.
type Redeem struct {
	Series  Hash
	Serial  int // 1 to MaxCoupons
	Market  MarketID
	Account keys.Account
}

// Kind is KindRedeem.
func (*Redeem) Kind() Kind { return KindRedeem }

func (b *Redeem) write(w *writer, home MarketID) {
	w.hash(b.Series)
	w.uint(uint64(b.Serial))
	if b.Market == home {
		w.byte(0)
	} else {
		w.byte(1)
		w.bytes(b.Market[:])
	}
	w.account(b.Account)
}

func (b *Redeem) read(r *reader, home MarketID) {
	b.Series = r.hash()
	b.Serial = int(r.uint(1, MaxCoupons))
	switch r.byte() {
	case 0:
		b.Market = home
	case 1:
		b.Market = r.market()
		r.check(b.Market != home, "market written for nothing")
	default:
		r.fail("bad flag")
	}
	b.Account = r.account()
}

// Root is the Merkle tree hash of RFC 6962, section 2.1, over a series' coupon keys by serial.
func Root(list []keys.Account) Hash {
	switch len(list) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, list[0][:]...))
	}
	split := 1
	for split*2 < len(list) {
		split *= 2
	}
	left, right := Root(list[:split]), Root(list[split:])
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}
