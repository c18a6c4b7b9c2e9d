package node

import (
	"crypto/sha256"
	"fmt"
	"time"

	"foirail/mesh"
)

// air is what the mesh has said and heard through one of the radios; nil where there is no mesh.
// r.roads must be held.
func (r *running) air(at int) *AirReply {
	if r.mesh == nil {
		return nil
	}
	list := r.mesh.Airs()
	if at >= len(list) {
		return nil
	}
	a := list[at]
	return &AirReply{Bytes: a.Bytes, Neighbours: len(a.Neighbours), Foreign: a.Foreign, Malformed: a.Malformed, Unread: a.Unread,
		TooLong: a.TooLong, Dropped: a.Lost, Failed: int(a.Failed)}
}

// ofRadio is how a peer is known that was heard by radio, without having been told of.
const ofRadio = "radio"

// onAir lists the nodes that the radios hear. r.roads must be held.
func (r *running) onAir(held uint64, now time.Time) (list []PeerReply) {
	if r.mesh == nil || r.radios == nil {
		return nil
	}
	for i, air := range r.mesh.Airs() {
		radio := r.radios.list[i]
		for _, n := range air.Neighbours {
			list = append(list, radio.peer(n, held, now))
		}
	}
	return list
}

// peer is one node that this radio hears.
func (r *radio) peer(n mesh.Neighbour, held uint64, now time.Time) PeerReply {
	s := r.signal(n.Node)
	p := PeerReply{Peer: nodeName(n.Node), How: ofRadio, Connected: n.SinceHeard < inEarTicks, Radio: r.address, RSSI: s.rssi, SNR: s.snr, Equal: n.Equal}
	if !s.first.IsZero() {
		p.Since = s.first.UTC().Format(time.RFC3339)
		p.Heard = int(max(0, now.Sub(s.last)/time.Second))
	}
	if !n.Equal {
		p.Behind, p.Ahead = max(held, n.Held)-n.Held, max(held, n.Held)-held
	}
	return p
}

// nodeName is how a node on air is written.
func nodeName(node airNode) string { return fmt.Sprintf("%x", node) }

// airName is how a node calls itself on air: always the same, and it tells nobody the peer's key.
func airName(seed [peerSeedSize]byte) airNode {
	sum := sha256.Sum256(append([]byte("foirail air name"), seed[:]...))
	return airNode(sum[:])
}
