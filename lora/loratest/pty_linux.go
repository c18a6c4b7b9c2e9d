package loratest

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Pty is a device behind a pseudo-terminal: a path that any program can open as a serial port.
type Pty struct {
	Path   string
	master *os.File
	slave  *os.File // held open, so that a program may go and come back
	served chan struct{}
}

// NewPty plugs a device into a pseudo-terminal.
func NewPty(live *Live, device Device) (*Pty, error) {
	p, err := openPty()
	if err != nil {
		return nil, fmt.Errorf("making a pseudo-terminal: %w", err)
	}
	live.Do(func(*Air) { device.Powered(true) })
	go func() {
		defer close(p.served)
		Serve(live, device, p.master)
		live.Do(func(*Air) { device.Powered(false) })
	}()
	return p, nil
}

// Unplug makes the terminal go away, as a plug that is pulled.
func (p *Pty) Unplug() {
	p.slave.Close()
	p.master.Close()
	<-p.served
}

func openPty() (*Pty, error) {
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	number, err := unlock(master)
	if err != nil {
		master.Close()
		return nil, err
	}
	p := &Pty{Path: fmt.Sprintf("/dev/pts/%d", number), master: master, served: make(chan struct{})}
	if p.slave, err = openRaw(p.Path); err != nil {
		master.Close()
		return nil, err
	}
	return p, nil
}

// unlock lets the other side be opened and tells its number.
func unlock(master *os.File) (number int, err error) {
	raw, err := master.SyscallConn()
	if err != nil {
		return 0, err
	}
	var inner error
	err = raw.Control(func(fd uintptr) {
		if inner = unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0); inner == nil {
			number, inner = unix.IoctlGetInt(int(fd), unix.TIOCGPTN)
		}
	})
	if err == nil {
		err = inner
	}
	return number, err
}

// openRaw opens the other side and takes from it all that terminals do to bytes: what a program leaves unread must not come back as
// an echo.
func openRaw(path string) (*os.File, error) {
	slave, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	t, err := unix.IoctlGetTermios(int(slave.Fd()), unix.TCGETS)
	if err == nil {
		t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
		t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
		err = unix.IoctlSetTermios(int(slave.Fd()), unix.TCSETS, t)
	}
	if err != nil {
		slave.Close()
		return nil, err
	}
	return slave, nil
}
