package node

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// read is the content of a file in a node's directory; nil where there is none.
func (c Config) read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(c.path(name))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return b
}

// A power cut between any two steps of a join leaves what the same command goes on from: the same keys,
// and of what was signed the same bytes.
func TestJoinGoesOnAfterAPowerCut(t *testing.T) {
	v, codes := awaiting(t, "bea", "carl", "dora")
	in := JoinRequest{Code: codes["bea"], Passphrase: pass}
	config := v.fresh()
	whole, err := JoinNew(config, in)
	if err != nil || whole.Name != "bea" || whole.Epoch != 2 || !whole.Waits || whole.Community != v.communityID().String() {
		t.Fatalf("%+v, %v", whole, err)
	}
	wish := config.read(t, WishFile)
	for cut, lost := range [][]string{
		{LedgerFile},
		{LedgerFile, PeersFile},
		{LedgerFile, PeersFile, WishFile},
	} {
		for _, name := range lost {
			if err := os.Remove(config.path(name)); err != nil {
				t.Fatal(err)
			}
		}
		wrong := in
		wrong.Passphrase = Hidden("the mare sleeps")
		_, err := JoinNew(config, wrong)
		v.refused(words.WrongPassphrase, err)
		again, err := JoinNew(config, in)
		if err != nil || again != whole {
			t.Errorf("cut %d: %+v, %v", cut, again, err)
		}
		if !bytes.Equal(config.read(t, WishFile), wish) {
			t.Errorf("cut %d: other bytes were signed", cut)
		}
	}
	_, err = JoinNew(config, in)
	v.refused(words.AlreadyFounded, err)
}

// The same command on a machine that waits for the ledger says what stands, and asks for no passphrase;
// another invitation takes the place of what nobody has seen.
func TestJoinSaysWhatStands(t *testing.T) {
	v, codes := awaiting(t, "bea", "carl", "dora")
	bea := v.wishes("bea", JoinRequest{Code: codes["bea"]})
	for _, in := range []JoinRequest{{}, {Code: codes["bea"]}, {Name: "bea"}, {Code: codes["bea"], DryRun: true}} {
		if reply := must[JoinReply](bea)(bea.StewardJoin(ctx, in)); !reply.Stands || !reply.Waits || reply.Name != "bea" {
			t.Errorf("%+v: %+v", in, reply)
		}
	}
	status := must[StatusReply](bea)(bea.Status(ctx, StatusRequest{}))
	if w := status.Wish; w == nil || *w != (WishReply{Name: "bea", Epoch: 2}) {
		t.Errorf("the wish is %+v", w)
	}
	_, err := bea.StewardJoin(ctx, JoinRequest{Name: "beatrice"})
	bea.refused(words.NotSynced, err)
	_, err = bea.StewardJoin(ctx, JoinRequest{Code: codes["carl"]})
	bea.refused(words.Locked, err)
	dry := must[JoinReply](bea)(bea.StewardJoin(ctx, JoinRequest{Code: codes["carl"], DryRun: true}))
	if dry.Name != "carl" || dry.Stands {
		t.Errorf("in a dry run: %+v", dry)
	}
	reply := must[JoinReply](bea)(bea.StewardJoin(ctx, JoinRequest{Code: codes["carl"], Passphrase: pass}))
	if reply.Name != "carl" || reply.Stands {
		t.Errorf("another invitation: %+v", reply)
	}
	bea.reopen()
	v.meet()
	if lacks := v.lacking(); lacks["carl"] != "" || lacks["bea"] != notCome {
		t.Errorf("they lack %v", lacks)
	}
	v.noFork()
}

// A follower that has received nothing takes an invitation too; one that has, but not as far as the
// invitation's epoch, waits for the rest.
func TestJoinWaitsForTheLedger(t *testing.T) {
	v := newVillage(t)
	before := must[BundleReply](v.market)(v.Bundle(ctx, BundleRequest{})).Bundle
	must[EpochReply](v.market)(v.Epoch(ctx, EpochRequest{Next: true, Passphrase: pass}))
	code := v.forAnybody()
	bea := &market{t: t, config: v.fresh()}
	if err := bea.config.follow(v.communityID(), v.home, nil); err != nil {
		t.Fatal(err)
	}
	bea.open()
	defer func() { bea.Close() }()
	_, err := bea.StewardJoin(ctx, JoinRequest{Code: code, Passphrase: pass})
	bea.refused(words.Usage, err) // no name, and no ledger to take one from
	for range 2 {
		if reply := must[JoinReply](bea)(bea.StewardJoin(ctx, JoinRequest{Code: code, Name: "bea", Passphrase: pass})); !reply.Waits || reply.Epoch != 3 {
			t.Errorf("told %+v", reply)
		}
		must[ImportReply](bea)(bea.Import(ctx, ImportRequest{Bundle: before})) // up to epoch 1
	}
	asked := func() (count int, epoch uint32) {
		bea.book.View(func(s *ledger.State) {
			m, _ := s.Market(bea.home)
			count, epoch = len(s.Candidates(bea.home)), m.Epoch+1
		})
		return count, epoch
	}
	if count, epoch := asked(); count != 0 || epoch != 2 {
		t.Errorf("%d ask for a seat in epoch %d before the time", count, epoch)
	}
	v.market.tell(bea)
	bea.reopen()
	if err := bea.attend(); err != nil {
		t.Fatal(err)
	}
	if count, epoch := asked(); count != 1 || epoch != 3 {
		t.Errorf("%d ask for a seat in epoch %d", count, epoch)
	}
}

// Who waits for long and is given a newer invitation has one voting key, that of the newer: the older one
// would bar the door when its epoch has come.
func TestNewerInvitationTakesThePlaceOfTheOlder(t *testing.T) {
	v := newVillage(t)
	bea := v.wishes("bea", JoinRequest{Code: v.forAnybody(), Name: "bea"})
	must[EpochReply](v.market)(v.Epoch(ctx, EpochRequest{Next: true, Passphrase: pass}))
	must[JoinReply](bea)(bea.StewardJoin(ctx, JoinRequest{Code: v.forAnybody(), Name: "bea", Passphrase: pass}))
	if epochs, err := keystore.VotingEpochs(bea.config.Dir); err != nil || !slices.Equal(epochs, []uint64{3}) {
		t.Errorf("voting keys of %v, %v", epochs, err)
	}
	v.market.tell(bea)
	bea.reopen()
	if err := bea.attend(); err != nil {
		t.Fatal(err)
	}
	bea.book.View(func(s *ledger.State) {
		if list := s.Candidates(bea.home); len(list) != 1 || list[0].Name != "bea" {
			t.Errorf("the candidates are %+v", list)
		}
	})
}

// A wish whose epoch has begun meanwhile bars nothing, not even the door of its own directory; the person
// is told, and asks for the next one.
func TestWishThatComesTooLate(t *testing.T) {
	v := newVillage(t)
	bea := v.wishes("bea", JoinRequest{Code: v.forAnybody(), Name: "bea"})
	must[EpochReply](v.market)(v.Epoch(ctx, EpochRequest{Next: true, Passphrase: pass}))
	v.market.tell(bea)
	bea.reopen() // holds a voting key of the epoch that runs, and no seat
	if err := bea.attend(); err != nil {
		t.Fatal(err)
	}
	status := must[StatusReply](bea)(bea.Status(ctx, StatusRequest{}))
	if status.Wish == nil || !status.Wish.Late || !slices.Contains(status.Warnings, string(words.WishLate)) {
		t.Errorf("told %+v, %v", status.Wish, status.Warnings)
	}
	if reply := must[JoinReply](bea)(bea.StewardJoin(ctx, JoinRequest{Name: "bea", Passphrase: pass})); reply.Waits || reply.Epoch != 3 {
		t.Errorf("told %+v", reply)
	}
	bea.reopen()
	if status := must[StatusReply](bea)(bea.Status(ctx, StatusRequest{})); status.Wish != nil {
		t.Errorf("the wish still stands as %+v", status.Wish)
	}
	bea.book.View(func(s *ledger.State) {
		if list := s.Candidates(bea.home); len(list) != 1 || list[0].Name != "bea" {
			t.Errorf("the candidates are %+v", list)
		}
	})
}

// What was said stands, also when the power goes before its file is removed.
func TestWishIsSaidOnce(t *testing.T) {
	v := newVillage(t)
	bea := v.wishes("bea", JoinRequest{Code: v.forAnybody(), Name: "bea"})
	kept := bea.config.read(t, WishFile)
	v.market.tell(bea)
	for range 3 {
		if err := bea.attend(); err != nil {
			t.Fatal(err)
		}
		if bea.config.read(t, WishFile) != nil {
			t.Error("what was said is kept")
		}
		if err := ReplaceFile(bea.config.path(WishFile), kept); err != nil {
			t.Fatal(err)
		}
		bea.reopen()
	}
	must[EpochReply](v.market)(v.Epoch(ctx, EpochRequest{Next: true, Passphrase: pass}))
	v.market.tell(bea)
	if err := bea.attend(); err != nil {
		t.Fatal(err)
	}
	if bea.config.read(t, WishFile) != nil {
		t.Error("what was said in time is taken for late")
	}
	v.noFork()
}

// What cannot be joined with is refused before anything is made.
func TestInvitationsThatAreRefused(t *testing.T) {
	v, codes := awaiting(t, "bea", "carl", "dora")
	stranger, theirs := awaiting(t, "bea", "carl", "dora")
	config := v.fresh()
	newer := v.forAnybody()
	for code, in := range map[words.Code]JoinRequest{
		words.BadInvitation: {Code: codes["bea"][:60], Name: "bea"},
		words.OtherInvited:  {Code: codes["bea"], Name: "carl"},
		words.Usage:         {Code: newer},
		words.BadName:       {Code: newer, Name: "be\x1ba"},
		words.Locked:        {Code: newer, Name: "bea"},
	} {
		_, err := JoinNew(config, in)
		if p := v.refused(code, err); p != nil && len(in.Code) > 60 && bytes.Contains([]byte(p.Error()), []byte(in.Code[20:60])) {
			t.Errorf("%s quotes the invitation", code)
		}
	}
	if reply, err := JoinNew(config, JoinRequest{Code: codes["bea"], DryRun: true}); err != nil || reply.Name != "bea" {
		t.Errorf("a dry run: %+v, %v", reply, err)
	}
	for _, name := range []string{LedgerFile, WishFile, "voting-2.key", "keystore.age"} {
		if config.read(t, name) != nil {
			t.Errorf("%s was made", name)
		}
	}
	bea := v.follow("bea")
	elsewhere := invitation(v.communityID(), entry.MarketID{1}, 1, nil).Text()
	for code, in := range map[words.Code]JoinRequest{
		words.OtherCommunity: {Code: theirs["bea"]},
		words.OtherMarket:    {Code: elsewhere},
		words.BadInvitation:  {Code: invitationPrefix + "aaaa"},
	} {
		in.Passphrase = pass
		_, err := bea.StewardJoin(ctx, in)
		bea.refused(code, err)
	}
	stranger.verified()
}

// Nodes that run do the rest by themselves: three join in empty directories with what the founder has
// given them, and four serve.
func TestCouncilIsSeatedWhileNodesRun(t *testing.T) {
	t.Parallel()
	v, codes := awaiting(t, "bea", "carl", "dora")
	v.config.Now, v.market.Node.config.Now = time.Now, time.Now
	roads := &DemoRoads{}
	v.stands(roads, "ana")
	for _, name := range []string{"bea", "carl", "dora"} {
		m := v.wishes(name, JoinRequest{Code: codes[name]})
		m.stands(roads, name)
	}
	for _, m := range v.nodes {
		m.until("four serve", func(s *ledger.State) bool {
			now, known := s.Market(m.home)
			return known && now.Epoch == 2 && len(now.Stewards) == 4
		})
		m.votesBy(ctx)
	}
	paid := must[EntryReply](v.market)(v.pay("tom", "eva", "1")).Entry
	if reply := must[WaitReply](v.market)(v.Wait(ctx, WaitRequest{Hash: paid.Hash, Level: "final", Within: time.Minute})); reply.Level != "final" {
		t.Errorf("a payment is %s", reply.Level)
	}
}

// The tickets of invitations and the passphrase are in no file but the founder's own.
func TestNoTicketOnTheDiskOfWhoJoins(t *testing.T) {
	v, codes := awaiting(t, "bea", "carl", "dora")
	bea := v.wishes("bea", JoinRequest{Code: codes["bea"]})
	i, err := ParseInvitation(codes["bea"])
	if err != nil {
		t.Fatal(err)
	}
	v.meet()
	files, err := os.ReadDir(bea.config.Dir)
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, f := range files {
		content := bea.config.read(t, f.Name())
		for what, secret := range map[string][]byte{"the ticket": i.Ticket[:], "the passphrase": pass, "the invitation": []byte(codes["bea"])} {
			if containsSecret(content, secret) {
				t.Errorf("%s holds %s", f.Name(), what)
			}
		}
	}
}
