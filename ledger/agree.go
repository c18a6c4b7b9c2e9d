package ledger

import (
	"slices"

	"foirail/ledger/decide"
	"foirail/ledger/entry"
)

// patience is how many ticks a steward waits in view 0 of a topic that could be decided, before he
// gives the view up. It doubles with each view.
const patience = 3

// wait is how long a steward has waited in a view of a topic.
type wait struct {
	view  uint32
	ticks int
}

// Agree has the steward say what the decisions under way ask of him, until he has nothing more to
// say, and returns what he said, signed, in order; the state holds it already.
func (st *Steward) Agree(s *State, now uint32) (made []*entry.Entry, err error) {
	for {
		body := st.word(s)
		if body == nil {
			return made, nil
		}
		e := s.Next(Ref{st.Market, st.Voting.Account()}, now)
		e.Body = body
		if err := e.Sign(st.Voting); err != nil {
			return made, err
		}
		s.Add(e)
		made = append(made, e)
	}
}

// Tick tells the steward that time has passed. Whoever drives him says how much; on a LAN a second
// is right. It matters for patience only.
func (st *Steward) Tick(s *State) {
	m, at, err := st.sits(s)
	if err != nil || at.epoch != m.current() || !s.ready(m, at.epoch) {
		return
	}
	waits := map[string]wait{}
	for _, topic := range st.topics(s, m) {
		t := st.agreement(s, m, at, topic)
		w := st.waits[topic.Key()]
		if w.view != t.View() {
			w = wait{view: t.View()}
		}
		if t.Open() && st.ripe(s, m, at, topic, t) {
			w.ticks++
		}
		waits[topic.Key()] = w
	}
	st.waits = waits
	s.talked = true
}

// sits is the steward's seat, of whatever epoch, unless somebody else signs with his key.
func (st *Steward) sits(s *State) (*market, seat, error) {
	m := s.markets[st.Market]
	switch {
	case m == nil:
		return nil, seat{}, ErrNotSteward
	case len(m.conflicts) > 0:
		return nil, seat{}, ErrConflict
	}
	at, ok := m.seats[st.Voting.Account()]
	if !ok {
		return nil, seat{}, ErrNotSteward
	}
	if s.look(Ref{st.Market, st.Voting.Account()}).forked > 0 {
		return nil, seat{}, ErrForkSeen // or he himself signed, before a restore
	}
	return m, at, nil
}

// Closed says whether the steward has said his last word: his epoch has been followed by another,
// and his chain is closed. His voting key is of no more use.
func (st *Steward) Closed(s *State) bool {
	m := s.markets[st.Market]
	if m == nil {
		return false
	}
	at, ok := m.seats[st.Voting.Account()]
	if !ok || at.epoch == m.current() {
		return false
	}
	given := m.epoch(at.epoch.number + 1).recovery // a chain that was given up is closed by others
	return len(at.epoch.seats) == 1 || at.epoch.closings[at.index] != nil || s.closedByRecovery(m, at.epoch.seats[at.index], given)
}

// word is the next thing to say, or nil. In an epoch that has been followed by another it is the
// closing Checkpoint, and after it nothing.
func (st *Steward) word(s *State) entry.Body {
	m, at, err := st.sits(s)
	if err != nil || len(at.epoch.seats) == 1 || !s.ready(m, at.epoch) {
		return nil
	}
	if at.epoch != m.current() {
		if at.epoch.closings[at.index] != nil {
			return nil
		}
		return st.closing(s, m, at)
	}
	for _, topic := range st.topics(s, m) {
		if body := st.on(s, m, at, topic); body != nil {
			return body
		}
	}
	return nil
}

// topics are the open topics, and the next batch where the steward would have one.
func (st *Steward) topics(s *State, m *market) []entry.Topic {
	list := s.openTopics(m)
	if st.Settling == nil {
		return list
	}
	next := s.NextBatch(m.id)
	if !slices.Contains(list, next) && st.proposes(s, next) != nil {
		list = append(list, next)
	}
	return list
}

// closing is the steward's last word in an epoch: the last cut that he has drawn, and the highest
// lock that he knows on each topic that is still open.
func (st *Steward) closing(s *State, m *market, at seat) *entry.Checkpoint {
	body := &entry.Checkpoint{Epoch: at.epoch.number, Closing: true}
	if last := st.lastCheckpoint(s); last != nil {
		body.Heads, body.State = last.Heads, last.State
	}
	body.Locks = s.highestLocks(m, at.epoch.number)
	return body
}

// lastCheckpoint is the newest Checkpoint in the steward's own chain, or nil.
func (st *Steward) lastCheckpoint(s *State) *entry.Checkpoint {
	for _, n := range slices.Backward(s.look(Ref{st.Market, st.Voting.Account()}).service) {
		if body, ok := n.entry.Body.(*entry.Checkpoint); ok {
			return body
		}
	}
	return nil
}

// agreement is a topic as this steward sees it.
func (st *Steward) agreement(s *State, m *market, at seat, topic entry.Topic) *decide.Topic {
	t := s.agreement(m, at.epoch, topic, at.index, func(n *node) bool {
		return st.fit(s, m, at, n.entry.Body.(*entry.Propose)) == nil
	})
	w := st.waits[topic.Key()]
	if t.View() < firstView(topic.Kind) || w.view == t.View() && w.ticks >= patience*t.Patience() {
		t.Tired(t.View())
	}
	return t
}

// on is what the steward should say on a topic, or nil.
func (st *Steward) on(s *State, m *market, at seat, topic entry.Topic) entry.Body {
	do := st.agreement(s, m, at, topic).Do()
	switch {
	case do == nil:
		return nil
	case do.Vote != nil:
		kind := entry.Proposal
		if do.Vote.Round == decide.Second {
			kind = entry.Lock
		}
		return &entry.Votes{Items: []entry.Vote{{Kind: kind, Entry: entry.Hash(do.Vote.Proposal)}}}
	case do.Next != nil:
		return &entry.Next{Topic: topic, View: do.Next.View, Lock: s.lockOf(m, entry.Hash(do.Next.Locked))}
	}
	value := st.lead(s, m, at, topic, do.Propose)
	if value == nil {
		return nil
	}
	body := &entry.Propose{Topic: topic, View: do.Propose.View, Value: value}
	for _, h := range do.Propose.Shown {
		body.Shown = append(body.Shown, entry.Hash(h))
	}
	return body
}

// lead is the value to propose: that of the lock which binds, or what was carried, or the
// steward's choice.
func (st *Steward) lead(s *State, m *market, at seat, topic entry.Topic, lead *decide.Lead) entry.Value {
	if n := s.held(entry.Hash(lead.Like)); n != nil {
		return n.entry.Body.(*entry.Propose).Value
	}
	if r := at.epoch.recovery; r != nil {
		for _, l := range r.Locks {
			if n := s.held(l.Proposal); n != nil && l.Topic == topic && n.kind == entry.KindPropose {
				return n.entry.Body.(*entry.Propose).Value
			}
		}
	}
	var nexts []entry.Hash
	for _, h := range lead.Shown {
		nexts = append(nexts, entry.Hash(h))
	}
	return st.choice(s, m, at, topic, nexts)
}

// ripe says whether a topic could be decided, as far as the steward knows: patience counts only
// then, and not while people have yet to make up their minds.
func (st *Steward) ripe(s *State, m *market, at seat, topic entry.Topic, t *decide.Topic) bool {
	for _, n := range m.said(topic, at.epoch).proposals {
		body := n.entry.Body.(*entry.Propose)
		if m.seats[n.entry.Author].index == leader(topic, len(at.epoch.seats))(body.View) && body.View == t.View() &&
			st.fit(s, m, at, body) == nil && st.carried(s, m, at, topic, body.Value) {
			return true
		}
	}
	var nexts []entry.Hash
	for _, n := range m.said(topic, at.epoch).nexts {
		nexts = append(nexts, n.hash)
	}
	value := st.choice(s, m, at, topic, nexts)
	if value == nil {
		return false
	}
	return st.carried(s, m, at, topic, value)
}

// carried says whether a value needs no more persons: a quorum of them agree to it, or it takes none.
func (st *Steward) carried(s *State, m *market, at seat, topic entry.Topic, value entry.Value) bool {
	return !s.takesPersons(m, value) || st.agreed(m, at, topic, value) >= at.epoch.quorum()
}

// takesPersons says whether a value is for people to agree to: who serves next, unless only keys are
// new; and the first batch that is for another version of the chain's extrinsics than the last that ran.
func (s *State) takesPersons(m *market, value entry.Value) bool {
	switch value := value.(type) {
	case *entry.NextEpoch:
		return !m.refreshes(value)
	case *entry.Batch:
		run := s.run(m)
		return len(run) == 0 || run[len(run)-1].Value.TxVersion != value.TxVersion
	}
	return false
}

// agreed counts the seats whose newest word on a topic proposes a value.
func (st *Steward) agreed(m *market, at seat, topic entry.Topic, value entry.Value) int {
	count := 0
	want := (&entry.Propose{Topic: topic, Value: value}).ValueHash()
	for _, n := range m.newest(topic, at.epoch) {
		if n.entry.Body.(*entry.Propose).ValueHash() == want {
			count++
		}
	}
	return count
}

// newest is the last proposal or motion of each seat on a topic in an epoch, by seat.
func (m *market) newest(topic entry.Topic, e *epoch) []*node {
	last := make([]*node, len(e.seats))
	for _, n := range m.said(topic, e).proposals {
		i := m.seats[n.entry.Author].index
		if last[i] == nil || n.seq > last[i].seq || n.seq == last[i].seq && lessHash(n.hash, last[i].hash) {
			last[i] = n
		}
	}
	return slices.DeleteFunc(last, func(n *node) bool { return n == nil })
}

// choice is the value that the steward would have decided, or nil: his own motion, or one that
// needs nobody's word, or what the rules of the topic work out to, with these Nexts shown.
func (st *Steward) choice(s *State, m *market, at seat, topic entry.Topic, nexts []entry.Hash) entry.Value {
	switch topic.Kind {
	case entry.TopicExpire:
		return s.Returnable(topic.Series)
	case entry.TopicResolveAccount:
		return value(s.accountValue(m, topic))
	case entry.TopicResolveCoupon:
		body := &entry.Propose{Topic: topic, Shown: nexts, Value: s.couponValue(m, at.epoch, topic, nexts)}
		if st.fit(s, m, at, body) == nil {
			return body.Value
		}
	case entry.TopicEpoch:
		return st.moving(s, m, at, topic)
	case entry.TopicBatch:
		if v := st.moving(s, m, at, topic); v != nil {
			return v
		}
		if st.Settling != nil {
			if b := st.proposes(s, topic); b != nil && !s.takesPersons(m, b) {
				return b
			}
		}
	}
	return nil
}

// moving is the value of the first motion, by seat, that is fit; nil when there is none.
func (st *Steward) moving(s *State, m *market, at seat, topic entry.Topic) entry.Value {
	for _, n := range m.newest(topic, at.epoch) {
		if body := n.entry.Body.(*entry.Propose); st.fit(s, m, at, body) == nil {
			return body.Value
		}
	}
	return nil
}

// value is a value that may be missing.
func value(v *entry.ResolveAccount) entry.Value {
	if v == nil {
		return nil
	}
	return v
}

// fit says whether the rules of its topic, and this steward's own word where it takes a person's,
// are for a proposal; its error says what is against it.
func (st *Steward) fit(s *State, m *market, at seat, body *entry.Propose) error {
	switch value := body.Value.(type) {
	case *entry.NextEpoch:
		if err := s.checkSeats(m, at.epoch, body.Topic, value); err != nil {
			return err
		}
		return st.agrees(s, m, at, body)
	case *entry.Batch:
		if err := st.checkBatch(s, m, body.Topic, value); err != nil {
			return err
		}
		return st.agrees(s, m, at, body)
	case *entry.Expire:
		want := s.Returnable(body.Topic.Series)
		if want == nil || (&entry.Propose{Topic: body.Topic, Value: want}).ValueHash() != body.ValueHash() {
			return ErrContradicts
		}
		return nil
	case *entry.ResolveAccount:
		return s.checkAccountEnd(m, at.epoch, body, value)
	case *entry.ResolveCoupon:
		return s.checkCouponEnd(m, at, body, value)
	}
	return ErrContradicts
}

// agrees asks for the person's word, where a proposal takes it.
func (st *Steward) agrees(s *State, m *market, at seat, body *entry.Propose) error {
	if s.takesPersons(m, body.Value) && !st.moved(m, at, body) {
		return ErrNotAgreed
	}
	return nil
}

// checkBatch asks whether a batch may come next: what it pays is owed, and nothing that is known of the
// chain is against it.
func (st *Steward) checkBatch(s *State, m *market, topic entry.Topic, batch *entry.Batch) error {
	if st.Settling == nil {
		return st.checkPaid(s, m, topic, batch)
	}
	p := st.plan(s, topic)
	why, known := p.fit[batch]
	if !known {
		why = st.checkPaid(s, m, topic, batch)
		p.fit[batch] = why
	}
	return why
}

func (st *Steward) checkPaid(s *State, m *market, topic entry.Topic, batch *entry.Batch) error {
	if topic != s.NextBatch(m.id) {
		return ErrContradicts
	}
	owed := map[entry.Hash]bool{}
	for _, n := range s.unpaid(m) {
		owed[n.hash] = true
	}
	for _, h := range batch.Paid {
		if !owed[h] {
			return ErrNotOwed
		}
	}
	if !s.owesBesides(m, batch) {
		return ErrNotOwed
	}
	if st.Settling == nil {
		return ErrNoRoad
	}
	return st.Settling.Judge(s, topic, batch)
}

// moved says whether the steward's own newest word on a topic proposes the same.
func (st *Steward) moved(m *market, at seat, body *entry.Propose) bool {
	for _, n := range m.newest(body.Topic, at.epoch) {
		if m.seats[n.entry.Author].index == at.index {
			return n.entry.Body.(*entry.Propose).ValueHash() == body.ValueHash()
		}
	}
	return false
}

// refreshes says whether the next epoch has the people and the policy of the current one, with new
// voting keys. Nobody need be asked then.
func (m *market) refreshes(next *entry.NextEpoch) bool {
	e := m.current()
	if len(next.Seats) != len(e.seats) || len(next.Closed) > 0 || len(next.Locks) > 0 || !samePolicy(next.Policy, e.policy) {
		return false
	}
	for _, seated := range next.Seats {
		if !slices.ContainsFunc(e.seats, func(old entry.Seated) bool { return old.Vault == seated.Vault }) {
			return false
		}
	}
	return true
}

func samePolicy(a, b entry.Policy) bool {
	same := slices.Equal(a.Borders, b.Borders)
	a.Borders, b.Borders = nil, nil
	return same && a.Line == b.Line && a.Fund == b.Fund && a.AdvanceCap == b.AdvanceCap &&
		a.AdvancePart == b.AdvancePart && a.DisputePart == b.DisputePart && a.ExtraVotes == b.ExtraVotes
}

// checkSeats asks whether the stewards of the next epoch may be these: each has asked for his seat,
// with this vault key, and who is new has shown that he knows what the stewards know.
func (s *State) checkSeats(m *market, e *epoch, topic entry.Topic, next *entry.NextEpoch) error {
	switch {
	case topic.Number != e.number+1 || len(next.Closed) > 0 || len(next.Locks) > 0:
		return ErrContradicts
	case m.seatsAgain(next, e.number):
		return ErrSeatUsed
	case next.Policy.AdvancePart+next.Policy.DisputePart > next.Policy.Fund:
		return ErrPolicy
	case s.VaultTaken(m.id, vaultKeys(next.Seats)):
		return ErrVaultTaken
	}
	for _, seated := range next.Seats {
		if err := s.checkCandidate(m, e, topic.Number, seated); err != nil {
			return err
		}
	}
	return nil
}

// checkCandidate asks of one candidate for an epoch whether he may be seated.
func (s *State) checkCandidate(m *market, e *epoch, number uint32, seated entry.Seated) error {
	c := s.look(Ref{m.id, seated.Voting})
	if c.forked > 0 {
		return ErrForkSeen
	}
	asked := false
	for _, n := range c.service {
		if body, ok := n.entry.Body.(*entry.Seat); ok {
			asked = asked || body.Epoch == number && body.Vault == seated.Vault
		}
	}
	serves := slices.ContainsFunc(e.seats, func(x entry.Seated) bool { return x.Vault == seated.Vault })
	switch {
	case !asked:
		return ErrNoSeat
	case serves || s.inStep(m, e, c):
		return nil
	}
	return ErrNotInStep
}

// inStep says whether a candidate has drawn a cut which some steward of an epoch has drawn too, with
// the same state: he holds what the stewards hold.
func (s *State) inStep(m *market, e *epoch, candidate *chain) bool {
	for _, n := range candidate.service {
		mine, ok := n.entry.Body.(*entry.Checkpoint)
		if !ok {
			continue
		}
		for _, seated := range e.seats {
			for _, other := range s.look(Ref{m.id, seated.Voting}).service {
				theirs, ok := other.entry.Body.(*entry.Checkpoint)
				if ok && len(mine.Heads) > 0 && mine.Epoch == e.number && theirs.Epoch == e.number && mine.State == theirs.State && slices.Equal(mine.Heads, theirs.Heads) {
					return true
				}
			}
		}
	}
	return false
}

// Motion is what a person has the steward put before the others, or agree to: a proposal in a view
// that he leads, else a word for whoever leads. With one steward it is the decision. It returns
// ErrNotSteward and ErrContradicts, or what is against a set of seats.
func (st *Steward) Motion(s *State, topic entry.Topic, value entry.Value) (entry.Body, error) {
	m, at, err := st.sits(s)
	if err != nil {
		return nil, err
	}
	if at.epoch != m.current() {
		return nil, ErrNotSteward
	}
	if _, done := m.topics[topic.Key()]; done {
		return nil, ErrContradicts
	}
	body := &entry.Propose{Topic: topic, Value: value}
	switch value := value.(type) {
	case *entry.NextEpoch:
		err = s.checkSeats(m, at.epoch, topic, value)
	case *entry.Batch:
		err = st.checkBatch(s, m, topic, value)
	}
	if err != nil {
		return nil, err
	}
	if len(at.epoch.seats) == 1 {
		return body, nil
	}
	// A proposal takes the slot of its view once; a motion takes none. The leader proposes in his
	// view by himself, when he has what a proposal must show.
	leads := leader(topic, len(at.epoch.seats))
	for leads(body.View) == at.index {
		body.View++
	}
	return body, nil
}

// Returnable is the end of a series as the rules work it out: every serial that has no vote for a
// redemption goes back to the issuer. It is nil for a series that may not expire yet.
func (s *State) Returnable(series entry.Hash) entry.Value {
	x := s.series[series]
	if x == nil {
		return nil
	}
	home := x.node.chain.ref.Market
	if m := s.markets[home]; m == nil || m.current() == nil || m.current().number <= x.issue.LastEpoch {
		return nil
	}
	value := &entry.Expire{}
	for i := range x.coupons {
		serial := i + 1
		if c := &x.coupons[i]; c.cancelled || c.expired || len(c.cashed) > 0 || s.redemptionVoted(CouponRef{series, serial}, Ref{home, x.issue.Keys[i]}) {
			continue
		}
		if n := len(value.Returned); n > 0 && value.Returned[n-1].To == serial-1 {
			value.Returned[n-1].To = serial
		} else {
			value.Returned = append(value.Returned, entry.Range{From: serial, To: serial})
		}
	}
	return value
}

// redemptionVoted says whether any redemption of a coupon has a vote.
func (s *State) redemptionVoted(ref CouponRef, author Ref) bool {
	c := s.coupons[couponKey{ref, author}]
	if c == nil {
		return false
	}
	for n := c.at(1); n != nil; n = n.twin {
		if len(n.tally) > 0 {
			return true
		}
	}
	return false
}
