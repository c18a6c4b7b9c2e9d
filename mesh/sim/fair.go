package sim

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/lora/loratest"
)

// Fair is an ordinary day of a few villages that have nothing but radio between them: each has a market with
// stewards of its own, who hear each other at once, and one radio. Nothing fails but the air. It is not a
// world that looks for mistakes: it measures what such a day costs in airtime, and how long things take.
type Fair struct {
	Seed     uint64
	Villages int // in a line where Line says so, else everybody hears everybody
	Line     bool
	Stewards int // of each market: 4, 7 or 10
	Profile  loratest.Profile
	Loss     float64 // of frames from village to village
	Hours    int
	Payments int     // an hour, in all villages together
	Abroad   float64 // the share of payments to another village
}

// Day is what a fair came to.
type Day struct {
	Payments, Abroad int
	Final            int             // payments that are final in every village in the end
	Waits            []time.Duration // of each payment abroad, from the signature to final where the payee is, in order of length
	Frames, Bytes    int             // said by all radios
	Airtime          time.Duration   // of all radios
	Busiest          time.Duration   // the most that one radio was on the air within an hour of the clock
	Breaches         []loratest.Breach
	Equal            bool // all villages hold the same in the end
	Air              loratest.Counts
}

// fair is a day that is under way.
type fair struct {
	Fair
	rnd     *rand.Rand
	air     *loratest.Air
	places  []*hamlet
	named   map[string]*keys.Secret
	begun   map[entry.Hash]time.Duration // payments, and when they were signed
	goes    map[entry.Hash]*hamlet       // where those go that go abroad
	day     Day
	failure error
}

// buyer is somebody who pays.
type buyer struct {
	key  *keys.Secret
	last *entry.Entry
}

// begins is the time on entries when a fair begins.
const begins = 1_795_000_000

// Hold lets a fair happen, and waits until the radios have said all, for six hours at the most.
func (f Fair) Hold() (Day, error) {
	x := &fair{Fair: f, rnd: rand.New(rand.NewPCG(f.Seed, 11)), named: map[string]*keys.Secret{},
		begun: map[entry.Hash]time.Duration{}, goes: map[entry.Hash]*hamlet{}}
	x.air = loratest.NewAir(loratest.Config{Seed: f.Seed, Told: x.told})
	x.settle()
	x.pace()
	end := time.Duration(f.Hours) * time.Hour
	for hour := time.Duration(0); hour < end && x.failure == nil; hour += time.Minute {
		x.air.Until(hour)
	}
	for late := end; late < end+6*time.Hour && x.failure == nil && !x.equal(); late += time.Minute {
		x.air.Until(late)
	}
	x.count()
	return x.day, x.failure
}

func (f *fair) fail(err error) {
	if f.failure == nil && err != nil {
		f.failure = err
	}
}

func (f *fair) secret(name string) *keys.Secret {
	if f.named[name] == nil {
		s, err := keys.NewSecret(keys.Ed25519, sha256.Sum256(binary.BigEndian.AppendUint64([]byte("foirail fair "+name), f.Seed)))
		f.fail(err)
		f.named[name] = s
	}
	return f.named[name]
}

func (f *fair) clock() uint32 { return begins + uint32(f.air.Now()/time.Second) }

// settle founds the markets while everybody is together, brings money, and takes everybody home.
func (f *fair) settle() {
	var set []*entry.Entry
	for i := range f.Villages {
		f.places = append(f.places, &hamlet{f: f, at: i, read: map[entry.Hash]*entry.Entry{}, unseen: map[entry.Hash]bool{}})
	}
	for i, p := range f.places {
		found := f.found(i, set)
		p.market = found.Market
		set = append(set, found)
	}
	community := set[0].Community
	for i := range f.places {
		set = append(set, f.seat(i, set[i]))
	}
	for _, p := range f.places {
		for range 12 {
			p.people = append(p.people, &buyer{key: f.secret(fmt.Sprint("buyer ", p.at, len(p.people)))})
		}
		set = append(set, f.bring(p, community)...)
	}
	for _, p := range f.places {
		p.open(community, set)
	}
}

// found founds a market: the first one with the community.
func (f *fair) found(i int, before []*entry.Entry) *entry.Entry {
	voting, vault := f.secret(fmt.Sprint("voting ", i)), f.secret(fmt.Sprint("vault ", i))
	body := &entry.Found{Name: "Vallées", MarketName: fmt.Sprint("Foirail ", i+1), Vault: vault.Account()}
	if i > 0 {
		body.Community, body.Name = before[0].Community, ""
	}
	var err error
	body.VaultSignature, err = vault.Sign(entry.SeatMessage(entry.MarketID{}, 1, voting.Account()))
	f.fail(err)
	e := &entry.Entry{Author: voting.Account(), Seq: 1, Time: begins, Body: body}
	f.fail(e.Sign(voting))
	return e
}

// seat gives a market its stewards, and the others a line with it.
func (f *fair) seat(i int, found *entry.Entry) *entry.Entry {
	value := &entry.NextEpoch{}
	for k := range f.Stewards {
		voting := f.secret(fmt.Sprint("voting ", i, " ", k))
		value.Seats = append(value.Seats, entry.Seated{Voting: voting.Account(), Vault: f.secret(fmt.Sprint("vault ", i, " ", k)).Account()})
	}
	slices.SortFunc(value.Seats, func(a, b entry.Seated) int { return bytes.Compare(a.Voting[:], b.Voting[:]) })
	for _, p := range f.places {
		if p.at != i {
			value.Policy.Borders = append(value.Policy.Borders, entry.Border{Market: p.market, Line: 1_000_000})
		}
	}
	slices.SortFunc(value.Policy.Borders, func(a, b entry.Border) int { return bytes.Compare(a.Market[:], b.Market[:]) })
	return f.signed(f.secret(fmt.Sprint("voting ", i)), found, found.Community, found.Market,
		&entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: 2}, Value: value})
}

// signed makes an entry that follows another; nil: the first of its author.
func (f *fair) signed(by *keys.Secret, after *entry.Entry, community entry.Hash, market entry.MarketID, body entry.Body) *entry.Entry {
	e := &entry.Entry{Community: community, Market: market, Author: by.Account(), Seq: 1, Time: f.clock(), Body: body}
	if after != nil {
		e.Seq, e.Prev = after.Seq+1, after.Hash()
	}
	f.fail(e.Sign(by))
	return e
}

// bring has the stewards attest what each buyer deposited.
func (f *fair) bring(p *hamlet, community entry.Hash) (list []*entry.Entry) {
	body := &entry.Attest{}
	for i, b := range p.people {
		body.Facts = append(body.Facts, &entry.Deposit{Note: fmt.Sprint("d", i), Account: b.key.Account(), Amount: 10_000})
	}
	for k := range f.Stewards {
		list = append(list, f.signed(f.secret(fmt.Sprint("voting ", p.at, " ", k)), nil, community, p.market, body))
	}
	return list
}

// pace lets people pay, at random times.
func (f *fair) pace() {
	if f.Payments == 0 {
		return
	}
	mean := float64(time.Hour) / float64(f.Payments)
	wait := time.Duration(f.rnd.ExpFloat64() * mean)
	f.air.After(wait, func() {
		if f.air.Now() < time.Duration(f.Hours)*time.Hour {
			f.pay()
			f.pace()
		}
	})
}

// pay has somebody pay somebody.
func (f *fair) pay() {
	p := f.places[f.rnd.IntN(len(f.places))]
	who, to := f.rnd.IntN(len(p.people)), f.rnd.IntN(len(p.people))
	if who == to {
		to = (to + 1) % len(p.people)
	}
	where := p
	if len(f.places) > 1 && f.rnd.Float64() < f.Abroad {
		where = f.places[(p.at+1+f.rnd.IntN(len(f.places)-1))%len(f.places)]
	}
	buyer := p.people[who]
	body := &entry.Pay{Payees: []entry.Payee{{Market: where.market, Account: where.people[to].key.Account(), Amount: entry.Amount(1 + f.rnd.IntN(40))}}}
	e := f.signed(buyer.key, buyer.last, p.gateway().core.State.Community(), p.market, body)
	buyer.last = e
	f.begun[e.Hash()] = f.air.Now()
	for _, q := range f.places {
		q.unseen[e.Hash()] = true
	}
	if f.day.Payments++; where != p {
		f.day.Abroad++
		f.goes[e.Hash()] = where
	}
	x := p.stalls[f.rnd.IntN(len(p.stalls))]
	for _, a := range x.step([]*entry.Entry{e}) {
		f.fail(a.Err)
	}
	x.tell()
}

// told counts airtime by the hour of the clock.
func (f *fair) told(e loratest.Event) {
	if e.Kind != loratest.Sent {
		return
	}
	for _, p := range f.places {
		if p.radio.Station() != e.From {
			continue
		}
		for hour := int(e.At / time.Hour); len(p.used) <= hour; {
			p.used = append(p.used, 0)
		}
		p.used[len(p.used)-1] += e.Airtime
	}
}

// equal says whether all machines hold the same.
func (f *fair) equal() bool {
	digest := f.places[0].gateway().core.State.Digest()
	for _, p := range f.places {
		for _, x := range p.stalls {
			if x.core.State.Digest() != digest {
				return false
			}
		}
	}
	return true
}

// count sums the day up.
func (f *fair) count() {
	d := &f.day
	d.Equal, d.Breaches, d.Air = f.equal(), f.air.Breaches(), f.air.Counts
	slices.Sort(d.Waits)
	for h := range f.begun {
		if !slices.ContainsFunc(f.places, func(p *hamlet) bool { return p.unseen[h] }) {
			d.Final++
		}
	}
	for _, p := range f.places {
		for _, used := range p.used {
			d.Airtime += used
			d.Busiest = max(d.Busiest, used)
		}
	}
}
