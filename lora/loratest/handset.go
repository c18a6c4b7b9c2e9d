package loratest

import (
	"time"

	"foirail/lora"
)

// Handset is a radio without a port, for the seeded world: frames in and out, in the time of the air alone. On the air it is an RNode,
// with its header byte, its waiting for a free channel and its bursts; a budget of its own stands before it, as before a real one.
type Handset struct {
	board    *RNode
	settings lora.Settings
	budget   *lora.Budget
}

// NewHandset puts a radio on the air that hears from now on. The settings are completed from the plan of their region; the air watches
// that it keeps to it.
func NewHandset(air *Air, name string, s lora.Settings, hear func(lora.Frame)) (*Handset, error) {
	s, band, err := s.Complete()
	if err != nil {
		return nil, err
	}
	budget, err := lora.OpenBudget(lora.BudgetConfig{Duty: band.Duty, Now: func() lora.Moment { return lora.Moment{Up: air.Now()} }})
	if err != nil {
		return nil, err
	}
	h := &Handset{board: NewRNode(air, RNodeConfig{Name: name, Share: band.Duty}), settings: s, budget: budget}
	h.board.running = true
	h.board.heard = func(p []byte, from Packet) { hear(lora.Frame{Bytes: p, RSSI: int(from.RSSI), SNR: from.SNR}) }
	h.board.recall(s)
	return h, nil
}

// Station is the radio's place on the air.
func (h *Handset) Station() Station { return h.board.station }

// MTU is the longest frame in bytes.
func (h *Handset) MTU() int {
	if h.settings.Long {
		return longestFrame
	}
	return packetBytes
}

// Airtime is what a frame of n bytes costs.
func (h *Handset) Airtime(n int) time.Duration { return lora.RNodeAirtime(h.settings.Modulation(), n) }

// Wait is how long it takes until the budget reaches for a frame of n bytes.
func (h *Handset) Wait(n int) time.Duration { return h.budget.Wait(h.Airtime(n)) }

// Waiting is how many frames have been taken and not begun to be sent. Who hands over only at zero says what is newest.
func (h *Handset) Waiting() int { return len(h.board.radio.queue) }

// Send takes a frame, which goes out when the channel is free. It fails as lora.Radio does: lora.ErrTooLong, *lora.NoAirtime.
func (h *Handset) Send(frame []byte) error {
	if len(frame) == 0 || len(frame) > h.MTU() {
		return lora.ErrTooLong
	}
	if err := h.budget.Spend(h.Airtime(len(frame))); err != nil {
		return err
	}
	h.board.enqueue(append([]byte(nil), frame...))
	return nil
}
