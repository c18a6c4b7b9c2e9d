package main

import (
	"context"
	"net"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"foirail/lora/loratest"
)

// playAir puts boards with the RNode firmware on one air, all in reach of each other, and lets the
// program speak to each over TCP. Each argument is a variable, into which the board's address goes. The
// board named OLD has a firmware that nobody should use any more.
func playAir(ts *testscript.TestScript, _ bool, args []string) {
	air := loratest.NewAir(loratest.Config{Seed: 1})
	live := loratest.NewLive(air, 1)
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	ts.Defer(func() {
		stop()
		running.Wait()
	})
	var stations []loratest.Station
	for _, name := range args {
		config := loratest.RNodeConfig{Name: name}
		if name == "OLD" {
			config.Major, config.Minor = 1, 40
		}
		board := loratest.NewRNode(air, config)
		for _, other := range stations {
			air.Link(board.Station(), other, loratest.Path{RSSI: -90})
		}
		stations = append(stations, board.Station())
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		ts.Check(err)
		ts.Setenv(name, "rnode:tcp://"+listener.Addr().String())
		running.Go(func() { _ = loratest.ListenTCP(ctx, live, board, listener) }) // it ends with the story
	}
	running.Go(func() { _ = live.Run(ctx) })
}
