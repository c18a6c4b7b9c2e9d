package ledger

import (
	"bytes"
	"errors"
	"maps"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// When more than f voting keys of an epoch are gone, its vault keys name the next stewards. The
// word by which they do so is made here, and looked at before somebody agrees to it.

// ErrLonger is returned for a recovery that closes a chain, or names a lock, below what is known here.
var ErrLonger = errors.New("more is known of a lost chain than the recovery names")

// Recovery is what vault keys of the current epoch want in the place of lost voting keys.
type Recovery struct {
	ID     entry.Hash // ValueHash of the proposal
	Topic  entry.Topic
	Value  *entry.NextEpoch
	By     []keys.Account // the vault keys that have said so, in the order of their seats
	Needed int            // how many more must
}

// Recover is the value by which vault keys name the next stewards of a market: the policy as it
// stands, each lost chain closed where it ends here, and the highest lock known on each open topic.
// It returns ErrMarket for a market that is not known, ErrNotSteward for a lost key that has no seat
// in the current epoch, ErrSeatUsed for a seat whose voting key has served, ErrVaultTaken where another market has the
// vault that they would have.
func (s *State) Recover(id entry.MarketID, seats []entry.Seated, lost []keys.Account) (entry.Topic, *entry.NextEpoch, error) {
	m := s.markets[id]
	if m == nil || m.current() == nil {
		return entry.Topic{}, nil, ErrMarket
	}
	e := m.current()
	topic := entry.Topic{Kind: entry.TopicEpoch, Number: e.number + 1}
	value := &entry.NextEpoch{Seats: slices.Clone(seats), Policy: e.policy, Locks: s.highestLocks(m, e.number)}
	slices.SortFunc(value.Seats, func(a, b entry.Seated) int { return bytes.Compare(a.Voting[:], b.Voting[:]) })
	for _, voting := range lost {
		if at, ok := m.seats[voting]; !ok || at.epoch != e {
			return topic, nil, ErrNotSteward
		}
		value.Closed = append(value.Closed, s.headOf(Ref{id, voting}))
	}
	slices.SortFunc(value.Closed, func(a, b entry.Head) int { return bytes.Compare(a.Author[:], b.Author[:]) })
	return topic, value, s.checkSeated(m, value)
}

// checkSeated asks whether those whom vault keys name may serve. Who keeps the vault that they have makes nothing worse, and
// may have nothing else left.
func (s *State) checkSeated(m *market, next *entry.NextEpoch) error {
	if m.seatsAgain(next, m.current().number) {
		return ErrSeatUsed
	}
	vault := vaultKeys(next.Seats)
	same := len(vault) == len(m.current().seats)
	for _, key := range vaultKeys(m.current().seats) {
		same = same && slices.Contains(vault, key)
	}
	if !same && s.VaultTaken(m.id, vault) {
		return ErrVaultTaken
	}
	return nil
}

// headOf is where a chain ends here; seq 0 for one that holds nothing.
func (s *State) headOf(r Ref) entry.Head {
	h := entry.Head{Author: r.Key}
	if head := s.look(r).head(); head != nil {
		h.Seq, h.Hash = head.seq, head.hash
	}
	return h
}

// Open lists the voting keys of a market's current epoch that have not closed their chains.
func (s *State) Open(id entry.MarketID) (list []keys.Account) {
	m := s.markets[id]
	if m == nil || m.current() == nil {
		return nil
	}
	for i, seated := range m.current().seats {
		if m.current().closings[i] == nil {
			list = append(list, seated.Voting)
		}
	}
	return list
}

// Recoveries lists what vault keys of a market's current epoch have said in the place of lost
// voting keys, by hash. What has been decided is not among it.
func (s *State) Recoveries(id entry.MarketID) (list []Recovery) {
	m := s.markets[id]
	if m == nil || m.current() == nil {
		return nil
	}
	e := m.current()
	for k, said := range m.recoveries {
		if k.epoch != e.number {
			continue
		}
		body := said[0].entry.Body.(*entry.Propose)
		r := Recovery{ID: k.value, Topic: body.Topic, Value: body.Value.(*entry.NextEpoch), Needed: e.quorum()}
		for _, seated := range e.seats {
			if slices.ContainsFunc(said, func(n *node) bool { return n.entry.Author == seated.Vault }) {
				r.By = append(r.By, seated.Vault)
			}
		}
		r.Needed -= len(r.By)
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b Recovery) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return list
}

// CheckRecovery says whether a recovery that somebody else has made leaves out nothing that is known
// here: ErrOutOfOrder where it names what is not held, ErrLonger where a lost chain goes on here, or
// a topic has a higher lock, ErrSeatUsed for a voting key that has served, ErrVaultTaken for the vault of another market.
func (s *State) CheckRecovery(id entry.MarketID, value *entry.NextEpoch) error {
	m := s.markets[id]
	if m == nil || m.current() == nil {
		return ErrMarket
	}
	if err := s.checkSeated(m, value); err != nil {
		return err
	}
	if !s.holdsHeads(id, value.Closed) {
		return ErrOutOfOrder
	}
	for _, h := range value.Closed {
		if s.headOf(Ref{id, h.Author}) != h {
			return ErrLonger
		}
	}
	for _, l := range value.Locks {
		if s.held(l.Proposal) == nil || !s.holdsEach(l.Votes) {
			return ErrOutOfOrder
		}
	}
	for _, mine := range s.highestLocks(m, m.current().number) {
		if !slices.ContainsFunc(value.Locks, func(l entry.LockOf) bool { return l.Topic == mine.Topic && !higher(&mine, &l) }) {
			return ErrLonger
		}
	}
	return nil
}

func (s *State) holdsEach(list []entry.Hash) bool {
	return !slices.ContainsFunc(list, func(h entry.Hash) bool { return s.held(h) == nil })
}

// highestLocks is the highest lock that is known here on each topic of a market that is still open, or
// was decided in an epoch, of the epochs up to that one, by topic. Of more than an entry carries those
// that are open here come first; what a closing leaves out its second-round votes tell. A topic that is
// decided here may be open for others, who lack some of the votes. Who follows the epoch is no such topic:
// it is decided where this is asked, or by whoever asks.
func (s *State) highestLocks(m *market, upTo uint32) (list []entry.LockOf) {
	best := map[string]*entry.LockOf{}
	next := entry.Topic{Kind: entry.TopicEpoch, Number: upTo + 1}
	for k, said := range m.talks {
		if d, done := m.topics[k.topic]; done && d.epoch.number < upTo || k.epoch > upTo || k.topic == next.Key() {
			continue
		}
		for _, n := range said.proposals {
			l := s.lockOf(m, n.hash)
			if l == nil || len(l.Votes) < m.epoch(k.epoch).quorum() {
				continue
			}
			if old := best[k.topic]; old == nil || higher(l, old) {
				best[k.topic] = l
			}
		}
	}
	var topics, decided []string
	for _, k := range slices.Sorted(maps.Keys(best)) {
		if _, done := m.topics[k]; done {
			decided = append(decided, k)
		} else {
			topics = append(topics, k)
		}
	}
	topics = append(topics, decided...)
	for _, k := range slices.Sorted(slices.Values(topics[:min(len(topics), entry.MaxLocks)])) {
		list = append(list, *best[k])
	}
	return list
}

// higher ranks two locks of one topic by epoch and view.
func higher(a, b *entry.LockOf) bool {
	return a.Epoch > b.Epoch || a.Epoch == b.Epoch && a.View > b.View
}

// spoken are the words by which vault keys opened an epoch: of those that say what was decided, one
// for each key, the first q by seq and hash; nil for an epoch that was opened otherwise.
func (m *market) spoken(opened uint32) (list []*node) {
	e := m.epoch(opened - 1)
	if e == nil || m.epoch(opened) == nil || m.epoch(opened).recovery == nil {
		return nil
	}
	topic := entry.Topic{Kind: entry.TopicEpoch, Number: opened}
	decided := m.topics[topic.Key()].node.entry.Body.(*entry.Propose)
	all := slices.Clone(m.recoveries[recoveryKey{e.number, decided.ValueHash()}])
	slices.SortFunc(all, func(a, b *node) int {
		if (decision{a, e}).before(decision{b, e}) {
			return -1
		}
		return 1
	})
	said := map[keys.Account]bool{}
	for _, n := range all {
		if !said[n.entry.Author] && len(list) < e.quorum() {
			said[n.entry.Author] = true
			list = append(list, n)
		}
	}
	return list
}
