package ledger

import (
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// draw is one round in which a steward chooses the kinds of his votes, and what he has drawn on
// his shares of the lines in it. The votes of a round are heeded only after it.
type draw struct {
	s      *State
	m      *market
	at     seat
	all    int64                  // given in this round, in units
	given  map[keys.Account]int64 // and on each member's line
	chain  *chain                 // the account that is looked at
	holder keys.Account           // of its line
	member bool                   // its payments may be backed
	line   int64                  // left on the member's line
	last   *node                  // the last that was given a backed vote
	linked map[keys.Account]*node // the Links that were given a vote, by key
}

func (s *State) draw(at seat) *draw {
	return &draw{s: s, m: s.markets[at.epoch.market], at: at, given: map[keys.Account]int64{}, linked: map[keys.Account]*node{}}
}

// turn begins with an account.
func (d *draw) turn(c *chain) {
	d.chain, d.last = c, nil
	if d.holder, d.member = d.s.member(c.ref); !d.member || c.coupon != nil || d.at.epoch.backers() == 0 {
		d.member = false
		return
	}
	d.line = d.s.left(d.m, d.m.lines.holding(d.holder), d.at, memberLine) - d.given[d.holder]
}

// kind is how the steward may vote for an entry: backed, if that adds something and there is room
// on both lines. Where only room is wanting the account waits for it.
func (d *draw) kind(n *node) entry.VoteKind {
	if d.chain != n.chain {
		d.turn(n.chain)
	}
	if !d.member || !n.backable() || n.counts() || n.backedBy(d.at) || !d.follows(n) {
		return entry.QuorumOnly
	}
	switch need := cost(n.entry); {
	case need > d.line:
		d.wait(of(d.m.lines.holders, d.holder))
	case need > d.s.left(d.m, &d.m.lines.all, d.at, fundLine)-d.all:
		d.wait(&d.m.lines.all)
	default:
		return entry.Backed
	}
	return entry.QuorumOnly
}

// follows says whether the entry before n is one that a backed vote may stand on: it counts, or
// has this steward's backed vote.
func (d *draw) follows(n *node) bool {
	return n.begins() || n.prev.counts() || n.prev == d.last || n.prev.backedBy(d.at)
}

// take is a vote that is given. Who got room wakes the next who waits for it.
func (d *draw) take(n *node, kind entry.VoteKind) entry.Vote {
	if kind == entry.Backed {
		amount := cost(n.entry)
		d.all += amount
		d.given[d.holder] += amount
		d.line -= amount
		d.last = n
		d.s.wake(of(d.m.lines.holders, d.holder))
		d.s.wake(&d.m.lines.all)
	}
	if link, ok := n.entry.Body.(*entry.Link); ok {
		d.linked[link.Key] = n
	}
	return entry.Vote{Kind: kind, Entry: n.hash}
}

// allows says whether a vote for n goes with those of the round: of two Links of one key, by two
// members, only one gets it.
func (d *draw) allows(n *node) bool {
	link, ok := n.entry.Body.(*entry.Link)
	if !ok {
		return true
	}
	rival := d.linked[link.Key]
	return rival == nil || rival.chain == n.chain
}

func (d *draw) wait(st *standing) {
	if !d.chain.waits {
		d.chain.waits = true
		st.waiting = append(st.waiting, d.chain)
	}
}

// backedBy says whether the seat has given an entry a backed vote.
func (n *node) backedBy(at seat) bool {
	for i := range n.tally {
		if n.tally[i].epoch == at.epoch {
			return n.tally[i].backed&(1<<at.index) != 0
		}
	}
	return false
}
