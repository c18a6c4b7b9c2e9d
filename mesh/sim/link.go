package sim

import "slices"

// link is the way from one node to another; the way back is another link.
type link struct {
	cuts  int      // how many faults cut it at present
	clogs int      // how many faults hold it up at present
	held  [][]byte // what waits for it to flow again
	flows int64    // the latest arrival so far
}

// weather is what all links suffer from at present.
type weather struct {
	lose, repeat, garble float64 // chances for each message
	slow                 int64   // the longest delay, in ms
	mixed                bool    // what is later may be sooner there
}

// calm is a good day.
var calm = weather{slow: 12}

// send puts bytes on the way from one node to another.
func (w *World) send(from, to int, message []byte) {
	l := &w.links[from][to]
	w.sent++
	w.bytes += len(message)
	switch {
	case l.cuts > 0:
		w.count("link: lost to a cut")
		w.lost(from, to, message)
		return
	case w.chance(w.weather.lose):
		w.count("link: lost")
		w.lost(from, to, message)
		return
	case l.clogs > 0:
		w.count("link: held up")
		l.held = append(l.held, message)
		return
	}
	w.fly(from, to, message)
	if w.chance(w.weather.repeat) {
		w.count("link: repeated")
		w.fly(from, to, message)
	}
}

// fly delivers bytes after a while, perhaps damaged.
func (w *World) fly(from, to int, message []byte) {
	l := &w.links[from][to]
	if w.chance(w.weather.garble) && len(message) > 0 {
		w.count("link: garbled")
		message = slices.Clone(message)
		message[w.rnd.IntN(len(message))] ^= 1 << w.rnd.IntN(8)
	}
	at := w.now + 1 + w.rnd.Int64N(w.weather.slow)
	if !w.weather.mixed {
		at = max(at, l.flows)
	} else if at < l.flows {
		w.count("link: out of order")
	}
	l.flows = max(l.flows, at)
	w.at(at, func() { w.nodes[to].hear(from, message) })
}

// unclog lets a link flow again, if nothing else holds it up.
func (w *World) unclog(from, to int) {
	l := &w.links[from][to]
	if l.clogs--; l.clogs > 0 {
		return
	}
	held := l.held
	l.held = nil
	for _, message := range held {
		w.fly(from, to, message)
	}
}
