package lora

import (
	"os"
	"path/filepath"
	"strings"
)

// Socket is a serial port in which something is plugged in.
type Socket struct {
	Path    string // /dev/ttyACM0
	Lasting string // /dev/serial/by-id/…; empty when it has none
	Maker   string // as the device says over USB; empty when it says nothing
	Product string
	Vendor  string // four hexadecimal digits: 303a is Espressif
}

// Name is what to write in an address: the lasting name where there is one.
func (s Socket) Name() string {
	if s.Lasting != "" {
		return s.Lasting
	}
	return s.Path
}

// Sockets lists the USB serial ports of a Linux machine, without opening any: to open one may reset the board in it.
func Sockets() ([]Socket, error) { return sockets("/") }

// sockets lists below a root, which tests make up.
func sockets(root string) (found []Socket, err error) {
	devices, err := os.ReadDir(filepath.Join(root, "dev"))
	if err != nil {
		return nil, err
	}
	lasting := lastingNames(filepath.Join(root, "dev/serial/by-id"))
	for _, d := range devices {
		if !strings.HasPrefix(d.Name(), "ttyACM") && !strings.HasPrefix(d.Name(), "ttyUSB") {
			continue
		}
		s := Socket{Path: filepath.Join(root, "dev", d.Name()), Lasting: lasting[d.Name()]}
		s.describe(filepath.Join(root, "sys/class/tty", d.Name(), "device"))
		found = append(found, s)
	}
	return found, nil
}

// lastingNames are the links of udev, by the device that they lead to. A machine without udev has none.
func lastingNames(folder string) map[string]string {
	names := map[string]string{}
	links, _ := os.ReadDir(folder)
	for _, link := range links {
		name := filepath.Join(folder, link.Name())
		if target, err := os.Readlink(name); err == nil {
			names[filepath.Base(target)] = name
		}
	}
	return names
}

// describe reads what the kernel knows of the USB device behind a port: its folder is one up from that of the port, or two.
func (s *Socket) describe(port string) {
	folder, err := filepath.EvalSymlinks(port)
	if err != nil {
		return
	}
	for range 2 {
		folder = filepath.Dir(folder)
		if vendor := readWord(folder, "idVendor"); vendor != "" {
			s.Vendor, s.Maker, s.Product = vendor, readWord(folder, "manufacturer"), readWord(folder, "product")
			return
		}
	}
}

// wordBytes is the longest word of the kernel's that is kept.
const wordBytes = 128

func readWord(folder, name string) string {
	b, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return ""
	}
	return strings.ToValidUTF8(strings.TrimSpace(string(b[:min(len(b), wordBytes)])), "")
}
