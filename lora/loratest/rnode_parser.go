package loratest

// The firmware's numbers, said once more: a simulator that took them from the driver would repeat its mistakes.
const (
	fend  = 0xC0
	fesc  = 0xDB
	tfend = 0xDC
	tfesc = 0xDD

	cmdData      = 0x00
	cmdFrequency = 0x01
	cmdBandwidth = 0x02
	cmdPower     = 0x03
	cmdSpreading = 0x04
	cmdCoding    = 0x05
	cmdState     = 0x06
	cmdRadioLock = 0x07
	cmdDetect    = 0x08
	cmdLeave     = 0x0A
	cmdShortLock = 0x0B
	cmdLongLock  = 0x0C
	cmdPromisc   = 0x0E
	cmdReady     = 0x0F
	cmdStatRX    = 0x21
	cmdStatTX    = 0x22
	cmdRSSI      = 0x23
	cmdSNR       = 0x24
	cmdChannel   = 0x25
	cmdRandom    = 0x40
	cmdBoard     = 0x47
	cmdPlatform  = 0x48
	cmdMCU       = 0x49
	cmdVersion   = 0x50
	cmdReset     = 0x55
	cmdError     = 0x90
	cmdUnknown   = 0xFE

	detectAsk    = 0x73
	detectAnswer = 0x46
	resetByte    = 0xF8

	errorSend = 0x02
)

// The firmware's limits, in bytes and packets.
const (
	longestFrame = 508
	queueBytes   = 6144
	queuePackets = 200
)

// rnodeParser is where the firmware is in the stream. It acts byte by byte, not when a frame ends.
type rnodeParser struct {
	inside, escaped bool
	cmd             byte
	value           []byte // of a number that takes several bytes
	packet          []byte // of data
}

// Take acts on bytes. A board that is starting hears nothing.
func (r *RNode) Take(b []byte) {
	for _, c := range b {
		if r.running {
			r.takeByte(c)
		}
	}
}

// takeByte: a C0 ends data and leaves the frame; it ends everything else and begins the next.
func (r *RNode) takeByte(c byte) {
	p := &r.parser
	switch {
	case c == fend && p.inside && p.cmd == cmdData:
		p.inside = false
		r.enqueue(p.packet)
		p.packet = nil
	case c == fend:
		*p = rnodeParser{inside: true, cmd: cmdUnknown}
	case !p.inside:
	case p.cmd == cmdUnknown:
		p.cmd = c
	default:
		r.takeEscaped(c)
	}
}

// takeEscaped undoes the escapes where the firmware does: in data and in numbers of several bytes.
func (r *RNode) takeEscaped(c byte) {
	p := &r.parser
	width := widths[p.cmd]
	if p.cmd != cmdData && width == 0 {
		r.act(p.cmd, c)
		return
	}
	if c == fesc {
		p.escaped = true
		return
	}
	if p.escaped {
		c = unescape(c)
		p.escaped = false
	}
	if p.cmd == cmdData {
		r.takeData(c)
		return
	}
	if len(p.value) < width {
		p.value = append(p.value, c)
	}
	if len(p.value) == width {
		r.number(p.cmd, number(p.value))
	}
}

// widths are the commands that take a number of several bytes.
var widths = map[byte]int{cmdFrequency: 4, cmdBandwidth: 4, cmdShortLock: 2, cmdLongLock: 2}

func unescape(c byte) byte {
	switch c {
	case tfend:
		return fend
	case tfesc:
		return fesc
	}
	return c
}

func number(b []byte) (n uint32) {
	for _, c := range b {
		n = n<<8 | uint32(c)
	}
	return n
}

func bytesOf(n uint32, width int) (b []byte) {
	for i := width - 1; i >= 0; i-- {
		b = append(b, byte(n>>(8*i)))
	}
	return b
}

// takeData keeps one byte of a packet. Where the queue has no room for it, it is skipped without a word.
func (r *RNode) takeData(c byte) {
	if len(r.radio.queue) < queuePackets && r.radio.queued()+len(r.parser.packet) < queueBytes {
		r.parser.packet = append(r.parser.packet, c)
	}
}

// number acts on a number of several bytes.
func (r *RNode) number(cmd byte, n uint32) {
	radio := &r.radio
	if r.old() && (cmd == cmdShortLock || cmd == cmdLongLock) {
		return
	}
	switch cmd {
	case cmdFrequency:
		r.set(&radio.frequency, n)
		r.reply(cmd, bytesOf(radio.frequency, 4)...)
	case cmdBandwidth:
		r.set(&radio.bandwidth, n)
		r.reply(cmd, bytesOf(radio.bandwidth, 4)...)
	case cmdShortLock:
		radio.shortLock = n
		r.reply(cmd, bytesOf(n, 2)...)
	case cmdLongLock:
		radio.longLock = n
		r.reply(cmd, bytesOf(n, 2)...)
	}
}

// set changes a number, unless zero asks for it only.
func (r *RNode) set(mine *uint32, n uint32) {
	if n != 0 {
		*mine = n
		r.tune()
	}
}

// act acts on a command of one byte.
func (r *RNode) act(cmd, c byte) {
	radio := &r.radio
	switch cmd {
	case cmdPower:
		r.dial(cmd, &radio.power, c, 0, r.cfg.MaxPower)
	case cmdSpreading:
		r.dial(cmd, &radio.spreading, c, 5, 12)
	case cmdCoding:
		r.dial(cmd, &radio.coding, c, 5, 8)
	case cmdState:
		r.state(c)
	case cmdLeave:
		r.Left = c == 0xFF
	case cmdPromisc:
		radio.promisc = c == 1
		r.reply(cmd, c)
	case cmdReady:
		r.ready()
	case cmdReset:
		if c == resetByte {
			r.Reset()
		}
	default:
		r.tell(cmd, c)
	}
}

// dial changes a small number within its limits; FF asks for it only.
func (r *RNode) dial(cmd byte, mine *byte, c, low, high byte) {
	if c != 0xFF {
		*mine = min(max(c, low), high)
		r.tune()
	}
	r.reply(cmd, *mine)
}

// tell answers what is only a question.
func (r *RNode) tell(cmd, c byte) {
	switch cmd {
	case cmdDetect:
		if c == detectAsk {
			r.reply(cmd, detectAnswer)
		}
	case cmdVersion:
		r.reply(cmd, r.cfg.Major, r.cfg.Minor)
	case cmdPlatform:
		r.reply(cmd, r.cfg.Platform)
	case cmdMCU:
		r.reply(cmd, r.cfg.Platform+1)
	case cmdBoard:
		r.reply(cmd, r.cfg.Board)
	case cmdRadioLock:
		r.reply(cmd, flag(!r.radio.complete()))
	case cmdRandom:
		r.reply(cmd, byte(r.air.Rand().IntN(256)))
	case cmdStatRX:
		r.reply(cmd, bytesOf(r.radio.heard, 4)...)
	case cmdStatTX:
		r.reply(cmd, bytesOf(r.radio.sent, 4)...)
	}
}

func flag(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// ready answers whether the queue has room, be it for a single byte: only when asked.
func (r *RNode) ready() {
	if r.Mute {
		return
	}
	full := r.Full || len(r.radio.queue) >= queuePackets || r.radio.queued() >= queueBytes
	r.reply(cmdReady, flag(!full))
}
