package loratest

import (
	"hash/fnv"
	"time"

	"foirail/lora"
)

// MeshtasticConfig is what a simulated board with Meshtastic is.
type MeshtasticConfig struct {
	Name     string     // on the air, and of the node
	Share    lora.Share // that the air watches; zero: all
	Firmware string     // zero: 2.8.0.7754068, which signs
	Region   uint32     // Meshtastic's number; zero: 3, EU_868. NoRegion leaves it unset
	NoRegion bool
	Preset   uint32 // Meshtastic's number; zero: 0, LongFast
	Hops     uint32 // zero: 3
	Power    int    // dBm; zero: as much as the region allows
	Channels []MeshtasticChannel
	Boot     time.Duration // how long it takes to start; zero: 3 s
	BootText string        // what it says in plain words when it starts
	OnOpen   bool          // it starts anew when a program opens its port
	Duty     lora.Share    // at which the firmware stops; zero: the region's
	Muted    bool          // sending is turned off
	Strict   bool          // it takes signed packets alone
	Logs     bool          // it writes its log between the frames
}

// MeshtasticChannel is one channel of a board. The first of a board is its primary one.
type MeshtasticChannel struct {
	Name string
	Key  []byte // as it was set: 0, 1, 16 or 32 bytes
}

// HomeChannels are the channel that all boards come with, and a private one that is called foirail.
func HomeChannels() []MeshtasticChannel {
	key := make([]byte, 32)
	for i := range key {
		key[i] = byte(7*i + 1)
	}
	return []MeshtasticChannel{{Key: []byte{1}}, {Name: "foirail", Key: key}}
}

func (c MeshtasticConfig) withDefaults() MeshtasticConfig {
	if c.Firmware == "" {
		c.Firmware = "2.8.0.7754068"
	}
	if c.Region == 0 && !c.NoRegion {
		c.Region = regionEU868
	}
	if c.Hops == 0 {
		c.Hops = 3
	}
	if c.Channels == nil {
		c.Channels = HomeChannels()
	}
	if c.Boot == 0 {
		c.Boot = 3 * time.Second
	}
	return c
}

// Meshtastic is a simulated board with the Meshtastic firmware. It acts as firmware 2.8 does, as far as a program can tell: mute
// until it is asked for its settings, one queue of 16 to the air, one of 32 to the program, its own duty cycle, flooding with
// repeats, signatures on broadcasts that have room for them. Messages to one node are under the channel's key; the firmware's other
// way, with a key of the receiver, is left out.
type Meshtastic struct {
	cfg     MeshtasticConfig
	air     *Air
	station Station
	say     func([]byte)

	life    int // counts its starts; what an earlier one had planned does not happen
	running bool
	node    uint32
	region  uint32
	parser  streamParser
	session meshSession
	radio   meshRadio

	Starts  int  // how often it has started
	Left    bool // the last program took its leave
	Deepest int  // how many packets its queue held at most
	Refuse  int  // the next packet that a program hands over is refused for this reason
	Full    bool // its queue to the air has no room, for good
	Deaf    bool // it answers nothing, as a connection that is half open
}

var _ Board = (*Meshtastic)(nil)

// NewMeshtastic puts a board on the air. It has no power yet.
func NewMeshtastic(air *Air, cfg MeshtasticConfig) *Meshtastic {
	cfg = cfg.withDefaults()
	m := &Meshtastic{cfg: cfg, air: air, station: air.Add(cfg.Name, cfg.Share), say: func([]byte) {}, region: cfg.Region}
	m.node = nodeNumber(cfg.Name)
	return m
}

// nodeNumber stands for the number that the firmware takes from the chip.
func nodeNumber(name string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(name))
	return h.Sum32() | 1<<28
}

// Station is the board's place on the air.
func (m *Meshtastic) Station() Station { return m.station }

// Node is the board's number in its mesh.
func (m *Meshtastic) Node() uint32 { return m.node }

// Powered starts the board, or takes its power.
func (m *Meshtastic) Powered(on bool) {
	m.stop()
	if on {
		m.Reset()
	}
}

func (m *Meshtastic) stop() {
	m.life++
	m.running = false
	m.parser, m.session, m.radio = streamParser{}, meshSession{}, meshRadio{seen: map[[2]uint32]int{}, spans: m.radio.spans}
	m.air.Listen(m.station, Channel{}, nil)
}

// Reset starts the board anew: it forgets what it was about, says some text, and then that it has started.
func (m *Meshtastic) Reset() {
	m.stop()
	m.Starts++
	m.later(m.cfg.Boot, func() {
		m.running = true
		m.say([]byte(m.cfg.BootText))
		m.tell(message(nil).num(fromRebooted, 1))
		m.tune()
		m.later(time.Minute, m.minute)
		m.later(time.Second, m.second)
	})
}

// Opened says who listens.
func (m *Meshtastic) Opened(say func([]byte)) {
	m.say = say
	m.session = meshSession{queue: m.session.queue}
	if m.cfg.OnOpen {
		m.Reset()
	}
}

// Closed says that nobody listens any more.
func (m *Meshtastic) Closed() { m.say = func([]byte) {} }

// Stall makes the board say for good that its queue is full, or lets it go on.
func (m *Meshtastic) Stall(on bool) { m.Full = on }

// Babble makes the board say bytes that are none of its protocol.
func (m *Meshtastic) Babble(b []byte) { m.say(b) }

// Say makes the board say a message, whatever it is.
func (m *Meshtastic) Say(b []byte) { m.say(streamFrame(b)) }

// Notify makes the board tell people something.
func (m *Meshtastic) Notify(text string) {
	m.tell(message(nil).bytes(fromNotification, message(nil).num(3, 30).text(4, text)))
}

// Broadcast sends a message of a program of the board's own to everybody on a channel.
func (m *Meshtastic) Broadcast(channel int, port uint64, payload []byte) {
	p := meshPacket{from: m.node, to: everyone, id: m.air.Rand().Uint32(), hops: m.cfg.Hops, start: m.cfg.Hops, channel: channel}
	p.data = m.complete(message(nil).num(1, port).bytes(2, payload), fields{}, p)
	m.originate(p)
}

// SetRegion sets the region as another program would. The first one gives the node a new number, and nobody is told.
func (m *Meshtastic) SetRegion(region uint32) {
	if m.region == 0 {
		m.node += 0x01000193
	}
	m.region = region
	m.tune()
}

// SetPreset changes how the board sends, as another program would: nobody is told.
func (m *Meshtastic) SetPreset(preset uint32) {
	m.cfg.Preset = preset
	m.tune()
}

// Take acts on bytes. A board that is starting hears nothing.
func (m *Meshtastic) Take(b []byte) {
	if m.running && !m.Deaf {
		m.parser.take(b, m.asked)
	}
}

// later plans something for this life of the board.
func (m *Meshtastic) later(wait time.Duration, what func()) {
	life := m.life
	m.air.After(wait, func() {
		if life == m.life {
			what()
		}
	})
}

// tell says one message, with its number, between lines of log if it writes one.
func (m *Meshtastic) tell(part message) {
	if m.Deaf {
		return
	}
	m.session.count++
	m.log("INFO  | ??:??:?? 12 [SerialConsole] ")
	m.say(streamFrame(append(message(nil).num(fromNumber, uint64(m.session.count)), part...)))
	m.log("FromRadio\r\n")
}

func (m *Meshtastic) log(text string) {
	if m.cfg.Logs {
		m.say([]byte(text))
	}
}
