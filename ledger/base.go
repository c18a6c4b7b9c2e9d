package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// ErrBare is returned for an entry of which only a snapshot tells: its bytes are with others.
var ErrBare = errors.New("only a snapshot tells of the entry")

// ErrBegun is returned when a store that holds something is to begin with a snapshot.
var ErrBegun = errors.New("the book has begun already")

// Base is what a book may begin with, in the place of everything that a cut through a market
// reaches: the snapshot there, and the proof that stewards vouch for it.
type Base struct {
	Market   entry.MarketID
	Heads    []entry.Head
	State    entry.Hash
	Snapshot []byte
	Proof    []*entry.Entry // see Vouchers
}

// BaseOf makes a base of the newest cut for which stewards of a market vouch and whose state the book
// can compute. It goes through the log a few times without holding the book. It returns ErrNoVoucher
// where nobody vouches for anything, what StateAt returns, and ErrContradicts when the book comes to
// another state than those who vouch.
func (b *Book) BaseOf(market entry.MarketID) (*Base, error) {
	proof, err := b.proof(market)
	if err != nil {
		return nil, err
	}
	var community entry.Hash
	b.View(func(s *State) { community = s.community })
	vouchers, err := Vouchers(community, market, proof)
	if err != nil {
		return nil, err
	}
	own, err := b.base()
	if err != nil {
		return nil, err
	}
	for _, v := range slices.Backward(vouchers) {
		if own != nil && own.Market == market && own.is(v) {
			own.Proof = proof
			return own, nil
		}
		var base *Base
		if base, err = b.baseAt(market, v); err == nil {
			base.Proof = proof
		}
		if !errors.Is(err, ErrLacks) { // else an earlier one may do: two sides of a cut have each drawn one
			return base, err
		}
	}
	return nil, err
}

func (b *Book) baseAt(market entry.MarketID, v Voucher) (*Base, error) {
	s, err := b.stateAt(market, v.Heads)
	if err != nil {
		return nil, err
	}
	sum := s.Summary()
	if sum.Hash() != v.State {
		return nil, fmt.Errorf("%w: the state at a cut", ErrContradicts)
	}
	base := &Base{Market: market, Heads: v.Heads, State: v.State}
	base.Snapshot, err = s.snapshot(sum, s.kept(sum))
	return base, err
}

// Begin has an empty store begin with a base, once everything about it holds: enough stewards vouch
// for its state, the snapshot makes that state, and the signatures of what it tells in full hold. It
// returns ErrBegun for a store that is not empty, ErrNoVoucher, ErrSnapshot, ErrSignature, and what
// the store returns. OpenBook opens it.
func Begin(store Keeper, community entry.Hash, base *Base) error {
	if err := untouched(store); err != nil {
		return err
	}
	if _, err := base.verify(community); err != nil {
		return err
	}
	return store.Keep(KeptBase, 1, base.Bytes())
}

// untouched is nil for a store that holds nothing.
func untouched(store Keeper) error {
	err := store.Replay(1, func(Record) error { return ErrBegun })
	if err != nil {
		return err
	}
	if before, _, err := store.Kept(KeptBase); before != 0 || err != nil {
		return errors.Join(ErrBegun, err)
	}
	return nil
}

// Begin has a book that is open and holds nothing begin with a base. It checks what the function Begin
// checks, without holding the book, and returns the same.
func (b *Book) Begin(base *Base) error {
	keeper, ok := b.store.(Keeper)
	if !ok {
		return ErrBegun
	}
	var community entry.Hash
	b.View(func(s *State) { community = s.community })
	s, err := base.verify(community)
	if err != nil {
		return err
	}
	origin, err := base.Origin(community)
	if err != nil {
		return err
	}
	kept := base.Bytes()
	b.turn <- struct{}{}
	defer func() { <-b.turn }()
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := untouched(keeper); err != nil {
		return err
	}
	if err := cmp.Or(b.failed, b.room()); err != nil {
		return err
	}
	if err := keeper.Keep(KeptBase, 1, kept); err != nil {
		return err
	}
	b.core, b.origin = newCore(s, b.core.Steward), origin
	close(b.changed)
	b.changed = make(chan struct{})
	return nil
}

// Base is what the book began with, or what stands for entries that it has let go of; nil: neither.
func (b *Book) Base() (*Base, error) { return b.base() }

// Load makes the state of a base and of entries since, once everything about the base holds. It returns
// what the function Begin returns, and ErrBreach where decisions contradict the base.
func (base *Base) Load(community entry.Hash, since []*entry.Entry) (*State, error) {
	s, err := loadOn(func() (*State, error) { return base.verify(community) },
		func(wanted func(entry.Kind) bool, visit func(*entry.Entry, int64)) error {
			for _, e := range since {
				if wanted(e.Kind()) {
					visit(e, 0)
				}
			}
			return nil
		})
	if err == nil && s.stale {
		err = fmt.Errorf("%w: decisions contradict the base", ErrBreach)
	}
	return s, err
}

// verify checks a base, from the community's name alone, and gives the state that it makes.
func (base *Base) verify(community entry.Hash) (*State, error) {
	vouchers, err := Vouchers(community, base.Market, base.Proof)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(vouchers, base.is) {
		return nil, fmt.Errorf("%w: for this state", ErrNoVoucher)
	}
	s, err := LoadSnapshot(base.Snapshot, base.State)
	if err != nil {
		return nil, err
	}
	if s.community != community {
		return nil, ErrCommunity
	}
	list, err := SnapshotEntries(base.Snapshot)
	if err == nil && !signed(list) {
		err = ErrSignature
	}
	return s, err
}

// is says whether a voucher vouches for a base.
func (base *Base) is(v Voucher) bool {
	return v.State == base.State && slices.Equal(v.Heads, base.Heads)
}

// signed says whether all signatures of some entries hold.
func signed(list []*entry.Entry) bool {
	var questions []keys.Signed
	for _, e := range list {
		questions = e.Questions(questions)
	}
	return !slices.Contains(keys.VerifyAll(questions), false)
}

// baseTag begins a base as a store keeps it.
const baseTag = "Foirail base\n"

// Bytes writes a base down, as a store keeps it and as SPEC.md draws it.
func (base *Base) Bytes() []byte {
	d := &digest{}
	d.text(baseTag)
	d.b = append(d.b, base.Market[:]...)
	d.heads(base.Heads)
	d.hash(base.State)
	d.text(string(base.Snapshot))
	d.list(len(base.Proof))
	for _, e := range base.Proof {
		d.text(string(e.Full()))
	}
	return d.b
}

// ReadBase reads what Bytes wrote, and checks nothing but the form. It returns ErrSnapshot for bytes
// that are no base.
func ReadBase(b []byte) (*Base, error) {
	r := &scan{b: b}
	if r.text() != baseTag {
		r.bad = true
	}
	base := &Base{Market: r.id(), Heads: r.heads(), State: r.hash()}
	base.Snapshot = r.take(int64(r.list(1)))
	for range r.list(4) {
		e, err := entry.Decode([]byte(r.text()))
		if err != nil {
			return nil, fmt.Errorf("%w: its proof: %w", ErrSnapshot, err)
		}
		base.Proof = append(base.Proof, e)
	}
	if r.bad || len(r.b) > 0 {
		return nil, fmt.Errorf("%w: a base", ErrSnapshot)
	}
	return base, nil
}

// base is what the book began with, or nil.
func (b *Book) base() (*Base, error) {
	keeper, ok := b.store.(Keeper)
	if !ok {
		return nil, nil
	}
	before, bytes, err := keeper.Kept(KeptBase)
	if err != nil || before == 0 {
		return nil, err
	}
	base, err := ReadBase(bytes)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return base, nil
}

// replayOn goes on from a base with the records of the log. Where a decision turns up that contradicts
// one in the base it returns ErrDamaged: the book has not what it would take to begin again.
func (b *Book) replayOn(base *Base, r *replayed, community entry.Hash, upTo int64) error {
	s, err := LoadSnapshot(base.Snapshot, base.State)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if s.community != community {
		return fmt.Errorf("%w: what the book began with", ErrCommunity)
	}
	if r.origin, err = base.Origin(community); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	begin := func() (*State, error) {
		if s != nil {
			fresh := s
			s = nil
			return fresh, nil
		}
		return LoadSnapshot(base.Snapshot, base.State)
	}
	r.state, err = loadOn(begin, b.decoding(r, community, upTo))
	if err == nil && r.state.stale {
		err = fmt.Errorf("%w: decisions contradict what it began with", ErrDamaged)
	}
	return err
}

// stand lets a base stand for what a cut wants of it. The cut must reach all heads of the base, for
// what stands in the base cannot be left out again.
func (base *Base) stand(set *cutSet) error {
	for _, h := range base.Heads {
		if h.Seq > 0 && (!set.wanted[h.Hash] || set.market != base.Market) {
			return fmt.Errorf("%w: the book began behind this cut", ErrLacks)
		}
	}
	s, err := LoadSnapshot(base.Snapshot, base.State)
	if err != nil {
		return err
	}
	for h := range set.wanted {
		if s.held(h) != nil {
			delete(set.wanted, h)
		}
	}
	return nil
}
