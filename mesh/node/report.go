package node

import (
	"context"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// How a report may be drawn.
const (
	ReportText = "text" // for a terminal
	ReportHTML = "html" // one page that asks for nothing else
	ReportPDF  = "pdf"
)

// ReportRequest asks where every cent is, and what an outage has left behind.
type ReportRequest struct {
	Since uint32 // lists begin in this epoch; 0: with the first
	Until uint32 // and end with this one; 0: with the last
	Form  string // a drawing besides the figures; empty: none
	Lang  string // of the drawing
}

// ReportReply is the figures, and the drawing that was asked for.
type ReportReply struct {
	Report chain.Report `json:"report"`
	Page   []byte       `json:"page,omitempty"`
}

// Report tells where every cent is. It goes through all entries of the book: the state does not know any
// more who has voted for what.
func (n *Node) Report(ctx context.Context, in ReportRequest) (reply ReportReply, err error) {
	if reply.Report, err = n.reconcile(ctx, chain.Epochs{Since: in.Since, Until: in.Until}, n.grounds(ctx)); err != nil || in.Form == "" {
		return reply, err
	}
	made := n.newest()
	page := drawReport(reply.Report, made, words.Lang(in.Lang))
	switch in.Form {
	case ReportText:
		reply.Page = page.text()
	case ReportHTML:
		reply.Page, err = page.html()
	case ReportPDF:
		reply.Page, err = page.pdf(made)
	default:
		err = problem(words.Usage, nil, "reason", in.Form)
	}
	return reply, err
}

// reconcile makes the figures. Grounds is what is known of the chain; nil: no road to it.
func (n *Node) reconcile(ctx context.Context, lists chain.Epochs, grounds map[entry.MarketID]*chain.Ground) (r chain.Report, err error) {
	known := chain.Known{Home: n.home, Grounds: grounds}
	if o, begun := n.book.Origin(); begun {
		known.Origin = &o
	}
	n.book.View(func(s *ledger.State) { known.Past = chain.NewPast(s) })
	err = n.each(func(e *entry.Entry) error {
		known.Past.Read(e)
		return ctx.Err()
	})
	if err == nil {
		n.book.View(func(s *ledger.State) { r = chain.Reconcile(s, known, lists) })
	}
	return r, err
}

// newest is the latest time on any entry.
func (n *Node) newest() (seconds uint32) {
	n.book.View(func(s *ledger.State) { seconds = s.Newest() })
	return seconds
}

// grounds is what the chain says now of the home market's vault and payees. Where there is no road to it,
// or nobody answers, the report says that it was not asked.
func (n *Node) grounds(ctx context.Context) map[entry.MarketID]*chain.Ground {
	n.look.busy.Lock()
	defer n.look.busy.Unlock()
	d, _, err := n.lookUp(ctx, looking)
	if err != nil || d.Desk == nil {
		return nil
	}
	return map[entry.MarketID]*chain.Ground{n.home: &d.Ground}
}
