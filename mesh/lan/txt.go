package lan

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"
	manet "github.com/multiformats/go-multiaddr/net"
)

// card is what a node says of itself in the TXT record of its mDNS answer.
type card struct {
	id    peer.ID
	tag   string
	addrs []ma.Multiaddr // without the id
}

// ErrCard is returned for a TXT record that no node of ours would write.
var ErrCard = errors.New("not the announcement of a node")

// texts writes a card: the id, the tag, then as many addresses as fit one packet, each in a text of
// its own.
func (c card) texts() []string {
	out := []string{"id=" + c.id.String(), "t=" + c.tag}
	sum := len(out[0]) + len(out[1])
	for _, a := range c.addrs[:min(len(c.addrs), maxAddrs)] {
		text := "a=" + a.String()
		if sum += len(text) + 1; sum > maxTextSum || len(text) > maxTXT {
			break
		}
		out = append(out, text)
	}
	return out
}

// parseCard reads a card. Each key but "a" stands once; keys that are not known are left to newer
// nodes. It returns ErrCard for anything else, and holds at most maxAddrs addresses.
func parseCard(texts []string) (card, error) {
	if len(texts) > maxTexts {
		return card{}, fmt.Errorf("%w: more than %d texts", ErrCard, maxTexts)
	}
	var c card
	seen := map[string]bool{}
	for _, text := range texts {
		key, value, ok := strings.Cut(text, "=")
		if !ok || len(text) > maxTXT {
			continue
		}
		if key != "a" && seen[key] {
			return card{}, fmt.Errorf("%w: %q stands twice", ErrCard, key)
		}
		seen[key] = true
		if err := c.take(key, value); err != nil {
			return card{}, fmt.Errorf("%w: %w", ErrCard, err)
		}
	}
	if c.id == "" {
		return card{}, fmt.Errorf("%w: no id", ErrCard)
	}
	return c, nil
}

func (c *card) take(key, value string) error {
	switch key {
	case "id":
		id, err := peer.Decode(value)
		if err != nil {
			return err
		}
		if id.String() != value {
			return errors.New("the id is not in its usual form")
		}
		c.id = id
	case "t":
		if len(value) > maxTag {
			return fmt.Errorf("the tag is longer than %d bytes", maxTag)
		}
		c.tag = value
	case "a":
		a, err := ma.NewMultiaddr(value)
		if err != nil {
			return err
		}
		if callable(a) && len(c.addrs) < maxAddrs {
			c.addrs = append(c.addrs, a)
		}
	}
	return nil
}

// callable reports whether an address that a stranger announced is one that we would dial: an IP
// of another machine, no name, TCP or QUIC.
func callable(a ma.Multiaddr) bool {
	if transportOf(a) == "" || portOf(a) == 0 || a[0].Protocol().Code == ma.P_IP6ZONE {
		return false
	}
	ip, err := manet.ToIP(a)
	if err != nil {
		return false
	}
	addr, ok := netip.AddrFromSlice(ip)
	addr = addr.Unmap()
	if !ok || addr.IsLoopback() || addr.IsUnspecified() || addr.IsMulticast() {
		return false
	}
	return addr.Is4() || !addr.IsLinkLocalUnicast()
}
