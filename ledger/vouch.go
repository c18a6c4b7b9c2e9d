package ledger

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// ErrNoVoucher is returned where too few stewards of one epoch have drawn one cut with one state, or
// where it is not shown how they came to be stewards.
var ErrNoVoucher = errors.New("too few stewards vouch for it")

// Voucher is a state at a cut for which f+1 stewards of one epoch have signed: one of them is honest.
type Voucher struct {
	Epoch uint32
	Heads []entry.Head
	State entry.Hash
	By    []keys.Account // their voting keys
}

// Vouchers reads the states for which stewards of a market vouch out of a proof, the newest last. A
// proof is entries: the Found of the community and of the market; for each later epoch the decision
// that opened it, with the Votes of round two of a quorum where several decided it, or the same from
// a quorum of vault keys; and Checkpoints. Nothing but the community's name has to be believed, and
// that no more than f stewards of any epoch cheat, nor their old keys come into other hands.
//
// It returns ErrSignature when a signature does not hold, ErrCommunity, and ErrNoVoucher.
func Vouchers(community entry.Hash, market entry.MarketID, proof []*entry.Entry) ([]Voucher, error) {
	if !signed(proof) {
		return nil, ErrSignature
	}
	w := &witness{market: market, seats: map[keys.Account]int{}}
	for _, e := range proof {
		if e.Community != community {
			return nil, ErrCommunity
		}
		if e.Market == market {
			w.list = append(w.list, e)
		}
	}
	if err := w.found(community, proof); err != nil {
		return nil, err
	}
	for w.next() {
	}
	list := w.vouchers()
	if len(list) == 0 {
		return nil, ErrNoVoucher
	}
	return list, nil
}

// witness is a proof while it is read.
type witness struct {
	market entry.MarketID
	list   []*entry.Entry
	epochs []*epoch
	seats  map[keys.Account]int // epoch of each voting key, from 1
}

// found finds the foundings, and opens the first epoch.
func (w *witness) found(community entry.Hash, proof []*entry.Entry) error {
	first := slices.ContainsFunc(proof, func(e *entry.Entry) bool { return e.Hash() == community && e.Kind() == entry.KindFound })
	for _, e := range w.list {
		if body, ok := e.Body.(*entry.Found); ok && first && len(w.epochs) == 0 {
			w.open([]entry.Seated{{Voting: e.Author, Vault: body.Vault}})
		}
	}
	if len(w.epochs) == 0 {
		return fmt.Errorf("%w: the market's founding is not shown", ErrNoVoucher)
	}
	return nil
}

func (w *witness) open(seats []entry.Seated) {
	w.epochs = append(w.epochs, &epoch{market: w.market, number: uint32(len(w.epochs) + 1), seats: seats})
	for _, s := range seats {
		w.seats[s.Voting] = len(w.epochs)
	}
}

// next opens the next epoch, if its decision is shown: of several the first by seq, then hash.
func (w *witness) next() bool {
	e := w.epochs[len(w.epochs)-1]
	var first *entry.Entry
	for _, n := range w.list {
		if w.decides(e, n) && (first == nil || n.Seq < first.Seq || n.Seq == first.Seq && lessHash(n.Hash(), first.Hash())) {
			first = n
		}
	}
	if first == nil {
		return false
	}
	if len(e.seats) == 1 && first.Author == e.seats[0].Voting {
		e.closedAt = first.Seq
	}
	w.open(first.Body.(*entry.Propose).Value.(*entry.NextEpoch).Seats)
	return true
}

// decides says whether an entry is the decided opening of the epoch after one.
func (w *witness) decides(e *epoch, n *entry.Entry) bool {
	body, ok := n.Body.(*entry.Propose)
	if !ok || body.Topic != (entry.Topic{Kind: entry.TopicEpoch, Number: e.number + 1}) {
		return false
	}
	value := body.Value.(*entry.NextEpoch)
	for _, s := range value.Seats {
		if w.seats[s.Voting] > 0 {
			return false // a key serves once
		}
	}
	switch {
	case w.seats[n.Author] == int(e.number):
		return len(e.seats) == 1 || w.locked(e, n.Hash()) >= e.quorum()
	case w.seats[n.Author] == 0 && len(value.Closed) > 0:
		return w.recovered(e, n, body.ValueHash())
	}
	return false
}

// locked counts the seats that have voted for a proposal in round two.
func (w *witness) locked(e *epoch, proposal entry.Hash) int {
	by := map[keys.Account]bool{}
	for _, n := range w.list {
		if votes, ok := n.Body.(*entry.Votes); ok && w.seats[n.Author] == int(e.number) &&
			slices.Contains(votes.Items, entry.Vote{Kind: entry.Lock, Entry: proposal}) {
			by[n.Author] = true
		}
	}
	return len(by)
}

// recovered says whether a proposal is by a vault key of an epoch, and a quorum of them say the same.
func (w *witness) recovered(e *epoch, n *entry.Entry, value entry.Hash) bool {
	count, mine := 0, false
	for _, s := range e.seats {
		if slices.ContainsFunc(w.list, func(x *entry.Entry) bool {
			body, ok := x.Body.(*entry.Propose)
			return ok && x.Author == s.Vault && w.seats[x.Author] == 0 && body.ValueHash() == value
		}) {
			count++
			mine = mine || s.Vault == n.Author
		}
	}
	return mine && count >= e.quorum()
}

// vouchers lists the cuts that more than f seats of one epoch have drawn with one state, by epoch, by
// the epoch through which they go, and by how far.
func (w *witness) vouchers() []Voucher {
	var list []Voucher
	for _, n := range w.list {
		body, ok := n.Body.(*entry.Checkpoint)
		number := w.seats[n.Author]
		if !ok || number == 0 || len(body.Heads) == 0 {
			continue
		}
		if closedAt := w.epochs[number-1].closedAt; closedAt > 0 && n.Seq > closedAt {
			continue
		}
		i := slices.IndexFunc(list, func(v Voucher) bool {
			return int(v.Epoch) == number && v.State == body.State && slices.Equal(v.Heads, body.Heads)
		})
		if i < 0 {
			i = len(list)
			list = append(list, Voucher{Epoch: uint32(number), Heads: body.Heads, State: body.State})
		}
		if !slices.Contains(list[i].By, n.Author) {
			list[i].By = append(list[i].By, n.Author)
		}
	}
	list = slices.DeleteFunc(list, func(v Voucher) bool { return len(v.By) <= w.epochs[v.Epoch-1].faults() })
	slices.SortFunc(list, func(a, b Voucher) int {
		return cmp.Or(cmp.Compare(a.Epoch, b.Epoch), cmp.Compare(w.through(a.Heads), w.through(b.Heads)), cmp.Compare(reach(a.Heads), reach(b.Heads)), bytes.Compare(a.State[:], b.State[:]))
	})
	return list
}

// through is the epoch through which a cut goes.
func (w *witness) through(heads []entry.Head) int { return w.seats[heads[0].Author] }

// reach is how far a cut goes: the sum of its seqs.
func reach(heads []entry.Head) (sum int64) {
	for _, h := range heads {
		sum += int64(h.Seq)
	}
	return sum
}

// proof gathers from the log, and from what the book began with, what shows how a market's stewards
// came to be stewards and which cuts they have drawn.
func (b *Book) proof(market entry.MarketID) ([]*entry.Entry, error) {
	base, err := b.base()
	if err != nil {
		return nil, err
	}
	var list []*entry.Entry
	known := map[entry.Hash]bool{}
	take := func(e *entry.Entry) {
		if !known[e.Hash()] {
			known[e.Hash()] = true
			list = append(list, e)
		}
	}
	if base != nil && base.Market == market {
		for _, e := range base.Proof {
			take(e)
		}
	}
	opens := map[entry.Hash]bool{} // proposals of epochs
	err = b.records(1, 0, func(r Record) error {
		e, err := entry.Decode(r.Full)
		if err != nil {
			return fmt.Errorf("%w: record %d: %w", ErrDamaged, r.Pos, err)
		}
		if e.Kind() == entry.KindFound && e.Hash() == e.Community || e.Market == market && proves(e, opens) {
			take(e)
		}
		return nil
	})
	return list, err
}

// proves says whether an entry may be part of a proof; what is voted for has come before.
func proves(e *entry.Entry, opens map[entry.Hash]bool) bool {
	switch body := e.Body.(type) {
	case *entry.Found:
		return true
	case *entry.Propose:
		opens[e.Hash()] = body.Topic.Kind == entry.TopicEpoch
		return opens[e.Hash()]
	case *entry.Votes:
		return slices.ContainsFunc(body.Items, func(v entry.Vote) bool { return v.Kind == entry.Lock && opens[v.Entry] })
	case *entry.Checkpoint:
		return len(body.Heads) > 0
	}
	return false
}
