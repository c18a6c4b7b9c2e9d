package ledger

import (
	"cmp"
	"slices"

	"foirail/ledger/entry"
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
	w.findEndings()
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
	endings   []*entry.Entry // proposals decided that end disputes
}

type slowEpoch struct {
	number   int
	seats    []entry.Seated
	policy   entry.Policy
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

type slowVotes struct {
	any, backed, first, confirm map[int]bool
	seqs                        map[int]uint32     // lowest seq of a seat's Votes that name it
	carriers                    map[int]entry.Hash // lowest Votes of a seat's first-round vote
	when                        uint32             // the earliest time of any
}

type slowCoupon struct {
	active, cancelled, expired bool
	cashed                     []*entry.Entry
	marks                      []*entry.Entry
}

func (e *slowEpoch) quorum() int { return 2*((len(e.seats)-1)/3) + 1 }
func (e *slowEpoch) backers() int {
	return (len(e.seats)-1)/3 + 1 + int(e.policy.ExtraVotes)
}
