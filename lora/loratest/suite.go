package loratest

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"foirail/lora"
)

// Make is how the suite comes by what it tests. Driver and board must be set to the home channel of EU868.
type Make struct {
	Driver func(t *testing.T) lora.Driver
	Board  func(air *Air, name string) Board
}

// Suite is what every driver has to pass. It runs in bubbles of testing/synctest: minutes of the air take no time.
func Suite(t *testing.T, make Make) {
	for name, check := range map[string]func(*Table){
		"frames come through":          framesComeThrough,
		"lengths":                      lengths,
		"every byte":                   everyByte,
		"airtime is what the air says": airtimeIsTrue,
		"loss":                         loss,
		"many at once":                 manyAtOnce,
		"unplugged and back":           unpluggedAndBack,
		"unplugged in mid-frame":       unpluggedInMidFrame,
		"who waits is told":            whoWaitsIsTold,
		"reset while starting":         resetWhileStarting,
		"reset while ready":            resetWhileReady,
		"garbage":                      garbage,
		"a board that takes nothing":   takesNothing,
		"no permission":                noPermission,
		"a device of another kind":     anotherKind,
		"a device that says nothing":   saysNothing,
		"the hour":                     theHour,
		"nobody reads":                 nobodyReads,
		"before and after":             beforeAndAfter,
	} {
		t.Run(name, func(t *testing.T) { Play(t, make, check) })
	}
}

func framesComeThrough(w *Table) {
	w.Ready()
	for i := range 5 {
		frame := w.Random(1 + 40*i)
		w.Send(w.A, frame)
		if late := time.Until(w.A.Clear()); late > w.A.Airtime(len(frame)) {
			w.T.Errorf("it leaves the antenna within %v, and takes %v", late, w.A.Airtime(len(frame)))
		}
		got := w.Hear(w.B)
		if !bytes.Equal(got.Bytes, frame) {
			w.T.Errorf("%d bytes came through as %d: %x", len(frame), len(got.Bytes), got.Bytes)
		}
		if got.RSSI != -90 || got.SNR < 26 || got.SNR > 28 {
			w.T.Errorf("heard at %d dBm and %v dB", got.RSSI, got.SNR)
		}
	}
	if s := w.A.Status(); s.Out != 5 || s.State != lora.Ready || s.Reason != nil {
		w.T.Errorf("sender: %+v", s)
	}
	if s := w.B.Status(); s.In != 5 || s.Lost != 0 {
		w.T.Errorf("receiver: %+v", s)
	}
}

// lengths tries the edges, and 257, whose length begins with a byte of its own.
func lengths(w *Table) {
	w.Ready()
	mtu := w.A.MTU()
	for _, n := range []int{1, 2, 254, 255, 256, 257, mtu - 1, mtu} {
		if n > mtu {
			continue
		}
		frame := w.Random(n)
		w.Send(w.A, frame)
		if got := w.Hear(w.B); !bytes.Equal(got.Bytes, frame) {
			w.T.Errorf("%d bytes came through as %d", n, len(got.Bytes))
		}
	}
	for _, n := range []int{0, mtu + 1, 257 + mtu, 70000} {
		if err := w.A.Send(w.T.Context(), make([]byte, n)); err != lora.ErrTooLong {
			w.T.Errorf("%d bytes: %v", n, err)
		}
	}
}

// everyByte sends all bytes, and those that protocols set apart many times over.
func everyByte(w *Table) {
	w.Ready()
	all := make([]byte, 0, 256)
	for b := range 256 {
		all = append(all, byte(b))
	}
	for _, frame := range [][]byte{
		all[:128], all[128:], bytes.Repeat([]byte{0xC0}, w.A.MTU()), bytes.Repeat([]byte{0xDB}, w.A.MTU()),
		{0xC0}, {0xDB, 0xDC}, {0xC0, 0x00, 0xC0}, {0x94, 0xC3, 0, 1, 0x94}, []byte("+OK\r\n+RCV=1,1,a,1,1\r\n"), {0, 0, 0}, {'\r', '\n'},
	} {
		w.Send(w.A, frame)
		if got := w.Hear(w.B); !bytes.Equal(got.Bytes, frame) {
			w.T.Errorf("%x came through as %x", frame, got.Bytes)
		}
	}
}

// airtimeIsTrue holds what the driver says that a frame costs against what the air measured.
func airtimeIsTrue(w *Table) {
	w.Ready()
	for _, n := range []int{1, 32, 100, 160, w.A.MTU()} {
		before := w.Used(0)
		w.Send(w.A, w.Random(n))
		w.Hear(w.B)
		if said, took := w.A.Airtime(n), w.Used(0)-before; said < took || said > took+took/10 {
			w.T.Errorf("%d bytes cost %v, and were on the air for %v", n, said, took)
		}
	}
}

func loss(w *Table) {
	w.Live.Do(func(air *Air) { air.Link(0, 1, Path{RSSI: -90, Loss: 0.15}) })
	w.Ready()
	const frames = 60
	came := 0
	for i := range frames {
		frame := append([]byte{byte(i)}, w.Random(20)...)
		w.Send(w.A, frame)
		w.Pass(3 * time.Second)
		select {
		case got := <-w.B.Frames():
			came++
			if !bytes.Equal(got.Bytes, frame) {
				w.T.Errorf("frame %d came through as %x", i, got.Bytes)
			}
		default:
		}
	}
	if came < frames/2 || came == frames {
		w.T.Errorf("%d of %d frames came through", came, frames)
	}
}

// manyAtOnce hands over from both sides at the same time: what does not collide comes through whole, and nothing hangs.
func manyAtOnce(w *Table) {
	w.Ready()
	done := make(chan error, 40)
	for i := range cap(done) {
		radio := []*lora.Radio{w.A, w.B}[i%2]
		go func() { done <- radio.Send(w.T.Context(), bytes.Repeat([]byte{byte(i)}, 50)) }()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			w.T.Error(err)
		}
	}
	w.Pass(10 * time.Second)
	if in := w.A.Status().In + w.B.Status().In; in < cap(done)/4 {
		w.T.Errorf("%d of %d frames came through", in, cap(done))
	}
	for _, radio := range []*lora.Radio{w.A, w.B} {
		for range radio.Status().In {
			if f := <-radio.Frames(); len(f.Bytes) != 50 || bytes.Count(f.Bytes, f.Bytes[:1]) != 50 {
				w.T.Errorf("came through as %x", f.Bytes)
			}
		}
	}
}

func unpluggedAndBack(w *Table) {
	w.Ready()
	w.Dock.Unplug(PortA)
	w.Until("the radio is gone", func() bool { return w.A.Status().State == lora.Absent })
	if err := w.A.Send(w.T.Context(), []byte{1}); err != lora.ErrSilent {
		w.T.Errorf("sending into nothing: %v", err)
	}
	var absent *lora.PortAbsent
	w.Until("it is known to be absent", func() bool { return errors.As(w.A.Status().Reason, &absent) })
	w.Pass(10 * time.Minute)
	w.Dock.Plug(PortA, "/dev/ttyACM7", w.Boards[0])
	w.Ready()
	if s := w.A.Status(); s.Path != "/dev/ttyACM7" || s.Port != PortA || s.Opened != 2 {
		w.T.Errorf("back as %+v", s)
	}
	w.Works()
}

// whoWaitsIsTold when the device is there: at once while it is, and not while it is not.
func whoWaitsIsTold(w *Table) {
	for range 2 {
		told := make(chan error, 1)
		go func() { told <- w.A.Await(w.T.Context()) }()
		w.Ready()
		if err := <-told; err != nil {
			w.T.Error(err)
		}
		if err := w.A.Await(w.T.Context()); err != nil {
			w.T.Error(err)
		}
		w.Dock.Unplug(PortA)
		w.Until("the radio is gone", func() bool { return w.A.Status().State == lora.Absent })
		short, enough := context.WithTimeout(w.T.Context(), time.Hour)
		if err := w.A.Await(short); !errors.Is(err, context.DeadlineExceeded) {
			w.T.Errorf("told of a device that is not there: %v", err)
		}
		enough()
		w.Dock.Plug(PortA, "/dev/ttyACM0", w.Boards[0])
	}
}

func unpluggedInMidFrame(w *Table) {
	w.Ready()
	sent := make(chan error, 1)
	go func() { sent <- w.A.Send(w.T.Context(), w.Random(w.A.MTU())) }()
	w.Pass(time.Millisecond)
	w.Dock.Unplug(PortA)
	select { // either answer is true; none would not be
	case <-sent:
	case <-time.After(time.Minute):
		w.T.Fatal("a frame hangs in a radio that is gone")
	}
	w.Dock.Plug(PortA, "/dev/ttyACM1", w.Boards[0])
	w.Until("the radio is gone", func() bool { return w.A.Status().State != lora.Ready })
	w.Ready()
	w.Works()
}

// resetWhileStarting starts the board anew at every moment of being set up.
func resetWhileStarting(w *Table) {
	for wait := 100 * time.Millisecond; wait < 4*time.Second; wait += 170 * time.Millisecond {
		w.Dock.Unplug(PortA)
		w.Until("the radio is gone", func() bool { return w.A.Status().State == lora.Absent })
		w.Dock.Plug(PortA, "/dev/ttyACM0", w.Boards[0])
		w.Until("the port is open", func() bool { return w.A.Status().State == lora.Starting })
		w.Pass(wait)
		w.Live.Do(func(*Air) { w.Boards[0].Reset() })
		w.Pass(5 * time.Second)
		w.Ready()
	}
	w.Works()
}

func resetWhileReady(w *Table) {
	w.Ready()
	for range 3 {
		w.Live.Do(func(*Air) { w.Boards[0].Reset() })
		w.Until("it is noticed", func() bool { return w.A.Status().State != lora.Ready })
		w.Ready()
		w.Works()
	}
}

func garbage(w *Table) {
	babble := func(n int) {
		w.Live.Do(func(*Air) { w.Boards[0].Babble(w.Random(n)) })
	}
	for range 20 {
		w.Pass(150 * time.Millisecond)
		babble(30)
	}
	w.Ready()
	for range 20 {
		babble(1 + w.Rand.IntN(700))
		w.Live.Do(func(*Air) { w.Boards[0].Babble([]byte("\r\nguru meditation\r\n")) })
		w.Pass(time.Second)
	}
	w.Pass(5 * time.Second)
	w.Ready()
	w.Drain()
	w.Works()
}

// takesNothing: whoever hands over gets an answer, the radio says that it is silent, and all goes on once the board does.
func takesNothing(w *Table) {
	w.Ready()
	w.Live.Do(func(*Air) { w.Boards[0].Stall(true) })
	sent := make(chan error, 1)
	go func() {
		for range 64 { // more than any queue has room for
			if err := w.A.Send(w.T.Context(), w.Random(10)); err != nil {
				sent <- err
				return
			}
		}
		sent <- nil
	}()
	select {
	case err := <-sent:
		if err == nil {
			w.T.Error("a board that takes nothing took everything")
		}
	case <-time.After(10 * time.Minute):
		w.T.Fatal("a frame hangs in a board that takes nothing")
	}
	w.Live.Do(func(*Air) { w.Boards[0].Stall(false) })
	w.Pass(2 * time.Minute)
	w.Ready()
	w.Drain()
	w.Works()
}

func noPermission(w *Table) {
	w.Dock.Unplug(PortA)
	w.Dock.Plug(PortA, "/dev/ttyACM0", w.Boards[0])
	w.Dock.Refuse(PortA, &lora.PortDenied{Path: "/dev/ttyACM0", Group: "plugdev"})
	w.Until("the radio is denied", func() bool { return w.A.Status().State == lora.Denied })
	var denied *lora.PortDenied
	if !errors.As(w.A.Status().Reason, &denied) || denied.Group != "plugdev" {
		w.T.Errorf("reason %v", w.A.Status().Reason)
	}
	w.Dock.Refuse(PortA, &lora.PortBusy{Path: "/dev/ttyACM0"})
	w.Until("the port is busy", func() bool { return w.A.Status().State == lora.Busy })
	w.Dock.Refuse(PortA, nil)
	w.Ready()
	w.Works()
}

// anotherKind is a satellite receiver in the same socket.
func anotherKind(w *Table) {
	w.Replace(&mumbler{live: w.Live, text: "$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,*76\r\n"})
	w.Until("it is turned away", func() bool { s := w.A.Status().State; return s == lora.Silent || s == lora.Wrong })
	w.Replace(w.Boards[0])
	w.Ready()
	w.Works()
}

func saysNothing(w *Table) {
	w.Replace(&mumbler{live: w.Live})
	w.Until("its silence is noticed", func() bool { return w.A.Status().State == lora.Silent })
	var silent *lora.NoAnswer
	if !errors.As(w.A.Status().Reason, &silent) {
		w.T.Errorf("reason %v", w.A.Status().Reason)
	}
	w.Replace(w.Boards[0])
	w.Ready()
	w.Works()
}

// theHour sends as much as it can for two hours and a half: the air must have nothing to complain of, and the budget be used.
func theHour(w *Table) {
	w.Ready()
	n, sent, turned := min(w.A.MTU(), 200), 0, 0
	for began := time.Now(); time.Since(began) < 150*time.Minute; {
		err := w.A.Send(w.T.Context(), w.Random(n))
		var none *lora.NoAirtime
		switch {
		case err == nil:
			sent++
		case errors.As(err, &none) && none.Wait > 0 && none.Wait <= time.Hour+2*time.Minute:
			turned++
			w.Pass(none.Wait)
		default:
			w.T.Fatal(err)
		}
		w.Drain()
	}
	w.Live.Do(func(air *Air) {
		for _, b := range air.Breaches() {
			w.T.Error(b)
		}
	})
	if least := int(2 * w.Budget.Limit() / w.A.Airtime(n)); sent < least || turned == 0 {
		w.T.Errorf("%d frames went out in 150 minutes, %d were turned away; %d have room in two hours", sent, turned, least)
	}
}

// nobodyReads: the oldest frames go, and are counted.
func nobodyReads(w *Table) {
	w.Ready()
	const frames = 80
	for i := range frames {
		w.Send(w.A, []byte{byte(i), 1, 2, 3})
		w.Pass(3 * time.Second)
	}
	s := w.B.Status()
	if s.In != frames || s.Lost == 0 {
		w.T.Fatalf("%d heard, %d lost", s.In, s.Lost)
	}
	for i := s.Lost; i < frames; i++ {
		if f := <-w.B.Frames(); f.Bytes[0] != byte(i) {
			w.T.Errorf("frame %d stands in the place of %d", f.Bytes[0], i)
		}
	}
}

// beforeAndAfter: a radio that does not run takes nothing, and ending is the end of everything.
func beforeAndAfter(w *Table) {
	if err := w.A.Send(w.T.Context(), []byte{1}); err != lora.ErrSilent {
		w.T.Errorf("before it is ready: %v", err)
	}
	w.Ready()
	w.Stop()
	if err := w.A.Send(w.T.Context(), []byte{1}); err != lora.ErrSilent {
		w.T.Errorf("after it has ended: %v", err)
	}
	if s := w.A.Status(); s.State != lora.Off {
		w.T.Errorf("ended as %+v", s)
	}
}

// Random is a frame of chance.
func (w *Table) Random(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(w.Rand.Uint32())
	}
	return b
}

// newChance is the suite's chance: one seed, so that what fails fails again.
func newChance() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }
