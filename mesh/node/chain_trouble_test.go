package node

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// opened is a lone steward's market whose vault is open, with 50.00 of ana's in it.
func opened(t *testing.T, change func(*dunitertest.Config)) *onChainMarket {
	t.Helper()
	m := newOnChain(t, change)
	m.pays("ana", m.vault(), 5000)
	m.follows()
	must[SettleProposeReply](m.market)(m.SettlePropose(ctx, SettleProposeRequest{}))
	m.approves()
	m.follows()
	return m
}

// blind fails the test unless a look at the chain has this problem.
func (m *onChainMarket) blind(code words.Code) {
	m.t.Helper()
	_, err := m.lookAround(ctx, windowsAtOnce)
	m.refused(code, err)
	if m.look.settling() != nil {
		m.t.Error("the steward still relies on what was known")
	}
}

// The power goes between keeping what was signed and sending it: after the start the same bytes are sent, by
// the machine alone.
func TestCutBetweenKeepingAndSending(t *testing.T) {
	m := opened(t, nil)
	m.withdraws("ana", 1500)
	m.follows()
	act := m.keeps()
	m.reopen() // the power is back
	if a := must[ApproveReply](m.market)(m.SettleApprove(ctx, ApproveRequest{DryRun: true})); !a.Again {
		t.Errorf("it would sign anew: %+v", a)
	}
	m.advance(1)
	if got := m.onTheChain(person(t, "ana").Account()); got != 100_000-5000 {
		t.Errorf("a look sends: ana has %d", got)
	}
	m.follows()
	m.advance(1)
	m.follows()
	if got := m.onTheChain(person(t, "ana").Account()); got != 100_000-5000+1500 {
		t.Errorf("ana has %d on the chain", got)
	}
	if status := m.settled(); len(status.Acts) != 2 || status.Acts[1].Hash != act.Hash.String() || status.Owed != 0 {
		t.Errorf("the settlement is %+v", status)
	}
}

// seatOfOne is the only key of the vault.
func (m *onChainMarket) seatOfOne() keys.Account { return m.market.Node.market().Stewards[0].Vault }

// A vault that has lost money to somebody who has its key covers no new deposits, and says so; what came
// before stays as it was.
func TestVaultThatIsShort(t *testing.T) {
	m := opened(t, nil)
	key := must[*keys.Secret](m.market)(m.secret(vaultName, pass))
	m.server.Do(func(c *dunitertest.Chain) {
		call, err := c.Runtime().Call("Balances", "transfer_keep_alive", duniter.Fields{"dest": person(t, "cyd").Account(), "value": uint64(4000)})
		if err != nil {
			t.Fatal(err)
		}
		x, err := c.Runtime().Sign(key, c.Intent(key.Account(), call))
		if err == nil {
			err = c.Submit(x.Bytes)
		}
		if err != nil {
			t.Fatal(err)
		}
		c.Advance(1)
	})
	m.pays("bob", m.vault(), 700)
	if reply := m.follows(); reply.Attested != 0 || !reply.Short || reply.Open != 1 {
		t.Errorf("a deposit that is not covered: %+v", reply)
	}
	m.has(person(t, "ana").Account().String(), 5000)
	if list := m.warnings(); len(list) != 1 || list[0].Code != words.VaultShort {
		t.Errorf("it warns of %v", list)
	}
	m.reopen()
	m.pays("cyd", m.vault(), 4000)
	if reply := m.follows(); reply.Attested != 1 || !reply.Short || reply.Open != 1 {
		t.Errorf("as much as is covered, in the order of the blocks: %+v", reply)
	}
	m.has(person(t, "bob").Account().String(), 700)
}

// While the chain is busy, or its blocks do not become final, nothing is proposed.
func TestNothingIsProposedOnABusyChain(t *testing.T) {
	m := opened(t, nil)
	m.withdraws("ana", 1500)
	if !(sight{Multiplier: 1, Best: 3}).calm() || (sight{Multiplier: 2}).calm() || (sight{Multiplier: 1, Best: runsAway}).calm() {
		t.Error("a chain is calm when it is quiet and becomes final")
	}
	m.server.Do(func(c *dunitertest.Chain) { c.Make(runsAway + 1) })
	m.follows()
	_, err := m.SettlePropose(ctx, SettleProposeRequest{})
	m.refused(words.ChainBusy, m.told(err))
	if status := m.settled(); len(status.Batches) != 1 {
		t.Errorf("decided are %+v", status.Batches)
	}
	m.server.Do(func(c *dunitertest.Chain) { c.Finalise(0) })
	m.follows()
	if status := m.settled(); len(status.Batches) != 2 {
		t.Errorf("when it is calm again decided are %+v", status.Batches)
	}
}

// The answer to what was sent is lost: the same bytes are sent after the start, and nothing else was ever
// signed.
func TestAnswerThatIsLost(t *testing.T) {
	m := opened(t, nil)
	m.withdraws("ana", 1500)
	m.follows()
	shown := must[ApproveReply](m.market)(m.SettleApprove(ctx, ApproveRequest{DryRun: true}))
	for _, e := range m.ends {
		e.Lie(func(method string, answer json.RawMessage) json.RawMessage {
			if method == "author_submitExtrinsic" {
				return json.RawMessage(`"0x00"`)
			}
			return answer
		})
	}
	m.server.Do(func(c *dunitertest.Chain) { c.Step(dunitertest.Input{Make: &dunitertest.Make{Empty: true}}) })
	reply := must[ApproveReply](m.market)(m.SettleApprove(ctx, ApproveRequest{Shown: shown.Shown, Passphrase: pass}))
	if !reply.Kept || reply.Sent {
		t.Errorf("an answer that makes no sense: %+v", reply)
	}
	kept, err := m.config.acts()
	if err != nil || len(kept) != 2 {
		t.Fatalf("kept are %v, %v", kept, err)
	}
	if info, err := os.Stat(m.config.path(ActsFile)); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the file of acts is %v, %v", info.Mode(), err)
	}
	for _, e := range m.ends {
		e.Lie(nil)
	}
	m.reopen()
	again := must[ApproveReply](m.market)(m.SettleApprove(ctx, ApproveRequest{DryRun: true}))
	if !again.Again || again.Sign != "run" {
		t.Errorf("after the start it would sign %+v", again)
	}
	m.follows()
	m.advance(1)
	m.follows()
	if after, err := m.config.acts(); err != nil || len(after) != 2 || after[1].Hash != kept[1].Hash || !after[1].Landed {
		t.Errorf("after all kept are %+v, %v", after, err)
	}
	if got := m.onTheChain(person(t, "ana").Account()); got != 100_000-5000+1500 {
		t.Errorf("ana has %d on the chain", got)
	}
}

// The vault key signs elsewhere: nothing more is signed with it until a person has looked.
func TestVaultKeyUsedElsewhere(t *testing.T) {
	m := opened(t, nil)
	m.withdraws("ana", 1500)
	m.follows()
	_, w, _ := m.look.seen()
	nothing := keptAct{Decision: w.Batch.Decision.String(), Sign: 3, Signer: m.vault(), Nonce: 0, Born: 1, Bytes: []byte{1}, Hash: duniter.Hash{1}}
	list, err := m.config.acts()
	if err != nil {
		t.Fatal(err)
	}
	if err := m.config.keepActs(append(list, nothing)); err != nil {
		t.Fatal(err)
	}
	_, err = m.SettleApprove(ctx, ApproveRequest{DryRun: true})
	m.refused(words.KeyElsewhere, m.told(err))
	if a := must[ApproveReply](m.market)(m.SettleApprove(ctx, ApproveRequest{DryRun: true, Looked: true})); a.Sign != "run" || a.Again {
		t.Errorf("once somebody has looked: %+v", a)
	}
}

// An endpoint that lies about money is not believed, and neither is the other: nothing is attested, and the
// steward relies on nothing until they agree again.
func TestLyingEndpoint(t *testing.T) {
	m := opened(t, nil)
	m.pays("ana", m.vault(), 700)
	m.ends[1].Lie(func(method string, answer json.RawMessage) json.RawMessage {
		if method == "state_queryStorageAt" {
			return json.RawMessage(strings.Replace(string(answer), "88", "99", 1))
		}
		return answer
	})
	before := m.held()
	m.blind(words.ChainDisagrees)
	if m.held() != before {
		t.Error("something was attested")
	}
	status := must[ChainStatusReply](m.market)(m.ChainStatus(ctx, ChainStatusRequest{}))
	if !status.Road || status.Finalised == 0 {
		t.Errorf("the status is %+v", status)
	}
	m.ends[1].Lie(nil)
	m.follows()
	m.has(person(t, "ana").Account().String(), 5700)
}

func (m *onChainMarket) held() (count int) {
	m.book.View(func(s *ledger.State) { count = s.Held() })
	return count
}

// Connections that drop are made again; endpoints that turn everybody away are said to be no road.
func TestDroppedConnections(t *testing.T) {
	m := opened(t, nil)
	m.pays("ana", m.vault(), 700)
	for _, e := range m.ends {
		e.Drop()
	}
	if reply := m.follows(); reply.Attested != 1 {
		t.Errorf("after a drop: %+v", reply)
	}
	for _, e := range m.ends {
		e.Shut(true)
	}
	m.advance(1)
	m.blind(words.NoRoad)
	status := must[VaultReply](m.market)(m.VaultShow(ctx, VaultRequest{}))
	if status.Road || status.Problem == nil || status.Problem.Code != words.NoRoad || !status.Open {
		t.Errorf("without a road the vault is %+v", status)
	}
	_, err := m.SettlePlan(ctx, SettlePlanRequest{})
	m.refused(words.NoRoad, m.told(err))
	if r := must[ReportReply](m.market)(m.Report(ctx, ReportRequest{})).Report; r.Markets[0].Vault != nil || r.Play {
		t.Errorf("without a road the report has the vault at %+v", r.Markets[0].Vault)
	}
	for _, e := range m.ends {
		e.Shut(false)
	}
	m.follows()
}

// An endpoint of another chain is never asked anything that matters.
func TestEndpointOfAnotherChain(t *testing.T) {
	m := newOnChain(t, nil)
	_, strange := newServer(t, func(c *dunitertest.Config) { c.Began++ })
	m.config.Chain = &ChainSettings{Endpoints: []string{m.ends[0].URL(), strange[0].URL()}}
	m.reopen()
	m.blind(words.OtherChain)
	if strange[0].Asked("state_getStorage") > 0 {
		t.Error("another chain was asked what stands there")
	}
}

// A certificate that is not valid today, by this machine's clock, is said to be that.
func TestClockThatIsWrong(t *testing.T) {
	m := newOnChain(t, nil)
	safe := m.server.Open(true)
	m.config.Chain = &ChainSettings{Endpoints: []string{safe.URL()}, Agree: 1}
	m.config.Dialling = func(c *duniter.Config) {
		hasty(c)
		c.Roots, c.Now = safe.Roots(), func() time.Time { return time.Now().AddDate(-100, 0, 0) }
	}
	m.reopen()
	m.blind(words.ClockOrCertificate)
}

// The chain's extrinsics change their version: what was decided for the old one is refused, and people are
// asked before anything is signed for the new one.
func TestNewVersionOfExtrinsics(t *testing.T) {
	m := opened(t, nil)
	m.withdraws("ana", 1500)
	m.follows()
	m.server.Do(func(c *dunitertest.Chain) {
		c.Step(dunitertest.Input{Upgrade: &dunitertest.Upgrade{Spec: 1200, Tx: 2}})
		c.Advance(2)
	})
	m.follows()
	_, err := m.SettleApprove(ctx, ApproveRequest{DryRun: true})
	m.refused(words.OtherRuntime, m.told(err))
	if status := m.settled(); len(status.Batches) != 2 {
		t.Fatalf("nobody was asked, and decided are %+v", status.Batches)
	}
	if reply := must[SettleProposeReply](m.market)(m.SettlePropose(ctx, SettleProposeRequest{})); !reply.Decided || reply.Tx != 2 || reply.Batch != "1.1" {
		t.Errorf("with a person's word: %+v", reply)
	}
	m.approves()
	m.follows()
	if status := m.settled(); status.Owed != 0 || status.Batches[2].State != "ran" {
		t.Errorf("the settlement is %+v", status)
	}
}

// keeps has a vault key sign the batch that waits, and the power go before it is sent.
func (m *onChainMarket) keeps() chain.Act {
	m.t.Helper()
	s, w, _ := m.look.seen()
	m.look.busy.Lock()
	e, err := m.errand(ctx, s, w, m.seatOfOne())
	m.look.busy.Unlock()
	if err != nil {
		m.t.Fatal(err)
	}
	key := must[*keys.Secret](m.market)(m.secret(vaultName, pass))
	e.Sign = func(i duniter.Intent) (duniter.Extrinsic, error) { return s.Runtime.Sign(key, i) }
	do, err := e.Next()
	if err == nil {
		err = m.config.keepAct(*do.Keep)
	}
	if err != nil {
		m.t.Fatal(err)
	}
	return *do.Keep
}

// upgrades lets the next block be the last of the present runtime, and be final.
func (m *onChainMarket) upgrades(spec, tx uint32) {
	m.server.Do(func(c *dunitertest.Chain) {
		c.Step(dunitertest.Input{Upgrade: &dunitertest.Upgrade{Spec: spec, Tx: tx}})
		c.Advance(1)
	})
}

// What was signed for a runtime that is no more, and stands in no block up to its end, is made anew at once:
// nobody waits three hours for what cannot come.
func TestRuntimeOutlivesWhatWasSigned(t *testing.T) {
	m := opened(t, nil)
	m.withdraws("ana", 1500)
	m.follows()
	m.keeps()
	if a := must[ApproveReply](m.market)(m.SettleApprove(ctx, ApproveRequest{DryRun: true})); !a.Again {
		t.Errorf("before: %+v", a)
	}
	m.upgrades(1101, 1)
	if a := m.approves(); a.Again {
		t.Errorf("after the upgrade the old bytes are sent: %+v", a)
	}
	m.follows()
	if got := m.onTheChain(person(t, "ana").Account()); got != 100_000-5000+1500 {
		t.Errorf("ana has %d on the chain", got)
	}
	if acts := m.settled().Acts; len(acts) != 3 || acts[1].State != "gone" || acts[2].State != "landed" {
		t.Errorf("the acts are %+v", acts)
	}
}

// What was signed is in the last block of the old runtime: it has landed, and nothing is made anew. Before that
// block is final nothing is said of it at all.
func TestUpgradeRightBehindWhatWasSigned(t *testing.T) {
	m := opened(t, nil)
	m.withdraws("ana", 1500)
	m.follows()
	act := m.keeps()
	m.server.Do(func(c *dunitertest.Chain) {
		if err := c.Submit(act.Bytes); err != nil {
			t.Fatal(err)
		}
		c.Step(dunitertest.Input{Upgrade: &dunitertest.Upgrade{Spec: 1101, Tx: 1}})
		c.Make(2) // not final yet
	})
	m.follows()
	if acts := m.settled().Acts; acts[1].State != "sent" {
		t.Errorf("before the end is final: %+v", acts)
	}
	m.server.Do(func(c *dunitertest.Chain) { c.Finalise(0) })
	m.follows()
	if status := m.settled(); len(status.Acts) != 2 || status.Acts[1].State != "landed" || status.Owed != 0 {
		t.Errorf("after it: %+v", status)
	}
}

// A file that does not say for which runtime something was signed lets nothing go before its time.
func TestRuntimeOfAnOldFileIsNotKnown(t *testing.T) {
	m := opened(t, nil)
	m.withdraws("ana", 1500)
	m.follows()
	m.keeps()
	list, err := m.config.acts()
	if err == nil {
		list[1].Spec, list[1].Tx = 0, 0
		err = m.config.keepActs(list)
	}
	if err != nil {
		t.Fatal(err)
	}
	m.upgrades(1101, 1)
	m.follows()
	if acts := m.settled().Acts; acts[1].State != "sent" {
		t.Errorf("the acts are %+v", acts)
	}
}

func (m *onChainMarket) settled() SettleStatusReply {
	m.t.Helper()
	return must[SettleStatusReply](m.market)(m.SettleStatus(ctx, SettleStatusRequest{}))
}

// The chain asks for something beside a call that this program does not know: nothing is signed.
func TestUnknownExtension(t *testing.T) {
	m := opened(t, nil)
	m.withdraws("ana", 1500)
	m.follows()
	m.server.Do(func(c *dunitertest.Chain) {
		c.Step(dunitertest.Input{Upgrade: &dunitertest.Upgrade{Table: strings.Replace(dunitertest.G1, "extension CheckMetadataHash",
			"extension CheckMood () ()\nextension CheckMetadataHash", 1), Spec: 1200, Tx: 1}})
		c.Advance(2)
	})
	_, err := m.SettleApprove(ctx, ApproveRequest{DryRun: true})
	m.refused(words.ChainExtension, m.told(err))
	if kept, err := m.config.acts(); err != nil || len(kept) != 1 {
		t.Errorf("kept are %v, %v", kept, err)
	}
}

// Nodes that do not keep old blocks say so; where nothing came before, a person says from where to read.
func TestPrunedEndpoints(t *testing.T) {
	m := newOnChain(t, func(c *dunitertest.Config) { c.KeepState = 40 })
	m.advance(300)
	_, err := m.ChainFollow(ctx, ChainFollowRequest{})
	if p := m.refused(words.ChainPruned, m.told(err)); p != nil && p.Args["number"] == "" {
		t.Errorf("it does not say which block: %v", p)
	}
	from := uint32(290)
	if reply := must[ChainFollowReply](m.market)(m.ChainFollow(ctx, ChainFollowRequest{From: &from})); reply.Behind != 0 {
		t.Errorf("from block 290 on: %+v", reply)
	}
	m.pays("ana", m.vault(), 5000)
	m.follows()
	m.has(person(t, "ana").Account().String(), 5000)
	later := uint32(300)
	_, err = m.ChainFollow(ctx, ChainFollowRequest{From: &later})
	m.refused(words.Usage, m.told(err))
}

// A node that follows needs no archive: what it asks for is never old.
func TestFollowingNeedsNoArchive(t *testing.T) {
	m := opened(t, func(c *dunitertest.Config) { c.KeepState = 40 })
	for range 10 {
		m.advance(20)
		m.follows()
	}
	m.withdraws("ana", 1500)
	m.follows()
	m.approves()
	m.follows()
	if status := m.settled(); status.Owed != 0 || len(status.Batches) != 2 {
		t.Errorf("the settlement is %+v", status)
	}
}

// Most blocks bring nothing: then a node that runs asks little, and what does come is seen.
func TestGlance(t *testing.T) {
	m := opened(t, nil)
	looks := func() {
		if _, err := m.lookAround(ctx, windowsAtOnce); err != nil {
			t.Fatal(err)
		}
	}
	looks()
	asked := m.ends[0].Asked("state_getStorage")
	for range 5 {
		m.advance(1)
		looks()
	}
	if more := m.ends[0].Asked("state_getStorage") - asked; more > 0 {
		t.Errorf("%d more questions in quiet blocks", more)
	}
	status := must[ChainStatusReply](m.market)(m.ChainStatus(ctx, ChainStatusRequest{}))
	if status.Behind != 0 || status.When == "" || status.Finalised != status.Best {
		t.Errorf("the status is %+v", status)
	}
	m.pays("ana", m.vault(), 700)
	looks()
	m.has(person(t, "ana").Account().String(), 5700)
	m.withdraws("ana", 1500)
	looks()
	if status := m.settled(); len(status.Batches) != 2 {
		t.Errorf("decided are %+v", status.Batches)
	}
}

// A batch that ran before the ledger here knew of it is found in blocks that were read before.
func TestBatchThatRanBeforeItWasKnown(t *testing.T) {
	m := opened(t, nil)
	m.withdraws("ana", 1500)
	m.follows()
	m.approves()
	m.advance(50)
	memory := m.look.memory
	memory.Batches = nil // as if the decision came only now
	for i := range memory.Vaults {
		memory.Vaults[i].Upto, memory.Vaults[i].Stood = memory.Vaults[i].Upto+51, ""
	}
	if reply := m.follows(); reply.Attested != 1 {
		t.Errorf("the receipt is not found: %+v", reply)
	}
	if status := m.settled(); status.Owed != 0 {
		t.Errorf("the settlement is %+v", status)
	}
}

// Days of blocks in which nothing happens are not read one by one, and a directory without its memory of
// what was read says nothing twice.
func TestLongOutage(t *testing.T) {
	m := opened(t, nil)
	asked := m.ends[0].Asked("chain_getBlock")
	m.server.Do(func(c *dunitertest.Chain) { c.Make(3000); c.Finalise(0) })
	m.pays("ana", m.vault(), 700)
	m.server.Do(func(c *dunitertest.Chain) { c.Make(3000); c.Finalise(0) })
	reply := m.follows()
	if reply.Attested != 1 || reply.Read != 1 {
		t.Errorf("one deposit among 6,000 blocks: %+v", reply)
	}
	if got := m.ends[0].Asked("chain_getBlock") - asked; got > 2 {
		t.Errorf("%d blocks were asked for", got)
	}
	before := m.held()
	if err := os.Remove(m.config.path(ChainFile)); err != nil {
		t.Fatal(err)
	}
	m.reopen()
	if reply := m.follows(); reply.Attested != 0 || m.held() != before {
		t.Errorf("read again from the beginning: %+v", reply)
	}
	if err := os.WriteFile(filepath.Join(m.config.Dir, ChainFile), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.reopen()
	m.follows()
	m.verified()
}

// Who is a member on the chain, and the dividend, are attested once for each dividend.
func TestMembersAreAttested(t *testing.T) {
	m := newOnChain(t, func(c *dunitertest.Config) {
		c.Members = []dunitertest.Member{{Owner: person(t, "ana").Account(), Name: "Ana"}, {Owner: person(t, "cyd").Account(), Name: "Cyd"}}
	})
	m.pays("ana", m.vault(), 5000)
	m.follows()
	member := func(name string) (f *entry.Member) {
		m.book.View(func(s *ledger.State) { f = s.MemberFact(ledger.Ref{Market: m.home, Key: person(t, name).Account()}) })
		return f
	}
	if member("ana") != nil {
		t.Error("a member before the first dividend")
	}
	day := m.day
	day(1)
	m.follows()
	if f := member("ana"); f == nil || f.Name != "Ana" || f.FirstUD != 1 || f.Day != 1 {
		t.Errorf("ana is %+v", f)
	}
	if member("cyd") != nil {
		t.Error("somebody who has nothing here is looked for")
	}
	day(2)
	if reply := m.follows(); member("ana").Day != 1 {
		t.Errorf("what counts is said again: %+v", reply)
	}
	m.does("ana", func(rt *duniter.Runtime) (duniter.Call, error) { return rt.Call("UniversalDividend", "claim_uds", nil) })
	m.server.Do(func(c *dunitertest.Chain) {
		c.Step(dunitertest.Input{Order: &dunitertest.Order{Leave: person(t, "cyd").Account()}})
	})
	day(3)
	m.follows()
	if f := member("ana"); f.Day != 3 || f.FirstUD != 3 {
		t.Errorf("after her claim ana is %+v", f)
	}
	before := m.held()
	if m.follows(); m.held() != before {
		t.Error("on the same day it is said again")
	}
}

// One person keeps two of a vault's keys on one machine: each of them approves in turn.
func TestTwoKeysOfAVaultOnOneMachine(t *testing.T) {
	v := newChainVillage(t, "bea", "carl", "dora")
	ana := v.nodes["ana"]
	lent := must[*keys.Secret](v.nodes["bea"])(v.nodes["bea"].secret(vaultName, pass))
	k := must[*keystore.Keystore](ana)(ana.unlock(pass))
	if err := k.Add(keystore.Item{Name: "bea's vault", Use: keystore.UseVault, Curve: lent.Curve(), Seed: keystore.NewSeed(lent.Seed())}); err != nil {
		t.Fatal(err)
	}
	k.Close()
	v.chain.pays("ana", v.show().Vault, 5000)
	v.look()
	v.moves("open", "ana", "bea", "carl")
	v.look()
	v.signs("ana", "ana", "carl")
	if show := v.show(); !show.Open {
		t.Errorf("the vault is %+v", show)
	}
}

// A steward's machine that does not run beside others attests nothing, and says why.
func TestFollowSaysThatItAttestsNothing(t *testing.T) {
	v := newChainVillage(t, "bea", "carl", "dora")
	v.chain.pays("ana", v.show().Vault, 5000)
	bea := v.nodes["bea"]
	bea.reopen() // it has a seat, and nobody has told it yet what they know of its chain
	if reply := must[ChainFollowReply](bea)(bea.ChainFollow(ctx, ChainFollowRequest{})); reply.Attested != 0 || reply.Problem == nil || reply.Problem.Code != words.NotCompared {
		t.Errorf("alone: %+v", reply)
	}
	v.meet()
	if reply := must[ChainFollowReply](bea)(bea.ChainFollow(ctx, ChainFollowRequest{})); reply.Attested == 0 || reply.Problem != nil {
		t.Errorf("beside others: %+v", reply)
	}
}

// A key whose account has not even the fee signs nothing: no block would take it, and for three hours the key
// could sign nothing else.
func TestApprovalWithoutTheFee(t *testing.T) {
	m := opened(t, nil)
	m.withdraws("ana", 1500)
	m.follows()
	s, w, _ := m.look.seen()
	m.look.busy.Lock()
	defer m.look.busy.Unlock()
	e, err := m.errand(ctx, s, w, m.seatOfOne())
	if err != nil || e.Moment.Fees[chain.RunIt] == 0 {
		t.Fatalf("the fees are %v, %v", e.Moment.Fees, err)
	}
	e.Moment.Free = e.Moment.Existential
	_, err = m.approval(w, e)
	if p := m.refused(words.ApprovalDeposit, m.told(err)); p != nil && p.Args["need"] != fmt.Sprint(e.Moment.Existential+e.Moment.Fees[chain.RunIt]) {
		t.Errorf("it needs %v", p.Args)
	}
}

// What this machine cannot show whole nobody signs on it: a batch that names a withdrawal, a stray or a market which
// has not come yet.
func TestApprovalOfWhatIsNotHeld(t *testing.T) {
	m := opened(t, nil)
	m.withdraws("ana", 1500)
	m.follows()
	s, w, _ := m.look.seen()
	m.look.busy.Lock()
	defer m.look.busy.Unlock()
	e, err := m.errand(ctx, s, w, m.seatOfOne())
	if err != nil {
		t.Fatal(err)
	}
	if reply, err := m.approval(w, e); err != nil || len(reply.Pays) != 1 {
		t.Fatalf("what is held: %+v, %v", reply.Pays, err)
	}
	for name, change := range map[string]func(*entry.Batch){
		"a withdrawal": func(b *entry.Batch) { b.Paid = append(slices.Clone(b.Paid), entry.Hash{1}) },
		"a market":     func(b *entry.Batch) { b.Remits = []entry.Remit{{To: entry.MarketID{1}, Epoch: 2, Amount: 5}} },
	} {
		unseen, value := *w, *w.Batch.Value
		change(&value)
		unseen.Batch.Value = &value
		if _, err := m.approval(&unseen, e); m.refused(words.BatchUnseen, m.told(err)) == nil {
			t.Errorf("%s that is not held is signed for", name)
		}
	}
}
