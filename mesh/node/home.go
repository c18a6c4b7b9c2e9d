package node

import (
	"context"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// A directory has one home: the market in which its accounts live. It is where the machine serves;
// else the one that was chosen, which stands in PeersFile; else the community's first market. So it
// does not change when another market is founded.

// homeOf is the home of a directory that does not serve.
func (c Config) homeOf(community entry.Hash) (id entry.MarketID, err error) {
	if id, err = c.followed(); err != nil || id != (entry.MarketID{}) {
		return id, err
	}
	return entry.MarketID(community[:entry.MarketSize]), nil
}

// keepHome writes down the home that was chosen.
func (c Config) keepHome(id entry.MarketID) error {
	k, err := c.peers()
	if err != nil {
		return err
	}
	k.Market, k.Founds = id.String(), ""
	return c.keepPeers(k)
}

// HomeRequest asks which markets there are; with Market, by name or id, it chooses the home.
type HomeRequest struct {
	Market string
	DryRun bool
}

// HomeReply is the markets of the community.
type HomeReply struct {
	Market  string       `json:"market"` // the home, by name
	Markets []HomeMarket `json:"markets"`
}

// HomeMarket is one market.
type HomeMarket struct {
	Name     string `json:"name"`
	ID       string `json:"id"`
	Stewards int    `json:"stewards"`
	Home     bool   `json:"home"`
}

// Home tells the markets of the community, and which one is home here.
func (n *Node) Home(context.Context, HomeRequest) (reply HomeReply, err error) {
	n.book.View(func(s *ledger.State) {
		for _, m := range s.Markets() {
			reply.Markets = append(reply.Markets, HomeMarket{m.Name, m.ID.String(), len(m.Stewards), m.ID == n.home})
			if m.ID == n.home {
				reply.Market = m.Name
			}
		}
	})
	return reply, nil
}

// ChooseHome chooses the home of a directory on which no node runs. Money does not move by it: what
// an account has in the old home it has there still. Its problems are unknown_market, has_seat on a
// steward's machine, and busy.
func ChooseHome(ctx context.Context, config Config, in HomeRequest) (HomeReply, error) {
	reply, err := chooseHome(ctx, config, in)
	return reply, told(config, err)
}

func chooseHome(ctx context.Context, config Config, in HomeRequest) (reply HomeReply, err error) {
	n, err := Open(config)
	if err != nil {
		return reply, err
	}
	defer n.Close()
	if !n.synced() {
		return reply, problem(words.NotSynced, nil)
	}
	chosen, err := n.marketNamed(in.Market)
	if err != nil {
		return reply, err
	}
	if chosen != n.home {
		if err := n.unseated(); err != nil {
			return reply, err
		}
	}
	if !in.DryRun {
		if err := config.keepHome(chosen); err != nil {
			return reply, err
		}
	}
	n.home = chosen
	return n.Home(ctx, HomeRequest{})
}

// unseated is nil where this machine neither serves in a market nor has asked to.
func (n *Node) unseated() error {
	epochs, err := keystore.VotingEpochs(n.config.Dir)
	if err != nil {
		return err
	}
	founds, err := n.config.peers()
	if err != nil {
		return err
	}
	if n.steward() != nil || len(epochs) > 0 && founds.Founds == "" {
		return problem(words.HasSeat, nil, "name", n.market().Name)
	}
	return nil
}
