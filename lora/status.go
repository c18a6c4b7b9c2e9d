package lora

import "time"

// State is how a radio is, in one word.
type State string

// The states. Only Ready takes frames.
const (
	Off      State = "off"      // Run has not begun, or has ended
	Absent   State = "absent"   // there is no such device, or it was unplugged
	Denied   State = "denied"   // this user may not open the port
	Busy     State = "busy"     // another program holds the port
	Starting State = "starting" // the port is open, the device is being set up
	Ready    State = "ready"    // frames go in and out
	Silent   State = "silent"   // the port opens, but the device does not answer as it should
	Wrong    State = "unfit"    // this device can never work as it is: another firmware or another setting is needed
)

// Status is how a radio is, for people and for figures.
type Status struct {
	Driver   string // rnode
	Port     string // as it was given
	Path     string // what was opened last, when that differs: /dev/ttyACM1
	Device   string // what the device says it is: "Heltec V3"
	Firmware string // and its version
	Region   string // EU868
	Band     string // the sub-band: P
	MTU      int    // bytes
	State    State
	Reason   error // why it is not ready; nil when it is

	Told   string // the last thing the device itself said in words, or complained of
	Notice Reason // what the device complained of lately, or waits for; nil: nothing

	Used, Left time.Duration // airtime of the rolling hour: spent, and still to be spent
	Load       float64       // how busy the channel is as the device says, 0 to 1; negative when it does not say
	Airtime    float64       // what share of the last hour the device says that it sent, 0 to 1; negative when it does not say

	In, Out, Lost int // frames heard, handed over, lost before anybody read them
	Opened        int // how often the port was opened

	noticed time.Time // until when the notice stands
}

// Status tells how the radio is now.
func (r *Radio) Status() Status {
	r.mu.Lock()
	s := r.status
	r.mu.Unlock()
	if !time.Now().Before(s.noticed) {
		s.Notice = nil
	}
	s.Used, s.Left = r.cfg.Budget.Used(), r.cfg.Budget.Left()
	return s
}
