package mesh

import (
	"foirail/ledger"
	"foirail/ledger/entry"
)

// trickle is when the beacon is said (after RFC 6206): soon when something has changed, else at times
// that lie further and further apart; and not when somebody else has just said the same.
type trickle struct {
	interval int64
	next     int64      // tick at which it is seen whether to say one
	due      bool       // one is to be said
	reply    int64      // tick from which one is to be said only because of what was heard; 0: none is
	agreed   int        // equal ones heard since
	said     int64      // tick of the last
	told     int64      // tick of the last one of anybody with what is held here
	spoke    bool       // there was one
	numbers  int        // in all tables, when the last was said: who numbers keys for this node waits for it
	digest   entry.Hash // of what was held when it was last restarted
}

// shortest is the interval after a change.
func (a *Air) shortest() int64 { return max(beaconTicks, 10*a.unit) }

// sum sees whether a beacon is to be said. What is to be said itself is not summed up before.
func (a *Air) sum(s *ledger.State) {
	t := &a.beacon
	if digest := a.history.digest.of(s); digest != t.digest && len(a.fresh)+len(a.proofs) == 0 {
		t.digest, t.reply = digest, 0
		t.restart(a)
	}
	if a.now < t.next {
		return
	}
	if t.agreed == 0 || a.now-t.said >= quietTicks || a.tables.numbers() > t.numbers {
		t.due = true
	}
	t.agreed = 0
	t.interval = min(2*max(t.interval, a.shortest()), longestPause)
	t.next = a.now + a.chance.between(t.interval/2, t.interval)
}

// restart begins the shortest interval. Two beacons keep their distance.
func (t *trickle) restart(a *Air) {
	t.interval = a.shortest()
	next := a.now + a.chance.between(t.interval/2, t.interval)
	if t.spoke {
		next = max(next, t.said+2*t.interval)
	}
	if t.next <= a.now || next < t.next {
		t.next = next
	}
}

// provoke lets a beacon follow on one that differs, so that its sender sees that it lacks something. When
// those are said that follow on nothing does not change: who provokes them could keep them back, or have many.
func (t *trickle) provoke(a *Air) {
	if t.reply == 0 {
		t.reply = a.now + a.chance.between(2*a.unit, 6*a.unit)
		if t.spoke {
			t.reply = max(t.reply, t.said+a.shortest())
		}
	}
}

// agree notes that somebody else has said the same.
func (t *trickle) agree(now int64) {
	t.agreed++
	t.reply, t.told = 0, now
}

func (a *Air) beaconDue() bool { return a.beacon.due }
func (a *Air) replyDue() bool  { return a.beacon.reply > 0 && a.now >= a.beacon.reply }

// sayBeacon says one. What is to be said itself goes before, where it can: a beacon that counts it would seem
// to tell of something lost.
func (a *Air) sayBeacon(v *view, room Room) []byte {
	if len(a.fresh) > 0 && room.Left >= freshFloor {
		return nil
	}
	t := &a.beacon
	t.due, t.reply, t.spoke, t.said, t.told = false, 0, true, a.now, a.now
	nonce := a.chance.four()
	t.numbers = a.tables.numbers()
	a.history.mark(v.State)
	for _, n := range a.neighbours {
		if n.unsure {
			n.unsure, n.shown = false, a.history.digest.digest
		}
	}
	f := airBeacon{node: a.settings.Node, nonce: nonce, held: uint64(v.Held()), plain: a.tables.bare(v.State),
		digest: airNonce(a.settings.Node, nonce).Short(a.history.digest.digest)}
	if lacks := a.pen.ask(); len(lacks) > 0 {
		return encodeAir(a.tag, &airLacking{f, lacks})
	}
	return encodeAir(a.tag, &f)
}
