package lora

// The bytes that KISS sets apart.
const (
	fend  = 0xC0 // a frame begins or ends
	fesc  = 0xDB // the next byte stands for another
	tfend = 0xDC // after fesc: C0
	tfesc = 0xDD // after fesc: DB
)

// kissMax is the longest payload that is kept, in bytes; longer frames are damaged ones.
const kissMax = 2 * rnodePacket

// kissFrame is a command and what came with it.
type kissFrame struct {
	cmd     byte
	payload []byte
}

// appendKISS adds a frame with its own C0 at both ends.
func appendKISS(out []byte, cmd byte, payload ...byte) []byte {
	out = append(out, fend, cmd)
	for _, b := range payload {
		switch b {
		case fend:
			out = append(out, fesc, tfend)
		case fesc:
			out = append(out, fesc, tfesc)
		default:
			out = append(out, b)
		}
	}
	return append(out, fend)
}

// kissReader takes a stream apart. Between frames there may be text; a C0 may end one command and begin the next, but not end data
// and begin anything. What it finds it hands to frame, text and damaged, which must be set.
type kissReader struct {
	frame   func(kissFrame)
	text    func(byte)
	damaged func()

	inside, named, escaped, bad bool
	cmd                         byte
	payload                     []byte
}

func (k *kissReader) take(bytes []byte) {
	for _, b := range bytes {
		k.takeByte(b)
	}
}

func (k *kissReader) takeByte(b byte) {
	switch {
	case b == fend:
		k.end()
	case !k.inside:
		k.text(b)
	case !k.named:
		k.cmd, k.named = b, true
	default:
		k.takePayload(b)
	}
}

// takePayload undoes the escapes. One that stands for nothing spoils the frame, and so does a payload that is too long.
func (k *kissReader) takePayload(b byte) {
	switch {
	case k.escaped && b == tfend:
		b = fend
	case k.escaped && b == tfesc:
		b = fesc
	case k.escaped:
		k.bad = true
	case b == fesc:
		k.escaped = true
		return
	}
	k.escaped = false
	if len(k.payload) == kissMax {
		k.bad = true
		return
	}
	k.payload = append(k.payload, b)
}

// end is a C0: it ends the frame that is open, if it has begun, and begins one otherwise. After a command, it does both.
func (k *kissReader) end() {
	named, data := k.named, k.cmd == cmdData
	if named {
		k.finish()
	}
	k.named, k.escaped, k.bad, k.payload = false, false, false, nil
	k.inside = !named || !data
}

func (k *kissReader) finish() {
	switch {
	case k.bad || k.escaped:
		k.damaged()
	case len(k.payload) > 0:
		k.frame(kissFrame{k.cmd, k.payload})
	}
}
