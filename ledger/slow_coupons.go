package ledger

import (
	"foirail/ledger/entry"
)

// walkCoupons finds the state of every coupon of every series that counts.
func (w *slow) walkCoupons() {
	w.coupons = map[entry.Hash][]slowCoupon{}
	for _, e := range w.list {
		if b, ok := e.Body.(*entry.Issue); ok && w.counted[e.Hash()] {
			w.coupons[e.Hash()] = make([]slowCoupon, b.Coupons())
		}
	}
	for _, e := range w.list {
		switch b := e.Body.(type) {
		case *entry.Activate:
			w.mark(e, b.Series, b.Ranges, func(c *slowCoupon) { c.active = true })
		case *entry.Cancel:
			w.mark(e, b.Series, b.Ranges, func(c *slowCoupon) { c.cancelled = true })
		}
	}
	for _, e := range w.list {
		if b, ok := e.Body.(*entry.Redeem); ok && w.full(e) {
			w.redeem(e, b)
		}
	}
	for _, d := range w.endings {
		b := d.Body.(*entry.Propose)
		v, ok := b.Value.(*entry.ResolveCoupon)
		list := w.coupons[b.Topic.Series]
		if ok && v.Winner.IsZero() && int(b.Topic.Number) <= len(list) && w.held[b.Topic.Series].Market == d.Market {
			list[b.Topic.Number-1].expired = true
		}
	}
	for topic, d := range w.decided {
		b := d.entry.Body.(*entry.Propose)
		v, ok := b.Value.(*entry.Expire)
		issue := w.held[b.Topic.Series]
		if !ok || w.coupons[b.Topic.Series] == nil || issue.Market != topic.market ||
			d.epoch.number <= int(issue.Body.(*entry.Issue).LastEpoch) {
			continue
		}
		for _, r := range v.Returned {
			for serial := r.From; serial <= r.To && serial <= len(w.coupons[b.Topic.Series]); serial++ {
				w.coupons[b.Topic.Series][serial-1].expired = true
			}
		}
	}
}

// mark carries out an Activate or Cancel that counts, unless a rule of form is broken.
func (w *slow) mark(e *told, series entry.Hash, ranges []entry.Range, change func(*slowCoupon)) {
	list := w.coupons[series]
	if !w.counted[e.Hash()] || list == nil {
		return
	}
	earlier := map[entry.Hash]bool{}
	for p := w.before(e); p != nil; p = w.before(p) {
		earlier[p.Hash()] = true
	}
	ok := earlier[series]
	for _, r := range ranges {
		for serial := r.From; serial <= r.To; serial++ {
			if serial > len(list) {
				ok = false
				break
			}
			for _, m := range list[serial-1].marks {
				ok = ok && !earlier[m.Hash()]
			}
		}
	}
	for _, r := range ranges {
		for serial := r.From; ok && serial <= r.To; serial++ {
			list[serial-1].marks = append(list[serial-1].marks, e)
			change(&list[serial-1])
		}
	}
}

func (w *slow) redeem(e *told, b *entry.Redeem) {
	list := w.coupons[b.Series]
	if b.Serial > len(list) || !list[b.Serial-1].active {
		return
	}
	w.final[e.Hash()], w.counted[e.Hash()] = true, true
	issue := w.held[b.Series]
	if issue.Body.(*entry.Issue).Keys[b.Serial-1] == e.Author && issue.Market == e.Market {
		list[b.Serial-1].cashed = append(list[b.Serial-1].cashed, e)
	}
}
