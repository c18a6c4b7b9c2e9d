package main

import (
	"context"
	"net"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"foirail/lora"
	"foirail/lora/loratest"
)

// playAir puts radios on one air, all in reach of each other, and lets the program speak to each over
// TCP. Each argument is a kind and a variable, such as meshtastic:C, into which the radio's address goes;
// without a kind it is a board with the RNode firmware. The one named OLD has a firmware that nobody
// should use any more, BARE has no region, BUSY a duty cycle that lets hardly anything through, and JAM a queue
// that is full when the first frame comes.
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
	for _, arg := range args {
		kind, name, given := strings.Cut(arg, ":")
		if !given {
			kind, name = "rnode", arg
		}
		board := playBoard(air, kind, name)
		for _, other := range stations {
			air.Link(board.Station(), other, loratest.Path{RSSI: -90})
		}
		stations = append(stations, board.Station())
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		ts.Check(err)
		ts.Setenv(name, kind+":tcp://"+listener.Addr().String())
		running.Go(func() { _ = loratest.ListenTCP(ctx, live, board, listener) }) // it ends with the story
	}
	running.Go(func() { _ = live.Run(ctx) })
}

// playBoard makes one radio.
func playBoard(air *loratest.Air, kind, name string) loratest.Board {
	switch kind {
	case "meshtastic":
		config := loratest.MeshtasticConfig{Name: name, NoRegion: name == "BARE", Preset: 6}
		if name == "BUSY" {
			config.Duty = lora.Share(1)
		}
		if name == "OPEN" {
			config.Channels = []loratest.MeshtasticChannel{{Name: "foirail", Key: []byte{1}}}
		}
		board := loratest.NewMeshtastic(air, config)
		if name == "JAM" {
			board.Refuse = 32
		}
		return board
	case "reyax":
		return loratest.NewREYAX(air, loratest.REYAXConfig{Name: name})
	}
	config := loratest.RNodeConfig{Name: name}
	if name == "OLD" {
		config.Major, config.Minor = 1, 40
	}
	return loratest.NewRNode(air, config)
}
