package ledger

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"foirail/ledger/entry"
)

// Core is the step by which a ledger grows: drafts in; what to persist, then what to send, out.
// It reads no clock and no disk. Whoever drives it persists the whole of what a step gives
// before he answers anyone or sends anything; if he cannot, he throws the Core away and loads
// another from what the disk holds.
type Core struct {
	State   *State
	Steward *Steward // nil on a node that does not vote
}

// Draft gives the entry to take in, once those before it have been. An entry that came from
// elsewhere gives itself; an own one is made here, at the head of its chain as it stands.
type Draft func(*State) (*entry.Entry, error)

// Offer is the draft of an entry that exists, and whose signatures hold.
func Offer(e *entry.Entry) Draft {
	return func(*State) (*entry.Entry, error) { return e, nil }
}

// Answer is what became of one draft: its entry, which is held now or was before, or why it was
// refused. A refused draft has changed nothing.
type Answer struct {
	Entry *entry.Entry
	New   bool
	Err   error
}

// NewCore loads a core with entries that were persisted before.
func NewCore(community entry.Hash, held []*entry.Entry, steward *Steward) *Core {
	return newCore(Load(community, held), steward)
}

func newCore(s *State, steward *Steward) *Core {
	s.stirOpen()
	s.talked = true
	return &Core{State: s, Steward: steward}
}

// CoreOn begins with a state that was made elsewhere.
func CoreOn(s *State, steward *Steward) *Core { return newCore(s, steward) }

// Load is the state of a set of entries.
func Load(community entry.Hash, held []*entry.Entry) *State {
	s, _ := load(community, func(wanted func(entry.Kind) bool, visit func(*entry.Entry, int64)) error {
		for _, e := range held {
			if wanted(e.Kind()) {
				visit(e, 0)
			}
		}
		return nil
	})
	return s
}

// pass goes once through the entries held that are of a wanted kind, and tells where the book
// keeps each.
type pass func(wanted func(entry.Kind) bool, visit func(e *entry.Entry, pos int64)) error

// decides says whether entries of a kind may settle how others count.
func decides(k entry.Kind) bool { return k == entry.KindFound || k == entry.KindPropose }

func anyKind(entry.Kind) bool { return true }

// load makes the state of the entries that a pass visits. Decisions are heeded first, so that what
// a closed chain said too late never counts for a while; and where several contradict each other,
// the entries are gone through again until the first of them stands.
func load(community entry.Hash, each pass) (*State, error) {
	return loadOn(func() (*State, error) { return NewState(community), nil }, each)
}

// loadOn is load on what there is already. It gives up, with a state that is stale, when what would
// have to stand otherwise is there already.
func loadOn(begin func() (*State, error), each pass) (*State, error) {
	var first []*entry.Entry
	if err := each(decides, func(e *entry.Entry, _ int64) { first = append(first, e) }); err != nil {
		return nil, err
	}
	slices.SortStableFunc(first, func(a, b *entry.Entry) int {
		h, g := a.Hash(), b.Hash()
		return cmp.Or(cmp.Compare(a.Kind(), b.Kind()), cmp.Compare(a.Seq, b.Seq), bytes.Compare(h[:], g[:]))
	})
	var prefer map[string]preference
	for {
		s, err := begin()
		if err != nil {
			return nil, err
		}
		before := s.graph.arrived
		s.prefer = maps.Clone(prefer)
		for _, e := range first {
			s.Add(e)
		}
		err = each(anyKind, func(e *entry.Entry, pos int64) {
			s.Add(e)
			n := s.nodes[e.Hash()]
			if n.pos, n.bare = pos, false; n.order > before {
				s.arrive(n)
			}
		})
		if err != nil || !s.stale || before > 0 && maps.Equal(prefer, s.prefer) {
			return s, err
		}
		prefer = s.prefer
	}
}

// stirOpen has every account with open entries considered again, in the order of the accounts.
func (s *State) stirOpen() {
	s.stirred = nil
	for n := range s.open {
		s.stirred = append(s.stirred, n.chain)
	}
	slices.SortFunc(s.stirred, func(a, b *chain) int { return a.ref.compare(b.ref) })
	s.stirred = slices.Compact(s.stirred)
}

// Step takes in drafts, lets the steward vote, and returns what is new, to be persisted in this
// order as one. The answers stand in the order of the drafts. It fails only when the steward's
// key cannot sign; the core is worth nothing then.
func (c *Core) Step(in []Draft, now uint32) (persist []*entry.Entry, answers []Answer, err error) {
	answers = make([]Answer, len(in))
	for i, draft := range in {
		answers[i] = c.meet(draft)
		if !answers[i].New {
			continue
		}
		e := answers[i].Entry
		if c.State.taken(e) {
			votes, err := c.vote(now)
			if err != nil {
				return nil, nil, err
			}
			persist = append(persist, votes...)
		}
		c.State.Add(e)
		persist = append(persist, e)
	}
	votes, err := c.vote(now)
	return append(persist, votes...), answers, err
}

// meet looks at a draft: its entry is held already, or new and fit to be added, or refused.
func (c *Core) meet(draft Draft) Answer {
	e, err := draft(c.State)
	if err != nil {
		return Answer{Err: err}
	}
	if c.State.Holds(e.Hash()) {
		return Answer{Entry: e}
	}
	if err := c.State.Admit(e); err != nil {
		return Answer{Err: err}
	}
	return Answer{Entry: e, New: true}
}

// taken says whether another entry holds the slot. The steward considers what came before such a
// one is added, so that who brought the first is served as if the two had not come in one step.
func (s *State) taken(e *entry.Entry) bool {
	if body, ok := e.Body.(*entry.Redeem); ok {
		return s.coupons[couponOf(e, body)] != nil
	}
	return s.look(Ref{e.Market, e.Author}).at(e.Seq) != nil
}

// vote lets the steward consider until nothing more gets his vote: a payment that becomes final
// may cover the next. A stale state is not voted on.
func (c *Core) vote(now uint32) (made []*entry.Entry, err error) {
	if c.Steward == nil || c.State.stale {
		c.State.stirred = nil
		return nil, nil
	}
	for len(c.State.stirred) > 0 {
		c.State.steps++
		votes := c.Steward.Consider(c.State)
		entries, err := c.Steward.Votes(c.State, votes, now)
		if err != nil {
			return made, err
		}
		made = append(made, entries...)
		if made, err = c.agree(made, now); err != nil {
			return made, err
		}
	}
	return c.agree(made, now)
}

// agree lets the steward say what decisions ask of him, when something was said that they hang on.
func (c *Core) agree(made []*entry.Entry, now uint32) ([]*entry.Entry, error) {
	if !c.State.talked {
		return made, nil
	}
	c.State.talked = false
	entries, err := c.Steward.Agree(c.State, now)
	return append(made, entries...), err
}

// Tick tells the core that time has passed, for a steward's patience. What it returns is to be
// persisted as one, before any of it is sent. It fails only when the steward's key cannot sign.
func (c *Core) Tick(now uint32) (persist []*entry.Entry, err error) {
	if c.Steward == nil || c.State.stale {
		return nil, nil
	}
	c.Steward.Tick(c.State)
	return c.vote(now)
}

// Stale says that a decision came late and closed over votes which had counted. The core must be
// loaded anew.
func (c *Core) Stale() bool { return c.State.stale }
