package sim

import (
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// patience is the longest that a world is troubled, in ms.
const patience = 600_000

// trouble lets people live among faults until there have been enough of both.
func (w *World) trouble() {
	w.troubled = true
	w.in(1000, w.fault)
	w.run(w.now+w.pace()*patience, func() bool {
		return w.chronicle.owned >= w.options.Entries && w.faults >= w.options.Faults && len(w.chronicle.epochs) >= w.fewest() && w.blocks.busy()
	})
	if w.breach == nil && w.now >= w.pace()*patience {
		w.fail("world", "only %d entries and %d faults in %d ms", w.chronicle.owned, w.faults, w.now)
	}
}

// tooLong is when a world with radios waits no longer for an epoch, in ms.
const tooLong = 400_000

// fewest is how many epochs a world has at least before it is healed. A league takes more of the lines in each: by
// radio in two, for there an epoch takes minutes, and in one where it takes too many.
func (w *World) fewest() int {
	switch {
	case w.press == nil, w.air != nil && w.now > tooLong:
		return 2
	case w.air != nil:
		return 3
	}
	return 4
}

// pace is by how much faults come slower, and last longer, where radios join the villages.
func (w *World) pace() int64 {
	if w.air != nil {
		return 20
	}
	return 1
}

// slower is by how much the chain is slower there, and disks are lost and pruned more seldom: a world with radios
// is troubled for minutes.
func (w *World) slower() int64 {
	if w.air != nil {
		return 4
	}
	return 1
}

// respite is by how much faults come slower when there were enough of them: by radio stewards would hardly come to
// a decision otherwise.
func (w *World) respite() int64 {
	if w.air != nil && w.faults >= w.options.Faults {
		return 4
	}
	return 1
}

// fault brings one fault, and plans the next.
func (w *World) fault() {
	if !w.troubled {
		return
	}
	w.faults++
	w.in(w.respite()*w.pace()*(200+w.rnd.Int64N(1200)), w.fault)
	lasts := w.pace() * (300 + w.rnd.Int64N(3500))
	switch w.rnd.IntN(12) {
	case 0, 1, 2:
		w.stopOne()
	case 3, 4:
		w.part(lasts)
	case 5:
		w.cutOneWay(lasts)
	case 6:
		w.flap(6 + w.rnd.IntN(8))
	case 7:
		w.swizzle(lasts)
	case 8:
		w.badWeather(weather{lose: 0.1 + 0.4*w.rnd.Float64(), slow: 60}, "fault: messages get lost", lasts)
	case 9:
		w.badWeather(weather{repeat: 0.5, garble: 0.1, slow: 60}, "fault: messages come twice, or damaged", lasts)
	case 10:
		w.badWeather(weather{slow: 100 + w.rnd.Int64N(900), mixed: true}, "fault: messages are late and out of order", lasts)
	case 11:
		w.restoreOne()
	}
}

// stopOne has a machine stop: at once, or at a bad moment.
func (w *World) stopOne() {
	n := w.nodes[w.rnd.IntN(len(w.nodes))]
	if n.core == nil {
		return
	}
	if n.dies = death(w.rnd.IntN(4)); n.dies == lives {
		w.count("crash: at once")
		n.crash()
	}
}

// part cuts the nodes into groups, both ways.
func (w *World) part(lasts int64) {
	groups := make([]int, len(w.nodes))
	parts := 2 + w.rnd.IntN(2)
	for i := range groups {
		groups[i] = w.rnd.IntN(parts)
	}
	w.count("fault: a cut in two or more")
	w.tell("a cut: %v", groups)
	w.cut(lasts, func(from, to int) bool { return groups[from] != groups[to] })
}

// cutOneWay lets nobody hear one node, or one node hear nobody.
func (w *World) cutOneWay(lasts int64) {
	deaf, mute := w.rnd.IntN(len(w.nodes)), -1
	if w.chance(0.5) {
		deaf, mute = mute, deaf
	}
	w.count("fault: a cut one way")
	w.tell("a cut one way: deaf %d, mute %d", deaf, mute)
	w.cut(lasts, func(from, to int) bool { return from == mute || to == deaf })
}

// cut cuts links for a while.
func (w *World) cut(lasts int64, which func(from, to int) bool) {
	for from := range w.links {
		for to := range w.links[from] {
			if from == to || !which(from, to) {
				continue
			}
			w.links[from][to].cuts++
			w.tune(from, to)
			w.in(lasts, func() {
				if w.troubled {
					w.links[from][to].cuts--
					w.tune(from, to)
				}
			})
		}
	}
}

// flap cuts the links between two nodes and joins them, again and again.
func (w *World) flap(times int) {
	a, b := w.rnd.IntN(len(w.nodes)), w.rnd.IntN(len(w.nodes))
	w.count("fault: a link that flaps")
	w.tell("the link %d-%d flaps", a, b)
	for i := range times {
		w.in(int64(i)*200, func() {
			if w.troubled {
				w.cut(50+w.rnd.Int64N(100), func(from, to int) bool {
					return from == a && to == b || from == b && to == a
				})
			}
		})
	}
}

// swizzle holds up the links of some nodes, one after the other, and lets them flow again in another
// order.
func (w *World) swizzle(lasts int64) {
	w.count("fault: links held up and let go in another order")
	some := w.rnd.Perm(len(w.nodes))[:1+w.rnd.IntN(len(w.nodes))]
	again := w.rnd.Perm(len(some))
	w.tell("links of %v are held up", some)
	for i, n := range some {
		from, until := int64(i)*100, lasts+int64(again[i])*100+int64(len(some))*100
		for peer := range w.nodes {
			w.in(from, func() { w.clog(n, peer, 1) })
			w.in(until, func() { w.clog(n, peer, -1) })
		}
	}
}

func (w *World) clog(a, b, by int) {
	if !w.troubled {
		return
	}
	for _, way := range [][2]int{{a, b}, {b, a}} {
		if by > 0 {
			w.links[way[0]][way[1]].clogs++
		} else {
			w.unclog(way[0], way[1])
		}
	}
}

// badWeather lasts for a while on all links.
func (w *World) badWeather(bad weather, name string, lasts int64) {
	w.count(name)
	w.tell("%s", name)
	w.weather = bad
	w.tuneAll()
	w.in(lasts, func() {
		w.weather = calm
		w.tuneAll()
	})
}

// restoreOne puts an old copy of its disk into a steward's machine, and he says so: he does not speak
// with his keys again, up to the epoch that there is.
func (w *World) restoreOne() {
	if !w.troubled {
		return
	}
	n := w.nodes[w.rnd.IntN(len(w.nodes))]
	soon := n.voting[w.chronicle.current().number+1] != nil // he would have to ask for another seat
	if !n.honest() || soon || n == w.keeper() || len(n.disk.groups) < 3 || len(w.chronicle.epochs) < 2 || !w.spared(n) {
		if w.air != nil && w.troubled { // where faults are few it waits for one whom it may befall
			w.in(2000, w.restoreOne)
		}
		return
	}
	w.count("fault: a disk rolled back, and said so")
	keep := 1 + w.rnd.IntN(len(n.disk.groups)-1)
	w.tell("%s is restored: %d of %d groups are left", n.name, keep, len(n.disk.groups))
	n.crash()
	n.disk.rollBack(keep)
	if w.shadow != nil && w.shadow.of == n {
		w.shadow = nil
	}
	n.shut = w.chronicle.current().number
	if w.options.mutant == forgetful {
		n.shut = 0
	}
	if err := n.watch.rolledBack(&n.disk); err != nil {
		w.fail("world", "%v", err)
	}
}

// spared says whether a node may lose its memory: in no epoch have more than f stewards cheated, or
// lost the key of a chain whose last word nobody else holds.
func (w *World) spared(n *node) bool {
	for _, in := range w.chronicle.epochs {
		lost := 0
		for _, key := range in.seats {
			m := w.seatOf[key]
			if !m.honest() || (m == n || m.shut >= in.number) && !w.closedElsewhere(key, n) {
				lost++
			}
		}
		if lost > in.faults() {
			return false
		}
	}
	return true
}

// closedElsewhere says whether an honest node holds the last word of a chain: another than its author's,
// and than the one that is to lose its memory.
func (w *World) closedElsewhere(key keys.Account, loses *node) bool {
	for _, e := range w.chronicle.by[key] {
		if !lastWord(e) {
			continue
		}
		for _, n := range w.nodes {
			if n.honest() && n != w.seatOf[key] && n != loses && n.watch.held(e.Hash()) {
				return true
			}
		}
	}
	return false
}

// lastWord says whether an entry closes its author's chain: a closing Checkpoint, or where one steward
// is alone, as in the first epoch, his decision on the next.
func lastWord(e *entry.Entry) bool {
	switch body := e.Body.(type) {
	case *entry.Checkpoint:
		return body.Closing
	case *entry.Propose:
		return body.Topic == entry.Topic{Kind: entry.TopicEpoch, Number: 2}
	}
	return false
}
