package decide

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

var worlds = flag.Int("worlds", 120, "seeded worlds to decide in")

func name(parts ...any) Hash { return sha256.Sum256([]byte(fmt.Sprint(parts...))) }

// word is something said in a chain: one of the four things that a Topic is told.
type word struct {
	propose *Proposal
	next    *Next
	closing *Closing
	from    int
	round   Round
	id      Hash
}

func (w word) tell(t *Topic) {
	switch {
	case w.propose != nil:
		t.Proposed(*w.propose)
	case w.next != nil:
		t.SaidNext(*w.next)
	case w.closing != nil:
		t.Closed(*w.closing)
	default:
		t.Voted(w.from, w.round, w.id)
	}
}

// world is n stewards who hear each other late, twice or not at all.
type world struct {
	t       *testing.T
	seed    int
	rnd     *rand.Rand
	n       Seats
	topics  []*Topic
	heard   [][]word // what each steward has on his disk
	cheats  int      // seats below this one cheat
	carried Hash
	before  Seats // of the epoch before, where the topic was open; 0: there was none
	old     bool  // the epoch before has decided "old"
	air     []sent
	lossy   bool
}

type sent struct {
	to int
	w  word
}

func newWorld(t *testing.T, seed int) *world {
	rnd := rand.New(rand.NewPCG(uint64(seed), 7))
	w := &world{t: t, seed: seed, rnd: rnd, n: []Seats{1, 4, 4, 7, 10}[rnd.IntN(5)], lossy: true}
	w.cheats = rnd.IntN(w.n.Faults() + 1)
	switch {
	case rnd.IntN(4) == 0:
		w.carried = name("carried")
	case w.n > 1 && rnd.IntN(3) == 0:
		w.before, w.old = w.n, rnd.IntN(2) == 0
	}
	w.heard = make([][]word, w.n)
	for i := range int(w.n) {
		w.topics = append(w.topics, w.fresh(i))
	}
	for i := range int(w.before) {
		w.close(i)
	}
	return w
}

// close lets a steward of the epoch before say what he knew of the topic. Where a value was decided
// a quorum knew its lock, cheaters among them, who now deny it; else anybody may have known it.
func (w *world) close(i int) {
	c := Closing{ID: name("closing", i), From: i}
	honest := i - w.cheats
	if honest >= 0 && (w.old && honest < int(w.n.Quorum())-w.cheats || w.rnd.IntN(3) == 0) {
		c.Locked = name("old")
	}
	w.hear(i, word{closing: &c})
	w.say(i, word{closing: &c})
}

func (w *world) fresh(i int) *Topic {
	t := New(Config{Seats: w.n, Me: i, Carried: w.carried, Before: w.before, Leader: w.leader})
	if w.before > 0 {
		t.Locked(Earlier{ID: name("old"), Value: name("old value"), Epoch: 1, View: 3})
	}
	return t
}

func (w *world) leader(view uint32) int { return int(view+uint32(w.seed)) % int(w.n) }

// hear writes a word to a steward's disk and tells it.
func (w *world) hear(i int, said word) {
	w.heard[i] = append(w.heard[i], said)
	said.tell(w.topics[i])
}

// say puts a word on the air to all others.
func (w *world) say(from int, said word) {
	for to := range int(w.n) {
		if to != from {
			w.air = append(w.air, sent{to, said})
		}
	}
}

// act lets an honest steward say all that he should; now and then he is stopped before he has
// written it down, or restarts.
func (w *world) act(i int) {
	for range 8 {
		a := w.topics[i].Do()
		if a == nil {
			return
		}
		if w.lossy && w.rnd.IntN(12) == 0 {
			w.topics[i] = w.fresh(i)
			for _, said := range w.heard[i] {
				said.tell(w.topics[i])
			}
			return
		}
		said := w.word(i, a)
		w.hear(i, said)
		w.say(i, said)
	}
	w.t.Fatalf("seed %d: steward %d has ever more to say", w.seed, i)
}

func (w *world) word(i int, a *Action) word {
	switch {
	case a.Vote != nil:
		return word{from: i, round: a.Vote.Round, id: a.Vote.Proposal}
	case a.Next != nil:
		return word{next: &Next{ID: name("next", i, a.Next.View, a.Next.Locked), View: a.Next.View, From: i, Locked: a.Next.Locked}}
	}
	value := name("value of", i, a.Propose.View)
	if w.carried != (Hash{}) {
		value = w.carried
	}
	if like := a.Propose.Like; like != (Hash{}) {
		value = w.topics[i].named(like).value
	}
	return word{propose: w.proposal(i, a.Propose.View, value, a.Propose.Shown)}
}

func (w *world) proposal(from int, view uint32, value Hash, shown []Hash) *Proposal {
	return &Proposal{ID: name("propose", from, view, value, shown), View: view, From: from, Value: value, Fit: true, Shown: shown}
}

// cheat has a cheater say something that he should not, to some.
func (w *world) cheat(i int) {
	view := uint32(w.rnd.IntN(6))
	var said word
	switch w.rnd.IntN(5) {
	case 4:
		if w.before == 0 {
			return
		}
		said.closing = &Closing{ID: name("bad closing", i, view), From: i, Locked: []Hash{{}, name("old"), name("no lock")}[w.rnd.IntN(3)]}
	case 0:
		var shown []Hash
		for id := range w.topics[i].nexts {
			shown = append(shown, id)
		}
		slices.SortFunc(shown, func(a, b Hash) int { return bytes.Compare(a[:], b[:]) })
		if view == 0 {
			for id := range w.topics[i].closings {
				shown = append(shown, id)
			}
			slices.SortFunc(shown, func(a, b Hash) int { return bytes.Compare(a[:], b[:]) })
		}
		w.rnd.Shuffle(len(shown), func(a, b int) { shown[a], shown[b] = shown[b], shown[a] })
		said.propose = w.proposal(i, view, name("bad", w.rnd.IntN(2)), shown[:min(len(shown), w.n.Quorum())])
	case 1:
		locked := w.some(i)
		if w.before > 0 && w.rnd.IntN(2) == 0 {
			locked = name("old")
		}
		said.next = &Next{ID: name("bad next", i, view, locked), View: view, From: i, Locked: locked}
	default:
		said = word{from: i, round: First + Round(w.rnd.IntN(2)), id: w.some(i)}
	}
	w.hear(i, said)
	for to := range int(w.n) {
		if to != i && w.rnd.IntN(2) == 0 {
			w.air = append(w.air, sent{to, said})
		}
	}
}

// some is a proposal that a cheater knows, any of them.
func (w *world) some(i int) Hash {
	var ids []Hash
	for id := range w.topics[i].proposals {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return Hash{}
	}
	slices.SortFunc(ids, func(a, b Hash) int { return bytes.Compare(a[:], b[:]) })
	return ids[w.rnd.IntN(len(ids))]
}

// deliver hands one word over, in no order.
func (w *world) deliver() {
	if len(w.air) == 0 {
		return
	}
	at := w.rnd.IntN(len(w.air))
	s := w.air[at]
	if !w.lossy || w.rnd.IntN(10) > 0 {
		w.air = slices.Delete(w.air, at, at+1)
	} // else it comes twice
	if w.lossy && w.rnd.IntN(5) == 0 {
		return // lost
	}
	w.hear(s.to, s.w)
}

// agree fails the test when two honest stewards have decided two values.
func (w *world) agree() (all bool) {
	var value Hash
	all = true
	for i := w.cheats; i < int(w.n); i++ {
		id, done := w.topics[i].Decided()
		if !done {
			all = false
			continue
		}
		if bad, conflict := w.topics[i].Conflict(); conflict {
			w.t.Fatalf("seed %d: steward %d sees two decisions, %x and %x", w.seed, i, id[:4], bad[:4])
		}
		v := w.topics[i].proposals[id].Value
		if value != (Hash{}) && v != value {
			w.t.Fatalf("seed %d: two values were decided", w.seed)
		}
		value = v
	}
	switch {
	case value == (Hash{}):
	case w.carried != (Hash{}) && value != w.carried:
		w.t.Fatalf("seed %d: what was carried over is not what was decided", w.seed)
	case w.old && value != name("old value"):
		w.t.Fatalf("seed %d: what the epoch before decided was decided otherwise", w.seed)
	}
	return all
}

func (w *world) honest(visit func(i int)) {
	for i := w.cheats; i < int(w.n); i++ {
		visit(i)
	}
}

// In a bad network with cheaters two values are never decided; when it has healed, one is.
func TestAgreement(t *testing.T) {
	for seed := range *worlds {
		w := newWorld(t, seed)
		for range 600 {
			switch w.rnd.IntN(20) {
			case 0:
				i := w.cheats + w.rnd.IntN(int(w.n)-w.cheats)
				w.topics[i].Tired(w.topics[i].View())
				w.act(i)
			case 1:
				if w.cheats > 0 {
					w.cheat(w.rnd.IntN(w.cheats))
				}
			default:
				w.deliver()
				w.act(w.cheats + w.rnd.IntN(int(w.n)-w.cheats))
			}
			w.agree()
		}
		w.heal()
	}
}

// heal lets all hear all that was ever said, at once. From then on time passes only when nobody
// has anything left to say: to the moment at which the first patience ends. Cheaters fall silent.
func (w *world) heal() {
	w.lossy = false
	for i := range int(w.n) {
		for _, said := range slices.Clone(w.heard[i]) {
			w.honest(func(to int) { w.hear(to, said) })
		}
	}
	now := 0
	since := make([]int, w.n) // when each one's view opened
	views := make([]uint32, w.n)
	open := make([]bool, w.n)
	for ends := 0; !w.agree(); ends++ {
		if ends > 100 {
			w.t.Fatalf("seed %d: n=%d, %d cheat: nothing was decided after healing", w.seed, w.n, w.cheats)
		}
		w.settle()
		first := -1
		w.honest(func(i int) {
			if v, o := w.topics[i].View(), w.topics[i].Open(); v != views[i] || o != open[i] {
				views[i], open[i], since[i] = v, o, now
			}
			if !open[i] {
				return
			}
			if first < 0 || since[i]+w.topics[i].Patience() < since[first]+w.topics[first].Patience() {
				first = i
			}
		})
		now = since[first] + w.topics[first].Patience()
		w.topics[first].Tired(views[first])
	}
}

// settle delivers and acts until all is quiet.
func (w *world) settle() {
	for quiet := false; !quiet; {
		w.honest(w.act)
		quiet = len(w.air) == 0
		for len(w.air) > 0 {
			w.deliver()
		}
	}
}

// What a steward says does not hang on the order in which he heard it.
func TestOrderMakesNoDifference(t *testing.T) {
	for seed := range 200 {
		w := newWorld(t, seed)
		for range 300 {
			w.deliver()
			w.act(w.cheats + w.rnd.IntN(int(w.n)-w.cheats))
			if w.cheats > 0 && w.rnd.IntN(5) == 0 {
				w.cheat(w.rnd.IntN(w.cheats))
			}
		}
		i := w.cheats
		want := w.topics[i].Do()
		for range 5 {
			again := w.fresh(i)
			words := slices.Clone(w.heard[i])
			w.rnd.Shuffle(len(words), func(a, b int) { words[a], words[b] = words[b], words[a] })
			for _, said := range append(words, words[:len(words)/2]...) {
				said.tell(again)
			}
			if got := again.Do(); !same(got, want) {
				t.Fatalf("seed %d: said %+v, then %+v", seed, want, got)
			}
		}
	}
}

func same(a, b *Action) bool {
	if a == nil || b == nil {
		return a == b
	}
	return fmt.Sprint(a.Vote, a.Next, a.Propose) == fmt.Sprint(b.Vote, b.Next, b.Propose) ||
		a.Vote != nil && b.Vote != nil && *a.Vote == *b.Vote ||
		a.Next != nil && b.Next != nil && *a.Next == *b.Next
}

// A lone steward decides by his proposal alone.
func TestLoneSteward(t *testing.T) {
	topic := New(Config{Seats: 1, Leader: func(uint32) int { return 0 }})
	a := topic.Do()
	if a == nil || a.Propose == nil {
		t.Fatalf("he says %+v", a)
	}
	topic.Proposed(Proposal{ID: name("mine"), Value: name("value"), Fit: true})
	if id, ok := topic.Decided(); !ok || id != name("mine") {
		t.Errorf("decided %x, %v", id, ok)
	}
	if a := topic.Do(); a != nil {
		t.Errorf("after the decision he says %+v", a)
	}
}

// A lock binds the next leader, whoever he is.
func TestLockBindsTheNextLeader(t *testing.T) {
	const me = 1
	topic := New(Config{Seats: 4, Me: me, Leader: func(view uint32) int { return int(view) }})
	topic.Proposed(Proposal{ID: name("p0"), View: 0, From: 0, Value: name("v"), Fit: true})
	for _, from := range []int{0, 1, 2} {
		topic.Voted(from, First, name("p0"))
	}
	if a := topic.Do(); a == nil || a.Vote == nil || a.Vote.Round != Second {
		t.Fatalf("with a lock he says %+v", a)
	}
	topic.Voted(me, Second, name("p0"))
	topic.Tired(0)
	a := topic.Do()
	if a == nil || a.Next == nil || a.Next.View != 1 || a.Next.Locked != name("p0") {
		t.Fatalf("when patience ends he says %+v", a)
	}
	topic.SaidNext(Next{ID: name("n1"), View: 1, From: me, Locked: name("p0")})
	topic.SaidNext(Next{ID: name("n2"), View: 1, From: 2})
	if a := topic.Do(); a != nil {
		t.Fatalf("with two of three Nexts he says %+v", a)
	}
	topic.SaidNext(Next{ID: name("n3"), View: 1, From: 3})
	a = topic.Do()
	if a == nil || a.Propose == nil || a.Propose.Like != name("p0") || len(a.Propose.Shown) != 3 {
		t.Fatalf("as leader he says %+v", a)
	}
	topic.Proposed(Proposal{ID: name("other"), View: 1, From: me, Value: name("w"), Fit: true, Shown: a.Propose.Shown})
	if a := topic.Do(); a != nil {
		t.Errorf("he votes against the lock: %+v", a)
	}
}

// A steward knows a lock of an earlier epoch that the closings of the last do not name, as those who
// wrote them knew the topic to be decided. He votes for nothing else, and proposes nothing else.
func TestALockLeftUnnamedBinds(t *testing.T) {
	begin := func(me int) *Topic {
		topic := New(Config{Seats: 4, Me: me, Leader: func(view uint32) int { return int(view) % 4 }, Before: 4})
		topic.Locked(Earlier{ID: Hash{9}, Value: Hash{1}, Epoch: 2, View: 1})
		for i := range 3 {
			topic.Closed(Closing{ID: Hash{byte(20 + i)}, From: i})
		}
		return topic
	}
	if do := begin(0).Do(); do == nil || do.Propose == nil || do.Propose.Like != (Hash{9}) {
		t.Errorf("the leader would say %+v", do)
	}
	for _, value := range []byte{1, 2} {
		topic := begin(1)
		topic.Proposed(Proposal{ID: Hash{30}, Value: Hash{value}, Fit: true, Shown: []Hash{{20}, {21}, {22}}})
		if do := topic.Do(); (do != nil && do.Vote != nil) != (value == 1) {
			t.Errorf("of value %d: %+v", value, do)
		}
	}
}
