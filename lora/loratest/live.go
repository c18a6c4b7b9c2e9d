package loratest

import (
	"context"
	"sync"
	"time"
)

// Live lets the time of an air pass with that of the clock. Everything on the air happens under its lock.
type Live struct {
	mu    sync.Mutex // guards air
	air   *Air
	scale float64
	began time.Time
	stir  chan struct{} // something new may happen sooner than was thought
}

// NewLive lets an air pass scale times as fast as the clock; zero: as fast.
func NewLive(air *Air, scale float64) *Live {
	if scale == 0 {
		scale = 1
	}
	return &Live{air: air, scale: scale, began: time.Now(), stir: make(chan struct{}, 1)}
}

// Run makes things happen when they are due, until ctx ends.
func (l *Live) Run(ctx context.Context) error {
	for {
		l.Do(func(*Air) {})
		timer := time.NewTimer(l.idle())
		select {
		case <-timer.C:
		case <-l.stir:
		case <-ctx.Done():
			timer.Stop()
			return nil
		}
		timer.Stop()
	}
}

// Do uses the air, at the time that it is. Nothing that may wait must be done in it.
func (l *Live) Do(use func(*Air)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.air.Until(l.time())
	before, busy := l.air.Next()
	use(l.air)
	if next, ok := l.air.Next(); ok && (!busy || next < before) {
		select {
		case l.stir <- struct{}{}:
		default:
		}
	}
}

// time is what the air's clock should show.
func (l *Live) time() time.Duration { return time.Duration(float64(time.Since(l.began)) * l.scale) }

// longIdle is how long Run sleeps when nothing is due.
const longIdle = time.Hour

// idle is how long nothing happens.
func (l *Live) idle() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	next, ok := l.air.Next()
	if !ok {
		return longIdle
	}
	return max(0, time.Duration(float64(next-l.time())/l.scale)+time.Microsecond)
}
