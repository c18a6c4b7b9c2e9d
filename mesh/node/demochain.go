package node

import (
	"context"
	"time"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/keys"
)

// DemoChain is a chain in this process that a demo plays with, behind endpoints on loopback. The money on it is
// worth nothing; what the nodes ask it, and how, is what they ask the chain of the Ğ1. Only this file knows it.
type DemoChain struct {
	server *dunitertest.Server
	ends   []*dunitertest.Endpoint
}

// demoEndpoints is how many there are: as many as must agree.
const demoEndpoints = 2

// NewDemoChain begins a chain whose first block is of a moment. It is to be closed.
func NewDemoChain(began time.Time) *DemoChain {
	chain := dunitertest.New(dunitertest.Config{Began: uint64(began.UnixMilli()), KeepState: -1})
	c := &DemoChain{server: dunitertest.NewServer(chain)}
	for range demoEndpoints {
		c.ends = append(c.ends, c.server.Open(false))
	}
	return c
}

// Close ends its endpoints.
func (c *DemoChain) Close() { c.server.Close() }

// Genesis names the chain.
func (c *DemoChain) Genesis() (hash string) {
	c.server.Do(func(chain *dunitertest.Chain) { hash = chain.Genesis().String() })
	return hash
}

// Settings is where nodes find it.
func (c *DemoChain) Settings() *ChainSettings {
	s := &ChainSettings{}
	for _, e := range c.ends {
		s.Endpoints = append(s.Endpoints, e.URL())
	}
	return s
}

// DemoDialling is in as much haste as the demo: a node whose road was closed tries it again at once, and asks
// as much as it likes, since nobody else's machine answers.
func DemoDialling(c *duniter.Config) {
	c.Rate, c.Burst = 1e6, 1e6
	c.Rest, c.LongestRest = time.Second/DemoHaste, time.Second/DemoHaste
}

// Cut closes the road to the chain for everybody, or opens it again. The chain itself goes on.
func (c *DemoChain) Cut(cut bool) {
	for _, e := range c.ends {
		e.Shut(cut)
	}
}

// Advance makes blocks that are final, with all that waits to be in one.
func (c *DemoChain) Advance(blocks int) {
	c.server.Do(func(chain *dunitertest.Chain) { chain.Advance(blocks) })
}

// Height is the newest final block.
func (c *DemoChain) Height() (height uint32) {
	c.server.Do(func(chain *dunitertest.Chain) { _, height = chain.Finalised() })
	return height
}

// Grant gives an account money from nowhere, in units.
func (c *DemoChain) Grant(to keys.Account, units int64) {
	c.server.Do(func(chain *dunitertest.Chain) {
		chain.Step(dunitertest.Input{Order: &dunitertest.Order{Grant: &dunitertest.Grant{To: to, Amount: uint64(units)}}})
		chain.Advance(1)
	})
}

// Holds is what an account has there, kept back or not, in units.
func (c *DemoChain) Holds(who keys.Account) (units int64) {
	c.server.Do(func(chain *dunitertest.Chain) {
		free, reserved := chain.Holds(who)
		units = int64(free + reserved)
	})
	return units
}

// DemoTransfer is what somebody does with his wallet, who has his key on this machine: he sends units to an
// account on the chain, and the block that has it is final.
func (n *Node) DemoTransfer(_ context.Context, on *DemoChain, from string, passphrase Hidden, to keys.Account, units int64) (err error) {
	secret, err := n.secret(from, passphrase)
	if err != nil {
		return n.told(err)
	}
	on.server.Do(func(chain *dunitertest.Chain) {
		var call duniter.Call
		call, err = chain.Runtime().Call("Balances", "transfer_keep_alive", duniter.Fields{"dest": to, "value": uint64(units)})
		var x duniter.Extrinsic
		if err == nil {
			x, err = chain.Runtime().Sign(secret, chain.Intent(secret.Account(), call))
		}
		if err == nil {
			err = chain.Submit(x.Bytes)
		}
		chain.Advance(1)
	})
	return n.told(err)
}
