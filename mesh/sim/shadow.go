package sim

import (
	"foirail/ledger"
	"foirail/ledger/entry"
)

// shadow is a core that began with a snapshot of a node's state, and has since been told what that
// node has written, and nothing else.
type shadow struct {
	of   *node
	core *ledger.Core
	told int // how often
}

// newShadow has a shadow follow some honest node, in the place of the last one.
func (w *World) newShadow() {
	w.in(1500+w.rnd.Int64N(3000), w.newShadow)
	n := w.nodes[w.rnd.IntN(len(w.nodes))]
	if !w.troubled || !n.honest() || !n.ready() || n.core.Stale() || n.core.State.Founding() == nil {
		return
	}
	bytes, err := n.core.State.Snapshot()
	if err != nil {
		w.fail("I12", "%s cannot write its state down: %v", n.name, err)
		return
	}
	s, err := ledger.LoadSnapshot(bytes, n.core.State.Summary().Hash())
	if err != nil {
		w.fail("I12", "the state that %s has written down cannot be read: %v", n.name, err)
		return
	}
	held, err := n.disk.read()
	if err != nil {
		w.fail("I6", "%s cannot read its disk: %v", n.name, err)
		return
	}
	w.shadow = &shadow{of: n, core: &ledger.Core{State: s}}
	w.count("I12: a node of a snapshot")
	w.follow(n, held) // a snapshot leaves out what no vote names
	w.I12()
}

// follow tells a node's shadow what the node has written.
func (w *World) follow(n *node, made []*entry.Entry) {
	if w.shadow == nil || w.shadow.of != n || w.breach != nil {
		return
	}
	for _, e := range made {
		_, answers, err := w.shadow.core.Step([]ledger.Draft{ledger.Offer(e)}, 0)
		if err == nil {
			err = answers[0].Err
		}
		if err != nil {
			w.fail("I12", "%s has written %v, and with a snapshot it is refused: %v", n.name, e, err)
			return
		}
	}
	if w.shadow.told++; w.shadow.told%20 == 0 {
		w.I12()
	}
}

// I12: a node that starts from a checkpoint reaches the same state hash as one that replays
// everything. And a steward who does so votes as he would have. What a member had deposited when it was
// attested that he is one hangs on the order of the words, and a snapshot does not tell it: to him a
// steward may grant more of his advance, or less.
func (w *World) I12() {
	if w.shadow == nil || w.breach != nil {
		return
	}
	n, s := w.shadow.of, w.shadow.core.State
	if !n.ready() {
		return
	}
	if n.core.Stale() || w.shadow.core.Stale() {
		w.shadow = nil // both are to load everything anew
		return
	}
	w.count("I12: compared")
	if got, want := s.Summary().Hash(), n.core.State.Summary().Hash(); got != want {
		w.fail("I12", "%s has state %s, and with a snapshot it would have %s", n.name, want, got)
		return
	}
	if n.core.Steward == nil {
		return
	}
	for _, e := range n.watch.open {
		if by := (ledger.Ref{Market: e.Market, Key: e.Author}); s.Advance(by) != n.core.State.Advance(by) {
			w.count("I12: an advance that no snapshot tells")
			continue
		}
		if got, want := n.core.Steward.MayVote(s, e.Hash()), n.core.Steward.MayVote(n.core.State, e.Hash()); (got == nil) != (want == nil) {
			w.fail("I12", "%s says of %v: %v, and with a snapshot: %v", n.name, e, want, got)
		}
	}
}
