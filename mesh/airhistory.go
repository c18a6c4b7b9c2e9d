package mesh

import (
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// history is what the book took lately, and by what digests it could be told meanwhile. A neighbour who
// tells one of them lacks just what came after.
type history struct {
	list   []entry.Hash
	before int            // how many came before the list's first
	lately []*entry.Entry // the last of them
	points []point
	digest digestOf
}

// point is a moment in it.
type point struct {
	digest entry.Hash
	at     int    // entries until then
	now    uint32 // ledger.State.Now
	held   int    // ledger.State.Held
}

func (y *history) grew(e *entry.Entry) {
	if len(y.list) >= 2*maxHistory {
		y.list = append([]entry.Hash(nil), y.list[maxHistory:]...)
		y.before += maxHistory
	}
	if len(y.lately) >= ledger.MaxLately {
		y.lately = append([]*entry.Entry(nil), y.lately[ledger.MaxLately/4:]...)
	}
	y.list, y.lately = append(y.list, e.Hash()), append(y.lately, e)
}

// mark notes the digest of what is held now.
func (y *history) mark(s *ledger.State) {
	digest := y.digest.of(s)
	if n := len(y.points); n > 0 && y.points[n-1].digest == digest {
		p := &y.points[n-1]
		p.at, p.held = y.before+len(y.list), s.Held() // the state may have grown before it was told
		return
	}
	if len(y.points) >= maxPoints {
		y.points = append(y.points[:0], y.points[1:]...)
	}
	y.points = append(y.points, point{digest, y.before + len(y.list), s.Now(), s.Held()})
}

// find is the moment that a digest told in short is of, the latest one; false: none is known.
func (y *history) find(nonce ledger.Nonce, short ledger.Short) (point, bool) {
	for i := len(y.points) - 1; i >= 0; i-- {
		if p := y.points[i]; nonce.Short(p.digest) == short {
			return p, p.at >= y.before
		}
	}
	return point{}, false
}

// without is the last moment that is known at which none of some entries had come.
func (y *history) without(list []entry.Hash) (last point) {
	first := slices.IndexFunc(y.list, func(h entry.Hash) bool { return slices.Contains(list, h) })
	for _, p := range y.points {
		if first < 0 || p.at <= y.before+first {
			last = p
		}
	}
	return last
}

// after is what came after a moment.
func (y *history) after(p point) []entry.Hash {
	return append([]entry.Hash(nil), y.list[p.at-y.before:]...)
}

// fading is when hashes were met on air, as long as that matters.
type fading struct {
	recent [2]map[entry.Hash]meeting
	turned int64
}

// meeting is when a hash was met last.
type meeting struct {
	at    int64
	heard int // how often it was heard since it was said here
}

func newFading() fading { return fading{recent: [2]map[entry.Hash]meeting{{}, {}}} }

// said notes a hash that is said here.
func (f *fading) said(h entry.Hash, now int64) { f.note(h, meeting{at: now}) }

// heard notes a hash that was heard, and says whether that counts: what is heard over and over may be said
// by somebody whom nobody else hears, so that whoever lacks it is told here.
func (f *fading) heard(h entry.Hash, now int64) bool {
	m := f.last(h)
	if m.heard >= maxHeard {
		return false
	}
	f.note(h, meeting{now, m.heard + 1})
	return true
}

func (f *fading) note(h entry.Hash, m meeting) {
	if len(f.recent[0]) >= memory {
		f.turn(m.at)
	}
	f.recent[0][h] = m
}

// last is when a hash was met; at 0: it is not remembered.
func (f *fading) last(h entry.Hash) meeting {
	if m, met := f.recent[0][h]; met {
		return m
	}
	return f.recent[1][h]
}

// after says whether a hash was met later than a tick.
func (f *fading) after(h entry.Hash, tick int64) bool {
	m := f.last(h)
	return m != meeting{} && m.at > tick
}

func (f *fading) fade(now int64) {
	if now-f.turned >= fadeTicks {
		f.turn(now)
	}
}

func (f *fading) turn(now int64) {
	f.recent[0], f.recent[1] = map[entry.Hash]meeting{}, f.recent[0]
	f.turned = now
}
