package chain

import (
	"bytes"
	"cmp"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Report tells where every cent of a community is, to the people whose money it is. Its fields are what
// machines read; doc/report.md says what each of them means. Money is in units of 0.01 Ğ1.
type Report struct {
	Since     uint32         `json:"since"`           // lists begin in this epoch; sums are of everything
	Until     uint32         `json:"until,omitempty"` // and end with this one; 0: with the last
	Community string         `json:"community"`
	Name      string         `json:"name"`
	Play      bool           `json:"play"` // play money: there is no chain
	From      From           `json:"from"`
	Markets   []MarketReport `json:"markets"` // that of Known.Home first, then by id
	Crossing  int64          `json:"crossing"`
}

// From is where a ledger counts from: the first entry, or a checkpoint that stewards vouch for.
type From struct {
	First bool           `json:"first"`
	Epoch uint32         `json:"epoch,omitempty"`
	Time  uint32         `json:"time,omitempty"` // seconds since 1970, as who drew it says
	State string         `json:"state,omitempty"`
	By    []keys.Account `json:"by,omitempty"`
	Names []string       `json:"names,omitempty"`
}

// MarketReport is one market's part.
type MarketReport struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"` // empty while its founding is not held
	Epoch       uint32            `json:"epoch"`
	Epochs      []EpochReport     `json:"epochs"`
	Otherwise   Count             `json:"otherwise"` // final without a certificate that is at hand
	Waiting     []Unsettled       `json:"waiting"`   // promised and backed, not final
	Deposits    Deposited         `json:"deposits"`
	Strays      Strays            `json:"strays"`
	Borders     []BorderReport    `json:"borders"`
	Withdrawals Payments          `json:"withdrawals"`
	Batches     []BatchReport     `json:"batches"`
	Forks       []ForkReport      `json:"forks"`
	Fund        FundReport        `json:"fund"`
	Members     []MemberChange    `json:"members"`
	Coupons     map[string]Count  `json:"coupons"` // by state, and those issued
	Names       map[string]string `json:"names"`   // as the chain has them, of those accounts above that have one
	Sum         Sum               `json:"sum"`
	Vault       *VaultReport      `json:"vault"` // null while the chain has not been asked
}

// Count is how many there are, and what they come to.
type Count struct {
	Count int   `json:"count"`
	Sum   int64 `json:"sum"`
}

func (c *Count) add(amount int64) { c.Count, c.Sum = c.Count+1, c.Sum+amount }

// Deposited is what was attested to have come into the vault.
type Deposited struct {
	All   Count `json:"all"`
	Since Count `json:"since"` // from the report's epoch on
}

// BorderReport is what has crossed between a market and another one.
type BorderReport struct {
	With string `json:"with"`
	Name string `json:"name"`
	In   int64  `json:"in"`
	Out  int64  `json:"out"`
	Got  int64  `json:"got"`  // what its vault has paid to this one's
	Sent int64  `json:"sent"` // what this one's vault has paid to its
	Owed int64  `json:"owed"` // what the other owes; below zero, what this one owes
	Line int64  `json:"line"`
}

// FundReport is what a market's guarantee fund has, what the policy has it stand for, and what is open
// against the lines.
type FundReport struct {
	Account  keys.Account `json:"account"`
	Held     int64        `json:"held"`
	Borne    int64        `json:"borne"`
	Stands   int64        `json:"stands"`
	Backed   int64        `json:"backed"` // the line of all backed payments
	Line     int64        `json:"line"`   // that of one member
	Open     int64        `json:"open"`   // backed payments that are not final
	Advances int64        `json:"advances"`
	Advanced int64        `json:"advanced"`
	Disputes int64        `json:"disputes"`
	Owed     int64        `json:"owed"` // by those who have signed twice
}

// Known is what a report is made of beside the ledger's state. Each part may be left out, and the report
// says that it was.
type Known struct {
	Home    entry.MarketID
	Origin  *ledger.Origin             // nil: from the first entry
	Past    *Past                      // nil: who voted for what is not told
	Grounds map[entry.MarketID]*Ground // none: there is no road to the chain
}

// Epochs is from and to which epoch lists go; zero: from the first, to the last.
type Epochs struct{ Since, Until uint32 }

func (x Epochs) has(epoch uint32) bool { return epoch >= x.Since && (x.Until == 0 || epoch <= x.Until) }

// Reconcile makes the report of a state.
func Reconcile(s *ledger.State, k Known, lists Epochs) Report {
	r := Report{Since: lists.Since, Until: lists.Until, Community: s.Community().String(), From: fromOf(s, k.Origin), Markets: []MarketReport{}}
	if f := s.Founding(); f != nil {
		r.Name, r.Play = f.Name, f.Genesis.IsZero()
	}
	totals := s.Totals()
	slices.SortFunc(totals.Markets, func(a, b ledger.MarketSummary) int {
		return cmp.Or(sign(b.ID == k.Home)-sign(a.ID == k.Home), bytes.Compare(a.ID[:], b.ID[:]))
	})
	for _, m := range totals.Markets {
		r.Markets = append(r.Markets, reconcile(s, k, lists, totals, m))
		r.Crossing += m.Outward - m.Inward
	}
	return r
}

func sign(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func fromOf(s *ledger.State, o *ledger.Origin) From {
	if o == nil {
		return From{First: true}
	}
	f := From{Epoch: o.Epoch, Time: o.Time, State: o.State.String(), By: o.By}
	for _, key := range o.By {
		f.Names = append(f.Names, s.StewardName(o.Market, key))
	}
	return f
}

// reconcile makes the part of one market.
func reconcile(s *ledger.State, k Known, lists Epochs, totals *ledger.Summary, sum ledger.MarketSummary) MarketReport {
	m, _ := s.Market(sum.ID)
	r := MarketReport{ID: sum.ID.String(), Name: m.Name, Epoch: m.Epoch}
	r.Deposits, r.Members = attested(s, sum.ID, lists)
	r.Borders = bordersOf(s, sum.ID)
	b := books{s: s, market: sum.ID, ground: k.Grounds[sum.ID], lists: lists}
	b.read()
	r.Withdrawals, r.Batches, r.Strays = b.payments(), b.ran(), b.strays()
	r.Forks = forksOf(s, sum.ID, k.Past)
	r.Fund = fundOf(s, sum.ID, m.Policy)
	r.Coupons = couponsOf(s, sum.ID)
	r.Epochs, r.Otherwise, r.Waiting = k.Past.sides(s, sum.ID, m.Epoch, lists)
	r.Sum = b.sum(totals, sum)
	r.Vault = b.vault(sum)
	r.Names = r.named(namesOf(s, sum.ID))
	return r
}

func bordersOf(s *ledger.State, id entry.MarketID) []BorderReport {
	list := []BorderReport{}
	for _, b := range s.Borders(id) {
		other, _ := s.Market(b.With)
		list = append(list, BorderReport{b.With.String(), other.Name, b.In, b.Out, b.Got, b.Sent, b.Owed, b.Line})
	}
	return list
}

func fundOf(s *ledger.State, id entry.MarketID, p entry.Policy) FundReport {
	f := s.Fund(id)
	return FundReport{f.Account, f.Held, f.Borne, f.Stands, f.Backed, int64(p.Line), f.Open, f.Advances, f.Advanced, f.Disputes, f.Owed}
}

// CouponsIssued is the key, beside the states, under which all coupons are counted.
const CouponsIssued = "issued"

// couponsOf counts coupons by their state.
func couponsOf(s *ledger.State, id entry.MarketID) map[string]Count {
	all := map[string]Count{}
	count := func(key string, amount int64) {
		c := all[key]
		c.add(amount)
		all[key] = c
	}
	for _, state := range []ledger.CouponState{ledger.CouponDormant, ledger.CouponGood, ledger.CouponCashed, ledger.CouponCancelled, ledger.CouponExpired} {
		all[state.String()] = Count{}
	}
	all[CouponsIssued] = Count{}
	for _, x := range s.Series() {
		for serial := 1; x.Issuer.Market == id && serial <= x.Issue.Coupons(); serial++ {
			c := s.Coupon(ledger.CouponRef{Series: x.Name, Serial: serial})
			count(CouponsIssued, int64(c.Value))
			count(c.State.String(), int64(c.Value))
		}
	}
	return all
}
