package node

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"foirail/ledger/entry"
	"foirail/ledger/sqlite"
	"foirail/ledger/words"
)

// Join makes an empty directory a follower of the community that a node's code names. Nothing of
// it is here until the node runs and has met another, or a bundle has come.
func Join(_ context.Context, config Config, in PeerAddRequest) (PeerAddReply, error) {
	reply, err := join(config, in)
	return reply, told(config, err)
}

func join(config Config, in PeerAddRequest) (reply PeerAddReply, err error) {
	if _, err := os.Stat(config.path(LedgerFile)); err == nil {
		return reply, problem(words.AlreadyFounded, nil, "path", config.Dir)
	}
	if !looksLikeCode(in.Peer) {
		return reply, problem(words.NoCommunity, nil, "path", config.Dir)
	}
	code, err := parseCode(in.Peer)
	if err != nil {
		return reply, err
	}
	if err := checkBegin(in.Begin); err != nil {
		return reply, err
	}
	reply = PeerAddReply{Community: code.Community.String(), Peers: code.meet()}
	if in.DryRun {
		return reply, nil
	}
	if err := config.follow(code.Community, code.Market, code.meet()); err != nil {
		return reply, err
	}
	return reply, config.keepBegin(in.Begin)
}

// keepBegin writes down from where a directory that holds nothing is to begin.
func (c Config) keepBegin(how string) error {
	k, err := c.peers()
	if err != nil || k.Begin == how {
		return err
	}
	k.Begin = how
	return c.keepPeers(k)
}

// follow makes the directory of a follower: whom to meet, then an empty book.
func (c Config) follow(community entry.Hash, market entry.MarketID, peers []string, entries ...*entry.Entry) error {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return err
	}
	if err := c.keepPeers(known{Market: market.String(), Peers: peers}); err != nil {
		return err
	}
	return createBook(c, community, nil, entries...)
}

// keepPeers writes PeersFile.
func (c Config) keepPeers(k known) error {
	text, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return err
	}
	return ReplaceFile(c.path(PeersFile), append(text, '\n'))
}

// addPeers adds nodes to meet to PeersFile, and says which of them are new.
func (c Config) addPeers(list []string) (fresh []string, err error) {
	k, err := c.peers()
	if err != nil {
		return nil, err
	}
	for _, address := range list {
		if !slices.Contains(k.Peers, address) {
			fresh = append(fresh, address)
		}
	}
	if k.Peers = append(k.Peers, fresh...); len(k.Peers) > maxPeers {
		k.Peers = k.Peers[len(k.Peers)-maxPeers:] // who was named last is the likeliest to be there
	}
	if len(fresh) == 0 {
		return nil, nil
	}
	return fresh, c.keepPeers(k)
}

// addresses are the places where a node named by a code or by an address can be met. Its problems
// are bad_peer_code, and other_community for the code of a node of another one.
func (n *Node) addresses(peer string) ([]string, error) {
	if !looksLikeCode(peer) {
		if err := checkAddress(peer); err != nil {
			return nil, problem(words.BadPeerCode, err, "name", peer)
		}
		return []string{peer}, nil
	}
	code, err := parseCode(peer)
	if err != nil {
		return nil, err
	}
	if code.Community != n.communityID() {
		return nil, problem(words.OtherCommunity, nil, "path", code.String())
	}
	return code.meet(), nil
}

// looksLikeCode says whether a text was meant as a node's code or as an invitation, which has one in it.
func looksLikeCode(text string) bool { return looksLikePeerCode(text) || IsInvitation(text) }

// parseCode reads where a node can be met. Its problems are bad_peer_code, bad_invitation, which does
// not quote it, and newer_version.
func parseCode(text string) (PeerCode, error) {
	if IsInvitation(text) {
		i, _, err := invitedAs(JoinRequest{Code: text})
		return i.PeerCode, err
	}
	code, err := ParsePeerCode(text)
	if err != nil {
		return code, problem(words.BadPeerCode, err, "name", text)
	}
	return code, nil
}

// checkAddress looks at the form of an address: a multiaddr, or host:port.
func checkAddress(address string) error {
	host, port, _ := strings.Cut(address, ":")
	if len(address) > 2*maxAddress || strings.ContainsFunc(address, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return errPeerCode
	}
	if !strings.HasPrefix(address, "/") && (host == "" || port == "") {
		return errPeerCode
	}
	return nil
}

// createBookFile makes the empty file of a new book under another name, and takes away what an
// interrupted attempt has left of it.
func createBookFile(path string, community entry.Hash) (*sqlite.Store, error) {
	for _, left := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(path + left); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return sqlite.Create(path, community)
}
