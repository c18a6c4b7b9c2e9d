package node

import (
	"context"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
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

// maxHistory is how many lines of a history are told at the most.
const maxHistory = 1 << 20

// page is how many entries are read at a time when all are gone through.
const page = 1000

// each visits every entry of the book, in its order.
func (n *Node) each(visit func(*entry.Entry) error) error {
	for from := int64(1); ; {
		list, next, err := n.book.Since(from, page)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, e := range list {
			if err := visit(e); err != nil {
				return err
			}
		}
		from = next
	}
}

// History tells the newest things that moved an account's money, newest first.
func (n *Node) History(_ context.Context, in HistoryRequest) ([]HistoryLine, error) {
	r, err := n.payee(in.Account)
	if err != nil {
		return nil, err
	}
	if in.Limit <= 0 {
		in.Limit = 50
	}
	in.Limit = min(in.Limit, maxHistory)
	lines, called := []HistoryLine{}, n.names().withFund(ledger.FundKey(n.communityID(), n.home))
	issues := map[entry.Hash]*entry.Entry{}
	err = n.each(func(e *entry.Entry) error {
		if e.Kind() == entry.KindIssue {
			issues[e.Hash()] = e
		}
		lines = append(lines, n.lines(e, r, issues, called)...)
		if len(lines) > 2*in.Limit+100 {
			lines = slices.Clone(lines[len(lines)-in.Limit:])
		}
		return nil
	})
	slices.Reverse(lines)
	return lines[:min(in.Limit, len(lines))], err
}

// lines is what one entry does to one account.
func (n *Node) lines(e *entry.Entry, r ledger.Ref, issues map[entry.Hash]*entry.Entry, called names) []HistoryLine {
	line := HistoryLine{Time: date(e.Time), Kind: e.Kind().String()}
	own := ledger.Ref{Market: e.Market, Key: e.Author} == r
	var list []HistoryLine
	add := func(amount int64, other string) {
		line.Entry = n.entryRef(e)
		line.Amount, line.Other = amount, other
		list = append(list, line)
	}
	switch b := e.Body.(type) {
	case *entry.Pay:
		line.Memo = b.Memo
		for _, p := range b.Payees {
			if own {
				add(-int64(p.Amount), called.of(p.Account))
			}
			if (ledger.Ref{Market: p.Market, Key: p.Account}) == r {
				add(int64(p.Amount), called.of(e.Author))
			}
		}
	case *entry.Withdraw:
		if own {
			add(-int64(b.Amount), b.Address.String())
		}
	case *entry.Issue:
		if own {
			add(-int64(b.Total()), seriesName(e.Hash()))
		}
	case *entry.Redeem:
		if issues[b.Series] == nil {
			issues[b.Series], _ = n.book.Entry(b.Series) // it may be one of which only the checkpoint tells
		}
		if issue := issueOf(issues[b.Series]); issue != nil && (ledger.Ref{Market: b.Market, Key: b.Account}) == r {
			n.book.View(func(s *ledger.State) { line.Time = date(s.When(e.Hash())) })
			add(int64(issue.Value(b.Serial)), seriesName(b.Series))
		}
	case *entry.Attest:
		for _, f := range b.Facts {
			if d, ok := f.(*entry.Deposit); ok && e.Market == r.Market && d.Account == r.Key {
				line.Kind = "deposit"
				line.Memo = d.Note
				add(int64(d.Amount), "")
			}
		}
	case *entry.Cancel:
		if issue := issueOf(issues[b.Series]); own && issue != nil {
			add(int64(worth(issue, b.Ranges)), seriesName(b.Series))
		}
	case *entry.Propose:
		from := issues[b.Topic.Series]
		if end, ok := b.Value.(*entry.Expire); ok && from != nil && (ledger.Ref{Market: from.Market, Key: from.Author}) == r {
			line.Kind = "expire"
			add(int64(worth(issueOf(from), end.Returned)), seriesName(b.Topic.Series))
		}
	}
	return list
}

// issueOf is the body of an entry that issues a series, or nil.
func issueOf(e *entry.Entry) *entry.Issue {
	if e == nil {
		return nil
	}
	return e.Body.(*entry.Issue)
}

// worth is what the serials of some ranges are worth.
func worth(issue *entry.Issue, ranges []entry.Range) (sum entry.Amount) {
	for _, r := range ranges {
		for serial := r.From; serial <= r.To; serial++ {
			sum += issue.Value(serial)
		}
	}
	return sum
}
