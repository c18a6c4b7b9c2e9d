package mesh

import (
	"cmp"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// need is what one neighbour lacks. One frame serves all who hear it: what was said since the neighbour
// told is not said again.
type need struct {
	node  [4]byte
	since int64 // tick at which it was told
	due   int64 // tick from which it may be answered
	list  []entry.Hash
	known *ledger.Known // gives more; nil: the list is all
	upTo  uint32
	whole bool // in full form
	reach reach

	salt   ledger.Nonce
	penned []airMark // records that it has, and cannot read yet
	placed bool      // it has shown that it holds what was once held here
}

// hearBeacon compares what a neighbour holds with what is held here.
func (a *Air) hearBeacon(v *view, f *airBeacon, lacks []airMark) {
	n := a.meetNode(f.node)
	if n == nil {
		return
	}
	a.history.mark(v.State)
	n.held, n.plain, n.nonce, n.digest, n.summed = f.held, f.plain, airNonce(f.node, f.nonce), f.digest, true
	p, found := a.history.find(n.nonce, n.digest)
	if found {
		n.heldAt(p)
	}
	if a.equal(n) {
		n.unsure = false
		a.beacon.agree(a.now)
		a.settle(n.node)
		return
	}
	switch list, known := a.lackedBy(v, n, p, found, lacks); {
	case !known:
		a.differ(v.State, n)
	case len(list) > 0:
		a.answer(&need{node: n.node, list: list, reach: a.reachBefore(n, list), placed: n.placed})
	}
}

// lackedBy finds what a neighbour lacks: by what was named to him, by a digest that was known here, or by a
// guess. False: it cannot be told. What may still have been on its way when he summed up is left out.
func (a *Air) lackedBy(v *view, n *neighbour, p point, found bool, lacks []airMark) (list []entry.Hash, known bool) {
	if list, known = a.lost(v, lacks); known {
		return a.sure(list, a.now-justSaid*a.unit), true
	}
	if known = found; found {
		list = a.history.after(p)
	} else {
		list, known = a.guess(v.State, n)
	}
	return a.sure(list, a.beacon.told), known
}

// reachBefore says what a neighbour holds who has lost something: no number that was given after that.
func (a *Air) reachBefore(n *neighbour, lost []entry.Hash) reach {
	before := a.history.without(lost)
	return reach{numbers: func(t *table) mark { return n.believedUpTo(t, before.now) }}
}

// sure leaves out what was on air later than a tick. A beacon of here tells of that too, and whoever has lost
// it says so again.
func (a *Air) sure(list []entry.Hash, tick int64) []entry.Hash {
	return slices.DeleteFunc(list, func(h entry.Hash) bool { return a.onAir.after(h, tick) })
}

// differ goes on from a digest that says nothing here. A Beacon follows on it, by which its sender may see
// what is lacking. Where he did not, who holds less tells his frontier.
func (a *Air) differ(s *ledger.State, n *neighbour) {
	if n.counts() < int64(s.Held()) || n.shown != a.history.digest.digest {
		n.unsure = true
		a.beacon.provoke(a)
		return
	}
	n.differs = true
	a.owe(a.now + a.chance.between(4*a.unit, 12*a.unit))
}

// settle forgets what a neighbour lacked.
func (a *Air) settle(node [4]byte) {
	a.needs = slices.DeleteFunc(a.needs, func(n *need) bool { return n.node == node })
}

// answer queues what a neighbour lacks in the place of what it lacked before.
func (a *Air) answer(n *need) {
	n.since = a.now
	n.due = a.now + a.chance.between(2*a.unit, 10*a.unit)
	for _, old := range a.needs {
		if old.node == n.node {
			n.due = min(n.due, old.due)
		}
	}
	a.settle(n.node)
	if a.needs = append(a.needs, n); len(a.needs) > maxNeeds { // who says that he lacks much gives way
		most := slices.MaxFunc(a.needs, func(a, b *need) int { return cmp.Compare(a.size(), b.size()) })
		a.settle(most.node)
	}
}

// hearFrontier finds out what its sender lacks, and has.
func (a *Air) hearFrontier(v *view, f *airFrontier) {
	n := a.meetNode(f.node)
	if n == nil {
		return
	}
	k := v.Know(&f.told)
	x := &need{node: f.node, known: k, upTo: v.Now(), whole: f.whole, reach: a.reachOf(v, n, &f.told),
		salt: f.told.Nonce, penned: f.penned, placed: n.placed || k.Shared > 0}
	var more bool
	if x.list, more = v.Give(k, x.upTo, giveOnAir); !more {
		x.known = nil
	}
	x.list = append(a.rivals(v, k.Differ), x.list...)
	given := len(x.list)
	if x.drop(v); given > 0 {
		a.answer(x)
	}
	switch {
	case f.asks || k.Apart:
		a.telling.full, a.telling.asks = true, a.telling.asks || k.Apart && !f.asks
		a.owe(a.now + a.chance.between(4*a.unit, 12*a.unit))
	case k.Ahead > 0:
		n.differs = true
		a.owe(a.now + a.chance.between(4*a.unit, 12*a.unit))
	case given == 0:
		a.hearSame()
	}
}

// rivals lists what is held here in slots where a neighbour holds something else, with what it votes for:
// that seemed to be there, as long as the vote did. Where the two chains parted cannot be told from their heads,
// so each time that it is heard again the list goes further back.
func (a *Air) rivals(v *view, differ []ledger.Span) (list []entry.Hash) {
	back := map[ledger.Ref]uint32{}
	for _, span := range differ[:min(len(differ), maxApart)] {
		n := a.apart[span.Ref]
		back[span.Ref] = min(2*n+1, giveOnAir)
		span.From -= min(n, span.From-1)
		for _, h := range v.Slice(span, giveOnAir) {
			if len(list) < giveOnAir { // the last one whole: what it votes for is of no use without it
				list = append(append(list, votedFor(v, h)...), h)
			}
		}
	}
	a.apart = back
	return list
}

// votedFor lists what an entry votes for, of what can be shown.
func votedFor(v *view, h entry.Hash) (list []entry.Hash) {
	e := v.read(h)
	if e == nil {
		return nil
	}
	if votes, ok := e.Body.(*entry.Votes); ok {
		for _, item := range votes.Items {
			if v.Holds(item.Entry) {
				list = append(list, item.Entry)
			}
		}
	}
	return list
}

// reachOf says what the sender of a frontier holds: the epochs that it tells, and as many numbers of a
// table as there were when the steward had said as much as it tells.
func (a *Air) reachOf(v *view, n *neighbour, f *ledger.Frontier) reach {
	mine := v.Frontier(f.Nonce, false)
	epoch := func(id entry.MarketID) uint32 {
		if m := marketOf(f, id); m != nil {
			return m.Epoch
		}
		return 0
	}
	return reach{epoch: epoch, plain: n.plain, numbers: func(t *table) mark {
		m, own := marketOf(f, t.market), marketOf(mine, t.market)
		switch {
		case n.plain || m == nil || own == nil || m.Epoch != own.Epoch:
		case t.epoch < m.Epoch && m.Past.Digest == own.Past.Digest:
			return t.at(entry.MaxSeq - 1)
		case t.epoch == m.Epoch:
			for _, h := range m.Seats {
				if h.Seat == t.seat {
					return t.at(h.Seq)
				}
			}
		}
		return mark{}
	}}
}

func marketOf(f *ledger.Frontier, id entry.MarketID) *ledger.MarketFrontier {
	for i := range f.Markets {
		if f.Markets[i].Market == id {
			return &f.Markets[i]
		}
	}
	return nil
}

// lacks goes on with what a neighbour lacks and was not said since it told, and says whether there is
// something.
func (a *Air) lacks(v *view, n *need) bool {
	for {
		n.list = slices.DeleteFunc(n.list, func(h entry.Hash) bool { return a.onAir.after(h, n.since-a.unit) || a.waits(h) || !v.Travels(h) })
		if len(n.list) > 0 || n.known == nil {
			return len(n.list) > 0
		}
		var more bool
		if n.list, more = v.Give(n.known, n.upTo, giveOnAir); !more {
			n.known = nil
		}
		n.drop(v)
	}
}

// drop takes out of the list what the neighbour has and cannot read yet.
func (n *need) drop(v *view) {
	if len(n.penned) == 0 {
		return
	}
	n.list = slices.DeleteFunc(n.list, func(h entry.Hash) bool {
		e := v.read(h)
		return e != nil && slices.Contains(n.penned, markOf(n.salt, e.Signature.Bytes[:]))
	})
}

// waits says whether an entry is to be said in any case.
func (a *Air) waits(h entry.Hash) bool {
	return slices.ContainsFunc(a.fresh, func(q queued) bool { return q.hash == h })
}

// nextNeed is the neighbour who is answered next: mostly one who lacks little, so that nobody who says
// that he lacks everything holds up the others, and every fourth time whoever comes next; nil: nobody is.
func (a *Air) nextNeed(room Room) (next *need) {
	a.turn++
	for i := range a.needs {
		n := a.needs[(a.turn/4+i)%len(a.needs)]
		if a.now >= n.due && a.affords(n, room) && (next == nil || a.turn%4 > 0 && n.size() < next.size()) {
			next = n
		}
	}
	return next
}

// affords says whether there is airtime for a neighbour: who lacks much waits until there is plenty, unless
// he has shown that he once held what was held here; or he is helped little by little, from the purse.
func (a *Air) affords(n *need, room Room) bool {
	return n.known == nil || n.placed || room.Left >= plentyFloor || a.purse > 0
}

// size is how much a neighbour lacks, as far as it is known.
func (n *need) size() int {
	if n.known != nil {
		return maxHistory
	}
	return len(n.list)
}

func (a *Air) needDue() bool {
	return a.now >= a.gap && slices.ContainsFunc(a.needs, func(n *need) bool { return a.now >= n.due })
}

// sayNeed answers one neighbour after the other. Between two answers there is room for others.
func (a *Air) sayNeed(v *view, room Room) []byte {
	a.needs = slices.DeleteFunc(a.needs, func(n *need) bool { return !a.lacks(v, n) })
	n := a.nextNeed(room)
	if n == nil {
		return nil
	}
	frame, took := a.pack(v, n.list, n.reach, n.whole, room.MTU)
	a.note(took)
	a.gap = a.now + a.chance.between(a.unit, 2*a.unit)
	return a.cut(frame, room.MTU, true)
}
