package node

import (
	"errors"

	"foirail/ledger"
	"foirail/ledger/entry"
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
	if follows, err := n.config.followed(); err != nil || follows != (entry.MarketID{}) {
		n.home = follows
		if err != nil || len(markets) == 0 { // nothing has come from anybody yet
			return err
		}
	} else if len(markets) == 0 {
		return ledger.ErrDamaged
	} else {
		n.home = markets[0].ID
	}
	strange := false
	for _, m := range markets {
		voting, err := keystore.LoadVoting(n.config.Dir, uint64(m.Epoch))
		if errors.Is(err, keystore.ErrMissing) {
			continue
		}
		if err != nil {
			return err
		}
		if seated(m, voting.Account()) {
			n.home = m.ID
			if err := forgetVoting(n.config.Dir, m.Epoch); err != nil {
				return err
			}
			return n.sitDown(voting)
		}
		strange = true
	}
	if strange {
		return problem(words.OtherCommunity, nil, "path", n.config.Dir)
	}
	return nil
}

// sitDown gives this machine's steward a voting key.
func (n *Node) sitDown(voting *keys.Secret) error {
	alone := len(n.market().Stewards) == 1
	n.sitting.Lock()
	n.voting, n.sits = voting, false
	n.compared = n.compared || alone
	n.sitting.Unlock()
	return n.takeSeat()
}

// takeSeat lets the steward vote where he may: where he has a voting key of the epoch, his head is
// what others know of it, and the disk has room for what he says. Elsewhere it takes him away.
func (n *Node) takeSeat() error {
	room, _ := n.config.room()
	n.sitting.Lock()
	defer n.sitting.Unlock()
	may := n.voting != nil && n.compared && room == RoomEnough
	if may == n.sits {
		return nil
	}
	n.sits = may
	if !may {
		_ = n.book.Serve(nil) // whether there is room for what is not voted for does not matter
		return nil
	}
	return n.book.Serve(&ledger.Steward{Market: n.home, Voting: n.voting})
}

// steward is the voting key that this machine serves with, or nil.
func (n *Node) steward() *keys.Secret {
	n.sitting.RLock()
	defer n.sitting.RUnlock()
	return n.voting
}

// votes says whether the steward votes now.
func (n *Node) votes() bool {
	n.sitting.RLock()
	defer n.sitting.RUnlock()
	return n.sits
}

// mayWord is the voting key to write a steward's word with. Its problems are no_steward_key, and
// no_quorum before the head of this machine has been compared with the others'.
func (n *Node) mayWord() (*keys.Secret, error) {
	n.sitting.RLock()
	defer n.sitting.RUnlock()
	if n.voting == nil {
		return nil, problem(words.NoStewardKey, nil)
	}
	if !n.compared {
		return nil, problem(words.NoQuorum, nil)
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

// seated says whether a voting key serves in a market's current epoch.
func seated(m ledger.Market, voting keys.Account) bool {
	for _, s := range m.Stewards {
		if s.Voting == voting {
			return true
		}
	}
	return false
}
