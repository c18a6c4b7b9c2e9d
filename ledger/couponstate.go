package ledger

import (
	"bytes"

	"foirail/ledger/entry"
)

// series is an Issue that counts, and its coupons by serial-1.
type series struct {
	node    *node
	issue   *entry.Issue
	coupons []coupon
}

// coupon is one serial: what has been done to it by entries that count.
type coupon struct {
	value     entry.Amount
	active    bool
	cancelled bool // taken back by the issuer
	expired   bool // given back by the decided end of the series
	returned  bool // given back by the decided end of its dispute
	cashed    []*node
	marks     []*node // the Activate and Cancel entries that name it, void ones aside
}

// split says where a coupon's value is: still in the series, back with the issuer, or, below
// zero, lacking in the fund. A coupon pays once from its value. Should it pay more often, whoever
// forked bears it: the issuer, if he took back a coupon that he woke on another branch; else
// stewards have cheated, and the fund stands in.
func (c *coupon) split() (live, issuer, fund int64) {
	v, times := int64(c.value), int64(len(c.cashed))
	switch {
	case times == 0 && !c.cancelled && !c.gone():
		return v, 0, 0
	case times == 0:
		return 0, v, 0
	case c.cancelled:
		return 0, 0, -v * (times - 1)
	case c.gone():
		return 0, v, -v * times
	}
	return 0, 0, -v * (times - 1)
}

// gone says whether a decision has given the coupon back to its issuer.
func (c *coupon) gone() bool { return c.expired || c.returned }

// issue opens a series; its money leaves the issuer's balance.
func (s *State) issue(n *node, body *entry.Issue) {
	n.chain.final -= int64(body.Total())
	s.openSeries(n, body)
}

// openSeries lets the coupons of an issue exist.
func (s *State) openSeries(n *node, body *entry.Issue) {
	x := &series{node: n, issue: body, coupons: make([]coupon, body.Coupons())}
	for i := range x.coupons {
		x.coupons[i].value = body.Value(i + 1)
	}
	for i, k := range body.Keys {
		s.couponKeys[k] = append(s.couponKeys[k], CouponRef{n.hash, i + 1})
	}
	s.series[n.hash] = x
	m := s.market(n.chain.ref.Market)
	topic := entry.Topic{Kind: entry.TopicExpire, Series: n.hash}
	if decided, ok := m.topics[topic.Key()]; ok {
		s.expire(m, decided, true)
	}
	for i := range x.coupons {
		s.giveBack(x, i+1)
	}
}

// mark carries out an Activate or a Cancel. Unless the series is its author's own, earlier on
// the same branch, and every serial named still dormant there, the entry is void.
func (s *State) mark(n *node, of entry.Hash, ranges []entry.Range, wake bool) {
	x := s.series[of]
	if x == nil || !n.follows(x.node) || !x.dormant(n, ranges) {
		n.void = true
		return
	}
	for _, r := range ranges {
		for serial := r.From; serial <= r.To; serial++ {
			c := &x.coupons[serial-1]
			c.marks = append(c.marks, n)
			s.change(x, c, func() {
				c.active = c.active || wake
				c.cancelled = c.cancelled || !wake
			})
			if wake {
				ref := CouponRef{of, serial}
				s.cashWaiting(ref)
				if c := s.coupons[couponKey{ref, Ref{n.chain.ref.Market, x.issue.Keys[serial-1]}}]; c != nil {
					s.stir(c)
				}
			}
		}
	}
}

// dormant says whether no earlier entry on n's branch has named any of the serials.
func (x *series) dormant(n *node, ranges []entry.Range) bool {
	for _, r := range ranges {
		if r.To > len(x.coupons) {
			return false
		}
		for serial := r.From; serial <= r.To; serial++ {
			for _, mark := range x.coupons[serial-1].marks {
				if n.follows(mark) {
					return false
				}
			}
		}
	}
	return true
}

// change alters a coupon and moves what the alteration frees or costs.
func (s *State) change(x *series, c *coupon, alter func()) {
	_, issuer, fund := c.split()
	alter()
	_, issuerNow, fundNow := c.split()
	if d := issuerNow - issuer; d != 0 {
		x.node.chain.final += d
		s.stir(x.node.chain)
	}
	if d := fundNow - fund; d != 0 {
		id := x.node.chain.ref.Market
		s.account(Ref{id, FundKey(s.community, id)}).final += d
	}
}

// cash carries out a redemption with a full certificate, once its coupon is active. One by
// another key than the series lists is void.
func (s *State) cash(n *node) {
	ref := *n.chain.coupon
	x := s.series[ref.Series]
	if x == nil || ref.Serial > len(x.coupons) || !x.coupons[ref.Serial-1].active {
		s.waiting[ref] = append(s.waiting[ref], n)
		return
	}
	s.raise(n, Final)
	body := n.entry.Body.(*entry.Redeem)
	home := x.node.chain.ref.Market
	if !x.cashes(n, ref.Serial) {
		n.void = true
		return
	}
	c := &x.coupons[ref.Serial-1]
	s.change(x, c, func() { c.cashed = append(c.cashed, n) })
	payee := s.account(Ref{body.Market, body.Account})
	payee.final += int64(c.value)
	if body.Market != home {
		s.cross(home, n.hash, 0, payee, int64(c.value))
	}
	s.stir(payee)
}

// cashes says whether a redemption is by the key of its coupon, at home.
func (x *series) cashes(n *node, serial int) bool {
	return n.chain.ref == Ref{x.node.chain.ref.Market, x.issue.Keys[serial-1]}
}

// cashWaiting carries out redemptions that were certified before their coupon was active.
func (s *State) cashWaiting(ref CouponRef) {
	list := s.waiting[ref]
	delete(s.waiting, ref)
	for _, n := range list {
		if n.level != Final {
			s.cash(n)
		}
	}
}

// expire carries out the decided end of a series, or takes it back for an earlier decision: the
// serials it names go back to the issuer. A decision taken in an epoch before the series may
// expire is void.
func (s *State) expire(m *market, decided decision, gone bool) {
	body := decided.node.entry.Body.(*entry.Propose)
	x := s.series[body.Topic.Series]
	if x == nil || x.node.chain.ref.Market != m.id || decided.epoch.number <= x.issue.LastEpoch {
		return
	}
	for _, r := range body.Value.(*entry.Expire).Returned {
		for serial := r.From; serial <= min(r.To, len(x.coupons)); serial++ {
			c := &x.coupons[serial-1]
			s.change(x, c, func() { c.expired = gone })
		}
	}
}

func lessHash(a, b entry.Hash) bool { return bytes.Compare(a[:], b[:]) < 0 }
