package ledger

import (
	"crypto/sha256"
	"math/bits"
	"slices"

	"foirail/ledger/entry"
)

// An account's entries are told apart by whether they may still matter one by one. Those of a plain
// account, from the first as far as all are final or words, are its past: they hold their slots and
// have moved what they move, and a digest of them is enough to know them again. All others that a
// vote names, that stand in a forked slot, that count or are words, and those before them, are loose:
// the summary tells of each.

// plain says whether no slot of an account has two entries, and no dispute of it was ended.
func (c *chain) plain() bool { return c.coupon == nil && c.forked == 0 && len(c.endings) == 0 }

// bury takes the next entry of a plain account into the digest of its past.
func (c *chain) bury(n *node) {
	if c.plain() {
		c.past = pastDigest(c.past, n.hash, n.kind, n.said)
	}
}

// pastDigest is the digest of a past with one more entry: SHA-256 over the digest before, the
// entry's hash, its kind, and, of an owned entry, what it says.
func pastDigest(past, hash entry.Hash, kind entry.Kind, said [8]byte) entry.Hash {
	var b [2*entry.HashSize + 1 + len(said)]byte
	copy(b[:], past[:])
	copy(b[entry.HashSize:], hash[:])
	b[2*entry.HashSize] = byte(kind)
	copy(b[2*entry.HashSize+1:], said[:])
	return sha256.Sum256(b[:])
}

// firstLoose is the lowest seq above a chain's past.
func (c *chain) firstLoose() uint32 {
	if c.plain() {
		return c.settled + 1
	}
	return 1
}

// loose lists the loose entries of a chain: those that matter, and what stands before them.
func (c *chain) loose() []*node {
	from := c.firstLoose()
	if c.plain() && int(from) > len(c.slots) && len(c.ahead) == 0 {
		return nil
	}
	matters := map[*node]bool{}
	var list []*node
	for _, seq := range slices.Backward(c.seqs(from)) {
		forked := len(c.kept(seq)) > 1
		for n := c.at(seq); n != nil; n = n.twin {
			if n.spare || !(matters[n] || n.carrier != nil || forked || n.counts() || !n.kind.Owned()) {
				continue
			}
			list = append(list, n)
			if n.prev != nil {
				matters[n.prev] = true
			}
		}
	}
	return list
}

// wanted finds, in some slots that ascend, the entries that a vote names or that count, and those
// before them.
func (c *chain) wanted(seqs []uint32) map[*node]bool {
	wanted := map[*node]bool{}
	for _, seq := range slices.Backward(seqs) {
		for n := c.at(seq); n != nil; n = n.twin {
			wanted[n] = wanted[n] || n.carrier != nil || n.counts()
			if n.prev != nil && wanted[n] {
				wanted[n.prev] = true
			}
		}
	}
	return wanted
}

// before is what an entry names as its prev, also when its body was dropped.
func (n *node) before() (prev entry.Hash) {
	switch {
	case n.entry != nil:
		prev = n.entry.Prev
	case n.prev != nil:
		prev = n.prev.hash
	case n.root != nil:
		prev = n.root.hash
	}
	return prev
}

func (sum *Summary) addLoose(c *chain) {
	for _, n := range c.loose() {
		l := Loose{Entry: n.hash, Author: c.ref, Seq: n.seq, Prev: n.before(), Kind: n.kind, Level: n.level}
		switch {
		case !n.kind.Owned():
		case n.level == Final:
			l.Saying = n.said
		default:
			l.Named, l.Votes = n.carrier != nil, n.epochVotes()
		}
		if n.kind.Owned() && (n.level != Final || c.coupon != nil) {
			l.When = n.firstVote()
		}
		sum.Loose = append(sum.Loose, l)
	}
}

// epochVotes is the votes for an entry, by epoch.
func (n *node) epochVotes() []EpochVotes {
	var list []EpochVotes
	for i := range n.tally {
		t := &n.tally[i]
		if t.any|t.backed|t.first|t.confirm == 0 {
			continue
		}
		list = append(list, EpochVotes{t.epoch.number, t.any, t.backed, t.first, t.confirm,
			slices.Clone(t.seq[:len(t.epoch.seats)])})
	}
	slices.SortFunc(list, func(a, b EpochVotes) int { return int(a.Epoch) - int(b.Epoch) })
	return list
}

// proposal is a proposal of the market with its votes.
func (m *market) proposal(n *node) Proposal {
	p := Proposal{Entry: n.hash, Votes: n.epochVotes()}
	for _, v := range p.Votes {
		by := m.carriers[carried{n.hash, v.Epoch}]
		for seats := v.First; seats != 0; seats &= seats - 1 {
			i := bits.TrailingZeros16(seats)
			p.Carriers = append(p.Carriers, Carrier{v.Epoch, i, by[i]})
		}
	}
	return p
}

// summary is a wording with who has said it.
func (st *statement) summary(stands bool) Said {
	return Said{Wording: st.bytes, Stands: stands, By: seatSets(st.tally)}
}

// voters is who has voted for an entry, by epoch.
func (n *node) voters() []SeatSet { return seatSets(n.tally) }

// seatSets is the seats of tallies, by epoch.
func seatSets(tallies []tally) (list []SeatSet) {
	for i := range tallies {
		list = append(list, SeatSet{tallies[i].epoch.number, tallies[i].any})
	}
	slices.SortFunc(list, func(a, b SeatSet) int { return int(a.Epoch) - int(b.Epoch) })
	return list
}
