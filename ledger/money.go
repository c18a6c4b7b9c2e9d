package ledger

import "foirail/ledger/entry"

// count lets an owned entry do what it does, once, when it first counts. Its predecessors on the
// branch have counted before it.
func (s *State) count(n *node) {
	switch body := n.entry.Body.(type) {
	case *entry.Pay:
		s.pay(n, body)
	case *entry.Withdraw:
		m := s.market(n.chain.ref.Market)
		n.chain.final -= int64(body.Amount)
		m.withdrawals += int64(body.Amount)
		m.withdrawn = append(m.withdrawn, n)
		s.moves++
	case *entry.Issue:
		s.issue(n, body)
	case *entry.Activate:
		s.mark(n, body.Series, body.Ranges, true)
	case *entry.Cancel:
		s.mark(n, body.Series, body.Ranges, false)
	case *entry.Link:
		s.link(n, body)
	}
}

// pay moves a payment's money, as backed or as final as the payment is.
func (s *State) pay(n *node, body *entry.Pay) {
	home := n.chain.ref.Market
	n.chain.move(-int64(body.Total()), n.level)
	for i, p := range body.Payees {
		payee := s.account(Ref{p.Market, p.Account})
		payee.move(int64(p.Amount), n.level)
		if p.Market != home {
			s.cross(home, n.hash, i, payee, int64(p.Amount))
		}
		s.stir(payee)
	}
}

// firm turns what a backed payment moved into final money.
func (s *State) firm(n *node) {
	body := n.entry.Body.(*entry.Pay)
	n.chain.firm(-int64(body.Total()))
	for _, p := range body.Payees {
		s.account(Ref{p.Market, p.Account}).firm(int64(p.Amount))
	}
}

// move adds to the balance of a level.
func (c *chain) move(amount int64, level Level) {
	if level == Backed {
		c.backed += amount
	} else {
		c.final += amount
	}
}

// firm moves an amount from the backed balance to the final one.
func (c *chain) firm(amount int64) {
	c.backed -= amount
	c.final += amount
}

// link binds a key to its member. A key is linked once: should two Links of one key count, the
// lower hash binds.
func (s *State) link(n *node, body *entry.Link) {
	r := Ref{n.chain.ref.Market, body.Key}
	if old := s.links[r]; old == nil || lessHash(n.hash, old.hash) {
		s.bind(r, n)
	}
}
