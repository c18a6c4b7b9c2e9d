package lan

import (
	"context"
	"time"
)

// watch follows the interfaces of this machine as they come and go. It makes the voice anew, and
// has peers tried again.
func (h *Host) watch(ctx context.Context) {
	var v voice
	defer func() { v.hush() }()
	news := make(chan []face, 1)
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for last, first := "", true; ; first = false {
		here, err := faces()
		if err != nil {
			h.log.Warn("the interfaces cannot be read", "err", err)
		} else if now := portrait(here); first || now != last {
			last = now
			v = h.turn(v, here, news, first)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// turn takes in that the interfaces are now these.
func (h *Host) turn(v voice, here []face, news chan []face, first bool) voice {
	if !first {
		h.log.Info("the network of this machine has changed", "interfaces", len(here))
		h.stirAll()
	}
	if !h.mdns {
		return nil
	}
	v.hush()
	v = speak(h, here)
	select {
	case <-news: // not taken yet, and out of date
	default:
	}
	news <- here
	if first {
		h.spawn(func(ctx context.Context) { h.seek(ctx, news) })
	}
	return v
}

// stirAll tries every peer now, and asks all streams whether they live.
func (h *Host) stirAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range h.targets {
		t.nudge()
	}
	for id := range h.open {
		h.spawn(func(ctx context.Context) { h.stack.probe(ctx, id) })
	}
}
