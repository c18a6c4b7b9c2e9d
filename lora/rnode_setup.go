package lora

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// frequencyGrid is by how many Hz a chip may miss a frequency: it counts in steps of its own.
const frequencyGrid = 100

// setUp finds the board and makes it a radio as the settings say.
func (t *rnodeTalk) setUp(ctx context.Context) error {
	t.locked, t.queue = false, nil
	if err := t.detect(ctx); err != nil {
		return err
	}
	for _, p := range t.parameters() {
		if err := t.set(ctx, p); err != nil {
			return err
		}
	}
	for _, p := range t.locksToSet() {
		if err := t.set(ctx, p); err != nil && !isSilence(err) {
			return err
		}
	}
	return t.turnOn(ctx)
}

// detect asks whether this is a board of ours, and which.
func (t *rnodeTalk) detect(ctx context.Context) error {
	answer, err := t.ask(ctx, cmdDetect, detectAsk)
	if errors.Is(err, errPatience) || err == nil && answer[0] != detectAnswer {
		return silence(because(OtherFirmware, "RNode"), t.told.with("as an RNode does"))
	}
	if err != nil {
		return err
	}
	version, err := t.ask(ctx, cmdVersion, 0)
	if err != nil || len(version) != 2 {
		return noAnswer(err, "which firmware it has")
	}
	board, err := t.ask(ctx, cmdBoard, 0)
	if err != nil {
		return noAnswer(err, "which board it is")
	}
	return t.introduce(board[0], version[0], version[1])
}

// noAnswer names what was asked of a device that had answered before; other errors stay what they are.
func noAnswer(err error, to string) error { return unanswered(err, HalfAnswers, to) }

// unanswered names what was asked when patience ended, and why that is; other errors stay what they are.
func unanswered(err error, why Cause, to string) error {
	if err == nil || errors.Is(err, errPatience) {
		return silence(because(why), to)
	}
	return err
}

// introduce notes which board it is and turns away a firmware that is too old.
func (t *rnodeTalk) introduce(board, major, minor byte) error {
	firmware := fmt.Sprintf("RNode %d.%d", major, minor)
	t.desk.Note(func(s *Status) { s.Device, s.Firmware = boardName(board), firmware })
	if major < oldestMajor || major == oldestMajor && minor < oldestMinor {
		return unfit(because(OldFirmware, fmt.Sprintf("%d.%d", major, minor), fmt.Sprintf("%d.%d", oldestMajor, oldestMinor)),
			"firmware %d.%d is older than %d.%d: flash the board anew", major, minor, oldestMajor, oldestMinor)
	}
	return nil
}

// parameter is one number that the board is told and has to repeat.
type parameter struct {
	name    string
	setting string // as people set it
	cmd     byte
	bytes   int // 1, 2 or 4
	value   int
	slack   int
}

func (t *rnodeTalk) parameters() []parameter {
	s := t.settings
	return []parameter{
		{"frequency in Hz", "frequency", cmdFrequency, 4, s.Frequency, frequencyGrid},
		{"bandwidth in Hz", "bandwidth", cmdBandwidth, 4, s.Bandwidth, 0},
		{"power in dBm", "power", cmdPower, 1, s.Power, 0},
		{"spreading factor", "spreading", cmdSpreading, 1, s.Spreading, 0},
		{"coding rate 4 to", "coding", cmdCoding, 1, s.Coding, 0},
	}
}

// locksToSet are the firmware's own limits. Boards that count no airtime may not know them, and ours are reached long before.
func (t *rnodeTalk) locksToSet() []parameter {
	return []parameter{
		{"lock of 15 seconds in hundredths of a percent", "lock", cmdShortLock, 2, 0, 0},
		{"lock of an hour in hundredths of a percent", "lock", cmdLongLock, 2, int(t.locks), 0},
	}
}

func isSilence(err error) bool {
	var none *NoAnswer
	return errors.As(err, &none)
}

func (p parameter) encode() []byte {
	switch p.bytes {
	case 4:
		return binary.BigEndian.AppendUint32(nil, uint32(p.value))
	case 2:
		return binary.BigEndian.AppendUint16(nil, uint16(p.value))
	}
	return []byte{byte(p.value)}
}

func (p parameter) decode(b []byte) (int, bool) {
	if len(b) != p.bytes {
		return 0, false
	}
	got := 0
	for _, x := range b {
		got = got<<8 | int(x)
	}
	return got, true
}

// set tells the board one number and holds its echo against it.
func (t *rnodeTalk) set(ctx context.Context, p parameter) error {
	answer, err := t.ask(ctx, p.cmd, p.encode()...)
	if err != nil {
		return noAnswer(err, "when it is told the "+p.name)
	}
	got, ok := p.decode(answer)
	if !ok {
		return silence(because(HalfAnswers), "in the usual form when it is told the "+p.name)
	}
	if got < p.value-p.slack || got > p.value+p.slack {
		return unfit(because(NotTaken, p.setting, p.value, got), "asked for a %s of %d, the board takes %d", p.name, p.value, got)
	}
	return nil
}

// turnOn starts the chip. A board that is whole says so at once.
func (t *rnodeTalk) turnOn(ctx context.Context) error {
	answer, err := t.ask(ctx, cmdState, radioOn)
	if err != nil {
		return noAnswer(err, "when its radio is turned on")
	}
	if answer[0] != radioOn {
		return unfit(because(NoPapers), "%s", t.told.with("the board does not turn its radio on: flash it anew with rnodeconf"))
	}
	t.heard = time.Now()
	return nil
}
