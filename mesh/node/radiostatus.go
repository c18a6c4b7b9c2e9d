package node

import (
	"context"
	"errors"
	"maps"
	"time"

	"foirail/ledger/words"
	"foirail/lora"
)

// RadioStatusRequest asks for the radios of a node that runs.
type RadioStatusRequest struct{}

// RadioReply is how one radio is. Airtimes are of the rolling hour, and of all radios of this machine in
// one sub-band together.
type RadioReply struct {
	Radio     string  `json:"radio"` // its address, as it was given
	State     string  `json:"state"` // off, absent, denied, busy, starting, ready, silent, unfit
	Path      string  `json:"path,omitempty"`
	Device    string  `json:"device,omitempty"` // as it calls itself
	Firmware  string  `json:"firmware,omitempty"`
	Region    string  `json:"region"`
	Band      string  `json:"band"`
	Frequency float64 `json:"frequency"` // MHz
	Bandwidth float64 `json:"bandwidth"` // kHz
	Spreading int     `json:"spreading"`
	Coding    int     `json:"coding"`
	Power     int     `json:"power"`            // dBm
	MTU       int     `json:"mtu"`              // bytes of a frame
	Used      int64   `json:"used_ms"`          // airtime
	Left      int64   `json:"left_ms"`          // that the node still allows itself
	Load      float64 `json:"load"`             // how busy the channel is, 0 to 1; -1: the device does not say
	In        int     `json:"in"`               // frames heard
	Out       int     `json:"out"`              // frames sent
	Lost      int     `json:"lost"`             // frames damaged on the way through the device, or read too late
	Opened    int     `json:"opened,omitempty"` // how often its port was opened
	Told      string  `json:"told,omitempty"`   // the last that the device said in words

	Node string    `json:"node,omitempty"` // how this node calls itself on air
	Air  *AirReply `json:"air,omitempty"`  // what the mesh made of it, of a node that runs

	Problem *Problem `json:"problem,omitempty"` // why it is not ready
	Notice  *Problem `json:"notice,omitempty"`  // what a device that works complained of lately, or waits for
}

// AirReply is what the mesh has said and heard through one radio since the start.
type AirReply struct {
	Bytes      int `json:"bytes"`      // said
	Neighbours int `json:"neighbours"` // nodes heard lately
	Foreign    int `json:"foreign"`    // frames of others
	Malformed  int `json:"malformed"`  // frames that nobody can read
	Unread     int `json:"unread"`     // records that could not be read, and may be asked for anew
	TooLong    int `json:"too_long"`   // entries that cannot go by radio
	Dropped    int `json:"dropped"`    // entries dropped for want of room, which a comparison brings again
	Failed     int `json:"failed"`     // frames that the radio did not take
}

// RadioStatus tells how the radios of this node are. Its problems are not_running and no_radio.
func (n *Node) RadioStatus(context.Context, RadioStatusRequest) ([]RadioReply, error) {
	if !n.run.on.Load() {
		return nil, problem(words.NotRunning, nil, "path", n.config.Dir)
	}
	list := n.radios()
	if len(list) == 0 {
		return nil, problem(words.NoRadio, nil)
	}
	return list, nil
}

// radios tells how the radios are; none of a node that does not run.
func (n *Node) radios() (list []RadioReply) {
	n.run.roads.RLock()
	defer n.run.roads.RUnlock()
	if n.run.radios == nil {
		return nil
	}
	for i, r := range n.run.radios.list {
		reply := r.status()
		reply.Node, reply.Air = nodeName(n.run.radios.node), n.run.air(i)
		list = append(list, reply)
	}
	return list
}

// status is how a radio is, but for what the mesh made of it.
func (r *radio) status() RadioReply {
	s := r.device.Status()
	return RadioReply{Radio: r.address, State: string(s.State), Path: s.Path, Device: s.Device, Firmware: s.Firmware,
		Region: r.settings.Region, Band: s.Band, Frequency: float64(r.settings.Frequency) / 1e6, Bandwidth: float64(r.settings.Bandwidth) / 1e3,
		Spreading: r.settings.Spreading, Coding: r.settings.Coding, Power: r.settings.Power, MTU: s.MTU,
		Used: s.Used.Milliseconds(), Left: s.Left.Milliseconds(), Load: s.Load, In: s.In, Out: s.Out, Lost: s.Lost, Opened: s.Opened,
		Told: s.Told, Problem: radioProblem(s), Notice: radioNotice(s)}
}

// radioProblem is why a radio is not ready; nil while it is, or is on the way.
func radioProblem(s lora.Status) *Problem {
	switch s.State {
	case lora.Ready, lora.Starting, lora.Off:
		return nil
	}
	var why lora.Reason
	if errors.As(s.Reason, &why) {
		return reasonProblem(s.Port, why)
	}
	return problem(words.RadioAbsent, s.Reason, "path", s.Port) // the line broke, as when a plug is pulled
}

// radioNotice is what a device that works complains of; nil where it does not.
func radioNotice(s lora.Status) *Problem {
	if s.State != lora.Ready || s.Notice == nil {
		return nil
	}
	return reasonProblem(s.Port, s.Notice)
}

// reasonProblem is how people are told of a reason. Each cause has a code and a sentence of its own; the
// port is named where the reason names none itself.
func reasonProblem(port string, why lora.Reason) *Problem {
	p := problem(causeCode(why.Cause()), why, "path", port)
	maps.Copy(p.Args, why.Facts())
	return p
}

// causeCode is the code of a cause.
func causeCode(cause lora.Cause) words.Code { return words.Code("radio_" + cause) }

// airtimeProblem is that of a radio that has no airtime left for a frame.
func airtimeProblem(e *lora.NoAirtime) *Problem {
	return problem(words.NoAirtime, e, "when", e.Wait.Round(time.Second).String())
}
