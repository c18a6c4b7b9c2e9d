package lora

import (
	"context"
	"errors"
	"io"
	"time"
)

// meshTalk is one conversation with a board. One goroutine has it.
type meshTalk struct {
	*Meshtastic
	line   *Line
	desk   *Desk
	reader meshtasticReader
	told   *bootText
	queue  []fromBoard // taken apart, and not looked at yet

	plan  boardPlan
	ready bool
	meshFlow
	meshWatch
}

func newMeshTalk(m *Meshtastic, line *Line, desk *Desk) *meshTalk {
	t := &meshTalk{Meshtastic: m, line: line, desk: desk, told: &bootText{desk: desk}}
	t.reader = meshtasticReader{frame: t.message, text: t.text, damaged: desk.Lost}
	return t
}

// begin takes over what was heard of the board. From here on its airtime is counted so. What it said behind its settings stays to be
// looked at: frames that came while nobody was there.
func (t *meshTalk) begin(p boardPlan) {
	t.plan, t.ready = p, true
	t.meshFlow = meshFlow{room: true}
	t.meshWatch = newMeshWatch()
	t.modem.Store(&p.modem)
	t.desk.Note(func(s *Status) { s.Told = "" })
}

// message takes one frame apart.
func (t *meshTalk) message(b []byte) bool {
	m, err := decodeFromBoard(append([]byte(nil), b...))
	if err == nil {
		t.queue = append(t.queue, m)
	}
	return err == nil
}

// text keeps what a board says while it starts. Later its log would drown what it complains of.
func (t *meshTalk) text(c byte) {
	if !t.ready {
		t.told.take(c)
	}
}

// say sends one message.
func (t *meshTalk) say(message []byte) error {
	t.wrote = time.Now()
	return t.line.Write(meshtasticFrame(message))
}

// take reads what came.
func (t *meshTalk) take(bytes []byte) {
	t.heard = time.Now()
	t.reader.take(bytes)
}

// stalled gives up half a frame whose other half should have come long ago.
func (t *meshTalk) stalled() {
	if time.Since(t.heard) >= meshStalled {
		t.reader.giveUp()
	}
}

// hear gives the next message. It errs when the line breaks, ctx ends or the patience does.
func (t *meshTalk) hear(ctx context.Context, patience <-chan time.Time) (fromBoard, error) {
	for len(t.queue) == 0 {
		select {
		case bytes, ok := <-t.line.In():
			if !ok {
				return fromBoard{}, t.broken()
			}
			t.take(bytes)
		case <-patience:
			t.stalled()
			return fromBoard{}, errPatience
		case <-ctx.Done():
			return fromBoard{}, ctx.Err()
		}
	}
	m := t.queue[0]
	t.queue = t.queue[1:]
	return m, nil
}

// idle lets some time pass; what comes meanwhile is of no interest but that the board started anew.
func (t *meshTalk) idle(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		m, err := t.hear(ctx, timer.C)
		if errors.Is(err, errPatience) {
			return nil
		}
		if err == nil && m.rebooted {
			err = errAnew
		}
		if err != nil {
			return err
		}
	}
}

// broken says why the line broke.
func (t *meshTalk) broken() error {
	if err := t.line.Err(); err != nil {
		return err
	}
	return io.EOF
}
