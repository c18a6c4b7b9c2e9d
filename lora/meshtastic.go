package lora

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// Meshtastic drives a board with the Meshtastic firmware: it sends frames to everybody on a private channel of the board's mesh. How
// the board sends is its own affair; we read it and count by it.
type Meshtastic struct {
	Rand *rand.Rand // draws nonces and ids; tests put their own here before it is used

	settings Settings
	band     Band                      // whose airtime is counted
	modem    atomic.Pointer[meshModem] // as the board was set up last
}

// NewMeshtastic makes the driver. Of the settings the region, the frequency, as far as it says which sub-band is counted, and the
// channel matter.
func NewMeshtastic(s Settings) (*Meshtastic, error) {
	s, band, err := s.Complete()
	if err != nil {
		return nil, err
	}
	m := &Meshtastic{Rand: newRand(), settings: s, band: band}
	m.modem.Store(&meshModem{Modulation: meshPresets[0].Modulation, signs: true})
	return m, nil
}

// Kind is meshtastic.
func (*Meshtastic) Kind() string { return "meshtastic" }

// What has room in a packet, in bytes. The firmware writes more than its plan says: two bytes of flags go with every message.
const (
	meshtasticMTU  = 231
	meshtasticRoom = 239 // of the message around the payload, all that belongs to it counted
)

// MTU is the longest payload on a private port, on a channel's key.
func (*Meshtastic) MTU() int { return meshtasticMTU }

// Airtime is what the board's own sending of a frame costs. What others spend on repeating it is theirs. Before the board was heard
// it is that of LongFast, which boards come with.
func (m *Meshtastic) Airtime(n int) time.Duration { return m.modem.Load().airtime(n) }

// How long we wait for a board with Meshtastic.
const (
	meshWake      = 100 * time.Millisecond // after it was stirred
	meshPatience  = 3 * time.Second        // without a word of its answer
	meshAsks      = 15                     // how often it is asked for its settings: some take half a minute to start
	meshTold      = 2 * time.Minute        // for all of its settings; a large mesh has a long list of nodes
	meshAnswer    = 5 * time.Second        // for its word about a frame
	meshMissed    = 3                      // words that may be missing in a row
	meshLook      = 50 * time.Millisecond  // at least, between two looks whether the last frame has gone
	meshRoomAsk   = time.Second            // between two questions whether there is room
	meshRoom      = time.Minute            // until there is
	meshHeartbeat = time.Minute            // after 15 minutes without one it sends us nothing more
	meshSilence   = 150 * time.Second      // of a board that answers heartbeats
	meshLookAgain = 10 * time.Minute       // at its settings: somebody may have changed them with a phone
	meshBar       = time.Minute            // after its duty cycle was reached, when it does not say how long
	meshFigures   = 70 * time.Second       // until its next figures, which come every minute
	meshStalled   = time.Second            // until half a frame is given up
)

// busyChannel is from where on we leave room for those who repeat us; the firmware holds back its own news from there.
const busyChannel = 0.25

// errAnew is the word of a board that started anew or was set up differently.
var errAnew = fmt.Errorf("%w or was set up differently", errReset)

// Talk holds one conversation: hear how the board is set up, then carry frames. A board that starts anew in between is heard again
// on the same line, because to open the port again could reset it once more.
func (m *Meshtastic) Talk(ctx context.Context, line *Line, desk *Desk) error {
	t := newMeshTalk(m, line, desk)
	return desk.converse(ctx, t, nil, func() { t.say(sayGoodbye()) })
}
