package lan

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/mdns"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"
)

func idOf(t testing.TB, n byte) peer.ID {
	t.Helper()
	key, err := peerKey(seedOf(n))
	if err != nil {
		t.Fatal(err)
	}
	id, err := peer.IDFromPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func addrsOf(n int) (out []ma.Multiaddr) {
	for i := range n {
		out = append(out, tcpAddr(netip.AddrFrom4([4]byte{10, 0, 0, byte(i + 1)}), Port))
	}
	return out
}

func TestCardThereAndBack(t *testing.T) {
	for _, n := range []int{0, 1, maxAddrs, 40} {
		c := card{id: idOf(t, 1), tag: "héron=1", addrs: addrsOf(n)}
		got, err := parseCard(c.texts())
		if err != nil {
			t.Fatal(err)
		}
		if got.id != c.id || got.tag != c.tag || !slices.EqualFunc(got.addrs, c.addrs[:min(n, maxAddrs)], ma.Multiaddr.Equal) {
			t.Errorf("%d addresses: %+v came back as %+v", n, c, got)
		}
	}
}

func TestCardFitsAPacket(t *testing.T) {
	c := card{id: idOf(t, 1), tag: strings.Repeat("t", maxTag)}
	for i := range byte(20) {
		c.addrs = append(c.addrs, quicAddr(netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, i}), 65535))
	}
	sum := 0
	for _, text := range c.texts() {
		if len(text) > maxTXT {
			t.Errorf("%q is longer than %d", text, maxTXT)
		}
		sum += len(text) + 1
	}
	if sum > maxTextSum+2 {
		t.Errorf("%d bytes of texts", sum)
	}
}

func TestCardRefused(t *testing.T) {
	id := "id=" + idOf(t, 1).String()
	for name, texts := range map[string][]string{
		"empty":         nil,
		"no id":         {"t=x", "a=/ip4/10.0.0.1/tcp/1"},
		"bad id":        {"id=12D3KooW"},
		"id twice":      {id, id},
		"tag twice":     {id, "t=a", "t=a"},
		"long tag":      {id, "t=" + strings.Repeat("t", maxTag+1)},
		"bad address":   {id, "a=/ip4/10.0.0.1/tcp/99999"},
		"too many":      slices.Repeat([]string{"x"}, maxTexts+1),
		"unusual id":    {"id=" + peer.ToCid(idOf(t, 1)).String()},
		"unknown twice": {id, "n=1", "n=2"},
	} {
		if c, err := parseCard(texts); !errors.Is(err, ErrCard) {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
}

// TestCardKeepsWhatCanBeCalled leaves out what a stranger could only mean ill with.
func TestCardKeepsWhatCanBeCalled(t *testing.T) {
	texts := []string{"id=" + idOf(t, 1).String(), "new=thing", "nothing"}
	for _, a := range []string{"/ip4/127.0.0.1/tcp/4450", "/ip4/0.0.0.0/tcp/4450", "/ip6/::1/tcp/4450", "/ip6/fe80::1/tcp/4450", "/ip6zone/eth0/ip6/fe80::1/tcp/4450",
		"/ip4/224.0.0.1/udp/4450/quic-v1", "/dns4/example.org/tcp/4450", "/ip4/10.0.0.1/tcp/4450/ws", "/ip4/10.0.0.1/tcp/0", "/ip4/10.0.0.1", "/ip6/::ffff:127.0.0.1/tcp/1"} {
		texts = append(texts, "a="+a)
	}
	c, err := parseCard(append(texts, "a=/ip4/10.0.0.9/udp/4450/quic-v1"))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.addrs) != 1 || c.addrs[0].String() != "/ip4/10.0.0.9/udp/4450/quic-v1" {
		t.Errorf("kept %v", c.addrs)
	}
}

func TestEntry(t *testing.T) {
	id := idOf(t, 1)
	e := &mdns.ServiceEntry{Name: "x._foirail._udp.local.", AddrV4: net.IPv4(10, 0, 0, 3), Port: 77, InfoFields: []string{"id=" + id.String(), "t=v"}}
	c, err := parseEntry(e)
	if err != nil || len(c.addrs) != 2 || c.addrs[0].String() != "/ip4/10.0.0.3/udp/77/quic-v1" {
		t.Errorf("an answer without addresses: %+v, %v", c, err)
	}
	for _, bad := range []*mdns.ServiceEntry{
		{Name: "x._printer._tcp.local.", AddrV4: e.AddrV4, Port: 77, InfoFields: e.InfoFields},
		{Name: e.Name, AddrV4: net.IPv4(127, 0, 0, 1), Port: 77, InfoFields: e.InfoFields},
		{Name: e.Name, AddrV4: e.AddrV4, Port: 77},
	} {
		if c, err := parseEntry(bad); !errors.Is(err, ErrCard) {
			t.Errorf("%+v: %+v, %v", bad, c, err)
		}
	}
}

func TestInstance(t *testing.T) {
	a, b := instance(idOf(t, 1).String()), instance(idOf(t, 2).String())
	if a == b || a != strings.ToLower(a) || len(a) > 63 {
		t.Errorf("%q and %q", a, b)
	}
}

// FuzzCard: whatever is announced, what is kept is bounded, can be called, and reads the same when it is announced anew.
func FuzzCard(f *testing.F) {
	id := "id=" + idOf(f, 1).String()
	f.Add(id + "\nt=valley\na=/ip4/10.0.0.7/tcp/4450\na=/ip6/fd00::7/udp/4450/quic-v1")
	f.Add(id + "\nt=\nt=\n")
	f.Add("a=/ip4/127.0.0.1/tcp/1\n" + id + "\nx")
	f.Add("id=QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N\nt=" + strings.Repeat("t", 64))
	f.Fuzz(func(t *testing.T, all string) {
		c, err := parseCard(strings.Split(all, "\n"))
		if err != nil {
			if !errors.Is(err, ErrCard) {
				t.Fatalf("unnamed error %v", err)
			}
			return
		}
		if len(c.addrs) > maxAddrs || len(c.tag) > maxTag {
			t.Fatalf("unbounded: %+v", c)
		}
		again, err := parseCard(c.texts())
		if err != nil || again.id != c.id || again.tag != c.tag {
			t.Fatalf("%+v came back as %+v, %v", c, again, err)
		}
		for i, a := range again.addrs {
			if !a.Equal(c.addrs[i]) || !callable(a) {
				t.Fatalf("%v came back as %v", c.addrs[i], a)
			}
		}
	})
}

// FuzzPlace: what a person writes is an address that can be dialled, or ErrAddress.
func FuzzPlace(f *testing.F) {
	id := idOf(f, 1).String()
	for _, text := range []string{"10.0.0.7:4450", "[fd00::1]:1", "till.local:65535", "/ip4/10.0.0.7/tcp/4450/p2p/" + id, "/dns/x/udp/1/quic-v1", "::", "/p2p/" + id, "/ip6zone/x/ip6/fe80::1/tcp/4"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, parse := range []func(string) error{
			func(s string) error { _, err := listenAddrs(s); return err },
			func(s string) error {
				p, err := parsePlace(s)
				if err == nil && len(p.addrs) == 0 && (p.host == "" || p.port == 0) {
					return fmt.Errorf("%q leads nowhere", s)
				}
				return err
			},
		} {
			if err := parse(text); err != nil && !errors.Is(err, ErrAddress) {
				t.Fatal(err)
			}
		}
	})
}
