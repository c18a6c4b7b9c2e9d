package node

import (
	"context"
	"fmt"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Verify has everything counted again: SQLite looks through its file, every signature is checked
// again, the state is built anew and held against the slow twin's and the running one's, and the
// invariants that a single book can show are asked. What does not hold is named in the reply.
//
// A book that does not have every entry is counted from its checkpoint: who vouches for that is asked
// again, and both the state and its slow twin begin with it.
func (n *Node) Verify(context.Context, VerifyRequest) (reply VerifyReply, err error) {
	n.counting.Lock()
	defer n.counting.Unlock()
	fail := func(what error) {
		if what != nil {
			reply.Found = append(reply.Found, what.Error())
		}
	}
	fail(n.store.Check())
	reply.From = n.from()
	var running *ledger.Summary
	var community entry.Hash
	var end int64
	n.book.Moment(func(s *ledger.State, next int64) {
		running, community, end = s.Summary(), s.Community(), next
		fail(s.AsAttested())
	})
	all, err := n.before(end)
	fail(err)
	fail(signatures(all))
	base, err := n.book.Base()
	if err != nil {
		return reply, n.told(err)
	}
	anew, slow, err := recount(community, base, all)
	if fail(err); anew == nil || slow == nil {
		return reply, nil
	}
	again := anew.Summary()
	if again.Hash() != slow.Hash() {
		fail(fmt.Errorf("%w: the state and its slow twin differ", ledger.ErrBreach))
	}
	if running.Hash() != slow.Hash() {
		fail(fmt.Errorf("%w: the running state differs from the entries'", ledger.ErrBreach))
	}
	fail(slow.Conserved())
	fail(anew.OnePerSlot())
	fail(anew.NoneBelow())
	reply.OK = len(reply.Found) == 0
	reply.State, reply.Entries, reply.Totals, reply.From = slow.Hash().String(), len(all), totals(slow), n.from()
	return reply, nil
}

// recount makes the state and its slow twin of some entries, on a base where there is one.
func recount(community entry.Hash, base *ledger.Base, all []*entry.Entry) (*ledger.State, *ledger.Summary, error) {
	if base == nil {
		return ledger.Load(community, all), ledger.Slow(community, all), nil
	}
	anew, err := base.Load(community, all)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: the checkpoint: %w", ledger.ErrBreach, err)
	}
	slow, err := ledger.SlowOn(base, all)
	return anew, slow, err
}

// before reads the entries that stand before a position: those that the state was made of when it
// was the next. The book goes on meanwhile.
func (n *Node) before(end int64) (all []*entry.Entry, err error) {
	for from := int64(1); from < end; {
		list, next, err := n.book.Since(from, int(min(page, end-from)))
		if err != nil || len(list) == 0 {
			return all, err
		}
		all, from = append(all, list...), next
	}
	return all, nil
}

// signatures checks every signature of every entry.
func signatures(all []*entry.Entry) error {
	var questions []keys.Signed
	for _, e := range all {
		questions = e.Questions(questions)
	}
	for i, good := range keys.VerifyAll(questions) {
		if !good {
			return fmt.Errorf("%w: a signature by %v", ledger.ErrBreach, questions[i].Account)
		}
	}
	return nil
}

func totals(sum *ledger.Summary) (t Totals) {
	for _, m := range sum.Markets {
		t.Deposits += m.Deposits
		t.Withdrawals += m.Withdrawals
	}
	for _, a := range sum.Accounts {
		t.Balances += a.Final + a.Backed
	}
	for _, x := range sum.Series {
		t.Coupons += x.Live
	}
	return t
}
