package sim

import (
	"crypto/sha256"
	"errors"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/mesh"
)

// Stewards draw cuts of themselves in these worlds, and often; some follower loses its disk, and begins
// with a checkpoint over the mesh; some nodes let go of what a checkpoint stands for. All of them go on
// like the others, and are held against them in the end. One follower keeps everything, and nobody lets
// go of what that one does not hold: who comes back with an old disk has to be brought what he lacks.

// cutEvery is how many entries come between two cuts.
const cutEvery = 120

// errOver is why a cut is not drawn after all.
var errOver = errors.New("it is not due any more")

// book opens what a node has on its disk, as a machine does.
func (n *node) book() (*ledger.Book, error) {
	store := &ledger.Memory{}
	if n.disk.base != nil {
		if err := store.Keep(ledger.KeptBase, 1, n.disk.base.Bytes()); err != nil {
			return nil, err
		}
	}
	var records []ledger.Record
	for i, full := range n.disk.records {
		records = append(records, ledger.Record{Pos: int64(i) + 1, Full: full})
	}
	if err := store.Append(records); err != nil {
		return nil, err
	}
	return ledger.OpenBook(ledger.Config{Store: store, Community: n.w.community, Every: -1})
}

// drawCuts has a steward draw the cut that is due, or one that another has drawn.
func (n *node) drawCuts() {
	if n.core.Steward == nil || !n.w.troubled {
		return
	}
	st := &ledger.Steward{Market: n.w.market, Voting: n.core.Steward.Voting, CutEvery: cutEvery}
	heads, name := st.Draws(n.core.State), "cut: drawn"
	due := func(s *ledger.State) bool { return st.Draws(s) != nil }
	var claimed entry.Hash
	if list := st.Seconds(n.core.State); heads == nil && len(list) > 0 {
		heads, claimed, name = list[0].Heads, list[0].State, "cut: seconded"
		due = func(s *ledger.State) bool { return len(st.Seconds(s)) > 0 }
	}
	if heads == nil {
		return
	}
	book, err := n.book()
	if err != nil {
		n.w.count("cut: the disk alone does not tell")
		return
	}
	state, err := book.StateAt(n.w.market, heads)
	if err != nil || !claimed.IsZero() && claimed != state {
		n.w.countError("cut: ", errors.Join(err, errOver))
		return
	}
	epoch, _ := n.core.State.Serves(ledger.Ref{Market: n.w.market, Key: st.Voting.Account()})
	n.inbox = append(n.inbox, letter{draft: func(s *ledger.State) (*entry.Entry, error) {
		if !due(s) {
			return nil, errOver
		}
		e := s.Next(ledger.Ref{Market: n.w.market, Key: st.Voting.Account()}, n.w.clock())
		e.Body = &entry.Checkpoint{Epoch: epoch, Heads: heads, State: state}
		return e, e.Sign(st.Voting)
	}})
	n.w.count(name)
	n.wake()
}

// base is the newest base that a node can make, once for each newest cut; nil: none.
func (n *node) base() *ledger.Base {
	newest, known := n.core.State.Vouched(n.w.market)
	if !known || n.shelf.tried == newest.State {
		return n.shelf.base
	}
	n.shelf.tried = newest.State
	book, err := n.book()
	if err == nil {
		var base *ledger.Base
		if base, err = book.BaseOf(n.w.market); err == nil {
			n.shelf.base, n.shelf.bytes = base, base.Bytes()
			return base
		}
	}
	n.w.countError("checkpoint: none can be made: ", err)
	return n.shelf.base
}

// shelf is what a node has for newcomers.
type shelf struct {
	tried entry.Hash
	base  *ledger.Base
	bytes []byte
}

// part is the part that a peer asks for.
func (n *node) part(asked *mesh.Seek) *mesh.Part {
	answer := &mesh.Part{Market: asked.Market}
	if n.base() == nil {
		return answer
	}
	name, size := entry.Hash(sha256.Sum256(n.shelf.bytes)), int64(len(n.shelf.bytes))
	if !asked.Name.IsZero() && asked.Name != name || asked.From >= size {
		return answer
	}
	end := min(asked.From+mesh.PartSize, size)
	return &mesh.Part{Market: asked.Market, Giving: mesh.Here, Name: name, Size: size, From: asked.From, Bytes: n.shelf.bytes[asked.From:end]}
}

// loseOne has a follower lose its disk. It begins anew, with a checkpoint if somebody has one.
func (w *World) loseOne() {
	w.in(w.slower()*(3000+w.rnd.Int64N(4000)), w.loseOne)
	n := w.nodes[w.rnd.IntN(len(w.nodes))]
	if !w.troubled || !n.ready() || !n.honest() || len(n.voting) > 0 || n.shelf.seeks(n) || n == w.keeper() {
		return
	}
	if _, known := n.core.State.Vouched(w.market); !known {
		return
	}
	w.tell("%s loses its disk", n.name)
	w.count("fault: a disk lost")
	n.crash()
	n.loseAll()
}

// seeks says whether a node is still looking for a checkpoint.
func (shelf) seeks(n *node) bool { _, on := n.sync.Searching(); return on }

// loseAll empties a node's disk.
func (n *node) loseAll() {
	n.disk, n.shelf, n.watch = disk{}, shelf{}, newWatch()
	if n.w.shadow != nil && n.w.shadow.of == n {
		n.w.shadow = nil
	}
}

// search is what a node looks for that holds nothing.
func (n *node) search() mesh.Search {
	if len(n.disk.records) > 0 || n.disk.base != nil || n.life < 2 {
		return mesh.Search{} // at first nobody has anything
	}
	return mesh.Search{Market: n.w.market, Most: 1 << 30}
}

// fetch takes in what has come of a checkpoint, and begins with it when it is whole.
func (n *node) fetch() {
	for part := n.sync.Fetched(); part != nil; part = n.sync.Fetched() {
		n.spool = append(n.spool[:part.From:part.From], part.Bytes...)
		if n.sync.Spooled() {
			n.sync.Judged(n.core.State, n.begin(part.Name))
		}
	}
}

// begin begins with what was fetched; a wrong one is refused.
func (n *node) begin(name entry.Hash) bool {
	if sha256.Sum256(n.spool) != name {
		n.w.count("checkpoint: damaged on the way")
		return false
	}
	if len(n.disk.records) > 0 || n.disk.base != nil {
		n.w.count("checkpoint: came too late") // a book that holds something does not begin, as ledger.Book has it
		return false
	}
	base, err := ledger.ReadBase(n.spool)
	var s *ledger.State
	if err == nil {
		s, err = base.Load(n.w.community, nil)
	}
	if err != nil {
		n.w.fail("I12", "%s cannot begin with what was vouched for: %v", n.name, err)
		return false
	}
	n.w.tell("%s begins with a checkpoint, %d entries", n.name, s.Held())
	n.w.count("checkpoint: begun with over the mesh")
	n.disk.begin(base)
	n.core = ledger.CoreOn(s, nil)
	return true
}

// keeper is the follower who keeps everything. In a line of villages he is in the second, whom all hear: what he
// alone can show nobody could tell on.
func (w *World) keeper() *node {
	if w.air != nil && w.air.line {
		return w.nodes[w.stewards+(w.air.villages+1-w.stewards%w.air.villages)%w.air.villages]
	}
	return w.nodes[len(w.nodes)-1]
}

// holds says whether a node holds all that some heads reach.
func (n *node) holds(heads []entry.Head) bool {
	return n.core != nil && !slices.ContainsFunc(heads, func(h entry.Head) bool {
		return h.Seq > 0 && !n.core.State.Holds(h.Hash)
	})
}

// pruneOne has a node let go of what a checkpoint stands for, and start with that.
func (w *World) pruneOne() {
	w.in(w.slower()*(2500+w.rnd.Int64N(4000)), w.pruneOne)
	n := w.nodes[w.rnd.IntN(len(w.nodes))]
	if !w.troubled || !n.ready() || !n.honest() || n.core.Stale() || n == w.keeper() {
		return
	}
	base := n.base()
	if base == nil || !w.keeper().holds(base.Heads) {
		return
	}
	told, err := base.Load(w.community, nil)
	if err != nil {
		w.fail("I12", "%s cannot read its own checkpoint: %v", n.name, err)
		return
	}
	before := len(n.disk.records)
	n.disk.prune(base, told, n.watch)
	w.tell("%s lets go of %d entries", n.name, before-len(n.disk.records))
	w.count("checkpoint: pruned")
	if w.shadow != nil && w.shadow.of == n {
		w.shadow = nil
	}
	n.reload()
}
