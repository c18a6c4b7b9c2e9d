package lan

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"

	ma "github.com/multiformats/go-multiaddr"
	manet "github.com/multiformats/go-multiaddr/net"
)

// listen opens what was asked for, every address of it; or, when nothing was, TCP and QUIC on all
// interfaces.
func (s *stack) listen(asked []string) error {
	if len(asked) == 0 {
		return s.listenAnywhere()
	}
	for _, text := range asked {
		addrs, err := listenAddrs(text)
		if err != nil {
			return err
		}
		for _, a := range addrs {
			if err := s.swarm.Listen(a); err != nil {
				return fmt.Errorf("listening on %s: %w", a, err)
			}
		}
	}
	return nil
}

// listenAnywhere takes the usual port, or a free one where another program has it. A machine
// without IPv6 listens on IPv4 alone.
func (s *stack) listenAnywhere() error {
	var errs []error
	port, open := Port, 0
	forms := []string{"/ip4/0.0.0.0/tcp/%d", "/ip4/0.0.0.0/udp/%d/quic-v1", "/ip6/::/tcp/%d", "/ip6/::/udp/%d/quic-v1"}
	for _, form := range forms {
		err := s.listenAt(form, port)
		if err != nil {
			err = s.listenAt(form, 0)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		open++
		if port == Port {
			port = lastPort(s.swarm.ListenAddresses(), port)
		}
	}
	if open == 0 {
		return fmt.Errorf("listening on port %d and on free ones: %w", Port, errors.Join(errs...))
	}
	return nil
}

func (s *stack) listenAt(form string, port int) error {
	addr, err := ma.NewMultiaddr(fmt.Sprintf(form, port))
	if err != nil {
		return err
	}
	return s.swarm.Listen(addr)
}

// lastPort is the port that the first listener fell back to, so that the others can try it too.
func lastPort(addrs []ma.Multiaddr, usual int) int {
	for _, a := range addrs {
		if p := portOf(a); p != 0 && p != usual {
			return p
		}
	}
	return usual
}

// listenAddrs reads an address to listen on: a multiaddr, or [ip]:port for TCP and QUIC both.
func listenAddrs(text string) ([]ma.Multiaddr, error) {
	if len(text) > maxAddress {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrAddress, maxAddress)
	}
	if len(text) > 0 && text[0] == '/' {
		a, err := ma.NewMultiaddr(text)
		if err != nil || transportOf(a) == "" {
			return nil, fmt.Errorf("%w: %q is nothing to listen on, want /ip4/0.0.0.0/tcp/%d or its like",
				ErrAddress, text, Port)
		}
		return []ma.Multiaddr{a}, nil
	}
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %q is nothing to listen on, want IP:PORT", ErrAddress, text)
	}
	return bothAddrs(text, host, port)
}

func bothAddrs(text, host, port string) ([]ma.Multiaddr, error) {
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("%w: the port in %q is not a number up to 65535", ErrAddress, text)
	}
	ips := []netip.Addr{netip.IPv4Unspecified(), netip.IPv6Unspecified()}
	if host != "" {
		ip, err := netip.ParseAddr(host)
		if err != nil {
			return nil, fmt.Errorf("%w: %q names no IP address to listen on", ErrAddress, text)
		}
		ips = []netip.Addr{ip}
	}
	var out []ma.Multiaddr
	for _, ip := range ips {
		out = append(out, tcpAddr(ip, uint16(number)), quicAddr(ip, uint16(number)))
	}
	return out, nil
}

// reachable lists the addresses at which others can reach this node now, without its id: loopback
// only when there is nothing else. The interfaces are read anew, since addresses come and go.
func (s *stack) reachable() []ma.Multiaddr {
	here, err := manet.InterfaceMultiaddrs()
	if err != nil {
		return s.swarm.ListenAddresses()
	}
	all, err := manet.ResolveUnspecifiedAddresses(s.swarm.ListenAddresses(), here)
	if err != nil {
		return nil
	}
	var far, near []ma.Multiaddr
	for _, a := range all {
		switch {
		case manet.IsIP6LinkLocal(a) || transportOf(a) == "":
		case manet.IsIPLoopback(a):
			near = append(near, a)
		default:
			far = append(far, a)
		}
	}
	if len(far) == 0 {
		far = near
	}
	sortAddrs(far)
	return far
}
