package chain_test

import (
	"errors"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/entry"
)

// remits is what a market's next batch pays to its neighbour: of one that is decided, or that would be.
func (v *village) remits() []entry.Remit {
	v.Helper()
	v.look()
	for _, b := range v.state().Batches(v.market()) {
		if b.Receipt == nil {
			return b.Value.Remits
		}
	}
	if b := v.proposes(); b != nil {
		return b.Remits
	}
	return nil
}

// blind has every steward know nothing of the chain, so that none of them decides anything.
func (v *village) blind() {
	for _, b := range v.desks {
		b.desk.Ground = chain.Ground{}
	}
}

// remitting is a batch that pays its neighbour so much, to the vault of one of that one's epochs.
func (v *village) remitting(epoch uint32, to chain.Vault, amount entry.Amount) *entry.Batch {
	v.Helper()
	st := v.standing()
	b := &entry.Batch{Act: st.Act, TxVersion: v.runtime().TxVersion,
		Remits: []entry.Remit{{To: v.near[0].market(), Epoch: epoch, Amount: amount}}}
	call, err := chain.Order{Market: v.market(), Topic: v.state().NextBatch(v.market()), Standing: st,
		Payouts: []chain.Payout{{To: to.Account, Amount: amount}}}.Call(v.runtime())
	v.check(err)
	b.Call = call
	return b
}

// Those who served in another market before, and no more, are not paid in its place: one who leads here, and one who
// led there, would share what they take.
func TestVaultOfStewardsBefore(t *testing.T) {
	south, north := twoMarkets(t)
	old := north.standing().Vault
	south.blind()
	south.across("ana", 4000, "cyd")
	north.next(2, 4, 1)
	south.ground(south.desks[0])
	s, topic := south.state(), south.state().NextBatch(south.market())
	for _, x := range []struct {
		b    *entry.Batch
		want error
	}{{south.remitting(1, old, 4000), chain.ErrMarketVault}, {south.remitting(2, north.standing().Home, 4000), nil}} {
		if err := south.desks[0].desk.Judge(s, topic, x.b); !errors.Is(err, x.want) {
			t.Errorf("to the vault of epoch %d: %v, want %v", x.b.Remits[0].Epoch, err, x.want)
		}
	}
}

// What people pay by hand from one market's vault to another's is not paid again by batch, nor back and forth.
func TestPaidByHandBetweenMarkets(t *testing.T) {
	south, north := twoMarkets(t)
	south.blind()
	south.across("ana", 4000, "cyd")
	south.together(south.standing().Vault, south.transfer(north.standing().Vault.Account, 4000), "vault 0", "vault 1", "vault 2")
	north.look()
	if got := north.border(); got.Owed != 0 || got.Got != 4000 {
		t.Fatalf("north has %+v", got)
	}
	if list := south.remits(); list != nil {
		t.Errorf("south pays again: %+v", list)
	}
	if list := north.remits(); list != nil {
		t.Errorf("north pays back: %+v", list)
	}
}

// Somebody has his money paid to another market's vault: it is that market's, which goes on its account, and neither
// pays the other for it. It is used up by money that comes after it.
func TestWithdrawnToAMarket(t *testing.T) {
	south, north := twoMarkets(t)
	south.withdraw("ana", 3000, north.standing().Vault.Account)
	south.settle(0, 1, 2)
	if list := north.remits(); list != nil || north.border().Got != 3000 {
		t.Errorf("north has %+v, and pays %+v", north.border(), list)
	}
	south.across("ana", 3500, "cyd")
	if list := south.remits(); len(list) != 1 || list[0].Amount != 500 {
		t.Errorf("south pays %+v", list)
	}
}

// What a vault that is not known pays by hand is a stray, and goes back to it; and when it is known for that of a market
// whose stewards read it as a payment, that one pays what it owes once, and nobody anything more.
func TestStrayOfAMarket(t *testing.T) {
	south, north := twoMarkets(t)
	north.near[0], south.near = south, nil // nobody in north hears of south
	south.change(3, 1)
	south.settle(0, 1, 2)
	south.settle(1, 2, 3)
	south.together(south.standing().Vault, south.transfer(north.standing().Vault.Account, 4000), "vault 1", "vault 2", "vault 3")
	north.settle(0)
	if got := north.state().Strays(north.market()); len(got) != 0 {
		t.Fatalf("strays are %+v", got)
	}
	south.near = []*village{north}
	for _, e := range south.pool {
		_, _, err := north.desks[0].core.Step([]ledger.Draft{ledger.Offer(e)}, 1)
		south.check(err)
	}
	south.across("bob", 700, "cyd")
	south.settle(1, 2, 3)
	if got := south.border(); got != (ledger.Border{Out: 700, Got: 4000, Sent: 700, Owed: -4000}) {
		t.Errorf("south has %+v", got)
	}
	if a, b := south.remits(), north.remits(); a != nil || b != nil {
		t.Errorf("and pays %+v, and north %+v", a, b)
	}
}

// What is paid besides leaves in the vault what those who have asked wait for.
func TestBesidesWaitForThoseWhoAsked(t *testing.T) {
	south, _ := twoMarkets(t)
	south.blind()
	south.across("ana", 4000, "cyd")
	theft, err := south.runtime().Batch(south.transfer(south.who("thief"), 10_000))
	south.check(err)
	south.again(ledger.Batch{Value: &entry.Batch{Call: theft}}, south.standing().Vault, 0, 1, 2)
	asked := south.withdraw("ana", 6000, south.who("ana"))
	south.ground(south.desks[0])
	plan, err := south.desks[0].desk.Plan(south.state())
	south.check(err)
	if !slices.ContainsFunc(plan.Held, func(h chain.Held) bool { return errors.Is(h.Why, chain.ErrShort) }) {
		t.Fatalf("nobody waits for money: %+v", plan)
	}
	if _, remits := plan.Besides(); len(remits) > 0 {
		t.Errorf("%v waits, and another market has %+v", asked, remits)
	}
	south.change(3, 0)
	south.ground(south.desks[0])
	b := south.remitting(1, south.near[0].standing().Vault, 500)
	if err := south.desks[0].desk.Judge(south.state(), south.state().NextBatch(south.market()), b); !errors.Is(err, chain.ErrShort) {
		t.Errorf("whoever leads may pay another market first: %v", err)
	}
}

// Two markets that the same person founds with one key have one vault. What was credited in one is not in the other, and
// what comes later is in neither: each would take it for its own.
func TestOneVaultOfTwoMarkets(t *testing.T) {
	v := newVillage(t, 1)
	v.deposit("ana", 5000)
	v.look()
	other := v.neighbour()
	other.from = v.from
	other.foundBeside(v, v.key("vault 0"))
	v.deposit("ana", 700)
	v.look()
	other.look()
	if v.sum() != 5000 || other.sum() != 0 {
		t.Errorf("deposits are %d and %d", v.sum(), other.sum())
	}
}

// Nobody votes for stewards whose vault another market has. Where its keys have not asked for it, it has it not: else
// whoever names them could keep those from serving who do.
func TestVaultThatIsTaken(t *testing.T) {
	v := newVillage(t, 4)
	other := v.neighbour()
	other.foundBeside(v, other.key("vault 0"))
	topic, next := entry.Topic{Kind: entry.TopicEpoch, Number: 2}, &entry.NextEpoch{Seats: slices.Clone(v.state().Seats(v.market(), 2))}
	if _, err := other.desks[0].core.Steward.Motion(other.state(), topic, next); !errors.Is(err, ledger.ErrVaultTaken) {
		t.Errorf("to have the same vault: %v", err)
	}
	for i := range next.Seats {
		next.Seats[i].Voting[0] ^= 1
	}
	slices.SortFunc(next.Seats, func(a, b entry.Seated) int { return slices.Compare(a.Voting[:], b.Voting[:]) })
	other.say(other.key("voting 0"), &entry.Propose{Topic: topic, Value: next})
	if got := other.state().Seats(other.market(), 2); len(got) != 4 {
		t.Fatalf("the lone steward has not named them: %v", got)
	}
	v.change(3, 0)
	if m, _ := v.state().Market(v.market()); m.Epoch != 3 {
		t.Errorf("they serve in epoch %d", m.Epoch)
	}
	v.deposit("ana", 900)
	v.look()
	if v.sum() != 900 {
		t.Errorf("deposits are %d", v.sum())
	}
}
