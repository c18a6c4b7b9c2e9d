package ledger

import (
	"foirail/ledger/entry"
)

// slowBase is what the slow twin knows from a base, in the place of the entries of which only that
// tells: final payments, and the votes and attestations that were heeded. What the others amount to it
// works out from the entries that the base holds in full.
type slowBase struct {
	sum   *Summary // nil: there is no base
	list  []*told
	final map[entry.Hash]bool
	votes map[entry.Hash][]EpochVotes
	when  map[entry.Hash]uint32
	named map[entry.Hash]bool // by a vote, of what is not final
	first map[entry.Hash][]Carrier
	bare  map[entry.Hash]bool // only the base tells of it

	balances, backed map[Ref]int64 // what those of which only the base tells have moved
	outward, inward  map[entry.MarketID]int64
}

// SlowOn computes what Slow computes, of a base and the entries since. It returns ErrSnapshot for a
// base that is none, and ErrBreach for one whose parts do not make its state by the slow twin's rules.
func SlowOn(base *Base, entries []*entry.Entry) (*Summary, error) {
	p, err := readSnapshot(base.Snapshot, base.State)
	if err != nil {
		return nil, err
	}
	x := newSlowBase(p)
	alone := newSlow(p.sum.Community, x, nil).compute()
	x.remember(alone)
	if again := newSlow(p.sum.Community, x, nil).compute(); again.Hash() != base.State {
		return again, ErrBreach
	}
	return newSlow(p.sum.Community, x, entries).compute(), nil
}

// newSlowBase takes a snapshot apart once more, without the rules of the fast one.
func newSlowBase(p *parts) *slowBase {
	x := &slowBase{sum: p.sum, final: map[entry.Hash]bool{}, votes: map[entry.Hash][]EpochVotes{}, when: map[entry.Hash]uint32{},
		named: map[entry.Hash]bool{}, first: map[entry.Hash][]Carrier{}, bare: map[entry.Hash]bool{}, balances: map[Ref]int64{}, backed: map[Ref]int64{},
		outward: map[entry.MarketID]int64{}, inward: map[entry.MarketID]int64{}}
	rows := p.rows
	for i := range p.sum.Accounts {
		a, prev := &p.sum.Accounts[i], entry.Hash{}
		for seq := range a.Height {
			e := &told{Market: a.Ref.Market, Author: a.Ref.Key, Seq: seq + 1, Prev: prev, hash: entry.Hash(rows[:entry.HashSize]),
				kind: entry.Kind(rows[entry.HashSize]), said: [8]byte(rows[entry.HashSize+1:])}
			prev, rows = e.hash, rows[rowSize:]
			x.add(p, e, Final)
		}
	}
	for i := range p.sum.Loose {
		l := &p.sum.Loose[i]
		x.add(p, &told{Market: l.Author.Market, Author: l.Author.Key, Seq: l.Seq, Prev: l.Prev, hash: l.Entry, kind: l.Kind, said: l.Saying}, l.Level)
		if l.Kind.Owned() {
			x.votes[l.Entry], x.when[l.Entry] = l.Votes, l.When
			if l.Named {
				x.named[l.Entry] = true
			}
		}
	}
	for i := range p.sum.Markets {
		for _, c := range p.sum.Markets[i].Proposals {
			x.votes[c.Entry], x.first[c.Entry] = c.Votes, c.Carriers
		}
		for _, w := range p.sum.Markets[i].Withdrawn {
			x.votes[w.Entry] = nil
			for _, by := range w.By {
				x.votes[w.Entry] = append(x.votes[w.Entry], EpochVotes{Epoch: by.Epoch, Any: by.Seats, Seqs: make([]uint32, entry.MaxStewards)})
			}
		}
	}
	return x
}

// add takes in one entry of the base, with its body where the base has it.
func (x *slowBase) add(p *parts, e *told, level Level) {
	if full := p.bodies[e.hash]; full != nil && !(e.kind == entry.KindPay && level == Final) {
		e = asTold(full)
	} else {
		x.bare[e.hash] = true
	}
	x.list = append(x.list, e)
	if e.kind.Owned() && level == Final {
		x.final[e.hash] = true
	}
}

// countVotes gives entries the votes that the base tells of, in the epochs that are known.
func (x *slowBase) countVotes(w *slow) {
	for h, list := range x.votes {
		epochs := w.epochs[w.held[h].Market]
		for _, of := range list {
			if int(of.Epoch) > len(epochs) {
				continue
			}
			v := w.votesOf(h, epochs[of.Epoch-1])
			for i, seq := range of.Seqs {
				v.seat(of, i, seq)
			}
			for _, c := range x.first[h] {
				if c.Epoch == of.Epoch {
					v.carriers[c.Seat] = c.Votes
				}
			}
		}
	}
}

// seat takes up what one seat has voted.
func (v *slowVotes) seat(of EpochVotes, i int, seq uint32) {
	bit := uint16(1) << i
	if of.Any&bit != 0 {
		v.any[i] = true
	}
	if of.Backed&bit != 0 {
		v.backed[i] = true
	}
	if of.First&bit != 0 {
		v.first[i] = true
	}
	if of.Confirm&bit != 0 {
		v.confirm[i] = true
	}
	if seq > 0 {
		v.seqs[i] = seq
	}
}

// facts tells every wording that the base knows, and who has said it.
func (x *slowBase) facts(w *slow, market entry.MarketID, said func(entry.Fact, *slowEpoch, map[int]bool)) {
	if x.sum == nil {
		return
	}
	for i := range x.sum.Markets {
		if x.sum.Markets[i].ID != market {
			continue
		}
		for _, s := range x.sum.Markets[i].Said {
			f, err := entry.ParseFact(s.Wording)
			if err != nil {
				continue // what is then lacking shows
			}
			for _, by := range s.By {
				if int(by.Epoch) > len(w.epochs[market]) {
					continue
				}
				seats := map[int]bool{}
				for i := range entry.MaxStewards {
					if by.Seats&(1<<i) != 0 {
						seats[i] = true
					}
				}
				said(f, w.epochs[market][by.Epoch-1], seats)
			}
		}
	}
}

// addMoney adds what the entries of which only the base tells have moved.
func (x *slowBase) addMoney(final, backed map[Ref]int64, market func(entry.MarketID) *MarketSummary) {
	if x.sum == nil {
		return
	}
	for r, amount := range x.balances {
		final[r] += amount
	}
	for r, amount := range x.backed {
		backed[r] += amount
	}
	for i := range x.sum.Markets {
		m, of := market(x.sum.Markets[i].ID), &x.sum.Markets[i]
		m.Outward += x.outward[m.ID]
		m.Inward += x.inward[m.ID]
		for _, a := range of.Arrivals {
			if x.bare[a.By] {
				m.Arrivals = append(m.Arrivals, a)
			}
		}
	}
}

// remember takes what the base says beyond what its entries in full amount to for the doing of the
// others.
func (x *slowBase) remember(alone *Summary) {
	for i := range x.sum.Accounts {
		a := &x.sum.Accounts[i]
		x.balances[a.Ref] += a.Final
		x.backed[a.Ref] += a.Backed
	}
	for i := range alone.Accounts {
		a := &alone.Accounts[i]
		x.balances[a.Ref] -= a.Final
		x.backed[a.Ref] -= a.Backed
	}
	for i := range x.sum.Markets {
		m := &x.sum.Markets[i]
		x.outward[m.ID] += m.Outward
		x.inward[m.ID] += m.Inward
	}
	for i := range alone.Markets {
		m := &alone.Markets[i]
		x.outward[m.ID] -= m.Outward
		x.inward[m.ID] -= m.Inward
	}
}
