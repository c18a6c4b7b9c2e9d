package chain_test

import (
	"errors"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// A batch is refused that does anything else than what it says, or what comes next.
func TestJudge(t *testing.T) {
	v := traded(t)
	v.withdraw("bob", 900, v.who("bob"))
	for _, b := range v.desks {
		v.ground(b)
	}
	s, desk := v.state(), v.desks[0].desk
	topic := s.NextBatch(v.market())
	good := desk.Propose(s, topic)
	if good == nil || len(good.Paid) != 2 {
		t.Fatalf("it proposes %+v", good)
	}
	if err := desk.Judge(s, topic, good); err != nil {
		t.Fatalf("its own proposal: %v", err)
	}
	for name, x := range map[string]struct {
		change func(b *entry.Batch, g *chain.Ground)
		want   error
	}{
		"another act":              {func(b *entry.Batch, _ *chain.Ground) { b.Act = entry.HandOver }, chain.ErrAct},
		"another version":          {func(b *entry.Batch, _ *chain.Ground) { b.TxVersion++ }, chain.ErrVersion},
		"other bytes":              {func(b *entry.Batch, _ *chain.Ground) { b.Call[len(b.Call)-1]++ }, chain.ErrCall},
		"one left out, not paid":   {func(b *entry.Batch, _ *chain.Ground) { b.Paid = b.Paid[:1] }, chain.ErrCall},
		"another order":            {func(b *entry.Batch, _ *chain.Ground) { slices.Reverse(b.Paid) }, chain.ErrCall},
		"a vault that is short":    {func(_ *entry.Batch, g *chain.Ground) { g.Free = 1000 }, chain.ErrShort},
		"a payee who is not there": {func(_ *entry.Batch, g *chain.Ground) { g.There, g.Existential = nil, 1000 }, chain.ErrNoAccount},
		"no road":                  {func(_ *entry.Batch, g *chain.Ground) { g.Runtime = nil }, ledger.ErrNoRoad},
	} {
		b := &entry.Batch{Act: good.Act, TxVersion: good.TxVersion, Paid: slices.Clone(good.Paid), Call: slices.Clone(good.Call)}
		d := *desk
		x.change(b, &d.Ground)
		if err := d.Judge(s, topic, b); !errors.Is(err, x.want) {
			t.Errorf("%s: %v, want %v", name, err, x.want)
		}
	}
}

// A leader may leave out whom he has not heard of yet, of the current epoch; nobody of an earlier one whose
// turn comes before somebody who is paid.
func TestJudgeOrder(t *testing.T) {
	v := newVillage(t, 1)
	for _, name := range people {
		v.deposit(name, 5000)
	}
	v.settle(0)
	for _, name := range people[:4] {
		v.withdraw(name, 1000, v.who(name))
	}
	v.look()
	s, desk := v.state(), v.desks[0].desk
	topic := s.NextBatch(v.market())
	st := v.standing()
	without := func(skip int) *entry.Batch {
		plan, err := desk.Plan(s)
		v.check(err)
		outs := slices.Delete(slices.Clone(plan.Payouts), skip, skip+1)
		call, err := chain.Order{Market: v.market(), Topic: topic, Standing: st, Payouts: outs}.Call(v.runtime())
		v.check(err)
		return &entry.Batch{Act: entry.PayOut, TxVersion: 1, Paid: chain.Plan{Payouts: outs}.Paid(), Call: call}
	}
	if err := desk.Judge(s, topic, without(1)); err != nil {
		t.Errorf("of the current epoch: %v", err)
	}
	v.next(2, 1, 0) // the same vault key, in a later epoch
	v.desks[0].desk.Ground = desk.Ground
	s, desk = v.state(), v.desks[0].desk
	if err := desk.Judge(s, topic, without(1)); !errors.Is(err, chain.ErrOrder) {
		t.Errorf("of an earlier epoch, in the middle: %v", err)
	}
	if err := desk.Judge(s, topic, without(3)); err != nil {
		t.Errorf("of an earlier epoch, the last: %v", err)
	}
}

// What a remark names is an address, alone or behind a word, and of a key that is somebody's.
func TestNamed(t *testing.T) {
	v := &village{T: t}
	address := v.who("bob").String()
	for text, want := range map[string]bool{
		address: true, " " + address + "\n": true, "foirail:" + address: true, "foirail: " + address: true,
		"": false, "merci": false, address[1:]: false, address + " x": false, "foirail:": false, keys.Account{}.String(): false,
	} {
		key, ok := chain.Named(text)
		if ok != want || ok && key != v.who("bob") {
			t.Errorf("%q names %v, %v", text, key, ok)
		}
	}
}

// FuzzNamed: whatever somebody writes beside his money names a key that is somebody's, or nobody.
func FuzzNamed(f *testing.F) {
	f.Add("foirail:g1")
	f.Fuzz(func(t *testing.T, text string) {
		if key, ok := chain.Named(text); ok && key.IsWeak() {
			t.Error("a key that anybody can sign for")
		}
	})
}

// FuzzRemark: a batch has one remark, and whatever else somebody writes is none.
func FuzzRemark(f *testing.F) {
	for _, text := range []string{chain.Remark(entry.MarketID{1}, entry.Topic{Number: 3, Attempt: 1}), "foirail:00:1.2", "foirail:010203040506070809101112:+1.2"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if market, batch, ok := chain.RemarkOf(text); ok && chain.Remark(market, batch) != text {
			t.Errorf("%q is read as %v of %v", text, batch, market)
		}
	})
}
