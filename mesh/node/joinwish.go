package node

import (
	"cmp"
	"errors"
	"os"

	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// JoinNew makes an empty directory a follower of the community that an invitation tells of, with the
// wish to serve there. Nothing of it is here until the node runs and has met another, or a bundle has
// come; then the node asks for the seat by itself. It may be repeated until it has succeeded.
func JoinNew(config Config, in JoinRequest) (JoinReply, error) {
	reply, err := joinNew(config, in)
	return reply, told(config, err)
}

func joinNew(config Config, in JoinRequest) (reply JoinReply, err error) {
	if _, err := os.Stat(config.path(LedgerFile)); err == nil {
		return reply, problem(words.AlreadyFounded, nil, "path", config.Dir)
	}
	i, name, err := wishedAs(in)
	if err != nil {
		return reply, err
	}
	reply = JoinReply{Community: i.Community.String(), Name: name, Epoch: i.Epoch + 1, Waits: true}
	if in.DryRun {
		return reply, nil
	}
	if err := os.MkdirAll(config.Dir, 0o700); err != nil {
		return reply, err
	}
	w, err := config.makeWish(i, name, in.Passphrase)
	if err != nil {
		return reply, err
	}
	reply.Voting, reply.Vault = w.seat.Author, w.asks().Vault
	return reply, config.follow(i.Community, i.Market, i.meet())
}

// invitedAs reads the invitation of a request, and the name that it gives: the one that it was made
// out to, else the person's own.
func invitedAs(in JoinRequest) (i Invitation, name string, err error) {
	if i, err = ParseInvitation(in.Code); errors.Is(err, entry.ErrNewer) {
		return i, "", err
	}
	if err != nil {
		return i, "", problem(words.BadInvitation, err)
	}
	name = cmp.Or(i.Name, in.Name)
	switch {
	case in.Name != "" && in.Name != name:
		return i, name, problem(words.OtherInvited, nil, "name", i.Name)
	case !goodName(name):
		return i, name, problem(words.BadName, nil, "name", name)
	}
	return i, name, nil
}

// wishedAs is invitedAs for somebody who has no ledger yet, by which he could be called otherwise.
func wishedAs(in JoinRequest) (i Invitation, name string, err error) {
	i, name, err = invitedAs(in)
	if err == nil && name == "" {
		err = problem(words.Usage, nil, "reason", "--name")
	}
	return i, name, err
}

// tooEarly says whether a seat cannot be asked for yet: the ledger has not come, or not as far as the
// invitation was, or the wish that stands.
func (n *Node) tooEarly(in JoinRequest) bool {
	epoch := n.market().Epoch
	if !n.synced() || epoch == 0 {
		return true
	}
	if in.Code == "" {
		w := n.wished.Load()
		return w != nil && epoch < w.asks().Epoch-1
	}
	i, err := ParseInvitation(in.Code)
	return err == nil && i.Community == n.communityID() && epoch < i.Epoch
}

// joinLater keeps the wish where it is too early to ask for a seat; later says so. Without an invitation
// it tells the wish that stands.
func (n *Node) joinLater(in JoinRequest) (reply JoinReply, later bool, err error) {
	n.wishing.Lock() // no wish is said while it is made
	defer n.wishing.Unlock()
	if !n.tooEarly(in) {
		return reply, false, nil
	}
	w := n.wished.Load()
	if in.Code != "" {
		reply, err = n.joinAs(w, in)
		return reply, true, err
	}
	if w == nil || in.Name != "" && in.Name != w.asks().Name {
		return reply, true, problem(words.NotSynced, nil)
	}
	return waiting(w, true), true, nil
}

// joinAs keeps a wish by an invitation, unless that is the wish that stands.
func (n *Node) joinAs(w *wish, in JoinRequest) (reply JoinReply, err error) {
	i, name, err := wishedAs(in)
	if err == nil {
		err = n.mayTake(i)
	}
	if err != nil {
		return reply, err
	}
	stands := w != nil && w.of(i, name)
	switch {
	case in.DryRun && !stands:
		return JoinReply{Community: i.Community.String(), Name: name, Epoch: i.Epoch + 1, Waits: true}, nil
	case in.DryRun:
		return waiting(w, stands), nil
	case !stands:
		if w, err = n.config.makeWish(i, name, in.Passphrase); err != nil {
			return reply, err
		}
		n.wished.Store(w)
	}
	return waiting(w, stands), n.meetAt(i.meet())
}

// waiting tells a wish that waits for the ledger.
func waiting(w *wish, stands bool) JoinReply {
	return JoinReply{Community: w.seat.Community.String(), Name: w.asks().Name, Epoch: w.asks().Epoch,
		Voting: w.seat.Author, Vault: w.asks().Vault, Waits: true, Stands: stands}
}

// mayTake says whether an invitation is to the market that is home here.
func (n *Node) mayTake(i Invitation) error {
	switch {
	case i.Community != n.communityID():
		return problem(words.OtherCommunity, nil, "path", "invitation")
	case i.Market != n.home:
		return problem(words.OtherMarket, nil)
	}
	return nil
}

// invitedHere is the invitation of a request to a node that holds the ledger; the zero one without.
func (n *Node) invitedHere(in JoinRequest) (i Invitation, err error) {
	if in.Code == "" {
		if !goodName(in.Name) {
			err = problem(words.BadName, nil, "name", in.Name)
		}
		return i, err
	}
	if i, _, err = invitedAs(in); err == nil {
		err = n.mayTake(i)
	}
	return i, err
}
