package mesh

import (
	"flag"
	"fmt"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
)

var million = flag.Bool("million", false, "benchmarks with a million entries too")

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

// BenchmarkCatchUp is a peer a thousand payments behind a large ledger.
func BenchmarkCatchUp(b *testing.B) {
	sizes := []int{1_000, 100_000}
	if *million {
		sizes = append(sizes, 1_000_000)
	}
	for _, size := range sizes {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			c := newCrowd(b, 1000)
			common := append(c.set, c.grow(size)...)
			news := c.grow(1000)
			far := newCast(c.town, 1).node("far", "", append(common[:len(common):len(common)], news...)...)
			bytes, entries := 0, 0
			for b.Loop() {
				b.StopTimer()
				cast := newCast(c.town, 1)
				near := cast.node("near", "", common...)
				cast.actors = append(cast.actors, far)
				far.peers = map[*actor]ID{}
				far.sync = NewSync(Settings{})
				before := near.core.State.Held()
				b.StartTimer()
				cast.meet(far, near)
				cast.carry()
				b.StopTimer()
				if err := cast.agree(); err != nil {
					b.Fatal(err)
				}
				bytes, entries = cast.bytes, near.core.State.Held()-before
				b.StartTimer()
			}
			b.ReportMetric(float64(bytes)/float64(entries), fmt.Sprintf("figure:catchup.%d.bytes_per_entry:B", size))
			b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(b.N)/float64(entries), fmt.Sprintf("figure:catchup.%d.time_per_entry:us", size))
		})
	}
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
