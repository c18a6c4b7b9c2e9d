package mesh

import (
	"bytes"
	"crypto/sha256"
	"slices"

	"foirail/ledger"
)

// pen keeps frames that could not be read yet, each of one record or entry: airtime is dear, and what
// is missing mostly comes soon. It has a bound, and the oldest go first.
type pen struct {
	list  []penned
	names map[[8]byte]struct{}
	size  int // bytes
	put   int // frames put in, so far
}

// penned is a frame that waits.
type penned struct {
	frame []byte
	name  [8]byte
	since int64
	lacks []byte // the first 2 bytes of the hash of an entry that it names and is not here; nil: it lacks something else
	asked int    // how often a beacon has asked for that
	told  int    // how often a frontier has told of it
}

// keep puts a frame behind the others, unless it is there or is too long.
func (p *pen) keep(frame, lacks []byte, since int64) {
	sum := sha256.Sum256(frame)
	name := [8]byte(sum[:])
	if _, there := p.names[name]; there || len(frame) > maxPenBytes {
		return
	}
	for len(p.list) >= maxPen || p.size+len(frame) > maxPenBytes {
		p.drop()
	}
	if p.names == nil {
		p.names = map[[8]byte]struct{}{}
	}
	p.names[name] = struct{}{}
	p.list = append(p.list, penned{frame: frame, name: name, since: since, lacks: lacks})
	p.size += len(frame)
	p.put++
}

// drop lets the oldest go.
func (p *pen) drop() {
	delete(p.names, p.list[0].name)
	p.size -= len(p.list[0].frame)
	p.list = p.list[1:]
}

// all takes everything out, but for what has waited too long.
func (p *pen) all(now int64) []penned {
	for len(p.list) > 0 && now-p.list[0].since > penTicks {
		p.drop()
	}
	list := p.list
	*p = pen{put: p.put}
	return list
}

// airMark is two bytes. A beacon tells by it which entry is lacking: the hash begins so. A frontier tells by it
// that a record is there and waits for another: these are the first of SHA-256 over the frontier's nonce and
// the signature, which no two records share.
type airMark [2]byte

func markOf(salt ledger.Nonce, signature []byte) airMark {
	sum := sha256.Sum256(append(salt[:], signature...))
	return airMark(sum[:])
}

// marks are those of the records that wait, of each a few times at most: what was missing has not come then.
func (p *pen) marks(salt ledger.Nonce, most int) (list []airMark) {
	for i := range p.list {
		x := &p.list[i]
		if len(list) < most && x.told < maxTold && AirKind(x.frame[0]&15) < AirBeacon {
			x.told++
			list = append(list, markOf(salt, x.frame[len(x.frame)-signatureSize:]))
		}
	}
	slices.SortFunc(list, compareMarks)
	return slices.Compact(list)
}

// waits says whether something has waited since a tick.
func (p *pen) waits(since int64) bool { return len(p.list) > 0 && p.list[0].since <= since }

// unasked says whether something is named that is not here and that nobody was asked for.
func (p *pen) unasked() bool {
	return slices.ContainsFunc(p.list, func(x penned) bool { return x.lacks != nil && x.asked == 0 })
}

// ask lists what is named and not here, of what waits longest.
func (p *pen) ask() (list []airMark) {
	for i := range p.list {
		x := &p.list[i]
		if x.lacks == nil || x.asked >= maxBeaconAsks || len(list) >= beaconMarks {
			continue
		}
		x.asked++
		if m := airMark(x.lacks); !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, compareMarks)
	return list
}

func compareMarks(a, b airMark) int { return bytes.Compare(a[:], b[:]) }

// retry reads again what waits, as long as that brings something, but a few times at most: in the worst
// order each time brings one record, and whoever waits for the air waits for this. A later tick goes on.
func (a *Air) retry(v *view) {
	a.retrying, a.again = true, true
	defer func() { a.retrying = false }()
	for n := 0; a.again && n < maxRetries && len(a.pen.list) > 0; n++ {
		met := a.met
		for _, x := range a.pen.all(a.now) {
			a.since = x.since
			a.take(v, x.frame)
			a.pen.toldOf(x)
		}
		a.again = a.met > met
	}
	a.again = a.again && len(a.pen.list) > 0
	a.since = a.now
}

// toldOf remembers, of a frame that waits again, what was told of it.
func (p *pen) toldOf(x penned) {
	if n := len(p.list); n > 0 && p.list[n-1].name == x.name {
		again := &p.list[n-1]
		again.told = x.told
		if bytes.Equal(again.lacks, x.lacks) {
			again.asked = x.asked
		}
	}
}
