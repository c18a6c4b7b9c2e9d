package lan

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// face is a network interface on which nodes can be found, with its addresses.
type face struct {
	net.Interface
	ips []netip.Addr // sorted, without zones
}

// faces lists the interfaces that are up, wired and able to multicast.
func faces() ([]face, error) {
	all, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("listing the interfaces: %w", err)
	}
	var out []face
	for _, i := range all {
		const wanted = net.FlagUp | net.FlagRunning | net.FlagMulticast
		if i.Flags&wanted != wanted || i.Flags&net.FlagLoopback != 0 {
			continue
		}
		if ips := ipsOf(i); len(ips) > 0 && len(out) < maxInterfaces {
			out = append(out, face{Interface: i, ips: ips})
		}
	}
	return out, nil
}

func ipsOf(i net.Interface) []netip.Addr {
	addrs, err := i.Addrs()
	if err != nil {
		return nil
	}
	var out []netip.Addr
	for _, a := range addrs {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil {
			out = append(out, prefix.Addr().Unmap().WithZone(""))
		}
	}
	slices.SortFunc(out, netip.Addr.Compare)
	return out
}

// has reports whether an interface has an address of IPv4, or of IPv6.
func (f face) has(v4 bool) bool {
	return slices.ContainsFunc(f.ips, func(ip netip.Addr) bool { return ip.Is4() == v4 })
}

// portrait is a text that changes when the network of this machine does.
func portrait(faces []face) string {
	var b strings.Builder
	for _, f := range faces {
		fmt.Fprintln(&b, f.Index, f.Name, f.ips)
	}
	return b.String()
}
