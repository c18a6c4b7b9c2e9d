package node

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"time"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// window is how many blocks are looked at together: a bit more than a day. Where nothing stands otherwise at
// its end than at its beginning, none of them is read.
const window = 1 << 14

// findings are what blocks said that does not count yet, by block. They keep the blocks from being
// forgotten: see chainMemory.
type findings struct {
	facts  []finding
	failed map[entry.Hash]failure // by decision
}

type finding struct {
	block uint32
	fact  entry.Fact
	filed bool // the file has what it is made of
}

// failure is an attempt of a batch that the chain has run in vain.
type failure struct {
	block  uint32
	number uint32
	why    error
}

// add takes what a block said, once.
func (f *findings) add(block uint32, filed bool, facts ...entry.Fact) {
	for _, fact := range facts {
		key := fact.Key()
		at := slices.IndexFunc(f.facts, func(old finding) bool { return old.fact.Key() == key })
		if at < 0 {
			f.facts = append(f.facts, finding{block, fact, filed})
		} else {
			f.facts[at].fact = fact // what is known of vaults by now says more
		}
	}
	slices.SortStableFunc(f.facts, func(a, b finding) int { return cmp.Compare(a.block, b.block) })
}

// lowest is the lowest block that must not be forgotten, or nil.
func (f *findings) lowest() (low *uint32) {
	take := func(block uint32) {
		if low == nil || block < *low {
			low = &block
		}
	}
	for _, x := range f.facts {
		if !x.filed {
			take(x.block)
		}
	}
	for _, x := range f.failed {
		take(x.block)
	}
	return low
}

// forget drops what counts by now: facts, and failures of batches of which another attempt has run.
func (f *findings) forget(s *ledger.State, market entry.MarketID) {
	f.facts = slices.DeleteFunc(f.facts, func(x finding) bool { return s.Counted(market, x.fact) != nil })
	next := s.NextBatch(market).Number
	for decision, x := range f.failed {
		if x.number < next {
			delete(f.failed, decision)
		}
	}
}

// reading is one pass over blocks that are final; look.busy is held.
type reading struct {
	*Node
	ctx     context.Context
	sight   sight
	watched chain.Watched
	vaults  []chain.Vault
	read    int // blocks that were read
}

// newReading is what is to be read, as the ledger stands.
func (n *Node) newReading(ctx context.Context, at sight) (*reading, error) {
	r := &reading{Node: n, ctx: ctx, sight: at}
	n.book.View(func(s *ledger.State) {
		r.watched, r.vaults = chain.Watch(s, n.home), chain.Vaults(s, n.home)
		n.look.open.forget(s, n.home)
		for _, x := range n.look.memory.known(s, r.watched, r.sight.Head.Number) {
			n.look.open.add(x.block, x.filed, x.fact)
		}
	})
	return r, r.newBatches()
}

// newBatches has blocks read again for batches that were not watched for yet: such a one may have run since
// the last before it. Where the endpoints do not keep blocks as old as that, and its marker does not stand, it
// has not run: at most it was run in vain, and may be approved again.
func (r *reading) newBatches() error {
	m, last := r.look.memory, r.look.memory.From
	var fresh []ledger.Batch
	r.book.View(func(s *ledger.State) {
		for _, b := range s.Batches(r.home) {
			if b.Receipt != nil {
				last = max(last, b.Receipt.Block)
			} else if !slices.Contains(m.Batches, b.Decision.String()) {
				fresh = append(fresh, b)
			}
		}
	})
	for _, b := range fresh {
		again, err := r.worthReading(b, last)
		if err != nil {
			return err
		}
		if again {
			m.rewind(last)
		}
		m.Batches = append(m.Batches, b.Decision.String())
	}
	return nil
}

// worthReading says whether blocks are to be read again for a batch, from one on.
func (r *reading) worthReading(b ledger.Batch, from uint32) (bool, error) {
	_, vault, _ := r.pending()
	ran, err := r.ranAt(r.ctx, r.sight, vault, b)
	if ran || err != nil {
		return ran, err
	}
	places, err := r.places(vault)
	if err != nil {
		return false, err
	}
	var gone *Problem
	_, err = r.stands(places, from)
	if errors.As(err, &gone) && gone.Code == words.ChainPruned {
		return false, nil
	}
	return err == nil, err
}

// ahead reads the next so many windows of every vault, and says how many blocks are left of the one that
// was read least.
func (r *reading) ahead(windows int) (left uint32, err error) {
	head := r.sight.Head.Number
	if err := r.counts(); err != nil {
		return head, err
	}
	for _, v := range r.vaults {
		at := r.look.memory.of(v.Account)
		for n := 0; n < windows && at.Upto < head && err == nil; n++ {
			err = r.window(v, at, min(at.Upto+window, head))
		}
		left = max(left, head-min(at.Upto, head))
		if err != nil {
			return left, err
		}
	}
	return left, nil
}

// window reads one vault's blocks up to one.
func (r *reading) window(v chain.Vault, at *vaultRead, upto uint32) (err error) {
	places, err := r.places(v)
	if err != nil {
		return err
	}
	now, err := r.stands(places, upto)
	if err != nil {
		return err
	}
	if at.Stood != now {
		if at.Stood == "" {
			if at.Stood, err = r.stands(places, at.Upto); err != nil {
				return err
			}
		}
		if err := r.between(places, at.Upto, upto, at.Stood, now); err != nil {
			return err
		}
	}
	at.Upto, at.Stood = upto, now
	return nil
}

// places are where the chain keeps what changes with everything that happens to a vault: its account, and
// those of its keys. Whatever it pays is signed by one of them, and counts there for good.
func (r *reading) places(v chain.Vault) (places [][]byte, err error) {
	for _, who := range append([]keys.Account{v.Account}, v.Signatories...) {
		if who == v.Account && len(places) > 0 {
			continue // a vault of one is its key
		}
		key, err := r.sight.Runtime.StorageKey("System", "Account", who)
		if err != nil {
			return nil, err
		}
		places = append(places, key)
	}
	return places, nil
}

// stands is what stood at some places after a block, in short.
func (r *reading) stands(places [][]byte, height uint32) (string, error) {
	hash, err := r.look.node.HashAt(r.ctx, height)
	if err != nil {
		return "", err
	}
	stood, err := r.standsAt(places, hash)
	return stood, prunedAt(height, err)
}

func (r *reading) standsAt(places [][]byte, at duniter.Hash) (string, error) {
	values, err := r.look.node.Many(r.ctx, at, places)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, v := range values {
		sum := sha256.Sum256(v)
		h.Write(sum[:])
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// between reads the blocks in which something changed, in their order: it halves what lies between two
// blocks that differ.
func (r *reading) between(places [][]byte, low, high uint32, before, after string) error {
	switch {
	case before == after || low >= high:
		return nil
	case high-low == 1:
		return r.block(high)
	}
	middle := low + (high-low)/2
	stood, err := r.stands(places, middle)
	if err != nil {
		return err
	}
	if err := r.between(places, low, middle, before, stood); err != nil {
		return err
	}
	return r.between(places, middle, high, stood, after)
}

// block reads one block.
func (r *reading) block(height uint32) error {
	hash, err := r.look.node.HashAt(r.ctx, height)
	if err != nil {
		return err
	}
	b, err := r.look.node.Block(r.ctx, nil, hash)
	if err != nil {
		return prunedAt(height, err)
	}
	r.read++
	seen := r.watched.Scan(r.sight.Runtime, b)
	if err := r.owns(height, seen.Moved); err != nil {
		return err
	}
	open := &r.look.open
	r.book.View(func(s *ledger.State) {
		seen.Facts = slices.DeleteFunc(seen.Facts, func(f entry.Fact) bool { return s.Counted(r.home, f) != nil })
	})
	open.add(height, false, seen.Facts...)
	for decision, why := range seen.Failed {
		r.fails(decision, height, why)
	}
	if r.look.memory.holdOff(seen.Later) {
		r.logger().Warn("money came from a market's vault that is not known yet", "block", height)
	}
	return nil
}

// fails notes an attempt that the chain has run in vain.
func (r *reading) fails(decision entry.Hash, block uint32, why error) {
	if r.look.open.failed == nil {
		r.look.open.failed = map[entry.Hash]failure{}
	}
	for _, b := range r.watched.Batches {
		if b.Decision == decision {
			r.look.open.failed[decision] = failure{block, b.Topic.Number, why}
			r.logger().Error("a batch was run in vain", "batch", batchName(b.Topic), "why", why)
		}
	}
}

// beforeFounding is by how much a founder's clock may have been fast.
const beforeFounding = time.Hour

// begin finds the block behind which reading begins: the last before the founding, by the chain's clock.
func (n *Node) begin(ctx context.Context, s sight) (uint32, error) {
	founded, err := n.foundedAt()
	if err != nil {
		return 0, err
	}
	when := founded.Add(-beforeFounding)
	if when.After(s.When) {
		return 0, problem(words.ChainStart, nil, "when", founded.UTC().Format(time.RFC3339))
	}
	before := func(height uint32) (bool, error) { return n.blockBefore(ctx, s, height, when) }
	low, high := uint32(0), s.Head.Number // the founding is above low, and not above high
	for step := uint32(64); step < high; step *= 2 {
		is, err := before(high - step)
		if err != nil {
			return 0, err
		}
		if is {
			low = high - step
			break
		}
	}
	low, _, err = halve(low, high, before)
	return low, err
}

// halve finds, from a block before which something has not happened and one by which it has, the block in which it did, and
// the one before that. Neither of the two is asked about. With an error it gives how near it came.
func halve(low, high uint32, before func(height uint32) (bool, error)) (_, _ uint32, err error) {
	for low+1 < high {
		middle := low + (high-low)/2
		is, err := before(middle)
		if err != nil {
			return low, high, err
		}
		if is {
			low = middle
		} else {
			high = middle
		}
	}
	return low, high, nil
}

// foundedAt is when the community was founded, as its founding says.
func (n *Node) foundedAt() (time.Time, error) {
	found, err := n.book.Entry(n.communityID())
	if err == nil && found == nil {
		err = ledger.ErrBare
	}
	if errors.Is(err, ledger.ErrBare) {
		err = problem(words.ChainFrom, err)
	}
	if err != nil {
		return time.Time{}, err
	}
	return time.Unix(int64(found.Time), 0), nil
}

// blockBefore says whether a block was made before some time.
func (n *Node) blockBefore(ctx context.Context, s sight, height uint32, when time.Time) (bool, error) {
	hash, err := n.look.node.HashAt(ctx, height)
	if err != nil {
		return false, err
	}
	made, err := n.timeOf(ctx, s.Runtime, hash)
	return err == nil && made.Before(when), prunedAt(height, err)
}

// prunedAt tells people of the block that was asked for, where no endpoint keeps it any more.
func prunedAt(height uint32, err error) error {
	if errors.Is(err, duniter.ErrPruned) {
		return problem(words.ChainPruned, err, "number", heightName(height))
	}
	return err
}
