package ledger

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// town is a market in a test: keys by name, entries by hand.
type town struct {
	t      testing.TB
	found  *entry.Entry
	heads  map[keys.Account]*entry.Entry // last entry of each chain that town wrote
	steady uint32                        // the time on entries
	keys   map[string]*keys.Secret       // by name
}

func newTown(t testing.TB, policy entry.Policy) *town {
	t.Helper()
	tw := &town{t: t, heads: map[keys.Account]*entry.Entry{}, keys: map[string]*keys.Secret{}, steady: 1795000000}
	voting, vault := tw.key("steward"), tw.key("vault")
	proof, err := vault.Sign(entry.SeatMessage(entry.MarketID{}, 1, voting.Account()))
	if err != nil {
		t.Fatal(err)
	}
	tw.found = &entry.Entry{Author: voting.Account(), Seq: 1, Time: tw.steady, Body: &entry.Found{
		Name: "Vallée", MarketName: "Saint-Agrève", Vault: vault.Account(), VaultSignature: proof, Policy: policy}}
	tw.sign(tw.found, voting)
	tw.heads[voting.Account()] = tw.found
	return tw
}

func (tw *town) key(name string) *keys.Secret {
	if s := tw.keys[name]; s != nil {
		return s
	}
	s, err := keys.NewSecret(keys.Ed25519, sha256.Sum256([]byte(name)))
	if err != nil {
		tw.t.Fatal(err)
	}
	tw.keys[name] = s
	return s
}

func (tw *town) sign(e *entry.Entry, by *keys.Secret) {
	tw.t.Helper()
	if err := e.Sign(by); err != nil {
		tw.t.Fatal(err)
	}
}

func (tw *town) market() entry.MarketID { return tw.found.Market }

func (tw *town) ref(name string) Ref { return Ref{tw.market(), tw.key(name).Account()} }

// after writes an entry by a name, behind a given one; nil begins a chain.
func (tw *town) after(prev *entry.Entry, by string, body entry.Body) *entry.Entry {
	tw.t.Helper()
	secret := tw.key(by)
	e := &entry.Entry{Community: tw.found.Community, Market: tw.market(), Author: secret.Account(), Seq: 1, Time: tw.steady, Body: body}
	if prev != nil {
		e.Seq, e.Prev = prev.Seq+1, prev.Hash()
	}
	tw.sign(e, secret)
	return e
}

// write extends a name's chain.
func (tw *town) write(by string, body entry.Body) *entry.Entry {
	tw.t.Helper()
	e := tw.after(tw.heads[tw.key(by).Account()], by, body)
	tw.heads[e.Author] = e
	return e
}

func (tw *town) pay(from, to string, amount entry.Amount) *entry.Entry {
	return tw.write(from, tw.payBody(to, amount))
}

func (tw *town) payBody(to string, amount entry.Amount) *entry.Pay {
	return &entry.Pay{Payees: []entry.Payee{{Market: tw.market(), Account: tw.key(to).Account(), Amount: amount}}}
}

func (tw *town) votes(by string, kind entry.VoteKind, list ...*entry.Entry) *entry.Entry {
	body := &entry.Votes{}
	for _, e := range list {
		body.Items = append(body.Items, entry.Vote{Kind: kind, Entry: e.Hash()})
	}
	return tw.write(by, body)
}

// issue makes a series of one coupon a value; coupon i's key is "coupon PREFIX i".
func (tw *town) issueBody(prefix string, lastEpoch uint32, values ...entry.Amount) *entry.Issue {
	b := &entry.Issue{LastEpoch: lastEpoch, LastDay: 21000, Issuer: "asso", SeriesKey: tw.key(prefix).Account()}
	for i, v := range values {
		b.Denominations = append(b.Denominations, entry.Denomination{Value: v, Count: 1})
		b.Keys = append(b.Keys, tw.key(fmt.Sprint("coupon ", prefix, i+1)).Account())
	}
	b.Root = entry.Root(b.Keys)
	return b
}

func (tw *town) redeem(series *entry.Entry, prefix string, serial int, to string) *entry.Entry {
	secret := tw.key(fmt.Sprint("coupon ", prefix, serial))
	e := &entry.Entry{Community: tw.found.Community, Market: tw.market(), Author: secret.Account(), Seq: 1,
		Body: &entry.Redeem{Series: series.Hash(), Serial: serial, Market: tw.market(), Account: tw.key(to).Account()}}
	tw.sign(e, secret)
	return e
}

// nextEpoch proposes the stewards of an epoch by name.
func (tw *town) nextEpoch(number uint32, names ...string) *entry.Propose {
	v := &entry.NextEpoch{}
	for _, n := range names {
		v.Seats = append(v.Seats, entry.Seated{Voting: tw.key(n).Account(), Vault: tw.key("vault " + n).Account()})
	}
	sortSeats(v.Seats)
	return &entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: number}, Value: v}
}

// sortSeats puts seats in the order that a NextEpoch must have them: by voting key.
func sortSeats(seats []entry.Seated) {
	slices.SortFunc(seats, func(a, b entry.Seated) int { return bytes.Compare(a.Voting[:], b.Voting[:]) })
}
