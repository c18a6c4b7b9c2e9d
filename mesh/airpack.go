package mesh

import (
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// reach says what the receivers can be believed to hold: how many numbers of a table, and up to which
// epoch of a market; and whether only a base tells them of old words.
type reach struct {
	numbers func(*table) mark
	epoch   func(entry.MarketID) uint32 // nil: all that there are
	plain   bool                        // nothing is likened
}

// upTo is the last epoch of a market in whose context they can read.
func (r reach) upTo(m *ledger.Market) uint32 {
	if r.epoch == nil {
		return m.Epoch
	}
	return min(m.Epoch, max(r.epoch(m.ID), 1))
}

// packer fills one frame with records.
type packer struct {
	air   *entry.Air
	epoch uint32
	words *words
	frame []byte
	count int // records in it
	last  int // where the last of them begins
}

// pack writes entries of a list, from its front, into one frame, and says which; those that cannot be
// read are passed over as if they were written. An entry that is too long for a frame stands in one
// that is longer, alone.
func (a *Air) pack(v *view, list []entry.Hash, to reach, whole bool, mtu int) (frame []byte, took []entry.Hash) {
	var p *packer
	for _, h := range list {
		e := v.read(h)
		switch {
		case e == nil:
			took = append(took, h)
			continue
		case p == nil && (whole || e.Kind() == entry.KindFound):
			return encodeAir(a.tag, &airWhole{e.Full()}), append(took, h)
		case p == nil:
			if p = a.packer(v, e, list, to); p == nil {
				return encodeAir(a.tag, &airWhole{e.Full()}), append(took, h)
			}
		case e.Market != p.air.Market:
			continue
		}
		if !p.add(v, e, mtu) {
			break
		}
		if took = append(took, h); len(p.frame) > mtu {
			return a.common(v, e, p, mtu), took
		}
	}
	if p == nil {
		return nil, took
	}
	return p.frame, took
}

// common is the frame of one entry that is to be cut, as whoever is in its epoch says it: without numbers, in
// its own time. So the parts add up that several say. When it takes more parts than another, that one stays.
func (a *Air) common(v *view, e *entry.Entry, p *packer, mtu int) []byte {
	air := a.reading(v, e.Market, p.epoch)
	air.Head = entry.AirHead{Tag: p.air.Head.Tag, Epoch: p.air.Head.Epoch, Since: e.Time}
	frame, _ := air.Head.Append(nil)
	frame, err := air.Append(frame, e)
	if size := partSize(mtu); err != nil || (len(frame)-1)/size > (len(p.frame)-1)/size {
		return p.frame
	}
	return frame
}

// packer begins the frame in whose context an entry is shortest; nil when it has no air form.
func (a *Air) packer(v *view, e *entry.Entry, list []entry.Hash, to reach) *packer {
	var best *packer
	shortest := 0
	m, _ := v.Market(e.Market)
	top := to.upTo(&m)
	for epoch := top; epoch > 0 && epoch+1 >= top; epoch-- {
		p := a.context(v, e.Market, epoch, to)
		p.air.Head.Since = since(v, e, list)
		record := p.record(v, e)
		if record != nil && (best == nil || len(record) < shortest) {
			best, shortest = p, len(record)
		}
	}
	if best != nil {
		best.frame, _ = best.air.Head.Append(nil)
	}
	return best
}

// context is that of an epoch of a market, with the numbers that a sender uses.
func (a *Air) context(v *view, market entry.MarketID, epoch uint32, to reach) *packer {
	air := a.reading(v, market, epoch)
	air.Head = entry.AirHead{Tag: entry.AirTag(v.Community(), market), Epoch: uint8(epoch)}
	if t := a.tables.best(v.State, market, epoch, a.now); t != nil {
		m := to.numbers(t)
		air.Head.Seat, air.Head.Keys, air.Head.Series, air.Table = uint8(t.seat), m.keys, m.series, t.handles
	}
	p := &packer{air: air, epoch: epoch, words: &a.words}
	if to.plain {
		p.words = &words{}
	}
	return p
}

// reading is the context of an epoch of a market, without head and table.
func (a *Air) reading(v *view, market entry.MarketID, epoch uint32) *entry.Air {
	var seats []keys.Account
	for _, seated := range v.Seats(market, epoch) {
		seats = append(seats, seated.Voting)
	}
	return &entry.Air{Community: v.Community(), Market: market, Seats: seats,
		Known: &airKnown{view: *v, market: market, over: &a.over}}
}

// since is the earliest time of those entries of a list that may share a frame with one: all within
// half of what two bytes reach.
func since(v *view, e *entry.Entry, list []entry.Hash) uint32 {
	const half = 1 << 15
	least := e.Time
	for _, h := range list[:min(len(list), sharers)] {
		if other := v.read(h); other != nil && other.Kind() != entry.KindRedeem && other.Time < least && e.Time-other.Time < half {
			least = other.Time
		}
	}
	return least
}

// add writes an entry behind the others, if there is room, or it is the first; else it says so.
func (p *packer) add(v *view, e *entry.Entry, mtu int) bool {
	record := p.record(v, e)
	if record == nil {
		return false
	}
	frame, folded := p.frame, false
	if p.count > 0 {
		frame, folded = entry.Fold(slices.Clone(p.frame), p.last, record)
	}
	last := p.last
	if !folded {
		last, frame = len(p.frame), append(frame, record...)
	}
	if p.count > 0 && len(frame) > mtu {
		return false
	}
	p.frame, p.last = frame, last
	p.count++
	return true
}

// record is the shortest air form of an entry; nil when it has none.
func (p *packer) record(v *view, e *entry.Entry) []byte {
	record, err := p.air.Append(nil, e)
	if err != nil {
		return nil
	}
	if like := p.words.like(v, e); like != nil {
		if short, err := p.air.AppendLike(nil, e, like); err == nil && len(short) < len(record) {
			return short
		}
	}
	return record
}

// words remembers which Votes or Attest was the first with its body, lately, and which came after it. Words that
// came before are not likened to it: it may stand behind a Checkpoint that names them, and neither could be read.
type words struct {
	said  map[entry.Hash]*said // by the hash of the body
	order []entry.Hash         // bodies, the oldest first
}

// said is words with one body.
type said struct {
	first entry.Hash
	after []entry.Hash // as many as there are stewards
}

// note remembers the words of an entry.
func (w *words) note(e *entry.Entry) {
	if e.Kind() != entry.KindVotes && e.Kind() != entry.KindAttest {
		return
	}
	body := bodyHash(e)
	if x := w.said[body]; x != nil {
		if len(x.after) < entry.MaxStewards {
			x.after = append(x.after, e.Hash())
		}
		return
	}
	if w.said == nil {
		w.said = map[entry.Hash]*said{}
	}
	if len(w.order) >= maxWords {
		delete(w.said, w.order[0])
		w.order = w.order[1:]
	}
	w.said[body] = &said{first: e.Hash()}
	w.order = append(w.order, body)
}

// like is the entry that was the first to say what another says; nil: none was before it, as far as is known.
func (w *words) like(v *view, e *entry.Entry) *entry.Entry {
	if e.Kind() != entry.KindVotes && e.Kind() != entry.KindAttest {
		return nil
	}
	if x := w.said[bodyHash(e)]; x != nil && slices.Contains(x.after, e.Hash()) {
		return v.read(x.first)
	}
	return nil
}

// abroad says whether an entry concerns another market than its own, as far as itself tells.
func abroad(e *entry.Entry) bool {
	switch b := e.Body.(type) {
	case *entry.Pay:
		return b.Abroad(e.Market)
	case *entry.Redeem:
		return b.Market != e.Market
	}
	return false
}

// concern picks, of entries that wait, those that are marked and what these point to.
func concern(v *view, list []entry.Hash, marked func(entry.Hash) bool) []entry.Hash {
	wanted := map[entry.Hash]bool{}
	var back []entry.Hash
	for i := len(list) - 1; i >= 0; i-- {
		e := v.read(list[i])
		if e == nil || !wanted[list[i]] && !marked(list[i]) {
			continue
		}
		back = append(back, list[i])
		wanted[e.Prev] = true
		if votes, ok := e.Body.(*entry.Votes); ok {
			for _, item := range votes.Items {
				wanted[item.Entry] = true
			}
		}
	}
	slices.Reverse(back)
	return back
}

// concerns says whether an entry concerns another market than its own, or is votes for such.
func concerns(e *entry.Entry, abroadly func(entry.Hash) bool) bool {
	if votes, ok := e.Body.(*entry.Votes); ok {
		for _, item := range votes.Items {
			if abroadly(item.Entry) {
				return true
			}
		}
	}
	return abroad(e)
}
