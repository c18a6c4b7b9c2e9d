package mesh

import (
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// Search is what a node looks for that holds nothing of its community: a base to begin with, in the
// place of every entry from the first on.
type Search struct {
	Market entry.MarketID // zero: nothing is looked for
	Above  uint64         // only if a peer says that it holds more entries than that; else all are few enough
	Most   int64          // the largest base that there is room for, in bytes
	Name   entry.Hash     // of a base of which the first bytes are here already; zero: none is
	Size   int64          // of that
	Have   int64          // how many of its bytes; cut to whole parts
	Alone  int64          // tick at which it ends where nobody has greeted and nothing is here; 0: it does not
}

// Bounds of a search. A tick is about 50 ms.
const (
	maxAsked  = 4   // parts on their way to here, or to the disk
	maxSeeks  = 8   // parts that one peer may ask for at once
	seekTicks = 200 // an answer that does not come is asked for again
	seekTries = 3   // before another peer is asked
	soonTicks = 40  // until a base that was being made is asked for again
	soonTries = 900 // half an hour
	lookTicks = 100 // until peers who might have one are there

	aloneTicks = 12_000 // until who has a radio and no peers begins by radio
)

// search is a Search under way. It asks one peer at a time, and while it goes on nothing is compared: a
// base cannot be begun with once an entry is held.
type search struct {
	Search
	since  int64 // tick at which the first peer was greeted; 0: none was
	from   ID    // who is asked; 0: nobody
	named  bool  // who was asked has said what it has
	waits  bool  // for a base that is being made
	due    int64 // tick at which to ask again
	tries  int
	asked  int64       // offset behind the last part that was asked for
	come   int64       // and behind the last that came
	spool  int64       // and behind the last that is on the disk
	parts  []*Part     // that came, for the disk
	givers []ID        // of the bytes that are here; 0: who gave them in an earlier life
	mixed  int         // bases of several givers that did not hold: nobody knows whose fault that is
	barren map[ID]bool // peers who have none, or have not kept their word
}

func newSearch(of Search) *search {
	if of.Market == (entry.MarketID{}) {
		return nil
	}
	x := &search{Search: of, barren: map[ID]bool{}}
	x.Have -= x.Have % PartSize
	if x.Name.IsZero() || x.Have <= 0 || x.Have >= x.Size || x.Size > x.Most {
		x.forget()
	} else {
		x.givers = []ID{0}
	}
	x.rewind()
	return x
}

// forget begins anew, with any base.
func (x *search) forget() { x.Name, x.Size, x.Have, x.spool, x.givers = entry.Hash{}, 0, 0, 0, nil }

// rewind goes on behind what is on the disk.
func (x *search) rewind() {
	x.spool = max(x.spool, x.Have)
	x.asked, x.come, x.parts = x.spool, x.spool, nil
	x.from, x.named, x.waits, x.tries = 0, false, false, 0
}

// Progress is how far a search has come, in bytes; Size is 0 before a peer has said that it has one.
type Progress struct{ Have, Size int64 }

// Searching tells how far the search for a base has come; false: none is under way.
func (y *Sync) Searching() (p Progress, on bool) {
	if y.search == nil {
		return p, false
	}
	return Progress{y.search.spool, y.search.Size}, true
}

// Fetched is the next part that the driver is to write to its disk, in the place of what was there
// when it begins at 0; nil: none has come. Spooled must be told before it is asked again.
func (y *Sync) Fetched() *Part {
	if y.search == nil || len(y.search.parts) == 0 {
		return nil
	}
	return y.search.parts[0]
}

// Spooled says that the part of Fetched is on the disk. It tells whether the base is whole: then the
// driver judges it, and tells Judged.
func (y *Sync) Spooled() (whole bool) {
	x := y.search
	if x == nil || len(x.parts) == 0 {
		return false
	}
	x.spool += int64(len(x.parts[0].Bytes))
	x.parts = x.parts[1:]
	if p := y.peer(x.from); p != nil {
		x.ask(y, p)
	}
	return x.spool == x.Size
}

// Judged tells what became of a whole base: the book has begun with it, or it does not hold and its
// givers are left.
func (y *Sync) Judged(s *ledger.State, good bool) {
	x := y.search
	switch {
	case x == nil:
	case good:
		y.endSearch(s)
	default:
		x.blame(y)
		x.forget()
		x.rewind()
	}
}

// blame leaves who gave a base that does not hold. Where several gave it nobody is to blame; but too
// often is enough.
func (x *search) blame(y *Sync) {
	if len(x.givers) == 1 {
		x.barren[x.givers[0]] = true
		y.Refuse(x.givers[0], Faulty)
		return
	}
	if x.mixed++; x.mixed > seekTries {
		for _, id := range x.givers {
			x.barren[id] = true
		}
	}
}

// EndSearch gives a search up: the book takes in every entry.
func (y *Sync) EndSearch(s *ledger.State) { y.endSearch(s) }

func (y *Sync) endSearch(s *ledger.State) {
	y.search = nil
	for _, p := range y.peers {
		if p.hello != nil && !p.parting {
			y.beacon(s, p)
			p.owes = true
			y.tellFrontier(s, p)
		}
	}
}

// tick goes on with a search: it asks, asks again, asks another, and gives up.
func (x *search) tick(y *Sync, s *ledger.State) {
	if s.Held() > 0 {
		y.endSearch(s) // somebody has brought entries
		return
	}
	if p := y.peer(x.from); x.from != 0 && (p == nil || p.parting) {
		x.rewind()
	}
	switch {
	case x.from == 0:
		x.choose(y, s)
	case len(x.parts) > 0 || x.Size > 0 && x.spool == x.Size:
		x.due = y.now + seekTicks // the driver is at work
	case y.now >= x.due:
		x.again(y)
	}
}

// again asks once more for what did not come, or leaves it to another peer.
func (x *search) again(y *Sync) {
	most := seekTries
	if x.waits {
		most = soonTries
	}
	if x.tries++; x.tries > most {
		x.barren[x.from] = true
		x.rewind()
		return
	}
	x.asked, x.due = x.come, y.now+seekTicks
	x.ask(y, y.peer(x.from))
}

// choose finds the next peer to ask, the first by stream.
func (x *search) choose(y *Sync, s *ledger.State) {
	greeted, large, unsaid := 0, false, 0
	for _, p := range y.peers {
		if p.hello == nil || p.parting {
			continue
		}
		greeted++
		switch {
		case x.barren[p.id]:
		case !p.summed:
			unsaid++
		case p.held > x.Above:
			x.from, x.due = p.id, y.now+seekTicks
			x.ask(y, p)
			return
		}
		large = large || p.summed && p.held > x.Above
	}
	if greeted == 0 { // there is nobody to compare with either, but perhaps by radio
		if x.Alone > 0 && y.now >= x.Alone && x.since == 0 && x.Name.IsZero() {
			y.endSearch(s)
		}
		return
	}
	if x.since == 0 {
		x.since = y.now
	}
	switch {
	case unsaid == 0 && !large, y.now-x.since > lookTicks && x.Name.IsZero():
		y.endSearch(s)
	case unsaid == 0 && !x.Name.IsZero(): // nobody has that one
		x.forget()
		x.rewind()
		clear(x.barren)
	}
}

// ask asks for as many parts as may be on their way.
func (x *search) ask(y *Sync, p *peer) {
	if !x.named {
		p.speak(&Seek{Market: x.Market, Name: x.Name, From: x.asked})
		return
	}
	for x.asked < x.Size && x.asked-x.spool < maxAsked*PartSize {
		p.speak(&Seek{Market: x.Market, Name: x.Name, From: x.asked})
		x.asked += int64(partLength(x.Size, x.asked))
	}
}

// hear takes an answer. It says whether that was asked for.
func (x *search) hear(y *Sync, p *peer, m *Part) bool {
	if x == nil || p.id != x.from || m.Market != x.Market {
		return false
	}
	switch {
	case m.Giving == Soon && !x.named:
		x.waits, x.due = true, y.now+soonTicks
	case m.Giving != Here || m.Size > x.Most:
		x.barren[p.id] = true
		x.rewind()
	case !x.Name.IsZero() && (m.Name != x.Name || m.Size != x.Size), m.From != x.come, len(x.parts) >= maxAsked:
		return false // it was said before, or one before it was lost
	default:
		x.take(y, p, m)
	}
	return true
}

// take takes a part in, for the disk.
func (x *search) take(y *Sync, p *peer, m *Part) {
	x.Name, x.Size = m.Name, m.Size
	x.come += int64(len(m.Bytes))
	x.asked = max(x.asked, x.come)
	x.parts = append(x.parts, m)
	x.named, x.waits, x.tries, x.due = true, false, 0, y.now+seekTicks
	if !slices.Contains(x.givers, p.id) {
		x.givers = append(x.givers, p.id)
	}
	x.ask(y, p)
}

// hearSeek notes what a peer asks for. It is answered when nothing else is to be said to him.
func (p *peer) hearSeek(m *Seek) {
	if len(p.seeks) < maxSeeks {
		p.seeks = append(p.seeks, m)
	}
}
