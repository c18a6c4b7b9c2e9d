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
	places map[entry.Hash]*guest
	parked map[entry.Hash][]*guest // by the entry that they wait for
	size   int                     // of all that is parked, in bytes
	later  []*guest                // what the book may take when it knows more
	came   map[entry.Hash]ID       // what is with the book, and who brought it

	asked  []*question // entries that peers were asked for, the oldest first
	wanted map[entry.Hash]*question

	gate
}

// guest is an entry that waits.
type guest struct {
	entry   *entry.Entry
	peer    ID
	where   whereabouts
	since   int64
	named   bool // a seated steward votes for it, or said it, or a peer was asked for what he votes for
	checked bool // its signatures hold
	strange bool // counted among the strangers
	voucher *voucher
}

// voucher is a Votes of a seated steward's that came with what it votes for. Its signature is looked
// at when something hangs on it, and not twice: mostly nothing does, and the book looks at it anyway.
type voucher struct {
	votes         *entry.Entry
	checked, good bool
}

func (v *voucher) holds() bool {
	if !v.checked {
		v.checked, v.good = true, v.votes.Verify()
	}
	return v.good
}

// vouched says whether a guest is let in whatever his author's pace.
func (g *guest) vouched() bool {
	if !g.named && g.voucher != nil {
		g.named = g.voucher.holds()
		g.voucher = nil
	}
	return g.named
}

type whereabouts uint8

const (
	boxed whereabouts = iota + 1
	paced
	parked
	withBook
)

// box is one peer's entries on their way to the book.
type box struct {
	peer     ID
	list     []*guest
	paced    []*guest
	size     int // of list and paced, in bytes
	parks    int // entries parked for this peer
	parkSize int // their size in bytes
}

// question is an entry that a peer was asked for, and is asked for again of others.
type question struct {
	hash  entry.Hash
	peer  ID
	since int64
	tries int
	named bool // it is let in whatever its author's pace
}

func newIntake() intake {
	return intake{places: map[entry.Hash]*guest{}, parked: map[entry.Hash][]*guest{}, came: map[entry.Hash]ID{},
		wanted: map[entry.Hash]*question{}, gate: newGate()}
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
	list, faults, newer := m.entries(s.Community())
	p.refused += newer // their authors write a newer version, which is nobody's offence
	for range faults {
		p.fault()
	}
	for _, e := range list {
		p.note(e.Hash())
	}
	named := y.intake.named(s, list)
	for _, e := range list {
		if !p.parting {
			y.intake.accept(y, s, p, &guest{entry: e, peer: p.id, since: y.now, voucher: named[e.Hash()]})
		}
	}
}

// named is what seated stewards vote for in a message and is not held. It is let in whatever its
// author's pace, also what waits already.
func (in *intake) named(s *ledger.State, list []*entry.Entry) map[entry.Hash]*voucher {
	named := map[entry.Hash]*voucher{}
	for _, e := range list {
		body, ok := e.Body.(*entry.Votes)
		if !ok || in.places[e.Hash()] != nil || s.Holds(e.Hash()) || !in.seated(s, e) {
			continue
		}
		v := &voucher{votes: e}
		for _, item := range body.Items {
			if g := in.places[item.Entry]; g != nil {
				in.vouch(s, g, v)
			} else if !s.Holds(item.Entry) {
				named[item.Entry] = v
			}
		}
	}
	return named
}

// vouch names a guest who came before, and lets him go on when he waits for that and for nothing
// else. Whoever is on his way to the book needs nothing.
func (in *intake) vouch(s *ledger.State, g *guest, v *voucher) {
	if g.named || g.where != paced && g.where != parked || !v.holds() {
		return
	}
	if g.named = true; g.where == paced && !slices.ContainsFunc(s.Missing(g.entry), in.isPaced) {
		b := in.box(g.peer)
		b.paced = slices.DeleteFunc(b.paced, func(x *guest) bool { return x == g })
		b.list = append(b.list, g)
		g.where = boxed
	}
}

// accept finds an entry a place, or none.
func (in *intake) accept(y *Sync, s *ledger.State, p *peer, g *guest) {
	h := g.entry.Hash()
	q := in.wanted[h]
	g.named = g.named || q != nil && q.named
	in.answered(h)
	if s.Holds(h) || in.places[h] != nil {
		return
	}
	b := in.box(p.id)
	if !b.fits(g.entry) {
		return
	}
	known := in.knows(s, g.entry) || g.vouched()
	if !known && len(in.unknown) > 0 && in.strangers >= maxStrangers {
		p.refused++
		return
	}
	waits, follows := in.waitsFor(y, s, p, b, g)
	switch {
	case waits, follows && !g.sound(p):
	case !follows && in.passes(y.now, s, g, known):
		in.places[h] = g
		b.size += len(g.entry.Full())
		g.where = boxed
		b.list = append(b.list, g)
	default:
		in.pace(b, g)
	}
}

// sound looks at the signature of a guest who has to wait for another: else it would keep out the
// true copy for as long. The peer has its price back when it holds; who cannot pay does not wait.
func (g *guest) sound(p *peer) bool {
	switch {
	case g.checked:
	case !p.pays():
	case g.entry.Verify():
		g.checked = true
		p.credit += checkCost
	default:
		p.fault()
	}
	return g.checked
}

// pace lets a guest stand behind those of his box who wait until they may go on.
func (in *intake) pace(b *box, g *guest) {
	in.places[g.entry.Hash()] = g
	b.size += len(g.entry.Full())
	g.where = paced
	b.paced = append(b.paced, g)
}

// isPaced says whether an entry waits until it may go on.
func (in *intake) isPaced(h entry.Hash) bool {
	g := in.places[h]
	return g != nil && g.where == paced
}

// passes says whether an entry may go to the book now.
func (in *intake) passes(now int64, s *ledger.State, g *guest, known bool) bool {
	switch {
	case g.named, known && in.mayPass(now, s, g.entry), g.vouched():
		return true
	case known, in.strangers >= maxStrangers:
		return false
	}
	g.strange = true
	in.strangers++
	return true
}

// fits says whether the box has room for an entry.
func (b *box) fits(e *entry.Entry) bool {
	return len(b.list)+len(b.paced) < maxInbox && (b.size == 0 || b.size+len(e.Full()) <= maxInboxBytes)
}

// waitsFor parks an entry that points to one which is neither held nor on its way before it, and
// asks the peer for what nobody has brought. Where it waits for nothing else it says whether it
// follows one of its box that is paced: such a one takes room in the box, so that the peer is not
// heard further than that.
func (in *intake) waitsFor(y *Sync, s *ledger.State, p *peer, b *box, g *guest) (waits, follows bool) {
	var first entry.Hash
	var ask []entry.Hash
	for _, h := range s.Missing(g.entry) {
		before := in.places[h]
		if before != nil && (before.where == withBook || before.peer == b.peer && before.where != parked) {
			follows = follows || before.where == paced
			continue
		}
		if before == nil {
			ask = append(ask, h)
		}
		if first.IsZero() || before == nil {
			first = h
		}
	}
	if first.IsZero() {
		return false, follows
	}
	size := len(g.entry.Full())
	if b.parks >= maxParked || b.parkSize+size > maxParkedSize || in.size+size > maxParkedAll {
		return true, false
	}
	if !g.sound(p) {
		return true, false
	}
	g.named = g.vouched() || in.seated(s, g.entry)
	b.parks, b.parkSize, in.size = b.parks+1, b.parkSize+size, in.size+size
	in.parked[first] = append(in.parked[first], g)
	in.places[g.entry.Hash()] = g
	g.where = parked
	in.question(y, p, ask, g.named)
	return true, false
}

// unpark takes a parked entry out of its place.
func (in *intake) unpark(g *guest) {
	size := len(g.entry.Full())
	in.size -= size
	b := in.box(g.peer)
	b.parks, b.parkSize = b.parks-1, b.parkSize-size
	delete(in.places, g.entry.Hash())
}

// question asks a peer for entries that it must hold; named says that a seated steward wants them.
func (in *intake) question(y *Sync, p *peer, list []entry.Hash, named bool) {
	var ask []entry.Hash
	for _, h := range list {
		if q := in.wanted[h]; q != nil {
			q.named = q.named || named
		} else if len(in.asked) < maxQueue {
			q := &question{hash: h, peer: p.id, since: y.now, named: named}
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

// Room says whether a message of a peer may be heard that costs so much, 0 for one that has not come
// yet: the peer can pay for it, and its box is not full.
func (y *Sync) Room(id ID, cost int) bool {
	if p := y.peer(id); p != nil && p.credit < min(cost, maxCredit) {
		return false
	}
	for _, b := range y.intake.boxes {
		if b.peer == id {
			return len(b.list)+len(b.paced) < maxInbox/2 && b.size < maxInboxBytes/2
		}
	}
	return true
}

// Waiting says whether Offers has something.
func (y *Sync) Waiting() bool {
	return slices.ContainsFunc(y.intake.boxes, func(b *box) bool { return len(b.list) > 0 && y.sponsor(b) != nil })
}

// sponsor is the peer who pays for the next entry of a box; nil when it cannot.
func (y *Sync) sponsor(b *box) *peer {
	p := y.peer(b.peer)
	if p == nil || p.farewell == Faulty || !b.list[0].checked && p.credit < checkCost {
		return nil
	}
	return p
}

// Offers names entries for the book, about most of them: peers take turns, and each peer's stand in
// the order in which it brought them, as far as it pays. Their signatures are not checked yet.
// Answered must be told what became of them before Offers is asked again.
func (y *Sync) Offers(most int) []*entry.Entry {
	in := &y.intake
	var list []*entry.Entry
	share := max(1, most/max(1, len(in.boxes)))
	for range in.boxes {
		b := in.boxes[in.turn%len(in.boxes)]
		in.turn++
		for range min(share, len(b.list)) {
			p, g := y.sponsor(b), b.list[0]
			if p == nil {
				break
			}
			if !g.checked {
				p.pays()
			}
			b.list[0], b.list = nil, b.list[1:]
			b.size -= len(g.entry.Full())
			g.where = withBook
			in.came[g.entry.Hash()] = b.peer
			list = append(list, g.entry)
		}
		if len(b.list) == 0 {
			b.list = nil
		}
	}
	return list
}

// Answered tells what the book has made of the entries of Offers.
func (y *Sync) Answered(s *ledger.State, offered []*entry.Entry, answers []ledger.Answer) {
	in := &y.intake
	strangers := in.strangers
	for i, e := range offered {
		h := e.Hash()
		g := in.places[h]
		if g == nil {
			continue
		}
		delete(in.places, h)
		if g.strange {
			in.strangers--
			g.strange = false
		}
		if answers[i].Err == nil && answers[i].New {
			in.meet(s, e)
			if p := y.peer(g.peer); p != nil {
				p.brought++
				if in.knows(s, e) {
					p.earns()
				}
			}
			continue // Grew tells it too, before or after
		}
		delete(in.came, h)
		if answers[i].Err != nil {
			in.refused(y, s, g, answers[i].Err)
		}
	}
	for i, e := range offered {
		if answers[i].Err == nil {
			in.wake(y, s, e.Hash())
		}
	}
	if in.strangers < strangers { // there is room for others, or they have become known
		for _, b := range in.boxes {
			in.letPass(y, s, b)
		}
	}
}

// refused sees what becomes of an entry that the book did not take.
func (in *intake) refused(y *Sync, s *ledger.State, g *guest, why error) {
	p := y.peer(g.peer)
	if p == nil {
		return
	}
	switch {
	case errors.Is(why, ledger.ErrSignature):
		p.fault()
	case errors.Is(why, ledger.ErrOutOfOrder) && in.waitsAgain(y, s, p, g):
		return
	case errors.Is(why, ledger.ErrOutOfOrder), errors.Is(why, ledger.ErrUnknown), errors.Is(why, ledger.ErrStranger):
		if len(in.later) < maxLater {
			in.later = append(in.later, g)
			in.places[g.entry.Hash()] = g
			g.where = parked
			return
		}
	}
	p.refused++
}

// waitsAgain finds a place for an entry that came to the book before another which it points to.
func (in *intake) waitsAgain(y *Sync, s *ledger.State, p *peer, g *guest) bool {
	b := in.box(g.peer)
	waits, follows := in.waitsFor(y, s, p, b, g)
	if follows {
		in.pace(b, g)
	}
	return waits || follows
}

// wake brings back what waited for an entry.
func (in *intake) wake(y *Sync, s *ledger.State, h entry.Hash) {
	list := in.parked[h]
	delete(in.parked, h)
	for _, g := range list {
		in.unpark(g)
		if p := y.peer(g.peer); p != nil {
			in.accept(y, s, p, g)
		}
	}
}

// appended is told of every entry that the book has taken, from wherever it came.
func (in *intake) appended(y *Sync, s *ledger.State, e *entry.Entry) {
	h := e.Hash()
	delete(in.came, h)
	in.answered(h)
	in.wake(y, s, h)
	if !e.Kind().Owned() && len(in.later) > 0 {
		list := in.later
		in.later = nil
		for _, g := range list {
			delete(in.places, g.entry.Hash())
			if p := y.peer(g.peer); p != nil {
				in.accept(y, s, p, g)
			}
		}
	}
}

// forget drops what a peer brought.
func (in *intake) forget(id ID) {
	in.boxes = slices.DeleteFunc(in.boxes, func(b *box) bool {
		if b.peer == id {
			for _, g := range append(b.list, b.paced...) {
				in.drop(g)
			}
		}
		return b.peer == id
	})
	in.sweep(func(g *guest) bool { return g.peer == id })
}

// drop forgets an entry that leaves its box.
func (in *intake) drop(g *guest) {
	delete(in.places, g.entry.Hash())
	if g.strange {
		in.strangers--
		g.strange = false
	}
}

// sweep drops parked entries.
func (in *intake) sweep(drop func(*guest) bool) {
	gone := func(g *guest) bool {
		if drop(g) {
			in.drop(g)
			return true
		}
		return false
	}
	for h, list := range in.parked {
		kept := slices.DeleteFunc(list, func(g *guest) bool {
			if !gone(g) {
				return false
			}
			size := len(g.entry.Full())
			in.size -= size
			for _, b := range in.boxes {
				if b.peer == g.peer {
					b.parks, b.parkSize = b.parks-1, b.parkSize-size
				}
			}
			return true
		})
		if in.parked[h] = kept; len(kept) == 0 {
			delete(in.parked, h)
		}
	}
	in.later = slices.DeleteFunc(in.later, gone)
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
		in.sweep(func(g *guest) bool { return y.now-g.since > parkTicks })
		in.meetStrangers(s)
		for _, b := range in.boxes {
			in.letPass(y, s, b)
		}
	}
}

// letPass lets those of a box go on who were paced and may, in the order in which they came.
func (in *intake) letPass(y *Sync, s *ledger.State, b *box) {
	list := b.paced
	b.paced = nil
	for _, g := range list {
		b.size -= len(g.entry.Full())
		delete(in.places, g.entry.Hash())
		if p := y.peer(g.peer); p != nil && !s.Holds(g.entry.Hash()) {
			in.accept(y, s, p, g)
		}
	}
}
