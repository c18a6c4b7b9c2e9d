package sqlite_test

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/sqlite"
)

// crowd is a market of one steward with many accounts, on a store.
type crowd struct {
	b       *testing.B
	found   *entry.Entry
	steward *keys.Secret
	people  []*keys.Secret
	heads   []*entry.Entry // last entry of each, nil at first
	path    string
	book    *ledger.Book
}

func secretOf(b *testing.B, name string) *keys.Secret {
	s, err := keys.NewSecret(keys.Ed25519, sha256.Sum256([]byte(name)))
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// gather founds a market with n accounts that have money, in a book on the disk.
func gather(b *testing.B, n int) *crowd {
	c := &crowd{b: b, steward: secretOf(b, "steward"), heads: make([]*entry.Entry, n)}
	vault := secretOf(b, "vault")
	proof, err := vault.Sign(entry.SeatMessage(entry.MarketID{}, 1, c.steward.Account()))
	if err != nil {
		b.Fatal(err)
	}
	c.found = &entry.Entry{Author: c.steward.Account(), Seq: 1, Body: &entry.Found{Name: "Vallée",
		MarketName: "Saint-Agrève", Vault: vault.Account(), VaultSignature: proof}}
	c.sign(c.found, c.steward)
	c.path = filepath.Join(b.TempDir(), "ledger.db")
	store, err := sqlite.Create(c.path, c.found.Community)
	if err != nil {
		b.Fatal(err)
	}
	c.open(store)
	b.Cleanup(func() { c.book.Close() })
	c.append(c.found)
	for i := range n {
		c.people = append(c.people, secretOf(b, fmt.Sprint("person ", i)))
	}
	c.endow()
	return c
}

func (c *crowd) open(store *sqlite.Store) {
	book, err := ledger.OpenBook(ledger.Config{Store: store, Community: c.found.Community,
		Steward: &ledger.Steward{Market: c.found.Market, Voting: c.steward}})
	if err != nil {
		c.b.Fatal(err)
	}
	c.book = book
}

// reopen closes the book and opens it again.
func (c *crowd) reopen() {
	if err := c.book.Close(); err != nil {
		c.b.Fatal(err)
	}
	store, err := sqlite.Open(c.path)
	if err != nil {
		c.b.Fatal(err)
	}
	c.open(store)
}

// endow attests a deposit for everyone.
func (c *crowd) endow() {
	for from := 0; from < len(c.people); from += entry.MaxFacts {
		body := &entry.Attest{}
		for i := from; i < min(from+entry.MaxFacts, len(c.people)); i++ {
			body.Facts = append(body.Facts, &entry.Deposit{Note: fmt.Sprint(i), Account: c.people[i].Account(), Amount: 1 << 40})
		}
		_, err := c.book.Write(func(s *ledger.State) (*entry.Entry, error) {
			e := s.Next(ledger.Ref{Market: c.found.Market, Key: c.steward.Account()}, 0)
			e.Body = body
			return e, e.Sign(c.steward)
		}, "")
		if err != nil {
			c.b.Fatal(err)
		}
	}
}

func (c *crowd) sign(e *entry.Entry, by *keys.Secret) {
	if err := e.Sign(by); err != nil {
		c.b.Fatal(err)
	}
}

func (c *crowd) append(list ...*entry.Entry) {
	answers, err := c.book.Append(list...)
	if err != nil {
		c.b.Fatal(err)
	}
	for _, a := range answers {
		if a.Err != nil {
			c.b.Fatal(a.Err)
		}
	}
}

// payments makes one payment by each of n people from a number on, to his neighbour.
func (c *crowd) payments(from, n int) []*entry.Entry {
	list := make([]*entry.Entry, n)
	for i := range n {
		who := (from + i) % len(c.people)
		e := &entry.Entry{Community: c.found.Community, Market: c.found.Market, Author: c.people[who].Account(),
			Seq: 1, Time: 1795000000, Body: &entry.Pay{Payees: []entry.Payee{{Market: c.found.Market,
				Account: c.people[(who+1)%len(c.people)].Account(), Amount: 100}}}}
		if head := c.heads[who]; head != nil {
			e.Seq, e.Prev = head.Seq+1, head.Hash()
		}
		c.sign(e, c.people[who])
		c.heads[who], list[i] = e, e
	}
	return list
}

// allFinal fails the benchmark unless every payment is final.
func (c *crowd) allFinal(list []*entry.Entry) {
	c.book.View(func(s *ledger.State) {
		for _, e := range list {
			if s.Level(e.Hash()) != ledger.Final {
				c.b.Fatalf("%v is %v", e, s.Level(e.Hash()))
			}
		}
	})
}

// bare is the physical limit: signatures checked in batches, and as many bytes committed.
type bare struct {
	b      *testing.B
	db     *sql.DB
	insert *sql.Stmt
	pos    int
}

func newBare(b *testing.B) *bare {
	query := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"locking_mode(EXCLUSIVE)", "journal_mode(WAL)", "synchronous(FULL)", "trusted_schema(0)", "cache_size(-2000)"}}
	source := url.URL{Scheme: "file", Path: filepath.Join(b.TempDir(), "bare.db"), RawQuery: query.Encode()}
	db, err := sql.Open("sqlite", source.String())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE log (pos INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT"); err != nil {
		b.Fatal(err)
	}
	insert, err := db.Prepare("INSERT INTO log (pos, entry) VALUES (?, ?)")
	if err != nil {
		b.Fatal(err)
	}
	return &bare{b: b, db: db, insert: insert}
}

// group does the bare work for a group of payments.
func (w *bare) group(list []*entry.Entry) {
	var questions []keys.Signed
	for _, e := range list {
		questions = e.Questions(questions)
	}
	for _, ok := range keys.VerifyAll(questions) {
		if !ok {
			w.b.Fatal("a good signature was refused")
		}
	}
	tx, err := w.db.Begin()
	if err != nil {
		w.b.Fatal(err)
	}
	insert := tx.Stmt(w.insert)
	blob := make([]byte, 224)
	for range list {
		w.pos++
		if _, err := insert.Exec(w.pos, blob); err != nil {
			w.b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		w.b.Fatal(err)
	}
}

// together appends the payments with so many in flight: each of as many clients sends its next
// one when the one before is durable and final.
func (c *crowd) together(inFlight int, list []*entry.Entry) {
	var group sync.WaitGroup
	for client := range inFlight {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := client; i < len(list); i += inFlight {
				answers, err := c.book.Append(list[i])
				if err != nil || answers[0].Err != nil {
					c.b.Error(err, answers)
					return
				}
			}
		}()
	}
	group.Wait()
}

// BenchmarkDurable is payments durable and final at one node with one steward, with 1, 100 and
// 1000 in flight, against the bare work, turn by turn.
func BenchmarkDurable(b *testing.B) {
	for _, g := range []struct{ inFlight, turns, groups int }{{1, 20, 20}, {100, 10, 8}, {1000, 6, 4}} {
		b.Run(fmt.Sprint(g.inFlight), func(b *testing.B) {
			c := gather(b, 1000)
			limit := newBare(b)
			for b.Loop() {
				var ours, bare time.Duration
				for turn := range g.turns {
					list := c.payments(turn*g.inFlight*g.groups, g.inFlight*g.groups)
					start := time.Now()
					for i := range g.groups {
						limit.group(list[i*g.inFlight:][:g.inFlight])
					}
					bare += time.Since(start)
					start = time.Now()
					c.together(g.inFlight, list)
					ours += time.Since(start)
					c.allFinal(list)
				}
				n := float64(g.inFlight * g.groups * g.turns)
				b.ReportMetric(bare.Seconds()/ours.Seconds(), fmt.Sprintf("figure:ratio.durable.%d:x", g.inFlight))
				b.ReportMetric(n/ours.Seconds(), fmt.Sprintf("figure:durable.per_second.%d:/s", g.inFlight))
			}
		})
	}
}
