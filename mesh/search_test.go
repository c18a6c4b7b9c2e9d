package mesh

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// part is what a node's shelf has.
func (a *actor) part(asked *Seek) *Part {
	answer := &Part{Market: asked.Market}
	name := entry.Hash(sha256.Sum256(a.shelf))
	switch {
	case a.shelf == nil, !asked.Name.IsZero() && asked.Name != name, asked.From >= int64(len(a.shelf)):
	case a.soon > 0:
		a.soon--
		answer.Giving = Soon
	default:
		size := int64(len(a.shelf))
		answer.Giving, answer.Name, answer.Size, answer.From = Here, name, size, asked.From
		answer.Bytes = a.shelf[asked.From:][:partLength(size, asked.From)]
	}
	return answer
}

// fetch writes down what has come of a base, and judges it when it is whole.
func (c *cast) fetch(a *actor) {
	for part := a.sync.Fetched(); part != nil; part = a.sync.Fetched() {
		a.spool = append(a.spool[:part.From:part.From], part.Bytes...)
		if a.sync.Spooled() {
			good := entry.Hash(sha256.Sum256(a.spool)) == part.Name && a.judge(a.spool)
			a.sync.Judged(a.core.State, good)
		}
	}
}

// seeker is a node that holds nothing and looks for a base.
func (c *cast) seeker(of Search) *actor {
	a := c.node("new", "")
	of.Market, of.Most = c.found.Market, max(of.Most, 1<<20)
	a.sync = NewSync(Settings{Name: "new", Seed: [32]byte{99}, Search: of})
	a.judge = func(b []byte) bool {
		base, err := ledger.ReadBase(b)
		if err != nil || ledger.Begin(&ledger.Memory{}, c.found.Community, base) != nil {
			return false
		}
		s, err := ledger.LoadSnapshot(base.Snapshot, base.State)
		c.check(err)
		a.core = &ledger.Core{State: s}
		list, err := ledger.SnapshotEntries(base.Snapshot)
		c.check(err)
		for _, e := range list {
			a.has[e.Hash()] = e
		}
		return true
	}
	return a
}

// draw has two stewards draw a cut through a market as a node holds it, and gives the base there.
func (c *cast) draw(at *actor) []byte {
	c.t.Helper()
	book := c.book("", at.log...)
	heads := at.core.State.Cut(c.found.Market)
	state, err := book.StateAt(c.found.Market, heads)
	c.check(err)
	for _, a := range c.actors[:2] { // the nodes of s1 and s2
		e := a.core.State.Next(ledger.Ref{Market: c.found.Market, Key: a.votes.Account()}, 0)
		e.Body = &entry.Checkpoint{Epoch: 2, Heads: heads, State: state}
		c.check(e.Sign(a.votes))
		c.offer(a, e)
		c.append(book, e)
	}
	c.carry()
	base, err := book.BaseOf(c.found.Market)
	c.check(err)
	return base.Bytes()
}

// trading is a market of four stewards with some payments, all at one node, and a base of it.
func trading(t *testing.T) (*cast, *actor) {
	c := newCast(newTown(t, []string{"s1", "s2", "s3", "s4"}, []string{"ana", "bob"}), 1)
	mill := c.node("mill", "s1", c.set...)
	for _, name := range []string{"s2", "s3"} {
		c.meet(mill, c.node(name, name, c.set...))
	}
	c.carry()
	for range 40 {
		c.offer(mill, c.pay("ana", "bob", 3))
		c.carry()
	}
	c.pass(20) // what s3 says comes to s2 too
	mill.shelf = c.draw(mill)
	c.offer(mill, c.pay("ana", "bob", 4))
	c.pass(10)
	return c, mill
}

// settles lets time pass until the searcher holds what a node holds.
func (c *cast) settles(a, like *actor) {
	c.t.Helper()
	for range 100 {
		if c.pass(20); a.core.State.Digest() == like.core.State.Digest() {
			if a.core.State.Summary().Hash() != like.core.State.Summary().Hash() {
				c.t.Fatal("another state")
			}
			return
		}
	}
	progress, on := a.sync.Searching()
	c.t.Fatalf("it holds %d entries; searching %v %v; %+v", a.core.State.Held(), progress, on, a.sync.Peers())
}

// begun says whether a node has begun with a base: it cannot show an old payment.
func (c *cast) begun(a, like *actor) bool {
	for _, e := range like.log {
		if e.Kind() == entry.KindPay {
			return a.core.State.Holds(e.Hash()) && !a.core.State.Shows(e.Hash())
		}
	}
	return false
}

// A node that holds nothing begins with its peer's checkpoint, gets what came since, and lives on.
func TestNewcomerBeginsWithACheckpoint(t *testing.T) {
	c, mill := trading(t)
	r := record(c, "A new node looks for a checkpoint, begins with the mill's, and is given what came after it.")
	a := c.seeker(Search{})
	mill.soon = 1
	before := c.told[KindEntries]
	r.then("they meet")
	c.meet(a, mill)
	c.carry()
	r.then("two seconds later the mill has made it")
	c.pass(soonTicks + 1)
	c.settles(a, mill)
	if _, on := a.sync.Searching(); on || !c.begun(a, mill) {
		t.Error("it has not begun with the checkpoint")
	}
	if got := c.told[KindEntries] - before; got > 2000 {
		t.Errorf("%d bytes of entries were said", got)
	}
	golden(t, "begin.txt", r.text.String())
	c.tell = nil
	c.offer(a, c.pay("bob", "ana", 1))
	c.settles(a, mill)
}

// Old entries that are asked for are gone, and that is nobody's fault.
func TestBegunNodeSaysThatOldEntriesAreGone(t *testing.T) {
	c, mill := trading(t)
	a := c.seeker(Search{})
	c.meet(a, mill)
	c.settles(a, mill)
	i := slices.IndexFunc(mill.log, func(e *entry.Entry) bool { return e.Kind() == entry.KindPay })
	old := mill.log[i]
	var said []Message
	c.tell = func(_, _ *actor, m Message) { said = append(said, m) }
	id := a.peers[mill]
	a.sync.Hear(a.core.State, id, &Want{Hashes: []entry.Hash{old.Hash()}, Spans: []ledger.Span{{Ref: c.ref("ana"), From: 1, To: 3}}})
	c.speak(a)
	gone, ok := said[0].(*Gone)
	if len(said) != 1 || !ok || !slices.Equal(gone.Hashes, []entry.Hash{old.Hash()}) {
		t.Errorf("it says %v", said)
	}
	if p := a.sync.Peers()[0]; p.Refused > 0 {
		t.Errorf("%+v", p)
	}
}

// Where nobody vouches for anything, and in a small ledger, every entry is asked for.
func TestNewcomerReplaysWhereThereIsNoCheckpoint(t *testing.T) {
	for name, of := range map[string]Search{"nobody has one": {}, "a small ledger": {Above: 100_000}, "too large": {Most: 1}} {
		t.Run(name, func(t *testing.T) {
			c, mill := trading(t)
			if name == "nobody has one" {
				mill.shelf = nil
			}
			a := c.seeker(of)
			if of.Most > 0 {
				a.sync.search.Most = of.Most
			}
			c.meet(a, mill)
			if c.carry(); name == "a small ledger" {
				c.pass(1)
				if _, on := a.sync.Searching(); on {
					t.Error("it waits for nothing")
				}
			}
			c.settles(a, mill)
			if c.begun(a, mill) {
				t.Error("it has begun with a checkpoint")
			}
		})
	}
}

// Who gives a base that nobody vouches for is left, and another one is asked.
func TestLyingGiverIsLeft(t *testing.T) {
	c, mill := trading(t)
	for name, lie := range map[string][]byte{"no base": bytes.Repeat([]byte("lie"), PartSize), "another state": flip(mill.shelf)} {
		t.Run(name, func(t *testing.T) {
			a, liar := c.seeker(Search{}), c.node("liar", "", mill.log...)
			liar.shelf = lie
			c.meet(a, liar)
			c.meet(a, mill)
			c.settles(a, mill)
			if !c.begun(a, mill) {
				t.Error("it has not begun with the honest checkpoint")
			}
			if why, over := a.sync.Parting(a.peers[liar]); !over || why != Faulty {
				t.Errorf("the liar is kept: %v %v", why, over)
			}
		})
	}
}

// one carries one message; where none is on its way time passes for a node.
func (c *cast) one(a *actor) {
	if len(c.air) == 0 {
		a.sync.Tick(a.core.State)
		c.work(a)
		return
	}
	f := c.air[0]
	c.air = c.air[1:]
	m, err := Decode(f.bytes)
	c.check(err)
	if id, joined := f.to.peers[f.from]; joined {
		f.to.sync.Hear(f.to.core.State, id, m)
		c.work(f.to)
	}
}

// flip is a copy with one byte changed, in the middle.
func flip(b []byte) []byte {
	b = slices.Clone(b)
	b[len(b)/2] ^= 1
	return b
}

// long is something that is as long as many parts.
func long() []byte {
	b := make([]byte, 0, 20*PartSize+77)
	for sum := sha256.Sum256(nil); len(b) < cap(b); sum = sha256.Sum256(sum[:]) {
		b = append(b, sum[:min(32, cap(b)-len(b))]...)
	}
	return b
}

// A transfer that breaks off goes on where it stopped with whoever has the same base; else it
// begins again. A part that is lost is asked for again.
func TestTransferGoesOn(t *testing.T) {
	c, mill := trading(t)
	base := long()
	mill.shelf = base
	inn := c.node("inn", "", mill.log...)
	inn.shelf = base
	a := c.seeker(Search{Most: 1 << 30})
	whole := false
	a.judge = func(b []byte) bool { whole = bytes.Equal(b, base); return false }
	c.meet(a, mill)
	parts := 0
	c.tell = func(from, _ *actor, m Message) {
		if _, ok := m.(*Part); ok && from == mill {
			parts++
		}
	}
	for parts < 8 { // one message after the other
		c.one(a)
	}
	c.part(a, mill)
	have := len(a.spool)
	if have < 3*PartSize || have >= len(base) {
		t.Fatalf("%d bytes have come", have)
	}
	asked := int64(-1)
	c.tell = func(from, to *actor, m Message) {
		if seek, ok := m.(*Seek); ok && asked < 0 {
			asked = seek.From
		}
	}
	// the machine starts anew, and has what is on its disk
	spool, judge := a.spool, a.judge
	a = c.seeker(Search{Most: 1 << 30, Name: sha256.Sum256(base), Size: int64(len(base)), Have: int64(have) + 5})
	a.spool, a.judge = spool, judge
	lost := false
	c.meet(a, inn)
	for range 40 {
		if !lost && asked >= 0 && len(c.air) > 0 {
			c.air, lost = c.air[1:], true
		}
		for range 40 {
			c.one(a)
		}
	}
	if asked != int64(have) || !whole {
		t.Errorf("it goes on at %d of %d, whole: %v", asked, have, whole)
	}

	a = c.seeker(Search{Most: 1 << 30, Name: entry.Hash{7}, Size: 1 << 20, Have: PartSize})
	a.judge, whole = judge, false
	c.meet(a, inn)
	c.pass(100)
	if !whole {
		t.Error("it does not begin again with another base")
	}
}

// Between two parts everything else is said first, and no more parts are on their way than few.
func TestPartsComeLast(t *testing.T) {
	c, mill := trading(t)
	mill.shelf = long()
	a := c.seeker(Search{Most: 1 << 30})
	a.judge = func([]byte) bool { return false }
	c.meet(a, mill)
	var last []Kind
	c.tell = func(from, _ *actor, m Message) {
		if from == mill {
			last = append(last, m.Kind())
		}
	}
	for !slices.Contains(last, KindPart) {
		c.one(a)
	}
	for range maxSeeks + 5 {
		mill.sync.Hear(mill.core.State, mill.peers[a], &Seek{Market: c.found.Market})
	}
	last = nil
	pay := c.pay("ana", "bob", 5)
	c.step(mill, ledger.Offer(pay))
	c.speak(mill)
	if len(last) < 2 || last[0] == KindPart || last[len(last)-1] != KindPart {
		t.Errorf("said: %v", last)
	}
	if n := len(slices.DeleteFunc(last, func(k Kind) bool { return k != KindPart })); n > maxSeeks {
		t.Errorf("%d parts for one peer at once", n)
	}
}

// Whoever has a radio and meets nobody on a wire stops looking for a base after a while, and begins by radio. Who has met
// somebody, or has a part of a base, goes on.
func TestNewcomerWithARadioAlone(t *testing.T) {
	for name, of := range map[string]Search{"alone": {Alone: aloneTicks}, "without a radio": {},
		"part of it is here": {Alone: aloneTicks, Most: 1 << 30, Name: entry.Hash{7}, Size: 1 << 20, Have: PartSize}} {
		c, _ := trading(t)
		a := c.seeker(of)
		c.pass(aloneTicks - 1)
		if _, on := a.sync.Searching(); !on {
			t.Errorf("%s: it no longer looks", name)
		}
		c.pass(2)
		if _, on := a.sync.Searching(); on != (name != "alone") {
			t.Errorf("%s: it looks: %v", name, on)
		}
	}
}
