package node

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/words"
	"foirail/mesh"
)

// drawnCut is a market of one steward who draws a cut often, after some payments, and one more behind it.
func drawnCut(t *testing.T) *market {
	m := newMarket(t, "none")
	m.Close()
	m.config.CutEvery = 12
	m.open()
	m.people("ana", "bob")
	m.deposit("ana", "100", "envelope")
	for range 8 {
		must[EntryReply](m)(m.pay("ana", "bob", "1"))
	}
	if _, err := m.Prune(ctx, PruneRequest{}); err == nil {
		t.Fatal("it prunes what nobody vouches for")
	} else {
		m.refused(words.NotVouched, err)
	}
	m.draws()
	must[EntryReply](m)(m.pay("ana", "bob", "2"))
	return m
}

// address is the address of one of the machine's accounts.
func (m *market) address(name string) string {
	m.t.Helper()
	return must[AccountReply](m)(func() (AccountReply, error) {
		reply, err := m.AccountShow(ctx, AccountShowRequest{Account: name})
		return reply.AccountReply, err
	}()).Account.String()
}

// draws has a steward do what he owes others.
func (m *market) draws() {
	m.t.Helper()
	m.comparesHead()
	m.duties.drew = time.Time{} // a minute has passed
	if err := m.attend(); err != nil {
		m.t.Fatal(err)
	}
}

// empty is a directory with nothing in it.
func (m *market) empty() *market {
	e := &market{t: m.t, config: m.config}
	e.config.Dir = filepath.Join(m.t.TempDir(), "empty")
	m.t.Cleanup(func() {
		if e.Node != nil {
			e.Close()
		}
	})
	return e
}

// seeks makes an empty directory a follower who wants to begin in some way.
func (m *market) seeks(how string) *market {
	m.t.Helper()
	e := m.empty()
	err := e.config.follow(m.communityID(), m.home, nil)
	if err == nil {
		err = e.config.keepBegin(how)
	}
	if err != nil {
		m.t.Fatal(err)
	}
	e.open()
	return e
}

// counts fails the test unless the node counts from a checkpoint, and recounts from there.
func (m *market) counts(from FromReply) {
	m.t.Helper()
	got := m.verified()
	if got.From.First || got.From.State != from.State || len(got.From.By) != len(from.By) || got.From.Time != from.Time || len(got.From.Heads) == 0 {
		m.t.Errorf("it counts from %+v, want %+v", got.From, from)
	}
	if s := must[StatusReply](m)(m.Status(ctx, StatusRequest{})); s.From.State != from.State || s.Fetch != nil {
		m.t.Errorf("its status is from %+v, fetching %v", s.From, s.Fetch)
	}
}

// A new machine begins with a checkpoint over the roads, and goes on; one that wants everything gets
// everything. Ten do not make the checkpoint ten times.
func TestNewMachineBeginsWithACheckpoint(t *testing.T) {
	m := drawnCut(t)
	would := must[PruneReply](m)(m.Prune(ctx, PruneRequest{DryRun: true}))
	if would.Entries < 8 || would.From.Epoch != 1 || would.From.First {
		t.Fatalf("it would let go of %+v", would)
	}
	roads := &DemoRoads{}
	m.stands(roads, "m")
	held := func(m *market) (n int) {
		m.book.View(func(s *ledger.State) { n = s.Held() })
		return n
	}
	var made fs.FileInfo
	for i := range 3 {
		e := m.seeks(BeginWithACheckpoint)
		e.stands(roads, fmt.Sprint("new", i))
		e.until("it holds all", func(s *ledger.State) bool { return s.Held() == held(m) })
		e.counts(would.From)
		files, err := filepath.Glob(m.config.path(shelfPrefix + "*" + shelfSuffix))
		if err != nil || len(files) != 1 {
			t.Fatalf("on the shelf: %v %v", files, err)
		}
		info, err := os.Stat(files[0])
		if err != nil || made != nil && !os.SameFile(made, info) {
			t.Errorf("it was made again: %v", err)
		}
		made = info
		if _, err := os.Stat(e.config.path(SpoolFile)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("what was fetched is still there: %v", err)
		}
	}
	e := m.seeks(BeginAtTheFirst)
	e.stands(roads, "all")
	e.until("it holds all", func(s *ledger.State) bool { return s.Held() == held(m) })
	if got := e.verified(); !got.From.First {
		t.Errorf("it counts from %+v", got.From)
	}
	e = m.seeks(BeginByItself)
	e.stands(roads, "small")
	e.until("it holds all", func(s *ledger.State) bool { return s.Held() == held(m) })
	if got := e.verified(); !got.From.First {
		t.Errorf("a small ledger is counted from %+v", got.From)
	}
	must[EntryReply](m)(m.pay("ana", "bob", "3"))
	e.until("the payment comes", func(s *ledger.State) bool { return s.Held() == held(m) })
	_, err := e.PeerAdd(ctx, PeerAddRequest{Peer: anyPort, Begin: BeginWithACheckpoint})
	e.refused(words.AlreadyBegun, err)
	_, err = e.PeerAdd(ctx, PeerAddRequest{Peer: anyPort, Begin: "yesterday"})
	e.refused(words.Usage, err)
}

// A stick carries a checkpoint to an empty directory, or to one that follows and holds nothing. A
// damaged one leaves nothing behind.
func TestCheckpointOnAStick(t *testing.T) {
	m := drawnCut(t)
	plain := must[BundleReply](m)(m.Bundle(ctx, BundleRequest{}))
	reply := must[BundleReply](m)(m.Bundle(ctx, BundleRequest{Checkpoint: true}))
	if reply.From == nil || plain.From != nil || reply.Entries >= plain.Entries || !HasCheckpoint(reply.Bundle) {
		t.Fatalf("exported: %d entries from %+v", reply.Entries, reply.From)
	}
	e := m.empty()
	bad := bytes.Clone(reply.Bundle)
	bad[len(bad)/3] ^= 1
	_, err := ImportNew(ctx, e.config, ImportRequest{Bundle: bad})
	if p := new(Problem); !errors.As(err, &p) || p.Code != words.BadCheckpoint && p.Code != words.BadBundle {
		t.Errorf("a damaged one: %v", err)
	}
	if _, err := os.Stat(e.config.path(LedgerFile)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it leaves a ledger: %v", err)
	}
	in := must[ImportReply](m)(ImportNew(ctx, e.config, ImportRequest{Bundle: reply.Bundle}))
	if in.From == nil || in.From.State != reply.From.State || in.New == 0 || len(in.Refused) > 0 {
		t.Errorf("imported: %+v", in)
	}
	e.open()
	e.counts(*reply.From)
	if got := must[BalanceReply](e)(e.Balance(ctx, BalanceRequest{Account: m.address("bob")})); got.Final != 1000 {
		t.Errorf("bob has %+v", got)
	}
	if again := must[ImportReply](e)(e.Import(ctx, ImportRequest{Bundle: plain.Bundle})); len(again.Refused) > 0 {
		t.Errorf("all of it once more: %+v", again)
	}
	e.counts(*reply.From)

	// what a begun machine exports begins where it begins
	third := m.empty()
	if _, err := ImportNew(ctx, third.config, ImportRequest{Bundle: must[BundleReply](e)(e.Bundle(ctx, BundleRequest{})).Bundle}); err != nil {
		t.Fatal(err)
	}
	third.open()
	third.counts(*reply.From)

	path := filepath.Join(t.TempDir(), "stick")
	if err := os.WriteFile(path, reply.Bundle, 0o600); err != nil {
		t.Fatal(err)
	}
	follower := m.seeks(BeginByItself)
	for range 2 {
		must[ImportReply](follower)(follower.Import(ctx, ImportRequest{Checkpoint: path}))
		follower.counts(*reply.From)
	}
}

// Old entries go, people's own history stays, and questions get their old answers. A backup of such a
// machine can be restored.
func TestPruneKeepsWhatPeopleSee(t *testing.T) {
	m := drawnCut(t)
	zed := newMarket(t, "none") // an address that is nobody's here
	zed.people("zed")
	in := PayRequest{From: "bob", To: []Payment{{zed.address("zed"), "1"}}, ID: "rent", Passphrase: pass}
	first := must[EntryReply](m)(m.Pay(ctx, in))
	for range 14 {
		must[EntryReply](m)(m.pay("ana", "bob", "1"))
	}
	m.draws()
	history := func() []HistoryLine { return must[[]HistoryLine](m)(m.History(ctx, HistoryRequest{Account: "bob"})) }
	before, state, total := history(), m.verified(), must[BundleReply](m)(m.Bundle(ctx, BundleRequest{})).Entries
	would := must[PruneReply](m)(m.Prune(ctx, PruneRequest{DryRun: true}))
	done := must[PruneReply](m)(m.Prune(ctx, PruneRequest{}))
	if done.Entries == 0 || done.Entries != would.Entries || done.Bytes != would.Bytes || done.Kept != would.Kept || done.Kept < 20 {
		t.Errorf("it would let go of %+v, and let go of %+v", would, done)
	}
	for range 2 {
		if got := history(); !slices.Equal(got, before) {
			t.Errorf("the history was\n%+v and is\n%+v", before, got)
		}
		if again := must[EntryReply](m)(m.Pay(ctx, in)); again.Entry.Hash != first.Entry.Hash {
			t.Errorf("the rent is paid twice: %+v", again)
		}
		m.counts(done.From)
		if got := m.verified(); got.State != state.State || got.Totals != state.Totals {
			t.Errorf("it comes to %+v", got)
		}
		m.reopen()
	}
	if again := must[PruneReply](m)(m.Prune(ctx, PruneRequest{})); again.Entries != 0 {
		t.Errorf("again: %+v", again)
	}
	if left := must[BundleReply](m)(m.Bundle(ctx, BundleRequest{Readable: true})).Entries; left != total-done.Entries {
		t.Errorf("%d entries are here, of %d, and %d went", left, total, done.Entries)
	}
	must[EntryReply](m)(m.pay("ana", "bob", "2"))
	backup := must[BackupReply](m)(m.Backup(ctx, BackupRequest{})).Backup
	e := m.empty()
	restored := must[RestoreReply](m)(Restore(ctx, e.config, RestoreRequest{Backup: backup, Passphrase: pass}))
	if restored.Epoch != 2 {
		t.Errorf("restored: %+v", restored)
	}
	e.open()
	e.counts(done.From)
	if again := must[EntryReply](e)(e.Pay(ctx, in)); again.Entry.Hash != first.Entry.Hash {
		t.Errorf("after a restore the rent is paid twice: %+v", again)
	}
	if got, want := must[BalanceReply](e)(e.Balance(ctx, BalanceRequest{Account: "bob"})), must[BalanceReply](m)(m.Balance(ctx, BalanceRequest{Account: "bob"})); got != want {
		t.Errorf("bob has %+v, had %+v", got, want)
	}
}

// Four stewards draw the same cut of themselves, and each machine may prune; they go on together, and
// a newcomer begins with what a pruned one gives.
func TestVillagePrunes(t *testing.T) {
	v := grown(t)
	for _, m := range v.nodes {
		m.Node.config.CutEvery, m.config.CutEvery = 20, 20
	}
	for range 12 {
		v.trades()
	}
	v.clock = v.clock.Add(2 * drawEvery)
	v.meet()
	v.trades()
	bea := v.nodes["bea"]
	done := must[PruneReply](bea)(bea.Prune(ctx, PruneRequest{}))
	if done.Entries == 0 || len(done.From.By) < 2 || done.From.Epoch != 2 || slices.Contains(done.From.Names, "") {
		t.Fatalf("it let go of %+v", done)
	}
	bea.reopen()
	bea.counts(done.From)
	v.trades()
	v.join("ana", "bea", "carl", "dora")
	v.next("carl")
	v.serves(3, "ana", "bea", "carl", "dora")
	v.trades()
	v.noFork()
	v.alike()
	e := bea.empty()
	if _, err := ImportNew(ctx, e.config, ImportRequest{Bundle: must[BundleReply](bea)(bea.Bundle(ctx, BundleRequest{})).Bundle}); err != nil {
		t.Fatal(err)
	}
	e.open()
	e.counts(done.From)
	if e.verified().State != v.verified().State {
		t.Error("a newcomer has another state")
	}
}

// Where the book is damaged a recount from a checkpoint finds it too.
func TestRecountFromACheckpointFindsABreach(t *testing.T) {
	m := drawnCut(t)
	must[PruneReply](m)(m.Prune(ctx, PruneRequest{}))
	base, err := m.book.Base()
	if err != nil {
		t.Fatal(err)
	}
	base.Snapshot[len(base.Snapshot)-1] ^= 1
	if err := m.store.Keep(ledger.KeptBase, 2, base.Bytes()); err != nil {
		t.Fatal(err)
	}
	reply := must[VerifyReply](m)(m.Verify(ctx, VerifyRequest{}))
	if reply.OK || len(reply.Found) == 0 {
		t.Errorf("a forged signature in the checkpoint: %+v", reply)
	}
}

// A machine takes an entry in, from a stick, while a checkpoint is on its way: the book does not begin with that
// any more. Whoever gave it has not lied, and the machine goes on as any other.
func TestCheckpointThatComesTooLate(t *testing.T) {
	m := drawnCut(t)
	begin := func(base []byte) error {
		part := &mesh.Part{Market: m.home, Giving: mesh.Here, Name: sha256.Sum256(base), Size: int64(len(base)), Bytes: base}
		if err := (spool{m.Node}).Put(part); err != nil {
			t.Fatal(err)
		}
		return (spool{m.Node}).Begin(part.Name)
	}
	if err := begin([]byte("whatever it holds")); !errors.Is(err, mesh.ErrBase) {
		t.Errorf("what is no base: %v", err)
	}
	base, err := m.book.BaseOf(m.home)
	if err != nil {
		t.Fatal(err)
	}
	if err := begin(base.Bytes()); !errors.Is(err, ledger.ErrBegun) || errors.Is(err, mesh.ErrBase) {
		t.Errorf("a base that comes too late: %v", err)
	}
	if _, err := os.Stat(m.config.path(SpoolFile)); err == nil {
		t.Error("it is still there")
	}
}
