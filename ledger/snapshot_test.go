package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"foirail/ledger/entry"
)

// throughTheDoor is a set in an order in which the door lets it in; what it never lets in is left out.
func throughTheDoor(community entry.Hash, set []*entry.Entry) (list []*entry.Entry) {
	core := NewCore(community, nil, nil)
	for len(set) > 0 {
		var later []*entry.Entry
		for _, e := range set {
			if made, _, err := core.Step([]Draft{Offer(e)}, 0); err == nil && len(made) > 0 {
				list = append(list, made...)
			} else if !core.State.Holds(e.Hash()) {
				later = append(later, e)
			}
			if core.Stale() {
				core = NewCore(community, list, nil)
			}
		}
		if len(later) == len(set) {
			break
		}
		set = later
	}
	return list
}

// ownSnapshot writes a state down and loads it, as a node does for itself.
func ownSnapshot(t testing.TB, s *State) *State {
	t.Helper()
	sum := s.Summary()
	kept := s.kept(sum)
	full, err := s.snapshot(sum, kept)
	if err != nil {
		t.Fatal(err)
	}
	p, err := readSnapshot(full, sum.Hash())
	if err != nil {
		t.Fatal(err)
	}
	m, err := readMemo(s.memo(kept).bytes(), len(kept))
	if err != nil {
		t.Fatal(err)
	}
	again, err := p.rebuild(m)
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// toldSnapshot writes a state down and loads it, as another node does.
func toldSnapshot(t testing.TB, s *State) *State {
	t.Helper()
	full, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	told, err := LoadSnapshot(full, s.Summary().Hash())
	if err != nil {
		t.Fatal(err)
	}
	again, err := told.Snapshot()
	if err != nil || !bytes.Equal(again, full) {
		t.Fatalf("a snapshot of the state that a snapshot makes is another: %v", err)
	}
	return told
}

// checkSnapshots is I12: cut a set anywhere, and who begins with a snapshot there goes on like one who
// holds everything: he takes in and refuses the same, and has the same state; and when one of these
// stewards has the desk, he says the same.
func checkSnapshots(t testing.TB, community entry.Hash, set []*entry.Entry, stewards ...*Steward) {
	t.Helper()
	list := throughTheDoor(community, set)
	rnd := rand.New(rand.NewPCG(uint64(len(list)), 12))
	for range 3 {
		at := rnd.IntN(len(list) + 1)
		all, loaded := NewCore(community, nil, nil), false
		for i, e := range list[:at] {
			if _, _, err := all.Step([]Draft{Offer(e)}, 0); err != nil {
				t.Fatal(err)
			}
			if all.Stale() { // a reload takes the decisions first, so the order of coming is another
				all, loaded = NewCore(community, list[:i+1], nil), true
			}
		}
		own := newCore(ownSnapshot(t, all.State), nil)
		told := newCore(toldSnapshot(t, all.State), nil)
		for _, e := range list[:at] { // what no vote names is told like any news; the rest is no news
			if _, got, err := told.Step([]Draft{Offer(e)}, 0); err != nil || got[0].Err != nil {
				t.Fatalf("%d of %d: %v is met with %v", at, len(list), e, got[0].Err)
			}
		}
		if diff := stateDiff(all.State, own.State); diff != "" && !loaded {
			t.Fatalf("%d of %d: the state of a snapshot is another: %s", at, len(list), diff)
		}
		base := baseHere(t, all.State)
		for i, e := range list[at:] {
			name := fmt.Sprintf("%d of %d, and %d more", at, len(list), i+1)
			takeAlike(t, name, e, all, own, told)
			if all.Stale() {
				break
			}
		}
		if all.Stale() {
			continue
		}
		checkSlowOn(t, base, list)
		takeAlike(t, "again", list[rnd.IntN(len(list))], all, own, told)
		if diff := stateDiff(all.State, own.State); diff != "" && !loaded {
			t.Fatalf("%d of %d: at the end the states differ: %s", at, len(list), diff)
		}
		for _, st := range stewards {
			sayAlike(t, st, all, own)
		}
	}
}

// takeAlike gives an entry to cores, which must all answer and come out the same.
func takeAlike(t testing.TB, name string, e *entry.Entry, all *Core, others ...*Core) {
	t.Helper()
	_, want, err := all.Step([]Draft{Offer(e)}, 0)
	if err != nil {
		t.Fatal(err)
	}
	hash := all.State.Summary().Hash()
	for i, c := range others {
		_, got, err := c.Step([]Draft{Offer(e)}, 0)
		if err != nil || got[0].Err != want[0].Err {
			t.Fatalf("%s: snapshot %d: %v is met with %v, and by all with %v", name, i, e, got[0].Err, want[0].Err)
		}
		if all.Stale() != c.Stale() {
			t.Fatalf("%s: snapshot %d: stale %v, and all %v", name, i, c.Stale(), all.Stale())
		}
		if c.State.Summary().Hash() != hash && !all.Stale() {
			t.Fatalf("%s: snapshot %d: after %v the states differ:\n%s", name, i, e, diff(c.State.Summary(), all.State.Summary()))
		}
	}
}

// sayAlike gives two cores a steward each, who must say the same.
func sayAlike(t testing.TB, st *Steward, cores ...*Core) {
	t.Helper()
	var first []string
	for i, c := range cores {
		c.Steward = &Steward{Market: st.Market, Voting: st.Voting}
		c.State.stirOpen()
		c.State.talked = true
		var said []string
		made, _, err := c.Step(nil, 7)
		for range 12 {
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range made {
				said = append(said, e.String()+" "+e.Hash().String())
			}
			made, err = c.Tick(7)
		}
		if i == 0 {
			first = said
		} else if !slices.Equal(said, first) {
			t.Fatalf("a steward says\n%v\nand with a snapshot\n%v", first, said)
		}
		c.Steward = nil
	}
}

// Sets without any manners, as far as the door lets them in.
func TestSnapshotOfHostileSets(t *testing.T) {
	for seed := range (*seeds + 2) / 3 {
		rnd := rand.New(rand.NewPCG(uint64(seed), 1))
		tw := newTown(t, entry.Policy{})
		set := hostileSet(tw, rnd)
		checkSnapshots(t, tw.found.Community, set, tw.desks("steward", "s1", "s2", "s3", "s4")...)
	}
}

// desks is stewards by the names of their voting keys.
func (tw *town) desks(names ...string) (list []*Steward) {
	for _, n := range names {
		list = append(list, &Steward{Market: tw.market(), Voting: tw.key(n)})
	}
	return list
}

// What was changed anywhere in a snapshot is found by the hash, or is of no meaning.
func TestSnapshotThatWasChanged(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	list := throughTheDoor(tw.found.Community, hostileSet(tw, rand.New(rand.NewPCG(3, 1))))
	s := Load(tw.found.Community, list)
	full, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	want := s.Summary().Hash()
	signature := func(i int) bool { // of an entry: no hash covers it
		b := bytes.Clone(full)
		b[i] ^= 1
		p, q := &parts{}, &parts{}
		if p.read(full) != nil || q.read(b) != nil || p.sum.Hash() != q.sum.Hash() {
			return false
		}
		for i, e := range p.list {
			if e.Hash() != q.list[i].Hash() {
				return false
			}
		}
		return bytes.Equal(p.rows, q.rows)
	}
	for i := 0; i < len(full); i += 7 {
		b := bytes.Clone(full)
		b[i] ^= 1
		if _, err := LoadSnapshot(b, want); !errors.Is(err, ErrSnapshot) && !signature(i) {
			t.Fatalf("byte %d of %d changed: %v", i, len(full), err)
		}
	}
	if _, err := LoadSnapshot(full, entry.Hash{1}); !errors.Is(err, ErrSnapshot) {
		t.Errorf("another hash: %v", err)
	}
	p := &parts{}
	if err := p.read(full); err != nil {
		t.Fatal(err)
	}
	for _, e := range p.list { // an entry that is left out is missed
		q := *p
		q.bodies = map[entry.Hash]*entry.Entry{}
		for h, body := range p.bodies {
			if h != e.Hash() {
				q.bodies[h] = body
			}
		}
		if _, err := q.build(); !errors.Is(err, ErrSnapshot) {
			t.Errorf("without %v: %v", e, err)
		}
	}
}

// A state with gaps is not written down.
func TestSnapshotOfGaps(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	first := tw.pay("ana", "bob", 1)
	second := tw.pay("ana", "bob", 1)
	s := Load(tw.found.Community, []*entry.Entry{tw.found, second, tw.votes("steward", entry.QuorumOnly, second)})
	if _, err := s.Snapshot(); !errors.Is(err, ErrGaps) {
		t.Errorf("without %v: %v", first, err)
	}
}

// FuzzSnapshot: whatever is taken for a snapshot, under its own hash, is written the same again.
func FuzzSnapshot(f *testing.F) {
	for seed := range uint64(6) {
		tw := newTown(f, entry.Policy{})
		list := throughTheDoor(tw.found.Community, hostileSet(tw, rand.New(rand.NewPCG(seed, 1))))
		full, err := Load(tw.found.Community, list[:min(len(list), 4+5*int(seed))]).Snapshot()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(full)
		f.Add(full[:len(full)/2])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p := &parts{}
		if p.read(b) != nil {
			return
		}
		s, err := LoadSnapshot(b, p.sum.Hash())
		if err != nil {
			return
		}
		if again, err := s.Snapshot(); err != nil || !bytes.Equal(again, b) {
			t.Errorf("it is written in another way: %v", err)
		}
	})
}

// FuzzMemo: a memo's bytes say one thing in one way.
func FuzzMemo(f *testing.F) {
	tw := newTown(f, entry.Policy{})
	s := Load(tw.found.Community, throughTheDoor(tw.found.Community, hostileSet(tw, rand.New(rand.NewPCG(5, 1)))))
	kept := s.kept(s.Summary())
	f.Add(s.memo(kept).bytes(), len(kept))
	f.Fuzz(func(t *testing.T, b []byte, entries int) {
		if m, err := readMemo(b, entries); err == nil && !bytes.Equal(m.bytes(), b) {
			t.Error("it is written in another way")
		}
	})
}

// FuzzBase: a base's bytes say one thing in one way.
func FuzzBase(f *testing.F) {
	tw := newTown(f, entry.Policy{})
	base := &Base{Market: tw.market(), State: entry.Hash{1}, Snapshot: []byte("a snapshot"), Proof: []*entry.Entry{tw.found},
		Heads: []entry.Head{{Author: tw.key("ana").Account(), Seq: 7, Hash: entry.Hash{2}}}}
	f.Add(base.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if base, err := ReadBase(b); err == nil && !bytes.Equal(base.Bytes(), b) {
			t.Error("it is written in another way")
		}
	})
}
