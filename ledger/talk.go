package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"

	"foirail/ledger/decide"
	"foirail/ledger/entry"
)

// talk is what the stewards of one epoch have said of one topic.
type talk struct {
	topic     entry.Topic
	proposals []*node // motions among them
	nexts     []*node
}

// talkKey names a talk within its market.
type talkKey struct {
	topic string // Topic.Key
	epoch uint32
}

// carried names the first-round votes that one epoch gave a proposal.
type carried struct {
	proposal entry.Hash
	epoch    uint32
}

// talkOf is the talk of an epoch on a topic, made when there is none.
func (m *market) talkOf(topic entry.Topic, e *epoch) *talk {
	k := talkKey{topic.Key(), e.number}
	t := m.talks[k]
	if t == nil {
		t = &talk{topic: topic}
		m.talks[k] = t
	}
	return t
}

// said is the talk of an epoch on a topic, to ask and not to change.
func (m *market) said(topic entry.Topic, e *epoch) *talk {
	if t := m.talks[talkKey{topic.Key(), e.number}]; t != nil {
		return t
	}
	return &talk{topic: topic}
}

// heedOffer takes the proposal or motion of one of several stewards.
func (s *State) heedOffer(m *market, e *epoch, n *node, body *entry.Propose) {
	t := m.talkOf(body.Topic, e)
	if !slices.Contains(t.proposals, n) {
		t.proposals = append(t.proposals, n)
	}
	s.talked = true
}

// heedNext takes a steward's Next.
func (s *State) heedNext(m *market, at seat, n *node, body *entry.Next) {
	t := m.talkOf(body.Topic, at.epoch)
	if !slices.Contains(t.nexts, n) {
		t.nexts = append(t.nexts, n)
	}
	s.talked = true
}

// heedCheckpoint takes a steward's Checkpoint. A closing one ends his part in its epoch; of several
// on his branches the first is it.
func (s *State) heedCheckpoint(at seat, n *node, body *entry.Checkpoint) {
	e := at.epoch
	if !body.Closing || body.Epoch != e.number || len(e.seats) == 1 {
		return
	}
	old := e.closings[at.index]
	if old == nil || n.seq < old.seq || n.seq == old.seq && lessHash(n.hash, old.hash) {
		if e.closings == nil {
			e.closings = map[int]*node{}
		}
		e.closings[at.index] = n
		s.talked = true
		s.stirOpen()
	}
}

// heedFirst notes which Votes carries a seat's first-round vote for a proposal.
func (m *market) heedFirst(at seat, proposal, votes entry.Hash) {
	k := carried{proposal, at.epoch.number}
	if m.carriers[k] == nil {
		m.carriers[k] = map[int]entry.Hash{}
	}
	if old, known := m.carriers[k][at.index]; !known || lessHash(votes, old) {
		m.carriers[k][at.index] = votes
	}
}

// closed counts the seats of an epoch of several whose chains are held to their end: to the closing
// Checkpoint, or to the head that a recovery names for a chain that is lost.
func (s *State) closed(m *market, e *epoch) int {
	count := 0
	next := m.epoch(e.number + 1)
	for i := range e.seats {
		if e.closings[i] != nil || next != nil && s.closedByRecovery(m, e.seats[i], next.recovery) {
			count++
		}
	}
	return count
}

func (s *State) closedByRecovery(m *market, seated entry.Seated, recovery *entry.NextEpoch) bool {
	if recovery == nil {
		return false
	}
	for _, h := range recovery.Closed {
		if h.Author == seated.Voting {
			return h.Seq == 0 || s.look(Ref{m.id, h.Author}).find(h.Seq, h.Hash) != nil
		}
	}
	return false
}

// ready says whether a steward of an epoch may speak in it: he holds a quorum of closed chains of
// every earlier one, with all that they vote for. A lone steward's chain is closed by his decision.
func (s *State) ready(m *market, e *epoch) bool {
	for _, earlier := range m.epochs[:e.number-1] {
		if len(earlier.seats) > 1 && len(earlier.closings) < earlier.quorum() && s.closed(m, earlier) < earlier.quorum() {
			return false
		}
	}
	return true
}

// leader is the seat that leads a view of a topic: the topic's hash says who leads view 0, and each
// next view falls to the next seat.
func leader(topic entry.Topic, seats int) func(view uint32) int {
	h := sha256.Sum256([]byte("Foirail leader\n" + topic.Key()))
	first := binary.BigEndian.Uint32(h[:4])
	return func(view uint32) int { return int((uint64(first) + uint64(view)) % uint64(seats)) }
}

// firstView is the lowest view in which something may be proposed. What ends a dispute hangs on what
// the Nexts show, so it begins at view 1.
func firstView(k entry.TopicKind) uint32 {
	if k == entry.TopicResolveAccount || k == entry.TopicResolveCoupon {
		return 1
	}
	return 0
}

// agreement is what has been said on a topic in an epoch, as one of its seats sees it; fit says
// whether the rules of the topic would let a value be decided.
func (s *State) agreement(m *market, e *epoch, topic entry.Topic, me int, fit func(*node) bool) *decide.Topic {
	config := decide.Config{Seats: decide.Seats(len(e.seats)), Me: me, Leader: leader(topic, len(e.seats)),
		First: firstView(topic.Kind)}
	if before := m.epoch(e.number - 1); before != nil && len(before.seats) > 1 && e.recovery == nil && config.First == 0 {
		config.Before = decide.Seats(len(before.seats))
	}
	config.Carried = s.carriedValue(topic, e)
	t := decide.New(config)
	s.tellEarlier(m, e, topic, t)
	said := m.said(topic, e)
	for _, n := range said.nexts {
		t.SaidNext(nextOf(m, n))
	}
	for _, n := range said.proposals {
		body := n.entry.Body.(*entry.Propose)
		t.Proposed(decide.Proposal{ID: decide.Hash(n.hash), View: body.View, From: m.seats[n.entry.Author].index,
			Value: decide.Hash(body.ValueHash()), Fit: fit(n), Shown: shown(body)})
		votes := n.tallyOf(e)
		tellVotes(t, n, votes.first, decide.First)
		tellVotes(t, n, votes.confirm, decide.Second)
	}
	return t
}

// tellEarlier tells what earlier epochs have left: their locks, and the closings of the last.
func (s *State) tellEarlier(m *market, e *epoch, topic entry.Topic, t *decide.Topic) {
	for _, x := range m.epochs[:e.number-1] {
		for _, n := range m.said(topic, x).proposals {
			if n.lockedIn(x) {
				body := n.entry.Body.(*entry.Propose)
				t.Locked(decide.Earlier{ID: decide.Hash(n.hash), Value: decide.Hash(body.ValueHash()), Epoch: x.number, View: body.View})
			}
		}
	}
	before := m.epoch(e.number - 1)
	if before == nil {
		return
	}
	for _, i := range slices.Sorted(maps.Keys(before.closings)) {
		n := before.closings[i]
		c := decide.Closing{ID: decide.Hash(n.hash), From: i}
		for _, l := range n.entry.Body.(*entry.Checkpoint).Locks {
			if l.Topic == topic {
				c.Locked = decide.Hash(l.Proposal)
			}
		}
		t.Closed(c)
	}
}

// carriedValue is the value that a recovery says an earlier epoch may have decided.
func (s *State) carriedValue(topic entry.Topic, e *epoch) decide.Hash {
	if e.recovery == nil {
		return decide.Hash{}
	}
	for _, l := range e.recovery.Locks {
		if n := s.held(l.Proposal); l.Topic == topic && n != nil && n.kind == entry.KindPropose {
			return decide.Hash(n.entry.Body.(*entry.Propose).ValueHash())
		}
	}
	return decide.Hash{}
}

func tellVotes(t *decide.Topic, n *node, seats uint16, round decide.Round) {
	for i := range entry.MaxStewards {
		if seats&(1<<i) != 0 {
			t.Voted(i, round, decide.Hash(n.hash))
		}
	}
}

func nextOf(m *market, n *node) decide.Next {
	body := n.entry.Body.(*entry.Next)
	next := decide.Next{ID: decide.Hash(n.hash), View: body.View, From: m.seats[n.entry.Author].index}
	if body.Lock != nil {
		next.Locked = decide.Hash(body.Lock.Proposal)
	}
	return next
}

func shown(body *entry.Propose) []decide.Hash {
	list := make([]decide.Hash, len(body.Shown))
	for i, h := range body.Shown {
		list[i] = decide.Hash(h)
	}
	return list
}

// lockOf names a proposal that has a quorum of first-round votes in its epoch, those votes with it.
func (s *State) lockOf(m *market, proposal entry.Hash) *entry.LockOf {
	n := s.held(proposal)
	if n == nil || n.kind != entry.KindPropose {
		return nil
	}
	at, seated := m.seats[n.entry.Author]
	if !seated {
		return nil
	}
	body := n.entry.Body.(*entry.Propose)
	l := &entry.LockOf{Topic: body.Topic, Epoch: at.epoch.number, View: body.View, Proposal: proposal}
	for _, h := range m.carriers[carried{proposal, at.epoch.number}] {
		l.Votes = append(l.Votes, h)
	}
	slices.SortFunc(l.Votes, func(a, b entry.Hash) int { return bytes.Compare(a[:], b[:]) })
	return l
}

// openTopics lists the topics of a market that are under way in its current epoch, by their keys:
// what has been said on in it, what the epoch before left locked, and what a recovery names.
func (s *State) openTopics(m *market) []entry.Topic {
	e := m.current()
	open, disputes := map[string]entry.Topic{}, map[entry.Topic]bool{}
	add := func(t entry.Topic) {
		if _, done := m.topics[t.Key()]; !done && s.live(m, t, disputes) {
			open[t.Key()] = t
		}
	}
	for _, t := range s.topicsOfDisputes(m) {
		disputes[t] = true
		add(t)
	}
	for k, t := range m.talks {
		if k.epoch == e.number {
			add(t.topic)
		}
	}
	if before := m.epoch(e.number - 1); before != nil {
		for _, n := range before.closings {
			for _, l := range n.entry.Body.(*entry.Checkpoint).Locks {
				add(l.Topic)
			}
		}
	}
	if e.recovery != nil {
		for _, l := range e.recovery.Locks {
			add(l.Topic)
		}
	}
	var list []entry.Topic
	for _, k := range slices.Sorted(maps.Keys(open)) {
		list = append(list, open[k])
	}
	return list
}

// live says whether a topic is one that may be decided now, given the disputes that stand open. It
// keeps stewards from talking about what a cheater makes up.
func (s *State) live(m *market, t entry.Topic, disputes map[entry.Topic]bool) bool {
	switch t.Kind {
	case entry.TopicEpoch:
		return t.Number == m.current().number+1
	case entry.TopicBatch:
		return t == s.NextBatch(m.id)
	case entry.TopicExpire:
		x := s.series[t.Series]
		return x != nil && x.node.chain.ref.Market == m.id && m.current().number > x.issue.LastEpoch
	case entry.TopicResolveAccount, entry.TopicResolveCoupon:
		return disputes[t]
	}
	return false
}
