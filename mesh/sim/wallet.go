package sim

import (
	"foirail/ledger/chain"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// wallet is how a person pays on the chain: one thing after the other, each sent again until it stands in a
// final block.
type wallet struct {
	b       *blocks
	of      *person
	friend  *keys.Secret // of an account that he pays from too: as its proxy, so that he signs and it sends
	waiting []deposit
	signed  []byte // of the first that waits; nil: not signed yet
	number  uint32
}

// deposit is money that is to come to a market.
type deposit struct {
	who    keys.Account
	lent   bool // to the account itself, and not to the vault for it
	stray  bool // out of the friend's account, and for nobody
	amount entry.Amount
}

// befriend has the friends' accounts take people for their proxies.
func (b *blocks) befriend() {
	for _, x := range b.wallets {
		proxy := b.call("Proxy", "add_proxy", map[string]any{"delegate": x.of.account(), "proxy_type": dunitertest.Variant{Name: "AlmostAny"}, "delay": 0})
		b.submit(b.sign(x.friend, proxy, nil))
	}
	b.chain.Advance(1)
}

// wallet is the one that a person pays by. A purse has none: its owner fills it.
func (b *blocks) wallet(p *person) *wallet {
	if p.of != nil {
		p = p.of
	}
	x := b.walletOf[p]
	if x == nil {
		x = &wallet{b: b, of: p, friend: p.w.secret("the friend of " + p.name)}
		b.walletOf[p] = x
		b.wallets = append(b.wallets, x)
	}
	return x
}

// live sends the first deposit that waits, and the next when it is final.
func (x *wallet) live() {
	w := x.b.w
	w.in(w.slower()*(200+w.rnd.Int64N(300)), x.live)
	if number, _, _ := x.b.account(x.of.account()); x.signed != nil && number > x.number {
		x.signed, x.waiting = nil, x.waiting[1:]
	}
	if len(x.waiting) == 0 {
		return
	}
	if x.signed == nil && !x.sign() {
		return
	}
	x.b.send(x.signed)
}

// sign signs the deposit for the vault that some node knows, which may be of an epoch that is over.
func (x *wallet) sign() bool {
	w, d := x.b.w, x.waiting[0]
	n := w.nodes[w.rnd.IntN(len(w.nodes))]
	if !n.ready() {
		return false
	}
	st, err := chain.StandingOf(n.core.State, w.market)
	if err != nil {
		return false
	}
	call := x.b.call("Balances", "transfer_keep_alive", map[string]any{"dest": d.to(st.Home.Account), "value": uint64(d.amount)})
	switch {
	case d.stray:
		w.count("chain: a stray signed")
		call = x.b.call("Proxy", "proxy", map[string]any{"real": x.friend.Account(), "force_proxy_type": nil, "call": dunitertest.Call(call)})
	case !d.lent && d.who != x.of.account() || w.chance(0.2):
		w.count("chain: a deposit that names somebody")
		text := x.b.call("System", "remark_with_event", map[string]any{"remark": d.who.String()})
		both, err := x.b.rt.Batch(call, text)
		if err != nil {
			w.fail("call", "%v", err)
		}
		call = both
	}
	number, _, _ := x.b.account(x.of.account())
	x.number, x.signed = number, x.b.sign(x.of.key, call, &number)
	w.count("chain: a deposit signed")
	return true
}

// to is where the money goes.
func (d deposit) to(vault keys.Account) keys.Account {
	if d.lent {
		return d.who
	}
	return vault
}

// payTo is where a person wants his money on the chain: home, or to an account that is not there yet, or by
// mistake to the vault, where it cannot go.
func (p *person) payTo() keys.Account {
	b := p.w.blocks
	switch {
	case b == nil:
	case p.w.chance(0.2):
		p.w.count("people: a withdrawal to an account that is not there")
		return p.w.secret("abroad of " + p.name).Account()
	case p.w.chance(0.05):
		p.w.count("people: a withdrawal to the vault")
		return b.audit.order[len(b.audit.order)-1].Account
	}
	return p.account()
}

// lend has somebody give a vault key what it lacks to sign.
func (b *blocks) lend(n *node) {
	if n.lent > b.w.now {
		return
	}
	n.lent = b.w.now + 5000
	b.w.count("pen: somebody lends what is lacking")
	x := b.wallets[b.w.rnd.IntN(len(b.wallets))]
	x.waiting = append(x.waiting, deposit{n.vault.Account(), true, false, 500})
}
