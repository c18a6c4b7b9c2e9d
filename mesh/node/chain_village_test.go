package node

import (
	"slices"
	"testing"
	"time"

	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// chainVillage is several stewards beside a chain, each of whom reads it for himself.
type chainVillage struct {
	*village
	chain *onChainMarket
}

// newChainVillage is ana, who founds a market on a chain, and others who follow it; with four or more the
// first four serve.
func newChainVillage(t *testing.T, names ...string) *chainVillage {
	t.Helper()
	return newVillageOn(t, nil, names...)
}

// newVillageOn is the same on a chain that begins with something else.
func newVillageOn(t *testing.T, change func(*dunitertest.Config), names ...string) *chainVillage {
	t.Helper()
	m := newOnChain(t, change)
	v := &village{market: m.market, nodes: map[string]*market{"ana": m.market}, names: []string{"ana"}, away: map[string]bool{},
		clock: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	m.Close()
	m.config.Now = func() time.Time { return v.clock }
	m.open()
	for _, name := range names {
		v.follow(name)
	}
	v.join("ana", "bea", "carl", "dora")
	v.propose("ana", ProposeRequest{Seats: []string{"bea", "carl", "dora"}})
	v.serves(2, "ana", "bea", "carl", "dora")
	c := &chainVillage{v, m}
	for _, s := range c.seated() {
		m.pays("bob", s.Vault, 1000)
	}
	return c
}

// seated is who serves now.
func (v *chainVillage) seated() []entry.Seated { return v.village.market.Node.market().Stewards }

// look has everybody here look at the chain, and everybody hear what the others say.
func (v *chainVillage) look() {
	v.t.Helper()
	for range 2 { // a quorum attests, and then knows where the vault stands
		for _, m := range v.here() {
			if done, err := m.lookAround(ctx, windowsAtOnce); err != nil || done.left > 0 {
				m.t.Fatalf("%d blocks are left: %v", done.left, err)
			}
		}
		v.meet()
	}
}

// signs has the vault keys of some approve the batch that waits, one after the other.
func (v *chainVillage) signs(names ...string) {
	v.t.Helper()
	for _, name := range names {
		m := v.nodes[name]
		shown := must[ApproveReply](m)(m.SettleApprove(ctx, ApproveRequest{DryRun: true}))
		must[ApproveReply](m)(m.SettleApprove(ctx, ApproveRequest{Shown: shown.Shown, Passphrase: pass}))
		v.chain.advance(1)
	}
	v.look()
}

// moves has stewards' people move the batch that comes next.
func (v *chainVillage) moves(act string, names ...string) (last SettleProposeReply) {
	v.t.Helper()
	for _, name := range names {
		m := v.nodes[name]
		last = must[SettleProposeReply](m)(m.SettlePropose(ctx, SettleProposeRequest{Act: act}))
		v.meet()
	}
	return last
}

// settlement is how far the batches are, as one of them sees it.
func (v *chainVillage) settlement(name string) SettleStatusReply {
	v.t.Helper()
	m := v.nodes[name]
	return must[SettleStatusReply](m)(m.SettleStatus(ctx, SettleStatusRequest{}))
}

// show is the vault, as ana's machine sees it.
func (v *chainVillage) show() VaultReply {
	v.t.Helper()
	m := v.nodes["ana"]
	return must[VaultReply](m)(m.VaultShow(ctx, VaultRequest{}))
}

// Four stewards open a vault by their people's word; what is paid in is attested by a quorum; what is asked
// for is decided by the machines alone, approved by three people, and paid. When one steward leaves the vault
// is handed over, and the new one opened.
func TestFourStewardsSettle(t *testing.T) {
	v := newChainVillage(t, "bea", "carl", "dora", "emil")
	ana := person(t, "ana").Account()
	home := v.show().Vault
	v.chain.pays("ana", home, 5000)
	v.look()
	v.has(ana.String(), 5000)
	if reply := v.moves("open", "ana", "bea"); reply.ByItself || reply.Decided || reply.Needed != 1 {
		t.Errorf("two of three say %+v", reply)
	}
	v.moves("open", "carl")
	v.look()
	if s, err := v.nodes["ana"].Status(ctx, StatusRequest{}); err != nil || s.Road != "open" || len(s.Waits) != 4 || s.WaitsNeeded != 3 {
		t.Errorf("the status is %+v, %v", s, err)
	}
	v.signs("ana", "bea")
	if s := v.settlement("dora"); s.Batches[0].Needed != 1 || !slices.Equal(s.Batches[0].Missing, sorted("carl", "dora", s.Batches[0].Missing)) {
		t.Errorf("two have approved: %+v", s.Batches[0])
	}
	_, err := v.nodes["ana"].SettleApprove(ctx, ApproveRequest{DryRun: true})
	v.nodes["ana"].refused(words.ApprovalWaits, v.nodes["ana"].told(err))
	v.signs("carl")
	if show := v.show(); !show.Open || !show.Stands || show.Free+show.Reserved != 5000 {
		t.Errorf("the vault is %+v", show)
	}
	v.chain.withdraws("ana", 1500)
	v.meet()
	v.look()
	if reply := v.settlement("ana"); len(reply.Batches) != 2 || reply.Batches[1].State != "decided" || reply.Owed != 1500 {
		t.Fatalf("the machines have decided %+v", reply)
	}
	v.signs("dora", "bea", "ana")
	if got := v.chain.onTheChain(ana); got != 100_000-5000+1500 {
		t.Errorf("ana has %d on the chain", got)
	}

	v.join("ana", "bea", "carl", "emil")
	motion := v.propose("bea", ProposeRequest{Seats: []string{"emil"}, Without: []string{"dora"}}).Motion
	v.propose("ana", ProposeRequest{Agree: motion})
	v.propose("carl", ProposeRequest{Agree: motion})
	v.serves(3, "ana", "bea", "carl", "emil")
	v.look()
	if reply := v.settlement("emil"); reply.Batches[2].Act != "hand-over" || reply.Batches[2].State != "decided" {
		t.Fatalf("in the new epoch comes %+v", reply.Batches[2])
	}
	v.signs("ana", "carl", "dora") // dora keeps her vault key until the hand-over is done
	show := v.show()
	old := slices.IndexFunc(show.Before, func(b OldVault) bool { return b.Vault == home })
	if show.Vault == home || show.Next != "open" || len(show.Before) != 2 || old < 0 || show.Before[old].Free != 0 || show.Free != 3500 {
		t.Fatalf("after the hand-over the vault is %+v", show)
	}
	if reply := v.settlement("bea"); len(reply.Batches) != 4 || reply.Batches[3].Act != "open" {
		t.Fatalf("the new vault is to be opened: %+v", reply.Batches)
	}
	for _, s := range v.seated() {
		if v.chain.onTheChain(s.Vault) < 500 {
			v.chain.pays("bob", s.Vault, 1000)
		}
	}
	v.look()
	v.signs("emil", "ana", "bea")
	if show := v.show(); !show.Open || show.Next != "pay" || show.Free+show.Reserved != 3500 {
		t.Errorf("the new vault is %+v", show)
	}
	v.alike()
}

// sorted is two names in the order in which they stand.
func sorted(a, b string, order []string) []string {
	if len(order) > 0 && order[0] == b {
		return []string{b, a}
	}
	return []string{a, b}
}

// A deposit that only some have attested before an epoch ends is said again in the next, and counts.
func TestFactsAreSaidAgain(t *testing.T) {
	v := newChainVillage(t, "bea", "carl", "dora")
	ana := person(t, "ana").Account()
	v.look()
	v.chain.pays("ana", v.show().Vault, 5000)
	for _, name := range []string{"ana", "bea"} {
		if _, err := v.nodes[name].lookAround(ctx, 1); err != nil {
			t.Fatal(err)
		}
	}
	v.meet()
	v.has(ana.String(), 0)
	v.join("ana", "bea", "carl", "dora")
	motion := v.propose("ana", ProposeRequest{Seats: []string{"bea"}})
	if !motion.Decided && motion.Needed > 0 {
		for _, name := range []string{"bea", "carl"} {
			v.propose(name, ProposeRequest{Agree: motion.Motion})
		}
	}
	v.serves(3, "ana", "bea", "carl", "dora")
	for _, name := range []string{"ana", "bea"} {
		v.nodes[name].reopen() // what they know is on the disk
	}
	v.meet()
	v.look()
	v.has(ana.String(), 5000)
}
