package ledger

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"foirail/ledger/entry"
)

// Markets of 4, 7 and 10 stewards, as many cheating as may: they vote for everything, both sides
// of every fork. News reaches each honest one in another order. No slot ever gets two final
// entries, no honest payer is below zero, and when all have heard all they have one state, in
// which what honest people paid is final.
func TestQuorumsHold(t *testing.T) {
	for _, n := range []int{4, 7, 10} {
		for seed := range 12 {
			t.Run(fmt.Sprint(n, "/", seed), func(t *testing.T) {
				v := newVillage(t, n, uint64(seed))
				for range 400 {
					v.something()
				}
				v.tellAll()
				v.check()
				if seed == 0 {
					checkSnapshots(t, v.found.Community, v.pool, v.desks("s1", "s2")...)
				}
			})
		}
	}
}

// village is some honest stewards, each with a core, and a pool of all that was ever said.
type village struct {
	*town
	rnd     *rand.Rand
	cores   []*Core // of the honest: s1, s2...
	waiting [][]*entry.Entry
	cheats  []string // the stewards who are not
	pool    []*entry.Entry
	said    map[string][]*entry.Entry // chains of payers and cheating stewards
	honest  []*entry.Entry            // payments of ana and bob
}

func newVillage(t *testing.T, n int, seed uint64) *village {
	v := &village{town: newTown(t, entry.Policy{}), rnd: rand.New(rand.NewPCG(seed, uint64(n))), said: map[string][]*entry.Entry{}}
	var seats []string
	for i := range n {
		seats = append(seats, fmt.Sprint("s", i+1))
	}
	set := []*entry.Entry{v.found, v.write("steward", v.nextEpoch(2, seats...))}
	v.pool = set
	honest := n - (n-1)/3
	v.cheats = seats[honest:]
	for _, name := range seats[:honest] {
		c := NewCore(v.found.Community, set, &Steward{Market: v.market(), Voting: v.key(name)})
		v.cores, v.waiting = append(v.cores, c), append(v.waiting, nil)
	}
	for i, c := range v.cores {
		for _, who := range []string{"ana", "bob", "mal", "eve"} {
			v.say(i, func(s *State) (*entry.Entry, error) {
				e := s.Next(Ref{v.market(), c.Steward.Voting.Account()}, v.steady)
				e.Body = deposits(v.town, who, who, 1000)
				return e, e.Sign(c.Steward.Voting)
			})
		}
	}
	return v
}

// say gives a draft to one core and its output to everybody.
func (v *village) say(at int, drafts ...Draft) []Answer {
	made, answers, err := v.cores[at].Step(drafts, v.steady)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, e := range made {
		v.spread(at, e)
	}
	if err := v.cores[at].State.OnePerSlot(); err != nil {
		v.t.Fatal(err)
	}
	return answers
}

// spread puts an entry on its way to all cores but one.
func (v *village) spread(from int, e *entry.Entry) {
	if from < 0 || e.Author == v.cores[from].Steward.Voting.Account() {
		v.pool = append(v.pool, e)
		for i := range v.cores {
			if i != from {
				v.waiting[i] = append(v.waiting[i], e)
			}
		}
	}
}

// hear lets a core take in something that is on its way, if its time has come.
func (v *village) hear(at int) {
	list := v.waiting[at]
	if len(list) == 0 {
		return
	}
	i := v.rnd.IntN(len(list))
	if a := v.say(at, Offer(list[i]))[0]; a.Err == nil {
		v.waiting[at] = append(list[:i:i], v.waiting[at][i+1:]...)
	}
}

// something happens: mostly news is heard; somebody pays, honestly or not; a cheating steward
// votes for whatever is about.
func (v *village) something() {
	v.steady++
	switch v.rnd.IntN(12) {
	case 0:
		who := []string{"ana", "bob"}[v.rnd.IntN(2)]
		e := v.after(v.last(who), who, v.payBody([]string{"ana", "bob", "cyd"}[v.rnd.IntN(3)], entry.Amount(1+v.rnd.IntN(20))))
		v.honest = append(v.honest, e)
		v.tell(who, e)
	case 1:
		who := []string{"mal", "eve"}[v.rnd.IntN(2)]
		prev := v.last(who)
		if list := v.said[who]; len(list) > 0 && v.rnd.IntN(2) == 0 {
			prev = list[v.rnd.IntN(len(list))]
		}
		if v.rnd.IntN(9) == 0 {
			prev = nil
		}
		v.tell(who, v.after(prev, who, v.payBody([]string{"cyd", "dan"}[v.rnd.IntN(2)], entry.Amount(1+v.rnd.IntN(900)))))
	case 2, 3:
		who := v.cheats[v.rnd.IntN(len(v.cheats))]
		b := &entry.Votes{}
		for _, e := range v.pool[max(0, len(v.pool)-12):] {
			if e.Kind().Owned() {
				b.Items = append(b.Items, entry.Vote{Kind: entry.QuorumOnly, Entry: e.Hash()})
			}
		}
		if len(b.Items) > 0 {
			v.tell(who, v.after(v.last(who), who, b))
		}
	default:
		v.hear(v.rnd.IntN(len(v.cores)))
	}
}

func (v *village) last(who string) *entry.Entry {
	if list := v.said[who]; len(list) > 0 {
		return list[len(list)-1]
	}
	return nil
}

func (v *village) tell(who string, e *entry.Entry) {
	v.said[who] = append(v.said[who], e)
	v.spread(-1, e)
}

// tellAll lets everybody hear everything.
func (v *village) tellAll() {
	for range 100000 {
		busy := false
		for i := range v.cores {
			v.hear(i)
			busy = busy || len(v.waiting[i]) > 0
		}
		if !busy {
			return
		}
	}
	v.t.Fatal("they never come to an end")
}

func (v *village) check() {
	want := Slow(v.found.Community, v.pool)
	if err := want.Conserved(); err != nil {
		v.t.Error(err)
	}
	for i, c := range v.cores {
		if got := c.State.Summary(); got.Hash() != want.Hash() {
			v.t.Fatalf("s%d: the state is not the slow twin's:\n%s", i+1, diff(got, want))
		}
		if err := c.State.NoneBelow(); err != nil {
			v.t.Error(err)
		}
		poor := map[Ref]bool{}
		for _, e := range v.honest {
			author := Ref{e.Market, e.Author}
			switch got := c.State.Level(e.Hash()); {
			case got == Final:
			case poor[author] || c.State.Check(e, 0) != nil:
				poor[author] = true // not covered: he has spent it all
			default:
				v.t.Errorf("s%d: an honest payment is %v", i+1, got)
			}
		}
	}
}
