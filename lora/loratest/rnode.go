package loratest

import (
	"time"

	"foirail/lora"
)

// RNodeConfig is what a simulated board is.
type RNodeConfig struct {
	Name     string     // on the air
	Share    lora.Share // that the air watches; zero: all
	Board    byte       // zero: 3A, a Heltec V3
	Platform byte       // zero: 80, an ESP32
	Major    byte       // of the firmware; with Minor zero: 1.86
	Minor    byte
	MaxPower byte          // dBm; zero: 22
	Boot     time.Duration // how long it takes to start; zero: 1 s
	BootText string        // what it says in plain words when it starts
	OnOpen   bool          // it starts anew when a program opens its port
	Broken   bool          // its radio does not turn on: no provisioning
	Lag      time.Duration // before each answer
	Saved    lora.Settings // it turns its radio on by itself with these, as a board does that has them in its memory
}

func (c RNodeConfig) withDefaults() RNodeConfig {
	set := func(b *byte, value byte) {
		if *b == 0 {
			*b = value
		}
	}
	if c.Major == 0 && c.Minor == 0 {
		c.Major, c.Minor = 1, 86
	}
	set(&c.Board, 0x3A)
	set(&c.Platform, 0x80)
	set(&c.MaxPower, 22)
	if c.Boot == 0 {
		c.Boot = time.Second
	}
	return c
}

// RNode is a simulated board with the RNode firmware. It acts on bytes as the firmware does, with what that does silently done
// silently: packets cut off by a full queue, packets kept back by an airtime lock, no word when a packet has been sent.
type RNode struct {
	cfg     RNodeConfig
	air     *Air
	station Station
	say     func([]byte)

	life    int // counts its starts; what an earlier one had planned does not happen
	running bool
	parser  rnodeParser
	radio   rnodeRadio

	Starts  int  // how often it has started
	Deepest int  // how many packets its queue has held
	Full    bool // its queue counts as full, for good
	Mute    bool // it answers no question about its queue
	Left    bool // the program took its leave
}

var _ Board = (*RNode)(nil)

// NewRNode puts a board on the air. It has no power yet.
func NewRNode(air *Air, cfg RNodeConfig) *RNode {
	cfg = cfg.withDefaults()
	return &RNode{cfg: cfg, air: air, station: air.Add(cfg.Name, cfg.Share), say: func([]byte) {}}
}

// Station is the board's place on the air.
func (r *RNode) Station() Station { return r.station }

// Powered starts the board, or takes its power.
func (r *RNode) Powered(on bool) {
	r.stop()
	if on {
		r.Reset()
	}
}

func (r *RNode) stop() {
	r.life++
	r.running = false
	r.parser, r.radio = rnodeParser{}, rnodeRadio{}
	r.air.Listen(r.station, Channel{}, nil)
}

// Reset starts the board anew: it forgets everything, says some text, and then that it has started.
func (r *RNode) Reset() {
	r.stop()
	r.Starts++
	r.later(r.cfg.Boot, func() {
		r.running = true
		r.recall(r.cfg.Saved)
		r.say([]byte(r.cfg.BootText))
		if !r.old() {
			r.reply(cmdReset, resetByte)
		}
	})
}

// avr is the platform of the oldest boards. They do not say that they have started, tell no figures and know no locks.
const avr = 0x90

func (r *RNode) old() bool { return r.cfg.Platform == avr }

// recall turns the radio on with what was saved in the board, if anything was.
func (r *RNode) recall(s lora.Settings) {
	if s.Frequency == 0 {
		return
	}
	r.radio.frequency, r.radio.bandwidth = uint32(s.Frequency), uint32(s.Bandwidth)
	r.radio.spreading, r.radio.coding, r.radio.power = byte(s.Spreading), byte(s.Coding), byte(s.Power)
	r.state(1)
}

// Opened says who listens.
func (r *RNode) Opened(say func([]byte)) {
	r.say = say
	if r.cfg.OnOpen {
		r.Reset()
	}
}

// Closed says that nobody listens any more.
func (r *RNode) Closed() { r.say = func([]byte) {} }

// Stall makes the board say for good that its queue is full, or lets it go on.
func (r *RNode) Stall(on bool) { r.Full = on }

// On tells whether its radio is on.
func (r *RNode) On() bool { return r.radio.on }

// Hang makes the board stop in the middle of whatever it does, until it is started anew.
func (r *RNode) Hang() {
	r.life++
	r.running = false
	r.air.Listen(r.station, Channel{}, nil)
}

// Exhaust makes the board count an hour's worth of its lock as sent, all of it just now.
func (r *RNode) Exhaust() {
	now := r.air.Now()
	while := time.Hour / time.Duration(lora.Whole) * time.Duration(r.radio.longLock)
	r.radio.spans = append(r.radio.spans, span{now - while, now})
}

// Complain makes the board report an error.
func (r *RNode) Complain(code byte) { r.reply(cmdError, code) }

// Babble makes the board say bytes that are none of its protocol.
func (r *RNode) Babble(b []byte) { r.say(b) }

// later plans something for this life of the board.
func (r *RNode) later(wait time.Duration, what func()) {
	life := r.life
	r.air.After(wait, func() {
		if life == r.life {
			what()
		}
	})
}

// reply says one frame, escaped. The firmware does not escape its one-byte answers, which makes no difference: none of them can be
// C0 or DB.
func (r *RNode) reply(cmd byte, payload ...byte) {
	frame := []byte{fend, cmd}
	for _, b := range payload {
		switch b {
		case fend:
			frame = append(frame, fesc, tfend)
		case fesc:
			frame = append(frame, fesc, tfesc)
		default:
			frame = append(frame, b)
		}
	}
	frame = append(frame, fend)
	if r.cfg.Lag == 0 {
		r.say(frame)
		return
	}
	r.later(r.cfg.Lag, func() { r.say(frame) })
}
