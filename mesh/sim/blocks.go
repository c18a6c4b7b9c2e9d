package sim

import (
	"context"

	"foirail/ledger/chain"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/keys"
)

// blocks is the chain of a world that has one: it is really executed, in virtual time. Blocks are made,
// beside others that lose or win, and become final after a while; what people send to be in them gets lost,
// comes late, twice, or again when nobody wants it any more.
type blocks struct {
	w        *World
	chain    *dunitertest.Chain
	node     *dunitertest.Node // of the world's own, which is never behind
	rt       chain.Runtime
	read     map[dunitertest.Hash]*dunitertest.Block // final ones, taken apart once for all
	alone    *keys.Secret                            // the vault of the founder, while he is alone
	stuck    int64                                   // until then nothing becomes final
	said     [][]byte                                // extrinsics that anybody has sent
	wallets  []*wallet
	walletOf map[*person]*wallet
	audit    *audit
}

const (
	existential  = 100 // units, below which the chain has no account
	vaultKeyHas  = 3000
	walletHas    = 20_000
	becomesFinal = 2 // blocks are above the last final one, on a good day
)

// hasChain says whether a world has a chain: one of four, or if it is told to.
func (o Options) hasChain() bool { return o.Chain || o.Seed%4 == 0 }

// beginChain makes the chain, on which the stewards' vault keys have some money of their own.
func (w *World) beginChain() {
	config := dunitertest.Config{Began: 1_795_000_000_000, KeepState: -1}
	alone := w.secret("the vault of one")
	config.Accounts = append(config.Accounts, dunitertest.Grant{To: alone.Account(), Amount: vaultKeyHas})
	for _, n := range w.nodes {
		has := uint64(vaultKeyHas)
		if w.chance(0.3) {
			has = existential + w.rnd.Uint64N(200) // not enough to open, perhaps, or for a fee
		}
		config.Accounts = append(config.Accounts, dunitertest.Grant{To: n.vault.Account(), Amount: has})
	}
	b := &blocks{w: w, alone: alone, chain: dunitertest.New(config), read: map[dunitertest.Hash]*dunitertest.Block{}, walletOf: map[*person]*wallet{}}
	b.node, b.rt = b.chain.Ask(dunitertest.Now{Chain: b.chain}), b.chain.Runtime()
	b.audit = newAudit(b)
	w.blocks = b
	w.count("chain: a world with a chain")
}

// open lets time pass on the chain, and the people have their money there.
func (b *blocks) open() {
	for _, x := range b.wallets {
		b.chain.Step(dunitertest.Input{Order: &dunitertest.Order{Grant: &dunitertest.Grant{To: x.of.account(), Amount: walletHas}}})
		b.chain.Step(dunitertest.Input{Order: &dunitertest.Order{Grant: &dunitertest.Grant{To: x.friend.Account(), Amount: walletHas}}})
	}
	b.chain.Advance(1)
	b.befriend()
	b.audit.follow()
	b.w.in(b.w.rnd.Int64N(200), b.tick)
	b.w.in(1000+b.w.rnd.Int64N(500), b.again)
	for _, n := range b.w.nodes {
		n.look = newLookout(n)
		b.w.in(b.w.rnd.Int64N(500), n.look.road.turn)
		b.w.in(b.w.rnd.Int64N(500), n.lookOut)
		if n.bad != nil {
			b.w.in(500+b.w.rnd.Int64N(500), n.bad.forge)
		}
	}
	for _, x := range b.wallets {
		b.w.in(b.w.rnd.Int64N(400), x.live)
	}
}

// tick makes a block, and lets others become final.
func (b *blocks) tick() {
	w := b.w
	w.in(w.slower()*(60+w.rnd.Int64N(80)), b.tick)
	switch pick := w.rnd.IntN(24); {
	case !w.troubled || pick > 3:
		b.chain.Step(dunitertest.Input{Make: &dunitertest.Make{}})
	case pick == 0:
		w.count("chain: an empty block")
		b.chain.Step(dunitertest.Input{Make: &dunitertest.Make{Empty: true}})
	case pick == 1 && b.stuck <= w.now:
		w.count("chain: nothing becomes final for a while")
		b.stuck = w.now + 500 + w.rnd.Int64N(2500)
	default:
		b.fork()
	}
	b.finalise()
}

// payouts is how many batches pay somebody before the world is healed, if it does not take too long.
const payouts = 2

// busy says whether enough has happened on the chain.
func (b *blocks) busy() bool {
	if b != nil && b.w.options.mutant == unmarked && b.w.now < 60_000 {
		return false // until it is found
	}
	return b == nil || len(b.audit.paying) >= payouts || b.w.now > 25_000
}

// fork makes blocks beside the best ones, above what is final.
func (b *blocks) fork() {
	_, best := b.chain.Best()
	_, final := b.chain.Finalised()
	if best == final {
		return
	}
	below := 1 + b.w.rnd.IntN(int(best-final))
	end := b.chain.Fork(below, 1+b.w.rnd.IntN(below+1))
	if now, _ := b.chain.Best(); now == end {
		b.w.count("chain: a fork that wins")
		return
	}
	b.w.count("chain: a fork that loses")
}

// finalise makes final what has enough blocks above it.
func (b *blocks) finalise() {
	lag := uint32(becomesFinal)
	if b.w.troubled {
		lag += uint32(b.w.rnd.IntN(3))
	}
	_, best := b.chain.Best()
	_, final := b.chain.Finalised()
	if best-final > lag && (b.stuck <= b.w.now || !b.w.troubled) {
		b.chain.Finalise(lag)
		b.audit.follow()
	}
}

// send brings an extrinsic to the chain, if it gets there.
func (b *blocks) send(x []byte) {
	w := b.w
	b.said = append(b.said, x)
	if w.troubled && w.chance(0.12) {
		w.count("chain: an extrinsic got lost")
		return
	}
	if w.troubled && w.chance(0.15) {
		w.count("chain: an extrinsic is late")
		w.in(500+w.rnd.Int64N(4000), func() { b.submit(x) })
		return
	}
	b.submit(x)
	if w.troubled && w.chance(0.1) {
		w.count("chain: an extrinsic came twice")
		b.submit(x)
	}
}

func (b *blocks) submit(x []byte) {
	if err := b.chain.Submit(x); err != nil {
		b.w.count("chain: " + err.Error())
	}
}

// again has somebody send an old extrinsic again: everybody can, as all have seen it.
func (b *blocks) again() {
	b.w.in(b.w.slower()*(100+b.w.rnd.Int64N(300)), b.again)
	if b.w.troubled && len(b.said) > 0 {
		b.w.count("chain: an old extrinsic sent again")
		b.submit(b.said[b.w.rnd.IntN(len(b.said))])
	}
}

// block is a final block, taken apart.
func (b *blocks) block(node *dunitertest.Node, hash dunitertest.Hash) (*dunitertest.Block, error) {
	if known := b.read[hash]; known != nil {
		return known, nil
	}
	block, err := node.Block(context.Background(), b.rt, hash)
	if err == nil {
		b.read[hash] = block
	}
	return block, err
}

// sign makes an extrinsic of a call. With no number given it takes the next, as nodes count it.
func (b *blocks) sign(by *keys.Secret, call []byte, number *uint32) []byte {
	i := b.chain.Intent(by.Account(), call)
	i.Period = chain.Period
	if number != nil {
		i.Nonce = *number
	}
	x, err := b.rt.Sign(by, i)
	if err != nil {
		b.w.fail("sign", "%v", err)
	}
	return x.Bytes
}

// call makes a call; its arguments are of the right types.
func (b *blocks) call(pallet, name string, args map[string]any) []byte {
	c, err := b.rt.Call(pallet, name, args)
	if err != nil {
		b.w.fail("call", "%v", err)
	}
	return c
}

// account is what stands for an account in the last final block.
func (b *blocks) account(who keys.Account) (number uint32, free, reserved uint64) {
	hash, _ := b.chain.Finalised()
	a, err := b.node.Account(context.Background(), b.rt, hash, who)
	if err != nil {
		b.w.fail("chain", "%v", err)
	}
	return a.Nonce, a.Free, a.Reserved
}
