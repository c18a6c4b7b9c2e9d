package sim

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Options say what a world is like. Seed and Stewards say all of the rest.
type Options struct {
	Seed     uint64
	Stewards int  // 4, 7 or 10
	Entries  int  // owned entries before the world is healed, at least; 0: 300
	Faults   int  // faults before the world is healed, at least; 0: 15
	Chain    bool // it has a chain; else one world of four has
	Villages int  // joined by nothing but radios; 0: all are on one network
	Line     bool // and the first does not hear the last
	League   bool // as many stewards cheat as may, in league with cheating members; else in some worlds

	trace  func(*World, *node, *entry.Entry) // hears of each entry that a node has written
	mutant mutant                            // a defect on purpose, for tests of the invariants
}

// mutant is a defect that the world can have on purpose.
type mutant uint8

const (
	sound       mutant = iota
	speaksFirst        // a node sends what it has not written
	forgetful          // a restored steward votes on in the same epoch
	miscounts          // the outside knows of less money than stewards attest
	unmarked           // batches leave no marker on the chain, and are signed again
	lawless            // radios send as much as they like
)

// chatter is more entries than any world that comes to rest has.
const chatter = 20_000

// diskDelay is the longest time in ms that a write takes.
func (o Options) diskDelay() int64 { return 8 }

// World is one seeded world.
type World struct {
	options Options
	rnd     *rand.Rand
	now     int64 // virtual milliseconds
	events  events
	planned uint64
	story   story
	breach  *Breach
	counts  Counts

	community entry.Hash
	market    entry.MarketID
	nodes     []*node
	stewards  int // how many of the nodes are seated at first; they come first
	plan      *plan
	links     [][]link
	weather   weather
	outside   outside
	chronicle *Chronicle
	all       *ledger.State // of all that was said
	people    []*person
	press     *press  // nil in most worlds
	air       *air    // nil in most worlds
	blocks    *blocks // nil in most worlds
	shadow    *shadow // nil at times
	byKey     map[keys.Account]*person
	seatOf    map[keys.Account]*node // by voting key
	names     map[keys.Account]string
	verified  map[signed]bool

	troubled bool  // faults go on
	healed   int64 // how long it took to come to rest, in ms
	faults   int
	steps    int
	sent     int // messages
	bytes    int
	made     int // keys
	streams  uint64
}

// signed is an entry with one signature.
type signed struct {
	hash      entry.Hash
	signature keys.Signature
}

// Report is what a world came to.
type Report struct {
	Entries, Owned, Faults, Steps int
	Messages, Bytes               int
	Time                          int64      // virtual milliseconds
	State                         entry.Hash // of all honest nodes, in the end
	Nearest                       nearest    // how near to the lines it came
	Counts                        Counts
}

// Breach is a promise that was broken.
type Breach struct {
	Invariant string // I1 to I12, or what else does not hold
	What      string
	Options   Options
	Story     string // the last events before it, one a line
}

// Error tells the breach, how it came about and how to see it again.
func (b *Breach) Error() string {
	return fmt.Sprintf("%s is broken: %s\n%sagain: %s", b.Invariant, b.What, b.Story, b.Options.replay())
}

// replay is the line that plays a world again.
func (o Options) replay() string {
	line := fmt.Sprintf("go test ./mesh/sim -run '^TestWorld$' -seeds 1 -seed %d -stewards %d", o.Seed, o.Stewards)
	if o.Chain {
		line += " -chain"
	}
	if o.Villages > 0 {
		line = strings.Replace(line, "TestWorld", "TestVillages", 1)
	}
	return line
}

// Run lets one world happen. It returns a *Breach when a promise is broken.
func Run(o Options) (Report, error) {
	if o.Entries == 0 {
		o.Entries = 300
	}
	if o.Faults == 0 {
		o.Faults = 15
	}
	w := &World{options: o, rnd: rand.New(rand.NewPCG(o.Seed, uint64(o.Stewards))), counts: Counts{}, weather: calm,
		chronicle: newChronicle(), byKey: map[keys.Account]*person{},
		seatOf: map[keys.Account]*node{}, names: map[keys.Account]string{}, verified: map[signed]bool{}}
	w.chronicle.note = w.count
	w.chronicle.hear = func(e *entry.Entry) { w.all.Add(e) }
	w.chronicle.breach, w.chronicle.owner, w.chronicle.honest = w.fail, w.ownerOf, w.isHonest
	w.found()
	w.trouble()
	w.heal()
	r := Report{Entries: len(w.chronicle.order), Owned: w.chronicle.owned, Faults: w.faults, Steps: w.steps,
		Messages: w.sent, Bytes: w.bytes, Time: w.now, Counts: w.counts,
		Nearest: w.nearest()}
	if w.breach != nil {
		return r, w.breach
	}
	r.State = w.nodes[w.firstHonest()].core.State.Summary().Hash()
	return r, nil
}

// at plans something for a time, in after a while.
func (w *World) at(at int64, do func()) {
	w.planned++
	w.events.push(event{max(at, w.now), w.planned, do})
}

func (w *World) in(ms int64, do func()) { w.at(w.now+ms, do) }

// run lets events happen until a time, or until done says so.
func (w *World) run(until int64, done func() bool) {
	for len(w.events) > 0 && w.events[0].at <= until && w.breach == nil && !done() {
		e := w.events.pop()
		w.now = e.at
		e.do()
	}
	if w.breach == nil && !done() {
		w.now = max(w.now, until)
	}
}

// clock is the time on entries, in seconds since 1970.
func (w *World) clock() uint32 { return 1_795_000_000 + uint32(w.now/1000) }

func (w *World) chance(p float64) bool { return p > 0 && w.rnd.Float64() < p }

func (w *World) count(what string) { w.counts[what]++ }

// countError counts a refusal by the sentinel behind it.
func (w *World) countError(prefix string, err error) {
	for next := err; next != nil; next = errors.Unwrap(next) {
		err = next
	}
	var short *ledger.Insufficient
	var cashed *ledger.Cashed
	switch {
	case errors.As(err, &short):
		err = ledger.ErrInsufficient
	case errors.As(err, &cashed):
		err = ledger.ErrCashed
	}
	w.count(prefix + err.Error())
}

// fail notes the first breach; the world stops there.
func (w *World) fail(invariant, format string, args ...any) {
	if w.breach == nil {
		w.breach = &Breach{invariant, fmt.Sprintf("at %d ms: ", w.now) + w.plain(fmt.Sprintf(format, args...)), w.options, w.plain(w.story.String())}
	}
}

// verify asks whether an entry's signatures hold, each copy once.
func (w *World) verify(e *entry.Entry) bool {
	id := signed{e.Hash(), e.Signature}
	good, known := w.verified[id]
	if !known {
		good = e.Verify()
		w.verified[id] = good
	}
	return good
}

// secret makes a key of the world's own. It is named for the story.
func (w *World) secret(name string) *keys.Secret {
	w.made++
	b := binary.BigEndian.AppendUint64([]byte("foirail world"), w.options.Seed)
	b = binary.BigEndian.AppendUint64(b, uint64(w.made))
	s, err := keys.NewSecret(keys.Ed25519, sha256.Sum256(b))
	if err != nil {
		w.fail("keys", "%v", err)
		return nil
	}
	w.names[s.Account()] = name
	return s
}

// plain puts names in the place of addresses.
func (w *World) plain(text string) string {
	b := []byte(text)
	for _, key := range w.sortedNames() {
		b = bytes.ReplaceAll(b, []byte(key.String()), []byte(w.names[key]))
	}
	return string(b)
}

func (w *World) sortedNames() []keys.Account {
	var list []keys.Account
	for key := range w.names {
		list = append(list, key)
	}
	slices.SortFunc(list, func(a, b keys.Account) int { return bytes.Compare(a[:], b[:]) })
	return list
}

// called is what an entry is called in the story.
func (w *World) called(h entry.Hash) string {
	if e := w.chronicle.said[h]; e != nil {
		return e.String()
	}
	return h.String()
}

// sign makes an entry of the world's market. It is on the chronicle before anyone has it.
func (w *World) sign(by *keys.Secret, prev *entry.Entry, body entry.Body) *entry.Entry {
	if prev == nil {
		return w.signAt(by, 1, entry.Hash{}, body)
	}
	return w.signAt(by, prev.Seq+1, prev.Hash(), body)
}

// signAt makes an entry for a given place.
func (w *World) signAt(by *keys.Secret, seq uint32, prev entry.Hash, body entry.Body) *entry.Entry {
	e := &entry.Entry{Community: w.community, Market: w.market, Author: by.Account(), Seq: seq, Prev: prev, Time: w.clock(), Body: body}
	if body.Kind() == entry.KindRedeem {
		e.Time = 0
	}
	if err := e.Sign(by); err != nil {
		w.fail("sign", "%v", err)
		return nil
	}
	w.chronicle.add(e)
	return e
}

// ownerOf is the member behind a key.
func (w *World) ownerOf(key keys.Account) keys.Account {
	if p := w.byKey[key]; p != nil && p.of != nil {
		return p.of.account()
	}
	return key
}

// isHonest says whether a key's owner has never meant to sign twice.
func (w *World) isHonest(key keys.Account) bool {
	if p := w.byKey[key]; p != nil {
		return p.honest
	}
	n := w.seatOf[key]
	return n != nil && n.honest()
}

func (w *World) firstHonest() int {
	return slices.IndexFunc(w.nodes, func(n *node) bool { return n.honest() })
}

// afterStep asks the promises that a step could break on the node that made it.
func (w *World) afterStep(n *node) {
	sum := n.core.State.Totals()
	w.I1(n, sum)
	w.I5(n, sum)
	if w.steps%40 == 0 && n.core.Steward != nil {
		w.countRefusals(n)
	}
	if w.steps%400 == 0 {
		w.uncheated(n)
		w.innocent(n)
	}
}

// countRefusals counts why a steward does not vote for what is open.
func (w *World) countRefusals(n *node) {
	for _, e := range n.watch.open {
		if err := n.core.Steward.MayVote(n.core.State, e.Hash()); err != nil {
			w.countError("no vote: ", err)
		}
	}
}

// persisted asks the promises about what a node has written.
func (w *World) persisted(n *node, made []*entry.Entry) {
	for _, e := range made {
		if w.options.trace != nil {
			w.options.trace(w, n, e)
		}
		if n.wrote(e) && n.honest() && w.chronicle.said[e.Hash()] == nil { // it may hear its own words again
			if votes, ok := e.Body.(*entry.Votes); ok {
				w.I7(n, votes)
			}
			w.countWord(e)
		}
		w.chronicle.add(e)
		n.watch.note(e)
	}
	if len(w.chronicle.order) > chatter {
		w.fail("I11", "%d entries were said, and they go on", len(w.chronicle.order))
	}
	w.I4()
	w.I6(n)
	w.follow(n, made)
}

// wrote says whether an entry is by one of the node's own voting keys.
func (n *node) wrote(e *entry.Entry) bool { return n.w.seatOf[e.Author] == n }

// countWord counts what honest stewards say.
func (w *World) countWord(e *entry.Entry) {
	switch body := e.Body.(type) {
	case *entry.Votes:
		for _, v := range body.Items {
			w.count("vote: " + [...]string{"quorum-only", "backed", "proposal", "lock"}[v.Kind])
			if v.Kind == entry.Backed && w.chronicle.voted(e.Author, v.Entry) {
				w.count("vote: raised to backed")
			}
		}
	case *entry.Propose:
		w.count(fmt.Sprintf("decision: proposal in view %d", min(body.View, 3)))
	case *entry.Next:
		w.count("decision: a view given up")
		if body.Lock != nil {
			w.count("decision: a lock carried to another view")
		}
	case *entry.Checkpoint:
		if body.Closing {
			w.count("epoch: closed by a steward")
			if len(body.Locks) > 0 {
				w.count("epoch: closed with a lock open")
			}
		}
	}
}
