package ledger

import (
	"slices"

	"foirail/ledger/entry"
)

// facts reads every wording that seats have said, and who has; of those of one name that a quorum
// of one epoch has said the earliest epoch's stands, then the lowest.
func (w *slow) facts(market entry.MarketID) (counts map[string]entry.Fact, list []Said) {
	type said struct {
		fact entry.Fact
		by   map[*slowEpoch]map[int]bool
	}
	all := map[string]*said{}
	w.base.facts(w, market, func(f entry.Fact, epoch *slowEpoch, seats map[int]bool) {
		x := all[entry.FactBytes(f)]
		if x == nil {
			x = &said{f, map[*slowEpoch]map[int]bool{}}
			all[entry.FactBytes(f)] = x
		}
		x.by[epoch] = seats
	})
	for _, e := range w.list {
		b, ok := e.Body.(*entry.Attest)
		epoch, seat := w.seatOf(e)
		if !ok || e.Market != market || epoch == nil {
			continue
		}
		for _, f := range b.Facts {
			x := all[entry.FactBytes(f)]
			if x == nil {
				x = &said{f, map[*slowEpoch]map[int]bool{}}
				all[entry.FactBytes(f)] = x
			}
			if x.by[epoch] == nil {
				x.by[epoch] = map[int]bool{}
			}
			x.by[epoch][seat] = true
		}
	}
	counts = map[string]entry.Fact{}
	since := map[string]int{}
	for wording, x := range all {
		for epoch, seats := range x.by {
			if len(seats) < epoch.quorum() {
				continue
			}
			key := x.fact.Key()
			old, known := counts[key]
			if !known || epoch.number < since[key] ||
				epoch.number == since[key] && wording < entry.FactBytes(old) {
				counts[key], since[key] = x.fact, epoch.number
			}
		}
	}
	for wording, x := range all {
		f, known := counts[x.fact.Key()]
		one := Said{Wording: wording, Stands: known && entry.FactBytes(f) == wording}
		for _, epoch := range w.epochs[market] {
			if seats := x.by[epoch]; seats != nil {
				one.By = append(one.By, SeatSet{uint32(epoch.number), seatBits(seats)})
			}
		}
		list = append(list, one)
	}
	return counts, list
}

// sumUp adds the money and draws the summary.
func (w *slow) sumUp() *Summary {
	sum := &Summary{Community: w.community}
	final, backed := map[Ref]int64{}, map[Ref]int64{}
	markets := map[entry.MarketID]*MarketSummary{}
	market := func(id entry.MarketID) *MarketSummary {
		if markets[id] == nil {
			markets[id] = &MarketSummary{ID: id}
		}
		return markets[id]
	}
	for _, e := range w.list {
		market(e.Market)
	}
	for id, epochs := range w.epochs {
		for _, e := range epochs {
			market(id).Epochs = append(market(id).Epochs, EpochSummary{e.seats, e.closedAt, e.policy})
		}
	}
	for id := range markets {
		facts, said := w.facts(id)
		market(id).Said = said
		for _, f := range facts {
			market(id).Facts = append(market(id).Facts, entry.FactBytes(f))
			if d, ok := f.(*entry.Deposit); ok {
				final[Ref{id, d.Account}] += int64(d.Amount)
				market(id).Deposits += int64(d.Amount)
			}
		}
		slices.Sort(market(id).Facts)
	}
	for _, e := range w.list {
		w.addMoney(e, final, backed, market)
	}
	w.base.addMoney(final, backed, market)
	w.addCoupons(sum, final, market)
	topics := map[entry.MarketID][]string{}
	for t := range w.decided {
		topics[t.market] = append(topics[t.market], t.topic)
	}
	for id, list := range topics {
		slices.Sort(list)
		for _, t := range list {
			market(id).Decided = append(market(id).Decided, w.decided[slowTopic{id, t}].entry.Hash())
		}
	}
	for _, m := range markets {
		sum.Markets = append(sum.Markets, *m)
	}
	w.addLinks(sum)
	spare := w.addForked(sum)
	w.addPasts(sum, spare, final, backed)
	sum.sort()
	return sum
}

// addMoney adds what one payment, withdrawal or issue moves.
func (w *slow) addMoney(e *told, final, backed map[Ref]int64, market func(entry.MarketID) *MarketSummary) {
	if !w.counted[e.Hash()] {
		return
	}
	from := Ref{e.Market, e.Author}
	switch b := e.Body.(type) {
	case *entry.Pay:
		to := final
		if !w.final[e.Hash()] {
			to = backed
		}
		to[from] -= int64(b.Total())
		for i, p := range b.Payees {
			to[Ref{p.Market, p.Account}] += int64(p.Amount)
			if p.Market != e.Market {
				market(e.Market).Outward += int64(p.Amount)
				market(p.Market).Inward += int64(p.Amount)
				market(p.Market).Arrivals = append(market(p.Market).Arrivals, Arrival{e.Market, e.Hash(), i, p.Account, int64(p.Amount)})
			}
		}
	case *entry.Withdraw:
		final[from] -= int64(b.Amount)
		market(e.Market).Withdrawals += int64(b.Amount)
		market(e.Market).Withdrawn = append(market(e.Market).Withdrawn, w.withdrawn(e))
	case *entry.Issue:
		final[from] -= int64(b.Total())
	}
}

// withdrawn is a withdrawal with who has voted for it.
func (w *slow) withdrawn(e *told) Withdrawn {
	one := Withdrawn{Entry: e.Hash()}
	for _, epoch := range w.epochs[e.Market] {
		if v := w.votes[e.Hash()][epoch]; v != nil && len(v.any) > 0 {
			one.By = append(one.By, SeatSet{uint32(epoch.number), seatBits(v.any)})
		}
	}
	return one
}

// addCoupons adds what coupons gave back and paid, and the state of each.
func (w *slow) addCoupons(sum *Summary, final map[Ref]int64, market func(entry.MarketID) *MarketSummary) {
	for h, list := range w.coupons {
		issue := w.held[h]
		states, live := make([]byte, len(list)), int64(0)
		for i := range list {
			c := &list[i]
			v := int64(issue.Body.(*entry.Issue).Value(i + 1))
			lacking := -v // the coupon's own money, when anything left it
			if c.cancelled || c.expired {
				final[Ref{issue.Market, issue.Author}] += v
				lacking += v
			}
			for _, e := range c.cashed {
				b := e.Body.(*entry.Redeem)
				final[Ref{b.Market, b.Account}] += v
				lacking += v
				if b.Market != issue.Market {
					market(issue.Market).Outward += v
					market(b.Market).Inward += v
					market(b.Market).Arrivals = append(market(b.Market).Arrivals, Arrival{issue.Market, e.Hash(), 0, b.Account, v})
				}
			}
			if c.cancelled && len(c.cashed) > 0 {
				final[Ref{issue.Market, issue.Author}] -= v
				lacking -= v
			}
			if lacking < 0 {
				live -= lacking
			} else {
				final[Ref{issue.Market, FundKey(w.community, issue.Market)}] -= lacking
			}
			states[i] = byte(min(len(c.cashed), 31)) << couponCashedShift
			for bit, set := range map[byte]bool{couponActive: c.active, couponCancelled: c.cancelled, couponExpired: c.expired} {
				if set {
					states[i] |= bit
				}
			}
		}
		sum.Series = append(sum.Series, SeriesSummary{issue.Market, h, states, live})
	}
}

func (w *slow) addLinks(sum *Summary) {
	bound := map[Ref]entry.Hash{}
	for _, e := range w.list {
		if b, ok := e.Body.(*entry.Link); ok && w.counted[e.Hash()] {
			r, h := Ref{e.Market, b.Key}, e.Hash()
			if old, known := bound[r]; !known || slices.Compare(h[:], old[:]) < 0 {
				bound[r] = h
			}
		}
	}
	for r, h := range bound {
		sum.Links = append(sum.Links, Link{r, h})
	}
}

// addForked finds the slots that hold more than one entry, those aside which nobody need keep. It
// returns the latter.
func (w *slow) addForked(sum *Summary) (spare map[entry.Hash]bool) {
	needed, speaks := w.needed(), map[Ref]bool{}
	all, kept := map[Slot][]*told{}, map[Slot]int{}
	var slots []Slot
	for _, e := range w.list { // by seq, then hash
		slot := slowSlot(e)
		if all[slot] == nil {
			slots = append(slots, slot)
		}
		all[slot] = append(all[slot], e)
		speaks[Ref{e.Market, e.Author}] = speaks[Ref{e.Market, e.Author}] || !e.Kind().Owned()
	}
	spare = map[entry.Hash]bool{}
	for _, slot := range slots {
		for _, e := range all[slot] {
			h := e.Hash()
			if !needed[h] && (slot.Serial > 0 || !speaks[slot.Author]) {
				if prev := w.before(e); prev != nil {
					spare[h] = spare[e.Prev] || !needed[e.Prev] && kept[slowSlot(prev)] > 1
				}
			}
		}
		rank := 0
		for _, e := range all[slot] {
			h := e.Hash()
			if spare[h] {
				continue
			}
			if rank++; rank > 2 && !needed[h] && (slot.Serial > 0 || !speaks[slot.Author]) {
				spare[h] = true
				continue
			}
			kept[slot]++
		}
		if kept[slot] > 1 {
			sum.Forked = append(sum.Forked, slot)
		}
	}
	return spare
}

// slowSlot is the slot of an entry.
func slowSlot(e *told) Slot {
	slot := Slot{Author: Ref{e.Market, e.Author}, Seq: e.Seq}
	if b, ok := e.Body.(*entry.Redeem); ok {
		slot.Series, slot.Serial = b.Series, b.Serial
	}
	return slot
}

// needed finds the entries that a vote names or that count, and those before them.
func (w *slow) needed() map[entry.Hash]bool {
	needed := map[entry.Hash]bool{}
	for h := range w.base.named {
		for n := w.held[h]; n != nil && !needed[n.Hash()]; n = w.before(n) {
			needed[n.Hash()] = true
		}
	}
	for _, e := range w.list {
		if w.counted[e.Hash()] {
			for n := e; n != nil && !needed[n.Hash()]; n = w.before(n) {
				needed[n.Hash()] = true
			}
		}
		if b, ok := e.Body.(*entry.Votes); ok {
			for _, v := range b.Items {
				for n := w.held[v.Entry]; n != nil && !needed[n.Hash()]; n = w.before(n) {
					needed[n.Hash()] = true
				}
			}
		}
	}
	return needed
}
