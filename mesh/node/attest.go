package node

import (
	"context"
	"strconv"
	"strings"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// AttestDeposit says that money came into the vault.
func (n *Node) AttestDeposit(_ context.Context, in AttestDepositRequest) (EntryReply, error) {
	to, err := n.payee(in.To)
	if err != nil {
		return EntryReply{}, err
	}
	if to.Market != n.home {
		return EntryReply{}, problem(words.Usage, nil, "reason", "--to "+in.To)
	}
	units, err := amount(in.Amount)
	if err != nil {
		return EntryReply{}, err
	}
	deposit := &entry.Deposit{Account: to.Key, Amount: units}
	if n.playMoney() {
		deposit.Note = strings.TrimSpace(in.Ref)
		if deposit.Note == "" || len(deposit.Note) > entry.MaxNote {
			return EntryReply{}, problem(words.Usage, nil, "reason", "--ref")
		}
	} else if deposit.Block, deposit.Event, err = parseEvent(in.Ref); err != nil {
		return EntryReply{}, err
	}
	return n.attest(deposit, in.DryRun)
}

// parseEvent reads the chain's event id: the block's number and the event's index in it, with a
// dash between, as in 84128-2. Three parts, as indexers write them, are read too; the middle one
// is the beginning of the block's hash.
func parseEvent(ref string) (block, event uint32, err error) {
	parts := strings.Split(strings.TrimSpace(ref), "-")
	if len(parts) != 2 && len(parts) != 3 {
		return 0, 0, problem(words.EventIDNeeded, nil)
	}
	b, errB := strconv.ParseUint(parts[0], 10, 32)
	i, errI := strconv.ParseUint(parts[len(parts)-1], 10, 32)
	if errB != nil || errI != nil {
		return 0, 0, problem(words.EventIDNeeded, nil)
	}
	return uint32(b), uint32(i), nil
}

// playMoney says whether the community has no chain.
func (n *Node) playMoney() (play bool) {
	n.book.View(func(s *ledger.State) { play = s.Founding().Genesis.IsZero() })
	return play
}

// AttestMember says what the chain's web of trust says of an account.
func (n *Node) AttestMember(_ context.Context, in AttestMemberRequest) (EntryReply, error) {
	a, err := n.account(in.Account)
	if err != nil {
		return EntryReply{}, err
	}
	return n.attest(&entry.Member{Account: a, Day: in.Day, FirstUD: in.FirstUD, Name: in.Name}, in.DryRun)
}

// AttestDay says that a universal dividend was created.
func (n *Node) AttestDay(_ context.Context, in AttestDayRequest) (EntryReply, error) {
	units, err := amount(in.Amount)
	if err != nil {
		return EntryReply{}, err
	}
	return n.attest(&entry.Day{Number: in.Number, Amount: units}, in.DryRun)
}

// attest says one fact, unless it has been said: one steward says one thing per name, ever.
func (n *Node) attest(f entry.Fact, dry bool) (EntryReply, error) {
	voting, err := n.mayWord()
	if err != nil {
		return EntryReply{}, err
	}
	said := false
	n.book.View(func(s *ledger.State) { said = s.Attested(ledger.Ref{Market: n.home, Key: voting.Account()}, f) })
	if said {
		return EntryReply{}, problem(words.DuplicateFact, nil)
	}
	return n.word(&entry.Attest{Facts: []entry.Fact{f}}, dry)
}
