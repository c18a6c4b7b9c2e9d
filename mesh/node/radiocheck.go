package node

import (
	"errors"
	"fmt"
	"strings"

	"foirail/lora"
)

// radios looks at the radios that the settings name, where no node runs that has them open: whether their
// settings are lawful, whether something is plugged in, and whether this user may open it. No port is
// opened: that could start a board anew.
func (d *examination) radios(settings Settings) {
	for _, r := range settings.Radios {
		s, band, err := r.complete()
		if err == nil {
			_, port := splitAddress(r.Address)
			err = lookProblem(port)
		}
		if err != nil {
			d.fail("radio", err)
			continue
		}
		d.ok("radio", fmt.Sprintf("%s %s %s", r.Address, s.Region, band.Name))
	}
	if len(settings.Radios) == 0 {
		d.plugged()
	}
}

// lookProblem is what is in the way of opening a port.
func lookProblem(port string) error {
	if err := lora.Look(port); err != nil {
		return portProblem(port, err)
	}
	return nil
}

// plugged names the ports behind which a radio may be, where none is set up, and says which of them this
// user may not open.
func (d *examination) plugged() {
	list, err := RadioList()
	if err != nil {
		return // no radio is asked for, so nothing is wrong
	}
	var names []string
	for _, p := range list {
		if p.USB == "" || p.May == "" {
			continue
		}
		if !p.Allowed {
			d.warn("radio", reasonProblem(p.Path, &lora.PortDenied{Path: p.Path, Group: p.Group}))
			continue
		}
		names = append(names, p.Path)
	}
	if len(names) > 0 {
		d.ok("radio", strings.Join(names, " "))
	}
}

// radiosOf tells how the radios of a node that runs are.
func (d *examination) radiosOf(n *Node) {
	for _, r := range n.radios() {
		if r.Problem != nil {
			d.warn("radio", r.Problem)
			continue
		}
		if r.Notice != nil {
			d.warn("radio", r.Notice)
		}
		d.ok("radio", strings.Join([]string{r.Radio, r.State, r.Device, r.Firmware}, " "))
	}
}

// radioTrouble names what is wrong with the radios of a node, a code each.
func (n *Node) radioTrouble() error {
	var all []error
	for _, r := range n.radios() {
		if r.Problem != nil {
			all = append(all, fmt.Errorf("%s %s", r.Problem.Code, r.Radio))
		}
	}
	return errors.Join(all...)
}
