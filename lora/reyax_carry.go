package lora

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// carry takes frames to the module and from it until something ends that.
func (t *reyaxTalk) carry(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	look := time.NewTicker(reyaxLook)
	defer look.Stop()
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
		case p := <-t.desk.Sends():
			if err := t.send(ctx, p); err != nil && !refused(err) {
				return err
			}
		case <-tick.C:
			t.stalled()
		case <-look.C:
			if err := t.look(ctx); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// drain acts on lines that nobody asked for.
func (t *reyaxTalk) drain() error {
	for len(t.lines) > 0 {
		line := t.lines[0]
		t.lines = t.lines[1:]
		if line == reyaxREADY {
			return errReset
		}
		t.grumble(line)
	}
	return nil
}

// grumble tells of an error that belongs to no command.
func (t *reyaxTalk) grumble(line string) {
	var no *REYAXRefused
	if errors.As(t.complaint(line), &no) {
		t.desk.Complain(no, noticeKept)
	}
}

// look sees whether the module still is what it was made: after a dip of the supply it has forgotten, and may not have said so.
func (t *reyaxTalk) look(ctx context.Context) error {
	for _, p := range t.parameters() {
		err := t.verify(ctx, p)
		var unfit *Unfit
		if errors.As(err, &unfit) {
			return errReset
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// send hands one frame over, and answers for it when the air is done with it.
func (t *reyaxTalk) send(ctx context.Context, p Packet) error {
	err := t.transmit(ctx, p)
	if err != nil {
		p.Done(err)
		return err
	}
	p.Gone()
	return nil
}

func (t *reyaxTalk) transmit(ctx context.Context, p Packet) error {
	airtime := t.Airtime(len(p.Bytes))
	if err := t.idle(ctx, t.lot(airtime)); err != nil {
		return err
	}
	began := time.Now()
	err := t.hand(ctx, mask(p.Bytes), airtime)
	if err == nil {
		err = t.idle(ctx, airtime-time.Since(began))
	}
	t.own = time.Now()
	return err
}

// How many airtimes a lot is at most: where somebody else was heard just now, and where nobody was and we have sent ourselves. Then
// it leaves a gap in which others can begin. Of two that send all the time half of the frames come through so; with eight airtimes
// in both cases it was three of five, and whoever had much to tell to one who listens spent most of his time waiting for nobody.
const (
	lotAirtimes = 8
	gapAirtimes = 3
)

// lot is how long to wait on a channel that was just used. The module cannot hear whether it is, so chance has to keep us apart.
func (t *reyaxTalk) lot(airtime time.Duration) time.Duration {
	switch {
	case time.Since(t.others) < reyaxQuiet:
		return time.Duration(t.Rand.Int64N(int64(lotAirtimes * airtime)))
	case time.Since(t.own) < reyaxQuiet:
		return time.Duration(t.Rand.Int64N(int64(gapAirtimes * airtime)))
	}
	return 0
}

// hand gives the frame to the module. One that is still busy with the frame before is asked again.
func (t *reyaxTalk) hand(ctx context.Context, data []byte, airtime time.Duration) error {
	command := append(fmt.Appendf(nil, "AT+SEND=0,%d,", len(data)), data...)
	for began := time.Now(); time.Since(began) < reyaxStuck; {
		if err := t.say(command[:len(command):len(command)]); err != nil {
			return err
		}
		_, err := t.await(ctx, reyaxOK, airtime+reyaxSent)
		var no *REYAXRefused
		if !errors.As(err, &no) || no.Code != reyaxUnfinished {
			return noAnswerOr(err, Stuck, "whether it sent a frame")
		}
		if err := t.idle(ctx, reyaxBusy); err != nil {
			return err
		}
	}
	return silence(because(Stuck), "that it can send, for a minute")
}

// noAnswerOr names what was asked when patience ended; other errors, and none, stay what they are.
func noAnswerOr(err error, why Cause, to string) error {
	if err == nil {
		return nil
	}
	return unanswered(err, why, to)
}

// idle lets some time pass and takes what comes meanwhile.
func (t *reyaxTalk) idle(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		line, err := t.next(ctx, timer.C)
		if errors.Is(err, errPatience) {
			return nil
		}
		if err != nil {
			return err
		}
		t.grumble(line)
	}
}
