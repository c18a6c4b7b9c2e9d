package node

import (
	"context"
	"errors"
	"fmt"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// ForkListRequest asks what has forked in the home market.
type ForkListRequest struct{}

// ForkReply is one account or coupon that has signed two entries for one slot, and who bears it.
// Amounts are in units of 0.01 Ğ1.
type ForkReply struct {
	Account keys.Account   `json:"account"`
	Name    string         `json:"name"`             // how it is called here
	Series  string         `json:"series,omitempty"` // of a coupon's key
	Serial  int            `json:"serial,omitempty"`
	Seq     uint32         `json:"seq"` // the first slot that was taken twice
	Entries []EntryRef     `json:"entries"`
	Open    bool           `json:"open"`            // it has not been ended
	Owes    int64          `json:"owes"`            // how far the owner is below zero: the fraud
	Lacks   int64          `json:"lacks,omitempty"` // what he must bring before it can be ended
	Guilty  []keys.Account `json:"guilty,omitempty"`
	Bears   string         `json:"bears"` // who answers for what is owed first: nobody, owner, stewards; the fund after them
	Fund    int64          `json:"fund"`  // what the fund has
}

// ForkList lists what has forked, as it came to light here.
func (n *Node) ForkList(context.Context, ForkListRequest) (list []ForkReply, err error) {
	called := n.names()
	n.book.View(func(s *ledger.State) {
		fund := s.Balance(ledger.Ref{Market: n.home, Key: ledger.FundKey(s.Community(), n.home)})
		for _, d := range s.Disputes(n.home) {
			list = append(list, n.fork(s, d, called, fund.Final))
		}
	})
	return list, nil
}

func (n *Node) fork(s *ledger.State, d ledger.Dispute, called names, fund int64) ForkReply {
	r := ForkReply{Account: d.Author.Key, Name: called.of(d.Author.Key), Seq: d.From, Open: d.Open,
		Owes: d.Deficit, Lacks: d.Lacks, Bears: "nobody", Fund: fund}
	if d.Coupon.Serial > 0 {
		r.Series, r.Serial = d.Coupon.Series.String(), d.Coupon.Serial
	}
	for _, h := range d.Entries {
		r.Entries = append(r.Entries, EntryRef{Author: d.Author.Key, Seq: d.From, Hash: h.String(), Level: s.Level(h).String()})
	}
	for _, g := range d.Guilty {
		r.Guilty = append(r.Guilty, g.Key)
	}
	switch {
	case d.Deficit > 0 && len(d.Guilty) > 0:
		r.Bears = "stewards"
	case d.Deficit > 0:
		r.Bears = "owner"
	}
	return r
}

// ForkResolveRequest ends the dispute of an account.
type ForkResolveRequest struct {
	Account string
	DryRun  bool
}

// ForkResolveReply says whether it is ended now; if not, the stewards are at it.
type ForkResolveReply struct {
	Account keys.Account `json:"account"`
	Ended   bool         `json:"ended"`
}

// ForkResolve ends a dispute where a lone steward may, and says what is lacking where it cannot be
// ended. Several stewards end it by themselves, as soon as nothing is lacking.
func (n *Node) ForkResolve(_ context.Context, in ForkResolveRequest) (ForkResolveReply, error) {
	account, err := n.account(in.Account)
	if err != nil {
		return ForkResolveReply{}, err
	}
	reply := ForkResolveReply{Account: account}
	author := ledger.Ref{Market: n.home, Key: account}
	var coupon ledger.CouponRef
	open := func() (yes bool) {
		n.book.View(func(s *ledger.State) {
			for _, d := range s.Disputes(n.home) {
				if d.Author == author && d.Open {
					yes, coupon = true, d.Coupon
				}
			}
		})
		return yes
	}
	if !open() {
		reply.Ended = true
		return reply, nil
	}
	voting := n.steward()
	if voting == nil {
		return reply, problem(words.NoStewardKey, nil)
	}
	steward := &ledger.Steward{Market: n.home, Voting: voting}
	var body entry.Body
	n.book.View(func(s *ledger.State) { body, err = steward.EndDispute(s, author, coupon) })
	if lacks := (*ledger.Insufficient)(nil); errors.As(err, &lacks) {
		return reply, problem(words.DebtOpen, err, "account", n.nameOf(account), "need", fmt.Sprint(lacks.Needs-lacks.Has))
	}
	if err != nil || body == nil {
		return reply, n.told(err)
	}
	if _, err := n.word(body, in.DryRun); err != nil {
		return reply, err
	}
	reply.Ended = in.DryRun || !open()
	return reply, nil
}
