package lora

import (
	"io"
	"sync"
	"time"
)

// Opened is a port that was opened.
type Opened struct {
	io.ReadWriteCloser
	Path  string // what was opened in the end
	Boots bool   // opening may have reset the device: it may say nothing, or say boot text, for some two seconds
}

// Line is an open port to a device: what it says as a channel, and writes that come to an end. It owns two goroutines, which end
// after Close.
type Line struct {
	port Opened
	in   chan []byte
	out  chan []byte
	done chan error
	shut chan struct{}
	once sync.Once

	err error // why reading ended; read it after In is closed
}

// writePatience is how long a device may take no byte before it counts as hung.
const writePatience = 5 * time.Second

// chunk is the most that is read at once, in bytes.
const chunk = 1024

// errStuck is of a device that takes no more bytes.
var errStuck = silence(because(Stuck), "by taking more bytes")

// NewLine begins to read from a port.
func NewLine(port Opened) *Line {
	l := &Line{port: port, in: make(chan []byte), out: make(chan []byte), done: make(chan error, 1), shut: make(chan struct{})}
	go l.read()
	go l.write()
	return l
}

// Boots says that opening the port may have reset the device.
func (l *Line) Boots() bool { return l.port.Boots }

// In gives what the device says, as it comes. It is closed when the port breaks; Err then says why.
func (l *Line) In() <-chan []byte { return l.in }

// Err is why In was closed.
func (l *Line) Err() error { return l.err }

// Write sends bytes to the device, all of them or none that could be relied on: after an error the conversation is over.
func (l *Line) Write(p []byte) error {
	patience := time.NewTimer(writePatience)
	defer patience.Stop()
	select {
	case l.out <- p:
	case <-l.shut:
		return io.ErrClosedPipe
	}
	select {
	case err := <-l.done:
		return err
	case <-patience.C:
		l.Close()
		return errStuck
	case <-l.shut:
		return io.ErrClosedPipe
	}
}

// Close closes the port. What was being read or written is given up.
func (l *Line) Close() error {
	var err error
	l.once.Do(func() {
		close(l.shut)
		err = l.port.Close()
	})
	return err
}

// read is the goroutine that reads. A read of nothing is the end too: that is how a pulled plug looks to some ports.
func (l *Line) read() {
	defer close(l.in)
	buf := make([]byte, chunk)
	for {
		n, err := l.port.Read(buf)
		if n > 0 {
			select {
			case l.in <- append([]byte(nil), buf[:n]...):
			case <-l.shut:
				return
			}
		}
		if err != nil || n == 0 {
			l.err = err
			return
		}
	}
}

// write is the goroutine that writes. It is its own because a hung device holds a write for ever.
func (l *Line) write() {
	for {
		select {
		case p := <-l.out:
			_, err := l.port.Write(p)
			l.done <- err
		case <-l.shut:
			return
		}
	}
}
