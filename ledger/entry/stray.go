package entry

import "foirail/ledger/keys"

// Place names an event of the finalised chain.
type Place struct{ Block, Event uint32 }

// before orders places as the chain does.
func (p Place) before(other Place) bool {
	return p.Block < other.Block || p.Block == other.Block && p.Event < other.Event
}

func (p Place) write(w *writer) {
	w.uint(uint64(p.Block))
	w.uint(uint64(p.Event))
}

func (p *Place) read(r *reader) {
	p.Block = uint32(r.uint(0, 1<<32-1))
	p.Event = uint32(r.uint(0, 1<<32-1))
}

// key is the name of what came into a vault by this event, whatever stewards make of it: one event is one
// deposit, or one stray, or one remittance.
func (p Place) key() string { return (&Deposit{Block: p.Block, Event: p.Event}).Key() }

// Stray is money that came into the vault from an account that nobody signs for alone, and that names nobody.
// It is no local money: a batch sends it back.
type Stray struct {
	Place
	From   keys.Account // on the chain
	Amount Amount
}

func (*Stray) factKind() factKind { return factStray }

// Key is the chain's event id, as of a deposit.
func (f *Stray) Key() string { return f.Place.key() }

func (f *Stray) writeName(w *writer) { f.Place.write(w) }

func (f *Stray) writeRest(w *writer) {
	w.account(f.From)
	w.amount(f.Amount)
}

func (f *Stray) read(r *reader) {
	f.Place.read(r)
	f.From = r.account()
	f.Amount = r.amount()
}
