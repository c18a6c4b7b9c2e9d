package lora

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.bug.st/serial/enumerator"
)

// Found is a serial port of this machine behind which a radio may be.
type Found struct {
	Path    string // /dev/ttyACM0
	Lasting string // /dev/serial/by-id/…, which stays the same when it is plugged in again, or by-path/…, when it is into the same socket; empty: there is none
	USB     string // vendor and product, as 10C4:EA60; empty: not on USB
	Name    string // as the device calls itself
	May     May
	Allowed bool   // this user may open it
	Group   string // that owns it; empty where there are none
}

// May is what may be behind a port, as far as its plug tells.
type May string

// What may be behind a port. Only asking it tells more.
const (
	MayAny   May = ""      // nothing is known of it
	MayESP32 May = "esp32" // a board with an ESP32: RNode or Meshtastic; most start anew when the port is opened
	MayNRF52 May = "nrf52" // a board with an nRF52: RNode or Meshtastic
	MayUART  May = "uart"  // a plain cable or the pins of the machine: a board, or a module that takes lines of text
)

// plugs are the USB devices that boards with radios show, by vendor and product, or by vendor alone.
var plugs = map[string]May{
	"10C4:EA60": MayESP32, // CP210x: Heltec, T-Beam, T3
	"1A86:55D4": MayESP32, // CH9102: T-Beam, T3
	"1A86:7523": MayUART,  // CH340
	"0403":      MayUART,  // FTDI
	"303A":      MayESP32, // Espressif's own
	"239A":      MayNRF52, // Adafruit's loader: RAK4631, T-Echo, T114
	"2886":      MayNRF52, // Seeed: XIAO
}

// Find lists the serial ports of this machine. No port is opened behind which a board could be: that would start it anew.
func Find() ([]Found, error) {
	list, err := enumerator.GetDetailedPortsList()
	if err != nil {
		return nil, fmt.Errorf("looking for serial ports: %w", err)
	}
	return foundAmong(list, lastingNames), nil
}

// names are the folders in which a system keeps lasting names of ports.
type names struct{ byID, byPath string }

// lastingNames are where Linux keeps them.
var lastingNames = names{"/dev/serial/by-id", "/dev/serial/by-path"}

func foundAmong(list []*enumerator.PortDetails, in names) (all []Found) {
	for _, port := range list {
		if port.Name != "" {
			all = append(all, found(port, in.of(port, list)))
		}
	}
	slices.SortFunc(all, func(a, b Found) int { return cmp.Compare(a.Path, b.Path) })
	return all
}

// of is the lasting name of a port. Boards of one maker often have all the same number, 0001: then one name stands for two of them, and
// only the socket tells them apart.
func (n names) of(port *enumerator.PortDetails, all []*enumerator.PortDetails) string {
	twin := func(other *enumerator.PortDetails) bool {
		return other.Name != port.Name && other.IsUSB && port.IsUSB && other.VID == port.VID && other.PID == port.PID && other.SerialNumber == port.SerialNumber
	}
	if slices.ContainsFunc(all, twin) {
		return lasting(n.byPath, port.Name)
	}
	return cmp.Or(lasting(n.byID, port.Name), lasting(n.byPath, port.Name))
}

func found(port *enumerator.PortDetails, lasting string) Found {
	f := Found{Path: port.Name, Name: port.Product, May: MayUART, Lasting: lasting}
	if port.IsUSB {
		f.USB = port.VID + ":" + port.PID
		f.May = may(port.VID, f.USB)
	}
	f.Allowed, f.Group = allowed(port.Name), groupOf(port.Name)
	return f
}

func may(vendor, usb string) May {
	if m, known := plugs[usb]; known {
		return m
	}
	return plugs[vendor]
}

// Look says what is in the way of opening a port, without opening it: *PortAbsent or *PortDenied. What only opening would tell, that
// another program holds it or that a host on the network is not there, it does not say.
func Look(port string) error {
	if strings.HasPrefix(port, tcpPrefix) {
		return nil
	}
	if _, err := os.Stat(port); errors.Is(err, fs.ErrNotExist) {
		return &PortAbsent{Path: port}
	}
	if !allowed(port) {
		return &PortDenied{Path: port, Group: groupOf(port)}
	}
	return nil
}

// LastingName is the lasting name of a port, or the port as it was given where there is none.
func LastingName(port string) string {
	path, err := filepath.EvalSymlinks(port)
	all, err2 := Find()
	if err != nil || err2 != nil {
		return port
	}
	for _, f := range all {
		if f.Path == path {
			return cmp.Or(f.Lasting, port)
		}
	}
	return port
}

// lasting is the lasting name of a device, in a folder of such.
func lasting(byID, path string) string {
	names, err := os.ReadDir(byID)
	if err != nil {
		return ""
	}
	for _, name := range names {
		link := filepath.Join(byID, name.Name())
		if at, err := filepath.EvalSymlinks(link); err == nil && at == path {
			return link
		}
	}
	return ""
}
