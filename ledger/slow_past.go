package ledger

import (
	"crypto/sha256"
	"maps"

	"foirail/ledger/entry"
)

// addPasts draws every account up: its balance, the digest of its past, and its loose entries. It
// draws up the proposals too.
func (w *slow) addPasts(sum *Summary, spare map[entry.Hash]bool, final, backed map[Ref]int64) {
	slots := map[Slot]int{} // entries in it, but the spare
	forked, ended := map[Ref]bool{}, map[Ref]bool{}
	byAuthor := map[Ref][]*told{}
	for _, e := range w.list {
		r := Ref{e.Market, e.Author}
		if slot := slowSlot(e); !spare[e.Hash()] {
			slots[slot]++
		}
		if e.Kind() == entry.KindRedeem {
			continue
		}
		if n := len(byAuthor[r]); n > 0 && byAuthor[r][n-1].Seq == e.Seq {
			forked[r] = true
		}
		byAuthor[r] = append(byAuthor[r], e)
	}
	for _, d := range w.endings {
		if topic := d.Body.(*entry.Propose).Topic; topic.Kind == entry.TopicResolveAccount {
			ended[Ref{d.Market, topic.Account}] = true
		}
	}
	past := map[entry.Hash]bool{}
	accounts := map[Ref]AccountSummary{}
	for r, list := range byAuthor {
		a := AccountSummary{}
		for i, e := range list {
			if forked[r] || ended[r] || e.Kind().Owned() && !w.final[e.Hash()] || int(e.Seq) != i+1 {
				break
			}
			past[e.Hash()] = true
			h, said := e.Hash(), w.saying(e)
			a.Height++
			a.Past = sha256.Sum256(append(append(append(a.Past[:], h[:]...), byte(e.Kind())), said[:]...))
		}
		accounts[r] = a
	}
	for _, balances := range []map[Ref]int64{final, backed} {
		for r := range balances {
			if _, known := accounts[r]; !known {
				accounts[r] = AccountSummary{} // the richest may have signed nothing
			}
		}
	}
	for r, a := range accounts {
		a.Ref, a.Final, a.Backed = r, final[r], backed[r]
		if a.Final != 0 || a.Backed != 0 || a.Height != 0 {
			sum.Accounts = append(sum.Accounts, a)
		}
	}
	named, loose := maps.Clone(w.base.named), map[entry.Hash]bool{}
	if named == nil {
		named = map[entry.Hash]bool{}
	}
	for _, e := range w.list {
		if b, ok := e.Body.(*entry.Votes); ok {
			for _, v := range b.Items {
				named[v.Entry] = true
			}
		}
	}
	for _, e := range w.list {
		h := e.Hash()
		if spare[h] || e.Kind().Owned() && !named[h] && !w.counted[h] && slots[slowSlot(e)] < 2 {
			continue
		}
		for p := e; p != nil && !past[p.Hash()] && !loose[p.Hash()]; p = w.before(p) {
			loose[p.Hash()] = true
			sum.Loose = append(sum.Loose, w.looseEntry(p, named))
		}
	}
	w.addProposals(sum)
}

// saying is the first bytes of the hash of what an owned entry says, once it is final.
func (w *slow) saying(e *told) (said [8]byte) {
	if e.Kind().Owned() && w.final[e.Hash()] {
		if e.Body == nil {
			return e.said
		}
		h := sha256.Sum256(e.bytes)
		copy(said[:], h[:])
	}
	return said
}

func (w *slow) looseEntry(e *told, named map[entry.Hash]bool) Loose {
	h := e.Hash()
	l := Loose{Entry: h, Author: Ref{e.Market, e.Author}, Seq: e.Seq, Prev: e.Prev, Kind: e.Kind(), Level: Final, Saying: w.saying(e)}
	if !e.Kind().Owned() || w.final[h] && e.Kind() != entry.KindRedeem {
		return l
	}
	l.When = w.base.when[h]
	for _, v := range w.votes[h] {
		if v.when != 0 && (l.When == 0 || v.when < l.When) {
			l.When = v.when
		}
	}
	if w.final[h] {
		return l
	}
	if l.Level = Promised; w.counted[h] {
		l.Level = Backed
	}
	l.Named = named[h]
	l.Votes = w.epochVotes(e)
	return l
}

// epochVotes is the votes for an entry, by epoch.
func (w *slow) epochVotes(e *told) (list []EpochVotes) {
	for _, epoch := range w.epochs[e.Market] {
		v := w.votes[e.Hash()][epoch]
		if v == nil {
			continue
		}
		one := EpochVotes{Epoch: uint32(epoch.number), Any: seatBits(v.any), Backed: seatBits(v.backed),
			First: seatBits(v.first), Confirm: seatBits(v.confirm)}
		for i := range epoch.seats {
			one.Seqs = append(one.Seqs, v.seqs[i])
		}
		list = append(list, one)
	}
	return list
}

// seatBits is a set of seats, one bit for each.
func seatBits(seats map[int]bool) (bits uint16) {
	for i := range seats {
		bits |= 1 << i
	}
	return bits
}

// addProposals draws up the proposals, each with its votes.
func (w *slow) addProposals(sum *Summary) {
	for i := range sum.Markets {
		m := &sum.Markets[i]
		for _, e := range w.list {
			if e.Kind() != entry.KindPropose || e.Market != m.ID {
				continue
			}
			p := Proposal{Entry: e.Hash(), Votes: w.epochVotes(e)}
			for _, epoch := range w.epochs[m.ID] {
				v := w.votes[e.Hash()][epoch]
				for seat := range epoch.seats {
					if v != nil && v.first[seat] {
						p.Carriers = append(p.Carriers, Carrier{uint32(epoch.number), seat, v.carriers[seat]})
					}
				}
			}
			m.Proposals = append(m.Proposals, p)
		}
	}
}
