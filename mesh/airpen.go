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
	told  int // how often a frontier has told of it
}

// keep puts a frame behind the others, unless it is there or is too long.
func (p *pen) keep(frame []byte, since int64) {
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
	p.list = append(p.list, penned{frame: frame, name: name, since: since})
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

// pennedMark is how a frontier tells that a record is there and waits for another: the first bytes of
// SHA-256 over the frontier's nonce and the signature, which no two records share.
type pennedMark [2]byte

func markOf(salt ledger.Nonce, signature []byte) pennedMark {
	sum := sha256.Sum256(append(salt[:], signature...))
	return pennedMark(sum[:])
}

// marks are those of the records that wait, of each a few times at most: what was missing has not come then.
func (p *pen) marks(salt ledger.Nonce) (list []pennedMark) {
	for i := range p.list {
		x := &p.list[i]
		if len(list) < maxMarks && x.told < maxTold && AirKind(x.frame[0]&15) < AirBeacon {
			x.told++
			list = append(list, markOf(salt, x.frame[len(x.frame)-signatureSize:]))
		}
	}
	slices.SortFunc(list, func(a, b pennedMark) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(list)
}

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

// toldOf remembers, of a frame that waits again, how often a frontier has told of it.
func (p *pen) toldOf(x penned) {
	if n := len(p.list); n > 0 && p.list[n-1].name == x.name {
		p.list[n-1].told = x.told
	}
}
