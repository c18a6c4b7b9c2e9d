package ledger

import (
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Steward is one steward's judgement: which entries may have his vote. It signs Votes for them;
// whoever drives it makes them durable before they leave the machine.
type Steward struct {
	Market entry.MarketID
	Voting *keys.Secret // of one epoch; ed25519

	// CutEvery is how many entries come between two cuts that stewards draw of themselves; 0:
	// DefaultCutEvery. In a large ledger it is more.
	CutEvery int

	// Settling knows the chain, to propose batches and to judge those of others. Nil: he leaves them to
	// others. It is plain data within a step; whoever drives the steward gives him what is known.
	Settling Settling

	waits   map[string]wait // by topic; it is only patience, and may be forgotten
	planned planned
}

// planned is what Settling has said of a topic, and what it was asked by. It is asked again when it knows something
// else, or something has changed in the state that batches hang on: a steward considers what to say each time he
// hears something.
type planned struct {
	by    plannedBy
	asked bool
	batch *entry.Batch           // that it proposes
	fit   map[*entry.Batch]error // what it says of those of others
}

type plannedBy struct {
	state *State
	moves uint64
	known any
	topic entry.Topic
}

// plan is what Settling has said of a topic by what is known now.
func (st *Steward) plan(s *State, topic entry.Topic) *planned {
	if by := (plannedBy{s, s.moves, st.Settling.Known(), topic}); st.planned.by != by {
		st.planned = planned{by: by, fit: map[*entry.Batch]error{}}
	}
	return &st.planned
}

// proposes is what Settling would have decided.
func (st *Steward) proposes(s *State, topic entry.Topic) *entry.Batch {
	p := st.plan(s, topic)
	if !p.asked {
		p.asked, p.batch = true, st.Settling.Propose(s, topic)
	}
	return p.batch
}

// Settling is what a steward's machine knows of the chain when a batch is to be decided. It answers from
// what it was given, the same each time, and asks no chain.
type Settling interface {
	// Known is something to compare: while it is the same, so is what it knows.
	Known() any
	// Propose is the batch that should be decided on a topic, or nil for none.
	Propose(s *State, topic entry.Topic) *entry.Batch
	// Judge says what is against a batch, or nil.
	Judge(s *State, topic entry.Topic, batch *entry.Batch) error
}

// MayVote answers whether the steward may vote for an entry that is held, and if not, why. The
// entries of its chain that have his vote and do not count yet stand before it.
func (st *Steward) MayVote(s *State, hash entry.Hash) error {
	n := s.held(hash)
	if n == nil {
		return ErrUnknown
	}
	if n.level == Final {
		return nil
	}
	at, err := st.seat(s)
	if err != nil {
		return err
	}
	spoken, err := st.spokenFor(s, n, at)
	if err != nil {
		return err
	}
	return st.judge(s, n, at, spoken)
}

// seat is the steward's seat, if his key is one of the current epoch's and nobody else's too.
func (st *Steward) seat(s *State) (seat, error) {
	m := s.markets[st.Market]
	switch {
	case m == nil:
		return seat{}, ErrNotSteward
	case len(m.conflicts) > 0:
		return seat{}, ErrConflict
	}
	at, ok := m.seats[st.Voting.Account()]
	if !ok || at.epoch != m.current() {
		return seat{}, ErrNotSteward
	}
	if s.look(Ref{st.Market, st.Voting.Account()}).forked > 0 {
		return seat{}, ErrForkSeen // somebody else signs with his key, or he did before a restore
	}
	if !s.ready(m, at.epoch) {
		return seat{}, ErrNotReady
	}
	return at, nil
}

// voted says whether the seat has voted for an entry.
func (n *node) voted(at seat) bool {
	for i := range n.tally {
		if n.tally[i].epoch == at.epoch {
			return n.tally[i].any&(1<<at.index) != 0
		}
	}
	return false
}

// spokenFor sums what the entries before n on its branch, voted for and not counting yet, cost.
func (st *Steward) spokenFor(s *State, n *node, at seat) (int64, error) {
	var sum int64
	for b := n.prev; b != nil && !b.counts(); b = b.prev {
		if !b.voted(at) {
			return 0, ErrPredecessor
		}
		sum += cost(b.entry)
	}
	root := n
	for root.prev != nil && !root.prev.counts() {
		root = root.prev
	}
	if root.prev == nil && !root.begins() {
		return 0, ErrPredecessor
	}
	return sum, nil
}

// judge applies the rules to one entry whose predecessors are in order.
func (st *Steward) judge(s *State, n *node, at seat, spokenFor int64) error {
	if n.chain.ref.Market != st.Market {
		return ErrNotSteward
	}
	if n.counts() {
		spokenFor -= cost(n.entry) // backed: the balance is without it already
	}
	if n.chain.coupon != nil {
		if err := s.Check(n.entry, spokenFor); err != nil {
			return err // that it is cashed says more than that it is forked
		}
	}
	if s.stands(n.chain, n.seq) != n && len(n.chain.endings) > 0 {
		return ErrForkSeen // the dispute was ended without it
	}
	for twin := n.chain.at(n.seq); twin != nil; twin = twin.twin {
		if twin != n && (twin.level == Final || twin.voted(at)) && n.rivals(twin) {
			return ErrSlotTaken
		}
	}
	if from := s.disputedFrom(n.chain); from > 0 && n.seq >= from {
		return ErrForkSeen
	}
	if err := n.linkedOnce(s, at); err != nil {
		return err
	}
	return s.Check(n.entry, spokenFor)
}

// cost is what an owned entry takes from its author's balance.
func cost(e *entry.Entry) int64 {
	switch body := e.Body.(type) {
	case *entry.Pay:
		return int64(body.Total())
	case *entry.Issue:
		return int64(body.Total())
	case *entry.Withdraw:
		return int64(body.Amount)
	}
	return 0
}

// Consider goes through the accounts that have stirred since it was last asked and gives the
// votes that the rules allow, in the order of the entries' chains.
func (st *Steward) Consider(s *State) []entry.Vote {
	chains := s.stirred
	s.stirred = nil
	at, err := st.seat(s)
	if err != nil {
		return nil
	}
	var votes []entry.Vote
	draw := s.draw(at)
	for _, c := range chains {
		votes = st.considerChain(s, c, draw, votes)
	}
	return votes
}

// considerChain votes for a chain's entries from the first that does not count, as far as the
// rules allow.
func (st *Steward) considerChain(s *State, c *chain, draw *draw, votes []entry.Vote) []entry.Vote {
	if c.open == 0 || c.considered == s.steps {
		return votes
	}
	c.considered = s.steps
	at := draw.at
	var spokenFor int64
	first := s.over(c, c.firstOpen())
	for seq := first; ; seq = s.over(c, seq+1) {
		n := s.stands(c, seq)
		if n == nil || n.prev == nil && !n.begins() || seq > first && !n.begins() && n.prev != s.stands(c, seq-1) {
			return votes
		}
		if n.level == Final { // a word, or final by what follows it
			continue
		}
		voted, kind := n.voted(at), draw.kind(n)
		if !voted || kind == entry.Backed {
			switch {
			case draw.allows(n) && st.judge(s, n, at, spokenFor) == nil:
				votes = append(votes, draw.take(n, kind))
			case !voted:
				return votes
			}
		}
		if !n.counts() {
			spokenFor += cost(n.entry)
		}
	}
}

// Votes signs the votes as entries at the head of the steward's chain, each of at most
// entry.MaxVotes items.
func (st *Steward) Votes(s *State, votes []entry.Vote, now uint32) ([]*entry.Entry, error) {
	var made []*entry.Entry
	for len(votes) > 0 {
		n := min(len(votes), entry.MaxVotes)
		e := s.Next(Ref{st.Market, st.Voting.Account()}, now)
		e.Body = &entry.Votes{Items: votes[:n]}
		if err := e.Sign(st.Voting); err != nil {
			return nil, err
		}
		s.Add(e)
		made = append(made, e)
		votes = votes[n:]
	}
	return made, nil
}

// Next is an unsigned entry, without a body, at the head of an account's chain.
func (s *State) Next(r Ref, now uint32) *entry.Entry {
	e := &entry.Entry{Community: s.community, Market: r.Market, Author: r.Key, Seq: 1, Time: now}
	e.Seq, e.Prev = s.tip(s.look(r))
	return e
}
