package decide

import (
	"bytes"
	"maps"
	"slices"
)

// Action is one thing for the steward to say. Exactly one of its parts is set. Whoever drives
// the Topic makes an entry of it, persists it, tells it back, and asks again.
type Action struct {
	Vote    *Vote
	Next    *Step
	Propose *Lead
}

// Vote is a vote to give.
type Vote struct {
	Round    Round
	Proposal Hash
}

// Step is a view to ask for, and the proposal of the highest lock to name, zero for none.
type Step struct {
	View   uint32
	Locked Hash
}

// Lead is a proposal to make in the present view, with the Nexts to show. Like names the
// proposal whose value must be proposed again, of this epoch or an earlier one; when it is zero,
// Carried may still bind, and else the leader is free.
type Lead struct {
	View  uint32
	Shown []Hash
	Like  Hash
}

// Do is what the steward should say now, or nil. It is a function of what has been told: asked
// again, it answers the same, until the answer is told back.
func (t *Topic) Do() *Action {
	if _, done := t.Decided(); done || t.config.Me < 0 {
		return nil
	}
	if to := t.pulled(); to > t.view {
		return &Action{Next: &Step{to, t.highestKnown()}}
	}
	if a := t.voteSecond(); a != nil {
		return a
	}
	if t.tired {
		return &Action{Next: &Step{t.view + 1, t.highestKnown()}}
	}
	if a := t.voteFirst(); a != nil {
		return a
	}
	return t.lead()
}

// pulled is the highest view that f+1 others have asked for, or gone beyond: one of them is
// honest and had a reason.
func (t *Topic) pulled() uint32 {
	furthest := map[int]uint32{}
	for _, n := range t.nexts {
		if n.From != t.config.Me {
			furthest[n.From] = max(furthest[n.From], n.View)
		}
	}
	var views []uint32
	for _, v := range furthest {
		views = append(views, v)
	}
	slices.Sort(views)
	if f := t.config.Seats.Faults(); len(views) > f {
		return views[len(views)-1-f]
	}
	return 0
}

// highestKnown is the proposal with the highest lock, zero when nothing is locked.
func (t *Topic) highestKnown() Hash {
	best := t.left()
	for id := range t.proposals {
		if l := t.named(id); l != nil && l.above(best) {
			best = l
		}
	}
	if best == nil {
		return Hash{}
	}
	return best.id
}

// mine says whether this steward has voted in a round of a view, for whatever proposal.
func (t *Topic) mine(round Round, view uint32) bool {
	for id, both := range t.votes {
		if p := t.proposals[id]; p != nil && p.View == view && both[round-1].has(t.config.Me) {
			return true
		}
	}
	return false
}

// voteFirst votes for the leader's proposal of the present view, once.
func (t *Topic) voteFirst() *Action {
	if t.mine(First, t.view) {
		return nil
	}
	var best *proposal
	for _, p := range t.proposals {
		if p.View == t.view && p.valid && (p.Fit || t.lockedValue(p.Value)) && t.keeps(p) && (best == nil || bytes.Compare(p.ID[:], best.ID[:]) < 0) {
			best = p
		}
	}
	if best == nil {
		return nil
	}
	return &Action{Vote: &Vote{First, best.ID}}
}

// keeps says whether a proposal keeps to the highest lock of earlier epochs that this steward knows: it
// has that value, or shows a lock above. What it shows may leave it out, as those who know that the
// topic was decided say nothing more on it.
func (t *Topic) keeps(p *proposal) bool {
	own := t.left()
	if own == nil || p.Value == own.value {
		return true
	}
	must, _ := t.highest(p.View, p.Shown)
	return must != nil && must.above(own)
}

// left is the highest lock of earlier epochs that is known, or nil.
func (t *Topic) left() (best *lock) {
	for id := range t.earlier {
		if l := t.named(id); l.above(best) {
			best = l
		}
	}
	return best
}

// voteSecond votes for the lock of the present view, once.
func (t *Topic) voteSecond() *Action {
	if t.mine(Second, t.view) {
		return nil
	}
	if id := t.highestKnown(); t.locked(id) && t.proposals[id].View == t.view {
		return &Action{Vote: &Vote{Second, id}}
	}
	return nil
}

// lead proposes in the present view, where this steward leads it and a quorum has asked for it.
func (t *Topic) lead() *Action {
	if t.view < t.config.First || t.config.Leader(t.view) != t.config.Me {
		return nil
	}
	for _, p := range t.proposals {
		if p.View == t.view {
			return nil // made already
		}
	}
	lead := &Lead{View: t.view}
	if own := t.left(); own != nil && t.config.Carried == (Hash{}) {
		lead.Like = own.id
	}
	if t.view > 0 || t.config.Before > 0 {
		if lead.Shown = t.show(); lead.Shown == nil {
			return nil
		}
		if must, _ := t.highest(t.view, lead.Shown); must != nil {
			lead.Like = must.id
		}
	}
	return &Action{Propose: lead}
}

// show picks a quorum of what asks soundly for the present view, one of each seat, by hash; nil
// when there is not enough.
func (t *Topic) show() []Hash {
	ids, quorum := slices.Clone(t.byView[t.view]), t.config.Seats.Quorum()
	if t.view == 0 {
		ids, quorum = slices.Collect(maps.Keys(t.closings)), t.config.Before.Quorum()
	}
	slices.SortFunc(ids, func(a, b Hash) int { return bytes.Compare(a[:], b[:]) })
	var shown []Hash
	var seats seatSet
	for _, id := range ids {
		if from, _, sound := t.shows(t.view, id); sound && !seats.has(from) && len(shown) < quorum {
			seats |= 1 << from
			shown = append(shown, id)
		}
	}
	if len(shown) < quorum {
		return nil
	}
	return shown
}
