package chain

import (
	"bytes"
	"cmp"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// ForkReport is an account or a coupon with two entries in one slot, and who bears it.
type ForkReport struct {
	Author   keys.Account `json:"author"`
	Steward  string       `json:"steward,omitempty"` // his name, where the key is a steward's voting key
	Series   string       `json:"series,omitempty"`  // of a coupon's key
	Serial   int          `json:"serial,omitempty"`
	Slot     uint32       `json:"slot"`
	Open     bool         `json:"open"`
	Branches []Branch     `json:"branches"`
	Owes     int64        `json:"owes"`   // how far the author is below zero: he bears that first
	Lacks    int64        `json:"lacks"`  // what he must bring before the dispute can end
	Guilty   []Guilty     `json:"guilty"` // who bear it next, before the fund
}

// Branch is one of the entries of a forked slot, with what stands on it.
type Branch struct {
	Entry   string `json:"entry"`
	Kind    string `json:"kind,omitempty"`
	Level   string `json:"level"`
	Amount  int64  `json:"amount"`
	Counts  Count  `json:"counts"`  // of it and what follows, that which counts
	Promise Count  `json:"promise"` // and that which does not
}

// Guilty is a steward whose own votes convict him.
type Guilty struct {
	Voting keys.Account `json:"voting"`
	Name   string       `json:"name"`
}

// forksOf tells what has forked in a market.
func forksOf(s *ledger.State, id entry.MarketID, past *Past) []ForkReport {
	list := []ForkReport{}
	disputes := s.Disputes(id)
	chains := past.chains(id, disputes)
	for _, d := range disputes {
		follow := followers(chains[d.Author])
		f := ForkReport{Author: d.Author.Key, Slot: d.From, Open: d.Open, Branches: []Branch{}, Owes: d.Deficit, Lacks: d.Lacks, Guilty: []Guilty{}, Steward: s.StewardName(id, d.Author.Key)}
		if d.Coupon.Serial > 0 {
			f.Series, f.Serial = d.Coupon.Series.String(), d.Coupon.Serial
		}
		for _, h := range d.Entries {
			f.Branches = append(f.Branches, past.branch(s, h, follow))
		}
		for _, key := range past.guilty(s, d, chains[d.Author]) {
			f.Guilty = append(f.Guilty, Guilty{key, s.StewardName(id, key)})
		}
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b ForkReport) int { // not as it came to light, which each machine saw in its own order
		return cmp.Or(bytes.Compare(a.Author[:], b.Author[:]), cmp.Compare(a.Series, b.Series), cmp.Compare(a.Serial, b.Serial))
	})
	return list
}

// guilty lists the stewards whose votes for two entries of one slot convict them, by key: those that the
// state knows of, and those whose votes it has let go of and the past still has.
func (p *Past) guilty(s *ledger.State, d ledger.Dispute, chain []*item) (list []keys.Account) {
	for _, r := range d.Guilty {
		list = append(list, r.Key)
	}
	for i, x := range chain {
		for _, twin := range chain[i+1:] {
			if twin.seq != x.seq {
				break
			}
			if x.inSlot(d) && twin.inSlot(d) && p.root(x) == p.root(twin) {
				list = append(list, bothVoted(s, d.Author.Market, x, twin)...)
			}
		}
	}
	slices.SortFunc(list, func(a, b keys.Account) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(list)
}

// inSlot says whether an entry stands where a dispute is about: in the account's chain, or in the coupon's.
func (x *item) inSlot(d ledger.Dispute) bool {
	if d.Coupon.Serial == 0 {
		return x.coupon == nil
	}
	return x.coupon != nil && *x.coupon == d.Coupon
}

// root is what the first of the owned entries before an entry stands on. Of two in one slot only those that
// stand on the same contend for it for certain: who votes for one that the end of a dispute left out, and
// then for one behind that end, has not voted for one slot twice.
func (p *Past) root(x *item) entry.Hash {
	for before := p.items[x.prev]; before != nil && before.kind != 0 && before.author == x.author && before.seq < x.seq; before = p.items[x.prev] {
		x = before
	}
	return x.prev
}

// bothVoted lists the stewards who in one epoch have voted for both of two entries.
func bothVoted(s *ledger.State, id entry.MarketID, x, twin *item) (list []keys.Account) {
	for _, a := range x.votes {
		for _, b := range twin.votes {
			for i, seated := range s.Seats(id, a.epoch) {
				if a.market == id && b.market == id && a.epoch == b.epoch && a.seats&b.seats&(1<<i) != 0 {
					list = append(list, seated.Voting)
				}
			}
		}
	}
	return list
}

// chains are the entries of those whose disputes these are, by slot.
func (p *Past) chains(id entry.MarketID, disputes []ledger.Dispute) map[ledger.Ref][]*item {
	chains := map[ledger.Ref][]*item{}
	for _, d := range disputes {
		chains[d.Author] = nil
	}
	for _, x := range p.of(id) {
		if _, wanted := chains[x.author]; wanted {
			chains[x.author] = append(chains[x.author], x)
		}
	}
	return chains
}

// followers finds what stands on what in an account's chain.
func followers(chain []*item) map[entry.Hash][]*item {
	next := map[entry.Hash][]*item{}
	for _, x := range chain {
		if x.coupon == nil {
			next[x.prev] = append(next[x.prev], x)
		}
	}
	return next
}

// branch sums up an entry and all that stands on it.
func (p *Past) branch(s *ledger.State, h entry.Hash, next map[entry.Hash][]*item) Branch {
	b := Branch{Entry: h.String(), Level: s.Level(h).String()}
	if p == nil || p.items[h] == nil || p.items[h].kind == 0 {
		return b
	}
	first := p.items[h]
	b.Kind, b.Amount = first.kind.String(), first.worth(s)
	seen := map[*item]bool{first: true}
	for todo := []*item{first}; len(todo) > 0; todo = todo[1:] {
		x := todo[0]
		if s.Level(x.hash) >= ledger.Backed {
			b.Counts.add(x.worth(s))
		} else {
			b.Promise.add(x.worth(s))
		}
		for _, f := range next[x.hash] {
			if !seen[f] {
				seen[f] = true
				todo = append(todo, f)
			}
		}
	}
	return b
}
