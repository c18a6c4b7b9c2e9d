package node

import (
	"context"
	"testing"
	"time"

	"foirail/ledger"
)

// Nodes that run do the whole of it by themselves, but for what takes a person's word: a newcomer is
// shown a cut and answers it, what a quorum has moved is decided, keys change, and payments become
// final under the new stewards.
func TestCouncilChangesWhileNodesRun(t *testing.T) {
	t.Parallel()
	roads := &DemoRoads{}
	ana := newMarket(t, "none")
	ana.people("tom", "eva")
	ana.deposit("tom", "10", "envelope")
	nodes := map[string]*market{"ana": ana}
	ana.stands(roads, "ana")
	ana.finds(0)
	for _, name := range []string{"bea", "carl", "dora", "emil"} {
		nodes[name] = ana.follower()
		nodes[name].stands(roads, name)
	}
	all := func(what string, is func(*ledger.State) bool) {
		t.Helper()
		for _, m := range nodes {
			m.until(what, is)
		}
	}
	ready := func(count int) func(*ledger.State) bool {
		return func(s *ledger.State) bool {
			fit := 0
			for _, c := range s.Candidates(ana.home) {
				if c.Lacks == nil {
					fit++
				}
			}
			return fit == count
		}
	}
	in := func(epoch uint32) func(*ledger.State) bool {
		return func(s *ledger.State) bool {
			m, known := s.Market(ana.home)
			return known && m.Epoch == epoch
		}
	}
	join := func(names ...string) {
		for _, name := range names {
			must[JoinReply](nodes[name])(nodes[name].StewardJoin(ctx, JoinRequest{Name: name, Passphrase: pass}))
		}
	}
	pays := func() {
		t.Helper()
		paid := must[EntryReply](ana)(ana.pay("tom", "eva", "1")).Entry
		if reply := must[WaitReply](ana)(ana.Wait(ctx, WaitRequest{Hash: paid.Hash, Level: "final", Within: time.Minute})); reply.Level != "final" {
			t.Fatalf("a payment is %s", reply.Level)
		}
	}
	all("the founding comes", in(1))
	join("bea", "carl", "dora")
	ana.until("three are in step", ready(3))
	if reply := must[ProposeReply](ana)(ana.StewardPropose(ctx, ProposeRequest{Seats: []string{"bea", "carl", "dora"}, Passphrase: pass})); !reply.Decided {
		t.Fatalf("a lone steward's word is %+v", reply)
	}
	all("four serve", in(2))
	for _, name := range []string{"bea", "carl", "dora"} {
		nodes[name].votesBy(ctx)
	}
	pays()

	join("ana", "bea", "carl", "emil")
	all("four are fit", ready(4))
	motion := must[ProposeReply](ana)(ana.StewardPropose(ctx, ProposeRequest{Seats: []string{"emil"}, Without: []string{"dora"}, Passphrase: pass})).Motion
	for _, name := range []string{"bea", "carl"} {
		m := nodes[name]
		m.until("the motion comes", func(s *ledger.State) bool { return len(s.Motions(m.home)) == 1 })
		must[ProposeReply](m)(m.StewardPropose(ctx, ProposeRequest{Agree: motion}))
	}
	all("emil serves in dora's place", in(3))
	pays()
	for name, m := range nodes {
		if len(m.stewardWarnings()) > 0 {
			t.Errorf("%s warns of %v", name, m.stewardWarnings())
		}
	}
}

// votesBy waits until the machine's steward votes: others have told what they know of his chain.
func (m *market) votesBy(ctx context.Context) {
	m.t.Helper()
	patience, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	beat := time.NewTicker(10 * time.Millisecond)
	defer beat.Stop()
	for !m.votes() {
		select {
		case <-beat.C:
		case <-patience.Done():
			m.t.Fatal("he does not vote")
		}
	}
}
