package ledger

import (
	"testing"

	"foirail/ledger/entry"
)

// What a cut costs, for each entry that it reaches.
func BenchmarkStateAt(b *testing.B) {
	tw := newTown(b, entry.Policy{})
	book, err := OpenBook(Config{Store: &Memory{}, Community: tw.found.Community, Steward: &Steward{Market: tw.market(), Voting: tw.key("steward")}})
	if err != nil {
		b.Fatal(err)
	}
	write := func(list ...*entry.Entry) {
		answers, err := book.Append(list...)
		if err != nil {
			b.Fatal(err)
		}
		for _, a := range answers {
			if a.Err != nil {
				b.Fatal(a.Err)
			}
		}
	}
	write(tw.found, tw.write("steward", depositsOf(tw, "ana", 1_000_000)))
	const payments = 10_000
	var list []*entry.Entry
	for range payments {
		list = append(list, tw.pay("ana", "bob", 1))
	}
	write(list...)
	var heads []entry.Head
	book.View(func(s *State) { heads = s.Cut(tw.market()) })
	for b.Loop() {
		if _, err := book.StateAt(tw.market(), heads); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/payments, "ns/payment")
}
