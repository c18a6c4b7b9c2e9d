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
	"foirail/ledger/keys"
	"foirail/ledger/words"
	"foirail/mesh"
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

// inTouchTicks is how long a peer that is in touch may be silent, in ticks: each is asked something
// every second beat.
const inTouchTicks = 100

// askBeats is how often peers are asked how far they hold a chain, in beats; of a steward who waits
// for their answer, every beat.
const askBeats = 2

// greet asks every peer how far it holds this steward's chain, or another's, so that whoever is
// there is heard of; and tells them anew who this node is when it has another voting key.
func (n *Node) greet() {
	n.run.roads.RLock()
	defer n.run.roads.RUnlock()
	if n.run.mesh == nil {
		return
	}
	var own keys.Account
	if voting := n.steward(); voting != nil {
		own = voting.Account()
	}
	if own != n.run.told {
		n.run.told = own
		n.run.mesh.Settle()
	}
	if n.run.beats++; n.run.beats%askBeats == 0 || n.held() == seatUncompared {
		n.run.mesh.Enquire(n.asked())
	}
}

// prove signs for a peer that this machine's steward serves here.
func (n *Node) prove(message []byte) (voting keys.Account, signature keys.Signature, serves bool) {
	secret := n.steward()
	if secret == nil {
		return voting, signature, false
	}
	signature, err := secret.Sign(message)
	return secret.Account(), signature, err == nil
}

// asked is the chain that peers are asked about.
func (n *Node) asked() ledger.Ref {
	r := ledger.Ref{Market: n.home}
	if voting := n.steward(); voting != nil {
		r.Key = voting.Account()
	} else if m := n.market(); len(m.Stewards) > 0 {
		r.Key = m.Stewards[0].Voting
	}
	return r
}

// claims is what connected stewards say that they hold of this steward's chain.
func (n *Node) claims() (list []claim) {
	n.run.roads.RLock()
	defer n.run.roads.RUnlock()
	if n.run.mesh == nil || n.held() != seatUncompared {
		return nil
	}
	for _, a := range n.run.mesh.Found(n.asked()) {
		if len(a.Heads) == 0 {
			list = append(list, claim{by: a.Voting})
		}
		for _, h := range a.Heads {
			list = append(list, claim{a.Voting, head{h.Seq, h.Hash}})
		}
	}
	return list
}

// others is what is known of other nodes: what the road has seen of them, and how the conversation
// with them goes.
func (n *Node) others() []PeerReply {
	n.run.roads.RLock()
	defer n.run.roads.RUnlock()
	if n.run.host == nil {
		return nil
	}
	talks := map[string]mesh.PeerStatus{}
	for _, p := range n.run.mesh.Peers() {
		if p.Greeted {
			talks[p.Link] = p
		}
	}
	list := []PeerReply{}
	for _, seen := range n.run.host.Seen() {
		p := PeerReply{Peer: seen.ID, Addresses: seen.Addrs, How: seen.How, Error: seen.Err}
		if talk, ok := talks[seen.ID]; ok && seen.Connected {
			p.Connected = talk.SinceHeard < inTouchTicks
			p.Behind, p.Ahead = talk.TheyLack, talk.WeLack
			p.In, p.Out, p.Refused = uint64(talk.BytesIn), uint64(talk.BytesOut), uint64(talk.Refused)
			if talk.Voting != (keys.Account{}) {
				p.Steward = &talk.Voting
			}
		}
		list = append(list, p)
	}
	return append(list, n.run.onAir(n.heldEntries(), n.config.now())...)
}

// heldEntries counts the entries of the book.
func (n *Node) heldEntries() (held uint64) {
	n.book.View(func(s *ledger.State) { held = uint64(s.Held()) })
	return held
}

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
	if err := checkBegin(in.Begin); err != nil {
		return PeerAddReply{}, err
	}
	if in.Begin != BeginByItself && !n.holdsNothing() {
		return PeerAddReply{}, problem(words.AlreadyBegun, nil, "path", n.config.Dir)
	}
	reply := PeerAddReply{Community: n.communityID().String(), Peers: list}
	if in.DryRun {
		return reply, nil
	}
	if in.Begin != BeginByItself {
		if err := n.config.keepBegin(in.Begin); err != nil {
			return PeerAddReply{}, err
		}
	}
	return reply, n.meetAt(list)
}

// meetAt keeps addresses, and looks for who is there where this node runs.
func (n *Node) meetAt(list []string) error {
	n.run.roads.RLock()
	defer n.run.roads.RUnlock()
	for _, address := range list {
		if n.run.host == nil {
			break
		}
		if err := n.run.host.Add(address); err != nil {
			return problem(words.BadPeerCode, err, "name", address)
		}
	}
	_, err := n.config.addPeers(list)
	return err
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
