package node

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// drawEvery is how much time a steward leaves between two cuts for newcomers: anybody may ask for a
// seat, and a cut takes a pass over the book.
const drawEvery = time.Minute

// attendance is what a node remembers of its duties.
type attendance struct {
	busy   sync.Mutex          // held while they are done
	drew   time.Time           // the last cut for newcomers
	looked map[entry.Hash]bool // cuts of stewards that this candidate has computed too

	telling sync.Mutex // guards differs
	differs string     // the steward whose state is not what this node computes; empty: none
}

// attendSoon has the duties done: at once where the node does not run, else by the one who does
// them.
func (n *Node) attendSoon() {
	if n.run.on.Load() {
		return // the book has changed, which wakes attendOn
	}
	if err := n.attend(); err != nil {
		n.logger().Error("a duty was missed", "why", err)
	}
}

// looksIdle is how often in a beat a node looks whether something has come that its duties hang on.
// Once a beat it does them all the same: what waits for the clock is no news.
const looksIdle = 10

// attendOn does the duties of a steward and of a candidate while the node runs: soon after something
// is new, and at every beat.
func (n *Node) attendOn(ctx context.Context, beat time.Duration) error {
	ticker := time.NewTicker(beat / looksIdle)
	defer ticker.Stop()
	changed, idle := n.book.Changed(), looksIdle
	for {
		select {
		case <-changed:
			idle = looksIdle
		default:
		}
		if idle >= looksIdle {
			changed, idle = n.book.Changed(), 0 // before the look, so that nothing comes between
			if err := n.attend(); err != nil {
				n.logger().Error("a duty was missed", "why", err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			idle++
		}
	}
}

// attend does what others wait for without anybody's word: a seat that was wished is asked for, the key
// of a new epoch takes its seat, a steward draws the cuts that are due, a candidate answers them, and the
// council that a founder awaits is seated.
func (n *Node) attend() error {
	n.duties.busy.Lock()
	defer n.duties.busy.Unlock()
	if !n.synced() {
		return nil
	}
	for _, duty := range []func() error{n.sayWish, n.reseatAll, n.drawCuts, n.secondCuts, n.answerCuts, n.seatCouncil, n.reseatAll} {
		if err := duty(); err != nil {
			return err
		}
	}
	return nil
}

// reseatAll goes from an old key that still has to say its last word to the one that serves now.
func (n *Node) reseatAll() error {
	for {
		before := n.steward()
		if err := n.reseat(); err != nil || n.steward() == before {
			return err
		}
	}
}

// drawCuts draws every cut that is due.
func (n *Node) drawCuts() error {
	for {
		voting, err := n.mayWord()
		if err != nil || !n.votes() {
			return nil // others may; this machine may not
		}
		st := &ledger.Steward{Market: n.home, Voting: voting, CutEvery: n.config.CutEvery}
		var heads []entry.Head
		current, epoch := false, uint32(0)
		n.book.View(func(s *ledger.State) {
			if heads = st.Draws(s); heads != nil {
				_, current = s.Serves(ledger.Ref{Market: n.home, Key: heads[0].Author})
				epoch, _ = s.Serves(ledger.Ref{Market: n.home, Key: voting.Account()})
			}
		})
		now := n.config.now()
		if heads == nil || current && !n.duties.drew.IsZero() && now.Sub(n.duties.drew) < drawEvery {
			return nil
		}
		if current {
			n.duties.drew = now
		}
		state, err := n.book.StateAt(n.home, heads)
		if err != nil {
			return err
		}
		err = n.writeCut(voting, &entry.Checkpoint{Epoch: epoch, Heads: heads, State: state},
			func(s *ledger.State) bool { return st.Draws(s) != nil })
		if err != nil {
			return err
		}
	}
}

// secondCuts draws what another steward has drawn of himself, where this machine computes the same.
func (n *Node) secondCuts() error {
	voting, err := n.mayWord()
	if err != nil || !n.votes() {
		return nil // others may; this machine may not
	}
	st := &ledger.Steward{Market: n.home, Voting: voting, CutEvery: n.config.CutEvery}
	var cuts []ledger.Drawn
	epoch := uint32(0)
	n.book.View(func(s *ledger.State) {
		cuts = st.Seconds(s)
		epoch, _ = s.Serves(ledger.Ref{Market: n.home, Key: voting.Account()})
	})
	return n.drawAlike(voting, epoch, cuts, func(s *ledger.State) bool { return len(st.Seconds(s)) > 0 })
}

// drawAlike draws one of the cuts that others have drawn: the first of which this machine computes the same, of those that
// it has not computed before. Where it comes to another state it says so, to its own people, and tries the next.
func (n *Node) drawAlike(voting *keys.Secret, epoch uint32, cuts []ledger.Drawn, due func(*ledger.State) bool) error {
	for _, cut := range cuts {
		if n.duties.looked[cut.Entry] {
			continue
		}
		state, err := n.book.StateAt(n.home, cut.Heads)
		behind := errors.Is(err, ledger.ErrLacks) // this book began with a later one
		if err != nil && !behind {
			return err
		}
		n.looked(cut)
		switch {
		case behind:
		case state != cut.State:
			n.differ(cut)
		default:
			return n.writeCut(voting, &entry.Checkpoint{Epoch: epoch, Heads: cut.Heads, State: state}, due)
		}
	}
	return nil
}

// looked notes that a cut of somebody else's was computed.
func (n *Node) looked(cut ledger.Drawn) {
	if n.duties.looked == nil {
		n.duties.looked = map[entry.Hash]bool{}
	}
	n.duties.looked[cut.Entry] = true
}

// writeCut writes a Checkpoint, if it is still due when its turn comes: nothing follows a closing
// word.
func (n *Node) writeCut(voting *keys.Secret, body *entry.Checkpoint, due func(*ledger.State) bool) error {
	_, err := n.book.Write(func(s *ledger.State) (*entry.Entry, error) {
		if !due(s) {
			return nil, errOver
		}
		e := s.Next(ledger.Ref{Market: n.home, Key: voting.Account()}, n.config.seconds())
		e.Body = body
		return e, e.Sign(voting)
	}, "")
	if errors.Is(err, errOver) {
		return nil
	}
	if err == nil {
		n.logger().Info("a cut", "epoch", body.Epoch, "state", body.State.String())
	}
	return err
}

// answerCuts shows, of a newcomer who asks for a seat, that he computes what the stewards compute: he
// draws the cut of one of them too.
func (n *Node) answerCuts() error {
	m := n.market()
	waiting := func(c ledger.Candidate) bool { return errors.Is(c.Lacks, ledger.ErrNotInStep) }
	someone := false
	n.book.View(func(s *ledger.State) { someone = slices.ContainsFunc(s.Candidates(n.home), waiting) })
	if !someone {
		return nil
	}
	voting, err := keystore.LoadVoting(n.config.Dir, uint64(m.Epoch)+1)
	if errors.Is(err, keystore.ErrMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	waits := func(s *ledger.State) bool {
		return slices.ContainsFunc(s.Candidates(n.home), func(c ledger.Candidate) bool { return c.Voting == voting.Account() && waiting(c) })
	}
	var cuts []ledger.Drawn
	n.book.View(func(s *ledger.State) {
		if waits(s) {
			cuts = s.Drawn(n.home)
		}
	})
	return n.drawAlike(voting, m.Epoch, cuts, waits)
}

// differ notes that a steward names another state than this node computes from the same entries:
// one of the two programs is wrong, or he lies.
func (n *Node) differ(cut ledger.Drawn) {
	m, name := n.market(), ""
	n.book.View(func(s *ledger.State) { name = seatedName(s, m, cut.By) })
	n.logger().Error("a steward names another state than this machine computes", "steward", name, "entry", cut.Entry.String())
	n.duties.telling.Lock()
	n.duties.differs = name
	n.duties.telling.Unlock()
}

// stewardWarnings is what should be said of the stewards whoever asks.
func (n *Node) stewardWarnings() (list []*Problem) {
	n.duties.telling.Lock()
	defer n.duties.telling.Unlock()
	if n.duties.differs != "" {
		list = append(list, problem(words.StateDiffers, nil, "name", n.duties.differs))
	}
	return list
}
