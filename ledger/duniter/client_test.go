package duniter_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
)

// road is a chain behind some endpoints, with a clock that a test turns.
type road struct {
	*testing.T
	server *dunitertest.Server
	ends   []*dunitertest.Endpoint
	client *duniter.Client
	node   *duniter.Node
	clock  *clock
}

// clock stands still until it is turned. Who waits on it for as long as an answer may take waits really, and briefly.
type clock struct {
	mu     sync.Mutex // guards all below
	now    time.Time
	waited []time.Duration
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

func (c *clock) turn(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.now = c.now.Add(d) }

// patience and silence stand for the two that are really waited for; all other waits only turn the clock.
const (
	patience = 20 * time.Second
	silence  = 2 * time.Minute
	briefly  = 300 * time.Millisecond
)

func (c *clock) Wait(ctx context.Context, d time.Duration) error {
	if d == patience || d == silence {
		select {
		case <-time.After(briefly):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	c.mu.Lock()
	c.now = c.now.Add(d)
	c.waited = append(c.waited, d)
	c.mu.Unlock()
	return ctx.Err()
}

// newRoad makes a chain of alice and bob and opens so many endpoints.
func newRoad(t *testing.T, ends int, change func(*duniter.Config)) *road {
	t.Helper()
	chain := dunitertest.New(dunitertest.Config{Accounts: []dunitertest.Grant{
		{To: alice(t, "//Alice").Account(), Amount: 10_000}, {To: alice(t, "//Bob").Account(), Amount: 10_000}}})
	r := &road{T: t, server: dunitertest.NewServer(chain), clock: &clock{now: time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)}}
	t.Cleanup(r.server.Close)
	config := duniter.Config{Genesis: chain.Genesis(), Patience: patience, Silence: silence, Now: r.clock.Now, Wait: r.clock.Wait,
		Chance: func() float64 { return 1 }, Rate: 1000, Burst: 1000}
	for range ends {
		e := r.server.Open(false)
		r.ends = append(r.ends, e)
		config.URLs = append(config.URLs, e.URL())
	}
	if change != nil {
		change(&config)
	}
	r.client = duniter.NewClient(config)
	t.Cleanup(r.client.Close)
	r.node = duniter.NewNode(config.Genesis, r.client, r.client.Agreeing(2))
	return r
}

// advance makes final blocks.
func (r *road) advance(n int) (hash duniter.Hash) {
	r.server.Do(func(c *dunitertest.Chain) { hash = c.Advance(n) })
	return hash
}

func TestVerbs(t *testing.T) {
	r := newRoad(t, 2, nil)
	ctx, who := t.Context(), alice(t, "//Alice")
	at := r.advance(3)
	rt, err := r.node.Runtime(ctx, at)
	if err != nil || rt.SpecName != "g1" || rt.SpecVersion != 1100 || rt.TxVersion != 1 || rt.Version != 16 {
		t.Fatalf("%+v, %v", rt, err)
	}
	if deposit, err := rt.Amount("Balances", "ExistentialDeposit"); err != nil || deposit != 100 {
		t.Errorf("the existential deposit is %d, %v", deposit, err)
	}
	head, err := r.client.Finalised(ctx)
	if err != nil || head != (duniter.Head{Number: 3, Hash: at, Seen: 2}) {
		t.Errorf("%+v, %v", head, err)
	}
	if got, err := r.node.HashAt(ctx, 3); err != nil || got != at {
		t.Errorf("%s, %v", got, err)
	}
	if best, err := r.node.Best(ctx); err != nil || best != 3 {
		t.Errorf("best %d, %v", best, err)
	}
	a, err := r.node.Account(ctx, rt, at, who.Account())
	if err != nil || a != (duniter.Account{Free: 10_000}) {
		t.Errorf("%+v, %v", a, err)
	}
	if a, err := r.node.Account(ctx, rt, at, alice(t, "//Eve").Account()); err != nil || a != (duniter.Account{}) {
		t.Errorf("%+v, %v", a, err)
	}
	found, err := r.node.Map(ctx, rt, at, 10, "System", "Account")
	if err != nil || len(found) != 2 || !slices.Contains([]any{found[0].Parts[0], found[1].Parts[0]}, any(who.Account())) {
		t.Errorf("%v, %v", found, err)
	}
}

// Hashes are asked for by the hundred, and in order.
// The old runtime has metadata 14, which knows no functions, and other arguments. Every verb is asked in the same way.
func TestOldRuntime(t *testing.T) {
	chain := dunitertest.New(dunitertest.Config{Table: dunitertest.Old(), Versions: []uint8{14}, Spec: 300, Accounts: []dunitertest.Grant{{To: alice(t, "//Alice").Account(), Amount: 10_000}}})
	caller := dunitertest.Now{Chain: chain}
	node := duniter.NewNode(chain.Genesis(), caller, caller)
	at := chain.Advance(2)
	rt, err := node.Runtime(t.Context(), at)
	if err != nil || rt.Version != 14 || rt.SpecVersion != 300 {
		t.Fatalf("%+v, %v", rt, err)
	}
	x, err := rt.Sign(alice(t, "//Alice"), chain.Intent(alice(t, "//Alice").Account(), transferCall(t, rt.Metadata, alice(t, "//Bob").Account(), 500)))
	if err != nil {
		t.Fatal(err)
	}
	if cost, err := node.Cost(t.Context(), rt, at, x); err != nil || cost.Weight.RefTime == 0 {
		t.Errorf("%+v, %v", cost, err)
	}
	if err := node.Submit(t.Context(), x); err != nil {
		t.Fatal(err)
	}
	b, err := node.Block(t.Context(), rt, chain.Advance(1))
	if err != nil || !b.Succeeded(b.Find(x.Hash)) {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestFallBackAndRest(t *testing.T) {
	r := newRoad(t, 2, nil)
	r.advance(1)
	if _, err := r.node.Best(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.ends[0].Shut(true)
	for range 5 {
		if _, err := r.node.Best(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	r.ends[1].Shut(true)
	if _, err := r.node.Best(t.Context()); !errors.Is(err, duniter.ErrNoRoad) {
		t.Errorf("with no endpoint: %v", err)
	}
	r.ends[0].Shut(false)
	if _, err := r.node.Best(t.Context()); !errors.Is(err, duniter.ErrNoRoad) {
		t.Errorf("while both are left in peace: %v", err)
	}
	r.clock.turn(time.Minute)
	if _, err := r.node.Best(t.Context()); err != nil {
		t.Errorf("after their rest: %v", err)
	}
}

// A connection that died while nobody looked is replaced without a word.
func TestDroppedConnection(t *testing.T) {
	r := newRoad(t, 1, nil)
	for range 4 {
		if _, err := r.node.Best(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.ends[0].Drop()
	}
}

// A node that never answers costs one time-out, and then a rest.
func TestMuteEndpoint(t *testing.T) {
	r := newRoad(t, 2, nil)
	if _, err := r.node.Best(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.ends[0].Mute()
	if _, err := r.node.Best(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := r.ends[0].Asked("chain_getHeader")
	for range 3 {
		if _, err := r.node.Best(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if after := r.ends[0].Asked("chain_getHeader"); after != before {
		t.Errorf("asked %d times more in its rest", after-before)
	}
}

// lies answers another thing to one question.
func genesisOf(r *road) (h duniter.Hash) {
	r.server.Do(func(c *dunitertest.Chain) { h = c.Genesis() })
	return h
}

// What decides about money is asked of two, who have to say the same.
// Who is behind contradicts nobody: another is asked, and where there is none it is the road that is missing.
// A header proves itself: a false one is no header, whoever says it.
// An answer larger than the bound ends the connection before it fills the memory.
// A node that is behind holds the finalised head back, and it never goes down.
// Two finalised heads that are not one chain stop everything.
// What was told as final and is final no more: the chain itself has gone wrong, or both endpoints lie.
// The machine's clock is wrong: said as such, with both days, and not as a broken certificate.
func TestWrongClock(t *testing.T) {
	r := newRoad(t, 0, nil)
	e := r.server.Open(true)
	for what, c := range map[string]struct {
		now  time.Time
		want error
	}{
		"a machine that woke up long ago": {time.Date(1969, 1, 1, 0, 0, 10, 0, time.UTC), duniter.ErrClock},
		"a machine of a far future":       {time.Date(2185, 1, 1, 0, 0, 0, 0, time.UTC), duniter.ErrClock},
		"a machine of today":              {time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC), nil},
	} {
		client := duniter.NewClient(duniter.Config{URLs: []string{e.URL()}, Genesis: genesisOf(r), Roots: e.Roots(), Now: func() time.Time { return c.now }})
		if _, err := client.Finalised(t.Context()); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", what, err)
		}
		client.Close()
	}
}

// The rate to one endpoint holds, and what is over it waits.
func TestRate(t *testing.T) {
	r := newRoad(t, 1, func(c *duniter.Config) { c.Rate, c.Burst = 10, 3 })
	for range 8 {
		if _, err := r.node.Best(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	r.clock.mu.Lock()
	defer r.clock.mu.Unlock()
	if len(r.clock.waited) != 5 || r.clock.waited[4] != 100*time.Millisecond {
		t.Errorf("waited %v", r.clock.waited)
	}
}

// A connection that ends while an extrinsic is watched says nothing of the extrinsic: it is to be searched for.
// An endpoint is the address that a person named, and no other that it points to.
func TestNoRedirection(t *testing.T) {
	r := newRoad(t, 1, nil)
	there := strings.Replace(r.ends[0].URL(), "ws", "http", 1)
	pointer := httptest.NewServer(http.RedirectHandler(there, http.StatusTemporaryRedirect))
	t.Cleanup(pointer.Close)
	client := duniter.NewClient(duniter.Config{URLs: []string{strings.Replace(pointer.URL, "http", "ws", 1)}, Genesis: genesisOf(r)})
	t.Cleanup(client.Close)
	if _, err := client.Finalised(t.Context()); !errors.Is(err, duniter.ErrNoRoad) {
		t.Errorf("%v", err)
	}
}

// A map of more entries than one question asks for is read page by page, up to a bound.
// Lists that do not fit what was asked are refused: more than that, the same again, of other keys, of another block.
// Following goes on at another endpoint when one falls silent.
