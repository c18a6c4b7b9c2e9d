package lora

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"go.bug.st/serial"
)

// Opener opens a port by the name that people gave it. It returns *PortAbsent, *PortDenied and *PortBusy where those are the reason.
type Opener interface {
	Open(ctx context.Context, port string) (Opened, error)
}

// Ports opens serial ports and TCP connections. It remembers by which lasting name a serial device is known, so that it finds the
// device again when it comes back as another ttyACM. One Ports serves one Radio.
type Ports struct {
	ByID string // the folder of lasting names; /dev/serial/by-id

	known map[string]string // lasting names of what was opened, by the port as it was given
}

// NewPorts looks where Linux keeps the lasting names.
func NewPorts() *Ports { return &Ports{ByID: lastingNames.byID, known: map[string]string{}} }

const (
	tcpPrefix = "tcp://"
	tcpWait   = 10 * time.Second
	baud      = 115200
)

// Open opens a serial port, or a TCP connection where the port begins with tcp://.
func (p *Ports) Open(ctx context.Context, port string) (Opened, error) {
	if host, ok := strings.CutPrefix(port, tcpPrefix); ok {
		return openTCP(ctx, port, host)
	}
	path, err := p.find(port)
	if err != nil {
		return Opened{}, err
	}
	opened, err := openSerial(path)
	if err == nil {
		p.remember(port, path)
	}
	return opened, err
}

func openTCP(ctx context.Context, port, host string) (Opened, error) {
	dialer := net.Dialer{Timeout: tcpWait}
	conn, err := dialer.DialContext(ctx, "tcp", host)
	if err != nil {
		return Opened{}, fmt.Errorf("%w: %w", &PortAbsent{Path: port}, err)
	}
	return Opened{ReadWriteCloser: conn, Path: port}, nil
}

// find follows links to the device as it is called now. A device that is known by a lasting name is looked for by that alone: its
// old name may be somebody else's by now.
func (p *Ports) find(port string) (string, error) {
	name := port
	if lasting := p.known[port]; lasting != "" {
		name = lasting
	}
	path, err := filepath.EvalSymlinks(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", &PortAbsent{Path: name}
	}
	if err != nil {
		return "", fmt.Errorf("finding %s: %w", name, err)
	}
	return path, nil
}

// remember notes the lasting name of a device that was opened under a fleeting one.
func (p *Ports) remember(port, path string) {
	names, err := os.ReadDir(p.ByID)
	if err != nil || p.known[port] != "" {
		return
	}
	for _, name := range names {
		link := filepath.Join(p.ByID, name.Name())
		if at, err := filepath.EvalSymlinks(link); err == nil && at == path {
			p.known[port] = link
			return
		}
	}
}

// openSerial locks and opens a device. The lines DTR and RTS stay as opening leaves them, both up: boards with native USB say
// nothing to a port whose DTR is down, and on the others it is a change of one without the other that resets.
func openSerial(path string) (Opened, error) {
	lock, err := lockPort(path)
	if err != nil {
		return Opened{}, err
	}
	port, err := serial.Open(path, &serial.Mode{BaudRate: baud, DataBits: 8})
	if err != nil {
		lock.Close()
		return Opened{}, whyNot(path, err)
	}
	return Opened{ReadWriteCloser: locked{port, lock}, Path: path, Boots: true}, nil
}

// whyNot turns what the system said into what a person can act on.
func whyNot(path string, err error) error {
	var p *serial.PortError
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENXIO), errors.Is(err, syscall.ENODEV):
		return &PortAbsent{Path: path}
	case errors.Is(err, fs.ErrPermission):
		return &PortDenied{Path: path, Group: groupOf(path)}
	case errors.As(err, &p) && p.Code() == serial.PermissionDenied:
		return &PortDenied{Path: path, Group: groupOf(path)}
	case errors.As(err, &p) && p.Code() == serial.PortBusy:
		return &PortBusy{Path: path}
	case errors.As(err, &p) && p.Code() == serial.PortNotFound:
		return &PortAbsent{Path: path}
	}
	return fmt.Errorf("opening %s: %w", path, err)
}

// locked is a port that gives its lock back when it is closed.
type locked struct {
	io.ReadWriteCloser
	lock io.Closer
}

func (l locked) Close() error { return errors.Join(l.ReadWriteCloser.Close(), l.lock.Close()) }
