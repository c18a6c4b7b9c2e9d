package loratest

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"time"

	"foirail/lora"
)

// Config is what an air is made of.
type Config struct {
	Seed  uint64
	Told  func(Event) // hears all that happens; may be nil
	Noise float64     // the noise floor in dBm; zero: -117, which is 125 kHz wide
	Fade  float64     // how many dB a packet may come in weaker or stronger than its path says
}

// Air is what radios share. One goroutine at a time may use it.
type Air struct {
	cfg      Config
	rng      *rand.Rand
	now      time.Duration
	seq      uint64
	queue    queue
	stations []*station
	paths    map[[2]Station]Path
	flying   []*flight
	breaches []Breach
	Counts   Counts
}

// Counts is what became of the packets. A packet that five stations could hear is sent once and then counted five times.
type Counts struct{ Sent, Heard, Lost, Collided, Deaf, Weak int }

// defaultNoise is the thermal noise of 125 kHz with a receiver's 6 dB.
const defaultNoise = -117

// NewAir makes an empty air at time zero.
func NewAir(cfg Config) *Air {
	if cfg.Noise == 0 {
		cfg.Noise = defaultNoise
	}
	if cfg.Told == nil {
		cfg.Told = func(Event) {}
	}
	return &Air{cfg: cfg, rng: rand.New(rand.NewPCG(cfg.Seed, 0x10A4)), paths: map[[2]Station]Path{}}
}

// Now is the time of the air.
func (a *Air) Now() time.Duration { return a.now }

// Rand is the air's own chance, for devices that draw lots on it.
func (a *Air) Rand() *rand.Rand { return a.rng }

// At does something later. It returns a way to take that back.
func (a *Air) At(when time.Duration, what func()) (cancel func()) {
	a.seq++
	e := &due{when: max(when, a.now), seq: a.seq, what: what}
	heap.Push(&a.queue, e)
	return func() { e.what = nil }
}

// After does something after a while.
func (a *Air) After(wait time.Duration, what func()) (cancel func()) { return a.At(a.now+wait, what) }

// Next is when something happens next; false: nothing is under way.
func (a *Air) Next() (time.Duration, bool) {
	for len(a.queue) > 0 && a.queue[0].what == nil {
		heap.Pop(&a.queue)
	}
	if len(a.queue) == 0 {
		return 0, false
	}
	return a.queue[0].when, true
}

// Step lets the next thing happen; false: there was none.
func (a *Air) Step() bool {
	when, ok := a.Next()
	if !ok {
		return false
	}
	a.now = when
	heap.Pop(&a.queue).(*due).what()
	return true
}

// Until lets happen all that happens up to a time, and makes it that time.
func (a *Air) Until(t time.Duration) {
	for {
		when, ok := a.Next()
		if !ok || when > t {
			break
		}
		a.Step()
	}
	a.now = max(a.now, t)
}

// Breaches is who sent more than its share, in the order in which it happened.
func (a *Air) Breaches() []Breach { return a.breaches }

// Breach is a transmitter that was on the air longer than its share of an hour.
type Breach struct {
	At      time.Duration
	Station string
	Used    time.Duration // of the hour that ends at At
	Limit   time.Duration
}

func (b Breach) String() string {
	return fmt.Sprintf("%v: %s was on the air for %v of an hour that allows %v", b.At, b.Station, b.Used, b.Limit)
}

// Channel is where a radio listens and sends. Radios on two channels do not hear, and do not disturb, each other.
type Channel struct {
	Frequency int64 // Hz; 2.4 GHz have more than 31 bits
	Bandwidth int   // Hz
	Spreading int
}

// ChannelOf is the channel of a modulation on a frequency.
func ChannelOf(frequency int64, m lora.Modulation) Channel {
	return Channel{Frequency: frequency, Bandwidth: m.Bandwidth, Spreading: m.Spreading}
}

// due is something that will happen.
type due struct {
	when time.Duration
	seq  uint64 // what was asked for first happens first
	what func() // nil: taken back
}

type queue []*due

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].when < q[j].when || q[i].when == q[j].when && q[i].seq < q[j].seq
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(*due)) }
func (q *queue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
