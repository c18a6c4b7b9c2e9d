package node

import (
	"context"

	"foirail/ledger"
)

// Balance tells what an account has.
func (n *Node) Balance(_ context.Context, in BalanceRequest) (BalanceReply, error) {
	r, err := n.payee(in.Account)
	if err != nil {
		return BalanceReply{}, err
	}
	var b ledger.Balance
	n.book.View(func(s *ledger.State) { b = s.Balance(r) })
	return BalanceReply{r.Key, b.Final, b.Backed, b.Promised}, nil
}
