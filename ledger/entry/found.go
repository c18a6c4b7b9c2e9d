package entry

import (
	"bytes"
	"encoding/binary"

	"foirail/ledger/keys"
)

// Bounds of names and lists of a founding, in bytes and elements.
const (
	MaxName    = 64
	MaxBorders = 64
	MaxEpoch   = 1<<16 - 1 // an epoch's number fits the two bytes that a coupon has for it
)

// Found founds a community and its first market, or, when Community is named, a further market
// in it. Its author is the voting key of the market's only steward in epoch 1.
type Found struct {
	Community      Hash   // zero: a new community; else the one that this market joins
	Genesis        Hash   // the chain; zero: play money; zero too for a further market
	Name           string // the community's name; empty for a further market
	MarketName     string
	Vault          keys.Account   // the first steward's vault key
	VaultSignature keys.Signature // of the vault key, on SeatMessage of no market, epoch 1
	Policy         Policy
}

// Kind is KindFound.
func (*Found) Kind() Kind { return KindFound }

func (b *Found) write(w *writer, _ MarketID) {
	w.hash(b.Community)
	w.hash(b.Genesis)
	w.text(b.Name)
	w.text(b.MarketName)
	w.account(b.Vault)
	w.signature(b.VaultSignature)
	b.Policy.write(w)
}

func (b *Found) read(r *reader, _ MarketID) {
	b.Community = r.hash()
	b.Genesis = r.hash()
	b.Name = r.text(0, MaxName)
	b.MarketName = r.text(1, MaxName)
	b.Vault = r.account()
	b.VaultSignature = r.signature()
	b.Policy.read(r)
	if b.Community.IsZero() {
		r.check(b.Name != "", "a community needs a name")
	} else {
		r.check(b.Name == "" && b.Genesis.IsZero(), "a further market names no community or chain")
	}
}

// Policy is what the stewards may lend of other people's safety. All amounts may be zero.
type Policy struct {
	Line        Amount // L: what one member may have open, backed, in all
	Fund        Amount // F: what the fund stands for, in all
	AdvanceCap  Amount // the most UD that one member is advanced
	AdvancePart Amount // the part of the fund that covers advances
	DisputePart Amount // the part of the fund that covers resolved disputes
	ExtraVotes  uint8  // a payment is backed by f+1+ExtraVotes stewards
	Borders     []Border
}

// Border is the line that a market grants to another beyond what that one's vault has paid.
type Border struct {
	Market MarketID
	Line   Amount
}

func (p *Policy) write(w *writer) {
	for _, a := range []Amount{p.Line, p.Fund, p.AdvanceCap, p.AdvancePart, p.DisputePart} {
		w.amount(a)
	}
	w.byte(p.ExtraVotes)
	w.uint(uint64(len(p.Borders)))
	for _, b := range p.Borders {
		w.bytes(b.Market[:])
		w.amount(b.Line)
	}
}

func (p *Policy) read(r *reader) {
	for _, a := range []*Amount{&p.Line, &p.Fund, &p.AdvanceCap, &p.AdvancePart, &p.DisputePart} {
		*a = r.anyAmount()
	}
	p.ExtraVotes = r.byte()
	r.check(p.ExtraVotes <= 2, "more extra votes than a market of ten can give")
	for range r.count(0, MaxBorders, MarketSize+1) {
		next := Border{Market: r.market(), Line: r.amount()}
		if n := len(p.Borders); n > 0 {
			r.check(bytes.Compare(p.Borders[n-1].Market[:], next.Market[:]) < 0, "borders out of order")
		}
		p.Borders = append(p.Borders, next)
	}
}

// Seat is a candidate's word: I will serve in this market, in this epoch. Its author is the
// voting key that he made for it.
type Seat struct {
	Epoch          uint32 // 1 to MaxEpoch
	Name           string // what people call him
	Vault          keys.Account
	VaultSignature keys.Signature // of the vault key, on SeatMessage
}

// Kind is KindSeat.
func (*Seat) Kind() Kind { return KindSeat }

func (b *Seat) write(w *writer, _ MarketID) {
	w.uint(uint64(b.Epoch))
	w.text(b.Name)
	w.account(b.Vault)
	w.signature(b.VaultSignature)
}

func (b *Seat) read(r *reader, _ MarketID) {
	b.Epoch = uint32(r.uint(1, MaxEpoch))
	b.Name = r.text(1, MaxName)
	b.Vault = r.account()
	b.VaultSignature = r.signature()
}

// SeatMessage is what a vault key signs to name a voting key its own for one epoch. In a Found
// the market is not known yet and stands as zero bytes.
func SeatMessage(market MarketID, epoch uint32, voting keys.Account) []byte {
	b := append([]byte("\xffFoirail seat\n"), market[:]...)
	b = binary.AppendUvarint(b, uint64(epoch))
	return append(b, voting[:]...)
}
