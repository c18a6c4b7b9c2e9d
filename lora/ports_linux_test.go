package lora_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"foirail/lora"
	"foirail/lora/loratest"
)

// house is two boards on an air that is fast, in the time of the clock: what pseudo-terminals do, no bubble can hold.
type house struct {
	t      *testing.T
	live   *loratest.Live
	boards [2]*loratest.RNode
	ports  *lora.Ports
	dir    string
}

func newHouse(t *testing.T) *house {
	air := loratest.NewAir(loratest.Config{Seed: 1})
	h := &house{t: t, live: loratest.NewLive(air, 20), ports: lora.NewPorts(), dir: t.TempDir()}
	for i, name := range []string{"a", "b"} {
		h.boards[i] = loratest.NewRNode(air, loratest.RNodeConfig{Name: name, Boot: time.Millisecond})
	}
	air.Link(0, 1, loratest.Path{RSSI: -90})
	h.ports.ByID = filepath.Join(h.dir, "by-id")
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	go h.live.Run(ctx)
	return h
}

// pty plugs the first board in and gives it a lasting name.
func (h *house) pty(lasting string) *loratest.Pty {
	h.t.Helper()
	pty, err := loratest.NewPty(h.live, h.boards[0])
	if err != nil {
		h.t.Fatal(err)
	}
	os.MkdirAll(h.ports.ByID, 0o700)
	link := filepath.Join(h.ports.ByID, lasting)
	os.Remove(link)
	if err := os.Symlink(pty.Path, link); err != nil {
		h.t.Fatal(err)
	}
	return pty
}

// tcp makes the second board reachable over TCP.
func (h *house) tcp() string {
	h.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		h.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- loratest.ListenTCP(ctx, h.live, h.boards[1], listener) }()
	h.t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			h.t.Error(err)
		}
	})
	return "tcp://" + listener.Addr().String()
}

// awake opens ports whose boards do not start anew, so that nobody has to wait for them.
type awake struct{ *lora.Ports }

func (a awake) Open(ctx context.Context, port string) (lora.Opened, error) {
	opened, err := a.Ports.Open(ctx, port)
	opened.Boots = false
	return opened, err
}

func (h *house) radio(port string) *lora.Radio { return h.run(short(h.t), port) }

// run lets a radio of any kind run on a port.
func (h *house) run(driver lora.Driver, port string) *lora.Radio {
	h.t.Helper()
	budget, err := lora.OpenBudget(lora.BudgetConfig{Duty: 1000})
	if err != nil {
		h.t.Fatal(err)
	}
	r := lora.New(lora.Config{Driver: driver, Port: port, Budget: budget, Opener: awake{h.ports},
		FirstRetry: 10 * time.Millisecond, LastRetry: 50 * time.Millisecond})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	h.t.Cleanup(func() {
		stop()
		<-done
	})
	return r
}

// until looks every few milliseconds whether something has come about.
func (h *house) until(r *lora.Radio, is func(lora.Status) bool) {
	h.t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(30 * time.Second)
	for !is(r.Status()) {
		select {
		case <-tick.C:
		case <-limit:
			h.t.Fatalf("waited in vain; the radio is %+v", r.Status())
		}
	}
}

func ready(s lora.Status) bool { return s.State == lora.Ready }

func (h *house) carries(from, to *lora.Radio, frame []byte) {
	h.t.Helper()
	h.until(from, ready)
	h.until(to, ready)
	if err := from.Send(context.Background(), frame); err != nil {
		h.t.Fatal(err)
	}
	select {
	case got := <-to.Frames():
		if !bytes.Equal(got.Bytes, frame) {
			h.t.Errorf("%x came through as %x", frame, got.Bytes)
		}
	case <-time.After(30 * time.Second):
		h.t.Fatal("no frame came through")
	}
}

// everything is all bytes but two, as one frame has room for 254.
func everything() (all []byte) {
	for b := 2; b < 256; b++ {
		all = append(all, byte(b))
	}
	return all
}

func TestFromASerialPortToTCPAndBack(t *testing.T) {
	h := newHouse(t)
	pty := h.pty("usb-board")
	defer pty.Unplug()
	a, b := h.radio(pty.Path), h.radio(h.tcp())
	h.carries(a, b, everything())
	h.carries(b, a, everything())
}

// A device that was opened as ttyACM0 is known by its lasting name from then on.
func TestBackUnderAnotherName(t *testing.T) {
	for name, given := range map[string]func(*house, *loratest.Pty) string{
		"given by its lasting name":  func(h *house, _ *loratest.Pty) string { return filepath.Join(h.ports.ByID, "usb-board") },
		"given by its fleeting name": func(_ *house, pty *loratest.Pty) string { return pty.Path },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			pty := h.pty("usb-board")
			a, b := h.radio(given(h, pty)), h.radio(h.tcp())
			h.carries(a, b, []byte("before"))
			pty.Unplug()
			h.until(a, func(s lora.Status) bool { return s.State == lora.Absent })
			other := h.occupy(pty.Path)
			defer other.Unplug()
			again := h.pty("usb-board")
			defer again.Unplug()
			if again.Path == pty.Path {
				t.Fatal("the name did not change")
			}
			h.carries(a, b, []byte("after"))
			if s := a.Status(); s.Path != again.Path {
				t.Errorf("opened %s, want %s", s.Path, again.Path)
			}
		})
	}
}

// occupy gives the old name to somebody else.
func (h *house) occupy(path string) *loratest.Pty {
	h.t.Helper()
	other, err := loratest.NewPty(h.live, &bystander{h.t})
	if err != nil {
		h.t.Fatal(err)
	}
	if other.Path != path {
		h.t.Logf("the old name stays free: %s", other.Path)
	}
	return other
}

// bystander is a device that nobody should speak to.
type bystander struct{ t *testing.T }

func (*bystander) Opened(func([]byte)) {}
func (b *bystander) Take(p []byte)     { b.t.Errorf("somebody else's device was told %x", p) }
func (*bystander) Closed()             {}
func (*bystander) Powered(bool)        {}

func TestOnePortOneProgram(t *testing.T) {
	h := newHouse(t)
	pty := h.pty("usb-board")
	defer pty.Unplug()
	first, err := h.ports.Open(context.Background(), pty.Path)
	if err != nil {
		t.Fatal(err)
	}
	var busy *lora.PortBusy
	if _, err := lora.NewPorts().Open(context.Background(), filepath.Join(h.ports.ByID, "usb-board")); !errors.As(err, &busy) || busy.Path != pty.Path {
		t.Errorf("opened twice: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	again, err := lora.NewPorts().Open(context.Background(), pty.Path)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}

func TestNothingIsPluggedIn(t *testing.T) {
	h := newHouse(t)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	for _, port := range []string{"/dev/serial/by-id/usb-of-nobody", "tcp://" + closed.Addr().String()} {
		var absent *lora.PortAbsent
		if _, err := h.ports.Open(context.Background(), port); !errors.As(err, &absent) {
			t.Errorf("%s: %v", port, err)
		}
	}
}

// What is no serial port is no reason to think that it is absent or denied.
func TestAFileIsNoPort(t *testing.T) {
	h := newHouse(t)
	path := filepath.Join(h.dir, "notes")
	if err := os.WriteFile(path, []byte("dear diary"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := h.ports.Open(context.Background(), path)
	var absent *lora.PortAbsent
	if err == nil || errors.As(err, &absent) {
		t.Errorf("opened a file: %v", err)
	}
}
