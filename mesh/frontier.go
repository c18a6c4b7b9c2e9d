package mesh

import (
	"bytes"
	"cmp"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Kind is KindFrontier.
func (*Frontier) Kind() Kind { return KindFrontier }

// Flags of a Frontier.
const (
	flagLast = 1 << iota
	flagAsk
)

func (m *Frontier) write(w *writer) {
	w.uint(uint64(m.Piece))
	var flags byte
	if m.Last {
		flags |= flagLast
	}
	if m.Ask {
		flags |= flagAsk
	}
	w.byte(flags)
	writeTold(w, &m.Told)
}

// writeTold writes the markets and series of a frontier.
func writeTold(w *writer, f *ledger.Frontier) {
	w.uint(uint64(len(f.Markets)))
	for i := range f.Markets {
		writeMarket(w, &f.Markets[i])
	}
	w.uint(uint64(len(f.Series)))
	for _, x := range f.Series {
		w.hash(x.Series)
		w.uint(uint64(len(x.Heads)))
		before := 0
		for _, h := range x.Heads {
			w.uint(uint64(h.Serial - before))
			w.bytes(h.Short[:ledger.TinySize])
			before = h.Serial
		}
	}
}

func writeMarket(w *writer, m *ledger.MarketFrontier) {
	w.bytes(m.Market[:])
	w.uint(uint64(m.Epoch))
	w.uint(uint64(len(m.Seats)))
	for _, h := range m.Seats {
		w.byte(byte(h.Seat))
		w.uint(uint64(h.Seq))
		w.bytes(h.Short[:])
	}
	writeGroup(w, &m.Past)
	writeGroup(w, &m.Others)
	w.uint(uint64(len(m.Tables)))
	for _, t := range m.Tables {
		w.uint(uint64(t.Epoch))
		w.byte(byte(t.Seat))
		w.uint(uint64(len(t.Heads)))
		before := uint32(0)
		for _, h := range t.Heads {
			w.uint(uint64(h.Number - before))
			w.uint(uint64(h.Seq))
			w.bytes(h.Short[:ledger.TinySize])
			before = h.Number
		}
	}
	w.uint(uint64(len(m.Keys)))
	for _, h := range m.Keys {
		w.bytes(h.Key[:])
		w.uint(uint64(h.Seq))
		w.bytes(h.Short[:ledger.TinySize])
	}
}

func writeGroup(w *writer, g *ledger.Group) {
	w.bytes(g.Digest[:])
	w.flag(g.Full)
	if !g.Full {
		return
	}
	w.uint(uint64(len(g.Heads)))
	for _, h := range g.Heads {
		w.bytes(h.Key[:])
		w.uint(uint64(h.Seq))
		w.bytes(h.Short[:])
	}
}

func (m *Frontier) parse(r *reader) {
	m.Piece = int(r.uint(0, MaxPieces-1))
	flags := r.byte()
	r.check(flags <= flagLast|flagAsk, "bad flags")
	m.Last, m.Ask = flags&flagLast != 0, flags&flagAsk != 0
	readTold(r, &m.Told)
}

// readTold reads what writeTold wrote.
func readTold(r *reader, f *ledger.Frontier) {
	for i := range r.count(0, MaxMarkets, entry.MarketSize+22) {
		f.Markets = append(f.Markets, readMarket(r))
		r.check(i == 0 || bytes.Compare(f.Markets[i-1].Market[:], f.Markets[i].Market[:]) < 0, "markets out of order")
	}
	for i := range r.count(0, MaxHeads, entry.HashSize+5) {
		f.Series = append(f.Series, readSeries(r))
		r.check(i == 0 || bytes.Compare(f.Series[i-1].Series[:], f.Series[i].Series[:]) < 0, "series out of order")
	}
}

func readMarket(r *reader) ledger.MarketFrontier {
	m := ledger.MarketFrontier{Market: r.market(), Epoch: uint32(r.uint(0, maxEpoch))}
	for range r.count(0, MaxHeads, 10) {
		h := ledger.SeatHead{Seat: int(r.byte()), Head: ledger.Head{Seq: r.seq(), Short: r.short()}}
		r.check(h.Seat <= maxSeat, "no such seat")
		m.Seats = append(m.Seats, h)
	}
	r.check(ascending(m.Seats, compareSeats), "seats out of order")
	m.Past, m.Others = readGroup(r), readGroup(r)
	for range r.count(0, 2*(maxSeat+1), 8) {
		m.Tables = append(m.Tables, readTable(r))
	}
	r.check(ascending(m.Tables, compareTables), "tables out of order")
	m.Keys = readKeys(r, (*reader).tiny, ledger.TinySize)
	return m
}

func readGroup(r *reader) ledger.Group {
	g := ledger.Group{Digest: r.short(), Full: r.flag()}
	if g.Full {
		g.Heads = readKeys(r, (*reader).short, len(ledger.Short{}))
	}
	return g
}

func readKeys(r *reader, short func(*reader) ledger.Short, size int) []ledger.KeyHead {
	var list []ledger.KeyHead
	for range r.count(0, MaxHeads, keys.AccountSize+1+size) {
		list = append(list, ledger.KeyHead{Key: r.key(), Head: ledger.Head{Seq: r.seq(), Short: short(r)}})
	}
	r.check(ascending(list, compareKeys), "keys out of order")
	return list
}

func readTable(r *reader) ledger.Table {
	t := ledger.Table{Epoch: uint32(r.uint(1, maxEpoch)), Seat: int(r.byte())}
	r.check(t.Seat <= maxSeat, "no such seat")
	number := uint64(0)
	for range r.count(1, MaxHeads, 2+ledger.TinySize) {
		number += r.uint(0, 1<<32-1)
		r.check(number < 1<<32, "number out of range")
		t.Heads = append(t.Heads, ledger.NumberHead{Number: uint32(number), Head: ledger.Head{Seq: r.seq(), Short: r.tiny()}})
	}
	r.check(ascending(t.Heads, compareNumbers), "numbers out of order")
	return t
}

func readSeries(r *reader) ledger.SeriesFrontier {
	x := ledger.SeriesFrontier{Series: r.hash()}
	serial := uint64(0)
	for range r.count(1, MaxHeads, 1+ledger.TinySize) {
		serial += r.uint(0, maxSerial)
		r.check(serial >= 1 && serial <= maxSerial, "no such serial")
		x.Heads = append(x.Heads, ledger.SerialHead{Serial: int(serial), Short: r.tiny()})
	}
	r.check(ascending(x.Heads, compareSerials), "serials out of order")
	return x
}

// ascending says whether each element is above the one before it.
func ascending[T any](list []T, compare func(a, b T) int) bool {
	for i := 1; i < len(list); i++ {
		if compare(list[i-1], list[i]) >= 0 {
			return false
		}
	}
	return true
}

func compareHeads(a, b ledger.Head) int {
	return cmp.Or(cmp.Compare(a.Seq, b.Seq), bytes.Compare(a.Short[:], b.Short[:]))
}

func compareSeats(a, b ledger.SeatHead) int {
	return cmp.Or(cmp.Compare(a.Seat, b.Seat), compareHeads(a.Head, b.Head))
}

func compareKeys(a, b ledger.KeyHead) int {
	return cmp.Or(bytes.Compare(a.Key[:], b.Key[:]), compareHeads(a.Head, b.Head))
}

func compareTables(a, b ledger.Table) int {
	return cmp.Or(cmp.Compare(a.Epoch, b.Epoch), cmp.Compare(a.Seat, b.Seat))
}

func compareNumbers(a, b ledger.NumberHead) int {
	return cmp.Or(cmp.Compare(a.Number, b.Number), compareHeads(a.Head, b.Head))
}

func compareSerials(a, b ledger.SerialHead) int {
	return cmp.Or(cmp.Compare(a.Serial, b.Serial), bytes.Compare(a.Short[:], b.Short[:]))
}

// pieces cuts a frontier into messages of at most MaxHeads heads. What does not fit into MaxPieces
// is left out: the receiver gives it again, and holds it already.
func pieces(f *ledger.Frontier, ask bool) []*Frontier {
	c := &cutter{}
	for i := range f.Markets {
		m := &f.Markets[i]
		c.market(m)
		cut(c, compactHeads(m.Seats, compareSeats), func(l []ledger.SeatHead) { at := c.market(m); at.Seats = append(at.Seats, l...) })
		cut(c, m.Past.Heads, func(l []ledger.KeyHead) { at := c.market(m); at.Past.Heads = append(at.Past.Heads, l...) })
		cut(c, m.Others.Heads, func(l []ledger.KeyHead) { at := c.market(m); at.Others.Heads = append(at.Others.Heads, l...) })
		for _, t := range m.Tables {
			cut(c, compactHeads(t.Heads, compareNumbers), func(l []ledger.NumberHead) {
				at := c.market(m)
				at.Tables = append(at.Tables, ledger.Table{Epoch: t.Epoch, Seat: t.Seat, Heads: l})
			})
		}
		cut(c, compactHeads(m.Keys, compareKeys), func(l []ledger.KeyHead) { at := c.market(m); at.Keys = append(at.Keys, l...) })
	}
	for _, x := range f.Series {
		cut(c, compactHeads(x.Heads, compareSerials), func(l []ledger.SerialHead) {
			at := c.piece()
			at.Series = append(at.Series, ledger.SeriesFrontier{Series: x.Series, Heads: l})
		})
	}
	c.piece()
	for i, p := range c.list {
		p.Piece, p.Last, p.Ask = i, i == len(c.list)-1, ask
	}
	return c.list
}

// compactHeads leaves out heads that look alike: the lists of the wire form strictly ascend.
func compactHeads[T any](list []T, compare func(a, b T) int) []T {
	return slices.CompactFunc(list, func(a, b T) bool { return compare(a, b) == 0 })
}

// cutter fills pieces one after the other.
type cutter struct {
	list []*Frontier
	room int // heads that still fit into the last
}

// piece is the one being filled.
func (c *cutter) piece() *ledger.Frontier {
	if len(c.list) == 0 || c.room == 0 && len(c.list) < MaxPieces {
		c.list = append(c.list, &Frontier{})
		c.room = MaxHeads
	}
	return &c.list[len(c.list)-1].Told
}

// market is a market's part of the piece being filled, begun when it is new there.
func (c *cutter) market(m *ledger.MarketFrontier) *ledger.MarketFrontier {
	p := c.piece()
	if n := len(p.Markets); n == 0 || p.Markets[n-1].Market != m.Market {
		if n == MaxMarkets {
			c.room = 0
			p = c.piece()
			if len(p.Markets) == MaxMarkets {
				return &ledger.MarketFrontier{} // no piece is left: the rest is not told
			}
		}
		p.Markets = append(p.Markets, ledger.MarketFrontier{Market: m.Market, Epoch: m.Epoch,
			Past: ledger.Group{Digest: m.Past.Digest, Full: m.Past.Full}, Others: ledger.Group{Digest: m.Others.Digest, Full: m.Others.Full}})
	}
	return &p.Markets[len(p.Markets)-1]
}

// cut adds a list to the pieces, as much as fits at a time.
func cut[T any](c *cutter, list []T, add func([]T)) {
	for len(list) > 0 {
		c.piece()
		n := min(c.room, len(list))
		if n == 0 {
			return // no piece is left
		}
		add(list[:n:n])
		c.room -= n
		list = list[n:]
	}
}

// join puts a piece behind those before it.
func join(whole *ledger.Frontier, piece *ledger.Frontier) {
	for _, m := range piece.Markets {
		i, known := slices.BinarySearchFunc(whole.Markets, m, func(a, b ledger.MarketFrontier) int { return bytes.Compare(a.Market[:], b.Market[:]) })
		if !known {
			whole.Markets = slices.Insert(whole.Markets, i, m)
			continue
		}
		at := &whole.Markets[i]
		at.Seats = append(at.Seats, m.Seats...)
		at.Past.Heads = append(at.Past.Heads, m.Past.Heads...)
		at.Others.Heads = append(at.Others.Heads, m.Others.Heads...)
		at.Tables = append(at.Tables, m.Tables...)
		at.Keys = append(at.Keys, m.Keys...)
	}
	whole.Series = append(whole.Series, piece.Series...)
}
