package ledger

import (
	"errors"
	"slices"
	"testing"

	"foirail/ledger/entry"
)

// Two of four machines burn, more than may be lost. Three of the four vault keys, kept on paper,
// name the next stewards, and the heads at which the lost chains count as closed. What was final
// stays so, and the market goes on.
func TestVaultKeysNameTheNextStewards(t *testing.T) {
	c := fourWith(t, entry.Policy{Line: 100, Fund: 100}, "ana", 100)
	before := c.pay("ana", "bob", 10)
	c.tell(before)
	c.dead["s3"], c.dead["s4"] = true, true
	during := c.pay("ana", "bob", 20)
	c.tell(during)
	if got := c.state().Level(during.Hash()); got != Backed {
		t.Fatalf("with two of four a payment is %v", got)
	}
	next := c.seats(entry.Policy{Line: 100, Fund: 100}, [2]string{"nina", "vault s1"}, [2]string{"omar", "vault s2"},
		[2]string{"pia", "vault s3"}, [2]string{"rita", "vault rita"})
	for _, lost := range []string{"s3", "s4"} {
		head := c.state().look(c.ref(lost)).head()
		next.Closed = append(next.Closed, entry.Head{Author: head.chain.ref.Key, Seq: head.seq, Hash: head.hash})
	}
	slices.SortFunc(next.Closed, func(a, b entry.Head) int { return slices.Compare(a.Author[:], b.Author[:]) })
	body := &entry.Propose{Topic: topicEpoch(3), Value: next}
	c.tell(c.write("vault s1", body))
	c.tell(c.write("vault s2", body))
	if got := c.epoch("s1"); got != 2 {
		t.Fatalf("two vault keys have opened epoch %d", got)
	}
	c.tell(c.write("vault s3", body))
	if got := c.epoch("s1"); got != 3 {
		t.Fatalf("three vault keys: epoch %d", got)
	}
	for _, n := range []string{"nina", "omar", "pia", "rita"} {
		c.join(n)
	}
	c.dead["s1"], c.dead["s2"] = true, true
	c.tick(2)
	after := c.pay("ana", "bob", 30)
	c.tell(after)
	s := c.state()
	for what, e := range map[string]*entry.Entry{"before": before, "during": during, "after": after} {
		if got := s.Level(e.Hash()); got != Final {
			t.Errorf("%s is %v", what, got)
		}
	}
	c.alike()
	// The two who live have closed by themselves. Who lacks both of the chains that were named does
	// not vote.
	short := slices.DeleteFunc(slices.Clone(c.pool), func(e *entry.Entry) bool {
		return e.Hash() == next.Closed[0].Hash || e.Hash() == next.Closed[1].Hash
	})
	lacking := NewCore(c.found.Community, short, &Steward{Market: c.market(), Voting: c.key("nina")})
	if _, err := lacking.Steward.seat(lacking.State); !errors.Is(err, ErrNotReady) {
		t.Errorf("without the chains that were named: %v", err)
	}
}
