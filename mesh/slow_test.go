package mesh

import (
	"io"
	"net"
	"testing"

	"foirail/ledger"
)

// A peer that never reads is no brake on the others, and one that begins a message and does not end
// it is let go.
func TestSlowPeers(t *testing.T) {
	tw := newTown(t, nil, []string{"ana", "bob"})
	v := newVillage(tw, tw.book("founder", tw.set...), tw.book("", tw.set...))
	connect(v.wires[0], v.wires[1])
	deaf, theirs := net.Pipe()
	defer deaf.Close()
	go v.wires[0].meets[0]("deaf", theirs)
	go WriteFrame(deaf, Encode(&Hello{Community: tw.found.Community}))
	for range 100 {
		pay := tw.pay("ana", "bob", 1)
		tw.append(v.books[0], pay)
		v.eventually("final on the other side", func() bool { return level(v.books[1], pay) == ledger.Final })
	}
	loris, other := net.Pipe()
	gone := make(chan struct{})
	go func() {
		v.wires[0].meets[0]("loris", other)
		close(gone)
	}()
	go io.Copy(io.Discard, loris)
	WriteFrame(loris, Encode(&Hello{Community: tw.found.Community}))
	loris.Write([]byte{0, 0, 1, 0, Version})
	<-gone
	v.same()
}

// A node lets in as many streams as it was told, and says so to the next.
func TestCrowded(t *testing.T) {
	tw := newTown(t, nil, nil)
	node := New(Config{Book: tw.book("", tw.set...), Ticks: make(chan struct{}), Peers: 1})
	first, theirs := net.Pipe()
	defer first.Close()
	met := make(chan struct{})
	go func() {
		node.meet(t.Context(), "first", theirs)
		close(met)
	}()
	if b, err := ReadFrame(first); err != nil || Kind(b[1]) != KindHello {
		t.Fatalf("%x, %v", b, err)
	}
	second, theirs := net.Pipe()
	go node.meet(t.Context(), "second", theirs)
	b, err := ReadFrame(second)
	if err != nil {
		t.Fatal(err)
	}
	if m, err := Decode(b); err != nil || m.(*Bye).Reason != Crowded {
		t.Errorf("%+v, %v", m, err)
	}
	first.Close()
	<-met
	if n := len(node.Peers()); n != 0 {
		t.Errorf("%d peers are left", n)
	}
}
