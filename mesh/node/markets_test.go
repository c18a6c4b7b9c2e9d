package node

import (
	"os"
	"path/filepath"
	"testing"

	"foirail/ledger"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// beside is a fresh directory that follows a market's community.
func (m *market) beside(name string) *market {
	m.t.Helper()
	other := &market{t: m.t, config: m.config}
	other.config.Dir = filepath.Join(m.t.TempDir(), name)
	bundle := must[BundleReply](m)(m.Bundle(ctx, BundleRequest{})).Bundle
	must[ImportReply](m)(ImportNew(ctx, other.config, ImportRequest{Bundle: bundle}))
	return other
}

// named is the name of a node's home.
func (m *market) named() string { return must[HomeReply](m)(m.Home(ctx, HomeRequest{})).Market }

// Whatever further markets are founded, and whatever their ids, a directory's home stays where it was.
func TestHomeStays(t *testing.T) {
	t.Parallel()
	m := newMarket(t, "none")
	for m.home[0] < 0x80 { // so that one in two further markets has a lower id
		m = newMarket(t, "none")
	}
	wallet := m.beside("wallet")
	lower := false
	for i := 0; !lower && i < 64; i++ {
		other := m.beside("other")
		name := "Nord " + string(rune('A'+i%26)) + string(rune('A'+i/26))
		must[FoundReply](m)(Found(ctx, other.config, FoundRequest{Market: name, Passphrase: pass}))
		other.open()
		if got := other.named(); got != name {
			t.Fatalf("home is %s where %s was founded", got, name)
		}
		other.tell(m)
		lower = other.home.String() < m.home.String()
		if err := other.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if !lower {
		t.Fatal("no further market has a lower id")
	}
	if err := keystore.DestroyVoting(m.config.Dir, 1); err != nil { // a machine that serves no more
		t.Fatal(err)
	}
	m.reopen()
	if got := m.named(); got != "Saint-Agrève" || m.steward() != nil {
		t.Errorf("without a seat the founder's home is %s", got)
	}
	wallet.open()
	t.Cleanup(func() { wallet.Close() })
	m.tell(wallet)
	wallet.reopen()
	if got := wallet.named(); got != "Saint-Agrève" {
		t.Errorf("a follower's home is %s", got)
	}
}

// A founding that is interrupted when the key is on the disk and the entry is not leaves a directory
// that opens, and the same command finishes it.
func TestFoundingAMarketAgain(t *testing.T) {
	t.Parallel()
	m := newMarket(t, "none")
	other := m.beside("other")
	if err := other.config.keepPeers(known{Market: m.home.String(), Founds: "Nord", Peers: []string{}}); err != nil {
		t.Fatal(err)
	}
	voting, err := votingKey(other.config, 1)
	if err != nil {
		t.Fatal(err)
	}
	reply := must[FoundReply](m)(Found(ctx, other.config, FoundRequest{Market: "Nord", Passphrase: pass}))
	if reply.Steward != voting.Account() || !reply.Further {
		t.Errorf("founded as %+v", reply)
	}
	_, err = Found(ctx, other.config, FoundRequest{Market: "Est", Passphrase: pass})
	m.refused(words.HasSeat, err)
	other.open()
	t.Cleanup(func() { other.Close() })
	if !other.votes() || other.named() != "Nord" {
		t.Errorf("it votes: %v, in %s", other.votes(), other.named())
	}
	other.verified()
}

// Whoever founds a further market with the vault key of a market that is there would have both take the same deposits.
func TestFoundingWithTheSameVault(t *testing.T) {
	t.Parallel()
	m := newMarket(t, "none")
	other := m.beside("other")
	locked, err := os.ReadFile(m.config.path(keystore.LockedFile))
	if err == nil {
		err = os.WriteFile(other.config.path(keystore.LockedFile), locked, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	_, err = Found(ctx, other.config, FoundRequest{Market: "Nord", Passphrase: pass})
	m.refused(words.VaultTaken, err)
	if err := os.Remove(other.config.path(keystore.LockedFile)); err != nil {
		t.Fatal(err)
	}
	must[FoundReply](m)(Found(ctx, other.config, FoundRequest{Market: "Nord", Passphrase: pass}))
}

// The fund is paid by its name, here and abroad; nobody else may be called so.
func TestFundIsPaid(t *testing.T) {
	t.Parallel()
	m := newMarket(t, "none")
	m.people("ana")
	_, err := m.AccountNew(ctx, AccountNewRequest{Name: "fund", Passphrase: pass})
	m.refused(words.BadName, err)
	m.deposit("ana", "20", "envelope")
	m.deposit("fund", "5", "a gift")
	must[EntryReply](m)(m.pay("ana", "fund", "3"))
	must[EntryReply](m)(m.pay("ana", "fund@Saint-Agrève", "2"))
	must[EpochReply](m)(m.Policy(ctx, PolicyRequest{Propose: true, Fund: "30", AdvancePart: "10", Passphrase: pass}))
	m.has("fund", 1000)
	f := must[BackingReply](m)(m.Backing(ctx, BackingRequest{})).Fund
	want := FundReply{Account: ledger.FundKey(m.communityID(), m.home), Held: 1000, Stands: 3000, Backed: 2000, Advances: 1000}
	if f != want {
		t.Errorf("the fund is %+v, want %+v", f, want)
	}
	if shown := must[EpochReply](m)(m.Policy(ctx, PolicyRequest{})); shown.FundAccount != f.Account {
		t.Errorf("policy shows the address %v", shown.FundAccount)
	}
	if line := must[[]HistoryLine](m)(m.History(ctx, HistoryRequest{Account: "ana"}))[0]; line.Other != "fund" {
		t.Errorf("the history says %+v", line)
	}
	_, err = m.Withdraw(ctx, WithdrawRequest{From: "ana", Amount: "1", To: "fund", Passphrase: pass})
	m.refused(words.UnknownAccount, err) // nobody could ever take it from there on the chain
	m.verified()
}
