package mesh

import (
	"foirail/ledger"
	"foirail/ledger/entry"
)

// AirSettings are what an Air says of its node.
type AirSettings struct {
	Seed [32]byte // chance and nonces are drawn from it, so it is secret; to be another one at each start
	Node [4]byte  // how the node calls itself on air, for lists
}

// Room is what a radio has room for now.
type Room struct {
	MTU   int // bytes of a frame
	Left  int // thousandths of the hour's airtime that are left
	Frame int // ticks that a full frame takes on air; 0: not known
}

// Reader gives an entry of the book; nil when it is not held, or only a base tells of it.
type Reader func(entry.Hash) *entry.Entry

// Air is what one node says on one air, and makes of what it hears there. An air is lossy, everybody
// in reach hears a frame or does not, and airtime is what is scarce. Its driver tells it
//
//	Hear         a frame came
//	Grew         the book has appended entries, in this order
//	Tick         50 ms have passed
//
// and asks it
//
//	Say          the next frame, whenever the radio takes one
//	Offers       what to bring to the book next; Answered tells what became of it
//
// Each takes the state as it stands, which Air only reads and never keeps. It is not safe for use by
// several goroutines at once. With the same calls it says the same.
type Air struct {
	settings AirSettings
	now      int64 // ticks
}

// NewAir begins in silence.
func NewAir(settings AirSettings) *Air { return &Air{settings: settings} }

// Hear takes a frame. What is not of this community is dropped after four bytes.
func (a *Air) Hear(s *ledger.State, read Reader, frame []byte) {}

// Grew takes what the book has appended.
func (a *Air) Grew(s *ledger.State, list []*entry.Entry) {}

// Tick tells that time has passed.
func (a *Air) Tick(s *ledger.State) { a.now++ }

// Say is the next frame, of at most room.MTU bytes; nil: nothing now.
func (a *Air) Say(s *ledger.State, read Reader, room Room) []byte { return nil }

// Pending says whether Say has something now, without saying it. It may be wrong for what a
// neighbour lacks.
func (a *Air) Pending(s *ledger.State, room Room) bool { return false }

// Offers names entries for the book, whose signatures hold. Answered must be told what became of
// them before Offers is asked again.
func (a *Air) Offers(most int) []*entry.Entry { return nil }

// Answered tells what the book has made of the entries of Offers.
func (a *Air) Answered(s *ledger.State, offered []*entry.Entry, answers []ledger.Answer) {}

// Neighbour is what can be said of a node that was heard on air.
type Neighbour struct {
	Node       [4]byte // how it calls itself
	SinceHeard int64   // ticks
	Equal      bool    // it held the same when it last said so
	Held       uint64  // entries, by its word
	Frames     int     // heard of it that say who says them
	Waiting    bool    // something that it lacks waits to be said
}

// Neighbours lists who was heard on air, the longest known first.
func (a *Air) Neighbours() []Neighbour { return nil }

// AirCount is what has gone through an Air, in frames but for Lost and Unread.
type AirCount struct {
	Said, Heard int
	Bytes       int // said
	Foreign     int // of others, or of a newer version
	Malformed   int
	Unread      int // records that could not be read, some of which are asked for anew
	TooLong     int // entries that cannot go by radio
	Lost        int // entries dropped for want of room
}

// Count tells what has gone through.
func (a *Air) Count() AirCount { return AirCount{} }
