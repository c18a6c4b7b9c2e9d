package chain

import (
	"errors"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Payments is what people have asked for on the chain.
type Payments struct {
	Asked Count     `json:"asked"`
	Paid  Count     `json:"paid"`
	Owed  Count     `json:"owed"`
	List  []Payment `json:"list"` // all that is owed, and what was paid since the report's epoch
}

// Payment is one withdrawal. Batch, Attempt, Block and Event are of the batch that has paid it, or that was
// decided to.
type Payment struct {
	Entry   string       `json:"entry"`
	By      keys.Account `json:"by"`
	To      keys.Account `json:"to"`
	Amount  int64        `json:"amount"`
	Epoch   uint32       `json:"epoch"` // that certified it
	State   string       `json:"state"`
	Why     string       `json:"why,omitempty"` // of one that is held back
	Batch   uint32       `json:"batch,omitempty"`
	Attempt uint32       `json:"attempt,omitempty"`
	Block   uint32       `json:"block,omitempty"`
	Event   uint32       `json:"event,omitempty"`
}

// How far a withdrawal has come.
const (
	PaymentPaid    = "paid"    // by a batch whose receipt counts
	PaymentDecided = "decided" // by a batch that waits for approvals
	PaymentNext    = "next"    // by the next batch, as it would be made now
	PaymentHeld    = "held"    // and Why
	PaymentUnasked = "unasked" // the chain has not been asked
)

// Why a withdrawal is held back, as machines read it.
const (
	WhyNoAccount = "no_account"
	WhyShort     = "short"
	WhyOwnVault  = "own_vault"
	WhyFull      = "full"
	WhyVault     = "vault"   // the vault has to be opened or handed over first
	WhyBesides   = "besides" // of a stray: an attempt has failed, and who has asked comes first
)

// whyHeld is the word for what Plan says.
func whyHeld(err error) string {
	for word, why := range map[string]error{WhyNoAccount: ErrNoAccount, WhyShort: ErrShort, WhyOwnVault: ErrOwnVault, WhyFull: ErrFull, WhyBesides: ErrBesides} {
		if errors.Is(err, why) {
			return word
		}
	}
	return WhyVault
}

// payments tells of each withdrawal how far it has come.
func (b *books) payments() (p Payments) {
	p.List = []Payment{}
	for _, w := range b.asked {
		amount := int64(w.Amount)
		one := b.payment(w)
		p.Asked.add(amount)
		if one.State == PaymentPaid {
			p.Paid.add(amount)
		} else {
			p.Owed.add(amount)
		}
		if one.State != PaymentPaid || b.lists.has(w.Epoch) {
			p.List = append(p.List, one)
		}
	}
	return p
}

func (b *books) payment(w ledger.Withdrawal) Payment {
	batch := b.by[w.Entry]
	why, held := b.held[w.Entry]
	one := Payment{Entry: w.Entry.String(), By: w.By.Key, To: w.To, Amount: int64(w.Amount), Epoch: w.Epoch}
	one.State, one.Why = b.stands(batch, why, held)
	if batch != nil {
		one.Batch, one.Attempt = batch.Topic.Number, batch.Topic.Attempt
		if batch.Receipt != nil {
			one.Block, one.Event = batch.Receipt.Block, batch.Receipt.Event
		}
	}
	return one
}

// stands is how far something has come that a batch pays, or nil, and why it is held back where it is.
func (b *books) stands(batch *ledger.Batch, why string, held bool) (state, because string) {
	switch {
	case batch != nil && batch.Receipt != nil:
		return PaymentPaid, ""
	case batch != nil:
		return PaymentDecided, ""
	case b.ground == nil:
		return PaymentUnasked, ""
	case held:
		return PaymentHeld, why
	}
	return PaymentNext, ""
}

// books is a market's withdrawals and batches, held against each other.
type books struct {
	s      *ledger.State
	market entry.MarketID
	ground *Ground // nil while the chain has not been asked
	lists  Epochs

	asked   []ledger.Withdrawal
	amounts map[entry.Hash]int64
	batches []ledger.Batch
	by      map[entry.Hash]*ledger.Batch // that has paid a withdrawal, or else that is to
	held    map[entry.Hash]string        // why a withdrawal would not be in the next batch
	kept    map[entry.Place]string       // and a stray
}

// read reads a state, and asks by the ground who would be paid next.
func (b *books) read() {
	b.asked, b.batches = b.s.AskedFor(b.market), b.s.Batches(b.market)
	b.amounts, b.by, b.held = map[entry.Hash]int64{}, map[entry.Hash]*ledger.Batch{}, map[entry.Hash]string{}
	b.kept = map[entry.Place]string{}
	for _, w := range b.asked {
		b.amounts[w.Entry] = int64(w.Amount)
	}
	if b.ground != nil && b.ground.Runtime == nil {
		b.ground = nil
	}
	for i := range b.batches {
		batch := &b.batches[i]
		state, _ := b.state(batch)
		for _, h := range batch.Value.Paid {
			if old := b.by[h]; state == BatchRan && (old == nil || old.Receipt == nil) || state == BatchWaits && old == nil {
				b.by[h] = batch
			}
		}
	}
	b.plan()
}

// plan asks who would be paid now.
func (b *books) plan() {
	if b.ground == nil {
		return
	}
	plan, err := (&Desk{Market: b.market, Ground: *b.ground}).Plan(b.s)
	if err != nil {
		for _, w := range b.asked {
			b.held[w.Entry] = WhyVault
		}
		for _, f := range b.s.Strays(b.market) {
			b.kept[f.Place] = WhyVault
		}
	}
	for _, held := range plan.Held {
		b.held[held.Withdrawal.Entry] = whyHeld(held.Why)
	}
	for _, held := range plan.Kept {
		b.kept[held.Stray.Place] = whyHeld(held.Why)
	}
}
