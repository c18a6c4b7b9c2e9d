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
	return newSlow(community, &slowBase{}, entries).compute()
}

func newSlow(community entry.Hash, base *slowBase, entries []*entry.Entry) *slow {
	w := &slow{
		base:      base,
		community: community,
		held:      map[entry.Hash]*told{},
		epochs:    map[entry.MarketID][]*slowEpoch{},
		decided:   map[slowTopic]slowDecision{},
		votes:     map[entry.Hash]map[*slowEpoch]*slowVotes{},
		final:     map[entry.Hash]bool{},
		counted:   map[entry.Hash]bool{},
	}
	for _, e := range base.list {
		w.held[e.Hash()] = e
		w.list = append(w.list, e)
	}
	for _, e := range entries {
		if w.held[e.Hash()] == nil {
			w.held[e.Hash()] = asTold(e)
			w.list = append(w.list, w.held[e.Hash()])
		}
	}
	slices.SortFunc(w.list, func(a, b *told) int {
		h, g := a.Hash(), b.Hash()
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), slices.Compare(h[:], g[:]))
	})
	return w
}

func (w *slow) compute() *Summary {
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
	base      *slowBase
	held      map[entry.Hash]*told
	list      []*told // by seq, then hash
	epochs    map[entry.MarketID][]*slowEpoch
	decided   map[slowTopic]slowDecision
	votes     map[entry.Hash]map[*slowEpoch]*slowVotes
	final     map[entry.Hash]bool
	counted   map[entry.Hash]bool // final or backed
	coupons   map[entry.Hash][]slowCoupon
	endings   []*told // proposals decided that end disputes
}

// told is an entry as the slow twin sees it. Of one that only a base tells of there is no body.
type told struct {
	Market entry.MarketID
	Author keys.Account
	Seq    uint32
	Prev   entry.Hash
	Time   uint32
	Body   entry.Body // nil: only a base tells of it

	hash  entry.Hash
	kind  entry.Kind
	said  [8]byte // of one that only a base tells of
	bytes []byte  // of the body
}

func asTold(e *entry.Entry) *told {
	return &told{Market: e.Market, Author: e.Author, Seq: e.Seq, Prev: e.Prev, Time: e.Time, Body: e.Body,
		hash: e.Hash(), kind: e.Kind(), bytes: e.BodyBytes()}
}

func (e *told) Hash() entry.Hash { return e.hash }
func (e *told) Kind() entry.Kind { return e.kind }

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
	entry *told
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
	cashed                     []*told
	marks                      []*told
}

func (e *slowEpoch) quorum() int { return 2*((len(e.seats)-1)/3) + 1 }
func (e *slowEpoch) backers() int {
	return (len(e.seats)-1)/3 + 1 + int(e.policy.ExtraVotes)
}
