package node

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// watched is what a look at the chain came to.
type watched struct {
	sight    sight
	left     uint32 // blocks of the vault that was read least
	read     int    // blocks that were read
	attested int    // facts that were said
	short    bool   // the vaults do not cover what they should
}

// zeal is what a look at the chain may do besides looking.
type zeal int

// How far it goes.
const (
	looking   zeal = iota // nothing is written: somebody asks a question
	attesting             // what was found is attested, and what was signed is sent again
	deciding              // and a lone steward decides what nobody need be asked for
)

// lookAround looks at the chain once: it reads at most so many windows of blocks, and when it has come to
// the head, says what it found, and lets the steward know where the vault stands. Its problems are those of
// outlook, and why the chain is not seen.
func (n *Node) lookAround(ctx context.Context, windows int) (done watched, err error) {
	l := &n.look
	l.busy.Lock()
	defer l.busy.Unlock()
	still, err := n.glance(ctx)
	if still && err == nil {
		return done, nil
	}
	if done, err = n.lookOnce(ctx, windows, deciding); err != nil {
		n.goBlind(ctx, err)
		return done, n.told(err)
	}
	l.quiet = quiet{since: n.chainNews(), looked: time.Now()}
	return done, nil
}

// quiet is a look after which nothing was left to be done.
type quiet struct {
	since  string // the ledger's news then
	looked time.Time
}

// wait says whether something was found that does not count yet.
func (f *findings) wait() bool { return len(f.facts)+len(f.failed) > 0 }

// lookWhole is how long a glance may stand for a look: of prices, fees and dividends it sees nothing.
const lookWhole = 10 * time.Minute

// glance says whether there is nothing new: no news in the ledger, nothing that waits, and nothing that has
// changed at the vaults up to a new head. Most blocks are like that, and the endpoints are other people's.
func (n *Node) glance(ctx context.Context) (still bool, err error) {
	l := &n.look
	s, waits, trouble := l.seen()
	if s.Runtime == nil || trouble != nil || waits != nil || l.memory == nil || l.open.wait() ||
		l.quiet.since != n.chainNews() || time.Since(l.quiet.looked) > lookWhole || n.unsent() {
		return false, nil
	}
	before := s.Head.Number
	if s.Head, err = l.client.Finalised(ctx); err != nil || s.Head.Number == before {
		return err == nil, err
	}
	r := &reading{Node: n, ctx: ctx, sight: s}
	n.book.View(func(state *ledger.State) { r.vaults = chain.Vaults(state, n.home) })
	for _, v := range r.vaults {
		at := l.memory.of(v.Account)
		places, err := r.places(v)
		if err != nil {
			return false, err
		}
		if stood, err := r.standsAt(places, s.Head.Hash); err != nil || stood != at.Stood || at.Upto != before {
			return false, err
		}
	}
	for _, v := range r.vaults {
		l.memory.of(v.Account).Upto = s.Head.Number
	}
	s.Best, s.When = max(s.Best, s.Head.Number), time.Time{}
	l.tell(s, l.settling(), nil)
	l.hasRead(s.Head.Number)
	return true, l.memory.keep(n.config, nil, false)
}

// unsent says whether something that was signed here is in no final block yet.
func (n *Node) unsent() bool {
	count, err := n.config.unsettled()
	return err != nil || count > 0
}

// goBlind takes what was known of the chain away from the steward. What the ledger's disk refuses is no blindness.
func (n *Node) goBlind(ctx context.Context, err error) {
	why, ok := n.told(err).(*Problem)
	if !ok || ctx.Err() != nil {
		return
	}
	if n.look.lose(why) {
		n.logger().Warn("the chain is not seen", "problem", string(why.Code), "why", why.Why)
	}
	_ = n.book.Settle(nil)
}

// lookOnce is lookAround; look.busy is held.
func (n *Node) lookOnce(ctx context.Context, windows int, how zeal) (done watched, err error) {
	if done.sight, err = n.gaze(ctx); err != nil {
		return done, err
	}
	if err := n.recall(ctx, done.sight); err != nil {
		return done, err
	}
	r, err := n.newReading(ctx, done.sight)
	if err != nil {
		return done, err
	}
	done.left, err = r.ahead(windows)
	done.read = r.read
	n.look.hasRead(done.sight.Head.Number - done.left)
	if err == nil && done.left == 0 {
		err = r.atHead(&done, how)
	}
	if how < attesting {
		return done, err
	}
	keeping := n.look.memory.keep(n.config, n.look.open.lowest(), false)
	return done, errors.Join(err, keeping)
}

// recall reads how far the chain was read before, or finds where to begin.
func (n *Node) recall(ctx context.Context, s sight) (err error) {
	l := &n.look
	if l.memory == nil {
		if l.memory, err = n.config.remember(n.home); err != nil {
			return err
		}
	}
	if l.memory.Begun {
		return nil
	}
	if l.memory.From, err = n.begin(ctx, s); err != nil {
		return err
	}
	l.memory.Begun = true
	return nil
}

// atHead does what is to be done when everything up to the head was read.
func (r *reading) atHead(done *watched, how zeal) error {
	holds, err := r.inVaults()
	if err == nil && how >= attesting {
		err = r.attest(done, holds)
	}
	if err != nil {
		return err
	}
	known, err := r.ground(r.ctx, r.sight)
	if err != nil {
		return err
	}
	before, waited, trouble := r.look.seen()
	if before.Head.Number == 0 || trouble != nil {
		r.logger().Info("the road to the chain is open", "finalised", r.sight.Head.Number, "endpoints", r.sight.Head.Seen)
	}
	d := desk{known, r.sight.calm()}
	r.look.tell(r.sight, d, waited)
	if how >= attesting {
		err = r.book.Settle(d)
	}
	if err == nil && how >= deciding {
		err = r.decideAlone(d)
	}
	if err != nil {
		return err
	}
	waits, err := r.approvals()
	if err != nil {
		return err
	}
	if r.look.tell(r.sight, d, waits); how < attesting {
		return nil
	}
	return r.sendAgain()
}

// attest says what was found of money, and of members.
func (r *reading) attest(done *watched, holds uint64) (err error) {
	if done.attested, done.short, err = r.attestFound(holds); err != nil {
		return err
	}
	r.look.telling.Lock()
	r.look.short = done.short
	r.look.telling.Unlock()
	if done.short {
		r.logger().Warn("the vault does not cover what was paid in", "holds", holds)
	}
	return r.attestMembers()
}

// decideAlone has a lone steward decide the batch that comes next, where no person need be asked.
func (r *reading) decideAlone(d desk) error {
	voting, err := r.mayWord()
	if err != nil || !r.votes() || len(r.market().Stewards) != 1 {
		return nil
	}
	var topic entry.Topic
	var batch *entry.Batch
	r.book.View(func(s *ledger.State) {
		topic = s.NextBatch(r.home)
		if batch = d.Propose(s, topic); batch != nil && s.TakesPersons(r.home, batch) {
			batch = nil
		}
	})
	if batch == nil {
		return nil
	}
	if _, err = r.move(voting, topic, batch); err == nil {
		r.logger().Info("a batch is decided", "batch", batchName(topic))
	}
	return err
}

// How a node that runs watches the chain.
const (
	windowsAtOnce = 8  // between two looks at the head, while it catches up
	lookEvery     = 30 // beats, where nobody tells of a new head
	rest          = 5  // beats, after a look that saw nothing
)

// watchChain follows the chain while the node runs: after each block that becomes final, and when something is
// asked for.
func (n *Node) watchChain(ctx context.Context, beat time.Duration) error {
	if err := n.awaitFounding(ctx); err != nil {
		return unlessOver(ctx, err)
	}
	client, err := n.chainClient()
	if err != nil {
		if why, ok := n.told(err).(*Problem); ok && why.Code != words.NoChain {
			n.logger().Info("no road to the chain", "problem", string(why.Code))
		}
		return nil
	}
	heads := make(chan struct{}, 1)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		return unlessOver(ctx, client.Follow(ctx, func(duniter.Header) {
			select {
			case heads <- struct{}{}:
			default:
			}
		}))
	})
	group.Go(func() error { return n.watchOn(ctx, beat, heads) })
	return group.Wait()
}

// chainClient is the road, which is made when there is none.
func (n *Node) chainClient() (*duniter.Client, error) {
	n.look.busy.Lock()
	defer n.look.busy.Unlock()
	err := n.outlook()
	return n.look.client, err
}

// awaitFounding waits until it is known which chain the community keeps to.
func (n *Node) awaitFounding(ctx context.Context) error {
	for {
		changed := n.book.Changed()
		if n.synced() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}

// watchOn looks again and again.
func (n *Node) watchOn(ctx context.Context, beat time.Duration, heads <-chan struct{}) error {
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	for ctx.Err() == nil {
		done, err := n.lookAround(ctx, windowsAtOnce)
		if err == nil && done.left > 0 {
			n.logger().Info("catching up with the chain", "behind", done.left, "finalised", done.sight.Head.Number)
			continue
		}
		until := time.Now().Add(lookEvery * beat)
		if err != nil {
			until = time.Now().Add(rest * beat)
		}
		asked := n.chainNews()
		for again := false; !again; {
			select {
			case <-ctx.Done():
				return nil
			case <-heads:
				again = err == nil
			case <-ticker.C:
				again = !time.Now().Before(until) || err == nil && n.chainNews() != asked
			}
		}
	}
	return nil
}

// chainNews is what of the ledger a look at the chain hangs on, in short.
func (n *Node) chainNews() (news string) {
	votes := n.votes() // asked before the book is looked at: takeSeat asks the other way round
	n.book.View(func(s *ledger.State) { news = fmt.Sprint(n.look.news.of(s, n.home), votes) })
	return news
}

// newsOf remembers the news of a state as long as nothing has come: they are asked for at every beat, and
// counted over all that was ever settled.
type newsOf struct {
	mu    sync.Mutex // guards what follows
	state *ledger.State
	now   uint32
	news  string
}

func (o *newsOf) of(s *ledger.State, home entry.MarketID) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.state != s || o.now != s.Now() {
		o.state, o.now, o.news = s, s.Now(), settlingNews(s, home)
	}
	return o.news
}

// settlingNews counts what a look at the chain hangs on.
func settlingNews(s *ledger.State, home entry.MarketID) string {
	m, _ := s.Market(home)
	count := 0
	for _, b := range s.Batches(home) {
		if count++; b.Receipt != nil {
			count++
		}
	}
	for _, other := range s.Markets() {
		count += int(other.Epoch) // each may have another vault
	}
	due := 0
	for _, d := range chain.Debts(s, home) {
		if d.Due {
			due++
		}
	}
	return fmt.Sprint(m.Epoch, len(s.Withdrawals(home)), len(s.Strays(home)), due, count)
}
