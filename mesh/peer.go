package mesh

import (
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// peer is one conversation, on one stream.
type peer struct {
	id       ID
	name     string
	nonce    ledger.Nonce // ours
	hello    *Hello       // the peer's; nil until it came
	since    int64        // tick at which the stream opened
	heard    int64        // tick of the last message
	parting  bool
	farewell Reason

	// who serves
	due    bool         // the peer is to be told who serves here
	proved bool         // it was told that somebody does
	proof  *Proof       // to say
	voting keys.Account // who serves there, by the last proof that held

	// to say
	speech []Message    // all but entries
	proofs []entry.Hash // of forks
	fresh  []entry.Hash // made here
	wanted []entry.Hash // asked for
	seeks  []*Seek      // parts of a base that are asked for
	known  *ledger.Known
	upTo   uint32                     // known is given up to this point in the order of coming
	young  bool                       // something came after it
	recent [2]map[entry.Hash]struct{} // what the peer has been given, or has brought
	turned int64                      // tick at which the generations changed

	// comparing
	saidDigest   entry.Hash // at the last beacon
	beaconed     int64
	nextBeacon   int64
	nextFrontier int64
	owes         bool // the frontier is to be told
	full         bool // with groups in full
	asks         bool // and the peer asked for the same
	hasTold      bool
	compared     bool         // a whole frontier has been heard
	equal        bool         // by its last beacon
	heardDigest  ledger.Short // in it
	gathering    ledger.Frontier
	pieces       int

	// for people
	held    uint64 // entries that the peer holds, by its word
	summed  bool   // it has said so
	ahead   int    // heads that it has and this node lacks, when it last told its frontier
	faults  int
	credit  int // for the work that it makes; what costs more is not heard yet
	refused int // entries that the book did not take
	brought int // entries that it took
	given   int // entries named to the peer
	chains  []ChainHeads
}

// speak queues a message. When too many wait, those that the next comparison makes good are left
// out.
func (p *peer) speak(m Message) {
	if p.parting || len(p.speech) >= maxSpeech {
		return
	}
	p.speech = append(p.speech, m)
}

// agrees compares what the peer told in its last beacon with what is held here now; with equals
// the comparison is over.
func (p *peer) agrees(digest entry.Hash) bool {
	if p.equal = p.hello.Nonce.Short(digest) == p.heardDigest; p.equal {
		p.known, p.compared, p.owes = nil, true, false
	}
	return p.equal
}

// part ends the conversation.
func (p *peer) part(why Reason) {
	if p.parting {
		return
	}
	p.speech, p.proof = []Message{&Bye{Reason: why}}, nil
	p.proofs, p.fresh, p.wanted, p.known, p.seeks = nil, nil, nil, nil, nil
	p.parting, p.farewell = true, why
}

// fault counts something that does not hold, and lets a peer go that brings too much of it.
func (p *peer) fault() {
	if p.faults++; p.faults > maxFaults {
		p.part(Faulty)
	}
}

// push queues an entry for a peer that does not have it. A full queue drops it: the next
// comparison finds it.
func (p *peer) push(list *[]entry.Hash, h entry.Hash) {
	if p.parting || p.has(h) || len(*list) >= maxQueue || slices.Contains((*list)[max(0, len(*list)-8):], h) {
		return
	}
	*list = append(*list, h)
}

// gives names entries to the peer.
func (p *peer) gives(names []entry.Hash) Message {
	for _, h := range names {
		p.note(h)
	}
	p.given += len(names)
	return &Entries{Names: names}
}

// note remembers that the peer has an entry, or will soon.
func (p *peer) note(h entry.Hash) {
	if len(p.recent[0]) >= memory {
		p.recent[0], p.recent[1] = nil, p.recent[0]
	}
	if p.recent[0] == nil {
		p.recent[0] = map[entry.Hash]struct{}{}
	}
	p.recent[0][h] = struct{}{}
}

// has says whether the peer has just been given an entry, or has just brought it.
func (p *peer) has(h entry.Hash) bool {
	_, newer := p.recent[0][h]
	_, older := p.recent[1][h]
	return newer || older
}

// age lets the memory of what the peer has fade, as it may have been lost on the way.
func (p *peer) age(now int64) {
	p.credit = min(p.credit+creditATick, maxCredit)
	if now-p.turned >= forgetTicks && len(p.recent[0])+len(p.recent[1]) > 0 {
		p.recent[0], p.recent[1] = nil, p.recent[0]
		p.turned = now
	}
}

// serve queues what a peer asks for, and says what cannot be shown.
func (p *peer) serve(s *ledger.State, m *Want) {
	var gone []entry.Hash
	for _, h := range m.Hashes {
		switch {
		case !s.Shows(h):
			gone = append(gone, h)
		case len(p.wanted) < maxQueue:
			p.wanted = append(p.wanted, h)
		}
	}
	for _, span := range m.Spans {
		if len(p.wanted) < maxQueue {
			p.wanted = append(p.wanted, s.Slice(span, spanAnswered)...)
		}
	}
	if len(gone) > 0 {
		p.speak(&Gone{Hashes: gone})
	}
}

// answer tells a peer how far chains are held.
func (p *peer) answer(s *ledger.State, m *Ask) {
	reply := &Heads{}
	for _, r := range m.Chains {
		heads := s.Heads(r)
		reply.Chains = append(reply.Chains, ChainHeads{r, heads[:min(len(heads), MaxBranches)]})
	}
	p.speak(reply)
}

// told keeps a peer's answers, the last one for each chain.
func (p *peer) told(m *Heads) {
	for _, c := range m.Chains {
		p.chains = slices.DeleteFunc(p.chains, func(old ChainHeads) bool { return old.Ref == c.Ref })
		if len(p.chains) < MaxSpans {
			p.chains = append(p.chains, c)
		}
	}
}

// Standing is what can be said of one peer.
type Standing struct {
	ID         ID
	Link       string       // the name that the link gave it
	Name       string       // what it calls itself
	Voting     keys.Account // of the steward who has proven that he serves there; zero: nobody has
	Greeted    bool         // its Hello came
	Equal      bool         // it held the same when it last said so
	Held       uint64       // entries, by its word
	Ahead      int          // heads that it has and this node lacks, when it last told
	Refused    int          // entries of its that the book did not take
	Brought    int          // entries of its that the book took
	Given      int          // entries sent to it
	Waiting    int          // entries and questions that wait to be sent to it
	SinceHeard int64        // ticks
}

// Peers lists the conversations, the oldest first.
func (y *Sync) Peers() []Standing {
	var list []Standing
	for _, p := range y.peers {
		st := Standing{ID: p.id, Link: p.name, Equal: p.equal, Held: p.held, Ahead: p.ahead, Refused: p.refused,
			Brought: p.brought, Given: p.given, SinceHeard: y.now - p.heard,
			Waiting: len(p.speech) + len(p.proofs) + len(p.fresh) + len(p.wanted)}
		if st.Voting = p.voting; p.hello != nil {
			st.Name, st.Greeted = p.hello.Name, true
		}
		list = append(list, st)
	}
	return list
}
