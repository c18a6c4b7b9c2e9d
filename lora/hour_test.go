package lora

import (
	"testing"
	"time"
)

const limit = 324 * time.Second // 90 % of 10 % of an hour

func up(d time.Duration) Moment { return Moment{Boot: "a", Up: d} }

func TestAnHourForgetsAfterAnHour(t *testing.T) {
	h := hour{now: up(10*time.Minute + 30*time.Second)}
	h.spend(limit)
	if got := h.wait(time.Second, limit); got != 61*time.Minute+30*time.Second {
		t.Errorf("wait %v", got)
	}
	h.turn(up(72*time.Minute - time.Nanosecond))
	if h.used() != limit {
		t.Errorf("forgot early: %v", h.used())
	}
	h.turn(up(72 * time.Minute))
	if h.used() != 0 || h.wait(limit, limit) != 0 {
		t.Errorf("still %v", h.used())
	}
}

func TestWhatIsLongerThanTheLimitNeverFits(t *testing.T) {
	h := hour{now: up(0)}
	if got := h.wait(limit+1, limit); got != NeverWait {
		t.Errorf("wait %v", got)
	}
}

func TestTheOldestMinutesComeFreeFirst(t *testing.T) {
	h := hour{now: up(0)}
	for range 10 {
		h.spend(limit / 10)
		h.turn(up(h.now.Up + time.Minute))
	}
	if got := h.wait(limit/10, limit); got != 52*time.Minute {
		t.Errorf("one tenth comes free in %v", got)
	}
	if got := h.wait(limit/5, limit); got != 53*time.Minute {
		t.Errorf("two tenths come free in %v", got)
	}
}

// A clock that goes back makes nothing older, one of another life neither.
func TestTimeThatGoesBackStandsStill(t *testing.T) {
	h := hour{now: up(2 * time.Hour)}
	h.spend(limit)
	h.turn(up(0))
	h.turn(Moment{Boot: "b", Up: 9 * time.Hour})
	if h.used() != limit || h.now != up(2*time.Hour) {
		t.Errorf("used %v at %v", h.used(), h.now)
	}
}

func TestWhatIsRemembered(t *testing.T) {
	before := hour{now: up(100 * time.Minute)}
	before.minutes[0], before.minutes[40] = 10*time.Second, 5*time.Second
	for _, c := range []struct {
		name       string
		now        Moment
		used, wait time.Duration // wait until all is free
	}{
		{"at once", up(100 * time.Minute), 15 * time.Second, 62 * time.Minute},
		{"a while later", up(110 * time.Minute), 15 * time.Second, 52 * time.Minute},
		{"when the older has gone", up(122 * time.Minute), 10 * time.Second, 40 * time.Minute},
		{"when all has gone", up(162 * time.Minute), 0, 0},
		{"from the future", up(50 * time.Minute), 15 * time.Second, 62 * time.Minute},
		{"just booted", Moment{Boot: "b", Up: 0}, 15 * time.Second, 62 * time.Minute},
		{"booted a while ago", Moment{Boot: "b", Up: 30 * time.Minute}, 10 * time.Second, 32 * time.Minute},
		{"booted an hour ago", Moment{Boot: "b", Up: 62 * time.Minute}, 0, 0},
	} {
		after := hour{now: c.now}
		after.remember(before)
		if got := after.wait(limit, limit); after.used() != c.used || got != c.wait {
			t.Errorf("%s: used %v, free in %v; want %v, %v", c.name, after.used(), got, c.used, c.wait)
		}
	}
}
