package lan

import (
	"context"
	"slices"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"
)

// How a host came to know a peer.
const (
	ByHand    = "static"  // a person named it
	ByMDNS    = "mdns"    // it announced itself
	ByCalling = "inbound" // it dialled this node
)

// target is a peer that a host wants a stream with, or a place where one is to be asked who it is.
// Host.mu guards it, but for wake, which may be nudged by anyone.
type target struct {
	place   place
	how     string
	id      peer.ID // from the place, or as it was answered there; may be empty
	addrs   []ma.Multiaddr
	err     error // of the last attempt
	wake    chan struct{}
	pursued bool               // a goroutine looks after it
	end     context.CancelFunc // ends that

	round    int // the last round of mDNS questions that it answered
	lastSeen time.Time
}

func newTarget(p place, how string) *target {
	return &target{place: p, how: how, id: p.id, addrs: p.addrs, wake: make(chan struct{}, 1)}
}

// takes reports whether a place is this target's, and keeps its address with those that are known.
func (t *target) takes(p place) bool {
	if p.id == "" || p.id != t.place.id {
		return p.text == t.place.text
	}
	t.join(p.addrs)
	return true
}

// join adds addresses to those that are known.
func (t *target) join(addrs []ma.Multiaddr) {
	for _, a := range addrs {
		known := slices.ContainsFunc(t.addrs, func(b ma.Multiaddr) bool { return a.Equal(b) })
		if !known && len(t.addrs) < maxAddrs {
			t.addrs = append(slices.Clip(t.addrs), a)
		}
	}
}

// nudge makes the next attempt happen now, and the ones after it soon.
func (t *target) nudge() {
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

// drop ends the goroutine that looks after a target. Host.mu is held.
func (t *target) drop() {
	if t.end != nil {
		t.end()
	}
}

// pause waits for the next attempt. It reports false when ctx has ended.
func (t *target) pause(ctx context.Context, wait *backoff) bool {
	timer := time.NewTimer(wait.next())
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-t.wake:
		wait.reset()
	case <-ctx.Done():
		return false
	}
	return true
}
