package ledger

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"math"
	"math/bits"
	"slices"
	"strings"

	"foirail/ledger/entry"
)

// A dispute is a slot with two entries. It ends by a decision: of an account, which entries from
// the forked slot on count, the chain going on behind the decision; of a coupon, which redemption
// counts, or that none does. Every such decision counts, also one on a topic that has another: what
// it lists has a certificate by it, for good.

// ending is a decided end of an account's dispute.
type ending struct {
	node    *node
	from    uint32 // the forked slot
	attempt uint32 // which of the account's disputes it ended, from 0
	listed  []entry.Hash
}

// endAccount takes a decided ResolveAccount.
func (s *State) endAccount(m *market, n *node, topic entry.Topic, value *entry.ResolveAccount) {
	c := s.account(Ref{m.id, topic.Account})
	if slices.ContainsFunc(c.endings, func(e ending) bool { return e.node == n }) {
		return
	}
	c.endings = append(c.endings, ending{n, value.From, topic.Attempt, value.Listed})
	for _, h := range value.Listed {
		about := s.node(h)
		about.ended().listed = append(about.ended().listed, c)
		if about.chain != nil {
			s.settle(about)
		}
	}
	c.each(func(x *node) {
		if x.findRoot() {
			s.revive(x)
		}
	})
	c.settle()
	s.stir(c)
}

// endCoupon takes a decided ResolveCoupon.
func (s *State) endCoupon(m *market, topic entry.Topic, value *entry.ResolveCoupon) {
	ref := CouponRef{topic.Series, int(topic.Number)}
	if value.Winner.IsZero() {
		s.returned[returned{ref, m.id}] = true
		if x := s.series[ref.Series]; x != nil {
			s.giveBack(x, ref.Serial)
		}
		return
	}
	about := s.node(value.Winner)
	about.ended().won = append(about.ended().won, returned{ref, m.id})
	if about.chain != nil {
		s.settle(about)
	}
}

// returned is a coupon whose value a market has decided to give back.
type returned struct {
	ref    CouponRef
	market entry.MarketID
}

// giveBack gives a coupon's value back to its issuer, if the series' own market decided so.
func (s *State) giveBack(x *series, serial int) {
	ref := CouponRef{x.node.hash, serial}
	if serial <= len(x.coupons) && s.returned[returned{ref, x.node.chain.ref.Market}] {
		c := &x.coupons[serial-1]
		s.change(x, c, func() { c.returned = true })
	}
}

// ends is what the decided ends of disputes say of one entry.
type ends struct {
	listed []*chain   // whose dispute's end lists it
	won    []returned // the coupons for which it is named
}

// ended is what the ends of disputes say of an entry, made when there is nothing yet.
func (n *node) ended() *ends {
	if n.ends == nil {
		n.ends = &ends{}
	}
	return n.ends
}

// decidedToCount says whether the end of a dispute lists an entry: that is as good as a full
// certificate.
func (n *node) decidedToCount() bool {
	if n.ends == nil {
		return false
	}
	if n.chain.coupon != nil {
		return slices.Contains(n.ends.won, returned{*n.chain.coupon, n.chain.ref.Market})
	}
	if !slices.Contains(n.ends.listed, n.chain) {
		return false
	}
	for _, e := range n.chain.endings {
		if n.seq >= e.from && slices.Contains(e.listed, n.hash) {
			return true
		}
	}
	return false
}

// findRoot looks for the end of a dispute that an entry goes on from, and says whether it found one
// that was not known.
func (n *node) findRoot() bool {
	if n.root != nil || n.entry == nil || n.chain.coupon != nil {
		return false
	}
	for _, e := range n.chain.endings {
		if e.node.hash == n.entry.Prev && n.seq >= e.from {
			n.root = e.node
			return true
		}
	}
	return false
}

// begins says whether a branch begins with an entry: at seq 1, or where a dispute was ended.
func (n *node) begins() bool { return n.seq == 1 || n.root != nil }

// each visits every entry of a chain.
func (c *chain) each(visit func(*node)) {
	for _, n := range c.slots {
		for ; n != nil; n = n.twin {
			visit(n)
		}
	}
	for _, n := range c.ahead {
		for ; n != nil; n = n.twin {
			visit(n)
		}
	}
}

// same says whether two ends of disputes are one: the stewards of two epochs may decide the same. A
// chain may go on from either, and what goes on from both contends.
func (e *ending) same(other *ending) bool { return e.attempt == other.attempt }

// ruling is the end of a dispute that rules a slot: of those from it or from below it the one from
// the highest slot, and of several from one slot the last. It is nil for a slot that no decision has touched.
func (c *chain) ruling(seq uint32) *ending {
	var last *ending
	for i := range c.endings {
		e := &c.endings[i]
		if e.from <= seq && (last == nil || e.after(last)) {
			last = e
		}
	}
	return last
}

// after orders the ends of disputes of an account: by slot, by attempt; the last is the one with the
// lowest hash.
func (e *ending) after(other *ending) bool {
	if order := cmp.Or(cmp.Compare(e.from, other.from), cmp.Compare(e.attempt, other.attempt)); order != 0 {
		return order > 0
	}
	return lessHash(e.node.hash, other.node.hash)
}

// goesOn is the seq at which a chain goes on after the end of a dispute: one above what it lists,
// and never the first, which has no prev. It is known once all that is listed is held.
func (s *State) goesOn(e *ending) (seq uint32, known bool) {
	seq = max(e.from, 2)
	for _, h := range e.listed {
		n := s.held(h)
		if n == nil {
			return 0, false
		}
		seq = max(seq, n.seq+1)
	}
	return seq, true
}

// stands is the entry that stands in a slot, or nil. Where no decision rules the slot it is the first
// that came; where one does, what it lists, and from where the chain goes on only what is behind it.
func (s *State) stands(c *chain, seq uint32) *node {
	first := c.at(seq)
	if len(c.endings) == 0 || first == nil {
		return first
	}
	rules := c.ruling(seq)
	if rules == nil {
		return first.finalTwin()
	}
	next, known := s.goesOn(rules)
	if !known {
		return nil
	}
	if seq < next {
		if n := first.finalTwin(); n.level == Final {
			return n
		}
		return nil
	}
	for n := first; n != nil; n = n.twin {
		if n.behind(rules) {
			return n
		}
	}
	return nil
}

// over is seq, or where the chain goes on when a decision has left the slot of seq to nobody.
func (s *State) over(c *chain, seq uint32) uint32 {
	for rules := c.ruling(seq); rules != nil; rules = c.ruling(seq) {
		next, known := s.goesOn(rules)
		if !known || seq >= next || s.stands(c, seq) != nil {
			return seq
		}
		seq = next
	}
	return seq
}

// finalTwin is the first of a slot that is final, or the first.
func (n *node) finalTwin() *node {
	for x := n; x != nil; x = x.twin {
		if x.level == Final {
			return x
		}
	}
	return n
}

// behind says whether an entry stands on the end of a dispute.
func (n *node) behind(e *ending) bool {
	for n.prev != nil {
		n = n.prev
	}
	return n.root != nil && slices.ContainsFunc(n.chain.endings, func(x ending) bool { return x.node == n.root && x.same(e) })
}

// contend is how many entries claim a slot of a chain that decisions have touched; 0 or 1 where it
// is settled.
func (s *State) contend(c *chain, seq uint32) (count int) {
	rules := c.ruling(seq)
	if rules != nil {
		if next, known := s.goesOn(rules); !known || seq < next {
			return 0
		}
	}
	for n := c.at(seq); n != nil; n = n.twin {
		if rules == nil || n.behind(rules) {
			count++
		}
	}
	return count
}

// attempt numbers the account's next dispute to be ended. The topic names no slot: when a lower fork
// comes to light while a dispute is being ended, those who know it and those who do not still talk
// about the same, and one of the two ends is decided; what it leaves open is the next dispute.
func (c *chain) attempt() (next uint32) {
	for i := range c.endings {
		next = max(next, c.endings[i].attempt+1)
	}
	return next
}

// disputedFrom is the lowest slot of a chain in which two entries contend and no decision has ended
// it; 0 when there is none.
func (s *State) disputedFrom(c *chain) uint32 {
	if len(c.endings) == 0 || c.forked == 0 {
		return c.forked
	}
	for seq := c.forked; c.at(seq) != nil; seq++ {
		if s.contend(c, seq) > 1 {
			return seq
		}
	}
	return 0
}

// tip is where a chain goes on: the next seq, and what it names as its prev. The seq is 0 while that
// is not known, as something that the end of a dispute lists is not held.
func (s *State) tip(c *chain) (seq uint32, prev entry.Hash) {
	last := c.ruling(math.MaxUint32)
	if last == nil {
		if head := c.head(); head != nil {
			return head.seq + 1, head.hash
		}
		return 1, entry.Hash{}
	}
	seq, known := s.goesOn(last)
	if !known {
		return 0, entry.Hash{}
	}
	prev = last.node.hash
	for n := s.stands(c, seq); n != nil && n.behind(last); n = s.stands(c, seq) {
		seq, prev = seq+1, n.hash
	}
	return seq, prev
}

// topicsOfDisputes are the ends of disputes that stand open in a market.
func (s *State) topicsOfDisputes(m *market) []entry.Topic {
	var list []entry.Topic
	for _, c := range s.forkedIn(m) {
		if t, open := s.topicOfDispute(m, c); open {
			list = append(list, t)
		}
	}
	return list
}

// topicOfDispute is the topic that ends the dispute of a chain, if it has one that is open. Those
// of stewards' keys are not resolved: their double votes convict them.
func (s *State) topicOfDispute(m *market, c *chain) (entry.Topic, bool) {
	if _, seated := m.seats[c.ref.Key]; seated {
		return entry.Topic{}, false
	}
	if c.coupon == nil {
		return entry.Topic{Kind: entry.TopicResolveAccount, Account: c.ref.Key, Attempt: c.attempt()}, s.disputedFrom(c) > 0
	}
	x := s.series[c.coupon.Series]
	if x == nil || x.node.chain.ref.Market != m.id || x.issue.Keys[c.coupon.Serial-1] != c.ref.Key {
		return entry.Topic{}, false
	}
	k := &x.coupons[c.coupon.Serial-1]
	open := c.forked > 0 && k.active && len(k.cashed) == 0 && !k.cancelled && !k.gone()
	return entry.Topic{Kind: entry.TopicResolveCoupon, Series: c.coupon.Series, Number: uint32(c.coupon.Serial)}, open
}

// forkedIn lists the chains of a market that have ever forked, in the order in which it came to
// light.
func (s *State) forkedIn(m *market) []*chain { return m.forked }

// votedBefore says whether an entry has the vote of a seat, in its chain before a given seq.
func (t *tally) votedBefore(index int, seq uint32) bool {
	return t.any&(1<<index) != 0 && t.seq[index] < seq
}

// heardFrom is what a proposal to end a dispute is bound to: the votes of the seats whose Nexts it
// shows, each in its chain up to there, and those in the closed chains of earlier epochs.
type heardFrom struct {
	m    *market
	e    *epoch
	upTo map[int]uint32 // by seat of e: the seq of its Next
}

func (s *State) heardFrom(m *market, e *epoch, nexts []entry.Hash) heardFrom {
	h := heardFrom{m, e, map[int]uint32{}}
	for _, hash := range nexts {
		if n := s.held(hash); n != nil && n.kind == entry.KindNext {
			h.upTo[m.seats[n.entry.Author].index] = n.seq
		}
	}
	return h
}

// votes is how many seats have voted for an entry there, in the epoch in which most did, and by how
// much that is above the epoch's f.
func (h heardFrom) votes(n *node) (most int, enough bool) {
	for i := range n.tally {
		t := &n.tally[i]
		count := 0
		for seat := range t.epoch.seats {
			if h.covers(t, seat) {
				count++
			}
		}
		most = max(most, count)
		enough = enough || count > t.epoch.faults()
	}
	return most, enough
}

func (h heardFrom) covers(t *tally, seat int) bool {
	if t.epoch == h.e {
		upTo, shown := h.upTo[seat]
		return shown && t.votedBefore(seat, upTo)
	}
	if closing := t.epoch.closings[seat]; closing != nil {
		return t.votedBefore(seat, closing.seq)
	}
	return len(t.epoch.seats) == 1 && t.any&(1<<seat) != 0
}

// accountValue is the end of an account's dispute as the rules work it out: every entry from the
// forked slot on that has a vote, of several that say the same in one slot only one; nil when that
// cannot be decided now, for want of cover or because it is too long.
func (s *State) accountValue(m *market, topic entry.Topic) *entry.ResolveAccount {
	c := s.look(Ref{m.id, topic.Account})
	value := &entry.ResolveAccount{From: s.disputedFrom(c)}
	if value.From == 0 {
		return nil
	}
	var need int64
	s.eachDisputed(c, value.From, func(n *node) {
		if !n.voices() || s.saidBetter(n) {
			return
		}
		value.Listed = append(value.Listed, n.hash)
		if !n.counts() {
			need += cost(n.entry)
		}
	})
	if len(value.Listed) > entry.MaxDisputed || s.spendable(c) < s.withBefore(c, value.From, need) {
		return nil
	}
	slices.SortFunc(value.Listed, func(a, b entry.Hash) int { return bytes.Compare(a[:], b[:]) })
	return value
}

// withBefore adds to what entries from a slot on take what stands open before it. It becomes final
// with them, as it is of their branch, or has votes and may yet.
func (s *State) withBefore(c *chain, from uint32, need int64) int64 {
	if need == 0 || c.open == 0 {
		return need
	}
	for seq := s.over(c, c.firstOpen()); seq < from; seq = s.over(c, seq+1) {
		n := s.stands(c, seq)
		if n == nil {
			break
		}
		if !n.counts() {
			need += cost(n.entry)
		}
	}
	return need
}

// spendable is an account's balance, of what came from other markets only what covers spending here.
func (s *State) spendable(c *chain) int64 { return c.final + c.backed - c.abroad + s.fromAbroad(c) }

// eachDisputed visits the owned entries of an account from a slot on, as far as they contend: what
// stands on no end of an earlier dispute in their place takes no slot.
func (s *State) eachDisputed(c *chain, from uint32, visit func(*node)) {
	for seq := from; c.at(seq) != nil; seq++ {
		rules := c.ruling(seq)
		if rules != nil && rules.from > from {
			return
		}
		for n := c.at(seq); n != nil; n = n.twin {
			if n.kind.Owned() && (rules == nil || n.behind(rules) || n.counts()) {
				visit(n)
			}
		}
	}
}

// voices says whether an entry has a vote, or counts.
func (n *node) voices() bool {
	if n.counts() {
		return true
	}
	for i := range n.tally {
		if n.tally[i].any != 0 {
			return true
		}
	}
	return false
}

// saidBetter says whether another entry in the slot says word for word the same, with more right: it
// counts, or is followed by something with a vote, or has the lower hash. An honest person who signed
// again after a restore pays once.
func (s *State) saidBetter(n *node) bool {
	if n.counts() || n.followed() {
		return false
	}
	for twin := n.chain.at(n.seq); twin != nil; twin = twin.twin {
		if twin == n || !twin.voices() || twin.kind != n.kind || twin.saying() != n.saying() {
			continue
		}
		if twin.counts() || twin.followed() || lessHash(twin.hash, n.hash) {
			return true
		}
	}
	return false
}

// followed says whether an entry that has a vote stands right behind n.
func (n *node) followed() (yes bool) {
	n.children(func(c *node) { yes = yes || c.voices() })
	return yes
}

// saying tells bodies apart: the first 8 bytes of a body's SHA-256. It outlives the entry of a final
// payment, which is dropped from memory. Whoever made two bodies alike in it could only lose himself
// the count of one of his own two payments.
func (n *node) saying() (short [8]byte) {
	if n.entry == nil {
		return n.said
	}
	h := sha256.Sum256(n.entry.BodyBytes())
	copy(short[:], h[:])
	return short
}

// checkAccountEnd asks whether an account's dispute may end so: everything listed contends and has
// a vote, nothing that the shown chains vote for is left out, what it stands on stands, and the
// owner's balance covers it.
func (s *State) checkAccountEnd(m *market, e *epoch, body *entry.Propose, value *entry.ResolveAccount) error {
	c := s.look(Ref{m.id, body.Topic.Account})
	if t, open := s.topicOfDispute(m, c); !open || t != body.Topic || value.From != s.disputedFrom(c) {
		return ErrContradicts
	}
	heard := s.heardFrom(m, e, body.Shown)
	var need int64
	found, missing := 0, false
	s.eachDisputed(c, value.From, func(n *node) {
		if slices.Contains(value.Listed, n.hash) {
			found++
			missing = missing || !n.voices() || !n.counts() && n.prev != nil && n.prev.seq >= value.From &&
				!n.prev.counts() && !slices.Contains(value.Listed, n.prev.hash)
			if !n.counts() {
				need += cost(n.entry)
			}
			return
		}
		votes, _ := heard.votes(n)
		missing = missing || (votes > 0 || n.counts()) && !s.twinListed(n, value)
	})
	need = s.withBefore(c, value.From, need)
	switch {
	case missing || found != len(value.Listed):
		return ErrContradicts
	case s.spendable(c) < need:
		return &Insufficient{Has: s.spendable(c), Needs: need}
	}
	return nil
}

// twinListed says whether another entry that says the same in the slot is listed.
func (s *State) twinListed(n *node, value *entry.ResolveAccount) bool {
	for twin := n.chain.at(n.seq); twin != nil; twin = twin.twin {
		if twin != n && slices.Contains(value.Listed, twin.hash) && twin.kind == n.kind && twin.saying() == n.saying() {
			return true
		}
	}
	return false
}

// couponValue is the end of a coupon's dispute as the shown Nexts work out: the redemption with
// more than f votes of an epoch, the one with most of them; none, when none has so many.
func (s *State) couponValue(m *market, e *epoch, topic entry.Topic, shown []entry.Hash) *entry.ResolveCoupon {
	value := &entry.ResolveCoupon{}
	heard, most := s.heardFrom(m, e, shown), 0
	x := s.series[topic.Series]
	c := s.coupons[couponKey{CouponRef{topic.Series, int(topic.Number)}, Ref{m.id, x.issue.Keys[topic.Number-1]}}]
	for n := c.at(1); n != nil; n = n.twin {
		votes, enough := heard.votes(n)
		if enough && (votes > most || votes == most && lessHash(n.hash, value.Winner)) {
			most, value.Winner = votes, n.hash
		}
	}
	return value
}

// checkCouponEnd asks whether a coupon's dispute may end so. What a hidden certificate could cost
// stays within half of the fund's part for disputes, in each epoch.
func (s *State) checkCouponEnd(m *market, at seat, body *entry.Propose, value *entry.ResolveCoupon) error {
	x := s.series[body.Topic.Series]
	if x == nil || int(body.Topic.Number) > len(x.coupons) {
		return ErrUnknown
	}
	ref := CouponRef{body.Topic.Series, int(body.Topic.Number)}
	c := s.coupons[couponKey{ref, Ref{m.id, x.issue.Keys[ref.Serial-1]}}]
	if c == nil {
		return ErrUnknown
	}
	if t, open := s.topicOfDispute(m, c); !open || t != body.Topic {
		return ErrContradicts
	}
	if *s.couponValue(m, at.epoch, body.Topic, body.Shown) != *value {
		return ErrContradicts
	}
	if risk, room := s.atRisk(m, at, body.Topic), int64(at.epoch.policy.DisputePart)/2; risk > room {
		return &Insufficient{Has: room, Needs: risk}
	}
	return nil
}

// atRisk is the value of a coupon in dispute, with those whose disputes a seat's epoch has ended or may
// end by the seat's votes, and those that come before it: of several that are open the lower topic does,
// as far as there is room, so that stewards who know of the same vote for the same.
func (s *State) atRisk(m *market, at seat, topic entry.Topic) (sum int64) {
	counted := map[entry.Topic]bool{topic: true}
	value := func(t entry.Topic) int64 { return int64(s.series[t.Series].coupons[t.Number-1].value) }
	count := func(t entry.Topic, room int64) {
		x := s.series[t.Series]
		if t.Kind != entry.TopicResolveCoupon || x == nil || int(t.Number) > len(x.coupons) || counted[t] || sum+value(t) > room {
			return
		}
		counted[t] = true
		sum += value(t)
	}
	for _, d := range m.topics {
		if d.epoch == at.epoch {
			count(d.node.entry.Body.(*entry.Propose).Topic, math.MaxInt64)
		}
	}
	for k, said := range m.talks {
		if k.epoch == at.epoch.number && said.votedBy(at) {
			count(said.topic, math.MaxInt64)
		}
	}
	open := s.topicsOfDisputes(m)
	slices.SortFunc(open, func(a, b entry.Topic) int { return strings.Compare(a.Key(), b.Key()) })
	for _, t := range open {
		if t.Key() < topic.Key() {
			count(t, int64(at.epoch.policy.DisputePart)/2)
		}
	}
	return sum + value(topic)
}

// votedBy says whether a seat has a first-round vote for a proposal of the talk.
func (t *talk) votedBy(at seat) bool {
	return slices.ContainsFunc(t.proposals, func(n *node) bool { return n.tallyOf(at.epoch).first&(1<<at.index) != 0 })
}

// Dispute is an account or a coupon with two entries in one slot, and who bears it.
type Dispute struct {
	Author  Ref
	Coupon  CouponRef    // of a coupon's key; else zero
	From    uint32       // the first slot that is disputed
	Entries []entry.Hash // in that slot, by hash
	Open    bool         // no decision has ended it
	Deficit int64        // what the owner owes: how far his balance is below zero, in units
	Guilty  []Ref        // stewards who voted for two entries in a slot of it, as far as their votes are at hand
	Lacks   int64        // what the owner must still bring before it can be ended, in units
}

// Disputes lists what has forked in a market, as it came to light.
func (s *State) Disputes(id entry.MarketID) []Dispute {
	m := s.markets[id]
	if m == nil {
		return nil
	}
	var list []Dispute
	for _, c := range m.forked {
		list = append(list, s.dispute(m, c))
	}
	return list
}

func (s *State) dispute(m *market, c *chain) Dispute {
	_, open := s.topicOfDispute(m, c)
	d := Dispute{Author: c.ref, From: c.forked, Open: open}
	if c.coupon != nil {
		d.Coupon = *c.coupon
	} else {
		d.Deficit = max(0, -(c.final + c.backed))
		if open {
			d.From = s.disputedFrom(c)
			d.Lacks = s.wants(c, d.From)
		}
	}
	for n := c.at(d.From); n != nil; n = n.twin {
		d.Entries = append(d.Entries, n.hash)
	}
	slices.SortFunc(d.Entries, func(a, b entry.Hash) int { return bytes.Compare(a[:], b[:]) })
	d.Guilty = s.guilty(m, c)
	return d
}

// wants is what an owner must bring before the dispute from a slot can be ended.
func (s *State) wants(c *chain, from uint32) int64 {
	var need int64
	s.eachDisputed(c, from, func(n *node) {
		if n.voices() && !n.counts() && !s.saidBetter(n) {
			need += cost(n.entry)
		}
	})
	return max(0, s.withBefore(c, from, need)-s.spendable(c))
}

// rivals says whether two entries of a slot contend for it: neither stands on the end of a dispute
// that the other does not stand on. Who votes for one left out by such an end, and for one behind
// it, has voted for two slots.
func (n *node) rivals(twin *node) bool {
	for n.prev != nil {
		n = n.prev
	}
	for twin.prev != nil {
		twin = twin.prev
	}
	if n.root == nil || twin.root == nil {
		return n.root == twin.root
	}
	return slices.ContainsFunc(n.chain.endings, func(e ending) bool { return e.node == n.root && twin.behind(&e) })
}

// guilty lists the stewards whose own votes convict them: two entries of one slot in one epoch.
func (s *State) guilty(m *market, c *chain) []Ref {
	var list []Ref
	c.each(func(n *node) {
		for twin := n.twin; twin != nil; twin = twin.twin {
			for i := range n.tally {
				t := &n.tally[i]
				both := t.any & twin.tallyOf(t.epoch).any
				if !n.rivals(twin) {
					both = 0
				}
				for ; both != 0; both &= both - 1 {
					r := Ref{m.id, t.epoch.seats[bits.TrailingZeros16(both)].Voting}
					if !slices.Contains(list, r) {
						list = append(list, r)
					}
				}
			}
		}
	})
	slices.SortFunc(list, Ref.compare)
	return list
}

// EndDispute is what a person has a lone steward say to end a dispute: of an account, or of the
// coupon that a reference names. With several stewards they end it by themselves, and it gives
// nothing. It returns ErrUnknown where nothing is disputed, ErrNotSteward, and ErrInsufficient with
// what the owner lacks.
func (st *Steward) EndDispute(s *State, author Ref, coupon CouponRef) (entry.Body, error) {
	m, at, err := st.sits(s)
	if err != nil {
		return nil, err
	}
	for _, c := range m.forked {
		topic, open := s.topicOfDispute(m, c)
		if !open || c.ref != author || c.coupon != nil && *c.coupon != coupon {
			continue
		}
		if c.coupon == nil {
			if wants := s.wants(c, s.disputedFrom(c)); wants > 0 {
				has := s.spendable(c)
				return nil, &Insufficient{Has: has, Needs: has + wants}
			}
		}
		if len(at.epoch.seats) > 1 {
			return nil, nil
		}
		value := st.choice(s, m, at, topic, nil)
		if value == nil {
			return nil, ErrContradicts
		}
		return st.Motion(s, topic, value)
	}
	return nil, ErrUnknown
}
