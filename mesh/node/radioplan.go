package node

import (
	"math"
	"time"

	"foirail/lora"
)

// The plan is a model in closed form of what villages that trade have to say by radio. It is made of the
// sizes that ledger/entry/SPEC.md section 10 gives, of what mesh/SPEC.md says of beacons and of waiting,
// and of Semtech's formula; it runs nothing and knows nothing of the mesh's code. What it leaves out: days
// on which seats change, checkpoints, payments to several or with a memo, a market with more people than a
// table has numbers.

// Sizes of records in bytes, of a market of some hundred people.
const (
	planHead    = 12 // of a frame of records
	planPayment = 75 // to one account, without a memo
	planVotes   = 78 // the first steward's word on one payment
	planLikened = 75 // another steward's same word,
	planFolded  = 69 // or behind another such word in one frame,
	planFolds   = 1  // the first of which takes a byte more
	planBeacon  = 23
	planLacking = 27  // a beacon that says what is lacking
	planTells   = 160 // a frontier, told where two villages differ
)

// What the mesh does, as mesh/SPEC.md has it.
const (
	planLinger  = time.Second            // what is to be said waits for more,
	planSpread  = 8                      // and up to so many full frames' time longer, by chance
	planBeacons = 5 * time.Second        // the shortest interval of beacons, or of so many
	planFrames  = 10                     // full frames' time
	planPause   = 5 * time.Minute        // the longest interval
	planShort   = 200 * time.Millisecond // no frame's time counts as less
	planNews    = 0.85                   // of the budget: what is left is kept for proofs and beacons
)

// planMeet is how much of the time that a channel is busy is lost because two began at once: both waited
// for the same one to end.
const planMeet = 0.02

// planChannel is how much of the time a channel may be busy before those who share it meet too often.
const planChannel = 0.25

// radioPlan is one way to send, with what travels on it.
type radioPlan struct {
	villages int
	stewards int     // of each village's market
	payments float64 // an hour, of all villages together
	loss     float64 // of a frame, at one who hears it
	mtu      int
	repeats  float64 // how often others send each frame again
	airtime  func(bytes int) time.Duration
	budget   time.Duration // of each hour and transmitter
}

// planned is what comes of it, a village and an hour, or a payment.
type planned struct {
	bytes, frames float64       // said for one payment, in its village
	airtime       time.Duration // of these
	news          time.Duration // an hour: payments and their votes
	beacons       time.Duration
	repair        time.Duration // of what was lost
	repeated      time.Duration // of what others said
	whole         time.Duration // an hour and transmitter
	channel       float64       // how much of the time it is busy
	delay         time.Duration // until a payment is final in another village
}

// of works it out. What is lost makes the channel busier, and in a busier channel more is lost, so it goes
// round until that hardly changes.
func (p radioPlan) of() (out planned) {
	b, met := p.batch(), p
	for range planRounds {
		out = met.round(b)
		met.loss = min(maxPlanLoss, p.loss+planMeet*min(1, out.channel))
	}
	return out
}

// planRounds is how often it goes round.
const planRounds = 8

// round works it out for a loss that is known.
func (p radioPlan) round(b batch) (out planned) {
	mine := p.payments / float64(p.villages) // an hour
	out.bytes, out.frames, out.airtime = b.bytes/b.payments, b.frames/b.payments, times(b.airtime, 1/b.payments)
	out.news = times(out.airtime, mine)
	out.beacons = times(p.airtime(planBeacon), p.beacons(b)/float64(p.villages))
	out.repair = times(p.again(b), mine/b.payments)
	said := out.news + out.beacons + out.repair
	out.repeated = times(said, p.repeats)
	out.whole = said + out.repeated
	out.channel = float64(out.whole) * float64(p.villages) / float64(time.Hour)
	out.delay = p.delay(b)
	return out
}

// batch is what is said together, on average.
type batch struct {
	payments, bytes, frames float64
	airtime                 time.Duration
}

// mostTogether bounds the sum over how many payments come together. More than that come at once only
// where the hour is far too short in any case.
const mostTogether = 64

// planRare is a chance that is left out.
const planRare = 1e-6

// batch sums over how many more payments come, by chance, while the first one waits.
func (p radioPlan) batch() (mean batch) {
	waits := p.linger() + p.unit() // and what comes while the first frame is said stands in the next
	expected := min(mostTogether/2, p.payments/float64(p.villages)/float64(time.Hour)*float64(waits))
	chance := math.Exp(-expected)
	for more := 0; more < mostTogether; more++ {
		if more > 0 {
			chance *= expected / float64(more)
		}
		if float64(more) > expected && chance < planRare {
			break
		}
		frames := p.pack(1 + more)
		mean.payments += chance * float64(1+more)
		mean.frames += chance * float64(len(frames))
		for _, size := range frames {
			mean.bytes += chance * float64(size)
			mean.airtime += times(p.airtime(size), chance)
		}
	}
	return mean
}

// pack puts payments, each with the votes for it, into frames, and tells their sizes. Words on one payment that
// stand behind one another are folded.
func (p radioPlan) pack(payments int) (frames []int) {
	size, alike := 0, 0 // of the frame, and how many such words it ends with
	add := func(record int) {
		if size == 0 || size+record > p.mtu {
			if size > 0 {
				frames = append(frames, size)
			}
			size, alike = planHead, 0
		}
		size += record
	}
	for range payments {
		add(planPayment)
		add(planVotes)
		alike = 0
		for range p.stewards - 1 {
			folded := planFolded
			if alike == 1 {
				folded += planFolds
			}
			if alike > 0 && size+folded <= p.mtu {
				size, alike = size+folded, alike+1
				continue
			}
			add(planLikened)
			alike = 1
		}
	}
	return append(frames, size)
}

// unit is the time of a full frame, by which the mesh counts its waits.
func (p radioPlan) unit() time.Duration { return max(planShort, p.airtime(p.mtu)) }

// linger is how long what is to be said waits, on average.
func (p radioPlan) linger() time.Duration { return planLinger + planSpread*p.unit()/2 }

// interval is the shortest of beacons.
func (p radioPlan) interval() time.Duration { return max(planBeacons, planFrames*p.unit()) }

// beacons is how many are said in an hour, by all villages together. After a change they come at three
// quarters of an interval that doubles each time, and whoever hears an equal one keeps silent, so that
// one stands for all; where the one was lost, another village says it too.
func (p radioPlan) beacons(b batch) (sum float64) {
	changes := p.payments / b.payments / float64(time.Hour)
	at, interval := 0.0, float64(p.interval())
	for at < float64(time.Hour) {
		at += 0.75 * interval
		sum += math.Exp(-changes * at)
		interval = min(2*interval, float64(planPause))
	}
	said := 1 + p.loss*float64(p.villages-1)
	quiet := float64(time.Hour) / (0.75 * float64(planPause))
	return max(quiet*said, changes*float64(time.Hour)*sum*said, p.apart(changes))
}

// apart is how many beacons are said in an hour where changes come so fast that no two villages hold the same: each
// village leaves two intervals between its own, and then waits for a change, and three quarters of one.
func (p radioPlan) apart(changes float64) float64 {
	interval := float64(p.interval())
	gap := 2*interval + math.Exp(-1.25*interval*changes)/changes
	return float64(p.villages) * float64(time.Hour) / gap
}

// missed is the chance that somebody misses a frame.
func (p radioPlan) missed() float64 { return 1 - math.Pow(1-p.loss, float64(p.villages-1)) }

// What it takes to show which frame somebody has missed: beacons that say what is lacking, and now and then,
// where two have missed something of each other, a frontier.
const (
	planAsks      = 1.5
	planFrontiers = 0.15
)

// again is the airtime of what is said anew of a batch: each frame that was missed, once it has shown.
func (p radioPlan) again(b batch) time.Duration {
	words := times(p.airtime(planLacking), planAsks) + times(p.airtime(planTells), planFrontiers)
	return times(times(b.airtime, 1/b.frames)+words, b.frames*anew(p.missed(), 1))
}

// anew is how often so many frames have to be said again until none is missed that many times.
func anew(missed, frames float64) (times float64) {
	for lost := missed; lost > planRare; lost *= missed {
		times += 1 - math.Pow(1-lost, frames)
	}
	return times
}

// delay is how long it takes, on average, until another village holds a payment and its votes.
func (p radioPlan) delay(b batch) time.Duration {
	once := p.linger() + b.airtime
	return once + times(3*p.interval()/4+10*p.unit()+b.airtime, anew(p.loss, b.frames))
}

// most is how many payments an hour fit, of all villages together: by the law's airtime, less what is
// kept for other things, and by what a channel bears.
func (p radioPlan) most() int {
	low, high := 0, maxPlanPayments
	for high-low > 1 {
		p.payments = float64((low + high) / 2)
		if out := p.of(); out.whole <= times(p.budget, planNews) && out.channel <= planChannel {
			low = (low + high) / 2
		} else {
			high = (low + high) / 2
		}
	}
	return low
}

// times multiplies a time.
func times(d time.Duration, factor float64) time.Duration { return time.Duration(float64(d) * factor) }

// planBudget is what a node allows itself of an hour in a sub-band.
func planBudget(band lora.Band) (time.Duration, error) {
	b, err := lora.OpenBudget(lora.BudgetConfig{Duty: band.Duty})
	if err != nil {
		return 0, err
	}
	return b.Limit(), nil
}
