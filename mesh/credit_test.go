package mesh

import (
	"fmt"
	"slices"
	"testing"

	"foirail/ledger/entry"
)

// guestOf opens a stream to a node for somebody whom the test speaks for.
func (c *cast) guestOf(a *actor) ID { return a.sync.Open(a.core.State, "guest") }

// heard lets a node hear a message if there is room for it, as its driver would.
func (a *actor) heard(id ID, m Message) bool {
	if !a.sync.Room(id, Price(m)) {
		return false
	}
	a.sync.Hear(a.core.State, id, m)
	return true
}

// forged are payments in the name of somebody with money, whose signatures do not hold.
func (tw *town) forged(by string, number int) *Entries {
	m := &Entries{}
	for i := range number {
		full := slices.Clone(tw.after(nil, by, tw.payBody("bob", entry.Amount(1+i))).Full())
		full[len(full)-1] ^= 1
		m.Full = append(m.Full, full)
	}
	return m
}

// A peer that brings forged signatures has no more of them looked at than it pays for, and none when
// it has been let go.
func TestForgedAreDear(t *testing.T) {
	tw := newTown(t, nil, []string{"ana", "bob"})
	c := newCast(tw, 1)
	node := c.node("node", "", tw.set...)
	id := c.guestOf(node)
	node.heard(id, &Hello{Community: tw.found.Community})
	if !node.heard(id, tw.forged("ana", 500)) {
		t.Fatal("a first message is not heard")
	}
	checked := 0
	for list := node.sync.Offers(offeredAtOnce); len(list) > 0; list = node.sync.Offers(offeredAtOnce) {
		checked += len(list)
		node.sync.Answered(node.core.State, list, c.step(node, judgedAll(list)...))
	}
	if why, over := node.sync.Parting(id); !over || why != Faulty {
		t.Errorf("a forger stays: %v, %v", why, over)
	}
	if checked <= maxFaults || checked > (firstCredit-500)/checkCost || node.sync.Waiting() {
		t.Errorf("%d of 500 forged signatures are looked at; more wait: %v", checked, node.sync.Waiting())
	}
}

// Who floods on one stream after the other is heard no further than the purse goes, and whoever else
// comes then waits a few ticks and no more.
func TestComingAgain(t *testing.T) {
	tw := newTown(t, nil, []string{"ana", "bob"})
	c := newCast(tw, 1)
	node := c.node("node", "", tw.set...)
	hello := &Hello{Community: tw.found.Community}
	messages := 0
	for i := range 100 {
		m := &Entries{}
		for j := range 100 {
			m.Full = append(m.Full, tw.after(nil, fmt.Sprint(i, " ", j), tw.payBody("ana", 1)).Full())
		}
		id := c.guestOf(node)
		for node.heard(id, hello) && node.heard(id, m) {
			messages++
			c.work(node)
		}
		node.sync.Shut(id)
	}
	if n := 100 * messages; n == 0 || n > maxPurse {
		t.Errorf("%d entries of no use are heard at once", n)
	}
	id, pay := c.guestOf(node), tw.pay("ana", "bob", 1)
	said := []Message{hello, &Entries{Full: [][]byte{pay.Full()}}}
	for tick := 0; !node.core.State.Holds(pay.Hash()); tick++ {
		if tick > 4 {
			t.Fatalf("an honest payment waits behind a flood for %d ticks", tick)
		}
		for len(said) > 0 && node.heard(id, said[0]) {
			said = said[1:]
		}
		node.sync.Tick(node.core.State)
		c.work(node)
	}
}

// Who brings what is of use is soon heard without delay, even if nothing was left to lend him.
func TestUseIsRepaid(t *testing.T) {
	tw := newTown(t, nil, []string{"ana", "bob"})
	c := newCast(tw, 1)
	node := c.node("node", "", tw.set...)
	node.sync.purse = 0
	id := c.guestOf(node)
	ticks := 0
	hear := func(m Message) {
		for ; !node.heard(id, m); ticks++ {
			node.sync.Tick(node.core.State)
		}
	}
	hear(&Hello{Community: tw.found.Community})
	for n := 1; n <= 512; n *= 2 {
		m := &Entries{}
		for range n {
			m.Full = append(m.Full, tw.pay("ana", "bob", 1).Full())
		}
		hear(m)
		c.work(node)
		for node.core.State.Held() < len(tw.set)+2*n-1 {
			node.sync.Tick(node.core.State)
			ticks++
			c.work(node)
		}
	}
	if ticks > 8 {
		t.Errorf("a thousand payments wait for %d ticks", ticks)
	}
}

// What a peer has not used up goes back to the purse: whoever comes and goes takes nothing away.
func TestComingAndGoing(t *testing.T) {
	tw := newTown(t, nil, nil)
	c := newCast(tw, 1)
	node := c.node("node", "", tw.set...)
	for range 100 {
		node.sync.Shut(c.guestOf(node))
	}
	if node.sync.purse != maxPurse {
		t.Errorf("%d are left of %d", node.sync.purse, maxPurse)
	}
}
