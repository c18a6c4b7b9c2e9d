package node

import (
	"context"
	"runtime/debug"

	"foirail/ledger"
	"foirail/ledger/words"
)

// Backing tells where the money of the home market is.
func (n *Node) Backing(context.Context, BackingRequest) (BackingReply, error) {
	var b ledger.Backing
	n.book.View(func(s *ledger.State) { b = s.Backing(n.home) })
	return BackingReply(b), nil
}

// Status tells how this node is.
func (n *Node) Status(context.Context, StatusRequest) (StatusReply, error) {
	m := n.market()
	reply := StatusReply{Market: m.Name, Epoch: m.Epoch, Steward: n.steward() != nil, Quorum: n.inTouch(), Chain: n.chainName()}
	n.book.View(func(s *ledger.State) {
		reply.Community, reply.Name, reply.Entries = s.Community().String(), s.Founding().Name, s.Held()
		if newest := s.Newest(); n.clockOff(newest) {
			reply.Warnings = append(reply.Warnings, string(words.ClockOff))
		}
	})
	if reply.Chain == "" {
		reply.Chain = "none"
	}
	return reply, nil
}

// How far a clock may be from the newest entry before it is said to be off: a day behind it,
// three years ahead of it.
const (
	clockBehind = 24 * 60 * 60
	clockAhead  = 3 * 366 * clockBehind
)

// clockOff says whether this machine's clock is out of step with the newest entry. No clock
// decides money; but dates on paper and in lists would be wrong.
func (n *Node) clockOff(newest uint32) bool {
	now := n.config.now().Unix()
	return now < int64(newest)-clockBehind || now > int64(newest)+clockAhead
}

// Version is the program's version: of the module it was built from, else "development".
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "development"
	}
	return info.Main.Version
}
