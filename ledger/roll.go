package ledger

import "foirail/ledger/entry"

// roll numbers the accounts that a steward has voted for: each gets the next number, from 0, when
// an entry of its author's is first named in his chain. Nobody has to agree on anything: who holds
// the chain has the numbers, as far as he holds it. A forked chain has no roll.
type roll struct {
	upTo     uint32 // the seq up to which the chain was gone through
	broken   bool   // what was to be gone through is not in memory any more
	accounts []*chain
	numbers  map[*chain]uint32
}

// enrol goes on with the roll of a word's author, when the chain has grown without a gap.
func (s *State) enrol(n *node) {
	c := n.chain
	m := s.markets[c.ref.Market]
	at, seated := m.seats[c.ref.Key]
	if !seated || n.kind.Owned() || c.roll == nil && at.epoch.number+1 < m.current().number {
		return
	}
	if c.roll == nil {
		c.roll = &roll{numbers: map[*chain]uint32{}}
		m.forgetRolls(s, at.epoch.number)
	}
	c.roll.goOn(s, c)
}

// goOn numbers the authors of what the chain has named since.
func (r *roll) goOn(s *State, c *chain) {
	for int(r.upTo) < len(c.slots) {
		n := c.slots[r.upTo]
		r.upTo++
		if n.kind != entry.KindVotes {
			continue
		}
		if r.broken = r.broken || n.entry == nil; r.broken {
			return
		}
		for _, v := range n.entry.Body.(*entry.Votes).Items {
			if of := s.held(v.Entry); of != nil && of.kind.Owned() && of.chain.coupon == nil {
				r.enter(of.chain)
			}
		}
	}
}

func (r *roll) enter(c *chain) {
	if _, known := r.numbers[c]; !known {
		r.numbers[c] = uint32(len(r.accounts))
		r.accounts = append(r.accounts, c)
	}
}

// usable says whether a chain's roll may name accounts.
func (c *chain) usable() bool { return c.roll != nil && !c.roll.broken && c.forked == 0 }

// forgetRolls lets go of the rolls of epochs before the last but one, when a new one begins.
func (m *market) forgetRolls(s *State, begins uint32) {
	for number := uint32(1); number+1 < begins; number++ {
		for _, seated := range m.epoch(number).seats {
			if c := s.accounts[Ref{m.id, seated.Voting}]; c != nil && c.roll != nil {
				c.roll = nil
			}
		}
	}
}
