package node

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"log/slog"
	"strconv"
	"strings"

	"foirail/ledger"
	"foirail/ledger/words"
	"foirail/mesh/lan"
)

// tagSize is how much of the community's hash a node tells whoever listens on the local network,
// in bytes: enough that two communities in one place do not call each other.
const tagSize = 8

// host opens the node's ports on the local network. Its problems are port_taken, and bad_peer_code
// for a peer in the settings that is none; one that was kept, and is none, is passed over.
func (n *Node) host(s Settings, log *slog.Logger) (*lan.Host, error) {
	seed, err := n.config.peerSeed()
	if err != nil {
		return nil, err
	}
	var peers []string
	for _, peer := range s.Peers {
		list, err := n.addresses(peer)
		if err != nil {
			return nil, err
		}
		peers = append(peers, list...)
	}
	community := n.communityID()
	host, err := lan.New(lan.Config{Seed: seed, Listen: s.Listen, Peers: peers, MDNS: s.discovers(),
		Tag: hex.EncodeToString(community[:tagSize]), Log: log})
	if errors.Is(err, lan.ErrAddress) {
		return nil, problem(words.BadPeerCode, err, "name", strings.Join(append(s.Listen, peers...), " "))
	}
	if err != nil {
		return nil, problem(words.PortTaken, err, "address", cmp.Or(strings.Join(s.Listen, " "), strconv.Itoa(lan.Port)))
	}
	kept, err := n.config.peers()
	if err != nil {
		return nil, errors.Join(err, host.Close())
	}
	for _, address := range kept.Peers {
		if err := host.Add(address); err != nil {
			log.Warn("a peer that was kept is passed over", "address", address, "why", err)
		}
	}
	return host, nil
}

// others is what is known of other nodes, by their ids.
func (n *Node) others() []PeerReply {
	n.run.roads.RLock()
	defer n.run.roads.RUnlock()
	if n.run.host == nil {
		return nil
	}
	var list []PeerReply
	for _, seen := range n.run.host.Seen() {
		list = append(list, PeerReply{Peer: seen.ID, Addresses: seen.Addrs, How: seen.How, Connected: seen.Connected, Error: seen.Err})
	}
	return list
}

// claims is what connected stewards say that they hold of this steward's chain.
func (n *Node) claims() []claim { return nil }

// listening is where this node can be met.
func (n *Node) listening() []string {
	n.run.roads.RLock()
	defer n.run.roads.RUnlock()
	if n.run.host == nil {
		return nil
	}
	return n.run.host.Addrs()
}

// PeerList tells the other nodes that this one knows. Where it does not run, those whose addresses
// it keeps.
func (n *Node) PeerList(context.Context, PeersRequest) ([]PeerReply, error) {
	if n.run.on.Load() {
		return n.others(), nil
	}
	k, err := n.config.peers()
	list := []PeerReply{}
	for _, address := range k.Peers {
		list = append(list, PeerReply{Addresses: []string{address}, How: lan.ByHand})
	}
	return list, err
}

// PeerAdd keeps where another node can be met, and looks for it where this one runs.
func (n *Node) PeerAdd(_ context.Context, in PeerAddRequest) (PeerAddReply, error) {
	list, err := n.addresses(in.Peer)
	if err != nil {
		return PeerAddReply{}, err
	}
	reply := PeerAddReply{Community: n.communityID().String(), Peers: list}
	if in.DryRun {
		return reply, nil
	}
	n.run.roads.RLock()
	defer n.run.roads.RUnlock()
	for _, address := range list {
		if n.run.host == nil {
			break
		}
		if err := n.run.host.Add(address); err != nil {
			return PeerAddReply{}, problem(words.BadPeerCode, err, "name", in.Peer)
		}
	}
	_, err = n.config.addPeers(list)
	return reply, err
}

// PeerShow tells this node's own code. Its problem is not_running where nobody could be met.
func (n *Node) PeerShow(context.Context, PeerShowRequest) (reply PeerShowReply, err error) {
	if !n.run.on.Load() {
		return reply, problem(words.NotRunning, nil, "path", n.config.Dir)
	}
	addresses := n.listening()
	n.run.roads.RLock()
	code := PeerCode{Community: n.communityID(), Market: n.home, Peer: n.run.host.ID()}.withAddresses(addresses)
	n.run.roads.RUnlock()
	if reply.Screen, err = code.screen(); err != nil {
		return reply, err
	}
	reply.Code, reply.Community, reply.Peer, reply.Addresses = code.String(), code.Community.String(), code.Peer, addresses
	reply.Market = n.market().Name
	n.book.View(func(s *ledger.State) {
		if found := s.Founding(); found != nil {
			reply.Name = found.Name
		}
	})
	return reply, nil
}
