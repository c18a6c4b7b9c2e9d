package sim

import (
	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/entry"
)

// unmarkedDesk is a defect on purpose: its batches leave no marker on the chain, so that nothing there stops one
// that is signed again; and its people forget what they have signed for.
type unmarkedDesk struct {
	*chain.Desk
	w *World
}

func (d unmarkedDesk) Propose(s *ledger.State, topic entry.Topic) *entry.Batch {
	b := d.Desk.Propose(s, topic)
	if b == nil || b.Act != entry.PayOut {
		return b
	}
	plan, err := d.Plan(s)
	if err != nil {
		return nil
	}
	var calls []dunitertest.Call
	for _, p := range plan.Transfers() {
		calls = append(calls, d.w.blocks.call("Balances", "transfer_keep_alive", map[string]any{"dest": p.To, "value": uint64(p.Amount)}))
	}
	calls = append(calls, d.w.blocks.call("System", "remark_with_event", map[string]any{"remark": chain.Remark(d.Market, topic)}))
	if b.Call, err = d.Ground.Runtime.Batch(calls...); err != nil {
		d.w.fail("call", "%v", err)
	}
	return b
}

// Judge takes what is about to be paid as it comes.
func (d unmarkedDesk) Judge(s *ledger.State, topic entry.Topic, b *entry.Batch) error {
	if b.Act == entry.PayOut && d.Ground.Runtime != nil {
		return nil
	}
	return d.Desk.Judge(s, topic, b)
}
