package mesh

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// town is a community in a test: keys by name, and what was written at its founding.
type town struct {
	t     testing.TB
	found *entry.Entry
	set   []*entry.Entry
	heads map[keys.Account]*entry.Entry
	keys  map[string]*keys.Secret
}

// newTown founds a market under "founder", gives 10,000 to each of the people, and seats the
// stewards, if any, in epoch 2.
func newTown(t testing.TB, stewards, people []string) *town {
	t.Helper()
	tw := &town{t: t, heads: map[keys.Account]*entry.Entry{}, keys: map[string]*keys.Secret{}}
	voting, vault := tw.key("founder"), tw.key("vault founder")
	proof, err := vault.Sign(entry.SeatMessage(entry.MarketID{}, 1, voting.Account()))
	tw.check(err)
	tw.found = &entry.Entry{Author: voting.Account(), Seq: 1, Time: 1795000000, Body: &entry.Found{
		Name: "Vallée", MarketName: "Saint-Agrève", Vault: vault.Account(), VaultSignature: proof}}
	tw.check(tw.found.Sign(voting))
	tw.heads[voting.Account()] = tw.found
	tw.set = append(tw.set, tw.found)
	for part := range slices.Chunk(people, entry.MaxFacts) {
		facts := &entry.Attest{}
		for _, name := range part {
			facts.Facts = append(facts.Facts, &entry.Deposit{Note: name, Account: tw.key(name).Account(), Amount: 10_000})
		}
		tw.set = append(tw.set, tw.write("founder", facts))
	}
	if len(stewards) > 0 {
		tw.set = append(tw.set, tw.write("founder", tw.nextEpoch(2, stewards)))
	}
	return tw
}

func (tw *town) check(err error) {
	tw.t.Helper()
	if err != nil {
		tw.t.Fatal(err)
	}
}

func (tw *town) key(name string) *keys.Secret {
	if s := tw.keys[name]; s != nil {
		return s
	}
	s, err := keys.NewSecret(keys.Ed25519, sha256.Sum256([]byte(name)))
	tw.check(err)
	tw.keys[name] = s
	return s
}

func (tw *town) sign(by *keys.Secret, message []byte) keys.Signature {
	tw.t.Helper()
	signature, err := by.Sign(message)
	tw.check(err)
	return signature
}

// proof is a steward's proof to a peer that he serves on a node, by the nonces of the two.
func (tw *town) proof(by string, peer, own ledger.Nonce) *Proof {
	return &Proof{tw.key(by).Account(), tw.sign(tw.key(by), ProofMessage(tw.found.Community, peer, own))}
}

func (tw *town) ref(name string) ledger.Ref {
	return ledger.Ref{Market: tw.found.Market, Key: tw.key(name).Account()}
}

func (tw *town) nextEpoch(number uint32, stewards []string) *entry.Propose {
	next := &entry.NextEpoch{}
	for _, name := range stewards {
		next.Seats = append(next.Seats, entry.Seated{Voting: tw.key(name).Account(), Vault: tw.key("vault " + name).Account()})
	}
	slices.SortFunc(next.Seats, func(a, b entry.Seated) int { return bytes.Compare(a.Voting[:], b.Voting[:]) })
	return &entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: number}, Value: next}
}

// after writes an entry behind a given one; nil begins a chain.
func (tw *town) after(prev *entry.Entry, by string, body entry.Body) *entry.Entry {
	tw.t.Helper()
	e := &entry.Entry{Community: tw.found.Community, Market: tw.found.Market, Author: tw.key(by).Account(), Seq: 1, Time: 1795000001, Body: body}
	if prev != nil {
		e.Seq, e.Prev = prev.Seq+1, prev.Hash()
	}
	tw.check(e.Sign(tw.key(by)))
	return e
}

// write extends a name's chain.
func (tw *town) write(by string, body entry.Body) *entry.Entry {
	e := tw.after(tw.heads[tw.key(by).Account()], by, body)
	tw.heads[e.Author] = e
	return e
}

func (tw *town) pay(from, to string, amount entry.Amount) *entry.Entry {
	return tw.write(from, tw.payBody(to, amount))
}

func (tw *town) payBody(to string, amount entry.Amount) *entry.Pay {
	return &entry.Pay{Payees: []entry.Payee{{Market: tw.found.Market, Account: tw.key(to).Account(), Amount: amount}}}
}

func (tw *town) votes(by string, list ...*entry.Entry) *entry.Entry {
	body := &entry.Votes{}
	for _, e := range list {
		body.Items = append(body.Items, entry.Vote{Kind: entry.QuorumOnly, Entry: e.Hash()})
	}
	return tw.write(by, body)
}

// book is a book in memory that holds some entries; a name that is no steward's gives it none.
func (tw *town) book(steward string, held ...*entry.Entry) *ledger.Book {
	tw.t.Helper()
	config := ledger.Config{Store: &ledger.Memory{}, Community: tw.found.Community}
	b, err := ledger.OpenBook(config)
	tw.check(err)
	if len(held) > 0 {
		tw.append(b, held...)
	}
	if steward != "" {
		tw.check(b.Serve(&ledger.Steward{Market: tw.found.Market, Voting: tw.key(steward)}))
	}
	return b
}

func (tw *town) append(b *ledger.Book, list ...*entry.Entry) {
	tw.t.Helper()
	answers, err := b.Append(list...)
	tw.check(err)
	for i, a := range answers {
		if a.Err != nil {
			tw.t.Fatalf("%v: %v", list[i], a.Err)
		}
	}
}

// wires is a Link that joins nodes in one process.
type wires struct {
	meets []func(peer string, stream io.ReadWriteCloser)
	ready chan struct{}
}

func newWires(nodes int) []*wires {
	list := make([]*wires, nodes)
	for i := range list {
		list[i] = &wires{ready: make(chan struct{})}
	}
	return list
}

// Run keeps meet until ctx ends.
func (w *wires) Run(ctx context.Context, meet func(context.Context, string, io.ReadWriteCloser)) error {
	w.meets = append(w.meets, func(peer string, stream io.ReadWriteCloser) { meet(ctx, peer, stream) })
	close(w.ready)
	<-ctx.Done()
	return nil
}

// connect opens a stream between two nodes; cutting closes it.
func connect(a, b *wires) (cut func()) {
	x, y := net.Pipe()
	<-a.ready
	<-b.ready
	go a.meets[0]("b", x)
	go b.meets[0]("a", y)
	return func() { x.Close(); y.Close() }
}

// village is nodes in one process, with their clocks.
type village struct {
	*town
	books []*ledger.Book
	nodes []*Mesh
	wires []*wires
}

// newVillage starts a node for each book, with ticks ten times as fast as in a running node.
func newVillage(tw *town, books ...*ledger.Book) *village {
	return newVillageAt(5*time.Millisecond, tw, books...)
}

func newVillageAt(tick time.Duration, tw *town, books ...*ledger.Book) *village {
	v := &village{town: tw, books: books, wires: newWires(len(books))}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for i, b := range books {
		ticks := make(chan struct{})
		node := New(Config{Book: b, Links: []Link{v.wires[i]}, Ticks: ticks, Name: fmt.Sprint("node ", i), Seed: [32]byte{byte(i)}})
		v.nodes = append(v.nodes, node)
		running.Go(func() {
			ticker := time.NewTicker(tick)
			defer ticker.Stop()
			for {
				select {
				case <-ticker.C:
				case <-ctx.Done():
					return
				}
				select {
				case ticks <- struct{}{}:
				case <-ctx.Done():
					return
				}
			}
		})
		running.Go(func() {
			if err := node.Run(ctx); err != nil && ctx.Err() == nil {
				tw.t.Error(err)
			}
		})
	}
	tw.t.Cleanup(func() { cancel(); running.Wait() })
	return v
}

func stateHash(b *ledger.Book) (h entry.Hash) {
	b.View(func(s *ledger.State) { h = s.Summary().Hash() })
	return h
}

func digest(b *ledger.Book) (h entry.Hash) {
	b.View(func(s *ledger.State) { h = s.Digest() })
	return h
}

func held(b *ledger.Book) (n int) {
	b.View(func(s *ledger.State) { n = s.Held() })
	return n
}

// eventually waits, at each change of a book, until something holds.
func (v *village) eventually(what string, holds func() bool) {
	v.t.Helper()
	late := time.After(20 * time.Second)
	poll := time.NewTicker(2 * time.Millisecond)
	defer poll.Stop()
	for !holds() {
		select {
		case <-poll.C:
		case <-late:
			for i, b := range v.books {
				v.t.Logf("node %d: %d entries, %+v", i, held(b), v.nodes[i].Peers())
			}
			v.t.Fatalf("not in time: %s", what)
		}
	}
}

// same waits until all books hold the same.
func (v *village) same() {
	v.t.Helper()
	v.eventually("all hold the same", func() bool {
		for _, b := range v.books[1:] {
			if digest(b) != digest(v.books[0]) {
				return false
			}
		}
		return true
	})
	for i, b := range v.books[1:] {
		if stateHash(b) != stateHash(v.books[0]) {
			v.t.Errorf("node %d has the same frontier and another state", i+1)
		}
	}
}

func level(b *ledger.Book, e *entry.Entry) (l ledger.Level) {
	b.View(func(s *ledger.State) { l = s.Level(e.Hash()) })
	return l
}
