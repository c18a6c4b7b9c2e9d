package ledger

import (
	"encoding/binary"
	"math"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// scan reads what digest writes. What is bad reads as zeros, and is noted.
type scan struct {
	b   []byte
	bad bool
}

// take is the next n bytes, or nil and bad.
func (r *scan) take(n int64) []byte {
	if r.bad || n < 0 || n > int64(len(r.b)) {
		r.bad = true
		return nil
	}
	taken := r.b[:n]
	r.b = r.b[n:]
	return taken
}

// list is the length of a list whose items have at least size bytes.
func (r *scan) list(size int) int {
	b := r.take(4)
	if b == nil {
		return 0
	}
	n := int64(binary.BigEndian.Uint32(b))
	if n*int64(size) > int64(len(r.b)) {
		r.bad = true
		return 0
	}
	return int(n)
}

func (r *scan) text() string             { return string(r.take(int64(r.list(1)))) }
func (r *scan) hash() (h entry.Hash)     { copy(h[:], r.take(entry.HashSize)); return h }
func (r *scan) key() (k keys.Account)    { copy(k[:], r.take(keys.AccountSize)); return k }
func (r *scan) id() (m entry.MarketID)   { copy(m[:], r.take(entry.MarketSize)); return m }
func (r *scan) ref() Ref                 { return Ref{r.id(), r.key()} }
func (r *scan) amount() (a entry.Amount) { return entry.Amount(r.int()) }
func (r *scan) short() (said [8]byte)    { copy(said[:], r.take(8)); return said }

func (r *scan) int() int64 {
	if b := r.take(8); b != nil {
		return int64(binary.BigEndian.Uint64(b))
	}
	return 0
}

// small is a number of 4 bytes.
func (r *scan) small() uint32 {
	if b := r.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

// upTo is a number from 0 up to a bound.
func (r *scan) upTo(most int64) int64 {
	n := r.int()
	if n < 0 || n > most {
		r.bad = true
		return 0
	}
	return n
}

func (r *scan) seq() uint32   { return uint32(r.upTo(math.MaxUint32)) }
func (r *scan) seats() uint16 { return uint16(r.upTo(math.MaxUint16)) }
func (r *scan) bool() bool    { return r.upTo(1) == 1 }

func (r *scan) market() MarketSummary {
	m := MarketSummary{ID: r.id()}
	for range r.list(4) {
		m.Epochs = append(m.Epochs, r.epoch())
	}
	m.Deposits, m.Withdrawals, m.Outward, m.Inward = r.int(), r.int(), r.int(), r.int()
	for range r.list(entry.MarketSize) {
		m.Arrivals = append(m.Arrivals, Arrival{r.id(), r.hash(), int(r.int()), r.key(), r.int()})
	}
	for range r.list(entry.HashSize) {
		m.Withdrawn = append(m.Withdrawn, Withdrawn{r.hash(), r.by()})
	}
	for range r.list(4) {
		said := Said{Wording: r.text(), Stands: r.bool(), By: r.by()}
		if m.Said = append(m.Said, said); said.Stands {
			m.Facts = append(m.Facts, said.Wording)
		}
	}
	for range r.list(entry.HashSize) {
		m.Decided = append(m.Decided, r.hash())
	}
	for range r.list(entry.HashSize) {
		p := Proposal{Entry: r.hash(), Votes: r.votes()}
		for range r.list(entry.HashSize) {
			p.Carriers = append(p.Carriers, Carrier{r.seq(), int(r.int()), r.hash()})
		}
		m.Proposals = append(m.Proposals, p)
	}
	return m
}

func (r *scan) by() (list []SeatSet) {
	for range r.list(16) {
		list = append(list, SeatSet{r.seq(), r.seats()})
	}
	return list
}

func (r *scan) epoch() EpochSummary {
	var e EpochSummary
	for range r.list(2 * keys.AccountSize) {
		e.Seats = append(e.Seats, entry.Seated{Voting: r.key(), Vault: r.key()})
	}
	e.ClosedAt = r.seq()
	p := &e.Policy
	for _, a := range []*entry.Amount{&p.Line, &p.Fund, &p.AdvanceCap, &p.AdvancePart, &p.DisputePart} {
		*a = r.amount()
	}
	p.ExtraVotes = uint8(r.int())
	for range r.list(entry.MarketSize) {
		p.Borders = append(p.Borders, entry.Border{Market: r.id(), Line: r.amount()})
	}
	return e
}

func (r *scan) loose() Loose {
	l := Loose{Entry: r.hash(), Author: r.ref(), Seq: r.seq(), Prev: r.hash()}
	l.Kind, l.Level, l.Named, l.When = entry.Kind(r.int()), Level(r.int()), r.bool(), r.seq()
	l.Saying, l.Votes = r.short(), r.votes()
	return l
}

func (r *scan) votes() (list []EpochVotes) {
	for range r.list(5 * 8) {
		v := EpochVotes{Epoch: r.seq(), Any: r.seats(), Backed: r.seats(), First: r.seats(), Confirm: r.seats()}
		for range r.list(8) {
			v.Seqs = append(v.Seqs, r.seq())
		}
		list = append(list, v)
	}
	return list
}
