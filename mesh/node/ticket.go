package node

import (
	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// ticket is the seed of the own key of an invitation that names somebody. Whoever joins with it has that
// key say once whose vault key came with it, in a Seat of the epoch that is running: nobody can be seated
// by that word, since who serves there is decided. It is all that ties an invitation to a person, for a
// name is what people say of themselves.
type ticket [keys.SeedSize]byte

// String hides it.
func (ticket) String() string { return "hidden" }

// GoString hides it.
func (ticket) GoString() string { return "hidden" }

// secret is the key itself.
func (t ticket) secret() (*keys.Secret, error) { return keys.NewSecret(keys.Ed25519, t) }

// key is the invitation's own key; nil where it names nobody.
func (i Invitation) key() (*keys.Secret, error) {
	if i.Name == "" {
		return nil, nil
	}
	return i.Ticket.secret()
}

// useTicket has an invitation's key say whose vault key came with it, unless it has said so. Its
// problem is invitation_used when it has named another.
func (n *Node) useTicket(i Invitation, vault *keys.Secret) error {
	own, err := i.key()
	if own == nil || err != nil {
		return err
	}
	came, more, err := n.cameWith(own.Account())
	switch {
	case err != nil:
		return err
	case more || came != nil && came.Vault != vault.Account():
		return problem(words.InvitationUsed, nil, "name", i.Name)
	case came != nil:
		return nil
	}
	body, err := seatBody(n.home, n.market().Epoch, i.Name, own.Account(), vault)
	if err == nil {
		_, err = n.write(own, body, "", false)
	}
	return err
}

// cameWith is what an invitation's key has said: nil while nobody came with it. More says that it has
// said more than one thing, or something else.
func (n *Node) cameWith(own keys.Account) (came *entry.Seat, more bool, err error) {
	ref := ledger.Ref{Market: n.home, Key: own}
	var last *entry.Entry
	forked := false
	n.book.View(func(s *ledger.State) { last, forked = s.Next(ref, 0), s.Forked(ref) })
	if last.Seq == 1 {
		return nil, forked, nil
	}
	e, err := n.book.Entry(last.Prev)
	if err != nil || e == nil {
		return nil, false, err
	}
	came, _ = e.Body.(*entry.Seat)
	return came, forked || came == nil || last.Seq > 2, nil
}
