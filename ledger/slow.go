package ledger

import (
	"cmp"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Slow computes what State computes, from the whole set at once: each step is a pass over all
// entries, in the order in which design and SPEC.md tell them. It is the reference that tests
// and verify hold the state against, so it shares none of the state's code that decides
// anything. The order of the entries, and repeats, make no difference.
func Slow(community entry.Hash, entries []*entry.Entry) *Summary {
	w := &slow{
		community: community,
		held:      map[entry.Hash]*entry.Entry{},
		epochs:    map[entry.MarketID][]*slowEpoch{},
		decided:   map[slowTopic]slowDecision{},
		votes:     map[entry.Hash]map[*slowEpoch]*slowVotes{},
		final:     map[entry.Hash]bool{},
		counted:   map[entry.Hash]bool{},
	}
	for _, e := range entries {
		if w.held[e.Hash()] == nil {
			w.held[e.Hash()] = e
			w.list = append(w.list, e)
		}
	}
	slices.SortFunc(w.list, func(a, b *entry.Entry) int {
		h, g := a.Hash(), b.Hash()
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), slices.Compare(h[:], g[:]))
	})
	w.findEpochs()
	w.countVotes()
	w.findFinal()
	w.findBacked()
	w.walkCoupons()
	return w.sumUp()
}

type slow struct {
	community entry.Hash
	held      map[entry.Hash]*entry.Entry
	list      []*entry.Entry // by seq, then hash
	epochs    map[entry.MarketID][]*slowEpoch
	decided   map[slowTopic]slowDecision
	votes     map[entry.Hash]map[*slowEpoch]*slowVotes
	final     map[entry.Hash]bool
	counted   map[entry.Hash]bool // final or backed
	coupons   map[entry.Hash][]slowCoupon
}

type slowEpoch struct {
	number   int
	seats    []entry.Seated
	extra    int
	closedAt uint32
}

type slowTopic struct {
	market entry.MarketID
	topic  string
}

type slowDecision struct {
	entry *entry.Entry
	epoch *slowEpoch
}

type slowVotes struct{ any, backed, confirm map[int]bool }

type slowCoupon struct {
	active, cancelled, expired bool
	cashed                     []*entry.Entry
	marks                      []*entry.Entry
}

func (e *slowEpoch) quorum() int { return 2*((len(e.seats)-1)/3) + 1 }
func (e *slowEpoch) backers() int {
	return (len(e.seats)-1)/3 + 1 + e.extra
}

// seatOf is the first epoch in which a key serves, and its seat there, unless the entry comes
// after the close of a lone steward's chain.
func (w *slow) seatOf(e *entry.Entry) (*slowEpoch, int) {
	for _, epoch := range w.epochs[e.Market] {
		for i, s := range epoch.seats {
			if s.Voting == e.Author {
				if epoch.closedAt > 0 && e.Seq > epoch.closedAt {
					return nil, 0
				}
				return epoch, i
			}
		}
	}
	return nil, 0
}

// findEpochs begins with each Found and lets every epoch decide the next, and whatever else its
// stewards have decided.
func (w *slow) findEpochs() {
	for _, e := range w.list {
		if b, ok := e.Body.(*entry.Found); ok {
			w.epochs[e.Market] = []*slowEpoch{{number: 1, extra: int(b.Policy.ExtraVotes),
				seats: []entry.Seated{{Voting: e.Author, Vault: b.Vault}}}}
		}
	}
	for w.decideOne() {
		w.decided = map[slowTopic]slowDecision{} // a new epoch: look at all again
	}
}

// decideOne goes through the proposals and takes the earliest on each topic. It says whether a
// new epoch came of it.
func (w *slow) decideOne() bool {
	w.countVotes()
	for _, e := range w.list {
		b, ok := e.Body.(*entry.Propose)
		if !ok {
			continue
		}
		in := w.decidedIn(e, b)
		topic := slowTopic{e.Market, b.Topic.Key()}
		if in == nil {
			continue
		}
		next, isEpoch := b.Value.(*entry.NextEpoch)
		if isEpoch && (int(b.Topic.Number) != in.number+1 || w.seatsAgain(e.Market, next, in)) {
			continue
		}
		if old, done := w.decided[topic]; !done || in.number < old.epoch.number {
			w.decided[topic] = slowDecision{e, in}
		}
		if isEpoch && len(w.epochs[e.Market]) == in.number {
			if e.Author == in.seats[0].Voting && len(in.seats) == 1 {
				in.closedAt = e.Seq
			}
			w.epochs[e.Market] = append(w.epochs[e.Market], &slowEpoch{number: in.number + 1,
				seats: next.Seats, extra: int(next.Policy.ExtraVotes)})
			return true
		}
	}
	return false
}

// seatsAgain says whether a seat is given to a key that has served in an epoch up to the given one.
func (w *slow) seatsAgain(market entry.MarketID, next *entry.NextEpoch, upTo *slowEpoch) bool {
	for _, epoch := range w.epochs[market][:upTo.number] {
		for _, old := range epoch.seats {
			for _, seat := range next.Seats {
				if old.Voting == seat.Voting {
					return true
				}
			}
		}
	}
	return false
}

// decidedIn is the epoch whose stewards have decided a proposal, or nil.
func (w *slow) decidedIn(e *entry.Entry, b *entry.Propose) *slowEpoch {
	for _, epoch := range w.epochs[e.Market] {
		for _, s := range epoch.seats {
			if s.Voting != e.Author {
				continue
			}
			lone := len(epoch.seats) == 1
			v := w.votes[e.Hash()][epoch]
			if lone && (epoch.closedAt == 0 || e.Seq <= epoch.closedAt) ||
				!lone && v != nil && len(v.confirm) >= epoch.quorum() {
				return epoch
			}
			return nil
		}
	}
	next, ok := b.Value.(*entry.NextEpoch)
	for _, epoch := range w.epochs[e.Market] {
		if ok && len(next.Closed) > 0 && epoch.number+1 == int(b.Topic.Number) &&
			len(epoch.seats) == 1 && epoch.seats[0].Vault == e.Author {
			return epoch
		}
	}
	return nil
}

// countVotes gathers every vote of every seat.
func (w *slow) countVotes() {
	clear(w.votes)
	for _, e := range w.list {
		b, ok := e.Body.(*entry.Votes)
		if !ok {
			continue
		}
		epoch, seat := w.seatOf(e)
		if epoch == nil {
			continue
		}
		for _, item := range b.Items {
			if about := w.held[item.Entry]; about == nil || about.Market != e.Market {
				continue
			}
			byEpoch := w.votes[item.Entry]
			if byEpoch == nil {
				byEpoch = map[*slowEpoch]*slowVotes{}
				w.votes[item.Entry] = byEpoch
			}
			v := byEpoch[epoch]
			if v == nil {
				v = &slowVotes{map[int]bool{}, map[int]bool{}, map[int]bool{}}
				byEpoch[epoch] = v
			}
			switch item.Kind {
			case entry.QuorumOnly:
				v.any[seat] = true
			case entry.Backed:
				v.any[seat], v.backed[seat] = true, true
			case entry.Lock:
				v.confirm[seat] = true
			}
		}
	}
}

func (w *slow) full(e *entry.Entry) bool {
	for epoch, v := range w.votes[e.Hash()] {
		if len(v.any) >= epoch.quorum() {
			return true
		}
	}
	return false
}

// findFinal takes every entry with a full certificate whose branch is held down to its root, and
// the branch with it.
func (w *slow) findFinal() {
	for _, e := range w.list {
		if !e.Kind().Owned() || e.Kind() == entry.KindRedeem || !w.full(e) {
			continue
		}
		if branch, whole := w.branch(e); whole {
			for _, b := range branch {
				w.final[b.Hash()], w.counted[b.Hash()] = true, true
			}
		}
	}
}

// branch is an entry and those before it, down to the first that is no owned one; whole says
// whether none is missing.
func (w *slow) branch(e *entry.Entry) (list []*entry.Entry, whole bool) {
	for e.Kind().Owned() {
		list = append(list, e)
		if e.Seq == 1 {
			return list, true
		}
		before := w.before(e)
		if before == nil {
			return nil, false
		}
		e = before
	}
	return list, true
}

// before is an entry's predecessor, if it is held and stands in the slot before.
func (w *slow) before(e *entry.Entry) *entry.Entry {
	p := w.held[e.Prev]
	if e.Seq == 1 || p == nil || p.Author != e.Author || p.Market != e.Market || p.Seq != e.Seq-1 ||
		p.Kind() == entry.KindRedeem {
		return nil
	}
	return p
}

// findBacked takes the payments with a backed certificate whose predecessor counts. The list is
// by seq, so a predecessor has been looked at before.
func (w *slow) findBacked() {
	for _, e := range w.list {
		pay, ok := e.Body.(*entry.Pay)
		if !ok || pay.Abroad(e.Market) || w.counted[e.Hash()] {
			continue
		}
		if p := w.before(e); e.Seq > 1 && (p == nil || p.Kind().Owned() && !w.counted[p.Hash()]) {
			continue
		}
		for epoch, v := range w.votes[e.Hash()] {
			if k := epoch.backers(); k < epoch.quorum() && len(v.backed) >= k {
				w.counted[e.Hash()] = true
			}
		}
	}
}

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
func (w *slow) mark(e *entry.Entry, series entry.Hash, ranges []entry.Range, change func(*slowCoupon)) {
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

func (w *slow) redeem(e *entry.Entry, b *entry.Redeem) {
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

// fact reads, for one name, which wording counts: of those that a quorum of one epoch has said,
// the earliest epoch's, then the lowest.
func (w *slow) facts(market entry.MarketID) map[string]entry.Fact {
	type said struct {
		fact entry.Fact
		by   map[*slowEpoch]map[int]bool
	}
	all := map[string]*said{}
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
	counts := map[string]entry.Fact{}
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
	return counts
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
			market(id).Epochs = append(market(id).Epochs, EpochSummary{e.seats, e.closedAt})
		}
	}
	for id := range markets {
		for _, f := range w.facts(id) {
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
	refs := map[Ref]bool{}
	for r := range final {
		refs[r] = true
	}
	for r := range backed {
		refs[r] = true
	}
	for r := range refs {
		if final[r] != 0 || backed[r] != 0 {
			sum.Accounts = append(sum.Accounts, AccountSummary{r, final[r], backed[r]})
		}
	}
	w.addLinks(sum)
	w.addOpen(sum)
	w.addForked(sum)
	sum.sort()
	return sum
}

// addMoney adds what one payment, withdrawal or issue moves.
func (w *slow) addMoney(e *entry.Entry, final, backed map[Ref]int64, market func(entry.MarketID) *MarketSummary) {
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
		for _, p := range b.Payees {
			to[Ref{p.Market, p.Account}] += int64(p.Amount)
			if p.Market != e.Market {
				market(e.Market).Outward += int64(p.Amount)
				market(p.Market).Inward += int64(p.Amount)
			}
		}
	case *entry.Withdraw:
		final[from] -= int64(b.Amount)
		market(e.Market).Withdrawals += int64(b.Amount)
	case *entry.Issue:
		final[from] -= int64(b.Total())
	}
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

func (w *slow) addOpen(sum *Summary) {
	for _, e := range w.list {
		if !e.Kind().Owned() || w.final[e.Hash()] || len(w.votes[e.Hash()]) == 0 {
			continue
		}
		level := Promised
		if w.counted[e.Hash()] {
			level = Backed
		}
		sum.Open = append(sum.Open, Voted{e.Hash(), level})
	}
}

// addForked finds the slots that hold more than one entry.
func (w *slow) addForked(sum *Summary) {
	type place struct {
		slot   Slot
		author keys.Account
	}
	times := map[place]int{}
	for _, e := range w.list {
		p := place{Slot{Author: Ref{e.Market, e.Author}, Seq: e.Seq}, e.Author}
		if b, ok := e.Body.(*entry.Redeem); ok {
			p.slot.Series, p.slot.Serial = b.Series, b.Serial
		}
		if times[p]++; times[p] == 2 {
			sum.Forked = append(sum.Forked, p.slot)
		}
	}
}
