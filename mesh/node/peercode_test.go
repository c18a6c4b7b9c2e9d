package node

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"foirail/ledger/entry"
)

func someCode() PeerCode {
	c := PeerCode{Peer: "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN"}
	for i := range c.Community {
		c.Community[i] = byte(i)
	}
	for i := range c.Market {
		c.Market[i] = byte(100 + i)
	}
	c.Addresses = []string{"/ip4/192.168.1.20/tcp/4450", "/ip6/fe80::1/udp/4450/quic-v1"}
	return c
}

func TestPeerCode(t *testing.T) {
	c := someCode()
	got, err := ParsePeerCode(" " + strings.ToUpper(c.String()) + "\n")
	if err != nil || !reflect.DeepEqual(got, c) {
		t.Fatalf("got %+v, %v", got, err)
	}
	text := c.String()
	page, err := os.ReadFile("SPEC.md")
	if err != nil || !strings.Contains(strings.NewReplacer(" ", "", "\n", "").Replace(string(page)), text) {
		t.Errorf("SPEC.md does not show %s: %v", text, err)
	}
	for i := range text {
		for _, other := range []string{text[:i], text[:i] + text[i+1:], text[:i] + "a" + text[i+1:], text[:i] + "2" + text[i:]} {
			if read, err := ParsePeerCode(other); err == nil && other != text {
				t.Errorf("%q is read as %+v", other, read)
			}
		}
	}
	if list := c.meet(); list[0] != "/ip4/192.168.1.20/tcp/4450/p2p/"+c.Peer {
		t.Errorf("it is met at %v", list)
	}
}

// A code has room for what fits a screen, and leaves the rest out.
func TestPeerCodeFitsAScreen(t *testing.T) {
	c := someCode()
	many := []string{strings.Repeat("x", maxAddress+1)}
	for range 30 {
		many = append(many, "/ip6/2001:db8:1234:5678:9abc:def0:1234:5678/udp/4450/quic-v1/p2p/"+c.Peer)
	}
	c = c.withAddresses(many)
	if len(c.Addresses) < 4 || strings.Contains(c.Addresses[0], c.Peer) {
		t.Errorf("addresses %v", c.Addresses)
	}
	screen, err := c.screen()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(screen, "\n") {
		if n := len([]rune(line)); n > 80 {
			t.Fatalf("a line of %d columns", n)
		}
	}
	if (PeerCode{Peer: "x"}).withAddresses(nil).Addresses != nil {
		t.Error("an address out of nothing")
	}
}

func FuzzPeerCode(f *testing.F) {
	f.Add(someCode().String())
	f.Add(PeerCode{Community: entry.Hash{1}, Peer: "x"}.String())
	f.Add(peerCodePrefix)
	f.Add("foirail:node:aaaa")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParsePeerCode(text)
		if err != nil {
			return
		}
		if c.String() != strings.ToLower(strings.TrimSpace(text)) || len(c.Addresses) > maxAddresses {
			t.Errorf("%q is read as %+v", text, c)
		}
	})
}
