package loratest

import (
	"fmt"
	"time"
)

// Kind is what happened.
type Kind string

// What happens on an air. All but Sent happen to one packet at one station that could have heard it.
const (
	Sent     Kind = "sent"
	Heard    Kind = "heard"
	Lost     Kind = "lost"     // for no reason
	Collided Kind = "collided" // with a packet that was about as strong
	Deaf     Kind = "deaf"     // the station was sending itself, or had just been tuned
	Weak     Kind = "weak"     // too far away
)

// Event is one thing that happened.
type Event struct {
	At       time.Duration
	Kind     Kind
	From, To Station
	Bytes    []byte
	Airtime  time.Duration // of what was sent
}

// tell passes on what happened.
func (a *Air) tell(e Event) {
	e.At = a.now
	a.cfg.Told(e)
}

// Story is one line about an event, the same for the same event.
func (a *Air) Story(e Event) string {
	if e.Kind == Sent {
		return fmt.Sprintf("%v %s sends %d bytes for %v", e.At, a.Name(e.From), len(e.Bytes), e.Airtime)
	}
	return fmt.Sprintf("%v %s %s %d bytes of %s", e.At, a.Name(e.To), e.Kind, len(e.Bytes), a.Name(e.From))
}
