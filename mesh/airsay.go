package mesh

import (
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// turn is one thing that a node may have to say, and how much airtime must be left for it.
type turn struct {
	say   func(*view, Room) []byte
	floor int // thousandths
}

// turns is what there is to say, what matters most first. So somebody else's questions never take the
// airtime that the village's own news need, and these never take what proofs of forks and what concerns
// other markets need.
func (a *Air) turns() []turn {
	return []turn{
		{a.sayProofs, 1},
		{a.sayPart, 1},
		{a.sayAbroad, 1},
		{a.sayBeacon, beaconFloor},
		{a.sayFresh, freshFloor},
		{a.sayMissing, tellFloor},
		{a.sayFrontier, tellFloor},
		{a.sayNeed, answerFloor},
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
	for _, t := range a.turns() {
		if room.Left < t.floor {
			continue
		}
		if frame := t.say(v, room); frame != nil {
			a.count.Said++
			a.count.Bytes += len(frame)
			return frame
		}
	}
	return nil
}

// note remembers that entries are on air from now on.
func (a *Air) note(list []entry.Hash) {
	a.count.Records += len(list)
	for _, h := range list {
		a.onAir.note(h, a.now)
	}
}

// sayProofs says the entries of forked slots.
func (a *Air) sayProofs(v *view, room Room) []byte {
	if len(a.proofs) == 0 {
		return nil
	}
	frame, took := a.pack(v, a.proofs, a.believed, false, room.MTU)
	a.note(took)
	a.proofs = slices.DeleteFunc(a.proofs, func(h entry.Hash) bool { return slices.Contains(took, h) })
	return a.cut(frame, room.MTU, 1)
}

// sayAbroad says what concerns other markets, when airtime is scarce; else it waits for its turn among
// the rest, which shares frames better.
func (a *Air) sayAbroad(v *view, room Room) []byte {
	list := a.queue()
	if room.Left >= scarce || len(list) == 0 || a.now < a.due {
		return nil
	}
	return a.sayOf(v, concern(v, list, a.goesAbroad), room, 1)
}

// sayFresh says what the book took and was not heard here.
func (a *Air) sayFresh(v *view, room Room) []byte {
	if list := a.queue(); len(list) > 0 && a.now >= a.due {
		return a.sayOf(v, list, room, freshFloor)
	}
	return nil
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
func (a *Air) sayOf(v *view, list []entry.Hash, room Room, floor int) []byte {
	if len(list) == 0 {
		return nil
	}
	frame, took := a.pack(v, list, a.believed, false, room.MTU)
	a.note(took)
	a.fresh = slices.DeleteFunc(a.fresh, func(q queued) bool { return slices.Contains(took, q.hash) })
	a.due = max(a.due, a.now+a.chance.between(0, 2*a.unit)) // two who began at once do not go on at once
	return a.cut(frame, room.MTU, floor)
}

// Pending says whether Say has something now, without saying it. It may be wrong for what a
// neighbour lacks.
func (a *Air) Pending(s *ledger.State, room Room) bool {
	left := func(floor int) bool { return room.Left >= floor }
	return len(a.proofs) > 0 && left(1) ||
		len(a.fresh) > 0 && a.now >= a.due && (left(freshFloor) || left(1) && slices.ContainsFunc(a.fresh, func(q queued) bool { return q.abroad })) ||
		a.beacon.due && left(beaconFloor) && (!a.beacon.forced || left(answerFloor)) ||
		a.owed && a.now >= max(a.tellDue, a.nextTell) && left(tellFloor) ||
		a.now >= a.gap && left(answerFloor) && slices.ContainsFunc(a.needs, func(n *need) bool { return a.now >= n.due && n.affords(room) }) ||
		slices.ContainsFunc(a.parcels.list, func(p *parcel) bool {
			return a.now >= p.due && (len(p.wanted) > 0 && left(p.floor) || !p.complete() && p.asks < maxPartAsks && left(tellFloor))
		})
}
