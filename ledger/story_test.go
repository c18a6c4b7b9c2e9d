package ledger

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"foirail/ledger/entry"
)

// The stories in testdata/stories are read aloud to the ledger, a sentence a line. After every
// sentence the state must be the slow twin's, money must be conserved, and at the end the same
// entries in other orders must make the same state.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/stories/*.txt")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d stories: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := tell(t, filepath.Base(file), string(text))
			s.anyOrder()
			checkSnapshots(t, s.tw.found.Community, s.set, s.tw.desks("steward", "s1", "s2")...)
		})
	}
}

// tell reads a whole story.
func tell(t *testing.T, name, text string) *story {
	s := &story{t: t, called: map[string]*entry.Entry{}, refused: map[string]error{}}
	for i, line := range strings.Split(text, "\n") {
		s.line = fmt.Sprintf("%s:%d: %s", name, i+1, line)
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			s.read(line)
		}
	}
	return s
}

// story is a town, a core, and what was told so far.
type story struct {
	t       *testing.T
	line    string
	tw      *town
	core    *Core
	honest  bool // nobody but payers cheats: no slot has two final entries, no honest balance is below
	set     []*entry.Entry
	north   *entry.Entry // Found of the second market
	called  map[string]*entry.Entry
	refused map[string]error
	notes   int
}

// sentence is a form of words and what it does. WHO is a name, WHAT the name of an entry, N a
// number, RANGE one serial or two with a dash, WHOM several names.
type sentence struct {
	form string
	do   func(s *story, p []string)
}

var sentences = []sentence{
	{`a market with (N) stewards?`, func(s *story, p []string) { s.open(number(p[0]), entry.Policy{}) }},
	{`a market with (N) stewards? that advances (N) a member, (N) in all`, func(s *story, p []string) {
		s.open(number(p[0]), entry.Policy{AdvanceCap: entry.Amount(number(p[1])), AdvancePart: entry.Amount(number(p[2]))})
	}},
	{`a market north founded by (WHO)`, func(s *story, p []string) {
		s.north = founds(s.tw, p[0])
		s.give("north", s.north)
	}},
	{`(WHO) has (N)`, func(s *story, p []string) { s.attest(s.quorum(), s.deposit(p[0], p[1])) }},
	{`(WHOM) says? that (WHO) has (N)(?:, note (WHAT))?`, func(s *story, p []string) {
		d := s.deposit(p[1], p[2])
		if p[3] != "" {
			d.Note = p[3]
		}
		s.attest(names(p[0]), d)
	}},
	{`(WHOM) says? that event (N) brought a stray of (N) from (WHO)`, func(s *story, p []string) {
		s.attest(names(p[0]), &entry.Stray{Place: event(p[1]), From: s.ref(p[3]).Key, Amount: entry.Amount(number(p[2]))})
	}},
	{`(WHOM) says? that event (N) brought (WHO) (N)`, func(s *story, p []string) {
		s.attest(names(p[0]), &entry.Deposit{Block: event(p[1]).Block, Event: event(p[1]).Event, Account: s.ref(p[2]).Key, Amount: entry.Amount(number(p[3]))})
	}},
	{`(WHOM) says? that event (N) brought (N) from north`, func(s *story, p []string) {
		s.attest(names(p[0]), &entry.Remittance{Place: event(p[1]), From: s.north.Market, Amount: entry.Amount(number(p[2]))})
	}},
	{`expect (N) strays?`, func(s *story, p []string) {
		if got := s.core.State.Strays(s.tw.market()); len(got) != number(p[0]) {
			s.t.Errorf("%s\n  there are %d", s.line, len(got))
		}
	}},
	{`expect north to have paid (N)`, func(s *story, p []string) {
		if got := s.core.State.Borders(s.tw.market()); len(got) != 1 || got[0].Got != int64(number(p[0])) || got[0].Owed != -got[0].Got {
			s.t.Errorf("%s\n  it is told as %+v", s.line, got)
		}
	}},
	{`(WHO) is a member since day (N)`, func(s *story, p []string) {
		s.attest(s.quorum(), &entry.Member{Account: s.ref(p[0]).Key, Day: uint32(number(p[1])), FirstUD: uint32(number(p[1])), Name: p[0]})
	}},
	{`day (N) brings (N)`, func(s *story, p []string) {
		s.attest(s.quorum(), &entry.Day{Number: uint32(number(p[0])), Amount: entry.Amount(number(p[1]))})
	}},
	{`(WHO) pays (PAYEE) (N)(?: as (WHAT))?`, func(s *story, p []string) { s.write(p[0], p[3], s.pay(p[1], p[2])) }},
	{`(WHO) forks (WHAT): pays (PAYEE) (N) as (WHAT)`, func(s *story, p []string) {
		s.give(p[4], s.tw.after(s.before(s.entry(p[1])), p[0], s.pay(p[2], p[3])))
	}},
	{`(WHO) goes on from (WHAT): pays (PAYEE) (N) as (WHAT)`, func(s *story, p []string) {
		s.give(p[4], s.tw.after(s.entry(p[1]), p[0], s.pay(p[2], p[3])))
	}},
	{`(WHO) withdraws (N) as (WHAT)`, func(s *story, p []string) {
		s.write(p[0], p[2], &entry.Withdraw{Amount: entry.Amount(number(p[1])), Address: s.ref(p[0]).Key})
	}},
	{`(WHO) links (WHO) as (WHAT)`, func(s *story, p []string) { s.write(p[0], p[2], s.link(p[0], p[1])) }},
	{`(WHO) issues (N) coupons of (N) as (WHAT)(?: until epoch (N))?`, func(s *story, p []string) {
		until := uint32(9)
		if p[4] != "" {
			until = uint32(number(p[4]))
		}
		s.write(p[0], p[3], s.issue(p[3], until, number(p[1]), number(p[2])))
	}},
	{`(WHO) activates (WHAT) (RANGE)(?: as (WHAT))?`, func(s *story, p []string) {
		s.write(p[0], p[3], &entry.Activate{Series: s.entry(p[1]).Hash(), Ranges: ranges(p[2])})
	}},
	{`(WHO) forks (WHAT): cancels (WHAT) (RANGE) as (WHAT)`, func(s *story, p []string) {
		s.give(p[4], s.tw.after(s.before(s.entry(p[1])), p[0], &entry.Cancel{Series: s.entry(p[2]).Hash(), Ranges: ranges(p[3])}))
	}},
	{`(WHO) cancels (WHAT) (RANGE)(?: as (WHAT))?`, func(s *story, p []string) {
		s.write(p[0], p[3], &entry.Cancel{Series: s.entry(p[1]).Hash(), Ranges: ranges(p[2])})
	}},
	{`(WHO) cashes (WHAT) (N) as (WHAT)`, func(s *story, p []string) {
		s.give(p[3], s.tw.redeem(s.entry(p[1]), p[1], number(p[2]), p[0]))
	}},
	{`(WHOM) votes? for (WHAT)`, func(s *story, p []string) { s.vote(p[0], entry.QuorumOnly, p[1]) }},
	{`(WHOM) backs? (WHAT)`, func(s *story, p []string) { s.vote(p[0], entry.Backed, p[1]) }},
	{`(WHOM) agrees? to (WHAT)`, func(s *story, p []string) { s.vote(p[0], entry.Proposal, p[1]) }},
	{`(WHOM) locks? (WHAT)`, func(s *story, p []string) { s.vote(p[0], entry.Lock, p[1]) }},
	{`(WHO) proposes (WHOM) for epoch (N) as (WHAT)`, func(s *story, p []string) {
		s.write(p[0], p[3], s.tw.nextEpoch(uint32(number(p[2])), names(p[1])...))
	}},
	{`(WHO) hands over to (WHO)(?: as (WHAT))?`, func(s *story, p []string) {
		s.write(p[0], p[2], s.tw.nextEpoch(s.epoch()+1, p[1]))
	}},
	{`the vault key of (WHO) names (WHO)`, func(s *story, p []string) {
		b := s.tw.nextEpoch(s.epoch()+1, p[1])
		b.Value.(*entry.NextEpoch).Closed = []entry.Head{{Author: s.ref(p[0]).Key}}
		vault := "vault " + p[0]
		if p[0] == "steward" {
			vault = "vault"
		}
		s.write(vault, "", b)
	}},
	{`(WHO) ends (WHAT) (RANGE) as (WHAT)`, func(s *story, p []string) {
		s.write(p[0], p[3], &entry.Propose{Topic: entry.Topic{Kind: entry.TopicExpire, Series: s.entry(p[1]).Hash()},
			Value: &entry.Expire{Returned: ranges(p[2])}})
	}},
	{`(WHO) takes the desk`, func(s *story, p []string) {
		s.core = NewCore(s.tw.found.Community, s.set, &Steward{Market: s.tw.market(), Voting: s.tw.key(p[0])})
		s.step()
	}},
	{`stewards cheat from here on`, func(s *story, p []string) { s.honest = false }},

	{`expect (WHAT) (promised|backed|final)`, func(s *story, p []string) {
		if got := s.core.State.Level(s.entry(p[0]).Hash()); got.String() != p[1] {
			s.t.Errorf("%s\n  it is %v (%v)", s.line, got, s.whyNot(p[0]))
		}
	}},
	{`expect (WHAT) refused: (.+)`, func(s *story, p []string) {
		if got := s.whyNot(p[0]); got == nil || reasons[p[1]] == nil || !errors.Is(got, reasons[p[1]]) {
			s.t.Errorf("%s\n  the reason is %v", s.line, got)
		}
	}},
	{`expect (PAYEE) to have (N)(?: and (N) backed)?`, func(s *story, p []string) {
		got := s.core.State.Balance(s.ref(p[0]))
		if got.Final != int64(number(p[1])) || got.Backed != int64(number(p[2])) {
			s.t.Errorf("%s\n  it is %+v", s.line, got)
		}
	}},
	{`expect the fund to have (N)`, func(s *story, p []string) {
		got := s.core.State.Balance(Ref{s.tw.market(), FundKey(s.tw.found.Community, s.tw.market())})
		if got.Final != int64(number(p[0])) {
			s.t.Errorf("%s\n  it has %d", s.line, got.Final)
		}
		if f := s.core.State.Fund(s.tw.market()); f.Held != got.Final || f.Held != -f.Borne {
			s.t.Errorf("%s\n  it tells %+v", s.line, f)
		}
	}},
	{`expect coupon (WHAT) (N) (dormant|good|cancelled|expired|cashed)(?: by (WHO))?`, func(s *story, p []string) {
		got := s.core.State.Coupon(CouponRef{s.entry(p[0]).Hash(), number(p[1])})
		if got.State.String() != p[2] || p[3] != "" && got.Cashed.To != s.ref(p[3]) {
			s.t.Errorf("%s\n  it is %v %v", s.line, got.State, got.Cashed)
		}
	}},
	{`expect epoch (N)`, func(s *story, p []string) {
		if int(s.epoch()) != number(p[0]) {
			s.t.Errorf("%s\n  it is %d", s.line, s.epoch())
		}
	}},
	{`expect (N) forks?`, func(s *story, p []string) {
		if got := len(s.core.State.Forks()); got != number(p[0]) {
			s.t.Errorf("%s\n  there are %d", s.line, got)
		}
	}},
}

// reasons are the words for why an entry is not taken in, or gets no vote.
var reasons = map[string]error{
	"insufficient": ErrInsufficient, "fork seen": ErrForkSeen, "slot taken": ErrSlotTaken,
	"not active": ErrNotActive, "cashed": ErrCashed, "cancelled": ErrCancelled, "expired": ErrExpired,
	"not dormant": ErrNotDormant, "another's series": ErrIssuer, "key linked": ErrLinked,
	"the entry before it": ErrPredecessor, "no steward": ErrNotSteward, "unknown": ErrUnknown,
}

// forms are the sentences as regular expressions.
var forms = func() (list []*regexp.Regexp) {
	words := strings.NewReplacer("PAYEE", `[a-z0-9]+(?:@north)?`, "WHOM", `[a-z0-9]+(?:(?:, | and )[a-z0-9]+)*`,
		"WHO", `[a-z0-9]+`, "WHAT", `[a-z]+`, "RANGE", `[0-9]+(?:-[0-9]+)?`, "N", `-?[0-9]+`)
	for _, x := range sentences {
		list = append(list, regexp.MustCompile("^"+words.Replace(x.form)+"$"))
	}
	return list
}()

// read finds the sentence that a line is and does it.
func (s *story) read(line string) {
	for i, form := range forms {
		if p := form.FindStringSubmatch(line); p != nil {
			sentences[i].do(s, p[1:])
			s.check()
			return
		}
	}
	s.t.Fatalf("%s\n  nobody understands this", s.line)
}

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

func names(text string) []string {
	return strings.Split(strings.ReplaceAll(text, " and ", ", "), ", ")
}

func ranges(text string) []entry.Range {
	from, to, two := strings.Cut(text, "-")
	if !two {
		to = from
	}
	return []entry.Range{{From: number(from), To: number(to)}}
}

// open founds the market. A lone steward votes by himself; of several the story tells each vote.
func (s *story) open(stewards int, policy entry.Policy) {
	s.tw, s.honest = newTown(s.t, policy), true
	s.set = []*entry.Entry{s.tw.found}
	lone := &Steward{Market: s.tw.market(), Voting: s.tw.key("steward")}
	if stewards == 1 {
		s.core = NewCore(s.tw.found.Community, s.set, lone)
		return
	}
	s.core = NewCore(s.tw.found.Community, s.set, nil)
	var seats []string
	for i := range stewards {
		seats = append(seats, fmt.Sprint("s", i+1))
	}
	s.write("steward", "", s.tw.nextEpoch(2, seats...))
}

// quorum is the names of just enough stewards.
func (s *story) quorum() (list []string) {
	if s.core.Steward != nil {
		for _, name := range []string{"steward", "nina", "omar"} {
			if s.tw.key(name).Account() == s.core.Steward.Voting.Account() {
				return []string{name}
			}
		}
	}
	for _, m := range s.core.State.Markets() {
		for i := range m.Quorum {
			if m.ID == s.tw.market() {
				list = append(list, fmt.Sprint("s", i+1))
			}
		}
	}
	return list
}

// step takes entries in and remembers what the core made of them.
func (s *story) step(entries ...*entry.Entry) Answer {
	s.t.Helper()
	var in []Draft
	for _, e := range entries {
		in = append(in, Offer(e))
	}
	made, answers, err := s.core.Step(in, s.tw.steady)
	if err != nil {
		s.t.Fatal(err)
	}
	s.set = append(s.set, made...)
	if s.core.Stale() {
		s.core = NewCore(s.tw.found.Community, s.set, s.core.Steward)
	}
	if len(answers) == 0 {
		return Answer{}
	}
	return answers[0]
}

// give brings an entry, under a name when it has one.
func (s *story) give(name string, e *entry.Entry) {
	a := s.step(e)
	if name != "" {
		s.called[name], s.refused[name] = e, a.Err
	} else if a.Err != nil {
		s.t.Errorf("%s\n  refused: %v", s.line, a.Err)
	}
}

// write has somebody extend his chain.
func (s *story) write(by, name string, body entry.Body) {
	by, _, _ = strings.Cut(by, "@")
	e := s.core.State.Next(s.ref(by), s.tw.steady)
	if s.north != nil && e.Author == s.north.Author {
		e = s.core.State.Next(Ref{s.north.Market, e.Author}, s.tw.steady)
	}
	e.Body = body
	s.tw.sign(e, s.tw.key(by))
	s.give(name, e)
}

func (s *story) entry(name string) *entry.Entry {
	if s.called[name] == nil {
		s.t.Fatalf("%s\n  nothing is called %s", s.line, name)
	}
	return s.called[name]
}

func (s *story) before(e *entry.Entry) *entry.Entry {
	for _, p := range s.set {
		if p.Hash() == e.Prev {
			return p
		}
	}
	return nil
}

func (s *story) ref(name string) Ref {
	name, abroad := strings.CutSuffix(name, "@north")
	r := s.tw.ref(name)
	if abroad {
		r.Market = s.north.Market
	}
	return r
}

func (s *story) epoch() uint32 {
	for _, m := range s.core.State.Markets() {
		if m.ID == s.tw.market() {
			return m.Epoch
		}
	}
	return 0
}

func (s *story) deposit(to, amount string) *entry.Deposit {
	s.notes++
	return &entry.Deposit{Note: fmt.Sprint("note", s.notes), Account: s.ref(to).Key, Amount: entry.Amount(number(amount))}
}

// event is an event of block 7.
func event(n string) entry.Place { return entry.Place{Block: 7, Event: uint32(number(n))} }

func (s *story) attest(by []string, f entry.Fact) {
	for _, steward := range by {
		s.write(steward, "", &entry.Attest{Facts: []entry.Fact{f}})
	}
}

func (s *story) pay(to, amount string) *entry.Pay {
	r := s.ref(to)
	return &entry.Pay{Payees: []entry.Payee{{Market: r.Market, Account: r.Key, Amount: entry.Amount(number(amount))}}}
}

func (s *story) link(member, key string) *entry.Link {
	sig, err := s.tw.key(key).Sign(entry.LinkMessage(s.tw.found.Community, s.tw.market(), s.ref(member).Key))
	if err != nil {
		s.t.Fatal(err)
	}
	return &entry.Link{Key: s.ref(key).Key, KeySignature: sig}
}

func (s *story) issue(name string, until uint32, count, value int) *entry.Issue {
	values := make([]entry.Amount, count)
	b := s.tw.issueBody(name, until, values...)
	b.Denominations = []entry.Denomination{{Value: entry.Amount(value), Count: count}}
	return b
}

func (s *story) vote(whom string, kind entry.VoteKind, what string) {
	for _, steward := range names(whom) {
		s.write(steward, "", &entry.Votes{Items: []entry.Vote{{Kind: kind, Entry: s.entry(what).Hash()}}})
	}
}

// whyNot is why an entry was not taken in, or gets no vote.
func (s *story) whyNot(name string) error {
	if err := s.refused[name]; err != nil || s.core.Steward == nil {
		return err
	}
	return s.core.Steward.MayVote(s.core.State, s.entry(name).Hash())
}

// check holds the state against its slow twin and the invariants.
func (s *story) check() {
	s.t.Helper()
	got, want := s.core.State.Summary(), Slow(s.tw.found.Community, s.set)
	if got.Hash() != want.Hash() {
		s.t.Fatalf("%s\n  the state is not the slow twin's:\n%s", s.line, diff(got, want))
	}
	errs := []error{got.Conserved(), s.core.State.AsAttested()}
	if s.honest {
		errs = append(errs, s.core.State.OnePerSlot(), s.core.State.NoneBelow())
	}
	if err := errors.Join(errs...); err != nil {
		s.t.Errorf("%s\n  %v", s.line, err)
	}
}

// anyOrder gives the same entries in other orders.
func (s *story) anyOrder() {
	want := s.core.State.Summary().Hash()
	rnd := rand.New(rand.NewPCG(1, 2))
	set := slices.Clone(s.set)
	for range 10 {
		rnd.Shuffle(len(set), func(i, j int) { set[i], set[j] = set[j], set[i] })
		if got := grown(s.tw, set).Summary().Hash(); got != want {
			s.t.Fatal("in another order the same entries make another state")
		}
	}
}
