package lan

import (
	"slices"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
)

// wire stands for a connection, pipe for a stream on one: settle asks them nothing but who they are.
type wire struct{ network.Conn }

type pipe struct {
	network.Stream
	on *wire
}

func (p pipe) Conn() network.Conn { return p.on }

func TestSettle(t *testing.T) {
	dawn := time.Now()
	one, two := new(wire), new(wire)
	at := func(on *wire, mine bool, after time.Duration) *line {
		return &line{stream: pipe{on: on}, mine: mine, since: dawn.Add(after)}
	}
	for _, c := range []struct {
		name  string
		open  []*line
		fresh *line
		lower bool
		keep  bool
		drop  int // how many of the open ones go, from the first
	}{
		{"the first", nil, at(one, true, 0), true, true, 0},
		{"crossed, ours is the lower: ours stays", []*line{at(one, true, 0)}, at(two, false, time.Millisecond), true, false, 0},
		{"crossed, theirs is the lower: theirs stays", []*line{at(one, true, 0)}, at(two, false, time.Millisecond), false, true, 1},
		{"crossed, ours comes later and is the lower", []*line{at(one, false, 0)}, at(two, true, time.Millisecond), true, true, 1},
		{"crossed, ours comes later and is the higher", []*line{at(one, false, 0)}, at(two, true, time.Millisecond), false, false, 0},
		{"crossed on one connection", []*line{at(one, true, 0)}, at(one, false, time.Millisecond), false, true, 1},
		{"the peer has lost ours long since", []*line{at(one, true, 0)}, at(two, false, together), true, true, 1},
		{"we have lost theirs long since", []*line{at(one, false, 0)}, at(two, true, time.Hour), false, true, 1},
		{"a second of ours", []*line{at(one, true, 0)}, at(two, true, time.Hour), true, false, 0},
		{"the peer dials again", []*line{at(one, false, 0)}, at(two, false, time.Second), true, true, 1},
		{"a second stream of the peer", []*line{at(one, false, 0)}, at(one, false, time.Second), true, true, 0},
		{"a third stream of the peer", []*line{at(one, false, 0), at(one, false, 1)}, at(one, false, time.Second), true, false, 0},
		{"the peer dials again, having had two", []*line{at(one, false, 0), at(one, false, 1)}, at(two, false, time.Second), true, true, 2},
	} {
		keep, drop := settle(c.open, c.fresh, c.lower)
		if keep != c.keep || !slices.Equal(drop, c.open[:c.drop]) && len(drop)+c.drop > 0 {
			t.Errorf("%s: keep %v, drop %d; want %v, %d", c.name, keep, len(drop), c.keep, c.drop)
		}
	}
}

// TestSettleAgrees plays both sides of a crossing, in both orders of arrival: they keep the same stream.
func TestSettleAgrees(t *testing.T) {
	dawn := time.Now()
	for order := range 4 {
		side := func(lower, mineFirst bool) (mineStays bool) {
			mine := &line{stream: pipe{on: new(wire)}, mine: true, since: dawn}
			theirs := &line{stream: pipe{on: new(wire)}, since: dawn}
			first, second := theirs, mine
			if mineFirst {
				first, second = mine, theirs
			}
			keep, _ := settle([]*line{first}, second, lower)
			return keep == (second == mine)
		}
		low, high := side(true, order&1 == 0), side(false, order&2 == 0)
		if !low || high {
			t.Errorf("order %d: the lower keeps its own: %v, the higher its own: %v", order, low, high)
		}
	}
}

func TestBackoff(t *testing.T) {
	var b backoff
	for i, want := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		if got := b.next(); got != want*time.Second {
			t.Errorf("wait %d is %v, want %ds", i, got, want)
		}
	}
	b.reset()
	if got := b.next(); got != time.Second {
		t.Errorf("after a reset %v", got)
	}
}

func TestSlowest(t *testing.T) {
	for heard, want := range map[int]time.Duration{0: 5, 5: 5, 20: 20, 50: 50, 500: 60} {
		if got := slowest(heard); got != want*time.Second {
			t.Errorf("with %d nodes: %v, want %ds", heard, got, want)
		}
	}
}
