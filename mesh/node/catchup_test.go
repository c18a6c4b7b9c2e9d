package node

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foirail/ledger"
	"foirail/lora/loratest"
	"foirail/mesh"
)

// catchUp is how long it takes until a node has by radio what another has, and what that took of the air.
func catchUp(t *testing.T, kind string) (took, aired time.Duration, frames int) {
	synctest.Test(t, func(t *testing.T) {
		m := newMarket(t, "none")
		m.people("ana", "bob")
		m.deposit("ana", "50", "e")
		other := &market{t: t, config: m.fresh()}
		if _, err := ImportNew(ctx, other.config, ImportRequest{Bundle: must[BundleReply](m)(m.Bundle(ctx, BundleRequest{})).Bundle}); err != nil {
			t.Fatal(err)
		}
		other.open()
		defer other.Close()
		for range 11 {
			must[EntryReply](m)(m.pay("ana", "bob", "1"))
		}
		b := newBench(kind)
		near, far := b.radio(t, benchNear), b.radio(t, benchFar)
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { _ = b.live.Run(ctx) })
		defer func() { stop(); b.dock.Unplug(benchNear); b.dock.Unplug(benchFar); running.Wait() }()
		b.dock.Plug(benchNear, "/dev/ttyACM0", b.board[0])
		b.dock.Plug(benchFar, "/dev/ttyACM1", b.board[1])
		for i, r := range []*radio{near, far} {
			running.Go(func() { _ = r.device.Run(ctx) })
			if err := r.Ready(ctx); err != nil {
				t.Fatal(err)
			}
			ticks := make(chan struct{})
			talks := mesh.New(mesh.Config{Book: []*ledger.Book{m.book, other.book}[i], Radios: []mesh.Radio{r}, Ticks: ticks, Seed: [32]byte{byte(i)}})
			running.Go(func() { _ = talks.Run(ctx) })
			running.Go(func() { _ = every(ctx, tick, tickInto(ticks)) })
		}
		began, want := time.Now(), m.heldEntries()
		for other.heldEntries() < want {
			if !pauseFor(ctx, 100*time.Millisecond) || time.Since(began) > time.Hour {
				t.Fatalf("%s: %d of %d after an hour", kind, other.heldEntries(), want)
			}
		}
		took = time.Since(began)
		frames = near.device.Status().Out + far.device.Status().Out
		b.live.Do(func(air *loratest.Air) { aired = air.Used(b.board[0].Station()) + air.Used(b.board[1].Station()) })
	})
	return took, aired, frames
}

// A module that cannot hear whether the channel is free takes longer than an RNode, and not twice as long: it waits for others
// where others were heard, and not for itself.
func TestCatchingUp(t *testing.T) {
	least, _, _ := catchUp(t, "rnode")
	for _, kind := range []string{"rnode", "meshtastic", "reyax", "reyax early"} {
		took, aired, frames := catchUp(t, kind)
		t.Logf("%s: %v, %v on the air in %d frames", kind, took, aired, frames)
		if took > 2*least {
			t.Errorf("%s took %v, an RNode %v", kind, took, least)
		}
	}
}
