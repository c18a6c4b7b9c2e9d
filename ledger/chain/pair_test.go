package chain_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// pair is two markets of one community, each with a vault, whose people pay each other as a seed says.
type pair struct {
	*testing.T
	rnd     *rand.Rand
	markets [2]*village
	brought map[keys.Account]int64 // on the chain to the vaults, by who did
	asked   map[keys.Account]int64 // and to be had from them again
	last    map[keys.Account]entry.Hash
	met     map[string]bool
}

// Two markets whose people pay each other settle from vault to vault. Money is paid in under copied remarks and by several
// who name nobody, stewards change, machines are stopped while they sign, and what anybody has signed is sent again. After
// every step the vaults on the chain are to the cent what both ledgers say; in the end everybody has his money.
func TestTwoMarketsInSeededWorlds(t *testing.T) {
	met := map[string]bool{}
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			south, north := twoMarkets(t)
			p := &pair{t, rand.New(rand.NewPCG(seed, 2)), [2]*village{south, north}, map[keys.Account]int64{}, map[keys.Account]int64{}, map[keys.Account]entry.Hash{}, met}
			for _, v := range p.markets {
				p.brought[v.who("ana")], p.brought[v.who("bob")] = 10_000, 5000
			}
			for step := range 24 {
				if p.happens(step); t.Failed() {
					t.Fatalf("at step %d", step)
				}
				p.holds()
			}
			p.ends()
		})
	}
	for _, what := range []string{"across", "withdrawn", "copied", "stray", "again", "paid", "handed over", "swept", "remitted"} {
		if !met[what] {
			t.Errorf("in no world anything was %s", what)
		}
	}
}

// happens is one step.
func (p *pair) happens(step int) {
	p.Helper()
	v := p.markets[p.rnd.IntN(2)]
	name := people[p.rnd.IntN(3)]
	amount := entry.Amount(100 + p.rnd.IntN(1500))
	switch n := p.rnd.IntN(12); {
	case step == 10:
		p.markets[1].next(2, 4, 1)
	case step == 16:
		p.markets[0].change(3, 1)
	case n < 4:
		p.pays(v, name, amount)
	case n < 6:
		p.asks(v, name, amount)
	case n < 8:
		p.paysIn(v, name, amount)
	case n == 8:
		p.again(v)
	default:
		p.settles(v)
	}
}

// free is somebody who has nothing under way and that much.
func (p *pair) free(v *village, name string, amount entry.Amount) bool {
	who := v.who(name)
	last, said := p.last[who]
	return v.state().Balance(ledger.Ref{Market: v.market(), Key: who}).Final >= int64(amount) && (!said || v.state().Level(last) == ledger.Final)
}

// pays has somebody pay a person of the other market.
func (p *pair) pays(v *village, name string, amount entry.Amount) {
	p.Helper()
	if p.free(v, name, amount) {
		p.met["across"] = true
		other := v.near[0]
		e := v.say(v.key(name), &entry.Pay{Payees: []entry.Payee{{Market: other.market(), Account: other.who(people[p.rnd.IntN(3)]), Amount: amount}}})
		p.last[v.who(name)] = e.Hash()
	}
}

// asks has somebody ask for his money.
func (p *pair) asks(v *village, name string, amount entry.Amount) {
	p.Helper()
	if p.free(v, name, amount) {
		p.met["withdrawn"] = true
		p.last[v.who(name)] = v.withdraw(name, amount, v.who(name)).Hash()
		p.asked[v.who(name)] += int64(amount)
	}
}

// paysIn has somebody pay into the vault: plainly, under the remark of a batch of the other market, or with another.
func (p *pair) paysIn(v *village, name string, amount entry.Amount) {
	p.Helper()
	all := chain.Vaults(v.state(), v.market()) // an old address too
	home := all[p.rnd.IntN(len(all))].Account
	switch p.rnd.IntN(3) {
	case 0:
		p.met["copied"] = true
		batch := p.rnd.Uint32N(5)
		text := chain.Remark(v.near[0].market(), entry.Topic{Number: batch})
		v.does(v.key(name), v.payCall(home, uint64(amount), text, nil, batch))
	case 1:
		p.met["stray"] = true
		c := v.couple([]string{"dan", "eve"}, 2000)
		v.together(c, v.transfer(home, uint64(amount)), "dan", "eve")
		return
	default:
		v.does(v.key(name), v.transfer(home, uint64(amount)))
	}
	p.brought[v.who(name)] += int64(amount)
}

// again sends what somebody has signed some time: to the chain it is nothing new.
func (p *pair) again(v *village) {
	if len(v.sent) > 0 {
		p.met["again"] = true
		_ = v.node.Submit(v.Context(), v.sent[p.rnd.IntN(len(v.sent))])
		v.advance(1)
	}
}

// settles has a market do what its vault has to do next, if anything, by people in any order whose machines are stopped.
func (p *pair) settles(v *village) bool {
	p.Helper()
	v.look()
	p.sweeps(v)
	waits := func(b ledger.Batch) bool {
		return b.Receipt == nil && b.Topic.Number == v.state().NextBatch(v.market()).Number
	}
	if !slices.ContainsFunc(v.state().Batches(v.market()), waits) {
		if v.proposes() == nil {
			return false
		}
		v.moves()
	}
	b := v.decided()
	p.met["paid"], p.met["remitted"] = p.met["paid"] || len(b.Value.Paid) > 0, p.met["remitted"] || len(b.Value.Remits) > 0
	p.met["handed over"] = p.met["handed over"] || b.Value.Act == entry.HandOver
	vault := chain.ActsOn(v.state(), v.market(), b)
	names := p.holders(v, vault)
	p.rnd.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for _, name := range names[:vault.Threshold] {
		m := &machine{village: v, key: v.key(name), kill: p.rnd.IntN(len(steps) + 1)}
		if err := m.lives(vault, b); !errors.Is(err, chain.ErrRan) && !errors.Is(err, chain.ErrWaits) {
			p.Fatalf("%s ends with %v", name, err)
		}
	}
	v.look()
	return true
}

// holders are the people with the keys of a vault.
func (p *pair) holders(v *village, vault chain.Vault) (names []string) {
	for i := range 10 {
		if name := fmt.Sprint("vault ", i); vault.Has(v.who(name)) {
			names = append(names, name)
		}
	}
	return names
}

// sweeps has people send on what lies in vaults that they had.
func (p *pair) sweeps(v *village) {
	p.Helper()
	st := v.standing()
	for _, old := range st.Before {
		own := v.desks[0].own[old.Account]
		keep := uint64(100)
		if own != nil {
			keep += uint64(max(0, own.Sum()))
		}
		has := v.account(old.Account).Free
		if old.Account == st.Home.Account || has < keep+100 {
			continue
		}
		p.met["swept"] = true
		sweep, err := st.SweepSome(v.runtime(), has-keep)
		if !old.Alone() {
			sweep, err = st.Sweep(v.runtime(), old)
		}
		v.check(err)
		if names := p.holders(v, old); old.Alone() {
			v.does(v.key(names[0]), sweep)
		} else {
			v.together(old, sweep, names[:old.Threshold]...)
		}
		v.look()
	}
}

// holds holds both markets to what must hold after every step.
func (p *pair) holds() {
	p.Helper()
	for _, v := range p.markets {
		v.look()
		v.check(v.state().Totals().Conserved())
		v.check(v.state().AsAttested())
		if r := v.reports(0); r.Sum.Difference != 0 || r.Vault.Difference != 0 || r.Vault.Twice != 0 || r.Vault.Others != 0 {
			p.Fatalf("%s has the vault at %+v and the sum at %+v", v.salt, r.Vault, r.Sum)
		}
	}
}

// ends has both settle until nothing is left, and holds everybody's money on the chain against what he has done.
func (p *pair) ends() {
	p.Helper()
	for round := 0; p.settles(p.markets[0]) || p.settles(p.markets[1]); round++ {
		if p.holds(); round > 30 {
			p.Fatal("they settle for ever")
		}
	}
	south, north := p.markets[0].border(), p.markets[1].border()
	if south.In != north.Out || south.Got != north.Sent || south.Sent != north.Got || south.Owed != -north.Owed || south.Owed >= 100 || south.Owed <= -100 {
		p.Errorf("south has %+v, north %+v", south, north)
	}
	for _, v := range p.markets {
		if owed := v.reports(0).Withdrawals.Owed; owed.Count > 0 {
			p.Errorf("owed are %+v", owed)
		}
		for _, name := range people[:3] {
			who := v.who(name)
			v.holds(name, who, uint64(pocket-p.brought[who]+p.asked[who]))
		}
	}
}
