package lora

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Config is what a Radio is made of. Driver, Port and Budget must be there; the rest has sensible defaults.
type Config struct {
	Driver Driver
	Port   string  // /dev/serial/by-id/…, /dev/ttyACM0, tcp://host:port
	Budget *Budget // may be shared by the radios of one machine in one sub-band
	Log    *slog.Logger

	// Opener opens the port; nil: serial ports and TCP, as Port says. Tests plug simulated devices in here.
	Opener Opener
	// Patience between two tries to open begins with the first and doubles up to the second; zero: 1 s and 30 s.
	FirstRetry, LastRetry time.Duration
}

// Frame is what was heard.
type Frame struct {
	Bytes []byte
	RSSI  int     // strength, dBm; 0 when the device does not say
	SNR   float64 // above the noise, dB; 0 when the device does not say
}

// Radio is one radio: a driver, the port it speaks through and the budget it spends from. Run owns the port; everything else may
// be called from any goroutine, before, during and after Run.
type Radio struct {
	cfg    Config
	turn   chan struct{} // holds whose turn it is to send
	sends  chan Packet
	frames chan Frame

	mu     sync.Mutex // guards what follows
	status Status
	up     chan struct{} // closed when the conversation that is under way ends; nil when there is none that is ready
	down   chan struct{} // closed while there is one
	clear  time.Time     // when the frame that was handed over last must have left the antenna
}

// framesKept is how many heard frames wait for a slow reader; the oldest go first.
const framesKept = 64

// New makes a radio. Nothing is opened before Run.
func New(cfg Config) *Radio {
	cfg = cfg.withDefaults()
	r := &Radio{cfg: cfg, turn: make(chan struct{}, 1), sends: make(chan Packet), frames: make(chan Frame, framesKept), down: make(chan struct{})}
	r.status = Status{Driver: cfg.Driver.Kind(), Port: cfg.Port, MTU: cfg.Driver.MTU(), State: Off, Load: -1, Airtime: -1}
	return r
}

func (c Config) withDefaults() Config {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Opener == nil {
		c.Opener = NewPorts()
	}
	if c.FirstRetry == 0 {
		c.FirstRetry = time.Second
	}
	if c.LastRetry == 0 {
		c.LastRetry = 30 * time.Second
	}
	return c
}

// MTU is the longest frame that Send takes, in bytes.
func (r *Radio) MTU() int { return r.cfg.Driver.MTU() }

// Airtime is what a frame of n bytes costs of the budget.
func (r *Radio) Airtime(n int) time.Duration { return r.cfg.Driver.Airtime(n) }

// Wait is how long it takes until the budget reaches for a frame of n bytes; zero: now.
func (r *Radio) Wait(n int) time.Duration { return r.cfg.Budget.Wait(r.Airtime(n)) }

// Frames is what was heard. It is never closed. When nobody reads, the oldest frames are lost and counted.
func (r *Radio) Frames() <-chan Frame { return r.frames }

// Await waits until a device is ready to take frames. It errs when ctx ends, and only then.
func (r *Radio) Await(ctx context.Context) error {
	r.mu.Lock()
	down := r.down
	r.mu.Unlock()
	select {
	case <-down:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Send hands over one frame, each caller in turn. It returns when the device has taken it, with its airtime spent from the budget. It fails at once with
// ErrTooLong, with ErrSilent when no device is ready or it does not take the frame, and with a *NoAirtime that says how long to wait when the budget does not
// reach. An error after the airtime was spent does not say that the frame was not sent.
func (r *Radio) Send(ctx context.Context, frame []byte) error {
	if len(frame) == 0 || len(frame) > r.MTU() {
		return ErrTooLong
	}
	gone := r.ready()
	if gone == nil {
		return ErrSilent
	}
	if wait := r.Wait(len(frame)); wait > 0 {
		return &NoAirtime{Wait: wait}
	}
	if err := r.await(ctx, gone, r.turn); err != nil {
		return err
	}
	defer func() { <-r.turn }()
	if err := r.cfg.Budget.Spend(r.Airtime(len(frame))); err != nil {
		return err
	}
	return r.hand(ctx, gone, frame)
}

// await takes the turn, so that no frame is spent long before it is sent: an hour that has begun to count too early ends too early.
func (r *Radio) await(ctx context.Context, gone <-chan struct{}, turn chan<- struct{}) error {
	select {
	case turn <- struct{}{}:
		return nil
	case <-gone:
		return ErrSilent
	case <-ctx.Done():
		return ctx.Err()
	}
}

// hand waits for the driver and for its answer, and no longer than the conversation lasts.
func (r *Radio) hand(ctx context.Context, gone <-chan struct{}, frame []byte) error {
	p := Packet{Bytes: append([]byte(nil), frame...), done: make(chan error, 1)}
	select {
	case r.sends <- p:
	case <-gone:
		return ErrSilent
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-p.done:
		return r.answered(err, len(frame))
	case <-gone:
		return ErrSilent
	case <-ctx.Done():
		return ctx.Err()
	}
}

// answered makes of the driver's word about n bytes what Send says.
func (r *Radio) answered(err error, n int) error {
	var none *NoAirtime
	switch {
	case err == nil:
		r.out(r.Airtime(n))
		return nil
	case err == errGone:
		r.out(0)
		return nil
	case errors.As(err, &none):
		return err
	}
	return fmt.Errorf("%w: %w", ErrSilent, err)
}

// Clear is when the frame that was handed over last must have left the antenna, where the channel is free.
func (r *Radio) Clear() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.clear
}

// ready tells whether frames can be handed over, and when that ends.
func (r *Radio) ready() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.up
}

// out counts a frame that leaves within a while.
func (r *Radio) out(within time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status.Out++
	r.clear = time.Now().Add(within)
}
