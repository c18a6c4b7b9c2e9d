package node

import (
	"context"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// maxHistory is how many lines of a history are told at the most.
const maxHistory = 1 << 20

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
	st := &statement{node: n, of: r, called: n.names().withFund(ledger.FundKey(n.communityID(), n.home)),
		series: map[entry.Hash]*entry.Entry{}, lines: []HistoryLine{}}
	err = n.each(func(e *entry.Entry) error {
		st.read(e)
		if len(st.lines) > 2*in.Limit+100 {
			st.lines = slices.Clone(st.lines[len(st.lines)-in.Limit:])
		}
		return nil
	})
	slices.Reverse(st.lines)
	return st.lines[:min(in.Limit, len(st.lines))], err
}

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

// statement is the history of one account while it is drawn up, the oldest line first.
type statement struct {
	node   *Node
	of     ledger.Ref
	called names
	series map[entry.Hash]*entry.Entry // the entries that issue them; nil: only the checkpoint tells of it
	lines  []HistoryLine
}

// read adds what one entry does to the account.
func (st *statement) read(e *entry.Entry) {
	own := st.is(e.Market, e.Author)
	switch b := e.Body.(type) {
	case *entry.Pay:
		st.pay(e, b, own)
	case *entry.Withdraw:
		if own {
			st.add(e, st.line(e), -b.Amount, b.Address.String())
		}
	case *entry.Issue:
		if st.series[e.Hash()] = e; own {
			st.add(e, st.line(e), -b.Total(), seriesName(e.Hash()))
		}
	case *entry.Redeem:
		st.redeem(e, b)
	case *entry.Attest:
		st.attest(e, b)
	case *entry.Cancel:
		if own {
			st.comesBack(e, st.line(e), b.Series, b.Ranges)
		}
	case *entry.Propose:
		st.expire(e, b)
	}
}

// is says whether an account is the one whose history it is.
func (st *statement) is(market entry.MarketID, key keys.Account) bool {
	return ledger.Ref{Market: market, Key: key} == st.of
}

// line is what a line says of an entry, whatever it moves.
func (st *statement) line(e *entry.Entry) HistoryLine {
	return HistoryLine{Time: date(e.Time), Kind: e.Kind().String()}
}

func (st *statement) add(e *entry.Entry, line HistoryLine, amount entry.Amount, other string) {
	line.Entry, line.Amount, line.Other = st.node.entryRef(e), int64(amount), other
	st.lines = append(st.lines, line)
}

func (st *statement) pay(e *entry.Entry, b *entry.Pay, own bool) {
	line := st.line(e)
	line.Memo = b.Memo
	for _, p := range b.Payees {
		if own {
			st.add(e, line, -p.Amount, st.called.of(p.Account))
		}
		if st.is(p.Market, p.Account) {
			st.add(e, line, p.Amount, st.called.of(e.Author))
		}
	}
}

func (st *statement) redeem(e *entry.Entry, b *entry.Redeem) {
	if !st.is(b.Market, b.Account) {
		return
	}
	if issue := issueOf(st.issuing(b.Series)); issue != nil {
		line := st.line(e)
		st.node.book.View(func(s *ledger.State) { line.Time = date(s.When(e.Hash())) })
		st.add(e, line, issue.Value(b.Serial), seriesName(b.Series))
	}
}

func (st *statement) attest(e *entry.Entry, b *entry.Attest) {
	for _, f := range b.Facts {
		if d, ok := f.(*entry.Deposit); ok && st.is(e.Market, d.Account) {
			line := st.line(e)
			line.Kind, line.Memo = "deposit", d.Note
			st.add(e, line, d.Amount, "")
		}
	}
}

// expire adds what the end of a series brings back to who issued it.
func (st *statement) expire(e *entry.Entry, b *entry.Propose) {
	end, ok := b.Value.(*entry.Expire)
	if !ok {
		return
	}
	if from := st.issuing(b.Topic.Series); from != nil && st.is(from.Market, from.Author) {
		line := st.line(e)
		line.Kind = "expire"
		st.comesBack(e, line, b.Topic.Series, end.Returned)
	}
}

// comesBack adds what coupons are worth that are coupons no more.
func (st *statement) comesBack(e *entry.Entry, line HistoryLine, series entry.Hash, ranges []entry.Range) {
	if issue := issueOf(st.issuing(series)); issue != nil {
		st.add(e, line, worth(issue, ranges), seriesName(series))
	}
}

// issuing is the entry that issues a series; nil where only the checkpoint tells of it.
func (st *statement) issuing(series entry.Hash) *entry.Entry {
	if _, known := st.series[series]; !known {
		st.series[series], _ = st.node.book.Entry(series)
	}
	return st.series[series]
}

// issueOf is the body of an entry that issues a series, or nil: anybody may name any entry for one.
func issueOf(e *entry.Entry) *entry.Issue {
	if e == nil {
		return nil
	}
	issue, _ := e.Body.(*entry.Issue)
	return issue
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
