package ledger

import (
	"errors"
	"fmt"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// ErrCut is returned for heads that are no cut: not of the stewards of one epoch, or such that the
// decision which seated them is not reached from them.
var ErrCut = errors.New("these heads are no cut through a market")

// ErrLacks is returned when the book does not hold all that a cut reaches.
var ErrLacks = errors.New("the book lacks something that the cut reaches")

// Cut is the cut to be drawn now, one head for each seat, by key: of the first epoch of several
// stewards that has been followed by another and is not drawn yet, else of the current epoch. It is
// nil where too few of that earlier epoch have closed, and for a market that is not known.
func (s *State) Cut(id entry.MarketID) []entry.Head {
	m := s.markets[id]
	if m == nil || m.current() == nil {
		return nil
	}
	of := m.current()
	for _, e := range m.epochs[:len(m.epochs)-1] {
		if len(e.seats) > 1 && !s.drawn(m, e) {
			of = e
			break
		}
	}
	if of != m.current() && s.closed(m, of) < of.quorum() {
		return nil
	}
	heads := make([]entry.Head, len(of.seats))
	for i, seated := range of.seats { // by voting key, as a NextEpoch lists them
		heads[i].Author = seated.Voting
		if head := s.look(Ref{id, seated.Voting}).head(); head != nil {
			heads[i].Seq, heads[i].Hash = head.seq, head.hash
		}
	}
	return heads
}

// drawn says whether f+1 stewards of one later epoch have drawn a cut through an epoch: at least
// one of them is honest, and held a quorum of its closed chains.
func (s *State) drawn(m *market, of *epoch) bool {
	for _, later := range m.epochs[of.number:] {
		count := 0
		for _, seated := range later.seats {
			if s.hasDrawn(m, later, seated.Voting, of) {
				count++
			}
		}
		if count > later.faults() {
			return true
		}
	}
	return false
}

// hasDrawn says whether a steward of one epoch has drawn a cut through another, with a quorum of
// its chains.
func (s *State) hasDrawn(m *market, at *epoch, voting keys.Account, of *epoch) bool {
	for _, n := range s.look(Ref{m.id, voting}).service {
		if body, ok := n.entry.Body.(*entry.Checkpoint); ok && (at.closedAt == 0 || n.seq <= at.closedAt) && m.through(body, of) {
			return true
		}
	}
	return false
}

// through says whether a Checkpoint draws a cut through an epoch: a quorum of its seats has a head.
func (m *market) through(body *entry.Checkpoint, of *epoch) bool {
	count := 0
	for _, h := range body.Heads {
		if at, ok := m.seats[h.Author]; ok && at.epoch == of && h.Seq > 0 {
			count++
		}
	}
	return count >= of.quorum()
}

// seatsOf is the epoch whose seats the heads of a cut name, or nil.
func (m *market) seatsOf(heads []entry.Head) (of *epoch) {
	for _, h := range heads {
		at, ok := m.seats[h.Author]
		if !ok || of != nil && at.epoch != of {
			return nil
		}
		of = at.epoch
	}
	return of
}

// holdsHeads says whether every head of a cut is held. A Checkpoint whose heads nobody can show
// bars nothing but its author's chain.
func (s *State) holdsHeads(market entry.MarketID, heads []entry.Head) bool {
	for _, h := range heads {
		if h.Seq > 0 && s.look(Ref{market, h.Author}).find(h.Seq, h.Hash) == nil {
			return false
		}
	}
	return true
}

// cutSet is the set of a cut while it is being gathered, from the end of the log to its beginning:
// what an entry names has come before it.
type cutSet struct {
	market entry.MarketID
	wanted map[entry.Hash]bool
	in     []uint64 // one bit for each position of the log
	from   int      // position of the first record not looked at: those from here on have been
}

// StateAt is the hash of the state that a cut through a market makes. It is a function of the
// heads: what else the book holds makes no difference. It goes through the log without holding the
// book, so it may take its time while others write.
//
// It returns ErrLacks when the book does not hold all that the cut reaches, or began with a later one;
// ErrCut for heads that are no cut, ErrMarket for a market that is not known, and what the store
// returns.
func (b *Book) StateAt(market entry.MarketID, heads []entry.Head) (entry.Hash, error) {
	s, err := b.stateAt(market, heads)
	if err != nil {
		return entry.Hash{}, err
	}
	return s.Summary().Hash(), nil
}

func (b *Book) stateAt(market entry.MarketID, heads []entry.Head) (*State, error) {
	var set *cutSet
	var community entry.Hash
	var err error
	b.View(func(s *State) {
		community = s.community
		if set, err = s.beginCut(market, heads); err == nil {
			set.from = int(b.next)
			set.in = make([]uint64, b.next/64+1)
			err = b.failed
		}
	})
	if err != nil {
		return nil, err
	}
	top := int64(set.from)
	base, err := b.base()
	if err != nil {
		return nil, err
	}
	if err := b.gatherCut(set, base); err != nil {
		return nil, err
	}
	s, err := b.loadCut(community, set, base, top)
	if err != nil {
		return nil, err
	}
	if m := s.markets[market]; m == nil || m.seatsOf(heads) == nil {
		return nil, ErrCut
	}
	return s, nil
}

// loadCut makes the state of a cut's entries, on the base that the book began with.
func (b *Book) loadCut(community entry.Hash, set *cutSet, base *Base, top int64) (*State, error) {
	if base == nil {
		return load(community, func(wanted func(entry.Kind) bool, visit func(*entry.Entry, int64)) error {
			return b.replayCut(set, top, wanted, visit)
		})
	}
	s, err := LoadSnapshot(base.Snapshot, base.State)
	if err == nil {
		err = b.replayCut(set, top, anyKind, func(e *entry.Entry, _ int64) { s.Add(e) })
	}
	if err == nil && s.stale {
		err = fmt.Errorf("%w: its decisions contradict each other", ErrLacks)
	}
	return s, err
}

// beginCut is what a cut names by itself: its heads, the foundings of the community and the market,
// and the decision that opened each epoch up to that of the heads.
func (s *State) beginCut(id entry.MarketID, heads []entry.Head) (*cutSet, error) {
	m := s.markets[id]
	if m == nil || m.found == nil {
		return nil, ErrMarket
	}
	of := m.seatsOf(heads)
	if of == nil {
		return nil, ErrCut
	}
	set := &cutSet{market: id, wanted: map[entry.Hash]bool{s.community: true, m.found.hash: true}}
	for _, e := range m.epochs[1:of.number] {
		opened := entry.Topic{Kind: entry.TopicEpoch, Number: e.number}
		set.wanted[m.topics[opened.Key()].node.hash] = true
		for _, n := range m.spoken(e.number) {
			set.wanted[n.hash] = true
		}
	}
	for _, h := range heads {
		if h.Seq == 0 {
			continue
		}
		if s.held(h.Hash) == nil {
			return nil, fmt.Errorf("%w: the head of %v", ErrLacks, h.Author)
		}
		if s.look(Ref{id, h.Author}).find(h.Seq, h.Hash) == nil {
			return nil, ErrCut
		}
		set.wanted[h.Hash] = true
	}
	return set, nil
}

// cutChunk is how many records are read at once on the way back through the log.
const cutChunk = 4096

// gatherCut finds the entries of a cut, from the end of the log to its beginning.
func (b *Book) gatherCut(set *cutSet, base *Base) error {
	for set.from > 1 && len(set.wanted) > 0 {
		from := max(1, set.from-cutChunk)
		var list []Record
		err := b.records(int64(from), int64(set.from), func(r Record) error {
			list = append(list, r)
			return nil
		})
		if err != nil {
			return err
		}
		for _, r := range slices.Backward(list) {
			e, err := entry.Decode(r.Full)
			if err != nil {
				return fmt.Errorf("%w: record %d: %w", ErrDamaged, r.Pos, err)
			}
			set.take(e, int(r.Pos))
		}
		set.from = from
	}
	if base != nil {
		if err := base.stand(set); err != nil {
			return err
		}
	}
	if len(set.wanted) > 0 {
		return fmt.Errorf("%w: %d entries", ErrLacks, len(set.wanted))
	}
	return nil
}

// take puts an entry into the set if it is wanted, and wants what it names.
func (set *cutSet) take(e *entry.Entry, pos int) {
	h := e.Hash()
	if !set.wanted[h] {
		return
	}
	delete(set.wanted, h)
	if e.Market != set.market && e.Kind() != entry.KindFound {
		return // named by a vote that counts for nothing
	}
	set.in[pos/64] |= 1 << (pos % 64)
	if e.Seq > 1 {
		set.wanted[e.Prev] = true
	}
	switch body := e.Body.(type) {
	case *entry.Votes:
		for _, v := range body.Items {
			set.wanted[v.Entry] = true
		}
	case *entry.Checkpoint:
		set.want(body.Heads)
	case *entry.Propose:
		if next, ok := body.Value.(*entry.NextEpoch); ok {
			set.want(next.Closed)
		}
	}
}

func (set *cutSet) want(heads []entry.Head) {
	for _, h := range heads {
		if h.Seq > 0 {
			set.wanted[h.Hash] = true
		}
	}
}

// replayCut visits the entries of a set in the order of the log.
func (b *Book) replayCut(set *cutSet, top int64, wanted func(entry.Kind) bool, visit func(*entry.Entry, int64)) error {
	return b.records(1, top, func(r Record) error {
		if set.in[r.Pos/64]&(1<<(r.Pos%64)) == 0 || len(r.Full) > 1 && !wanted(entry.Kind(r.Full[1])) {
			return nil
		}
		e, err := entry.Decode(r.Full)
		if err != nil {
			return fmt.Errorf("%w: record %d: %w", ErrDamaged, r.Pos, err)
		}
		visit(e, r.Pos)
		return nil
	})
}
