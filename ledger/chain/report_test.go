package chain_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter"
	"foirail/ledger/entry"
)

// reports is what the first steward reports, with what he knows of the chain.
func (v *village) reports(since uint32) chain.MarketReport {
	v.Helper()
	ground := v.desks[0].desk.Ground
	r := chain.Reconcile(v.state(), chain.Known{Home: v.market(), Past: past(v.state(), v.pool), Grounds: map[entry.MarketID]*chain.Ground{v.market(): &ground}}, chain.Epochs{Since: since})
	comesOut(v.T, v.state(), r)
	return r.Markets[0]
}

// Lists end where they are told to; sums are of everything, and what waits is there in any case.
func TestReportUntil(t *testing.T) {
	v := newVillage(t, 4)
	v.deposit("ana", 5000)
	v.look()
	v.say(v.key("ana"), &entry.Pay{Payees: []entry.Payee{{Market: v.market(), Account: v.who("bob"), Amount: 700}}})
	v.withdraw("ana", 900, v.who("ana"))
	until := func(epoch uint32) chain.MarketReport {
		return chain.Reconcile(v.state(), chain.Known{Past: past(v.state(), v.pool)}, chain.Epochs{Until: epoch}).Markets[0]
	}
	all, first := until(0), until(1)
	if len(all.Epochs) != 2 || len(first.Epochs) != 1 || first.Epochs[0].Number != 1 || all.Sum != first.Sum {
		t.Errorf("all %+v, to the first %+v", all, first)
	}
	if all.Deposits.Since.Sum != 5000 || first.Deposits.Since.Sum != 0 || first.Deposits.All.Sum != 5000 {
		t.Errorf("deposits are %+v, to the first %+v", all.Deposits, first.Deposits)
	}
	if len(first.Withdrawals.List) != 1 {
		t.Errorf("what waits is %+v", first.Withdrawals)
	}
}

func past(s *ledger.State, entries []*entry.Entry) *chain.Past {
	p := chain.NewPast(s)
	for _, e := range entries {
		p.Read(e)
	}
	return p
}

// comesOut holds a report to what must hold of every one: its sums are conserved, and the parts are those of
// the state.
func comesOut(t *testing.T, s *ledger.State, r chain.Report) {
	t.Helper()
	sound := s.Totals().Conserved() == nil && s.Summary().Conserved() == nil
	differs := r.Crossing != 0
	for _, m := range r.Markets {
		differs = differs || m.Sum.Difference != 0
		p := m.Withdrawals
		if p.Paid.Sum+p.Owed.Sum != p.Asked.Sum || p.Paid.Sum != m.Sum.Paid || p.Owed.Sum != m.Sum.Owed {
			t.Errorf("of %s asked for, %d are paid and %d owed; the sum has %+v", m.Name, p.Paid.Sum, p.Owed.Sum, m.Sum)
		}
		live := m.Coupons["dormant"].Sum + m.Coupons["good"].Sum
		if live != m.Sum.Coupons || m.Deposits.All.Sum != m.Sum.Deposits {
			t.Errorf("live coupons are %d and %d, deposits %d and %d", live, m.Sum.Coupons, m.Deposits.All.Sum, m.Sum.Deposits)
		}
		issued := chain.Count{}
		for state, c := range m.Coupons {
			if state != chain.CouponsIssued {
				issued = chain.Count{Count: issued.Count + c.Count, Sum: issued.Sum + c.Sum}
			}
		}
		if issued != m.Coupons[chain.CouponsIssued] {
			t.Errorf("coupons by state are %+v, and issued %+v", issued, m.Coupons[chain.CouponsIssued])
		}
	}
	if sound == differs {
		t.Errorf("conserved: %v, and the report has a difference: %v", sound, differs)
	}
}

// A market after an outage: paid, decided, held back for each reason, and the vault to the cent.
func TestReportOfSettledMarket(t *testing.T) {
	v := newVillage(t, 4)
	for i, name := range people {
		v.deposit(name, uint64(1000*(i+1)))
	}
	v.settle(0, 1, 2)
	v.withdraw("ana", 900, v.who("ana"))
	paid := v.settle(0, 1, 2)
	v.withdraw("bob", 500, v.who("bob"))
	v.look()
	decided := v.decided()
	v.withdraw("eve", 120, v.who("nobody yet"))
	v.withdraw("eve", 200, v.standing().Vault.Account)
	v.withdraw("eve", 300, v.who("eve"))
	v.look()
	v.desks[0].desk.Ground.Existential = 150 // the chain asks for more by now
	r := v.reports(0)
	states := map[string]int64{}
	for _, p := range r.Withdrawals.List {
		states[p.State+" "+p.Why] = p.Amount
		if p.State == chain.PaymentPaid && (p.Batch != paid.Topic.Number || p.Block == 0) {
			t.Errorf("paid by %+v", p)
		}
		if p.State == chain.PaymentDecided && (p.Batch != decided.Topic.Number || p.Attempt != decided.Topic.Attempt) {
			t.Errorf("decided in %+v", p)
		}
	}
	want := map[string]int64{"paid ": 900, "decided ": 500, "held no_account": 120, "held own_vault": 200, "next ": 300}
	if !reflect.DeepEqual(states, want) {
		t.Errorf("withdrawals are %v, want %v", states, want)
	}
	acts := ""
	for _, b := range r.Batches {
		acts += b.Act + " " + b.State + ","
	}
	if acts != "open ran,pay ran,pay waits," {
		t.Errorf("batches are %s", acts)
	}
	if r.Vault == nil || r.Vault.Difference != 0 || r.Vault.Own != pocket || r.Vault.Should != 15_000-900 {
		t.Errorf("the vault is %+v", r.Vault)
	}
	if len(r.Epochs) != 2 || len(r.Epochs[1].Stewards) != 4 || r.Epochs[1].Certified.Count != 5 || r.Epochs[1].Certified.Sum != 2020 {
		t.Errorf("epochs are %+v", r.Epochs)
	}
	v.begins()
	unasked := chain.Reconcile(v.state(), chain.Known{}, chain.Epochs{})
	comesOut(t, v.state(), unasked)
	for _, p := range unasked.Markets[0].Withdrawals.List {
		if p.State == chain.PaymentHeld || p.State == chain.PaymentNext {
			t.Errorf("without a road it is told that %+v", p)
		}
	}
	if unasked.Markets[0].Vault != nil {
		t.Error("without a road something is told of the vault")
	}
}

// A batch that failed is told with the chain's reason, and what the vault lacks is shown.
func TestReportOfFailedBatch(t *testing.T) {
	v := traded(t)
	vault := v.standing().Vault
	v.withdraw("bob", 4000, v.who("bob"))
	v.look()
	failing := v.decided()
	theft, err := v.runtime().Batch(v.transfer(v.who("thief"), 22_000))
	v.check(err)
	v.again(ledger.Batch{Value: &entry.Batch{Call: theft}}, vault, 0, 1, 2)
	v.approve(vault, failing, 0, 1, 2)
	v.look()
	r := v.reports(0)
	i := slices.IndexFunc(r.Batches, func(b chain.BatchReport) bool { return b.State == chain.BatchFailed })
	if i < 0 || r.Batches[i].Why == "" || r.Batches[i].Attempt != failing.Topic.Attempt {
		t.Errorf("batches are %+v", r.Batches)
	}
	if r.Vault.Difference != -22_000 {
		t.Errorf("the vault differs by %d", r.Vault.Difference)
	}
	held := slices.ContainsFunc(r.Withdrawals.List, func(p chain.Payment) bool { return p.Why == chain.WhyShort })
	again := slices.ContainsFunc(r.Withdrawals.List, func(p chain.Payment) bool {
		return p.State == chain.PaymentDecided && p.Attempt == failing.Topic.Attempt+1
	})
	if !held || !again {
		t.Errorf("withdrawals are %+v", r.Withdrawals.List)
	}
}

// What a steward had on the account of his vault of one is his, and no difference; fees are paid of it. It stays his when
// the vault is handed over, with all that stands in it: all vaults of the market are held against the ledger.
func TestReportOfFees(t *testing.T) {
	const fee, own = 5, 100_000
	v := newVillage(t, 1)
	v.deposit("ana", 5000)
	v.settle(0)
	if r := v.reports(0); r.Vault.Difference != 0 || r.Vault.Own != own {
		t.Errorf("the vault is %+v", r.Vault)
	}
	v.withdraw("ana", 1500, v.who("ana"))
	v.settle(0)
	v.next(2, 4, 1)
	v.look()
	v.settle(0)
	v.settle(1, 2, 3)
	if r := v.reports(0); r.Vault.Difference != 0 || r.Vault.Own != own-fee || r.Vault.Others != 0 || r.Vault.Old != 100 {
		t.Errorf("the vault is %+v", r.Vault)
	}
}

// What somebody does with his own money on the account of his vault of one, before and after the vault is his no more, is
// no difference; what he takes beyond it is, to the cent, until he brings it back.
func TestReportOfOwnMoney(t *testing.T) {
	v := newVillage(t, 1)
	held := func(own, difference int64) {
		t.Helper()
		v.look()
		if r := v.reports(0); r.Vault.Own != own || r.Vault.Difference != difference {
			t.Errorf("his are %d, want %d; the vault is %+v", r.Vault.Own, own, r.Vault)
		}
	}
	v.deposit("ana", 5000)
	held(pocket, 0)
	v.does(v.key("vault 0"), v.transfer(v.who("bob"), 40_000))
	held(60_000, 0)
	v.deposit("bob", 40_000) // a deposit like any other
	held(60_000, 0)
	v.does(v.key("vault 0"), v.transfer(v.who("cyd"), 60_000+700))
	held(0, -700)
	v.check(v.chain.give(t.Context(), v.who("vault 0"))) // from nowhere: no transfer tells of it
	v.advance(1)
	held(pocket-700, 0)
	v.next(2, 4, 1)
	sweep, err := v.standing().SweepSome(v.runtime(), 45_000)
	v.check(err)
	v.does(v.key("vault 0"), sweep)
	held(pocket-700, 0)
	v.does(v.key("vault 0"), v.transfer(v.who("cyd"), 1000))
	held(pocket-1700, 0)
}

// What one side of a cut has certified is without the votes of those on the other.
func TestReportOfSides(t *testing.T) {
	v := newVillage(t, 4)
	v.deposit("ana", 5000)
	v.look()
	away := v.desks[3]
	v.desks = v.desks[:3]
	v.say(v.key("ana"), &entry.Pay{Payees: []entry.Payee{{Market: v.market(), Account: v.who("bob"), Amount: 700}}})
	v.desks = v.desks[:1]
	v.say(v.key("bob"), &entry.Pay{Payees: []entry.Payee{{Market: v.market(), Account: v.who("cyd"), Amount: 300}}})
	r := v.reports(2)
	if len(r.Epochs) != 1 || r.Epochs[0].Certified != (chain.Count{Count: 1, Sum: 700}) {
		t.Fatalf("epochs are %+v", r.Epochs)
	}
	for _, s := range r.Epochs[0].Stewards {
		absent := s.Voting == away.core.Steward.Voting.Account()
		if want := map[bool]int{true: 1}[absent]; s.Without.Count != want || s.Voted.Count != 1-want {
			t.Errorf("%v has voted for %+v, and not for %+v", s.Voting, s.Voted, s.Without)
		}
	}
	if len(r.Waiting) != 1 || r.Waiting[0].Level != "promised" || r.Waiting[0].Votes != 1 || r.Waiting[0].Amount != 300 {
		t.Errorf("what waits is %+v", r.Waiting)
	}
}

// Who pays the same money twice is named, with what each branch has paid, and members come and go.
func TestReportOfForksAndMembers(t *testing.T) {
	v := newVillage(t, 4)
	v.deposit("ana", 5000)
	v.look()
	pay := func(to string, amount entry.Amount) *entry.Entry {
		e := v.state().Next(ledger.Ref{Market: v.market(), Key: v.who("ana")}, v.time)
		e.Body = &entry.Pay{Payees: []entry.Payee{{Market: v.market(), Account: v.who(to), Amount: amount}}}
		v.check(e.Sign(v.key("ana")))
		return e
	}
	one, two := pay("bob", 4000), pay("cyd", 4500)
	v.tell(one)
	v.tell(two)
	for day, first := range []uint32{7, 7, 0, 9} {
		for _, b := range v.desks {
			v.say(b.core.Steward.Voting, &entry.Attest{Facts: []entry.Fact{&entry.Member{Account: v.who("ana"), Day: uint32(10 + day), FirstUD: first, Name: "Ana"}}})
		}
	}
	r := v.reports(0)
	if len(r.Forks) != 1 || len(r.Forks[0].Branches) != 2 || r.Forks[0].Author != v.who("ana") || r.Forks[0].Open || len(r.Forks[0].Guilty) > 0 {
		t.Fatalf("forks are %+v", r.Forks)
	}
	sums := map[int64]string{}
	for _, b := range r.Forks[0].Branches {
		sums[b.Amount] = b.Level
	}
	if want := map[int64]string{4000: "final", 4500: "promised"}; !reflect.DeepEqual(sums, want) {
		t.Errorf("branches are %v, want %v", sums, want)
	}
	var days []uint32
	for i, m := range r.Members {
		if days = append(days, m.Day); m.Joined != (i%2 == 0) {
			t.Errorf("change %d is %+v", i, m)
		}
	}
	if !slices.Equal(days, []uint32{10, 12, 13}) {
		t.Errorf("members changed on days %v", days)
	}
	v.begins()
	if r.Names[v.who("ana").String()] != "Ana" {
		t.Errorf("names are %v", r.Names)
	}
}

// Whatever somebody signs, the report comes out, conserves what the ledger does, and is the same again.
func TestReportOfHostileSets(t *testing.T) {
	met := map[string]bool{}
	defer func() {
		for _, what := range []string{"paid", "held", "ran", "failed", "fork", "crossing", "twice", "unheld", "cashed", "waiting", "otherwise", "back", "sent"} {
			if !met[what] {
				t.Errorf("no set had anything %s", what)
			}
		}
	}()
	for seed := range uint64(60) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		s, all := hostile(t, rnd)
		ground := chain.Ground{Runtime: &duniter.Runtime{TxVersion: 1}, Free: rnd.Uint64(), Existential: 100, Failed: map[entry.Hash]error{}}
		known := chain.Known{Past: past(s, all), Grounds: map[entry.MarketID]*chain.Ground{}}
		for _, m := range s.Markets() {
			known.Grounds[m.ID] = &ground
			for _, b := range s.Batches(m.ID) {
				if rnd.IntN(2) == 0 {
					ground.Failed[b.Decision] = chain.ErrShort
				}
			}
		}
		r := chain.Reconcile(s, known, chain.Epochs{Since: uint32(seed % 4), Until: uint32(seed % 5)})
		comesOut(t, s, r)
		meets(r, met)
		slices.Reverse(all)
		other := ledger.Load(s.Community(), all)
		known.Past = past(other, all)
		a, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := json.Marshal(chain.Reconcile(other, known, chain.Epochs{Since: uint32(seed % 4), Until: uint32(seed % 5)}))
		if string(a) != string(b) {
			at := 0
			for a[at] == b[at] {
				at++
			}
			t.Fatalf("seed %d: the report hangs on the order of the entries: %s … and %.300s …", seed, a[max(0, at-300):min(len(a), at+300)], b[at:])
		}
	}
}

// begins holds what who begins with a snapshot of a state reports to what the state does, save who voted
// for what.
func (v *village) begins() {
	v.Helper()
	snapshot, err := v.state().Snapshot()
	v.check(err)
	begun, err := ledger.LoadSnapshot(snapshot, v.state().Summary().Hash())
	v.check(err)
	got, want := chain.Reconcile(begun, chain.Known{}, chain.Epochs{Since: 2}), chain.Reconcile(v.state(), chain.Known{}, chain.Epochs{Since: 2})
	if !reflect.DeepEqual(got, want) {
		v.Errorf("from a snapshot it is\n%+v\nand from the entries\n%+v", got, want)
	}
}

// meets notes what a report has in it.
func meets(r chain.Report, met map[string]bool) {
	for _, m := range r.Markets {
		for _, p := range m.Withdrawals.List {
			met[p.State] = true
		}
		for _, b := range m.Batches {
			met[b.State] = true
			met["unheld"] = met["unheld"] || b.Unheld > 0
		}
		met["back"] = met["back"] || m.Strays.Back.Count > 0
		for _, b := range m.Borders {
			met["sent"] = met["sent"] || b.Sent > 0 && b.Got > 0
		}
		met["fork"] = met["fork"] || len(m.Forks) > 0
		met["crossing"] = met["crossing"] || m.Sum.Outward > 0
		met["twice"] = met["twice"] || m.Vault != nil && m.Vault.Twice > 0
		met["cashed"] = met["cashed"] || m.Coupons["cashed"].Count > 0
		met["waiting"] = met["waiting"] || len(m.Waiting) > 0
		met["otherwise"] = met["otherwise"] || m.Otherwise.Count > 0
	}
}
