package loratest

import (
	"bytes"
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
	for name, check := range map[string]func(*table){
		"frames come through":          framesComeThrough,
		"lengths":                      lengths,
		"every byte":                   everyByte,
		"airtime is what the air says": airtimeIsTrue,
		"loss":                         loss,
		"many at once":                 manyAtOnce,
		"unplugged and back":           unpluggedAndBack,
		"unplugged in mid-frame":       unpluggedInMidFrame,
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
		t.Run(name, func(t *testing.T) { bubble(t, make, check) })
	}
}

func framesComeThrough(w *table) {
	w.ready()
	for i := range 5 {
		frame := w.random(1 + 40*i)
		w.send(w.a, frame)
		got := w.hear(w.b)
		if !bytes.Equal(got.Bytes, frame) {
			w.t.Errorf("%d bytes came through as %d: %x", len(frame), len(got.Bytes), got.Bytes)
		}
		if got.RSSI != -90 || got.SNR < 26 || got.SNR > 28 {
			w.t.Errorf("heard at %d dBm and %v dB", got.RSSI, got.SNR)
		}
	}
	if s := w.a.Status(); s.Out != 5 || s.State != lora.Ready || s.Reason != nil {
		w.t.Errorf("sender: %+v", s)
	}
	if s := w.b.Status(); s.In != 5 || s.Lost != 0 {
		w.t.Errorf("receiver: %+v", s)
	}
}

// lengths tries the edges, and 257, whose length begins with a byte of its own.
func lengths(w *table) {
	w.ready()
	mtu := w.a.MTU()
	for _, n := range []int{1, 2, 254, 255, 256, 257, mtu - 1, mtu} {
		if n > mtu {
			continue
		}
		frame := w.random(n)
		w.send(w.a, frame)
		if got := w.hear(w.b); !bytes.Equal(got.Bytes, frame) {
			w.t.Errorf("%d bytes came through as %d", n, len(got.Bytes))
		}
	}
	for _, n := range []int{0, mtu + 1, 257 + mtu, 70000} {
		if err := w.a.Send(w.t.Context(), make([]byte, n)); err != lora.ErrTooLong {
			w.t.Errorf("%d bytes: %v", n, err)
		}
	}
}

// everyByte sends all bytes, and those that protocols set apart many times over.
func everyByte(w *table) {
	w.ready()
	all := make([]byte, 0, 256)
	for b := range 256 {
		all = append(all, byte(b))
	}
	for _, frame := range [][]byte{
		all[:128], all[128:], bytes.Repeat([]byte{0xC0}, w.a.MTU()), bytes.Repeat([]byte{0xDB}, w.a.MTU()),
		{0xC0}, {0xDB, 0xDC}, {0xC0, 0x00, 0xC0}, {0x94, 0xC3, 0, 1, 0x94}, []byte("+OK\r\n+RCV=1,1,a,1,1\r\n"), {0, 0, 0}, {'\r', '\n'},
	} {
		w.send(w.a, frame)
		if got := w.hear(w.b); !bytes.Equal(got.Bytes, frame) {
			w.t.Errorf("%x came through as %x", frame, got.Bytes)
		}
	}
}

// airtimeIsTrue holds what the driver says that a frame costs against what the air measured.
func airtimeIsTrue(w *table) {
	w.ready()
	for _, n := range []int{1, 32, 100, 160, w.a.MTU()} {
		before := w.used(0)
		w.send(w.a, w.random(n))
		w.hear(w.b)
		if said, took := w.a.Airtime(n), w.used(0)-before; said < took || said > took+took/10 {
			w.t.Errorf("%d bytes cost %v, and were on the air for %v", n, said, took)
		}
	}
}

func loss(w *table) {
	w.live.Do(func(air *Air) { air.Link(0, 1, Path{RSSI: -90, Loss: 0.15}) })
	w.ready()
	const frames = 60
	came := 0
	for i := range frames {
		frame := append([]byte{byte(i)}, w.random(20)...)
		w.send(w.a, frame)
		w.pass(3 * time.Second)
		select {
		case got := <-w.b.Frames():
			came++
			if !bytes.Equal(got.Bytes, frame) {
				w.t.Errorf("frame %d came through as %x", i, got.Bytes)
			}
		default:
		}
	}
	if came < frames/2 || came == frames {
		w.t.Errorf("%d of %d frames came through", came, frames)
	}
}

// manyAtOnce hands over from both sides at the same time: what does not collide comes through whole, and nothing hangs.
func manyAtOnce(w *table) {
	w.ready()
	done := make(chan error, 40)
	for i := range cap(done) {
		radio := []*lora.Radio{w.a, w.b}[i%2]
		go func() { done <- radio.Send(w.t.Context(), bytes.Repeat([]byte{byte(i)}, 50)) }()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			w.t.Error(err)
		}
	}
	w.pass(10 * time.Second)
	if in := w.a.Status().In + w.b.Status().In; in < cap(done)/4 {
		w.t.Errorf("%d of %d frames came through", in, cap(done))
	}
	for _, radio := range []*lora.Radio{w.a, w.b} {
		for range radio.Status().In {
			if f := <-radio.Frames(); len(f.Bytes) != 50 || bytes.Count(f.Bytes, f.Bytes[:1]) != 50 {
				w.t.Errorf("came through as %x", f.Bytes)
			}
		}
	}
}

func unpluggedAndBack(w *table) {
	w.ready()
	w.dock.Unplug(portA)
	w.until("the radio is gone", func() bool { return w.a.Status().State == lora.Absent })
	if err := w.a.Send(w.t.Context(), []byte{1}); err != lora.ErrSilent {
		w.t.Errorf("sending into nothing: %v", err)
	}
	var absent *lora.PortAbsent
	w.until("it is known to be absent", func() bool { return errors.As(w.a.Status().Reason, &absent) })
	w.pass(10 * time.Minute)
	w.dock.Plug(portA, "/dev/ttyACM7", w.boards[0])
	w.ready()
	if s := w.a.Status(); s.Path != "/dev/ttyACM7" || s.Port != portA || s.Opened != 2 {
		w.t.Errorf("back as %+v", s)
	}
	w.works()
}

func unpluggedInMidFrame(w *table) {
	w.ready()
	sent := make(chan error, 1)
	go func() { sent <- w.a.Send(w.t.Context(), w.random(w.a.MTU())) }()
	w.pass(time.Millisecond)
	w.dock.Unplug(portA)
	select { // either answer is true; none would not be
	case <-sent:
	case <-time.After(time.Minute):
		w.t.Fatal("a frame hangs in a radio that is gone")
	}
	w.dock.Plug(portA, "/dev/ttyACM1", w.boards[0])
	w.until("the radio is gone", func() bool { return w.a.Status().State != lora.Ready })
	w.ready()
	w.works()
}

// resetWhileStarting starts the board anew at every moment of being set up.
func resetWhileStarting(w *table) {
	for wait := 100 * time.Millisecond; wait < 4*time.Second; wait += 170 * time.Millisecond {
		w.dock.Unplug(portA)
		w.until("the radio is gone", func() bool { return w.a.Status().State == lora.Absent })
		w.dock.Plug(portA, "/dev/ttyACM0", w.boards[0])
		w.until("the port is open", func() bool { return w.a.Status().State == lora.Starting })
		w.pass(wait)
		w.live.Do(func(*Air) { w.boards[0].Reset() })
		w.pass(5 * time.Second)
		w.ready()
	}
	w.works()
}

func resetWhileReady(w *table) {
	w.ready()
	for range 3 {
		w.live.Do(func(*Air) { w.boards[0].Reset() })
		w.until("it is noticed", func() bool { return w.a.Status().State != lora.Ready })
		w.ready()
		w.works()
	}
}

func garbage(w *table) {
	babble := func(n int) {
		w.live.Do(func(*Air) { w.boards[0].Babble(w.random(n)) })
	}
	for range 20 {
		w.pass(150 * time.Millisecond)
		babble(30)
	}
	w.ready()
	for range 20 {
		babble(1 + w.rng.IntN(700))
		w.live.Do(func(*Air) { w.boards[0].Babble([]byte("\r\nguru meditation\r\n")) })
		w.pass(time.Second)
	}
	w.pass(5 * time.Second)
	w.ready()
	w.drain()
	w.works()
}

// takesNothing: whoever hands over gets an answer, the radio says that it is silent, and all goes on once the board does.
func takesNothing(w *table) {
	w.ready()
	w.live.Do(func(*Air) { w.boards[0].Stall(true) })
	sent := make(chan error, 1)
	go func() {
		for range 64 { // more than any queue has room for
			if err := w.a.Send(w.t.Context(), w.random(10)); err != nil {
				sent <- err
				return
			}
		}
		sent <- nil
	}()
	select {
	case err := <-sent:
		if err == nil {
			w.t.Error("a board that takes nothing took everything")
		}
	case <-time.After(10 * time.Minute):
		w.t.Fatal("a frame hangs in a board that takes nothing")
	}
	w.live.Do(func(*Air) { w.boards[0].Stall(false) })
	w.pass(2 * time.Minute)
	w.ready()
	w.drain()
	w.works()
}

func noPermission(w *table) {
	w.dock.Unplug(portA)
	w.dock.Plug(portA, "/dev/ttyACM0", w.boards[0])
	w.dock.Refuse(portA, &lora.PortDenied{Path: "/dev/ttyACM0", Group: "plugdev"})
	w.until("the radio is denied", func() bool { return w.a.Status().State == lora.Denied })
	var denied *lora.PortDenied
	if !errors.As(w.a.Status().Reason, &denied) || denied.Group != "plugdev" {
		w.t.Errorf("reason %v", w.a.Status().Reason)
	}
	w.dock.Refuse(portA, &lora.PortBusy{Path: "/dev/ttyACM0"})
	w.until("the port is busy", func() bool { return w.a.Status().State == lora.Busy })
	w.dock.Refuse(portA, nil)
	w.ready()
	w.works()
}

// anotherKind is a satellite receiver in the same socket.
func anotherKind(w *table) {
	w.replace(&mumbler{live: w.live, text: "$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,*76\r\n"})
	w.until("it is turned away", func() bool { s := w.a.Status().State; return s == lora.Silent || s == lora.Wrong })
	w.replace(w.boards[0])
	w.ready()
	w.works()
}

func saysNothing(w *table) {
	w.replace(&mumbler{live: w.live})
	w.until("its silence is noticed", func() bool { return w.a.Status().State == lora.Silent })
	var silent *lora.NoAnswer
	if !errors.As(w.a.Status().Reason, &silent) {
		w.t.Errorf("reason %v", w.a.Status().Reason)
	}
	w.replace(w.boards[0])
	w.ready()
	w.works()
}

// theHour sends as much as it can for two hours and a half: the air must have nothing to complain of, and the budget be used.
func theHour(w *table) {
	w.ready()
	n, sent, turned := min(w.a.MTU(), 200), 0, 0
	for began := time.Now(); time.Since(began) < 150*time.Minute; {
		err := w.a.Send(w.t.Context(), w.random(n))
		var none *lora.NoAirtime
		switch {
		case err == nil:
			sent++
		case errors.As(err, &none) && none.Wait > 0 && none.Wait <= time.Hour+2*time.Minute:
			turned++
			w.pass(none.Wait)
		default:
			w.t.Fatal(err)
		}
		w.drain()
	}
	w.live.Do(func(air *Air) {
		for _, b := range air.Breaches() {
			w.t.Error(b)
		}
	})
	if least := int(2 * w.budget.Limit() / w.a.Airtime(n)); sent < least || turned == 0 {
		w.t.Errorf("%d frames went out in 150 minutes, %d were turned away; %d have room in two hours", sent, turned, least)
	}
}

// nobodyReads: the oldest frames go, and are counted.
func nobodyReads(w *table) {
	w.ready()
	const frames = 80
	for i := range frames {
		w.send(w.a, []byte{byte(i), 1, 2, 3})
		w.pass(3 * time.Second)
	}
	s := w.b.Status()
	if s.In != frames || s.Lost == 0 {
		w.t.Fatalf("%d heard, %d lost", s.In, s.Lost)
	}
	for i := s.Lost; i < frames; i++ {
		if f := <-w.b.Frames(); f.Bytes[0] != byte(i) {
			w.t.Errorf("frame %d stands in the place of %d", f.Bytes[0], i)
		}
	}
}

// beforeAndAfter: a radio that does not run takes nothing, and ending is the end of everything.
func beforeAndAfter(w *table) {
	if err := w.a.Send(w.t.Context(), []byte{1}); err != lora.ErrSilent {
		w.t.Errorf("before it is ready: %v", err)
	}
	w.ready()
	w.stop()
	if err := w.a.Send(w.t.Context(), []byte{1}); err != lora.ErrSilent {
		w.t.Errorf("after it has ended: %v", err)
	}
	if s := w.a.Status(); s.State != lora.Off {
		w.t.Errorf("ended as %+v", s)
	}
}

// random is a frame of chance.
func (w *table) random(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(w.rng.Uint32())
	}
	return b
}

// newChance is the suite's chance: one seed, so that what fails fails again.
func newChance() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }
