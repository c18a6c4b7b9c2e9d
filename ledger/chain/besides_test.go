package chain_test

import (
	"errors"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// couple is an account of ana and bob together, who have so much in it.
func (v *village) couple(names []string, amount uint64) chain.Vault {
	v.Helper()
	c := chain.Vault{Threshold: 2}
	for _, name := range names {
		c.Signatories = append(c.Signatories, v.who(name))
	}
	slices.SortFunc(c.Signatories, func(a, b keys.Account) int { return slices.Compare(a[:], b[:]) })
	var err error
	c.Account, err = duniter.MultisigAccount(2, c.Signatories)
	v.check(err)
	v.does(v.key("dan"), v.transfer(c.Account, amount))
	return c
}

// pays has a couple pay into the vault, and name nobody.
func (v *village) pays(c chain.Vault, amount uint64, names ...string) {
	v.Helper()
	v.together(c, v.transfer(v.standing().Vault.Account, amount), names...)
}

// proposes is what the first desk would have decided now.
func (v *village) proposes() *entry.Batch {
	return v.desks[0].desk.Propose(v.state(), v.state().NextBatch(v.market()))
}

// waits tells why each stray waits, by amount; nil where it is sent back.
func (v *village) waits() map[entry.Amount]error {
	v.Helper()
	plan, err := v.desks[0].desk.Plan(v.state())
	v.check(err)
	why := map[entry.Amount]error{}
	for _, f := range plan.Back {
		why[f.Amount] = nil
	}
	for _, held := range plan.Kept {
		why[held.Stray.Amount] = held.Why
	}
	return why
}

// What is too little for an account to be waits until more has come from it, whether the account is there or
// not: it could be emptied before the batch runs. What an emptied account has sent brings it into being again.
func TestLittleStrays(t *testing.T) {
	v := newVillage(t, 4)
	v.deposit("cyd", 5000)
	v.settle(0, 1, 2)
	us, home := v.couple([]string{"ana", "bob"}, 500), v.standing().Vault.Account
	v.pays(us, 60, "ana", "bob")
	v.look()
	if why := v.waits(); !errors.Is(why[60], chain.ErrNoAccount) || v.proposes() != nil {
		t.Fatalf("60 wait for %v", why)
	}
	v.together(us, v.call("Balances", "transfer_all", duniter.Fields{"dest": home, "keep_alive": false}), "ana", "bob")
	v.holds("the two", us.Account, 0)
	v.settle(0, 1, 2)
	v.holds("the two", us.Account, 500)
	v.holds("the vault", home, 5000)
	if r := v.reports(0).Strays; r.All != (chain.Count{Count: 2, Sum: 500}) || r.Back != r.All {
		t.Errorf("the report has %+v", r)
	}
}

// A vault that is short pays who has asked first. Strays take nothing from anybody, and are nobody's money here.
func TestStraysComeLast(t *testing.T) {
	v := traded(t)
	us := v.couple([]string{"ana", "bob"}, 3000)
	v.pays(us, 2000, "ana", "bob")
	theft, err := v.runtime().Batch(v.transfer(v.who("thief"), 25_000))
	v.check(err)
	v.again(ledger.Batch{Value: &entry.Batch{Call: theft}}, v.standing().Vault, 0, 1, 2)
	v.withdraw("cyd", 400, v.who("cyd"))
	for _, b := range v.desks {
		v.read(b)
		v.ground(b)
	}
	if why := v.waits(); !errors.Is(why[2000], chain.ErrShort) {
		t.Errorf("the stray waits for %v", why)
	}
	good := v.proposes()
	if len(good.Paid) != 2 || len(good.Back) != 0 {
		t.Errorf("it pays %+v", good)
	}
	if err := v.state().Totals().Conserved(); err != nil {
		t.Error(err)
	}
	if r := v.reports(0); r.Vault.Difference != -25_000 || len(r.Strays.List) != 1 || r.Strays.List[0].Why != chain.WhyShort {
		t.Errorf("the report has %+v, %+v", r.Vault, r.Strays)
	}
}

// Whatever of several senders' money the vault has enough for, what is proposed is fit.
func TestSomeStraysOfEach(t *testing.T) {
	v := traded(t)
	us, them := v.couple([]string{"ana", "bob"}, 6000), v.couple([]string{"ana", "cyd"}, 3000)
	v.pays(us, 3000, "ana", "bob")
	v.pays(them, 300, "ana", "cyd")
	v.pays(us, 200, "ana", "bob")
	theft, err := v.runtime().Batch(v.transfer(v.who("thief"), 26_000))
	v.check(err)
	v.again(ledger.Batch{Value: &entry.Batch{Call: theft}}, v.standing().Vault, 0, 1, 2)
	for _, b := range v.desks {
		v.read(b)
		v.ground(b)
	}
	if why := v.waits(); !errors.Is(why[3000], chain.ErrShort) || why[300] != nil || why[200] != nil {
		t.Fatalf("the strays wait for %v", why)
	}
	if err := v.desks[0].desk.Judge(v.state(), v.state().NextBatch(v.market()), v.proposes()); err != nil {
		t.Errorf("nobody votes for what is proposed: %v", err)
	}
}

// Who sends much in little pieces is not sent back all before others, who send once.
func TestStraysInPieces(t *testing.T) {
	v := traded(t)
	us, them := v.couple([]string{"ana", "bob"}, 6000), v.couple([]string{"ana", "cyd"}, 3000)
	pieces := make([]duniter.Call, entry.MaxPaid+1)
	for i := range pieces {
		pieces[i] = v.transfer(v.standing().Vault.Account, 2)
	}
	all, err := v.runtime().Batch(pieces...)
	v.check(err)
	v.together(us, all, "ana", "bob")
	v.pays(them, 300, "ana", "cyd")
	for _, b := range v.desks {
		v.read(b)
		v.ground(b)
	}
	b := v.proposes()
	if why := v.waits(); why[300] != nil || len(b.Back) != entry.MaxPaid {
		t.Errorf("of %d who sent once is left out: %v", len(b.Back), why[300])
	}
	if err := v.desks[0].desk.Judge(v.state(), v.state().NextBatch(v.market()), b); err != nil {
		t.Errorf("nobody votes for what is proposed: %v", err)
	}
}

// A batch that failed is decided again without what it paid besides, which comes with the next.
func TestFailedBatchWithStrays(t *testing.T) {
	v := newVillage(t, 4)
	v.deposit("cyd", 5000)
	v.settle(0, 1, 2)
	us := v.couple([]string{"ana", "bob"}, 3000)
	v.pays(us, 2000, "ana", "bob")
	v.withdraw("cyd", 1000, v.who("cyd"))
	v.look()
	failing := v.decided()
	if len(failing.Value.Paid) != 1 || len(failing.Value.Back) != 1 {
		t.Fatalf("decided is %+v", failing.Value)
	}
	theft, err := v.runtime().Batch(v.transfer(v.who("thief"), 5500))
	v.check(err)
	v.again(ledger.Batch{Value: &entry.Batch{Call: theft}}, v.standing().Vault, 0, 1, 2)
	v.approve(v.standing().Vault, failing, 0, 1, 2)
	v.look()
	if why := v.reports(0).Strays.List[0]; why.State != chain.PaymentHeld && why.State != chain.PaymentDecided {
		t.Errorf("the stray is %+v", why)
	}
	v.does(v.key("dan"), v.transfer(v.standing().Vault.Account, 5500))
	v.settle(0, 1, 2)
	v.holds("cyd", v.who("cyd"), pocket-5000+1000)
	v.holds("the two", us.Account, 1000)
	v.settle(0, 1, 2)
	v.holds("the two", us.Account, 3000)
}

// A batch that sends back what it should not, or not what it says, is fit for nobody.
func TestJudgeBesides(t *testing.T) {
	v := traded(t)
	v.pays(v.couple([]string{"ana", "bob"}, 3000), 2000, "ana", "bob")
	v.pays(v.couple([]string{"ana", "cyd"}, 3000), 70, "ana", "cyd")
	for _, b := range v.desks {
		v.read(b)
		v.ground(b)
	}
	s, desk, topic := v.state(), v.desks[0].desk, v.state().NextBatch(v.market())
	good := v.proposes()
	if good == nil || len(good.Paid) != 1 || len(good.Back) != 1 || desk.Judge(s, topic, good) != nil {
		t.Fatalf("it proposes %+v", good)
	}
	little := s.Strays(v.market())[1].Place
	again := topic
	again.Attempt++
	for name, x := range map[string]struct {
		change func(b *entry.Batch)
		topic  entry.Topic
		want   error
	}{
		"sent back and not said": {func(b *entry.Batch) { b.Back = nil }, topic, chain.ErrCall},
		"said and not sent back": {func(b *entry.Batch) { b.Back = append(b.Back, little) }, topic, chain.ErrNoAccount},
		"who has asked left out": {func(b *entry.Batch) { b.Paid = nil }, topic, chain.ErrCall},
		"at a further attempt":   {func(*entry.Batch) {}, again, chain.ErrBesides},
		"to a market unknown":    {func(b *entry.Batch) { b.Remits = []entry.Remit{{To: entry.MarketID{1}, Epoch: 1, Amount: 500}} }, topic, chain.ErrMarketVault},
	} {
		b := *good
		b.Paid, b.Back = slices.Clone(good.Paid), slices.Clone(good.Back)
		x.change(&b)
		if err := desk.Judge(s, x.topic, &b); !errors.Is(err, x.want) {
			t.Errorf("%s: %v, want %v", name, err, x.want)
		}
	}
	steward := v.desks[0].core.Steward
	for name, b := range map[string]*entry.Batch{
		"a stray that is none": {Act: entry.PayOut, TxVersion: good.TxVersion, Back: []entry.Place{{Block: 1, Event: 1}}, Call: good.Call},
		"a market not owed":    {Act: entry.PayOut, TxVersion: good.TxVersion, Remits: []entry.Remit{{To: entry.MarketID{1}, Epoch: 1, Amount: 500}}, Call: good.Call},
	} {
		if _, err := steward.Motion(s, topic, b); !errors.Is(err, ledger.ErrNotOwed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
