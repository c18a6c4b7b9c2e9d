package lora

import (
	"context"
	"time"
)

// RNode drives a board with the RNode firmware.
type RNode struct {
	settings Settings
}

// NewRNode makes the driver; the settings must be complete.
func NewRNode(s Settings) (*RNode, error) { return &RNode{settings: s}, nil }

// Kind is rnode.
func (*RNode) Kind() string { return "rnode" }

// The longest frames of an RNode in bytes: one packet on the air, or two.
const (
	rnodeMTU     = rnodePacket
	rnodeLongMTU = 2 * rnodePacket
)

// MTU is one packet on the air, or two where long frames were chosen.
func (r *RNode) MTU() int {
	if r.settings.Long {
		return rnodeLongMTU
	}
	return rnodeMTU
}

// Airtime is what a frame costs with its header bytes and preambles.
func (r *RNode) Airtime(n int) time.Duration { return RNodeAirtime(r.settings.Modulation(), n) }

// Talk holds one conversation.
func (r *RNode) Talk(ctx context.Context, line *Line, desk *Desk) error { return nil }
