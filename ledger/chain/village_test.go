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
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// village is a market whose stewards tell each other everything at once, beside a chain that is really
// executed. Each steward reads the chain for himself.
type village struct {
	*testing.T
	chain beside
	node  *duniter.Node
	rt    *duniter.Runtime
	salt  string // of all keys, so that nobody has been on the chain before
	from  uint32 // the block that was final when the market was founded
	found *entry.Entry
	pool  []*entry.Entry
	desks []*bench
	near  []*village // other markets of the community, which hear all that is said
	time  uint32
	later func(chain.Watched, *entry.Stray) entry.Fact // what is made of what is kept aside; nil: it is waited for
	sent  []duniter.Extrinsic                          // as everybody has seen them

	taken   map[keys.Account]int64 // by the chain for itself, in blocks up to this one
	counted uint32
}

// bench is one steward: his machine, and what it knows of the chain.
type bench struct {
	name   string
	core   *ledger.Core
	desk   *chain.Desk
	vault  *keys.Secret
	read   uint32 // blocks up to this one
	failed map[entry.Hash]error
	own    map[keys.Account]*chain.Own // by vault of one
}

func (v *village) key(name string) *keys.Secret {
	v.Helper()
	s, err := keys.NewSecret(keys.Ed25519, sha256.Sum256([]byte(v.salt+name)))
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

// newVillage founds a market beside a chain in memory, and seats so many stewards.
func newVillage(t *testing.T, stewards int) *village {
	t.Helper()
	return villageBeside(t, &played{}, stewards)
}

// villageBeside does so beside any chain.
func villageBeside(t *testing.T, chain beside, stewards int) *village {
	t.Helper()
	v := &village{T: t, chain: chain, node: chain.begin(t), time: 1}
	v.enrich()
	v.establish()
	if stewards > 1 {
		v.next(2, stewards, 0)
	}
	return v
}

// enrich gives people what they have on the chain.
func (v *village) enrich() {
	v.Helper()
	v.salt = v.head().Hash.String()
	var all []keys.Account
	for _, name := range people {
		all = append(all, v.who(name))
	}
	for i := range 10 {
		all = append(all, v.who(fmt.Sprint("vault ", i)))
	}
	v.check(v.chain.give(v.Context(), all...))
	v.advance(1)
	v.from = v.head().Number
	v.counted, v.taken = v.from, map[keys.Account]int64{}
}

// establish founds the market.
func (v *village) establish() {
	v.Helper()
	vault := v.key("vault 0")
	proof, err := vault.Sign(entry.SeatMessage(entry.MarketID{}, 1, v.who("voting 0")))
	v.check(err)
	v.found = &entry.Entry{Author: v.who("voting 0"), Seq: 1, Body: &entry.Found{Genesis: entry.Hash(v.chain.genesis()),
		Name: "Vallée", MarketName: "Foirail", Vault: vault.Account(), VaultSignature: proof}}
	v.check(v.found.Sign(v.key("voting 0")))
	v.pool = []*entry.Entry{v.found}
	v.seat("voting 0", "vault 0")
}

func (v *village) head() duniter.Head {
	v.Helper()
	h, err := v.chain.head(v.Context())
	v.check(err)
	return h
}

// runtime is the one that all blocks run under.
func (v *village) runtime() *duniter.Runtime {
	v.Helper()
	if v.rt == nil {
		var err error
		v.rt, err = v.node.Runtime(v.Context(), v.head().Hash)
		v.check(err)
	}
	return v.rt
}

// account is what somebody has in the finalised head.
func (v *village) account(who keys.Account) duniter.Account {
	v.Helper()
	a, err := v.node.Account(v.Context(), v.runtime(), v.head().Hash, who)
	v.check(err)
	return a
}

func (v *village) advance(blocks int) {
	v.Helper()
	v.check(v.chain.advance(v.Context(), blocks))
}

func (v *village) market() entry.MarketID { return v.found.Market }

// state is what the first steward holds.
func (v *village) state() *ledger.State { return v.desks[0].core.State }

// seat sets a steward up.
func (v *village) seat(voting, vault string) {
	d := &chain.Desk{Market: v.market()}
	b := &bench{name: voting, desk: d, vault: v.key(vault), read: v.from, failed: map[entry.Hash]error{}, own: map[keys.Account]*chain.Own{}}
	b.core = ledger.NewCore(v.found.Community, v.pool, &ledger.Steward{Market: v.market(), Voting: v.key(voting), Settling: d})
	v.desks = append(v.desks, b)
}

// next has a lone steward decide that others serve in the next epoch: vault keys from one on.
func (v *village) next(epoch uint32, stewards, from int) {
	v.Helper()
	value := &entry.NextEpoch{}
	for i := range stewards {
		value.Seats = append(value.Seats, v.asks(epoch, i, from+i))
	}
	slices.SortFunc(value.Seats, func(a, b entry.Seated) int { return bytes.Compare(a.Voting[:], b.Voting[:]) })
	v.say(v.key("voting 0"), &entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: epoch}, Value: value})
	v.desks = nil
	for i := range stewards {
		v.seat(fmt.Sprint("voting ", epoch, i), fmt.Sprint("vault ", from+i))
	}
}

// asks has somebody ask for a seat of an epoch with a vault key.
func (v *village) asks(epoch uint32, i, key int) entry.Seated {
	v.Helper()
	voting, vault := v.key(fmt.Sprint("voting ", epoch, i)), v.key(fmt.Sprint("vault ", key))
	proof, err := vault.Sign(entry.SeatMessage(v.market(), epoch, voting.Account()))
	v.check(err)
	v.say(voting, &entry.Seat{Epoch: epoch, Name: fmt.Sprint("steward ", i), Vault: vault.Account(), VaultSignature: proof})
	return entry.Seated{Voting: voting.Account(), Vault: vault.Account()}
}

// change has the stewards decide that others serve in the next epoch: as many, of vault keys from one on, each of
// whom asks for his seat and shows that he knows what they know.
func (v *village) change(epoch uint32, from int) {
	v.Helper()
	value, cut := &entry.NextEpoch{}, &entry.Checkpoint{Epoch: epoch - 1, Heads: v.state().Cut(v.market()), State: entry.Hash{1}}
	v.say(v.desks[0].core.Steward.Voting, cut)
	for i := range v.desks {
		value.Seats = append(value.Seats, v.asks(epoch, i, from+i))
		v.say(v.key(fmt.Sprint("voting ", epoch, i)), cut)
	}
	slices.SortFunc(value.Seats, func(a, b entry.Seated) int { return bytes.Compare(a.Voting[:], b.Voting[:]) })
	v.agree(entry.Topic{Kind: entry.TopicEpoch, Number: epoch}, value)
	stewards := len(v.desks)
	v.desks = nil
	for i := range stewards {
		v.seat(fmt.Sprint("voting ", epoch, i), fmt.Sprint("vault ", from+i))
	}
}

// agree has stewards' persons want one value, one after the other, until they move no more.
func (v *village) agree(topic entry.Topic, value entry.Value) {
	v.Helper()
	for _, b := range v.desks {
		if m, _ := v.state().Market(v.market()); m.Epoch == topic.Number {
			break // decided
		}
		body, err := b.core.Steward.Motion(b.core.State, topic, value)
		v.check(err)
		v.say(b.core.Steward.Voting, body)
	}
	v.rest()
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
		all := slices.Clone(v.desks)
		for _, other := range v.near {
			other.pool = append(other.pool, list...)
			all = append(all, other.desks...)
		}
		for _, b := range all {
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
	head, rt := v.head().Number, v.runtime()
	var facts []entry.Fact
	for ; b.read < head; b.read++ {
		hash, err := v.node.HashAt(v.Context(), b.read+1)
		v.check(err)
		block, err := v.node.Block(v.Context(), rt, hash)
		v.check(err)
		seen := chain.Watch(b.core.State, v.market()).Scan(rt, block)
		v.owns(b, block, seen)
		for _, f := range seen.Later {
			if v.later != nil {
				seen.Facts = append(seen.Facts, v.later(chain.Watch(b.core.State, v.market()), f))
			}
		}
		if len(seen.Later) > 0 && v.later == nil {
			break
		}
		facts = append(facts, seen.Facts...)
		for h, why := range seen.Failed {
			b.failed[h] = why
		}
	}
	if len(facts) > 0 {
		v.say(b.core.Steward.Voting, &entry.Attest{Facts: facts})
	}
}

// owns counts what of the vaults of one is their stewards' own.
func (v *village) owns(b *bench, block *duniter.Block, seen chain.Seen) {
	v.Helper()
	holds := func(height uint32, who keys.Account) int64 {
		hash, err := v.node.HashAt(v.Context(), height)
		v.check(err)
		a, err := v.node.Account(v.Context(), v.runtime(), hash, who)
		v.check(err)
		return int64(a.Free + a.Reserved)
	}
	height := block.Header.Number
	for _, vault := range chain.Vaults(b.core.State, v.market()) {
		if !vault.Alone() {
			continue
		}
		if b.own[vault.Account] == nil {
			b.own[vault.Account] = &chain.Own{}
			b.own[vault.Account].Set(v.from, holds(v.from, vault.Account))
		}
		b.own[vault.Account].Set(height, holds(height, vault.Account)-holds(height-1, vault.Account)-seen.Moved[vault.Account])
	}
}

// ground gives a steward what the chain says now.
func (v *village) ground(b *bench) {
	v.Helper()
	g := chain.Ground{Height: v.head().Number, Runtime: v.runtime(), There: map[keys.Account]bool{}, Failed: b.failed}
	g.Existential, g.MarkerMore = v.amount("Balances", "ExistentialDeposit"), v.amount("Proxy", "ProxyDepositFactor")
	g.MarkerCost = v.amount("Proxy", "ProxyDepositBase") + g.MarkerMore
	st, err := chain.StandingOf(b.core.State, v.market())
	v.check(err)
	now := v.account(st.Vault.Account)
	g.Free, g.Reserved, g.Old, g.Own = now.Free, now.Reserved, map[keys.Account]uint64{}, map[keys.Account]int64{}
	for vault, own := range b.own {
		g.Own[vault] = own.Sum()
	}
	for _, old := range chain.Vaults(b.core.State, v.market()) {
		if a := v.account(old.Account); old.Account != st.Vault.Account {
			g.Old[old.Account] = a.Free + a.Reserved
		}
	}
	for _, w := range b.core.State.Withdrawals(v.market()) {
		g.There[w.To] = v.account(w.To).Free > 0
	}
	b.desk.Ground = g
}

// amount is a sum that the runtime names.
func (v *village) amount(pallet, name string) uint64 {
	v.Helper()
	n, err := v.runtime().Amount(pallet, name)
	v.check(err)
	return n
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
		call, err = v.runtime().Batch(calls...)
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
	c, err := v.runtime().Call(pallet, name, args)
	v.check(err)
	return c
}

// does has somebody do something in a block of its own that is final.
func (v *village) does(by *keys.Secret, call duniter.Call) {
	v.Helper()
	if block, at := v.tries(by, call); !block.Succeeded(at) {
		v.Fatalf("extrinsic %d of block %d failed: %+v", at, block.Header.Number, block.Of(at))
	}
}

// tries is the same, and says where it stands, whatever it came to.
func (v *village) tries(by *keys.Secret, call duniter.Call) (*duniter.Block, int) {
	v.Helper()
	x, err := v.runtime().Sign(by, v.intent(by.Account(), call))
	v.check(err)
	v.sent = append(v.sent, x)
	for range 3 { // the block that begins a session of the real chain takes nothing, and Chopsticks forgets what waited
		v.check(v.node.Submit(v.Context(), x))
		v.advance(1)
		block, err := v.node.Block(v.Context(), v.runtime(), v.head().Hash)
		v.check(err)
		if at := block.Find(x.Hash); at >= 0 {
			return block, at
		}
	}
	v.Fatal("no block takes it")
	return nil, 0
}

// intent is a call meant for the next block: born at the finalised one, with the account's next nonce.
func (v *village) intent(who keys.Account, call duniter.Call) duniter.Intent {
	v.Helper()
	head := v.head()
	return duniter.Intent{Genesis: v.chain.genesis(), TxVersion: v.runtime().TxVersion, Call: call, Nonce: v.account(who).Nonce, Period: 64,
		Born: head.Number, BornHash: head.Hash}
}

// weight is what a call weighs, as the chain says when it is asked what it would cost.
func (v *village) weight(who keys.Account, call duniter.Call) duniter.Weight {
	v.Helper()
	rt := v.runtime()
	draft, err := rt.Draft(who, keys.Ed25519, v.intent(who, call))
	v.check(err)
	w, err := v.chain.weigh(v.Context(), rt, draft)
	v.check(err)
	return w
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
	m := chain.Moment{Existential: v.amount("Balances", "ExistentialDeposit"), Free: v.account(me).Free}
	m.Deposit = v.amount("Multisig", "DepositBase") + v.amount("Multisig", "DepositFactor")*uint64(vault.Threshold)
	m.Operation = v.operation(vault, chain.CallHash(b.Value))
	m.Ran = chain.Ran(vault, b.Value.Act, b.Topic.Number, v.state().NextBatch(v.market()).Number, v.markers(vault))
	var err error
	m.Multiplier, err = v.node.Multiplier(v.Context(), v.runtime(), v.head().Hash)
	v.check(err)
	return m
}

// operation is what waits on the chain for a vault's approvals, nil where nothing does.
func (v *village) operation(vault chain.Vault, call duniter.Hash) *chain.Operation {
	v.Helper()
	item, err := v.node.Storage(v.Context(), v.runtime(), v.head().Hash, "Multisig", "Multisigs", vault.Account, call)
	v.check(err)
	op, err := chain.ReadOperation(item)
	v.check(err)
	return op
}

func (v *village) hasMarker(vault chain.Vault, batch uint32) bool {
	v.Helper()
	return slices.Contains(v.markers(vault), vault.Marker(batch))
}

func (v *village) markers(vault chain.Vault) []keys.Account {
	v.Helper()
	list, err := v.node.Storage(v.Context(), v.runtime(), v.head().Hash, "Proxy", "Proxies", vault.Account)
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
		call, err := sign.Call(v.runtime(), vault, key.Account(), m.Operation, b.Value.Call, v.weight(key.Account(), b.Value.Call))
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

// holds holds what somebody has on the chain, with what the chain took from him for itself.
func (v *village) holds(name string, who keys.Account, want uint64) {
	v.Helper()
	a, took := v.account(who), v.took(who)
	if got := int64(a.Free+a.Reserved) + took; got != int64(want) {
		v.Errorf("%s has %d + %d on the chain, which took %d, want %d", name, a.Free, a.Reserved, took, want)
	}
}

// took is what the chain took from somebody, since the market was founded, for fees, and on runtimes of old
// for coming into being.
func (v *village) took(who keys.Account) int64 {
	v.Helper()
	for head := v.head().Number; v.counted < head; v.counted++ {
		hash, err := v.node.HashAt(v.Context(), v.counted+1)
		v.check(err)
		events, err := v.node.Events(v.Context(), v.runtime(), hash)
		v.check(err)
		for _, e := range events {
			v.count(e)
		}
	}
	return v.taken[who]
}

// count counts what an event says was taken, or given back.
func (v *village) count(e duniter.Event) {
	who, _ := e.Fields()["who"].(keys.Account)
	amount, _ := e.Fields()["amount"].(uint64)
	switch {
	case e.Is("Balances", "Withdraw"):
		v.taken[who] += int64(amount)
	case e.Is("Balances", "Deposit"):
		v.taken[who] -= int64(amount)
	}
}
