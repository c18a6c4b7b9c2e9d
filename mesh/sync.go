package mesh

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Settings are what a Sync says of its node.
type Settings struct {
	Name string   // for people; at most MaxName bytes
	Seed [32]byte // nonces are drawn from it, so it is secret; to be another one at each start

	Search Search // of a base to begin with, for a book that holds nothing
}

// Sync is what one node says to its peers and makes of what it hears. Its driver tells it
//
//	Open, Shut   a stream to a peer has opened, has closed
//	Hear         a message came
//	Grew         the book has appended entries, in this order
//	Tick         time has passed
//
// and asks it
//
//	Say          what to send to a peer next, whenever the stream takes more
//	Offers       what to bring to the book next; Answered tells what became of it
//	Challenges   what the steward here is to sign next; Prove tells his signature
//	Fetched      which part of a base to write down next; Spooled tells that it is, Judged what
//	             became of the whole
//
// Each takes the state as it stands, which Sync only reads and never keeps. It is not safe for use
// by several goroutines at once. With the same calls it says the same.
type Sync struct {
	settings Settings
	now      int64 // ticks
	peers    []*peer
	opened   uint64 // streams opened so far
	intake   intake
	purse    int                  // credit to be lent to new peers
	marks    [settleMemory]uint32 // ledger.State.Now at each of the last ticks
	digest   digestOf
	search   *search // nil: none is under way
}

// ID names a stream: the n-th that was opened, from 1.
type ID uint64

// NewSync begins without peers.
func NewSync(settings Settings) *Sync {
	return &Sync{settings: settings, intake: newIntake(), purse: maxPurse, search: newSearch(settings.Search)}
}

// digestOf remembers the digest of a state as long as nothing has come.
type digestOf struct {
	state  *ledger.State
	now    uint32
	digest entry.Hash
}

func (d *digestOf) of(s *ledger.State) entry.Hash {
	if d.state != s || d.now != s.Now() {
		*d = digestOf{s, s.Now(), s.Digest()}
	}
	return d.digest
}

// Open greets a peer on a new stream.
func (y *Sync) Open(s *ledger.State, name string) ID {
	y.opened++
	p := &peer{id: ID(y.opened), name: name, since: y.now, heard: y.now, nonce: y.nonce(), credit: y.lend(), due: true}
	p.speak(&Hello{Community: s.Community(), Nonce: p.nonce, Name: y.settings.Name, Asks: true})
	y.beacon(s, p)
	y.peers = append(y.peers, p)
	return p.id
}

// nonce is a new one for the stream that is being opened.
func (y *Sync) nonce() ledger.Nonce {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(y.settings.Seed[:], y.opened))
	return ledger.Nonce(sum[:])
}

// Shut forgets a stream. What its peer brought and the book has not seen goes with it.
func (y *Sync) Shut(id ID) {
	y.intake.forget(id)
	if p := y.peer(id); p != nil {
		y.giveBack(p)
	}
	y.peers = slices.DeleteFunc(y.peers, func(p *peer) bool { return p.id == id })
}

// peer is the peer of a stream, or nil.
func (y *Sync) peer(id ID) *peer {
	for _, p := range y.peers {
		if p.id == id {
			return p
		}
	}
	return nil
}

// Hear takes a message from a peer.
func (y *Sync) Hear(s *ledger.State, id ID, m Message) {
	p := y.peer(id)
	if p == nil || p.parting {
		return
	}
	p.heard = y.now
	p.credit -= Price(m)
	hello, greets := m.(*Hello)
	switch {
	case !greets && p.hello == nil:
		return // nothing can be made of what comes before the Hello
	case greets && p.hello == nil:
		if p.hello = hello; hello.Community != s.Community() {
			p.part(Stranger)
		}
		return
	case greets:
		return // it has been said
	}
	switch m := m.(type) {
	case *Beacon:
		y.hearBeacon(s, p, m)
	case *Frontier:
		if y.search == nil {
			y.hearFrontier(s, p, m)
		}
	case *Want:
		p.serve(s, m)
	case *Entries:
		if y.search == nil {
			y.hearEntries(s, p, m)
		}
	case *Gone:
		y.intake.gone(y, p, m.Hashes)
	case *Ask:
		p.answer(s, m)
	case *Heads:
		p.told(m)
	case *Bye:
		p.parting, p.farewell = true, m.Reason
	case *Proof:
		y.hearProof(s, p, m)
	case *Seek:
		p.hearSeek(m)
	case *Part:
		if !y.search.hear(y, p, m) {
			p.credit -= messageCost
		}
	}
}

// Refuse lets a peer go whose bytes could not be taken for a message.
func (y *Sync) Refuse(id ID, why Reason) {
	if p := y.peer(id); p != nil {
		p.part(why)
	}
}

// hearBeacon compares digests, and tells the frontier when they differ.
func (y *Sync) hearBeacon(s *ledger.State, p *peer, m *Beacon) {
	p.held, p.heardDigest, p.summed = m.Held, m.Digest, true
	if p.agrees(y.digest.of(s)) || y.search != nil {
		return
	}
	p.owes = true
	y.tellFrontier(s, p)
}

// tellFrontier tells a peer the frontier, when it is owed and the last was not just told.
func (y *Sync) tellFrontier(s *ledger.State, p *peer) {
	if !p.owes || p.hello == nil || p.parting || y.now < p.nextFrontier && p.hasTold {
		return
	}
	for _, piece := range pieces(s.Frontier(p.nonce, p.full), p.asks) {
		p.speak(piece)
	}
	p.owes, p.full, p.asks, p.hasTold = false, false, false, true
	p.nextFrontier = y.now + beaconPause
}

// hearFrontier takes a piece; with the last it finds out what the peer lacks, and has.
func (y *Sync) hearFrontier(s *ledger.State, p *peer, m *Frontier) {
	if m.Piece == 0 {
		p.gathering, p.pieces = ledger.Frontier{Nonce: p.hello.Nonce}, 0
	}
	if m.Piece != p.pieces {
		return // a piece was lost: the next comparison tells it again
	}
	p.pieces++
	join(&p.gathering, &m.Told)
	if !m.Last {
		return
	}
	f := p.gathering
	p.gathering, p.pieces = ledger.Frontier{}, -1
	p.known = s.Know(&f)
	p.upTo = s.Now()
	if p.compared {
		p.upTo = y.settled()
	}
	p.compared, p.young = true, p.upTo < s.Now()
	p.ahead = p.known.Ahead
	if m.Ask || p.known.Apart {
		p.owes, p.full, p.asks = true, true, p.asks || p.known.Apart && !m.Ask
	}
	p.owes = p.owes || p.ahead > 0 && (!p.hasTold || y.now >= p.nextFrontier) // else it was just told
	if len(p.known.Differ) > 0 {
		p.speak(&Want{Spans: p.known.Differ[:min(len(p.known.Differ), MaxSpans)]})
	}
	y.tellFrontier(s, p)
}

// settled is the point in the order of coming up to which entries have had time to reach
// everybody by themselves.
func (y *Sync) settled() uint32 { return y.marks[(y.now+settleMemory-settleTicks)%settleMemory] }

// Grew takes what the book has appended. What no peer brought was made here, and is pushed to all;
// what proves a fork is pushed to all in any case, first.
func (y *Sync) Grew(s *ledger.State, list []*entry.Entry) {
	for _, e := range list {
		h := e.Hash()
		_, foreign := y.intake.came[h]
		rivals := s.Rival(h)
		for _, p := range y.peers {
			for _, r := range rivals {
				p.push(&p.proofs, r)
			}
			if !foreign && rivals == nil {
				p.push(&p.fresh, h)
			}
		}
		y.intake.appended(y, s, e)
	}
}

// Tick tells that time has passed.
func (y *Sync) Tick(s *ledger.State) {
	y.now++
	y.marks[y.now%settleMemory] = s.Now()
	digest := y.digest.of(s)
	y.purse = min(y.purse+purseATick, maxPurse)
	for _, p := range y.peers {
		p.age(y.now)
		if p.hello == nil || p.parting {
			if y.now-p.since > greetTicks {
				p.part(Silent)
			}
			continue
		}
		if y.now-p.heard > idleTicks {
			p.part(Silent)
		}
		if digest != p.saidDigest && y.now >= p.nextBeacon || !p.equal && y.now-p.beaconed > againTicks || y.now-p.beaconed > recallTicks {
			y.beacon(s, p)
		}
		if !p.equal {
			p.agrees(digest) // what the peer told last may have come from others since
		}
		y.tellFrontier(s, p)
	}
	y.intake.tick(y, s)
	if y.search != nil {
		y.search.tick(y, s)
	}
}

// beacon sums up to a peer what is held.
func (y *Sync) beacon(s *ledger.State, p *peer) {
	p.saidDigest = y.digest.of(s)
	p.speak(&Beacon{Digest: p.nonce.Short(p.saidDigest), Held: uint64(s.Held())})
	p.beaconed, p.nextBeacon = y.now, y.now+beaconPause
}

// Say is what to send to a peer next; nil when there is nothing. Of Entries it gives the names;
// the driver reads the entries, and leaves out those that it cannot read. Of a Part it gives what is
// asked for; the driver puts what it has in its place.
func (y *Sync) Say(s *ledger.State, id ID) Message {
	p := y.peer(id)
	if p == nil {
		return nil
	}
	if len(p.speech) > 0 {
		m := p.speech[0]
		p.speech = p.speech[1:]
		return m
	}
	if p.parting || p.hello == nil {
		return nil
	}
	if m := p.proof; m != nil {
		p.proof = nil
		return m
	}
	for _, list := range []*[]entry.Hash{&p.proofs, &p.fresh, &p.wanted} {
		if n := min(len(*list), giveAtOnce); n > 0 {
			names := slices.Clone((*list)[:n])
			if *list = (*list)[n:]; len(*list) == 0 {
				*list = nil
			}
			return p.gives(names)
		}
	}
	if m := y.give(s, p); m != nil || len(p.seeks) == 0 {
		return m
	}
	m := &Part{asked: p.seeks[0]}
	p.seeks = p.seeks[1:]
	return m
}

// give goes on giving a peer what it lacks by its frontier.
func (y *Sync) give(s *ledger.State, p *peer) Message {
	for p.known != nil {
		list, more := s.Give(p.known, p.upTo, giveAtOnce)
		if !more {
			p.known = nil
			if p.young {
				p.saidDigest = entry.Hash{} // compared again, once the rest has had its time
			}
		}
		list = slices.DeleteFunc(list, p.has)
		if len(list) > 0 {
			return p.gives(list)
		}
	}
	return nil
}

// Pending says whether Say has something, without saying it. It may be wrong for what a frontier
// asked for.
func (y *Sync) Pending(id ID) bool {
	p := y.peer(id)
	return p != nil && (len(p.speech) > 0 || !p.parting && p.hello != nil &&
		(len(p.proofs)+len(p.fresh)+len(p.wanted)+len(p.seeks) > 0 || p.known != nil || p.proof != nil))
}

// Parting says whether the conversation on a stream is over: the driver sends what Say still has,
// which ends with a Bye, and closes the stream.
func (y *Sync) Parting(id ID) (why Reason, over bool) {
	p := y.peer(id)
	if p == nil {
		return Leaving, true
	}
	return p.farewell, p.parting
}

// Enquire asks every peer how far it holds some chains. Found tells what they answered.
func (y *Sync) Enquire(chains ...ledger.Ref) {
	for _, p := range y.peers {
		if !p.parting {
			p.speak(&Ask{Chains: slices.Clone(chains)})
		}
	}
}

// Answer is how far a peer holds a chain.
type Answer struct {
	Peer   ID
	Voting keys.Account // of the steward who has proven that he serves there; zero: nobody has
	Heads  []entry.Head
}

// Found lists the answers to Enquire for a chain, of the peers who gave one.
func (y *Sync) Found(chain ledger.Ref) []Answer {
	var list []Answer
	for _, p := range y.peers {
		for _, c := range p.chains {
			if c.Ref == chain && p.hello != nil {
				list = append(list, Answer{p.id, p.voting, c.Heads})
			}
		}
	}
	return list
}
