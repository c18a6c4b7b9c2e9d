package loratest

import (
	"fmt"
	"time"

	"foirail/lora"
)

// REYAXConfig is what a simulated module is.
type REYAXConfig struct {
	Name   string        // on the air
	Share  lora.Share    // that the air watches; zero: all
	Old    bool          // an RYLR896; otherwise an RYLR998
	Early  bool          // it says +OK when it has taken a frame, not when it has sent it
	Fixed  bool          // it says +OK to another frequency, and keeps its own
	Lowest int           // Hz; zero: 820 MHz
	Boot   time.Duration // how long it takes to start; zero: 300 ms
	Lag    time.Duration // before it acts on a command; zero: 15 ms
}

// REYAX is a simulated module of the RYLR998 or RYLR896 kind. It takes lines of text as strictly as can be feared: a CR LF ends a
// line wherever it stands, and a zero ends the data. It forgets its settings when it starts.
type REYAX struct {
	cfg     REYAXConfig
	air     *Air
	station Station
	say     func([]byte)

	life    int
	running bool
	line    []byte
	set     reyaxSettings
	sending bool

	Starts int  // how often it has started
	Stuck  bool // it says that it still sends the frame before, for good
	Deaf   bool // it answers nothing
}

// reyaxSettings are what the commands set.
type reyaxSettings struct {
	band, network, address, power      int
	spreading, width, coding, preamble int
}

var _ Board = (*REYAX)(nil)

// NewREYAX puts a module on the air. It has no power yet.
func NewREYAX(air *Air, cfg REYAXConfig) *REYAX {
	if cfg.Boot == 0 {
		cfg.Boot = 300 * time.Millisecond
	}
	if cfg.Lowest == 0 {
		cfg.Lowest = 820_000_000
	}
	if cfg.Lag == 0 {
		cfg.Lag = 15 * time.Millisecond
	}
	return &REYAX{cfg: cfg, air: air, station: air.Add(cfg.Name, cfg.Share), say: func([]byte) {}}
}

// Station is the module's place on the air.
func (r *REYAX) Station() Station { return r.station }

// Powered starts the module, or takes its power.
func (r *REYAX) Powered(on bool) {
	r.stop()
	if on {
		r.start()
	}
}

func (r *REYAX) stop() {
	r.life++
	r.running, r.sending, r.line = false, false, nil
	r.air.Listen(r.station, Channel{}, nil)
}

func (r *REYAX) start() {
	r.Starts++
	r.later(r.cfg.Boot, func() {
		r.running = true
		r.set = reyaxSettings{band: 915_000_000, network: 18, power: 22, spreading: 9, width: 7, coding: 1, preamble: 12}
		r.tune()
		r.tell("+READY")
	})
}

// Reset starts the module anew, as after a dip of its supply.
func (r *REYAX) Reset() {
	r.stop()
	r.start()
}

// Forget loses the settings without a word.
func (r *REYAX) Forget() {
	r.set.band = 915_000_000
	r.tune()
}

// Opened says who listens. Nothing resets a module on a serial line.
func (r *REYAX) Opened(say func([]byte)) { r.say = say }

// Closed says that nobody listens any more.
func (r *REYAX) Closed() { r.say = func([]byte) {} }

// Stall makes the module say for good that it is busy, or lets it go on.
func (r *REYAX) Stall(on bool) { r.Stuck = on }

// Babble makes the module say bytes that are none of its own.
func (r *REYAX) Babble(b []byte) { r.say(b) }

// Complain makes the module report an error that nobody asked for.
func (r *REYAX) Complain(code int) { r.tell(fmt.Sprintf("+ERR=%d", code)) }

func (r *REYAX) later(wait time.Duration, what func()) {
	life := r.life
	r.air.After(wait, func() {
		if life == r.life {
			what()
		}
	})
}

func (r *REYAX) tell(line string) {
	if !r.Deaf {
		r.say([]byte(line + "\r\n"))
	}
}
