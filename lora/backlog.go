package lora

// backlog is what a device said and nobody is done with.
type backlog struct{ rest []byte }

// read adds what came, and has it taken step by step: step tells how many bytes of rest are done with; none: more have to come first.
func (l *backlog) read(b []byte, step func() int) {
	l.rest = append(l.rest, b...)
	for n := step(); n > 0; n = step() {
		l.rest = l.rest[n:]
	}
	l.rest = append([]byte(nil), l.rest...) // what was read must not be held for ever
}
