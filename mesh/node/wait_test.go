package node

import (
	"context"
	"testing"
	"time"

	"foirail/ledger/words"
)

// A node that runs waits until the level is there; one that does not looks once.
func TestWait(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "10", "envelope")
	if err := m.book.Serve(nil); err != nil { // nobody votes
		t.Fatal(err)
	}
	paid := must[EntryReply](m)(m.pay("ana", "bob", "1")).Entry
	ask := WaitRequest{Hash: paid.Hash, Level: "final", Within: time.Hour}
	if got := must[WaitReply](m)(m.Wait(ctx, ask)); got.Level != "promised" {
		t.Errorf("a node that does not run says %s", got.Level)
	}
	m.Node.run.on.Store(true)
	short := ask
	short.Within = time.Nanosecond
	if got := must[WaitReply](m)(m.Wait(ctx, short)); got.Level != "promised" {
		t.Errorf("without time it says %s", got.Level)
	}
	gone, leave := context.WithCancel(ctx)
	leave()
	if got := must[WaitReply](m)(m.Wait(gone, ask)); got.Level != "promised" {
		t.Errorf("to somebody who has left it says %s", got.Level)
	}
	told := make(chan WaitReply)
	go func() {
		reply, err := m.Wait(ctx, ask)
		if err != nil {
			t.Error(err)
		}
		told <- reply
	}()
	m.sits = false
	if err := m.takeSeat(); err != nil {
		t.Fatal(err)
	}
	if got := <-told; got.Level != "final" {
		t.Errorf("after the vote it says %s", got.Level)
	}
	for _, wrong := range []WaitRequest{{Hash: "x"}, {Hash: paid.Hash, Level: "sure"}, {Hash: paid.Hash[:62] + "00", Level: "final"}} {
		_, err := m.Wait(ctx, wrong)
		if wrong.Level == "sure" {
			m.refused(words.Usage, err)
		} else {
			m.refused(words.UnknownEntry, err)
		}
	}
}
