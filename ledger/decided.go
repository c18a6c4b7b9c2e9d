package ledger

import (
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// heedProposal takes a proposal. Of a lone steward it is the decision. A quorum of an epoch's vault
// keys that all name the same next stewards, in the place of lost voting keys, decide too.
func (s *State) heedProposal(m *market, at seat, n *node, body *entry.Propose) {
	if at.epoch != nil {
		if len(at.epoch.seats) == 1 {
			s.decide(m, n, at.epoch)
		} else {
			s.heedOffer(m, at.epoch, n, body)
			s.confirm(m, n)
		}
		return
	}
	next, ok := body.Value.(*entry.NextEpoch)
	if !ok || len(next.Closed) == 0 {
		return
	}
	e := m.epoch(body.Topic.Number - 1)
	if e != nil && slices.ContainsFunc(e.seats, func(x entry.Seated) bool { return x.Vault == n.entry.Author }) {
		s.recover(m, e, n, body)
	}
}

// recoveryKey names what some vault keys of an epoch propose.
type recoveryKey struct {
	epoch uint32
	value entry.Hash
}

// recover counts one vault key's word for the next stewards. The decision is the first word, by seq
// and hash, of those that say the same.
func (s *State) recover(m *market, e *epoch, n *node, body *entry.Propose) {
	k := recoveryKey{e.number, body.ValueHash()}
	if !slices.Contains(m.recoveries[k], n) {
		m.recoveries[k] = append(m.recoveries[k], n)
	}
	authors := map[keys.Account]bool{}
	first := decision{n, e}
	for _, x := range m.recoveries[k] {
		authors[x.entry.Author] = true
		if other := (decision{x, e}); other.before(first) {
			first = other
		}
	}
	if len(authors) < e.quorum() {
		return
	}
	if old, done := m.topics[body.Topic.Key()]; done && slices.Contains(m.recoveries[k], old.node) {
		m.topics[body.Topic.Key()] = first
		return
	}
	s.decide(m, first.node, e)
}

// epoch is the market's epoch of a number, or nil.
func (m *market) epoch(number uint32) *epoch {
	if number < 1 || int(number) > len(m.epochs) {
		return nil
	}
	return m.epochs[number-1]
}

// decide settles a topic. Of several decisions the first stands: by epoch, then seq, then hash.
// Only a lone steward's contradictions, or more than f cheaters, make several.
func (s *State) decide(m *market, n *node, in *epoch) {
	body := n.entry.Body.(*entry.Propose)
	switch value := body.Value.(type) {
	case *entry.ResolveAccount:
		s.endAccount(m, n, body.Topic, value)
	case *entry.ResolveCoupon:
		s.endCoupon(m, body.Topic, value)
	}
	topic, now := body.Topic.Key(), decision{n, in}
	old, done := m.topics[topic]
	if done && len(in.seats) > 1 && old.node.entry.Body.(*entry.Propose).ValueHash() != body.ValueHash() {
		m.contradict(old.node, n)
	}
	if done && !now.before(old) {
		return
	}
	if next, ok := body.Value.(*entry.NextEpoch); ok {
		s.decideEpoch(m, topic, now, next)
		return
	}
	m.topics[topic] = now
	s.talked = true
	s.moves++
	if body.Topic.Kind == entry.TopicExpire {
		if done {
			s.expire(m, old, false)
		}
		s.expire(m, now, true)
	}
}

// contradict keeps the proof that more than f stewards of a market have cheated: two decisions on one
// topic. Its stewards stop.
func (m *market) contradict(a, b *node) {
	if lessHash(b.hash, a.hash) {
		a, b = b, a
	}
	for _, known := range m.conflicts {
		if known == [2]entry.Hash{a.hash, b.hash} {
			return
		}
	}
	m.conflicts = append(m.conflicts, [2]entry.Hash{a.hash, b.hash})
}

// Conflicts is the proofs that more than f stewards of a market have cheated: pairs of proposals
// that decide one topic in two ways. While there is one, nobody votes.
func (s *State) Conflicts(id entry.MarketID) [][2]entry.Hash {
	if m := s.markets[id]; m != nil {
		return slices.Clone(m.conflicts)
	}
	return nil
}

// decideEpoch opens the next epoch. An epoch that stands is not taken back: should an earlier
// decision turn up that opens another, the state is stale, and is loaded anew with that one preferred.
func (s *State) decideEpoch(m *market, topic string, now decision, next *entry.NextEpoch) {
	if int(now.node.entry.Body.(*entry.Propose).Topic.Number) != int(now.epoch.number)+1 {
		return
	}
	if m.seatsAgain(next, now.epoch.number) {
		return
	}
	key := string(m.id[:]) + topic
	if better, known := s.prefer[key]; known && better.node != now.node.hash {
		if !now.before(decision{&node{hash: better.node, seq: better.seq}, now.epoch}) {
			return
		}
	}
	if old, done := m.topics[topic]; done && now.opens(old) {
		m.topics[topic] = now
		s.moves++
		return
	} else if done {
		s.preferred(key, now.node)
		return
	}
	m.topics[topic] = now
	s.talked = true
	s.advance(m, now.node, now.epoch, next)
}

// seatsAgain says whether a voting key that is to be seated has served in an epoch up to a number.
// Such a decision is void: the key would have no vote.
func (m *market) seatsAgain(next *entry.NextEpoch, upTo uint32) bool {
	for _, seated := range next.Seats {
		if at, served := m.seats[seated.Voting]; served && at.epoch.number <= upTo {
			return true
		}
	}
	return false
}

// preference is the epoch decision that a reload is to take first.
type preference struct {
	node entry.Hash
	seq  uint32
}

// preferred marks the state stale, and the decision as the one to take.
func (s *State) preferred(key string, n *node) {
	s.stale = true
	if s.prefer == nil {
		s.prefer = map[string]preference{}
	}
	s.prefer[key] = preference{n.hash, n.seq}
}

// before orders two decisions of one topic.
func (d decision) before(old decision) bool {
	if d.epoch != old.epoch {
		return d.epoch.number < old.epoch.number
	}
	if d.node.seq != old.node.seq {
		return d.node.seq < old.node.seq
	}
	return lessHash(d.node.hash, old.node.hash)
}

// opens says whether a decision opens the same epoch as another: several stewards may lock one value in
// two views. A lone steward's decision closes his chain where it stands, so no other is the same.
func (d decision) opens(old decision) bool {
	return d.epoch == old.epoch && len(d.epoch.seats) > 1 &&
		d.node.entry.Body.(*entry.Propose).ValueHash() == old.node.entry.Body.(*entry.Propose).ValueHash()
}

// advance opens the epoch that the stewards of in have decided. With a lone steward the decision
// closes his chain: what he says after it counts for nothing. A recovery by the vault key closes
// nothing; what turns up of the lost chain still counts.
func (s *State) advance(m *market, n *node, in *epoch, value *entry.NextEpoch) {
	if len(in.seats) == 1 && n.entry.Author == in.seats[0].Voting {
		in.closedAt = n.seq
		s.stale = s.stale || in.heard > n.seq
	}
	next := &epoch{number: in.number + 1, seats: value.Seats, policy: value.Policy}
	if len(value.Closed) > 0 {
		next.recovery = value
	}
	s.openEpoch(m, next)
}
