package node

import (
	"testing"

	"foirail/ledger"
	"foirail/ledger/words"
)

// next has everybody named open the next epoch with the same people.
func (v *village) next(names ...string) {
	v.t.Helper()
	for _, name := range names {
		m := v.nodes[name]
		must[EpochReply](m)(m.Epoch(ctx, EpochRequest{Next: true, Passphrase: pass}))
		v.meet()
	}
}

// noFork fails the test if anybody has signed twice.
func (v *village) noFork() {
	v.t.Helper()
	for _, m := range v.here() {
		m.book.View(func(s *ledger.State) {
			if forks := s.Forks(); len(forks) > 0 {
				v.t.Errorf("%d slots are forked", len(forks))
			}
		})
	}
}

// A node may be stopped and started between any two steps of a change of epoch: it says its last
// word once, with the old key, destroys it, and serves with the new one.
func TestChangeOfEpochGoesOnAfterEveryRestart(t *testing.T) {
	v := grown(t)
	v.restarts = true
	v.next("ana", "bea", "carl", "dora")
	v.serves(3, "ana", "bea", "carl", "dora")
	v.trades()
	v.noFork()
	v.alike()
}

// A steward who was restored from a backup has no voting key, and no way to vote with an old one. He
// asks for a seat again and sits in the next epoch.
func TestRestoredStewardComesBackInTheNextEpoch(t *testing.T) {
	v := grown(t)
	bea := v.nodes["bea"]
	backup := must[BackupReply](bea)(bea.Backup(ctx, BackupRequest{})).Backup
	v.trades()
	bea.Close()
	bea.config = bea.fresh()
	reply, err := Restore(ctx, bea.config, RestoreRequest{Backup: backup, Passphrase: pass})
	if err != nil || reply.Epoch != 0 {
		t.Fatalf("restored to %+v, %v", reply, err)
	}
	bea.open()
	v.meet()
	if bea.steward() != nil || bea.votes() {
		t.Error("a restored steward has a voting key")
	}
	_, err = bea.Epoch(ctx, EpochRequest{Next: true, Passphrase: pass})
	bea.refused(words.NoStewardKey, err)
	v.trades()
	v.join("bea")
	v.next("ana", "carl", "dora")
	v.serves(3, "ana", "bea", "carl", "dora")
	v.trades()
	v.noFork()
}

// A machine that was rolled back gives its key up, and sits again in the next epoch without being
// started anew.
func TestRolledBackStewardSitsInTheNextEpoch(t *testing.T) {
	v := grown(t)
	bea := v.nodes["bea"]
	if err := bea.rolledBack(bea.steward()); err != nil {
		t.Fatal(err)
	}
	v.meet()
	if bea.votes() {
		t.Fatal("it votes with a key that others know better")
	}
	v.trades()
	v.join("bea")
	v.next("ana", "carl", "dora")
	v.serves(3, "ana", "bea", "carl", "dora")
	v.noFork()
}

// Other lines take the agreement of three of four persons.
func TestSeveralChangeThePolicy(t *testing.T) {
	v := grown(t)
	v.join("ana", "bea", "carl")
	moved := must[EpochReply](v.market)(v.Policy(ctx, PolicyRequest{Propose: true, Fund: "500", Line: "20", Passphrase: pass}))
	if len(moved.Waits) != 1 || moved.Waits[0] != "dora" || moved.Motion != "" {
		t.Errorf("before dora has asked: %+v", moved)
	}
	v.join("dora")
	moved = must[EpochReply](v.market)(v.Policy(ctx, PolicyRequest{Propose: true, Fund: "500", Line: "20", Passphrase: pass}))
	if moved.Needed != 2 || moved.Decided {
		t.Errorf("moved: %+v", moved)
	}
	v.meet()
	list := must[StewardsReply](v.market)(v.StewardList(ctx, StewardsRequest{}))
	if len(list.Motions) != 1 || !list.Motions[0].Policy || list.Motions[0].Motion != moved.Motion {
		t.Errorf("the motions are %+v", list.Motions)
	}
	v.propose("bea", ProposeRequest{Agree: moved.Motion})
	v.serves(2, "ana", "bea", "carl", "dora")
	v.propose("dora", ProposeRequest{Agree: moved.Motion})
	v.serves(3, "ana", "bea", "carl", "dora")
	if policy := v.nodes["carl"].market().Policy; policy.Fund != 50000 || policy.Line != 2000 {
		t.Errorf("the policy is %+v", policy)
	}
}

// Several stewards end a series: one moves it, the machines decide what goes back.
func TestSeveralEndASeries(t *testing.T) {
	v := grown(t)
	series := must[IssueReply](v.market)(v.Issue(ctx, IssueRequest{From: "tom", Make: "3x1,2x5", Expires: "2026-11-30", Passphrase: pass})).Series
	v.meet()
	must[MarkReply](v.market)(v.Activate(ctx, MarkRequest{Series: series, Serials: "1-4", Passphrase: pass}))
	v.meet()
	must[[]RedeemReply](v.market)(v.Redeem(ctx, RedeemRequest{To: "eva", Code: v.opened(series, 4)}))
	v.meet()
	v.has("eva", 500)
	v.next("ana", "bea", "carl", "dora")
	_, err := v.Expire(ctx, ExpireRequest{Series: series})
	v.refused(words.BadDate, err)
	v.clock = v.clock.AddDate(0, 0, 20)
	moved := must[MarkReply](v.market)(v.Expire(ctx, ExpireRequest{Series: series}))
	if !moved.Moved || moved.Total != 800 || moved.Coupons != 4 {
		t.Errorf("moved: %+v", moved)
	}
	v.meet()
	for _, m := range v.here() {
		if list := must[[]SeriesReply](m)(m.SeriesList(ctx, SeriesRequest{Series: series})); list[0].Count["expired"] != 4 {
			t.Errorf("the coupons stand at %v", list[0].Count)
		}
	}
	v.has("tom", 10000-500)
	v.alike()
}

// Who hears of the next epoch while he may not speak keeps his old key until he has closed its chain
// with it, over a restart too.
func TestOldKeyStaysUntilItHasClosed(t *testing.T) {
	v := grown(t)
	v.join("ana", "bea", "carl", "dora")
	v.away["bea"] = true
	v.next("carl")
	v.serves(3, "ana", "bea", "carl", "dora")
	bea := v.nodes["bea"]
	old := &ledger.Steward{Market: bea.home, Voting: bea.steward()}
	bea.sitting.Lock()
	bea.compared = false
	bea.sitting.Unlock()
	if err := bea.takeSeat(); err != nil {
		t.Fatal(err)
	}
	v.market.tell(bea)
	for range 3 {
		bea.reopen()
		if err := bea.attend(); err != nil {
			t.Fatal(err)
		}
		if bea.steward().Account() != old.Voting.Account() {
			t.Fatal("the old key is gone, and has not closed its chain")
		}
	}
	v.away["bea"] = false
	v.meet()
	v.serves(3, "ana", "bea", "carl", "dora")
	v.book.View(func(s *ledger.State) {
		if !old.Closed(s) {
			t.Error("the old chain is not closed")
		}
	})
	v.noFork()
}
