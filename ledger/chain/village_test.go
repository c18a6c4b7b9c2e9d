package chain_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// village is a market whose stewards tell each other everything at once, beside a chain that is really
// executed. Each steward reads the chain for himself.
type village struct {
	*testing.T
	chain *dunitertest.Chain
	node  *duniter.Node
	found *entry.Entry
	pool  []*entry.Entry
	desks []*bench
	time  uint32
	sent  [][]byte // extrinsics, as everybody has seen them
}

// bench is one steward: his machine, and what it knows of the chain.
type bench struct {
	name   string
	core   *ledger.Core
	desk   *chain.Desk
	vault  *keys.Secret
	read   uint32 // blocks up to this one
	failed map[entry.Hash]error
	stray  []chain.Stray
}

func (v *village) key(name string) *keys.Secret {
	v.Helper()
	s, err := keys.NewSecret(keys.Ed25519, sha256.Sum256([]byte(name)))
	v.check(err)
	return s
}

func (v *village) who(name string) keys.Account { return v.key(name).Account() }

func (v *village) check(err error) {
	v.Helper()
	if err != nil {
		v.Fatal(err)
	}
}

// people have 1,000 Ğ1 each on the chain, and so have the stewards' vault keys.
var people = []string{"ana", "bob", "cyd", "dan", "eve"}

// newVillage founds a market and seats so many stewards.
func newVillage(t *testing.T, stewards int) *village {
	v := &village{T: t, time: 1}
	config := dunitertest.Config{Began: 1_700_000_000_000}
	for _, name := range people {
		config.Accounts = append(config.Accounts, dunitertest.Grant{To: v.who(name), Amount: 100_000})
	}
	for i := range 10 {
		config.Accounts = append(config.Accounts, dunitertest.Grant{To: v.who(fmt.Sprint("vault ", i)), Amount: 100_000})
	}
	v.chain = dunitertest.New(config)
	now := dunitertest.Now{Chain: v.chain}
	v.node = duniter.NewNode(v.chain.Genesis(), now, now)
	vault := v.key("vault 0")
	proof, err := vault.Sign(entry.SeatMessage(entry.MarketID{}, 1, v.who("voting 0")))
	v.check(err)
	v.found = &entry.Entry{Author: v.who("voting 0"), Seq: 1, Body: &entry.Found{Genesis: entry.Hash(v.chain.Genesis()),
		Name: "Vallée", MarketName: "Foirail", Vault: vault.Account(), VaultSignature: proof}}
	v.check(v.found.Sign(v.key("voting 0")))
	v.pool = []*entry.Entry{v.found}
	v.seat("voting 0", "vault 0")
	if stewards > 1 {
		v.next(2, stewards, 0)
	}
	return v
}

func (v *village) market() entry.MarketID { return v.found.Market }

// state is what the first steward holds.
func (v *village) state() *ledger.State { return v.desks[0].core.State }

// seat sets a steward up.
func (v *village) seat(voting, vault string) {
	d := &chain.Desk{Market: v.market()}
	b := &bench{name: voting, desk: d, vault: v.key(vault), failed: map[entry.Hash]error{}}
	b.core = ledger.NewCore(v.found.Community, v.pool, &ledger.Steward{Market: v.market(), Voting: v.key(voting), Settling: d})
	v.desks = append(v.desks, b)
}

// next has a lone steward decide that others serve in the next epoch: vault keys from one on.
func (v *village) next(epoch uint32, stewards, from int) {
	v.Helper()
	value := &entry.NextEpoch{}
	for i := range stewards {
		value.Seats = append(value.Seats, entry.Seated{Voting: v.who(fmt.Sprint("voting ", epoch, i)), Vault: v.who(fmt.Sprint("vault ", from+i))})
	}
	slices.SortFunc(value.Seats, func(a, b entry.Seated) int { return bytes.Compare(a.Voting[:], b.Voting[:]) })
	v.say(v.key("voting 0"), &entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: epoch}, Value: value})
	v.desks = nil
	for i := range stewards {
		v.seat(fmt.Sprint("voting ", epoch, i), fmt.Sprint("vault ", from+i))
	}
}

// say has a key write at the head of its chain.
func (v *village) say(by *keys.Secret, body entry.Body) *entry.Entry {
	v.Helper()
	e := v.state().Next(ledger.Ref{Market: v.market(), Key: by.Account()}, v.time)
	e.Body = body
	v.check(e.Sign(by))
	v.tell(e)
	return e
}

// tell brings entries to all, and what they answer to all.
func (v *village) tell(list ...*entry.Entry) {
	v.Helper()
	for len(list) > 0 {
		v.pool = append(v.pool, list...)
		var more []*entry.Entry
		for _, b := range v.desks {
			for _, e := range list {
				made, answers, err := b.core.Step([]ledger.Draft{ledger.Offer(e)}, v.time)
				v.check(err)
				if answers[0].Err != nil {
					v.Fatalf("%s does not take %v: %v", b.name, e, answers[0].Err)
				}
				more = append(more, slices.DeleteFunc(made, func(x *entry.Entry) bool { return x.Author != b.core.Steward.Voting.Account() || x == e })...)
			}
		}
		list = more
	}
}

// rest lets time pass, until what can be decided is.
func (v *village) rest() {
	v.Helper()
	for range 60 {
		for _, b := range v.desks {
			made, err := b.core.Tick(v.time)
			v.check(err)
			v.tell(made...)
		}
	}
}

// look has every steward read the chain as far as it is final, attest what is new, and know it.
func (v *village) look() {
	v.Helper()
	for _, b := range v.desks {
		v.read(b)
		v.ground(b)
	}
	v.rest()
}

// read has a steward read blocks, and attest what he has not attested.
func (v *village) read(b *bench) {
	v.Helper()
	_, head := v.chain.Finalised()
	var facts []entry.Fact
	for ; b.read < head; b.read++ {
		hash, err := v.node.HashAt(v.Context(), b.read+1)
		v.check(err)
		block, err := v.node.Block(v.Context(), v.chain.Runtime(), hash)
		v.check(err)
		seen := chain.Watch(b.core.State, v.market()).Scan(v.chain.Runtime(), block)
		facts = append(facts, seen.Facts...)
		b.stray = append(b.stray, seen.Stray...)
		for h, why := range seen.Failed {
			b.failed[h] = why
		}
	}
	if len(facts) > 0 {
		v.say(b.core.Steward.Voting, &entry.Attest{Facts: facts})
	}
}

// ground gives a steward what the chain says now.
func (v *village) ground(b *bench) {
	v.Helper()
	rt := v.chain.Runtime()
	g := chain.Ground{Runtime: rt, There: map[keys.Account]bool{}, Failed: b.failed}
	g.Existential, g.MarkerCost, g.MarkerMore = 100, 108+33, 33
	_, g.Height = v.chain.Finalised()
	st, err := chain.StandingOf(b.core.State, v.market())
	v.check(err)
	g.Free, _ = v.chain.Holds(st.Vault.Account)
	for _, w := range b.core.State.Withdrawals(v.market()) {
		free, _ := v.chain.Holds(w.To)
		g.There[w.To] = free > 0
	}
	b.desk.Ground = g
}

// deposit has somebody send money to the vault, with a remark if one is given.
func (v *village) deposit(from string, amount uint64, remarks ...string) {
	v.Helper()
	st, err := chain.StandingOf(v.state(), v.market())
	v.check(err)
	call := v.transfer(st.Vault.Account, amount)
	if len(remarks) > 0 {
		calls := []duniter.Call{call}
		for _, r := range remarks {
			calls = append(calls, v.call("System", "remark_with_event", duniter.Fields{"remark": r}))
		}
		call, err = v.chain.Runtime().Batch(calls...)
		v.check(err)
	}
	v.does(v.key(from), call)
}

func (v *village) transfer(to keys.Account, amount uint64) duniter.Call {
	v.Helper()
	return v.call("Balances", "transfer_keep_alive", duniter.Fields{"dest": to, "value": amount})
}

func (v *village) call(pallet, name string, args duniter.Fields) duniter.Call {
	v.Helper()
	c, err := v.chain.Runtime().Call(pallet, name, args)
	v.check(err)
	return c
}

// does has somebody do something in a block of its own that is final.
func (v *village) does(by *keys.Secret, call duniter.Call) {
	v.Helper()
	x, err := v.chain.Runtime().Sign(by, v.chain.Intent(by.Account(), call))
	v.check(err)
	v.check(v.chain.Submit(x.Bytes))
	v.sent = append(v.sent, x.Bytes)
	v.chain.Advance(1)
}

// withdraw has somebody ask for money on the chain.
func (v *village) withdraw(who string, amount entry.Amount, to keys.Account) *entry.Entry {
	v.Helper()
	return v.say(v.key(who), &entry.Withdraw{Amount: amount, Address: to})
}

// moves has q stewards' persons agree to what their desks propose.
func (v *village) moves() {
	v.Helper()
	topic := v.state().NextBatch(v.market())
	for _, b := range v.desks {
		if v.state().NextBatch(v.market()) != topic {
			break // decided
		}
		value := b.desk.Propose(b.core.State, topic)
		if value == nil {
			v.Fatalf("%s proposes nothing on %v", b.name, topic)
		}
		body, err := b.core.Steward.Motion(b.core.State, topic, value)
		v.check(err)
		v.say(b.core.Steward.Voting, body)
	}
	v.rest()
}

// decided is the batch that was decided and has not run.
func (v *village) decided() ledger.Batch {
	v.Helper()
	for _, b := range slices.Backward(v.state().Batches(v.market())) {
		if b.Receipt == nil {
			return b
		}
	}
	v.Fatal("no batch is decided")
	return ledger.Batch{}
}

// moment is what the chain says of a batch to one with a vault key.
func (v *village) moment(vault chain.Vault, b ledger.Batch, me keys.Account) chain.Moment {
	v.Helper()
	m := chain.Moment{Multiplier: 1, Existential: 100, Deposit: 100 + 32*uint64(vault.Threshold)}
	m.Free, _ = v.chain.Holds(me)
	m.Ran = chain.Ran(vault, b.Value.Act, b.Topic.Number, v.state().NextBatch(v.market()).Number, v.markers(vault))
	hash, _ := v.chain.Finalised()
	op, err := v.node.Storage(v.Context(), v.chain.Runtime(), hash, "Multisig", "Multisigs", vault.Account, chain.CallHash(b.Value))
	v.check(err)
	if m.Operation, err = chain.ReadOperation(op); err != nil {
		v.Fatal(err)
	}
	return m
}

func (v *village) hasMarker(vault chain.Vault, batch uint32) bool {
	v.Helper()
	return slices.Contains(v.markers(vault), vault.Marker(batch))
}

func (v *village) markers(vault chain.Vault) []keys.Account {
	v.Helper()
	hash, _ := v.chain.Finalised()
	list, err := v.node.Storage(v.Context(), v.chain.Runtime(), hash, "Proxy", "Proxies", vault.Account)
	v.check(err)
	markers, err := chain.ReadMarkers(list)
	v.check(err)
	return markers
}

// approve has the people of some stewards sign for a batch, one after the other.
func (v *village) approve(vault chain.Vault, b ledger.Batch, who ...int) {
	v.Helper()
	for _, i := range who {
		key := v.key(fmt.Sprint("vault ", i))
		m := v.moment(vault, b, key.Account())
		sign, err := chain.Due(vault, key.Account(), m)
		v.check(err)
		call, err := sign.Call(v.chain.Runtime(), vault, key.Account(), m.Operation, b.Value.Call, duniter.Weight{RefTime: 1 << 40, ProofSize: 1 << 20})
		v.check(err)
		v.does(key, call)
	}
}

// standing is where the vault stands.
func (v *village) standing() chain.Standing {
	v.Helper()
	st, err := chain.StandingOf(v.state(), v.market())
	v.check(err)
	return st
}

// settle has stewards decide what comes next, and people of a quorum sign for it.
func (v *village) settle(who ...int) ledger.Batch {
	v.Helper()
	v.look()
	st := v.standing()
	if !slices.ContainsFunc(v.state().Batches(v.market()), func(b ledger.Batch) bool { return b.Receipt == nil }) {
		v.moves()
	}
	b := v.decided()
	v.approve(st.Vault, b, who...)
	v.look()
	return b
}

// holds holds what somebody has on the chain.
func (v *village) holds(name string, who keys.Account, want uint64) {
	v.Helper()
	if free, reserved := v.chain.Holds(who); free+reserved != want {
		v.Errorf("%s has %d + %d on the chain, want %d", name, free, reserved, want)
	}
}
