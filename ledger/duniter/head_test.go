package duniter_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
)

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
