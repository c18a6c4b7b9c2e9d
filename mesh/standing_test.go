package mesh

import (
	"testing"

	"foirail/ledger"
)

// What a peer has told, and others have brought since, is not lacking any more: nobody waits for the
// peer to say it again.
func TestBroughtByOthers(t *testing.T) {
	tw := newTown(t, nil, []string{"ana", "bob"})
	c := newCast(tw, 1)
	here, there := c.node("here", "", tw.set...), c.node("there", "", tw.set...)
	pay := tw.pay("ana", "bob", 5)
	c.step(there, ledger.Offer(pay))

	id := here.sync.Open(here.core.State, "there")
	hello := &Hello{Community: tw.found.Community, Nonce: ledger.Nonce{7}}
	tells := func(s *ledger.State) *Beacon {
		return &Beacon{Digest: hello.Nonce.Short(s.Digest()), Held: uint64(s.Held())}
	}
	for _, m := range []Message{hello, tells(there.core.State)} {
		here.sync.Hear(here.core.State, id, m)
	}
	equal := func() bool { return here.sync.Peers()[0].Equal }
	here.sync.Tick(here.core.State)
	if equal() {
		t.Fatal("equal with a peer that has more")
	}
	c.step(here, ledger.Offer(pay))
	here.sync.Tick(here.core.State)
	if !equal() {
		t.Error("what others brought counts as lacking until the peer tells its digest again")
	}
}
