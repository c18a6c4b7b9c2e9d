package entry

import "bytes"

// Remittance is money that came into the vault from a vault of another market of the community: it pays what
// that market owes this one.
type Remittance struct {
	Place
	From   MarketID
	Amount Amount
}

func (*Remittance) factKind() factKind { return factRemittance }

// Key is the chain's event id, as of a deposit.
func (f *Remittance) Key() string { return f.Place.key() }

func (f *Remittance) writeName(w *writer) { f.Place.write(w) }

func (f *Remittance) writeRest(w *writer) {
	w.bytes(f.From[:])
	w.amount(f.Amount)
}

func (f *Remittance) read(r *reader) {
	f.Place.read(r)
	f.From = r.market()
	f.Amount = r.amount()
}

// Remit is what a batch pays to another market: to the vault of one of that market's epochs.
type Remit struct {
	To     MarketID
	Epoch  uint32
	Amount Amount
}

func (x Remit) write(w *writer) {
	w.bytes(x.To[:])
	w.uint(uint64(x.Epoch))
	w.amount(x.Amount)
}

func (x *Remit) read(r *reader) {
	x.To = r.market()
	x.Epoch = uint32(r.uint(1, MaxEpoch))
	x.Amount = r.amount()
}

// besides is what a batch pays to others than those who have asked: back to senders, and to markets.
func (v *Batch) besides() bool { return len(v.Back) > 0 || len(v.Remits) > 0 }

func (v *Batch) writeBesides(w *writer) {
	if !v.besides() {
		return
	}
	w.uint(uint64(len(v.Back)))
	for _, p := range v.Back {
		p.write(w)
	}
	w.uint(uint64(len(v.Remits)))
	for _, x := range v.Remits {
		x.write(w)
	}
}

// readBesides reads what stands behind an act that says that it is there.
func (v *Batch) readBesides(r *reader) {
	for i := range r.count(0, MaxPaid, 2) {
		var p Place
		p.read(r)
		r.check(i == 0 || v.Back[i-1].before(p), "places out of order")
		v.Back = append(v.Back, p)
		if r.err != nil {
			return
		}
	}
	for i := range r.count(0, MaxBorders, MarketSize+2) {
		var x Remit
		x.read(r)
		r.check(i == 0 || bytes.Compare(v.Remits[i-1].To[:], x.To[:]) < 0, "markets out of order")
		v.Remits = append(v.Remits, x)
		if r.err != nil {
			return
		}
	}
	r.check(v.besides(), "nobody is paid besides")
}
