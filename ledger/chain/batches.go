package chain

import (
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// BatchReport is a batch that was decided, or that the chain has run.
type BatchReport struct {
	Number  uint32 `json:"number"`
	Attempt uint32 `json:"attempt"`
	Act     string `json:"act"`              // open, pay or hand_over
	Epoch   uint32 `json:"epoch"`            // whose stewards proposed it
	Pays    Count  `json:"pays"`             // withdrawals
	Back    int    `json:"back,omitempty"`   // strays that it sends back
	Remits  Count  `json:"remits,omitzero"`  // what it pays to other markets
	Unheld  int    `json:"unheld,omitempty"` // withdrawals that it names and that do not count here
	State   string `json:"state"`
	Why     string `json:"why,omitempty"` // of one that was run in vain
	Block   uint32 `json:"block,omitempty"`
	Event   uint32 `json:"event,omitempty"`
}

// What became of a batch.
const (
	BatchRan      = "ran"      // its receipt counts
	BatchReplaced = "replaced" // another attempt, or a later batch, has run
	BatchFailed   = "failed"   // the chain ran it in vain
	BatchOutdated = "outdated" // made for extrinsics that the chain takes no more
	BatchWaits    = "waits"    // for approvals, as far as is known
)

var actWords = map[entry.BatchAct]string{entry.OpenVault: "open", entry.PayOut: "pay", entry.HandOver: "hand_over"}

// ran tells of each batch what became of it: those of the report's epochs, and all that wait.
func (b *books) ran() []BatchReport {
	list := []BatchReport{}
	for i := range b.batches {
		if one := b.batch(&b.batches[i]); b.lists.has(one.Epoch) || one.State == BatchWaits {
			list = append(list, one)
		}
	}
	return list
}

func (b *books) batch(x *ledger.Batch) BatchReport {
	one := BatchReport{Number: x.Topic.Number, Attempt: x.Topic.Attempt, Act: actWords[x.Value.Act], Epoch: x.Epoch}
	for _, h := range x.Value.Paid {
		if amount, held := b.amounts[h]; held {
			one.Pays.add(amount)
		} else {
			one.Unheld++
		}
	}
	one.Back = len(x.Value.Back)
	for _, r := range x.Value.Remits {
		one.Remits.add(int64(r.Amount))
	}
	if one.State, one.Why = b.state(x); x.Receipt != nil {
		one.Block, one.Event = x.Receipt.Block, x.Receipt.Event
	}
	return one
}

// state is what became of a batch.
func (b *books) state(x *ledger.Batch) (word, why string) {
	switch {
	case x.Receipt != nil:
		return BatchRan, ""
	case slices.ContainsFunc(b.batches, func(y ledger.Batch) bool {
		return y.Receipt != nil && y.Topic.Number >= x.Topic.Number
	}):
		return BatchReplaced, ""
	case b.ground != nil && b.ground.Failed[x.Decision] != nil:
		return BatchFailed, b.ground.Failed[x.Decision].Error()
	case b.ground != nil && b.ground.Runtime.TxVersion != x.Value.TxVersion:
		return BatchOutdated, ""
	}
	return BatchWaits, ""
}

// paidOut is what the batches that have run have paid, in all; of a withdrawal that two of them name twice.
func (b *books) paidOut() (sum int64) {
	for _, x := range b.batches {
		for _, h := range x.Value.Paid {
			if x.Receipt != nil {
				sum += b.amounts[h]
			}
		}
	}
	return sum
}
