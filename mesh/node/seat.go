package node

import (
	"foirail/ledger"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// findSeat finds the home market and, where this machine has the voting key of its current epoch,
// takes the steward's seat. A voting key of that epoch which no market has seated is another
// community's: somebody has mixed two directories.
func (n *Node) findSeat() error {
	var markets []ledger.Market
	n.book.View(func(s *ledger.State) { markets = s.Markets() })
	known, err := n.config.peers()
	if err == nil {
		n.home, err = n.config.homeOf(n.communityID())
	}
	if err == nil && len(markets) == 0 && known.Market == "" {
		err = ledger.ErrDamaged
	}
	if err != nil || len(markets) == 0 { // nothing has come from anybody yet
		return err
	}
	for _, m := range markets {
		voting, strange, err := n.votingOf(m)
		if err != nil {
			return err
		}
		if voting != nil {
			n.home = m.ID
			return n.sitDown(voting)
		}
		if strange && len(markets) == 1 && known.Founds == "" {
			return problem(words.OtherCommunity, nil, "path", n.config.Dir)
		}
	}
	return nil
}

// votingOf is the voting key that this machine is to use in a market, or nil: the oldest whose
// chain is not closed, so that a steward has said his last word in an epoch before he speaks in the
// next. Keys that have said theirs are destroyed on the way, as are those that never got a seat. A
// key of the current epoch that this ledger knows nothing of is strange.
func (n *Node) votingOf(m ledger.Market) (voting *keys.Secret, strange bool, err error) {
	epochs, err := keystore.VotingEpochs(n.config.Dir)
	if err != nil {
		return nil, false, err
	}
	for _, e := range epochs {
		if e > uint64(m.Epoch) {
			continue
		}
		secret, err := keystore.LoadVoting(n.config.Dir, e)
		if err != nil {
			return nil, false, err
		}
		ref := ledger.Ref{Market: m.ID, Key: secret.Account()}
		var seat uint32
		var closed, spoke bool
		n.book.View(func(s *ledger.State) {
			seat, _ = s.Serves(ref)
			closed = (&ledger.Steward{Market: m.ID, Voting: secret}).Closed(s)
			spoke = s.Next(ref, 0).Seq > 1
		})
		switch {
		case seat != 0 && !closed:
			return secret, false, forgetVoting(n.config.Dir, uint32(e))
		case seat == 0 && e == uint64(m.Epoch) && !spoke:
			// Among several it may be one for a seat that was never asked for.
			strange = len(m.Stewards) == 1 && !n.isWished(secret.Account())
		case closed:
			if err := keystore.DestroyVoting(n.config.Dir, e); err != nil {
				return nil, false, err
			}
		}
	}
	return nil, strange, nil
}

// reseat follows the epochs while the node runs: an old key that has said its last word is
// destroyed, and the next one takes its seat.
func (n *Node) reseat() error {
	if !n.opening.TryLock() {
		return nil // somebody is opening the next epoch by hand
	}
	defer n.opening.Unlock()
	m, old := n.market(), n.steward()
	closed, gone := false, n.held() == seatRestored
	if old != nil {
		n.book.View(func(s *ledger.State) {
			closed = (&ledger.Steward{Market: m.ID, Voting: old}).Closed(s)
			// A key that was rolled back is destroyed, and never says its last word.
			_, current := s.Serves(ledger.Ref{Market: m.ID, Key: old.Account()})
			closed = closed || !current && gone
		})
	}
	if !closed && (old != nil || m.Epoch == n.run.epoch) {
		return nil
	}
	n.run.epoch = m.Epoch
	voting, _, err := n.votingOf(m)
	if err != nil {
		return err
	}
	if voting == nil {
		n.standUp()
		return n.takeSeat()
	}
	n.logger().Info("a seat", "epoch", m.Epoch, "voting", voting.Account().String())
	return n.sitDown(voting)
}

// standUp forgets the voting key that the machine served with.
func (n *Node) standUp() {
	n.sitting.Lock()
	n.voting = nil
	n.sitting.Unlock()
}

// sitDown gives this machine's steward a voting key.
func (n *Node) sitDown(voting *keys.Secret) error {
	alone := len(n.market().Stewards) == 1
	start := n.headOf(voting.Account())
	n.sitting.Lock()
	n.start = start
	n.voting, n.sits, n.restored = voting, false, false // with another key he is another steward
	n.compared = n.compared || alone
	n.sitting.Unlock()
	return n.takeSeat()
}

// takeSeat lets the steward vote where he may: where he has a voting key of the epoch, his head is
// what others know of it, and the disk has room for what he says. Elsewhere it takes him away. It
// asks the book while it holds sitting, so nobody may ask for that while he looks at the book.
func (n *Node) takeSeat() error {
	room, _ := n.config.room()
	n.sitting.Lock()
	defer n.sitting.Unlock()
	may := n.voting != nil && n.compared && !n.restored && room == RoomEnough
	if may == n.sits {
		return nil
	}
	n.sits = may
	if !may {
		_ = n.book.Serve(nil) // whether there is room for what is not voted for does not matter
		return nil
	}
	return n.book.Serve(&ledger.Steward{Market: n.home, Voting: n.voting, Settling: n.look.settling()})
}

// steward is the voting key that this machine serves with, or nil.
func (n *Node) steward() *keys.Secret {
	n.sitting.RLock()
	defer n.sitting.RUnlock()
	return n.voting
}

// seatState is how a machine holds a seat.
type seatState int

// How it does.
const (
	seatNone       seatState = iota // no voting key
	seatUncompared                  // a key whose head others have not told yet
	seatRestored                    // others know more of the key's chain than this machine did
	seatHeld
)

// held says how this machine holds its seat.
func (n *Node) held() seatState {
	n.sitting.RLock()
	defer n.sitting.RUnlock()
	switch {
	case n.voting == nil:
		return seatNone
	case n.restored:
		return seatRestored
	case !n.compared:
		return seatUncompared
	}
	return seatHeld
}

// words counts the entries in the chain of this machine's voting key.
func (n *Node) words() (count uint32) {
	voting := n.steward()
	if voting == nil {
		return 0
	}
	n.book.View(func(s *ledger.State) {
		count = s.Next(ledger.Ref{Market: n.home, Key: voting.Account()}, 0).Seq - 1
	})
	return count
}

// votes says whether the steward votes now.
func (n *Node) votes() bool {
	n.sitting.RLock()
	defer n.sitting.RUnlock()
	return n.sits
}

// mayWord is the voting key to write a steward's word with. Its problems are no_steward_key, and
// not_compared before others have told what they know of its chain, restored_key when they know
// more than this machine did.
func (n *Node) mayWord() (*keys.Secret, error) {
	n.sitting.RLock()
	defer n.sitting.RUnlock()
	if n.voting == nil {
		return nil, problem(words.NoStewardKey, nil)
	}
	switch {
	case n.restored:
		return nil, problem(words.RestoredKey, nil)
	case !n.compared:
		return nil, problem(words.NotCompared, nil)
	}
	return n.voting, nil
}

// forgetVoting destroys the voting keys of all epochs before one: those that have closed, whose
// keys a power cut may have left behind.
func forgetVoting(dir string, before uint32) error {
	epochs, err := keystore.VotingEpochs(dir)
	for _, epoch := range epochs {
		if err == nil && epoch < uint64(before) {
			err = keystore.DestroyVoting(dir, epoch)
		}
	}
	return err
}
