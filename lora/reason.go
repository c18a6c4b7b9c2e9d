package lora

import "fmt"

// Cause is why a radio does not work, or what it complains of, in one word. This room speaks to programs; whoever speaks to people has
// a sentence for each of them, into which the facts go.
type Cause string

// Facts are what a sentence about a cause needs: a path, a name, a figure.
type Facts map[string]string

// Reason is an error that people can be told of. Every error that a Status carries is one, but for what the system says of a port.
type Reason interface {
	error
	Cause() Cause
	Facts() Facts
}

// Of a port.
const (
	Unplugged   Cause = "absent"       // there is no such device
	Unreachable Cause = "unreachable"  // nobody takes a connection at that address
	NotAllowed  Cause = "denied"       // this user may not open the port, a group may
	NotMine     Cause = "denied_alone" // this user may not open the port, and no group is known that may
	InUse       Cause = "busy"         // another program holds the port
)

// Of a device that does not answer as it should.
const (
	Mute          Cause = "silent"         // no kind of radio knows what is there
	OtherFirmware Cause = "other_firmware" // it does not answer as the kind that was asked for
	Restarts      Cause = "restarts"       // it starts anew again and again
	HalfAnswers   Cause = "half_answers"   // it answers some questions and not others
	Stuck         Cause = "stuck"          // it takes nothing, or does not say that it does
	Gone          Cause = "gone"           // it answered, and does no longer
	Broken        Cause = "chip"           // its radio chip does not do as it should
)

// Of a device that cannot serve as it is.
const (
	OldFirmware    Cause = "old_firmware"    // older than what speaks all that we need
	NotTaken       Cause = "not_taken"       // it keeps another figure than it was told
	NoPapers       Cause = "no_papers"       // its radio does not turn on
	NoBoardRegion  Cause = "no_board_region" // it has not been told where in the world it is
	SendingOff     Cause = "sending_off"     // it has been told not to send
	SignedOnly     Cause = "signed_only"     // it takes packets that are signed, and no others
	StrangeRegion  Cause = "strange_region"  // it is set to a region for which we know no plan
	StrangePreset  Cause = "strange_preset"  // it sends in a way that we do not know
	OtherRegion    Cause = "other_region"    // it is set to another region than we are
	BoardFrequency Cause = "board_frequency" // it sends where no rule allows it
	OtherBand      Cause = "other_band"      // it sends in another sub-band than the one whose airtime is counted
	BoardPower     Cause = "board_power"     // it sends louder than is allowed
	NoChannel      Cause = "no_channel"      // it has not the private channel
	OpenChannel    Cause = "open_channel"    // the channel is open to everybody
	ModulePace     Cause = "module_pace"     // it knows no such spreading factor at that bandwidth
)

// Of settings that the law or the chips do not allow.
const (
	StrangePlan Cause = "unknown_region" // no plan is known for a region of that name
	KeptBand    Cause = "kept_band"      // the stretch is kept for others
	NoBand      Cause = "no_band"        // no sub-band is there
	TwoBands    Cause = "two_bands"      // the signal lies across two of them
	TooStrong   Cause = "too_strong"     // more power than the sub-band allows
	OutOfReach  Cause = "out_of_reach"   // a figure that the chips do not know
)

// Of a device that works and complains.
const (
	DutyReached  Cause = "duty"       // the board has reached its own limit of airtime
	RepeatsSpend Cause = "repeats"    // the airtime is spent, what the board repeats for others counted
	QueueFull    Cause = "queue_full" // the board's queue has no room
	TooLarge     Cause = "too_large"  // the frame is longer than one packet
	NotSent      Cause = "not_sent"   // the board refused a frame, or could not send it, and gave a number
	LowMemory    Cause = "low_memory" // the board's memory is locked, or runs low
)

// causes are all of them, with the names of the facts that go with each.
var causes = map[Cause][]string{
	Unplugged: {"path"}, Unreachable: {"path"}, NotAllowed: {"path", "name"}, NotMine: {"path"}, InUse: {"path"},

	Mute: nil, OtherFirmware: {"name"}, Restarts: nil, HalfAnswers: nil, Stuck: nil, Gone: nil, Broken: nil,

	OldFirmware: {"version", "least"}, NotTaken: {"name", "value", "other"}, NoPapers: nil, NoBoardRegion: {"region"}, SendingOff: nil, SignedOnly: nil,
	StrangeRegion: {"value"}, StrangePreset: {"value"}, OtherRegion: {"name", "region"}, BoardFrequency: {"value", "region"},
	OtherBand: {"value", "name", "other"}, BoardPower: {"value", "most"}, NoChannel: {"name", "other", "channel"},
	OpenChannel: {"name", "channel"}, ModulePace: {"value", "other"},

	StrangePlan: {"name", "other"}, KeptBand: {"from", "to", "region"}, NoBand: {"from", "to", "region"},
	TwoBands: {"from", "to", "region", "name", "other"}, TooStrong: {"value", "most", "name", "region"}, OutOfReach: {"name", "value", "other"},

	DutyReached: nil, RepeatsSpend: nil, QueueFull: nil, TooLarge: nil, NotSent: {"value"}, LowMemory: nil,
}

// Causes lists every cause, with the names of its facts.
func Causes() map[Cause][]string {
	all := map[Cause][]string{}
	for cause, names := range causes {
		all[cause] = append([]string(nil), names...)
	}
	return all
}

// reason is the part that all reasons share.
type reason struct {
	cause Cause
	facts Facts
}

// Cause is why.
func (r reason) Cause() Cause { return r.cause }

// Facts are what goes into the sentence.
func (r reason) Facts() Facts { return r.facts }

// because gives a cause its facts, in the order of their names. A test counts them.
func because(cause Cause, values ...any) reason {
	r := reason{cause: cause, facts: Facts{}}
	for i, name := range causes[cause] {
		if i < len(values) {
			r.facts[name] = fmt.Sprint(values[i])
		}
	}
	return r
}
