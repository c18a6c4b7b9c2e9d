package node

import (
	"context"
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/words"
)

// stands runs a node on a demo's roads until the test ends, or until what it returns is called.
func (m *market) stands(roads *DemoRoads, name string) (leave func()) {
	m.t.Helper()
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- m.DemoRun(ctx, roads, name) }()
	over := false
	leave = func() {
		if cancel(); over {
			return
		}
		over = true
		if err := <-done; err != nil {
			m.t.Error(err)
		}
	}
	m.t.Cleanup(leave)
	return leave
}

// finds waits until a node has so many others in touch.
func (m *market) finds(count int) {
	m.t.Helper()
	patience, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	look := time.NewTicker(demoBeat)
	defer look.Stop()
	for {
		status := must[StatusReply](m)(m.Status(ctx, StatusRequest{}))
		if status.Running && status.Peers == count {
			return
		}
		select {
		case <-look.C:
		case <-patience.Done():
			m.t.Fatalf("in touch with %d others, want %d", status.Peers, count)
		}
	}
}

// What one side of a cut makes does not come to the other before the roads are open again; whoever
// leaves and comes back is met again.
func TestDemoRoadsAreCutAndHealed(t *testing.T) {
	roads := &DemoRoads{}
	a := newMarket(t, "none")
	a.people("ana", "bob")
	a.deposit("ana", "10", "envelope")
	a.stands(roads, "a")
	a.finds(0)
	b, c := a.follower(), a.follower()
	leave := b.stands(roads, "b")
	c.stands(roads, "c")
	all := []*market{a, b, c}
	for _, m := range all {
		m.finds(2)
	}
	if roads.Carried() == 0 {
		t.Error("they greet without a byte")
	}
	_, err := b.PeerAdd(ctx, PeerAddRequest{Peer: anyPort})
	b.refused(words.BadPeerCode, err)

	roads.Cut("b")
	b.finds(0)
	a.finds(1)
	must[EntryReply](a)(a.pay("ana", "bob", "4"))
	has := func(m *market) (count int) {
		m.book.View(func(s *ledger.State) { count = s.Held() })
		return count
	}
	c.until("the payment comes", func(s *ledger.State) bool { return s.Held() == has(a) })
	if has(b) == has(a) {
		t.Error("the payment has gone over a road that is cut")
	}
	roads.Cut()
	b.until("the payment comes", func(s *ledger.State) bool { return s.Held() == has(a) })

	leave()
	a.finds(1)
	b.stands(roads, "b")
	for _, m := range all {
		m.finds(2)
	}
	if a.verified().State != b.verified().State {
		t.Error("two nodes, two states")
	}
}
