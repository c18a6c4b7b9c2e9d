package chain_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// twoMarkets are a market of four stewards and one of one, of one community beside one chain. Their vaults are
// open, and people have money in each.
func twoMarkets(t *testing.T) (south, north *village) {
	t.Helper()
	south = newVillage(t, 4)
	north = south.neighbour()
	north.foundBeside(south, north.key("vault 0"))
	for _, v := range []*village{south, north} {
		v.deposit("ana", 10_000)
		v.deposit("bob", 5000)
	}
	south.settle(0, 1, 2)
	north.settle(0)
	return south, north
}

// neighbour is a village beside the same chain, whose people have money there.
func (v *village) neighbour() *village {
	v.Helper()
	north := &village{T: v.T, chain: v.chain, node: v.node, time: 1}
	north.enrich()
	north.salt += " north"
	var all []keys.Account
	for _, name := range append([]string{"vault 0", "vault 1", "vault 2", "vault 3", "vault 4"}, people...) {
		all = append(all, north.who(name))
	}
	north.check(north.chain.give(v.Context(), all...))
	north.advance(1)
	north.from = north.head().Number
	north.counted = north.from
	return north
}

// foundBeside founds a further market in the community of another, of one steward with a vault key.
func (v *village) foundBeside(other *village, vault *keys.Secret) {
	v.Helper()
	proof, err := vault.Sign(entry.SeatMessage(entry.MarketID{}, 1, v.who("voting 0")))
	v.check(err)
	v.found = &entry.Entry{Author: v.who("voting 0"), Seq: 1, Body: &entry.Found{
		Community: other.found.Community, MarketName: "Nord", Vault: vault.Account(), VaultSignature: proof}}
	v.check(v.found.Sign(v.key("voting 0")))
	v.pool = slices.Clone(other.pool)
	other.near, v.near = []*village{v}, []*village{other}
	other.tell(v.found)
	v.seat("voting 0", "vault 0")
}

// border is what a market has with its neighbour.
func (v *village) border() ledger.Border {
	v.Helper()
	list := v.state().Borders(v.market())
	if len(list) != 1 {
		v.Fatalf("borders are %+v", list)
	}
	list[0].With = entry.MarketID{}
	return list[0]
}

// hears has stewards hear something of another market at last.
func (v *village) hears(e *entry.Entry) {
	v.Helper()
	for _, d := range v.desks {
		_, answers, err := d.core.Step([]ledger.Draft{ledger.Offer(e)}, 1)
		if v.check(err); answers[0].Err != nil && !errors.Is(answers[0].Err, ledger.ErrOutOfOrder) {
			v.Fatal(answers[0].Err)
		}
	}
}

// across has somebody pay a person of the other market.
func (v *village) across(from string, amount entry.Amount, to string) {
	v.Helper()
	other := v.near[0]
	v.say(v.key(from), &entry.Pay{Payees: []entry.Payee{{Market: other.market(), Account: other.who(to), Amount: amount}}})
}

// sum is what has come to a market as deposits.
func (v *village) sum() (deposits int64) {
	v.Helper()
	for _, m := range v.state().Totals().Markets {
		if m.ID == v.market() {
			deposits = m.Deposits
		}
	}
	v.check(v.state().Summary().Conserved())
	return deposits
}

// What south owes north is paid from vault to vault: once, and no deposit. Then it covers spending there.
func TestMarketsPayEachOther(t *testing.T) {
	south, north := twoMarkets(t)
	from, to := south.standing().Vault.Account, north.standing().Vault.Account
	south.across("ana", 4000, "cyd")
	asked := north.withdraw("cyd", 3000, north.who("cyd"))
	north.look()
	if north.state().Level(asked.Hash()) == ledger.Final {
		t.Fatal("without a line and without the money it is paid out")
	}
	if got := south.border(); got != (ledger.Border{Out: 4000, Owed: -4000}) {
		t.Errorf("south has %+v", got)
	}
	south.settle(0, 1, 2)
	if got := south.border(); got != (ledger.Border{Out: 4000, Sent: 4000}) {
		t.Errorf("south has %+v", got)
	}
	for range 2 {
		north.look()
		if got := north.border(); got != (ledger.Border{In: 4000, Got: 4000}) {
			t.Errorf("north has %+v", got)
		}
		north.desks[0].read = north.from // it reads all again, after a restore
	}
	south.holds("south's vault", from, 11_000)
	north.settle(0)
	north.holds("cyd", north.who("cyd"), pocket+3000)
	north.holds("north's vault", to, pocket+15_000+4000-3000)
	if south.sum() != 15_000 || north.sum() != 15_000 {
		t.Errorf("deposits are %d and %d", south.sum(), north.sum())
	}
	if south.proposes() != nil || north.proposes() != nil {
		t.Error("something is paid twice")
	}
	if b := south.reports(0); b.Borders[0].Sent != 4000 || b.Vault.Difference != 0 || b.Batches[len(b.Batches)-1].Remits != (chain.Count{Count: 1, Sum: 4000}) {
		t.Errorf("the report has %+v, %+v", b.Borders, b.Vault)
	}
}

// Money goes both ways, and only the difference is paid; what is little in the line that the other grants waits for
// a batch that pays somebody anyway.
func TestLittleDebtRidesAlong(t *testing.T) {
	south, north := twoMarkets(t)
	next := &entry.NextEpoch{Seats: []entry.Seated{north.asks(2, 0, 0)}, Policy: entry.Policy{Borders: []entry.Border{{Market: south.market(), Line: 1000}}}}
	north.say(north.key("voting 0"), &entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: 2}, Value: next})
	north.desks = nil
	north.seat("voting 2 0", "vault 0")
	south.across("ana", 900, "cyd")
	north.across("bob", 500, "ana")
	south.look()
	if b := south.proposes(); b != nil {
		t.Errorf("for 400 of 1000 it proposes %+v", b)
	}
	south.withdraw("bob", 300, south.who("bob"))
	south.settle(0, 1, 2)
	north.look()
	if got := north.border(); got != (ledger.Border{In: 900, Out: 500, Got: 400, Line: 1000}) {
		t.Errorf("north has %+v", got)
	}
	south.across("ana", 600, "cyd")
	south.settle(0, 1, 2)
	north.look()
	if got := north.border(); got.Owed != 0 || got.Got != 1000 {
		t.Errorf("north has %+v", got)
	}
}

// Each machine that signs for it is stopped at each step: north is paid once.
func TestKilledWhilePayingAMarket(t *testing.T) {
	for kill := range len(steps) + 1 {
		south, north := twoMarkets(t)
		south.across("ana", 4000, "cyd")
		south.look()
		vault, b := south.standing().Vault, south.decided()
		for i := range 3 {
			m := &machine{village: south, key: south.key(fmt.Sprint("vault ", i)), kill: kill}
			err := m.lives(vault, b)
			if want := map[bool]error{true: chain.ErrRan, false: chain.ErrWaits}[i == 2]; !errors.Is(err, want) {
				t.Fatalf("steward %d ends with %v", i, err)
			}
		}
		if south.again(b, vault, 1, 2, 3) {
			t.Error("it was paid twice")
		}
		south.look()
		north.look()
		if south.border().Owed != 0 || north.border() != (ledger.Border{In: 4000, Got: 4000}) {
			t.Errorf("stopped at step %d: %+v, %+v", kill, south.border(), north.border())
		}
	}
}

// The creditor's stewards change while the batch is under way: it is paid to the vault that they had, counts, and
// is swept. Then the debtor's change, and pay from their new vault: who does not know them yet reads it when he does.
func TestVaultsChangeBetweenMarkets(t *testing.T) {
	south, north := twoMarkets(t)
	south.across("ana", 4000, "cyd")
	south.look()
	b, old := south.decided(), north.standing().Vault
	north.next(2, 4, 1)
	north.look()
	north.settle(0)
	south.approve(south.standing().Vault, b, 0, 1, 2)
	south.look()
	north.look()
	if got := north.border(); got != (ledger.Border{In: 4000, Got: 4000}) || south.border().Owed != 0 {
		t.Errorf("north has %+v, south %+v", got, south.border())
	}
	sweep, err := north.standing().Sweep(north.runtime(), old)
	north.check(err)
	north.does(north.key("vault 0"), sweep)
	north.settle(1, 2, 3)

	south.near = nil // nobody in north hears of it
	south.change(3, 1)
	south.settle(0, 1, 2)
	south.settle(1, 2, 3)
	south.say(south.key("bob"), &entry.Pay{Payees: []entry.Payee{{Market: north.market(), Account: north.who("cyd"), Amount: 700}}})
	south.settle(1, 2, 4)
	north.read(north.desks[0])
	if head := north.head().Number; north.desks[0].read == head {
		t.Error("who does not know the vault has read what came from it")
	}
	for _, e := range south.pool {
		north.hears(e)
	}
	north.look()
	if got := north.border(); got != (ledger.Border{In: 4700, Got: 4700}) {
		t.Errorf("north has %+v", got)
	}
	if north.sum() != 15_000 || len(north.state().Strays(north.market())) != 0 {
		t.Errorf("north has %d of deposits, and %d strays", north.sum(), len(north.state().Strays(north.market())))
	}
}

// A market whose steward names somebody's key as a vault key of his does not get that one's deposits.
func TestKeyThatNobodyAskedWith(t *testing.T) {
	south, north := twoMarkets(t)
	victim := south.who("eve")
	next := &entry.NextEpoch{Seats: []entry.Seated{{Voting: north.who("voting 2 0"), Vault: victim}}}
	north.say(north.key("voting 0"), &entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: 2}, Value: next})
	south.deposit("eve", 900)
	south.look()
	if got := south.state().Balance(ledger.Ref{Market: south.market(), Key: victim}).Final; got != 900 {
		t.Errorf("eve has %d", got)
	}
}

// payCall pays into a vault and says what the batch of a market does. It also does what such a batch does on an account,
// where one is given.
func (v *village) payCall(to keys.Account, amount uint64, text string, on *keys.Account, batch uint32) duniter.Call {
	v.Helper()
	var calls []duniter.Call
	if on != nil {
		marker := duniter.Fields{"delegate": chain.Vault{Account: *on}.Marker(batch), "proxy_type": duniter.Variant{Name: "CancelProxy"}, "delay": 0}
		calls = append(calls, v.call("Proxy", "add_proxy", marker))
	}
	calls = append(calls, v.transfer(to, amount), v.call("System", "remark_with_event", duniter.Fields{"remark": text}))
	call, err := v.runtime().Batch(calls...)
	v.check(err)
	return call
}

// Who copies the remark of a batch has paid in like anybody else. Only what does all that a batch of another market does,
// on the account that pays, is kept aside.
func TestRemarkOfABatch(t *testing.T) {
	south, north := twoMarkets(t)
	home, cyd, bob := south.standing().Vault.Account, south.who("cyd"), south.who("bob")
	theirs, own := chain.Remark(north.market(), entry.Topic{Number: 7}), chain.Remark(south.market(), entry.Topic{Number: 7})
	for name, x := range map[string]struct {
		text  string
		on    *keys.Account
		batch uint32
		aside bool
	}{
		"copied":             {text: theirs},
		"of this market":     {text: own, on: &cyd, batch: 7},
		"no batch's":         {text: "foirail:00:1.2", on: &cyd, batch: 1},
		"of another number":  {text: theirs, on: &cyd, batch: 8},
		"of another account": {text: theirs, on: &bob, batch: 7},
		"all of it":          {text: theirs, on: &cyd, batch: 7, aside: true},
	} {
		block, at := south.tries(south.key("cyd"), south.payCall(home, 300, x.text, x.on, x.batch))
		if !block.Succeeded(at) {
			t.Fatalf("%s failed", name)
		}
		seen := chain.Watch(south.state(), south.market()).Scan(south.runtime(), block)
		credited := len(seen.Facts) == 1 && seen.Facts[0].(*entry.Deposit).Account == cyd
		if (len(seen.Later) == 1) != x.aside || credited == x.aside {
			t.Errorf("%s: %+v", name, seen)
		}
		south.does(south.key("cyd"), south.call("Proxy", "remove_proxies", duniter.Fields{}))
	}
}

// What is kept aside is another market's as soon as that is known, and goes back when it was not for long enough.
func TestKeptAside(t *testing.T) {
	south, north := twoMarkets(t)
	w, f := chain.Watch(south.state(), south.market()), &entry.Stray{Place: entry.Place{Block: 1000, Event: 2}, From: south.who("cyd"), Amount: 300}
	if got := w.Aside(f, 1000+chain.AsideFor-1); got != nil {
		t.Errorf("too early it is %+v", got)
	}
	if got := w.Aside(f, 1000+chain.AsideFor); got != f {
		t.Errorf("in the end it is %+v", got)
	}
	f.Block = 1<<32 - 2
	if got := w.Aside(f, 1<<32-2); got != nil {
		t.Errorf("at the end of all blocks it is %+v", got)
	}
	f.From = north.standing().Vault.Account
	got, known := w.Aside(f, f.Block).(*entry.Remittance)
	if !known || got.From != north.market() || got.Amount != 300 || got.Place != f.Place {
		t.Errorf("from the market next door it is %+v", got)
	}
}

// News of south's new stewards does not come north, and what they have paid goes back: south's books take it for
// money from north, so that south owes as before, pays once more when north knows its vault, and nobody has lost.
func TestWhatWentBackIsPaidAgain(t *testing.T) {
	south, north := twoMarkets(t)
	south.near = nil
	south.change(3, 1)
	south.settle(0, 1, 2)
	south.settle(1, 2, 3)
	pay := south.say(south.key("bob"), &entry.Pay{Payees: []entry.Payee{{Market: north.market(), Account: north.who("cyd"), Amount: 700}}})
	south.settle(1, 2, 4)
	north.near = nil
	north.later = func(w chain.Watched, f *entry.Stray) entry.Fact { return w.Aside(f, f.Block+chain.AsideFor) }
	north.settle(0)
	if len(north.state().Strays(north.market())) != 0 {
		t.Fatal("it did not go back")
	}
	south.look()
	if got := south.border(); got != (ledger.Border{Out: 700, Sent: 700, Got: 700, Owed: -700}) {
		t.Errorf("south has %+v", got)
	}
	for _, e := range south.pool {
		north.hears(e)
	}
	for _, e := range north.pool {
		south.hears(e)
	}
	if north.state().Level(pay.Hash()) != ledger.Final {
		t.Fatal("north has not heard of the payment")
	}
	south.settle(1, 2, 4)
	north.look()
	if got := north.border(); got != (ledger.Border{In: 700, Got: 700}) || south.border().Owed != 0 {
		t.Errorf("north has %+v, south %+v", got, south.border())
	}
	for _, v := range []*village{south, north} {
		if r := v.reports(0); r.Vault.Difference != 0 || v.sum() != 15_000 {
			t.Errorf("the vault is %+v, deposits are %d", r.Vault, v.sum())
		}
	}
}
