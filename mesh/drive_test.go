package mesh

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// cast is nodes that are driven by hand: pure cores, messages carried by the test.
type cast struct {
	*town
	rnd    *rand.Rand
	actors []*actor
	air    []flight
	bytes  int                              // carried
	told   map[Kind]int                     // bytes by kind
	count  map[Kind]int                     // messages by kind
	tell   func(from, to *actor, m Message) // sees every message; may be nil
	lose   int                              // percent
}

// actor is one node.
type actor struct {
	name  string
	votes *keys.Secret // of the steward who serves here; nil: none
	core  *ledger.Core
	sync  *Sync
	log   []*entry.Entry
	has   map[entry.Hash]*entry.Entry
	peers map[*actor]ID

	shelf []byte            // the base that it gives; none: it has none
	soon  int               // how often it says before that that it makes it
	spool []byte            // of one that it fetches
	judge func([]byte) bool // whether it begins with that
}

// flight is a message on its way.
type flight struct {
	from, to *actor
	bytes    []byte
}

func newCast(tw *town, seed uint64) *cast {
	return &cast{town: tw, rnd: rand.New(rand.NewPCG(seed, 1)), told: map[Kind]int{}, count: map[Kind]int{}}
}

// node adds a node that holds some entries, and that a steward's key serves; "" for none.
func (c *cast) node(name, steward string, held ...*entry.Entry) *actor {
	a := &actor{name: name, has: map[entry.Hash]*entry.Entry{}, peers: map[*actor]ID{}}
	var st *ledger.Steward
	if steward != "" {
		a.votes = c.key(steward)
		st = &ledger.Steward{Market: c.found.Market, Voting: a.votes}
	}
	a.core = ledger.NewCore(c.found.Community, held, st)
	for _, e := range held {
		a.has[e.Hash()] = e
	}
	a.log = append(a.log, held...)
	a.sync = NewSync(Settings{Name: name, Seed: [32]byte{byte(len(c.actors))}})
	c.actors = append(c.actors, a)
	return a
}

// meet opens a stream between two nodes.
func (c *cast) meet(a, b *actor) {
	a.peers[b] = a.sync.Open(a.core.State, b.name)
	b.peers[a] = b.sync.Open(b.core.State, a.name)
	c.speak(a)
	c.speak(b)
}

// part closes it. What is on its way is lost.
func (c *cast) part(a, b *actor) {
	a.sync.Shut(a.peers[b])
	b.sync.Shut(b.peers[a])
	delete(a.peers, b)
	delete(b.peers, a)
	var kept []flight
	for _, f := range c.air {
		if !(f.from == a && f.to == b || f.from == b && f.to == a) {
			kept = append(kept, f)
		}
	}
	c.air = kept
}

// step brings drafts to a node's core, as its book would, and lets it speak.
func (c *cast) step(a *actor, drafts ...ledger.Draft) []ledger.Answer {
	persist, answers, err := a.core.Step(drafts, 1795000002)
	c.check(err)
	for _, e := range persist {
		a.has[e.Hash()] = e
	}
	a.log = append(a.log, persist...)
	if a.core.Stale() {
		a.core = ledger.NewCore(c.found.Community, a.log, a.core.Steward)
	}
	a.sync.Grew(a.core.State, persist)
	return answers
}

// offer gives a node entries that were made there.
func (c *cast) offer(a *actor, list ...*entry.Entry) {
	c.t.Helper()
	for _, e := range list {
		if answer := c.step(a, ledger.Offer(e))[0]; answer.Err != nil {
			c.t.Fatalf("%v at %s: %v", e, a.name, answer.Err)
		}
	}
	c.work(a)
}

// work lets a node take in what waits, and say what it has to say.
func (c *cast) work(a *actor) {
	for list := a.sync.Offers(64); len(list) > 0; list = a.sync.Offers(64) {
		answers := c.step(a, judgedAll(list)...)
		a.sync.Answered(a.core.State, list, answers)
	}
	c.fetch(a)
	c.speak(a)
}

// judgedAll is the drafts of entries whose signatures are checked.
func judgedAll(list []*entry.Entry) (drafts []ledger.Draft) {
	for _, e := range list {
		drafts = append(drafts, judged(e))
	}
	return drafts
}

// judged is the draft of an entry whose signatures are checked.
func judged(e *entry.Entry) ledger.Draft {
	return func(*ledger.State) (*entry.Entry, error) {
		if !e.Verify() {
			return nil, ledger.ErrSignature
		}
		return e, nil
	}
}

// speak puts on the air all that a node has to say.
func (c *cast) speak(a *actor) {
	c.prove(a)
	for _, b := range c.actors {
		id, joined := a.peers[b]
		if !joined {
			continue
		}
		for m := a.sync.Say(a.core.State, id); m != nil; m = a.sync.Say(a.core.State, id) {
			for _, part := range a.fill(m) {
				bytes := Encode(part)
				if len(bytes) > MaxMessage {
					c.t.Fatalf("%s says %d bytes", a.name, len(bytes))
				}
				c.bytes += len(bytes) + lengthSize
				c.told[part.Kind()] += len(bytes) + lengthSize
				c.count[part.Kind()]++
				if c.tell != nil {
					c.tell(a, b, part)
				}
				if c.lose == 0 || m.Kind() == KindHello || c.rnd.IntN(100) >= c.lose {
					c.air = append(c.air, flight{a, b, bytes})
				}
			}
		}
	}
}

// prove lets a node's steward sign for the peers who want to know who serves there.
func (c *cast) prove(a *actor) {
	for _, challenge := range a.sync.Challenges(a.core.State) {
		var voting keys.Account
		var signature keys.Signature
		if a.votes != nil {
			voting, signature = a.votes.Account(), c.sign(a.votes, challenge.Message)
		}
		a.sync.Prove(challenge.Peer, voting, signature)
	}
}

// fill puts entries in the place of their names.
func (a *actor) fill(m Message) []Message {
	if part, ok := m.(*Part); ok {
		return []Message{a.part(part.Asked())}
	}
	names, ok := m.(*Entries)
	if !ok {
		return []Message{m}
	}
	var list []Message
	var batch Batch
	for _, h := range names.Names {
		if a.has[h] == nil {
			continue // its bytes are with others
		}
		if full := batch.Add(a.has[h].Full()); full != nil {
			list = append(list, full)
		}
	}
	if rest := batch.Rest(); rest != nil {
		list = append(list, rest)
	}
	return list
}

// carry delivers the messages on the air, and those that they cause; in order, or any when
// messages are lost.
func (c *cast) carry() {
	c.t.Helper()
	for n := 0; len(c.air) > 0; n++ {
		if n > 200_000 {
			c.t.Fatal("they do not stop talking")
		}
		i := 0
		if c.lose > 0 {
			i = c.rnd.IntN(len(c.air))
			for j, f := range c.air[:i] { // a Hello comes first
				if f.from == c.air[i].from && f.to == c.air[i].to && f.bytes[1] == byte(KindHello) {
					i = j
					break
				}
			}
		}
		f := c.air[i]
		c.air = append(c.air[:i:i], c.air[i+1:]...)
		m, err := Decode(f.bytes)
		c.check(err)
		id, joined := f.to.peers[f.from]
		if !joined {
			continue
		}
		f.to.sync.Hear(f.to.core.State, id, m)
		if c.lose > 0 && c.rnd.IntN(10) == 0 && m.Kind() != KindHello {
			f.to.sync.Hear(f.to.core.State, id, m) // twice
		}
		c.work(f.to)
	}
}

// pass lets ticks pass everywhere, and carries what is said.
func (c *cast) pass(ticks int) {
	for range ticks {
		for _, a := range c.actors {
			a.sync.Tick(a.core.State)
			c.work(a)
		}
		c.carry()
	}
}

// agree says whether all hold the same and have the same state.
func (c *cast) agree() error {
	first := c.actors[0].core.State
	for _, a := range c.actors[1:] {
		s := a.core.State
		if s.Digest() != first.Digest() {
			return fmt.Errorf("%s holds %d entries and %s others, %d", c.actors[0].name, first.Held(), a.name, s.Held())
		}
		if s.Summary().Hash() != first.Summary().Hash() {
			return fmt.Errorf("%s and %s have the same frontier and two states", c.actors[0].name, a.name)
		}
	}
	return nil
}

// Nodes of a market that is cut and joined, on links that lose, repeat and swap messages, with
// people who pay twice, come to hold the same, and every honest payment becomes final.
func TestLossyMarket(t *testing.T) {
	for seed := range uint64(*worlds) {
		tw := newTown(t, []string{"s1", "s2", "s3", "s4"}, []string{"ana", "bob", "cyd", "eve"})
		c := newCast(tw, seed)
		c.lose = 10 + int(seed%3)*15
		for _, name := range []string{"s1", "s2", "s3", "s4"} {
			c.node(name, name, tw.set...)
		}
		c.node("wallet", "", tw.set...)
		c.node("new", "")
		honest := c.live(60)
		for i, a := range c.actors {
			for _, b := range c.actors[:i] {
				if _, joined := a.peers[b]; !joined && (c.rnd.IntN(3) > 0 || i-1 == index(c.actors, b)) {
					c.meet(a, b)
				}
			}
		}
		c.settle(seed)
		for _, e := range honest {
			if l := c.actors[0].core.State.Level(e.Hash()); l != ledger.Final {
				t.Errorf("seed %d: an honest payment is %v", seed, l)
			}
		}
	}
}

func index(list []*actor, a *actor) int {
	for i, b := range list {
		if a == b {
			return i
		}
	}
	return -1
}

// live lets people pay and links come and go, and returns what was paid honestly.
func (c *cast) live(events int) (honest []*entry.Entry) {
	people := []string{"ana", "bob", "cyd"}
	at := map[string]*actor{} // each person writes at one node
	for i, name := range people {
		at[name] = c.actors[i]
	}
	for range events {
		a, b := c.actors[c.rnd.IntN(len(c.actors))], c.actors[c.rnd.IntN(len(c.actors))]
		_, joined := a.peers[b]
		switch c.rnd.IntN(6) {
		case 0:
			if a != b && !joined {
				c.meet(a, b)
			}
		case 1:
			if joined {
				c.part(a, b)
			}
		case 2, 3, 4:
			from, to := people[c.rnd.IntN(3)], people[c.rnd.IntN(3)]
			e := c.pay(from, to, entry.Amount(1+c.rnd.IntN(9)))
			c.offer(at[from], e)
			honest = append(honest, e)
		case 5:
			if a.core.State.Founding() != nil {
				c.cheat(a)
			}
		}
		c.pass(c.rnd.IntN(3))
	}
	return honest
}

// cheat lets eve sign another entry for a slot that she may have taken elsewhere.
func (c *cast) cheat(a *actor) {
	heads := a.core.State.Heads(c.ref("eve"))
	var prev *entry.Entry
	if len(heads) > 0 && c.rnd.IntN(2) == 0 {
		prev = a.has[heads[c.rnd.IntN(len(heads))].Hash]
	}
	e := c.after(prev, "eve", c.payBody([]string{"ana", "bob", "cyd"}[c.rnd.IntN(3)], entry.Amount(1+c.rnd.IntN(50))))
	c.step(a, ledger.Offer(e))
	c.work(a)
}

// settle lets time pass until all agree.
func (c *cast) settle(seed uint64) {
	c.t.Helper()
	for range 60 {
		c.pass(40)
		if c.agree() == nil {
			return
		}
	}
	for _, a := range c.actors {
		c.t.Logf("%s: %d entries; %+v", a.name, a.core.State.Held(), a.sync.Peers())
	}
	c.t.Fatalf("seed %d: %v", seed, c.agree())
}
