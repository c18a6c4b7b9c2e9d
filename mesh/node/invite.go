package node

import (
	"context"

	"foirail/ledger"
	"foirail/ledger/words"
)

// InviteRequest asks for an invitation: for whoever has it, or for one whom the founder awaits.
type InviteRequest struct{ Name string }

// InviteReply is an invitation. Where a council is awaited, and nobody was named, it has all of theirs
// too, and on a machine that does not run only those: they do without an address.
type InviteReply struct {
	Code      string    `json:"code,omitempty"`
	For       string    `json:"for,omitempty"` // whom it is for; empty: whoever has it
	Community string    `json:"community"`
	Name      string    `json:"name"` // of the community
	Market    string    `json:"market"`
	Epoch     uint32    `json:"epoch"` // the one that the seat would be in
	Peer      string    `json:"peer,omitempty"`
	Addresses []string  `json:"addresses"`
	Screen    string    `json:"screen,omitempty"` // the code drawn for a terminal
	Invited   []Invited `json:"invited,omitempty"`
}

// Invited is the invitation of one who is awaited. Whoever has the code can take that seat.
type Invited struct {
	Name string `json:"name"`
	Code string `json:"code"`
}

// StewardInvite makes invitations. Its problems are not_running where nobody could be met, and
// not_invited.
func (n *Node) StewardInvite(_ context.Context, in InviteRequest) (reply InviteReply, err error) {
	c, running := n.awaits(), n.run.on.Load()
	reply = InviteReply{Community: n.communityID().String(), Market: n.market().Name, Epoch: n.market().Epoch + 1, For: in.Name, Addresses: n.listening()}
	n.book.View(func(s *ledger.State) { reply.Name = s.Founding().Name })
	switch {
	case in.Name != "" && (c == nil || c.guest(in.Name) == nil):
		return InviteReply{}, problem(words.NotInvited, nil, "name", in.Name)
	case in.Name != "":
		g := c.guest(in.Name)
		reply.Code, reply.For = n.inviting(g).Text(), g.Name
	case c == nil && !running:
		return InviteReply{}, problem(words.NotRunning, nil, "path", n.config.Dir)
	case running:
		reply.Code = n.inviting(nil).Text()
	}
	reply.Peer = n.inviting(nil).Peer
	if c != nil && in.Name == "" {
		for _, g := range c.Invited {
			reply.Invited = append(reply.Invited, Invited{g.Name, n.inviting(&g).Text()})
		}
	}
	if reply.Code != "" {
		reply.Screen, err = drawn(reply.Code)
	}
	return reply, err
}

// inviting is the invitation of a guest, or of whoever has it, with where this node can be met.
func (n *Node) inviting(g *guest) Invitation {
	i := invitation(n.communityID(), n.home, n.market().Epoch, g)
	addresses := n.listening()
	n.run.roads.RLock()
	defer n.run.roads.RUnlock()
	if n.run.host == nil {
		return i
	}
	return i.at(n.run.host.ID(), addresses)
}
