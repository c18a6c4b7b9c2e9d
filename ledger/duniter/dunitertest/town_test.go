package dunitertest_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/keys"
)

// town is a chain with some people on it.
type town struct {
	*testing.T
	chain *dunitertest.Chain
	node  *duniter.Node
}

// key is somebody's key: ann, bob, cleo, dan have 100 Ğ1 each; ann and bob are members.
func key(t *testing.T, name string) *keys.Secret {
	t.Helper()
	curve := keys.Ed25519
	if name == "cleo" {
		curve = keys.Sr25519
	}
	seed := [32]byte{1}
	copy(seed[1:], name)
	s, err := keys.NewSecret(curve, seed)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newTown(t *testing.T, change func(*dunitertest.Config)) *town {
	w := &town{T: t}
	config := dunitertest.Config{Members: []dunitertest.Member{{Owner: w.who("ann"), Name: "ann"}, {Owner: w.who("bob"), Name: "bob"}}}
	for _, name := range []string{"ann", "bob", "cleo", "dan"} {
		config.Accounts = append(config.Accounts, dunitertest.Grant{To: w.who(name), Amount: 10_000})
	}
	if change != nil {
		change(&config)
	}
	w.chain = dunitertest.New(config)
	w.node = duniter.NewNode(w.chain.Genesis(), dunitertest.Now{Chain: w.chain}, dunitertest.Now{Chain: w.chain})
	return w
}

func (w *town) who(name string) keys.Account { return key(w.T, name).Account() }

// call makes a call, or fails.
func (w *town) call(pallet, name string, args duniter.Fields) duniter.Call {
	w.Helper()
	c, err := w.chain.Runtime().Call(pallet, name, args)
	if err != nil {
		w.Fatal(err)
	}
	return c
}

func (w *town) transfer(to string, amount uint64) duniter.Call {
	w.Helper()
	return w.call("Balances", "transfer_keep_alive", duniter.Fields{"dest": w.who(to), "value": amount})
}

func (w *town) batch(calls ...duniter.Call) duniter.Call {
	w.Helper()
	c, err := w.chain.Runtime().Batch(calls...)
	if err != nil {
		w.Fatal(err)
	}
	return c
}

// sign signs a call for the next block.
func (w *town) sign(name string, call duniter.Call) duniter.Extrinsic {
	w.Helper()
	x, err := w.chain.Runtime().Sign(key(w.T, name), w.chain.Intent(w.who(name), call))
	if err != nil {
		w.Fatal(err)
	}
	return x
}

// does has somebody do something in a final block of its own, and gives what happened.
func (w *town) does(name string, call duniter.Call) *done {
	w.Helper()
	x := w.sign(name, call)
	if err := w.chain.Submit(x.Bytes); err != nil {
		w.Fatal(err)
	}
	b, err := w.node.Block(w.Context(), nil, w.chain.Advance(1))
	if err != nil {
		w.Fatal(err)
	}
	at := b.Find(x.Hash)
	if at < 0 {
		w.Fatal("the extrinsic is not in the block")
	}
	return &done{w, b, at}
}

// done is what an extrinsic did.
type done struct {
	*town
	block *duniter.Block
	at    int
}

// event finds an event of it.
func (d *done) event(pallet, name string) (duniter.Event, bool) {
	for _, e := range d.block.Of(d.at) {
		if e.Is(pallet, name) {
			return e, true
		}
	}
	return duniter.Event{}, false
}

// came holds what it came to: "" is success.
func (d *done) came(want string) *done {
	d.Helper()
	got := ""
	if e, failed := d.event("System", "ExtrinsicFailed"); failed {
		got = d.reason(e.Fields()["dispatch_error"])
	}
	if got != want || d.block.Succeeded(d.at) != (want == "") {
		d.Errorf("it came to %q, want %q", got, want)
	}
	return d
}

// inner holds what a call within it came to, as its event says.
func (d *done) inner(pallet, name, want string) *done {
	d.Helper()
	e, ok := d.event(pallet, name)
	if !ok {
		d.Fatalf("no %s.%s", pallet, name)
	}
	if got := d.reason(e.Fields()["result"]); got != want {
		d.Errorf("%s.%s came to %q, want %q", pallet, name, got, want)
	}
	return d
}

// reason names a result or an error, "" for none.
func (w *town) reason(result any) string {
	w.Helper()
	v, _ := result.(duniter.Variant)
	err := w.chain.Runtime().Failure(v)
	var refused *duniter.DispatchError
	if err == nil {
		return ""
	}
	if !errors.As(err, &refused) {
		w.Fatal(err)
	}
	return refused.Name
}

// holds holds what somebody has, free and reserved.
func (w *town) holds(name string, free, reserved uint64) {
	w.Helper()
	w.accountHolds(w.who(name), free, reserved)
}

func (w *town) accountHolds(who keys.Account, free, reserved uint64) {
	w.Helper()
	if gotFree, gotReserved := w.chain.Holds(who); gotFree != free || gotReserved != reserved {
		w.Errorf("%s has %d and %d reserved, want %d and %d", who, gotFree, gotReserved, free, reserved)
	}
}

// vault is ann, bob, cleo and dan, three of four.
func (w *town) vault(me string) duniter.Multisig {
	m := duniter.Multisig{Threshold: 3, Me: w.who(me)}
	for _, name := range []string{"ann", "bob", "cleo", "dan"} {
		m.Signatories = append(m.Signatories, w.who(name))
	}
	return m
}

func (w *town) vaultAccount() keys.Account {
	w.Helper()
	a, err := duniter.MultisigAccount(3, w.vault("ann").Signatories)
	if err != nil {
		w.Fatal(err)
	}
	return a
}

// approve is a word of one of them on a call; the timepoint is found in the chain.
func (w *town) approve(me string, call duniter.Call) duniter.Call {
	w.Helper()
	return w.must(w.chain.Runtime().ApproveAsMulti(w.vault(me), w.opened(call), call.Hash()))
}

func (w *town) run(me string, call duniter.Call, weight uint64) duniter.Call {
	w.Helper()
	return w.must(w.chain.Runtime().AsMulti(w.vault(me), w.opened(call), call, duniter.Weight{RefTime: weight}))
}

func (w *town) must(c duniter.Call, err error) duniter.Call {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
	return c
}

// opened is where a call of the vault was opened, or nil.
func (w *town) opened(call duniter.Call) *duniter.Timepoint {
	w.Helper()
	at, _ := w.chain.Finalised()
	hash := call.Hash()
	v, err := w.node.Storage(w.Context(), w.chain.Runtime(), at, "Multisig", "Multisigs", w.vaultAccount(), hash[:])
	if err != nil {
		w.Fatal(err)
	}
	if v == nil {
		return nil
	}
	when := v.(duniter.Fields)["when"].(duniter.Fields)
	return &duniter.Timepoint{Height: uint32(when["height"].(uint64)), Index: uint32(when["index"].(uint64))}
}

// together has three of four run a call of the vault.
func (w *town) together(call duniter.Call) *done {
	w.Helper()
	w.does("ann", w.approve("ann", call)).came("")
	w.does("bob", w.approve("bob", call)).came("")
	return w.does("cleo", w.run("cleo", call, 1<<40)).came("")
}

// names lists events, for a failure that can be read.
func (d *done) names() (all []string) {
	for _, e := range d.block.Of(d.at) {
		all = append(all, fmt.Sprintf("%s.%s", e.Pallet, e.Name))
	}
	return slices.Clip(all)
}

func w0(t *testing.T, name string) keys.Account { return key(t, name).Account() }

// treasury is where fees go.
func treasury() (a keys.Account) {
	copy(a[:], "modlpy/trsry")
	return a
}
