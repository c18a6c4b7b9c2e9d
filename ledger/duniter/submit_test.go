package duniter_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
)

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

// signed is a road to one endpoint, and alice's transfer to bob for the next block, which nobody has sent yet.
func signed(t *testing.T) (*road, duniter.Extrinsic) {
	t.Helper()
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
	return r, x
}

func TestWatch(t *testing.T) {
	r, x := signed(t)
	var heard []string
	err := r.client.Watch(t.Context(), x, func(s duniter.Status) {
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

func TestWatchBroken(t *testing.T) {
	r, x := signed(t)
	err := r.client.Watch(t.Context(), x, func(duniter.Status) { r.ends[0].Drop() })
	if !errors.Is(err, duniter.ErrNoRoad) {
		t.Errorf("%v", err)
	}
	r.advance(1)
	if b, _, err := r.node.Search(t.Context(), x.Hash, 1, 2); err != nil || b == nil {
		t.Errorf("searched for: %+v, %v", b, err)
	}
}
