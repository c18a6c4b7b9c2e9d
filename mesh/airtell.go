package mesh

// telling is when the frontier is told.
type telling struct {
	owed     bool
	tellDue  int64 // tick from which it may be told
	full     bool  // with groups in full: somebody asked, or they differ
	asks     bool  // and the others are asked for the same
	told     bool
	toldAt   int   // what had come when it was told last
	nextTell int64 // tick before which it is not told again
	tellGap  int64
	failed   bool // records could not be read before it was told last

	spared int64 // tick until which nobody tells for this node again
}

// owe lets the frontier be told after a while, unless it is to be told anyway.
func (a *Air) owe(at int64) {
	if !a.owed {
		a.owed, a.tellDue = true, at
	}
}

// hearSame was told a frontier by somebody who holds the same: what it brings will be heard here too. Not
// twice in a row, for perhaps nobody answers him.
func (a *Air) hearSame() {
	if a.full || a.now < a.spared {
		return
	}
	a.spared = a.now + longestPause
	for _, n := range a.neighbours {
		n.differs = false
	}
	a.owed = false
	a.nextTell = max(a.nextTell, a.now+a.tellPause())
}

// tellPause is the least time between two frontiers.
func (a *Air) tellPause() int64 { return max(frontierPause, 20*a.unit) }

func (a *Air) frontierDue() bool { return a.owed && a.now >= max(a.tellDue, a.nextTell) }

// tells says whether what the frontier is owed for still holds.
func (a *Air) tells() bool {
	a.owed = a.full || a.pen.waits(a.now-a.tellPause()) || a.unread > 0
	for _, n := range a.neighbours {
		a.owed = a.owed || n.differs && !a.equal(n)
	}
	return a.owed
}

// sayFrontier tells what is held. When nothing has come since the last time, the pause doubles. When
// twice in a row something was not understood, entries are asked for in full form.
func (a *Air) sayFrontier(v *view, room Room) []byte {
	if !a.tells() {
		return nil
	}
	nonce := a.chance.four()
	salt := airNonce(a.settings.Node, nonce)
	told := pieces(v.Frontier(salt, a.full), false)[0].Told
	f := &airFrontier{node: a.settings.Node, nonce: nonce, asks: a.asks, whole: a.failed && a.unread > 0, told: told}
	fit := (room.MTU - len(encodeAir(a.tag, f))) / len(airMark{})
	f.penned = a.pen.marks(salt, min(max(fit-1, leastMarks), maxMarks)) // behind a longer count, too
	frame := encodeAir(a.tag, f)
	a.pauseTelling()
	return a.cut(frame, room.MTU, true)
}

func (a *Air) pauseTelling() {
	if a.told && a.toldAt == a.news {
		a.tellGap = min(2*a.tellGap, longestPause)
	} else {
		a.tellGap = a.tellPause()
	}
	a.telling = telling{told: true, toldAt: a.news, tellGap: a.tellGap, failed: a.unread > 0,
		nextTell: a.now + a.chance.between(a.tellGap, a.tellGap+a.tellGap/2)} // two who began at once do not go on so
	a.unread = 0
	for _, n := range a.neighbours {
		n.differs = false
	}
}
