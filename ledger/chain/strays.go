package chain

import (
	"cmp"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Strays is what came to the vaults and is nobody's deposit, as its sender signed for it with others; and what is kept
// aside, as far as the chain was asked.
type Strays struct {
	All   Count         `json:"all"`
	Back  Count         `json:"back"`  // sent back by batches that have run
	Aside Count         `json:"aside"` // beside all: until it is known whether it is another market's
	List  []StrayReport `json:"list"`  // all that is to be sent back, and what was since the report's epoch; then what is aside
}

// StrayAside is the state of what is kept aside.
const StrayAside = "aside"

// StrayReport is one of them. Batch, Attempt and Ran are of the batch that has sent it back, or that was decided to.
type StrayReport struct {
	Block   uint32       `json:"block"`
	Event   uint32       `json:"event"`
	From    keys.Account `json:"from"`
	Amount  int64        `json:"amount"`
	Epoch   uint32       `json:"epoch"`           // whose stewards have read it; 0 of what is aside
	State   string       `json:"state"`           // as of a payment, or StrayAside
	Until   uint32       `json:"until,omitempty"` // of what is aside: the block at which it is to be sent back
	Why     string       `json:"why,omitempty"`
	Batch   uint32       `json:"batch,omitempty"`
	Attempt uint32       `json:"attempt,omitempty"`
	Ran     uint32       `json:"ran,omitempty"` // the block in which that batch ran
}

// strays tells of each stray how far it has come.
func (b *books) strays() Strays {
	all := Strays{List: []StrayReport{}}
	for _, c := range b.s.Facts(b.market) {
		f, ok := c.Fact.(*entry.Stray)
		if !ok {
			continue
		}
		one := b.stray(f)
		one.Epoch = c.Epoch
		all.All.add(one.Amount)
		if one.State == PaymentPaid {
			all.Back.add(one.Amount)
		}
		if one.State != PaymentPaid || b.lists.has(c.Epoch) {
			all.List = append(all.List, one)
		}
	}
	for _, f := range b.aside() {
		all.Aside.add(int64(f.Amount))
		all.List = append(all.List, StrayReport{Block: f.Block, Event: f.Event, From: f.From, Amount: int64(f.Amount), State: StrayAside, Until: asideUntil(f)})
	}
	return all
}

// aside is what is kept aside, as on the chain, and does not count as anything.
func (b *books) aside() (list []*entry.Stray) {
	if b.ground == nil {
		return nil
	}
	list = slices.DeleteFunc(slices.Clone(b.ground.Aside), func(f *entry.Stray) bool { return b.s.Counted(b.market, f) != nil })
	slices.SortFunc(list, byPlace)
	return list
}

// byPlace has them as they stand on the chain.
func byPlace(x, y *entry.Stray) int {
	return cmp.Or(cmp.Compare(x.Block, y.Block), cmp.Compare(x.Event, y.Event))
}

func (b *books) stray(f *entry.Stray) StrayReport {
	batch := b.backBy(f.Place)
	why, held := b.kept[f.Place]
	one := StrayReport{Block: f.Block, Event: f.Event, From: f.From, Amount: int64(f.Amount)}
	one.State, one.Why = b.stands(batch, why, held)
	if batch != nil {
		one.Batch, one.Attempt = batch.Topic.Number, batch.Topic.Attempt
		if batch.Receipt != nil {
			one.Ran = batch.Receipt.Block
		}
	}
	return one
}

// backBy is the batch that has sent a stray back, or else that waits to.
func (b *books) backBy(p entry.Place) (by *ledger.Batch) {
	for i := range b.batches {
		x := &b.batches[i]
		state, _ := b.state(x)
		if !slices.Contains(x.Value.Back, p) {
			continue
		}
		if state == BatchRan || state == BatchWaits && by == nil {
			by = x
		}
	}
	return by
}

// besides is what the vaults should hold besides deposits: strays that were not sent back, and what other markets
// have paid, less what was paid to them.
func (b *books) besides() (sum int64) {
	for _, f := range b.s.Strays(b.market) {
		sum += int64(f.Amount)
	}
	for _, x := range b.s.Borders(b.market) {
		sum += x.Got - x.Sent
	}
	return sum
}
