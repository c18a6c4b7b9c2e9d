package lora_test

import (
	"context"
	"net"
	"testing"
	"time"

	"foirail/lora"
	"foirail/lora/loratest"
)

// between plugs one board into a pseudo-terminal and the other into TCP, and carries a frame each way.
func (h *house) between(driver func() lora.Driver, boards [2]loratest.Board) {
	h.t.Helper()
	pty, err := loratest.NewPty(h.live, boards[0])
	if err != nil {
		h.t.Fatal(err)
	}
	defer pty.Unplug()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		h.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go loratest.ListenTCP(ctx, h.live, boards[1], listener)
	a, b := h.run(driver(), pty.Path), h.run(driver(), "tcp://"+listener.Addr().String())
	h.carries(a, b, everything()[:a.MTU()-8])
	h.carries(b, a, []byte("\x94\xC3\x00\x01+RCV=1,1,a\r\n\x00\xC0\xDB"))
}

// anAir is a house without boards of its own.
func anAir(t *testing.T) (*house, *loratest.Air) {
	air := loratest.NewAir(loratest.Config{Seed: 1})
	h := &house{t: t, live: loratest.NewLive(air, 20), ports: lora.NewPorts(), dir: t.TempDir()}
	h.ports.ByID = h.dir
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	go h.live.Run(ctx)
	return h, air
}

func TestMeshtasticOnRealPorts(t *testing.T) {
	h, air := anAir(t)
	board := func(name string) loratest.Board {
		return loratest.NewMeshtastic(air, loratest.MeshtasticConfig{Name: name, Preset: shortSlow, Boot: time.Millisecond, Logs: true})
	}
	boards := [2]loratest.Board{board("a"), board("b")}
	air.Link(0, 1, loratest.Path{RSSI: -90})
	h.between(func() lora.Driver { return newMeshtastic(t, lora.Settings{}) }, boards)
}

func TestREYAXOnRealPorts(t *testing.T) {
	h, air := anAir(t)
	boards := [2]loratest.Board{loratest.NewREYAX(air, loratest.REYAXConfig{Name: "a"}), loratest.NewREYAX(air, loratest.REYAXConfig{Name: "b"})}
	air.Link(0, 1, loratest.Path{RSSI: -90})
	h.between(func() lora.Driver { return newREYAX(t, lora.Settings{}) }, boards)
}
