package lan

import (
	"slices"
	"strings"

	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"
)

// Seen is what a host knows of one peer.
type Seen struct {
	ID        string   // peer id; empty while nobody has answered at the address
	Addrs     []string // full multiaddrs, or what a person wrote while the id is not known
	How       string   // ByHand, ByMDNS or ByCalling
	Connected bool     // a stream is open
	Err       string   // why the last attempt failed; empty when it did not
}

// Seen lists the peers that a host was told of, has found, or is talking to, by id. Nodes of other
// communities are there too, with the reason why they are not dialled.
func (h *Host) Seen() []Seen {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []Seen
	told := map[peer.ID]int{}
	for _, t := range h.targets {
		if i, ok := told[t.id]; ok && t.id != "" {
			out[i] = merge(out[i], h.seen(t))
			continue
		}
		told[t.id] = len(out)
		out = append(out, h.seen(t))
	}
	for id, lines := range h.open {
		if _, ok := told[id]; !ok {
			out = append(out, Seen{ID: id.String(), How: ByCalling, Connected: true, Addrs: whole(remotes(lines), id)})
		}
	}
	slices.SortFunc(out, func(a, b Seen) int {
		return strings.Compare(a.ID+" "+strings.Join(a.Addrs, " "), b.ID+" "+strings.Join(b.Addrs, " "))
	})
	return out
}

// seen tells of one target. h.mu is held.
func (h *Host) seen(t *target) Seen {
	s := Seen{How: t.how, Addrs: []string{t.place.text}}
	if t.id != "" {
		s.ID = t.id.String()
		s.Connected = len(h.open[t.id]) > 0
		if len(t.addrs) > 0 {
			s.Addrs = whole(t.addrs, t.id)
		}
	}
	if t.err != nil && !s.Connected {
		s.Err = t.err.Error()
	}
	return s
}

// merge makes one of a peer that was found in two ways.
func merge(a, b Seen) Seen {
	for _, addr := range b.Addrs {
		if !slices.Contains(a.Addrs, addr) {
			a.Addrs = append(a.Addrs, addr)
		}
	}
	if a.Err == "" && !a.Connected {
		a.Err = b.Err
	}
	return a
}

func remotes(lines []*line) []ma.Multiaddr {
	var out []ma.Multiaddr
	for _, l := range lines {
		out = append(out, l.stream.Conn().RemoteMultiaddr())
	}
	return ma.Unique(out)
}
