package ledger

import (
	"math/bits"

	"foirail/ledger/entry"
)

// fact is everything said under one name.
type fact struct {
	said    map[string]*statement // by the fact's whole bytes
	counted *statement            // nil while none has a quorum
}

// statement is one wording of a fact, and who has said it.
type statement struct {
	fact  entry.Fact
	bytes string
	epoch uint32 // the first in which a quorum said it; 0: none
	tally []tally
}

// member is the newest attested state of a member on the chain.
type member struct {
	fact      *entry.Member
	deposited int64 // what the account had deposited when the fact counted
}

// attest counts one steward's statement of one fact. A fact counts when a quorum of one epoch
// has said it word for word; of two wordings with a quorum the earlier epoch's stands, then the
// lower bytes.
func (s *State) attest(m *market, at seat, f entry.Fact) {
	named := m.facts[f.Key()]
	if named == nil {
		named = &fact{said: map[string]*statement{}}
		m.facts[f.Key()] = named
	}
	wording := entry.FactBytes(f)
	st := named.said[wording]
	if st == nil {
		st = &statement{fact: f, bytes: wording}
		named.said[wording] = st
	}
	if !st.say(at) {
		return
	}
	if old := named.counted; old == nil || st.before(old) {
		named.counted = st
		if old != nil && old != st {
			s.deposit(m, old.fact, -1)
			s.note(m, old.fact, -1)
		}
		if old != st {
			s.deposit(m, st.fact, 1)
			s.note(m, st.fact, 1)
			s.learn(m, st.fact)
		}
	}
}

// saidOtherwise says whether a seat has given the fact another wording.
func (f *fact) saidOtherwise(at seat, wording string) bool {
	for _, st := range f.said {
		for i := range st.tally {
			if st.bytes != wording && st.tally[i].epoch == at.epoch && st.tally[i].any&(1<<at.index) != 0 {
				return true
			}
		}
	}
	return false
}

// saidBy says whether a seat has given the fact any wording.
func (f *fact) saidBy(at seat) bool { return at.epoch != nil && f.saidOtherwise(at, "") }

// say adds a seat's word, and says whether a quorum has now spoken in that epoch.
func (st *statement) say(at seat) bool {
	for i := range st.tally {
		if t := &st.tally[i]; t.epoch == at.epoch {
			t.any |= 1 << at.index
			return st.reached(t)
		}
	}
	st.tally = append(st.tally, tally{epoch: at.epoch, any: 1 << at.index})
	return st.reached(&st.tally[len(st.tally)-1])
}

func (st *statement) reached(t *tally) bool {
	if bits.OnesCount16(t.any) < t.epoch.quorum() {
		return false
	}
	if st.epoch == 0 || t.epoch.number < st.epoch {
		st.epoch = t.epoch.number
	}
	return true
}

// before orders two wordings of one fact that both have a quorum.
func (st *statement) before(other *statement) bool {
	if st.epoch != other.epoch {
		return st.epoch < other.epoch
	}
	return st.bytes < other.bytes
}

// deposit credits an attested deposit, or with times -1 takes it back.
func (s *State) deposit(m *market, f entry.Fact, times int64) {
	d, ok := f.(*entry.Deposit)
	if !ok {
		return
	}
	c := s.account(Ref{m.id, d.Account})
	c.final += times * int64(d.Amount)
	c.deposited += times * int64(d.Amount)
	m.deposits += times * int64(d.Amount)
	s.stir(c)
}

// learn keeps what a counted fact says of members and days, for those who vote. Either may change
// everyone's advance. What another market's vault has paid makes room on its line.
func (s *State) learn(m *market, f entry.Fact) {
	switch f := f.(type) {
	case *entry.Member:
		s.prove(m, f)
		if old := m.members[f.Account]; old.fact == nil || old.fact.Day <= f.Day {
			c := s.account(Ref{m.id, f.Account})
			m.members[f.Account] = member{f, c.deposited}
			s.stirOpen()
		}
	case *entry.Day:
		m.days[f.Number] = f.Amount
		m.lastDay = max(m.lastDay, f.Number)
		s.stirOpen()
	case *entry.Remittance:
		s.stirAbroad()
	}
}
