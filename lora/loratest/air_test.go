package loratest

import (
	"reflect"
	"testing"
	"time"

	"foirail/lora"
)

var sf8 = lora.Modulation{Bandwidth: 125000, Spreading: 8, Coding: 5, Preamble: 18}

const homeHz = 869_525_000

// square is four stations that all hear each other, and what each has heard.
type square struct {
	*Air
	heard [4][]Packet
	story []string
}

func newSquare(seed uint64, path Path, share lora.Share) *square {
	q := &square{}
	q.Air = NewAir(Config{Seed: seed, Told: func(e Event) { q.story = append(q.story, q.Story(e)) }})
	for i, name := range []string{"north", "east", "south", "west"} {
		q.Add(name, share)
		q.Listen(Station(i), ChannelOf(homeHz, sf8), func(p Packet) { q.heard[i] = append(q.heard[i], p) })
		for j := range i {
			q.Link(Station(j), Station(i), path)
		}
	}
	return q
}

func (q *square) send(t *testing.T, s Station, n int) {
	t.Helper()
	if _, err := q.Send(s, homeHz, sf8, make([]byte, n)); err != nil {
		t.Error(err)
	}
}

func (q *square) finish() {
	for q.Step() {
	}
}

func TestEverybodyInReachHears(t *testing.T) {
	q := newSquare(1, Path{RSSI: -90}, 0)
	q.Cut(0, 3)
	q.send(t, 0, 160)
	q.finish()
	if q.Now() != sf8.Airtime(160) {
		t.Errorf("over at %v, want %v", q.Now(), sf8.Airtime(160))
	}
	for i, want := range []int{0, 1, 1, 0} {
		if len(q.heard[i]) != want {
			t.Errorf("%s heard %d", q.Name(Station(i)), len(q.heard[i]))
		}
	}
	if p := q.heard[1][0]; p.RSSI != -90 || p.SNR != 27 || len(p.Bytes) != 160 {
		t.Errorf("heard %v dBm, %v dB, %d bytes", p.RSSI, p.SNR, len(p.Bytes))
	}
}

func TestPacketsOfOneStrengthCollide(t *testing.T) {
	q := newSquare(1, Path{RSSI: -90}, 0)
	q.send(t, 0, 100)
	q.After(50*time.Millisecond, func() { q.send(t, 1, 100) })
	q.finish()
	if q.Counts != (Counts{Sent: 2, Deaf: 2, Collided: 4}) {
		t.Errorf("%+v", q.Counts)
	}
}

func TestTheStrongerIsCaptured(t *testing.T) {
	q := newSquare(1, Path{RSSI: -90}, 0)
	q.LinkOneWay(1, 2, Path{RSSI: -84})
	q.send(t, 0, 100)
	q.send(t, 1, 100)
	q.finish()
	if len(q.heard[2]) != 1 || q.heard[2][0].From != 1 || len(q.heard[3]) != 0 {
		t.Errorf("south heard %v, west %v", q.heard[2], q.heard[3])
	}
}

func TestOneAfterTheOtherIsHeard(t *testing.T) {
	q := newSquare(1, Path{RSSI: -90}, 0)
	q.send(t, 0, 100)
	q.After(sf8.Airtime(100), func() { q.send(t, 1, 100) })
	q.finish()
	if q.Counts != (Counts{Sent: 2, Heard: 6}) {
		t.Errorf("%+v", q.Counts)
	}
}

func TestWhoSendsTwiceAtOnceIsRefused(t *testing.T) {
	q := newSquare(1, Path{}, 0)
	q.send(t, 0, 100)
	if _, err := q.Send(0, homeHz, sf8, []byte{1}); err != ErrSending {
		t.Error(err)
	}
}

func TestOtherChannelsAreNotHeard(t *testing.T) {
	q := newSquare(1, Path{RSSI: -90}, 0)
	q.Listen(1, ChannelOf(homeHz+500_000, sf8), func(Packet) { t.Error("heard on another frequency") })
	q.Listen(2, ChannelOf(homeHz, lora.Modulation{Bandwidth: 125000, Spreading: 9}), func(Packet) { t.Error("heard at another spreading factor") })
	q.send(t, 0, 100)
	q.After(time.Millisecond, func() { // too late for this packet
		q.Listen(3, Channel{}, nil)
		q.Listen(3, ChannelOf(homeHz, sf8), func(Packet) { t.Error("heard without its beginning") })
	})
	q.finish()
}

func TestFarAwayIsNotUnderstood(t *testing.T) {
	for rssi, heard := range map[float64]int{-127: 1, -127.1: 0} { // SF8 wants -10 dB
		q := newSquare(1, Path{RSSI: -90}, 0)
		q.LinkOneWay(0, 1, Path{RSSI: rssi})
		q.send(t, 0, 10)
		q.finish()
		if len(q.heard[1]) != heard {
			t.Errorf("at %v dBm %d were heard", rssi, len(q.heard[1]))
		}
	}
}

func TestOneSeedOneStory(t *testing.T) {
	play := func(seed uint64) []string {
		q := newSquare(seed, Path{RSSI: -95, Loss: 0.3}, 0)
		for i := range 40 {
			q.At(time.Duration(i)*400*time.Millisecond, func() { q.Send(Station(q.Rand().IntN(4)), homeHz, sf8, make([]byte, 1+q.Rand().IntN(200))) })
		}
		q.finish()
		return q.story
	}
	first := play(7)
	if !reflect.DeepEqual(first, play(7)) {
		t.Error("one seed told two stories")
	}
	if reflect.DeepEqual(first, play(8)) {
		t.Error("two seeds told one story")
	}
}

func TestLossIsWhatWasAskedFor(t *testing.T) {
	q := newSquare(3, Path{RSSI: -90, Loss: 0.15}, 0)
	for i := range 1000 {
		q.At(time.Duration(i)*time.Second, func() { q.send(t, 0, 10) })
	}
	q.finish()
	if lost := float64(q.Counts.Lost) / 3000; lost < 0.12 || lost > 0.18 {
		t.Errorf("lost %v", lost)
	}
}

// A packet that goes beyond the hour's share is told, with the part of the hour that counts.
func TestTheRollingHourIsWatched(t *testing.T) {
	q := newSquare(1, Path{}, 100) // 1 %: 36 s
	airtime := sf8.Airtime(200)
	fits := int(36 * time.Second / airtime)
	for i := range fits {
		q.At(time.Duration(i)*40*time.Second, func() { q.send(t, 0, 200) })
	}
	q.finish()
	if len(q.Breaches()) != 0 {
		t.Fatalf("%v", q.Breaches())
	}
	q.At(time.Hour-time.Second, func() { q.send(t, 0, 200) })
	q.At(time.Hour-time.Second, func() { q.send(t, 1, 200) })
	q.finish()
	if b := q.Breaches(); len(b) != 1 || b[0].Station != "north" || b[0].Used != time.Duration(fits+1)*airtime {
		t.Errorf("%v", b)
	}
	q.Until(2*time.Hour + 10*time.Second)
	if used := q.Used(0); used != 0 {
		t.Errorf("%v of an hour ago", used)
	}
}

func TestWhatIsTakenBackDoesNotHappen(t *testing.T) {
	a := NewAir(Config{})
	a.After(time.Second, func() { t.Error("it happened") })()
	if a.Step() {
		t.Error("there was something")
	}
}
