package sim

import (
	"fmt"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// healing is the longest that a healed world may take to come to rest, in ms.
const healing = 120_000

// heal ends all faults, silences who cheats, and asks whether the world comes to rest as promised.
func (w *World) heal() {
	if w.breach != nil {
		return
	}
	w.tell("all is healed")
	w.troubled, w.weather = false, calm
	for from := range w.links {
		for to := range w.links[from] {
			l := &w.links[from][to]
			l.cuts, l.clogs = 0, min(l.clogs, 1)
			if l.clogs == 1 {
				w.unclog(from, to)
			}
		}
	}
	w.tuneAll()
	for _, n := range w.nodes {
		n.dies = lives
	}
	if w.press != nil {
		w.press.reveal(w)
	}
	rested, began := false, w.now
	var look func()
	look = func() {
		if rested = w.atRest(); !rested {
			w.in(250, look)
		}
	}
	w.in(2600, look)
	w.run(w.now+w.patience(), func() bool { return rested })
	w.healed = w.now - began
	w.I11()
	w.balanced()
	for _, n := range w.nodes {
		if n.honest() && w.breach == nil {
			w.I6(n)
			w.uncheated(n)
			w.innocent(n)
		}
	}
	w.I12()
	if w.breach == nil {
		w.I3(w.nodes[w.firstHonest()])
	}
}

// patience is the longest that this world may take: radios take their time.
func (w *World) patience() int64 {
	if w.air != nil {
		return 10 * healing
	}
	return healing
}

// atRest says whether nothing is left to be done.
func (w *World) atRest() bool {
	for _, n := range w.nodes {
		if n.honest() && (!n.ready() || len(n.inbox) > 0 || n.sync.Waiting() || n.air != nil && n.air.Waiting()) {
			return false
		}
	}
	digest := w.nodes[w.firstHonest()].core.State.Digest()
	for _, n := range w.nodes {
		if n.honest() && n.core.State.Digest() != digest {
			return false
		}
	}
	return w.stuck() == nil && w.settled() == ""
}

// I11: after a partition heals, all honest nodes reach the same frontier and state hash, every honest
// author's entries become final, and no honest slot or topic stays stuck, save for want of cover.
func (w *World) I11() {
	if w.breach != nil {
		return
	}
	first := w.nodes[w.firstHonest()]
	if first.core == nil {
		w.fail("I11", "%s is down", first.name)
		return
	}
	want := first.core.State.Summary().Hash()
	for _, n := range w.nodes {
		if !n.honest() {
			continue
		}
		if n.core == nil || n.core.State.Digest() != first.core.State.Digest() {
			w.fail("I11", "%s holds %d entries and %s %d, and their frontiers differ %d ms after healing",
				n.name, len(n.disk.records), first.name, len(first.disk.records), healing)
			return
		}
		if got := n.core.State.Summary().Hash(); got != want {
			w.fail("I11", "%s and %s hold the same entries, and their states differ", n.name, first.name)
		}
	}
	if e := w.stuck(); e != nil {
		w.fail("I11", "honest and covered, and %v after healing: %v%s", first.core.State.Level(e.Hash()), e, w.why(e))
	}
}

// stuck is an honest person's entry that is not final on the first honest node, and for whose want
// there is no excuse; nil when there is none.
func (w *World) stuck() *entry.Entry {
	s := w.nodes[w.firstHonest()].core.State
	for _, p := range w.people {
		if !p.honest {
			continue
		}
		b := s.Balance(p.ref())
		for i, e := range p.chain {
			if s.Level(e.Hash()) == ledger.Final {
				continue
			}
			mayLack := p.beyond >= 0 && i >= p.beyond || p.member // an advance may shrink
			if mayLack && b.Final+b.Backed < cost(e) {
				w.count("I11: want of cover")
				break
			}
			return e
		}
		if e := w.stuckPaper(p, s); e != nil {
			return e
		}
	}
	return nil
}

// stuckPaper is a coupon that one person alone has cashed, from an honest issuer, and not got.
func (w *World) stuckPaper(issuer *person, s *ledger.State) *entry.Entry {
	for _, x := range issuer.series {
		if w.chronicle.current().number > x.issue.Body.(*entry.Issue).LastEpoch {
			continue // too late
		}
		for _, coupon := range x.papers {
			if len(coupon.redeemed) == 0 || len(w.chronicle.slots[slotOf(coupon.redeemed[0])]) > 1 {
				continue
			}
			woken := s.Coupon(ledger.CouponRef{Series: x.issue.Hash(), Serial: coupon.serial}).State == ledger.CouponGood
			if e := coupon.redeemed[0]; woken && s.Level(e.Hash()) != ledger.Final {
				return e
			}
		}
	}
	return nil
}

// why tells what each honest steward has against an entry.
func (w *World) why(e *entry.Entry) (text string) {
	for _, n := range w.nodes {
		if n.core != nil && n.core.Steward != nil {
			text += fmt.Sprintf("; %s says %v", n.name, n.core.Steward.MayVote(n.core.State, e.Hash()))
		}
	}
	for _, in := range w.chronicle.epochs {
		text += fmt.Sprintf("; epoch %d:", in.number)
		for _, key := range in.seats {
			n := w.seatOf[key]
			text += fmt.Sprintf(" %s (traitor %v, shut %d, closed %v)", n.name, !n.honest(), n.shut, w.chronicle.closed[key])
		}
	}
	return text + fmt.Sprintf("; votes %v", w.chronicle.tellMarks(e.Hash()))
}
