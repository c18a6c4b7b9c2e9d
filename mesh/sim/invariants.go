package sim

import (
	"fmt"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// I1 is conservation: balances (negative ones and the fund too) + live coupons = attested deposits −
// certified withdrawals, to the cent, in total. What was deposited is known from outside.
func (w *World) I1(n *node, sum *ledger.Summary) {
	var has int64
	for _, a := range sum.Accounts {
		has += a.Final + a.Backed
	}
	for _, x := range sum.Series {
		has += x.Live
	}
	var deposits, withdrawals int64
	for _, m := range sum.Markets {
		deposits, withdrawals = deposits+m.Deposits, withdrawals+m.Withdrawals
	}
	if has != deposits-withdrawals {
		w.fail("I1", "%s: %d units stand for deposits of %d less withdrawals of %d", n.name, has, deposits, withdrawals)
	}
	if deposits > w.outside.deposited {
		w.fail("I1", "%s: %d units are attested, and %d were brought", n.name, deposits, w.outside.deposited)
	}
}

// oneFinal is I2: never two full certificates in one slot, while at most f stewards of the market
// cheat, over any number of epochs; nor, with coupons, I10: a coupon is redeemed at most once with a
// full certificate. Two decisions on one topic are found by decide.
func (c *Chronicle) oneFinal(e *entry.Entry) {
	at := slotOf(e)
	other, taken := c.certain[at]
	switch {
	case taken && other != e.Hash() && at.serial > 0:
		c.breach("I10", "a coupon is cashed twice: %v and %v", c.said[other], e)
	case taken && other != e.Hash():
		c.breach("I2", "two entries are final in one slot: %v and %v", c.said[other], e)
	}
	c.certain[at] = e.Hash()
}

// I3: the same set of entries in any order, with repeats, gives the same state hash; and the slow
// twin finds it too.
func (w *World) I3(n *node) {
	held, err := n.disk.read()
	if err != nil {
		w.fail("I3", "%s cannot read its disk: %v", n.name, err)
		return
	}
	if err := n.core.State.AsAttested(); err != nil {
		w.fail("I9", "%s: %v", n.name, err)
	}
	if base := n.disk.base; base != nil {
		slow, err := ledger.SlowOn(base, held)
		if err != nil || slow.Hash() != n.core.State.Summary().Hash() {
			w.fail("I3", "%s: from its checkpoint the slow twin does not find its state: %v", n.name, err)
		}
		w.count("I3: from a checkpoint")
		return
	}
	mixed := append(held, held[:len(held)/3]...)
	w.rnd.Shuffle(len(mixed), func(a, b int) { mixed[a], mixed[b] = mixed[b], mixed[a] })
	s := ledger.NewState(w.community)
	for _, e := range mixed {
		s.Add(e)
	}
	if (&ledger.Core{State: s}).Stale() {
		w.count("I3: a decision came late")
		s = ledger.Load(w.community, mixed)
	}
	want := n.core.State.Summary().Hash()
	if got := s.Summary().Hash(); got != want {
		w.fail("I3", "%s: in another order its entries make %s, and not %s", n.name, got, want)
	}
	if got := ledger.Slow(w.community, mixed).Hash(); got != want {
		w.fail("I3", "%s: the slow twin finds %s, and the state is %s", n.name, got, want)
	}
	w.count("I3: a set in another order")
}

// I4: what stands open, backed: at most L per cheater, at most F in all; changing epoch or linking
// keys raises neither. It is counted over all that anybody said.
func (w *World) I4() {
	c := w.chronicle
	line, fund := w.lines()
	if c.most.one > line {
		w.fail("I4", "%d units of one person stand open, backed, and the line is %d", c.most.one, line)
	}
	if c.most.all > fund {
		w.fail("I4", "%d units stand open, backed, and the fund is %d", c.most.all, fund)
	}
}

// lines are the highest L and F of any epoch, in units.
func (w *World) lines() (line, fund int64) {
	for _, e := range w.chronicle.epochs {
		line = max(line, int64(e.policy.Line))
		fund = max(fund, int64(e.policy.Fund-e.policy.AdvancePart-e.policy.DisputePart))
	}
	return line, fund
}

// nearest is how much of the lines L and F ever stood open, of 1.
type nearest struct{ member, fund float64 }

func (w *World) nearest() nearest {
	line, fund := w.lines()
	near := nearest{float64(w.chronicle.most.one) / float64(line), float64(w.chronicle.most.all) / float64(fund)}
	if near.member >= 0.9 {
		w.count("press: within a tenth of L")
	}
	if near.fund >= 0.9 {
		w.count("press: within a tenth of F")
	}
	return near
}

func (a *nearest) add(b nearest) { a.member, a.fund = max(a.member, b.member), max(a.fund, b.fund) }

func (a nearest) String() string {
	return fmt.Sprintf("%.1f %% of L and %.1f %% of F", 100*a.member, 100*a.fund)
}

// I5: an honest account is never below minus the largest advance attested for it. It is asked of all
// that was said. One node may for a while hold what somebody has spent and not yet what he was paid:
// the votes for the one come with other stewards' chains than those for the other.
func (w *World) I5(n *node, sum *ledger.Summary) {
	for _, a := range sum.Accounts {
		p := w.byKey[a.Ref.Key]
		if a.Final+a.Backed >= 0 || p == nil || !p.honest || a.Final+a.Backed >= -w.largestAdvance(p) {
			continue
		}
		all := w.all.Balance(p.ref())
		if all.Final+all.Backed < -w.largestAdvance(p) {
			w.fail("I5", "honest %s stands at %d units, by %s", p.name, all.Final+all.Backed, n.name)
		}
		w.count("I5: a node that lacks what somebody was paid")
	}
}

// I6: a full certificate is never undone. What a node has written and called final has a full
// certificate, or stands below one on its branch, among what was said; nothing else is final in its
// slot anywhere; and watch.restarted asks again after each restart.
func (w *World) I6(n *node) {
	open := n.watch.open[:0]
	for _, e := range n.watch.open {
		h := e.Hash()
		switch n.core.State.Level(h) {
		case ledger.Final:
			n.watch.final = append(n.watch.final, h)
			w.count("final: " + e.Kind().String())
			if !w.chronicle.final[h] {
				w.fail("I6", "%s calls %v final, and nobody has certified it: %v", n.name, e, w.chronicle.tellMarks(h))
			}
			continue
		case ledger.Backed:
			if !n.watch.backed[h] {
				n.watch.backed[h] = true
				w.count("backed: an entry")
				if !w.chronicle.isBacked(h) {
					w.fail("I6", "%s calls %v backed, and nobody has backed it", n.name, e)
				}
			}
		case ledger.Unknown:
			w.fail("I6", "%s has lost %v", n.name, e)
		}
		open = append(open, e)
	}
	n.watch.open = open
}

// I7: after seeing a fork, no honest steward votes for that author from that slot on, until it is
// resolved. It is asked of each vote that a node has written, in the order of its disk.
func (w *World) I7(n *node, votes *entry.Votes) {
	for _, v := range votes.Items {
		about := w.chronicle.said[v.Entry]
		if about == nil {
			w.fail("I7", "%s votes for an entry that nobody has said: %s", n.name, v.Entry)
			return
		}
		if about.Kind().Owned() && n.watch.closed(about) && !w.resolved(n, about) {
			w.fail("I7", "%s has seen a fork and votes (%d) for %v: %v", n.name, v.Kind, about, w.chronicle.tellMarks(v.Entry))
		}
	}
}

// forkless is I8: an honest user or steward can never be shown to have forked, wherever the power
// was cut.
func (c *Chronicle) forkless(e *entry.Entry, at slot) {
	if at.serial == 0 && len(c.slots[at]) > 1 && c.honest(e.Author) {
		c.breach("I8", "%v has forked: %v and %v", e.Author, c.slots[at][0], e)
	}
}

// once is I8 too: an honest steward can never be shown to have voted for two entries in one slot,
// nor for two proposals in one round of a view. What does not stand on the end of a dispute takes no
// slot from there on, so behind each end the slots are new.
func (c *Chronicle) once(voter keys.Account, v entry.Vote, about *entry.Entry) {
	if !c.honest(voter) {
		return
	}
	b := ballot{voter: voter, slot: slotOf(about), behind: c.behind(about)}
	if body, ok := about.Body.(*entry.Propose); ok {
		b = ballot{voter: voter, topic: body.Topic.Key(), view: body.View, round: v.Kind}
	}
	if other, voted := c.rounds[b]; voted && other != v.Entry {
		c.breach("I8", "%v has voted for %v and for %v", voter, c.said[other], about)
	}
	c.rounds[b] = v.Entry
}

// innocent is I8 again: what a node tells people about disputes names no honest steward as guilty.
func (w *World) innocent(n *node) {
	for _, d := range n.core.State.Disputes(w.market) {
		for _, r := range d.Guilty {
			if m := w.seatOf[r.Key]; m != nil && m.honest() {
				w.fail("I8", "%s calls honest %v guilty in the dispute of %v from slot %d", n.name, r.Key, d.Author.Key, d.From)
			}
		}
	}
}

// uncheated is the end of I8: nor made to bear another's fraud. What an honest person has on a node
// is what counts for and against him there, entry by entry, and nothing else.
func (w *World) uncheated(n *node) {
	has := map[keys.Account]int64{}
	counted := map[string]bool{}
	sum := n.core.State.Summary()
	for _, m := range sum.Markets {
		for _, wording := range m.Facts {
			counted[wording] = true
		}
	}
	for _, f := range w.brought() {
		if d, ok := f.(*entry.Deposit); ok && counted[entry.FactBytes(f)] {
			has[d.Account] += int64(d.Amount)
		}
	}
	r := reckoning{w: w, has: has}
	for _, e := range w.chronicle.order {
		if n.core.State.Level(e.Hash()) >= ledger.Backed {
			r.count(e)
		}
	}
	for _, x := range sum.Series {
		r.backToIssuer(x)
	}
	for _, p := range w.people {
		got := n.core.State.Balance(p.ref())
		if p.honest && got.Final+got.Backed != has[p.account()] {
			w.fail("I8", "%s: honest %s has %d units, and should have %d", n.name, p.name, got.Final+got.Backed, has[p.account()])
		}
	}
}

// brought is the money that was brought, and other facts.
func (w *World) brought() []entry.Fact {
	if w.blocks == nil {
		return w.outside.facts
	}
	var list []entry.Fact
	for _, d := range w.blocks.audit.deposits {
		list = append(list, d)
	}
	return list
}

// reckoning adds up what counts for and against each account.
type reckoning struct {
	w   *World
	has map[keys.Account]int64
}

func (r *reckoning) count(e *entry.Entry) {
	switch body := e.Body.(type) {
	case *entry.Pay:
		r.has[e.Author] -= int64(body.Total())
		for _, p := range body.Payees {
			r.has[p.Account] += int64(p.Amount)
		}
	case *entry.Withdraw:
		r.has[e.Author] -= int64(body.Amount)
	case *entry.Issue:
		r.has[e.Author] -= int64(body.Total())
	case *entry.Redeem:
		of := r.w.chronicle.said[body.Series].Body.(*entry.Issue)
		r.has[body.Account] += int64(of.Value(body.Serial))
	}
}

// backToIssuer gives an issuer the coupons that he took back, or that expired; one that was cashed
// as well only if it expired and he did not take it back.
func (r *reckoning) backToIssuer(x ledger.SeriesSummary) {
	issue := r.w.chronicle.said[x.Series]
	for i, state := range x.States {
		cancelled, expired, cashed := state&2 != 0, state&4 != 0, state>>3 > 0
		if cancelled && !cashed || expired && !cancelled {
			r.has[issue.Author] += int64(issue.Body.(*entry.Issue).Value(i + 1))
		}
	}
}

// largestAdvance is the most that any policy lets a member have, and nothing for others.
func (w *World) largestAdvance(p *person) (most int64) {
	if !p.member {
		return 0
	}
	for _, e := range w.chronicle.epochs {
		most = max(most, int64(e.policy.AdvanceCap))
	}
	return most
}

// resolved says whether a decision has ended the dispute in which an entry stands, and the entry goes
// on from there, and the node has seen no second fork since.
func (w *World) resolved(n *node, e *entry.Entry) bool {
	end := w.chronicle.behind(e)
	if end.IsZero() {
		return false
	}
	for at := e; at != nil && at.Kind().Owned(); at = w.chronicle.said[at.Prev] {
		for _, other := range w.chronicle.slots[slotOf(at)] {
			if other != at && n.watch.held(other.Hash()) && w.chronicle.behind(other) == end {
				return false
			}
		}
		if _, known := w.chronicle.ends[at.Prev]; known {
			return true
		}
	}
	return false
}
