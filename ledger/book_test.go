package ledger_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

func secret(t testing.TB, name string) *keys.Secret {
	t.Helper()
	s, err := keys.NewSecret(keys.Ed25519, sha256.Sum256([]byte(name)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// shop is a book of a lone steward, on a store that may fail.
type shop struct {
	t       testing.TB
	store   *flaky
	found   *entry.Entry
	steward *keys.Secret
	book    *ledger.Book
}

// flaky is a memory store that keeps a diary, and fails when it is told to.
type flaky struct {
	ledger.Memory
	full    atomic.Bool  // Append finds no room
	lost    atomic.Bool  // Replay finds nothing readable
	durable atomic.Int64 // records kept
	before  func()       // called before each Append is durable
}

func (f *flaky) Append(records []ledger.Record) error {
	if f.before != nil {
		f.before()
	}
	if f.full.Load() {
		return fmt.Errorf("no room for %d records: %w", len(records), ledger.ErrFull)
	}
	if err := f.Memory.Append(records); err != nil {
		return err
	}
	f.durable.Add(int64(len(records)))
	return nil
}

func (f *flaky) Replay(from int64, visit func(ledger.Record) error) error {
	if f.lost.Load() {
		return ledger.ErrDamaged
	}
	return f.Memory.Replay(from, visit)
}

func newShop(t testing.TB) *shop {
	t.Helper()
	s := &shop{t: t, store: &flaky{}, steward: secret(t, "steward")}
	vault := secret(t, "vault")
	proof, err := vault.Sign(entry.SeatMessage(entry.MarketID{}, 1, s.steward.Account()))
	if err != nil {
		t.Fatal(err)
	}
	s.found = &entry.Entry{Author: s.steward.Account(), Seq: 1, Body: &entry.Found{Name: "Vallée",
		MarketName: "Saint-Agrève", Vault: vault.Account(), VaultSignature: proof}}
	if err := s.found.Sign(s.steward); err != nil {
		t.Fatal(err)
	}
	s.reopen()
	s.mustAppend(s.found)
	return s
}

func (s *shop) reopen() {
	s.t.Helper()
	var err error
	s.book, err = ledger.OpenBook(ledger.Config{Store: s.store, Community: s.found.Community,
		Steward: &ledger.Steward{Market: s.found.Market, Voting: s.steward}})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) mustAppend(list ...*entry.Entry) {
	s.t.Helper()
	answers, err := s.book.Append(list...)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, a := range answers {
		if a.Err != nil {
			s.t.Fatal(a.Err)
		}
	}
}

// draft extends a key's chain.
func (s *shop) draft(by *keys.Secret, body entry.Body) ledger.Draft {
	return func(st *ledger.State) (*entry.Entry, error) {
		e := st.Next(ledger.Ref{Market: s.found.Market, Key: by.Account()}, 7)
		e.Body = body
		return e, e.Sign(by)
	}
}

func (s *shop) deposit(note string, to *keys.Secret, amount entry.Amount) {
	s.t.Helper()
	body := &entry.Attest{Facts: []entry.Fact{&entry.Deposit{Note: note, Account: to.Account(), Amount: amount}}}
	if _, err := s.book.Write(s.draft(s.steward, body), ""); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) pay(to *keys.Secret, amount entry.Amount) *entry.Pay {
	return &entry.Pay{Payees: []entry.Payee{{Market: s.found.Market, Account: to.Account(), Amount: amount}}}
}

func (s *shop) balance(of *keys.Secret) (n int64) {
	s.book.View(func(st *ledger.State) {
		n = st.Balance(ledger.Ref{Market: s.found.Market, Key: of.Account()}).Final
	})
	return n
}

func (s *shop) hash() (h entry.Hash) {
	s.book.View(func(st *ledger.State) { h = st.Summary().Hash() })
	return h
}

// all is every entry on the store.
func (s *shop) all() []*entry.Entry {
	s.t.Helper()
	list, _, err := s.book.Since(1, 1<<30)
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

// Sixty-four people pay at once while others look: everything answered is there, once, final, and
// on the store, whose entries make the same state.
func TestManyAtOnce(t *testing.T) {
	s := newShop(t)
	const people, payments = 64, 12
	bob := secret(t, "bob")
	var group sync.WaitGroup
	for i := range people {
		who := secret(t, fmt.Sprint("person ", i))
		s.deposit(fmt.Sprint(i), who, payments)
		group.Add(2)
		go func() {
			defer group.Done()
			for n := range payments {
				e, err := s.book.Write(s.draft(who, s.pay(bob, 1)), fmt.Sprint(i, "/", n))
				if err != nil {
					t.Error(err)
					return
				}
				if answers, err := s.book.Append(e, e); err != nil || answers[0].Err != nil || answers[0].New || answers[1].New {
					t.Errorf("a repeat: %v, %v", answers, err)
				}
			}
		}()
		go func() {
			defer group.Done()
			for range payments {
				s.book.View(func(st *ledger.State) {
					if err := st.NoneBelow(); err != nil {
						t.Error(err)
					}
				})
				if _, _, err := s.book.Since(1, 20); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	group.Wait()
	if got := s.balance(bob); got != people*payments {
		t.Errorf("bob has %d", got)
	}
	if got := ledger.Slow(s.found.Community, s.all()).Hash(); got != s.hash() {
		t.Error("what is on the store makes another state")
	}
	before := s.hash()
	s.reopen()
	if s.hash() != before {
		t.Error("opened again, the book has another state")
	}
}

// The same question has the same answer: at once, later, in one batch, and after a restart.
func TestSameQuestionSameAnswer(t *testing.T) {
	s := newShop(t)
	ana, bob := secret(t, "ana"), secret(t, "bob")
	s.deposit("1", ana, 100)
	first, err := s.book.Write(s.draft(ana, s.pay(bob, 10)), "bread")
	if err != nil {
		t.Fatal(err)
	}
	ask := func() {
		t.Helper()
		again, err := s.book.Write(s.draft(ana, s.pay(bob, 10)), "bread")
		if err != nil || again.Hash() != first.Hash() {
			t.Errorf("got %v, %v", again, err)
		}
	}
	ask()
	s.reopen()
	ask()
	// Used for something else, the id still gives what it gave; the caller compares.
	other, err := s.book.Write(s.draft(ana, s.pay(bob, 99)), "bread")
	if err != nil || other.Body.(*entry.Pay).Total() != 10 {
		t.Errorf("got %v, %v", other, err)
	}
	var group sync.WaitGroup
	seen := make([]entry.Hash, 16)
	for i := range seen {
		group.Add(1)
		go func() {
			defer group.Done()
			e, err := s.book.Write(s.draft(ana, s.pay(bob, 1)), "milk")
			if err != nil {
				t.Error(err)
				return
			}
			seen[i] = e.Hash()
		}()
	}
	group.Wait()
	if slices.ContainsFunc(seen, func(h entry.Hash) bool { return h != seen[0] }) {
		t.Error("one question had several answers")
	}
	if got := s.balance(bob); got != 11 {
		t.Errorf("bob has %d", got)
	}
}

// A question that was refused may be asked again.
func TestRefusedQuestionIsForgotten(t *testing.T) {
	s := newShop(t)
	ana, bob := secret(t, "ana"), secret(t, "bob")
	gap := func(st *ledger.State) (*entry.Entry, error) {
		e := st.Next(ledger.Ref{Market: s.found.Market, Key: ana.Account()}, 7)
		e.Seq, e.Prev, e.Body = 5, entry.Hash{1}, s.pay(bob, 1)
		return e, e.Sign(ana)
	}
	if _, err := s.book.Write(gap, "bread"); !errors.Is(err, ledger.ErrOutOfOrder) {
		t.Fatalf("got %v", err)
	}
	if e, err := s.book.Write(s.draft(ana, s.pay(bob, 1)), "bread"); err != nil || e.Seq != 1 {
		t.Errorf("got %v, %v", e, err)
	}
}

// A bad signature is refused on both ways in, and costs the others of the batch nothing.
func TestSignaturesAreChecked(t *testing.T) {
	s := newShop(t)
	ana, bob := secret(t, "ana"), secret(t, "bob")
	s.deposit("1", ana, 100)
	good, err := s.draft(ana, s.pay(bob, 1))(ledger.NewState(s.found.Community))
	if err != nil {
		t.Fatal(err)
	}
	good.Market = s.found.Market
	full := slices.Clone(good.Full())
	full[len(full)-1] ^= 1
	forged, err := entry.Decode(full)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := s.book.Append(forged, good)
	if err != nil || !errors.Is(answers[0].Err, ledger.ErrSignature) || answers[1].Err != nil {
		t.Errorf("got %v, %v", answers, err)
	}
	if _, err := s.book.Write(ledger.Offer(forged), ""); !errors.Is(err, ledger.ErrSignature) {
		t.Errorf("got %v", err)
	}
}

// A store without room leaves the book as it was: nothing of the batch is there, votes included,
// and with room again the same things succeed.
func TestFullDisk(t *testing.T) {
	s := newShop(t)
	ana, bob := secret(t, "ana"), secret(t, "bob")
	s.deposit("1", ana, 100)
	before, records := s.hash(), s.store.durable.Load()
	s.store.full.Store(true)
	if _, err := s.book.Write(s.draft(ana, s.pay(bob, 10)), "bread"); !errors.Is(err, ledger.ErrFull) {
		t.Fatalf("got %v", err)
	}
	if s.hash() != before || s.store.durable.Load() != records || s.balance(bob) != 0 {
		t.Error("something of it was kept")
	}
	s.store.full.Store(false)
	e, err := s.book.Write(s.draft(ana, s.pay(bob, 20)), "bread")
	if err != nil || e.Body.(*entry.Pay).Total() != 20 || s.balance(bob) != 20 {
		t.Errorf("got %v, %v, bob has %d", e, err, s.balance(bob))
	}
}

// A store that cannot be read after it failed: the book holds nothing and says why, until it can.
func TestDiskThatComesBack(t *testing.T) {
	s := newShop(t)
	ana, bob := secret(t, "ana"), secret(t, "bob")
	s.deposit("1", ana, 100)
	before := s.hash()
	s.store.full.Store(true)
	s.store.lost.Store(true)
	_, err := s.book.Write(s.draft(ana, s.pay(bob, 10)), "")
	if !errors.Is(err, ledger.ErrFull) {
		t.Fatalf("got %v", err)
	}
	if got := s.balance(bob); got != 0 {
		t.Errorf("bob sees %d units that no disk has", got)
	}
	if _, err := s.book.Entry(s.found.Hash()); !errors.Is(err, ledger.ErrDamaged) {
		t.Errorf("got %v", err)
	}
	s.store.full.Store(false)
	s.store.lost.Store(false)
	if _, err := s.book.Append(); !errors.Is(err, ledger.ErrDamaged) {
		t.Errorf("got %v", err)
	}
	if s.hash() != before {
		t.Error("the book did not come back")
	}
	if _, err := s.book.Write(s.draft(ana, s.pay(bob, 10)), ""); err != nil || s.balance(bob) != 10 {
		t.Errorf("%v, bob has %d", err, s.balance(bob))
	}
}

// Nothing is answered, shown or told to followers before the store has it.
func TestDurableBeforeAnswered(t *testing.T) {
	s := newShop(t)
	ana, bob := secret(t, "ana"), secret(t, "bob")
	s.deposit("1", ana, 100)
	var answered, woken atomic.Bool
	changed := s.book.Changed()
	s.store.before = func() {
		select {
		case <-changed:
			woken.Store(true)
		default:
		}
		if answered.Load() || woken.Load() {
			t.Error("told before it was durable")
		}
	}
	e, err := s.book.Write(s.draft(ana, s.pay(bob, 10)), "")
	answered.Store(true)
	if err != nil {
		t.Fatal(err)
	}
	s.store.before = nil
	<-changed
	durable := s.all()
	has := func(match func(*entry.Entry) bool) bool { return slices.ContainsFunc(durable, match) }
	if !has(func(x *entry.Entry) bool { return x.Hash() == e.Hash() }) {
		t.Error("the answer is not on the store")
	}
	if !has(func(x *entry.Entry) bool {
		v, ok := x.Body.(*entry.Votes)
		return ok && v.Items[0].Entry == e.Hash()
	}) {
		t.Error("the vote is not on the store")
	}
}

// The readers of a state that is ahead of the disk would see money that may vanish: they wait.
func TestReadersWaitForTheDisk(t *testing.T) {
	s := newShop(t)
	ana, bob := secret(t, "ana"), secret(t, "bob")
	s.deposit("1", ana, 100)
	reached, carryOn := make(chan struct{}), make(chan struct{})
	s.store.before = func() { close(reached); <-carryOn }
	var group sync.WaitGroup
	group.Add(2)
	go func() {
		defer group.Done()
		if _, err := s.book.Write(s.draft(ana, s.pay(bob, 10)), ""); err != nil {
			t.Error(err)
		}
	}()
	<-reached
	go func() {
		defer group.Done()
		if got := s.balance(bob); got != 10 || s.store.durable.Load() != 4 {
			t.Errorf("bob sees %d when %d records are durable", got, s.store.durable.Load())
		}
	}()
	close(carryOn)
	group.Wait()
}

// A decision that comes late, or against an earlier one, makes the book read itself again.
func TestLateDecisionReloads(t *testing.T) {
	s := newShop(t)
	ana := secret(t, "ana")
	heads := s.all()
	epoch := func(prev *entry.Entry, name string) *entry.Entry {
		e := &entry.Entry{Community: s.found.Community, Market: s.found.Market, Author: s.steward.Account(),
			Seq: prev.Seq + 1, Prev: prev.Hash(), Body: &entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: 2},
				Value: &entry.NextEpoch{Seats: []entry.Seated{{Voting: secret(t, name).Account(), Vault: secret(t, "v"+name).Account()}}}}}
		if err := e.Sign(s.steward); err != nil {
			t.Fatal(err)
		}
		return e
	}
	early := epoch(heads[0], "nina") // at seq 2, beside what the steward says next
	s.deposit("1", ana, 100)
	if s.balance(ana) != 100 {
		t.Fatal("the deposit does not count")
	}
	s.mustAppend(early)
	if got := s.balance(ana); got != 100 {
		t.Errorf("a deposit at the same seq as the decision: ana has %d", got)
	}
	s.deposit("2", ana, 50) // at seq 3: after the decision
	if got := s.balance(ana); got != 100 {
		t.Errorf("after the close: ana has %d", got)
	}
	before := s.hash()
	s.reopen()
	if s.hash() != before || ledger.Slow(s.found.Community, s.all()).Hash() != before {
		t.Error("the book does not agree with itself")
	}
}

// The same, when votes after the close had counted already.
func TestLateCloseTakesBack(t *testing.T) {
	s := newShop(t)
	ana := secret(t, "ana")
	s.deposit("1", ana, 100)
	s.deposit("2", ana, 50)
	late := &entry.Entry{Community: s.found.Community, Market: s.found.Market, Author: s.steward.Account(), Seq: 2, Prev: s.found.Hash(),
		Body: &entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: 2}, Value: &entry.NextEpoch{
			Seats: []entry.Seated{{Voting: secret(t, "nina").Account(), Vault: secret(t, "v").Account()}}}}}
	if err := late.Sign(s.steward); err != nil {
		t.Fatal(err)
	}
	s.mustAppend(late)
	if got := s.balance(ana); got != 100 {
		t.Errorf("ana has %d", got)
	}
	if ledger.Slow(s.found.Community, s.all()).Hash() != s.hash() {
		t.Error("the state is not the slow twin's")
	}
}

// Since pages through the book; Entry finds what the memory has let go.
func TestSincePages(t *testing.T) {
	s := newShop(t)
	ana, bob := secret(t, "ana"), secret(t, "bob")
	s.deposit("1", ana, 100)
	var paid []*entry.Entry
	for range 20 {
		e, err := s.book.Write(s.draft(ana, s.pay(bob, 1)), "")
		if err != nil {
			t.Fatal(err)
		}
		paid = append(paid, e)
	}
	all := s.all()
	var paged []*entry.Entry
	for from := int64(1); ; {
		list, next, err := s.book.Since(from, 7)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			if next != int64(len(all))+1 {
				t.Errorf("the end is at %d", next)
			}
			break
		}
		if len(list) > 7 || next != from+int64(len(list)) {
			t.Errorf("from %d: %d entries, next %d", from, len(list), next)
		}
		paged, from = append(paged, list...), next
	}
	if len(paged) != len(all) || s.store.durable.Load() != int64(len(all)) {
		t.Errorf("%d of %d entries", len(paged), len(all))
	}
	for _, e := range paid {
		got, err := s.book.Entry(e.Hash())
		if err != nil || !slices.Equal(got.Full(), e.Full()) {
			t.Errorf("got %v, %v", got, err)
		}
	}
	if _, err := s.book.Entry(entry.Hash{1}); !errors.Is(err, ledger.ErrUnknown) {
		t.Errorf("got %v", err)
	}
}

// What OpenBook refuses.
func TestOpenBookRefuses(t *testing.T) {
	s := newShop(t)
	if _, err := ledger.OpenBook(ledger.Config{Store: s.store, Community: entry.Hash{1}}); !errors.Is(err, ledger.ErrCommunity) {
		t.Errorf("another community: %v", err)
	}
	damaged := &ledger.Memory{}
	if err := damaged.Append([]ledger.Record{{Pos: 1, Full: []byte("not an entry")}}); err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.OpenBook(ledger.Config{Store: damaged, Community: s.found.Community}); !errors.Is(err, ledger.ErrDamaged) {
		t.Errorf("damaged: %v", err)
	}
	s.store.lost.Store(true)
	if _, err := ledger.OpenBook(ledger.Config{Store: s.store, Community: s.found.Community}); !errors.Is(err, ledger.ErrDamaged) {
		t.Errorf("unreadable: %v", err)
	}
}

// A book that got a steward votes for what was waiting.
func TestServe(t *testing.T) {
	s := newShop(t)
	if err := s.book.Serve(nil); err != nil {
		t.Fatal(err)
	}
	ana, bob := secret(t, "ana"), secret(t, "bob")
	s.deposit("1", ana, 100)
	if _, err := s.book.Write(s.draft(ana, s.pay(bob, 10)), ""); err != nil || s.balance(bob) != 0 {
		t.Errorf("%v, bob has %d", err, s.balance(bob))
	}
	if err := s.book.Serve(&ledger.Steward{Market: s.found.Market, Voting: s.steward}); err != nil || s.balance(bob) != 10 {
		t.Errorf("%v, bob has %d", err, s.balance(bob))
	}
}
