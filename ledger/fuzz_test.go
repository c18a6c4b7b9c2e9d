package ledger

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// FuzzStep lets a byte string write well-signed entries of a few people, honest and not, into the
// core of an honest lone steward, and asks after every step for what must always hold: the state
// is its slow twin's, money is conserved, no slot has two final entries, nobody who did not fork
// is below his bound, the steward has not voted twice in a slot, and a reload changes nothing.
func FuzzStep(f *testing.F) {
	for seed := range 12 {
		var b []byte
		for i := range 160 {
			b = append(b, byte(i*i*(2*seed+7)+seed*13>>(i%5)))
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		w := newWild(t, script)
		for range 40 {
			if len(w.script) == 0 {
				return
			}
			w.step()
			w.check()
		}
	})
}

// wild is a town where a script decides who writes what.
type wild struct {
	*town
	core    *Core
	script  []byte
	set     []*entry.Entry
	series  []*entry.Entry
	north   *entry.Entry
	epochs  int
	votedIn map[string]entry.Hash // the steward's vote by slot
}

func newWild(t *testing.T, script []byte) *wild {
	tw := newTown(t, entry.Policy{AdvanceCap: 60, AdvancePart: 100})
	w := &wild{town: tw, script: script, set: []*entry.Entry{tw.found}, votedIn: map[string]entry.Hash{}, north: founds(tw, "nora")}
	w.core = NewCore(tw.found.Community, w.set, &Steward{Market: tw.market(), Voting: tw.key("steward")})
	return w
}

// pick takes a byte of the script as a number below n.
func (w *wild) pick(n int) int {
	if len(w.script) == 0 {
		return 0
	}
	b := w.script[0]
	w.script = w.script[1:]
	return int(b) % n
}

func (w *wild) name() string { return []string{"ana", "bob", "cyd", "nora", "till"}[w.pick(5)] }

func (w *wild) market() entry.MarketID {
	if w.pick(6) == 5 {
		return w.north.Market
	}
	return w.town.market()
}

func (w *wild) amount() entry.Amount {
	return []entry.Amount{1, 7, 30, 60, 100, 101, 5000, entry.MaxAmount}[w.pick(8)]
}

// step brings one to four drafts in one step.
func (w *wild) step() {
	var in []Draft
	for range 1 + w.pick(4) {
		in = append(in, w.draft())
	}
	made, _, err := w.core.Step(in, w.steady)
	if err != nil {
		w.t.Fatal(err)
	}
	w.set = append(w.set, made...)
	w.noSecondVote(made)
	if w.core.Stale() || w.pick(8) == 7 {
		w.reload()
	}
}

func (w *wild) reload() {
	st := w.core.Steward
	if name := fmt.Sprint("steward", w.epochs); w.epochs > 0 {
		st = &Steward{Market: w.town.market(), Voting: w.key(name)}
	}
	w.core = NewCore(w.found.Community, w.set, st)
}

// draft is an entry of the script's choosing, written when the core asks for it.
func (w *wild) draft() Draft {
	kind := w.pick(16)
	who, market := w.name(), w.market()
	switch kind {
	case 0, 1, 2, 3:
		return w.owned(who, market, w.pay())
	case 4:
		return w.owned(who, market, &entry.Withdraw{Amount: w.amount(), Address: w.key(who).Account()})
	case 5:
		return w.owned(who, market, w.issue())
	case 6, 7:
		if len(w.series) == 0 {
			return Offer(w.north)
		}
		from := 1 + w.pick(3)
		r, of := []entry.Range{{From: from, To: from + w.pick(2)}}, w.series[w.pick(len(w.series))]
		if w.pick(2) == 0 {
			return w.owned(who, market, &entry.Cancel{Series: of.Hash(), Ranges: r})
		}
		return w.owned(who, market, &entry.Activate{Series: of.Hash(), Ranges: r})
	case 8, 9:
		if len(w.series) == 0 {
			return Offer(w.north)
		}
		return Offer(w.cash(market, who))
	case 10:
		return w.owned(who, market, w.link(who, w.name()))
	case 11:
		return w.word(&entry.Attest{Facts: []entry.Fact{w.fact()}})
	case 12:
		return w.stranger(market)
	case 13:
		return w.word(w.decision())
	case 14:
		return Offer(w.after(nil, who, &entry.Seat{Epoch: 2, Name: who, Vault: w.key(who).Account(), VaultSignature: w.seatProof(who)}))
	default:
		return Offer(w.set[w.pick(len(w.set))])
	}
}

// owned is an entry at the head of somebody's chain, or, now and then, beside an earlier one.
func (w *wild) owned(who string, market entry.MarketID, body entry.Body) Draft {
	fork := w.pick(5) == 4
	back := w.pick(3)
	return func(s *State) (*entry.Entry, error) {
		w.steady++
		e := s.Next(Ref{market, w.key(who).Account()}, w.steady)
		if c := s.look(Ref{market, w.key(who).Account()}); fork && len(c.slots) > back {
			at := c.slots[len(c.slots)-1-back]
			e.Seq, e.Prev = at.seq, entry.Hash{}
			if at.prev != nil {
				e.Prev = at.prev.hash
			}
		}
		e.Body = body
		w.sign(e, w.key(who))
		if e.Kind() == entry.KindIssue {
			w.series = append(w.series, e)
		}
		return e, nil
	}
}

// word is the honest steward's own: he asks the rules before he signs.
func (w *wild) word(body entry.Body) Draft {
	return func(s *State) (*entry.Entry, error) {
		st := w.core.Steward
		e := s.Next(Ref{st.Market, st.Voting.Account()}, w.steady)
		e.Body = body
		if _, current := s.Serves(Ref{st.Market, st.Voting.Account()}); !current {
			return nil, ErrNotSteward
		}
		if err := s.Check(e, 0); err != nil {
			return nil, err
		}
		w.sign(e, st.Voting)
		if p, ok := body.(*entry.Propose); ok && p.Topic.Kind == entry.TopicEpoch {
			w.epochs = int(p.Topic.Number) - 1
		}
		return e, nil
	}
}

func (w *wild) pay() *entry.Pay {
	b := &entry.Pay{}
	for range 1 + w.pick(2) {
		p := entry.Payee{Market: w.market(), Account: w.key(w.name()).Account(), Amount: w.amount()}
		if w.pick(9) == 8 {
			p.Account = w.key("coupon s1").Account()
		}
		if b.Total()+p.Amount <= entry.MaxAmount {
			b.Payees = append(b.Payees, p)
		}
	}
	return b
}

// issue lists fresh keys, or keys that stand on another list, or somebody's own.
func (w *wild) issue() *entry.Issue {
	prefix := []string{"s", "s", "s2", "s3"}[w.pick(4)]
	b := w.issueBody(prefix, uint32(1+w.pick(3)), 5, 10, 20)
	if w.pick(5) == 4 {
		b.Keys[2] = w.key(w.name()).Account()
		b.Root = entry.Root(b.Keys)
	}
	return b
}

func (w *wild) cash(market entry.MarketID, to string) *entry.Entry {
	of, serial := w.series[w.pick(len(w.series))], 1+w.pick(4)
	key := fmt.Sprint("coupon ", []string{"s", "s2", "s3"}[w.pick(3)], serial)
	e := &entry.Entry{Community: w.found.Community, Market: market, Author: w.key(key).Account(), Seq: 1,
		Body: &entry.Redeem{Series: of.Hash(), Serial: serial, Market: w.market(), Account: w.key(to).Account()}}
	w.sign(e, w.key(key))
	return e
}

func (w *wild) fact() entry.Fact {
	day := uint32(1 + w.pick(9))
	switch w.pick(5) {
	case 0:
		return &entry.Member{Account: w.key(w.name()).Account(), Day: day, FirstUD: uint32(w.pick(9)), Name: "m"}
	case 1:
		return &entry.Day{Number: day, Amount: w.amount()}
	case 2:
		return cameIn(w.pick(3), entry.Place{Block: day}, w.key(w.name()).Account(), w.amount())
	case 3:
		return &entry.Receipt{Batch: day % 2, Block: day, Decision: entry.Hash{byte(day)}}
	}
	return &entry.Deposit{Note: fmt.Sprint(day), Account: w.key(w.name()).Account(), Amount: w.amount()}
}

// cameIn is what a steward may make of money that came to a vault by one event.
func cameIn(as int, by entry.Place, from keys.Account, amount entry.Amount) entry.Fact {
	switch as {
	case 0:
		return &entry.Stray{Place: by, From: from, Amount: amount}
	case 1:
		return &entry.Remittance{Place: by, From: entry.MarketID{8}, Amount: amount}
	}
	return &entry.Deposit{Block: by.Block, Event: by.Event, Account: from, Amount: amount}
}

// decision hands over to a new key of the steward's, or ends a series.
func (w *wild) decision() entry.Body {
	if len(w.series) > 0 && w.pick(2) == 0 {
		return &entry.Propose{Topic: entry.Topic{Kind: entry.TopicExpire, Series: w.series[w.pick(len(w.series))].Hash()},
			Value: &entry.Expire{Returned: []entry.Range{{From: 1 + w.pick(2), To: 2 + w.pick(2)}}}}
	}
	return w.nextEpoch(uint32(w.epochs+2), fmt.Sprint("steward", w.epochs+1))
}

// stranger is the founder of another market, who attests and votes for whatever he likes, here
// and there.
func (w *wild) stranger(market entry.MarketID) Draft {
	var body entry.Body = &entry.Attest{Facts: []entry.Fact{w.fact()}}
	if w.pick(2) == 0 {
		votes := &entry.Votes{}
		for _, e := range w.set[max(0, len(w.set)-8):] {
			votes.Items = append(votes.Items, entry.Vote{Kind: entry.VoteKind(w.pick(4)), Entry: e.Hash()})
		}
		body = votes
	}
	return func(s *State) (*entry.Entry, error) {
		e := s.Next(Ref{market, w.key("nora").Account()}, w.steady)
		e.Body = body
		w.sign(e, w.key("nora"))
		return e, nil
	}
}

// noSecondVote fails when the steward has voted for two entries in one slot.
func (w *wild) noSecondVote(made []*entry.Entry) {
	for _, e := range made {
		b, ok := e.Body.(*entry.Votes)
		if !ok || e.Market != w.town.market() || e.Author == w.key("nora").Account() {
			continue
		}
		for _, v := range b.Items {
			slot := w.slotOf(v.Entry)
			if old, taken := w.votedIn[slot]; taken && old != v.Entry {
				w.t.Fatalf("two votes in the slot %s", slot)
			}
			w.votedIn[slot] = v.Entry
		}
	}
}

func (w *wild) slotOf(h entry.Hash) string {
	i := slices.IndexFunc(w.set, func(e *entry.Entry) bool { return e.Hash() == h })
	if i < 0 {
		w.t.Fatalf("a vote for %v, which is not held", h)
	}
	if b, ok := w.set[i].Body.(*entry.Redeem); ok {
		return fmt.Sprint(b.Series, b.Serial)
	}
	return fmt.Sprint(w.set[i].Market, w.set[i].Author, w.set[i].Seq)
}

func (w *wild) check() {
	w.t.Helper()
	sum, want := w.core.State.Summary(), Slow(w.found.Community, w.set)
	if sum.Hash() != want.Hash() {
		w.t.Fatalf("the state is not the slow twin's:\n%s", diff(sum, want))
	}
	if again := grown(w.town, w.set).Summary(); again.Hash() != want.Hash() {
		w.t.Fatalf("a reload makes another state:\n%s", diff(again, want))
	}
	if err := sum.Conserved(); err != nil {
		w.t.Fatal(err)
	}
	// What happens in north is nora's affair, who is not honest.
	for _, err := range []error{w.homeOnce(), w.homeBelow(), w.core.State.AsAttested()} {
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// homeOnce is OnePerSlot without the accounts of north.
func (w *wild) homeOnce() error {
	home := *w.core.State
	home.accounts = maps.Clone(home.accounts)
	maps.DeleteFunc(home.accounts, func(r Ref, _ *chain) bool { return r.Market == w.north.Market })
	home.series = maps.Clone(home.series)
	maps.DeleteFunc(home.series, func(_ entry.Hash, x *series) bool { return x.node.chain.ref.Market == w.north.Market })
	return home.OnePerSlot()
}

// homeBelow is NoneBelow for the home market, where money from abroad covers nothing.
func (w *wild) homeBelow() error {
	for r, c := range w.core.State.accounts {
		own := c.final + c.backed - c.abroad
		if r.Market == w.town.market() && c.forked == 0 && own < -w.core.State.largestAdvance(r) {
			return fmt.Errorf("%w: %v stands at %d", ErrBreach, r.Key, own)
		}
	}
	return nil
}

// seatProof is a vault key's word for the voting key of the same name.
func (w *wild) seatProof(name string) keys.Signature {
	sig, err := w.key(name).Sign(entry.SeatMessage(w.town.market(), 2, w.key(name).Account()))
	if err != nil {
		w.t.Fatal(err)
	}
	return sig
}
