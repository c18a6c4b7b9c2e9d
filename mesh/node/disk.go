package node

import (
	"fmt"

	"foirail/ledger"
	"foirail/ledger/words"
)

// Bounds of free room, in bytes: 64 MiB, or a fiftieth of a disk that is small. Below the bound
// it is said, and the steward votes no more: a vote that cannot be kept must not be promised.
// Below half of it nothing is taken in at all.
const (
	leastRoom   = 64 << 20
	leastShare  = 50
	leastInside = 2
)

// Room is how much room a disk has left.
type Room int

// The rooms, the best first.
const (
	RoomEnough Room = iota
	RoomLow         // the steward does not vote
	RoomNone        // nothing is taken in
)

// room asks the disk under the node's directory. A system that does not tell has enough.
func (c Config) room() (room Room, free uint64) {
	ask := c.Free
	if ask == nil {
		ask = diskFree
	}
	free, total, err := ask(c.Dir)
	if err != nil {
		return RoomEnough, 0
	}
	least := min(leastRoom, total/leastShare)
	switch {
	case free < least/leastInside:
		return RoomNone, free
	case free < least:
		return RoomLow, free
	}
	return RoomEnough, free
}

// hasRoom is the book's question before it writes anything.
func (c Config) hasRoom() error {
	if room, free := c.room(); room == RoomNone {
		return fmt.Errorf("%w: %d bytes are left", ledger.ErrFull, free)
	}
	return nil
}

// LowDisk is the problem to warn of when the disk under a directory is nearly full, or nil.
func LowDisk(config Config) *Problem {
	room, free := config.room()
	if room == RoomEnough {
		return nil
	}
	return problem(words.DiskLow, nil, "path", config.Dir, "size", megabytes(free))
}

// megabytes writes a size for people.
func megabytes(bytes uint64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }
