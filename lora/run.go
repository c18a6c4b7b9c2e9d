package lora

import (
	"context"
	"errors"
	"time"
)

// Run opens the port and holds conversations until ctx ends, and then returns nil. A device that is not there, not allowed, not
// answering or not fit is tried again, ever less often: people plug in, give permission and flash while we run. Status says how it
// stands.
func (r *Radio) Run(ctx context.Context) error {
	defer r.set(Off, nil)
	retry := r.cfg.FirstRetry
	for {
		ready, err := r.once(ctx)
		if ctx.Err() != nil {
			return nil
		}
		r.ended(err)
		if ready {
			retry = r.cfg.FirstRetry
		}
		if !pause(ctx, retry) {
			return nil
		}
		retry = min(2*retry, r.cfg.LastRetry)
	}
}

// pause waits, and tells whether ctx is still there.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// once opens the port and holds one conversation. It tells whether the device was ready in it.
func (r *Radio) once(ctx context.Context) (bool, error) {
	port, err := r.cfg.Opener.Open(ctx, r.cfg.Port)
	if err != nil {
		return false, err
	}
	line := NewLine(port)
	defer line.Close()
	r.note(func(s *Status) { s.Path, s.Opened = port.Path, s.Opened+1 })
	r.set(Starting, nil)
	desk := &Desk{radio: r}
	err = r.cfg.Driver.Talk(ctx, line, desk)
	r.becomeGone()
	return desk.ready, err
}

// ended says why a conversation ended or none began.
func (r *Radio) ended(err error) {
	state := stateOf(err)
	if r.Status().State != state {
		r.cfg.Log.Warn("radio", "port", r.cfg.Port, "state", string(state), "why", err)
	}
	r.set(state, err)
}

func stateOf(err error) State {
	var (
		denied *PortDenied
		busy   *PortBusy
		silent *NoAnswer
		unfit  *Unfit
	)
	switch {
	case errors.As(err, &denied):
		return Denied
	case errors.As(err, &busy):
		return Busy
	case errors.As(err, &silent):
		return Silent
	case errors.As(err, &unfit):
		return Wrong
	}
	return Absent
}

func (r *Radio) set(state State, why error) {
	r.note(func(s *Status) { s.State, s.Reason = state, why })
}

func (r *Radio) note(change func(*Status)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.status)
}

// becomeReady lets frames in.
func (r *Radio) becomeReady() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.up == nil {
		r.up = make(chan struct{})
		close(r.down)
	}
	r.status.State, r.status.Reason = Ready, nil
}

// becomeGone turns frames away, those too that are on their way in.
func (r *Radio) becomeGone() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.up != nil {
		close(r.up)
		r.up, r.down = nil, make(chan struct{})
	}
}

// heard keeps a frame for whoever reads; the oldest goes when nobody does.
func (r *Radio) heard(f Frame) {
	r.note(func(s *Status) { s.In++ })
	for {
		select {
		case r.frames <- f:
			return
		default:
		}
		select {
		case <-r.frames:
			r.note(func(s *Status) { s.Lost++ })
		default:
		}
	}
}
