package mesh

import "testing"

// A newcomer whose disk is slow hears no more than it has room for: nothing that it is given gets
// lost on the way and has to be given again.
func TestNewcomerWithASlowDisk(t *testing.T) {
	tw := newCrowd(t, 400)
	held := append(tw.set, tw.grow(12_000)...)
	c := newCast(tw.town, 1)
	far, near := c.node("far", "", held...), c.node("near", "")
	far.peers[near] = far.sync.Open(far.core.State, "near")
	near.peers[far] = near.sync.Open(near.core.State, "far")
	var road []Message // what far has said, and near has not heard
	for steps := 0; near.core.State.Held() < far.core.State.Held(); steps++ {
		if steps > 400 {
			t.Fatalf("after %d steps it holds %d of %d entries", steps, near.core.State.Held(), far.core.State.Held())
		}
		for m := near.sync.Say(near.core.State, near.peers[far]); m != nil; m = near.sync.Say(near.core.State, near.peers[far]) {
			far.sync.Hear(far.core.State, far.peers[near], m)
		}
		for near.sync.Room(near.peers[far], 0) {
			if len(road) == 0 {
				m := far.sync.Say(far.core.State, far.peers[near])
				if m == nil {
					break
				}
				road = far.fill(m)
			}
			if !near.sync.Room(near.peers[far], Price(road[0])) {
				break
			}
			near.sync.Hear(near.core.State, near.peers[far], road[0])
			road = road[1:]
		}
		if list := near.sync.Offers(offeredAtOnce); len(list) > 0 {
			near.sync.Answered(near.core.State, list, c.step(near, judgedAll(list)...))
		}
		if steps%4 == 3 {
			near.sync.Tick(near.core.State)
			far.sync.Tick(far.core.State)
		}
		near.bounded(t)
	}
	p := far.sync.Peers()[0]
	if p.Given > len(held)+giveAtOnce {
		t.Errorf("%d entries are given for %d", p.Given, len(held))
	}
}
