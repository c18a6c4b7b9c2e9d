package loratest

import (
	"errors"
	"slices"
	"time"

	"foirail/lora"
)

// flight is a packet on the air.
type flight struct {
	from    Station
	channel Channel
	span    span
	bytes   []byte
	others  []*flight // that were on the air on this channel at the same time
	missed  map[Station]bool
}

// capture is by how many dB a packet must stand out from another to be heard in spite of it.
const capture = 6

// ErrSending is returned when a station is on the air already.
var ErrSending = errors.New("station is on the air already")

// Send puts a packet on the air, now, and tells when it will be over. What a station has to add to a frame it has added.
func (a *Air) Send(s Station, frequency int64, m lora.Modulation, packet []byte) (time.Duration, error) {
	st := a.stations[s]
	if st.sending != nil {
		return 0, ErrSending
	}
	f := &flight{from: s, channel: ChannelOf(frequency, m), bytes: slices.Clone(packet), missed: map[Station]bool{}}
	f.span = span{a.now, a.now + m.Airtime(len(packet))}
	a.meet(f)
	st.sending = f
	a.flying = append(a.flying, f)
	a.Counts.Sent++
	a.tell(Event{Kind: Sent, From: s, To: s, Bytes: f.bytes, Airtime: f.span.to - f.span.from})
	a.At(f.span.to, func() { a.land(f) })
	return f.span.to, nil
}

// meet notes who disturbs whom: packets on one channel each other, a sender itself.
func (a *Air) meet(f *flight) {
	for _, other := range a.flying {
		if other.channel == f.channel {
			other.others = append(other.others, f)
			f.others = append(f.others, other)
		}
		other.deaf(f.from)
		f.deaf(other.from)
	}
	for to, st := range a.stations {
		if st.channel != f.channel {
			f.deaf(Station(to))
		}
	}
}

// deaf says that a station was busy, or elsewhere, for a part of the packet.
func (f *flight) deaf(s Station) { f.missed[s] = true }

// Busy tells whether a station hears somebody on its channel, or sends.
func (a *Air) Busy(s Station) bool {
	st := a.stations[s]
	if st.sending != nil {
		return true
	}
	for _, f := range a.flying {
		if _, ok := a.paths[[2]Station{f.from, s}]; ok && f.channel == st.channel {
			return true
		}
	}
	return false
}

// Sending tells whether a station is on the air.
func (a *Air) Sending(s Station) bool { return a.stations[s].sending != nil }

// land ends a packet: everybody in reach hears it or misses it.
func (a *Air) land(f *flight) {
	a.flying = slices.DeleteFunc(a.flying, func(x *flight) bool { return x == f })
	st := a.stations[f.from]
	st.sending = nil
	a.sent(st, f.span)
	for to := range a.stations {
		if path, ok := a.paths[[2]Station{f.from, Station(to)}]; ok && a.stations[to].channel == f.channel {
			a.arrive(f, Station(to), path)
		}
	}
}

// arrive decides what one station makes of a packet. Lots are drawn in the same order whatever happens.
func (a *Air) arrive(f *flight, to Station, path Path) {
	lost := a.rng.Float64() < path.Loss
	rssi := path.RSSI + a.cfg.Fade*(2*a.rng.Float64()-1)
	e := Event{From: f.from, To: to, Bytes: f.bytes}
	switch {
	case f.missed[to]:
		e.Kind, a.Counts.Deaf = Deaf, a.Counts.Deaf+1
	case rssi-a.cfg.Noise < floor(f.channel.Spreading):
		e.Kind, a.Counts.Weak = Weak, a.Counts.Weak+1
	case a.drowned(f, to, rssi):
		e.Kind, a.Counts.Collided = Collided, a.Counts.Collided+1
	case lost:
		e.Kind, a.Counts.Lost = Lost, a.Counts.Lost+1
	default:
		e.Kind, a.Counts.Heard = Heard, a.Counts.Heard+1
	}
	a.tell(e)
	if e.Kind == Heard {
		a.stations[to].hear(Packet{From: f.from, Bytes: slices.Clone(f.bytes), RSSI: rssi, SNR: rssi - a.cfg.Noise})
	}
}

// drowned tells whether another packet was too strong at the same time.
func (a *Air) drowned(f *flight, to Station, rssi float64) bool {
	for _, other := range f.others {
		path, ok := a.paths[[2]Station{other.from, to}]
		if ok && rssi-path.RSSI < capture {
			return true
		}
	}
	return false
}

// floor is the lowest SNR in dB at which a spreading factor is understood: -7.5 at 7, -20 at 12.
func floor(spreading int) float64 { return 10 - 2.5*float64(spreading) }
