package node

import (
	"context"
	"errors"
	"sync"
	"time"

	"foirail/ledger"
	"foirail/ledger/duniter"
	"foirail/ledger/words"
)

// lookout is the node's eye on the chain: the road there, what was last seen on it, and what is still to
// be said of it.
type lookout struct {
	busy     sync.Mutex // held while the chain is read or written to; guards the next six
	settings *ChainSettings
	client   *duniter.Client
	node     *duniter.Node
	memory   *chainMemory // nil before it is read from the disk
	open     findings
	quiet    quiet

	news newsOf // of the ledger

	telling sync.Mutex // guards what follows
	last    sight
	known   ledger.Settling // nil while nothing is known
	waits   *approvals      // the batch that waits for approvals
	trouble *Problem        // why the last look saw nothing; nil: it saw
	holds   *int64          // what stood in the vaults, in units; nil: never seen
	short   bool            // that does not cover what was paid in
	upto    uint32          // the market's vaults were read up to this block; 0: nothing was read yet
	road    *duniter.Client // the same as client, for who only wants to know how its endpoints are
}

// sight is what is seen of the chain at its finalised head.
type sight struct {
	Head       duniter.Head
	Best       uint32    // height of the newest block, final or not
	When       time.Time // of the head, as the chain says
	Runtime    *duniter.Runtime
	Multiplier uint64 // of fees; 1 on a quiet chain
	Prices     prices
}

// prices are what the chain keeps back, in units of 0.01 Ğ1.
type prices struct{ Existential, Marker, MarkerMore, Open, OpenEach uint64 }

// runsAway is by how many blocks the newest may be ahead of the finalised before the chain is in trouble.
const runsAway = 100

// calm says whether a batch may be proposed: the chain is quiet, and what it says becomes final.
func (s sight) calm() bool { return s.Multiplier <= 1 && s.Best < s.Head.Number+runsAway }

func (l *lookout) settling() ledger.Settling {
	l.telling.Lock()
	defer l.telling.Unlock()
	return l.known
}

// seen is what was last seen, and why nothing is seen now.
func (l *lookout) seen() (sight, *approvals, *Problem) {
	l.telling.Lock()
	defer l.telling.Unlock()
	return l.last, l.waits, l.trouble
}

// cursor is up to where the market's vaults were read, and how many final blocks are left, as far as was seen.
func (l *lookout) cursor() (upto, left uint32) {
	l.telling.Lock()
	defer l.telling.Unlock()
	if l.upto == 0 {
		return 0, 0
	}
	return l.upto, l.last.Head.Number - min(l.upto, l.last.Head.Number)
}

// hasRead notes up to where the vaults were read.
func (l *lookout) hasRead(upto uint32) {
	l.telling.Lock()
	defer l.telling.Unlock()
	l.upto = upto
}

// ends is how each endpoint is. Nobody is asked for it; before the first question there are none.
func (l *lookout) ends() []duniter.EndpointState {
	l.telling.Lock()
	road := l.road
	l.telling.Unlock()
	if road == nil {
		return nil
	}
	return road.States()
}

// hangUp ends the connections.
func (l *lookout) hangUp() {
	l.busy.Lock()
	defer l.busy.Unlock()
	if l.client != nil {
		l.client.Close()
		l.client = nil
	}
}

// chainSettings is where the chain is asked. Its problem is bad_settings.
func (n *Node) chainSettings() (ChainSettings, error) {
	if n.config.Chain != nil {
		return *n.config.Chain, nil
	}
	all, err := ReadSettings(SettingsFiles(n.config.Dir)...)
	return all.Chain, err
}

// outlook is the road to the community's chain; look.busy is held. Its problems are no_chain for play
// money, no_endpoints, bad_settings.
func (n *Node) outlook() error {
	l := &n.look
	if n.playMoney() {
		return problem(words.NoChain, nil)
	}
	if l.client != nil {
		return nil
	}
	settings, err := n.chainSettings()
	if err != nil {
		return err
	}
	if len(settings.Endpoints) == 0 {
		return problem(words.NoEndpoints, nil, "path", n.config.path(SettingsFile))
	}
	var genesis duniter.Hash
	n.book.View(func(s *ledger.State) { genesis = duniter.Hash(s.Founding().Genesis) })
	checkpoint, _ := settings.checkpoint()
	config := duniter.Config{URLs: settings.Endpoints, Genesis: genesis, CheckpointAt: settings.CheckpointHeight, Checkpoint: checkpoint,
		Agree: settings.agree()}
	if n.config.Dialling != nil {
		n.config.Dialling(&config)
	}
	l.settings, l.client = &settings, duniter.NewClient(config)
	l.telling.Lock()
	l.road = l.client
	l.telling.Unlock()
	l.node = duniter.NewNode(genesis, l.client, l.client.Agreeing(settings.agree()))
	return nil
}

// gaze looks at the finalised head; look.busy is held.
func (n *Node) gaze(ctx context.Context) (s sight, err error) {
	l := &n.look
	if err := n.outlook(); err != nil {
		return s, err
	}
	if s.Head, err = l.client.Finalised(ctx); err != nil {
		return s, err
	}
	if s.Best, err = l.node.Best(ctx); err != nil {
		return s, err
	}
	before, _, trouble := l.seen()
	if before.Head.Hash == s.Head.Hash && !before.When.IsZero() && trouble == nil {
		before.Best, before.Head.Seen = s.Best, s.Head.Seen
		return before, nil
	}
	if s.Runtime, err = l.node.Runtime(ctx, s.Head.Hash); err != nil {
		return s, err
	}
	if s.Multiplier, err = l.node.Multiplier(ctx, s.Runtime, s.Head.Hash); err != nil {
		return s, err
	}
	if s.When, err = n.timeOf(ctx, s.Runtime, s.Head.Hash); err != nil {
		return s, err
	}
	s.Prices, err = readPrices(s.Runtime)
	return s, err
}

// timeOf is when a block was made, as the chain says.
func (n *Node) timeOf(ctx context.Context, rt *duniter.Runtime, at duniter.Hash) (time.Time, error) {
	v, err := n.look.node.Storage(ctx, rt, at, "Timestamp", "Now")
	milliseconds, _ := v.(uint64)
	return time.UnixMilli(int64(min(milliseconds, 1<<53))).UTC(), err
}

func readPrices(rt *duniter.Runtime) (p prices, err error) {
	for _, price := range []struct {
		to           *uint64
		pallet, name string
	}{
		{&p.Existential, "Balances", "ExistentialDeposit"}, {&p.Marker, "Proxy", "ProxyDepositBase"}, {&p.MarkerMore, "Proxy", "ProxyDepositFactor"},
		{&p.Open, "Multisig", "DepositBase"}, {&p.OpenEach, "Multisig", "DepositFactor"},
	} {
		var one error
		*price.to, one = rt.Amount(price.pallet, price.name)
		err = errors.Join(err, one)
	}
	p.Marker += p.MarkerMore
	return p, err
}

// tell notes what was seen, and gives the steward what is known by it.
func (l *lookout) tell(s sight, known ledger.Settling, waits *approvals) {
	l.telling.Lock()
	defer l.telling.Unlock()
	l.last, l.known, l.waits, l.trouble = s, known, waits, nil
}

// lose notes that nothing is seen any more, and what was known may not be so.
func (l *lookout) lose(why *Problem) (news bool) {
	l.telling.Lock()
	defer l.telling.Unlock()
	news = l.trouble == nil || l.trouble.Code != why.Code
	l.known, l.trouble = nil, why
	return news
}
