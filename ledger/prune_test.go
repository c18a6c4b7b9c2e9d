package ledger

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"foirail/ledger/entry"
)

// shelf is the book of a council whose stewards vouch for a cut, on a store; some payments were asked
// for under an id.
func shelf(t *testing.T, c *council, store Store) *Book {
	t.Helper()
	b, err := OpenBook(Config{Store: store, Community: c.found.Community, Every: 30})
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range c.pool {
		id := ""
		if e.Kind() == entry.KindPay && i%2 == 0 {
			id = fmt.Sprint("question ", i)
		}
		if _, err := b.Write(func(*State) (*entry.Entry, error) { return e, nil }, id); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// answers asks every question again.
func (c *council) answers(t *testing.T, b *Book) {
	t.Helper()
	for i, e := range c.pool {
		if e.Kind() != entry.KindPay || i%2 > 0 {
			continue
		}
		got, err := b.Write(func(*State) (*entry.Entry, error) { return nil, errors.New("it was asked before") }, fmt.Sprint("question ", i))
		if err != nil || got.Hash() != e.Hash() || got.Body.(*entry.Pay).Total() != e.Body.(*entry.Pay).Total() {
			t.Fatalf("question %d is answered by %v, %v", i, got, err)
		}
	}
}

// A book that has let go of its old entries is the same book: it has the same state and goes on alike,
// it answers questions again, draws later cuts, and others begin with its base. What it keeps can be
// shown, and only that.
func TestPrune(t *testing.T) {
	c := vouched(t)
	all := bookOf(t, c.found.Community, c.pool...)
	if err := all.Close(); err != nil {
		t.Fatal(err)
	}
	store := &Memory{}
	b := shelf(t, c, store)
	mine := func(e *entry.Entry) bool { return e.Kind() == entry.KindAttest }
	would, err := b.Prune(c.market(), mine, true)
	if err != nil || would.Entries == 0 || would.Bytes < int64(would.Entries)*100 || len(would.Origin.By) != 3 || would.Origin.Time == 0 {
		t.Fatalf("it would let go of %+v, %v", would, err)
	}
	if _, is := b.Origin(); is {
		t.Error("a dry run prunes")
	}
	done, err := b.Prune(c.market(), mine, false)
	if err != nil || done.Entries != would.Entries || done.Bytes != would.Bytes || done.Kept != would.Kept {
		t.Fatalf("it let go of %+v, %v", done, err)
	}
	alikeBooks(t, all, b)
	shown := 0
	for i, e := range c.pool {
		_, err := b.Entry(e.Hash())
		if shows := err == nil; shows {
			shown++
		} else if !errors.Is(err, ErrBare) {
			t.Errorf("%v: %v", e, err)
		}
		switch {
		case mine(e) && err != nil, e.Kind() == entry.KindPay && i%2 == 0 && err != nil, e.Kind() == entry.KindCheckpoint && err != nil:
			t.Errorf("%v: %v", e, err)
		}
	}
	if shown == len(c.pool) || shown > len(c.pool)-done.Entries/2 {
		t.Errorf("%d of %d entries are shown, and %d went", shown, len(c.pool), done.Entries)
	}
	for i := range 3 {
		c.trade("ana", entry.Amount(i+1))
	}
	late := len(c.pool)
	c.draws("s1'", "s3'")
	c.appendTo(t, all, b)
	alikeBooks(t, all, b)
	cut := c.pool[late].Body.(*entry.Checkpoint)
	if got, err := b.StateAt(c.market(), cut.Heads); err != nil || got != cut.State {
		t.Errorf("at a later cut: %v %v, want %v", got, err, cut.State)
	}
	again, _ := begun(t, b, c.market())
	c.appendTo(t, again)
	alikeBooks(t, all, again)
	if more, err := b.Prune(c.market(), mine, false); err != nil || more.Origin.State != cut.State || more.Entries == 0 {
		t.Errorf("again: %+v %v", more, err)
	}
	b.Close()
	for _, store := range []Store{store, noOwn{store}} {
		b, err := OpenBook(Config{Store: store, Community: c.found.Community})
		if err != nil {
			t.Fatal(err)
		}
		alikeBooks(t, all, b)
		if o, is := b.Origin(); !is || o.State != cut.State || o.Epoch != 3 || len(o.By) != 2 {
			t.Errorf("it counts from %+v", o)
		}
		for _, e := range c.pool[len(c.pool)-3:] {
			if _, err := b.Entry(e.Hash()); err != nil {
				t.Errorf("%v: %v", e, err)
			}
		}
	}
}

// appendTo brings books all that was said.
func (c *council) appendTo(t *testing.T, books ...*Book) {
	t.Helper()
	for _, b := range books {
		for _, e := range c.pool {
			if answers, err := b.Append(e); err != nil || answers[0].Err != nil {
				t.Fatalf("%v: %v %v", e, err, answers[0].Err)
			}
		}
	}
}

// Where nobody vouches nothing goes, and a store that cannot let go keeps all.
func TestNobodyVouchesNothingGoes(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	b := bookOf(t, tw.found.Community, tw.found)
	if _, err := b.Prune(tw.market(), nil, false); !errors.Is(err, ErrNoVoucher) {
		t.Errorf("where nobody vouches: %v", err)
	}
	plain, err := OpenBook(Config{Store: bare{&Memory{}}, Community: tw.found.Community})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plain.Prune(tw.market(), nil, false); !errors.Is(err, ErrKeepsAll) {
		t.Errorf("a plain store: %v", err)
	}
}

// Both sides of a fork, and the votes for what is not final, bear witness: they stay.
func TestWitnessesStay(t *testing.T) {
	c := vouched(t)
	store := &Memory{}
	b := shelf(t, c, store)
	i := slices.IndexFunc(c.pool, func(e *entry.Entry) bool { return e.Kind() == entry.KindPay })
	first := c.pool[i]
	rival := c.write("bob", c.payBody("ana", 1)) // taken below for ana's first slot
	rival = &entry.Entry{Community: first.Community, Market: first.Market, Author: first.Author, Seq: first.Seq,
		Prev: first.Prev, Body: rival.Body}
	if err := rival.Sign(c.key("ana")); err != nil {
		t.Fatal(err)
	}
	if answers, err := b.Append(rival); err != nil || answers[0].Err != nil {
		t.Fatal(err, answers[0].Err)
	}
	if _, err := b.Prune(c.market(), nil, false); err != nil {
		t.Fatal(err)
	}
	for _, e := range []*entry.Entry{first, rival} {
		if _, err := b.Entry(e.Hash()); err != nil {
			t.Errorf("%v: %v", e, err)
		}
	}
	for _, e := range c.pool {
		votes, ok := e.Body.(*entry.Votes)
		if ok && slices.ContainsFunc(votes.Items, func(v entry.Vote) bool { return v.Entry == first.Hash() }) {
			if _, err := b.Entry(e.Hash()); err != nil {
				t.Errorf("a vote for one of them: %v", err)
			}
		}
	}
}

// dying is a store that does nothing any more after so many calls that change what it keeps.
type dying struct {
	*Memory
	left int
}

var errDead = errors.New("the machine has stopped")

func (d *dying) alive() error {
	if d.left--; d.left < 0 {
		return errDead
	}
	return nil
}

func (d *dying) Keep(kind Kept, before int64, snapshot []byte) error {
	if err := d.alive(); err != nil {
		return err
	}
	return d.Memory.Keep(kind, before, snapshot)
}

func (d *dying) Forget(positions []int64) error {
	if err := d.alive(); err != nil {
		return err
	}
	return d.Memory.Forget(positions)
}

func (d *dying) Shrink() error { return d.alive() }

// Wherever the machine stops the book that is found has the same state, answers every question, and
// prunes to the end.
func TestPruneAndStopAnywhere(t *testing.T) {
	c := vouched(t)
	all := bookOf(t, c.found.Community, c.pool...)
	for calls := 0; ; calls++ {
		store := &Memory{}
		b := shelf(t, c, store)
		b.snapshots.Wait()
		b.store = &dying{store, calls}
		_, err := b.prune(c.market(), nil, false, 20)
		if err != nil && !errors.Is(err, errDead) {
			t.Fatal(err)
		}
		alikeBooks(t, all, b) // and the one that runs on after an error
		c.answers(t, b)
		for _, s := range []Store{store, noOwn{store}} {
			found, err := OpenBook(Config{Store: s, Community: c.found.Community})
			if err != nil {
				t.Fatalf("after %d calls: %v", calls, err)
			}
			alikeBooks(t, all, found)
			c.answers(t, found)
			if _, own := s.(noOwn); own {
				continue
			}
			if _, err := found.Prune(c.market(), nil, false); err != nil {
				t.Errorf("after %d calls it does not go on: %v", calls, err)
			}
			alikeBooks(t, all, found)
			asked, known := map[string]entry.Hash{}, found.Asked()
			for id, h := range b.Asked() {
				asked[id] = h
			}
			if !maps.Equal(asked, known) {
				t.Errorf("after %d calls it knows %d questions of %d", calls, len(known), len(asked))
			}
		}
		if err == nil {
			if calls < 6 {
				t.Errorf("it took %d calls", calls)
			}
			return
		}
	}
}
