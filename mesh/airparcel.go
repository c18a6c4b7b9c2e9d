package mesh

import (
	"bytes"
	"slices"
)

// parcels are frames that are longer than any may be, and travel in parts: those that were cut here,
// and those that come. Who lacks parts says which; whoever has the whole says them again.
type parcels struct{ list []*parcel }

// parcel is one of them.
type parcel struct {
	id      [2]byte
	parts   [][]byte // nil: it has not come
	have    int      // parts that have come
	touched int64    // tick of the last change
	wanted  []int    // parts to be said
	due     int64    // tick from which these may be said, or from which the others are asked for
	asked   bool     // that is because somebody else asked, or lacks something
	asks    int      // how often parts were asked for
}

func (p *parcel) last() int      { return len(p.parts) - 1 }
func (p *parcel) complete() bool { return p.have == len(p.parts) }

// find is the parcel with an id and so many parts, or nil.
func (l *parcels) find(id [2]byte, last int) *parcel {
	for _, p := range l.list {
		if p.id == id && p.last() == last {
			return p
		}
	}
	return nil
}

// add makes room for a parcel: of those that wait the one goes of which nothing has come for longest. How much
// has come does not count, for false parts would hold the room with it.
func (l *parcels) add(p *parcel) {
	if len(l.list) >= maxParcels {
		worst := slices.MinFunc(l.list, func(a, b *parcel) int { return a.worth(b) })
		l.list = slices.DeleteFunc(l.list, func(x *parcel) bool { return x == worst })
	}
	l.list = append(l.list, p)
}

// worth compares what it would cost to lose a parcel.
func (p *parcel) worth(other *parcel) int {
	rank := func(p *parcel) int64 {
		switch {
		case len(p.wanted) > 0 && !p.asked:
			return 1 << 61
		case len(p.wanted) > 0:
			return 1 << 60
		case p.complete():
			return p.touched
		}
		return 1<<50 + p.touched
	}
	switch x, y := rank(p), rank(other); {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// partSize is how many bytes of a frame a part carries.
func partSize(mtu int) int { return mtu - airHeadSize - partHeadSize }

// cut gives a frame, or the first part of one that is too long; nil when it is too long for that too.
func (a *Air) cut(frame []byte, mtu int, asked bool) []byte {
	size := partSize(mtu)
	switch {
	case len(frame) <= mtu:
		return frame
	case len(frame) > MaxAirParts*size:
		a.count.TooLong++
		return nil
	}
	p := &parcel{id: airID(frame), touched: a.now, due: a.now, asked: asked}
	for part := range slices.Chunk(frame, size) {
		p.wanted = append(p.wanted, len(p.parts))
		p.parts = append(p.parts, part)
	}
	p.have = len(p.parts)
	if known := a.parcels.find(p.id, p.last()); known != nil {
		a.parcels.list = slices.DeleteFunc(a.parcels.list, func(x *parcel) bool { return x == known })
	}
	a.parcels.add(p)
	return a.part(p)
}

// part is the next part of a parcel that is to be said.
func (a *Air) part(p *parcel) []byte {
	i := p.wanted[0]
	p.wanted = p.wanted[1:]
	p.touched = a.now
	return encodeAir(a.tag, &airPart{id: p.id, index: i, last: p.last(), bytes: p.parts[i]})
}

// tells says whether parts of a parcel are to be said now.
func (p *parcel) tells(now int64, asked bool) bool {
	return len(p.wanted) > 0 && now >= p.due && p.asked == asked
}

func (a *Air) partDue(asked bool) func() bool {
	return func() bool {
		return slices.ContainsFunc(a.parcels.list, func(p *parcel) bool { return p.tells(a.now, asked) })
	}
}

// sayPart goes on with a parcel.
func (a *Air) sayPart(asked bool) func(*view, Room) []byte {
	return func(_ *view, room Room) []byte {
		for _, p := range a.parcels.list {
			if p.tells(a.now, asked) && p.fits(room.MTU) {
				return a.part(p)
			}
		}
		return nil
	}
}

// fits says whether the parts of a parcel go through a radio of an MTU: it may have changed.
func (p *parcel) fits(mtu int) bool { return len(p.parts[0])+airHeadSize+partHeadSize <= mtu }

// lacks says whether it is to be said now which parts of a parcel have not come.
func (p *parcel) lacks(now int64) bool {
	return !p.complete() && now >= p.due && p.asks < maxPartAsks
}

func (a *Air) missingDue() bool {
	return slices.ContainsFunc(a.parcels.list, func(p *parcel) bool { return p.lacks(a.now) })
}

// sayMissing asks for the parts that a parcel lacks.
func (a *Air) sayMissing(_ *view, room Room) []byte {
	for _, p := range a.parcels.list {
		if !p.lacks(a.now) {
			continue
		}
		p.asks++
		p.due = a.now + int64(p.asks)*a.chance.between(20*a.unit, 40*a.unit)
		m := &airMissing{id: p.id, last: p.last()}
		for i, part := range p.parts {
			if part == nil {
				m.list = append(m.list, i)
			}
		}
		return encodeAir(a.tag, m)
	}
	return nil
}

// hearPart puts a part in its place, and hears the whole when it was the last that lacked.
func (a *Air) hearPart(v *view, f *airPart) {
	p := a.parcels.find(f.id, f.last)
	if p == nil {
		p = &parcel{id: f.id, parts: make([][]byte, f.last+1)}
		a.parcels.add(p)
	}
	if have := p.parts[f.index]; have != nil {
		if bytes.Equal(have, f.bytes) { // somebody else has said it
			p.wanted = slices.DeleteFunc(p.wanted, func(i int) bool { return i == f.index })
		}
		return
	}
	p.parts[f.index] = f.bytes
	p.have++
	p.touched = a.now
	p.due = a.now + a.chance.between(8*a.unit, 16*a.unit)
	if p.complete() {
		a.join(v, p)
	}
}

// join hears a whole whose parts have come. Where they are not those of one frame all are forgotten.
func (a *Air) join(v *view, p *parcel) {
	whole := bytes.Join(p.parts, nil)
	kind, _, err := readAirHead(whole)
	if airID(whole) != p.id || err != nil || kind == AirPart || kind == AirMissing {
		a.count.Malformed++
		a.parcels.list = slices.DeleteFunc(a.parcels.list, func(x *parcel) bool { return x == p })
		return
	}
	a.take(v, whole)
}

// hearMissing says again what somebody lacks, if it is all here; else it leaves the asking to him. What is
// still being said for the first time is not begun anew on account of him: it is not paid for as an answer.
func (a *Air) hearMissing(f *airMissing) {
	p := a.parcels.find(f.id, f.last)
	switch {
	case p == nil, len(p.wanted) > 0 && !p.asked:
	case p.complete():
		if len(p.wanted) == 0 {
			p.due = a.now + a.chance.between(a.unit, 6*a.unit)
			p.asked = true
		}
		for _, i := range f.list {
			if !slices.Contains(p.wanted, i) {
				p.wanted = append(p.wanted, i)
			}
		}
		p.touched = a.now
	default:
		p.due = max(p.due, a.now+a.chance.between(20*a.unit, 40*a.unit))
	}
}

// miss forgets parcels that nothing was heard of for long.
func (a *Air) miss() {
	a.parcels.list = slices.DeleteFunc(a.parcels.list, func(p *parcel) bool { return a.now-p.touched > parcelTicks })
}
