package lora

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrTooLong is returned by Send when the frame is empty or longer than MTU.
var ErrTooLong = errors.New("frame does not fit the radio")

// ErrSilent is returned by Send when no device is ready to take a frame; the status says why.
var ErrSilent = errors.New("radio is silent")

// NoAirtime is returned by Send when the budget does not reach for the frame.
type NoAirtime struct {
	Wait time.Duration // until it would; NeverWait when the frame is longer than the whole budget
}

// NeverWait stands for a frame that no waiting makes possible.
const NeverWait = time.Duration(1<<63 - 1)

func (e *NoAirtime) Error() string {
	if e.Wait == NeverWait {
		return "frame needs more airtime than an hour allows"
	}
	return fmt.Sprintf("no airtime left: wait %v", e.Wait.Round(time.Second))
}

// PortDenied is the reason when this user may not open the port.
type PortDenied struct {
	Path  string
	Group string // that owns the port; empty when it has none
}

func (e *PortDenied) Error() string {
	if e.Group == "" {
		return fmt.Sprintf("no permission to open %s", e.Path)
	}
	return fmt.Sprintf("no permission to open %s, which belongs to the group %s", e.Path, e.Group)
}

// Cause is NotAllowed, or NotMine where no group would help.
func (e *PortDenied) Cause() Cause {
	if e.Group == "" {
		return NotMine
	}
	return NotAllowed
}

// Facts are the path and the group.
func (e *PortDenied) Facts() Facts { return because(e.Cause(), e.Path, e.Group).facts }

// PortBusy is the reason when another program holds the port.
type PortBusy struct{ Path string }

func (e *PortBusy) Error() string { return fmt.Sprintf("%s is in use by another program", e.Path) }

// Cause is InUse.
func (*PortBusy) Cause() Cause { return InUse }

// Facts are the path.
func (e *PortBusy) Facts() Facts { return because(InUse, e.Path).facts }

// PortAbsent is the reason when there is no such device.
type PortAbsent struct{ Path string }

func (e *PortAbsent) Error() string { return fmt.Sprintf("nothing is plugged in at %s", e.Path) }

// Cause is Unplugged, or Unreachable for a device on the network.
func (e *PortAbsent) Cause() Cause {
	if strings.HasPrefix(e.Path, tcpPrefix) {
		return Unreachable
	}
	return Unplugged
}

// Facts are the path.
func (e *PortAbsent) Facts() Facts { return because(e.Cause(), e.Path).facts }

// NoAnswer is the reason when the port opens and the device does not answer.
type NoAnswer struct {
	reason
	To string // what was asked
}

func (e *NoAnswer) Error() string { return fmt.Sprintf("device does not answer %s", e.To) }

// Cause is Mute where nothing more is known.
func (e *NoAnswer) Cause() Cause { return cmp.Or(e.cause, Mute) }

func silence(why reason, to string) error { return &NoAnswer{reason: why, To: to} }

// Unfit is the reason when this device can never work as it is. Run ends with it.
type Unfit struct {
	reason
	Why string // firmware 1.40 is older than 1.52
}

func (e *Unfit) Error() string { return e.Why }

func unfit(why reason, format string, values ...any) error {
	return &Unfit{reason: why, Why: fmt.Sprintf(format, values...)}
}

// Unlawful is the reason when settings ask for what the law of their region, or the chips, do not allow. Nothing is opened then.
type Unlawful struct {
	reason
	Why string // spreading factor 13: it goes from 5 to 12
}

func (e *Unlawful) Error() string { return e.Why }

func unlawful(why reason, format string, values ...any) error {
	return &Unlawful{reason: why, Why: fmt.Sprintf(format, values...)}
}

// Complaint is what a device that works says of itself: it is told, and ends nothing.
type Complaint struct {
	reason
	Why string // the board's queue is full
}

func (e *Complaint) Error() string { return e.Why }

func complaint(why reason, text string) *Complaint { return &Complaint{reason: why, Why: text} }
