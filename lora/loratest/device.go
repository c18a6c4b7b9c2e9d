package loratest

import (
	"errors"
	"io"
	"sync"
)

// Device is what stands behind a serial port: a machine that acts on bytes and on the air. All its methods, and all that it does on
// the air, run under the lock of its Live, so it needs none and starts no goroutine.
type Device interface {
	// Opened says that a program opened the port, and how to say something to it; say never waits. Whether the board takes that as
	// a reason to start anew is its own affair.
	Opened(say func([]byte))
	// Take acts on bytes from the program.
	Take(b []byte)
	// Closed says that the program went away. The device is still powered.
	Closed()
	// Powered says that the device was plugged in, or pulled out: then it falls silent on the air, too.
	Powered(on bool)
}

// Board is a device on the air that can be made to fail, as the suite wants it.
type Board interface {
	Device
	Station() Station
	Reset()          // starts anew, as after a brown-out
	Babble(b []byte) // says bytes that are none of its protocol
	Stall(on bool)   // takes no more frames, as when its queue is full
}

// Serve lets a device speak through an open port until that breaks or is closed.
func Serve(live *Live, device Device, port io.ReadWriteCloser) {
	out := newOutbox()
	go out.drain(port)
	live.Do(func(*Air) { device.Opened(out.say) })
	buf := make([]byte, 1024)
	for {
		n, err := port.Read(buf)
		if n > 0 {
			live.Do(func(*Air) { device.Take(buf[:n]) })
		}
		if err != nil {
			break
		}
	}
	live.Do(func(*Air) { device.Closed() })
	out.close()
	port.Close()
}

// outbox holds what a device has said until the port has taken it. A program that does not read loses the rest, as with a real one.
type outbox struct {
	mu     sync.Mutex // guards what follows
	bytes  []byte
	closed bool
	more   chan struct{}
}

// outboxBytes is what a device remembers for a program that does not read.
const outboxBytes = 1 << 16

func newOutbox() *outbox { return &outbox{more: make(chan struct{}, 1)} }

func (o *outbox) say(b []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed || len(o.bytes)+len(b) > outboxBytes {
		return
	}
	o.bytes = append(o.bytes, b...)
	o.stir()
}

func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.stir()
}

func (o *outbox) stir() {
	select {
	case o.more <- struct{}{}:
	default:
	}
}

// take waits for what was said.
func (o *outbox) take() ([]byte, error) {
	for range o.more {
		o.mu.Lock()
		said, closed := o.bytes, o.closed
		o.bytes = nil
		o.mu.Unlock()
		if closed {
			break
		}
		if len(said) > 0 {
			return said, nil
		}
	}
	return nil, errClosed
}

var errClosed = errors.New("port was closed")

// drain is the goroutine that writes; it ends when the port breaks or is closed.
func (o *outbox) drain(port io.Writer) {
	for {
		said, err := o.take()
		if err == nil {
			_, err = port.Write(said)
		}
		if err != nil {
			return
		}
	}
}
