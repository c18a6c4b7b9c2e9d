package node

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// council is a market of four stewards, of whom this machine is the first.
type council struct {
	*market
	others []*keys.Secret // voting keys of the other three
}

func testSecret(t *testing.T, name string) *keys.Secret {
	t.Helper()
	s, err := keys.NewSecret(keys.Ed25519, sha256.Sum256([]byte(name)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newCouncil lets the lone steward seat three more in the second epoch.
func newCouncil(t *testing.T) *council {
	t.Helper()
	c := &council{market: newMarket(t, "none")}
	c.people("ana", "bob")
	c.deposit("ana", "100", "envelope")
	vault, err := c.secret(vaultName, pass)
	if err != nil {
		t.Fatal(err)
	}
	next, err := votingKey(c.config, 2)
	if err != nil {
		t.Fatal(err)
	}
	seats := []entry.Seated{{Voting: next.Account(), Vault: vault.Account()}}
	for _, name := range []string{"b", "c", "d"} {
		voting := testSecret(t, "voting "+name)
		c.others = append(c.others, voting)
		seats = append(seats, entry.Seated{Voting: voting.Account(), Vault: testSecret(t, "vault "+name).Account()})
	}
	slices.SortFunc(seats, func(a, b entry.Seated) int { return bytes.Compare(a.Voting[:], b.Voting[:]) })
	must[EntryReply](c.market)(c.word(&entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: 2},
		Value: &entry.NextEpoch{Seats: seats, Policy: c.Node.market().Policy}}, false))
	return c
}

func (c *council) pulsed() {
	c.t.Helper()
	if err := c.pulse(); err != nil {
		c.t.Fatal(err)
	}
}

// said is what the first so many others say of this steward's chain, so much more than it started with.
func (c *council) said(of int, more uint32) (list []claim) {
	h := c.start
	for _, by := range c.others[:of] {
		list = append(list, claim{by.Account(), head{h.seq + more, h.hash}})
	}
	return list
}

func (c *council) compareWith(list []claim) {
	c.t.Helper()
	if err := c.compare(c.Node.market(), list); err != nil {
		c.t.Fatal(err)
	}
}

// A lone steward who becomes one of four takes his new seat, and destroys his old key.
func TestASeatAmongFour(t *testing.T) {
	c := newCouncil(t)
	old := c.steward().Account()
	c.pulsed()
	if c.steward().Account() == old || !c.votes() {
		t.Error("he does not sit in the new epoch")
	}
	if _, err := os.Stat(c.config.path("voting-1.key")); err == nil {
		t.Error("the old voting key is still there")
	}
	if s := must[StatusReply](c.market)(c.Status(ctx, StatusRequest{})); s.Quorum || s.Reach != 1 || s.Needed != 3 || s.Seat < 1 || s.Epoch != 2 {
		t.Errorf("status %+v", s)
	}
	if got := must[EntryReply](c.market)(c.pay("ana", "bob", "1")).Entry.Level; got != "promised" {
		t.Errorf("one vote of four makes a payment %s", got)
	}
}

// After a start a steward among several says nothing before another has told what he knows.
func TestComparesBeforeItVotes(t *testing.T) {
	c := newCouncil(t)
	c.pulsed()
	c.reopen()
	votes := func() uint32 { return c.Node.words() }
	before := votes()
	must[EntryReply](c.market)(c.pay("ana", "bob", "1"))
	_, err := c.AttestDeposit(ctx, AttestDepositRequest{To: "ana", Amount: "1", Ref: "x"})
	c.refused(words.NotCompared, err)
	c.compareWith(nil)
	c.compareWith([]claim{{testSecret(t, "a stranger").Account(), c.start}})
	c.compareWith([]claim{{c.steward().Account(), c.start}})
	if c.votes() || votes() != before {
		t.Error("he speaks before he was compared")
	}
	c.compareWith(c.said(1, 0))
	if !c.votes() || votes() == before {
		t.Error("he does not vote after he was compared")
	}
}

// Who claims to know more and shows nothing holds a steward up for a moment only.
func TestAClaimWithoutProof(t *testing.T) {
	c := newCouncil(t)
	c.pulsed()
	c.reopen()
	for range headPatience {
		c.compareWith(c.said(3, 5))
		if c.votes() {
			t.Fatal("he votes while somebody says that there is more")
		}
	}
	c.compareWith(c.said(3, 5))
	if !c.votes() {
		t.Error("a lie silences him for good")
	}
}

// A machine put back to an older state never votes with its old key again.
func TestRolledBack(t *testing.T) {
	c := newCouncil(t)
	c.pulsed()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	old := &council{market: &market{t: t, config: c.fresh()}, others: c.others}
	if err := os.CopyFS(old.config.Dir, os.DirFS(c.config.Dir)); err != nil {
		t.Fatal(err)
	}
	closed(t, old.config.Dir)
	c.open()
	c.compareWith(c.said(1, 0))
	must[EntryReply](c.market)(c.pay("ana", "bob", "1"))
	all := must[BundleReply](c.market)(c.Bundle(ctx, BundleRequest{})).Bundle

	old.open()
	defer old.Close()
	list, err := readBundle(all)
	if err != nil {
		t.Fatal(err)
	}
	if err := offer(old.book, list); err != nil { // as the mesh brings it
		t.Fatal(err)
	}
	old.compareWith(old.said(3, 0))
	_, err = old.AttestDeposit(ctx, AttestDepositRequest{To: "ana", Amount: "1", Ref: "x"})
	old.refused(words.RestoredKey, err)
	if old.votes() {
		t.Error("it votes")
	}
	if s := must[StatusReply](old.market)(old.Status(ctx, StatusRequest{})); len(s.Warnings) == 0 || s.Warnings[0] != string(words.RestoredKey) {
		t.Errorf("it warns of %v", s.Warnings)
	}
	old.reopen()
	if old.steward() != nil || !old.lacksVoting() {
		t.Error("it has its voting key again after another start")
	}
}

// closed gives copied key files the mode that they had.
func closed(t *testing.T, dir string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if err := os.Chmod(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// A bundle with more of this steward's own words than he knows tells the same.
func TestBundleShowsARollBack(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "10", "envelope")
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	old := &market{t: t, config: m.fresh()}
	if err := os.CopyFS(old.config.Dir, os.DirFS(m.config.Dir)); err != nil {
		t.Fatal(err)
	}
	closed(t, old.config.Dir)
	m.open()
	must[EntryReply](m)(m.pay("ana", "bob", "1"))
	all := must[BundleReply](m)(m.Bundle(ctx, BundleRequest{})).Bundle
	if got := must[ImportReply](m)(m.Import(ctx, ImportRequest{Bundle: all})); got.New != 0 || !m.votes() {
		t.Errorf("its own bundle takes its vote away: %+v", got)
	}
	old.open()
	defer old.Close()
	must[ImportReply](old)(old.Import(ctx, ImportRequest{Bundle: all}))
	if old.votes() {
		t.Error("it votes")
	}
	_, err := old.AttestDeposit(ctx, AttestDepositRequest{To: "ana", Amount: "1", Ref: "x"})
	old.refused(words.RestoredKey, err)
}

// A candidate whom nobody has seated is no stranger's directory.
func TestCandidateWithoutASeat(t *testing.T) {
	m := newMarket(t, "none")
	vault, err := m.secret(vaultName, pass)
	if err != nil {
		t.Fatal(err)
	}
	other := &market{t: t, config: m.fresh()}
	all := must[BundleReply](m)(m.Bundle(ctx, BundleRequest{})).Bundle
	if _, err := ImportNew(ctx, other.config, ImportRequest{Bundle: all}); err != nil {
		t.Fatal(err)
	}
	other.open()
	defer other.Close()
	candidate, err := votingKey(other.config, 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.sit(candidate, vault, other.Node.market()); err != nil {
		t.Fatal(err)
	}
	must[EpochReply](m)(m.Epoch(ctx, EpochRequest{Next: true, Passphrase: pass}))
	all = must[BundleReply](m)(m.Bundle(ctx, BundleRequest{})).Bundle
	must[ImportReply](other)(other.Import(ctx, ImportRequest{Bundle: all}))
	other.pulseAndReopen()
	if other.steward() != nil {
		t.Error("it serves without a seat")
	}
}

func (m *market) pulseAndReopen() {
	m.t.Helper()
	if err := m.pulse(); err != nil {
		m.t.Fatal(err)
	}
	m.reopen()
}
