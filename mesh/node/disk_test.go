package node

import (
	"errors"
	"sync/atomic"
	"testing"

	"foirail/ledger/words"
)

func TestRoom(t *testing.T) {
	for _, c := range []struct {
		free, total uint64
		want        Room
	}{
		{1 << 40, 1 << 41, RoomEnough},
		{leastRoom, 1 << 41, RoomEnough},
		{leastRoom - 1, 1 << 41, RoomLow},
		{leastRoom / 2, 1 << 41, RoomLow},
		{leastRoom/2 - 1, 1 << 41, RoomNone},
		{20 << 20, 1 << 30, RoomLow}, // a fiftieth of a small disk is 21 MB
		{22 << 20, 1 << 30, RoomEnough},
		{0, 1 << 30, RoomNone},
	} {
		config := Config{Free: func(string) (uint64, uint64, error) { return c.free, c.total, nil }}
		if got, _ := config.room(); got != c.want {
			t.Errorf("%d of %d: %v, want %v", c.free, c.total, got, c.want)
		}
	}
	silent := Config{Free: func(string) (uint64, uint64, error) { return 0, 0, errors.ErrUnsupported }}
	if got, _ := silent.room(); got != RoomEnough || LowDisk(silent) != nil {
		t.Errorf("a system that does not tell: %v", got)
	}
	if _, free := (Config{Dir: t.TempDir()}).room(); free == 0 {
		t.Error("this system does not tell how much room there is")
	}
}

// A disk that fills up first stops the votes, then everything, and all goes on when there is room.
func TestDiskFillsUp(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "10", "envelope")
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	var free atomic.Uint64
	free.Store(1 << 40)
	m.config.Free = func(string) (uint64, uint64, error) { return free.Load(), 1 << 41, nil }
	m.open()
	level := func(want string) {
		t.Helper()
		if err := m.pulse(); err != nil {
			t.Fatal(err)
		}
		if got := must[EntryReply](m)(m.pay("ana", "bob", "1")).Entry.Level; got != want {
			t.Errorf("with %d bytes a payment is %s, want %s", free.Load(), got, want)
		}
	}
	level("final")
	free.Store(leastRoom - 1)
	level("promised")
	m.reopen() // it starts without a vote, too
	level("promised")
	m.has("bob", 100)
	free.Store(leastRoom/2 - 1)
	if err := m.pulse(); err != nil {
		t.Fatal(err)
	}
	_, err := m.pay("ana", "bob", "1")
	m.refused(words.DiskFull, err)
	free.Store(1 << 40)
	level("final")
	m.has("bob", 400)
	m.verified()
}
