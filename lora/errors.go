package lora

import (
	"errors"
	"fmt"
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

// PortBusy is the reason when another program holds the port.
type PortBusy struct {
	Path   string
	Holder string // who, as far as that is known: "process 1234"
}

func (e *PortBusy) Error() string {
	if e.Holder == "" {
		return fmt.Sprintf("%s is in use by another program", e.Path)
	}
	return fmt.Sprintf("%s is in use by %s", e.Path, e.Holder)
}

// PortAbsent is the reason when there is no such device.
type PortAbsent struct{ Path string }

func (e *PortAbsent) Error() string { return fmt.Sprintf("nothing is plugged in at %s", e.Path) }

// NoAnswer is the reason when the port opens and the device does not answer.
type NoAnswer struct {
	To string // what was asked
}

func (e *NoAnswer) Error() string { return fmt.Sprintf("device does not answer %s", e.To) }

// Unfit is the reason when this device can never work as it is. Run ends with it.
type Unfit struct {
	Why string // firmware 1.40 is older than 1.52
}

func (e *Unfit) Error() string { return e.Why }

func unfit(format string, values ...any) error { return &Unfit{Why: fmt.Sprintf(format, values...)} }
