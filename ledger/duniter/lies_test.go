package duniter_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"foirail/ledger/duniter"
)

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

func TestHugeAnswer(t *testing.T) {
	r := newRoad(t, 1, nil)
	r.advance(1)
	r.ends[0].Lie(lies("chain_getHeader", `"`+strings.Repeat("0", duniter.MaxResponse)+`"`))
	if _, err := r.node.Best(t.Context()); !errors.Is(err, duniter.ErrNoRoad) {
		t.Errorf("%v", err)
	}
}

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
