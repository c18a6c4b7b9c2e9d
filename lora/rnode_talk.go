package lora

import (
	"context"
	"errors"
	"io"
	"time"
)

// rnodeTalk is one conversation with a board. One goroutine has it.
type rnodeTalk struct {
	*RNode
	line *Line
	desk *Desk
	kiss kissReader
	told *bootText

	queue  []kissFrame // taken apart, and not looked at yet
	rssi   int         // of the packet that comes next
	snr    float64
	sent   float64 // the share of the last 15 seconds that it was on the air, as it says
	locked bool    // the board keeps packets back because of its own limit
	wrote  time.Time
	heard  time.Time
}

func newRNodeTalk(r *RNode, line *Line, desk *Desk) *rnodeTalk {
	t := &rnodeTalk{RNode: r, line: line, desk: desk, told: &bootText{desk: desk}, heard: time.Now(), wrote: time.Now()}
	t.kiss = kissReader{
		frame:   func(f kissFrame) { t.queue = append(t.queue, f) },
		text:    t.told.take,
		damaged: desk.Lost,
	}
	return t
}

// say sends one command.
func (t *rnodeTalk) say(cmd byte, payload ...byte) error {
	t.wrote = time.Now()
	return t.line.Write(appendKISS(nil, cmd, payload...))
}

// leave takes leave: our screen and the radio off, and a word of goodbye.
func (t *rnodeTalk) leave() {
	bytes := appendKISS(nil, cmdScreen, 0)
	bytes = appendKISS(bytes, cmdState, radioOff)
	t.line.Write(appendKISS(bytes, cmdLeave, leaveByte))
}

// next gives the next frame that came. It errs when the line breaks, ctx ends or the patience does.
func (t *rnodeTalk) next(ctx context.Context, patience <-chan time.Time) (kissFrame, error) {
	for len(t.queue) == 0 {
		select {
		case bytes, ok := <-t.line.In():
			if !ok {
				return kissFrame{}, t.broken()
			}
			t.take(bytes)
		case <-patience:
			return kissFrame{}, errPatience
		case <-ctx.Done():
			return kissFrame{}, ctx.Err()
		}
	}
	f := t.queue[0]
	t.queue = t.queue[1:]
	return f, nil
}

// errPatience is of an answer that did not come in time.
var errPatience = errors.New("no answer in time")

func (t *rnodeTalk) take(bytes []byte) {
	t.heard = time.Now()
	t.kiss.take(bytes)
}

// broken says why the line broke.
func (t *rnodeTalk) broken() error {
	if err := t.line.Err(); err != nil {
		return err
	}
	return io.EOF
}

// idle lets some time pass and acts on what comes meanwhile.
func (t *rnodeTalk) idle(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	return t.idleUntil(ctx, timer.C)
}

func (t *rnodeTalk) idleUntil(ctx context.Context, end <-chan time.Time) error {
	for {
		f, err := t.next(ctx, end)
		if errors.Is(err, errPatience) {
			return nil
		}
		if err == nil {
			err = t.act(f)
		}
		if err != nil {
			return err
		}
	}
}

// boot waits for a board that may be starting. That it says so is nothing to remark on.
func (t *rnodeTalk) boot(ctx context.Context) error {
	timer := time.NewTimer(bootWait)
	defer timer.Stop()
	for {
		if err := t.idleUntil(ctx, timer.C); !errors.Is(err, errReset) {
			return err
		}
	}
}

// ask sends a command, some times if it must, and waits for the answer to it. What else comes meanwhile is acted on.
func (t *rnodeTalk) ask(ctx context.Context, cmd byte, payload ...byte) ([]byte, error) {
	for range asks {
		if err := t.say(cmd, payload...); err != nil {
			return nil, err
		}
		answer, err := t.await(ctx, cmd)
		if !errors.Is(err, errPatience) {
			return answer, err
		}
	}
	return nil, errPatience
}

// await waits for the answer to a command.
func (t *rnodeTalk) await(ctx context.Context, cmd byte) ([]byte, error) {
	timer := time.NewTimer(answerWait)
	defer timer.Stop()
	for {
		f, err := t.next(ctx, timer.C)
		if err != nil {
			return nil, err
		}
		if f.cmd == cmd && cmd != cmdReset {
			return f.payload, nil
		}
		if err := t.act(f); err != nil {
			return nil, err
		}
	}
}

// act does what a frame asks for that nobody waits for.
func (t *rnodeTalk) act(f kissFrame) error {
	switch f.cmd {
	case cmdData:
		t.desk.Heard(Frame{Bytes: f.payload, RSSI: t.rssi, SNR: t.snr})
		t.rssi, t.snr = 0, 0
	case cmdRSSI:
		t.rssi = int(f.payload[0]) - signalZero
	case cmdSNR:
		t.snr = float64(int8(f.payload[0])) / 4
	case cmdChannel:
		t.channel(f.payload)
	case cmdError:
		return t.complaint(f.payload[0])
	case cmdReset:
		if f.payload[0] == resetByte {
			return errReset
		}
	default:
		t.told.frame(f)
	}
	return nil
}
