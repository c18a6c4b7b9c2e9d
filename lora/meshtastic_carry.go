package lora

import (
	"context"
	"time"
)

// meshFlow is where frames to the board stand. One at a time is under way.
type meshFlow struct {
	pending  *Packet // handed over, without an answer yet
	id       uint32  // of the frame that was handed over last
	deadline time.Time
	missed   int           // answers in a row that never came
	reason   int           // that the last frame was refused for
	pace     time.Duration // how long the last frame keeps the air busy
	clear    time.Time     // when the air should be done with it
	within   bool          // it may still stand in the board's queue
	next     *time.Timer   // when to look again whether the next one can go
	room     bool          // the board's queue is less than half full
	held     time.Time     // since when the pending frame waits, because the queue was full; zero: it does not
	full     time.Time     // since when there is none
	barred   time.Time     // until when the board keeps silent for its duty cycle
}

// patiencePaces is how often the time of a frame we wait until it has left a queue in which others may stand, too.
const patiencePaces = 10

// carry takes frames to the board and from it until something ends that.
func (t *meshTalk) carry(ctx context.Context) error {
	defer func() {
		t.ready = false
		t.settle(ErrSilent)
	}()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	t.next = time.NewTimer(0)
	defer t.next.Stop()
	for {
		if err := t.drain(); err != nil {
			return err
		}
		select {
		case bytes, ok := <-t.line.In():
			if !ok {
				return t.broken()
			}
			t.take(bytes)
		case p := <-t.open():
			if err := t.send(p); err != nil {
				return err
			}
		case <-t.next.C:
			if err := t.look(); err != nil {
				return err
			}
		case <-tick.C:
			if err := t.watch(); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// open gives the frames to send while one can be taken.
func (t *meshTalk) open() <-chan Packet {
	if t.pending != nil || !t.room || t.within {
		return nil
	}
	return t.desk.Sends()
}

// look asks whether the last frame has left the board. One that does not tell is taken to have sent it in time.
func (t *meshTalk) look() error {
	if !t.within {
		return nil
	}
	if !t.answers || time.Since(t.clear) > patiencePaces*t.pace {
		t.within = false
		return nil
	}
	t.next.Reset(max(t.pace/2, meshLook))
	return t.say(sayHeartbeat())
}

// send hands one frame over. While the board has to keep silent it is not even asked.
func (t *meshTalk) send(p Packet) error {
	t.pending = &p
	if wait := time.Until(t.barred); wait > 0 {
		t.settle(&NoAirtime{Wait: wait})
		return nil
	}
	for t.id = 0; t.id == 0; {
		t.id = t.Rand.Uint32()
	}
	t.deadline = time.Now().Add(meshAnswer)
	t.pace = t.busyFor(len(p.Bytes))
	t.clear, t.within = time.Now().Add(t.pace), true
	t.next.Reset(t.pace)
	port, payload := t.plan.modem.pad(p.Bytes)
	return t.say(sayPacket(meshHanded{id: t.id, channel: t.plan.channel, hops: t.plan.modem.hops, port: port, payload: payload}))
}

// busyFor is how long a frame keeps the air busy. On a busy channel those who repeat it are counted in.
func (t *meshTalk) busyFor(n int) time.Duration {
	once := t.plan.modem.airtime(n)
	if t.load > busyChannel {
		return once * time.Duration(1+t.plan.modem.hops)
	}
	return once
}

// drain acts on all that has come.
func (t *meshTalk) drain() error {
	for len(t.queue) > 0 {
		m := t.queue[0]
		t.queue = t.queue[1:]
		if err := t.act(m); err != nil {
			return err
		}
	}
	return nil
}

// act does what one message asks for.
func (t *meshTalk) act(m fromBoard) error {
	switch {
	case m.rebooted:
		return errAnew
	case m.queue != nil:
		return t.answer(*m.queue)
	case m.packet != nil && m.packet.data != nil:
		return t.packet(*m.packet)
	case m.notice != "":
		t.notice(m.notice)
	case m.complete != 0:
		return t.lookedAgain(m.complete)
	}
	t.facts.note(m)
	return nil
}

// packet acts on a packet: a frame of our own kind, or something that the board says as a member of its mesh.
func (t *meshTalk) packet(p meshPacket) error {
	own := p.from == t.plan.node
	frame, ours := unpad(p.data.port, p.data.payload)
	switch {
	case ours && !own && int(p.channel) == t.plan.channel:
		t.desk.Heard(Frame{Bytes: frame, RSSI: p.rssi, SNR: p.snr})
	case p.data.port == portTelemetry && own:
		t.metrics(p.data.payload)
	case p.data.port == portRouting && p.data.request == t.id && t.id != 0:
		if reason, err := routingError(p.data.payload); err == nil {
			return t.verdict(reason)
		}
	}
	return nil
}

// answer is the board's word about its queue, and about a frame if it names one.
func (t *meshTalk) answer(q queueStatus) error {
	t.answers = true
	room := 2*q.free > q.most
	if room != t.room {
		t.room, t.full = room, time.Now()
	}
	if q.packet == t.id && t.id != 0 {
		return t.verdict(q.result)
	}
	if room && t.holds() {
		return t.send(*t.pending)
	}
	if q.free == q.most && !time.Now().Before(t.clear) {
		t.within = false
	}
	return nil
}

// verdict ends a frame. A board that can no longer do what it could is heard again.
func (t *meshTalk) verdict(reason int) error {
	again := t.pending == nil && reason == t.reason // it comes twice: about the queue, and from the mesh
	if reason == meshFine || again {
		t.settle(nil)
		return nil
	}
	t.reason, t.within = reason, false
	t.desk.Complain(&MeshRefused{Reason: reason}, noticeKept)
	if reason == meshFull && t.hold() {
		return nil
	}
	if reason == meshDutyCycle {
		t.bar(meshBar)
		t.settle(&NoAirtime{Wait: time.Until(t.barred)})
		return nil
	}
	t.settle(&MeshRefused{Reason: reason})
	if reason == meshNoChannel || reason == meshNoInterface {
		return errAnew
	}
	return nil
}

// bar keeps frames back for a while, unless they are kept back for longer already.
func (t *meshTalk) bar(wait time.Duration) {
	if until := time.Now().Add(wait); until.After(t.barred) {
		t.barred = until
	}
}

// hold keeps a frame that found the board's queue full, until there is room; false: it has waited for long, or there is none.
func (t *meshTalk) hold() bool {
	now := time.Now()
	if t.pending == nil || t.holds() && now.Sub(t.held) >= meshRoom {
		return false
	}
	if !t.holds() {
		t.held = now
	}
	t.id, t.room, t.full = 0, false, t.held
	return true
}

// holds tells whether the pending frame waits for room.
func (t *meshTalk) holds() bool { return t.pending != nil && !t.held.IsZero() }

// settle answers whoever handed the frame over.
func (t *meshTalk) settle(err error) {
	t.missed, t.held = 0, time.Time{}
	if t.pending != nil {
		t.pending.Done(err)
		t.pending = nil
	}
}
