package entry

import "foirail/ledger/keys"

// Bounds of an Attest.
const (
	MaxFacts = 256
	MaxNote  = 64 // bytes of a deposit's note
)

// Attest is what a steward saw, each fact for itself, on the finalised chain.
type Attest struct{ Facts []Fact }

// Kind is KindAttest.
func (*Attest) Kind() Kind { return KindAttest }

// Fact is one of Deposit, Member, Day, Receipt, Stray and Remittance. A fact counts when a quorum of one epoch has
// attested it with the same bytes; one steward says one thing per name, ever.
type Fact interface {
	factKind() factKind
	// Key is the part of the bytes that names the fact: two facts of one name with other
	// bytes contradict each other.
	Key() string
	writeName(w *writer)
	writeRest(w *writer)
	read(r *reader)
}

type factKind uint8

const (
	factDeposit factKind = iota + 1
	factMember
	factDay
	factReceipt
	factStray
	factRemittance
)

func (b *Attest) write(w *writer, _ MarketID) {
	w.uint(uint64(len(b.Facts)))
	for _, f := range b.Facts {
		writeFact(w, f)
	}
}

func (b *Attest) read(r *reader, _ MarketID) {
	for range r.count(1, MaxFacts, 2) {
		f := newFact(factKind(r.byte()))
		if f == nil {
			r.fail("unknown kind of fact")
			return
		}
		f.read(r)
		b.Facts = append(b.Facts, f)
	}
	if r.err == nil {
		names := make([]string, len(b.Facts))
		for i, f := range b.Facts {
			names[i] = f.Key()
		}
		r.check(distinct(names), "a fact is named twice")
	}
}

func writeFact(w *writer, f Fact) {
	w.byte(byte(f.factKind()))
	f.writeName(w)
	f.writeRest(w)
}

// FactBytes is the canonical form of a fact: its kind, name and content.
func FactBytes(f Fact) string {
	w := &writer{}
	writeFact(w, f)
	return string(w.b)
}

// ParseFact reads one fact in its canonical form. It returns ErrForm for anything else.
func ParseFact(text string) (Fact, error) {
	r := &reader{b: []byte(text)}
	f := newFact(factKind(r.byte()))
	if f == nil {
		r.fail("unknown kind of fact")
		return nil, r.err
	}
	f.read(r)
	r.check(len(r.b) == 0, "trailing bytes")
	if r.err != nil {
		return nil, r.err
	}
	return f, nil
}

func factKey(f Fact) string {
	w := &writer{}
	w.byte(byte(f.factKind()))
	f.writeName(w)
	return string(w.b)
}

func newFact(k factKind) Fact {
	switch k {
	case factDeposit:
		return new(Deposit)
	case factMember:
		return new(Member)
	case factDay:
		return new(Day)
	case factReceipt:
		return new(Receipt)
	case factStray:
		return new(Stray)
	case factRemittance:
		return new(Remittance)
	}
	return nil
}

// Deposit is money that came into the vault. On a chain, block and event index name it; with
// play money a note does.
type Deposit struct {
	Block, Event uint32 // when Note is empty
	Note         string // 1 to MaxNote bytes, play money only
	Account      keys.Account
	Amount       Amount
}

func (*Deposit) factKind() factKind { return factDeposit }

// Key is the chain's event id, or the note.
func (f *Deposit) Key() string { return factKey(f) }

func (f *Deposit) writeName(w *writer) {
	w.text(f.Note)
	if f.Note == "" {
		w.uint(uint64(f.Block))
		w.uint(uint64(f.Event))
	}
}

func (f *Deposit) writeRest(w *writer) {
	w.account(f.Account)
	w.amount(f.Amount)
}

func (f *Deposit) read(r *reader) {
	f.readName(r)
	f.Account = r.account()
	f.Amount = r.amount()
}

func (f *Deposit) readName(r *reader) {
	f.Note = r.text(0, MaxNote)
	if f.Note == "" {
		f.Block = uint32(r.uint(0, 1<<32-1))
		f.Event = uint32(r.uint(0, 1<<32-1))
	}
}

// Member is what the chain's web of trust said of an account at the block of a UD.
type Member struct {
	Account keys.Account
	Day     uint32 // number of the UD whose block was read
	FirstUD uint32 // the first UD not claimed yet; 0: not a member
	Name    string // identity's name on the chain
}

func (*Member) factKind() factKind { return factMember }

// Key is the account and the day.
func (f *Member) Key() string { return factKey(f) }

func (f *Member) writeName(w *writer) {
	w.account(f.Account)
	w.uint(uint64(f.Day))
}

func (f *Member) writeRest(w *writer) {
	w.uint(uint64(f.FirstUD))
	w.text(f.Name)
}

func (f *Member) read(r *reader) {
	f.Account = r.account()
	f.Day = uint32(r.uint(1, MaxDay))
	f.readRest(r)
}

func (f *Member) readRest(r *reader) {
	f.FirstUD = uint32(r.uint(0, MaxDay))
	f.Name = r.text(0, MaxName)
}

// Day is a universal dividend: its number since the chain began, and what each member got.
type Day struct {
	Number uint32
	Amount Amount
}

func (*Day) factKind() factKind { return factDay }

// Key is the number.
func (f *Day) Key() string { return factKey(f) }

func (f *Day) writeName(w *writer) { w.uint(uint64(f.Number)) }
func (f *Day) writeRest(w *writer) { w.amount(f.Amount) }

func (f *Day) read(r *reader) {
	f.Number = uint32(r.uint(1, MaxDay))
	f.Amount = r.amount()
}

// Receipt is a settlement batch that the chain has finalised.
type Receipt struct {
	Batch        uint32
	Block, Event uint32
	Decision     Hash // the Propose that was decided and ran
}

func (*Receipt) factKind() factKind { return factReceipt }

// Key is the batch's number.
func (f *Receipt) Key() string { return factKey(f) }

func (f *Receipt) writeName(w *writer) { w.uint(uint64(f.Batch)) }

func (f *Receipt) writeRest(w *writer) {
	w.uint(uint64(f.Block))
	w.uint(uint64(f.Event))
	w.hash(f.Decision)
}

func (f *Receipt) read(r *reader) {
	f.readPlace(r)
	f.Decision = r.hash()
}

// readPlace reads all but the decision.
func (f *Receipt) readPlace(r *reader) {
	f.Batch = uint32(r.uint(0, 1<<32-1))
	f.Block = uint32(r.uint(0, 1<<32-1))
	f.Event = uint32(r.uint(0, 1<<32-1))
}
