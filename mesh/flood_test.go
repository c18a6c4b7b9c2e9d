package mesh

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// flood is a hostile peer on a stream of its own: it says Hello, then what it was made for.
func (v *village) flood(node int, say func(stream io.Writer, n int) error) (stop func()) {
	mine, theirs := net.Pipe()
	<-v.wires[node].ready
	go v.wires[node].meets[0]("flood", theirs)
	go io.Copy(io.Discard, mine)
	go func() {
		WriteFrame(mine, Encode(&Hello{Community: v.found.Community}))
		for n := 0; say(mine, n) == nil; n++ {
		}
	}()
	return func() { mine.Close() }
}

// strangers are payments of authors whom nobody knows, well signed, in messages of 500.
func (tw *town) strangers(messages int) [][]byte {
	var list [][]byte
	for i := range messages {
		var full [][]byte
		for j := range 500 {
			full = append(full, tw.after(nil, fmt.Sprint("stranger ", i, " ", j), tw.payBody("ana", 1)).Full())
		}
		list = append(list, Encode(&Entries{Full: full}))
	}
	return list
}

// A peer that floods costs little memory, gets no more than its room, and honest payments go on.
func TestFlood(t *testing.T) {
	tw := newTown(t, []string{"s1", "s2", "s3", "s4"}, []string{"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9"})
	var books []*ledger.Book
	for _, name := range []string{"s1", "s2", "s3", "s4", ""} {
		books = append(books, tw.book(name, tw.set...))
	}
	v := newVillageAt(50*time.Millisecond, tw, books...)
	for i := range books {
		for j := range i {
			connect(v.wires[i], v.wires[j])
		}
	}
	v.same()
	quiet := v.pays(200)
	strangers := tw.strangers(12)
	before := inUse()
	var said atomic.Int64
	floods := map[string]func(io.Writer, int) error{
		"strangers": func(w io.Writer, n int) error {
			err := WriteFrame(w, strangers[n%len(strangers)])
			if err == nil {
				said.Add(1)
			}
			return err
		},
		"oversize": func(w io.Writer, n int) error {
			_, err := w.Write(binary.BigEndian.AppendUint32(nil, MaxMessage+1))
			return err
		},
		"truncated": func(w io.Writer, n int) error {
			return WriteFrame(w, strangers[0][:len(strangers[0])-1-n])
		},
		"random": func(w io.Writer, n int) error {
			rnd := rand.New(rand.NewPCG(uint64(n), 1))
			b := make([]byte, 1000)
			for i := range b {
				b[i] = byte(rnd.Uint32())
			}
			return WriteFrame(w, b)
		},
	}
	for _, say := range floods {
		for range 4 {
			stop := v.flood(0, say)
			defer stop()
		}
	}
	for range 8 { // slow-loris: a message announced and never sent
		defer v.flood(0, func(w io.Writer, n int) error {
			_, err := w.Write([]byte{0, 3, 255, 255, 0}[:min(n+1, 5)])
			if n > 0 {
				_, err = io.WriteString(w, "x")
			}
			return err
		})()
	}
	loud := v.pays(200)
	grown := inUse() - before
	if grown > 32<<20 {
		t.Errorf("the flood costs %d bytes", grown)
	}
	if said.Load() == 0 {
		t.Error("no message of the flood was heard")
	}
	for i, b := range books {
		if n := held(b) - held(books[4]); n > maxStrangers {
			t.Errorf("node %d holds %d entries more than another", i, n)
		}
	}
	t.Logf("sign to final, p95: quiet %v, flooded %v; memory %d kB more; %d floods heard", quiet, loud, grown>>10, said.Load())
}

// pays pays so many times, one after the other, and says after what time 19 of 20 were final where
// they were made.
func (v *village) pays(times int) time.Duration {
	var list []time.Duration
	for i := range times {
		begin := time.Now()
		e := v.pay(fmt.Sprint("p", i%10), "bob", 1)
		v.append(v.books[4], e)
		v.eventually("final", func() bool { return level(v.books[4], e) == ledger.Final })
		list = append(list, time.Since(begin))
	}
	slices.Sort(list)
	return list[len(list)*19/20]
}

// inUse is the memory in use, in bytes.
func inUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

// An author whom the ledger knows brings more than his pace: the rest waits, and what a seated
// steward votes for is let in at once.
func TestPace(t *testing.T) {
	tw := newTown(t, nil, []string{"ana", "bob"})
	c := newCast(tw, 1)
	node, peer := c.node("node", "", tw.set...), c.node("peer", "", tw.set...)
	c.meet(node, peer)
	c.carry()
	var list []*entry.Entry
	for range 3 * authorBurst {
		list = append(list, tw.pay("ana", "bob", 1))
	}
	c.offer(peer, list...)
	c.carry()
	if n := node.core.State.Held() - len(tw.set); n != authorBurst {
		t.Errorf("%d were let in at once, not %d", n, authorBurst)
	}
	votes := tw.votes("founder", list[:2*authorBurst]...)
	c.offer(peer, votes)
	c.carry()
	if n := node.core.State.Held() - len(tw.set); n != 2*authorBurst+1 {
		t.Errorf("%d were let in with their votes, not %d", n, 2*authorBurst+1)
	}
	c.pass(authorBurst/authorRate + 2*settleMemory)
	if err := c.agree(); err != nil {
		t.Error(err)
	}
}
