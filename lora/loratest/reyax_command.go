package loratest

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"foirail/lora"
)

// The module's errors.
const (
	reyaxNoAT       = 2
	reyaxUnknown    = 4
	reyaxLength     = 5
	reyaxTooLong    = 13
	reyaxUnfinished = 17
	reyaxPreamble   = 18
)

// Take acts on bytes, line by line.
func (r *REYAX) Take(b []byte) {
	for _, c := range b {
		if !r.running || r.Deaf {
			return
		}
		r.line = append(r.line, c)
		if bytes.HasSuffix(r.line, []byte("\r\n")) {
			line := string(r.line[:len(r.line)-2])
			r.line = nil
			r.later(r.cfg.Lag, func() { r.command(line) })
		}
		if len(r.line) > 1024 {
			r.line = nil
		}
	}
}

// command acts on one line.
func (r *REYAX) command(line string) {
	rest, ok := strings.CutPrefix(line, "AT")
	switch {
	case !ok:
		r.Complain(reyaxNoAT)
	case rest == "":
		r.tell("+OK")
	case rest == "+RESET":
		r.tell("+RESET")
		r.Reset()
	case rest == "+VER?":
		r.tell("+VER=" + r.version())
	case rest[0] != '+':
		r.Complain(reyaxUnknown)
	case strings.HasPrefix(rest, "+SEND="):
		r.send(rest[len("+SEND="):])
	case strings.HasSuffix(rest, "?"):
		r.query(rest[1 : len(rest)-1])
	default:
		name, value, _ := strings.Cut(rest[1:], "=")
		r.assign(name, value)
	}
}

func (r *REYAX) version() string {
	if r.cfg.Old {
		return "RY89C_V1.2.7"
	}
	return "RYLR998_REYAX_V1.2.2"
}

func (r *REYAX) parameter() string {
	return fmt.Sprintf("%d,%d,%d,%d", r.set.spreading, r.set.width, r.set.coding, r.set.preamble)
}

// query answers what a setting is.
func (r *REYAX) query(name string) {
	settings := map[string]string{
		"BAND": strconv.Itoa(r.set.band), "NETWORKID": strconv.Itoa(r.set.network), "ADDRESS": strconv.Itoa(r.set.address),
		"CRFOP": strconv.Itoa(r.set.power), "PARAMETER": r.parameter(),
	}
	value, ok := settings[name]
	if !ok {
		r.Complain(reyaxUnknown)
		return
	}
	r.tell("+" + name + "=" + value)
}

// assign changes a setting. Numbers that the chip does not know are refused.
func (r *REYAX) assign(name, value string) {
	n, code := numbers(value), reyaxUnknown
	switch {
	case name == "BAND" && len(n) == 1 && n[0] >= r.cfg.Lowest && n[0] <= 960_000_000:
		if code = 0; !r.cfg.Fixed {
			r.set.band = n[0]
		}
	case name == "NETWORKID" && len(n) == 1 && (n[0] >= 3 && n[0] <= 15 || n[0] == 18):
		r.set.network, code = n[0], 0
	case name == "ADDRESS" && len(n) == 1 && n[0] >= 0 && n[0] <= 65535:
		r.set.address, code = n[0], 0
	case name == "CRFOP" && len(n) == 1 && n[0] >= 0 && n[0] <= 22:
		r.set.power, code = n[0], 0
	case name == "PARAMETER" && len(n) == 4 && r.chipCan(n[0], n[1], n[2]):
		code = r.modulate(n)
	}
	if code != 0 {
		r.Complain(code)
		return
	}
	r.tune()
	r.tell("+OK")
}

// numbers reads numbers with commas between them; what is none spoils the rest.
func numbers(text string) (list []int) {
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil
		}
		list = append(list, n)
	}
	return list
}

// chipCan holds the newer chip to its limits: 9, 10, 11 at 125, 250, 500 kHz.
func (r *REYAX) chipCan(spreading, width, coding int) bool {
	if coding < 1 || coding > 4 || width < 0 || width > 9 {
		return false
	}
	if r.cfg.Old {
		return spreading >= 7 && spreading <= 12
	}
	return width >= 7 && spreading >= 5 && spreading <= width+2
}

// modulate sets the four numbers; other preambles than 12 go with network 18 only.
func (r *REYAX) modulate(n []int) (code int) {
	longest := 24
	if r.cfg.Old {
		longest = 7
	}
	if n[3] < 4 || n[3] > longest || !r.cfg.Old && n[3] != 12 && r.set.network != 18 {
		return reyaxPreamble
	}
	r.set.spreading, r.set.width, r.set.coding, r.set.preamble = n[0], n[1], n[2], n[3]
	return 0
}

// reyaxWidths are the bandwidths in Hz, by the module's number.
var reyaxWidths = []int{7800, 10400, 15600, 20800, 31250, 41700, 62500, 125000, 250000, 500000}

func (r *REYAX) modulation() lora.Modulation {
	return lora.Modulation{Bandwidth: reyaxWidths[r.set.width], Spreading: r.set.spreading, Coding: r.set.coding + 4, Preamble: r.set.preamble}
}

func (r *REYAX) tune() { r.air.Listen(r.station, ChannelOf(int64(r.set.band), r.modulation()), r.hear) }

// send acts on address, length and data. The data end where the line does, or at a zero.
func (r *REYAX) send(rest string) {
	parts := strings.SplitN(rest, ",", 3)
	if len(parts) != 3 {
		r.Complain(reyaxLength)
		return
	}
	to, err1 := strconv.Atoi(parts[0])
	length, err2 := strconv.Atoi(parts[1])
	data, _, _ := strings.Cut(parts[2], "\x00")
	switch {
	case err1 != nil || err2 != nil || to < 0 || to > 65535:
		r.Complain(reyaxUnknown)
	case length > 240:
		r.Complain(reyaxTooLong)
	case length != len(data) || length == 0:
		r.Complain(reyaxLength)
	case r.sending || r.Stuck:
		r.Complain(reyaxUnfinished)
	default:
		r.transmit(to, []byte(data))
	}
}

// transmit puts a frame on the air, behind eight bytes: to whom, from whom, which network, how long, and two of checking.
func (r *REYAX) transmit(to int, data []byte) {
	head := slices.Concat(bytesOf(uint32(to), 2), bytesOf(uint32(r.set.address), 2), []byte{byte(r.set.network), byte(len(data)), 0, 0})
	end, err := r.air.Send(r.station, int64(r.set.band), r.modulation(), append(head, data...))
	if err != nil {
		r.Complain(reyaxUnfinished)
		return
	}
	r.sending = true
	if r.cfg.Early {
		r.tell("+OK")
	}
	r.later(end-r.air.Now(), func() {
		r.sending = false
		if !r.cfg.Early {
			r.tell("+OK")
		}
	})
}

// hear takes a frame of the module's own network that is for everybody or for it.
func (r *REYAX) hear(p Packet) {
	if len(p.Bytes) < 8 || int(p.Bytes[4]) != r.set.network || int(p.Bytes[5]) != len(p.Bytes)-8 {
		return
	}
	to, from := int(number(p.Bytes[:2])), number(p.Bytes[2:4])
	if to == 0 || to == r.set.address {
		data := p.Bytes[8:]
		r.tell(fmt.Sprintf("+RCV=%d,%d,%s,%d,%d", from, len(data), data, int(p.RSSI), int(p.SNR)))
	}
}
