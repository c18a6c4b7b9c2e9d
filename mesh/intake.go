package mesh

import (
	"errors"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// intake is what peers have brought and the book has not taken yet. An entry waits in its peer's
// box for the peer's turn, or is paced there until its author may bring another; or it is parked
// until an entry that it points to is held; or it is with the book. Each place has a bound, and
// what does not fit is dropped: the next comparison brings it again.
type intake struct {
	boxes  []*box // by peer, in the order of their first entry
	turn   int    // of the box that comes next
	places map[entry.Hash]place
	parked map[entry.Hash][]*parked // by the entry that they wait for
	size   int                      // of all that is parked, in bytes
	later  []*parked                // what the book may take when it knows more
	came   map[entry.Hash]ID        // what is with the book, and who brought it

	asked  []*question // entries that peers were asked for, the oldest first
	wanted map[entry.Hash]*question

	paces     map[ledger.Ref]*pace
	unknown   map[ledger.Ref]int // entries held of authors whom the ledger did not know
	strangers int                // their sum
}

// place is where an entry waits.
type place struct {
	sort placeSort
	peer ID
}

type placeSort uint8

const (
	boxed placeSort = iota + 1
	paced
	parkedAt
	withBook
)

// box is one peer's entries on their way to the book.
type box struct {
	peer      ID
	list      []*entry.Entry
	paced     []*entry.Entry
	size      int // of list and paced, in bytes
	strangers int // entries in it of authors whom the ledger does not know
	parks     int // entries parked for this peer
	parkSize  int // their size in bytes
}

// parked is an entry that waits for another.
type parked struct {
	entry *entry.Entry
	peer  ID
	since int64
}

// question is an entry that a peer was asked for, and is asked for again of others.
type question struct {
	hash  entry.Hash
	peer  ID
	since int64
	tries int
}

// pace is how many entries without a vote an author may bring, from a tick on.
type pace struct {
	left int
	at   int64
}

func newIntake() intake {
	return intake{places: map[entry.Hash]place{}, parked: map[entry.Hash][]*parked{}, came: map[entry.Hash]ID{},
		wanted: map[entry.Hash]*question{}, paces: map[ledger.Ref]*pace{}, unknown: map[ledger.Ref]int{}}
}

// box is the box of a peer, made when it is new.
func (in *intake) box(id ID) *box {
	for _, b := range in.boxes {
		if b.peer == id {
			return b
		}
	}
	b := &box{peer: id}
	in.boxes = append(in.boxes, b)
	return b
}

func refOf(e *entry.Entry) ledger.Ref { return ledger.Ref{Market: e.Market, Key: e.Author} }

// hearEntries takes entries from a peer.
func (y *Sync) hearEntries(s *ledger.State, p *peer, m *Entries) {
	var list []*entry.Entry
	for _, full := range m.Full {
		e, err := entry.Decode(full)
		switch {
		case errors.Is(err, entry.ErrNewer):
			p.refused++ // its author writes a newer version, which is nobody's offence
		case err != nil || e.Community != s.Community():
			p.fault()
		default:
			p.note(e.Hash())
			list = append(list, e)
		}
	}
	named := y.intake.named(s, list)
	for _, e := range list {
		if !p.parting {
			y.intake.accept(y, s, p, e, named[e.Hash()])
		}
	}
}

// named is what seated stewards vote for in a message and is not held. It is let in whatever its
// author's pace, also what the same peer brought before.
func (in *intake) named(s *ledger.State, list []*entry.Entry) map[entry.Hash]bool {
	named := map[entry.Hash]bool{}
	for _, e := range list {
		body, ok := e.Body.(*entry.Votes)
		if !ok || in.places[e.Hash()].sort != 0 || !in.seated(s, e) || !e.Verify() {
			continue
		}
		for _, v := range body.Items {
			if at := in.places[v.Entry]; at.sort == paced {
				in.release(at.peer, v.Entry)
			} else if !s.Holds(v.Entry) {
				named[v.Entry] = true
			}
		}
	}
	return named
}

// seated says whether an entry is of a chain that holds or held a seat.
func (in *intake) seated(s *ledger.State, e *entry.Entry) bool {
	epoch, _ := s.Serves(refOf(e))
	return epoch > 0
}

// release lets a paced entry go on.
func (in *intake) release(id ID, h entry.Hash) {
	b := in.box(id)
	i := slices.IndexFunc(b.paced, func(e *entry.Entry) bool { return e.Hash() == h })
	if i < 0 {
		return
	}
	b.list = append(b.list, b.paced[i])
	b.paced = slices.Delete(b.paced, i, i+1)
	in.places[h] = place{boxed, id}
}

// accept finds an entry a place, or none.
func (in *intake) accept(y *Sync, s *ledger.State, p *peer, e *entry.Entry, named bool) {
	h := e.Hash()
	named = named || in.wanted[h] != nil
	in.answered(h)
	if s.Holds(h) || in.places[h].sort != 0 {
		return
	}
	b := in.box(p.id)
	if !b.fits(e) {
		return
	}
	known := named || in.knows(s, e)
	if !known && in.strangers >= maxStrangers {
		p.refused++
		return
	}
	if in.waitsFor(y, s, p, b, e) {
		return
	}
	b.size += len(e.Full())
	if known && (named || in.mayPass(y.now, s, e)) || !known && in.strangers+b.strangers < maxStrangers {
		if !known {
			b.strangers++
		}
		b.list = append(b.list, e)
		in.places[h] = place{boxed, p.id}
		return
	}
	b.paced = append(b.paced, e)
	in.places[h] = place{paced, p.id}
}

// fits says whether the box has room for an entry.
func (b *box) fits(e *entry.Entry) bool {
	return len(b.list)+len(b.paced) < maxInbox && (b.size == 0 || b.size+len(e.Full()) <= maxInboxBytes)
}

// knows says whether there is reason to keep an entry of this author: the ledger knows him, or it is
// the founding, or a redemption, whose author the door holds against the series.
func (in *intake) knows(s *ledger.State, e *entry.Entry) bool {
	return e.Kind() == entry.KindRedeem || e.Hash() == s.Community() || s.Knows(refOf(e))
}

// mayPass takes one entry from an author's pace. Stewards' chains have none.
func (in *intake) mayPass(now int64, s *ledger.State, e *entry.Entry) bool {
	if in.seated(s, e) || e.Kind() == entry.KindFound || e.Kind() == entry.KindRedeem {
		return true
	}
	r := refOf(e)
	at := in.paces[r]
	if at == nil {
		if len(in.paces) >= maxBuckets {
			clear(in.paces) // everybody begins anew, which is fair too
		}
		at = &pace{left: authorBurst, at: now}
		in.paces[r] = at
	}
	if more := (now - at.at) / authorPause; more > 0 {
		at.left, at.at = int(min(int64(at.left)+more, authorBurst)), at.at+more*authorPause
	}
	if at.left == 0 {
		return false
	}
	at.left--
	return true
}

// waitsFor parks an entry that points to one which is neither held nor on its way before it, and
// asks the peer for what nobody has brought.
func (in *intake) waitsFor(y *Sync, s *ledger.State, p *peer, b *box, e *entry.Entry) bool {
	var first entry.Hash
	var ask []entry.Hash
	for _, h := range s.Missing(e) {
		at := in.places[h]
		if at.sort == withBook || at == (place{boxed, b.peer}) {
			continue
		}
		if at.sort == 0 {
			ask = append(ask, h)
		}
		if first.IsZero() || at.sort == 0 {
			first = h
		}
	}
	if first.IsZero() {
		return false
	}
	size := len(e.Full())
	if b.parks >= maxParked || b.parkSize+size > maxParkedSize || in.size+size > maxParkedAll {
		return true
	}
	b.parks, b.parkSize, in.size = b.parks+1, b.parkSize+size, in.size+size
	in.parked[first] = append(in.parked[first], &parked{e, b.peer, y.now})
	in.places[e.Hash()] = place{parkedAt, b.peer}
	in.question(y, p, ask)
	return true
}

// unpark takes a parked entry out of its place.
func (in *intake) unpark(x *parked) {
	size := len(x.entry.Full())
	in.size -= size
	b := in.box(x.peer)
	b.parks, b.parkSize = b.parks-1, b.parkSize-size
	delete(in.places, x.entry.Hash())
}

// question asks a peer for entries that it must hold.
func (in *intake) question(y *Sync, p *peer, list []entry.Hash) {
	var ask []entry.Hash
	for _, h := range list {
		if in.wanted[h] == nil && len(in.asked) < maxQueue {
			q := &question{hash: h, peer: p.id, since: y.now}
			in.asked, in.wanted[h] = append(in.asked, q), q
			ask = append(ask, h)
		}
	}
	p.want(ask)
}

// want asks the peer for entries.
func (p *peer) want(list []entry.Hash) {
	for len(list) > 0 {
		n := min(len(list), MaxHashes)
		p.speak(&Want{Hashes: list[:n:n]})
		list = list[n:]
	}
}

// answered forgets a question.
func (in *intake) answered(h entry.Hash) {
	if q := in.wanted[h]; q != nil {
		delete(in.wanted, h)
		in.asked = slices.DeleteFunc(in.asked, func(x *question) bool { return x == q })
	}
}

// gone puts questions to the next peer who has not been asked.
func (in *intake) gone(y *Sync, p *peer, list []entry.Hash) {
	for _, h := range list {
		if q := in.wanted[h]; q != nil && q.peer == p.id {
			in.askNext(y, q)
		}
	}
}

// askNext puts a question to the next peer, in the order of their streams; after all of them it is
// dropped.
func (in *intake) askNext(y *Sync, q *question) {
	var next *peer
	for _, p := range y.peers {
		if p.hello != nil && !p.parting && p.id > q.peer && next == nil {
			next = p
		}
	}
	if next == nil && len(y.peers) > 0 && y.peers[0].hello != nil && !y.peers[0].parting {
		next = y.peers[0]
	}
	if q.tries++; next == nil || q.tries >= len(y.peers) {
		in.answered(q.hash)
		return
	}
	q.peer, q.since = next.id, y.now
	next.want([]entry.Hash{q.hash})
}

// Room says whether a peer's next message may be heard: its box is not full.
func (y *Sync) Room(id ID) bool {
	for _, b := range y.intake.boxes {
		if b.peer == id {
			return len(b.list)+len(b.paced) < maxInbox/2 && b.size < maxInboxBytes/2
		}
	}
	return true
}

// Waiting says whether Offers has something.
func (y *Sync) Waiting() bool {
	return slices.ContainsFunc(y.intake.boxes, func(b *box) bool { return len(b.list) > 0 })
}

// Offers names entries for the book, about most of them: peers take turns, and each peer's stand in
// the order in which it brought them. Their signatures are not checked yet. Answered must be told
// what became of them before Offers is asked again.
func (y *Sync) Offers(most int) []*entry.Entry {
	in := &y.intake
	var list []*entry.Entry
	share := max(1, most/max(1, len(in.boxes)))
	for range in.boxes {
		b := in.boxes[in.turn%len(in.boxes)]
		in.turn++
		for range min(share, len(b.list)) {
			e := b.list[0]
			b.list[0], b.list = nil, b.list[1:]
			b.size -= len(e.Full())
			in.places[e.Hash()] = place{withBook, b.peer}
			in.came[e.Hash()] = b.peer
			list = append(list, e)
		}
		if len(b.list) == 0 {
			b.list, b.strangers = nil, 0
		}
	}
	return list
}

// Answered tells what the book has made of the entries of Offers.
func (y *Sync) Answered(s *ledger.State, offered []*entry.Entry, answers []ledger.Answer) {
	in := &y.intake
	for i, e := range offered {
		h := e.Hash()
		id := in.places[h].peer
		delete(in.places, h)
		if answers[i].Err == nil && answers[i].New {
			if p := y.peer(id); p != nil {
				p.brought++
			}
			continue // Grew tells it too, before or after
		}
		delete(in.came, h)
		if answers[i].Err != nil {
			in.refused(y, s, id, e, answers[i].Err)
		}
	}
	for i, e := range offered {
		if answers[i].Err == nil {
			in.wake(y, s, e.Hash())
		}
	}
}

// refused sees what becomes of an entry that the book did not take.
func (in *intake) refused(y *Sync, s *ledger.State, id ID, e *entry.Entry, why error) {
	p := y.peer(id)
	if p == nil {
		return
	}
	switch {
	case errors.Is(why, ledger.ErrSignature):
		p.fault()
	case errors.Is(why, ledger.ErrOutOfOrder) && in.waitsFor(y, s, p, in.box(id), e):
		return
	case errors.Is(why, ledger.ErrOutOfOrder), errors.Is(why, ledger.ErrUnknown), errors.Is(why, ledger.ErrStranger):
		if len(in.later) < maxLater {
			in.later = append(in.later, &parked{e, id, y.now})
			in.places[e.Hash()] = place{parkedAt, id}
			return
		}
	}
	p.refused++
}

// wake brings back what waited for an entry.
func (in *intake) wake(y *Sync, s *ledger.State, h entry.Hash) {
	list := in.parked[h]
	delete(in.parked, h)
	for _, x := range list {
		in.unpark(x)
		if p := y.peer(x.peer); p != nil {
			in.accept(y, s, p, x.entry, true)
		}
	}
}

// appended is told of every entry that the book has taken, from wherever it came.
func (in *intake) appended(y *Sync, s *ledger.State, e *entry.Entry) {
	h := e.Hash()
	delete(in.came, h)
	in.answered(h)
	in.wake(y, s, h)
	if r := refOf(e); !in.knows(s, e) {
		in.unknown[r]++
		in.strangers++
	}
	if !e.Kind().Owned() && len(in.later) > 0 {
		list := in.later
		in.later = nil
		for _, x := range list {
			delete(in.places, x.entry.Hash())
			if p := y.peer(x.peer); p != nil {
				in.accept(y, s, p, x.entry, true)
			}
		}
	}
}

// forget drops what a peer brought.
func (in *intake) forget(id ID) {
	in.boxes = slices.DeleteFunc(in.boxes, func(b *box) bool {
		if b.peer == id {
			for _, e := range append(b.list, b.paced...) {
				delete(in.places, e.Hash())
			}
		}
		return b.peer == id
	})
	in.sweep(func(x *parked) bool { return x.peer == id })
}

// sweep drops parked entries.
func (in *intake) sweep(drop func(*parked) bool) {
	for h, list := range in.parked {
		kept := slices.DeleteFunc(list, func(x *parked) bool {
			if drop(x) {
				size := len(x.entry.Full())
				in.size -= size
				for _, b := range in.boxes {
					if b.peer == x.peer {
						b.parks, b.parkSize = b.parks-1, b.parkSize-size
					}
				}
				delete(in.places, x.entry.Hash())
				return true
			}
			return false
		})
		if in.parked[h] = kept; len(kept) == 0 {
			delete(in.parked, h)
		}
	}
	in.later = slices.DeleteFunc(in.later, func(x *parked) bool {
		if drop(x) {
			delete(in.places, x.entry.Hash())
			return true
		}
		return false
	})
}

// tick lets time pass: questions go on to other peers, what waited too long is dropped, authors
// may bring more, strangers have become known.
func (in *intake) tick(y *Sync, s *ledger.State) {
	for len(in.asked) > 0 && y.now-in.asked[0].since > askTicks {
		q := in.asked[0]
		in.asked = append(in.asked[1:], q)
		in.askNext(y, q)
	}
	if y.now%settleMemory == 0 {
		in.sweep(func(x *parked) bool { return y.now-x.since > parkTicks })
		in.meetStrangers(s)
		for _, b := range in.boxes {
			in.letPass(y.now, s, b)
		}
	}
}

// meetStrangers takes those off the count whom the ledger has come to know.
func (in *intake) meetStrangers(s *ledger.State) {
	for r, n := range in.unknown {
		if s.Knows(r) {
			delete(in.unknown, r)
			in.strangers -= n
		}
	}
}

// letPass moves on what was paced.
func (in *intake) letPass(now int64, s *ledger.State, b *box) {
	b.paced = slices.DeleteFunc(b.paced, func(e *entry.Entry) bool {
		switch known := in.knows(s, e); {
		case !known && in.strangers >= maxStrangers:
			b.size -= len(e.Full())
			delete(in.places, e.Hash())
			return true
		case !known && in.strangers+b.strangers >= maxStrangers, known && !in.mayPass(now, s, e):
			return false
		case !known:
			b.strangers++
		}
		b.list = append(b.list, e)
		in.places[e.Hash()] = place{boxed, b.peer}
		return true
	})
}
