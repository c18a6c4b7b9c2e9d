package lan

import "time"

// backoff is the growing patience with a peer that does not answer.
type backoff struct{ last time.Duration }

// next is how long to wait now: a second, then twice as long each time, up to a minute.
func (b *backoff) next() time.Duration {
	switch {
	case b.last == 0:
		b.last = firstRetry
	case b.last < lastRetry/2:
		b.last *= 2
	default:
		b.last = lastRetry
	}
	return b.last
}

func (b *backoff) reset() { b.last = 0 }
