package chain

import (
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
	follow := past.followers(s, id)
	for _, d := range s.Disputes(id) {
		f := ForkReport{Author: d.Author.Key, Slot: d.From, Open: d.Open, Branches: []Branch{}, Owes: d.Deficit, Lacks: d.Lacks, Guilty: []Guilty{}, Steward: s.StewardName(id, d.Author.Key)}
		if d.Coupon.Serial > 0 {
			f.Series, f.Serial = d.Coupon.Series.String(), d.Coupon.Serial
		}
		for _, h := range d.Entries {
			f.Branches = append(f.Branches, past.branch(s, h, follow))
		}
		for _, g := range d.Guilty {
			f.Guilty = append(f.Guilty, Guilty{g.Key, s.StewardName(id, g.Key)})
		}
		list = append(list, f)
	}
	return list
}

// followers finds what stands on what, of those in a market who have signed twice.
func (p *Past) followers(s *ledger.State, id entry.MarketID) map[entry.Hash][]*item {
	next := map[entry.Hash][]*item{}
	for _, x := range p.of(id) {
		if x.coupon == nil && s.Forked(x.author) {
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
