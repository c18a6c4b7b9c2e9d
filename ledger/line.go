package ledger

import (
	"fmt"
	"maps"
	"math/bits"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Two lines bound what may stand open, backed and not final: L for each member with the keys that
// are linked to him, F for all of a market. They bind voters only. A steward has a share of each,
// and his backed votes never exceed it; the shares are such that the certificates of all
// stewards, and of all epochs, stay within the lines while at most f cheat. SPEC.md, section 11,
// has the sums and why they hold.

// line gives one of the two lines of a policy, in units.
type line func(entry.Policy) int64

// memberLine is L.
func memberLine(p entry.Policy) int64 { return int64(p.Line) }

// fundLine is F: the fund, less the parts of it that are set aside for advances and for resolved
// disputes. So it can stand for all three at once.
func fundLine(p entry.Policy) int64 {
	return max(0, int64(p.Fund)-int64(p.AdvancePart)-int64(p.DisputePart))
}

// part is a seat's part of an amount: (k−f)/n of it, rounded down; 0 where nothing can be backed.
func (e *epoch) part(amount int64) int64 {
	if e.backers() == 0 || amount <= 0 {
		return 0
	}
	return amount * e.honest() / int64(len(e.seats))
}

// honest is k−f: how many of the votes that back a payment are honest, at least.
func (e *epoch) honest() int64 { return int64(e.backers() - e.faults()) }

// standing is what stands open under one line: the sums of the payments, in units, by epoch and
// seat of the backed votes. A cheating seat's sum may wrap; an honest one's is below its share.
type standing struct {
	sums    map[*epoch]*[entry.MaxStewards]int64
	waiting []*chain // accounts with a payment that found no room, first come first
}

// add adds an amount to the sums of some seats. Epochs without any are left out.
func (st *standing) add(e *epoch, seats uint16, amount int64) {
	sums := st.sums[e]
	if sums == nil {
		if st.sums == nil {
			st.sums = map[*epoch]*[entry.MaxStewards]int64{}
		}
		sums = new([entry.MaxStewards]int64)
		st.sums[e] = sums
	}
	for ; seats != 0; seats &= seats - 1 {
		sums[bits.TrailingZeros16(seats)] += amount
	}
	if *sums == [entry.MaxStewards]int64{} {
		delete(st.sums, e)
	}
}

// addAll adds another's sums, so many times.
func (st *standing) addAll(other *standing, times int64) {
	for e, sums := range other.sums {
		for i, amount := range sums {
			st.add(e, 1<<i, times*amount)
		}
	}
}

// sum is what one seat's backed votes of an epoch stand for.
func (st *standing) sum(at seat) int64 {
	if sums := st.sums[at.epoch]; sums != nil {
		return sums[at.index]
	}
	return 0
}

// lines is what stands open in one market, and what the lines need to know of its chains.
type lines struct {
	all       standing
	keys      map[keys.Account]*standing             // by author
	holders   map[keys.Account]*standing             // by whose line it is counted on
	proven    map[keys.Account]bool                  // who was ever attested to be a member
	claims    map[keys.Account][]*node               // the Links held of a key, whether they count or not
	claimants map[keys.Account]map[keys.Account]bool // their authors
	missing   map[*epoch]uint16                      // seats whose closing Checkpoint is not held, where payments can be backed
}

func newLines() lines {
	return lines{keys: map[keys.Account]*standing{}, holders: map[keys.Account]*standing{},
		proven: map[keys.Account]bool{}, claims: map[keys.Account][]*node{},
		claimants: map[keys.Account]map[keys.Account]bool{}, missing: map[*epoch]uint16{}}
}

// of is the standing of a key in one of the maps above, made when there is none.
func of(list map[keys.Account]*standing, key keys.Account) *standing {
	st := list[key]
	if st == nil {
		st = &standing{}
		list[key] = st
	}
	return st
}

// open begins an epoch: none of its chains is closed.
func (l *lines) open(e *epoch) {
	if e.backers() > 0 {
		l.missing[e] = 1<<len(e.seats) - 1
	}
}

// close notes that a seat has closed its chain.
func (l *lines) close(at seat) {
	if left := l.missing[at.epoch] &^ (1 << at.index); left != 0 {
		l.missing[at.epoch] = left
	} else {
		delete(l.missing, at.epoch)
	}
}

// weight is what an earlier epoch's chains take off a line, rounded up: what stands open in each,
// all of a seat's part for one that is not held to its closing, and never more than that part,
// which no honest seat exceeds; over k−f.
func (s *State) weight(m *market, st *standing, e *epoch, of line) int64 {
	full, votes := e.part(of(e.policy)), int64(0)
	for i := range e.seats {
		if s.unclosed(m, seat{e, i}) {
			votes += full
		} else {
			votes += min(max(st.sum(seat{e, i}), 0), full)
		}
	}
	return (votes + e.honest() - 1) / e.honest()
}

// unclosed says whether a seat's chain is not held to its closing Checkpoint, nor to the head that a
// recovery names in its place.
func (s *State) unclosed(m *market, at seat) bool {
	if m.lines.missing[at.epoch]&(1<<at.index) == 0 {
		return false
	}
	next := m.epoch(at.epoch.number + 1)
	return next == nil || !s.closedByRecovery(m, at.epoch.seats[at.index], next.recovery)
}

// earlier is what all epochs before one take off a line.
func (s *State) earlier(m *market, st *standing, before *epoch, of line) (sum int64) {
	for e := range m.lines.missing {
		if e.number < before.number {
			sum += s.weight(m, st, e, of)
		}
	}
	for e := range st.sums {
		if e.number < before.number && m.lines.missing[e] == 0 {
			sum += s.weight(m, st, e, of)
		}
	}
	return sum
}

// left is how much more a seat may back under a line; below zero where the line has shrunk.
func (s *State) left(m *market, st *standing, at seat, of line) int64 {
	return at.epoch.part(of(at.epoch.policy)-s.earlier(m, st, at.epoch, of)) - st.sum(at)
}

// stand counts a payment with the backed votes of some seats as standing open, or with times -1
// as no longer so.
func (s *State) stand(n *node, e *epoch, seats uint16, times int64) {
	if seats == 0 || e.backers() == 0 || !n.backable() {
		return
	}
	l, amount := &s.market(n.chain.ref.Market).lines, times*cost(n.entry)
	l.all.add(e, seats, amount)
	of(l.keys, n.chain.ref.Key).add(e, seats, amount)
	for _, key := range s.bearers(n.chain.ref) {
		of(l.holders, key).add(e, seats, amount)
	}
}

// enter takes up what a new entry means for the lines: votes may have come before it.
func (s *State) enter(n *node) {
	if body, ok := n.entry.Body.(*entry.Link); ok {
		s.claim(n, body)
	}
	for i := range n.tally {
		s.stand(n, n.tally[i].epoch, n.tally[i].backed, 1)
	}
}

// free gives back what an entry took of the lines, now that it is final, and lets those who wait
// for room ask again.
func (s *State) free(n *node) {
	freed := false
	for i := range n.tally {
		s.stand(n, n.tally[i].epoch, n.tally[i].backed, -1)
		freed = freed || n.tally[i].backed != 0
	}
	if freed && n.backable() {
		l := &s.market(n.chain.ref.Market).lines
		s.wake(of(l.holders, s.holder(n.chain.ref)))
		s.wake(&l.all)
	}
}

// wake has the first account that waits for room considered again. If it gets its vote it wakes
// the next.
func (s *State) wake(st *standing) {
	for len(st.waiting) > 0 {
		c := st.waiting[0]
		st.waiting, c.waits = st.waiting[1:], false
		if c.open > 0 {
			s.stir(c)
			return
		}
	}
}

// heedClosing takes a closing Checkpoint: the chain is held, and it counts for what stands in it.
func (s *State) heedClosing(m *market, at seat, body *entry.Checkpoint) {
	if body.Closing && body.Epoch == at.epoch.number {
		m.lines.close(at)
	}
}

// LineLeft is how much more, in units, the steward of a voting key may back: of payments by one
// account, and of all. Both are zero for a key without a seat in the current epoch, the first for
// an account that is no member's.
func (s *State) LineLeft(account Ref, voting keys.Account) (member, fund int64) {
	m := s.markets[account.Market]
	if m == nil {
		return 0, 0
	}
	at, ok := m.seats[voting]
	if !ok || at.epoch != m.current() {
		return 0, 0
	}
	fund = max(0, s.left(m, &m.lines.all, at, fundLine))
	holder, ok := s.member(account)
	if !ok {
		return 0, fund
	}
	return min(fund, max(0, s.left(m, m.lines.holding(holder), at, memberLine))), fund
}

// holding is what stands open on a member's line, to ask and not to change.
func (l *lines) holding(member keys.Account) *standing {
	if st := l.holders[member]; st != nil {
		return st
	}
	return &standing{}
}

// WithinLines is invariant I4: what stands open, with a backed certificate and not final, is at
// most L on each member's line and at most F in each market, as the most generous of the epochs
// had it in which any of it was backed.
//
// It holds while at most f stewards of each epoch cheat. It can be asked of any set that came
// through the door; but one that lacks the attestation of a member whose key is also linked may
// count him with the one it is linked to, and find too much.
func (s *State) WithinLines() error {
	type debt struct{ sum, limit int64 }
	debts := map[Ref]debt{}
	owe := func(r Ref, amount, limit int64) {
		debts[r] = debt{debts[r].sum + amount, max(debts[r].limit, limit)}
	}
	for n := range s.open {
		if n.level != Backed {
			continue
		}
		home := n.chain.ref.Market
		line, fund := n.widest()
		owe(Ref{home, s.holder(n.chain.ref)}, cost(n.entry), line)
		owe(Ref{home, FundKey(s.community, home)}, cost(n.entry), fund)
	}
	for _, r := range sortedRefs(maps.Keys(debts)) {
		if d := debts[r]; d.sum > d.limit {
			return fmt.Errorf("%w: I4: %d units stand open on the line of %v, which is %d", ErrBreach, d.sum, r.Key, d.limit)
		}
	}
	return nil
}

// widest is the highest of each line over the epochs that have backed an entry.
func (n *node) widest() (line, fund int64) {
	for i := range n.tally {
		e := n.tally[i].epoch
		if k := e.backers(); k > 0 && bits.OnesCount16(n.tally[i].backed) >= k {
			line, fund = max(line, memberLine(e.policy)), max(fund, fundLine(e.policy))
		}
	}
	return line, fund
}
