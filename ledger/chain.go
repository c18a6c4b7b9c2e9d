package ledger

import (
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Ref names an account: a key in a market.
type Ref struct {
	Market entry.MarketID
	Key    keys.Account
}

// CouponRef names a coupon: a serial of a series.
type CouponRef struct {
	Series entry.Hash
	Serial int
}

// chain is an account: what its key has written in one market, and its balance. The chain is in
// truth a tree: a slot may hold several entries. A coupon's key has a chain of one slot for each
// series that lists it.
type chain struct {
	ref     Ref
	slots   []*node          // by seq-1; twins hang behind the first
	ahead   map[uint32]*node // entries beyond the next slot
	forked  uint32           // lowest seq with two entries; 0: none
	endings []ending         // what ended its disputes
	service []*node          // its Seats and Checkpoints, as they came
	coupon  *CouponRef       // set for a coupon's chain, which has no balance
	open    int              // owned entries held and not final
	waits   bool             // it waits for room on a line

	settled    uint32     // entries from the first that are final
	past       entry.Hash // digest of them, on a plain account
	considered uint64     // the state's step in which a steward last considered it

	final     int64 // balance that final entries make
	backed    int64 // what backed ones add to it
	deposited int64 // all deposits that counted; they are in final too
	abroad    int64 // all that came from other markets; it is in final too

	speaks bool  // holds a word
	named  bool  // a Votes names an entry of it
	roll   *roll // of a steward: the accounts that he has voted for, numbered
}

// at is the first entry in the slot of a seq, or nil.
func (c *chain) at(seq uint32) *node {
	if i := int(seq) - 1; i >= 0 && i < len(c.slots) {
		return c.slots[i]
	}
	return c.ahead[seq]
}

// put adds an entry to its slot, and says whether the slot was taken.
func (c *chain) put(n *node) (taken bool) {
	first := c.at(n.seq)
	switch {
	case first != nil:
		n.twin, first.twin = first.twin, n
		if c.forked == 0 || n.seq < c.forked {
			c.forked = n.seq
		}
		return true
	case int(n.seq) == len(c.slots)+1:
		c.slots = append(c.slots, n)
		for next := c.ahead[n.seq+1]; next != nil; next = c.ahead[next.seq+1] {
			c.slots = append(c.slots, next)
			delete(c.ahead, next.seq)
		}
	default:
		if c.ahead == nil {
			c.ahead = make(map[uint32]*node)
		}
		c.ahead[n.seq] = n
	}
	return false
}

// find is the entry with this hash in the slot of a seq, or nil.
func (c *chain) find(seq uint32, hash entry.Hash) *node {
	for n := c.at(seq); n != nil; n = n.twin {
		if n.hash == hash {
			return n
		}
	}
	return nil
}

// head is the last entry reached without a gap, on the branch of the first held; nil when the
// chain is empty.
func (c *chain) head() *node {
	if len(c.slots) == 0 {
		return nil
	}
	return c.slots[len(c.slots)-1]
}

// settle counts the slots from the first in which an entry is final.
func (c *chain) settle() {
	for int(c.settled) < len(c.slots) && c.slots[c.settled].anyFinal() {
		c.bury(c.slots[c.settled])
		c.settled++
	}
}

// anyFinal says whether n or one of its twins is final.
func (n *node) anyFinal() bool {
	for ; n != nil; n = n.twin {
		if n.level == Final {
			return true
		}
	}
	return false
}

// firstOpen is the lowest seq whose entry is not final, one above the head when all are.
func (c *chain) firstOpen() uint32 { return c.settled + 1 }

// node is one entry in the state, or the place of one that has votes and is not held yet.
type node struct {
	hash  entry.Hash
	chain *chain       // nil while the entry is not held
	entry *entry.Entry // dropped from final payments and counted votes: the book has them
	prev  *node        // the predecessor, once held
	root  *node        // the end of a dispute that it goes on from
	twin  *node        // another entry in the same slot
	tally []tally      // until final, but on a forked chain
	ends  *ends        // what ends of disputes say of it; mostly nil
	said  [8]byte      // of an owned entry, once final: see saying
	seq   uint32
	order uint32 // of its coming, behind all that it points to
	pos   int64  // where the book keeps it; 0: nowhere yet
	when  uint32 // the earliest vote, once final
	level Level
	kind  entry.Kind
	void  bool // breaks a rule of form: takes its slot and moves nothing
	spare bool // of a forked slot, and nobody need keep it
	bare  bool // known from a snapshot: nobody here has its bytes

	carrier *node // the Votes that first named it
	carried *node // of a Votes: what it was the first to name; then from one to the next
}

// tally is the votes of one epoch for one entry, one bit for each seat.
type tally struct {
	epoch          *epoch
	when           uint32 // the earliest time that a vote names; 0: none
	any, backed    uint16
	first, confirm uint16                    // of a proposal: its votes of round one and two
	seq            [entry.MaxStewards]uint32 // of the first Votes of each seat that names it, in its chain
}

// earlier is the lower of two times, of which 0 is none.
func earlier(a, b uint32) uint32 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// firstVote is the earliest time that a vote for the entry names; 0: none.
func (n *node) firstVote() uint32 {
	first := n.when
	for i := range n.tally {
		first = earlier(first, n.tally[i].when)
	}
	return first
}

// votes is the tally of an epoch, made when there is none.
func (n *node) votes(e *epoch) *tally {
	for i := range n.tally {
		if n.tally[i].epoch == e {
			return &n.tally[i]
		}
	}
	n.tally = append(n.tally, tally{epoch: e})
	return &n.tally[len(n.tally)-1]
}

// tallyOf is the tally of an epoch, to ask and not to change.
func (n *node) tallyOf(e *epoch) tally {
	for i := range n.tally {
		if n.tally[i].epoch == e {
			return n.tally[i]
		}
	}
	return tally{epoch: e}
}

// counts says whether the entry moves money, or stands as a steward's word.
func (n *node) counts() bool { return n.level >= Backed }

// children calls visit for every entry held whose predecessor is n.
func (n *node) children(visit func(*node)) {
	if n.chain.coupon != nil {
		return
	}
	for c := n.chain.at(n.seq + 1); c != nil; c = c.twin {
		if c.prev == n {
			visit(c)
		}
	}
}

// follows says whether n is b, or comes after b on the same branch.
func (n *node) follows(b *node) bool {
	if n.chain != b.chain {
		return false
	}
	for n != nil && n.seq > b.seq {
		n = n.prev
	}
	return n == b
}
