package lora

import (
	"context"
	"errors"
	"time"
)

// Driver is the protocol of one kind of device.
type Driver interface {
	// Kind is the word before the colon of an address: rnode.
	Kind() string
	// MTU is the longest frame in bytes.
	MTU() int
	// Airtime is what a frame of n bytes costs on the air, with all that the device adds.
	Airtime(n int) time.Duration
	// Talk holds one conversation over a line that has just been opened: it finds the device, sets it up, calls desk.Ready, then
	// sends what desk.Sends gives and tells desk.Heard what came. It returns why the conversation ended; the line is then closed
	// and, unless the error is an *Unfit, opened again after a while. When ctx ends it takes leave of the device and returns.
	// Talk runs on one goroutine and owns all its state; a Driver may be used for one Radio only.
	Talk(ctx context.Context, line *Line, desk *Desk) error
}

// Packet is one frame to send. The driver answers each that it takes exactly once.
type Packet struct {
	Bytes []byte
	done  chan error
}

// Done answers: nil when the device has taken the frame. It leaves the antenna within its airtime.
func (p Packet) Done(err error) { p.done <- err }

// Gone answers that the frame has left the antenna.
func (p Packet) Gone() { p.done <- errGone }

// errGone is the word that a frame has left the antenna.
var errGone = errors.New("it has left")

// Desk is where a driver leaves word with its radio. It belongs to one conversation.
type Desk struct {
	radio *Radio
	ready bool // it has been, once
}

// Sends gives the frames to send. They are already spent from the budget. Receive from it only when the device can take one.
func (d *Desk) Sends() <-chan Packet { return d.radio.sends }

// Heard tells of a frame. The bytes must not be changed afterwards.
func (d *Desk) Heard(f Frame) { d.radio.heard(f) }

// Ready says that the device is set up: frames will be taken from now on.
func (d *Desk) Ready() {
	d.ready = true
	d.radio.becomeReady()
}

// Unready says that the device has to be set up anew in the same conversation: no frames until the next Ready.
func (d *Desk) Unready(why error) {
	d.radio.becomeGone()
	d.radio.set(Starting, why)
}

// errReset is the word of a board that has just started anew.
var errReset = errors.New("the board started anew")

// resetsLimit is how often in a row a device may start anew without having been ready in between.
const resetsLimit = 3

// talker is what a driver does over a line.
type talker interface {
	setUp(context.Context) error
	carry(context.Context) error // frames, until something ends that
}

// converse sets a device up and carries frames until something ends that. A device that starts anew in between is set up again on the
// same line, because to open the port again could reset it once more. Anew, where there is one, waits until it has started; leave takes
// leave of it.
func (d *Desk) converse(ctx context.Context, t talker, anew func(context.Context) error, leave func()) error {
	for resets := 0; resets <= resetsLimit; resets++ {
		err := t.setUp(ctx)
		if err == nil {
			resets = 0
			d.Ready()
			err = t.carry(ctx)
			d.Unready(err)
		}
		if ctx.Err() != nil {
			leave()
			return nil
		}
		if !errors.Is(err, errReset) {
			return err
		}
		if anew == nil {
			continue
		}
		if err := anew(ctx); err != nil {
			return err
		}
	}
	return silence(because(Restarts), "for long: it starts anew again and again")
}

// Note changes what the status says of the device: Device, Firmware, Load, Told.
func (d *Desk) Note(change func(*Status)) { d.radio.note(change) }

// noticeKept is how long a complaint is worth telling that names no time of its own.
const noticeKept = 10 * time.Minute

// Complain tells what the device complains of while it works, and for how long that is worth telling. One that ends before the one
// that stands already does not take its place.
func (d *Desk) Complain(why Reason, lasts time.Duration) {
	until := time.Now().Add(lasts)
	d.Note(func(s *Status) {
		s.Told = why.Error()
		if s.Notice == nil || !until.Before(s.noticed) {
			s.Notice, s.noticed = why, until
		}
	})
}

// Lost counts a frame that was damaged on its way through the device.
func (d *Desk) Lost() { d.radio.note(func(s *Status) { s.Lost++ }) }
