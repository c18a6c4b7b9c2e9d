package mesh

import (
	"cmp"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// tableKey names the table of a steward: of a seat in an epoch of a market.
type tableKey struct {
	market entry.MarketID
	epoch  uint32
	seat   int
}

// table is the numbers of a steward, as far as his chain was gone through.
type table struct {
	tableKey
	steward keys.Account
	handles *entry.Handles
	marks   []mark // how it grew
	asked   uint32 // ledger.State.Now when it was first asked for
	held    uint32 // how far the chain was held then
	bare    bool   // what is to be gone through cannot be shown here: only a base tells of it
	forked  bool
	used    int64 // tick at which it was last asked for
}

// mark is how many numbers there were, up to a seq of the steward's and a point in the order in which
// entries came.
type mark struct {
	now          uint32
	seq          uint32
	keys, series int
}

// tables is the tables that frames have been said or heard with.
type tables struct{ list []*table }

// of is a table, begun when it is asked for the first time. When there are too many, the one that was
// not used for longest goes.
func (t *tables) of(s *ledger.State, k tableKey, now int64) *table {
	for _, x := range t.list {
		if x.tableKey == k {
			x.used = now
			return x
		}
	}
	seats := s.Seats(k.market, k.epoch)
	if k.seat >= len(seats) {
		return nil
	}
	if len(t.list) >= maxTables {
		oldest := slices.MinFunc(t.list, func(a, b *table) int { return cmp.Compare(a.used, b.used) })
		t.list = slices.DeleteFunc(t.list, func(x *table) bool { return x == oldest })
	}
	steward := seats[k.seat].Voting
	x := &table{tableKey: k, steward: steward, handles: entry.NewHandles(k.market, steward), asked: s.Now(),
		held: s.Reach(k.market, steward), used: now}
	t.list = append(t.list, x)
	return x
}

// numbers counts those of all tables.
func (t *tables) numbers() (n int) {
	for _, x := range t.list {
		n += x.handles.Keys()
	}
	return n
}

// best is the table of an epoch that a sender uses: one that is in use already, so that most nodes need
// only one, else that of the steward who has said most.
func (t *tables) best(s *ledger.State, market entry.MarketID, epoch uint32, now int64) *table {
	var best *table
	for _, x := range t.list {
		if x.market == market && x.epoch == epoch && x.usable() && (best == nil || x.handles.Keys() > best.handles.Keys()) {
			best = x
		}
	}
	if best != nil {
		best.used = now
		return best
	}
	seat, most := -1, uint32(0)
	for i, seated := range s.Seats(market, epoch) {
		if n := s.Reach(market, seated.Voting); n > most && !s.Forked(ledger.Ref{Market: market, Key: seated.Voting}) {
			seat, most = i, n
		}
	}
	if seat < 0 {
		return nil
	}
	return t.of(s, tableKey{market, epoch, seat}, now)
}

func (x *table) usable() bool { return !x.bare && !x.forked }

// grow goes on with all tables, as far as a number of entries read allows, and says whether one has grown.
func (t *tables) grow(v *view, reads int) (grown bool) {
	for _, x := range t.list {
		for reads > 0 && x.step(v, &reads) {
			grown = true
		}
	}
	return grown
}

// step takes the next entry of the steward's chain, and says whether there was one.
func (x *table) step(v *view, reads *int) bool {
	x.forked = v.Forked(ledger.Ref{Market: x.market, Key: x.steward})
	if !x.usable() {
		return false
	}
	held := v.InSlot(x.market, entry.Slot{Author: x.steward, Seq: x.handles.Seq() + 1})
	if len(held) != 1 {
		return false
	}
	read := func(h entry.Hash) *entry.Entry { *reads--; return v.read(h) }
	e := read(held[0])
	if e == nil || x.handles.Take(e, read) != nil {
		x.bare = true
		return false
	}
	x.mark(v.Now())
	return true
}

// mark notes how far the table has got. What was held when the table was first asked for has come by
// then; what came since has come by now.
func (x *table) mark(now uint32) {
	if x.handles.Seq() <= x.held {
		now = x.asked
	}
	m := mark{now, x.handles.Seq(), x.handles.Keys(), x.handles.Series()}
	if n := len(x.marks); n > 0 && x.marks[n-1].keys == m.keys && x.marks[n-1].series == m.series {
		return
	}
	x.marks = append(x.marks, m)
}

// at is how many numbers there were when the steward had said as much as seq.
func (x *table) at(seq uint32) mark {
	i, _ := slices.BinarySearchFunc(x.marks, seq+1, func(m mark, seq uint32) int { return cmp.Compare(m.seq, seq) })
	return x.before(i)
}

// by is how many numbers there were at a point in the order of coming.
func (x *table) by(now uint32) mark {
	i, _ := slices.BinarySearchFunc(x.marks, int64(now)+1, func(m mark, now int64) int { return cmp.Compare(int64(m.now), now) })
	return x.before(i)
}

func (x *table) before(i int) mark {
	if i == 0 {
		return mark{}
	}
	return x.marks[i-1]
}

// bare says whether this node lacks numbers that others have, of a market's current epoch.
func (t *tables) bare(s *ledger.State) bool {
	return slices.ContainsFunc(t.list, func(x *table) bool {
		m, known := s.Market(x.market)
		return x.bare && known && m.Epoch == x.epoch
	})
}
