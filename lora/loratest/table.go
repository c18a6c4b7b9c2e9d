package loratest

import (
	"bytes"
	"context"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foirail/lora"
)

// The names of the ports on a table.
const (
	portA = "/dev/serial/by-id/usb-board-a"
	portB = "/dev/serial/by-id/usb-board-b"
)

// table is two boards on one air, plugged into a dock, and two radios that run.
type table struct {
	t      *testing.T
	rng    *rand.Rand
	live   *Live
	dock   *Dock
	boards [2]Board
	a, b   *lora.Radio
	budget *lora.Budget // of a
	stop   func()       // ends the radios and waits for them
}

// bubble runs one check on a table, in a time of its own.
func bubble(t *testing.T, make Make, check func(*table)) {
	synctest.Test(t, func(t *testing.T) {
		w := newTable(t, make)
		defer w.stop()
		check(w)
	})
}

// homeDuty is what the home of EU868 allows.
const homeDuty = 1000

func newTable(t *testing.T, make Make) *table {
	w := &table{t: t, rng: newChance()}
	air := NewAir(Config{Seed: 1})
	w.live = NewLive(air, 1)
	w.dock = NewDock(w.live)
	w.boards = [2]Board{make.Board(air, "a"), make.Board(air, "b")}
	for _, b := range w.boards {
		air.stations[b.Station()].share = homeDuty
	}
	air.Link(w.boards[0].Station(), w.boards[1].Station(), Path{RSSI: -90})
	w.dock.Plug(portA, "/dev/ttyACM0", w.boards[0])
	w.dock.Plug(portB, "/dev/ttyACM1", w.boards[1])
	w.a, w.budget = w.radio(make.Driver(t), portA)
	w.b, _ = w.radio(make.Driver(t), portB)
	w.run()
	return w
}

// radio makes a radio with a budget of its own.
func (w *table) radio(driver lora.Driver, port string) (*lora.Radio, *lora.Budget) {
	began := time.Now()
	budget, err := lora.OpenBudget(lora.BudgetConfig{
		Path: filepath.Join(w.t.TempDir(), "airtime"),
		Duty: homeDuty,
		Now:  func() lora.Moment { return lora.Moment{Boot: "bubble", Up: time.Since(began)} },
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { budget.Close() })
	return lora.New(lora.Config{Driver: driver, Port: port, Budget: budget, Opener: w.dock}), budget
}

// run starts the air and the radios. They are ended together, and none may end before.
func (w *table) run() {
	radios, endRadios := context.WithCancel(w.t.Context())
	air, endAir := context.WithCancel(w.t.Context())
	var wg sync.WaitGroup
	for _, r := range []*lora.Radio{w.a, w.b} {
		wg.Go(func() {
			if err := r.Run(radios); err != nil || radios.Err() == nil {
				w.t.Errorf("a radio ended: %v", err)
			}
		})
	}
	go w.live.Run(air)
	w.stop = func() {
		endRadios()
		wg.Wait()
		w.dock.Unplug(portA)
		w.dock.Unplug(portB)
		endAir()
	}
}

// step is how often a table looks whether something has come about.
const step = 20 * time.Millisecond

// pass lets some time go by.
func (w *table) pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// until waits for something, ten minutes at most.
func (w *table) until(what string, is func() bool) {
	w.t.Helper()
	for began := time.Now(); time.Since(began) < 10*time.Minute; w.pass(step) {
		if is() {
			return
		}
	}
	w.t.Fatalf("waited in vain until %s; the radio is %+v", what, w.a.Status())
}

func (w *table) ready() {
	w.t.Helper()
	for _, r := range []*lora.Radio{w.a, w.b} {
		w.until("both are ready", func() bool { return r.Status().State == lora.Ready })
	}
}

func (w *table) send(r *lora.Radio, frame []byte) {
	w.t.Helper()
	if err := r.Send(w.t.Context(), frame); err != nil {
		w.t.Fatal(err)
	}
}

// hear waits for the next frame, a minute at most.
func (w *table) hear(r *lora.Radio) lora.Frame {
	w.t.Helper()
	select {
	case f := <-r.Frames():
		return f
	case <-time.After(time.Minute):
		w.t.Fatal("no frame came through")
		return lora.Frame{}
	}
}

// works carries one frame each way.
func (w *table) works() {
	w.t.Helper()
	for _, way := range [][2]*lora.Radio{{w.a, w.b}, {w.b, w.a}} {
		frame := w.random(60)
		w.send(way[0], frame)
		if got := w.hear(way[1]); !bytes.Equal(got.Bytes, frame) {
			w.t.Errorf("%x came through as %x", frame, got.Bytes)
		}
	}
}

// drain forgets what was heard.
func (w *table) drain() {
	for _, r := range []*lora.Radio{w.a, w.b} {
		for len(r.Frames()) > 0 {
			<-r.Frames()
		}
	}
}

// used is how long a board was on the air in the last hour.
func (w *table) used(board int) (d time.Duration) {
	w.live.Do(func(a *Air) { d = a.Used(w.boards[board].Station()) })
	return d
}

// replace puts another device into the port of a.
func (w *table) replace(d Device) {
	w.dock.Unplug(portA)
	w.until("the radio is gone", func() bool { return w.a.Status().State == lora.Absent })
	w.dock.Plug(portA, "/dev/ttyACM0", d)
}

// mumbler is a device that answers nothing. It says its text every second, if it has one.
type mumbler struct {
	live *Live
	text string
	say  func([]byte)
	on   bool
}

var _ Device = (*mumbler)(nil)

func (m *mumbler) Opened(say func([]byte)) { m.say = say }
func (m *mumbler) Take([]byte)             {}
func (m *mumbler) Closed()                 { m.say = nil }

func (m *mumbler) Powered(on bool) {
	m.on = on
	if on && m.text != "" {
		m.mumble()
	}
}

func (m *mumbler) mumble() {
	if !m.on {
		return
	}
	if m.say != nil {
		m.say([]byte(m.text))
	}
	m.live.air.After(time.Second, m.mumble)
}
