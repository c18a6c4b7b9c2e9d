package ledger

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Nonce salts the short hashes of one conversation. Whoever wants two entries that look alike in a
// frontier would have to know it before he makes them.
type Nonce [8]byte

// Short is the first eight bytes of SHA-256 over nonce and hash. Where TinySize bytes do, the rest
// is zero.
type Short [8]byte

// TinySize is how many bytes of a Short tell an account's last entry from another.
const TinySize = 3

// Short is the short form of a hash.
func (n Nonce) Short(h entry.Hash) Short {
	sum := sha256.Sum256(append(n[:], h[:]...))
	return Short(sum[:])
}

// tiny cuts a short hash.
func (s Short) tiny() Short {
	var t Short
	copy(t[:TinySize], s[:])
	return t
}

// Frontier says which entries a node holds. They are those that it names, and all that these point
// to. So the heads of the stewards' chains tell of everything that has a vote, and only what has
// none stands in it entry by entry. Lists ascend in the order of their fields.
type Frontier struct {
	Nonce   Nonce
	Markets []MarketFrontier
	Series  []SeriesFrontier // redemptions that no vote names
}

// MarketFrontier is the part of one market.
type MarketFrontier struct {
	Market entry.MarketID
	Epoch  uint32     // the last that the node knows of; 0: none
	Seats  []SeatHead // last words of the stewards of that epoch
	Past   Group      // of the stewards of earlier epochs
	Others Group      // of candidates, vault keys and whoever else has spoken
	Tables []Table    // accounts whose last entry has no vote, by number
	Keys   []KeyHead  // such accounts that no table names
}

// Head is an entry that ends a chain, or a branch of one.
type Head struct {
	Seq   uint32
	Short Short
}

// SeatHead is a head of the chain of a steward, by his seat from 0.
type SeatHead struct {
	Seat int
	Head
}

// Group sums chains up which hardly ever grow: by a digest, or told in full.
type Group struct {
	Digest Short // over their heads, as State.Digest, then shortened
	Full   bool
	Heads  []KeyHead // when Full
}

// KeyHead is a head of the chain of a key.
type KeyHead struct {
	Key keys.Account
	Head
}

// Table names accounts by their numbers in the roll of a steward.
type Table struct {
	Epoch uint32
	Seat  int
	Heads []NumberHead
}

// NumberHead is a head of the account with a number.
type NumberHead struct {
	Number uint32
	Head
}

// SeriesFrontier is the redemptions of one series.
type SeriesFrontier struct {
	Series entry.Hash
	Heads  []SerialHead
}

// SerialHead is a redemption of one serial.
type SerialHead struct {
	Serial int
	Short  Short
}

// Frontier draws the frontier up. Groups are told in full when asked for. It costs time in
// proportion to what it says.
func (s *State) Frontier(nonce Nonce, full bool) *Frontier {
	b := &frontierMaker{s: s, nonce: nonce, full: full, markets: map[entry.MarketID]*marketMaker{},
		series: map[entry.Hash][]SerialHead{}}
	for id, m := range s.markets {
		if m.found != nil {
			b.market(id)
		}
	}
	for n := range s.graph.tips {
		b.add(n)
	}
	return b.frontier()
}

// frontierMaker sorts tips into the parts of a frontier.
type frontierMaker struct {
	s       *State
	nonce   Nonce
	full    bool
	markets map[entry.MarketID]*marketMaker
	series  map[entry.Hash][]SerialHead
}

type marketMaker struct {
	MarketFrontier
	of           *market
	rolls        []*chain // of the last two epochs, the one that names most first
	tables       map[*chain]*Table
	past, others []*node
}

func (b *frontierMaker) market(id entry.MarketID) *marketMaker {
	if mm := b.markets[id]; mm != nil {
		return mm
	}
	mm := &marketMaker{of: b.s.markets[id], tables: map[*chain]*Table{}}
	mm.Market, mm.Epoch = id, uint32(len(mm.of.epochs))
	for number := mm.Epoch; number > 0 && number+1 >= mm.Epoch; number-- {
		for seat, seated := range mm.of.epoch(number).seats {
			if c := b.s.accounts[Ref{id, seated.Voting}]; c != nil && c.usable() {
				mm.rolls = append(mm.rolls, c)
				mm.tables[c] = &Table{Epoch: number, Seat: seat}
			}
		}
	}
	slices.SortStableFunc(mm.rolls, func(a, b *chain) int {
		return cmp.Or(cmp.Compare(mm.tables[b].Epoch, mm.tables[a].Epoch), cmp.Compare(len(b.roll.accounts), len(a.roll.accounts)))
	})
	b.markets[id] = mm
	return mm
}

func (b *frontierMaker) add(n *node) {
	c := n.chain
	head := Head{n.seq, b.nonce.Short(n.hash)}
	if c.coupon != nil {
		b.series[c.coupon.Series] = append(b.series[c.coupon.Series], SerialHead{c.coupon.Serial, head.Short.tiny()})
		return
	}
	mm := b.market(c.ref.Market)
	if !c.speaks {
		mm.account(c, Head{n.seq, head.Short.tiny()})
		return
	}
	switch at, group := mm.of.groupOf(c.ref.Key, mm.Epoch); group {
	case seatGroup:
		mm.Seats = append(mm.Seats, SeatHead{at, head})
	case pastGroup:
		mm.past = append(mm.past, n)
	default:
		mm.others = append(mm.others, n)
	}
}

// account lists the head of an account, by its number where a roll has one.
func (mm *marketMaker) account(c *chain, head Head) {
	for _, steward := range mm.rolls {
		if number, ok := steward.roll.numbers[c]; ok {
			t := mm.tables[steward]
			t.Heads = append(t.Heads, NumberHead{number, head})
			return
		}
	}
	mm.Keys = append(mm.Keys, KeyHead{c.ref.Key, head})
}

// The groups of chains that hold words, as an epoch sees them.
type groupKind uint8

const (
	seatGroup groupKind = iota
	pastGroup
	otherGroup
)

// groupOf says to which group the chain of a key belongs, and which seat of the epoch is its own.
func (m *market) groupOf(key keys.Account, epoch uint32) (int, groupKind) {
	at, seated := m.seats[key]
	switch {
	case seated && at.epoch.number == epoch:
		return at.index, seatGroup
	case seated && at.epoch.number < epoch:
		return 0, pastGroup
	}
	return 0, otherGroup
}

func (b *frontierMaker) frontier() *Frontier {
	f := &Frontier{Nonce: b.nonce}
	for _, mm := range b.markets {
		mm.Past, mm.Others = b.group(mm.past), b.group(mm.others)
		for _, c := range mm.rolls {
			if t := mm.tables[c]; len(t.Heads) > 0 {
				slices.SortFunc(t.Heads, func(a, b NumberHead) int {
					return cmp.Or(cmp.Compare(a.Number, b.Number), a.Head.compare(b.Head))
				})
				mm.Tables = append(mm.Tables, *t)
			}
		}
		slices.SortFunc(mm.Tables, func(a, b Table) int {
			return cmp.Or(cmp.Compare(a.Epoch, b.Epoch), cmp.Compare(a.Seat, b.Seat))
		})
		slices.SortFunc(mm.Seats, func(a, b SeatHead) int {
			return cmp.Or(cmp.Compare(a.Seat, b.Seat), a.Head.compare(b.Head))
		})
		slices.SortFunc(mm.Keys, KeyHead.compare)
		f.Markets = append(f.Markets, mm.MarketFrontier)
	}
	slices.SortFunc(f.Markets, func(a, b MarketFrontier) int { return bytes.Compare(a.Market[:], b.Market[:]) })
	for name, heads := range b.series {
		slices.SortFunc(heads, func(a, b SerialHead) int {
			return cmp.Or(cmp.Compare(a.Serial, b.Serial), bytes.Compare(a.Short[:], b.Short[:]))
		})
		f.Series = append(f.Series, SeriesFrontier{name, heads})
	}
	slices.SortFunc(f.Series, func(a, b SeriesFrontier) int { return bytes.Compare(a.Series[:], b.Series[:]) })
	return f
}

func (b *frontierMaker) group(tips []*node) Group {
	g := Group{Digest: b.nonce.Short(digestOf(tips)), Full: b.full}
	if b.full {
		for _, n := range tips {
			g.Heads = append(g.Heads, KeyHead{n.chain.ref.Key, Head{n.seq, b.nonce.Short(n.hash)}})
		}
		slices.SortFunc(g.Heads, KeyHead.compare)
	}
	return g
}

func (h Head) compare(other Head) int {
	return cmp.Or(cmp.Compare(h.Seq, other.Seq), bytes.Compare(h.Short[:], other.Short[:]))
}

func (h KeyHead) compare(other KeyHead) int {
	return cmp.Or(bytes.Compare(h.Key[:], other.Key[:]), h.Head.compare(other.Head))
}
