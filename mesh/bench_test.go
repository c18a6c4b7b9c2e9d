package mesh

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// crowd is a market with a hundred payments in each Votes, as stewards under load write them.
type crowd struct {
	*town
	people []string
	next   int
}

// newCrowd gathers people with money, under one steward.
func newCrowd(b testing.TB, people int) *crowd {
	var names []string
	for i := range people {
		names = append(names, fmt.Sprint("p", i))
	}
	return &crowd{town: newTown(b, nil, names), people: names}
}

// grow writes payments, each of the next person in turn, and the steward's votes for them.
func (c *crowd) grow(payments int) []*entry.Entry {
	var list []*entry.Entry
	for payments > 0 {
		n := min(payments, 100)
		payments -= n
		var batch []*entry.Entry
		for range n {
			batch = append(batch, c.pay(c.people[c.next%len(c.people)], c.people[(c.next+1)%len(c.people)], 1))
			c.next++
		}
		list = append(append(list, batch...), c.votes("founder", batch...))
	}
	return list
}

// BenchmarkFrontier is what it costs to say what is held: a ledger of 10,000 accounts, of which 200
// have made four payments each that only one side has.
func BenchmarkFrontier(b *testing.B) {
	c := newCrowd(b, 10_000)
	common := append(c.set, c.grow(30_000)...)
	cast := newCast(c.town, 1)
	far, near := cast.node("far", "", common...), cast.node("near", "", common...)
	cast.meet(far, near)
	cast.carry()
	cast.part(far, near)
	var mine []*entry.Entry
	for i := range 200 {
		for range 4 {
			mine = append(mine, c.pay(c.people[i*50], "p1", 1))
		}
	}
	cast.offer(near, mine...)
	for b.Loop() {
		near.core.State.Frontier(ledger.Nonce{1}, false)
	}
	b.StopTimer()
	cast.told, cast.count = map[Kind]int{}, map[Kind]int{}
	cast.meet(far, near)
	cast.carry()
	if err := cast.agree(); err != nil {
		b.Fatal(err)
	}
	largest := 0
	for _, p := range pieces(near.core.State.Frontier(ledger.Nonce{1}, false), false) {
		largest += len(Encode(p)) + lengthSize
	}
	if cast.count[KindFrontier] != 2 {
		b.Errorf("%d frontiers were told, not one on each side", cast.count[KindFrontier])
	}
	b.Logf("frontiers of both sides %d bytes, that of the side with news %d; all by kind %v", cast.told[KindFrontier], largest, cast.told)
	b.ReportMetric(float64(cast.told[KindFrontier]), "figure:frontier.200_of_10000:bytes")
}

// BenchmarkCatchUp is a peer a thousand payments behind, on ledgers of 10^4, 10^5 and 10^6: what it
// is sent and the time that it takes, the median of eleven times, and against the smallest ledger,
// turn by turn.
func BenchmarkCatchUp(b *testing.B) {
	for b.Loop() {
		var pairs []*laggard
		for exp := 4; exp <= 6; exp++ {
			pairs = append(pairs, newLaggard(b, int(math.Pow10(exp))))
		}
		for range 11 {
			for _, p := range pairs {
				p.catchUp()
			}
		}
		for i, p := range pairs {
			name := fmt.Sprintf("catchup.1e%d", 4+i)
			b.ReportMetric(float64(p.cast.bytes)/float64(p.news), "figure:"+name+".bytes_per_entry:B")
			b.ReportMetric(p.median(), "figure:"+name+".time_per_entry:us")
			b.ReportMetric(p.median()/pairs[0].median(), "figure:ratio."+name+":x")
		}
	}
}

// laggard is a node that is behind another again and again.
type laggard struct {
	crowd     *crowd
	cast      *cast
	far, near *actor
	news      int       // entries that the laggard lacked, in all
	times     []float64 // for one of them, in microseconds
}

// newLaggard makes two nodes that hold the same entries, so many.
func newLaggard(b testing.TB, held int) *laggard {
	p := &laggard{crowd: newCrowd(b, 1000)}
	p.cast = newCast(p.crowd.town, 1)
	p.far, p.near = p.cast.node("far", "", p.crowd.set...), p.cast.node("near", "", p.crowd.set...)
	for p.far.core.State.Held() < held {
		news := p.crowd.grow(1000)
		p.cast.hold(p.far, news)
		p.cast.hold(p.near, news)
	}
	return p
}

// catchUp gives a thousand payments to one node, and lets the other catch up.
func (p *laggard) catchUp() {
	news := p.crowd.grow(1000)
	for _, e := range news {
		p.cast.step(p.far, ledger.Offer(e))
	}
	runtime.GC() // of what came before
	begin := time.Now()
	p.cast.meet(p.far, p.near)
	p.cast.carry()
	p.times = append(p.times, time.Since(begin).Seconds()*1e6/float64(len(news)))
	p.news += len(news)
	p.cast.part(p.far, p.near)
	p.cast.check(p.cast.agree())
}

// What a peer is told that is behind depends on what it lacks, and not on what it holds.
func TestCatchUpCostsWhatIsNew(t *testing.T) {
	var cost []int
	for _, held := range []int{1000, 8000} {
		p := newLaggard(t, held)
		p.catchUp()
		if cost = append(cost, p.cast.bytes); p.cast.bytes > 260*p.news {
			t.Errorf("with %d entries held, %d more cost %d bytes", held, p.news, p.cast.bytes)
		}
		if n := p.cast.count[KindFrontier]; n > 2 {
			t.Errorf("with %d entries held, %d frontiers were told", held, n)
		}
	}
	if cost[1] > cost[0]+cost[0]/50 {
		t.Errorf("with eight times as many entries held, the same news cost %d bytes, not %d", cost[1], cost[0])
	}
}

func (p *laggard) median() float64 { return slices.Sorted(slices.Values(p.times))[len(p.times)/2] }

// hold has a node's core hold entries that nobody will ask it for.
func (c *cast) hold(a *actor, list []*entry.Entry) {
	var drafts []ledger.Draft
	for _, e := range list {
		drafts = append(drafts, ledger.Offer(e))
	}
	_, _, err := a.core.Step(drafts, 0)
	c.check(err)
}

// BenchmarkWire is the bytes of a payment that is made at a wallet's node and becomes final on four
// stewards and there, all joined to all; alone, and under load.
func BenchmarkWire(b *testing.B) {
	for _, at := range []int{1, 100} {
		b.Run(fmt.Sprint(at), func(b *testing.B) {
			stewards := []string{"s1", "s2", "s3", "s4"}
			tw := newTown(b, stewards, newCrowd(b, 100).people)
			c := newCast(tw, 1)
			for _, name := range append(stewards, "") {
				c.node("node "+name, name, tw.set...)
			}
			for i, x := range c.actors {
				for _, y := range c.actors[:i] {
					c.meet(x, y)
				}
			}
			c.pass(10)
			wallet, begin, paid := c.actors[4], c.bytes, 0
			for b.Loop() {
				var list []ledger.Draft
				for range at {
					list = append(list, ledger.Offer(tw.pay(fmt.Sprint("p", paid%100), "bob", 1)))
					paid++
				}
				c.step(wallet, list...)
				c.work(wallet)
				c.pass(2)
			}
			b.StopTimer()
			c.pass(20)
			if err := c.agree(); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(c.bytes-begin)/float64(paid), fmt.Sprintf("figure:wire.bytes_per_payment.%d_at_once:B", at))
			b.Logf("%d payments: bytes by kind %v, messages %v", paid, c.told, c.count)
		})
	}
}
