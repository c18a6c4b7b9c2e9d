package loratest

import (
	"fmt"
	"time"
)

// What a program may say, and the parts of what the board does.
const (
	toPacket     = 1
	toWantConfig = 3
	toDisconnect = 4
	toHeartbeat  = 7

	fromNumber       = 1
	fromPacket       = 2
	fromMyInfo       = 3
	fromNode         = 4
	fromConfig       = 5
	fromComplete     = 7
	fromRebooted     = 8
	fromModule       = 9
	fromChannel      = 10
	fromQueue        = 11
	fromMetadata     = 13
	fromNotification = 16
)

// meshSession is what the board knows of the program at its port.
type meshSession struct {
	count   uint32 // of what was told
	open    bool   // it has asked for the settings and been told them
	contact time.Duration
	queue   []message // what it has not been told yet
	ids     []uint32  // of packets that it handed over
}

// The firmware's limits.
const (
	phoneQueue  = 32
	forgetful   = 15 * time.Minute // without a word a program is gone
	rememberIDs = 20
)

// asked acts on one message of the program.
func (m *Meshtastic) asked(b []byte) {
	f, ok := readFields(b)
	if !ok {
		m.log("ERROR | ??:??:?? 12 Error: ignore malformed toradio\r\n")
		return
	}
	m.session.contact = m.air.Now()
	switch {
	case f.has(toPacket):
		m.handed(f.bytes[toPacket])
	case f.numbers[toWantConfig] != 0:
		m.describe(uint32(f.numbers[toWantConfig]))
	case f.numbers[toDisconnect] != 0:
		m.session.open, m.Left = false, true
	case f.has(toHeartbeat):
		m.queueStatus(0, 0)
	}
}

// The nonces that ask for a part only.
const (
	nonceSettings = 69420
	nonceNodes    = 69421
)

// describe tells everything about the board.
func (m *Meshtastic) describe(nonce uint32) {
	m.session.open = false
	if nonce != nonceNodes {
		m.tell(message(nil).bytes(fromMyInfo, message(nil).num(1, uint64(m.node)).num(11, 30200).text(13, "heltec-v3")))
	}
	m.tell(message(nil).bytes(fromNode, nodeInfo(m.node, m.cfg.Name)))
	if nonce != nonceNodes {
		m.describeSettings()
	}
	if nonce != nonceSettings {
		for _, node := range m.radio.nodes {
			m.tell(message(nil).bytes(fromNode, nodeInfo(node, fmt.Sprintf("%04x", node&0xFFFF))))
		}
	}
	m.tell(message(nil).num(fromComplete, uint64(nonce)))
	m.session.open = true
	m.deliver()
}

func (m *Meshtastic) describeSettings() {
	m.tell(message(nil).bytes(fromMetadata, message(nil).text(1, m.cfg.Firmware).num(2, 24).num(9, 43)))
	for i := range 8 {
		m.tell(message(nil).bytes(fromChannel, m.channel(i)))
	}
	for part := 1; part <= 8; part++ {
		m.tell(message(nil).bytes(fromConfig, message(nil).bytes(part, m.config(part))))
	}
	for part := 1; part <= 10; part++ {
		m.tell(message(nil).bytes(fromModule, message(nil).bytes(part, nil)))
	}
}

func nodeInfo(node uint32, name string) message {
	user := message(nil).text(1, fmt.Sprintf("!%08x", node)).text(2, name).text(3, name[:min(4, len(name))]).num(5, 43)
	return message(nil).num(1, uint64(node)).bytes(2, user)
}

// channel describes one of the eight places for channels.
func (m *Meshtastic) channel(i int) message {
	if i >= len(m.cfg.Channels) {
		return message(nil).num(1, uint64(i))
	}
	c, role := m.cfg.Channels[i], uint64(2)
	if i == 0 {
		role = 1
	}
	return message(nil).num(1, uint64(i)).bytes(2, message(nil).bytes(2, c.Key).text(3, c.Name)).num(3, role)
}

// config describes one part of the settings; only those of LoRa and of signatures have something to say.
func (m *Meshtastic) config(part int) message {
	switch {
	case part == 8 && m.cfg.Strict:
		return message(nil).bytes(1, make([]byte, 32)).num(9, 2)
	case part != 6:
		return nil
	}
	lora := message(nil).num(1, 1).num(2, uint64(m.cfg.Preset)).num(7, uint64(m.region)).num(8, uint64(m.cfg.Hops))
	return lora.num(9, uint64(1-flag(m.cfg.Muted))).signed(10, m.cfg.Power)
}

// queueStatus tells what became of a packet, and how much room there is.
func (m *Meshtastic) queueStatus(result int, packet uint32) {
	free := txQueue - len(m.radio.queue)
	if m.Full {
		free = 0
	}
	m.tell(message(nil).bytes(fromQueue, message(nil).signed(1, result).num(2, uint64(free)).num(3, txQueue).num(4, uint64(packet))))
}

// toProgram keeps a message for the program until it can be told; the oldest go when it does not listen.
func (m *Meshtastic) toProgram(part message) {
	s := &m.session
	s.queue = append(s.queue, part)
	if len(s.queue) > phoneQueue {
		s.queue = s.queue[1:]
	}
	m.deliver()
}

func (m *Meshtastic) deliver() {
	s := &m.session
	if m.air.Now()-s.contact > forgetful {
		s.open = false
	}
	for s.open && len(s.queue) > 0 {
		part := s.queue[0]
		s.queue = s.queue[1:]
		m.tell(part)
	}
}

// The errors that the board answers with.
const (
	errorMaxRetransmit = 5
	errorNoChannel     = 6
	errorTooLarge      = 7
	errorDutyCycle     = 9
	errorQueueFull     = 32
	errorDisabled      = 34
)

// handed acts on a packet that the program hands over.
func (m *Meshtastic) handed(b []byte) {
	f, ok := readFields(b)
	if !ok || !f.has(4) || m.knownID(uint32(f.numbers[6])) {
		return
	}
	p := meshPacket{from: m.node, to: uint32(f.numbers[2]), id: uint32(f.numbers[6]), hops: min(7, uint32(f.numbers[9])), ack: f.numbers[10] != 0}
	if p.id == 0 {
		p.id = m.air.Rand().Uint32()
	}
	p.start = p.hops
	data, _ := readFields(f.bytes[4])
	p.data = m.complete(f.bytes[4], data, p)
	m.refuseOrSend(p, int(min(f.numbers[3], 8)))
}

// knownID tells whether a packet was handed over before.
func (m *Meshtastic) knownID(id uint32) bool {
	s := &m.session
	for _, known := range s.ids {
		if id != 0 && known == id {
			return true
		}
	}
	s.ids = append(s.ids, id)
	if len(s.ids) > rememberIDs {
		s.ids = s.ids[1:]
	}
	return false
}

// complete adds to a message what the firmware adds: its flags, and a signature on a broadcast that has room for one.
func (m *Meshtastic) complete(data []byte, f fields, p meshPacket) []byte {
	out := message(data)
	if _, flagged := f.numbers[9]; !flagged {
		out = append(out.tag(9, 0), 0)
	}
	if p.to == everyone && m.cfg.Firmware >= "2.8" && len(out)+2+signatureBytes <= dataRoom {
		out = out.bytes(10, make([]byte, signatureBytes))
	}
	return out
}

// refuseOrSend checks a packet in the order of the firmware.
func (m *Meshtastic) refuseOrSend(p meshPacket, channel int) {
	reason := m.Refuse
	m.Refuse = 0
	switch {
	case reason != 0:
		m.queueStatus(reason, p.id)
		m.refuse(p, reason)
	case m.region == 0:
		m.queueStatus(errorDisabled, p.id)
	case m.overDuty():
		m.queueStatus(errorDutyCycle, p.id)
		m.Notify(fmt.Sprintf("Duty cycle limit exceeded. Aborting send for now, you can send again in %d mins", m.dutyWait()))
		m.refuse(p, errorDutyCycle)
	case channel >= len(m.cfg.Channels):
		m.queueStatus(errorNoChannel, p.id)
		m.refuse(p, errorNoChannel)
	case len(p.data) > dataRoom:
		m.queueStatus(errorTooLarge, p.id)
		m.refuse(p, errorTooLarge)
	case m.Full || len(m.radio.queue) >= txQueue:
		m.queueStatus(errorQueueFull, p.id)
	default:
		p.channel = channel
		m.originate(p)
		m.queueStatus(0, p.id)
	}
}

// refuse answers a packet on the mesh's own port.
func (m *Meshtastic) refuse(p meshPacket, reason int) {
	m.routing(m.node, m.node, p.id, reason)
}

// routing tells the program an answer of the mesh's own.
func (m *Meshtastic) routing(from, to, request uint32, reason int) {
	data := message(nil).num(1, portRouting).bytes(2, routingBody(reason)).fixed(6, request)
	packet := message(nil).fixed(1, from).fixed(2, to).bytes(4, data).fixed(6, m.air.Rand().Uint32())
	m.toProgram(message(nil).bytes(fromPacket, packet))
}

// routingBody is written even for zero: that is what makes it an answer.
func routingBody(reason int) message { return append(message(nil).tag(3, 0), byte(reason)) }

// minute tells the board's figures.
func (m *Meshtastic) minute() {
	metrics := message(nil).num(1, 101).float(2, 4.1).float(3, 100*m.radio.load).float(4, 100*m.hourShare())
	data := message(nil).num(1, portTelemetry).bytes(2, message(nil).fixed(1, 1).bytes(2, metrics))
	packet := message(nil).fixed(1, m.node).fixed(2, everyone).bytes(4, data).fixed(6, m.air.Rand().Uint32())
	m.toProgram(message(nil).bytes(fromPacket, packet))
	m.later(time.Minute, m.minute)
}
