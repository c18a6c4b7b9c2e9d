package lora

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// diary is an opener that notes when it was asked and does what the next of its plans says.
type diary struct {
	began time.Time
	asked []time.Duration
	plans []func() (Opened, error)
}

func (d *diary) Open(context.Context, string) (Opened, error) {
	d.asked = append(d.asked, time.Since(d.began))
	if len(d.plans) == 0 {
		return Opened{}, &PortAbsent{Path: "x"}
	}
	plan := d.plans[0]
	d.plans = d.plans[1:]
	return plan()
}

// obedient is a driver that is ready at once and stays so until its line breaks.
type obedient struct{}

func (obedient) Kind() string                { return "obedient" }
func (obedient) MTU() int                    { return 10 }
func (obedient) Airtime(n int) time.Duration { return time.Duration(n) * time.Second }

func (obedient) Talk(ctx context.Context, line *Line, desk *Desk) error {
	desk.Ready()
	for {
		select {
		case _, ok := <-line.In():
			if !ok {
				return line.Err()
			}
		case <-ctx.Done():
			return nil
		}
	}
}

func absent() (Opened, error) { return Opened{}, &PortAbsent{Path: "x"} }

// brief is a port that breaks after a second.
func brief() (Opened, error) {
	ours, theirs := net.Pipe()
	time.AfterFunc(time.Second, func() { ours.Close() })
	return Opened{ReadWriteCloser: theirs, Path: "x"}, nil
}

func TestTriesComeEverLessOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		budget, err := OpenBudget(BudgetConfig{Duty: 1000, Now: func() Moment { return Moment{} }})
		if err != nil {
			t.Fatal(err)
		}
		d := &diary{began: time.Now(), plans: []func() (Opened, error){absent, absent, absent, brief, absent, absent, absent, absent, absent, absent}}
		ctx, stop := context.WithTimeout(t.Context(), 100*time.Second)
		defer stop()
		if err := New(Config{Driver: obedient{}, Port: "x", Budget: budget, Opener: d}).Run(ctx); err != nil {
			t.Error(err)
		}
		var seconds []int
		for _, at := range d.asked {
			seconds = append(seconds, int(at/time.Second))
		}
		// 1, 2, 4 seconds apart; the fourth try is open for one, and all begins anew: 1, 2, 4, 8, 16, 30.
		if want := []int{0, 1, 3, 7, 9, 11, 15, 23, 39, 69, 99}; !slices.Equal(seconds, want) {
			t.Errorf("tried at %v, want %v", seconds, want)
		}
	})
}

// deafPort takes no byte and never says any, until it is closed.
type deafPort struct{ closed chan struct{} }

func (p deafPort) Read([]byte) (int, error)  { <-p.closed; return 0, io.EOF }
func (p deafPort) Write([]byte) (int, error) { <-p.closed; return 0, io.ErrClosedPipe }
func (p deafPort) Close() error              { close(p.closed); return nil }

func TestADeviceThatTakesNoByteIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := NewLine(Opened{ReadWriteCloser: deafPort{make(chan struct{})}})
		began := time.Now()
		if err := line.Write([]byte("hello")); !errors.Is(err, errStuck) || time.Since(began) != writePatience {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
		if _, ok := <-line.In(); ok {
			t.Error("it is still read")
		}
		if err := line.Write([]byte("hello")); err == nil {
			t.Error("written to a line that was given up")
		}
	})
}

// Some ports answer a pulled plug with reads of nothing.
func TestAReadOfNothingIsTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := NewLine(Opened{ReadWriteCloser: nothing{}})
		if _, ok := <-line.In(); ok {
			t.Error("nothing was something")
		}
		line.Close()
	})
}

type nothing struct{}

func (nothing) Read([]byte) (int, error)    { return 0, nil }
func (nothing) Write(p []byte) (int, error) { return len(p), nil }
func (nothing) Close() error                { return nil }
