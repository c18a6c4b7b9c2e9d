package lan

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"
	manet "github.com/multiformats/go-multiaddr/net"
)

// ErrAddress is returned for a text that names no peer, or nothing to listen on.
var ErrAddress = errors.New("no such address")

// place is where a person said that a peer is.
type place struct {
	text  string
	id    peer.ID        // empty when the place has to be asked who is there
	addrs []ma.Multiaddr // without the id
	host  string         // a name or an IP, when addrs is empty
	port  uint16
}

// parsePlace reads a multiaddr, with /p2p/ID or without, or host:port.
func parsePlace(text string) (place, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return place{}, fmt.Errorf("%w: it is empty", ErrAddress)
	case len(text) > maxAddress:
		return place{}, fmt.Errorf("%w: longer than %d bytes", ErrAddress, maxAddress)
	case text[0] == '/':
		return parseMultiaddr(text)
	}
	return parseHostPort(text)
}

func parseMultiaddr(text string) (place, error) {
	whole, err := ma.NewMultiaddr(text)
	if err != nil {
		return place{}, fmt.Errorf("%w: %q: %w", ErrAddress, text, err)
	}
	addr, id := peer.SplitAddr(whole)
	if addr == nil || transportOf(addr) == "" {
		return place{}, fmt.Errorf("%w: %q has neither tcp nor udp/quic-v1 behind an ip or a name", ErrAddress, text)
	}
	if manet.IsIP6LinkLocal(addr) {
		return place{}, fmt.Errorf("%w: %q is a link-local IPv6 address, which libp2p does not dial", ErrAddress, text)
	}
	if portOf(addr) == 0 {
		return place{}, fmt.Errorf("%w: %q has no port", ErrAddress, text)
	}
	return place{text: text, id: id, addrs: []ma.Multiaddr{addr}}, nil
}

func parseHostPort(text string) (place, error) {
	host, port, err := net.SplitHostPort(text)
	if err != nil || host == "" {
		return place{}, fmt.Errorf("%w: %q is neither host:port nor a multiaddr such as /ip4/10.0.0.7/tcp/%d/p2p/ID",
			ErrAddress, text, Port)
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 {
		return place{}, fmt.Errorf("%w: the port in %q is not a number from 1 to 65535", ErrAddress, text)
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is6() && ip.IsLinkLocalUnicast() {
		return place{}, fmt.Errorf("%w: %q is a link-local IPv6 address, which libp2p does not dial", ErrAddress, text)
	}
	return place{text: text, host: host, port: uint16(number)}, nil
}

// resolve gives the addresses of a place, asking for its name where it has one.
func (p place) resolve(ctx context.Context) ([]ma.Multiaddr, error) {
	if len(p.addrs) > 0 {
		return p.addrs, nil
	}
	if ip, err := netip.ParseAddr(p.host); err == nil {
		return []ma.Multiaddr{tcpAddr(ip, p.port)}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, namePatience)
	defer cancel()
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", p.host)
	if err != nil {
		return nil, fmt.Errorf("asking for the name %s: %w", p.host, err)
	}
	var out []ma.Multiaddr
	for _, ip := range ips[:min(len(ips), maxResolved)] {
		out = append(out, tcpAddr(ip, p.port))
	}
	return out, nil
}

// transports are the two ways in which nodes talk, as they stand behind an IP or a name.
const (
	overTCP  = "tcp"
	overQUIC = "quic-v1"
)

// transportOf says how an address is spoken to: TCP or QUIC directly on IP or a name, or "".
func transportOf(a ma.Multiaddr) string {
	var codes []int
	for _, c := range a {
		if c.Protocol().Code != ma.P_IP6ZONE {
			codes = append(codes, c.Protocol().Code)
		}
	}
	if len(codes) < 2 || !slices.Contains([]int{ma.P_IP4, ma.P_IP6, ma.P_DNS, ma.P_DNS4, ma.P_DNS6}, codes[0]) {
		return ""
	}
	switch {
	case slices.Equal(codes[1:], []int{ma.P_TCP}):
		return overTCP
	case slices.Equal(codes[1:], []int{ma.P_UDP, ma.P_QUIC_V1}):
		return overQUIC
	}
	return ""
}

// portOf is the TCP or UDP port of an address, 0 for none.
func portOf(a ma.Multiaddr) int {
	for _, code := range []int{ma.P_TCP, ma.P_UDP} {
		if text, err := a.ValueForProtocol(code); err == nil {
			port, _ := strconv.Atoi(text)
			return port
		}
	}
	return 0
}

func tcpAddr(ip netip.Addr, port uint16) ma.Multiaddr {
	return ma.StringCast(fmt.Sprintf("%s/tcp/%d", ipPart(ip), port))
}

func quicAddr(ip netip.Addr, port uint16) ma.Multiaddr {
	return ma.StringCast(fmt.Sprintf("%s/udp/%d/quic-v1", ipPart(ip), port))
}

func ipPart(ip netip.Addr) string {
	ip = ip.Unmap()
	if ip.Is4() {
		return "/ip4/" + ip.String()
	}
	return "/ip6/" + ip.WithZone("").String()
}

// sortAddrs puts IPv4 before IPv6 and TCP before QUIC, so that lists read alike on every machine.
func sortAddrs(addrs []ma.Multiaddr) {
	slices.SortFunc(addrs, func(a, b ma.Multiaddr) int { return strings.Compare(a.String(), b.String()) })
}

// whole joins an address and an id into what a person can hand on.
func whole(addrs []ma.Multiaddr, id peer.ID) []string {
	var out []string
	for _, a := range addrs {
		out = append(out, a.String()+"/p2p/"+id.String())
	}
	return out
}
