package lora

import (
	"context"
	"time"
)

// RNode drives a board with the RNode firmware.
type RNode struct {
	settings Settings
	locks    Share // what the firmware itself may let through in an hour; zero: it does not count
}

// NewRNode makes the driver; the settings must be complete. The firmware is told the law's limit, too, as a second guard: ours is
// reached long before it.
func NewRNode(s Settings) (*RNode, error) {
	s, band, err := s.Complete()
	if err != nil {
		return nil, err
	}
	r := &RNode{settings: s}
	if band.Duty < Whole {
		r.locks = band.Duty
	}
	return r, nil
}

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

// How long we wait for a board.
const (
	bootWait     = 2250 * time.Millisecond // until a board that was reset listens
	answerWait   = 2 * time.Second         // some block for hundreds of ms
	readyWait    = 500 * time.Millisecond  // between two questions whether there is room
	roomWait     = time.Minute             // for room in its queue
	keepAlive    = 3 * time.Second         // a board on WiFi hangs up on a silent host
	silenceLimit = 12 * time.Second        // of a board that is asked every keepAlive
	asks         = 3                       // how often the same thing is asked
)

// Talk holds one conversation: find the board, set it up, then carry frames. A board that starts anew in between is set up again on
// the same line, because to open the port again could reset it once more.
func (r *RNode) Talk(ctx context.Context, line *Line, desk *Desk) error {
	t := newRNodeTalk(r, line, desk)
	if line.Boots() {
		if err := t.boot(ctx); err != nil {
			return err
		}
	}
	return desk.converse(ctx, t, t.boot, t.leave)
}
