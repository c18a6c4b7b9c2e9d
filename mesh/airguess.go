package mesh

import (
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// shared remembers what stood in one frame: whoever did not hear it lacks all of it.
func (a *Air) shared(list []entry.Hash) {
	if len(list) == 0 {
		return
	}
	a.frames = slices.DeleteFunc(a.frames, func(old []entry.Hash) bool { return slices.Equal(old, list) })
	if len(a.frames) >= maxFrames {
		a.frames = append(a.frames[:0], a.frames[1:]...)
	}
	a.frames = append(a.frames, slices.Clone(list))
}

// lost finds what a neighbour has lost by what was named to him and he lacks: the frames in which that was on
// air. What points to something else that he lacks was not lost, it waits for that. False: it is not known here.
func (a *Air) lost(v *view, lacks []airMark) (list []entry.Hash, known bool) {
	named := a.named(lacks)
	first := slices.DeleteFunc(slices.Clone(named), func(h entry.Hash) bool {
		e := v.read(h)
		return e == nil || slices.ContainsFunc(ledger.PointsTo(e), func(h entry.Hash) bool { return slices.Contains(named, h) })
	})
	for _, frame := range a.frames {
		if slices.ContainsFunc(frame, func(h entry.Hash) bool { return slices.Contains(first, h) }) {
			list = append(list, frame...)
		}
	}
	for _, h := range first {
		if !slices.Contains(list, h) {
			list = append([]entry.Hash{h}, list...)
		}
	}
	return list, len(list) > 0
}

// named lists entries by how their hashes begin, of each beginning the last one that came.
func (a *Air) named(marks []airMark) (list []entry.Hash) {
	for _, m := range marks {
		for _, h := range slices.Backward(a.history.list) {
			if airMark(h[:2]) == m {
				list = append(list, h)
				break
			}
		}
	}
	return list
}

// guess finds out what a neighbour lacks whose digest was never known here: mostly it is a frame that was
// on air, or two or three, and what could not be taken in without them. How many entries he holds says
// which it can be, and his digest says which it is. It costs no airtime; false: it is something else.
func (a *Air) guess(s *ledger.State, n *neighbour) ([]entry.Hash, bool) {
	lacks := int64(s.Held()) - n.counts()
	if lacks <= 0 || lacks > int64(len(a.history.lately)) {
		return nil, false
	}
	l := s.Lately(a.history.lately)
	var waiting []entry.Hash
	for _, q := range a.fresh {
		waiting = append(waiting, q.hash)
	}
	g := &guesser{lacks: int(lacks), tries: min(maxGuesses, max(guessWork/(l.Tips()+1), 1)),
		is: func(lost ledger.Some) bool { return n.nonce.Short(l.Digest(lost)) == n.digest }}
	for _, list := range slices.Backward(a.frames) {
		if lost := l.Behind(list); lost.Count() > 0 && !slices.Contains(g.frames, lost) {
			g.frames = append(g.frames, lost)
		}
	}
	if !g.find(l.Behind(waiting), 0, mostLost) {
		return nil, false
	}
	return l.Hashes(g.lost), true
}

// guesser looks for some frames without which as much would be lacking as a neighbour lacks.
type guesser struct {
	frames []ledger.Some // and what is behind them
	lacks  int           // entries
	tries  int           // that are left
	is     func(ledger.Some) bool
	lost   ledger.Some // what was found
}

// find adds to some that lack up to so many frames, from one on.
func (g *guesser) find(lost ledger.Some, from, most int) bool {
	count := lost.Count()
	if count == g.lacks && g.tries > 0 {
		if g.tries--; g.is(lost) {
			g.lost = lost
			return true
		}
	}
	if count >= g.lacks || most == 0 {
		return false
	}
	for i := from; i < len(g.frames); i++ {
		if g.find(lost.With(g.frames[i]), i+1, most-1) {
			return true
		}
	}
	return false
}
