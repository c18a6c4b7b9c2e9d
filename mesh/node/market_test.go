package node

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"foirail/ledger/words"
)

var ctx = context.Background()

var pass = Hidden("a long enough passphrase")

// market is a node in a scratch directory, with its clock stopped at noon of a market day.
type market struct {
	*Node
	t      *testing.T
	config Config
}

func newMarket(t *testing.T, chain string) *market {
	t.Helper()
	m := &market{t: t, config: Config{Dir: filepath.Join(t.TempDir(), "node"), WorkFactor: 2,
		Now:  func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) },
		Free: func(string) (uint64, uint64, error) { return 1 << 40, 1 << 41, nil }}}
	if _, err := Found(ctx, m.config, FoundRequest{Name: "Vallée", Market: "Saint-Agrève", Chain: chain, Passphrase: pass}); err != nil {
		t.Fatal(err)
	}
	m.open()
	t.Cleanup(func() { m.Close() })
	return m
}

func (m *market) open() {
	m.t.Helper()
	n, err := Open(m.config)
	if err != nil {
		m.t.Fatal(err)
	}
	m.Node = n
}

// reopen closes the node and opens its directory again.
func (m *market) reopen() {
	m.t.Helper()
	if err := m.Close(); err != nil {
		m.t.Fatal(err)
	}
	m.open()
}

// must fails the test on a problem.
func must[T any](m *market) func(T, error) T {
	return func(v T, err error) T {
		m.t.Helper()
		if err != nil {
			m.t.Fatal(err)
		}
		return v
	}
}

// refused fails the test unless err is a problem of this code.
func (m *market) refused(code words.Code, err error) *Problem {
	m.t.Helper()
	var p *Problem
	if !errors.As(err, &p) || p.Code != code {
		m.t.Errorf("got %v, want the problem %s", err, code)
	}
	return p
}

func (m *market) people(names ...string) {
	m.t.Helper()
	for _, name := range names {
		must[AccountReply](m)(m.AccountNew(ctx, AccountNewRequest{Name: name, Passphrase: pass}))
	}
}

func (m *market) deposit(to, amount, ref string) {
	m.t.Helper()
	must[EntryReply](m)(m.AttestDeposit(ctx, AttestDepositRequest{To: to, Amount: amount, Ref: ref}))
}

func (m *market) pay(from, to, amount string) (EntryReply, error) {
	return m.Pay(ctx, PayRequest{From: from, To: []Payment{{to, amount}}, Passphrase: pass})
}

func (m *market) has(who string, units int64) {
	m.t.Helper()
	if b := must[BalanceReply](m)(m.Balance(ctx, BalanceRequest{who})); b.Final != units || b.Backed != 0 {
		m.t.Errorf("%s has %d final and %d backed, want %d final", who, b.Final, b.Backed, units)
	}
}

func (m *market) verified() VerifyReply {
	m.t.Helper()
	reply := must[VerifyReply](m)(m.Verify(ctx, VerifyRequest{}))
	if !reply.OK {
		m.t.Errorf("verify found %v", reply.Found)
	}
	return reply
}

// issued is a series of asso's, 3 coupons of 1, 2 of 5 Ğ1.
func (m *market) issued() IssueReply {
	m.t.Helper()
	m.people("asso", "ana")
	m.deposit("asso", "100", "envelope 1")
	return must[IssueReply](m)(m.Issue(ctx, IssueRequest{From: "asso", Make: "3x1,2x5", Expires: "2027-12-31", Passphrase: pass}))
}

func (m *market) opened(series string, serial int) Hidden {
	m.t.Helper()
	return must[Hidden](m)(m.DemoCode(ctx, pass, series, serial))
}

func TestMarketDay(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	m.has("asso", 10000-1300)

	pdf := must[PrintReply](m)(m.Print(ctx, PrintRequest{Series: series, Lang: "fr", Passphrase: pass}))
	if len(pdf.PDF) < 1000 || pdf.From != 1 || pdf.To != 5 {
		t.Errorf("a sheet of %d bytes, serials %d to %d", len(pdf.PDF), pdf.From, pdf.To)
	}
	code := m.opened(series, 4)
	_, err := m.Redeem(ctx, RedeemRequest{To: "ana", Code: code})
	m.refused(words.NotActive, err)
	must[MarkReply](m)(m.Activate(ctx, MarkRequest{Series: series, Serials: "1-4", Passphrase: pass}))
	got := must[[]RedeemReply](m)(m.Redeem(ctx, RedeemRequest{To: "ana", Code: code}))
	if got[0].Value != 500 || got[0].Entry.Level != "final" {
		t.Errorf("cashed %+v", got[0])
	}
	m.has("ana", 500)
	m.reopen()
	for _, to := range []string{"ana", "asso"} {
		_, err = m.Redeem(ctx, RedeemRequest{To: to, Code: code})
		if p := m.refused(words.AlreadyCashed, err); p != nil && (p.Args["to"] != "ana" || p.Args["when"] != "2026-11-22T12:00:00Z") {
			t.Errorf("the refusal says %v", p.Args)
		}
	}
	paid := must[EntryReply](m)(m.pay("ana", "asso", "1,50"))
	if paid.Entry.Level != "final" {
		t.Errorf("a payment before the lone steward is %s", paid.Entry.Level)
	}
	m.has("ana", 350)
	_, err = m.pay("ana", "asso", "3.51")
	m.refused(words.Insufficient, err)
	must[EntryReply](m)(m.Withdraw(ctx, WithdrawRequest{From: "ana", Amount: "0.50", Passphrase: pass}))
	must[MarkReply](m)(m.Cancel(ctx, MarkRequest{Series: series, Serials: "5", Passphrase: pass}))
	m.has("asso", 10000-1300+150+500)
	if reply := m.verified(); reply.Totals != (Totals{Deposits: 10000, Withdrawals: 50, Balances: 9650, Coupons: 300}) {
		t.Errorf("totals %+v", reply.Totals)
	}
}

func TestPrintingTwice(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	first := must[PrintReply](m)(m.Print(ctx, PrintRequest{Series: series, Passphrase: pass}))
	_, err := m.Print(ctx, PrintRequest{Series: series, Passphrase: pass})
	m.refused(words.AlreadyPrinted, err)
	again := must[PrintReply](m)(m.Print(ctx, PrintRequest{Series: series, Resume: true, After: 3, Passphrase: pass}))
	if again.From != 4 || again.To != first.To {
		t.Errorf("went on with %d to %d", again.From, again.To)
	}
	_, err = m.Print(ctx, PrintRequest{Series: series, Resume: true, After: 2, Passphrase: pass})
	m.refused(words.BadRange, err)
}

func TestCancelledPaperIsNotPrinted(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	must[MarkReply](m)(m.Cancel(ctx, MarkRequest{Series: series, Serials: "1-4", Passphrase: pass}))
	must[PrintReply](m)(m.Print(ctx, PrintRequest{Series: series, DryRun: true, Passphrase: pass}))
	must[MarkReply](m)(m.Cancel(ctx, MarkRequest{Series: series, Serials: "5", Passphrase: pass}))
	_, err := m.Print(ctx, PrintRequest{Series: series, Passphrase: pass})
	m.refused(words.Cancelled, err)
}

// A sheet is the same bytes each time: the printer stopped, and the person begins again.
func TestSheetIsTheSameEachTime(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	first := must[PrintReply](m)(m.Print(ctx, PrintRequest{Series: series, Passphrase: pass}))
	again := must[PrintReply](m)(m.Print(ctx, PrintRequest{Series: series, Resume: true, Passphrase: pass}))
	if string(first.PDF) != string(again.PDF) {
		t.Error("the same serials gave another PDF")
	}
}

func TestSameIDIsTheSamePayment(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "10", "envelope")
	ask := PayRequest{From: "ana", To: []Payment{{"bob", "4"}}, ID: "order 7", Passphrase: pass}
	first := must[EntryReply](m)(m.Pay(ctx, ask))
	m.reopen()
	if again := must[EntryReply](m)(m.Pay(ctx, ask)); again != first {
		t.Errorf("got %+v, then %+v", first, again)
	}
	m.has("bob", 400)
	ask.To[0].Amount = "5"
	_, err := m.Pay(ctx, ask)
	m.refused(words.IDReused, err)
	m.has("bob", 400)
}

func TestNextEpochAndExpiry(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	must[MarkReply](m)(m.Activate(ctx, MarkRequest{Series: series, Passphrase: pass}))
	must[[]RedeemReply](m)(m.Redeem(ctx, RedeemRequest{To: "ana", Code: m.opened(series, 1)}))
	_, err := m.Expire(ctx, ExpireRequest{Series: series})
	m.refused(words.BadDate, err)
	before := m.voting.Account()
	if e := must[EpochReply](m)(m.Policy(ctx, PolicyRequest{Propose: true, Line: "30", Fund: "0", Passphrase: pass})); e.Epoch != 2 || e.Line != 3000 {
		t.Errorf("the next epoch is %+v", e)
	}
	if m.voting.Account() == before {
		t.Error("the voting key is the old one")
	}
	if _, err := os.Stat(m.config.path("voting-1.key")); err == nil {
		t.Error("the old voting key is still there")
	}
	must[EntryReply](m)(m.pay("ana", "asso", "1"))
	m.Node.config.Now = func() time.Time { return time.Date(2028, 1, 1, 12, 0, 0, 0, time.UTC) }
	ended := must[MarkReply](m)(m.Expire(ctx, ExpireRequest{Series: series}))
	if ended.Coupons != 4 || ended.Total != 1200 {
		t.Errorf("gave back %+v", ended)
	}
	m.has("asso", 10000)
	_, err = m.Redeem(ctx, RedeemRequest{To: "ana", Code: m.opened(series, 2)})
	m.refused(words.Expired, err)
	m.verified()
}

func TestBackupAndRestore(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "10", "envelope")
	must[EntryReply](m)(m.pay("ana", "bob", "4"))
	backup := must[BackupReply](m)(m.Backup(ctx, BackupRequest{}))
	must[EntryReply](m)(m.pay("ana", "bob", "1")) // the backup does not know this one
	other := &market{t: t, config: m.config}
	other.config.Dir = filepath.Join(t.TempDir(), "other")
	back, err := Restore(ctx, other.config, RestoreRequest{Backup: backup.Backup, Passphrase: pass})
	if err != nil {
		t.Fatal(err)
	}
	if back.Epoch != 2 || back.Steward == m.voting.Account() {
		t.Errorf("restored as %+v", back)
	}
	other.open()
	defer other.Close()
	other.has("bob", 400)
	must[EntryReply](other)(other.pay("bob", "ana", "2"))
	other.verified()
}

func TestRealChainWantsItsEventID(t *testing.T) {
	m := newMarket(t, "g1")
	m.people("ana")
	_, err := m.AttestDeposit(ctx, AttestDepositRequest{To: "ana", Amount: "10", Ref: "in an envelope"})
	m.refused(words.EventIDNeeded, err)
	m.deposit("ana", "10", "84128-2")
	_, err = m.AttestDeposit(ctx, AttestDepositRequest{To: "ana", Amount: "10", Ref: "84128-a025b-2"})
	m.refused(words.DuplicateFact, err)
	_, err = m.Withdraw(ctx, WithdrawRequest{From: "ana", Amount: "0.99", Passphrase: pass})
	m.refused(words.BelowExistential, err)
	must[EntryReply](m)(m.Withdraw(ctx, WithdrawRequest{From: "ana", Amount: "1", Passphrase: pass}))
}
