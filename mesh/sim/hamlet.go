package sim

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/lora/loratest"
	"foirail/mesh"
)

// hamlet is a village.
type hamlet struct {
	f      *fair
	at     int
	market entry.MarketID
	stalls []*stall
	radio  *loratest.Wireless
	air    *mesh.Air
	read   map[entry.Hash]*entry.Entry
	people []*buyer
	unseen map[entry.Hash]bool // payments that are not final here
	used   []time.Duration     // airtime in each hour of the clock
}

// stall is one steward's machine.
type stall struct {
	of   *hamlet
	core *ledger.Core
	news []*entry.Entry // that the others of the village have not heard
}

// open sets up a village's machines and its radio.
func (p *hamlet) open(community entry.Hash, set []*entry.Entry) {
	for k := range p.f.Stewards {
		steward := &ledger.Steward{Market: p.market, Voting: p.f.secret(fmt.Sprint("voting ", p.at, " ", k))}
		core := ledger.NewCore(community, set, steward)
		p.stalls = append(p.stalls, &stall{of: p, core: core})
	}
	for _, e := range set {
		p.read[e.Hash()] = e
	}
	var err error
	p.radio, err = p.f.air.Wireless(fmt.Sprint("village ", p.at+1), p.f.Profile)
	p.f.fail(err)
	settings := mesh.AirSettings{Node: [4]byte{byte(p.at + 1)}}
	binary.BigEndian.PutUint64(settings.Seed[:], p.f.rnd.Uint64())
	p.air = mesh.NewAir(settings)
	for _, q := range p.f.places[:p.at] {
		if !p.f.Line || q.at == p.at-1 {
			p.f.air.Link(p.radio.Station(), q.radio.Station(), loratest.Path{RSSI: -90, Loss: p.f.Loss})
		}
	}
	p.radio.Listen(p.heard, p.speak)
	p.tick()
}

// gateway is the machine with the radio.
func (p *hamlet) gateway() *stall { return p.stalls[0] }

// tick tells the air that time has passed.
func (p *hamlet) tick() {
	p.f.air.After(tickEvery*time.Millisecond, p.tick)
	p.air.Tick(p.gateway().core.State, p.reader)
	p.goOn()
}

func (p *hamlet) reader(h entry.Hash) *entry.Entry { return p.read[h] }

// heard takes a frame.
func (p *hamlet) heard(frame []byte) {
	p.air.Hear(p.gateway().core.State, p.reader, frame)
	p.goOn()
}

// goOn takes in what the air brought, and says the next frame.
func (p *hamlet) goOn() {
	for p.air.Waiting() {
		var sound []*entry.Entry
		list := p.air.Offers(perStep)
		for _, e := range list {
			if e.Verify() {
				sound = append(sound, e)
			} else {
				p.f.fail(errors.New("the air offers what nobody has signed"))
			}
		}
		answers := p.gateway().step(sound)
		p.air.Answered(p.gateway().core.State, sound, answers)
		p.gateway().tell()
	}
	p.speak()
}

func (p *hamlet) speak() {
	if !p.radio.Free() {
		return
	}
	frame := p.air.Say(p.gateway().core.State, p.reader, p.f.room(p))
	if frame == nil {
		return
	}
	if err := p.radio.Send(frame); err != nil {
		return // the hour is used up: what was to be said is found by the next comparison
	}
	p.f.day.Frames++
	p.f.day.Bytes += len(frame)
}

func (f *fair) room(p *hamlet) mesh.Room {
	return mesh.Room{MTU: p.radio.MTU(), Left: p.radio.Left(),
		Frame: int(p.radio.Airtime(p.radio.MTU()) / (tickEvery * time.Millisecond))}
}

// step has a machine take entries in.
func (x *stall) step(list []*entry.Entry) []ledger.Answer {
	drafts := make([]ledger.Draft, len(list))
	for i, e := range list {
		drafts[i] = ledger.Offer(e)
	}
	made, answers, err := x.core.Step(drafts, x.of.f.clock())
	x.of.f.fail(err)
	x.news = append(x.news, made...)
	if x == x.of.gateway() {
		for _, e := range made {
			x.of.read[e.Hash()] = e
		}
		x.of.air.Grew(x.core.State, made)
		x.of.look()
	}
	return answers
}

// tell has the others of the village hear the news, soon.
func (x *stall) tell() {
	news := x.news
	x.news = nil
	if len(news) == 0 {
		return
	}
	x.of.f.air.After(5*time.Millisecond, func() {
		for _, other := range x.of.stalls {
			if other != x {
				other.step(news)
				other.tell()
			}
		}
	})
}

// look sees what has become final here.
func (p *hamlet) look() {
	s := p.gateway().core.State
	for h := range p.unseen {
		if s.Level(h) != ledger.Final {
			continue
		}
		if delete(p.unseen, h); p.f.goes[h] == p {
			p.f.day.Waits = append(p.f.day.Waits, p.f.air.Now()-p.f.begun[h])
		}
	}
}
