package lan

import (
	"crypto/sha256"
	"fmt"
	"net"

	"github.com/hashicorp/mdns"
	ma "github.com/multiformats/go-multiaddr"
)

// domain is where all multicast DNS lives.
const domain = "local."

// voice answers for a node on every interface. The library serves one interface with one fixed
// answer, so a voice is made anew when interfaces or addresses change.
type voice []*mdns.Server

// speak starts to answer. An interface on which that fails is left out, and logged.
func speak(h *Host, faces []face) voice {
	var v voice
	for _, f := range faces {
		server, err := h.answerOn(f)
		if err != nil {
			h.log.Debug("not announced", "interface", f.Name, "err", err)
			continue
		}
		v = append(v, server)
	}
	return v
}

func (v voice) hush() {
	for _, server := range v {
		_ = server.Shutdown()
	}
}

// answerOn answers on one interface, with the addresses of that interface for those who resolve
// the host name, and all addresses of the node in the TXT record.
func (h *Host) answerOn(f face) (*mdns.Server, error) {
	var ips []net.IP
	for _, ip := range f.ips {
		ips = append(ips, ip.AsSlice())
	}
	name := instance(h.id.String())
	service, err := mdns.NewMDNSService(name, Service, domain, name+"."+domain,
		h.stack.announcedPort(), ips, h.card().texts())
	if err != nil {
		return nil, fmt.Errorf("describing the service: %w", err)
	}
	server, err := mdns.NewServer(&mdns.Config{Zone: service, Iface: &f.Interface, Logger: quietLog(h.log)})
	if err != nil {
		return nil, fmt.Errorf("answering: %w", err)
	}
	return server, nil
}

func (h *Host) card() card {
	c := card{id: h.id, tag: h.tag}
	for _, a := range h.stack.reachable() {
		if callable(a) {
			c.addrs = append(c.addrs, a)
		}
	}
	return c
}

// instance is the name of a node on the local network: a peer id would be case-sensitive there.
func instance(id string) string {
	sum := sha256.Sum256([]byte(id))
	return fmt.Sprintf("foirail-%x", sum[:8])
}

// announcedPort is the port of the SRV record: the UDP one, as the service's name promises, or the
// TCP one of a node that has no other.
func (s *stack) announcedPort() int {
	port := 0
	for _, a := range s.swarm.ListenAddresses() {
		if _, err := a.ValueForProtocol(ma.P_UDP); err == nil {
			return portOf(a)
		}
		port = portOf(a)
	}
	return port
}
