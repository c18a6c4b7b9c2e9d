package node

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foirail/lora"
	"foirail/lora/loratest"
	"foirail/mesh"
)

// bench is a desk with the ports of two boards on one air.
type bench struct {
	live  *loratest.Live
	dock  *loratest.Dock
	board [2]loratest.Board
	kind  string

	drivers []*lora.REYAX // whose chance is not the same
}

// The ports of a bench.
const (
	benchNear = "/dev/serial/by-id/near"
	benchFar  = "/dev/serial/by-id/far"
)

func newBench(kind string) *bench {
	air := loratest.NewAir(loratest.Config{Seed: 1})
	b := &bench{live: loratest.NewLive(air, 1), kind: kind}
	b.dock = loratest.NewDock(b.live)
	for i, name := range []string{"near", "far"} {
		switch kind {
		case "rnode":
			b.board[i] = loratest.NewRNode(air, loratest.RNodeConfig{Name: name})
		case "meshtastic":
			b.board[i] = loratest.NewMeshtastic(air, loratest.MeshtasticConfig{Name: name, Preset: shortSlow})
		default:
			b.board[i] = loratest.NewREYAX(air, loratest.REYAXConfig{Name: name, Early: kind == "reyax early"})
		}
	}
	air.Link(b.board[0].Station(), b.board[1].Station(), loratest.Path{RSSI: -90})
	return b
}

// shortSlow is Meshtastic's number of that preset, which is as fast as what the others have at first.
const shortSlow = 5

// driver makes one for the boards.
func (b *bench) driver() (lora.Driver, error) {
	home := lora.Settings{Region: "EU868"}
	switch b.kind {
	case "rnode":
		return lora.NewRNode(home)
	case "meshtastic":
		return lora.NewMeshtastic(home)
	}
	driver, err := lora.NewREYAX(home)
	if err == nil {
		driver.Rand = rand.New(rand.NewPCG(1, uint64(len(b.drivers))))
		b.drivers = append(b.drivers, driver)
	}
	return driver, err
}

// radio makes a radio that looks for its board in a port.
func (b *bench) radio(t *testing.T, port string) *radio {
	t.Helper()
	driver, err := b.driver()
	if err != nil {
		t.Fatal(err)
	}
	budget, err := lora.OpenBudget(lora.BudgetConfig{Duty: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return &radio{device: lora.New(lora.Config{Driver: driver, Port: port, Budget: budget, Opener: b.dock}), now: time.Now, heard: map[airNode]*signal{}}
}

// What the book takes while the radio is unplugged is not said to nobody: it waits, and goes out when the radio is
// there. That holds before it was there at all, and when it is pulled out and plugged in again.
func TestARadioThatIsUnplugged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMarket(t, "none")
		m.people("ana", "bob")
		m.deposit("ana", "50", "e")
		b := newBench("rnode")
		near, far := b.radio(t, benchNear), b.radio(t, benchFar)
		ticks := make(chan struct{})
		said := mesh.New(mesh.Config{Book: m.book, Radios: []mesh.Radio{near}, Ticks: ticks})
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { _ = b.live.Run(ctx) })
		running.Go(func() { _ = near.device.Run(ctx) })
		running.Go(func() { _ = far.device.Run(ctx) })
		running.Go(func() { _ = said.Run(ctx) })
		running.Go(func() { _ = every(ctx, tick, tickInto(ticks)) })
		defer func() { stop(); b.dock.Unplug(benchNear); b.dock.Unplug(benchFar); running.Wait() }()
		b.dock.Plug(benchFar, "/dev/ttyACM1", b.board[1])
		for range 2 {
			pauseFor(ctx, time.Minute)
			before := said.Airs()[0]
			must[EntryReply](m)(m.pay("ana", "bob", "1"))
			pauseFor(ctx, 2*time.Minute)
			if a := said.Airs()[0]; a.Failed > 0 || a.Said > before.Said {
				t.Errorf("while it was unplugged: %+v", a)
			}
			b.dock.Plug(benchNear, "/dev/ttyACM0", b.board[0])
			heard := far.device.Status().In
			pauseFor(ctx, 2*time.Minute)
			if a := said.Airs()[0]; a.Failed > 0 || a.Records < before.Records+2 || far.device.Status().In == heard {
				t.Errorf("when it was there: %+v", a)
			}
			b.dock.Unplug(benchNear)
		}
	})
}
