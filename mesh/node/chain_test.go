package node

import (
	"crypto/sha256"
	"testing"
	"time"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// onChainMarket is a market beside a chain that is really executed, behind two endpoints on loopback.
type onChainMarket struct {
	*market
	server *dunitertest.Server
	ends   []*dunitertest.Endpoint
}

// fee is what a batch costs that pays: it is too long to be free, and the vault of one signs it itself.
const fee = 5

// chainBegan is a while before the market's noon, in milliseconds.
var chainBegan = uint64(time.Date(2026, 11, 22, 11, 50, 0, 0, time.UTC).UnixMilli())

// person is somebody on the chain, with 1,000 Ğ1 there.
func person(t *testing.T, name string) *keys.Secret {
	t.Helper()
	s, err := keys.NewSecret(keys.Ed25519, sha256.Sum256([]byte(name)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newServer(t *testing.T, change func(*dunitertest.Config)) (*dunitertest.Server, []*dunitertest.Endpoint) {
	t.Helper()
	config := dunitertest.Config{Began: chainBegan, KeepState: -1}
	for _, name := range []string{"ana", "bob", "cyd"} {
		config.Accounts = append(config.Accounts, dunitertest.Grant{To: person(t, name).Account(), Amount: 100_000})
	}
	if change != nil {
		change(&config)
	}
	server := dunitertest.NewServer(dunitertest.New(config))
	t.Cleanup(server.Close)
	return server, []*dunitertest.Endpoint{server.Open(false), server.Open(false)}
}

// newOnChain founds a market on a chain, with one steward.
func newOnChain(t *testing.T, change func(*dunitertest.Config)) *onChainMarket {
	t.Helper()
	server, ends := newServer(t, change)
	var genesis duniter.Hash
	server.Do(func(c *dunitertest.Chain) { genesis = c.Genesis() })
	m := &onChainMarket{market: newMarket(t, genesis.String()), server: server, ends: ends}
	m.config.Chain = &ChainSettings{Endpoints: []string{ends[0].URL(), ends[1].URL()}}
	m.config.Dialling = hasty
	m.reopen()
	return m
}

// hasty lets a client that failed try again at once, and ask as much as it likes.
func hasty(c *duniter.Config) {
	c.Rate, c.Burst, c.Rest, c.LongestRest = 1e6, 1e6, time.Nanosecond, time.Nanosecond
}

// does has somebody do something on the chain, in a block of its own that is final.
func (m *onChainMarket) does(name string, call func(*duniter.Runtime) (duniter.Call, error)) {
	m.t.Helper()
	m.server.Do(func(c *dunitertest.Chain) {
		made, err := call(c.Runtime())
		if err != nil {
			m.t.Fatal(err)
		}
		by := person(m.t, name)
		x, err := c.Runtime().Sign(by, c.Intent(by.Account(), made))
		if err == nil {
			err = c.Submit(x.Bytes)
		}
		if err != nil {
			m.t.Fatal(err)
		}
		c.Advance(1)
	})
}

// pays has somebody send money to an account on the chain.
func (m *onChainMarket) pays(name string, to keys.Account, amount uint64) {
	m.t.Helper()
	m.does(name, func(rt *duniter.Runtime) (duniter.Call, error) {
		return rt.Call("Balances", "transfer_keep_alive", duniter.Fields{"dest": to, "value": amount})
	})
}

// advance makes blocks that are final.
func (m *onChainMarket) advance(blocks int) {
	m.server.Do(func(c *dunitertest.Chain) { c.Advance(blocks) })
}

// vault is the vault that the next batch acts on.
func (m *onChainMarket) vault() keys.Account {
	m.t.Helper()
	return must[VaultReply](m.market)(m.VaultShow(ctx, VaultRequest{})).Vault
}

// follows reads the chain up to its head.
func (m *onChainMarket) follows() ChainFollowReply {
	m.t.Helper()
	for {
		reply := must[ChainFollowReply](m.market)(m.ChainFollow(ctx, ChainFollowRequest{}))
		if reply.Behind == 0 {
			return reply
		}
	}
}

// approves has this machine's vault key approve the batch that waits, and the chain take it.
func (m *onChainMarket) approves() ApproveReply {
	m.t.Helper()
	shown := must[ApproveReply](m.market)(m.SettleApprove(ctx, ApproveRequest{DryRun: true}))
	reply := must[ApproveReply](m.market)(m.SettleApprove(ctx, ApproveRequest{Shown: shown.Shown, Passphrase: pass}))
	if !reply.Sent || !reply.Kept {
		m.t.Errorf("the approval is %+v", reply)
	}
	m.advance(1)
	return reply
}

// onTheChain is what somebody has there.
func (m *onChainMarket) onTheChain(who keys.Account) (sum uint64) {
	m.server.Do(func(c *dunitertest.Chain) {
		free, reserved := c.Holds(who)
		sum = free + reserved
	})
	return sum
}

// A lone steward's market: what comes to the vault is attested, the vault is opened, somebody asks for his
// money, and has it on the chain.
func TestLoneStewardSettles(t *testing.T) {
	m := newOnChain(t, nil)
	ana := person(t, "ana").Account()
	if plan := must[SettlePlanReply](m.market)(m.SettlePlan(ctx, SettlePlanRequest{})); plan.Act != "open" {
		t.Errorf("first comes %+v", plan)
	}
	_, err := m.SettlePropose(ctx, SettleProposeRequest{})
	m.refused(words.VaultPoor, err)
	m.pays("ana", m.vault(), 5000)
	if reply := m.follows(); reply.Attested != 1 || reply.Read == 0 {
		t.Errorf("after a deposit: %+v", reply)
	}
	m.has(ana.String(), 5000)
	if reply := m.follows(); reply.Attested != 0 || reply.Read != 0 {
		t.Errorf("with nothing new: %+v", reply)
	}
	_, err = m.SettlePropose(ctx, SettleProposeRequest{Act: "pay"})
	m.refused(words.VaultAct, err)
	_, err = m.SettleApprove(ctx, ApproveRequest{DryRun: true})
	m.refused(words.NoBatch, err)
	if reply := must[SettleProposeReply](m.market)(m.SettlePropose(ctx, SettleProposeRequest{Act: "open"})); !reply.Decided || reply.Act != "open" {
		t.Fatalf("a lone steward's word is %+v", reply)
	}
	_, err = m.SettlePropose(ctx, SettleProposeRequest{})
	m.refused(words.BatchMayRun, err)
	if a := m.approves(); a.Sign != "run" || a.Act != "open" || a.Deposit != 0 {
		t.Errorf("what is signed is %+v", a)
	}
	_, err = m.SettleApprove(ctx, ApproveRequest{DryRun: true})
	if m.follows(); err == nil {
		t.Error("a batch that ran is approved again")
	}
	if v := must[VaultReply](m.market)(m.VaultShow(ctx, VaultRequest{})); !v.Open || !v.Stands || v.Next != "pay" || v.Free+v.Reserved != 5000 || len(v.Own) != 1 {
		t.Errorf("the vault is %+v", v)
	}
	m.withdraws("ana", 1500)
	m.follows() // and the machine decides by itself
	if a := m.approves(); a.Act != "pay" || len(a.Pays) != 1 || a.Pays[0] != (PayoutReply{To: ana, Amount: 1500}) {
		t.Errorf("what is signed is %+v", a)
	}
	m.follows()
	if got := m.onTheChain(ana); got != 100_000-5000+1500 {
		t.Errorf("ana has %d on the chain", got)
	}
	status := must[SettleStatusReply](m.market)(m.SettleStatus(ctx, SettleStatusRequest{}))
	if status.Owed != 0 || len(status.Batches) != 2 || status.Batches[1].State != "ran" || len(status.Acts) != 2 || status.Acts[1].State != "landed" {
		t.Errorf("the settlement is %+v", status)
	}
	if b := must[BackingReply](m.market)(m.Backing(ctx, BackingRequest{})); b.Vault != 3500 || b.OnChain == nil || *b.OnChain != 3500-fee {
		t.Errorf("backing is %d, on the chain %d", b.Vault, *b.OnChain)
	}
	told := must[ReportReply](m.market)(m.Report(ctx, ReportRequest{})).Report.Markets[0]
	if told.Vault == nil || told.Vault.Difference != -fee || told.Sum.Difference != 0 || told.Withdrawals.Paid.Sum != 1500 || len(told.Batches) != 2 {
		t.Errorf("the report has the vault at %+v, the sum %+v", told.Vault, told.Sum)
	}
	m.verified()
}

// withdraws has somebody ask for his money on the chain.
func (m *onChainMarket) withdraws(name string, units entry.Amount) {
	m.t.Helper()
	by := person(m.t, name)
	must[EntryReply](m.market)(m.write(by, &entry.Withdraw{Amount: units, Address: by.Account()}, "", false))
}
