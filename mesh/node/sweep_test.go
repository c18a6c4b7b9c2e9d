package node

import (
	"bytes"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// sweeps has a vault key of somebody's machine sweep an old vault, and the chain take it.
func (v *chainVillage) sweeps(name string) SweepReply {
	v.t.Helper()
	m := v.nodes[name]
	shown := must[SweepReply](m)(m.VaultSweep(ctx, SweepRequest{DryRun: true}))
	reply := must[SweepReply](m)(m.VaultSweep(ctx, SweepRequest{Vault: shown.Vault, Shown: shown.Shown, Passphrase: pass}))
	if !reply.Kept || !reply.Sent {
		v.t.Errorf("%s sweeps: %+v", name, reply)
	}
	v.chain.advance(1)
	v.look()
	return reply
}

// Money comes to vaults of stewards before, and is no less somebody's for that. Who has their keys sends it to the
// vault of the present ones: alone where the vault was of one, else with the others. One of them serves no more.
func TestOldVaultsAreSwept(t *testing.T) {
	v := newChainVillage(t, "bea", "carl", "dora", "emil")
	four := v.show()
	alone := four.Before[0].Vault
	v.chain.pays("ana", alone, 700)
	v.look()
	v.has(person(t, "ana").Account().String(), 700)
	const keeps = 100 + 100 + 3*32 + 200 // ana's key serves on: it stays in being, may open a call, and pay
	if r := v.sweeps("ana"); r.Sign != "run" || r.Home != four.Vault || r.Moves != 1700-keeps {
		t.Errorf("the vault of one is swept by %+v", r)
	}
	if got := v.show(); got.Free != 1700-keeps || got.Before[0].Free != keeps {
		t.Errorf("the vault is %+v", got)
	}
	ana := v.nodes["ana"]
	_, err := ana.VaultSweep(ctx, SweepRequest{DryRun: true})
	ana.refused(words.NothingToSweep, ana.told(err))

	v.join("ana", "bea", "carl", "emil")
	motion := v.propose("bea", ProposeRequest{Seats: []string{"emil"}, Without: []string{"dora"}}).Motion
	v.propose("ana", ProposeRequest{Agree: motion})
	v.propose("carl", ProposeRequest{Agree: motion})
	v.serves(3, "ana", "bea", "carl", "emil")
	v.look()
	emil := v.nodes["emil"]
	_, err = emil.VaultSweep(ctx, SweepRequest{DryRun: true})
	emil.refused(words.NoVaultKey, emil.told(err))
	_, err = ana.VaultSweep(ctx, SweepRequest{Shown: "something else", Passphrase: pass})
	ana.refused(words.ApprovalChanged, ana.told(err))
	if r := v.sweeps("ana"); r.Sign != "open" || r.Deposit == 0 {
		t.Errorf("the first signs %+v", r)
	}
	_, err = ana.VaultSweep(ctx, SweepRequest{DryRun: true})
	ana.refused(words.ApprovalWaits, ana.told(err))
	if r := v.sweeps("dora"); r.Sign != "approve" || len(r.Approved) != 1 {
		t.Errorf("the second signs %+v", r)
	}
	if r := v.sweeps("bea"); r.Sign != "run" || r.Moves != 1700-keeps {
		t.Errorf("the last signs %+v", r)
	}
	show := v.show()
	if gone := slices.ContainsFunc(show.Before, func(b OldVault) bool { return b.Vault == four.Vault && b.Free+b.Reserved > 0 }); gone || show.Free != 1700-keeps {
		t.Errorf("the new vault is %+v", show)
	}
	v.has(person(t, "ana").Account().String(), 700) // and the sweeps are no deposits
	r := must[ReportReply](ana)(ana.Report(ctx, ReportRequest{})).Report.Markets[0]
	if r.Vault.Should != 1700 || r.Vault.Others != 0 || r.Vault.Old != keeps || r.Vault.Difference != 0 { // bob's 1,000 came before
		t.Errorf("the report has %+v", r.Vault)
	}
	v.alike()
}

// couple is an account of ana and bob together.
func couple(t *testing.T, me string) duniter.Multisig {
	t.Helper()
	c := duniter.Multisig{Threshold: 2, Signatories: []keys.Account{person(t, "ana").Account(), person(t, "bob").Account()}, Me: person(t, me).Account()}
	slices.SortFunc(c.Signatories, func(a, b keys.Account) int { return slices.Compare(a[:], b[:]) })
	return c
}

// together has ana and bob pay out of their account.
func (m *onChainMarket) together(account, to keys.Account, amount uint64) {
	m.t.Helper()
	pay := func(rt *duniter.Runtime) (duniter.Call, error) {
		return rt.Call("Balances", "transfer_keep_alive", duniter.Fields{"dest": to, "value": amount})
	}
	var hash duniter.Hash
	m.does("ana", func(rt *duniter.Runtime) (duniter.Call, error) {
		call, err := pay(rt)
		hash = call.Hash()
		if err != nil {
			return nil, err
		}
		return rt.ApproveAsMulti(couple(m.t, "ana"), nil, hash)
	})
	m.follows()
	s, _, _ := m.look.seen()
	item, err := m.look.node.Storage(ctx, s.Runtime, s.Head.Hash, "Multisig", "Multisigs", account, hash)
	if err != nil {
		m.t.Fatal(err)
	}
	op, err := chain.ReadOperation(item)
	if err != nil || op == nil {
		m.t.Fatal(op, err)
	}
	m.does("bob", func(rt *duniter.Runtime) (duniter.Call, error) {
		call, err := pay(rt)
		if err != nil {
			return nil, err
		}
		return rt.AsMulti(couple(m.t, "bob"), &op.At, call, duniter.Weight{RefTime: 1e12, ProofSize: 1e6})
	})
}

// Two people together pay into the vault, and say for whom they do it nowhere: they have it back by the next batch,
// which the person with the vault key sees before he signs.
func TestStraysAreSentBack(t *testing.T) {
	m := opened(t, nil)
	both, err := duniter.MultisigAccount(2, couple(t, "ana").Signatories)
	if err != nil {
		t.Fatal(err)
	}
	m.pays("cyd", both, 3000)
	m.follows()
	m.together(both, m.vault(), 2000)
	if reply := m.follows(); reply.Attested != 1 || reply.Short {
		t.Errorf("what was read: %+v", reply)
	}
	if v := must[VaultReply](m.market)(m.VaultShow(ctx, VaultRequest{})); len(v.Stray) != 1 || v.Stray[0].From != both || v.Stray[0].Amount != 2000 {
		t.Errorf("the vault is %+v", v)
	}
	m.has(both.String(), 0)
	m.reopen() // a machine that begins anew reads the same
	m.follows()
	if a := m.approves(); a.Act != "pay" || len(a.Pays) != 1 || a.Pays[0] != (PayoutReply{both, 2000, "stray"}) {
		t.Errorf("what is signed is %+v", a)
	}
	m.follows()
	if got := m.onTheChain(both); got != 3000 {
		t.Errorf("the two have %d", got)
	}
	if list := must[VaultReply](m.market)(m.VaultShow(ctx, VaultRequest{})).Stray; len(list) != 0 {
		t.Errorf("and is to be sent back again: %+v", list)
	}
	_, err = m.SettlePropose(ctx, SettleProposeRequest{})
	m.refused(words.NothingToSettle, err)
	m.verified()
}

// nextDoor founds a market of one, of which nobody here has heard yet.
func (m *onChainMarket) nextDoor(name string) *entry.Entry {
	m.t.Helper()
	who := person(m.t, name)
	proof, err := who.Sign(entry.SeatMessage(entry.MarketID{}, 1, who.Account()))
	if err != nil {
		m.t.Fatal(err)
	}
	found := &entry.Entry{Author: who.Account(), Seq: 1, Body: &entry.Found{Community: m.communityID(), MarketName: "Nord", Vault: who.Account(), VaultSignature: proof}}
	if err := found.Sign(who); err != nil {
		m.t.Fatal(err)
	}
	return found
}

// remits has somebody pay into the vault by what does all that a batch of a market does on his account.
func (m *onChainMarket) remits(name string, market entry.MarketID, amount uint64) {
	m.t.Helper()
	vault, topic := m.vault(), entry.Topic{Number: 3}
	marker := chain.Vault{Account: person(m.t, name).Account()}.Marker(topic.Number)
	m.does(name, func(rt *duniter.Runtime) (duniter.Call, error) {
		proxy := duniter.Fields{"delegate": marker, "proxy_type": duniter.Variant{Name: "CancelProxy"}, "delay": 0}
		var list []duniter.Call
		for _, c := range []struct {
			pallet, name string
			args         duniter.Fields
		}{{"Proxy", "add_proxy", proxy}, {"Balances", "transfer_keep_alive", duniter.Fields{"dest": vault, "value": amount}},
			{"System", "remark_with_event", duniter.Fields{"remark": chain.Remark(market, topic)}}, {"Proxy", "remove_proxy", proxy}} {
			call, err := rt.Call(c.pallet, c.name, c.args)
			if err != nil {
				return nil, err
			}
			list = append(list, call)
		}
		return rt.Batch(list...)
	})
}

// Anybody may do with his own money what a batch of another market does. The endpoints have long forgotten the block when one more
// market is known, and when the machine begins anew: neither keeps it from reading on, and what did come from that
// market counts.
func TestRemarkThatIsForgotten(t *testing.T) {
	m := opened(t, func(c *dunitertest.Config) { c.KeepState = 40 })
	found := m.nextDoor("cyd")
	m.remits("bob", found.Market, 1)
	m.remits("cyd", found.Market, 900)
	for range 4 {
		m.follows()
		m.advance(30)
	}
	m.reopen()
	m.follows()
	if _, err := m.book.Append(found); err != nil {
		t.Fatal(err)
	}
	m.pays("ana", m.vault(), 300)
	if reply := m.follows(); reply.Attested != 2 {
		t.Errorf("what was read: %+v", reply)
	}
	m.has(person(t, "ana").Account().String(), 5300)
	if b := must[BackingReply](m.market)(m.Backing(ctx, BackingRequest{})); len(b.Borders) != 1 || b.Borders[0].Owed != -900 {
		t.Errorf("backing is %+v", b)
	}
}

// Who does so with much, or with little and often, pushes nobody aside who pays more. What finds no room goes back to him
// by the next batch.
func TestManyRemarks(t *testing.T) {
	m := opened(t, nil)
	found, bob := m.nextDoor("cyd"), person(t, "bob").Account()
	for range maxLater {
		m.remits("bob", found.Market, 60)
	}
	m.remits("cyd", found.Market, 900)
	m.remits("bob", found.Market, 61)
	if said := m.follows().Attested + m.follows().Attested; said != 2 {
		t.Errorf("of what found no room is said: %d", said)
	}
	m.follows()
	if a := m.approves(); len(a.Pays) != 1 || a.Pays[0] != (PayoutReply{bob, 120, "stray"}) {
		t.Errorf("what is signed is %+v", a)
	}
	m.follows()
	if r := m.reported(); r.Aside != 900+61+60*(maxLater-2) || r.Difference != -fee {
		t.Errorf("the report has %+v", r)
	}
	if _, err := m.book.Append(found); err != nil {
		t.Fatal(err)
	}
	if reply := m.follows(); reply.Attested != 1 {
		t.Errorf("what was read: %+v", reply)
	}
}

// Nobody turns out to be the market that pays. It is listed all the while, for people and machines, by a machine that
// begins anew too, and goes back when it was aside for long enough.
func TestAsideIsListed(t *testing.T) {
	m := opened(t, nil)
	found, bob := m.nextDoor("cyd"), person(t, "bob").Account()
	m.remits("bob", found.Market, 700)
	m.follows()
	for range 2 {
		r := must[ReportReply](m.market)(m.Report(ctx, ReportRequest{Form: ReportText, Lang: "en"}))
		strays, vault := r.Report.Markets[0].Strays, r.Report.Markets[0].Vault
		if strays.All.Count != 0 || strays.Aside != (chain.Count{Count: 1, Sum: 700}) || len(strays.List) != 1 || strays.List[0].State != chain.StrayAside {
			t.Fatalf("what is listed is %+v", strays)
		}
		if until := strays.List[0].Block + chain.AsideFor; strays.List[0].Until != until || !bytes.Contains(r.Page, []byte(heightName(until))) {
			t.Errorf("it is kept aside until %d, on the page %s", strays.List[0].Until, r.Page)
		}
		if vault.Aside != 700 || vault.Difference != 0 {
			t.Errorf("the vault is %+v", vault)
		}
		if v := must[VaultReply](m.market)(m.VaultShow(ctx, VaultRequest{})); len(v.Stray) != 0 || len(v.Aside) != 1 || v.Aside[0].From != bob {
			t.Errorf("the vault shows %+v, and aside %+v", v.Stray, v.Aside)
		}
		m.reopen()
	}
	m.follows()
	var list []finding
	m.book.View(func(s *ledger.State) {
		w := chain.Watch(s, m.home)
		if list = m.look.memory.known(s, w, m.look.memory.Later[0].Block+chain.AsideFor-1); len(list) == 0 {
			list = m.look.memory.known(s, w, m.look.memory.Later[0].Block+chain.AsideFor)
		}
	})
	if len(list) != 1 || !list[0].filed || entry.FactBytes(list[0].fact) != entry.FactBytes(m.look.memory.Later[0].stray()) {
		t.Errorf("in the end it is %+v", list)
	}
	m.has(bob.String(), 0)
}

// The people of the market next door pay from a vault that is not known here yet, by a batch of theirs. It is no deposit
// of the vault's key: it is read when that market is known, and its credit; what goes there is paid.
func TestMoneyFromAMarketNextDoor(t *testing.T) {
	m := opened(t, nil)
	cyd, found := person(t, "cyd"), m.nextDoor("cyd")
	m.remits("cyd", found.Market, 900)
	for range 2 {
		if reply := m.follows(); reply.Attested != 0 || len(m.look.memory.Later) != 1 {
			t.Fatalf("from a vault that is not known: %+v", reply)
		}
		m.reopen() // what it has not understood yet it keeps
	}
	if _, err := m.book.Append(found); err != nil {
		t.Fatal(err)
	}
	if reply := m.follows(); reply.Attested != 1 || len(m.look.memory.Later) != 1 {
		t.Errorf("when it is known: %+v", reply)
	}
	if m.follows(); len(m.look.memory.Later) != 0 {
		t.Errorf("what counts is kept still: %+v", m.look.memory.Later)
	}
	m.has(cyd.Account().String(), 0)
	if b := must[BackingReply](m.market)(m.Backing(ctx, BackingRequest{})); b.Vault != 5900 || len(b.Borders) != 1 || b.Borders[0].Owed != -900 {
		t.Errorf("backing is %+v", b)
	}
	if _, err := m.SettlePropose(ctx, SettleProposeRequest{}); err == nil {
		t.Error("what that market does not count as its own is paid to it")
	}
	must[EntryReply](m.market)(m.write(person(t, "ana"), &entry.Pay{Payees: []entry.Payee{{Market: found.Market, Account: cyd.Account(), Amount: 700}}}, "", false))
	m.follows()
	if a := m.approves(); len(a.Pays) != 1 || a.Pays[0] != (PayoutReply{cyd.Account(), 700, "market"}) {
		t.Errorf("what is signed is %+v", a)
	}
	m.follows()
	if got := m.onTheChain(cyd.Account()); got != 100_000-900-fee+700 {
		t.Errorf("the market next door has %d", got)
	}
	if b := must[BackingReply](m.market)(m.Backing(ctx, BackingRequest{})); b.Vault != 5000+900-700 || b.Borders[0].Owed != -900 {
		t.Errorf("backing is %+v", b)
	}
	m.verified()
}
