// Command say tells a judge what the project makes of a runtime's metadata: calls, extrinsics, keys, addresses, and what it reads
// out of events; one JSON object a line. With -metadata VERSION it writes metadata of our own instead.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/keys"
)

func main() {
	write := flag.Int("metadata", 0, "write our own metadata of this version")
	live := flag.Bool("serve", false, "serve a chain; each line of standard input makes a block, and the line final makes it final")
	old := flag.Bool("old", false, "of the runtime of 2022")
	flag.Parse()
	table := dunitertest.G1
	if *old {
		table = dunitertest.Old()
	}
	if *write != 0 {
		os.Stdout.Write(dunitertest.Metadata(table, uint8(*write)))
		return
	}
	if *live {
		serve(table)
		return
	}
	raw, err := os.ReadFile(flag.Arg(0))
	must(err)
	meta, err := duniter.ReadMetadata(raw)
	must(err)
	t := &teller{rt: &duniter.Runtime{Metadata: meta, Genesis: duniter.Hash{0xfe, 0xb7}, SpecName: "g1", SpecVersion: 1100, TxVersion: 1}}
	t.calls()
	t.multisigs()
	t.extrinsics()
	t.keys()
	t.addresses()
	t.headers()
	t.events(table)
}

// serve plays a chain behind an endpoint, and says where.
func serve(table string) {
	chain := dunitertest.New(dunitertest.Config{Table: table, Accounts: []dunitertest.Grant{{To: who(1), Amount: 10000}}, Members: []dunitertest.Member{{Owner: who(1), Name: "a"}}})
	chain.Advance(2)
	server := dunitertest.NewServer(chain)
	fmt.Println(server.Open(false).URL())
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		server.Do(func(c *dunitertest.Chain) {
			if in.Text() == "final" {
				c.Finalise(0)
			} else {
				c.Make(1)
			}
		})
	}
	server.Close()
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// line is one thing that was made.
type line map[string]any

type teller struct {
	rt   *duniter.Runtime
	made []duniter.Call
}

func (t *teller) say(what string, l line) {
	l["what"] = what
	must(json.NewEncoder(os.Stdout).Encode(l))
}

func x(b []byte) string { return "0x" + hex.EncodeToString(b) }

// person is a play key of either curve.
func person(curve keys.Curve, n byte) *keys.Secret {
	s, err := keys.NewSecret(curve, [32]byte{7, n})
	must(err)
	return s
}

func who(n byte) keys.Account { return person(keys.Ed25519, n).Account() }

// call tells one call: args are for the judge, in order; fields are ours, by name.
func (t *teller) call(pallet, name string, fields duniter.Fields, args ...any) duniter.Call {
	c, err := t.rt.Call(pallet, name, fields)
	must(err)
	t.tell(pallet, name, c, args...)
	return c
}

func (t *teller) tell(pallet, name string, c duniter.Call, args ...any) {
	if args == nil {
		args = []any{}
	}
	hash := c.Hash()
	t.made = append(t.made, c)
	t.say("call", line{"pallet": pallet, "name": name, "args": args, "hex": x(c), "hash": x(hash[:])})
}

func (t *teller) calls() {
	bob := who(2)
	for _, v := range []uint64{0, 1, 63, 64, 1000, 16383, 16384, 1<<30 - 1, 1 << 30, 1 << 48, 1<<64 - 1} {
		t.call("Balances", "transfer_keep_alive", duniter.Fields{"dest": bob, "value": v}, bob.String(), fmt.Sprint(v))
	}
	pay := t.call("Balances", "transfer_keep_alive", duniter.Fields{"dest": bob, "value": 5}, bob.String(), 5)
	if t.rt.HasCall("Balances", "transfer_allow_death") { // it had another name once
		t.call("Balances", "transfer_allow_death", duniter.Fields{"dest": bob, "value": 5}, bob.String(), 5)
	}
	t.call("Balances", "transfer_all", duniter.Fields{"dest": bob, "keep_alive": false}, bob.String(), false)
	remark := t.call("System", "remark_with_event", duniter.Fields{"remark": "fr1:Ğ1"}, x([]byte("fr1:Ğ1")))
	t.call("System", "remark", duniter.Fields{"remark": make([]byte, 300)}, x(make([]byte, 300)))
	claim := t.call("UniversalDividend", "claim_uds", nil)
	t.call("UniversalDividend", "transfer_ud", duniter.Fields{"dest": bob, "value": 1500}, bob.String(), 1500)
	cancel := duniter.Variant{Name: "CancelProxy"}
	add := t.call("Proxy", "add_proxy", duniter.Fields{"delegate": bob, "proxy_type": cancel, "delay": 0}, bob.String(), "CancelProxy", 0)
	t.call("Proxy", "remove_proxy", duniter.Fields{"delegate": bob, "proxy_type": cancel, "delay": 0}, bob.String(), "CancelProxy", 0)
	batch, err := t.rt.Batch(add, pay, remark, claim)
	must(err)
	t.tell("Utility", "batch_all", batch, []string{x(add), x(pay), x(remark), x(claim)})
}

// multisigs tells the calls of a vault, opened, approved, run and cancelled.
func (t *teller) multisigs() {
	s := duniter.Multisig{Threshold: 3, Me: who(1)}
	for n := range byte(5) {
		s.Signatories = append(s.Signatories, who(n))
	}
	others := []string{}
	for _, a := range sortedOthers(s) {
		others = append(others, a.String())
	}
	call := t.made[len(t.made)-1]
	hash, at := call.Hash(), duniter.Timepoint{Height: 84128, Index: 2}
	point := line{"height": at.Height, "index": at.Index}
	weight := line{"refTime": 987654321, "proofSize": 4096}
	none := line{"refTime": 0, "proofSize": 0}
	most := duniter.Weight{RefTime: 987654321, ProofSize: 4096}
	t.shaped("approve_as_multi", first(t.rt.ApproveAsMulti(s, nil, hash)), line{"threshold": 3, "otherSignatories": others, "maybeTimepoint": nil, "callHash": x(hash[:]), "maxWeight": none})
	t.shaped("approve_as_multi", first(t.rt.ApproveAsMulti(s, &at, hash)), line{"threshold": 3, "otherSignatories": others, "maybeTimepoint": point, "callHash": x(hash[:]), "maxWeight": none})
	t.shaped("as_multi", first(t.rt.AsMulti(s, &at, call, most)), line{"threshold": 3, "otherSignatories": others, "maybeTimepoint": point, "call": x(call), "storeCall": false, "maxWeight": weight})
	t.shaped("cancel_as_multi", first(t.rt.CancelAsMulti(s, at, hash)), line{"threshold": 3, "otherSignatories": others, "timepoint": point, "callHash": x(hash[:])})
	id, err := duniter.MultisigAccount(3, s.Signatories)
	must(err)
	t.say("multisig", line{"threshold": 3, "signatories": s.Signatories, "address": id.String()})
}

// shaped tells a call whose arguments differ between runtimes: the judge takes those that it finds in the metadata.
func (t *teller) shaped(name string, c duniter.Call, named line) {
	t.made = append(t.made, c)
	t.say("call", line{"pallet": "Multisig", "name": name, "named": named, "hex": x(c), "hash": x(hashOf(c))})
}

func hashOf(c duniter.Call) []byte { h := c.Hash(); return h[:] }

func first(c duniter.Call, err error) duniter.Call { must(err); return c }

func sortedOthers(s duniter.Multisig) (all []keys.Account) {
	for _, a := range s.Signatories {
		if a != s.Me {
			all = append(all, a)
		}
	}
	for i := range all {
		for j := i; j > 0 && string(all[j][:]) < string(all[j-1][:]); j-- {
			all[j], all[j-1] = all[j-1], all[j]
		}
	}
	return all
}

// extrinsics tells every call made so far, signed: by either curve, with several eras and nonces.
func (t *teller) extrinsics() {
	for n, call := range t.made {
		curve := []keys.Curve{keys.Ed25519, keys.Sr25519}[n%2]
		s := person(curve, 1)
		period := []uint32{4, 64, 2048}[n%3]
		nonce, tip := []uint32{0, 7, 64, 70000}[n%4], []uint64{0, 0, 100}[n%3]
		born := uint32(84128 + n)
		i := duniter.Intent{Genesis: t.rt.Genesis, TxVersion: 1, Call: call, Nonce: nonce, Tip: tip, Period: period, Born: born, BornHash: duniter.Hash{0xa0, byte(n)}}
		signed, err := t.rt.Sign(s, i)
		must(err)
		payload, err := t.rt.Payload(i)
		must(err)
		seed := s.Seed()
		t.say("extrinsic", line{"curve": curve.String(), "seed": x(seed[:]), "call": x(call), "period": period, "born": born, "bornHash": i.BornHash,
			"genesis": i.Genesis, "nonce": nonce, "tip": tip, "spec": t.rt.SpecVersion, "tx": t.rt.TxVersion, "payload": x(payload), "hex": x(signed.Bytes), "hash": signed.Hash})
	}
}

func (t *teller) key(pallet, item string, parts []any, args ...any) {
	key, err := t.rt.StorageKey(pallet, item, parts...)
	must(err)
	t.say("key", line{"pallet": pallet, "item": item, "args": args, "hex": x(key)})
}

func (t *teller) keys() {
	a, hash := who(3), duniter.Hash{9, 9}
	for _, name := range [][2]string{{"System", "Events"}, {"System", "Number"}, {"Timestamp", "Now"}, {"Balances", "TotalIssuance"}, {"UniversalDividend", "CurrentUd"},
		{"UniversalDividend", "CurrentUdIndex"}, {"UniversalDividend", "PastReevals"}, {"TransactionPayment", "NextFeeMultiplier"}, {"Membership", "CounterForMembership"}} {
		t.key(name[0], name[1], nil)
	}
	t.key("System", "Account", []any{a}, a.String())
	t.key("System", "BlockHash", []any{uint32(84128)}, 84128)
	t.key("Identity", "Identities", []any{uint32(1234)}, 1234)
	t.key("Identity", "IdentityIndexOf", []any{a}, a.String())
	t.key("Identity", "IdentitiesNames", []any{"poka"}, x([]byte("poka")))
	t.key("Membership", "Membership", []any{uint32(0)}, 0)
	t.key("Multisig", "Multisigs", []any{a, hash}, a.String(), hash)
	t.key("Proxy", "Proxies", []any{a}, a.String())
}

func (t *teller) addresses() {
	for n := range byte(8) {
		a := who(n)
		t.say("address", line{"account": x(a[:]), "address": a.String()})
	}
	for _, c := range [][2]string{{"Balances", "ExistentialDeposit"}, {"Multisig", "DepositBase"}, {"Multisig", "DepositFactor"}, {"Proxy", "ProxyDepositBase"}, {"System", "BlockHashCount"}} {
		n, err := t.rt.Amount(c[0], c[1])
		must(err)
		t.say("constant", line{"pallet": c[0], "name": c[1], "value": fmt.Sprint(n)})
	}
}

func (t *teller) headers() {
	for n := range byte(3) {
		h := duniter.Header{Parent: duniter.Hash{1, n}, Number: 84128 << n, StateRoot: duniter.Hash{2}, ExtrinsicsRoot: duniter.Hash{3}}
		for k := range n {
			h.Logs = append(h.Logs, append([]byte("\x06BABE\x08"), 4, k))
		}
		t.say("header", line{"header": h, "hash": h.Hash()})
	}
}

// events plays a chain of our own and tells what one block of it did, in bytes and as we read them. Its bytes fit the real
// metadata too: the numbers are the same.
func (t *teller) events(table string) {
	chain := dunitertest.New(dunitertest.Config{Table: table, Accounts: []dunitertest.Grant{{To: who(1), Amount: 10000}}, Members: []dunitertest.Member{{Owner: who(1), Name: "a"}}})
	rt := chain.Runtime()
	for nonce, fields := range []duniter.Fields{{"dest": who(2), "value": 500}, {"dest": who(3), "value": 5}} {
		call, err := rt.Call("Balances", "transfer_allow_death", fields)
		must(err)
		intent := chain.Intent(who(1), call)
		intent.Nonce = uint32(nonce)
		signed, err := rt.Sign(person(keys.Ed25519, 1), intent)
		must(err)
		must(chain.Submit(signed.Bytes))
	}
	at := chain.Advance(1)
	var text string
	key, err := rt.StorageKey("System", "Events")
	must(err)
	answer, refused := chain.View(0).Answer("state_getStorage", []json.RawMessage{quoted(x(key)), quoted(at.String())})
	if refused != nil {
		must(refused)
	}
	text = answer.(string)
	b, err := hex.DecodeString(text[2:])
	must(err)
	read, err := t.rt.Events(b)
	must(err)
	names := []line{}
	for _, e := range read {
		names = append(names, line{"name": e.Pallet + "." + e.Name, "extrinsic": e.Extrinsic, "amount": e.Fields()["amount"]})
	}
	t.say("events", line{"hex": text, "events": names})
}

func quoted(s string) json.RawMessage { return json.RawMessage(`"` + s + `"`) }
