package mesh

import (
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// AirSettings are what an Air says of its node.
type AirSettings struct {
	Seed [32]byte // chance and nonces are drawn from it, so it is secret; to be another one at each start
	Node [4]byte  // how the node calls itself on air; another one than its neighbours'
}

// Room is what a radio has room for now.
type Room struct {
	MTU   int // bytes of a frame
	Left  int // thousandths of the hour's airtime that are left
	Frame int // ticks that a full frame takes on air; 0: not known
}

// Reader gives an entry of the book; nil when it is not held, or only a base tells of it.
type Reader func(entry.Hash) *entry.Entry

// Air is what one node says on one air, and makes of what it hears there. An air is lossy, everybody
// in reach hears a frame or does not, and airtime is what is scarce. Its driver tells it
//
//	Hear         a frame came
//	Grew         the book has appended entries, in this order
//	Tick         50 ms have passed
//
// and asks it
//
//	Say          the next frame, whenever the radio takes one
//	Offers       what to bring to the book next; Answered tells what became of it
//
// Each takes the state as it stands, which Air only reads and never keeps. It is not safe for use by
// several goroutines at once. With the same calls it says the same.
//
// What the book took and was not heard on this air is said once, by whoever comes first. Whatever is
// lost is found by beacons, which compare digests, and by frontiers, which tell the difference.
type Air struct {
	settings AirSettings
	chance   chance
	now      int64 // ticks
	since    int64 // when what is being read came: now, or before when it waited in the pen
	unit     int64 // ticks in which somebody else's frame comes to be heard: waits are counted in it
	count    AirCount

	community entry.Hash
	tag       airTag                      // of frames that are not of records
	markets   map[airTag][]entry.MarketID // by the tag of their records
	known     uint32                      // ledger.State.Now when these were looked up

	history    history
	tables     tables
	words      words
	onAir      fading         // what was said or heard here lately
	frames     [][]entry.Hash // and what stood in one frame: the last of them
	neighbours []*neighbour

	// to say
	proofs  []entry.Hash        // of forks
	forked  map[ledger.Ref]bool // chains of which that was queued
	fresh   []queued            // what the book took and was not heard here
	burst   int                 // how much that was
	burstAt int64               // since this tick
	due     int64               // tick from which that may be said
	beacon  trickle
	needs   []*need
	apart   map[ledger.Ref]uint32 // how far back chains are told that part from a neighbour's
	turns   []turn
	turn    int   // of the need that comes next
	gap     int64 // tick before which no need is answered
	purse   int   // bytes that may be said for others when airtime is scarce
	telling
	parcels

	// heard
	pen      pen
	over     overlay
	met      int            // entries that went to over, so far
	news     int            // records and entries that came and were not here, so far
	offers   []*entry.Entry // of over, what the book was not offered yet
	gate     gate
	together []entry.Hash            // what the frame brought that is being heard
	strange  map[entry.Hash]struct{} // of over, what is counted among the strangers
	unread   int                     // records whose signatures failed since the frontier was told
	retrying bool                    // the pen is being looked through
	again    bool                    // that was given up while it still brought something, or a table has grown
	retried  uint32                  // ledger.State.Now when the pen was looked through
}

type airTag = [entry.AirTagSize]byte

// queued is an entry that waits to be said.
type queued struct {
	hash   entry.Hash
	since  int64
	abroad bool
}

// NewAir begins in silence.
func NewAir(settings AirSettings) *Air {
	a := &Air{settings: settings, chance: chance{seed: settings.Seed}, unit: usualFrame, over: newOverlay(), gate: newGate(),
		strange: map[entry.Hash]struct{}{}, forked: map[ledger.Ref]bool{}, onAir: newFading()}
	a.turns = a.inTurn()
	return a
}

// meets finds the tags of the community and its markets.
func (a *Air) meets(s *ledger.State) {
	if a.community == s.Community() && a.known == s.Now() {
		return
	}
	a.community, a.known = s.Community(), s.Now()
	a.tag = entry.AirTag(a.community, entry.MarketID{})
	a.markets = map[airTag][]entry.MarketID{}
	for _, m := range s.Markets() {
		tag := entry.AirTag(a.community, m.ID)
		a.markets[tag] = append(a.markets[tag], m.ID)
	}
}

// Hear takes a frame. What is not of this community is dropped after four bytes.
func (a *Air) Hear(s *ledger.State, read Reader, frame []byte) {
	a.count.Heard++
	if len(frame) > MaxAirFrame {
		a.count.Malformed++
		return
	}
	a.meets(s)
	a.since = a.now
	v := &view{s, read}
	met, put := a.met, a.pen.put
	a.together = nil
	a.take(v, frame)
	a.shared(a.together)
	a.news += a.met - met + a.pen.put - put
	if a.met > met {
		a.retry(v)
	}
}

// take makes of a frame what there is to make, also of one that was cut, or waited.
func (a *Air) take(v *view, frame []byte) {
	kind, tag, err := readAirHead(frame)
	switch {
	case err != nil:
		a.count.Foreign++
	case kind < AirBeacon && a.markets[tag] == nil:
		a.count.Foreign++
	case kind < AirBeacon:
		a.hearRecords(v, frame)
	case tag != a.tag:
		a.count.Foreign++
	default:
		f, err := decodeAir(frame)
		if err != nil {
			a.count.Malformed++
			return
		}
		a.hear(v, f, frame)
	}
}

func (a *Air) hear(v *view, f airFrame, frame []byte) {
	switch f := f.(type) {
	case *airBeacon:
		a.hearBeacon(v, f, nil)
	case *airLacking:
		a.hearBeacon(v, &f.airBeacon, f.lacks)
	case *airFrontier:
		a.hearFrontier(v, f)
	case *airPart:
		a.hearPart(v, f)
	case *airMissing:
		a.hearMissing(f)
	case *airWhole:
		a.hearWhole(v, f, frame)
	}
}

// heard notes that an entry was heard, and leaves the word for a while to who says it: he may say more
// of what waits here too. It does so once for each entry and not for ever, so that nobody who repeats
// himself keeps others from speaking.
func (a *Air) heard(h entry.Hash) {
	if !a.onAir.heard(h, a.now) {
		return
	}
	polite := a.now + a.chance.between(2*a.unit, 8*a.unit)
	if i := slices.IndexFunc(a.fresh, func(q queued) bool { return q.hash == h }); i >= 0 {
		a.due = max(a.due, min(polite, a.fresh[0].since+politeFrames*a.unit))
		a.fresh = slices.Delete(a.fresh, i, i+1)
	}
	for _, n := range a.needs {
		if i := slices.Index(n.list, h); i >= 0 {
			n.due = max(n.due, min(polite, n.since+politeFrames*a.unit))
			n.list = slices.Delete(n.list, i, i+1)
		}
	}
}

// Grew takes what the book has appended. What was not heard on this air is said here; what proves that a
// chain is forked in any case, first.
func (a *Air) Grew(s *ledger.State, list []*entry.Entry) {
	for _, e := range list {
		h := e.Hash()
		a.history.grew(e)
		a.words.note(e)
		switch rivals := s.Rival(h); {
		case rivals != nil && a.convicts(e):
			a.prove(rivals)
		case !a.onAir.after(h, 0) && s.Travels(h):
			a.push(e)
		}
		a.leave(e)
	}
}

// convicts says whether a fork is the first of its chain that was met here. The others prove nothing more,
// and a cheater could sign as many as he likes: they go the way of all entries.
func (a *Air) convicts(e *entry.Entry) bool {
	r := refOf(e)
	if a.forked[r] {
		return false
	}
	if len(a.forked) >= maxBuckets {
		clear(a.forked)
	}
	a.forked[r] = true
	return true
}

// prove queues the entries of a forked slot.
func (a *Air) prove(rivals []entry.Hash) {
	for _, r := range rivals {
		if !a.onAir.after(r, a.now-forgetTicks) && !slices.Contains(a.proofs, r) && len(a.proofs) < maxAirQueue {
			a.proofs = append(a.proofs, r)
		}
	}
}

// push queues an entry. A full queue drops it: the next comparison finds it. So it does with all that comes at
// once: who catches up elsewhere has no news for those who were not away.
func (a *Air) push(e *entry.Entry) {
	if a.now-a.burstAt >= burstTicks {
		a.burst, a.burstAt = 0, a.now
	}
	if a.burst++; a.burst > maxBurst || len(a.fresh) >= maxAirQueue {
		a.count.Lost++
		return
	}
	if len(a.fresh) == 0 {
		a.due = a.now + lingerTicks + a.chance.between(0, 8*a.unit)
	}
	a.fresh = append(a.fresh, queued{e.Hash(), a.now, concerns(e, a.goesAbroad)})
}

// leave takes an entry out of those that are on their way to the book, and off the count of strangers.
func (a *Air) leave(e *entry.Entry) {
	if _, counted := a.strange[e.Hash()]; counted {
		delete(a.strange, e.Hash())
		a.gate.strangers--
	}
	if a.over.entries[e.Hash()] != nil {
		a.over.drop(e)
		a.offers = slices.DeleteFunc(a.offers, func(x *entry.Entry) bool { return x.Hash() == e.Hash() })
	}
}

// Answered tells what the book has made of the entries of Offers.
func (a *Air) Answered(s *ledger.State, offered []*entry.Entry, answers []ledger.Answer) {
	for i, e := range offered {
		since, under := a.over.since[e.Hash()]
		if a.leave(e); !under {
			since = a.now
		}
		switch {
		case answers[i].Err != nil && later(answers[i].Err):
			a.pen.keep(encodeAir(a.tag, &airWhole{e.Full()}), nil, since)
		case answers[i].New:
			a.gate.meet(s, e)
		}
	}
}

// Tick tells that time has passed.
func (a *Air) Tick(s *ledger.State, read Reader) {
	a.now++
	a.since = a.now
	if a.now%purseTicks == 0 {
		a.purse = min(a.purse+1, airPurse)
	}
	a.meets(s)
	v := &view{s, read}
	if a.tables.grow(v, readsATick) {
		a.again = true
	}
	a.history.mark(s)
	if (a.again || s.Now() != a.retried) && a.now%retryTicks == 0 {
		a.retried = s.Now()
		a.retry(v)
		a.gate.meetStrangers(s)
	}
	a.onAir.fade(a.now)
	a.forget()
	a.sum(s)
	a.miss()
	if a.pen.unasked() {
		a.beacon.provoke(a)
	}
	if a.pen.waits(a.now-a.tellPause()) || a.unread > 0 {
		a.owe(a.now + a.chance.between(4*a.unit, 12*a.unit))
	}
}

// AirCount is what has gone through an Air.
type AirCount struct {
	Said, Heard int // frames
	Bytes       int // said
	Foreign     int // frames of others, or of a newer version
	Malformed   int
	Unread      int // records whose signatures failed: damaged, or not understood
	TooLong     int // entries that cannot go by radio
	Lost        int // entries dropped for want of room
	Records     int // entries said
}

// Count tells what has gone through.
func (a *Air) Count() AirCount { return a.count }
