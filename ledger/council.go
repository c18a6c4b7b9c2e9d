package ledger

import (
	"cmp"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Sitting is one steward of the current epoch, as people ask of him.
type Sitting struct {
	entry.Seated
	Name  string // as his Seat has it; empty for who founded the market
	Asked bool   // his vault key has asked for a seat in the next epoch too
}

// Sitting lists the stewards of a market's current epoch, in the order of their seats.
func (s *State) Sitting(id entry.MarketID) (list []Sitting) {
	m := s.markets[id]
	if m == nil || m.current() == nil {
		return nil
	}
	e := m.current()
	for _, seated := range e.seats {
		asked := slices.ContainsFunc(m.asked, func(n *node) bool {
			body := n.entry.Body.(*entry.Seat)
			return body.Epoch == e.number+1 && body.Vault == seated.Vault
		})
		list = append(list, Sitting{seated, s.seatName(m, seated), asked})
	}
	return list
}

// seatName is what people call a steward or candidate: as the last Seat of his voting key says, else
// as the last Seat of his vault key does.
func (s *State) seatName(m *market, seated entry.Seated) (name string) {
	other := "" // as another Seat of his vault key has it
	for _, n := range m.asked {
		switch body := n.entry.Body.(*entry.Seat); {
		case n.chain.ref.Key == seated.Voting:
			name = body.Name
		case body.Vault == seated.Vault:
			other = body.Name
		}
	}
	return cmp.Or(name, other)
}

// VaultName is what people call the owner of a vault key: as his last Seat says; empty without one.
func (s *State) VaultName(id entry.MarketID, vault keys.Account) (name string) {
	if m := s.markets[id]; m != nil {
		name = s.seatName(m, entry.Seated{Vault: vault})
	}
	return name
}

// StewardName is what people call the steward of a voting key, of whatever epoch; empty where nobody
// has said.
func (s *State) StewardName(id entry.MarketID, voting keys.Account) (name string) {
	m := s.markets[id]
	if m == nil {
		return ""
	}
	if at, seated := m.seats[voting]; seated {
		name = s.seatName(m, at.epoch.seats[at.index])
	}
	return name
}

// SamePolicy says whether two policies are the same in every line.
func SamePolicy(a, b entry.Policy) bool { return samePolicy(a, b) }

// Candidate is who has asked for a seat in the next epoch.
type Candidate struct {
	entry.Seated
	Name   string
	Time   uint32 // of his Seat, seconds since 1970, as he says
	Serves bool   // his vault key has a seat in the current epoch
	Lacks  error  // nil, or why he may not be seated: ErrNotInStep, ErrForkSeen, ErrSeatUsed
}

// Candidates lists who has asked for a seat in the epoch after the current one, as they came; of
// several voting keys of one vault key all.
func (s *State) Candidates(id entry.MarketID) (list []Candidate) {
	m := s.markets[id]
	if m == nil || m.current() == nil {
		return nil
	}
	e := m.current()
	for _, n := range m.asked {
		body := n.entry.Body.(*entry.Seat)
		c := Candidate{Seated: entry.Seated{Voting: n.chain.ref.Key, Vault: body.Vault}, Name: body.Name, Time: n.entry.Time}
		if body.Epoch != e.number+1 {
			continue
		}
		if i := slices.IndexFunc(list, func(old Candidate) bool { return old.Seated == c.Seated }); i >= 0 {
			list[i].Name, list[i].Time = c.Name, c.Time // he has asked again, under another name
			continue
		}
		c.Serves = slices.ContainsFunc(e.seats, func(x entry.Seated) bool { return x.Vault == c.Vault })
		c.Lacks = s.checkCandidate(m, e, e.number+1, c.Seated)
		if _, served := m.seats[c.Voting]; served {
			c.Lacks = ErrSeatUsed
		}
		list = append(list, c)
	}
	return list
}

// Motion is one value that persons want decided, on a topic that is open in the current epoch.
type Motion struct {
	ID     entry.Hash // ValueHash of the proposal
	Topic  entry.Topic
	Value  entry.Value
	By     []keys.Account // the voting keys of the seats whose newest word it is, in their order
	Needed int            // how many more persons it takes; 0: the stewards' machines do the rest
}

// Motions lists what is under way in a market, by topic.
func (s *State) Motions(id entry.MarketID) (list []Motion) {
	m := s.markets[id]
	if m == nil || m.current() == nil || len(m.current().seats) == 1 {
		return nil
	}
	e := m.current()
	for _, topic := range s.openTopics(m) {
		var of []Motion
		for _, n := range m.newest(topic, e) {
			body := n.entry.Body.(*entry.Propose)
			at := slices.IndexFunc(of, func(x Motion) bool { return x.ID == body.ValueHash() })
			if at < 0 {
				at = len(of)
				of = append(of, Motion{ID: body.ValueHash(), Topic: topic, Value: body.Value, Needed: e.quorum()})
			}
			of[at].By = append(of[at].By, n.chain.ref.Key)
			of[at].Needed = max(0, of[at].Needed-1)
		}
		for i := range of {
			if !s.takesPersons(m, of[i].Value) {
				of[i].Needed = 0
			}
		}
		list = append(list, of...)
	}
	return list
}

// Drawn is a cut that somebody has drawn, with the state that he names.
type Drawn struct {
	By    keys.Account
	Entry entry.Hash
	Heads []entry.Head
	State entry.Hash
}

// Drawn lists the newest cut that each steward has drawn in the current epoch, in the order of their
// seats. What he drew before, as a candidate, is none.
func (s *State) Drawn(id entry.MarketID) (list []Drawn) {
	m := s.markets[id]
	if m == nil || m.current() == nil {
		return nil
	}
	for _, seated := range m.current().seats {
		for _, n := range slices.Backward(s.look(Ref{id, seated.Voting}).service) {
			if body, ok := n.entry.Body.(*entry.Checkpoint); ok && len(body.Heads) > 0 && body.Epoch == m.current().number {
				list = append(list, Drawn{seated.Voting, n.hash, body.Heads, body.State})
				break
			}
		}
	}
	return list
}

// Draws is the cut that the steward has to draw now, or nil: one through each earlier epoch that
// needs it; a fresh one when a newcomer has asked for a seat since his last, so that the newcomer may
// show that he computes the same; and one when much has come since anybody's last.
func (st *Steward) Draws(s *State) []entry.Head {
	m, at, err := st.sits(s)
	if err != nil || at.epoch != m.current() || !s.ready(m, at.epoch) {
		return nil
	}
	heads := s.Cut(st.Market)
	of := m.seatsOf(heads)
	if of == nil {
		return nil
	}
	me := st.Voting.Account()
	if of != at.epoch {
		if s.hasDrawn(m, at.epoch, me, of) {
			return nil
		}
		return heads
	}
	var last int64
	for _, n := range s.look(Ref{st.Market, me}).service {
		if n.kind == entry.KindCheckpoint {
			last = max(last, n.pos)
		}
	}
	for _, n := range m.asked {
		body := n.entry.Body.(*entry.Seat)
		seated := entry.Seated{Voting: n.chain.ref.Key, Vault: body.Vault}
		if body.Epoch == at.epoch.number+1 && n.pos > last && s.checkCandidate(m, at.epoch, body.Epoch, seated) == ErrNotInStep {
			return heads
		}
	}
	if st.regular(s, m, at) {
		return heads
	}
	return nil
}

// HasAsked says whether a vault key has itself asked to be one in a market, by founding it or by a Seat: whoever
// decides a market's epochs may name any key, and its owner need not know.
func (s *State) HasAsked(id entry.MarketID, vault keys.Account) bool {
	m := s.markets[id]
	if m == nil {
		return false
	}
	if m.found != nil && m.found.entry.Body.(*entry.Found).Vault == vault {
		return true
	}
	return slices.ContainsFunc(m.asked, func(n *node) bool { return n.entry.Body.(*entry.Seat).Vault == vault })
}

// VaultTaken says whether vault keys are together the vault of another market too, in any of its epochs, and have all
// asked for it there. Each of the two would take what comes to it for its own.
func (s *State) VaultTaken(id entry.MarketID, vault []keys.Account) bool {
	same := func(e *epoch) bool {
		has := func(x entry.Seated) bool { return slices.Contains(vault, x.Vault) && s.HasAsked(e.market, x.Vault) }
		return len(e.seats) == len(vault) && !slices.ContainsFunc(e.seats, func(x entry.Seated) bool { return !has(x) })
	}
	for other, m := range s.markets {
		if other != id && slices.ContainsFunc(m.epochs, same) {
			return true
		}
	}
	return false
}

// vaultKeys are the vault keys of some seats.
func vaultKeys(seats []entry.Seated) (list []keys.Account) {
	for _, seated := range seats {
		list = append(list, seated.Vault)
	}
	return list
}
