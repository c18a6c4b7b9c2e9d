package ledger

import (
	"crypto/sha256"
	"maps"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// market is what the state knows of one market.
type market struct {
	id         entry.MarketID
	found      *node // nil while the market's Found is not held
	name       string
	epochs     []*epoch // epoch number e stands at e-1
	seats      map[keys.Account]seat
	topics     map[string]decision     // by Topic.Key
	recoveries map[recoveryKey][]*node // words of vault keys for the next stewards
	asked      []*node                 // the Seats, as they came
	proposed   []*node                 // the Proposes, as they came
	conflicts  [][2]entry.Hash         // two decisions on one topic
	borders    map[entry.MarketID]*border
	forked     []*chain // as it came to light
	talks      map[talkKey]*talk
	carriers   map[carried]map[int]entry.Hash // the Votes of each seat's first-round vote
	facts      map[string]*fact               // by Fact.Key
	members    map[keys.Account]member
	days       map[uint32]entry.Amount // UD by number
	lastDay    uint32
	lines      lines
	withdrawn  []*node                      // the withdrawals that count
	receipts   map[uint32]*entry.Receipt    // those that count, by batch
	strays     map[entry.Place]*entry.Stray // those that count

	deposits, withdrawals int64 // sums of what counted
	outward, inward       int64 // what crossed the market's border
}

// epoch is a time with fixed stewards. Votes count within one epoch.
type epoch struct {
	market   entry.MarketID
	number   uint32
	seats    []entry.Seated
	policy   entry.Policy
	closedAt uint32           // lone steward only: the seq of the decision that closed his chain; 0: open
	closings map[int]*node    // of several: the closing Checkpoint of each seat
	recovery *entry.NextEpoch // what opened this epoch, when vault keys did
	heard    uint32           // lone steward only: the highest seq of his that was heeded
}

// decision is the Propose that settled a topic, and the epoch whose stewards decided it.
type decision struct {
	node  *node
	epoch *epoch
}

// seat is a voting key's place in its epoch.
type seat struct {
	epoch *epoch
	index int
}

// faults is f: how many stewards may cheat.
func (e *epoch) faults() int { return (len(e.seats) - 1) / 3 }

// quorum is q = 2f+1.
func (e *epoch) quorum() int { return 2*e.faults() + 1 }

// backers is k, the votes that back a payment; 0 when the market is too small to back any.
func (e *epoch) backers() int {
	if k := e.faults() + 1 + int(e.policy.ExtraVotes); k < e.quorum() {
		return k
	}
	return 0
}

// current is the market's last decided epoch, or nil.
func (m *market) current() *epoch {
	if len(m.epochs) == 0 {
		return nil
	}
	return m.epochs[len(m.epochs)-1]
}

// market is the market with this id, made when it is new.
func (s *State) market(id entry.MarketID) *market {
	m := s.markets[id]
	if m == nil {
		m = &market{id: id, seats: map[keys.Account]seat{}, topics: map[string]decision{},
			recoveries: map[recoveryKey][]*node{}, borders: map[entry.MarketID]*border{}, talks: map[talkKey]*talk{}, carriers: map[carried]map[int]entry.Hash{},
			facts: map[string]*fact{}, members: map[keys.Account]member{}, days: map[uint32]entry.Amount{}, lines: newLines(),
			receipts: map[uint32]*entry.Receipt{}, strays: map[entry.Place]*entry.Stray{}}
		s.markets[id] = m
	}
	return m
}

// openMarket heeds a Found: it is epoch 1 of its market, under one steward.
func (s *State) openMarket(n *node) {
	body := n.entry.Body.(*entry.Found)
	m := s.market(n.entry.Market)
	if m.found != nil {
		return
	}
	if body.Community.IsZero() && n.hash == s.community {
		s.founding = body
	}
	m.found, m.name = n, body.MarketName
	s.openEpoch(m, &epoch{number: 1, policy: body.Policy,
		seats: []entry.Seated{{Voting: n.entry.Author, Vault: body.Vault}}})
}

// openEpoch seats the stewards of a market's next epoch and heeds what their keys have said
// already.
func (s *State) openEpoch(m *market, e *epoch) {
	e.market = m.id
	s.moves++
	m.epochs = append(m.epochs, e)
	m.lines.open(e)
	for i, seated := range e.seats {
		if _, known := m.seats[seated.Voting]; !known { // a key serves in one epoch; its first
			m.seats[seated.Voting] = seat{e, i}
		}
	}
	for _, seated := range e.seats {
		s.heedAll(s.account(Ref{m.id, seated.Voting}))
		s.heedAll(s.account(Ref{m.id, seated.Vault}))
	}
	s.stirOpen()
}

// heedAll heeds what a chain has said already, by seq. Votes that were counted are gone from
// memory, and need no second hearing.
func (s *State) heedAll(c *chain) {
	said := slices.Clone(c.slots)
	for _, seq := range slices.Sorted(maps.Keys(c.ahead)) {
		said = append(said, c.ahead[seq])
	}
	for _, n := range said {
		for ; n != nil; n = n.twin {
			if !n.kind.Owned() && n.entry != nil {
				s.heed(n)
			}
		}
	}
}

// FundKey is the account of a market's guarantee fund: a hash, whose secret key nobody has.
func FundKey(community entry.Hash, market entry.MarketID) keys.Account {
	b := append([]byte("Foirail fund\n"), community[:]...)
	return sha256.Sum256(append(b, market[:]...))
}
