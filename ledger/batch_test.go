package ledger

import (
	"errors"
	"testing"

	"foirail/ledger/entry"
)

// One question asked twice in a batch: when the first is refused the second is asked on its own.
func TestRefusedQuestionInOneBatch(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	b, err := OpenBook(Config{Store: &Memory{}, Community: tw.found.Community})
	if err != nil {
		t.Fatal(err)
	}
	good := tw.pay("ana", "bob", 1)
	gap := tw.after(good, "eve", tw.payBody("bob", 1))
	first := &request{draft: Offer(gap), id: "bread", done: make(chan struct{})}
	second := &request{draft: Offer(good), id: "bread", done: make(chan struct{})}
	third := &request{draft: Offer(tw.pay("cyd", "bob", 1)), id: "bread", done: make(chan struct{})}
	b.write([]*request{first, second, third})
	if !errors.Is(first.answers[0].Err, ErrOutOfOrder) {
		t.Errorf("first: %+v", first.answers[0])
	}
	for _, r := range []*request{second, third} {
		if a := r.answers[0]; a.Err != nil || a.Entry.Hash() != good.Hash() {
			t.Errorf("then: %+v", a)
		}
	}
}

// A state that must be loaded anew is not voted on.
func TestStaleIsNotVotedOn(t *testing.T) {
	tw, c := opened(t)
	says(t, tw, c, "steward", deposits(tw, "1", "ana", 100))
	c.State.stale = true
	persist, _, err := c.Step([]Draft{Offer(tw.pay("ana", "bob", 1))}, 1)
	if err != nil || len(persist) != 1 {
		t.Errorf("%d entries, %v", len(persist), err)
	}
}
