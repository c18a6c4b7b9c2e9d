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
	PortA = "/dev/serial/by-id/usb-board-a"
	PortB = "/dev/serial/by-id/usb-board-b"
)

// Table is two boards on one air, plugged into a dock, and two radios that run.
type Table struct {
	T      *testing.T
	Rand   *rand.Rand
	Live   *Live
	Dock   *Dock
	Boards [2]Board
	A, B   *lora.Radio
	Budget *lora.Budget // of A
	Leave  func()       // ends the radios and waits for them
	Stop   func()       // ends everything
}

// Play runs one check on a table, in a time of its own: minutes take no time.
func Play(t *testing.T, make Make, check func(*Table)) {
	synctest.Test(t, func(t *testing.T) {
		w := newTable(t, make)
		defer w.Stop()
		check(w)
	})
}

// homeDuty is what the home of EU868 allows.
const homeDuty = 1000

func newTable(t *testing.T, make Make) *Table {
	w := &Table{T: t, Rand: newChance()}
	air := NewAir(Config{Seed: 1})
	w.Live = NewLive(air, 1)
	w.Dock = NewDock(w.Live)
	w.Boards = [2]Board{make.Board(air, "a"), make.Board(air, "b")}
	for _, b := range w.Boards {
		air.stations[b.Station()].share = homeDuty
	}
	air.Link(w.Boards[0].Station(), w.Boards[1].Station(), Path{RSSI: -90})
	w.Dock.Plug(PortA, "/dev/ttyACM0", w.Boards[0])
	w.Dock.Plug(PortB, "/dev/ttyACM1", w.Boards[1])
	w.A, w.Budget = w.radio(make.Driver(t), PortA)
	w.B, _ = w.radio(make.Driver(t), PortB)
	w.run()
	return w
}

// radio makes a radio with a budget of its own.
func (w *Table) radio(driver lora.Driver, port string) (*lora.Radio, *lora.Budget) {
	began := time.Now()
	budget, err := lora.OpenBudget(lora.BudgetConfig{
		Path: filepath.Join(w.T.TempDir(), "airtime"),
		Duty: homeDuty,
		Now:  func() lora.Moment { return lora.Moment{Boot: "bubble", Up: time.Since(began)} },
	})
	if err != nil {
		w.T.Fatal(err)
	}
	w.T.Cleanup(func() { budget.Close() })
	return lora.New(lora.Config{Driver: driver, Port: port, Budget: budget, Opener: w.Dock}), budget
}

// run starts the air and the radios. They are ended together, and none may end before.
func (w *Table) run() {
	radios, endRadios := context.WithCancel(w.T.Context())
	air, endAir := context.WithCancel(w.T.Context())
	var wg sync.WaitGroup
	for _, r := range []*lora.Radio{w.A, w.B} {
		wg.Go(func() {
			if err := r.Run(radios); err != nil || radios.Err() == nil {
				w.T.Errorf("a radio ended: %v", err)
			}
		})
	}
	go w.Live.Run(air)
	w.Leave = func() {
		endRadios()
		wg.Wait()
		synctest.Wait()
	}
	w.Stop = func() {
		w.Leave()
		w.Dock.Unplug(PortA)
		w.Dock.Unplug(PortB)
		endAir()
	}
}

// step is how often a table looks whether something has come about.
const step = 20 * time.Millisecond

// Pass lets some time go by.
func (w *Table) Pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// Until waits for something, ten minutes at most.
func (w *Table) Until(what string, is func() bool) {
	w.T.Helper()
	for began := time.Now(); time.Since(began) < 10*time.Minute; w.Pass(step) {
		if is() {
			return
		}
	}
	w.T.Fatalf("waited in vain until %s; the radio is %+v", what, w.A.Status())
}

// Ready waits until both radios are.
func (w *Table) Ready() {
	w.T.Helper()
	for _, r := range []*lora.Radio{w.A, w.B} {
		w.Until("both are ready", func() bool { return r.Status().State == lora.Ready })
	}
}

// Send hands a frame over, and must not fail.
func (w *Table) Send(r *lora.Radio, frame []byte) {
	w.T.Helper()
	if err := r.Send(w.T.Context(), frame); err != nil {
		w.T.Fatal(err)
	}
}

// Hear waits for the next frame, a minute at most.
func (w *Table) Hear(r *lora.Radio) lora.Frame {
	w.T.Helper()
	select {
	case f := <-r.Frames():
		return f
	case <-time.After(time.Minute):
		w.T.Fatal("no frame came through")
		return lora.Frame{}
	}
}

// Works carries one frame each way.
func (w *Table) Works() {
	w.T.Helper()
	for _, way := range [][2]*lora.Radio{{w.A, w.B}, {w.B, w.A}} {
		frame := w.Random(60)
		w.Send(way[0], frame)
		if got := w.Hear(way[1]); !bytes.Equal(got.Bytes, frame) {
			w.T.Errorf("%x came through as %x", frame, got.Bytes)
		}
	}
}

// Drain forgets what was heard.
func (w *Table) Drain() {
	for _, r := range []*lora.Radio{w.A, w.B} {
		for len(r.Frames()) > 0 {
			<-r.Frames()
		}
	}
}

// Used is how long a board was on the air in the last hour.
func (w *Table) Used(board int) (d time.Duration) {
	w.Live.Do(func(a *Air) { d = a.Used(w.Boards[board].Station()) })
	return d
}

// Replace puts another device into the port of a.
func (w *Table) Replace(d Device) {
	w.Dock.Unplug(PortA)
	w.Until("the radio is gone", func() bool { return w.A.Status().State == lora.Absent })
	w.Dock.Plug(PortA, "/dev/ttyACM0", d)
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
