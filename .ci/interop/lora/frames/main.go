// Command frames lets other people's programs judge our drivers: it opens a radio, says when it is ready, sends each line of its
// input, and prints each frame that it hears. Frames are written in hexadecimal.
//
//	frames meshtastic:/dev/pts/3
package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"foirail/lora"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "frames: name one radio")
		os.Exit(2)
	}
	if err := run(ctx, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "frames:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, address string) error {
	dir, err := os.MkdirTemp("", "frames")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	radio, err := lora.Open(lora.Asked{Address: address, Settings: lora.Settings{Region: "EU868"}, Budgets: lora.NewBudgets(dir, 0)})
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- radio.Run(ctx) }()
	go hear(ctx, radio)
	if !ready(ctx, radio) {
		return fmt.Errorf("the radio is %s: %v", radio.Status().State, radio.Status().Reason)
	}
	fmt.Println("ready")
	go send(ctx, radio)
	return <-ended
}

// ready waits half a minute for the radio.
func ready(ctx context.Context, radio *lora.Radio) bool {
	for range 300 {
		if radio.Status().State == lora.Ready {
			return true
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return false
		}
	}
	return false
}

func hear(ctx context.Context, radio *lora.Radio) {
	for {
		select {
		case f := <-radio.Frames():
			fmt.Println(hex.EncodeToString(f.Bytes))
		case <-ctx.Done():
			return
		}
	}
}

func send(ctx context.Context, radio *lora.Radio) {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		frame, err := hex.DecodeString(lines.Text())
		if err == nil {
			err = radio.Send(ctx, frame)
		}
		if err != nil {
			fmt.Println("error:", err)
		}
	}
}
