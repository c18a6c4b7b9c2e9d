package loratest

import (
	"time"

	"foirail/lora"
)

// Station is a radio on an air.
type Station int

// Path is how well one station hears another.
type Path struct {
	RSSI float64 // dBm at the receiver
	Loss float64 // the share of packets that are lost for no reason, 0 to 1
}

// Packet is what a station hears.
type Packet struct {
	From  Station
	Bytes []byte
	RSSI  float64 // dBm
	SNR   float64 // dB
}

// station is what the air knows of a radio.
type station struct {
	name    string
	share   lora.Share
	channel Channel
	hear    func(Packet)
	sending *flight
	hour    []span // what was sent, oldest first
}

// span is a stretch of time on the air.
type span struct{ from, to time.Duration }

// Add puts a radio on the air. It may send its share of every hour; zero: as much as it likes. It hears nobody yet and listens
// nowhere.
func (a *Air) Add(name string, share lora.Share) Station {
	if share == 0 {
		share = lora.Whole
	}
	a.stations = append(a.stations, &station{name: name, share: share, hear: func(Packet) {}})
	return Station(len(a.stations) - 1)
}

// Name is what a station was added as.
func (a *Air) Name(s Station) string { return a.stations[s].name }

// Link lets two stations hear each other.
func (a *Air) Link(one, other Station, p Path) {
	a.LinkOneWay(one, other, p)
	a.LinkOneWay(other, one, p)
}

// LinkOneWay lets one station hear what another sends, and not the reverse.
func (a *Air) LinkOneWay(from, to Station, p Path) { a.paths[[2]Station{from, to}] = p }

// Cut undoes a link, both ways.
func (a *Air) Cut(one, other Station) {
	a.CutOneWay(one, other)
	a.CutOneWay(other, one)
}

// CutOneWay lets one station hear no more of what another sends.
func (a *Air) CutOneWay(from, to Station) { delete(a.paths, [2]Station{from, to}) }

// Listen tunes a station and says who hears for it; a nil function: it listens no more. What is in the air at that moment is lost
// to it.
func (a *Air) Listen(s Station, c Channel, hear func(Packet)) {
	st := a.stations[s]
	if hear == nil {
		c, hear = Channel{}, func(Packet) {}
	}
	if c != st.channel {
		for _, f := range a.flying {
			f.deaf(s)
		}
	}
	st.channel, st.hear = c, hear
}

// sent notes what a station sent and watches its rolling hour, which ends with this packet.
func (a *Air) sent(st *station, s span) {
	st.hour = append(st.hour, s)
	begin := s.to - time.Hour
	for len(st.hour) > 0 && st.hour[0].to <= begin {
		st.hour = st.hour[1:]
	}
	used := time.Duration(0)
	for _, old := range st.hour {
		used += old.to - max(old.from, begin)
	}
	if limit := Limit(st.share); used > limit {
		a.breaches = append(a.breaches, Breach{At: s.to, Station: st.name, Used: used, Limit: limit})
	}
}

// Used is how long a station was on the air in the last hour.
func (a *Air) Used(s Station) (used time.Duration) {
	begin := a.now - time.Hour
	for _, old := range a.stations[s].hour {
		used += max(0, old.to-max(old.from, begin))
	}
	return used
}

// Limit is what a share of an hour comes to.
func Limit(share lora.Share) time.Duration {
	return time.Hour / time.Duration(lora.Whole) * time.Duration(share)
}
