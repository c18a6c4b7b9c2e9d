package lora

import (
	"context"
	"encoding/binary"
	"errors"
	"time"
)

// carry takes frames to the board and from it until something ends that. After each frame the next one waits until the board must be
// done with it, where the channel is free: it sends its whole queue in one burst, and says nothing when it is through.
func (t *rnodeTalk) carry(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	done := time.NewTimer(0)
	defer done.Stop()
	sends := t.desk.Sends()
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
		case p := <-sends:
			if err := t.send(ctx, p); err != nil {
				return err
			}
			sends = nil
			done.Reset(t.through(len(p.Bytes)))
		case <-done.C:
			sends = t.desk.Sends()
		case <-tick.C:
			if err := t.watch(); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// through is how long it takes until a frame must have left the board.
func (t *rnodeTalk) through(n int) time.Duration {
	airtime := t.Airtime(n)
	sent := t.sent + float64(airtime)/float64(15*time.Second)
	return airtime + rnodePatience(t.settings.Modulation(), sent)
}

// drain acts on all that has come.
func (t *rnodeTalk) drain() error {
	for len(t.queue) > 0 {
		f := t.queue[0]
		t.queue = t.queue[1:]
		if f.cmd == cmdState && f.payload[0] == radioOff {
			return errReset // some start anew without a word
		}
		if err := t.act(f); err != nil {
			return err
		}
	}
	return nil
}

// send hands one frame over and answers for it.
func (t *rnodeTalk) send(ctx context.Context, p Packet) error {
	if t.locked {
		p.Done(&NoAirtime{Wait: time.Minute})
		return nil
	}
	err := t.room(ctx)
	if err == nil {
		err = t.say(cmdData, p.Bytes...)
	}
	p.Done(err)
	return err
}

// room asks until the board says that its queue has room: it never says so by itself.
func (t *rnodeTalk) room(ctx context.Context) error {
	for began := time.Now(); time.Since(began) < roomWait; {
		answer, err := t.ask(ctx, cmdReady, 0)
		if err != nil {
			return noAnswer(err, "whether it has room")
		}
		if answer[0] == 1 {
			return nil
		}
		if err := t.idle(ctx, readyWait); err != nil {
			return err
		}
	}
	return silence(because(Stuck), "that it has room, for a minute")
}

// watch keeps a silent line alive, and notices a board that is gone without a word or has forgotten that its radio is on.
func (t *rnodeTalk) watch() error {
	if time.Since(t.heard) > silenceLimit {
		return silence(because(Gone), "any more")
	}
	if time.Since(t.wrote) >= keepAlive {
		return t.say(cmdState, stateAsk)
	}
	return nil
}

// channel reads the figures of every second: what the board sent, and how busy the channel is, of 15 seconds and of an hour.
func (t *rnodeTalk) channel(b []byte) {
	if len(b) != channelBytes {
		return
	}
	share := func(at int) float64 { return float64(binary.BigEndian.Uint16(b[at:])) / float64(Whole) }
	hour, load := share(2), share(4)
	t.sent = share(0)
	t.locked = t.locks > 0 && hour >= float64(t.locks)/float64(Whole)
	t.desk.Note(func(s *Status) { s.Load, s.Airtime = load, hour })
	if t.locked {
		t.desk.Complain(complaint(because(DutyReached), "the board has reached its own limit of airtime"), time.Minute)
	}
}

// complaint is an error of the board. What ends in a reset ends the conversation; the rest is told.
func (t *rnodeTalk) complaint(code byte) error {
	why := rnodeComplaint(code)
	t.desk.Complain(why, noticeKept)
	switch code {
	case errorInit, errorModem:
		return errors.Join(silence(because(Broken), "as it should: "+why.Why), errChip)
	case errorSend:
		t.desk.Lost()
	}
	return nil
}

// The complaints that we act on.
const (
	errorInit  = 0x01
	errorSend  = 0x02
	errorModem = 0x06
)

// errChip is of a board whose radio chip has trouble.
var errChip = errors.New("the radio chip has trouble")
