package ledger

import (
	"testing"

	"foirail/ledger/entry"
)

// What comes from the next village covers spending here up to the line that policy grants it, and
// what goes back makes room again.
func TestLineAtTheBorder(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	north := founds(tw, "nora")
	core := NewCore(tw.found.Community, []*entry.Entry{tw.found, north}, &Steward{Market: tw.market(), Voting: tw.key("steward")})
	var last *entry.Entry = north
	take := func(list ...*entry.Entry) {
		t.Helper()
		for _, e := range list {
			made, answers, err := core.Step([]Draft{Offer(e)}, tw.steady)
			if err != nil || answers[0].Err != nil {
				t.Fatal(e, err, answers[0].Err)
			}
			for _, m := range made {
				if m.Author == tw.key("steward").Account() {
					tw.heads[m.Author] = m
				}
			}
		}
	}
	nora := func(body entry.Body) {
		t.Helper()
		last = tw.in(north.Market, last, "nora", body)
		take(last)
	}
	// The line is a matter of policy: with the next epoch north has one of 50.
	next := tw.nextEpoch(2, "nina")
	next.Value.(*entry.NextEpoch).Policy.Borders = []entry.Border{{Market: north.Market, Line: 50}}
	take(tw.write("steward", next))
	core.Steward = &Steward{Market: tw.market(), Voting: tw.key("nina")}

	nora(deposits(tw, "note", "norbert", 200))
	send := func(prev *entry.Entry, to string, amount entry.Amount) *entry.Entry {
		t.Helper()
		body := tw.payBody(to, amount)
		e := tw.in(north.Market, prev, "norbert", body)
		take(e)
		nora(&entry.Votes{Items: []entry.Vote{{Kind: entry.QuorumOnly, Entry: e.Hash()}}})
		return e
	}
	first := send(nil, "ana", 40)
	send(first, "bob", 30)
	ana, bob := tw.pay("ana", "cyd", 35), tw.pay("bob", "cyd", 25)
	take(ana, bob)
	final := func(e *entry.Entry) bool { return core.State.Level(e.Hash()) == Final }
	if final(ana) == final(bob) {
		t.Fatalf("with 70 come and a line of 50, ana's payment is final: %v, bob's: %v", final(ana), final(bob))
	}
	if b := core.State.Borders(tw.market()); len(b) != 1 || b[0].Owed != 70 || b[0].Line != 50 || b[0].In != 70 {
		t.Errorf("the border is told as %+v", b)
	}
	// Cyd pays 20 back to north: there is room for both.
	back := tw.write("cyd", &entry.Pay{Payees: []entry.Payee{{Market: north.Market, Account: tw.key("norbert").Account(), Amount: 20}}})
	take(back)
	if !final(back) || !final(ana) || !final(bob) {
		t.Errorf("with 20 gone back: back %v, ana %v, bob %v", final(back), final(ana), final(bob))
	}
	if err := core.State.Summary().Conserved(); err != nil {
		t.Error(err)
	}
}

// What comes home counts without a line, up to what had gone out.
func TestWhatComesHomeCounts(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	north := founds(tw, "nora")
	core := NewCore(tw.found.Community, []*entry.Entry{tw.found, north}, &Steward{Market: tw.market(), Voting: tw.key("steward")})
	last := north
	take := func(e *entry.Entry) *entry.Entry {
		t.Helper()
		made, answers, err := core.Step([]Draft{Offer(e)}, tw.steady)
		if err != nil || answers[0].Err != nil {
			t.Fatal(e, err, answers[0].Err)
		}
		for _, m := range made {
			if m.Author == tw.key("steward").Account() {
				tw.heads[m.Author] = m
			}
		}
		return e
	}
	nora := func(body entry.Body) {
		t.Helper()
		last = take(tw.in(north.Market, last, "nora", body))
	}
	take(tw.write("steward", deposits(tw, "note", "ana", 50)))
	nora(deposits(tw, "note", "norbert", 100))
	out := take(tw.write("ana", &entry.Pay{Payees: []entry.Payee{{Market: north.Market, Account: tw.key("norbert").Account(), Amount: 50}}}))
	for i, amount := range []entry.Amount{30, 25} {
		var prev *entry.Entry
		by := []string{"norbert", "nils"}[i]
		if by == "nils" {
			nora(deposits(tw, "another", "nils", 100))
		}
		back := take(tw.in(north.Market, prev, by, tw.payBody("ana", amount)))
		nora(&entry.Votes{Items: []entry.Vote{{Kind: entry.QuorumOnly, Entry: back.Hash()}}})
	}
	if got := core.State.Level(out.Hash()); got != Final {
		t.Fatalf("what went out is %v", got)
	}
	if one := core.State.Balance(tw.ref("ana")); one.Final != 55 {
		t.Fatalf("the balance is %+v", one)
	}
	// 55 came home where 50 had gone out: one payment of the two fits.
	if e := take(tw.pay("ana", "bob", 25)); core.State.Level(e.Hash()) != Final {
		t.Errorf("what came home does not count: %v", core.State.Level(e.Hash()))
	}
	if e := take(tw.pay("ana", "bob", 6)); core.State.Level(e.Hash()) == Final {
		t.Error("more counts than had gone out")
	}
}

// What the other market's vault has paid makes room on its line, and what this market's vault pays takes it back:
// each once, and the same for who begins with a snapshot.
func TestPaidBorder(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	north := founds(tw, "nora")
	last := tw.in(north.Market, north, "nora", deposits(tw, "note", "norbert", 200))
	pay := tw.in(north.Market, nil, "norbert", tw.payBody("ana", 60))
	vote := tw.in(north.Market, last, "nora", &entry.Votes{Items: []entry.Vote{{Kind: entry.QuorumOnly, Entry: pay.Hash()}}})
	core := NewCore(tw.found.Community, []*entry.Entry{tw.found, north, last, pay, vote}, &Steward{Market: tw.market(), Voting: tw.key("steward")})
	take := func(e *entry.Entry) *entry.Entry {
		t.Helper()
		made, answers, err := core.Step([]Draft{Offer(e)}, tw.steady)
		if err != nil || answers[0].Err != nil {
			t.Fatal(e, err, answers[0].Err)
		}
		for _, m := range made {
			if m.Author == tw.key("steward").Account() {
				tw.heads[m.Author] = m
			}
		}
		return e
	}
	reads := func(f entry.Fact) { t.Helper(); take(tw.write("steward", &entry.Attest{Facts: []entry.Fact{f}})) }
	owed := func(want Border) {
		t.Helper()
		want.With = north.Market
		sum := core.State.Summary()
		snapshot, err := core.State.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		begun, err := LoadSnapshot(snapshot, sum.Hash())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []*State{core.State, begun} {
			if b := s.Borders(tw.market()); len(b) != 1 || b[0] != want {
				t.Errorf("the border is told as %+v, want %+v", b, want)
			}
			if err := sum.Conserved(); err != nil {
				t.Error(err)
			}
		}
	}
	spent := take(tw.pay("ana", "bob", 50))
	owed(Border{In: 60, Owed: 60})
	if core.State.Level(spent.Hash()) == Final {
		t.Fatal("without a line it is spent")
	}
	paid := &entry.Remittance{Place: entry.Place{Block: 7, Event: 1}, From: north.Market, Amount: 80}
	reads(paid)
	reads(paid)
	owed(Border{In: 60, Got: 80, Owed: -20})
	if got := core.State.Level(spent.Hash()); got != Final {
		t.Errorf("what was paid for is %v", got)
	}
	topic := core.State.NextBatch(tw.market())
	batch := take(tw.write("steward", &entry.Propose{Topic: topic, Value: &entry.Batch{Act: entry.PayOut, Call: []byte{1},
		Remits: []entry.Remit{{To: north.Market, Epoch: 1, Amount: 20}}}}))
	owed(Border{In: 60, Got: 80, Owed: -20})
	reads(&entry.Receipt{Batch: topic.Number, Block: 9, Decision: batch.Hash()})
	owed(Border{In: 60, Got: 80, Sent: 20})
	if got := core.State.Backing(tw.market()).Vault; got != 60 {
		t.Errorf("the vault should hold %d", got)
	}
}
