package lora

import "time"

// minutesKept is how long what was spent in one minute counts: a whole hour after the minute has ended, and one more, because a
// frame may leave the device a while after it was spent.
const minutesKept = 62

// hour is what was spent, minute by minute: [0] is the minute that runs, [k] the one k minutes before. It is pure.
type hour struct {
	now     Moment
	minutes [minutesKept]time.Duration
}

// minute numbers the minutes of a life of the machine.
func (m Moment) minute() int64 { return int64(m.Up / time.Minute) }

// turn brings the hour up to now and tells whether a new minute began. Time that goes backwards is taken to stand still.
func (h *hour) turn(now Moment) bool {
	passed := now.minute() - h.now.minute()
	if now.Boot != h.now.Boot || now.Up < h.now.Up {
		return false
	}
	h.now = now
	h.shift(passed)
	return passed > 0
}

// shift makes everything older by some minutes.
func (h *hour) shift(by int64) {
	old := h.minutes
	h.minutes = [minutesKept]time.Duration{}
	for k, spent := range old {
		if at := int64(k) + by; at < minutesKept {
			h.minutes[at] = spent
		}
	}
}

func (h *hour) spend(airtime time.Duration) { h.minutes[0] += airtime }

func (h *hour) current() time.Duration { return h.minutes[0] }

// with is the hour as it would be with another figure for the current minute.
func (h hour) with(current time.Duration) hour {
	h.minutes[0] = current
	return h
}

func (h *hour) used() (sum time.Duration) {
	for _, spent := range h.minutes {
		sum += spent
	}
	return sum
}

// wait is how long it takes until so much can be spent under a limit.
func (h *hour) wait(airtime, limit time.Duration) time.Duration {
	if airtime > limit {
		return NeverWait
	}
	over := h.used() + airtime - limit
	for k := minutesKept - 1; k >= 0 && over > 0; k-- {
		if over -= h.minutes[k]; over <= 0 {
			return h.gone(k)
		}
	}
	return 0
}

// gone is when the minute k stops counting.
func (h *hour) gone(k int) time.Duration {
	return time.Duration(h.now.minute()-int64(k)+minutesKept)*time.Minute - h.now.Up
}

// remember takes over what was written down before the start. In the same life of the machine the minutes tell how old it is. After
// a new start of the machine it is at least as old as that start, and among itself as old as it was, less a minute that was cut.
// What claims to come from the future is as new as can be.
func (h *hour) remember(kept hour) {
	by := h.now.minute() - kept.now.minute()
	if kept.now.Boot != h.now.Boot {
		by = h.now.minute() - 1
	}
	for k, spent := range kept.minutes {
		at := max(0, int64(k)+by)
		if kept.now.Boot != h.now.Boot && k == 0 {
			at = h.now.minute()
		}
		if at < minutesKept {
			h.minutes[at] += spent
		}
	}
}
