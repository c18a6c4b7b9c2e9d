package node

import (
	"context"
	"fmt"
	"strconv"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// Pay pays one or more people.
func (n *Node) Pay(_ context.Context, in PayRequest) (EntryReply, error) {
	if len(in.To) == 0 || len(in.To) > entry.MaxPayees {
		return EntryReply{}, problem(words.TooMany, nil, "count", strconv.Itoa(len(in.To)), "max", strconv.Itoa(entry.MaxPayees))
	}
	if len(in.Memo) > entry.MaxMemo {
		return EntryReply{}, problem(words.Usage, nil, "reason", fmt.Sprintf("MEMO: > %d B", entry.MaxMemo))
	}
	// The keystore is opened first: it mends the list of names if somebody has meddled with it.
	from, err := n.secret(in.From, in.Passphrase)
	if err != nil {
		return EntryReply{}, err
	}
	body := &entry.Pay{Memo: in.Memo}
	var total entry.Amount
	for _, p := range in.To {
		to, err := n.payee(p.To)
		if err != nil {
			return EntryReply{}, err
		}
		units, err := amount(p.Amount)
		if err != nil {
			return EntryReply{}, err
		}
		if total, err = total.Plus(units); err != nil {
			return EntryReply{}, problem(words.BadAmountRange, err, "amount", p.Amount)
		}
		body.Payees = append(body.Payees, entry.Payee{Market: to.Market, Account: to.Key, Amount: units})
	}
	return n.write(from, body, in.ID, in.DryRun)
}

// Withdraw asks for money to be paid out on the chain. To a vault no batch pays it, or it would be that market's: its
// problem is to_vault.
func (n *Node) Withdraw(_ context.Context, in WithdrawRequest) (EntryReply, error) {
	units, err := amount(in.Amount)
	if err != nil {
		return EntryReply{}, err
	}
	from, err := n.secret(in.From, in.Passphrase)
	if err != nil {
		return EntryReply{}, err
	}
	body := &entry.Withdraw{Amount: units, Address: from.Account()}
	if in.To != "" {
		if body.Address, err = n.account(in.To); err != nil {
			return EntryReply{}, err
		}
	}
	vault := false
	n.book.View(func(s *ledger.State) { vault = chain.IsVault(s, n.home, body.Address) })
	if vault {
		return EntryReply{}, problem(words.ToVault, nil, "account", body.Address.String())
	}
	return n.write(from, body, in.ID, in.DryRun)
}
