package sim

import (
	"fmt"
	"math/bits"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Chronicle is all that anybody ever said, and what it amounts to by votes alone. It is written
// from the design and shares nothing with the ledger's own reckoning.
type Chronicle struct {
	market entry.MarketID
	said   map[entry.Hash]*entry.Entry
	order  []*entry.Entry // as it was said
	owned  int            // owned entries among them
	slots  map[slot][]*entry.Entry
	epochs []*epoch
	seats  map[keys.Account]place
	early  map[keys.Account][]*entry.Entry // words of keys that have no seat yet

	marks   map[entry.Hash]map[uint32]*marks
	certain map[slot]entry.Hash // what a full certificate makes final
	final   map[entry.Hash]bool
	decided map[string]*entry.Entry     // by topic
	listed  map[entry.Hash]bool         // what the decided end of a dispute lets count
	ends    map[entry.Hash]ending       // decided ends of accounts' disputes, by each proposal that was
	rounds  map[ballot]entry.Hash       // what each seat has voted for in a slot, or a round
	next    map[entry.Hash][]entry.Hash // entries whose branch has a hole at this one

	closed map[keys.Account]bool                // voting keys that have said their last word
	by     map[keys.Account][]*entry.Entry      // words of each key
	cuts   []*entry.Entry                       // Checkpoints that do not close
	moved  map[keys.Account]map[entry.Hash]bool // values that each key has proposed

	open map[entry.Hash]*entry.Entry // payments backed and not final
	debt map[keys.Account]int64      // what stands open, by owner
	owes int64                       // in all
	most struct{ one, all int64 }    // the most that ever stood open

	hear   func(*entry.Entry) // is told of each entry, once
	note   func(what string)  // counts
	breach func(invariant, format string, args ...any)
	owner  func(keys.Account) keys.Account
	honest func(keys.Account) bool // whether a key must never be shown to have forked
}

// epoch is who sits in one epoch.
type epoch struct {
	number uint32
	seats  []keys.Account
	policy entry.Policy
}

func (e *epoch) faults() int { return (len(e.seats) - 1) / 3 }
func (e *epoch) quorum() int { return 2*e.faults() + 1 }

// backers is how many votes back a payment, 0 for none.
func (e *epoch) backers() int {
	if k := e.faults() + 1 + int(e.policy.ExtraVotes); k < e.quorum() {
		return k
	}
	return 0
}

type place struct {
	epoch *epoch
	bit   uint16
}

// marks is the votes that one epoch has given one entry, a bit for each seat.
type marks struct{ any, backed, confirm uint16 }

// ending is the decided end of an account's dispute. One value may be decided in several views; the
// first proposal stands for all.
type ending struct {
	first entry.Hash
	of    keys.Account
}

// ballot is what a steward votes on once: an owned entry's slot, or a round of a view of a topic.
type ballot struct {
	voter  keys.Account
	slot   slot
	behind entry.Hash // the end of a dispute that the slot lies behind
	topic  string
	view   uint32
	round  entry.VoteKind
}

func newChronicle() *Chronicle {
	return &Chronicle{
		said: map[entry.Hash]*entry.Entry{}, slots: map[slot][]*entry.Entry{},
		seats: map[keys.Account]place{}, early: map[keys.Account][]*entry.Entry{},
		marks: map[entry.Hash]map[uint32]*marks{}, certain: map[slot]entry.Hash{},
		final: map[entry.Hash]bool{}, decided: map[string]*entry.Entry{}, listed: map[entry.Hash]bool{}, ends: map[entry.Hash]ending{}, rounds: map[ballot]entry.Hash{},
		next: map[entry.Hash][]entry.Hash{}, open: map[entry.Hash]*entry.Entry{}, debt: map[keys.Account]int64{},
		closed: map[keys.Account]bool{}, by: map[keys.Account][]*entry.Entry{}, moved: map[keys.Account]map[entry.Hash]bool{},
	}
}

// add takes down an entry that somebody has said, or has on a disk and may say.
func (c *Chronicle) add(e *entry.Entry) {
	h, at := e.Hash(), slotOf(e)
	if c.said[h] != nil {
		return
	}
	c.said[h] = e
	c.order = append(c.order, e)
	c.hear(e)
	c.slots[at] = append(c.slots[at], e)
	if e.Kind().Owned() {
		c.owned++
	} else {
		c.by[e.Author] = append(c.by[e.Author], e)
	}
	if body, ok := e.Body.(*entry.Checkpoint); ok && !body.Closing {
		c.cuts = append(c.cuts, e)
	}
	c.forkless(e, at)
	c.heed(e)
	c.judge(e)
	for _, later := range c.next[h] {
		c.judge(c.said[later])
	}
	delete(c.next, h)
}

// heed takes a word: what it founds, seats or votes for.
func (c *Chronicle) heed(e *entry.Entry) {
	switch body := e.Body.(type) {
	case *entry.Found:
		c.market = e.Market
		c.begin(&epoch{1, []keys.Account{e.Author}, body.Policy})
	case *entry.Votes:
		at, seated := c.seats[e.Author]
		if !seated {
			c.early[e.Author] = append(c.early[e.Author], e)
			return
		}
		for _, v := range body.Items {
			c.vote(e.Author, at, v)
		}
	case *entry.Checkpoint:
		c.closed[e.Author] = c.closed[e.Author] || body.Closing
	case *entry.Propose:
		if c.moved[e.Author] == nil {
			c.moved[e.Author] = map[entry.Hash]bool{}
		}
		c.moved[e.Author][body.ValueHash()] = true
		at, seated := c.seats[e.Author]
		if !seated {
			c.early[e.Author] = append(c.early[e.Author], e)
			return
		}
		if len(at.epoch.seats) == 1 {
			c.decide(e, body, at.epoch)
		}
	}
}

// begin seats an epoch and heeds what its keys have said already.
func (c *Chronicle) begin(e *epoch) {
	c.epochs = append(c.epochs, e)
	for i, key := range e.seats {
		if _, served := c.seats[key]; !served {
			c.seats[key] = place{e, 1 << i}
		}
	}
	for _, key := range e.seats {
		words := c.early[key]
		delete(c.early, key)
		for _, word := range words {
			c.heed(word)
		}
	}
}

// vote counts one vote.
func (c *Chronicle) vote(voter keys.Account, at place, v entry.Vote) {
	byEpoch := c.marks[v.Entry]
	if byEpoch == nil {
		byEpoch = map[uint32]*marks{}
		c.marks[v.Entry] = byEpoch
	}
	m := byEpoch[at.epoch.number]
	if m == nil {
		m = &marks{}
		byEpoch[at.epoch.number] = m
	}
	switch v.Kind {
	case entry.QuorumOnly:
		m.any |= at.bit
	case entry.Backed:
		m.any |= at.bit
		m.backed |= at.bit
	case entry.Lock:
		m.confirm |= at.bit
	}
	if about := c.said[v.Entry]; about != nil {
		c.once(voter, v, about)
		c.judge(about)
	}
}

// judge looks at what the votes for an entry make of it.
func (c *Chronicle) judge(e *entry.Entry) {
	if c.listed[e.Hash()] {
		c.certify(e, false)
	}
	for _, in := range c.epochs {
		m := c.marks[e.Hash()][in.number]
		if m == nil {
			continue
		}
		if body, ok := e.Body.(*entry.Propose); ok && bits.OnesCount16(m.confirm) >= in.quorum() && len(in.seats) > 1 {
			c.decide(e, body, in)
		}
		if !e.Kind().Owned() {
			continue
		}
		if bits.OnesCount16(m.any) >= in.quorum() {
			c.certify(e, true)
		} else if k := in.backers(); k > 0 && bits.OnesCount16(m.backed) >= k {
			c.back(e)
		}
	}
}

// certify makes an entry final, and all before it on its branch, if the branch is whole: by a full
// certificate, or because the end of a dispute lists it.
func (c *Chronicle) certify(top *entry.Entry, full bool) {
	var branch []*entry.Entry
	for e := top; e.Kind().Owned() && !c.final[e.Hash()]; {
		branch = append(branch, e)
		if e.Kind() == entry.KindRedeem || e.Seq == 1 {
			break
		}
		before := c.said[e.Prev]
		if before == nil {
			c.next[e.Prev] = append(c.next[e.Prev], top.Hash())
			return
		}
		e = before
	}
	for _, e := range branch {
		if full {
			c.oneFinal(e)
		}
		c.final[e.Hash()] = true
		c.close(e)
	}
}

// back notes a payment that counts on f+1 stewards' word.
func (c *Chronicle) back(e *entry.Entry) {
	pay, ok := e.Body.(*entry.Pay)
	if !ok || c.final[e.Hash()] || c.open[e.Hash()] != nil {
		return
	}
	c.open[e.Hash()] = e
	who := c.owner(e.Author)
	c.debt[who] += int64(pay.Total())
	c.owes += int64(pay.Total())
	c.most.one = max(c.most.one, c.debt[who])
	c.most.all = max(c.most.all, c.owes)
}

// close notes that a payment that was backed is final.
func (c *Chronicle) close(e *entry.Entry) {
	if c.open[e.Hash()] == nil {
		return
	}
	delete(c.open, e.Hash())
	total := int64(e.Body.(*entry.Pay).Total())
	c.debt[c.owner(e.Author)] -= total
	c.owes -= total
}

// decide takes down a decision. There may be one on each topic.
func (c *Chronicle) decide(e *entry.Entry, body *entry.Propose, in *epoch) {
	topic := body.Topic.Key()
	if old := c.decided[topic]; old == e {
		return
	} else if old != nil {
		if old.Body.(*entry.Propose).ValueHash() != body.ValueHash() {
			c.breach("I2", "two decisions on one topic: %v and %v", old, e)
		}
		if end, known := c.ends[old.Hash()]; known {
			c.ends[e.Hash()] = end // the same value, decided again in a later view or epoch
			c.note("decided: once more")
		}
		return
	}
	next, isEpoch := body.Value.(*entry.NextEpoch)
	if isEpoch && body.Topic.Number != in.number+1 {
		return
	}
	c.decided[topic] = e
	c.note("decided: " + [...]string{"", "epoch", "batch", "expire", "resolve account", "resolve coupon"}[body.Topic.Kind])
	c.end(e, body)
	if isEpoch {
		var seats []keys.Account
		for _, s := range next.Seats {
			seats = append(seats, s.Voting)
		}
		c.begin(&epoch{in.number + 1, seats, next.Policy})
	}
}

// end takes the decided end of a dispute: what it lists counts.
func (c *Chronicle) end(e *entry.Entry, body *entry.Propose) {
	var list []entry.Hash
	switch value := body.Value.(type) {
	case *entry.ResolveAccount:
		c.ends[e.Hash()] = ending{e.Hash(), body.Topic.Account}
		list = value.Listed
	case *entry.ResolveCoupon:
		if !value.Winner.IsZero() {
			list = []entry.Hash{value.Winner}
		}
	}
	for _, h := range list {
		c.listed[h] = true
		if about := c.said[h]; about != nil {
			c.judge(about)
		}
	}
}

// behind is the end of a dispute that an entry goes on from, or zero.
func (c *Chronicle) behind(e *entry.Entry) entry.Hash {
	for e != nil && e.Kind().Owned() && e.Seq > 1 {
		if end, known := c.ends[e.Prev]; known && end.of == e.Author {
			return end.first
		}
		e = c.said[e.Prev]
	}
	return entry.Hash{}
}

// voted says whether a key has voted for an entry.
func (c *Chronicle) voted(voter keys.Account, h entry.Hash) bool {
	at, seated := c.seats[voter]
	if !seated || c.marks[h][at.epoch.number] == nil {
		return false
	}
	return c.marks[h][at.epoch.number].any&at.bit != 0
}

// current is the last epoch that was decided.
func (c *Chronicle) current() *epoch { return c.epochs[len(c.epochs)-1] }

// isBacked says whether some epoch has backed a payment.
func (c *Chronicle) isBacked(h entry.Hash) bool {
	for _, in := range c.epochs {
		m := c.marks[h][in.number]
		if k := in.backers(); m != nil && k > 0 && bits.OnesCount16(m.backed) >= k {
			return true
		}
	}
	return false
}

// tellMarks tells the votes that each epoch has given an entry.
func (c *Chronicle) tellMarks(h entry.Hash) (text string) {
	for _, in := range c.epochs {
		if m := c.marks[h][in.number]; m != nil {
			text += fmt.Sprintf("[epoch %d: %0*b, backed %b]", in.number, len(in.seats), m.any, m.backed)
		}
	}
	return text
}
