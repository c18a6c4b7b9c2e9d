package lora

// The messages between a program and a board with Meshtastic, as far as we need them. SPEC.md draws the fields.

// The programs within Meshtastic that we hear of, by their number.
const (
	portRouting   = 5
	portTelemetry = 67
	portPrivate   = 256
)

const everybody = 0xFFFFFFFF

// meshData is what a packet carries once it is decrypted.
type meshData struct {
	port    uint32
	payload []byte
	request uint32 // the packet that this one answers
}

func (d *meshData) field(f protoField) error {
	switch f.number {
	case 1:
		return f.number32(&d.port)
	case 2:
		return f.blob(&d.payload)
	case 6:
		return f.fixed(&d.request)
	}
	return nil
}

// meshPacket is a packet, from the mesh or from the board itself.
type meshPacket struct {
	from, to uint32
	channel  uint32 // the place of the channel in the board's list
	data     *meshData
	snr      float64
	rssi     int
}

func (p *meshPacket) field(f protoField) error {
	switch f.number {
	case 1:
		return f.fixed(&p.from)
	case 2:
		return f.fixed(&p.to)
	case 3:
		return f.number32(&p.channel)
	case 4:
		p.data = &meshData{}
		return f.message(p.data.field)
	case 8:
		return f.float(&p.snr)
	case 12:
		return f.signed(&p.rssi)
	}
	return nil
}

// loraConfig is how the board is set up to send.
type loraConfig struct {
	usePreset         bool
	preset            uint32
	bandwidth         uint32 // kHz, some of them rounded
	spreading, coding uint32
	region            uint32
	hops              uint32
	sends             bool
	power             int
	slot              uint32 // counted from 1; 0: by the name of the first channel
	ignoresDuty       bool
	frequency         float64 // MHz, in place of the slot; 0: none
	offset            float64 // MHz
}

func (c *loraConfig) field(f protoField) error {
	switch f.number {
	case 1:
		return f.bool(&c.usePreset)
	case 2:
		return f.number32(&c.preset)
	case 3:
		return f.number32(&c.bandwidth)
	case 4:
		return f.number32(&c.spreading)
	case 5:
		return f.number32(&c.coding)
	case 6:
		return f.float(&c.offset)
	case 7:
		return f.number32(&c.region)
	case 8:
		return f.number32(&c.hops)
	case 9:
		return f.bool(&c.sends)
	case 10:
		return f.signed(&c.power)
	case 11:
		return f.number32(&c.slot)
	case 12:
		return f.bool(&c.ignoresDuty)
	case 14:
		return f.float(&c.frequency)
	}
	return nil
}

// securityConfig is whom the board believes. Its keys are read over.
type securityConfig struct{ policy uint32 }

// policyStrict is that of a board that takes signed packets alone.
const policyStrict = 2

func (c *securityConfig) field(f protoField) error {
	if f.number == 9 {
		return f.number32(&c.policy)
	}
	return nil
}

// meshChannel is one of the board's channels.
type meshChannel struct {
	index int
	role  uint32
	name  string
	key   []byte
}

// What a channel may be.
const (
	rolePrimary   = 1
	roleSecondary = 2
)

func (c *meshChannel) field(f protoField) error {
	switch f.number {
	case 1:
		return f.signed(&c.index)
	case 2:
		return f.message(c.setting)
	case 3:
		return f.number32(&c.role)
	}
	return nil
}

func (c *meshChannel) setting(f protoField) error {
	switch f.number {
	case 2:
		return f.blob(&c.key)
	case 3:
		return f.text(&c.name)
	}
	return nil
}

// queueStatus is the board's word about a packet that it was given, or about its queue alone.
type queueStatus struct {
	result     int
	free, most uint32
	packet     uint32
}

func (q *queueStatus) field(f protoField) error {
	switch f.number {
	case 1:
		return f.signed(&q.result)
	case 2:
		return f.number32(&q.free)
	case 3:
		return f.number32(&q.most)
	case 4:
		return f.number32(&q.packet)
	}
	return nil
}

// metadata is what the board is.
type metadata struct {
	firmware string
	model    uint32
}

func (m *metadata) field(f protoField) error {
	switch f.number {
	case 1:
		return f.text(&m.firmware)
	case 9:
		return f.number32(&m.model)
	}
	return nil
}

// meshMetrics is what the board has measured, in percent.
type meshMetrics struct{ load, sent float64 }

func (m *meshMetrics) field(f protoField) error {
	if f.number != 2 {
		return nil
	}
	return f.message(func(f protoField) error {
		switch f.number {
		case 3:
			return f.float(&m.load)
		case 4:
			return f.float(&m.sent)
		}
		return nil
	})
}

// fromBoard is one message from the board. One of its parts is there, or none that we know.
type fromBoard struct {
	packet   *meshPacket
	node     uint32 // its own number
	lora     *loraConfig
	security *securityConfig
	complete uint32 // the nonce of the question that is answered now
	rebooted bool
	channel  *meshChannel
	queue    *queueStatus
	metadata *metadata
	notice   string // words for people
}

func decodeFromBoard(b []byte) (m fromBoard, err error) {
	if len(b) > meshtasticMost {
		return m, errProto
	}
	return m, eachField(b, m.field)
}

func (m *fromBoard) field(f protoField) error {
	switch f.number {
	case 2:
		m.packet = &meshPacket{}
		return f.message(m.packet.field)
	case 3:
		return f.message(m.info)
	case 5:
		return f.message(m.config)
	case 7:
		return f.number32(&m.complete)
	case 8:
		return f.bool(&m.rebooted)
	case 10:
		m.channel = &meshChannel{}
		return f.message(m.channel.field)
	case 11:
		m.queue = &queueStatus{}
		return f.message(m.queue.field)
	case 13:
		m.metadata = &metadata{}
		return f.message(m.metadata.field)
	case 16:
		return f.message(m.notification)
	}
	return nil
}

func (m *fromBoard) info(f protoField) error {
	if f.number == 1 {
		return f.number32(&m.node)
	}
	return nil
}

func (m *fromBoard) config(f protoField) error {
	switch f.number {
	case 6:
		m.lora = &loraConfig{}
		return f.message(m.lora.field)
	case 8:
		m.security = &securityConfig{}
		return f.message(m.security.field)
	}
	return nil
}

func (m *fromBoard) notification(f protoField) error {
	if f.number == 4 {
		return f.text(&m.notice)
	}
	return nil
}

// routingError is the reason in an answer of the mesh's own; 0: all is well.
func routingError(payload []byte) (reason int, err error) {
	err = eachField(payload, func(f protoField) error {
		if f.number == 3 {
			return f.signed(&reason)
		}
		return nil
	})
	return reason, err
}

// What we say to a board.

func sayWantConfig(nonce uint32) []byte { return appendVarint(nil, 3, uint64(nonce)) }

func sayGoodbye() []byte { return appendVarint(nil, 4, 1) }

// sayHeartbeat asks for the state of the queue. A nonce would make the board announce itself to the whole mesh.
func sayHeartbeat() []byte { return appendBytes(nil, 7, nil) }

// meshHanded is a packet for everybody on a channel.
type meshHanded struct {
	id      uint32
	channel int // its place
	hops    uint32
	port    uint32
	payload []byte
}

// sayPacket hands over a packet. No answer is asked: a broadcast has none worth its airtime.
func sayPacket(p meshHanded) []byte {
	data := appendBytes(appendVarint(nil, 1, uint64(p.port)), 2, p.payload)
	packet := appendFixed(nil, 2, everybody)
	packet = appendVarint(packet, 3, uint64(p.channel))
	packet = appendBytes(packet, 4, data)
	packet = appendFixed(packet, 6, p.id)
	packet = appendVarint(packet, 9, uint64(p.hops))
	return appendBytes(nil, 1, packet)
}
