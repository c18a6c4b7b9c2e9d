package node

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/words"
	"foirail/mesh"
)

// MaxFrontier is how large a frontier in a file may be, in bytes: its head and its nonce, and as many
// pieces as it may have, each behind its length.
const MaxFrontier = 64 + mesh.MaxPieces*(mesh.MaxMessage+4)

// frontierName begins a frontier in a file. The byte behind it is the version of the form.
const frontierName = "Foirail frontier"

// Frontier tells how far this node holds, in the form of a file: by it another node makes a bundle of
// what is lacking here.
func (n *Node) Frontier(context.Context, FrontierRequest) (reply FrontierReply, err error) {
	var nonce ledger.Nonce
	if _, err := io.ReadFull(n.config.random(), nonce[:]); err != nil {
		return reply, err
	}
	n.book.View(func(s *ledger.State) { reply.Entries = s.Held() })
	reply.Frontier = mesh.TellFrontier(n.book, nonce)
	return reply, nil
}

// lacking visits the entries that the holder of a frontier lacks. Its problems are bad_frontier,
// newer_version, and other_community.
func (n *Node) lacking(file []byte, visit func(*entry.Entry) error) error {
	told, err := n.readFrontier(file)
	if err != nil {
		return err
	}
	return mesh.Lacks(n.book, told, visit)
}

// frontierPath stands for the file in a problem until somebody who knows its name puts that there.
const frontierPath = "frontier"

func (n *Node) readFrontier(file []byte) (*ledger.Frontier, error) {
	rest, named := strings.CutPrefix(string(file[:min(len(file), len(frontierName)+1)]), frontierName)
	if named && rest > "\x00" {
		return nil, problem(words.NewerVersion, nil, "path", frontierPath)
	}
	if len(file) > MaxFrontier {
		return nil, problem(words.BadFrontier, nil, "path", frontierPath)
	}
	told, err := mesh.ReadFrontier(file)
	if errors.Is(err, mesh.ErrNewer) {
		return nil, problem(words.NewerVersion, err, "path", frontierPath)
	}
	if err != nil {
		return nil, problem(words.BadFrontier, err, "path", frontierPath)
	}
	if !n.ofHere(told) {
		return nil, problem(words.OtherCommunity, nil, "path", frontierPath)
	}
	return told, nil
}

// ofHere says whether a frontier is of this community. Who holds anything of it holds its founding,
// so the market that was founded with it is told; who holds nothing tells no market.
func (n *Node) ofHere(f *ledger.Frontier) bool {
	id := n.communityID()
	first := entry.MarketID(id[:entry.MarketSize])
	return len(f.Markets) == 0 || slices.ContainsFunc(f.Markets, func(m ledger.MarketFrontier) bool { return m.Market == first })
}
