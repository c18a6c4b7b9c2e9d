package lora

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// reyaxTalk is one conversation with a module. One goroutine has it.
type reyaxTalk struct {
	*REYAX
	line   *Line
	desk   *Desk
	reader reyaxReader
	lines  []string  // that nobody has looked at yet
	own    time.Time // when we sent last
	others time.Time // when others did
	heard  time.Time // when bytes came last
}

func newREYAXTalk(r *REYAX, line *Line, desk *Desk) *reyaxTalk {
	t := &reyaxTalk{REYAX: r, line: line, desk: desk}
	t.reader = reyaxReader{received: t.received, damaged: desk.Lost, line: func(s string) { t.lines = append(t.lines, s) }}
	return t
}

// received passes a frame on.
func (t *reyaxTalk) received(f reyaxReceived) {
	t.others = time.Now()
	if frame, ok := unmask(f.data); ok {
		t.desk.Heard(Frame{Bytes: frame, RSSI: f.rssi, SNR: f.snr})
	}
}

// REYAXRefused is returned by Send when the module did not take the frame.
type REYAXRefused struct{ Code int }

func (e *REYAXRefused) Error() string { return "the module refused: " + reyaxError(e.Code) }

// Cause is what the module's number means.
func (e *REYAXRefused) Cause() Cause { return cmp.Or(reyaxCauses[e.Code], NotSent) }

// Facts are the number.
func (e *REYAXRefused) Facts() Facts { return because(e.Cause(), e.Code).facts }

// reyaxCauses are the errors that say more to people than a number.
var reyaxCauses = map[int]Cause{13: TooLarge, 14: LowMemory, reyaxUnfinished: Stuck}

// reyaxErrors are the module's errors.
var reyaxErrors = map[int]string{
	1: "the command had no end", 2: "the command did not begin with AT", 3: "the command had no =", 4: "it does not know the command",
	5: "the length does not match the data", 10: "sending took too long", 11: "receiving took too long", 12: "a frame came damaged",
	13: "more than 240 bytes", 14: "its memory cannot be written", 15: "unknown error", 17: "the frame before is still being sent",
	18: "the preamble does not fit", 19: "a frame came with a damaged head", 20: "the time of its saving mode does not fit",
}

func reyaxError(code int) string {
	if text := reyaxErrors[code]; text != "" {
		return fmt.Sprintf("%s (error %d)", text, code)
	}
	return fmt.Sprintf("error %d", code)
}

// The errors that we act on.
const (
	reyaxDamagedCRC  = 12
	reyaxUnfinished  = 17
	reyaxDamagedHead = 19
)

// The module's words.
const (
	reyaxOK    = "+OK"
	reyaxERR   = "+ERR="
	reyaxREADY = "+READY"
)

// say sends one command line.
func (t *reyaxTalk) say(command []byte) error {
	return t.line.Write(append(command, '\r', '\n'))
}

// ask sends a command and waits for the answer that begins with a word. A command that noise may have spoiled is sent again.
func (t *reyaxTalk) ask(ctx context.Context, command, word string) (answer string, err error) {
	for range asks {
		if slices.Contains(t.lines, reyaxREADY) {
			t.lines = nil
			return "", errReset
		}
		t.lines = nil
		if err := t.say([]byte(command)); err != nil {
			return "", err
		}
		answer, err = t.await(ctx, word, reyaxAnswer)
		if err == nil || errors.Is(err, errReset) || ctx.Err() != nil || !errors.Is(err, errPatience) && !refused(err) {
			return answer, err
		}
	}
	return "", err
}

func refused(err error) bool {
	var r *REYAXRefused
	return errors.As(err, &r)
}

// await waits for an answer: what follows the word, or the module's error.
func (t *reyaxTalk) await(ctx context.Context, word string, patience time.Duration) (string, error) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		line, err := t.next(ctx, timer.C)
		if err != nil {
			return "", err
		}
		if rest, ok := strings.CutPrefix(line, word); ok {
			return rest, nil
		}
		if err := t.complaint(line); err != nil {
			return "", err
		}
	}
}

// next gives the next line. It errs when the line breaks, ctx ends or the patience does, and when the module started anew.
func (t *reyaxTalk) next(ctx context.Context, patience <-chan time.Time) (string, error) {
	for len(t.lines) == 0 {
		select {
		case bytes, ok := <-t.line.In():
			if !ok {
				return "", t.broken()
			}
			t.take(bytes)
		case <-patience:
			t.stalled()
			return "", errPatience
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	line := t.lines[0]
	t.lines = t.lines[1:]
	if line == reyaxREADY {
		return "", errReset
	}
	return line, nil
}

// reyaxStalled is how long a line may take from its first byte to its last.
const reyaxStalled = time.Second

// stalled gives up what should have come whole long ago.
func (t *reyaxTalk) stalled() {
	if time.Since(t.heard) >= reyaxStalled {
		t.reader.giveUp()
	}
}

func (t *reyaxTalk) take(b []byte) {
	t.heard = time.Now()
	t.reader.take(b)
}

// complaint is the error in a line, if it is one. Errors of frames that came belong to no command.
func (t *reyaxTalk) complaint(line string) error {
	text, ok := strings.CutPrefix(line, reyaxERR)
	code, err := strconv.Atoi(text)
	switch {
	case !ok || err != nil:
		return nil
	case code == reyaxDamagedCRC || code == reyaxDamagedHead:
		t.others = time.Now()
		t.desk.Lost()
		return nil
	}
	return &REYAXRefused{Code: code}
}

// broken says why the line broke.
func (t *reyaxTalk) broken() error {
	if err := t.line.Err(); err != nil {
		return err
	}
	return io.EOF
}
