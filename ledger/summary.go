package ledger

import (
	"bytes"
	"cmp"
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
	Accounts  []AccountSummary // with a balance that is not zero, or a past
	Series    []SeriesSummary
	Links     []Link
	Loose     []Loose // entries that may still matter one by one
	Forked    []Slot  // slots that hold two entries, or more
}

// MarketSummary is one market's part.
type MarketSummary struct {
	ID                    entry.MarketID
	Epochs                []EpochSummary
	Deposits, Withdrawals int64
	Outward, Inward       int64
	Arrivals              []Arrival
	Withdrawn             []Withdrawn // withdrawals that count
	Facts                 []string    // whole bytes of each fact that counts
	Said                  []Said      // every wording of every fact
	Decided               []entry.Hash
	Proposals             []Proposal
}

// EpochSummary is the stewards of one epoch and its policy, and where a lone one's chain closed.
type EpochSummary struct {
	Seats    []entry.Seated
	ClosedAt uint32
	Policy   entry.Policy
}

// Arrival is money that came from another market, and counts.
type Arrival struct {
	From   entry.MarketID
	By     entry.Hash // the payment or redemption
	At     int        // which of its payees, from 0
	To     keys.Account
	Amount int64
}

// Withdrawn is a withdrawal, and who has voted for it, by epoch.
type Withdrawn struct {
	Entry entry.Hash
	By    []SeatSet
}

// Said is one wording of a fact, who has said it, and whether it is the one that stands.
type Said struct {
	Wording string
	Stands  bool
	By      []SeatSet // by epoch
}

// SeatSet is some seats of an epoch, one bit for each.
type SeatSet struct {
	Epoch uint32
	Seats uint16
}

// Proposal is a proposal held, the votes for it, and the Votes that carry those of round one.
type Proposal struct {
	Entry    entry.Hash
	Votes    []EpochVotes
	Carriers []Carrier
}

// EpochVotes is the votes of one epoch for one entry: the seats that gave each kind, one bit for
// each, and where each seat that gave any said so first in its chain.
type EpochVotes struct {
	Epoch                       uint32
	Any, Backed, First, Confirm uint16
	Seqs                        []uint32 // by seat; 0: none
}

// Carrier is the Votes of the lowest hash by which a seat voted for a proposal in round one.
type Carrier struct {
	Epoch uint32
	Seat  int
	Votes entry.Hash
}

// AccountSummary is a balance, and the account's past: how many entries stand in it, and a digest
// of them.
type AccountSummary struct {
	Ref           Ref
	Final, Backed int64
	Height        uint32
	Past          entry.Hash
}

// Loose is an entry that is in no account's past.
type Loose struct {
	Entry  entry.Hash
	Author Ref
	Seq    uint32
	Prev   entry.Hash
	Kind   entry.Kind
	Level  Level
	Named  bool    // of an owned entry that is not final: by a Votes, whether that counts or not
	When   uint32  // of such an entry, or a redemption: the earliest vote
	Saying [8]byte // of an owned entry that is final: the first bytes of the hash of its body
	Votes  []EpochVotes
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
		a := AccountSummary{Ref: r, Final: c.final, Backed: c.backed}
		if c.plain() {
			a.Height, a.Past = c.settled, c.past
		}
		if a.Final != 0 || a.Backed != 0 || a.Height != 0 {
			sum.Accounts = append(sum.Accounts, a)
		}
		sum.addForks(c)
		sum.addLoose(c)
	}
	for _, c := range s.coupons {
		sum.addForks(c)
		sum.addLoose(c)
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
		sum.Epochs = append(sum.Epochs, EpochSummary{e.seats, e.closedAt, e.policy})
	}
	for from, b := range m.borders {
		for _, a := range b.came {
			sum.Arrivals = append(sum.Arrivals, Arrival{from, a.by, a.at, a.to.ref.Key, a.amount})
		}
	}
	for _, n := range m.withdrawn {
		sum.Withdrawn = append(sum.Withdrawn, Withdrawn{n.hash, n.voters()})
	}
	for _, f := range m.facts {
		if f.counted != nil {
			sum.Facts = append(sum.Facts, f.counted.bytes)
		}
		for _, st := range f.said {
			sum.Said = append(sum.Said, st.summary(st == f.counted))
		}
	}
	slices.Sort(sum.Facts)
	for _, n := range m.proposed {
		sum.Proposals = append(sum.Proposals, m.proposal(n))
	}
	for _, topic := range slices.Sorted(maps.Keys(m.topics)) {
		sum.Decided = append(sum.Decided, m.topics[topic].node.hash)
	}
	return sum
}

// sort puts every list in its order.
func (sum *Summary) sort() {
	for i := range sum.Markets {
		sum.Markets[i].sort()
	}
	slices.SortFunc(sum.Markets, func(a, b MarketSummary) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	slices.SortFunc(sum.Accounts, func(a, b AccountSummary) int { return a.Ref.compare(b.Ref) })
	slices.SortFunc(sum.Series, func(a, b SeriesSummary) int { return bytes.Compare(a.Series[:], b.Series[:]) })
	slices.SortFunc(sum.Links, func(a, b Link) int { return a.Key.compare(b.Key) })
	slices.SortFunc(sum.Loose, func(a, b Loose) int { return bytes.Compare(a.Entry[:], b.Entry[:]) })
	slices.SortFunc(sum.Forked, func(a, b Slot) int {
		return cmp.Or(a.Author.compare(b.Author), cmp.Compare(a.Seq, b.Seq),
			bytes.Compare(a.Series[:], b.Series[:]), cmp.Compare(a.Serial, b.Serial))
	})
}

func (r Ref) compare(other Ref) int {
	return cmp.Or(bytes.Compare(r.Market[:], other.Market[:]), bytes.Compare(r.Key[:], other.Key[:]))
}

func (m *MarketSummary) sort() {
	slices.SortFunc(m.Arrivals, func(a, b Arrival) int {
		return cmp.Or(bytes.Compare(a.From[:], b.From[:]), bytes.Compare(a.By[:], b.By[:]), cmp.Compare(a.At, b.At))
	})
	slices.SortFunc(m.Withdrawn, func(a, b Withdrawn) int { return bytes.Compare(a.Entry[:], b.Entry[:]) })
	slices.SortFunc(m.Said, func(a, b Said) int { return cmp.Compare(a.Wording, b.Wording) })
	slices.SortFunc(m.Proposals, func(a, b Proposal) int { return bytes.Compare(a.Entry[:], b.Entry[:]) })
}
