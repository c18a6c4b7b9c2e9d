package entry

import (
	"fmt"

	"foirail/ledger/keys"
)

// Bounds of a table. What comes when it is full stands whole on air.
const (
	MaxHandles       = 1 << 16
	MaxSeriesHandles = 1 << 12
)

// Handles is a steward's table: it numbers keys and series from 0 by their first appearance in
// his Votes, so that whoever holds his chain and what it votes for has the same numbers and
// nobody has to agree on any. A voting key serves in one epoch, so a table is of one epoch too.
//
// A table grows only at its end: who has less of it has the same numbers, as far as he has them.
type Handles struct {
	steward keys.Account
	market  MarketID
	seq     uint32 // of the last entry taken, hash its name
	hash    Hash

	keys    []keys.Account
	numbers map[keys.Account]int
	series  []Hash
	named   map[Hash]int
}

// NewHandles begins the empty table of a steward in a market.
func NewHandles(market MarketID, steward keys.Account) *Handles {
	return &Handles{steward: steward, market: market, numbers: map[keys.Account]int{}, named: map[Hash]int{}}
}

// Seq is how far the steward's chain has been taken.
func (h *Handles) Seq() uint32 { return h.seq }

// Keys is how many keys have numbers.
func (h *Handles) Keys() int {
	if h == nil {
		return 0
	}
	return len(h.keys)
}

// Series is how many series have numbers.
func (h *Handles) Series() int {
	if h == nil {
		return 0
	}
	return len(h.series)
}

// Take takes the next entry of the steward's chain, of whatever kind. Held finds the entries that
// it votes for, or nil. It returns ErrAirUnknown, and the table is as before, when the entry is
// not the next, or one voted for is not held.
func (h *Handles) Take(e *Entry, held func(Hash) *Entry) error {
	if e.Author != h.steward || e.Market != h.market || e.Seq != h.seq+1 || e.Prev != h.hash {
		return fmt.Errorf("%w: not the next entry of the steward's chain", ErrAirUnknown)
	}
	var list []*Entry
	if votes, ok := e.Body.(*Votes); ok {
		for _, v := range votes.Items {
			if v.Kind > Backed {
				continue
			}
			voted := held(v.Entry)
			if voted == nil {
				return fmt.Errorf("%w: an entry voted for", ErrAirUnknown)
			}
			list = append(list, voted)
		}
	}
	for _, voted := range list {
		if voted.Market == h.market {
			h.number(voted)
		}
	}
	h.seq, h.hash = e.Seq, e.Hash()
	return nil
}

// number gives numbers to what an entry voted for names: its author, then the accounts of its
// body in the order of their bytes, and its series.
func (h *Handles) number(e *Entry) {
	if e.Kind() != KindRedeem {
		h.numberKey(e.Author)
	}
	switch b := e.Body.(type) {
	case *Pay:
		for _, p := range b.Payees {
			h.numberKey(p.Account)
		}
	case *Link:
		h.numberKey(b.Key)
	case *Withdraw:
		h.numberKey(b.Address)
	case *Issue:
		h.numberSeries(e.Hash())
	case *Activate:
		h.numberSeries(b.Series)
	case *Cancel:
		h.numberSeries(b.Series)
	case *Redeem:
		h.numberSeries(b.Series)
		h.numberKey(b.Account)
	}
}

func (h *Handles) numberKey(a keys.Account) {
	if _, has := h.numbers[a]; !has && len(h.keys) < MaxHandles {
		h.numbers[a] = len(h.keys)
		h.keys = append(h.keys, a)
	}
}

func (h *Handles) numberSeries(s Hash) {
	if _, has := h.named[s]; !has && len(h.series) < MaxSeriesHandles {
		h.named[s] = len(h.series)
		h.series = append(h.series, s)
	}
}

// key is the key of a number, if the table has got so far.
func (h *Handles) key(n int) (a keys.Account, ok bool) {
	if n >= h.Keys() {
		return a, false
	}
	return h.keys[n], true
}

// keyNumber is the number of a key among the first most.
func (h *Handles) keyNumber(a keys.Account, most int) (n int, ok bool) {
	if h == nil {
		return 0, false
	}
	n, ok = h.numbers[a]
	return n, ok && n < most
}

// seriesOf is the series of a number, if the table has got so far.
func (h *Handles) seriesOf(n int) (s Hash, ok bool) {
	if n >= h.Series() {
		return s, false
	}
	return h.series[n], true
}

// seriesNumber is the number of a series among the first most.
func (h *Handles) seriesNumber(s Hash, most int) (n int, ok bool) {
	if h == nil {
		return 0, false
	}
	n, ok = h.named[s]
	return n, ok && n < most
}
