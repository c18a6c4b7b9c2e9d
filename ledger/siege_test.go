package ledger

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

var sieges = flag.Int("sieges", 1, "seeds for each plan of a siege that is partly left to chance")

// I4 under siege. Up to f stewards vote, backed, for whatever the cheaters like, and hide it from the
// others; members pay twice from keys that are linked to them; the honest stewards are cut off from
// each other, and some hear of a new epoch late, or lack the closed chains of others. Over ten
// changes of epoch what stands open comes within a tenth of both lines, and never above them.
func TestSiege(t *testing.T) {
	for _, c := range []struct{ n, extra int }{{4, 0}, {7, 0}, {7, 1}, {10, 0}, {10, 1}, {10, 2}} {
		t.Run(fmt.Sprintf("%d stewards, %d extra", c.n, c.extra), func(t *testing.T) {
			for _, plan := range plans {
				var best nearest
				for seed := range *sieges {
					s := newSiege(t, c.n, c.extra, uint64(seed))
					plan.do(s)
					best.add(s.nearest)
				}
				t.Logf("n=%d k=%d, %s: %v", c.n, (c.n-1)/3+1+c.extra, plan.name, best)
				if plan.near && (best.member < 0.9 || best.fund < 0.9 || best.member > 1 || best.fund > 1) {
					t.Errorf("%s: they came to %v", plan.name, best)
				}
			}
		})
	}
}

// plans are what the cheaters try over ten changes of epoch, and whether it should bring them near.
var plans = []struct {
	name string
	near bool
	do   func(*siege)
}{
	{"all that they can get", true, func(s *siege) {
		for range 10 {
			s.squeeze(s.loyal)
			s.nextEpoch(s.epoch > 4)
		}
		s.squeeze(s.loyal)
	}},
	{"some of the honest sleep through it", false, func(s *siege) {
		sleepers, awake := s.loyal[:s.k-s.f], s.loyal[s.k-s.f:]
		for range 10 {
			for _, x := range sleepers {
				x.late = true
			}
			s.nextEpoch(false)
			s.squeeze(awake)
		}
		s.squeeze(sleepers)
	}},
	{"all, and news is late", false, func(s *siege) {
		for range 10 {
			s.squeeze(s.loyal)
			s.nextEpoch(true)
		}
	}},
	{"at random", false, func(s *siege) {
		for range 10 {
			s.muddle()
			s.nextEpoch(true)
		}
	}},
}

// nearest is how near to the lines the cheaters came, as parts of them.
type nearest struct{ member, fund float64 }

func (a *nearest) add(b nearest) { a.member, a.fund = max(a.member, b.member), max(a.fund, b.fund) }

func (a nearest) String() string {
	return fmt.Sprintf("%.2f %% of L, %.2f %% of F", 100*a.member, 100*a.fund)
}

// siege is a market with as many cheating stewards as may be. All that was ever said is in all.
type siege struct {
	*town
	seed    uint64
	rnd     *rand.Rand
	n, f, k int
	policy  entry.Policy
	epoch   uint32
	loyal   []*loyal
	pool    []*entry.Entry // what everybody may hear when the roads are open
	all     *State
	ever    []*entry.Entry
	heads   map[string]*entry.Entry // public branches of the cheating stewards
	paid    []*payment
	purses  map[string][]*entry.Entry // payments by each key
	fresh   map[string]int            // next unused purse of each member
	limits  nearest                   // highest L and F of any epoch, in units
	nearest nearest
}

// loyal is one honest steward, with what he holds.
type loyal struct {
	*siege
	index int
	epoch uint32
	state *State
	st    *Steward
	late  bool                  // hears nothing
	back  bool                  // and will again, at the next change of epoch
	deaf  map[keys.Account]bool // stewards whose last words he lacks
	said  []*entry.Entry        // not in the pool yet
}

// payment is one of a cheating member's, and who of the honest has backed it, by epoch.
type payment struct {
	entry  *entry.Entry
	member string
	backed map[uint32]map[int]bool
	voted  map[uint32]map[int]bool
}

const pursesEach = 88

var cheats = []string{"ada", "ben", "cem"}

func newSiege(t *testing.T, n, extra int, seed uint64) *siege {
	f := (n - 1) / 3
	s := &siege{town: newTown(t, entry.Policy{}), seed: seed, rnd: rand.New(rand.NewPCG(seed, uint64(n*10+extra))), n: n, f: f, k: f + 1 + extra,
		policy: entry.Policy{Line: 100_000, Fund: 270_000, AdvancePart: 15_000, DisputePart: 5_000, ExtraVotes: uint8(extra)},
		epoch:  1, heads: map[string]*entry.Entry{}, purses: map[string][]*entry.Entry{}, fresh: map[string]int{}}
	s.all = NewState(s.found.Community)
	body := s.seats(2)
	s.tell(s.found, s.write("steward", body))
	for i := range n - f {
		x := &loyal{siege: s, index: i, state: NewState(s.found.Community), deaf: map[keys.Account]bool{}}
		s.loyal = append(s.loyal, x)
	}
	s.gather()
	s.enter(2)
	s.endow()
	return s
}

// voting names a seat's voting key.
func voting(i int, epoch uint32) string { return fmt.Sprintf("s%d in epoch %d", i, epoch) }

func (s *siege) seats(number uint32) *entry.Propose {
	var names []string
	for i := range s.n {
		names = append(names, voting(i, number))
	}
	body := s.town.nextEpoch(number, names...)
	body.Value.(*entry.NextEpoch).Policy = s.policy
	return body
}

// enter has an epoch begin for everybody who has heard of it.
func (s *siege) enter(number uint32) {
	s.epoch = number
	s.limits.add(nearest{float64(s.policy.Line), float64(fundLine(s.policy))})
	for _, x := range s.loyal {
		if !x.late {
			x.epoch = number
			x.st = &Steward{Market: s.market(), Voting: s.key(voting(x.index, number))}
			x.vote()
		}
	}
}

// endow makes the cheats members, each with many keys that are linked to him and have money.
func (s *siege) endow() {
	var facts []entry.Fact
	for _, who := range cheats {
		facts = append(facts, &entry.Member{Account: s.ref(who).Key, Day: 1, FirstUD: 1, Name: who})
		for i := range pursesEach {
			link := s.write(who, s.link(who, purse(who, i)))
			s.tell(link)
			facts = append(facts, &entry.Deposit{Note: purse(who, i), Account: s.ref(purse(who, i)).Key, Amount: 1 << 40})
		}
	}
	for len(facts) > 0 {
		some := facts[:min(len(facts), entry.MaxFacts)]
		facts = facts[len(some):]
		for _, x := range s.loyal {
			x.say(&entry.Attest{Facts: some})
		}
	}
	s.gather()
	s.gather()
	for _, x := range s.loyal {
		if holder, ok := x.state.member(s.ref(purse("cem", pursesEach-1))); !ok || holder != s.ref("cem").Key {
			s.t.Fatal("a purse is not linked")
		}
	}
}

func purse(who string, i int) string { return fmt.Sprintf("%s's purse %d", who, i) }

// tell makes entries public.
func (s *siege) tell(list ...*entry.Entry) {
	s.pool = append(s.pool, list...)
	s.whisper(list...)
}

// whisper lets entries exist.
func (s *siege) whisper(list ...*entry.Entry) {
	for _, e := range list {
		if s.all.Add(e) {
			s.ever = append(s.ever, e)
		}
	}
}

// gather lets all who are not late hear what is public, and vote, until nothing is new.
func (s *siege) gather() {
	for range 2 {
		for _, x := range s.loyal {
			if x.late {
				continue
			}
			x.hearAll()
			x.vote()
			s.pool = append(s.pool, x.said...)
			x.said = nil
		}
	}
	s.check()
}

func (x *loyal) hearAll() {
	for busy := true; busy; {
		busy = false
		for _, e := range x.pool {
			busy = x.hear(e) || busy
		}
	}
}

// hear takes in an entry as the door lets it in, and says whether it did.
func (x *loyal) hear(e *entry.Entry) bool {
	if x.state.Holds(e.Hash()) || x.deaf[e.Author] || x.state.Admit(e) != nil {
		return false
	}
	return x.state.Add(e)
}

// vote lets the steward vote, as a core would.
func (x *loyal) vote() {
	if x.st == nil {
		return
	}
	for len(x.state.stirred) > 0 {
		x.state.steps++
		made, err := x.st.Votes(x.state, x.st.Consider(x.state), x.steady)
		if err != nil {
			x.t.Fatal(err)
		}
		x.note(made)
	}
	if err := x.state.WithinLines(); err != nil {
		x.t.Fatalf("seed %d: as s%d sees it: %v", x.seed, x.index, err)
	}
}

// say writes a word of the steward's own.
func (x *loyal) say(body entry.Body) {
	e := x.state.Next(Ref{x.market(), x.st.Voting.Account()}, x.steady)
	e.Body = body
	x.sign(e, x.st.Voting)
	x.state.Add(e)
	x.note([]*entry.Entry{e})
}

// note keeps what the steward has said, and which payments he has voted for.
func (x *loyal) note(made []*entry.Entry) {
	x.said = append(x.said, made...)
	x.whisper(made...)
	for _, e := range made {
		body, ok := e.Body.(*entry.Votes)
		if !ok {
			continue
		}
		for _, v := range body.Items {
			for _, p := range x.paid {
				if p.entry.Hash() == v.Entry {
					mark(p.voted, x.epoch, x.index)
					if v.Kind == entry.Backed {
						mark(p.backed, x.epoch, x.index)
					}
				}
			}
		}
	}
}

func mark(m map[uint32]map[int]bool, epoch uint32, index int) {
	if m[epoch] == nil {
		m[epoch] = map[int]bool{}
	}
	m[epoch][index] = true
}

// squeeze has each member spend, from a fresh key each time, all that k−f honest stewards at a time
// would still back, in such parts that no steward's share is left over.
func (s *siege) squeeze(circle []*loyal) {
	for _, who := range cheats {
		for start := range circle {
			amount := int64(1 << 40)
			var window []*loyal
			for i := range s.k - s.f {
				at := (start + i) % len(circle)
				window = append(window, circle[at])
				amount = min(amount, circle[at].left(who)/s.turns(at, start, len(circle)))
			}
			s.offer(who, s.nextPurse(who), amount, true, window)
		}
		s.offer(who, s.nextPurse(who), int64(s.policy.Line)/10, true, circle[:s.k-s.f]) // too much, now
	}
}

// turns is in how many windows a steward is from a start on.
func (s *siege) turns(at, start, size int) (turns int64) {
	for ; start < size; start++ {
		if (at-start+size)%size < s.k-s.f {
			turns++
		}
	}
	return turns
}

// left is what a steward would still back of a member's.
func (x *loyal) left(who string) int64 {
	left, _ := x.state.LineLeft(x.ref(who), x.key(voting(x.index, x.epoch)).Account())
	return left
}

func (s *siege) nextPurse(who string) string {
	s.fresh[who]++
	return purse(who, s.fresh[who]-1)
}

// offer has somebody pay, shows it to some stewards only, and has the cheating ones back it in secret.
// With twice set the slot is paid out a second time, in the open.
func (s *siege) offer(who, from string, amount int64, twice bool, to []*loyal) {
	if amount <= 0 {
		return
	}
	var prev *entry.Entry
	if list := s.purses[from]; len(list) > 0 && s.rnd.IntN(2) == 0 {
		prev = list[s.rnd.IntN(len(list))]
	}
	s.steady++
	e := s.after(prev, from, s.payBody("baker", entry.Amount(amount)))
	p := &payment{e, who, map[uint32]map[int]bool{}, map[uint32]map[int]bool{}}
	s.paid, s.purses[from] = append(s.paid, p), append(s.purses[from], e)
	s.whisper(e)
	for _, x := range to {
		if x.hear(e) {
			x.vote()
		}
	}
	s.conspire(e)
	s.pool = append(s.pool, e)
	if twice {
		s.steady++
		s.tell(s.after(prev, from, s.payBody("butcher", entry.Amount(amount))))
	}
	s.check()
}

// conspire has the cheating stewards of every epoch so far vote for an entry, where nobody hears it.
func (s *siege) conspire(e *entry.Entry) {
	for i := s.n - s.f; i < s.n; i++ {
		for epoch := uint32(2); epoch <= s.epoch; epoch++ {
			s.whisper(s.votes(voting(i, epoch), entry.Backed, e))
		}
	}
}

// check is I4 over all that was ever said, asked of the state and worked out from the votes alone.
func (s *siege) check() {
	s.t.Helper()
	if len(s.paid) == 0 {
		return
	}
	if err := s.all.WithinLines(); err != nil {
		s.t.Fatalf("seed %d, epoch %d: %v", s.seed, s.epoch, err)
	}
	open, total := map[string]int64{}, int64(0)
	for _, p := range s.paid {
		backed, final := false, false
		for epoch := uint32(2); epoch <= s.epoch; epoch++ {
			backed = backed || len(p.backed[epoch]) >= s.k-s.f
			final = final || len(p.voted[epoch])+s.f >= 2*s.f+1
		}
		if backed && !final {
			open[p.member] += cost(p.entry)
			total += cost(p.entry)
		}
	}
	for who, sum := range open {
		if float64(sum) > s.limits.member {
			s.t.Fatalf("seed %d, epoch %d: %s has %d open", s.seed, s.epoch, who, sum)
		}
		s.nearest.add(nearest{float64(sum) / s.limits.member, 0})
	}
	if float64(total) > s.limits.fund {
		s.t.Fatalf("seed %d, epoch %d: %d stand open in all", s.seed, s.epoch, total)
	}
	s.nearest.add(nearest{0, float64(total) / s.limits.fund})
}

// muddle lets all sorts of things happen: payments of any size shown to anybody, forked or not, on
// old keys and new; some of the honest meet.
func (s *siege) muddle() {
	for range 25 {
		who := cheats[s.rnd.IntN(len(cheats))]
		from := purse(who, s.rnd.IntN(12))
		some := slices.Clone(s.loyal)
		s.rnd.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
		some = some[:1+s.rnd.IntN(len(some))]
		x := some[0]
		left := x.left(who)
		amount := left
		if s.rnd.IntN(2) == 0 {
			amount = 1 + s.rnd.Int64N(max(left, 1)*5/4)
		}
		s.offer(who, from, amount, s.rnd.IntN(3) > 0, some)
		if s.rnd.IntN(12) == 0 {
			s.gather()
		}
	}
}

// nextEpoch has the stewards decide who serves next, with other lines now and then, and close. With
// ragged set one of the honest does not hear of it for now, or some lack another's last words.
func (s *siege) nextEpoch(ragged bool) {
	s.reunite()
	chair := s.loyal[len(s.loyal)-1-s.rnd.IntN(s.f+1)]
	late := -1
	switch {
	case ragged && s.rnd.IntN(2) == 0:
		late = s.rnd.IntN(len(s.loyal))
	case ragged:
		s.deafen(chair)
	}
	s.gather()
	if ragged {
		s.policy.Line = entry.Amount(60_000 + s.rnd.IntN(60_000))
		s.policy.Fund = entry.Amount(200_000 + s.rnd.IntN(100_000))
	}
	s.decide(chair, s.epoch+1)
	if late >= 0 {
		s.loyal[late].late, s.loyal[late].back = true, true
	}
	s.close()
	s.enter(s.epoch + 1)
	s.gather()
}

// reunite lets those who were late hear what they missed, and close, and some of the deaf hear again.
func (s *siege) reunite() {
	for _, x := range s.loyal {
		if x.back {
			x.late, x.back = false, false
			x.catchUp(s.epoch)
		}
		if s.rnd.IntN(2) == 0 {
			clear(x.deaf)
		}
	}
}

// deafen has each of the honest lack what one other says from now on, but not what the chair says.
func (s *siege) deafen(chair *loyal) {
	for _, x := range s.loyal {
		other := s.rnd.IntN(len(s.loyal))
		x.deaf[s.ref(voting(other, s.epoch)).Key] = other != x.index && other != chair.index
	}
}

// close has everybody who is not late close his part in the epoch, and hear of the others'.
func (s *siege) close() {
	for i := s.n - s.f; i < s.n; i++ {
		s.openly(voting(i, s.epoch), &entry.Checkpoint{Epoch: s.epoch, Closing: true})
	}
	for _, x := range s.loyal {
		if !x.late {
			x.hearAll()
			x.say(&entry.Checkpoint{Epoch: s.epoch, Closing: true})
		}
	}
	for _, x := range s.loyal {
		if !x.late {
			s.pool = append(s.pool, x.said...)
			x.said = nil
		}
	}
	for _, x := range s.loyal {
		if !x.late {
			x.hearAll()
		}
	}
}

// catchUp closes a steward's part in an epoch that has been followed by others, and seats him anew.
func (x *loyal) catchUp(epoch uint32) {
	x.hearAll()
	x.say(&entry.Checkpoint{Epoch: x.epoch, Closing: true})
	x.pool = append(x.pool, x.said...)
	x.said = nil
	x.epoch = epoch
	x.st = &Steward{Market: x.market(), Voting: x.key(voting(x.index, epoch))}
}

// openly has a cheating steward say something that all may hear.
func (s *siege) openly(name string, body entry.Body) {
	e := s.after(s.heads[name], name, body)
	s.heads[name] = e
	s.tell(e)
}

// decide has all stewards vote for a next epoch, in both rounds.
func (s *siege) decide(chair *loyal, number uint32) {
	chair.say(s.seats(number))
	motion := chair.said[len(chair.said)-1]
	s.pool = append(s.pool, chair.said...)
	chair.said = nil
	for _, kind := range []entry.VoteKind{entry.Proposal, entry.Lock} {
		for i := s.n - s.f; i < s.n; i++ {
			s.openly(voting(i, s.epoch), &entry.Votes{Items: []entry.Vote{{Kind: kind, Entry: motion.Hash()}}})
		}
		for _, x := range s.loyal {
			if x.late {
				continue
			}
			x.hear(motion)
			x.say(&entry.Votes{Items: []entry.Vote{{Kind: kind, Entry: motion.Hash()}}})
			s.pool = append(s.pool, x.said...)
			x.said = nil
		}
	}
}
