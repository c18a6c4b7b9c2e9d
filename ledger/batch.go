package ledger

import (
	"bytes"
	"cmp"
	"math/bits"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// A withdrawal leaves its owner's balance when it counts. The chain pays it with a batch, which the
// stewards decide; that it has is known by the receipt that a quorum of them attests.

// Withdrawal is money that an owner has asked for on the chain, and that has left his balance here.
type Withdrawal struct {
	Entry  entry.Hash
	By     Ref
	To     keys.Account // on the chain
	Amount entry.Amount
	Epoch  uint32 // the first that certified it
}

// Withdrawals lists what a market owes on the chain: by the epoch that certified it, then by hash.
func (s *State) Withdrawals(id entry.MarketID) []Withdrawal {
	m := s.markets[id]
	if m == nil {
		return nil
	}
	return withdrawals(s.unpaid(m))
}

// AskedFor lists every withdrawal of a market that counts, paid or not, in the order of Withdrawals.
func (s *State) AskedFor(id entry.MarketID) []Withdrawal {
	m := s.markets[id]
	if m == nil {
		return nil
	}
	return withdrawals(m.withdrawn)
}

func withdrawals(nodes []*node) (list []Withdrawal) {
	for _, n := range nodes {
		body := n.entry.Body.(*entry.Withdraw)
		list = append(list, Withdrawal{n.hash, n.chain.ref, body.Address, body.Amount, n.certifiedIn()})
	}
	slices.SortFunc(list, func(a, b Withdrawal) int {
		return cmp.Or(cmp.Compare(a.Epoch, b.Epoch), bytes.Compare(a.Entry[:], b.Entry[:]))
	})
	return list
}

// unpaid lists the withdrawals of a market that count and that no receipt answers.
func (s *State) unpaid(m *market) (list []*node) {
	paid := map[entry.Hash]bool{}
	for _, b := range s.run(m) {
		for _, h := range b.Value.Paid {
			paid[h] = true
		}
	}
	for _, n := range m.withdrawn {
		if !paid[n.hash] {
			list = append(list, n)
		}
	}
	return list
}

// certifiedIn is the first epoch that gave an entry a full certificate; where what follows it has
// one, and it has none itself, the first that voted for it; 0 where none did.
func (n *node) certifiedIn() (epoch uint32) {
	voted := uint32(0)
	first := func(old, number uint32) uint32 {
		if old == 0 {
			return number
		}
		return min(old, number)
	}
	for i := range n.tally {
		t := &n.tally[i]
		if t.any != 0 {
			voted = first(voted, t.epoch.number)
		}
		if bits.OnesCount16(t.any) >= t.epoch.quorum() {
			epoch = first(epoch, t.epoch.number)
		}
	}
	if epoch == 0 {
		return voted
	}
	return epoch
}

// keepVoters leaves of an entry's votes who has voted in which epoch: it tells in which order
// withdrawals are paid, and votes that come late still count for that.
func (n *node) keepVoters() {
	var voters []tally
	for _, t := range n.tally {
		if t.any != 0 {
			voters = append(voters, tally{epoch: t.epoch, any: t.any})
		}
	}
	n.tally = voters
}

// Batch is a settlement batch that was decided, or that the chain has run.
type Batch struct {
	Topic    entry.Topic // number and attempt
	Decision entry.Hash  // the proposal
	Epoch    uint32      // whose seat proposed it
	Value    *entry.Batch
	Receipt  *entry.Receipt // nil while none counts
}

// run lists the batches whose receipt counts and whose proposal is held, by number.
func (s *State) run(m *market) (list []Batch) {
	for _, receipt := range m.receipts {
		if b, ok := s.batch(m, receipt.Decision); ok && b.Topic.Number == receipt.Batch {
			b.Receipt = receipt
			list = append(list, b)
		}
	}
	slices.SortFunc(list, func(a, b Batch) int { return cmp.Compare(a.Topic.Number, b.Topic.Number) })
	return list
}

// batch reads a proposal of a batch in a market.
func (s *State) batch(m *market, h entry.Hash) (b Batch, ok bool) {
	n := s.held(h)
	if n == nil || n.kind != entry.KindPropose || n.chain.ref.Market != m.id {
		return b, false
	}
	at, seated := m.seats[n.chain.ref.Key]
	if !seated {
		return b, false
	}
	body := n.entry.Body.(*entry.Propose)
	value, ok := body.Value.(*entry.Batch)
	return Batch{Topic: body.Topic, Decision: h, Epoch: at.epoch.number, Value: value}, ok
}

// Batches lists a market's batches, by number, then attempt: those that were decided, and those that
// the chain has run.
func (s *State) Batches(id entry.MarketID) []Batch {
	m := s.markets[id]
	if m == nil {
		return nil
	}
	list := s.run(m)
	for _, d := range m.topics {
		b, ok := s.batch(m, d.node.hash)
		if ok && !slices.ContainsFunc(list, func(run Batch) bool { return run.Decision == b.Decision }) {
			list = append(list, b)
		}
	}
	slices.SortFunc(list, func(a, b Batch) int {
		return cmp.Or(cmp.Compare(a.Topic.Number, b.Topic.Number), cmp.Compare(a.Topic.Attempt, b.Topic.Attempt))
	})
	return list
}

// NextBatch is the topic of the batch that comes next: one above the highest that the chain has run,
// the first is 0; and of several attempts the one after those that were decided.
func (s *State) NextBatch(id entry.MarketID) entry.Topic {
	next, list := entry.Topic{Kind: entry.TopicBatch}, s.Batches(id)
	for _, b := range list {
		if b.Receipt != nil && b.Topic.Number >= next.Number {
			next.Number, next.Attempt = b.Topic.Number+1, 0
		}
	}
	for _, b := range list {
		if b.Topic.Number == next.Number && b.Topic.Attempt >= next.Attempt {
			next.Attempt = b.Topic.Attempt + 1
		}
	}
	return next
}

// TakesPersons says whether a batch is for people to agree to: the first, and one that is for another
// version of the chain's extrinsics than the last that ran.
func (s *State) TakesPersons(id entry.MarketID, batch *entry.Batch) bool {
	m := s.markets[id]
	return m != nil && s.takesPersons(m, batch)
}
