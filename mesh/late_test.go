package mesh

import (
	"errors"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// judging is a spool that only judges.
type judging struct{ verdict error }

func (judging) Put(*Part) error               { return nil }
func (j judging) Begin(name entry.Hash) error { return j.verdict }

// A base is whole when the book holds something already, from a stick: it cannot begin with that any more. Whoever
// gave it has told no lie, and everything else is compared as ever. Only a base that does not hold is its giver's
// fault.
func TestBaseThatComesTooLate(t *testing.T) {
	for _, c := range []struct {
		verdict error
		parting bool // its giver is left
		search  bool // another base is looked for
	}{{errors.Join(ledger.ErrBegun, errors.New("in the book")), false, false}, {ErrBase, true, true}, {nil, false, false}} {
		tw := newTown(t, []string{"s1"}, []string{"ana"})
		m := New(Config{Book: tw.book("", tw.set...), Seed: [32]byte{1}, Spool: judging{c.verdict}, Search: Search{Market: tw.found.Market, Most: 1 << 20}})
		giver := &peer{id: 7}
		m.sync.peers = append(m.sync.peers, giver)
		x := m.sync.search
		x.from, x.named = 7, true
		x.take(m.sync, giver, &Part{Market: tw.found.Market, Giving: Here, Name: entry.Hash{1}, Size: 3, Bytes: []byte("abc")})
		if !m.fetchOne() {
			t.Fatal("no part has come")
		}
		if _, on := m.Searching(); giver.parting != c.parting || on != c.search {
			t.Errorf("judged as %v: the giver is left %v, searching %v", c.verdict, giver.parting, on)
		}
	}
}
