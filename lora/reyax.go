package lora

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"
)

// REYAX drives a module of the RYLR998 or RYLR896 kind: text commands over a serial line, no ear for a busy channel and no limit of
// airtime of its own. What it lacks we do here.
type REYAX struct {
	Rand *rand.Rand // draws the lots; tests put their own here before it is used

	settings Settings
	preamble atomic.Int32 // symbols; the older module knows only short ones
}

// NewREYAX makes the driver.
func NewREYAX(s Settings) (*REYAX, error) {
	s, _, err := s.Complete()
	if err != nil {
		return nil, err
	}
	if s.Network == 0 {
		s.Network = reyaxNetwork
	}
	if s.Network != reyaxNetwork && (s.Network < 3 || s.Network > 15) {
		return nil, unlawful(because(OutOfReach, "network", s.Network, "3 – 15, 18"), "network id %d: a REYAX module knows 3 to 15, and 18", s.Network)
	}
	if s.Power > reyaxPower {
		return nil, unlawful(because(OutOfReach, "power", s.Power, "0 – 22"), "%d dBm: a REYAX module sends with %d at most", s.Power, reyaxPower)
	}
	r := &REYAX{Rand: newRand(), settings: s}
	r.preamble.Store(reyaxPreamble)
	return r, nil
}

// What the modules can do.
const (
	reyaxNetwork  = 18 // as it comes from the factory
	reyaxPower    = 22 // dBm
	reyaxPreamble = 12 // symbols
	reyaxOldLead  = 7  // of the RYLR896
	reyaxMost     = 240
	reyaxHeader   = 8 // bytes that the module adds on the air
)

// Kind is reyax.
func (*REYAX) Kind() string { return "reyax" }

// MTU is what the module takes at once, less the byte that keeps line ends out of frames.
func (*REYAX) MTU() int { return reyaxMost - maskBytes }

// Airtime is what a frame costs with the bytes that we and the module add.
func (r *REYAX) Airtime(n int) time.Duration {
	m := r.settings.Modulation()
	m.Preamble = int(r.preamble.Load())
	return m.Airtime(n + maskBytes + reyaxHeader)
}

// newRand is chance that nobody foresees.
func newRand() *rand.Rand { return rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())) }

// bandwidthCode is the module's number for a bandwidth.
func (r *REYAX) bandwidthCode() int { return slices.Index(bandwidths, r.settings.Bandwidth) }

// How long we wait for a module.
const (
	reyaxAnswer = time.Second            // for an answer
	reyaxSent   = 3 * time.Second        // for its word that a frame went out, beside the airtime
	reyaxBusy   = 100 * time.Millisecond // until a busy module is asked again
	reyaxStuck  = time.Minute            // until a busy module counts as one that takes nothing
	reyaxLook   = 20 * time.Second       // between two looks whether it is still set up
	reyaxQuiet  = 2 * time.Second        // without a frame, and the channel counts as free
)

// Talk holds one conversation: find the module, set it up, then carry frames. A module that starts anew has forgotten its settings.
func (r *REYAX) Talk(ctx context.Context, line *Line, desk *Desk) error {
	t := newREYAXTalk(r, line, desk)
	return desk.converse(ctx, t, nil, func() {})
}
