package mesh

import (
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// turn is one thing that a node may have to say.
type turn struct {
	due   func() bool // there is something, as far as can be told without saying it
	say   func(*view, Room) []byte
	floor int  // thousandths of the airtime that must be left
	asked bool // only because somebody else asked, or lacks something
}

// inTurn is what there is to say, what matters most first. What others ask for never takes the airtime
// that the village's own news need, and these never take what proofs of forks and what concerns other
// markets need. When there is no more than that, others get a third.
func (a *Air) inTurn() []turn {
	return []turn{
		{a.provesDue, a.sayProofs, 1, false},
		{a.partDue(false), a.sayPart(false), 1, false},
		{a.needDue, a.sayNeed, purseOnly, true},
		{a.abroadDue, a.sayAbroad, 1, false},
		{a.beaconDue, a.sayBeacon, beaconFloor, false},
		{a.replyDue, a.sayBeacon, answerFloor, true},
		{a.missingDue, a.sayMissing, tellFloor, true},
		{a.frontierDue, a.sayFrontier, tellFloor, true},
		{a.partDue(true), a.sayPart(true), answerFloor, true},
		{a.freshDue, a.sayFresh, freshFloor, false},
		{a.needDue, a.sayNeed, answerFloor, true},
	}
}

// allows says whether there is airtime for a turn. Below its floor what others ask for is paid from a
// purse, into which what is said of oneself puts half as much.
func (a *Air) allows(t turn, room Room) bool {
	if t.floor == purseOnly {
		return room.Left < answerFloor && a.purse > 0
	}
	return room.Left >= t.floor || t.asked && a.purse > 0 && room.Left >= freshFloor
}

// pay keeps the purse.
func (a *Air) pay(t turn, room Room, bytes int) {
	switch {
	case !t.asked:
		a.purse = min(a.purse+bytes/2, airPurse)
	case room.Left < t.floor:
		a.purse -= bytes
	}
}

// Say is the next frame, of at most room.MTU bytes; nil: nothing now.
func (a *Air) Say(s *ledger.State, read Reader, room Room) []byte {
	if room.MTU < leastMTU {
		return nil
	}
	room.MTU = min(room.MTU, MaxAirFrame)
	if a.meets(s); room.Frame > 0 {
		a.unit = int64(min(max(room.Frame, shortestFrame), longestFrame))
	}
	v := &view{s, read}
	for _, t := range a.turns {
		if !t.due() || !a.allows(t, room) {
			continue
		}
		if frame := t.say(v, room); frame != nil {
			a.count.Said++
			a.count.Bytes += len(frame)
			a.pay(t, room, len(frame))
			return frame
		}
	}
	return nil
}

// Pending says whether Say has something now, without saying it. It may be wrong for what a
// neighbour lacks.
func (a *Air) Pending(s *ledger.State, room Room) bool {
	return slices.ContainsFunc(a.turns, func(t turn) bool { return t.due() && a.allows(t, room) })
}

// note remembers that entries are on air from now on.
func (a *Air) note(list []entry.Hash) {
	a.count.Records += len(list)
	a.shared(list)
	for _, h := range list {
		a.onAir.said(h, a.now)
	}
}

func (a *Air) provesDue() bool { return len(a.proofs) > 0 }
func (a *Air) freshDue() bool  { return len(a.fresh) > 0 && a.now >= a.due }
func (a *Air) abroadDue() bool {
	return a.freshDue() && slices.ContainsFunc(a.fresh, func(q queued) bool { return q.abroad })
}

// sayProofs says the entries of forked slots.
func (a *Air) sayProofs(v *view, room Room) []byte {
	frame, took := a.pack(v, a.proofs, reach{numbers: a.believed}, false, room.MTU)
	a.note(took)
	a.proofs = slices.DeleteFunc(a.proofs, func(h entry.Hash) bool { return slices.Contains(took, h) })
	return a.cut(frame, room.MTU, false)
}

// sayAbroad says what concerns other markets, when airtime is scarce; else it waits for its turn among
// the rest, which shares frames better.
func (a *Air) sayAbroad(v *view, room Room) []byte {
	list := a.queue()
	if room.Left >= scarce || len(list) == 0 {
		return nil
	}
	return a.sayOf(v, concern(v, list, a.goesAbroad), room)
}

// sayFresh says what the book took and was not heard here.
func (a *Air) sayFresh(v *view, room Room) []byte {
	return a.sayOf(v, a.queue(), room)
}

// goesAbroad says whether an entry that waits concerns another market than its own.
func (a *Air) goesAbroad(h entry.Hash) bool {
	return slices.ContainsFunc(a.fresh, func(q queued) bool { return q.hash == h && q.abroad })
}

// queue is what waits to be said; what was heard meanwhile is taken out.
func (a *Air) queue() (list []entry.Hash) {
	a.fresh = slices.DeleteFunc(a.fresh, func(q queued) bool { return a.onAir.after(q.hash, q.since-1) })
	for _, q := range a.fresh {
		list = append(list, q.hash)
	}
	return list
}

// sayOf says the first of some that wait.
func (a *Air) sayOf(v *view, list []entry.Hash, room Room) []byte {
	if len(list) == 0 {
		return nil
	}
	frame, took := a.pack(v, list, reach{numbers: a.believed}, false, room.MTU)
	a.note(took)
	a.fresh = slices.DeleteFunc(a.fresh, func(q queued) bool { return slices.Contains(took, q.hash) })
	a.due = max(a.due, a.now+a.chance.between(0, 2*a.unit)) // two who began at once do not go on at once
	return a.cut(frame, room.MTU, false)
}
