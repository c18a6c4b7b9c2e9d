package node

import (
	"context"
	"errors"
	"strings"

	"foirail/ledger/words"
	"foirail/lora"
)

// RadioPort is a serial port of this machine behind which a radio may be.
type RadioPort struct {
	Path    string `json:"path"`              // as it is called now: /dev/ttyACM0
	Lasting string `json:"lasting,omitempty"` // as it will be called when it is plugged in again
	USB     string `json:"usb,omitempty"`     // vendor and product
	Name    string `json:"name,omitempty"`    // as it calls itself
	May     string `json:"may"`               // what it may be: esp32, nrf52, uart; empty: not known
	Allowed bool   `json:"allowed"`           // this user may open it
	Group   string `json:"group,omitempty"`   // whose members may
}

// RadioList lists the serial ports of this machine. It opens none behind which a board could be.
func RadioList() ([]RadioPort, error) {
	found, err := lora.Find()
	if err != nil {
		return nil, problem(words.Internal, err, "reason", err.Error())
	}
	list := []RadioPort{}
	for _, f := range found {
		list = append(list, RadioPort{Path: f.Path, Lasting: f.Lasting, USB: f.USB, Name: f.Name, May: string(f.May), Allowed: f.Allowed, Group: f.Group})
	}
	return list, nil
}

// RadioProbeRequest asks what is behind a port.
type RadioProbeRequest struct {
	Port   string // a path, tcp://host:port, or an address, whose kind alone is then tried
	Region string // empty: EU868; nothing is sent in any
}

// RadioProbeReply is what answered.
type RadioProbeReply struct {
	Radio    string   `json:"radio"` // the address for serve
	Kind     string   `json:"kind"`
	State    string   `json:"state"` // ready, unfit
	Path     string   `json:"path"`
	Device   string   `json:"device,omitempty"`
	Firmware string   `json:"firmware,omitempty"`
	MTU      int      `json:"mtu"`
	Told     string   `json:"told,omitempty"`
	Problem  *Problem `json:"problem,omitempty"` // why it cannot serve as it is
}

// probeRegion is where a port is probed when nobody says where: no law is broken by listening.
const probeRegion = "EU868"

// RadioProbe asks a port which kind of radio is behind it. The port is opened once. Its problems are
// bad_radio and those of lora.Causes.
func RadioProbe(ctx context.Context, in RadioProbeRequest) (RadioProbeReply, error) {
	kinds, port := splitAddress(in.Port)
	if port == "" {
		return RadioProbeReply{}, problem(words.BadRadio, nil, "name", in.Port, "other", strings.Join(lora.Kinds(), ", "))
	}
	if in.Region == "" {
		in.Region = probeRegion
	}
	s, err := lora.Probe(ctx, lora.Probing{Port: port, Kinds: kinds, Settings: lora.Settings{Region: in.Region}})
	if err != nil {
		return RadioProbeReply{}, portProblem(port, err)
	}
	return RadioProbeReply{Radio: s.Driver + ":" + lora.LastingName(port), Kind: s.Driver, State: string(s.State), Path: s.Path, Device: s.Device,
		Firmware: s.Firmware, MTU: s.MTU, Told: s.Told, Problem: radioProblem(s)}, nil
}

// splitAddress takes the kind off an address; a port alone may be of any kind.
func splitAddress(text string) (kinds []string, port string) {
	if kind, rest, ok := strings.Cut(text, ":"); ok && !strings.HasPrefix(rest, "//") && !strings.HasPrefix(text, "/") {
		for _, known := range lora.Kinds() {
			if kind == known {
				return []string{kind}, rest
			}
		}
		if len(kind) > 1 && !strings.HasPrefix(strings.ToUpper(kind), "COM") {
			return nil, "" // a kind that nobody knows
		}
	}
	return nil, text
}

// portProblem tells an error of a port, or of whatever answers there.
func portProblem(port string, err error) error {
	var why lora.Reason
	switch {
	case errors.As(err, &why):
		return reasonProblem(port, why)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return problem(words.Interrupted, err)
	}
	return problem(words.Internal, err, "reason", err.Error())
}
