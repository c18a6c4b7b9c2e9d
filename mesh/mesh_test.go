package mesh

import (
	"flag"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
)

var worlds = flag.Int("worlds", 12, "seeded worlds of lossy links")

// A node that holds nothing gets everything from one that does, and what is made on either side
// reaches the other.
func TestTwoNodes(t *testing.T) {
	tw := newTown(t, nil, []string{"ana", "bob"})
	v := newVillage(tw, tw.book("founder", tw.set...), tw.book(""))
	connect(v.wires[0], v.wires[1])
	v.same()
	for range 3 {
		pay := tw.pay("ana", "bob", 5)
		tw.append(v.books[1], pay)
		v.eventually("final on both", func() bool {
			return level(v.books[0], pay) == ledger.Final && level(v.books[1], pay) == ledger.Final
		})
	}
	v.same()
}

// Four stewards and a wallet's node: what is paid there becomes final everywhere.
func TestFourStewards(t *testing.T) {
	stewards := []string{"s1", "s2", "s3", "s4"}
	tw := newTown(t, stewards, []string{"ana", "bob"})
	var books []*ledger.Book
	for _, name := range append(stewards, "") {
		books = append(books, tw.book(name, tw.set...))
	}
	v := newVillage(tw, books...)
	for i := range books {
		for j := range i {
			connect(v.wires[i], v.wires[j])
		}
	}
	var last *entry.Entry
	for range 20 {
		last = tw.pay("ana", "bob", 5)
		tw.append(books[4], last)
	}
	v.eventually("final everywhere", func() bool {
		for _, b := range books {
			if level(b, last) != ledger.Final {
				return false
			}
		}
		return true
	})
	v.same()
}

// A cut market in a row of five nodes, of which only neighbours talk, comes together again.
func TestRowOfNodes(t *testing.T) {
	tw := newTown(t, []string{"s1", "s2", "s3", "s4"}, []string{"ana", "bob", "cyd"})
	var books []*ledger.Book
	for _, name := range []string{"s1", "s2", "", "s3", "s4"} {
		books = append(books, tw.book(name, tw.set...))
	}
	v := newVillage(tw, books...)
	var cuts []func()
	for i := range 4 {
		cuts = append(cuts, connect(v.wires[i], v.wires[i+1]))
	}
	v.same()
	cuts[2]()
	a, b := tw.pay("ana", "bob", 5), tw.pay("cyd", "bob", 7)
	fork := tw.after(tw.heads[tw.key("bob").Account()], "bob", tw.payBody("ana", 1))
	other := tw.after(tw.heads[tw.key("bob").Account()], "bob", tw.payBody("cyd", 1))
	tw.append(books[0], a, fork)
	tw.append(books[4], b, other)
	connect(v.wires[2], v.wires[3])
	v.eventually("both are final everywhere", func() bool {
		for _, book := range books {
			if level(book, a) != ledger.Final || level(book, b) != ledger.Final {
				return false
			}
		}
		return true
	})
	v.same()
	for i, book := range books {
		book.View(func(s *ledger.State) {
			if n := len(s.Forks()); n != 1 {
				t.Errorf("node %d knows %d forks", i, n)
			}
		})
	}
}
