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
// is its caller's business; package ledger drives it. It imports nothing.
//
// While at most f of n = 3f+1 stewards cheat, no two values are decided. When the network has
// healed and patience is longer than its delays, one is.
package decide

import (
	"bytes"
	"slices"
)

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

// Closing is what a steward's last word in the epoch before says of the topic: the highest lock he
// knows, or none. It asks for view 0 of this epoch as a Next asks for its view.
type Closing struct {
	ID     Hash
	From   int // seat in the epoch before
	Locked Hash
}

// Earlier is a proposal of an earlier epoch with a quorum of that epoch's first-round votes. Its
// caller has counted them.
type Earlier struct {
	ID, Value   Hash
	Epoch, View uint32
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
	// First is the lowest view in which something may be proposed. Views below it are only left.
	First uint32
	// Before is the number of stewards of the epoch before, whose closings a proposal in view 0
	// must show; zero when there is nothing to show.
	Before Seats
	// Carried is the value that binds all while no lock does, because it is known to everybody
	// that an earlier epoch may have decided it; mostly zero.
	Carried Hash
}

// Topic is one agreement. The zero Topic is not usable; see New.
type Topic struct {
	config    Config
	view      uint32 // of the highest Next said by Me
	tired     bool   // patience in view has run out
	proposals map[Hash]*proposal
	earlier   map[Hash]Earlier
	closings  map[Hash]Closing
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
	return &Topic{config: config, proposals: map[Hash]*proposal{}, earlier: map[Hash]Earlier{},
		closings: map[Hash]Closing{}, nexts: map[Hash]Next{},
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

// Locked tells of a lock of an earlier epoch.
func (t *Topic) Locked(e Earlier) {
	t.earlier[e.ID] = e
	t.judge()
}

// Closed tells of a closing in the epoch before. Of a seat that has two both are heard; a proposal
// that shows either is judged by what it shows.
func (t *Topic) Closed(c Closing) {
	t.closings[c.ID] = c
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

// lock is a lock as others may rank it: those of this epoch above all earlier ones.
type lock struct {
	id, value   Hash
	now         bool // of this epoch
	epoch, view uint32
}

// above orders locks by (epoch, view). Of two in one view, which takes more than f cheaters, the
// lower hash is the higher lock.
func (l *lock) above(other *lock) bool {
	switch {
	case other == nil:
		return true
	case l.now != other.now:
		return l.now
	case l.epoch != other.epoch:
		return l.epoch > other.epoch
	case l.view != other.view:
		return l.view > other.view
	}
	return bytes.Compare(l.id[:], other.id[:]) < 0
}

// named is the lock that goes by a proposal's name, or nil when it is not known to be one.
func (t *Topic) named(id Hash) *lock {
	if t.locked(id) {
		return &lock{id: id, value: t.proposals[id].Value, now: true, view: t.proposals[id].View}
	}
	if e, known := t.earlier[id]; known {
		return &lock{id: id, value: e.Value, epoch: e.Epoch, view: e.View}
	}
	return nil
}

// allowed says whether a proposal keeps to the rules: it shows a quorum of Nexts for its view, or
// in view 0 of closings, each known and its lock known to be one, and proposes the value of the
// highest lock among them; where there is none, what was carried, if anything was.
func (t *Topic) allowed(p *proposal) bool {
	if p.View < t.config.First {
		return false
	}
	must, enough := t.highest(p.View, p.Shown)
	switch {
	case !enough:
		return false
	case must != nil:
		return must.value == p.Value
	}
	return t.config.Carried == Hash{} || p.Value == t.config.Carried
}

// highest is the highest lock among what is shown for a view, nil when there is none; enough says
// whether it comes from a quorum and all can be relied on.
func (t *Topic) highest(view uint32, shown []Hash) (must *lock, enough bool) {
	var seats seatSet
	for _, id := range shown {
		from, locked, sound := t.shows(view, id)
		if !sound {
			return nil, false
		}
		seats |= 1 << from
		if l := t.named(locked); l != nil && l.above(must) {
			must = l
		}
	}
	if view == 0 {
		return must, t.config.Before == 0 || seats.size() >= t.config.Before.Quorum()
	}
	return must, seats.size() >= t.config.Seats.Quorum()
}

// shows reads one thing that a proposal shows: who said it, and the lock that it names. It is
// sound when it asks for this view, and names no lock or one that is known, of a view below.
func (t *Topic) shows(view uint32, id Hash) (from int, locked Hash, sound bool) {
	if c, known := t.closings[id]; known && view == 0 {
		l := t.named(c.Locked)
		return c.From, c.Locked, c.Locked == Hash{} || l != nil && !l.now
	}
	n, known := t.nexts[id]
	if !known || n.View != view {
		return 0, Hash{}, false
	}
	l := t.named(n.Locked)
	return n.From, n.Locked, n.Locked == Hash{} || l != nil && (!l.now || l.view < n.View)
}

// lockedValue says whether some lock, of this epoch or an earlier one, has a value. A quorum has
// found such a value fit.
func (t *Topic) lockedValue(value Hash) bool {
	for _, e := range t.earlier {
		if e.Value == value {
			return true
		}
	}
	for id, p := range t.proposals {
		if p.Value == value && t.locked(id) {
			return true
		}
	}
	return false
}
