package loratest

import (
	"context"
	"net"
	"sync"

	"foirail/lora"
)

// Dock is a desk with ports in memory, by name. It is a lora.Opener.
type Dock struct {
	live *Live

	mu    sync.Mutex // guards ports
	ports map[string]*port
}

// port is one socket of a dock.
type port struct {
	device Device
	path   string // what the device is called now
	refuse error
	open   net.Conn      // the program's side of it
	served chan struct{} // closed when the device knows that the program is gone
}

var _ lora.Opener = (*Dock)(nil)

// NewDock makes a desk without anything on it.
func NewDock(live *Live) *Dock { return &Dock{live: live, ports: map[string]*port{}} }

// Plug plugs a device in: name is what it is always called, path what it happens to be called this time.
func (d *Dock) Plug(name, path string, device Device) {
	d.mu.Lock()
	d.ports[name] = &port{device: device, path: path}
	d.mu.Unlock()
	d.live.Do(func(*Air) { device.Powered(true) })
}

// Unplug pulls out what is in a port, in the middle of whatever it was saying.
func (d *Dock) Unplug(name string) {
	d.mu.Lock()
	p := d.ports[name]
	delete(d.ports, name)
	d.mu.Unlock()
	if p == nil {
		return
	}
	d.live.Do(func(*Air) { p.device.Powered(false) })
	p.hangUp()
}

// Refuse makes a port answer with an error from now on, and cuts off who has it open; nil: no more.
func (d *Dock) Refuse(name string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.ports[name]
	if p.refuse = err; err != nil {
		p.hangUp()
	}
}

// Open opens a port. The program before is cut off, as happens when two share one.
func (d *Dock) Open(_ context.Context, name string) (lora.Opened, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.ports[name]
	if p == nil {
		return lora.Opened{}, &lora.PortAbsent{Path: name}
	}
	if p.refuse != nil {
		return lora.Opened{}, p.refuse
	}
	p.hangUp()
	ours, theirs := net.Pipe()
	p.open, p.served = theirs, make(chan struct{})
	go func() {
		defer close(p.served)
		Serve(d.live, p.device, ours)
	}()
	return lora.Opened{ReadWriteCloser: theirs, Path: p.path, Boots: true}, nil
}

// hangUp cuts a program off and waits until the device knows: it must not take that for the end of the next one.
func (p *port) hangUp() {
	if p.open != nil {
		p.open.Close()
		<-p.served
	}
}
