package node

import (
	"cmp"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// village is several nodes, each in a directory of its own, that hear what the others hold.
type village struct {
	*market
	nodes map[string]*market
	names []string
	away  map[string]bool // hears nothing
	clock time.Time

	called   map[string]string // how the stewards call a node, where it is not its name
	restarts bool              // each node is stopped and started again after each of its duties
}

// newVillage is ana, who founds a market alone, and others who follow it.
func newVillage(t *testing.T, names ...string) *village {
	v := &village{market: newMarket(t, "none"), nodes: map[string]*market{}, away: map[string]bool{},
		clock: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	v.Close()
	v.config.Now = func() time.Time { return v.clock }
	v.open()
	v.nodes["ana"], v.names = v.market, []string{"ana"}
	v.people("tom", "eva")
	v.deposit("tom", "100", "envelope 1")
	for _, name := range names {
		v.follow(name)
	}
	return v
}

// follow makes a node of a fresh directory from a bundle of ana's.
func (v *village) follow(name string) *market {
	v.t.Helper()
	m := &market{t: v.t, config: v.config}
	m.config.Dir = filepath.Join(v.t.TempDir(), name)
	bundle := must[BundleReply](v.market)(v.Bundle(ctx, BundleRequest{})).Bundle
	if _, err := ImportNew(ctx, m.config, ImportRequest{Bundle: bundle}); err != nil {
		v.t.Fatal(err)
	}
	m.open()
	v.t.Cleanup(func() { m.Close() })
	v.nodes[name] = m
	v.names = append(v.names, name)
	return m
}

// here is the nodes that hear each other, in the order of their names.
func (v *village) here() (list []*market) {
	for _, name := range v.names {
		if !v.away[name] {
			list = append(list, v.nodes[name])
		}
	}
	return list
}

// meet passes every entry to everybody, lets a second pass, and lets the machines do their duties,
// until nobody has had news for as long as stewards are patient in the first views of a topic.
func (v *village) meet() {
	v.t.Helper()
	const silence = 10
	for silent := 0; silent < silence; silent++ {
		before := v.held()
		for _, from := range v.here() {
			for _, to := range v.here() {
				from.tell(to)
			}
		}
		v.clock = v.clock.Add(time.Second)
		for _, m := range v.here() {
			for _, duty := range []func(*market) error{
				func(m *market) error { return m.takeSeat() }, func(m *market) error { return m.reseat() },
				func(m *market) error { return m.attend() }, func(m *market) error { return m.book.Tick() }} {
				m.comparesHead()
				if err := duty(m); err != nil {
					v.t.Fatal(err)
				}
				if v.restarts {
					m.reopen()
				}
			}
			m.comparesHead()
		}
		if v.held() != before {
			silent = 0
		}
	}
}

// comparesHead tells the node what the mesh tells it when others have shown their heads.
func (m *market) comparesHead() {
	m.t.Helper()
	m.sitting.Lock()
	m.compared = m.voting != nil
	m.sitting.Unlock()
	if err := m.takeSeat(); err != nil {
		m.t.Fatal(err)
	}
}

// tell brings another what it lacks.
func (m *market) tell(to *market) {
	m.t.Helper()
	list, _, err := m.book.Since(1, 1<<20)
	if err != nil {
		m.t.Fatal(err)
	}
	to.book.View(func(s *ledger.State) {
		list = slices.DeleteFunc(list, func(e *entry.Entry) bool { return s.Holds(e.Hash()) })
	})
	if len(list) == 0 {
		return
	}
	if _, err := to.book.Append(list...); err != nil {
		m.t.Fatal(err)
	}
}

// held counts the entries that the nodes here hold, all together.
func (v *village) held() (count int) {
	for _, m := range v.here() {
		m.book.View(func(s *ledger.State) { count += s.Held() })
	}
	return count
}

// join has a node ask for a seat.
func (v *village) join(names ...string) {
	v.t.Helper()
	for _, name := range names {
		m := v.nodes[name]
		must[JoinReply](m)(m.StewardJoin(ctx, JoinRequest{Name: name, Passphrase: pass}))
	}
	v.meet()
}

// propose has a steward move something.
func (v *village) propose(name string, in ProposeRequest) ProposeReply {
	v.t.Helper()
	in.Passphrase = pass
	m := v.nodes[name]
	reply := must[ProposeReply](m)(m.StewardPropose(ctx, in))
	v.meet()
	return reply
}

// council tells who serves, by name, and fails the test unless the nodes here agree on it.
func (v *village) council() (names []string, epoch uint32) {
	v.t.Helper()
	for i, m := range v.here() {
		list := must[StewardsReply](m)(m.StewardList(ctx, StewardsRequest{}))
		var here []string
		for _, s := range list.Stewards {
			here = append(here, s.Name)
		}
		slices.Sort(here)
		if i > 0 && (!slices.Equal(here, names) || list.Epoch != epoch) {
			v.t.Errorf("%v in epoch %d, elsewhere %v in %d", here, list.Epoch, names, epoch)
		}
		names, epoch = here, list.Epoch
	}
	return names, epoch
}

// serves fails the test unless these serve in an epoch, with keys that vote, and no old key is left.
func (v *village) serves(epoch uint32, names ...string) {
	v.t.Helper()
	var called []string
	for _, name := range names {
		called = append(called, cmp.Or(v.called[name], name))
	}
	slices.Sort(called)
	if got, at := v.council(); !slices.Equal(got, called) || at != epoch {
		v.t.Fatalf("%v serve in epoch %d, want %v in %d", got, at, called, epoch)
	}
	for _, name := range v.names {
		if m := v.nodes[name]; !v.away[name] && m.votes() != slices.Contains(names, name) {
			v.t.Errorf("%s votes: %v", name, m.votes())
		}
	}
	for _, name := range v.names {
		if !slices.Contains(names, name) {
			continue
		}
		if keys, err := keystore.VotingEpochs(v.nodes[name].config.Dir); !v.away[name] && (err != nil || len(keys) == 0 || keys[0] != uint64(epoch)) {
			v.t.Errorf("%s has the voting keys of epochs %v, %v", name, keys, err)
		}
	}
}

// trades has tom pay eva on ana's machine, and fails the test unless it is final with everybody.
func (v *village) trades() {
	v.t.Helper()
	entry := must[EntryReply](v.market)(v.pay("tom", "eva", "1")).Entry
	v.meet()
	for _, m := range v.here() {
		if reply := must[WaitReply](m)(m.Wait(ctx, WaitRequest{Hash: entry.Hash, Level: "final"})); reply.Level != "final" {
			v.t.Errorf("a payment is %s with one of %v", reply.Level, v.names)
		}
	}
}

// alike fails the test unless all have the same state.
func (v *village) alike() {
	v.t.Helper()
	for _, m := range v.here() {
		if m.verified().State != v.verified().State {
			v.t.Error("two nodes have different states")
		}
	}
}

// grown is a market of four stewards in epoch 2.
func grown(t *testing.T, others ...string) *village {
	v := newVillage(t, append([]string{"bea", "carl", "dora"}, others...)...)
	v.join("ana", "bea", "carl", "dora")
	v.propose("ana", ProposeRequest{Seats: []string{"bea", "carl", "dora"}})
	v.serves(2, "ana", "bea", "carl", "dora")
	return v
}

// A market grows from one steward to four, swaps one out, and refreshes its keys; payments go on.
func TestMarketGrowsSwapsAndRefreshes(t *testing.T) {
	v := grown(t, "emil")
	v.trades()

	v.join("ana", "bea", "carl", "emil")
	first := v.propose("bea", ProposeRequest{Seats: []string{"emil"}, Without: []string{"dora"}})
	if first.Needed != 2 || first.Decided || first.Epoch != 3 {
		t.Errorf("the motion stands at %+v", first)
	}
	v.serves(2, "ana", "bea", "carl", "dora")
	v.propose("ana", ProposeRequest{Agree: first.Motion[:6]})
	v.serves(2, "ana", "bea", "carl", "dora")
	v.propose("carl", ProposeRequest{Agree: first.Motion})
	v.serves(3, "ana", "bea", "carl", "emil")
	v.trades()

	for i, name := range []string{"ana", "bea", "carl", "emil"} {
		m := v.nodes[name]
		reply := must[EpochReply](m)(m.Epoch(ctx, EpochRequest{Next: true, Passphrase: pass}))
		if len(reply.Waits) != 3-i {
			t.Errorf("%s waits for %v", name, reply.Waits)
		}
		v.meet()
	}
	v.serves(4, "ana", "bea", "carl", "emil")
	v.trades()
	v.alike()
}

// A newcomer is seated when his machine has shown that it holds what the stewards hold, not before.
func TestNewcomerShowsWhatHeHolds(t *testing.T) {
	v := newVillage(t, "bea", "carl", "dora")
	v.away["dora"] = true
	v.join("bea", "carl", "dora")
	v.people("later")
	v.deposit("later", "5", "envelope 2")
	v.away["dora"] = false
	seats := []string{"bea", "carl", "dora"}
	_, err := v.StewardPropose(ctx, ProposeRequest{Seats: seats, Passphrase: pass})
	v.refused(words.UnknownSteward, err)
	v.nodes["dora"].tell(v.market)
	_, err = v.StewardPropose(ctx, ProposeRequest{Seats: seats, Passphrase: pass})
	v.refused(words.NotInStep, err)
	council := must[StewardsReply](v.market)(v.StewardList(ctx, StewardsRequest{}))
	for _, c := range council.Candidates {
		if want := map[string]string{"dora": string(words.NotInStep)}[c.Name]; c.Lacks != want {
			t.Errorf("%s lacks %q", c.Name, c.Lacks)
		}
	}
	v.clock = v.clock.Add(2 * drawEvery)
	v.meet()
	v.propose("ana", ProposeRequest{Seats: seats})
	v.called = map[string]string{"ana": "Saint-Agrève"} // she has given no name
	v.serves(2, "ana", "bea", "carl", "dora")
}

// A steward who names another state than his entries make is found out by the newcomer, who says so
// and is seated on another's word.
func TestNewcomerFindsALiar(t *testing.T) {
	v := grown(t)
	liar := v.nodes["carl"]
	var heads []entry.Head
	liar.book.View(func(s *ledger.State) { heads = s.Cut(liar.home) })
	must[EntryReply](liar)(liar.word(&entry.Checkpoint{Epoch: 2, Heads: heads, State: entry.Hash{1}}, false))
	v.meet()
	emil := v.follow("emil")
	v.join("emil")
	if p := emil.stewardWarnings(); len(p) != 1 || p[0].Code != words.StateDiffers || p[0].Args["name"] != "carl" {
		t.Errorf("emil warns of %v", p)
	}
	if status := must[StatusReply](emil)(emil.Status(ctx, StatusRequest{})); status.Differs != "carl" {
		t.Errorf("the status names %q", status.Differs)
	}
	list := must[StewardsReply](emil)(emil.StewardList(ctx, StewardsRequest{}))
	if len(list.Candidates) != 1 || list.Candidates[0].Lacks != "" {
		t.Errorf("emil stands at %+v", list.Candidates)
	}
}

// A newcomer who began with a checkpoint cannot compute what a steward has drawn before it, and is seated on another's word.
func TestNewcomerBeganBehindACut(t *testing.T) {
	v := grown(t)
	draws := func(m *market, heads []entry.Head) {
		state, err := v.book.StateAt(v.home, heads)
		if err != nil {
			t.Fatal(err)
		}
		must[EntryReply](m)(m.word(&entry.Checkpoint{Epoch: 2, Heads: heads, State: state}, false))
	}
	cut := func() (heads []entry.Head) {
		v.book.View(func(s *ledger.State) { heads = s.Cut(v.home) })
		return heads
	}
	early := cut()
	v.trades()
	late := cut()
	for _, m := range v.here() {
		draws(m, late)
	}
	v.meet()
	emil := &market{t: t, config: v.config}
	emil.config.Dir = filepath.Join(t.TempDir(), "emil")
	in := must[ImportReply](v.market)(ImportNew(ctx, emil.config, ImportRequest{Bundle: must[BundleReply](v.market)(v.Bundle(ctx, BundleRequest{Checkpoint: true})).Bundle}))
	if in.From == nil {
		t.Fatalf("he begins with %+v", in)
	}
	emil.open()
	t.Cleanup(func() { emil.Close() })
	first := v.market.market().Stewards[0].Voting
	for _, m := range v.here() {
		if m.duties.drew = v.clock.Add(time.Hour); m.steward().Account() == first { // nobody draws a fresh one
			draws(m, early)
		}
	}
	v.nodes["emil"], v.names = emil, append(v.names, "emil")
	v.meet()
	v.join("emil")
	list := must[StewardsReply](emil)(emil.StewardList(ctx, StewardsRequest{}))
	if len(list.Candidates) != 1 || list.Candidates[0].Lacks != "" {
		t.Errorf("emil stands at %+v", list.Candidates)
	}
}

// What cannot be is refused, with the sentence why.
func TestCouncilsThatCannotBe(t *testing.T) {
	v := newVillage(t, "bea", "carl")
	v.join("bea", "carl")
	for code, in := range map[words.Code]ProposeRequest{
		words.BadCouncil:     {Seats: []string{"bea", "carl"}},
		words.UnknownSteward: {Seats: []string{"nobody"}},
		words.UnknownMotion:  {Agree: "00"},
	} {
		in.Passphrase = pass
		_, err := v.StewardPropose(ctx, in)
		v.refused(code, err)
	}
	_, err := v.StewardPropose(ctx, ProposeRequest{Seats: []string{"bea"}, Without: []string{"bea"}, Passphrase: pass})
	if err == nil {
		t.Error("somebody was taken in and left out")
	}
	bea := v.nodes["bea"]
	_, err = bea.StewardPropose(ctx, ProposeRequest{Seats: []string{"carl"}, Passphrase: pass})
	bea.refused(words.NoStewardKey, err)
}
