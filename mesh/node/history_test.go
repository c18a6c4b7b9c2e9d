package node

import (
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// A steward may propose the end of a series that is none: nothing comes back by it, to whomever's entry it names.
func TestHistoryPassesOverWhatIsNoSeries(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "10", "envelope")
	paid := must[EntryReply](m)(m.pay("ana", "bob", "1"))
	ana, err := m.local("ana")
	if err != nil {
		t.Fatal(err)
	}
	var named *entry.Entry
	err = m.each(func(e *entry.Entry) error {
		if e.Hash().String() == paid.Entry.Hash {
			named = e
		}
		return nil
	})
	if err != nil || named == nil {
		t.Fatalf("the payment is not held: %v", err)
	}
	st := &statement{node: m.Node, of: ledger.Ref{Market: m.home, Key: ana.Account}, series: map[entry.Hash]*entry.Entry{}}
	st.read(&entry.Entry{Market: m.home, Author: ana.Account, Body: &entry.Propose{
		Topic: entry.Topic{Kind: entry.TopicExpire, Series: named.Hash()}, Value: &entry.Expire{Returned: []entry.Range{{From: 1, To: 1}}}}})
	if len(st.lines) != 0 {
		t.Errorf("it tells %+v", st.lines)
	}
}
