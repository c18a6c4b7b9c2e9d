// Command air puts simulated boards on one air and each behind a pseudo-terminal, for other people's programs. It prints the path of
// each, one a line, and runs until it is ended. With -tcp the boards are reached at port 7633 of 127.0.0.1, 127.0.0.2 and so on. A
// board whose kind ends with @tcp is reached at 127.0.0.1, at any port: its line is host:port.
//
//	air [-seed N] [-loss 0.15] [-scale 1] [-tcp] rnode rnode
//	air meshtastic meshtastic@tcp
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"foirail/lora"
	"foirail/lora/loratest"
)

func main() {
	seed := flag.Uint64("seed", 1, "of all chance")
	loss := flag.Float64("loss", 0, "the share of packets that are lost")
	scale := flag.Float64("scale", 1, "how much faster than the clock the air is")
	tcp := flag.Bool("tcp", false, "over TCP")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *seed, *loss, *scale, *tcp, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "air:", err)
		os.Exit(1)
	}
}

// run plugs in one board for each kind that is named, links them all, and lets time pass.
func run(ctx context.Context, seed uint64, loss, scale float64, tcp bool, kinds []string) error {
	air := loratest.NewAir(loratest.Config{Seed: seed, Told: tell})
	live := loratest.NewLive(air, scale)
	var boards []loratest.Board
	for i, kind := range kinds {
		board, err := make(air, kind, fmt.Sprintf("%s-%d", kind, i))
		if err != nil {
			return err
		}
		for _, other := range boards {
			air.Link(board.Station(), other.Station(), loratest.Path{RSSI: -90, Loss: loss})
		}
		boards = append(boards, board)
	}
	for i, board := range boards {
		open := onPty
		switch {
		case tcp:
			open = onTCP
		case strings.HasSuffix(kinds[i], atTCP):
			open = onAnyPort
		}
		name, err := open(ctx, live, board, i)
		if err != nil {
			return err
		}
		fmt.Println(name)
	}
	return live.Run(ctx)
}

// onPty puts a board behind a pseudo-terminal, which goes with the program.
func onPty(_ context.Context, live *loratest.Live, board loratest.Board, _ int) (string, error) {
	pty, err := loratest.NewPty(live, board)
	if err != nil {
		return "", err
	}
	return pty.Path, nil
}

// onTCP puts a board at the port where boards with WiFi listen, each on an address of its own.
func onTCP(ctx context.Context, live *loratest.Live, board loratest.Board, i int) (string, error) {
	host := fmt.Sprintf("127.0.0.%d", i+1)
	listener, err := net.Listen("tcp", host+":7633")
	if err != nil {
		return "", err
	}
	go loratest.ListenTCP(ctx, live, board, listener)
	return "tcp://" + host, nil
}

// atTCP ends the kind of a board that is reached over TCP.
const atTCP = "@tcp"

// onAnyPort puts a board at a port of the machine's choice.
func onAnyPort(ctx context.Context, live *loratest.Live, board loratest.Board, _ int) (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go loratest.ListenTCP(ctx, live, board, listener)
	return listener.Addr().String(), nil
}

// make is a board of a kind.
func make(air *loratest.Air, kind, name string) (loratest.Board, error) {
	switch strings.TrimSuffix(kind, atTCP) {
	case "rnode":
		return loratest.NewRNode(air, loratest.RNodeConfig{Name: name}), nil
	case "rnode-on": // its radio is on already, for programs that speak plain KISS
		home, _, err := lora.Settings{Region: "EU868"}.Complete()
		return loratest.NewRNode(air, loratest.RNodeConfig{Name: name, Saved: home}), err
	case "meshtastic":
		return loratest.NewMeshtastic(air, loratest.MeshtasticConfig{Name: name, Preset: shortFast, Logs: true}), nil
	}
	return nil, fmt.Errorf("no board of the kind %q is known", kind)
}

// shortFast is the quickest preset that EU_868 has room for.
const shortFast = 6

// tell writes down what happens on the air.
func tell(e loratest.Event) {
	fmt.Fprintf(os.Stderr, "%v %s %d->%d %d bytes\n", e.At, e.Kind, e.From, e.To, len(e.Bytes))
}
