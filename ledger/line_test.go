package ledger

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// desk is a market of four and more, seen by its steward s1, who is honest. Ana, bea and cyd are
// members; each, and bob, has 1000.
type desk struct {
	*town
	core *Core
}

func newDesk(t *testing.T, n int, policy entry.Policy) *desk {
	d := &desk{town: newTown(t, entry.Policy{})}
	set := []*entry.Entry{d.found, d.write("steward", d.seats(2, n, policy))}
	var facts []entry.Fact
	for _, who := range []string{"ana", "bea", "cyd", "bob"} {
		facts = append(facts, &entry.Deposit{Note: who, Account: d.ref(who).Key, Amount: 1000})
		if who != "bob" {
			facts = append(facts, &entry.Member{Account: d.ref(who).Key, Day: 1, FirstUD: 1, Name: who})
		}
	}
	for i := range n - 1 {
		set = append(set, d.write(fmt.Sprint("s", i+2), &entry.Attest{Facts: facts}))
	}
	d.core = NewCore(d.found.Community, set, &Steward{Market: d.market(), Voting: d.key("s1")})
	return d
}

// seats is the proposal of an epoch whose n stewards are called s1, s2… in epoch 2, t1… in epoch 3.
func (d *desk) seats(number uint32, n int, policy entry.Policy) *entry.Propose {
	var names []string
	for i := range n {
		names = append(names, fmt.Sprint(string(rune('q'+number)), i+1))
	}
	body := d.nextEpoch(number, names...)
	body.Value.(*entry.NextEpoch).Policy = policy
	return body
}

// hear brings entries in one step.
func (d *desk) hear(list ...*entry.Entry) {
	d.t.Helper()
	for _, a := range step(d.t, d.core, list...) {
		if a.Err != nil {
			d.t.Fatal(a.Err)
		}
	}
}

// firm makes entries final, by the votes of s2, s3 and s4.
func (d *desk) firm(list ...*entry.Entry) {
	d.t.Helper()
	for _, who := range []string{"s2", "s3", "s4"} {
		d.hear(d.votes(who, entry.QuorumOnly, list...))
	}
}

// expect says how s1 has voted for an entry.
func (d *desk) expect(what string, e *entry.Entry, backed bool) {
	d.t.Helper()
	n, at := d.core.State.held(e.Hash()), seat{d.core.State.markets[d.market()].epochs[1], d.index("s1")}
	if got := n.backedBy(at); !n.voted(at) || got != backed {
		d.t.Errorf("%s: voted %v, backed %v", what, n.voted(at), got)
	}
}

func (d *desk) index(who string) int {
	return d.core.State.markets[d.market()].seats[d.key(who).Account()].index
}

// left checks what a steward may still back.
func (d *desk) left(what, who, steward string, member, fund int64) {
	d.t.Helper()
	m, f := d.core.State.LineLeft(d.ref(who), d.key(steward).Account())
	if m != member || f != fund {
		d.t.Errorf("%s: %s may back %d of %s's and %d in all, not %d and %d", what, steward, m, who, f, member, fund)
	}
}

// Of four stewards each may back a quarter of the lines. What finds no room gets a quorum-only vote,
// and so does what follows it, until room comes free.
func TestLineShares(t *testing.T) {
	d := newDesk(t, 4, entry.Policy{Line: 100, Fund: 1000})
	d.left("at first", "ana", "s1", 25, 250)
	first, second, third := d.pay("ana", "bob", 20), d.pay("ana", "bob", 10), d.pay("ana", "bob", 1)
	d.hear(first)
	d.left("20 open", "ana", "s1", 5, 230)
	d.left("of another", "bea", "s1", 25, 230)
	d.hear(second, third)
	d.expect("within the share", first, true)
	d.expect("beyond it", second, false)
	d.expect("behind one that is not backed", third, false)
	d.firm(first)
	d.expect("raised", second, true)
	d.expect("raised behind it", third, true)
	d.left("11 open", "ana", "s1", 14, 239)
	d.left("no steward", "ana", "bob", 0, 0)
	d.left("no member", "bob", "s1", 0, 239)
}

// Only payments at home, of members and their linked keys, and not what counts already.
func TestLineWho(t *testing.T) {
	d := newDesk(t, 4, entry.Policy{Line: 100, Fund: 1000})
	north := founds(d.town, "nora")
	abroad := d.payBody("ana", 5)
	abroad.Payees[0].Market = north.Market
	link := d.write("ana", d.link("ana", "till"))
	fund := &entry.Attest{Facts: []entry.Fact{&entry.Deposit{Note: "till", Account: d.ref("till").Key, Amount: 500}}}
	d.hear(north, link)
	for _, who := range []string{"s2", "s3", "s4"} {
		d.hear(d.write(who, fund))
	}
	till, bob, withdrawal := d.pay("till", "bob", 5), d.pay("bob", "ana", 5), d.write("bea", &entry.Withdraw{Amount: 5, Address: d.ref("bea").Key})
	over := d.write("cyd", abroad)
	d.hear(till, bob, withdrawal, over)
	d.expect("not linked yet", till, false)
	d.expect("no member", bob, false)
	d.expect("a withdrawal", withdrawal, false)
	d.expect("to another market", over, false)
	d.firm(link)
	d.expect("linked now", till, true)
	d.left("on her line", "ana", "s1", 20, 245)
	d.left("of her till", "till", "s1", 20, 245)
}

// What others have backed already counts, and takes nothing of a steward's share.
func TestLineCountsAlready(t *testing.T) {
	d := newDesk(t, 7, entry.Policy{Line: 70, Fund: 700})
	counts := d.pay("ana", "bob", 5)
	d.core.State.Add(counts)
	for _, who := range []string{"s2", "s3", "s4"} {
		d.core.State.Add(d.votes(who, entry.Backed, counts))
	}
	d.hear(d.pay("ana", "bob", 1))
	if got := d.core.State.Level(counts.Hash()); got != Backed {
		t.Fatal(got)
	}
	d.expect("backed by others", counts, false)
	d.left("one behind it", "ana", "s1", 9, 99)
}

// What is voted for in one round is counted in that round.
func TestLineOneRound(t *testing.T) {
	for _, policy := range []entry.Policy{{Line: 100, Fund: 1000}, {Line: 1000, Fund: 100}} {
		d := newDesk(t, 4, policy)
		other := "bea"
		if policy.Line == 100 {
			other = "till"
			link := d.write("ana", d.link("ana", "till"))
			d.hear(link)
			d.firm(link)
			for _, who := range []string{"s2", "s3", "s4"} {
				d.hear(d.write(who, deposits(d.town, "till", "till", 500)))
			}
		}
		one, two, three := d.pay("ana", "bob", 15), d.pay("ana", "bob", 11), d.pay(other, "bob", 11)
		d.hear(one, two, three)
		backed := 0
		for _, e := range []*entry.Entry{one, two, three} {
			if d.core.State.held(e.Hash()).tally[0].backed != 0 {
				backed++
			}
		}
		if backed != 1 {
			t.Errorf("%d of three are backed with %+v", backed, policy)
		}
	}
}

// Who waits for the fund is asked again when something on it is final, one after the other.
func TestLineWaits(t *testing.T) {
	d := newDesk(t, 4, entry.Policy{Line: 1000, Fund: 140, AdvancePart: 30, DisputePart: 10})
	d.left("less two parts", "ana", "s1", 25, 25)
	first := d.pay("ana", "bob", 25)
	waiting := []*entry.Entry{d.pay("bea", "bob", 9), d.pay("cyd", "bob", 9)}
	d.hear(first)
	d.hear(waiting...)
	for _, e := range waiting {
		d.expect("no room", e, false)
	}
	d.firm(first)
	d.expect("first in the row", waiting[0], true)
	d.expect("second", waiting[1], true)
	d.left("both open", "ana", "s1", 7, 7)
}

// Earlier epochs: what stands open in their closed chains is taken off, all of a share for a chain
// that is not closed, and never more than that.
func TestLineEarlierEpochs(t *testing.T) {
	policy := entry.Policy{Line: 120, Fund: 1200}
	d := newDesk(t, 4, policy)
	s := d.core.State
	paid := d.pay("ana", "bob", 30)
	huge := d.pay("cyd", "bob", 900)
	next := d.write("s2", d.seats(3, 4, policy))
	list := []*entry.Entry{paid, huge, d.votes("s1", entry.Backed, paid), d.votes("s2", entry.Backed, paid),
		d.votes("s4", entry.Backed, huge), next, d.votes("s3", entry.Lock, next), d.votes("s4", entry.Lock, next), d.votes("s2", entry.Lock, next)}
	for _, e := range list {
		s.Add(e)
	}
	d.left("no chain is closed", "ana", "t1", 0, 0)
	closing := &entry.Checkpoint{Epoch: 2, Closing: true}
	for _, who := range []string{"s1", "s2"} {
		s.Add(d.write(who, closing))
	}
	d.left("two are not", "ana", "t1", 0, 135)
	s.Add(d.write("s3", &entry.Checkpoint{Epoch: 2}))
	s.Add(d.write("s3", &entry.Checkpoint{Epoch: 3, Closing: true}))
	d.left("two are not yet", "ana", "t1", 0, 135)
	m := s.markets[d.market()]
	m.epochs[2].recovery = &entry.NextEpoch{Closed: []entry.Head{{Author: d.ref("s3").Key}}}
	d.left("one is closed by a recovery", "ana", "t1", 7, 210)
	m.epochs[2].recovery = nil
	s.Add(d.write("s3", closing))
	d.left("one is not", "ana", "t1", 7, 210)
	d.core.Steward = &Steward{Market: d.market(), Voting: d.key("t1")}
	waits := d.pay("bea", "bob", 30)
	d.hear(waits)
	at := m.seats[d.key("t1").Account()]
	if n := s.held(waits.Hash()); !n.voted(at) || n.backedBy(at) {
		t.Error("more is backed than there is room for")
	}
	d.hear(d.write("s4", closing))
	if !s.held(waits.Hash()).backedBy(at) {
		t.Error("a closing makes no room")
	}
	d.left("two have voted for it", "ana", "t1", 15, 180)
	d.left("one has cheated", "cyd", "t1", 22, 180)
	d.left("the rest is hers", "bea", "t1", 0, 180)
	for _, who := range []string{"t2", "t3"} {
		s.Add(d.votes(who, entry.QuorumOnly, waits))
	}
	d.left("it is hers again", "bea", "t1", 30, 210)
	for _, who := range []string{"t2", "t3", "t4"} {
		s.Add(d.votes(who, entry.QuorumOnly, paid))
	}
	d.left("final", "ana", "t1", 30, 225)
	d.left("the epoch before", "ana", "s1", 0, 0)
}

// Of four votes two are honest, at least: a share is two sevenths, and half a unit weighs one.
func TestLineRounds(t *testing.T) {
	d := newDesk(t, 7, entry.Policy{Line: 21, Fund: 700, ExtraVotes: 1})
	d.left("two sevenths", "ana", "s1", 6, 200)
	paid := d.pay("ana", "bob", 1)
	d.core.State.Add(paid)
	d.core.State.Add(d.votes("s1", entry.Backed, paid))
	m := d.core.State.markets[d.market()]
	clear(m.lines.missing)
	if got := d.core.State.earlier(m, m.lines.holding(d.ref("ana").Key), &epoch{number: 3}, memberLine); got != 1 {
		t.Errorf("half a unit weighs %d", got)
	}
}

// A key is linked once: no vote for a second Link of it, in this epoch or a later one.
func TestLinkedOnce(t *testing.T) {
	d := newDesk(t, 4, entry.Policy{Line: 100, Fund: 1000})
	hers, other := d.write("ana", d.link("ana", "till")), d.write("bea", d.link("bea", "till"))
	d.hear(hers, other)
	d.expect("the first", hers, false)
	if len(d.core.State.held(other.Hash()).tally) > 0 {
		t.Error("both have his vote")
	}
	if err := d.core.Steward.MayVote(d.core.State, other.Hash()); !errors.Is(err, ErrLinked) {
		t.Errorf("the second: %v", err)
	}
	again := d.write("ana", d.link("ana", "till"))
	d.hear(again)
	d.expect("hers again", again, false)
	free := d.write("cyd", d.link("cyd", "card"))
	rival := d.write("bob", d.link("bob", "card"))
	s := NewState(d.found.Community)
	set := []*entry.Entry{d.found, d.heads[d.key("steward").Account()], free, rival, d.votes("s2", entry.QuorumOnly, rival)}
	for _, e := range set {
		s.Add(e)
	}
	n := s.held(free.Hash())
	now := s.markets[d.market()].current()
	if err := n.linkedOnce(s, seat{now, 0}); err != nil {
		t.Errorf("another steward's vote in this epoch: %v", err)
	}
	if err := n.linkedOnce(s, seat{&epoch{number: now.number + 1}, 0}); !errors.Is(err, ErrLinked) {
		t.Errorf("a vote of the epoch before: %v", err)
	}
}

// A key counts on the line of everyone who has linked it, certified or not, until it is attested to be
// a member: then it stands for itself, for good.
func TestHolder(t *testing.T) {
	d := newDesk(t, 4, entry.Policy{Line: 100, Fund: 1000})
	s := d.core.State
	paid := d.pay("till", "bob", 7)
	s.Add(paid)
	s.Add(d.votes("s1", entry.Backed, paid))
	holds := func(what, who string, ana, bea int64) {
		t.Helper()
		if got := s.holder(d.ref("till")); got != d.ref(who).Key {
			t.Errorf("%s: it is on the line of %v", what, got)
		}
		for x, want := range map[string]int64{"till": 7, "ana": ana, "bea": bea} {
			m := s.markets[d.market()]
			if got := m.lines.holding(d.ref(x).Key).sum(seat{m.current(), d.index("s1")}); got != want {
				t.Errorf("%s: %s has %d open", what, x, got)
			}
		}
	}
	holds("nobody's", "till", 0, 0)
	link := d.write("ana", d.link("ana", "till"))
	s.Add(link)
	holds("asked for", "till", 7, 0)
	for _, who := range []string{"s2", "s3", "s4"} {
		s.Add(d.votes(who, entry.QuorumOnly, link))
	}
	s.Add(d.write("bea", d.link("bea", "till")))
	holds("linked", "ana", 7, 7)
	for day := range uint32(2) { // a member on one day, none on the next
		for _, who := range []string{"s2", "s3", "s4"} {
			s.Add(d.write(who, &entry.Attest{Facts: []entry.Fact{&entry.Member{Account: d.ref("till").Key, Day: 5 + day, FirstUD: 1 - day, Name: "t"}}}))
		}
		holds("a member", "till", 0, 0)
	}
	if _, ok := s.member(d.ref("till")); ok {
		t.Error("he is a member no more")
	}
}

// WithinLines finds what more than f cheats can bring about.
func TestWithinLinesFinds(t *testing.T) {
	for _, c := range []struct {
		policy entry.Policy
		paid   entry.Amount
		want   error
	}{
		{entry.Policy{Line: 100, Fund: 1000}, 100, nil},
		{entry.Policy{Line: 100, Fund: 1000}, 101, ErrBreach},
		{entry.Policy{Line: 500, Fund: 130, AdvancePart: 20, DisputePart: 10}, 100, nil},
		{entry.Policy{Line: 500, Fund: 130, AdvancePart: 20, DisputePart: 10}, 101, ErrBreach},
	} {
		d := newDesk(t, 4, c.policy)
		s := d.core.State
		half, rest := d.pay("ana", "bob", 60), d.pay("ana", "bob", c.paid-60)
		for _, e := range []*entry.Entry{half, rest, d.votes("s2", entry.Backed, half, rest), d.votes("s3", entry.Backed, half, rest)} {
			s.Add(e)
		}
		if err := s.WithinLines(); !errors.Is(err, c.want) {
			t.Errorf("%d with %+v: %v", c.paid, c.policy, err)
		}
	}
}

// However entries come, what is kept of what stands open is what one finds by going through all.
func TestStandingIsRecounted(t *testing.T) {
	for seed := range uint64(3) {
		s := newSiege(t, 4, 0, seed)
		for range 3 {
			s.muddle()
			s.nextEpoch(true)
		}
		want := recount(s.all, s.market())
		if len(want) == 0 {
			t.Fatal("nothing stands open")
		}
		rnd := rand.New(rand.NewPCG(seed, 9))
		for range 3 {
			rnd.Shuffle(len(s.ever), func(i, j int) { s.ever[i], s.ever[j] = s.ever[j], s.ever[i] })
			again := NewState(s.found.Community)
			for _, e := range s.ever {
				again.Add(e)
			}
			got := kept(&again.markets[s.market()].lines)
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Fatalf("seed %d: kept\n%v\nis\n%v", seed, got, want)
			}
		}
	}
}

// place is where something stands open: with a key, on a member's line, or, without a name, in all.
type place struct {
	of    string
	key   keys.Account
	epoch uint32
	seat  int
}

// recount goes through all entries that are not final.
func recount(s *State, market entry.MarketID) map[place]int64 {
	sums := map[place]int64{}
	for n := range s.open {
		if n.chain.ref.Market != market || !n.backable() {
			continue
		}
		for _, t := range n.tally {
			for i := range t.epoch.seats {
				if t.backed&(1<<i) != 0 && t.epoch.backers() > 0 {
					sums[place{"key", n.chain.ref.Key, t.epoch.number, i}] += cost(n.entry)
					for _, key := range s.bearers(n.chain.ref) {
						sums[place{"line", key, t.epoch.number, i}] += cost(n.entry)
					}
					sums[place{"all", keys.Account{}, t.epoch.number, i}] += cost(n.entry)
				}
			}
		}
	}
	return sums
}

// kept is what the lines keep.
func kept(l *lines) map[place]int64 {
	sums := map[place]int64{}
	add := func(of string, key keys.Account, st *standing) {
		for e, list := range st.sums {
			for i, sum := range list {
				if sum != 0 {
					sums[place{of, key, e.number, i}] = sum
				}
			}
		}
	}
	add("all", keys.Account{}, &l.all)
	for key, st := range l.keys {
		add("key", key, st)
	}
	for key, st := range l.holders {
		add("line", key, st)
	}
	return sums
}
