package sqlite_test

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"foirail/ledger/entry"
)

// grow appends payments, in big groups, until the book holds so many entries.
func (c *crowd) grow(held, to int) int {
	for held < to {
		n := min(1000, to-held)
		c.append(c.payments(held, n)...)
		held += n
	}
	return held
}

// groupsOf appends so many groups of n payments, each as one, and gives the time of the median
// group.
func (c *crowd) groupsOf(n, groups, from int) time.Duration {
	times := make([]time.Duration, groups)
	for i := range groups {
		list := c.payments(from+i*n, n)
		start := time.Now()
		c.append(list...)
		times[i] = time.Since(start)
	}
	slices.Sort(times)
	return times[groups/2]
}

// heap is the memory in use after a collection, in bytes.
func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// BenchmarkGrowth is what a payment costs, in groups of 100, when the book holds 10^4, 10^5 and
// 10^6 entries, against 10^3; and the memory that a held entry takes. Every payment on the way
// goes through the whole path.
func BenchmarkGrowth(b *testing.B) {
	for b.Loop() {
		const groups = 60
		c := gather(b, 1000)
		held := c.grow(0, 1000)
		first := c.groupsOf(100, groups, held)
		held += 100 * groups
		empty, at := heap(), held
		for exp := 4; exp <= 6; exp++ {
			held = c.grow(held, int(math.Pow10(exp)))
			if exp == 5 {
				b.ReportMetric((heap()-empty)/float64(held-at), "figure:memory.per_entry:B")
			}
			cost := c.groupsOf(100, groups, held)
			held += 100 * groups
			b.ReportMetric(float64(cost)/float64(first), fmt.Sprintf("figure:ratio.growth.1e%d:x", exp))
		}
		start := time.Now()
		c.reopen()
		b.ReportMetric(time.Since(start).Seconds()/float64(held)*1e6, "figure:open.per_entry:us")
	}
}

// BenchmarkWritten is what the disk is given to write for a payment, in groups of 100.
func BenchmarkWritten(b *testing.B) {
	c := gather(b, 1000)
	c.grow(0, 10000)
	for b.Loop() {
		const groups = 100
		before, ok := written()
		if !ok {
			b.Skip("this system does not say what a process writes")
		}
		var list []*entry.Entry
		for i := range groups {
			list = c.payments(i*100, 100)
			c.append(list...)
		}
		after, _ := written()
		b.ReportMetric(float64(after-before)/(groups*100), "figure:written.per_payment.100:B")
	}
}

// written is how many bytes this process has sent to the disk, as Linux counts them.
func written() (n int64, ok bool) {
	text, err := os.ReadFile("/proc/self/io")
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(text)) {
		if _, err := fmt.Sscanf(line, "write_bytes: %d", &n); err == nil {
			return n, true
		}
	}
	return 0, false
}
