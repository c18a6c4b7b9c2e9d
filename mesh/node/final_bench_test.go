package node_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/sqlite"
	"foirail/mesh"
	"foirail/mesh/lan"
)

// square is a market of four stewards in one process: their books on disk, the mesh between them as
// it runs in a node, and people with money.
type square struct {
	b       testing.TB
	found   *entry.Entry
	books   []*ledger.Book
	heralds []*herald
	nodes   []*mesh.Mesh
	people  []*keys.Secret
	heads   []*entry.Entry // last entry of each of the people, nil at first
}

// seats is how many stewards a square has.
const seats = 4

func secretOf(b testing.TB, name string) *keys.Secret {
	s, err := keys.NewSecret(keys.Ed25519, sha256.Sum256([]byte(name)))
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func (q *square) check(err error) {
	q.b.Helper()
	if err != nil {
		q.b.Fatal(err)
	}
}

// newSquare founds a market for so many people and seats its stewards; join sets them to talk.
func newSquare(b testing.TB, people int) *square {
	q := &square{b: b, heads: make([]*entry.Entry, people)}
	for i := range people {
		q.people = append(q.people, secretOf(b, fmt.Sprint("person ", i)))
	}
	history := q.history()
	for i := range seats {
		store, err := sqlite.Create(filepath.Join(b.TempDir(), "ledger.db"), q.found.Community)
		q.check(err)
		book, err := ledger.OpenBook(ledger.Config{Store: store, Community: q.found.Community})
		q.check(err)
		b.Cleanup(func() { book.Close() })
		q.append(book, history...)
		q.check(book.Serve(&ledger.Steward{Market: q.found.Market, Voting: secretOf(b, fmt.Sprint("steward ", i))}))
		q.books = append(q.books, book)
		q.heralds = append(q.heralds, &herald{book: book, waiting: map[entry.Hash]chan struct{}{}})
	}
	return q
}

// history is the founding, everybody's money, and the seating of the stewards.
func (q *square) history() []*entry.Entry {
	founder, vault := secretOf(q.b, "founder"), secretOf(q.b, "vault")
	proof, err := vault.Sign(entry.SeatMessage(entry.MarketID{}, 1, founder.Account()))
	q.check(err)
	q.found = &entry.Entry{Author: founder.Account(), Seq: 1, Body: &entry.Found{Name: "Vallée",
		MarketName: "Saint-Agrève", Vault: vault.Account(), VaultSignature: proof}}
	q.check(q.found.Sign(founder))
	list := []*entry.Entry{q.found}
	say := func(body entry.Body) {
		last := list[len(list)-1]
		e := &entry.Entry{Community: q.found.Community, Market: q.found.Market, Author: founder.Account(),
			Seq: last.Seq + 1, Prev: last.Hash(), Body: body}
		q.check(e.Sign(founder))
		list = append(list, e)
	}
	number := 0
	for part := range slices.Chunk(q.people, entry.MaxFacts) {
		facts := &entry.Attest{}
		for _, p := range part {
			facts.Facts = append(facts.Facts, &entry.Deposit{Note: fmt.Sprint(number), Account: p.Account(), Amount: 1 << 40})
			number++
		}
		say(facts)
	}
	next := &entry.NextEpoch{}
	for i := range seats {
		next.Seats = append(next.Seats, entry.Seated{Voting: secretOf(q.b, fmt.Sprint("steward ", i)).Account(),
			Vault: secretOf(q.b, fmt.Sprint("vault ", i)).Account()})
	}
	slices.SortFunc(next.Seats, func(a, b entry.Seated) int { return bytes.Compare(a.Voting[:], b.Voting[:]) })
	say(&entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: 2}, Value: next})
	return list
}

func (q *square) append(book *ledger.Book, list ...*entry.Entry) {
	answers, err := book.Append(list...)
	q.check(err)
	for _, a := range answers {
		q.check(a.Err)
	}
}

// join runs the stewards' meshes on links until the benchmark ends.
func (q *square) join(links []mesh.Link) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	q.b.Cleanup(func() { cancel(); running.Wait() })
	for i, book := range q.books {
		ticks := make(chan struct{})
		node := mesh.New(mesh.Config{Book: book, Links: links[i : i+1], Ticks: ticks, Seed: [32]byte{byte(i)}})
		q.nodes = append(q.nodes, node)
		running.Go(func() {
			if err := node.Run(ctx); err != nil && ctx.Err() == nil {
				q.b.Error(err)
			}
		})
		running.Go(func() { beat(ctx, ticks) })
		running.Go(func() { q.heralds[i].run(ctx) })
	}
	q.met(ctx)
}

// beat lets a mesh know every 50 ms that time passes, as a running node does.
func beat(ctx context.Context, ticks chan<- struct{}) {
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
		select {
		case ticks <- struct{}{}:
		default:
		}
	}
}

// met waits until everybody has greeted everybody.
func (q *square) met(ctx context.Context) {
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for _, node := range q.nodes {
		for {
			greeted := 0
			for _, p := range node.Peers() {
				if p.Greeted {
					greeted++
				}
			}
			if greeted >= len(q.nodes)-1 {
				break
			}
			select {
			case <-ticker.C:
			case <-ctx.Done():
				return
			}
		}
	}
}

// wire joins two stewards by a road with a delay.
type wire struct {
	delay time.Duration
	meets []chan func(peer string, stream io.ReadWriteCloser)
}

// wired is links between all stewards, in memory, on which every byte takes so long.
func (q *square) wired(delay time.Duration) []mesh.Link {
	links := make([]mesh.Link, len(q.books))
	all := &wire{delay: delay}
	for range links {
		all.meets = append(all.meets, make(chan func(string, io.ReadWriteCloser), len(links)))
	}
	for i := range links {
		links[i] = &end{all, i}
	}
	return links
}

// end is one steward's end of all his wires.
type end struct {
	*wire
	at int
}

// Run offers this end to those before it, and calls those behind it.
func (e *end) Run(ctx context.Context, meet func(context.Context, string, io.ReadWriteCloser)) error {
	mine := func(peer string, stream io.ReadWriteCloser) { meet(ctx, peer, stream) }
	for range e.at {
		e.meets[e.at] <- mine
	}
	var talking sync.WaitGroup
	for other := e.at + 1; other < len(e.meets); other++ {
		talking.Go(func() {
			select {
			case theirs := <-e.meets[other]:
				here, there := e.duplex()
				defer there.Close()
				talking.Go(func() { theirs(fmt.Sprint(e.at), there) })
				mine(fmt.Sprint(other), here)
			case <-ctx.Done():
			}
		})
	}
	<-ctx.Done()
	talking.Wait()
	return nil
}

// duplex is the two ends of a stream.
func (w *wire) duplex() (a, b *stream) {
	there, back := newLane(w), newLane(w)
	return &stream{in: back, out: there}, &stream{in: there, out: back}
}

type stream struct{ in, out *lane }

func (s *stream) Read(b []byte) (int, error)  { return s.in.read(b) }
func (s *stream) Write(b []byte) (int, error) { return s.out.write(b) }

// Close ends both directions.
func (s *stream) Close() error {
	s.in.close()
	s.out.close()
	return nil
}

// lane carries bytes one way, as a socket does: what was written is on its way, so much at most.
type lane struct {
	wire    *wire
	packets chan packet
	rest    []byte
	over    sync.Once
	closed  chan struct{}
}

type packet struct {
	due   time.Time
	bytes []byte
}

func newLane(w *wire) *lane {
	return &lane{wire: w, packets: make(chan packet, 64), closed: make(chan struct{})}
}

func (l *lane) close() { l.over.Do(func() { close(l.closed) }) }

func (l *lane) write(b []byte) (int, error) {
	select {
	case l.packets <- packet{time.Now().Add(l.wire.delay), slices.Clone(b)}:
		return len(b), nil
	case <-l.closed:
		return 0, io.ErrClosedPipe
	}
}

func (l *lane) read(b []byte) (int, error) {
	if len(l.rest) == 0 {
		select {
		case p := <-l.packets:
			if wait := time.Until(p.due); wait > 0 {
				select {
				case <-time.After(wait):
				case <-l.closed:
					return 0, io.EOF
				}
			}
			l.rest = p.bytes
		case <-l.closed:
			return 0, io.EOF
		}
	}
	n := copy(b, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// hosted is links between all stewards, over libp2p on this machine's loopback.
func (q *square) hosted() []mesh.Link {
	var links []mesh.Link
	var known []string
	for i := range q.books {
		host, err := lan.New(lan.Config{Seed: [32]byte{1, byte(i)}, Listen: []string{"127.0.0.1:0"}, Peers: known, Tag: "bench"})
		q.check(err)
		q.b.Cleanup(func() { host.Close() })
		known = append(known, host.Addrs()[0])
		links = append(links, host)
	}
	return links
}

// said is how many bytes all stewards have said to each other.
func (q *square) said() (n int64) {
	for _, node := range q.nodes {
		for _, p := range node.Peers() {
			n += p.BytesOut
		}
	}
	return n
}

// herald tells who waits at a book when his payment is final there.
type herald struct {
	book *ledger.Book

	mu      sync.Mutex // guards waiting
	waiting map[entry.Hash]chan struct{}
}

// wait is closed when an entry is final; it is to be called before the book has it.
func (h *herald) wait(e *entry.Entry) <-chan struct{} {
	told := make(chan struct{})
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waiting[e.Hash()] = told
	return told
}

func (h *herald) run(ctx context.Context) {
	for ctx.Err() == nil {
		changed := h.book.Changed()
		h.tell()
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
}

func (h *herald) tell() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.book.View(func(s *ledger.State) {
		for hash, told := range h.waiting {
			if s.Level(hash) == ledger.Final {
				close(told)
				delete(h.waiting, hash)
			}
		}
	})
}

// payments signs so many payments, each of the next of the people in turn, to his neighbour.
func (q *square) payments(n int) []*entry.Entry {
	list := make([]*entry.Entry, n)
	for i := range list {
		list[i] = q.payment(i % len(q.people))
	}
	return list
}

func (q *square) payment(who int) *entry.Entry {
	e := &entry.Entry{Community: q.found.Community, Market: q.found.Market, Author: q.people[who].Account(),
		Seq: 1, Time: 1795000000, Body: &entry.Pay{Payees: []entry.Payee{{Market: q.found.Market,
			Account: q.people[(who+1)%len(q.people)].Account(), Amount: 100}}}}
	if head := q.heads[who]; head != nil {
		e.Seq, e.Prev = head.Seq+1, head.Hash()
	}
	q.check(e.Sign(q.people[who]))
	q.heads[who] = e
	return e
}

// until is how long a payment may take before the benchmark gives up.
const until = 30 * time.Second

// pay hands a payment to a steward and waits until it is final there; it says how long that took.
func (q *square) pay(at int, e *entry.Entry) (time.Duration, error) {
	begin := time.Now()
	final := q.heralds[at].wait(e)
	answers, err := q.books[at].Append(e)
	if err != nil || answers[0].Err != nil {
		return 0, fmt.Errorf("%v: %w, %w", e, err, answers[0].Err)
	}
	late := time.NewTimer(until)
	defer late.Stop()
	select {
	case <-final:
	case <-late.C:
		return 0, fmt.Errorf("%v is not final after %v", e, until)
	}
	return time.Since(begin), nil
}

// together pays with so many in flight: each of as many clients pays the next when the one before
// is final. Clients are spread over so many stewards. It gives the times that the payments took.
func (q *square) together(inFlight, stewards int, list []*entry.Entry) []time.Duration {
	times := make([]time.Duration, len(list))
	var clients sync.WaitGroup
	for client := range inFlight {
		clients.Go(func() {
			for i := client; i < len(list); i += inFlight {
				var err error
				if times[i], err = q.pay(client%stewards, list[i]); err != nil {
					q.b.Error(err)
					return
				}
			}
		})
	}
	clients.Wait()
	if q.b.Failed() {
		for i, node := range q.nodes {
			for _, p := range node.Peers() {
				q.b.Logf("steward %d: %+v", i, p)
			}
		}
		q.b.FailNow()
	}
	slices.Sort(times)
	return times
}

// used is the processor time that this process has had; 0 where the system does not say.
func used() time.Duration {
	text, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	var user, system int64
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		return 0
	}
	return time.Duration(user+system) * time.Second / 100
}

// bare is the work that cannot be spared at one steward: signatures checked in batches, as many
// bytes committed.
type bare struct {
	b      testing.TB
	db     *sql.DB
	insert *sql.Stmt
	pos    int
}

func newBare(b testing.TB) *bare {
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

// group does the work for a group of payments.
func (w *bare) group(list []*entry.Entry) error {
	var questions []keys.Signed
	for _, e := range list {
		questions = e.Questions(questions)
	}
	keys.VerifyAll(questions)
	tx, err := w.db.Begin()
	if err != nil {
		return err
	}
	insert := tx.Stmt(w.insert)
	for _, e := range list {
		w.pos++
		if _, err := insert.Exec(w.pos, e.Full()); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// fourfold does the work at four stewards at once, and says how long it took.
func fourfold(stewards []*bare, group int, list []*entry.Entry) time.Duration {
	begin := time.Now()
	var working sync.WaitGroup
	for _, w := range stewards {
		working.Go(func() {
			for part := range slices.Chunk(list, group) {
				if err := w.group(part); err != nil {
					w.b.Error(err)
				}
			}
		})
	}
	working.Wait()
	return time.Since(begin)
}

// load is one way in which people pay.
type load struct {
	name     string
	inFlight int
	stewards int // whom they go to
	payments int // in a turn
	delay    time.Duration
	lan      bool
}

// BenchmarkFinal is payments that become final before four stewards on this machine: how many, how
// soon, and what they cost, against four times the bare work, turn by turn.
func BenchmarkFinal(b *testing.B) {
	const slow = 5 * time.Millisecond
	for _, l := range []load{
		{name: "1", inFlight: 1, stewards: 1, payments: 100},
		{name: "16", inFlight: 16, stewards: 4, payments: 400},
		{name: "100", inFlight: 100, stewards: 4, payments: 1600},
		{name: "1000", inFlight: 1000, stewards: 4, payments: 4000},
		{name: "1000.at_one", inFlight: 1000, stewards: 1, payments: 4000},
		{name: "1.5ms", inFlight: 1, stewards: 1, payments: 50, delay: slow},
		{name: "16.5ms", inFlight: 16, stewards: 4, payments: 400, delay: slow},
		{name: "100.5ms", inFlight: 100, stewards: 4, payments: 1600, delay: slow},
		{name: "400.5ms", inFlight: 400, stewards: 4, payments: 3200, delay: slow},
		{name: "500.5ms", inFlight: 500, stewards: 4, payments: 4000, delay: slow},
		{name: "1000.5ms", inFlight: 1000, stewards: 4, payments: 4000, delay: slow},
		{name: "1.lan", inFlight: 1, stewards: 1, payments: 100, lan: true},
		{name: "1000.lan", inFlight: 1000, stewards: 4, payments: 4000, lan: true},
	} {
		b.Run(l.name, func(b *testing.B) {
			q := newSquare(b, max(l.inFlight, 100))
			limits := []*bare{newBare(b), newBare(b), newBare(b), newBare(b)}
			if l.lan {
				q.join(q.hosted())
			} else {
				q.join(q.wired(l.delay))
			}
			for b.Loop() {
				q.together(l.inFlight, l.stewards, q.payments(l.inFlight))
				l.measure(q, limits)
			}
		})
	}
}

// measure pays, in turn with the bare work, and reports figures. The share is what part of the
// machine's processors all this had: where others take theirs, a payment waits that much longer.
func (l load) measure(q *square, limits []*bare) {
	var ours, least, cpu, leastCPU time.Duration
	var times []time.Duration
	before := q.said()
	for range 4 {
		list := q.payments(l.payments)
		worked := used()
		least += fourfold(limits, l.inFlight, list)
		leastCPU += used() - worked
		begin := time.Now()
		worked = used()
		times = append(times, q.together(l.inFlight, l.stewards, list)...)
		ours += time.Since(begin)
		cpu += used() - worked
	}
	slices.Sort(times)
	n := float64(len(times))
	tell := func(what string, value float64, unit string) {
		q.b.(*testing.B).ReportMetric(value, fmt.Sprintf("figure:final.4.%s.%s:%s", l.name, what, unit))
	}
	tell("per_second", n/ours.Seconds(), "/s")
	tell("p50", times[len(times)/2].Seconds()*1e3, "ms")
	tell("p95", times[len(times)*19/20].Seconds()*1e3, "ms")
	tell("ratio", least.Seconds()/ours.Seconds(), "x")
	if cpu > 0 {
		tell("share", cpu.Seconds()/ours.Seconds()/float64(runtime.NumCPU()), "x")
		tell("processor", cpu.Seconds()/n*1e6, "us")
		tell("processor_ratio", leastCPU.Seconds()/cpu.Seconds(), "x")
	}
	tell("wire", float64(q.said()-before)/n, "B")
}
