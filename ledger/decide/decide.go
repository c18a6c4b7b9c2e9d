// Package decide is how the stewards of one epoch agree on one value: the next epoch, a batch,
// the end of a series, the end of a dispute. It is PBFT cut down to a single slot, with the
// stewards' own chains as its log, and SPEC.md beside this file tells it step by step.
//
// A Topic is one agreement, seen by one steward. It is told what stands in the chains, his own
// words included, in any order and as often as one likes; Do answers what he should say next.
// Nothing counts as said until it is told back, so a steward who is stopped between deciding to
// speak and writing it down says the same after his restart, and whatever he has written binds
// him. There is no clock in it: that patience has run out is told, and Patience says how long the
// next wait should be.
//
// The package knows hashes and seats. What a value means, and whether it is fit to be voted for,
// is its caller's business; package ledger and the seeded world drive it. It imports nothing.
//
// While at most f of n = 3f+1 stewards cheat, no two values are decided. When the network has
// healed and patience is longer than its delays, one is.
package decide

import "slices"

// Hash names a proposal, a value or a Next. It is what its caller's entries are named by.
type Hash [32]byte

// Seats is the number of stewards, 1, 4, 7 or 10.
type Seats int

// Faults is f, how many may cheat.
func (n Seats) Faults() int { return (int(n) - 1) / 3 }

// Quorum is q = 2f+1.
func (n Seats) Quorum() int { return 2*n.Faults() + 1 }

// Proposal is one steward's proposal in one view. Of one view only its leader's counts.
type Proposal struct {
	ID    Hash
	View  uint32
	From  int  // seat, 0 to n-1
	Value Hash // two proposals of one value are equal in this, whoever makes them
	Fit   bool // the caller's own rules would let it be decided
	Shown []Hash
}

// Next is a steward's word that he has given up the views below View, with the highest lock he
// knows: Locked names the proposal, and is zero when he knows none.
type Next struct {
	ID     Hash
	View   uint32
	From   int
	Locked Hash
}

// Round tells the two votes of a decision apart.
type Round uint8

// The rounds. A quorum in the first locks a proposal; one in the second, for the lock, decides it.
const (
	First Round = 1 + iota
	Second
)

// Config is what a Topic needs to begin.
type Config struct {
	Seats  Seats
	Me     int                   // own seat; below zero for one who only watches
	Leader func(view uint32) int // the seat that leads a view
	// Carried is the value that view 0 must propose, because an earlier epoch may have decided
	// it; zero when view 0 is free.
	Carried Hash
}

// Topic is one agreement. The zero Topic is not usable; see New.
type Topic struct {
	config    Config
	view      uint32 // of the highest Next said by Me
	tired     bool   // patience in view has run out
	proposals map[Hash]*proposal
	nexts     map[Hash]Next
	byView    map[uint32][]Hash // Nexts for a view, first of each seat
	votes     map[Hash]*[2]seatSet
	decided   Hash
	conflict  Hash // a second decided proposal, of another value
}

type proposal struct {
	Proposal
	valid bool // may be voted for, the caller's Fit aside
}

// seatSet is a set of seats, a bit each.
type seatSet uint16

func (s seatSet) has(seat int) bool { return s&(1<<seat) != 0 }

func (s seatSet) size() int {
	n := 0
	for ; s != 0; s &= s - 1 {
		n++
	}
	return n
}

// New begins a topic.
func New(config Config) *Topic {
	return &Topic{config: config, proposals: map[Hash]*proposal{}, nexts: map[Hash]Next{},
		byView: map[uint32][]Hash{}, votes: map[Hash]*[2]seatSet{}}
}

// Proposed tells of a proposal.
func (t *Topic) Proposed(p Proposal) {
	if t.proposals[p.ID] == nil && p.From == t.config.Leader(p.View) {
		p.Shown = slices.Clone(p.Shown)
		t.proposals[p.ID] = &proposal{Proposal: p}
	}
	t.judge()
}

// Voted tells of a vote.
func (t *Topic) Voted(from int, round Round, id Hash) {
	both := t.votes[id]
	if both == nil {
		both = &[2]seatSet{}
		t.votes[id] = both
	}
	both[round-1] |= 1 << from
	t.judge()
}

// SaidNext tells of a Next.
func (t *Topic) SaidNext(n Next) {
	if _, known := t.nexts[n.ID]; known {
		return
	}
	t.nexts[n.ID] = n
	t.byView[n.View] = append(t.byView[n.View], n.ID)
	if n.From == t.config.Me && n.View > t.view {
		t.view, t.tired = n.View, false
	}
	t.judge()
}

// Tired tells that patience in a view has run out. It is forgotten when the view is left, and
// heard only in a view that is open: who is ahead of the others waits for them.
func (t *Topic) Tired(view uint32) {
	t.tired = t.tired || view == t.view && t.Open()
}

// Open says whether the present view has begun for a quorum: it is view 0, or that many have
// asked for it or for a later one. Patience counts from here.
func (t *Topic) Open() bool {
	if t.view == 0 {
		return true
	}
	var seats seatSet
	for _, n := range t.nexts {
		if n.View >= t.view {
			seats |= 1 << n.From
		}
	}
	return seats.size() >= t.config.Seats.Quorum()
}

// View is the view in which this steward is.
func (t *Topic) View() uint32 { return t.view }

// Patience is how many times the usual wait the present view deserves: it doubles with each
// view, up to 2^16.
func (t *Topic) Patience() int { return 1 << min(t.view, 16) }

// Decided is the proposal that was decided. Where one value was decided in several views, it is
// the first that was seen to be; their values are equal.
func (t *Topic) Decided() (id Hash, ok bool) { return t.decided, t.decided != Hash{} }

// Conflict is a proposal that was decided with another value than Decided's: proof that more
// than f stewards have cheated. Whoever sees one stops and shows it.
func (t *Topic) Conflict() (id Hash, ok bool) { return t.conflict, t.conflict != Hash{} }

// judge looks again at what had to wait, and at whether the topic is decided.
func (t *Topic) judge() {
	for changed := true; changed; {
		changed = false
		for _, p := range t.proposals {
			if !p.valid && t.allowed(p) {
				p.valid, changed = true, true
			}
		}
	}
	for id, p := range t.proposals {
		switch {
		case !p.valid || t.config.Seats > 1 && t.count(Second, id) < t.config.Seats.Quorum():
		case t.decided == Hash{}:
			t.decided = id
		case t.proposals[t.decided].Value != p.Value:
			t.conflict = id
		}
	}
}

// count is how many seats have voted for a proposal in a round.
func (t *Topic) count(round Round, id Hash) int {
	if both := t.votes[id]; both != nil {
		return both[round-1].size()
	}
	return 0
}

// locked says whether a proposal has a lock: a quorum in the first round.
func (t *Topic) locked(id Hash) bool {
	p := t.proposals[id]
	return p != nil && p.valid && t.count(First, id) >= t.config.Seats.Quorum()
}

// allowed says whether a proposal keeps to the rules: in view 0 it proposes what was carried, if
// anything was; later it shows a quorum of Nexts for its view, each known and its lock known to
// be one, and proposes the value of the highest lock among them, if there is any.
func (t *Topic) allowed(p *proposal) bool {
	if p.View == 0 {
		return t.config.Carried == Hash{} || p.Value == t.config.Carried
	}
	must, enough := t.highest(p.View, p.Shown)
	return enough && (must == nil || must.Value == p.Value)
}

// highest is the highest lock among some Nexts for a view, nil when there is none; enough says
// whether they come from a quorum and all can be relied on.
func (t *Topic) highest(view uint32, shown []Hash) (must *proposal, enough bool) {
	var seats seatSet
	for _, id := range shown {
		n, known := t.nexts[id]
		if !known || n.View != view || !t.sound(n) {
			return nil, false
		}
		seats |= 1 << n.From
		if lock := t.proposals[n.Locked]; lock != nil && (must == nil || lock.View > must.View) {
			must = lock
		}
	}
	return must, seats.size() >= t.config.Seats.Quorum()
}

// sound says whether a Next can be relied on: the lock that it names, if any, is known to be one,
// of a view below.
func (t *Topic) sound(n Next) bool {
	return n.Locked == Hash{} || t.locked(n.Locked) && t.proposals[n.Locked].View < n.View
}
