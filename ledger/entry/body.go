package entry

import (
	"bytes"

	"foirail/ledger/keys"
)

// Kind tells what an entry does. Its value is the byte on the wire.
type Kind uint8

// The kinds of body.
const (
	KindFound Kind = iota + 1
	KindPay
	KindLink
	KindIssue
	KindActivate
	KindCancel
	KindRedeem
	KindWithdraw
	KindVotes
	KindAttest
	KindSeat
	KindPropose
	KindNext
	KindCheckpoint
)

var kindNames = [...]string{"none", "found", "pay", "link", "issue", "activate", "cancel", "redeem",
	"withdraw", "votes", "attest", "seat", "propose", "next", "checkpoint"}

// String is the kind's name in lower case, as commands print it.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown kind"
}

// Owned says whether an entry of this kind counts by certificate: one author, one slot, votes.
func (k Kind) Owned() bool { return k >= KindPay && k <= KindWithdraw }

// Body is what an entry does: one of the types of this package that a Kind names.
type Body interface {
	Kind() Kind
	// write appends the body; home is the market of the entry's header.
	write(w *writer, home MarketID)
	// read takes the body off the reader and checks its form.
	read(r *reader, home MarketID)
}

// newBody makes the empty body of a kind, or nil for a kind that does not exist.
func newBody(k Kind) Body {
	switch k {
	case KindFound:
		return new(Found)
	case KindPay:
		return new(Pay)
	case KindLink:
		return new(Link)
	case KindIssue:
		return new(Issue)
	case KindActivate:
		return new(Activate)
	case KindCancel:
		return new(Cancel)
	case KindRedeem:
		return new(Redeem)
	case KindWithdraw:
		return new(Withdraw)
	case KindVotes:
		return new(Votes)
	case KindAttest:
		return new(Attest)
	case KindSeat:
		return new(Seat)
	case KindPropose:
		return new(Propose)
	case KindNext:
		return new(Next)
	case KindCheckpoint:
		return new(Checkpoint)
	}
	return nil
}

// ascending says whether each account is above the one before it.
func ascending(list []keys.Account) bool {
	for i := 1; i < len(list); i++ {
		if bytes.Compare(list[i-1][:], list[i][:]) >= 0 {
			return false
		}
	}
	return true
}

// ascendingHashes says whether each hash is above the one before it.
func ascendingHashes(list []Hash) bool {
	for i := 1; i < len(list); i++ {
		if bytes.Compare(list[i-1][:], list[i][:]) >= 0 {
			return false
		}
	}
	return true
}
