package node

import (
	"context"
	"errors"
	"sync"
	"time"

	"foirail/lora"
	"foirail/mesh"
)

// radio lets the mesh speak through one radio: a mesh.Radio over a lora.Radio. It notes how well each
// node was heard.
type radio struct {
	address  string
	settings lora.Settings // complete
	device   *lora.Radio
	now      func() time.Time
	key      *radioKey // hides frames; nil: they are not hidden

	mu    sync.Mutex // guards heard
	heard map[airNode]*signal
}

var _ mesh.Radio = (*radio)(nil)

// airNode is how a node calls itself on air.
type airNode = [4]byte

// signal is how a node was heard.
type signal struct {
	first, last time.Time
	rssi        int     // dBm, of the last frame; 0 where the device does not say
	snr         float64 // dB
}

// maxSignals bounds the nodes whose signal is kept.
const maxSignals = 256

// silentWait is how long a frame waits before a radio that takes none is tried again.
const silentWait = time.Second

// MTU is how many bytes a frame may have.
func (r *radio) MTU() int { return r.device.MTU() }

// Airtime is how long a frame is on air, in milliseconds.
func (r *radio) Airtime(bytes int) int { return int(r.device.Airtime(bytes).Milliseconds()) }

// Left is how many thousandths of the hour's airtime are left.
func (r *radio) Left() int {
	s := r.device.Status()
	if s.Used+s.Left <= 0 {
		return 0
	}
	return int(1000 * s.Left / (s.Used + s.Left))
}

// Ready waits until a device takes frames: what is said before would be said to nobody.
func (r *radio) Ready(ctx context.Context) error { return r.device.Await(ctx) }

// Send hands over a frame, and returns when it must have left the antenna: what is said next is chosen
// then. It waits for airtime, so that a frame that the hour has no room for is late
// and not lost; a frame that no device takes is lost, and the mesh's next comparison makes up for it.
func (r *radio) Send(ctx context.Context, frame []byte) error {
	for {
		err := r.device.Send(ctx, frame)
		var poor *lora.NoAirtime
		switch {
		case err == nil:
			pauseFor(ctx, time.Until(r.device.Clear()))
			return nil
		case errors.As(err, &poor) && poor.Wait != lora.NeverWait:
			if !pauseFor(ctx, poor.Wait) {
				return ctx.Err()
			}
		case errors.Is(err, lora.ErrSilent):
			pauseFor(ctx, silentWait) // the mesh would try again at once
			return err
		default:
			return err
		}
	}
}

// Receive waits for a frame, and ends with ctx.
func (r *radio) Receive(ctx context.Context) ([]byte, error) {
	select {
	case f := <-r.device.Frames():
		r.note(f)
		return f.Bytes, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// note keeps how well whoever says his name in a frame was heard.
func (r *radio) note(f lora.Frame) {
	node, said := mesh.AirSender(f.Bytes, r.key)
	if !said {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.heard[node]
	if s == nil {
		if len(r.heard) >= maxSignals {
			r.forget()
		}
		s = &signal{first: r.now()}
		r.heard[node] = s
	}
	s.last, s.rssi, s.snr = r.now(), f.RSSI, f.SNR
}

// forget lets go of the node that was not heard for longest. r.mu must be held.
func (r *radio) forget() {
	var oldest airNode
	var last time.Time
	for node, s := range r.heard {
		if last.IsZero() || s.last.Before(last) {
			oldest, last = node, s.last
		}
	}
	delete(r.heard, oldest)
}

// signal is how a node was heard; zero where it was not.
func (r *radio) signal(node airNode) signal {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s := r.heard[node]; s != nil {
		return *s
	}
	return signal{}
}

// pauseFor waits, and tells whether ctx is still there.
func pauseFor(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
