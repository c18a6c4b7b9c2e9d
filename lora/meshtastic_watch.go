package lora

import (
	"strings"
	"time"
)

// meshWatch is what is looked after while frames are carried.
type meshWatch struct {
	wrote, heard time.Time
	looked       time.Time  // when the board was last asked for its settings
	facts        boardFacts // what it said since
	answers      bool       // it answers heartbeats
	load         float64    // of the channel, as the board says
}

func newMeshWatch() meshWatch {
	now := time.Now()
	return meshWatch{wrote: now, heard: now, looked: now}
}

// watch looks after everything that time may bring, once a second.
func (t *meshTalk) watch() error {
	now := time.Now()
	t.stalled()
	if t.answers && now.Sub(t.heard) > meshSilence {
		return silence(because(Gone), "any more")
	}
	if err := t.overdue(now); err != nil {
		return err
	}
	if now.Sub(t.looked) >= meshLookAgain {
		t.looked, t.facts = now, boardFacts{}
		return t.say(sayWantConfig(onlySettings))
	}
	return t.keepUp(now)
}

// overdue gives up a frame that the board says nothing of, and a board that says nothing of several.
func (t *meshTalk) overdue(now time.Time) error {
	if t.pending == nil || t.id == 0 || now.Before(t.deadline) {
		return nil
	}
	missed, silent := t.missed+1, silence(because(Stuck), "whether it took a frame")
	t.settle(silent)
	t.missed = missed
	if missed >= meshMissed {
		return silent
	}
	return nil
}

// keepUp sends heartbeats: often while there is no room, and otherwise so that the board knows that we are there.
func (t *meshTalk) keepUp(now time.Time) error {
	every := meshHeartbeat
	if !t.room {
		every = meshRoomAsk
		if now.Sub(t.full) >= meshRoom {
			return silence(because(Stuck), "that it has room, for a minute")
		}
	}
	if now.Sub(t.wrote) < every {
		return nil
	}
	return t.say(sayHeartbeat())
}

// lookedAgain compares the settings with those that we count by. Another program, or a first region, may have changed them without
// a word.
func (t *meshTalk) lookedAgain(nonce uint32) error {
	if nonce != onlySettings {
		return nil
	}
	plan, err := t.judge(&t.facts)
	if err != nil || plan != t.plan {
		return errAnew
	}
	return nil
}

// metrics are the board's own figures.
func (t *meshTalk) metrics(payload []byte) {
	var m meshMetrics
	if eachField(payload, m.field) != nil || m.load < 0 || m.sent < 0 {
		return
	}
	t.load = m.load / 100
	t.desk.Note(func(s *Status) { s.Load, s.Airtime = min(1, m.load/100), min(1, m.sent/100) })
	t.repeating(m.sent / 100)
}

// repeating keeps frames back while the board has spent nearly all that the law allows of an hour: what it repeats for others is
// spent by the same transmitter, and only the board counts that.
func (t *meshTalk) repeating(sent float64) {
	limit := float64(t.band.Duty) / float64(Whole) * float64(defaultShare) / float64(Whole)
	if t.band.Duty == Whole || sent < limit {
		return
	}
	t.bar(meshFigures)
	t.desk.Complain(complaint(because(RepeatsSpend), "the board has spent its airtime, what it repeats for others counted"), meshFigures)
}

// notice is the board's word to people. One about its duty cycle says how long that will last.
func (t *meshTalk) notice(text string) {
	if len(text) > textBytes {
		text = strings.ToValidUTF8(text[:textBytes], "")
	}
	t.desk.Note(func(s *Status) { s.Told = text })
	if strings.Contains(strings.ToLower(text), "duty cycle") {
		wait := minutesIn(text)
		t.bar(wait)
		t.desk.Complain(complaint(because(DutyReached), text), max(wait, meshBar))
	}
}
