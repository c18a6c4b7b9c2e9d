package ledger

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"foirail/ledger/entry"
)

// vouched is a council of four, in its second epoch of several, whose stewards have drawn a cut; two
// of them after it had some trade.
func vouched(t *testing.T) *council {
	c, next := refreshed(t, 4)
	c.deposit("ana", "s1", "s2", "s3", "s4")
	for i := range 9 {
		c.trade("ana", entry.Amount(i+1))
	}
	if err := c.move("s1", topicEpoch(3), next); err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		c.dead[fmt.Sprint("s", i+1)] = true
		c.join(fmt.Sprint("s", i+1, "'"))
	}
	c.draws("s1'", "s3'") // through the epoch before
	c.trade("ana", 5)
	c.draws("s1'", "s2'", "s4'") // and through this one
	return c
}

// draws has stewards draw the cut that is to be drawn.
func (c *council) draws(names ...string) {
	c.t.Helper()
	cut := c.state().Cut(c.market())
	state, err := bookOf(c.t.(*testing.T), c.found.Community, c.pool...).StateAt(c.market(), cut)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, n := range names {
		c.say(n, &entry.Checkpoint{Epoch: c.epoch(n), Heads: cut, State: state})
	}
}

// begun is a book that begins with the newest base of another, on a store of its own.
func begun(t *testing.T, b *Book, market entry.MarketID) (*Book, *Base) {
	t.Helper()
	base, err := b.BaseOf(market)
	if err != nil {
		t.Fatal(err)
	}
	store, community := &Memory{}, entry.Hash{}
	b.View(func(s *State) { community = s.community })
	if err := Begin(store, community, base); err != nil {
		t.Fatal(err)
	}
	fresh, err := OpenBook(Config{Store: store, Community: community, Every: 4})
	if err != nil {
		t.Fatal(err)
	}
	return fresh, base
}

// I12: a node that starts from a checkpoint reaches the same state hash as one that replays
// everything; it draws the same cuts from there on, and begins others.
func TestBookBeginsWithABase(t *testing.T) {
	c := vouched(t)
	all := bookOf(t, c.found.Community, c.pool...)
	b, base := begun(t, all, c.market())
	b.View(func(s *State) {
		if got := s.Summary().Hash(); got != base.State {
			t.Fatalf("it begins with %v, and not with %v", got, base.State)
		}
	})
	for i := range 3 {
		c.trade("ana", entry.Amount(i+1))
	}
	late := len(c.pool)
	c.draws("s1'", "s3'")
	for _, e := range c.pool {
		for _, book := range []*Book{all, b} {
			if answers, err := book.Append(e); err != nil || answers[0].Err != nil {
				t.Fatalf("%v: %v %v", e, err, answers[0].Err)
			}
		}
	}
	alikeBooks(t, all, b)
	cut := c.pool[late].Body.(*entry.Checkpoint)
	if got, err := b.StateAt(c.market(), cut.Heads); err != nil || got != cut.State {
		t.Errorf("at a later cut: %v %v, want %v", got, err, cut.State)
	}
	early := slices.Clone(base.Heads)
	early[0].Seq, early[0].Hash = 0, entry.Hash{}
	if _, err := b.StateAt(c.market(), early); !errors.Is(err, ErrLacks) {
		t.Errorf("at an earlier cut: %v", err)
	}
	if _, err := b.Entry(c.found.Hash()); err != nil {
		t.Errorf("the founding: %v", err)
	}
	bare := c.pool[slices.IndexFunc(c.pool, func(e *entry.Entry) bool { return e.Kind() == entry.KindPay })]
	if _, err := b.Entry(bare.Hash()); !errors.Is(err, ErrBare) {
		t.Errorf("an old payment: %v", err)
	}
	list, rest, err := b.Entries(bare.Hash(), base.Proof[1].Hash(), c.found.Hash(), c.pool[late].Hash())
	if err != nil || len(rest) > 0 || len(list) != 3 || list[0].Hash() != c.found.Hash() || list[2].Hash() != c.pool[late].Hash() {
		t.Errorf("of four it gives %v, %v, %v", list, rest, err)
	}
	again, _ := begun(t, b, c.market())
	for _, e := range c.pool {
		if answers, err := again.Append(e); err != nil || answers[0].Err != nil {
			t.Fatalf("%v: %v %v", e, err, answers[0].Err)
		}
	}
	alikeBooks(t, all, again)

	b.Close() // it keeps a snapshot of itself, and opens from that or from the base
	for _, store := range []Store{b.store, noOwn{b.store.(Keeper)}} {
		opened, err := OpenBook(Config{Store: store, Community: c.found.Community})
		if err != nil {
			t.Fatal(err)
		}
		alikeBooks(t, all, opened)
		if _, err := opened.Entry(bare.Hash()); !errors.Is(err, ErrBare) {
			t.Errorf("an old payment, after a restart: %v", err)
		}
	}
}

// noOwn is a store that has lost the book's own snapshot.
type noOwn struct{ Keeper }

func (s noOwn) Kept(kind Kept) (int64, []byte, error) {
	if kind == KeptOwn {
		return 0, nil, ErrDamaged
	}
	return s.Keeper.Kept(kind)
}

func alikeBooks(t *testing.T, a, b *Book) {
	t.Helper()
	var want, got *Summary
	a.View(func(s *State) { want = s.Summary() })
	b.View(func(s *State) { got = s.Summary() })
	if got.Hash() != want.Hash() {
		t.Fatalf("the states differ:\n%s", diff(got, want))
	}
}

// Nothing but what enough stewards vouch for is begun with.
func TestBaseThatNobodyVouchesFor(t *testing.T) {
	c := vouched(t)
	all := bookOf(t, c.found.Community, c.pool...)
	good, err := all.BaseOf(c.market())
	if err != nil {
		t.Fatal(err)
	}
	without := func(unwanted func(*entry.Entry) bool) []*entry.Entry {
		return slices.DeleteFunc(slices.Clone(good.Proof), unwanted)
	}
	by := func(name string, kind entry.Kind) func(*entry.Entry) bool {
		return func(e *entry.Entry) bool { return e.Author == c.key(name).Account() && e.Kind() == kind }
	}
	locks := 0
	drawn := func(e *entry.Entry) bool {
		body, ok := e.Body.(*entry.Checkpoint)
		return ok && slices.Equal(body.Heads, good.Heads) && e.Author != c.key("s2'").Account()
	}
	forged := *good.Proof[len(good.Proof)-1]
	forged.Signature.Bytes[3] ^= 1
	for name, x := range map[string]struct {
		want  error
		spoil func(*Base)
	}{
		"one voucher only":  {ErrNoVoucher, func(b *Base) { b.Proof = without(drawn) }},
		"no founding":       {ErrNoVoucher, func(b *Base) { b.Proof = without(by("steward", entry.KindFound)) }},
		"no first decision": {ErrNoVoucher, func(b *Base) { b.Proof = without(by("steward", entry.KindPropose)) }},
		"too few locks": {ErrNoVoucher, func(b *Base) {
			b.Proof = without(func(e *entry.Entry) bool { locks++; return e.Kind() == entry.KindVotes && locks > 5 })
		}},
		"another state":       {ErrNoVoucher, func(b *Base) { b.State[0] ^= 1 }},
		"other heads":         {ErrNoVoucher, func(b *Base) { b.Heads = b.Heads[1:] }},
		"a bad signature":     {ErrSignature, func(b *Base) { b.Proof = append(slices.Clone(b.Proof), &forged) }},
		"another snapshot":    {ErrSnapshot, func(b *Base) { b.Snapshot = b.Snapshot[:len(b.Snapshot)-1] }},
		"another community's": {ErrCommunity, func(b *Base) { b.Proof = append(slices.Clone(b.Proof), newTown(t, entry.Policy{Line: 3}).found) }},
	} {
		locks = 0
		base := *good
		base.Snapshot = slices.Clone(good.Snapshot)
		x.spoil(&base)
		if err := Begin(&Memory{}, c.found.Community, &base); !errors.Is(err, x.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := Begin(&Memory{}, entry.Hash{9}, good); !errors.Is(err, ErrCommunity) {
		t.Errorf("for another community: %v", err)
	}
	store := &Memory{}
	if err := Begin(store, c.found.Community, good); err != nil {
		t.Fatal(err)
	}
	if err := Begin(store, c.found.Community, good); !errors.Is(err, ErrBegun) {
		t.Errorf("twice: %v", err)
	}
	if err := Begin(all.store.(Keeper), c.found.Community, good); !errors.Is(err, ErrBegun) {
		t.Errorf("where something is: %v", err)
	}
}

// A base whose entries carry other signatures than their authors' is refused: the hash does not
// cover them.
func TestBaseWithForgedSignatures(t *testing.T) {
	c := vouched(t)
	good, err := bookOf(t, c.found.Community, c.pool...).BaseOf(c.market())
	if err != nil {
		t.Fatal(err)
	}
	good.Snapshot[len(good.Snapshot)-1] ^= 1 // the last byte of the last entry's signature
	if _, err := LoadSnapshot(good.Snapshot, good.State); err != nil {
		t.Fatal(err)
	}
	if err := Begin(&Memory{}, c.found.Community, good); !errors.Is(err, ErrSignature) {
		t.Errorf("it is met with %v", err)
	}
}
