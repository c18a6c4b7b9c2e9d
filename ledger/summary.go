package ledger

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Summary is the whole state in order, in a form that can be compared and hashed. Two nodes that
// hold the same entries have equal summaries.
type Summary struct {
	Community entry.Hash
	Markets   []MarketSummary
	Accounts  []AccountSummary // with a balance that is not zero
	Series    []SeriesSummary
	Links     []Link
	Open      []Voted // owned entries with votes, not final
	Forked    []Slot  // slots that hold two entries, or more
}

// MarketSummary is one market's part.
type MarketSummary struct {
	ID                    entry.MarketID
	Epochs                []EpochSummary
	Deposits, Withdrawals int64
	Outward, Inward       int64
	Facts                 []string // whole bytes of each fact that counts
	Decided               []entry.Hash
}

// EpochSummary is the stewards of one epoch, and where a lone one's chain closed.
type EpochSummary struct {
	Seats    []entry.Seated
	ClosedAt uint32
}

// AccountSummary is a balance.
type AccountSummary struct {
	Ref           Ref
	Final, Backed int64
}

// SeriesSummary is the coupons of one series, one byte of state for each serial, and what money
// is still in them.
type SeriesSummary struct {
	Market entry.MarketID
	Series entry.Hash
	States []byte
	Live   int64
}

// Link is a key bound to a member.
type Link struct {
	Key  Ref
	Link entry.Hash
}

// Voted is an entry with votes that is not final.
type Voted struct {
	Entry entry.Hash
	Level Level
}

// Slot is a place for one entry. Series is zero but for coupons.
type Slot struct {
	Author Ref
	Seq    uint32
	Series entry.Hash
	Serial int
}

// Bits of a coupon's state byte; the times it was cashed stand above them.
const (
	couponActive = 1 << iota
	couponCancelled
	couponExpired
	couponCashedShift = iota
)

func (c *coupon) stateByte() byte {
	b := byte(min(len(c.cashed), 31)) << couponCashedShift
	if c.active {
		b |= couponActive
	}
	if c.cancelled {
		b |= couponCancelled
	}
	if c.gone() {
		b |= couponExpired
	}
	return b
}

// Summary draws the state up. It costs time in proportion to the state.
func (s *State) Summary() *Summary {
	sum := &Summary{Community: s.community}
	for _, m := range s.markets {
		sum.Markets = append(sum.Markets, m.summary())
	}
	for r, c := range s.accounts {
		if c.final != 0 || c.backed != 0 {
			sum.Accounts = append(sum.Accounts, AccountSummary{r, c.final, c.backed})
		}
		sum.addForks(c)
	}
	for _, c := range s.coupons {
		sum.addForks(c)
	}
	for h, x := range s.series {
		one := SeriesSummary{Market: x.node.chain.ref.Market, Series: h, States: make([]byte, len(x.coupons))}
		for i := range x.coupons {
			one.States[i] = x.coupons[i].stateByte()
			live, _, _ := x.coupons[i].split()
			one.Live += live
		}
		sum.Series = append(sum.Series, one)
	}
	for r, n := range s.links {
		sum.Links = append(sum.Links, Link{r, n.hash})
	}
	for n := range s.open {
		if len(n.tally) > 0 {
			sum.Open = append(sum.Open, Voted{n.hash, n.level})
		}
	}
	sum.sort()
	return sum
}

func (sum *Summary) addForks(c *chain) {
	if c.forked == 0 {
		return
	}
	for _, seq := range c.seqs(c.forked) {
		if len(c.kept(seq)) > 1 {
			slot := Slot{Author: c.ref, Seq: seq}
			if c.coupon != nil {
				slot.Series, slot.Serial = c.coupon.Series, c.coupon.Serial
			}
			sum.Forked = append(sum.Forked, slot)
		}
	}
}

func (m *market) summary() MarketSummary {
	sum := MarketSummary{ID: m.id, Deposits: m.deposits, Withdrawals: m.withdrawals,
		Outward: m.outward, Inward: m.inward}
	for _, e := range m.epochs {
		sum.Epochs = append(sum.Epochs, EpochSummary{e.seats, e.closedAt})
	}
	for _, f := range m.facts {
		if f.counted != nil {
			sum.Facts = append(sum.Facts, f.counted.bytes)
		}
	}
	slices.Sort(sum.Facts)
	for _, topic := range slices.Sorted(maps.Keys(m.topics)) {
		sum.Decided = append(sum.Decided, m.topics[topic].node.hash)
	}
	return sum
}

// sort puts every list in its order.
func (sum *Summary) sort() {
	slices.SortFunc(sum.Markets, func(a, b MarketSummary) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	slices.SortFunc(sum.Accounts, func(a, b AccountSummary) int { return a.Ref.compare(b.Ref) })
	slices.SortFunc(sum.Series, func(a, b SeriesSummary) int { return bytes.Compare(a.Series[:], b.Series[:]) })
	slices.SortFunc(sum.Links, func(a, b Link) int { return a.Key.compare(b.Key) })
	slices.SortFunc(sum.Open, func(a, b Voted) int { return bytes.Compare(a.Entry[:], b.Entry[:]) })
	slices.SortFunc(sum.Forked, func(a, b Slot) int {
		return cmp.Or(a.Author.compare(b.Author), cmp.Compare(a.Seq, b.Seq),
			bytes.Compare(a.Series[:], b.Series[:]), cmp.Compare(a.Serial, b.Serial))
	})
}

func (r Ref) compare(other Ref) int {
	return cmp.Or(bytes.Compare(r.Market[:], other.Market[:]), bytes.Compare(r.Key[:], other.Key[:]))
}

// Hash is the state hash: SHA-256 over the summary's canonical bytes, as SPEC.md draws them.
func (sum *Summary) Hash() entry.Hash {
	return sha256.Sum256(sum.Bytes())
}

// Bytes is the summary's canonical form.
func (sum *Summary) Bytes() []byte {
	d := &digest{}
	d.text("Foirail state\n")
	d.hash(sum.Community)
	d.list(len(sum.Markets))
	for _, m := range sum.Markets {
		m.digest(d)
	}
	d.list(len(sum.Accounts))
	for _, a := range sum.Accounts {
		d.ref(a.Ref)
		d.int(a.Final, a.Backed)
	}
	d.list(len(sum.Series))
	for _, x := range sum.Series {
		d.hash(x.Series)
		d.text(string(x.States))
		d.int(x.Live)
	}
	d.list(len(sum.Links))
	for _, l := range sum.Links {
		d.ref(l.Key)
		d.hash(l.Link)
	}
	d.list(len(sum.Open))
	for _, v := range sum.Open {
		d.hash(v.Entry)
		d.int(int64(v.Level))
	}
	d.list(len(sum.Forked))
	for _, f := range sum.Forked {
		d.ref(f.Author)
		d.int(int64(f.Seq), int64(f.Serial))
		d.hash(f.Series)
	}
	return d.b
}

func (m *MarketSummary) digest(d *digest) {
	d.b = append(d.b, m.ID[:]...)
	d.list(len(m.Epochs))
	for _, e := range m.Epochs {
		d.list(len(e.Seats))
		for _, s := range e.Seats {
			d.key(s.Voting)
			d.key(s.Vault)
		}
		d.int(int64(e.ClosedAt))
	}
	d.int(m.Deposits, m.Withdrawals, m.Outward, m.Inward)
	d.list(len(m.Facts))
	for _, f := range m.Facts {
		d.text(f)
	}
	d.list(len(m.Decided))
	for _, h := range m.Decided {
		d.hash(h)
	}
}

// digest writes fixed-width values: integers in 8 bytes, big-endian; lists and texts behind
// their length in 4.
type digest struct{ b []byte }

func (d *digest) list(n int)         { d.b = binary.BigEndian.AppendUint32(d.b, uint32(n)) }
func (d *digest) text(s string)      { d.list(len(s)); d.b = append(d.b, s...) }
func (d *digest) hash(h entry.Hash)  { d.b = append(d.b, h[:]...) }
func (d *digest) key(k keys.Account) { d.b = append(d.b, k[:]...) }
func (d *digest) ref(r Ref)          { d.b = append(append(d.b, r.Market[:]...), r.Key[:]...) }

func (d *digest) int(list ...int64) {
	for _, n := range list {
		d.b = binary.BigEndian.AppendUint64(d.b, uint64(n))
	}
}
