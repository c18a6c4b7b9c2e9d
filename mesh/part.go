package mesh

import (
	"foirail/ledger/entry"
)

// A base (ledger.Base) goes from node to node in parts of one size, the last aside. Whoever seeks one
// asks for each part; who gives one keeps no account of who has got how far. Its name is SHA-256 over
// all of its bytes: so a transfer goes on with whoever has the same.

// Bounds of a base on its way.
const (
	PartSize = 64 << 10 // bytes of a part, but the last
	MaxBase  = 1 << 40  // bytes of a base
)

// Seek asks for a part of a base of a market.
type Seek struct {
	Market entry.MarketID
	Name   entry.Hash // zero: of the newest that the receiver has
	From   int64      // of its first byte; a multiple of PartSize
}

// Giving says whether a part is given, and why not.
type Giving uint8

// What a Part says.
const (
	None Giving = iota // the sender has no base of this name, or nobody vouches for any
	Soon               // it is being made: ask again after a while
	Here
)

// Part answers a Seek.
type Part struct {
	Market entry.MarketID
	Giving Giving
	Name   entry.Hash // what follows only of one that is Here
	Size   int64      // of the base, in bytes
	From   int64
	Bytes  []byte

	asked *Seek // set on the sender's side only: what its driver is to put in its place
}

// Asked is what the driver is to answer instead, or nil.
func (m *Part) Asked() *Seek { return m.asked }

// Kind is KindSeek.
func (*Seek) Kind() Kind { return KindSeek }

func (m *Seek) write(w *writer) {
	w.bytes(m.Market[:])
	w.hash(m.Name)
	w.uint(uint64(m.From))
}

func (m *Seek) parse(r *reader) {
	m.Market, m.Name = r.market(), r.hash()
	m.From = int64(r.uint(0, MaxBase))
	r.check(m.From%PartSize == 0, "not where a part begins")
}

// Kind is KindPart.
func (*Part) Kind() Kind { return KindPart }

func (m *Part) write(w *writer) {
	w.bytes(m.Market[:])
	if w.byte(byte(m.Giving)); m.Giving != Here {
		return
	}
	w.hash(m.Name)
	w.uint(uint64(m.Size))
	w.uint(uint64(m.From))
	w.bytes(m.Bytes)
}

// parse takes the bytes as they stand in the message: they must not be changed.
func (m *Part) parse(r *reader) {
	m.Market = r.market()
	m.Giving = Giving(r.byte())
	if r.check(m.Giving <= Here, "an unknown answer"); m.Giving != Here {
		return
	}
	m.Name = r.hash()
	m.Size = int64(r.uint(1, MaxBase))
	m.From = int64(r.uint(0, MaxBase))
	r.check(!m.Name.IsZero(), "a base without a name")
	r.check(m.From%PartSize == 0 && m.From < m.Size, "not where a part begins")
	if r.err == nil {
		m.Bytes = r.take(partLength(m.Size, m.From))
	}
}

// partLength is the bytes of the part of a base that begins at from.
func partLength(size, from int64) int { return int(min(PartSize, size-from)) }
