package loratest

import (
	"errors"
	"slices"
	"time"

	"foirail/lora"
)

// Profile is how a wireless set sends.
type Profile struct {
	Name       string
	MTU        int   // bytes of a frame
	Frequency  int64 // Hz
	Modulation lora.Modulation
	Around     int                 // bytes that a packet has before the frame; the first tells how long it is
	Behind     func(frame int) int // bytes that it has behind it; nil: none
	Share      lora.Share          // of every hour
	Slot       time.Duration
}

// Profiles that villages use. SF8 and SF9 are an RNode's in the middle of the European sub-band of 10 %, LongFast a Meshtastic's of
// one hop with firmware that signs nothing, LongFastSigning with one that signs what has room for it, where the driver pads what is
// sooner through so, and Quick is a chip of the 2.4 GHz band, for worlds in which much is to happen in little time.
var (
	SF8      = rnodeProfile("rnode SF8/125", 8, 24*time.Millisecond)
	SF9      = rnodeProfile("rnode SF9/125", 9, 49*time.Millisecond)
	LongFast = Profile{Name: "meshtastic LongFast", MTU: 231, Frequency: 869_525_000, Share: 1000, Around: 24, Slot: 28 * time.Millisecond,
		Modulation: lora.Modulation{Bandwidth: 250_000, Spreading: 11, Coding: 5, Preamble: 16}}
	LongFastSigning = signing(LongFast)
	Quick           = Profile{Name: "quick", MTU: 231, Frequency: 2_450_000_000, Share: lora.Whole, Around: 1, Slot: time.Millisecond,
		Modulation: lora.Modulation{Bandwidth: 812_500, Spreading: 7, Coding: 5, Preamble: 12}}
)

func rnodeProfile(name string, spreading int, slot time.Duration) Profile {
	return Profile{Name: name, MTU: 254, Frequency: 869_525_000, Share: 1000, Around: 1, Slot: slot,
		Modulation: lora.Modulation{Bandwidth: 125_000, Spreading: spreading, Coding: 5, Preamble: 18}}
}

// What firmware that signs adds to a frame that has room for it, and the shortest payload that has none.
const (
	signatureAir = 66
	unsignedFrom = 166
)

// signing is a profile whose frames are signed, or padded where that is shorter.
func signing(p Profile) Profile {
	p.Name += " signing"
	p.Behind = func(frame int) int { return max(0, min(signatureAir, unsignedFrom-frame)) }
	return p
}

// ErrBusy is returned when a set has a frame already.
var ErrBusy = errors.New("a frame is waiting for the air")

// Wireless is a radio with no device around it, in the air's own time: it takes one frame, waits until the channel is free and a
// while longer, and sends it. Its hour is kept by the house's own budget; the air counts besides.
type Wireless struct {
	air     *Air
	profile Profile
	station Station
	budget  *lora.Budget
	waits   []byte // for the air; nil: nothing
	free    func() // told when another frame may come
}

// Wireless puts a radio on the air. It hears nobody until it is linked, and nothing before Listen.
func (a *Air) Wireless(name string, p Profile) (*Wireless, error) {
	h := &Wireless{air: a, profile: p, station: a.Add(name, p.Share), free: func() {}}
	var err error
	h.budget, err = lora.OpenBudget(lora.BudgetConfig{Duty: p.Share, Now: func() lora.Moment { return lora.Moment{Boot: "air", Up: a.now} }})
	return h, err
}

// Station is its place on the air.
func (h *Wireless) Station() Station { return h.station }

// MTU is the longest frame.
func (h *Wireless) MTU() int { return h.profile.MTU }

// Airtime is what a frame of n bytes costs.
func (h *Wireless) Airtime(n int) time.Duration {
	return h.profile.Modulation.Airtime(n + h.profile.Around + h.profile.behind(n))
}

func (p Profile) behind(n int) int {
	if p.Behind == nil {
		return 0
	}
	return p.Behind(n)
}

// wrap makes a packet of a frame, and unwrap a frame of a packet; nil: it is none.
func (p Profile) wrap(frame []byte) []byte {
	packet := make([]byte, p.Around+len(frame)+p.behind(len(frame)))
	packet[0] = byte(len(frame))
	copy(packet[p.Around:], frame)
	return packet
}

func (p Profile) unwrap(packet []byte) []byte {
	if len(packet) <= p.Around || int(packet[0]) > len(packet)-p.Around {
		return nil
	}
	return packet[p.Around : p.Around+int(packet[0])]
}

// Left is how many thousandths of what may be sent in an hour are left.
func (h *Wireless) Left() int { return int(1000 * h.budget.Left() / h.budget.Limit()) }

// Listen says who hears for it, and who is told when another frame may come; nil: it is switched off.
func (h *Wireless) Listen(hear func(frame []byte), free func()) {
	if hear == nil {
		h.waits, h.free = nil, func() {}
		h.air.Listen(h.station, Channel{}, nil)
		return
	}
	h.free = free
	h.air.Listen(h.station, ChannelOf(h.profile.Frequency, h.profile.Modulation), func(p Packet) {
		if frame := h.profile.unwrap(p.Bytes); len(frame) > 0 {
			hear(frame)
		}
	})
}

// Free says whether it takes a frame.
func (h *Wireless) Free() bool { return h.waits == nil && !h.air.Sending(h.station) }

// Send takes a frame. It returns ErrBusy while it has another, and a *lora.NoAirtime when the hour does not reach.
func (h *Wireless) Send(frame []byte) error {
	if !h.Free() {
		return ErrBusy
	}
	if len(frame) == 0 || len(frame) > h.profile.MTU {
		return lora.ErrTooLong
	}
	if err := h.budget.Spend(h.Airtime(len(frame))); err != nil {
		return err
	}
	h.waits = h.profile.wrap(frame)
	h.listenFirst()
	return nil
}

// lots is among how many slots a lot is drawn.
const lots = 15

// listenFirst waits for some slots, and sends when the channel is free then; else it draws again.
func (h *Wireless) listenFirst() {
	frame := h.waits
	h.air.After(time.Duration(2+h.air.rng.IntN(lots))*h.profile.Slot, func() {
		switch {
		case len(h.waits) == 0 || &h.waits[0] != &frame[0]: // switched off meanwhile
		case h.air.Busy(h.station):
			h.listenFirst()
		default:
			h.fly()
		}
	})
}

func (h *Wireless) fly() {
	packet := slices.Clone(h.waits)
	h.waits = nil
	until, err := h.air.Send(h.station, h.profile.Frequency, h.profile.Modulation, packet)
	if err != nil {
		return // it is not sending: Free has said so
	}
	h.air.At(until, func() { h.free() })
}
