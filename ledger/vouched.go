package ledger

import (
	"bytes"
	"cmp"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// DefaultCutEvery is how many entries come between two cuts that stewards draw of themselves, at the
// least; in a large ledger it is a tenth of all. Newcomers begin with such a cut, and what stands
// before it may be let go of.
const DefaultCutEvery = 10_000

// drawn is one wording of a cut, and who has drawn it.
type drawn struct {
	Voucher
	faults int
	of     uint32     // the epoch through which it goes
	last   uint32     // in the order of coming, of the Checkpoint that came last
	entry  entry.Hash // the Checkpoint of who drew it first, by seat
}

// vouched says whether one honest steward must be among those who have drawn it.
func (d *drawn) vouched() bool { return len(d.By) > d.faults }

// cuts lists what the stewards of a market have drawn, by wording and epoch, the farthest last.
func (s *State) cuts(m *market) (list []*drawn) {
	for _, e := range m.epochs {
		for _, seated := range e.seats {
			list = s.cutsBy(m, e, seated.Voting, list)
		}
	}
	slices.SortFunc(list, func(a, b *drawn) int {
		return cmp.Or(cmp.Compare(a.Epoch, b.Epoch), cmp.Compare(a.of, b.of), cmp.Compare(reach(a.Heads), reach(b.Heads)), bytes.Compare(a.State[:], b.State[:]))
	})
	return list
}

// cutsBy adds what one steward of an epoch has drawn.
func (s *State) cutsBy(m *market, e *epoch, voting keys.Account, list []*drawn) []*drawn {
	for _, n := range s.look(Ref{m.id, voting}).service {
		body, ok := n.entry.Body.(*entry.Checkpoint)
		if !ok || len(body.Heads) == 0 || e.closedAt > 0 && n.seq > e.closedAt {
			continue
		}
		i := slices.IndexFunc(list, func(d *drawn) bool {
			return d.Epoch == e.number && d.State == body.State && slices.Equal(d.Heads, body.Heads)
		})
		if i < 0 {
			i = len(list)
			list = append(list, &drawn{Voucher: Voucher{Epoch: e.number, Heads: body.Heads, State: body.State}, faults: e.faults(), entry: n.hash})
			if of := m.seatsOf(body.Heads); of != nil {
				list[i].of = of.number
			}
		}
		if d := list[i]; !slices.Contains(d.By, voting) {
			d.By, d.last = append(d.By, voting), max(d.last, n.order)
		}
	}
	return list
}

// Vouched is the newest state at a cut for which stewards of a market vouch; false where they vouch
// for none.
func (s *State) Vouched(id entry.MarketID) (newest Voucher, known bool) {
	m := s.markets[id]
	if m == nil {
		return Voucher{}, false
	}
	for _, d := range slices.Backward(s.cuts(m)) {
		if d.vouched() {
			return d.Voucher, true
		}
	}
	return Voucher{}, false
}

// Seconds lists cuts that other stewards of this epoch have drawn, and that this one is to compute, and
// to draw too where he comes to the same state. The farthest stands first, so that all choose the same.
func (st *Steward) Seconds(s *State) (due []Drawn) {
	m, at, err := st.sits(s)
	if err != nil || at.epoch != m.current() || !s.ready(m, at.epoch) {
		return nil
	}
	list, me := s.cuts(m), st.Voting.Account()
	since := s.lastOf(list, (*drawn).vouched)
	for _, d := range slices.Backward(list) {
		switch {
		case d.vouched():
			return due
		case slices.Contains(d.By, me):
			return due // what he has drawn waits for others
		case d.Epoch == at.epoch.number && d.of == d.Epoch && int(d.last)-int(since) >= st.cutEvery(s)/2:
			due = append(due, Drawn{By: d.By[0], Entry: d.entry, Heads: d.Heads, State: d.State})
		}
	}
	return due
}

// lastOf is where the newest of some cuts stands in the order of coming.
func (s *State) lastOf(list []*drawn, of func(*drawn) bool) (last uint32) {
	for _, d := range list {
		if of(d) {
			last = max(last, d.last)
		}
	}
	return last
}

// regular says whether it is time for another cut, after the last that is vouched for and the last of
// his own. The seats are not patient for equally long, so that mostly one draws, and the others
// second him.
func (st *Steward) regular(s *State, m *market, at seat) bool {
	last := s.lastOf(s.cuts(m), func(d *drawn) bool { return d.vouched() || slices.Contains(d.By, st.Voting.Account()) })
	every := st.cutEvery(s)
	return int(s.graph.arrived)-int(last) >= every+at.index*every/4
}

func (st *Steward) cutEvery(s *State) int {
	return max(cmp.Or(st.CutEvery, DefaultCutEvery), s.entries/10)
}
