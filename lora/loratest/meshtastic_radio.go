package loratest

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"math"
	"slices"
	"time"

	"foirail/lora"
)

// The numbers of the mesh.
const (
	everyone       = 0xFFFFFFFF
	portRouting    = 5
	portTelemetry  = 67
	headBytes      = 16
	dataRoom       = 239 // bytes of a message with all that belongs to it
	signatureBytes = 64
	txQueue        = 16
	sends          = 3 // of a packet to one node that nobody confirms

	regionEU868 = 3
	regionEU866 = 29
)

// meshPacket is a packet on its way.
type meshPacket struct {
	from, to, id uint32
	hops, start  uint32
	ack          bool
	channel      int    // the place in the list of channels
	data         []byte // the message, plain
	sealed       []byte // head and all, as it goes over the air; of a packet that is repeated
}

// meshRadio is the firmware's half that looks at the air.
type meshRadio struct {
	queue    []meshPacket
	waiting  bool              // for the channel
	seen     map[[2]uint32]int // how often a packet was heard, by sender and number
	unanswer map[uint32]bool   // own packets that want a confirmation
	nodes    []uint32          // that were heard
	spans    []span            // of the last hour on the air
	load     float64           // of the channel, over some time
}

// spreadings are the presets that are known here, by their number. The first five are 250 kHz wide, the last two, which belong to
// EU_866, 125.
var spreadings = map[uint32]int{0: 11, 3: 10, 4: 9, 5: 8, 6: 7, liteFast: 9, 11: 10}

const liteFast = 10

func (m *Meshtastic) modulation() lora.Modulation {
	bandwidth := 250_000
	if m.cfg.Preset >= liteFast {
		bandwidth = 125_000
	}
	return lora.Modulation{Bandwidth: bandwidth, Spreading: spreadings[m.cfg.Preset], Coding: 5, Preamble: 16}
}

// frequency is that of the only slot of EU_868, and of the first of EU_866.
func (m *Meshtastic) frequency() int64 {
	if m.region == regionEU866 {
		return 865_700_000
	}
	return 869_525_000
}

// duty is what the region allows.
func (m *Meshtastic) duty() float64 {
	if m.cfg.Duty > 0 {
		return float64(m.cfg.Duty) / float64(lora.Whole)
	}
	if m.region == regionEU866 {
		return 0.025
	}
	return 0.10
}

// tune listens, unless no region is set.
func (m *Meshtastic) tune() {
	if m.region == 0 || !m.running {
		m.air.Listen(m.station, Channel{}, nil)
		return
	}
	m.air.Listen(m.station, ChannelOf(m.frequency(), m.modulation()), m.hear)
}

// originate sends a packet of the board's own.
func (m *Meshtastic) originate(p meshPacket) {
	m.radio.seen[[2]uint32{p.from, p.id}] = 1
	m.enqueue(p)
	if p.ack && p.to != everyone {
		m.await(p, sends-1)
	}
}

// await sends a packet again while nobody confirms it, and then says so.
func (m *Meshtastic) await(p meshPacket, left int) {
	if m.radio.unanswer == nil {
		m.radio.unanswer = map[uint32]bool{}
	}
	m.radio.unanswer[p.id] = true
	m.later(8*m.modulation().Airtime(headBytes+len(p.data)), func() {
		switch {
		case !m.radio.unanswer[p.id]:
		case left == 0:
			delete(m.radio.unanswer, p.id)
			m.refuse(p, errorMaxRetransmit)
		default:
			m.enqueue(p)
			m.await(p, left-1)
		}
	})
}

func (m *Meshtastic) enqueue(p meshPacket) {
	if len(m.radio.queue) < txQueue {
		m.radio.queue = append(m.radio.queue, p)
		m.Deepest = max(m.Deepest, len(m.radio.queue))
		m.contend()
	}
}

// slot is the firmware's unit of waiting: the time in which a beginning transmission is noticed.
func (m *Meshtastic) slot() time.Duration {
	return 5*m.modulation().Symbol()/2 + 7600*time.Microsecond
}

// window is how many slots the lot is drawn from: more on a busy channel.
func (m *Meshtastic) window() int { return 1 << (3 + int(5*min(1, m.radio.load))) }

// contend draws a lot and waits for the channel.
func (m *Meshtastic) contend() {
	if m.radio.waiting || len(m.radio.queue) == 0 {
		return
	}
	m.radio.waiting = true
	m.later(time.Duration(m.air.Rand().IntN(m.window()))*m.slot(), func() {
		m.radio.waiting = false
		if m.air.Busy(m.station) || m.air.Sending(m.station) {
			m.contend()
			return
		}
		m.transmit()
	})
}

// transmit puts the first packet of the queue on the air.
func (m *Meshtastic) transmit() {
	if len(m.radio.queue) == 0 {
		return
	}
	p := m.radio.queue[0]
	end, err := m.air.Send(m.station, m.frequency(), m.modulation(), m.seal(p))
	if err != nil {
		m.contend()
		return
	}
	m.radio.queue = m.radio.queue[1:]
	m.radio.spans = append(m.radio.spans, span{m.air.Now(), end})
	m.later(end-m.air.Now(), m.contend)
}

// seal puts the head before a packet and encrypts the rest.
func (m *Meshtastic) seal(p meshPacket) []byte {
	if p.sealed != nil {
		return p.sealed
	}
	c := m.cfg.Channels[p.channel]
	out := binary.LittleEndian.AppendUint32(nil, p.to)
	out = binary.LittleEndian.AppendUint32(out, p.from)
	out = binary.LittleEndian.AppendUint32(out, p.id)
	flags := byte(p.hops) | byte(p.start)<<5
	if p.ack && p.to != everyone {
		flags |= 1 << 3
	}
	out = append(out, flags, m.hash(c), 0, 0)
	return append(out, crypt(m.key(c), p.from, p.id, p.data)...)
}

// open reads a packet; false: it is on no channel of ours.
func (m *Meshtastic) open(b []byte) (p meshPacket, ok bool) {
	p = meshPacket{to: binary.LittleEndian.Uint32(b), from: binary.LittleEndian.Uint32(b[4:]), id: binary.LittleEndian.Uint32(b[8:])}
	flags := b[12]
	p.hops, p.ack, p.start = uint32(flags&7), flags&(1<<3) != 0, uint32(flags>>5)
	for i, c := range m.cfg.Channels {
		if m.hash(c) != b[13] {
			continue
		}
		data := crypt(m.key(c), p.from, p.id, b[headBytes:])
		if f, whole := readFields(data); whole && f.numbers[1] != 0 {
			p.channel, p.data = i, data
			return p, true
		}
	}
	return p, false
}

// key is the key that a setting stands for: one byte is a short form of the key that everybody has.
func (m *Meshtastic) key(c MeshtasticChannel) []byte {
	if len(c.Key) != 1 {
		return c.Key
	}
	known := []byte{0xD4, 0xF1, 0xBB, 0x3A, 0x20, 0x29, 0x07, 0x59, 0xF0, 0xBC, 0xFF, 0xAB, 0xCF, 0x4E, 0x69, 0x01}
	known[15] += c.Key[0] - 1
	return known
}

// hash is the channel's mark in the head of a packet.
func (m *Meshtastic) hash(c MeshtasticChannel) (h byte) {
	name := c.Name
	if name == "" {
		name = "LongFast"
	}
	for _, b := range append([]byte(name), m.key(c)...) {
		h ^= b
	}
	return h
}

// crypt is AES in counter mode, there and back; the sender and the number of the packet begin the count.
func crypt(key []byte, from, id uint32, b []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		return b // a channel without a key
	}
	count := binary.LittleEndian.AppendUint64(nil, uint64(id))
	count = binary.LittleEndian.AppendUint32(count, from)
	count = append(count, 0, 0, 0, 0)
	out := make([]byte, len(b))
	cipher.NewCTR(block, count).XORKeyStream(out, b)
	return out
}

// hear takes one packet from the air: for the program, and for the others.
func (m *Meshtastic) hear(a Packet) {
	if len(a.Bytes) < headBytes {
		return
	}
	p, ours := m.open(a.Bytes)
	if f, _ := readFields(p.data); ours && m.cfg.Strict && !f.has(10) {
		return // it is not signed
	}
	key := [2]uint32{p.from, p.id}
	m.radio.seen[key]++
	if m.radio.seen[key] > 1 || p.from == m.node {
		return
	}
	if !slices.Contains(m.radio.nodes, p.from) {
		m.radio.nodes = append(m.radio.nodes, p.from)
	}
	if ours && (p.to == everyone || p.to == m.node) {
		m.heard(p, a)
	}
	if p.to != m.node && p.hops > 0 {
		m.repeat(p, a.Bytes)
	}
}

// heard passes a packet on to the program, and confirms it where that is asked for.
func (m *Meshtastic) heard(p meshPacket, a Packet) {
	packet := message(nil).fixed(1, p.from).fixed(2, p.to).num(3, uint64(p.channel)).bytes(4, p.data).fixed(6, p.id)
	packet = packet.float(8, a.SNR).num(9, uint64(p.hops)).signed(12, int(math.Round(a.RSSI))).num(15, uint64(p.start))
	m.toProgram(message(nil).bytes(fromPacket, packet))
	data, _ := readFields(p.data)
	switch {
	case data.numbers[1] == portRouting:
		delete(m.radio.unanswer, uint32(data.numbers[6]))
	case p.ack && p.to == m.node:
		answer := message(nil).num(1, portRouting).bytes(2, routingBody(0)).fixed(6, p.id)
		m.originate(meshPacket{from: m.node, to: p.from, id: m.air.Rand().Uint32(), hops: m.cfg.Hops, start: m.cfg.Hops, channel: p.channel, data: answer})
	}
}

// repeat sends a packet on, one hop poorer, unless somebody else does so first.
func (m *Meshtastic) repeat(p meshPacket, sealed []byte) {
	p.sealed = slices.Clone(sealed)
	p.sealed[12] = p.sealed[12]&^7 | byte(p.hops-1)
	wait := time.Duration(2+m.air.Rand().IntN(m.window())) * m.slot()
	m.later(wait, func() {
		if m.radio.seen[[2]uint32{p.from, p.id}] == 1 && !m.overDuty() {
			m.enqueue(p)
		}
	})
}

// hourShare is what share of the last hour the board was on the air.
func (m *Meshtastic) hourShare() float64 {
	begin, sum := m.air.Now()-time.Hour, time.Duration(0)
	m.radio.spans = slices.DeleteFunc(m.radio.spans, func(s span) bool { return s.to < begin })
	for _, s := range m.radio.spans {
		sum += s.to - max(s.from, begin)
	}
	return float64(sum) / float64(time.Hour)
}

func (m *Meshtastic) overDuty() bool { return m.hourShare() > m.duty() }

// dutyWait is in how many minutes the board may send again.
func (m *Meshtastic) dutyWait() int {
	over := time.Duration((m.hourShare() - m.duty()) * float64(time.Hour))
	for _, s := range m.radio.spans {
		if over -= s.to - s.from; over <= 0 {
			return int(math.Ceil((s.to + time.Hour - m.air.Now()).Minutes()))
		}
	}
	return 60
}

// second samples whether anybody is on the channel.
func (m *Meshtastic) second() {
	busy := 0.0
	if m.air.Busy(m.station) {
		busy = 1
	}
	m.radio.load += (busy - m.radio.load) / 60
	m.later(time.Second, m.second)
}
