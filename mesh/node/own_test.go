package node

import (
	"os"
	"strings"
	"testing"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// grants gives an account money from nowhere, of which no transfer tells.
func (m *onChainMarket) grants(to keys.Account, amount uint64) {
	m.server.Do(func(c *dunitertest.Chain) {
		c.Step(dunitertest.Input{Order: &dunitertest.Order{Grant: &dunitertest.Grant{To: to, Amount: amount}}})
		c.Advance(1)
	})
}

// reported is the vault as this machine reports it.
func (m *market) reported() chain.VaultReport {
	m.t.Helper()
	r := must[ReportReply](m)(m.Report(ctx, ReportRequest{})).Report.Markets[0].Vault
	if r == nil {
		m.t.Fatal("the report has not asked the chain")
	}
	return *r
}

// What a founder keeps for fees on the account of his vault is told apart from the market's money, and told the same by
// a machine that begins anew, one that has lost what it read, and one whose file does not say what is his.
func TestFoundersOwnMoney(t *testing.T) {
	m := newOnChain(t, nil)
	vault := m.vault()
	m.grants(vault, 1000)
	m.pays("ana", vault, 5000)
	m.follows()
	told := func(own, difference int64) {
		t.Helper()
		if r := m.reported(); r.Own != own || r.Difference != difference || r.Should != 5000 {
			t.Errorf("the vault is %+v", r)
		}
	}
	told(1000, 0)
	if b := must[BackingReply](m.market)(m.Backing(ctx, BackingRequest{})); b.OnChain == nil || *b.OnChain != 5000 {
		t.Errorf("what stands behind the market's money is %+v", b.OnChain)
	}
	m.reopen()
	told(1000, 0)
	path := m.config.path(ChainFile)
	file, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(file), `"counted":true`) {
		t.Fatalf("the file is %s: %v", file, err)
	}
	m.Close()
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(file), `"counted":true,`, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	m.open()
	told(0, 1000) // it does not guess
	m.Close()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	m.open()
	told(1000, 0)
}

// Nobody asks for his money where it would be lost to him: no batch pays to the market's own vaults, and what comes to
// another market's is that one's. An address that somebody else names for his vault is good.
func TestNoWithdrawalToAVault(t *testing.T) {
	m := newOnChain(t, nil)
	vault := m.vault()
	m.pays("ana", vault, 5000)
	m.follows()
	lea := must[AccountReply](m.market)(m.AccountNew(ctx, AccountNewRequest{Name: "lea", Passphrase: pass})).Account
	must[EntryReply](m.market)(m.write(person(t, "ana"), &entry.Pay{Payees: []entry.Payee{{Market: m.home, Account: lea, Amount: 5000}}}, "", false))
	found := m.nextDoor("cyd")
	if _, err := m.book.Append(found); err != nil {
		t.Fatal(err)
	}
	for _, to := range []keys.Account{vault, person(t, "cyd").Account()} {
		_, err := m.Withdraw(ctx, WithdrawRequest{From: "lea", Amount: "10", To: to.String(), Passphrase: pass})
		m.refused(words.ToVault, err)
	}
	m.has("lea", 5000)
	bob := person(t, "bob").Account()
	next := &entry.NextEpoch{Seats: []entry.Seated{{Voting: person(t, "dan").Account(), Vault: bob}}}
	topic := entry.Topic{Kind: entry.TopicEpoch, Number: 2}
	e := &entry.Entry{Community: m.communityID(), Market: found.Market, Author: found.Author, Seq: 2, Prev: found.Hash(), Body: &entry.Propose{Topic: topic, Value: next}}
	if err := e.Sign(person(t, "cyd")); err != nil {
		t.Fatal(err)
	}
	if _, err := m.book.Append(e); err != nil {
		t.Fatal(err)
	}
	must[EntryReply](m.market)(m.Withdraw(ctx, WithdrawRequest{From: "lea", Amount: "10", To: bob.String(), Passphrase: pass}))
}

// Who sweeps the vault of one that he had keeps what is his own.
func TestSweepLeavesWhatIsOwn(t *testing.T) {
	v := newChainVillage(t, "bea", "carl", "dora")
	before := v.show().Before[0]
	v.chain.grants(before.Vault, 2500)
	v.look()
	if got := v.show().Before[0]; got.Own != 2500 || got.Free != before.Free+2500 {
		t.Fatalf("the vault before is %+v", got)
	}
	if r := v.sweeps("ana"); r.Moves != before.Free {
		t.Errorf("it is swept by %+v", r)
	}
	if got := v.show(); got.Before[0].Free != 2500 || got.Free != before.Free {
		t.Errorf("the vault is %+v", got)
	}
	if r := v.nodes["ana"].reported(); r.Own != 2500 || r.Difference != 0 {
		t.Errorf("the report has %+v", r)
	}
}

// Whoever hands over the vault that he had alone is told what of his own goes along, while he can still take it out.
func TestHandOverTellsWhatIsOwn(t *testing.T) {
	m := opened(t, nil)
	vault := m.vault()
	m.grants(vault, 1000)
	bob := person(t, "bob")
	proof, err := bob.Sign(entry.SeatMessage(m.home, 2, person(t, "dan").Account()))
	if err != nil {
		t.Fatal(err)
	}
	must[EntryReply](m.market)(m.write(person(t, "dan"), &entry.Seat{Epoch: 2, Name: "dan", Vault: bob.Account(), VaultSignature: proof}, "", false))
	next := &entry.NextEpoch{Seats: []entry.Seated{{Voting: person(t, "dan").Account(), Vault: bob.Account()}}}
	if _, err := m.word(&entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: 2}, Value: next}, false); err != nil {
		t.Fatal(err)
	}
	hand := chain.Order{Market: m.home, Topic: entry.Topic{Kind: entry.TopicBatch, Number: 1}}
	m.book.View(func(s *ledger.State) { hand.Standing, err = chain.StandingOf(s, m.home) })
	var call []byte
	m.server.Do(func(c *dunitertest.Chain) { call, err = hand.Call(c.Runtime()) })
	if err != nil || hand.Standing.Act != entry.HandOver {
		t.Fatalf("next comes %+v: %v", hand.Standing, err)
	}
	_, err = m.write(person(t, "dan"), &entry.Propose{Topic: hand.Topic, Value: &entry.Batch{Act: entry.HandOver, TxVersion: 1, Call: call}}, "", false)
	if err != nil {
		t.Fatal(err)
	}
	if a := must[ApproveReply](m.market)(m.SettleApprove(ctx, ApproveRequest{DryRun: true})); a.Act != "hand-over" || a.Own != 900 {
		t.Errorf("what is signed is %+v", a)
	}
}
