package mesh

import "crypto/sha256"

// pen keeps frames that could not be read yet, each of one record or entry: airtime is dear, and what
// is missing mostly comes soon. It has a bound, and the oldest go first.
type pen struct {
	list  []penned
	names map[[8]byte]struct{}
	size  int // bytes
}

// penned is a frame that waits.
type penned struct {
	frame []byte
	name  [8]byte
	since int64
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
	p.list = append(p.list, penned{frame, name, since})
	p.size += len(frame)
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
	*p = pen{}
	return list
}

// retry reads again what waits, as long as that brings something.
func (a *Air) retry(v *view) {
	for more := true; more && len(a.pen.list) > 0; {
		met := a.met
		for _, x := range a.pen.all(a.now) {
			a.since = x.since
			a.take(v, x.frame)
		}
		more = a.met > met
	}
	a.since = a.now
}
