package loratest

import (
	"slices"
	"time"

	"foirail/lora"
)

// rnodeRadio is the firmware's half that looks at the air.
type rnodeRadio struct {
	on, promisc              bool
	frequency, bandwidth     uint32 // Hz
	power, spreading, coding byte
	shortLock, longLock      uint32 // hundredths of a percent; 0 and 10000: none
	queue                    [][]byte
	bursting                 bool // it has won the channel and empties its queue
	waiting                  bool // for the channel
	telling                  bool // its figures, every second
	quietSlots, lot          int  // of the wait
	half                     []byte
	halfHeader               byte
	heard, sent              uint32
	spans                    []span // of the last hour on the air
	channelBusy              time.Duration
}

// What stands before each packet on the air, and how it is used.
const (
	splitFlag   = 0x01
	sequence    = 0xF0
	packetBytes = 254
	signalZero  = 157
)

func (a *rnodeRadio) queued() (n int) {
	for _, p := range a.queue {
		n += len(p)
	}
	return n
}

// complete tells whether the radio knows all that it needs to be turned on.
func (a *rnodeRadio) complete() bool {
	return a.frequency != 0 && a.bandwidth != 0 && a.spreading != 0 && a.coding != 0 && a.power != 0
}

func (a *rnodeRadio) modulation() lora.Modulation {
	return lora.RNodeModulation(lora.Modulation{Bandwidth: int(a.bandwidth), Spreading: int(a.spreading), Coding: int(a.coding)})
}

// state turns the radio on or off, or asks. The firmware says the state twice when it turns it on.
func (r *RNode) state(c byte) {
	radio := &r.radio
	switch c {
	case 0:
		radio.on = false
		r.tune()
	case 1:
		if radio.coding == 0 {
			radio.coding = 5
		}
		was := radio.on
		radio.on = radio.complete() && !r.cfg.Broken
		r.tune()
		if radio.on && !was {
			r.reply(cmdState, 1)
			r.beginSeconds()
		}
	}
	r.reply(cmdState, flag(radio.on))
}

// tune listens where the numbers say, if the radio is on.
func (r *RNode) tune() {
	if !r.radio.on {
		r.air.Listen(r.station, Channel{}, nil)
		return
	}
	r.air.Listen(r.station, ChannelOf(int64(r.radio.frequency), r.radio.modulation()), r.hear)
}

// enqueue takes a packet that has come whole. Too long a one is dropped without a word, one that finds the radio off with one.
func (r *RNode) enqueue(packet []byte) {
	switch {
	case len(packet) == 0 || len(packet) > longestFrame:
	case !r.radio.on:
		r.reply(cmdError, errorSend)
	default:
		r.radio.queue = append(r.radio.queue, packet)
		r.Deepest = max(r.Deepest, len(r.radio.queue))
		r.contend()
	}
}

// hear takes one packet from the air.
func (r *RNode) hear(p Packet) {
	radio := &r.radio
	radio.heard++
	if radio.promisc {
		r.pass(p.Bytes, p)
		return
	}
	if len(p.Bytes) < 2 {
		return
	}
	header, body := p.Bytes[0], p.Bytes[1:]
	switch {
	case header&splitFlag == 0:
		radio.half = nil
		r.pass(body, p)
	case radio.half != nil && radio.halfHeader&sequence == header&sequence:
		body = append(radio.half, body...)
		radio.half = nil
		r.pass(body, p)
	default:
		radio.half, radio.halfHeader = body, header
	}
}

// pass gives a packet to the program: strength and noise come first.
func (r *RNode) pass(packet []byte, p Packet) {
	r.reply(cmdRSSI, byte(max(0, min(255, int(p.RSSI)+signalZero))))
	r.reply(cmdSNR, byte(int8(max(-128, min(127, p.SNR*4)))))
	r.reply(cmdData, packet...)
}

// slot is the firmware's unit of waiting: 12 symbols, but 24 to 100 ms.
func (a *rnodeRadio) slot() time.Duration {
	return min(max(12*a.modulation().Symbol(), 24*time.Millisecond), 100*time.Millisecond)
}

// The contention: so many quiet slots, then a lot of so many more, in four bands by what the board has sent itself.
const (
	quietSlots = 2
	window     = 15
)

// contend begins to wait for the channel.
func (r *RNode) contend() {
	radio := &r.radio
	if radio.waiting || radio.bursting || len(radio.queue) == 0 {
		return
	}
	radio.waiting, radio.quietSlots = true, quietSlots
	radio.lot = r.air.Rand().IntN(window * r.band())
	r.later(radio.slot(), r.tick)
}

func (r *RNode) band() int {
	share := r.airtime(15 * time.Second)
	switch {
	case share >= 0.85:
		return 4
	case share >= 0.5:
		return 3
	case share > 0.07:
		return 2
	}
	return 1
}

// tick is one slot of the wait. A board that has reached its lock waits on, without a word.
func (r *RNode) tick() {
	radio := &r.radio
	switch {
	case !radio.on || len(radio.queue) == 0:
		radio.waiting = false
		return
	case r.locked():
	case r.air.Busy(r.station):
		radio.quietSlots = quietSlots
	case radio.quietSlots > 0:
		radio.quietSlots--
	case radio.lot > 0:
		radio.lot--
	default:
		radio.waiting, radio.bursting = false, true
		r.burst()
		return
	}
	r.later(radio.slot(), r.tick)
}

// burst sends the whole queue, one packet after the other.
func (r *RNode) burst() {
	radio := &r.radio
	if !radio.on || len(radio.queue) == 0 {
		radio.bursting = false
		return
	}
	packet := radio.queue[0]
	radio.queue = radio.queue[1:]
	header := byte(r.air.Rand().IntN(256)) & sequence
	if len(packet) <= packetBytes {
		r.transmit(header, packet, r.burst)
		return
	}
	header |= splitFlag
	r.transmit(header, packet[:packetBytes], func() { r.transmit(header, packet[packetBytes:], r.burst) })
}

// transmit puts one packet on the air and goes on when it is over.
func (r *RNode) transmit(header byte, body []byte, next func()) {
	radio := &r.radio
	end, err := r.air.Send(r.station, int64(radio.frequency), radio.modulation(), append([]byte{header}, body...))
	if err != nil {
		r.reply(cmdError, errorSend)
		radio.bursting = false
		return
	}
	radio.sent++
	old := r.air.Now() - time.Hour
	radio.spans = append(slices.DeleteFunc(radio.spans, func(s span) bool { return s.to < old }), span{r.air.Now(), end})
	r.later(end-r.air.Now(), next)
}

// airtime is what share of a while the board was on the air.
func (r *RNode) airtime(while time.Duration) float64 {
	begin, sum := r.air.Now()-while, time.Duration(0)
	for _, s := range r.radio.spans {
		sum += max(0, s.to-max(s.from, begin))
	}
	return float64(sum) / float64(while)
}

// locked tells whether the board keeps its packets back.
func (r *RNode) locked() bool {
	return reached(r.radio.shortLock, r.airtime(15*time.Second)) || reached(r.radio.longLock, r.airtime(time.Hour))
}

func reached(lock uint32, share float64) bool {
	return lock > 0 && lock < uint32(lora.Whole) && share*float64(lora.Whole) >= float64(lock)
}

// beginSeconds begins to tell the figures of the channel, unless that goes on from before.
func (r *RNode) beginSeconds() {
	if !r.radio.telling && !r.old() {
		r.radio.telling = true
		r.second()
	}
}

// second tells the figures, once a second while the radio is on.
func (r *RNode) second() {
	if !r.radio.on {
		r.radio.telling = false
		return
	}
	r.watchChannel()
	var b []byte
	for _, share := range []float64{r.airtime(15 * time.Second), r.airtime(time.Hour), r.load(), r.load()} {
		b = append(b, bytesOf(uint32(share*float64(lora.Whole)), 2)...)
	}
	noise := byte(max(0, int(r.air.cfg.Noise)+signalZero))
	r.reply(cmdChannel, append(b, noise, noise, 0xFF)...)
	r.later(time.Second, r.second)
}

// watchChannel samples whether anybody is on the channel.
func (r *RNode) watchChannel() {
	r.radio.channelBusy = r.radio.channelBusy * 14 / 15
	if r.air.Busy(r.station) {
		r.radio.channelBusy += time.Second
	}
}

// load is how busy the channel has been, over some 15 seconds.
func (r *RNode) load() float64 { return min(1, float64(r.radio.channelBusy)/float64(15*time.Second)) }
