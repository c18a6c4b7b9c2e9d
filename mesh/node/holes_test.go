package node

import (
	"archive/zip"
	"bytes"
	"math"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// A restore never writes over keys that the backup does not have, and never signs with a voting
// key that served before.
func TestRestoreOverAnotherLife(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana")
	backup := must[BackupReply](m)(m.Backup(ctx, BackupRequest{})).Backup
	must[EpochReply](m)(m.Epoch(ctx, EpochRequest{Next: true, Passphrase: pass}))
	old := m.voting.Account()
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(m.config.path(LedgerFile)); err != nil {
		t.Fatal(err)
	}
	// The keys are those of the backup: the restore goes on, with a voting key of its own.
	again, err := Restore(ctx, m.config, RestoreRequest{Backup: backup, Passphrase: pass})
	if err != nil || again.Epoch != 2 || again.Steward == old {
		t.Errorf("restored as %+v, %v; the old voting key was %v", again, err, old)
	}
	m.open()
	m.people("bob")
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(m.config.path(LedgerFile)); err != nil {
		t.Fatal(err)
	}
	// bob's key is nowhere but here.
	_, err = Restore(ctx, m.config, RestoreRequest{Backup: backup, Passphrase: pass})
	m.refused(words.FileExists, err)
	k, err := keystore.Open(m.config.Dir, pass)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	if _, err := k.Get("bob"); err != nil {
		t.Errorf("bob's key is lost: %v", err)
	}
}

// A restore with a wrong passphrase leaves nothing behind.
func TestRestoreWithAWrongPassphrase(t *testing.T) {
	m := newMarket(t, "none")
	backup := must[BackupReply](m)(m.Backup(ctx, BackupRequest{})).Backup
	config := m.config
	config.Dir = t.TempDir()
	_, err := Restore(ctx, config, RestoreRequest{Backup: backup, Passphrase: Hidden("another")})
	m.refused(words.WrongPassphrase, err)
	if left, err := os.ReadDir(config.Dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// What was asked for under an id before the backup is not done again after the restore.
func TestRestoreKnowsWhatWasAsked(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "10", "envelope")
	in := PayRequest{From: "ana", To: []Payment{{"bob", "4"}}, ID: "order 7", Passphrase: pass}
	first := must[EntryReply](m)(m.Pay(ctx, in))
	must[EntryReply](m)(m.pay("ana", "bob", "1"))
	backup := must[BackupReply](m)(m.Backup(ctx, BackupRequest{})).Backup
	other := &market{t: t, config: m.config}
	other.config.Dir = t.TempDir()
	if _, err := Restore(ctx, other.config, RestoreRequest{Backup: backup, Passphrase: pass}); err != nil {
		t.Fatal(err)
	}
	other.open()
	defer other.Close()
	if again := must[EntryReply](other)(other.Pay(ctx, in)); again != first {
		t.Errorf("got %+v, then %+v", first, again)
	}
	other.has("bob", 500)
	other.verified()
}

// Two requests that add keys at once both keep what they were told is kept.
func TestKeysAddedAtOnce(t *testing.T) {
	m := newMarket(t, "none")
	var calls sync.WaitGroup
	for i := range 8 {
		calls.Add(1)
		go func() {
			defer calls.Done()
			_, err := m.AccountNew(ctx, AccountNewRequest{Name: "p" + strconv.Itoa(i), Passphrase: pass})
			if err != nil {
				t.Error(err)
			}
		}()
	}
	calls.Wait()
	if list := must[[]AccountReply](m)(m.AccountList(ctx, AccountListRequest{})); len(list) != 9 {
		t.Errorf("%d keys of 9 are there: %v", len(list), list)
	}
}

// Paying, attesting and verifying go on while epochs change.
func TestEpochsChangeAtWork(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "100", "envelope")
	var calls sync.WaitGroup
	each := func(work func(i int) error) {
		calls.Add(1)
		go func() {
			defer calls.Done()
			for i := range 6 {
				if err := work(i); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	each(func(int) error { _, err := m.Epoch(ctx, EpochRequest{Next: true, Passphrase: pass}); return err })
	each(func(int) error { _, err := m.Epoch(ctx, EpochRequest{Next: true, Passphrase: pass}); return err })
	each(func(int) error { _, err := m.pay("ana", "bob", "1"); return err })
	each(func(int) error { _, err := m.Status(ctx, StatusRequest{}); return err })
	each(func(int) error {
		if reply, err := m.Verify(ctx, VerifyRequest{}); err != nil || !reply.OK {
			t.Errorf("verify: %+v, %v", reply, err)
		}
		return nil
	})
	calls.Wait()
	if e := must[EpochReply](m)(m.Epoch(ctx, EpochRequest{})); e.Epoch != 13 {
		t.Errorf("the epoch is %d", e.Epoch)
	}
	m.has("bob", 600)
	m.verified()
}

// A count that runs while people pay is no breach.
func TestVerifyWhilePeoplePay(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "100", "envelope")
	stop := make(chan struct{})
	var calls sync.WaitGroup
	for range 3 {
		calls.Add(1)
		go func() {
			defer calls.Done()
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := m.pay("ana", "bob", "0.01"); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	for range 30 {
		m.verified()
	}
	close(stop)
	calls.Wait()
}

// A power cut after the new epoch was decided: the old key is destroyed at the next start, and
// the steward votes with the new one.
func TestPowerCutBehindAnEpoch(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "10", "envelope")
	first := m.config.path("voting-1.key")
	old, err := os.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	must[EpochReply](m)(m.Epoch(ctx, EpochRequest{Next: true, Passphrase: pass}))
	if err := os.WriteFile(first, old, 0o600); err != nil {
		t.Fatal(err)
	}
	m.reopen()
	if _, err := os.Stat(first); err == nil {
		t.Error("the old voting key is still there")
	}
	if paid := must[EntryReply](m)(m.pay("ana", "bob", "1")); paid.Entry.Level != "final" {
		t.Errorf("the payment is %s", paid.Entry.Level)
	}
}

// What expiry gives back stands in the issuer's history, and a balance is the sum of its history.
func TestHistoryAddsUp(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	must[MarkReply](m)(m.Cancel(ctx, MarkRequest{Series: series, Serials: "5", Passphrase: pass}))
	must[MarkReply](m)(m.Activate(ctx, MarkRequest{Series: series, Serials: "1-2", Passphrase: pass}))
	must[[]RedeemReply](m)(m.Redeem(ctx, RedeemRequest{To: "ana", Code: m.opened(series, 1)}))
	must[EntryReply](m)(m.pay("asso", "asso", "1"))
	must[EpochReply](m)(m.Epoch(ctx, EpochRequest{Next: true, Passphrase: pass}))
	m.Node.config.Now = func() time.Time { return time.Date(2028, 1, 1, 12, 0, 0, 0, time.UTC) }
	must[MarkReply](m)(m.Expire(ctx, ExpireRequest{Series: series}))
	for _, who := range []string{"asso", "ana"} {
		lines := must[[]HistoryLine](m)(m.History(ctx, HistoryRequest{Account: who, Limit: math.MaxInt}))
		sum := int64(0)
		for _, line := range lines {
			sum += line.Amount
		}
		if has := must[BalanceReply](m)(m.Balance(ctx, BalanceRequest{who})); sum != has.Final {
			t.Errorf("%s has %d, and a history of %d: %+v", who, has.Final, sum, lines)
		}
	}
}

// However much is asked of a history, it is told.
func TestLongHistory(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "100", "envelope")
	for range 2 {
		in := PayRequest{From: "ana", Passphrase: pass}
		for range 64 {
			in.To = append(in.To, Payment{"bob", "0.01"})
		}
		must[EntryReply](m)(m.Pay(ctx, in))
	}
	lines := must[[]HistoryLine](m)(m.History(ctx, HistoryRequest{Account: "bob", Limit: math.MaxInt}))
	if len(lines) != 128 {
		t.Errorf("%d lines of 128", len(lines))
	}
}

// A name with an @ in it would be read as a name and a market.
func TestNameWithAMarket(t *testing.T) {
	m := newMarket(t, "none")
	_, err := m.AccountNew(ctx, AccountNewRequest{Name: "ana@Saint-Agrève", Passphrase: pass})
	m.refused(words.BadName, err)
}

// A clock before 1970 does not bring the year 2106 into the book.
func TestClockBefore1970(t *testing.T) {
	c := Config{Now: func() time.Time { return time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC) }}
	if got := c.seconds(); got != 0 {
		t.Errorf("it says %d", got)
	}
}

// A dry run is refused for what the real run would be refused for, and writes nothing.
func TestDryRunsAskRulesAndForm(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "10", "envelope")
	before := m.verified()
	bell := PayRequest{From: "ana", To: []Payment{{"bob", "1"}}, Memo: "\a", Passphrase: pass, DryRun: true}
	_, err := m.Pay(ctx, bell)
	m.refused(words.BadForm, err)
	_, err = m.AttestMember(ctx, AttestMemberRequest{Account: "ana", Day: 1, Name: strings.Repeat("a", 65), DryRun: true})
	m.refused(words.BadForm, err)
	_, err = m.AttestDeposit(ctx, AttestDepositRequest{To: "bob", Amount: "10", Ref: "envelope", DryRun: true})
	m.refused(words.DuplicateFact, err)
	if after := m.verified(); after.State != before.State {
		t.Error("a dry run has written")
	}
}

// A series that is refused for its form leaves no seed behind.
func TestRefusedSeriesLeavesNoSeed(t *testing.T) {
	m := newMarket(t, "none")
	m.people("asso")
	m.deposit("asso", "10", "envelope")
	_, err := m.Issue(ctx, IssueRequest{From: "asso", Make: "1x1", Expires: "2027-11-22", Issuer: "a\nb", Passphrase: pass})
	m.refused(words.BadForm, err)
	k, err := keystore.Open(m.config.Dir, pass)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	if list := k.List(); len(list) != 2 {
		t.Errorf("the keystore holds %v", list)
	}
}

// What is too many is told with its own figures.
func TestTooManyTellsHowMany(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana")
	p := m.refused(words.TooMany, second(m.Pay(ctx, PayRequest{From: "ana", To: make([]Payment, 65), Passphrase: pass})))
	if p.Args["count"] != "65" || p.Args["max"] != "64" {
		t.Errorf("it says %v", p.Args)
	}
	memo := PayRequest{From: "ana", To: []Payment{{"ana", "1"}}, Memo: strings.Repeat("é", 33), Passphrase: pass}
	m.refused(words.Usage, second(m.Pay(ctx, memo)))
}

func second[T any](_ T, err error) error { return err }

// A dry run of a policy tells the lines that were asked for; parts that outgrow the fund are told
// as that.
func TestPolicyThatIsOnlyTried(t *testing.T) {
	m := newMarket(t, "none")
	in := PolicyRequest{Propose: true, Line: "5", Fund: "10", AdvancePart: "6", DisputePart: "4", Passphrase: pass, DryRun: true}
	if tried := must[EpochReply](m)(m.Policy(ctx, in)); tried.Line != 500 || tried.Fund != 1000 || tried.AdvancePart != 600 {
		t.Errorf("it would be %+v", tried)
	}
	if now := must[EpochReply](m)(m.Policy(ctx, PolicyRequest{})); now.Epoch != 1 || now.Fund != 0 {
		t.Errorf("a dry run has made it %+v", now)
	}
	in.DisputePart = "5"
	m.refused(words.Usage, second(m.Policy(ctx, in)))
}

// A derivation or curve that a kind of key does not have is not passed over: another account would
// come of it.
func TestKeysHaveWhatWasAsked(t *testing.T) {
	m := newMarket(t, "none")
	in := AccountNewRequest{Name: "toto", Kind: "identifier", Secret: Hidden("toto"), Password: Hidden("toto"), Passphrase: pass}
	sr, derived := in, in
	sr.Curve, derived.Path = "sr25519", "//0"
	for _, one := range []AccountNewRequest{sr, derived} {
		m.refused(words.Usage, second(m.AccountNew(ctx, one)))
	}
	must[AccountReply](m)(m.AccountNew(ctx, in))
}

// A small file that would unpack to more than the memory of a small machine is refused early, and
// so is one that has a file twice.
func TestBackupThatSwells(t *testing.T) {
	swollen := func(size int, names ...string) []byte {
		var out bytes.Buffer
		archive := zip.NewWriter(&out)
		for _, name := range names {
			w, err := archive.Create(name)
			if err == nil {
				_, err = w.Write(make([]byte, size))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := archive.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	if _, err := unpack(swollen(64<<20, bundleFile)); err == nil {
		t.Error("a bomb was unpacked")
	}
	if _, err := unpack(swollen(1, PrintedFile, PrintedFile)); err == nil {
		t.Error("a file twice was taken")
	}
}

// Who can write the list of names cannot turn a payment made by name: the locked file wins.
func TestMeddledNamesTurnNoPayment(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob", "thief")
	m.deposit("ana", "10", "envelope")
	bob := must[keys.Account](m)(m.account("bob"))
	thief := must[keys.Account](m)(m.account("thief"))
	list, err := os.ReadFile(m.config.path(keystore.IndexFile))
	if err != nil {
		t.Fatal(err)
	}
	swapped := strings.NewReplacer(bob.String(), thief.String(), thief.String(), bob.String()).Replace(string(list))
	if err := os.WriteFile(m.config.path(keystore.IndexFile), []byte(swapped), 0o600); err != nil {
		t.Fatal(err)
	}
	must[EntryReply](m)(m.pay("ana", "bob", "4"))
	m.has(bob.String(), 400)
	m.has(thief.String(), 0)
}

// A book that could not be read again after its disk failed answers nothing, and no zero.
func TestNoAnswerFromALostBook(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana")
	m.deposit("ana", "10", "envelope")
	if err := m.store.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := m.pay("ana", "ana", "1"); err == nil {
		t.Fatal("paid without a disk")
	}
	if b, err := ask[BalanceReply](m.Node, "balance", BalanceRequest{"ana"}); err == nil {
		t.Errorf("the balance of a lost book is %+v", b)
	}
	m.open()
}
