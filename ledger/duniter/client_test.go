package duniter_test

import (
	"context"
	"encoding/json"
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
	"foirail/ledger/keys"
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
func TestHashes(t *testing.T) {
	r := newRoad(t, 2, nil)
	r.advance(600)
	all, err := r.node.Hashes(t.Context(), 3, 598)
	if err != nil || len(all) != 596 {
		t.Fatalf("%d hashes, %v", len(all), err)
	}
	for i, hash := range all[:len(all)-1] {
		next, err := r.node.Header(t.Context(), all[i+1])
		if err != nil || next.Parent != hash {
			t.Fatalf("block %d does not stand on %d: %v", 4+i, 3+i, err)
		}
	}
	if n := r.ends[0].Asked("chain_getBlockHash"); n > 4 {
		t.Errorf("%d questions", n)
	}
	if all, err := r.node.Hashes(t.Context(), 599, 700); !errors.Is(err, duniter.ErrAnswer) {
		t.Errorf("beyond the end: %d, %v", len(all), err)
	}
}

func TestSendAndFind(t *testing.T) {
	r := newRoad(t, 2, nil)
	ctx, who := t.Context(), alice(t, "//Alice")
	at := r.advance(3)
	rt, err := r.node.Runtime(ctx, at)
	if err != nil {
		t.Fatal(err)
	}
	nonce, err := r.node.Nonce(ctx, who.Account())
	if err != nil {
		t.Fatal(err)
	}
	intent := duniter.Intent{Genesis: rt.Genesis, TxVersion: 1, Call: transferCall(t, rt.Metadata, alice(t, "//Bob").Account(), 250),
		Nonce: nonce, Period: 64, Born: 3, BornHash: at}
	draft, err := rt.Draft(who.Account(), who.Curve(), intent)
	if err != nil {
		t.Fatal(err)
	}
	if cost, err := r.node.Cost(ctx, rt, at, draft); err != nil || cost.Fee != 0 || cost.Weight.RefTime == 0 {
		t.Errorf("%+v, %v", cost, err)
	}
	x, err := rt.Sign(who, intent)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // sent again, it is the same
		if err := r.node.Submit(ctx, x); err != nil {
			t.Fatal(err)
		}
	}
	r.advance(2)
	b, i, err := r.node.Search(ctx, x.Hash, 1, 5)
	if err != nil || b == nil || i != 1 || b.Header.Number != 4 || !b.Succeeded(1) {
		t.Fatalf("%+v at %d, %v", b, i, err)
	}
	moved := slices.ContainsFunc(b.Of(1), func(e duniter.Event) bool {
		return e.Is("Balances", "Transfer") && e.Fields()["amount"] == uint64(250) && e.Fields()["from"] == who.Account()
	})
	if !moved {
		t.Errorf("no transfer in %+v", b.Events)
	}
	if b, i, err := r.node.Search(ctx, x.Hash, 5, 5); b != nil || i != -1 || err != nil {
		t.Errorf("in another block: %+v, %v", b, err)
	}
	var refused *duniter.NodeError
	if err := r.node.Submit(ctx, x); !errors.As(err, &refused) || refused.Code != duniter.CodeInvalid {
		t.Errorf("sent once more: %v", err)
	}
}

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
func lies(method, with string) func(string, json.RawMessage) json.RawMessage {
	return func(m string, answer json.RawMessage) json.RawMessage {
		if m == method {
			return json.RawMessage(with)
		}
		return answer
	}
}

func TestOtherGenesis(t *testing.T) {
	r := newRoad(t, 2, nil)
	r.advance(1)
	r.ends[0].Lie(lies("chain_getBlockHash", `"0x`+genesis+`"`))
	if _, err := r.node.Best(t.Context()); err != nil {
		t.Errorf("the second endpoint: %v", err)
	}
	r.ends[1].Shut(true)
	if _, err := r.node.Best(t.Context()); !errors.Is(err, duniter.ErrNoRoad) || !errors.Is(err, duniter.ErrOtherChain) {
		t.Errorf("only an endpoint of another chain: %v", err)
	}
}

func TestCheckpoint(t *testing.T) {
	var pinned duniter.Hash
	r := newRoad(t, 1, func(c *duniter.Config) { c.CheckpointAt, c.Checkpoint = 2, duniter.Hash{1} })
	pinned = r.advance(2)
	if _, err := r.node.Best(t.Context()); !errors.Is(err, duniter.ErrOtherChain) {
		t.Errorf("another block is pinned: %v", err)
	}
	right := duniter.NewClient(duniter.Config{URLs: []string{r.ends[0].URL()}, Genesis: genesisOf(r), CheckpointAt: 2, Checkpoint: pinned})
	t.Cleanup(right.Close)
	if _, err := right.Finalised(t.Context()); err != nil {
		t.Errorf("the right one: %v", err)
	}
}

func genesisOf(r *road) (h duniter.Hash) {
	r.server.Do(func(c *dunitertest.Chain) { h = c.Genesis() })
	return h
}

// What decides about money is asked of two, who have to say the same.
func TestLies(t *testing.T) {
	for method, lie := range map[string]string{
		"state_getStorage": `"0x0700000000000000010000000000000010270000000000006400000000000000000000000000000000"`,
		"chain_getBlock":   `{"block":{"header":{},"extrinsics":[]},"justifications":null}`,
		"state_call":       `"0x00"`,
	} {
		r := newRoad(t, 2, nil)
		at := r.advance(2)
		rt, err := r.node.Runtime(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		r.ends[1].Lie(lies(method, lie))
		switch method {
		case "state_getStorage":
			_, err = r.node.Account(t.Context(), rt, at, alice(t, "//Alice").Account())
		case "chain_getBlock":
			_, err = r.node.Block(t.Context(), nil, at)
		default:
			_, err = r.node.Runtime(t.Context(), at)
		}
		if !errors.Is(err, duniter.ErrDisagree) {
			t.Errorf("%s: %v", method, err)
		}
		r.ends[1].Shut(true)
		if _, err := r.node.Account(t.Context(), rt, at, alice(t, "//Alice").Account()); !errors.Is(err, duniter.ErrNoRoad) {
			t.Errorf("%s: with one endpoint of two: %v", method, err)
		}
	}
}

// Who is behind contradicts nobody: another is asked, and where there is none it is the road that is missing.
func TestBehindIsNoLie(t *testing.T) {
	r := newRoad(t, 3, nil)
	at := r.advance(10)
	r.ends[1].Lag(5)
	for what, ask := range map[string]func() error{
		"a hash":   func() error { _, err := r.node.HashAt(t.Context(), 10); return err },
		"hashes":   func() error { _, err := r.node.Hashes(t.Context(), 3, 10); return err },
		"a block":  func() error { _, err := r.node.Block(t.Context(), nil, at); return err },
		"a state":  func() error { _, err := r.node.Runtime(t.Context(), at); return err },
		"a search": func() error { _, _, err := r.node.Search(t.Context(), at, 1, 10); return err },
	} {
		r.ends[2].Lag(0)
		if err := ask(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		r.ends[2].Lag(5)
		if err := ask(); err == nil || errors.Is(err, duniter.ErrDisagree) {
			t.Errorf("%s, with two behind: %v", what, err)
		}
	}
}

// A header proves itself: a false one is no header, whoever says it.
func TestFalseHeader(t *testing.T) {
	r := newRoad(t, 1, nil)
	at := r.advance(2)
	r.ends[0].Lie(lies("chain_getHeader", `{"parentHash":"0x`+genesis+`","number":"0x2","stateRoot":"0x`+genesis+`","extrinsicsRoot":"0x`+genesis+`","digest":{"logs":[]}}`))
	if _, err := r.node.Header(t.Context(), at); !errors.Is(err, duniter.ErrAnswer) {
		t.Errorf("%v", err)
	}
}

func TestNonsense(t *testing.T) {
	for _, lie := range []string{`12`, `"0xzz"`, `"0x12"`, `{}`, `[]`, `"feb7"`, `"` + strings.Repeat("0", 1000) + `"`} {
		r := newRoad(t, 1, nil)
		at := r.advance(1)
		r.ends[0].Lie(func(m string, answer json.RawMessage) json.RawMessage {
			if m == "chain_getBlockHash" && string(answer) != `"`+at.String()+`"` {
				return answer // the genesis, that the connection stands at all
			}
			return json.RawMessage(lie)
		})
		if _, err := r.client.Finalised(t.Context()); !errors.Is(err, duniter.ErrAnswer) {
			t.Errorf("%s as a head: %v", lie, err)
		}
		if _, err := r.node.HashAt(t.Context(), 1); !errors.Is(err, duniter.ErrAnswer) {
			t.Errorf("%s as a hash: %v", lie, err)
		}
		if _, err := r.node.Best(t.Context()); !errors.Is(err, duniter.ErrAnswer) {
			t.Errorf("%s as a header: %v", lie, err)
		}
	}
}

// An answer larger than the bound ends the connection before it fills the memory.
func TestHugeAnswer(t *testing.T) {
	r := newRoad(t, 1, nil)
	r.advance(1)
	r.ends[0].Lie(lies("chain_getHeader", `"`+strings.Repeat("0", duniter.MaxResponse)+`"`))
	if _, err := r.node.Best(t.Context()); !errors.Is(err, duniter.ErrNoRoad) {
		t.Errorf("%v", err)
	}
}

// A node that is behind holds the finalised head back, and it never goes down.
func TestFinalisedOfTwo(t *testing.T) {
	r := newRoad(t, 3, nil)
	r.advance(10)
	r.ends[0].Lag(4)
	head, err := r.client.Finalised(t.Context())
	if err != nil || head.Number != 10 || head.Seen != 2 {
		t.Errorf("one of three is behind: %+v, %v", head, err)
	}
	r.ends[1].Lag(5)
	again, err := r.client.Finalised(t.Context())
	if err != nil || again != head {
		t.Errorf("two are behind: %+v, %v", again, err)
	}
	r.ends[1].Shut(true)
	r.ends[2].Shut(true)
	if _, err := r.client.Finalised(t.Context()); !errors.Is(err, duniter.ErrNoRoad) {
		t.Errorf("one alone: %v", err)
	}
}

// Two finalised heads that are not one chain stop everything.
func TestTwoFinalities(t *testing.T) {
	r := newRoad(t, 2, nil)
	r.advance(4)
	var other duniter.Hash
	r.server.Do(func(c *dunitertest.Chain) { c.Make(2); other = c.Fork(2, 1); c.Finalise(0) })
	r.ends[1].Lie(lies("chain_getFinalizedHead", `"`+other.String()+`"`))
	if head, err := r.client.Finalised(t.Context()); !errors.Is(err, duniter.ErrDisagree) {
		t.Errorf("%+v, %v", head, err)
	}
}

// What was told as final and is final no more: the chain itself has gone wrong, or both endpoints lie.
func TestFinalityTakenBack(t *testing.T) {
	r := newRoad(t, 1, nil)
	r.advance(4)
	r.server.Do(func(c *dunitertest.Chain) { c.Make(3) })
	var fork duniter.Hash
	r.server.Do(func(c *dunitertest.Chain) { fork = c.Fork(3, 3) })
	r.ends[0].Lie(lies("chain_getFinalizedHead", `"`+fork.String()+`"`))
	if head, err := r.client.Finalised(t.Context()); err != nil || head.Hash != fork {
		t.Fatalf("%+v, %v", head, err)
	}
	r.ends[0].Lie(nil)
	r.advance(1)
	if head, err := r.client.Finalised(t.Context()); !errors.Is(err, duniter.ErrDisagree) {
		t.Errorf("%+v, %v", head, err)
	}
}

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

func TestWatch(t *testing.T) {
	r := newRoad(t, 1, nil)
	at := r.advance(1)
	rt, err := r.node.Runtime(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	x, err := rt.Sign(alice(t, "//Alice"), duniter.Intent{Genesis: rt.Genesis, TxVersion: 1, Call: transferCall(t, rt.Metadata, alice(t, "//Bob").Account(), 5),
		Period: 64, Born: 1, BornHash: at})
	if err != nil {
		t.Fatal(err)
	}
	var heard []string
	err = r.client.Watch(t.Context(), x, func(s duniter.Status) {
		heard = append(heard, s.Name)
		r.server.Do(func(c *dunitertest.Chain) {
			switch strings.Join(heard, " ") {
			case "ready":
				c.Make(1)
			case "ready inBlock":
				c.Fork(1, 2)
			case "ready inBlock retracted":
				c.Make(1)
			default:
				c.Finalise(0)
			}
		})
	})
	if got := strings.Join(heard, " "); err != nil || got != "ready inBlock retracted inBlock finalized" {
		t.Errorf("%s, %v", got, err)
	}
	var refused *duniter.NodeError
	if err := r.client.Watch(t.Context(), x, func(duniter.Status) {}); !errors.As(err, &refused) {
		t.Errorf("sent when it is done: %v", err)
	}
}

// A connection that ends while an extrinsic is watched says nothing of the extrinsic: it is to be searched for.
func TestWatchBroken(t *testing.T) {
	r := newRoad(t, 1, nil)
	at := r.advance(1)
	rt, err := r.node.Runtime(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	x, err := rt.Sign(alice(t, "//Alice"), duniter.Intent{Genesis: rt.Genesis, TxVersion: 1, Call: transferCall(t, rt.Metadata, alice(t, "//Bob").Account(), 5),
		Period: 64, Born: 1, BornHash: at})
	if err != nil {
		t.Fatal(err)
	}
	err = r.client.Watch(t.Context(), x, func(duniter.Status) { r.ends[0].Drop() })
	if !errors.Is(err, duniter.ErrNoRoad) {
		t.Errorf("%v", err)
	}
	r.advance(1)
	if b, _, err := r.node.Search(t.Context(), x.Hash, 1, 2); err != nil || b == nil {
		t.Errorf("searched for: %+v, %v", b, err)
	}
}

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
func TestMap(t *testing.T) {
	config := dunitertest.Config{}
	for n := range 1203 {
		config.Accounts = append(config.Accounts, dunitertest.Grant{To: keys.Account{1, byte(n), byte(n >> 8)}, Amount: 100 + uint64(n)})
	}
	chain := dunitertest.New(config)
	caller := dunitertest.Now{Chain: chain}
	node := duniter.NewNode(chain.Genesis(), caller, caller)
	for most, want := range map[int]int{5000: 1203, 1203: 1203, 1000: 1000, 700: 700, 3: 3, 0: 0} {
		all, err := node.Map(t.Context(), chain.Runtime(), chain.Genesis(), most, "System", "Account")
		if err != nil || len(all) != want {
			t.Errorf("up to %d: %d entries, %v", most, len(all), err)
		}
		for _, p := range all {
			who := p.Parts[0].(keys.Account)
			free := p.Value.(duniter.Fields)["data"].(duniter.Fields)["free"]
			if free != 100+uint64(who[1])+uint64(who[2])<<8 {
				t.Errorf("%s has %v", who, free)
			}
		}
	}
}

// Lists that do not fit what was asked are refused: more than that, the same again, of other keys, of another block.
func TestMapLies(t *testing.T) {
	for what, lie := range map[string][2]string{
		"the same keys again": {"state_getKeysPaged", `["0x26aa","0x26aa"]`},
		"too many keys":       {"state_getKeysPaged", `["0x01","0x02","0x03"]`},
		"keys of another map": {"state_getKeysPaged", `["0x01","0x02"]`},
		"no set of values":    {"state_queryStorageAt", `[]`},
		"values of no block":  {"state_queryStorageAt", `[{"block":"0x` + genesis + `","changes":[]}]`},
		"values that are not": {"state_queryStorageAt", `[{"block":12}]`},
	} {
		r := newRoad(t, 1, nil)
		at := r.advance(1)
		rt, err := r.node.Runtime(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		r.ends[0].Lie(lies(lie[0], lie[1]))
		if all, err := r.node.Map(t.Context(), rt, at, 2, "System", "Account"); !errors.Is(err, duniter.ErrAnswer) && !errors.Is(err, duniter.ErrForm) {
			t.Errorf("%s: %v, %v", what, all, err)
		}
	}
}

// Following goes on at another endpoint when one falls silent.
func TestFollow(t *testing.T) {
	r := newRoad(t, 2, nil)
	ctx, stop := context.WithCancel(t.Context())
	heads, ended := make(chan duniter.Header), make(chan error)
	go func() {
		ended <- r.client.Follow(ctx, func(h duniter.Header) {
			select {
			case heads <- h:
			case <-ctx.Done():
			}
		})
	}()
	await := func(height uint32) {
		t.Helper()
		for range 1000 {
			r.advance(1)
			select {
			case h := <-heads:
				if h.Number >= height {
					return
				}
			case <-time.After(briefly / 10):
			}
		}
		t.Fatalf("no head from %d on was heard", height)
	}
	await(2)
	r.ends[0].Shut(true)
	await(40)
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
