package mesh

import (
	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// view is the book as it stands at one call.
type view struct {
	*ledger.State
	read Reader
}

// marketSlot is a slot of a market.
type marketSlot struct {
	market entry.MarketID
	slot   entry.Slot
}

// overlay is entries that were heard and are on their way to the book. What follows them on air can
// be read all the same.
type overlay struct {
	entries map[entry.Hash]*entry.Entry
	slots   map[marketSlot][]entry.Hash
	since   map[entry.Hash]int64 // when it was heard
}

func newOverlay() overlay {
	return overlay{entries: map[entry.Hash]*entry.Entry{}, slots: map[marketSlot][]entry.Hash{}, since: map[entry.Hash]int64{}}
}

func (o *overlay) put(e *entry.Entry, since int64) {
	at := marketSlot{e.Market, e.Slot()}
	o.entries[e.Hash()] = e
	o.since[e.Hash()] = since
	o.slots[at] = append(o.slots[at], e.Hash())
}

func (o *overlay) drop(e *entry.Entry) {
	at, h := marketSlot{e.Market, e.Slot()}, e.Hash()
	delete(o.entries, h)
	delete(o.since, h)
	var kept []entry.Hash
	for _, other := range o.slots[at] {
		if other != h {
			kept = append(kept, other)
		}
	}
	if o.slots[at] = kept; len(kept) == 0 {
		delete(o.slots, at)
	}
}

// airKnown is what the node holds of one market, as the air form asks for it: the book, and what is
// on its way there.
type airKnown struct {
	view
	market entry.MarketID
	over   *overlay

	// Of the author who is asked about first, which is the record's, so much is left out at the end; of
	// others, to whose words it may be likened, the multiple of 256 below.
	back  uint32
	first keys.Account
}

var _ entry.Known = (*airKnown)(nil)

// Slot is where the entry of a hash stands.
func (k *airKnown) Slot(h entry.Hash) (entry.Slot, bool) {
	if e := k.over.entries[h]; e != nil {
		return e.Slot(), e.Market == k.market
	}
	market, slot, held := k.Place(h)
	return slot, held && market == k.market
}

// Held lists the entries in a slot.
func (k *airKnown) Held(slot entry.Slot) []entry.Hash {
	list := k.InSlot(k.market, slot)
	for _, h := range k.over.slots[marketSlot{k.market, slot}] {
		if !k.Holds(h) {
			list = append(list, h)
		}
	}
	return list
}

// Head is the highest seq held of an author with all below it.
func (k *airKnown) Head(author keys.Account) uint32 {
	seq := k.Reach(k.market, author)
	for len(k.over.slots[marketSlot{k.market, entry.Slot{Author: author, Seq: seq + 1}}]) > 0 {
		seq++
	}
	if k.first.IsZero() {
		k.first = author
	}
	if author == k.first {
		return seq - min(seq, k.back)
	}
	return seq - min(seq, k.back/likeModulus*likeModulus)
}

// Entry is an entry held. Of a series whose Issue is not at hand there is what the state keeps of it.
func (k *airKnown) Entry(h entry.Hash) *entry.Entry {
	if e := k.over.entries[h]; e != nil {
		return e
	}
	if e := k.read(h); e != nil && e.Market == k.market {
		return e
	}
	if x, known := k.SeriesNamed(h); known && x.Issuer.Market == k.market {
		return &entry.Entry{Market: k.market, Body: x.Issue}
	}
	return nil
}
