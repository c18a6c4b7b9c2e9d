package ledger

import (
	"bytes"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Community is the hash of the community's first Found.
func (s *State) Community() entry.Hash { return s.community }

// Founding is what the community was founded with, or nil while its Found is not held.
func (s *State) Founding() *entry.Found { return s.founding }

// Market is what people ask of a market.
type Market struct {
	ID       entry.MarketID
	Name     string
	Epoch    uint32 // the current one
	Stewards []entry.Seated
	Quorum   int
	Policy   entry.Policy
}

// Markets lists the markets whose Found is held, by id.
func (s *State) Markets() []Market {
	var list []Market
	for id := range s.markets {
		if m, known := s.Market(id); known {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b Market) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return list
}

// Market is one market, if its Found is held.
func (s *State) Market(id entry.MarketID) (m Market, known bool) {
	of := s.markets[id]
	if of == nil || of.found == nil || of.current() == nil {
		return Market{}, false
	}
	e := of.current()
	return Market{id, of.name, e.number, e.seats, e.quorum(), e.policy}, true
}

// Seats are the seats of an epoch of a market, or nil.
func (s *State) Seats(id entry.MarketID, epoch uint32) []entry.Seated {
	m := s.markets[id]
	if m == nil || m.epoch(epoch) == nil {
		return nil
	}
	return m.epoch(epoch).seats
}

// Serves says in which epoch of a market a voting key sits, and whether it is the current one.
func (s *State) Serves(r Ref) (epoch uint32, current bool) {
	at, seated := s.seatOf(r)
	if !seated {
		return 0, false
	}
	return at.epoch.number, at.epoch == s.markets[r.Market].current()
}

// Balance is what an account has, by level. Final and Backed add up to what it may spend;
// Promised is on its way to it, and may never come.
type Balance struct{ Final, Backed, Promised int64 }

// Balance asks what an account has. It goes through all entries that are not final.
func (s *State) Balance(r Ref) Balance {
	c := s.accounts[r]
	if c == nil {
		c = &chain{}
	}
	b := Balance{Final: c.final, Backed: c.backed}
	for n := range s.open {
		if pay, ok := n.entry.Body.(*entry.Pay); ok && !n.counts() {
			for _, p := range pay.Payees {
				if (Ref{p.Market, p.Account}) == r {
					b.Promised += int64(p.Amount)
				}
			}
		}
	}
	return b
}

// SpokenFor is what an account's entries that do not count yet would take.
func (s *State) SpokenFor(r Ref) int64 {
	var sum int64
	if c := s.accounts[r]; c != nil && c.open > 0 {
		for seq := s.over(c, c.firstOpen()); s.stands(c, seq) != nil; seq = s.over(c, seq+1) {
			if n := s.stands(c, seq); !n.counts() {
				sum += cost(n.entry)
			}
		}
	}
	return sum
}

// Level is how far an entry has come. A withdrawal that the chain has paid is still Final here.
func (s *State) Level(h entry.Hash) Level {
	if n := s.held(h); n != nil {
		return n.level
	}
	return Unknown
}

// When is the earliest time that a vote for an entry names, in seconds since 1970; 0 without one.
func (s *State) When(h entry.Hash) uint32 {
	if n := s.held(h); n != nil {
		return n.firstVote()
	}
	return 0
}

// CouponState is what can be said of a coupon's serial.
type CouponState uint8

// The states, as design section 6 names them; whether paper is genuine or forged is not the
// ledger's to say.
const (
	NoCoupon CouponState = iota // no such serial in any series that counts
	CouponDormant
	CouponGood
	CouponCashed
	CouponCancelled
	CouponExpired
)

var couponStateNames = [...]string{"unknown", "dormant", "good", "cashed", "cancelled", "expired"}

// String is the state's word, as JSON has it.
func (c CouponState) String() string {
	if int(c) < len(couponStateNames) {
		return couponStateNames[c]
	}
	return "unknown"
}

// Coupon is what the ledger knows of one coupon.
type Coupon struct {
	Ref    CouponRef
	Value  entry.Amount
	State  CouponState
	Cashed Cashed // when State is CouponCashed
}

// Coupon asks for one coupon.
func (s *State) Coupon(r CouponRef) Coupon {
	x := s.series[r.Series]
	if x == nil || r.Serial < 1 || r.Serial > len(x.coupons) {
		return Coupon{Ref: r}
	}
	c := &x.coupons[r.Serial-1]
	info := Coupon{Ref: r, Value: c.value}
	switch {
	case len(c.cashed) > 0:
		info.State, info.Cashed = CouponCashed, *c.cashedError()
	case c.cancelled:
		info.State = CouponCancelled
	case c.gone():
		info.State = CouponExpired
	case c.active:
		info.State = CouponGood
	default:
		info.State = CouponDormant
	}
	return info
}

// CouponsOf lists the coupons that a key is the key of: one, unless an issuer has copied keys.
func (s *State) CouponsOf(key keys.Account) []CouponRef { return slices.Clone(s.couponKeys[key]) }

// Series is an issue that counts.
type Series struct {
	Name   entry.Hash
	Issuer Ref
	Issue  *entry.Issue
	Level  Level
}

// Series lists the series that count, by name.
func (s *State) Series() []Series {
	var list []Series
	for name := range s.series {
		x, _ := s.SeriesNamed(name)
		list = append(list, x)
	}
	slices.SortFunc(list, func(a, b Series) int { return bytes.Compare(a.Name[:], b.Name[:]) })
	return list
}

// SeriesNamed is one series, if it counts.
func (s *State) SeriesNamed(name entry.Hash) (x Series, known bool) {
	of := s.series[name]
	if of == nil {
		return Series{}, false
	}
	return Series{name, of.node.chain.ref, of.issue, of.node.level}, true
}

// Backing is where the money of a market is, in units: what coupons were issued for, by state,
// and what the vault must hold for all local money, but for what other markets owe.
type Backing struct {
	Issued, Dormant, Active, Cashed, Cancelled, Expired int64
	Vault                                               int64
}

// Backing sums a market up.
func (s *State) Backing(id entry.MarketID) Backing {
	var b Backing
	for h, x := range s.series {
		if x.node.chain.ref.Market != id {
			continue
		}
		b.Issued += int64(x.issue.Total())
		for i := range x.coupons {
			c := s.Coupon(CouponRef{h, i + 1})
			*map[CouponState]*int64{CouponDormant: &b.Dormant, CouponGood: &b.Active,
				CouponCashed: &b.Cashed, CouponCancelled: &b.Cancelled, CouponExpired: &b.Expired}[c.State] += int64(c.Value)
		}
	}
	if m := s.markets[id]; m != nil {
		b.Vault = m.deposits - m.withdrawals
		for _, x := range s.Borders(id) {
			b.Vault += x.Got - x.Sent
		}
	}
	return b
}

// Fork is a proof of two entries in one slot.
type Fork struct {
	Slot    Slot
	Entries []entry.Hash
}

// Forks lists every slot with more than one entry.
func (s *State) Forks() []Fork {
	var list []Fork
	sum := &Summary{}
	for _, c := range s.accounts {
		sum.addForks(c)
	}
	for _, c := range s.coupons {
		sum.addForks(c)
	}
	sum.sort()
	for _, slot := range sum.Forked {
		c := s.accounts[slot.Author]
		if !slot.Series.IsZero() {
			c = s.coupons[couponKey{CouponRef{slot.Series, slot.Serial}, slot.Author}]
		}
		f := Fork{Slot: slot}
		for n := c.at(slot.Seq); n != nil; n = n.twin {
			f.Entries = append(f.Entries, n.hash)
		}
		slices.SortFunc(f.Entries, func(a, b entry.Hash) int { return bytes.Compare(a[:], b[:]) })
		list = append(list, f)
	}
	return list
}

// Forked says whether an account has signed two entries for one slot.
func (s *State) Forked(r Ref) bool {
	c := s.accounts[r]
	return c != nil && c.forked > 0
}

// Attested says whether a steward has nothing to add under a fact's name: the fact counts already,
// or he has given it his word, in this wording or another, in his epoch.
func (s *State) Attested(steward Ref, f entry.Fact) bool {
	m := s.markets[steward.Market]
	if m == nil {
		return false
	}
	named, at := m.facts[f.Key()], m.seats[steward.Key]
	return named != nil && (named.counted != nil || named.saidBy(at))
}

// Counted is what counts in a market under a fact's name, or nil while nothing does.
func (s *State) Counted(id entry.MarketID, f entry.Fact) entry.Fact {
	m := s.markets[id]
	if m == nil || m.facts[f.Key()] == nil || m.facts[f.Key()].counted == nil {
		return nil
	}
	return m.facts[f.Key()].counted.fact
}

// MemberFact is the newest that counts of an account as a member on the chain, or nil.
func (s *State) MemberFact(r Ref) *entry.Member {
	m := s.markets[r.Market]
	if m == nil {
		return nil
	}
	return m.members[r.Key].fact
}

// Accounts lists the accounts of a market that have ever held or written something, ascending, at most
// most of them, from one on.
func (s *State) Accounts(id entry.MarketID, from keys.Account, most int) (list []keys.Account) {
	for r := range s.accounts {
		if r.Market == id && bytes.Compare(r.Key[:], from[:]) >= 0 {
			list = append(list, r.Key)
		}
	}
	slices.SortFunc(list, func(a, b keys.Account) int { return bytes.Compare(a[:], b[:]) })
	return list[:min(most, len(list))]
}

// Decided says whether a topic of a market has been decided.
func (s *State) Decided(id entry.MarketID, t entry.Topic) bool {
	m := s.markets[id]
	if m == nil {
		return false
	}
	_, done := m.topics[t.Key()]
	return done
}

// Held is how many entries the state holds.
func (s *State) Held() int { return s.entries }

// Newest is the latest time on any entry held, in seconds since 1970.
func (s *State) Newest() uint32 { return s.newest }
