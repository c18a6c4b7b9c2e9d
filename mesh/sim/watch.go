package sim

import (
	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// slot is the place that only one entry may take.
type slot struct {
	author keys.Account
	seq    uint32
	series entry.Hash
	serial int
}

// slotOf is the slot of an entry. Whoever holds a coupon's key, the coupon is one place.
func slotOf(e *entry.Entry) slot {
	if b, ok := e.Body.(*entry.Redeem); ok {
		return slot{series: b.Series, serial: b.Serial}
	}
	return slot{author: e.Author, seq: e.Seq}
}

// watch is what the world notes of one node from what it has written, to hold it against what the
// node says.
type watch struct {
	order  []entry.Hash            // of the entries on its disk
	at     map[entry.Hash]int      // where each stands there
	slots  map[slot]entry.Hash     // the first in each slot
	forked map[keys.Account]uint32 // the lowest forked seq of each author
	twice  map[slot]bool           // coupons with two redemptions
	open   []*entry.Entry          // owned, and not final when it was last asked
	final  []entry.Hash            // what it has called final
	backed map[entry.Hash]bool     // what it has called backed
}

func newWatch() *watch {
	return &watch{at: map[entry.Hash]int{}, slots: map[slot]entry.Hash{}, forked: map[keys.Account]uint32{},
		twice: map[slot]bool{}, backed: map[entry.Hash]bool{}}
}

// held says whether an entry is on the disk.
func (v *watch) held(h entry.Hash) bool { _, ok := v.at[h]; return ok }

// note adds an entry that the node has written.
func (v *watch) note(e *entry.Entry) {
	h, at := e.Hash(), slotOf(e)
	v.at[h] = len(v.order)
	v.order = append(v.order, h)
	if first, taken := v.slots[at]; !taken {
		v.slots[at] = h
	} else if first != h {
		v.fork(at)
	}
	if e.Kind().Owned() {
		v.open = append(v.open, e)
	}
}

func (v *watch) fork(at slot) {
	if at.serial > 0 {
		v.twice[at] = true
		return
	}
	if low, before := v.forked[at.author]; !before || at.seq < low {
		v.forked[at.author] = at.seq
	}
}

// closed says whether the node knows a fork at or below an entry.
func (v *watch) closed(e *entry.Entry) bool {
	at := slotOf(e)
	if at.serial > 0 {
		return v.twice[at]
	}
	low, forked := v.forked[at.author]
	return forked && at.seq >= low
}

// restarted holds the node against what it has called final before, and begins again to watch what
// is open.
func (v *watch) restarted(n *node) {
	for _, h := range v.final {
		if n.core.State.Level(h) != ledger.Final {
			n.w.fail("I6", "%s called %s final before it restarted, and now %v", n.name, n.w.called(h), n.core.State.Level(h))
		}
	}
}

// rolledBack begins anew with what an old copy of the disk holds.
func (v *watch) rolledBack(d *disk) error {
	held, err := d.read()
	if err != nil {
		return err
	}
	*v = *newWatch()
	for _, e := range held {
		v.note(e)
	}
	return nil
}
